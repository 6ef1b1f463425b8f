//! The clock of the demonstration: it stands back while the beginning of the story is told, so that what comes some
//! months later is there to be met.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::SignedDuration;
use kernel::Env;

/// How far the beginning lies back: further than the longest three months.
const BACK: SignedDuration = SignedDuration::from_hours(24 * 95);

/// The hand of the clock.
#[derive(Clone, Debug, Default)]
pub struct Hand(Arc<AtomicI64>);

impl Hand {
    /// What tells the time by this hand.
    #[must_use]
    pub fn env(&self) -> Env {
        let (real, ids, behind) = (Env::real(), Env::real(), Arc::clone(&self.0));
        Env::new(
            move || {
                let behind = SignedDuration::from_secs(behind.load(Ordering::Relaxed));
                let now = real.now();
                now.checked_sub(behind).unwrap_or(now)
            },
            move |_| ids.new_id(),
        )
    }

    pub(super) fn stand_back(&self) {
        self.0.store(BACK.as_secs(), Ordering::Relaxed);
    }

    pub(super) fn come_to_now(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}
