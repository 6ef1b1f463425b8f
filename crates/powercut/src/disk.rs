//! What is on the disk for certain, and what may be.

use std::collections::BTreeMap;

use crate::{Event, Files};

const SECTOR: usize = 512;

/// The files of a folder as a disk with a volatile cache holds them.
#[derive(Debug, Default)]
pub(crate) struct Disk {
    files: BTreeMap<String, File>,
}

#[derive(Debug, Default)]
struct File {
    /// None when it is certain that there is no such file.
    certain: Option<Vec<u8>>,
    /// What has happened since, oldest first.
    pending: Vec<Change>,
    /// How much of `pending` the sync that is under way covers.
    covered: usize,
    /// Whether the file exists as far as the program can see.
    exists: bool,
}

#[derive(Debug, Clone)]
enum Change {
    Create,
    Write(usize, Vec<u8>),
    Truncate(usize),
    Remove,
}

impl Disk {
    pub(crate) fn holding(start: &Files) -> Self {
        let file = |bytes: &Vec<u8>| File {
            certain: Some(bytes.clone()),
            exists: true,
            ..File::default()
        };
        let files = start.iter().filter(|(name, _)| !name.ends_with("-shm"));
        Self { files: files.map(|(name, bytes)| (name.clone(), file(bytes))).collect() }
    }

    pub(crate) fn apply(&mut self, event: &Event) {
        match event {
            Event::Created(name) => self.file(name).create(),
            Event::Wrote(name, offset, bytes) => {
                self.file(name).pending.push(Change::Write(*offset, bytes.clone()));
            }
            Event::Truncated(name, length) => {
                self.file(name).pending.push(Change::Truncate(*length));
            }
            Event::Removed(name) => self.file(name).remove(),
            Event::SyncBegan(name) => self.file(name).begin_sync(),
            Event::SyncEnded(name) => self.file(name).end_sync(),
            Event::FolderSynced => self.files.values_mut().for_each(File::sync_name),
            Event::Acknowledged(_) => {}
        }
    }

    /// One of the many states that the disk may be found in: `keep` says for each uncertain part,
    /// in order, whether it had reached the disk.
    pub(crate) fn after_power_cut(&self, keep: &mut impl FnMut() -> bool) -> Files {
        let found = |(name, file): (&String, &File)| Some((name.clone(), file.found(keep)?));
        self.files.iter().filter_map(found).collect()
    }

    fn file(&mut self, name: &str) -> &mut File {
        self.files.entry(name.to_owned()).or_default()
    }
}

impl File {
    fn create(&mut self) {
        if !self.exists {
            self.exists = true;
            self.pending.push(Change::Create);
        }
    }

    fn remove(&mut self) {
        self.exists = false;
        self.pending.push(Change::Remove);
    }

    fn begin_sync(&mut self) {
        self.covered = self.pending.len();
    }

    fn end_sync(&mut self) {
        let mut content = Content { bytes: self.certain.take(), reachable: true };
        for change in self.pending.drain(..self.covered) {
            content.apply(&change, &mut || true);
        }
        self.certain = content.bytes;
        self.covered = 0;
    }

    /// After a sync of the folder a removed file stays removed and a new one is there, if empty.
    fn sync_name(&mut self) {
        if let Some(last) = self.pending.iter().rposition(|change| matches!(change, Change::Remove))
        {
            self.certain = None;
            self.pending.drain(..=last);
            self.covered = self.covered.saturating_sub(last + 1);
        }
        if matches!(self.pending.first(), Some(Change::Create)) {
            self.certain = Some(Vec::new());
            self.pending.remove(0);
            self.covered = self.covered.saturating_sub(1);
        }
    }

    fn found(&self, keep: &mut impl FnMut() -> bool) -> Option<Vec<u8>> {
        let mut content = Content { bytes: self.certain.clone(), reachable: true };
        for change in &self.pending {
            content.apply(change, keep);
        }
        content.bytes
    }
}

/// The content that a name leads to while changes are replayed.
struct Content {
    bytes: Option<Vec<u8>>,
    /// False once a new file was written whose name did not reach the disk.
    reachable: bool,
}

