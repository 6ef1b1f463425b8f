//! Where "now", "today" and new ids come from.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use uuid::Uuid;

/// The clock and the source of ids, passed first and never looked up globally.
#[derive(Clone)]
pub struct Env {
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    ids: Arc<dyn Fn(Timestamp) -> Uuid + Send + Sync>,
    london: TimeZone,
}

impl Env {
    /// Builds an environment from a clock and a source of ids.
    pub fn new(
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
        ids: impl Fn(Timestamp) -> Uuid + Send + Sync + 'static,
    ) -> Self {
        let london = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
        Self { clock: Arc::new(clock), ids: Arc::new(ids), london }
    }

    /// The real clock, and ids of UUID version 7.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine")]
    pub fn real() -> Self {
        Self::new(Timestamp::now, |_| Uuid::now_v7())
    }

    /// The current instant, in whole microseconds: what both engines can store.
    pub fn now(&self) -> Timestamp {
        let now = (self.clock)();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    /// Today's date in London.
    pub fn today(&self) -> Date {
        self.civil_date(self.now())
    }

    /// The London date of an instant.
    pub fn civil_date(&self, at: Timestamp) -> Date {
        at.to_zoned(self.london.clone()).date()
    }

    /// London's time zone, for showing instants to people.
    pub fn london(&self) -> &TimeZone {
        &self.london
    }

    /// A new, time-ordered id.
    pub fn new_id(&self) -> Uuid {
        (self.ids)(self.now())
    }
}
