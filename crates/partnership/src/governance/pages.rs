//! What the pages of governance look like.

use govuk::{
    Button, Choice, Details, Input, InsetText, Pagination, Radios, Row, Table, Tag, TagColour,
    filters,
};
use kernel::FieldErrors;
use maud::{Markup, html};
use ui::Frame;

use super::{
    ledger::{SeeLedger, Stretch},
    model::{ClauseText, Line, Look, outcome_in_words},
    readers::Looks,
    words::in_words,
};

pub(super) fn agreement(clauses: &[ClauseText]) -> Markup {
    let (forbids, permits): (Vec<_>, Vec<_>) = clauses.iter().partition(|it| it.forbids);
    html! {
        p.govuk-body-l {
            "These clauses decide who may see a record and who may do what. Nothing else does."
        }
        ul.govuk-list.govuk-list--bullet {
            li { "What no clause permits is refused." }
            li { "A clause that forbids wins over every clause that permits." }
            li { "Every page says which clause let you in, and every entry of the ledger keeps it." }
        }
        h2.govuk-heading-m { "What is permitted" }
        @for it in permits { (clause(it)) }
        h2.govuk-heading-m { "What is forbidden, whatever else is true" }
        @for it in forbids { (clause(it)) }
    }
}

fn clause(it: &ClauseText) -> Markup {
    let (effect, colour) =
        if it.forbids { ("Forbids", TagColour::Red) } else { ("Permits", TagColour::Green) };
    let rule = html! { pre tabindex="0" { code { (it.cedar) } } };
    html! {
        section id=(it.id) aria-label={ "Clause " (it.id) } {
            p.govuk-body."govuk-!-margin-bottom-1" { (it.sentence) }
            p.govuk-hint."govuk-!-margin-bottom-1" { (Tag::new(effect).colour(colour)) " " (it.id) }
            (Details::new(format!("The rule as the system reads it: {}", it.id), rule))
        }
    }
}

pub(super) fn ledger(asked: &SeeLedger, stretch: &Stretch, frame: &Frame) -> Markup {
    html! {
        (checkpoint(stretch, frame))
        (filters("Filter the ledger", !stretch.problems.is_empty(), &filter(asked, &stretch.problems)))
        @if stretch.lines.is_empty() {
            p.govuk-body { "There is no entry like this." }
        } @else {
            (Table::new("Entries of the ledger, newest first")
                .columns(["Entry", "When", "Who", "Organisation", "Operation", "Record", "Outcome", "Clauses"])
                .rows(stretch.lines.iter().map(|it| row(it, frame)))
                .cards().compact().hidden_caption())
        }
        (steps(asked, stretch))
    }
}

fn checkpoint(stretch: &Stretch, frame: &Frame) -> Markup {
    let size = stretch.size;
    let sentence = match &stretch.checkpoint {
        None => html! { "The ledger has " (size) " entries. No checkpoint is signed yet." },
        Some(last) => html! {
            "The last checkpoint was signed on " (frame.instant(last.at)) ". It vouches for the first "
            (last.size) " of " (size) " entries, under the root "
            code { (last.root) } "."
        },
    };
    html! { (InsetText::new(sentence)) }
}

fn filter(asked: &SeeLedger, problems: &FieldErrors) -> Markup {
    html! {
        form method="get" action="/ledger" {
            (Input::new("practitioner", "Account").value(&asked.practitioner)
                .hint("The id of an account: follow a name in the list to fill it in")
                .error(problems.of("practitioner")).no_spellcheck())
            (Radios::new("outcome", "Which entries?",
                [Choice::new("", "All").checked(asked.outcome.is_empty()), Choice::new("refused", "Refusals only")])
                .value(&asked.outcome).error(problems.of("outcome")))
            (Button::new("Show entries").secondary())
        }
    }
}

