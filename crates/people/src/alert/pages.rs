//! What alerts look like, on a person's record and wherever staff are about to make contact.

use govuk::{Banner, BannerKind, Choice, DateInput, Radios, Row, Select, Table, Textarea};
use jiff::civil::Date;
use kernel::{FieldErrors, date_boxes};
use maud::{Markup, html};
use ui::Frame;

use super::{
    model::{KINDS, Typed, is_overdue, kind_words},
    web::{Alert, ReviewAlert},
};
use crate::concern;

/// One alert that holds, as far as it is shown to whoever makes contact.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// Whose, where several people's stand together.
    pub whose: Option<&'a str>,
    /// The code of its kind.
    pub kind: &'a str,
    /// Why, and what to do about it.
    pub words: &'a str,
    /// The day on which it is looked at again.
    pub review_on: Date,
    /// Where one looks at it again, for those who may.
    pub href: Option<&'a str>,
}

/// Those of concern and the alerts that hold, to stand above everything else; nothing when there are none.
pub fn banner(
    concerns: Option<concern::banner::Shown<'_>>,
    alerts: &[Shown<'_>],
    frame: &Frame,
) -> Markup {
    if alerts.is_empty() && concerns.is_none_or(|it| it.held.is_empty()) {
        return html! {};
    }
    let list = html! {
        h2."govuk-heading-m" { "Before you make contact" }
        @if let Some(it) = &concerns { (concern::banner::lines(it, frame)) }
        @for alert in alerts { (one(alert, frame)) }
    };
    let banner = Banner::new(BannerKind::Warning, list);
    html! {
        // A heading with nothing below it would tell on paper that there is something.
        @if alerts.is_empty() { div.tl-not-on-paper { (banner) } } @else { (banner) }
    }
}

fn one(alert: &Shown<'_>, frame: &Frame) -> Markup {
    let day = frame.date(alert.review_on);
    html! {
        p.govuk-body {
            strong {
                @if let Some(whose) = alert.whose { (whose) ": " }
                (kind_words(alert.kind))
            }
            br;
            (alert.words)
            br;
            @if is_overdue(alert.review_on, frame.today) {
                strong { "Not checked since it fell due on " (day) ": ask before you rely on it." }
            } @else {
                "To be checked by " (day) "."
            }
            @if let Some(href) = alert.href {
                " "
                a.govuk-link href=(href) {
                    "Review" span.govuk-visually-hidden { " the alert: " (kind_words(alert.kind)) }
                }
            }
        }
    }
}

/// The alerts that ended, each with its reason.
pub(crate) fn ended(alerts: &[Alert], frame: &Frame) -> Markup {
    let ended: Vec<&Alert> = alerts.iter().filter(|it| it.ended_at.is_some()).collect();
    let rows = ended.iter().map(|it| {
        let on = it.ended_at.map(|at| frame.instant(at)).unwrap_or_default();
        Row::new()
            .cell(kind_words(&it.kind))
            .cell(if it.in_error { "Kept, and shown to nobody" } else { it.words.as_str() })
            .cell(format!("{}, {}", frame.instant(it.added_at), it.added_by))
            .cell(format!("{on}, {}", it.ended_by))
            .cell(if it.in_error {
                format!("Entered in error: {}", it.end_reason)
            } else {
                it.end_reason.clone()
            })
    });
    html! {
        @if !ended.is_empty() {
            (Table::new("Alerts that have ended")
                .columns(["Alert", "Why", "Added", "Ended", "Why it ended"]).rows(rows)
                .named_rows().cards().caption_classes("govuk-table__caption--m"))
        }
    }
}

pub(super) fn new(typed: &Typed<'_>, errors: &FieldErrors) -> Markup {
    html! {
        p.govuk-body {
            "An alert stands at the top of the record and of the person’s cases, for everybody who may \
             read them. Write what you would say if the person could read it, for they may."
        }
        (what(typed, errors))
        (when(typed, errors))
    }
}

fn what(typed: &Typed<'_>, errors: &FieldErrors) -> Markup {
    html! {
        (Select::new("kind", "What must staff know?").item("", "Select what they must know")
            .items(KINDS).value(typed.kind).error(errors.of("kind")))
        (Textarea::new("words", "Why, and what to do about it").rows(3)
            .hint("Do not write an address here: not everybody who reads the alert may know it")
            .value(typed.words).error(errors.of("words")))
    }
}

fn when(typed: &Typed<'_>, errors: &FieldErrors) -> Markup {
    let [day, month, year] = date_boxes(typed.review_on);
    html! {
        (DateInput::new("review_on", "When is it looked at again?")
            .hint("A year ahead at the most. After that day the alert says that nobody has checked it.")
            .values(day, month, year).error(errors.of("review_on")))
    }
}

pub(super) fn review(
    typed: &ReviewAlert,
    alert: &Alert,
    errors: &FieldErrors,
    frame: &Frame,
) -> Markup {
    let said = typed.typed();
    let keep = html! { (what(&said, errors)) (when(&said, errors)) };
    let end = html! {
        (Textarea::new("end_reason", "Why does it end?").rows(2).value(&typed.end_reason)
            .error(errors.of("end_reason")))
    };
    let mistake = html! {
        (Textarea::new("error_reason", "What is wrong with it?").rows(2).value(&typed.error_reason)
            .error(errors.of("error_reason")))
    };
    let choices = [
        Choice::new("keep", "Yes, keep it").conditional(keep),
        Choice::new("end", "No, end it").hint("What it said stays in the record").conditional(end),
        Choice::new("in_error", "It was entered in error")
            .hint("Such as: it is about somebody else. Nobody reads what it said any more")
            .conditional(mistake),
    ];
    html! {
        input type="hidden" name="version" value=(typed.version);
        p.govuk-body {
            strong { (kind_words(&alert.kind)) }
            br;
            (alert.words)
        }
        p.govuk-body {
            "Added on " (frame.instant(alert.added_at)) " by " (alert.added_by) ", to be checked by "
            (frame.date(alert.review_on)) "."
        }
        (Radios::new("outcome", "Does the alert still hold?", choices).value(&typed.outcome)
            .error(errors.of("outcome")))
    }
}