impl Content {
    fn apply(&mut self, change: &Change, keep: &mut impl FnMut() -> bool) {
        match change {
            Change::Create => {
                self.reachable = keep();
                if self.reachable {
                    self.bytes = Some(Vec::new());
                }
            }
            Change::Remove => {
                if keep() {
                    self.bytes = None;
                }
            }
            Change::Truncate(length) => {
                if let Some(bytes) = self.reached()
                    && keep()
                {
                    bytes.resize(*length, 0);
                }
            }
            Change::Write(offset, new) => {
                if let Some(bytes) = self.reached() {
                    write_sectors(bytes, *offset, new, keep);
                }
            }
        }
    }

    fn reached(&mut self) -> Option<&mut Vec<u8>> {
        self.bytes.as_mut().filter(|_| self.reachable)
    }
}

/// Each sector that a write touches is kept or lost by itself.
fn write_sectors(bytes: &mut Vec<u8>, offset: usize, new: &[u8], keep: &mut impl FnMut() -> bool) {
    let mut rest = new;
    let mut at = offset;
    while !rest.is_empty() {
        let (part, later) = rest.split_at(rest.len().min(SECTOR - at % SECTOR));
        if keep() {
            if bytes.len() < at + part.len() {
                bytes.resize(at + part.len(), 0);
            }
            if let Some(place) = bytes.get_mut(at..at + part.len()) {
                place.copy_from_slice(part);
            }
        }
        at += part.len();
        rest = later;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(start: &[(&str, &[u8])], events: &[Event], mut keep: impl FnMut() -> bool) -> Files {
        let start =
            start.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
        let mut disk = Disk::holding(&start);
        events.iter().for_each(|event| disk.apply(event));
        disk.after_power_cut(&mut keep)
    }

    fn wrote(bytes: &[u8]) -> Event {
        Event::Wrote("a".into(), 0, bytes.to_vec())
    }

    fn synced() -> [Event; 2] {
        [Event::SyncBegan("a".into()), Event::SyncEnded("a".into())]
    }

    #[test]
    fn what_was_synced_is_there_and_what_was_not_may_be_lost() {
        let [began, ended] = synced();
        let events = [Event::Created("a".into()), wrote(b"one"), began, ended, wrote(b"two")];
        assert_eq!(after(&[], &events, || false)["a"], b"one");
        assert_eq!(after(&[], &events, || true)["a"], b"two");
    }

    #[test]
    fn a_write_during_a_sync_is_not_covered_by_it() {
        let [began, ended] = synced();
        let events = [began, wrote(b"two"), ended];
        assert_eq!(after(&[("a", b"one")], &events, || false)["a"], b"one");
    }

    #[test]
    fn a_large_write_is_torn_at_a_sector() {
        let mut fates = [true, false, true].into_iter();
        let events = [wrote(&[1; 3 * SECTOR])];
        let found = after(&[("a", &[])], &events, || fates.next().unwrap());
        assert_eq!(found["a"], [vec![1; SECTOR], vec![0; SECTOR], vec![1; SECTOR]].concat());
    }

    #[test]
    fn a_new_file_whose_name_was_lost_is_lost_and_a_removed_one_may_come_back() {
        let made = [Event::Created("a".into()), wrote(b"one")];
        assert!(after(&[], &made, || false).is_empty());
        let removed = [Event::Removed("a".into()), Event::Created("a".into()), wrote(b"new")];
        assert_eq!(after(&[("a", b"old")], &removed, || false)["a"], b"old");
        let synced = [&removed[..], &[Event::FolderSynced]].concat();
        assert_eq!(after(&[("a", b"old")], &synced, || false)["a"], b"");
    }

    #[test]
    fn a_lost_truncation_leaves_the_longer_file() {
        let events = [Event::Truncated("a".into(), 1)];
        assert_eq!(after(&[("a", b"long")], &events, || false)["a"], b"long");
        assert_eq!(after(&[("a", b"long")], &events, || true)["a"], b"l");
    }
}
