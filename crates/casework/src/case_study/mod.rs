//! Case studies: a closed case told to everybody who works with people, without anybody's name, once the person has agreed and
//! a second person has read it.
//!
//! `model` holds the rules and the states, `write` drafts and writes one, `answer` approves it, gives it back or takes it down,
//! `see` is the page of the case about it, `list` what others read; `pages` what they look like, `store` the SQL. What would
//! tell who it is about is found by `people::known_words`.

pub mod answer;
pub mod list;
pub mod model;
mod pages;
pub mod see;
mod store;
pub mod write;

pub(crate) use pages::status_words;
use ui::Route;

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::page::<list::SeeCaseStudies>("/case-studies"),
        Route::page::<see::SeeCaseStudy>("/cases/{case}/case-study"),
        Route::form::<write::WriteCaseStudy>("/cases/{case}/case-study/new"),
        Route::press::<answer::AnswerCaseStudy>("/cases/{case}/case-study"),
    ]
    .concat()
}
