//! Groups that have several entries, such as key contacts: how their questions are named.

use std::borrow::Cow;

use super::Answers;
use crate::questionnaire::{Item, Questionnaire};

/// The most entries of one group.
pub(super) const MOST: usize = 50;

/// The name of a question in an entry: the first has the plain linkId.
pub(super) fn name(link_id: &str, entry: usize) -> Cow<'_, str> {
    if entry > 1 { Cow::Owned(format!("{link_id}~{entry}")) } else { Cow::Borrowed(link_id) }
}

/// The linkId and the entry that a name stands for.
fn parts(name: &str) -> (&str, usize) {
    let numbered = name.rsplit_once('~').and_then(|(link_id, entry)| {
        let number: usize = entry.parse().ok()?;
        // One name for one thing: neither `~1` nor `~02`.
        (number > 1 && number.to_string() == entry).then_some((link_id, number))
    });
    numbered.unwrap_or((name, 1))
}

/// The question or group of a name.
pub(super) fn item<'a>(form: &'a Questionnaire, name: &str) -> Option<&'a Item> {
    form.item(parts(name).0)
}

/// Whether the form asks a question of this name.
pub(super) fn is_asked(form: &Questionnaire, name: &str) -> bool {
    let (link_id, entry) = parts(name);
    if entry == 1 {
        return form.item(link_id).is_some_and(Item::is_question);
    }
    let groups = form.all_items();
    let mut repeating = groups.iter().filter(|(_, it)| it.is_repeating_group());
    let has = |group: &Item| group.items.iter().any(|it| it.link_id == link_id && it.is_question());
    entry <= MOST && repeating.any(|(_, group)| has(group))
}

/// The entries of a group in which something was answered, in order.
pub(super) fn filled(group: &Item, answers: &Answers) -> Vec<usize> {
    let says = |given: &Vec<String>| given.iter().any(|text| !text.trim().is_empty());
    let answered = |entry: &usize| {
        let mut questions = group.items.iter().filter(|it| it.is_question());
        questions.any(|it| answers.get(&*name(&it.link_id, *entry)).is_some_and(says))
    };
    (1..=MOST).filter(answered).collect()
}
