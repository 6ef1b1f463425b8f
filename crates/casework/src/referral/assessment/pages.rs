//! The form of an assessment as its charter describes it, and its answers.

use charter::{Charter, answers};
use kernel::FieldErrors;
use maud::{Markup, html};
use ui::Frame;

use super::{
    store::Assessed,
    web::{Assess, Assessing},
};
use crate::{
    questions::{self, Questions},
    referral::pages::record::more,
};

/// The questions with what was typed.
pub(super) fn fields(
    typed: &Assess,
    asked: &Assessing,
    form: &charter::Form,
    errors: &FieldErrors,
) -> Markup {
    let given = typed.given();
    let lines = answers::lines(&form.questionnaire, &given);
    html! {
        input type="hidden" name="version" value=(typed.version);
        p.govuk-body { (asked.reference) ", about " strong { (asked.person_name) } "." }
        p.govuk-body { "What you type is kept while you go on. Leave out what you do not know yet." }
        (Questions { lines: &lines, errors }.range(0, lines.len()))
    }
}

/// The latest version on the referral's page.
pub(crate) fn record(assessed: Option<&Assessed>, frame: &Frame, charter: &Charter) -> Markup {
    let Some(it) = assessed else { return html! {} };
    let name = crate::charters::heading(&charter.label("assessment").one);
    let summary = format!("{name}, version {}: read the answers", it.version);
    html! {
        h2.govuk-heading-m { (name) }
        p.govuk-body { "Completed by " (it.made_by) ", " (frame.instant(it.made_at)) "." }
        (more(summary, questions::list(&it.answers, false)))
    }
}
