//! The form of an assessment as its charter describes it, and its answers.

use charter::{
    Charter,
    answers::{self, Line},
    questionnaire::ItemType,
};
use govuk::{Checkboxes, Choice, DateInput, Input, Radios, SummaryList, Textarea};
use kernel::FieldErrors;
use maud::{Markup, html};
use ui::{Frame, check_row};

use super::{
    store::Assessed,
    web::{Assess, Assessing},
};
use crate::referral::pages::{record::more, words};

/// A line longer than this gets a box of several lines.
const ONE_LINE: usize = 500;

/// The questions with what was typed. A question that depends on a choice stands under that choice;
/// without JavaScript it is simply there.
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

struct Questions<'a> {
    lines: &'a [Line<'a>],
    errors: &'a FieldErrors,
}

impl Questions<'_> {
    /// The lines of a range, without those that stand under a choice.
    fn range(&self, from: usize, to: usize) -> Markup {
        let mut at = from;
        let mut shown = html! {};
        while at < to {
            let Some(line) = self.lines.get(at) else { break };
            let end = self.end_of(at);
            if self.condition(line).is_none() {
                let question = self.line(line);
                shown = html! { (shown) (question) };
                at += 1;
            } else {
                at = end;
            }
        }
        shown
    }

    /// Where the line and everything inside it ends.
    fn end_of(&self, at: usize) -> usize {
        let depth = self.lines.get(at).map_or(0, |line| line.depth);
        let inside = self.lines.iter().skip(at + 1).take_while(|line| line.depth > depth);
        at + 1 + inside.count()
    }

    /// The question and choice on which alone a line depends.
    fn condition<'b>(&self, line: &'b Line<'_>) -> Option<(&'b str, String)> {
        let [only] = line.enable_when else { return None };
        let expected = (only.operator == "=").then(|| only.expected())??;
        let question = self.lines.iter().find(|it| it.link_id == only.question)?;
        let offers = matches!(question.kind, ItemType::Boolean)
            || question.options.iter().any(|option| option.value == expected);
        offers.then_some((only.question.as_str(), expected))
    }

    /// Everything that stands under a choice.
    fn under(&self, question: &str, value: &str) -> Option<Markup> {
        let mut under = Vec::new();
        for (at, line) in self.lines.iter().enumerate() {
            let Some((on, expected)) = self.condition(line) else { continue };
            if on == question && expected == value {
                under.push((at, self.end_of(at)));
            }
        }
        if under.is_empty() {
            return None;
        }
        Some(html! {
            @for (at, end) in under {
                @if let Some(line) = self.lines.get(at) {
                    @if *line.kind == ItemType::Group { (self.range(at + 1, end)) }
                    @else { (self.line(line)) }
                }
            }
        })
    }

    fn line(&self, line: &Line<'_>) -> Markup {
        let (name, error) = (line.link_id, self.errors.of(line.link_id));
        let first = line.given.first().map(String::as_str).unwrap_or_default();
        let hint = line.hint.unwrap_or_default();
        match line.kind {
            ItemType::Group => html! { h2.govuk-heading-m { (line.label) } },
            ItemType::Display => html! { p.govuk-body { (line.label) } },
            ItemType::Choice | ItemType::Boolean => self.choice(line, error),
            ItemType::Date => {
                let [day, month, year] = kernel::date_boxes(first);
                let boxes = DateInput::new(name, line.label).values(day, month, year).error(error);
                html! { (if hint.is_empty() { boxes } else { boxes.hint(hint) }) }
            }
            ItemType::String | ItemType::Integer | ItemType::Decimal
                if line.longest <= ONE_LINE =>
            {
                let input = Input::new(name, line.label).value(first).error(error);
                html! { (if hint.is_empty() { input } else { input.hint(hint) }) }
            }
            _ => {
                let area = Textarea::new(name, line.label).rows(3).value(first).error(error);
                html! { (if hint.is_empty() { area } else { area.hint(hint) }) }
            }
        }
    }

    fn choice(&self, line: &Line<'_>, error: Option<&str>) -> Markup {
        let options: Vec<(String, String)> = if *line.kind == ItemType::Boolean {
            vec![("true".into(), "Yes".into()), ("false".into(), "No".into())]
        } else {
            line.options.iter().map(|it| (it.value.clone(), it.label.clone())).collect()
        };
        let choices = options.into_iter().map(|(value, label)| {
            let under = self.under(line.link_id, &value);
            let choice = Choice::new(value, label);
            match under {
                Some(fields) => choice.conditional(fields),
                None => choice,
            }
        });
        let (name, hint) = (line.link_id, line.hint.unwrap_or_default());
        if line.repeats {
            let boxes = Checkboxes::new(name, line.label, choices)
                .values(line.given.iter().map(String::as_str))
                .error(error);
            return html! { (if hint.is_empty() { boxes } else { boxes.hint(hint) }) };
        }
        let first = line.given.first().map(String::as_str).unwrap_or_default();
        let radios = Radios::new(name, line.label, choices).value(first).error(error);
        html! { (if hint.is_empty() { radios } else { radios.hint(hint) }) }
    }
}

/// "Check your answers".
pub(super) fn check(lines: &[Line<'_>]) -> Markup {
    let answered = super::store::answered_lines(lines);
    html! {
        @for part in answered.chunk_by(|_, (_, next)| !next.is_heading) {
            @if let Some((_, heading)) = part.first().filter(|(_, line)| line.is_heading) {
                h2.govuk-heading-m { (heading.label) }
            }
            (part.iter().filter(|(_, line)| !line.is_heading).fold(SummaryList::new(), |list, (name, line)| {
                list.push(check_row(&line.label, words::lines(&line.answer), name))
            }))
        }
    }
}

fn list(answered: &[super::store::Answered]) -> Markup {
    html! {
        @for part in answered.chunk_by(|_, next| !next.is_heading) {
            @let questions = part.iter().filter(|line| !line.is_heading);
            @if let Some(heading) = part.first().filter(|line| line.is_heading) {
                h3.govuk-heading-s { (heading.label) }
            }
            (questions.fold(SummaryList::new(), |list, line| {
                list.row(line.label.as_str(), words::lines(&line.answer))
            }))
        }
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
        (more(summary, list(&it.answers)))
    }
}
