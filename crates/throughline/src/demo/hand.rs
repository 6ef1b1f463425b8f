//! The clock of the demonstration: it stands back while the story is told, so that what comes some months later is
//! there to be met.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use kernel::Env;

/// How far the beginning lies back: further than the longest three months.
const BACK: SignedDuration = SignedDuration::from_hours(24 * 95);

/// When the first thing of a day happens.
const MORNING: i8 = 9;
/// So many minutes lie between two things, and after so many of them the clock stops for the day.
const BETWEEN: i64 = 4;
const MOST: i64 = 130;

/// The hand of the clock.
#[derive(Clone)]
pub struct Hand {
    behind: Arc<AtomicI64>,
    real: Env,
}

impl Default for Hand {
    fn default() -> Self {
        Self::over(Env::real())
    }
}

impl Hand {
    /// A hand that stands back from another clock.
    pub fn over(real: Env) -> Self {
        Self { behind: Arc::default(), real }
    }

    /// What tells the time by this hand.
    #[must_use]
    pub fn env(&self) -> Env {
        let (real, ids, behind) = (self.real.clone(), Env::real(), Arc::clone(&self.behind));
        Env::new(
            move || {
                let behind = SignedDuration::from_secs(behind.load(Ordering::Relaxed));
                let now = real.now();
                now.checked_sub(behind).unwrap_or(now)
            },
            move |_| ids.new_id(),
        )
    }

    /// The day on which the story is told.
    pub(super) fn today(&self) -> Date {
        self.real.today()
    }

    pub(super) fn stand_back(&self) {
        self.behind.store(BACK.as_secs(), Ordering::Relaxed);
    }

    /// Sets the clock to a day, when so many things have happened on it; it never runs ahead.
    pub(super) fn point_to(&self, day: Date, things: i64) {
        let now = self.real.now();
        let behind = moment(day, things, self.real.london())
            .map_or(0, |then| now.duration_since(then).as_secs().max(0));
        self.behind.store(behind, Ordering::Relaxed);
    }

    pub(super) fn come_to_now(&self) {
        self.behind.store(0, Ordering::Relaxed);
    }
}

fn moment(day: Date, things: i64, london: &TimeZone) -> Option<Timestamp> {
    let morning = day.at(MORNING, 0, 0, 0).to_zoned(london.clone()).ok()?;
    Some(morning.saturating_add((things.min(MOST) * BETWEEN).minutes()).timestamp())
}
