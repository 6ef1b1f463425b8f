//! Cuts the power at many moments of a recording.

use std::fs;
use std::io;
use std::path::Path;

use crate::disk::Disk;
use crate::{Event, Files, Recording};

/// What was found on the disk after one power cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// How many events of the recording had happened.
    pub cut: usize,
    /// The files as they were found.
    pub files: Files,
    /// The changes that had been acknowledged by then, in order.
    pub acknowledged: Vec<u64>,
}

impl Image {
    /// Writes the files into an empty folder, ready to be opened.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write_to(&self, folder: &Path) -> io::Result<()> {
        self.files.iter().try_for_each(|(name, bytes)| fs::write(folder.join(name), bytes))
    }
}

/// `count` images of a recording. Half of the cuts are at any moment; half are just after an
/// acknowledgement, where a promise kept too late shows. The same seed gives the same images.
#[must_use]
pub fn images(recording: &Recording, count: usize, seed: u64) -> Images<'_> {
    let mut chance = Chance(seed);
    let events = &recording.events;
    let acknowledgements: Vec<usize> = (1..=events.len())
        .filter(|cut| matches!(events.get(cut - 1), Some(Event::Acknowledged(_))))
        .collect();
    let mut cuts: Vec<usize> = (0..count)
        .map(|image| match acknowledgements.get(chance.below(acknowledgements.len())) {
            Some(cut) if image % 2 == 1 => *cut,
            _ => chance.below(events.len() + 1),
        })
        .collect();
    cuts.sort_unstable();
    let disk = Disk::holding(&recording.start);
    Images { events, cuts: cuts.into_iter(), chance, disk, done: 0, acknowledged: Vec::new() }
}

/// Images one after another, in the order of their cuts.
pub struct Images<'a> {
    events: &'a [Event],
    cuts: std::vec::IntoIter<usize>,
    chance: Chance,
    disk: Disk,
    done: usize,
    acknowledged: Vec<u64>,
}

impl Iterator for Images<'_> {
    type Item = Image;

    fn next(&mut self) -> Option<Image> {
        let cut = self.cuts.next()?;
        for event in self.events.get(self.done..cut)? {
            self.disk.apply(event);
            if let Event::Acknowledged(change) = event {
                self.acknowledged.push(*change);
            }
        }
        self.done = cut;
        // From nothing to everything of what was not synced, in quarters.
        let quarters = self.chance.below(5);
        let files = self.disk.after_power_cut(&mut || self.chance.below(4) < quarters);
        Some(Image { cut, files, acknowledged: self.acknowledged.clone() })
    }
}

/// A small generator of chance that gives the same numbers for the same seed (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a limit; zero for a limit of zero.
    fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % limit).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recording(early: bool) -> Recording {
        let mut events = vec![Event::Created("a".into())];
        for change in 0..20_u8 {
            let wrote = Event::Wrote("a".into(), usize::from(change), vec![change + 1]);
            let sync = [Event::SyncBegan("a".into()), Event::SyncEnded("a".into())];
            let told = [Event::Acknowledged(u64::from(change))];
            let (first, then) = if early { (&told[..], &sync[..]) } else { (&sync[..], &told[..]) };
            events.push(wrote);
            events.extend_from_slice(first);
            events.extend_from_slice(then);
        }
        Recording { start: Files::new(), events }
    }

    /// How many images have lost an acknowledged change.
    fn losses(recording: &Recording) -> usize {
        let lost = |image: &Image| {
            let found = image.files.get("a").cloned().unwrap_or_default();
            image
                .acknowledged
                .iter()
                .any(|change| !found.contains(&u8::try_from(change + 1).unwrap()))
        };
        images(recording, 200, 1).filter(lost).count()
    }

    #[test]
    fn a_promise_made_after_the_sync_is_always_kept_and_one_made_before_is_caught() {
        assert_eq!(losses(&recording(false)), 0);
        assert!(losses(&recording(true)) > 50, "{}", losses(&recording(true)));
    }

    #[test]
    fn the_same_seed_gives_the_same_images() {
        let recording = recording(true);
        let twice = [3, 3, 4].map(|seed| images(&recording, 50, seed).collect::<Vec<_>>());
        assert_eq!(twice[0], twice[1]);
        assert_ne!(twice[0], twice[2]);
    }
}
