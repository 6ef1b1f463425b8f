//! Charters: how one kind of forum works, as a folder of plain files that a partnership can change
//! without a programmer.
//!
//! Start with [`Charter`]: it reads and checks the files, all problems at once. Then [`facts`] and
//! [`rules`] (eligibility), [`clocks`] (what is due when) and [`questionnaire`] with [`answers`]
//! (forms). Nothing here knows a particular partnership or forum: those are data.

#![warn(missing_docs)]

pub mod answers;
mod charter;
pub mod clocks;
pub mod codes;
mod expression;
pub mod facts;
mod folder;
mod forms;
mod import;
mod library;
mod problem;
pub mod questionnaire;
mod reading;
pub mod rules;
mod schema;
mod shipped;

pub use charter::{
    Charter, Form, Label, Level, Movement, NeedIndicator, SecondPairOfEyes, Sitting,
    ThresholdDocument,
};
pub use folder::texts;
pub use import::{Imported, import_forms};
pub use library::{LibraryForm, library};
pub use problem::Problem;
pub use shipped::{shipped, shipped_codes, shipped_texts};
