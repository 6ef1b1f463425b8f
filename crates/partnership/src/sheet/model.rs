//! What would become of the rows of a sheet, and what became of them. No I/O.

use kernel::FieldErrors;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::read::Sheet;

/// What a row asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step<T> {
    /// Something new.
    Add(T),
    /// Something known, changed; and how, in words.
    Change(T, Vec<String>),
    /// What is known already.
    Nothing,
    /// It cannot be done: every problem, by column.
    Refuse(FieldErrors),
}

/// A row, and what it asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Planned<T> {
    /// The line on which it begins.
    pub(crate) line: i64,
    /// What it is about.
    pub(crate) name: String,
    /// What it asks for.
    pub(crate) step: Step<T>,
}

/// A row in one line: where it stands, what it is about, what is to be said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Told {
    /// The line on which it begins.
    pub line: i64,
    /// What it is about.
    pub name: String,
    /// What changes, or what is wrong, one thing each.
    pub words: Vec<String>,
}

/// What became of the rows of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Outcome {
    /// What was added.
    pub added: Vec<Told>,
    /// What was changed, and how.
    pub changed: Vec<Told>,
    /// How many rows said what was known already.
    pub unchanged: usize,
    /// What was left out, and why.
    pub refused: Vec<Told>,
    /// Columns that nothing reads.
    pub unread: Vec<String>,
}

impl Outcome {
    /// What the plan comes to.
    pub(crate) fn of<T>(sheet: &Sheet, plan: &[Planned<T>]) -> Self {
        let mut outcome = Self { unread: sheet.unread.clone(), ..Self::default() };
        for it in plan {
            let told = |words: Vec<String>| Told { line: it.line, name: it.name.clone(), words };
            match &it.step {
                Step::Add(_) => outcome.added.push(told(Vec::new())),
                Step::Change(_, how) => outcome.changed.push(told(how.clone())),
                Step::Nothing => outcome.unchanged += 1,
                Step::Refuse(errors) => outcome.refused.push(told(words_of(errors))),
            }
        }
        outcome
    }

    /// Whether nothing would be added or changed.
    pub(crate) fn is_nothing(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty()
    }

    /// What is said on the page that comes next.
    pub(crate) fn said(&self) -> String {
        let (added, changed, refused) = (self.added.len(), self.changed.len(), self.refused.len());
        let mut said = format!("{added} added, {changed} changed");
        if refused > 0 {
            let lines = if refused == 1 { "line was" } else { "lines were" };
            said.push_str(&format!(". {refused} {lines} left out"));
        }
        said
    }

    /// Joins what became of two parts of a file.
    pub fn join(&mut self, more: Self) {
        self.added.extend(more.added);
        self.changed.extend(more.changed);
        self.unchanged += more.unchanged;
        self.refused.extend(more.refused);
        self.unread = more.unread;
    }
}

/// The problems of a row, each with its column.
pub(crate) fn words_of(errors: &FieldErrors) -> Vec<String> {
    errors.iter().map(|(column, told)| format!("{column}: {told}")).collect()
}

/// What changes, column by column: before and after.
pub(crate) fn differences<'a>(
    pairs: impl IntoIterator<Item = (&'a str, [&'a str; 2])>,
) -> Vec<String> {
    let words =
        |text: &str| if text.is_empty() { "nothing".into() } else { format!("“{text}”") };
    let changed = pairs.into_iter().filter(|(_, [old, new])| old != new);
    changed
        .map(|(column, [old, new])| format!("{column}: {} becomes {}", words(old), words(new)))
        .collect()
}

/// Why nothing at all of a sheet came in, if that is so: each problem with its line.
pub(crate) fn refused(outcome: &Outcome) -> FieldErrors {
    let is_nothing = outcome.is_nothing() && outcome.unchanged == 0;
    if is_nothing { line_by_line(outcome) } else { FieldErrors::default() }
}

/// The same before it is sent; and that there is nothing to send.
pub(crate) fn told_before_sending(outcome: &Outcome) -> FieldErrors {
    if !outcome.is_nothing() {
        return FieldErrors::default();
    }
    let errors = line_by_line(outcome);
    if errors.is_empty() {
        let told = "All of this is known already. Paste rows that say something else";
        return FieldErrors::one("sheet", told);
    }
    errors
}

fn line_by_line(outcome: &Outcome) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for it in &outcome.refused {
        for words in &it.words {
            errors.add("sheet", format!("Line {}: {words}", it.line));
        }
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_of_which_nothing_can_come_in_says_why_line_by_line() {
        let row = |line, words: &str| Told { line, name: "A".into(), words: vec![words.into()] };
        let wrong =
            Outcome { refused: vec![row(2, "kind: no"), row(4, "name: no")], ..Outcome::default() };
        let told = refused(&wrong);
        assert_eq!(
            told.iter().map(|(_, told)| told).collect::<Vec<_>>(),
            ["Line 2: kind: no", "Line 4: name: no"]
        );
        let known = Outcome { unchanged: 1, ..wrong.clone() };
        assert!(refused(&known).is_empty() && !told_before_sending(&known).is_empty());
        let some = Outcome { added: vec![row(3, "")], ..wrong };
        assert!(refused(&some).is_empty() && told_before_sending(&some).is_empty());
        let same = told_before_sending(&Outcome { unchanged: 3, ..Outcome::default() });
        assert!(same.of("sheet").is_some_and(|told| told.contains("known already")));
    }
}
