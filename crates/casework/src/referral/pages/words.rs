//! Codes as people read them.

use charter::Charter;
use govuk::{Tag, TagColour};
use jiff::civil::Date;
use maud::{Markup, html};

use crate::{
    charters::{charter_of, heading},
    referral::{
        model::{Referral, Status},
        request::{ASSESSMENTS, CONSENTS, KNOWN, NOT_KNOWN},
    },
};

/// "Request for support R-2026-0001": what the forum calls it, and its reference; no name.
pub(crate) fn title(referral: &Referral) -> String {
    let what = charter_of(&referral.charter)
        .map_or_else(|_| "referral".to_owned(), |charter| charter.label("referral").one);
    format!("{} {}", heading(&what), referral.reference)
}

pub(crate) fn of<'a>(known: &'a [(&str, &str)], code: &'a str) -> &'a str {
    known.iter().find(|(it, _)| *it == code).map_or(code, |(_, words)| words)
}

pub(crate) fn consent(code: &str) -> &str {
    if code == "withdrawn" { "Withdrawn" } else { of(CONSENTS, code) }
}

pub(crate) fn assessment(code: &str) -> &str {
    match code {
        "complete" => "Complete",
        "not_started" => "Not started yet",
        _ => of(ASSESSMENTS, code),
    }
}

pub(crate) fn known(code: &str) -> &str {
    of(KNOWN, code)
}

/// "3, Intensive", or that it is not known.
pub(crate) fn level(charter: &Charter, level: Option<i64>) -> String {
    let Some(number) = level else { return of(KNOWN, NOT_KNOWN).to_owned() };
    crate::level::model::words(number, charter)
}

pub(crate) fn agencies(number: Option<i64>) -> String {
    number.map_or("Not known".to_owned(), |number| number.to_string())
}

/// The names of codes, joined.
pub(crate) fn needs(charter: &Charter, codes: &[String]) -> String {
    let names: Vec<&str> = codes.iter().map(|code| charter.needs.name(code)).collect();
    names.join(", ")
}

/// Text as it was typed, its lines kept.
pub(crate) fn lines(text: &str) -> Markup {
    html! {
        @for (at, line) in text.lines().enumerate() {
            @if at > 0 { br; }
            (line)
        }
    }
}

/// A status: words first, colour besides.
pub(crate) fn status(status: Status) -> Tag {
    let colour = match status {
        Status::Received => TagColour::Blue,
        Status::Accepted => TagColour::Green,
        Status::Returned => TagColour::Orange,
        Status::Withdrawn => TagColour::Grey,
    };
    Tag::new(status.words()).colour(colour)
}

/// A day by which something is due, and whether it is late.
pub(crate) fn due(due: Date, today: Date, shown: &str) -> Markup {
    html! {
        (shown)
        @if due < today { " " strong.tl-late { "Late" } }
    }
}
