//! The checks that a form must pass: what it asks can be asked, and every condition refers to a
//! question that comes before.

use std::collections::{BTreeMap, BTreeSet};

use super::{AnswerOption, EnableWhen, Item, ItemType, Questionnaire};
use crate::problem::Source;

/// How deep items may be nested.
const DEEPEST: usize = 6;
/// How many items a form may have.
const MOST_ITEMS: usize = 2_000;

impl Questionnaire {
    /// Notes everything that is wrong with the form.
    pub(crate) fn check(&self, source: &Source<'_>) {
        if self.title.as_deref().unwrap_or_default().trim().is_empty() {
            source.note(None, "the form has no title", "add \"title\"");
        }
        if self.url.as_deref().unwrap_or_default().trim().is_empty() {
            source.note(None, "the form has no url", "add \"url\", which its responses refer to");
        }
        if !["draft", "active", "retired", "unknown"].contains(&self.status.as_str()) {
            let wrong = format!("the form's status is “{}”", self.status);
            source.note(None, wrong, "use draft, active, retired or unknown");
        }
        let items = self.all_items();
        if items.is_empty() || items.len() > MOST_ITEMS {
            let wrong = format!("the form has {} items", items.len());
            source.note(None, wrong, format!("give it between 1 and {MOST_ITEMS}"));
        }
        let mut before: BTreeMap<&str, &Item> = BTreeMap::new();
        for (depth, item) in &items {
            let check = CheckItem { source, item };
            check.shape(*depth);
            check.options();
            check.children();
            for condition in &item.enable_when {
                check.condition(condition, &before);
            }
            if item.echo().is_some_and(|it| !before.get(it).is_some_and(|it| it.is_question())) {
                check.note("it echoes no question before it", "refer to one that comes before");
            }
            if before.insert(&item.link_id, item).is_some() {
                check.note("another item has the same linkId", "rename one");
            }
        }
    }
}

struct CheckItem<'a> {
    source: &'a Source<'a>,
    item: &'a Item,
}

impl CheckItem<'_> {
    fn note(&self, wrong: &str, mend: impl Into<String>) {
        let name = &self.item.link_id;
        self.source.note(self.line(), format!("item “{name}”: {wrong}"), mend);
    }

    /// The last line that gives this linkId: of two equal ones, the second is at fault.
    fn line(&self) -> Option<usize> {
        let wanted = format!("\"{}\"", self.item.link_id);
        let lines = self.source.text.lines().enumerate();
        let named = lines.filter(|(_, line)| line.contains("\"linkId\"") && line.contains(&wanted));
        named.last().map(|(number, _)| number + 1)
    }

    fn shape(&self, depth: usize) {
        let item = self.item;
        let plain = |letter: char| letter.is_ascii_alphanumeric() || ".-_".contains(letter);
        if item.link_id.is_empty() || item.link_id.len() > 100 || !item.link_id.chars().all(plain) {
            self.note("the linkId is missing or odd", "use letters, digits, dots, - and _");
        }
        if let ItemType::Other(name) = &item.kind {
            let mend =
                "use group, display, boolean, integer, decimal, date, string, text or choice";
            self.note(&format!("these forms cannot ask the type “{name}”"), mend);
        }
        if item.text.trim().is_empty() {
            self.note("it has no text", "add \"text\"");
        }
        if depth > DEEPEST {
            self.note("it is nested too deep", format!("nest at most {DEEPEST} deep"));
        }
        let asks_nothing = matches!(item.kind, ItemType::Group | ItemType::Display);
        if item.required && asks_nothing && !item.is_repeating_group() {
            self.note("only a question, or a group that repeats, is required", "remove required");
        }
        if item.repeats && !matches!(item.kind, ItemType::Choice | ItemType::Group) {
            self.note("only a choice or a group may repeat", "remove repeats, or make it a choice");
        }
        if item.is_repeating_group() && item.items.iter().any(|it| it.kind == ItemType::Group) {
            self.note("a group that repeats holds a group", "put its questions side by side");
        }
        if item.max_length == Some(0) {
            self.note("maxLength is 0", "give the longest answer, in characters");
        }
    }

    fn options(&self) {
        let item = self.item;
        if item.answer_value_set.is_some() {
            self.note("answerValueSet refers to a list elsewhere", "list the answerOption here");
        }
        let is_choice = item.kind == ItemType::Choice;
        if is_choice && item.answer_option.is_empty() {
            self.note("a choice has no options", "add answerOption");
        }
        if !is_choice && !item.answer_option.is_empty() {
            self.note("only a choice has options", "remove answerOption or make it a choice");
        }
        let mut seen = BTreeSet::new();
        for option in &item.answer_option {
            let value = option.value();
            if value.trim().is_empty() {
                let mend = "give valueCoding with a code, valueString or valueInteger";
                self.note("an option has no value", mend);
            } else if !seen.insert(value.clone()) {
                self.note(&format!("two options have the value “{value}”"), "rename one");
            }
        }
        let unscored = |option: &AnswerOption| option.ordinal().is_none();
        if item.is_scored() && item.answer_option.iter().any(unscored) {
            self.note("some options have a score and some have none", "give all an ordinalValue");
        }
    }

    /// Questions hold nothing but their hint: what depends on an answer follows it, with enableWhen.
    fn children(&self) {
        let holds_questions = self.item.items.iter().any(|inner| !inner.is_hint());
        if self.item.kind != ItemType::Group && holds_questions {
            let mend = "put them after it, with enableWhen";
            self.note("there are items inside something that is not a group", mend);
        }
    }

    fn condition(&self, condition: &EnableWhen, before: &BTreeMap<&str, &Item>) {
        let wanted = condition.question.as_str();
        let Some(question) = before.get(wanted).filter(|item| item.is_question()) else {
            let wrong = format!("enableWhen refers to “{wanted}”");
            self.note(&wrong, "refer to a question that comes before");
            return;
        };
        let operators = ["exists", "=", "!=", ">", "<", ">=", "<="];
        if !operators.contains(&condition.operator.as_str()) {
            let wrong = format!("enableWhen has the operator “{}”", condition.operator);
            self.note(&wrong, format!("use one of {}", operators.join(" ")));
        }
        let Some(expected) = condition.expected() else {
            self.note("enableWhen compares with nothing", "add answerBoolean, answerCoding …");
            return;
        };
        if condition.operator == "exists" {
            if condition.answer_boolean.is_none() {
                self.note("exists is asked with answerBoolean", "add \"answerBoolean\": true");
            }
        } else if question.kind == ItemType::Choice && question.option(&expected).is_none() {
            let wrong = format!("“{wanted}” has no option “{expected}”");
            self.note(&wrong, "use the value of one of its options");
        }
        if self.item.enable_when.len() > 1 && self.item.enable_behavior.is_none() {
            self.note("several enableWhen without enableBehavior", "add all or any");
        }
    }
}
