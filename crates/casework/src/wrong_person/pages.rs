//! What the form and the page of what was written before look like.

use govuk::{Button, Input, InsetText, Row, SummaryList, Table, Textarea, WarningText};
use kernel::{CaseId, FieldErrors, ReferralId};
use maud::{Markup, html};
use people::search::who_is_it;
use ui::Frame;

use super::{
    BEFORE,
    see::{Correction, CorrectionState, Corrections, Written},
    web::CorrectionAsked,
};
use crate::{consent, press::press_next};

/// What was typed in either form.
pub(super) struct Typed<'a> {
    pub(super) version: i64,
    pub(super) find: &'a str,
    pub(super) other: &'a str,
    pub(super) reason: &'a str,
}

pub(super) fn fields(
    typed: &Typed<'_>,
    asked: &CorrectionAsked,
    errors: &FieldErrors,
    frame: &Frame,
) -> Markup {
    html! {
        input type="hidden" name="version" value=(typed.version);
        p.govuk-body { (asked.reference) " is about " strong { (asked.name) } " now." }
        (WarningText::new("Put right what was written on that person's own record first: alerts, persons of concern, telephone, \
            address and family. \
            You may not see it afterwards."))
        (InsetText::new("All that was asked, agreed and written goes along, and is marked until somebody has checked it. \
            Whoever works on it sees the right person's record instead of the other."))
        (Input::new("find", "Name of the right person").value(typed.find)
            .hint("They need a record of their own first").autocomplete("off").no_spellcheck())
        (Button::new("Search").secondary().sends("_step", "change"))
        (who_is_it(("other", typed.other), (typed.find, &asked.found), errors, frame))
        (Textarea::new("reason", "How do you know that it is about them?").rows(3)
            .hint("Name nobody: everybody who reads it later reads this sentence")
            .value(typed.reason).error(errors.of("reason")))
    }
}

fn words(it: &Written) -> (&'static str, String) {
    let sort = match it.sort.as_str() {
        "consent" => {
            let purpose = match it.words.as_str() {
                "share" => "Consent to sharing",
                consent::model::CASE_STUDY => "Consent to a case study",
                _ => "Consent to support",
            };
            return (purpose, consent::pages::decision_words(&it.code).to_owned());
        }
        "consent_words" => "What was said about consent",
        "note" => "Learned since",
        "assessment" => "Assessment with the request",
        "followup" => "How things are, when asked later",
        "level" => "Why the level of need has changed",
        "goal" => "Goal",
        "action" => "Action",
        "report" => "Report on an action",
        "contingency" => "If things get worse",
        "review" => "Review",
        "relapse" => "An old need that was back",
        "team" => "Team around the family",
        "closure" => "Why the case was closed",
        "meeting" => "Said at a meeting",
        "update" => "Written for a meeting",
        "shared" => "Shared or kept back",
        "step_up" => "Step-up",
        "form" => "Form",
        "paper" => "Paper",
        _ => "Recorded by hand",
    };
    (sort, it.words.clone())
}

/// The page where a line stands, and is changed.
fn place_of(it: &Written, case: CaseId, referral: ReferralId) -> String {
    if let Some(meeting) = it.meeting {
        return format!("/meetings/{meeting}");
    }
    let part = match it.sort.as_str() {
        "note" | "assessment" => return format!("/referrals/{referral}"),
        "consent" | "consent_words" | "shared" => "/consent",
        "followup" => "/followups",
        "form" => "/forms",
        "paper" => "/papers",
        "level" => "/levels",
        "relapse" => "/relapses",
        "team" => "/duties",
        "step_up" => "/step-up",
        "event" => "/chronology",
        _ => "",
    };
    format!("/cases/{case}{part}")
}

pub(super) fn corrections(case: CaseId, answer: &Corrections, frame: &Frame) -> Markup {
    let rows = answer.written.iter().map(|it| {
        let (sort, words) = words(it);
        let what = html! { a.govuk-link href=(place_of(it, case, answer.referral)) { (sort) } };
        Row::new().cell(what).cell(words).cell(frame.instant(it.at))
    });
    html! {
        @if answer.corrections.is_empty() {
            p.govuk-body { "This case was never about another record." }
        }
        @for it in &answer.corrections { (history(it, frame)) }
        @if !answer.corrections.is_empty() {
            p.govuk-body {
                "Its "
                a.govuk-link href={ "/referrals/" (answer.referral) } { "request" }
                " was written before that, too."
            }
        }
        @if !answer.written.is_empty() {
            (Table::new(BEFORE).columns(["What", "What it says", "Written"]).rows(rows)
                .named_rows().cards().caption_classes("govuk-table__caption--m"))
        }
        @if answer.may_check {
            p.govuk-body { "Read each of these. Change or end what is not about this family, then say so." }
            (press_next(frame, &format!("/cases/{case}/corrections"), "I have checked it"))
        }
    }
}

fn history(it: &Correction, frame: &Frame) -> SummaryList {
    let mut list = SummaryList::new()
        .row("About another record until", frame.date(it.on))
        .row("Put right by", it.by.as_str())
        .row("How they knew", it.reason.as_str());
    if let Some(was) = it.was {
        let link = html! { a.govuk-link href={ "/people/" (was) } { "The other record" } };
        list = list.row("It was", link);
    }
    match (&it.checked_by, it.checked_on) {
        (Some(by), Some(on)) => list.row("Checked", format!("{}, {by}", frame.date(on))),
        _ => list.row("Checked", "Not yet"),
    }
}

/// That what stands in a case may be about another family, until somebody has checked it; nothing where it always was about
/// this one.
pub(crate) fn banner(correction: Option<CorrectionState>, path: &str, frame: &Frame) -> Markup {
    let Some(it) = correction else { return html! {} };
    let link = html! { a.govuk-link href={ (path) "/corrections" } { "What was written before" } };
    html! {
        @if it.is_checked {
            p.govuk-body { "Until " (frame.date(it.on)) " this case was about another record. " (link) }
        } @else {
            (WarningText::new(html! {
                "Until " (frame.date(it.on)) " this case was about another record, and what was written before may be about \
                 another family. " (link)
            }))
        }
    }
}

/// Where the coordinator says that a case is about somebody else.
pub(crate) fn link(path: &str) -> Markup {
    html! {
        p.govuk-body {
            a.govuk-link href={ (path) "/wrong-person" } { "This case is about somebody else" }
        }
    }
}
