//! The questions of a Questionnaire as fields of a page, and its answers as people read them.

use std::collections::BTreeMap;

use charter::{
    answers::{Answers, Line},
    questionnaire::ItemType,
};
use govuk::{
    Button, Checkboxes, Choice, DateInput, Input, InsetText, Radios, SummaryList, Textarea,
};
use kernel::FieldErrors;
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ui::check_row;

use crate::referral::pages::words;

/// A line longer than this gets a box of several lines.
const ONE_LINE: usize = 500;

/// One answer, or several to a question that takes several.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema)]
pub struct Given(pub Vec<String>);

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        kernel::one_or_many(deserializer).map(Self)
    }
}

impl Serialize for Given {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// The answers of a form as typed.
pub(crate) fn given(answers: &BTreeMap<String, Given>) -> Answers {
    answers.iter().map(|(name, given)| (name.clone(), given.0.clone())).collect()
}

/// One question and what was answered, as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Answered {
    /// The group or question.
    pub label: String,
    /// The answer; empty for a group's heading.
    pub answer: String,
    /// Whether it is a group's heading.
    pub is_heading: bool,
}

/// The questions of a form with what was typed. A question that depends on a choice stands under that
/// choice; without JavaScript it is simply there.
pub(crate) struct Questions<'a> {
    /// The lines of the whole form.
    pub(crate) lines: &'a [Line<'a>],
    /// What was wrong.
    pub(crate) errors: &'a FieldErrors,
}

impl Questions<'_> {
    /// The lines of a range, without those that stand under a choice.
    pub(crate) fn range(&self, from: usize, to: usize) -> Markup {
        let mut at = from;
        let mut shown = html! {};
        while at < to {
            let Some(line) = self.lines.get(at) else { break };
            let end = self.end_of(at);
            if self.condition(line).is_none() {
                let part = self.part((at, end), line);
                shown = html! { (shown) (part) };
            }
            at = end;
        }
        shown
    }

    /// A question, or a group with what is in it. The entries of one that repeats have legends of their own: each asks
    /// the same questions.
    fn part(&self, (at, end): (usize, usize), line: &Line<'_>) -> Markup {
        if *line.kind != ItemType::Group {
            return self.line(line);
        }
        let inside = self.range(at + 1, end);
        if !line.repeats {
            return html! { (self.line(line)) (inside) };
        }
        html! {
            fieldset.govuk-fieldset {
                legend.govuk-fieldset__legend.govuk-fieldset__legend--m { (heading(line)) }
                (inside)
            }
            (self.another((at, end), line))
        }
    }

    /// Whether a form of these lines has groups that repeat: their button for one more must not be the first to be
    /// pressed by whoever presses Enter.
    pub(crate) fn repeats(&self, from: usize, to: usize) -> bool {
        let lines = self.lines.iter().take(to).skip(from);
        lines.into_iter().any(|line| line.repeats && *line.kind == ItemType::Group)
    }

    /// After the last entry of a group that repeats: the button for one more, which leads to it.
    fn another(&self, (at, end): (usize, usize), line: &Line<'_>) -> Markup {
        let is_next =
            |next: &Line<'_>| next.repeats && next.label == line.label && next.entry > line.entry;
        if self.lines.get(end).is_some_and(is_next) {
            return html! {};
        }
        let first = self.lines.get(at + 1).map(|it| it.name.split('~').next().unwrap_or_default());
        let next = format!("#{}~{}", first.unwrap_or_default(), line.entry + 1);
        let words = html! { "Add another" span.govuk-visually-hidden { ": " (line.label) } };
        let button = Button::new(words).secondary().sends("_step", "change");
        html! { (button.attr("formaction", next)) }
    }

    /// Where the line and everything inside it ends.
    pub(crate) fn end_of(&self, at: usize) -> usize {
        let depth = self.lines.get(at).map_or(0, |line| line.depth);
        let inside = self.lines.iter().skip(at + 1).take_while(|line| line.depth > depth);
        at + 1 + inside.count()
    }

    /// The question and choice on which alone a line depends.
    fn condition<'b>(&self, line: &'b Line<'_>) -> Option<(&'b str, String)> {
        let [(name, only)] = line.depends_on.as_slice() else { return None };
        let expected = (only.operator == "=").then(|| only.expected())??;
        let question = self.lines.iter().find(|it| it.name == *name)?;
        let offers = matches!(question.kind, ItemType::Boolean)
            || question.options.iter().any(|option| option.value == expected);
        offers.then_some((&**name, expected))
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
                    (self.part((at, end), line))
                }
            }
        })
    }

    /// What was answered to another question, to be read here again.
    fn answer_to(&self, question: &str) -> Option<String> {
        let line = self.lines.iter().find(|it| it.name == question)?;
        let said: Vec<String> = line.given.iter().map(|it| answer_in_words(line, it)).collect();
        Some(said.join("\n")).filter(|it| !it.is_empty())
    }

    fn line(&self, line: &Line<'_>) -> Markup {
        let (name, error) = (&*line.name, self.errors.of(&line.name));
        let first = line.given.first().map(String::as_str).unwrap_or_default();
        let hint = line.hint.unwrap_or_default();
        match line.kind {
            ItemType::Group if line.depth == 0 => html! { h2.govuk-heading-m { (heading(line)) } },
            ItemType::Group => html! { h3.govuk-heading-s { (heading(line)) } },
            ItemType::Display => html! {
                p.govuk-body { (line.label) }
                @if let Some(answer) = line.echo.and_then(|it| self.answer_to(it)) {
                    (InsetText::new(words::lines(&answer)))
                }
            },
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
            let under = self.under(&line.name, &value);
            let choice = Choice::new(value, label);
            match under {
                Some(fields) => choice.conditional(fields),
                None => choice,
            }
        });
        let (name, hint) = (&*line.name, line.hint.unwrap_or_default());
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

