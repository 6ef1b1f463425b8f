//! What limiting a record looks like.

use govuk::{Checkboxes, Choice, Radios, Row, Select, SummaryList, Table, Textarea, WarningText};
use jiff::Timestamp;
use kernel::FieldErrors;
use maud::{Markup, html};
use ui::Frame;

use super::{
    bars::{Bar, BarFromRecord, BarsAsked, LiftBar},
    store::Colleague,
    web::{LimitsAsked, RestrictRecord},
};

fn name((_, name, organisation): &Colleague) -> String {
    format!("{name}, {organisation}")
}

pub(super) fn restriction(
    typed: &RestrictRecord,
    asked: &LimitsAsked,
    errors: &FieldErrors,
) -> Markup {
    let staff = asked.colleagues.iter().map(|it| Choice::new(it.0.to_string(), name(it)));
    html! {
        p.govuk-body {
            "A limited record is open to the staff you name and to nobody else, with the person's \
             referrals and cases. To everybody else it is as if there were no record. You, the lead \
             professional and the coordinators of forums in which the person is open always stay \
             among the named staff. Bar whoever of them must not see it."
        }
        @if !asked.left.is_empty() { (left(&asked.left)) }
        (Radios::new("restricted", "Is the record limited to named staff?",
            [Choice::new("yes", "Yes"), Choice::new("no", "No")])
            .value(&typed.restricted).inline().error(errors.of("restricted")))
        (Checkboxes::new("named", "Who may see it?", staff).small()
            .values(typed.named.iter().map(String::as_str)).error(errors.of("named")))
    }
}

/// That somebody was named says nothing of the organisation for which they were.
fn left(left: &[(String, String)]) -> Markup {
    let sentences = left.iter().map(|(who, organisation)| {
        format!("{who}, who is named, no longer belongs to {organisation}.")
    });
    let sentences = sentences.collect::<Vec<_>>().join(" ");
    html! { (WarningText::new(format!("{sentences} Check that they should still see this record."))) }
}

pub(super) fn bars(
    typed: &BarFromRecord,
    asked: &BarsAsked,
    errors: &FieldErrors,
    frame: &Frame,
) -> Markup {
    let staff = asked.colleagues.iter().map(|it| (it.0.to_string(), name(it)));
    let organisations =
        asked.organisations.iter().map(|(id, name)| (id.to_string(), name.as_str()));
    html! {
        p.govuk-body {
            "Bar a member of staff who must never see this record, such as a relative, or an \
             organisation that the family excluded or that must not know. They are not told: to \
             them it is as if there were no record."
        }
        @if !asked.barred.is_empty() { (barred_now(typed, asked, frame)) }
        (Select::new("practitioner", "Which member of staff?").item("", "None").items(staff)
            .value(&typed.practitioner).error(errors.of("practitioner")))
        (Select::new("organisation", "Or which organisation?").item("", "None").items(organisations)
            .value(&typed.organisation).error(errors.of("organisation")))
        (Textarea::new("reason", "Why must they not see the record?").rows(3)
            .hint("Whoever may change this reads it")
            .value(&typed.reason).error(errors.of("reason")))
        @if !asked.lifted.is_empty() { (barred_before(asked, frame)) }
    }
}

fn by(who: &str, at: Option<Timestamp>, frame: &Frame) -> String {
    at.map_or_else(|| "Not recorded".to_owned(), |at| format!("{who}, {}", frame.instant(at)))
}

fn barred_now(typed: &BarFromRecord, asked: &BarsAsked, frame: &Frame) -> Markup {
    let rows = asked.barred.iter().map(|it| {
        let lift = html! {
            a.govuk-link href={ "/people/" (typed.person) "/bars/" (it.target) "/lifting" } {
                "Let back" span.govuk-visually-hidden { ": " (it.name) }
            }
        };
        Row::new()
            .cell(it.name.as_str())
            .cell(it.reason.as_str())
            .cell(by(&it.barred_by, it.barred_at, frame))
            .cell(lift)
    });
    html! {
        (Table::new("Barred now").columns(["Who", "Why", "Barred by", "Change"]).rows(rows)
            .named_rows().cards().caption_classes("govuk-table__caption--m"))
    }
}

fn barred_before(asked: &BarsAsked, frame: &Frame) -> Markup {
    let rows = asked.lifted.iter().map(|it| {
        Row::new()
            .cell(it.name.as_str())
            .cell(it.reason.as_str())
            .cell(it.lift_reason.as_str())
            .cell(by(&it.lifted_by, it.lifted_at, frame))
    });
    html! {
        (Table::new("Barred before").columns(["Who", "Why", "Why let back", "Let back by"]).rows(rows)
            .named_rows().cards().caption_classes("govuk-table__caption--m"))
    }
}

pub(super) fn lifting(typed: &LiftBar, bar: &Bar, errors: &FieldErrors, frame: &Frame) -> Markup {
    let list = SummaryList::new()
        .row("Who", bar.name.as_str())
        .row("Why they are barred", bar.reason.as_str())
        .row("Barred by", by(&bar.barred_by, bar.barred_at, frame));
    html! {
        (list)
        p.govuk-body { "They will see what the agreement lets them see, as before." }
        (Textarea::new("reason", "Why may they see the record again?").rows(3)
            .value(&typed.reason).error(errors.of("reason")))
    }
}
