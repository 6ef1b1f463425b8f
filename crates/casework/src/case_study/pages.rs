//! What case studies look like.

use govuk::{
    Button, Choice, Details, Input, InsetText, Radios, SummaryList, Textarea, WarningText,
};
use kernel::{CaseId, FieldErrors};
use maud::{Markup, html};
use ui::Frame;

use super::{
    answer::AnswerCaseStudy,
    model::Study,
    see::{CaseStudyPage, StudyLine},
    write::WriteCaseStudy,
};
use crate::referral::pages::words::lines;

pub(super) fn study(case: CaseId, page: &CaseStudyPage, frame: &Frame) -> Markup {
    let path = format!("/cases/{case}");
    let is = |status: &str| page.study.as_ref().is_some_and(|it| it.status == status);
    let (waits, is_read) = (is("waiting"), is("approved"));
    html! {
        p.govuk-body {
            "A case study tells everybody who works with people what helped, without names, places or dates. The person agrees \
             to it first, and a second person reads it. If they change their mind, it goes at once."
        }
        @if let Some(first) = &page.first {
            (InsetText::new(html! {
                p.govuk-body { (first) }
                @if !page.agreed { a.govuk-link href={ (path) "/consent" } { "Consent of this case" } }
            }))
        }
        @if let Some(it) = &page.study { (written(it, frame)) }
        @if let Some(it) = page.study.as_ref().filter(|it| it.may_answer || it.may_take_down) {
            (answers(it, &path, frame))
        }
        @if page.may_write {
            @if waits {
                p { a.govuk-link href={ (path) "/case-study/new" } { "Write it anew" } }
            } @else if page.study.is_some() {
                @if is_read { p.govuk-body { "Written anew, it is read by nobody else until a second person has approved it again." } }
                p { (Button::link("Write it anew", format!("{path}/case-study/new")).secondary()) }
            } @else {
                p { (Button::link("Write a case study", format!("{path}/case-study/new"))) }
            }
        }
    }
}

pub(crate) fn status_words(status: &str) -> &'static str {
    match status {
        "waiting" => "Waits for a second person",
        "approved" => {
            "Approved: everybody who works with people may read it, as long as the person agrees"
        }
        "declined" => "Given back",
        "taken_down" => "Taken down",
        _ => "Written anew",
    }
}

fn written(it: &StudyLine, frame: &Frame) -> Markup {
    let mut list = SummaryList::new()
        .row("Where it stands", status_words(&it.status))
        .row("Written by", format!("{}, {}", it.by, frame.date(it.on)));
    if !it.answer_reason.is_empty() {
        list = list.row("Why", format!("{} ({})", it.answer_reason, it.answered_by));
    }
    html! { (list) (parts(&it.said.pseudonym, &it.said)) }
}

/// What a case study says.
fn parts(heading: &str, it: &Study) -> Markup {
    let parts = [
        ("What was asked for", &it.asked),
        ("What was going well", &it.strengths),
        ("What was done", &it.done),
        ("What changed", &it.changed),
        ("What might have happened without it", &it.otherwise),
    ];
    html! {
        h2.govuk-heading-m { (heading) }
        @for (heading, text) in parts.into_iter().filter(|(_, text)| !text.is_empty()) {
            h3.govuk-heading-s { (heading) }
            p.govuk-body { (lines(text)) }
        }
    }
}

fn answers(it: &StudyLine, path: &str, frame: &Frame) -> Markup {
    let (title, button, answer) = if it.may_answer {
        ("If it should be written anew", "Give it back", "decline")
    } else {
        ("Take it down", "Take it down", "take_down")
    };
    let no = html! {
        (Textarea::new("reason", "Why?").rows(3))
        (Button::new(button).secondary().sends("answer", answer))
    };
    html! {
        @if it.may_answer {
            (WarningText::new("Could anybody who knows this family tell that it is them? Then give it back."))
        }
        form method="post" action={ (path) "/case-study" } data-once="" novalidate {
            (frame.hidden())
            input type="hidden" name="study" value=(it.study);
            @if it.may_answer { (Button::new("Approve it").sends("answer", "approve")) }
            (Details::new(title, no))
        }
    }
}