/// The words above a group: of one that repeats, which entry it is.
pub(crate) fn heading(line: &Line<'_>) -> String {
    if line.repeats { format!("{} {}", line.label, line.entry) } else { line.label.to_owned() }
}

/// The answers among the lines of a form, each with the name of its question, under the group that it is in.
pub(crate) fn answered_lines(lines: &[Line<'_>]) -> Vec<(String, Answered)> {
    let mut shown: Vec<(String, Answered)> = Vec::new();
    // The groups around the line, and under which the last answer stands.
    let (mut around, mut under): (Vec<(usize, String)>, Option<String>) = (Vec::new(), None);
    for line in lines {
        around.retain(|(depth, _)| *depth < line.depth);
        if *line.kind == ItemType::Group {
            around.push((line.depth, heading(line)));
            continue;
        }
        if !line.enabled || line.given.iter().all(|text| text.trim().is_empty()) {
            continue;
        }
        let label = around.last().map(|(_, heading)| heading.clone());
        if let Some(label) = label.filter(|label| under.as_ref() != Some(label)) {
            under = Some(label.clone());
            let heading = Answered { label, answer: String::new(), is_heading: true };
            shown.push((line.name.to_string(), heading));
        }
        let words: Vec<String> = line.given.iter().map(|it| answer_in_words(line, it)).collect();
        let answer = words.join("\n");
        let answer = Answered { label: line.label.into(), answer, is_heading: false };
        shown.push((line.name.to_string(), answer));
    }
    shown
}

fn answer_in_words(line: &Line<'_>, given: &str) -> String {
    if let Some(option) = line.options.iter().find(|option| option.value == given) {
        return option.label.clone();
    }
    match (line.kind, given, given.parse::<jiff::civil::Date>()) {
        (ItemType::Boolean, "true", _) => "Yes".into(),
        (ItemType::Boolean, "false", _) => "No".into(),
        (ItemType::Date, _, Ok(date)) => date.strftime("%-d %B %Y").to_string(),
        _ => given.to_owned(),
    }
}

/// "Check your answers".
pub(crate) fn check(lines: &[Line<'_>]) -> Markup {
    let answered = answered_lines(lines);
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

/// The answers to read, under headings of the page or of a part of it.
pub(crate) fn list(answered: &[Answered], is_page: bool) -> Markup {
    html! {
        @for part in answered.chunk_by(|_, next| !next.is_heading) {
            @let questions = part.iter().filter(|line| !line.is_heading);
            @if let Some(heading) = part.first().filter(|line| line.is_heading) {
                @if is_page { h2.govuk-heading-m { (heading.label) } }
                @else { h3.govuk-heading-s { (heading.label) } }
            }
            (questions.fold(SummaryList::new(), |list, line| {
                list.row(line.label.as_str(), words::lines(&line.answer))
            }))
        }
    }
}