fn row(it: &Line, frame: &Frame) -> Row {
    let who = match it.practitioner {
        Some(id) => html! { a.govuk-link href={ "/ledger?practitioner=" (id) } { (it.who) } },
        None => html! { (it.who) },
    };
    Row::new()
        .cell(it.seq.to_string())
        .cell(frame.instant(it.at))
        .cell(who)
        .cell(it.organisation.as_str())
        .cell(html! { (in_words(&it.operation)) div.govuk-hint { (it.operation) } })
        .cell(record(it))
        .cell(outcome_in_words(&it.outcome))
        .cell(html! {
            @for (at, id) in it.clauses.iter().enumerate() {
                @if at > 0 { ", " }
                a.govuk-link href={ "/agreement#" (id) } { (id) }
            }
        })
}

/// The kind of record, with the way to everybody who has looked at it.
fn record(it: &Line) -> Markup {
    let folder = match it.subject_kind.as_str() {
        "person" => "people",
        "referral" => "referrals",
        "case" => "cases",
        other => return html! { (other) },
    };
    match it.subject {
        None => html! { (it.subject_kind) },
        Some(id) => html! {
            a.govuk-link href={ "/" (folder) "/" (id) "/readers" } {
                (it.subject_kind) span.govuk-visually-hidden { ": who has looked at it" }
            }
        },
    }
}

fn steps(asked: &SeeLedger, stretch: &Stretch) -> Markup {
    let link = |before: Option<i64>| {
        let before = before.map(|seq| format!("&before={seq}")).unwrap_or_default();
        let practitioner = asked.practitioner.trim();
        // Only what was understood gets into an address.
        let practitioner =
            practitioner.parse::<uuid::Uuid>().map(|id| id.to_string()).unwrap_or_default();
        let outcome = if asked.outcome == "refused" { "refused" } else { "" };
        format!("/ledger?practitioner={practitioner}&outcome={outcome}{before}")
    };
    let newest = (!asked.before.trim().is_empty()).then(|| link(None));
    let older = stretch.more_before.map(|seq| link(Some(seq)));
    arrows(newest, older)
}

fn arrows(newest: Option<String>, older: Option<String>) -> Markup {
    html! {
        @if newest.is_some() || older.is_some() { (Pagination::steps(newest, older)) }
    }
}

pub(super) fn readers(before: &str, answer: &Looks, frame: &Frame) -> Markup {
    html! {
        p.govuk-body {
            "Everybody who opened this record, changed it, saw it in a list or was kept out of it, "
            "newest first. Looking here is written down too."
        }
        @if answer.looks.is_empty() {
            p.govuk-body { "Nobody has looked at this record." }
        } @else {
            (Table::new("Who has looked at this record")
                .columns(["When", "Who", "Organisation", "What they did", "Clause"])
                .rows(answer.looks.iter().map(|it| look(it, frame)))
                .cards().hidden_caption())
        }
        (arrows(
            (!before.trim().is_empty()).then(|| frame.path.clone()),
            answer.more_before.map(|seq| format!("{}?before={seq}", frame.path)),
        ))
    }
}

fn look(it: &Look, frame: &Frame) -> Row {
    Row::new()
        .cell(frame.instant(it.at))
        .cell(it.who.as_str())
        .cell(it.organisation.as_str())
        .cell(html! {
            @if it.refused {
                (Tag::new("Kept out").colour(TagColour::Red)) " tried: " (lower(&it.what))
            } @else {
                (it.what)
            }
        })
        .cell(clauses(it))
}

/// For the middle of a sentence.
fn lower(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

fn clauses(it: &Look) -> Markup {
    html! {
        @if it.clauses.is_empty() && it.refused { "No clause lets them in." }
        @for (id, sentence) in &it.clauses {
            p.govuk-body-s."govuk-!-margin-bottom-1" {
                (sentence) " " a.govuk-link href={ "/agreement#" (id) } { "Clause " (id) }
            }
        }
    }
}