/// The form as it comes back when something was wrong with an answer.
pub(super) fn answer_fields(
    typed: &AnswerCaseStudy,
    asked: &CaseStudyPage,
    errors: &FieldErrors,
) -> Markup {
    let (may_answer, may_take_down) =
        asked.study.as_ref().map_or((false, false), |it| (it.may_answer, it.may_take_down));
    // What is read beside a form that somebody else answered meanwhile.
    let is_late = !may_answer && !may_take_down;
    let choices = [
        (may_answer || is_late, Choice::new("approve", "Approve it: others may read it")),
        (may_answer || is_late, Choice::new("decline", "Give it back, to be written anew")),
        (may_take_down || is_late, Choice::new("take_down", "Take it down")),
    ];
    let choices = choices.into_iter().filter_map(|(may, choice)| may.then_some(choice));
    html! {
        @if let Some(it) = &asked.study { (parts(&it.said.pseudonym, &it.said)) }
        input type="hidden" name="study" value=(typed.study);
        (Radios::new("answer", "What should become of it?", choices)
            .value(&typed.answer).error(errors.of("answer")))
        (Textarea::new("reason", "If it is given back or taken down, why?").rows(3)
            .value(&typed.reason).error(errors.of("reason")))
    }
}

pub(super) fn fields(typed: &WriteCaseStudy, errors: &FieldErrors) -> Markup {
    let asked = [
        ("asked", "What was asked for?", &typed.asked),
        ("strengths", "What was going well?", &typed.strengths),
        ("done", "What was done, and by which organisations?", &typed.done),
        ("changed", "What changed?", &typed.changed),
        ("otherwise", "What might have happened without it? (optional)", &typed.otherwise),
    ];
    html! {
        (WarningText::new("Everybody who works with people will read this. Leave out names, places, dates, ages and whatever only \
            this family has."))
        p.govuk-body {
            "This is a draft from the case. Where a name or number was known, it says " strong { "[left out]" }
            ". Write it in your own words."
        }
        (Input::new("pseudonym", "Made-up name").hint("It stands for the person. Nobody in the family may be called so")
            .autocomplete("off").no_spellcheck().value(&typed.pseudonym).error(errors.of("pseudonym")))
        @for (name, label, text) in asked {
            (Textarea::new(name, label).rows(6).value(text).error(errors.of(name)))
            (marked(text, errors.of(name)))
        }
    }
}

/// The text again, with the words marked that a message quotes.
fn marked(text: &str, message: Option<&str>) -> Markup {
    let quoted: Vec<&str> = message
        .unwrap_or_default()
        .split('“')
        .skip(1)
        .filter_map(|it| it.split('”').next())
        .filter(|it| !it.is_empty())
        .collect();
    if quoted.is_empty() {
        return html! {};
    }
    let (mut rest, mut parts) = (text, Vec::new());
    while let Some((at, word)) =
        quoted.iter().filter_map(|word| Some((rest.find(word)?, *word))).min_by_key(|(at, _)| *at)
    {
        let (before, from) = rest.split_at(at);
        let (word, after) = from.split_at(word.len());
        parts.push((before, word));
        rest = after;
    }
    html! {
        p.govuk-body {
            span.govuk-visually-hidden { "What to take out is marked: " }
            @for (before, word) in &parts { (before) mark { (word) } }
            (rest)
        }
    }
}

pub(super) fn told(studies: &[Study]) -> Markup {
    html! {
        p.govuk-body {
            "What helped families, as those who worked with them tell it. Names are made up. They agreed that it is told."
        }
        @if studies.is_empty() {
            (InsetText::new("No case study can be read yet. Whoever keeps the plan of a closed case may write one."))
        }
        // Several may have the same made-up name.
        @for (number, it) in (1..).zip(studies) {
            (parts(&format!("{}: case study {number}", it.pseudonym), it))
        }
    }
}
