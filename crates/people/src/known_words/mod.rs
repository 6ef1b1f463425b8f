//! Words by which somebody could be told: names, dates of birth, addresses, numbers of the people around a case, and where
//! a text holds one of them. For whatever leaves the circle of those who know the family: a case study, an export.
//!
//! `model` finds them in a text and `words` takes a text apart, `dates` knows days, all without I/O; `store` gathers them, each only as far as
//! whoever asks may read it, so that what is refused tells nobody what they could not read.

mod dates;
pub mod model;
mod store;
mod words;

pub use model::{Hit, KnownWords, What, left_out, plain_words, shapes, told};
pub use store::{names_of_case, of_case};
