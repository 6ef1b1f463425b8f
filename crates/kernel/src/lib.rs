//! The vocabulary that every other crate shares: typed ids, time, dates, form errors.
//!
//! Nothing here does I/O. Time, ids and chance come in through [`Env`] (invariant 6).

#![warn(missing_docs)]

mod counted;
mod env;
mod errors;
mod forms;
mod ids;
mod working_days;

pub use counted::counted;
pub use env::Env;
pub use errors::FieldErrors;
pub use forms::{date_boxes, one_or_many, parse_date, parse_time, past_date, whole_number};
pub use ids::*;
pub use working_days::{bank_holidays, is_working_day, working_days_after};
