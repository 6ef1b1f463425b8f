//! The lines of a form in the order in which they are asked.

use std::{borrow::Cow, collections::BTreeMap};

use super::{Answers, Choice, Line, repeats, value};
use crate::questionnaire::{AnswerOption, EnableBehaviour, EnableWhen, Item, Questionnaire};

/// The lines of a form in order, without hints, which belong to the line before. A group that repeats
/// has a line for each entry, and for one more to be filled in.
pub fn lines<'a>(form: &'a Questionnaire, answers: &'a Answers) -> Vec<Line<'a>> {
    let mut walk = Walk { answers, asked: BTreeMap::new(), lines: Vec::new() };
    walk.items(&form.items, Place { depth: 0, entry: 1, is_asked: true });
    walk.lines
}

/// Where an item stands.
#[derive(Clone, Copy)]
struct Place {
    depth: usize,
    entry: usize,
    /// Whether what is around it is asked.
    is_asked: bool,
}

struct Walk<'a> {
    answers: &'a Answers,
    /// What was answered so far.
    asked: BTreeMap<Cow<'a, str>, Vec<String>>,
    lines: Vec<Line<'a>>,
}

impl<'a> Walk<'a> {
    fn items(&mut self, items: &'a [Item], place: Place) {
        for item in items.iter().filter(|it| !it.is_hint()) {
            if item.is_repeating_group() {
                let last = repeats::filled(item, self.answers).last().copied().unwrap_or_default();
                for entry in 1..=(last + 1).min(repeats::MOST) {
                    self.item(item, Place { entry, ..place });
                }
            } else {
                self.item(item, place);
            }
        }
    }

    fn item(&mut self, item: &'a Item, place: Place) {
        let Place { depth, entry, is_asked } = place;
        let depends_on: Vec<_> =
            item.enable_when.iter().map(|on| (self.name_of(&on.question, entry), on)).collect();
        let enabled = is_asked && self.is_enabled(item, &depends_on);
        let name = repeats::name(&item.link_id, entry);
        let given = self.answers.get(&*name).map(Vec::as_slice).unwrap_or_default();
        if enabled && item.is_question() {
            let read = given.iter().filter_map(|text| value::normal(&item.kind, text));
            self.asked.insert(name.clone(), read.collect());
        }
        self.lines.push(Line {
            name,
            kind: &item.kind,
            label: &item.text,
            hint: item.hint(),
            depth,
            enabled,
            depends_on,
            required: item.required,
            repeats: item.repeats,
            entry,
            echo: item.echo(),
            longest: item.longest_answer(),
            options: item.answer_option.iter().map(choice).collect(),
            given,
        });
        self.items(&item.items, Place { depth: depth + 1, entry, is_asked: enabled });
    }

    /// The question of the same entry, if it has one.
    fn name_of(&self, question: &'a str, entry: usize) -> Cow<'a, str> {
        let here = repeats::name(question, entry);
        let is_here = self.lines.iter().any(|line| line.name == here);
        if is_here { here } else { Cow::Borrowed(question) }
    }

    /// Whether an item is asked, given the answers to the questions before it.
    fn is_enabled(&self, item: &Item, depends_on: &[(Cow<'a, str>, &EnableWhen)]) -> bool {
        let mut holds = depends_on.iter().map(|(name, on)| {
            let given = self.asked.get(name).map(Vec::as_slice).unwrap_or_default();
            if on.operator == "exists" {
                return on.answer_boolean.unwrap_or(true) != given.is_empty();
            }
            let Some(expected) = on.expected() else { return false };
            given.iter().any(|answer| value::compare(answer, &on.operator, &expected))
        });
        match item.enable_behavior {
            _ if depends_on.is_empty() => true,
            Some(EnableBehaviour::Any) => holds.any(|it| it),
            Some(EnableBehaviour::All) | None => holds.all(|it| it),
        }
    }
}

fn choice(option: &AnswerOption) -> Choice {
    Choice { value: option.value(), label: option.label() }
}
