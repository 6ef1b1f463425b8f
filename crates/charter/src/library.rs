//! The forms that come with the product for any forum to use: everything under `forms/`. The table is
//! made by `build.rs`.

use std::sync::LazyLock;

use crate::questionnaire::Questionnaire;

mod table {
    include!(concat!(env!("OUT_DIR"), "/library.rs"));
}

/// A form that any forum may use.
#[derive(Debug)]
pub struct LibraryForm {
    /// Its code: the name of its file.
    pub code: &'static str,
    /// Its text, which is kept beside the first answers to it: a form never changes under its answers.
    pub text: &'static str,
    /// The form.
    pub questionnaire: Questionnaire,
}

/// Read once. A file that cannot be read is left out; a test reads and checks each.
static LIBRARY: LazyLock<Vec<LibraryForm>> = LazyLock::new(|| {
    let files = table::FILES.iter().flat_map(|(_, files)| files.iter());
    let read = files.filter_map(|(path, text)| {
        let questionnaire = Questionnaire::parse(text).ok()?;
        Some(LibraryForm { code: path.strip_suffix(".json")?, text, questionnaire })
    });
    read.collect()
});

/// The forms that any forum may use, in the order of their codes.
pub fn library() -> &'static [LibraryForm] {
    &LIBRARY
}
