//! What would become of each row, and what became of it. No I/O.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::{FieldErrors, PersonId};
use people::{register::name_keys::words, search::Who};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    row::{CaseRow, Known, Lead, checked, name_of, reference_of},
    sheet::Sheet,
};

/// What a row asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Becomes {
    /// A case, for somebody who is known or for somebody new.
    Case(Box<CaseRow>, Option<PersonId>),
    /// Nothing: it came in before, or the person has an open case here.
    Here,
    /// It cannot come in: every problem, by column.
    Wrong(FieldErrors),
}

/// A row, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Planned {
    pub(super) line: i64,
    /// The name that stands in the row.
    pub(super) name: String,
    pub(super) becomes: Becomes,
}

/// Who of a row is known already, and what the forum has of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Met {
    /// References that came in before from this sheet.
    pub(super) references: BTreeSet<String>,
    /// The same people, row by row of those that are sound.
    pub(super) same: BTreeMap<i64, BTreeSet<PersonId>>,
    /// Those of them who have an open case in the forum.
    pub(super) open: BTreeSet<PersonId>,
    /// Those of them whose record opens to nobody anew by a case in this forum.
    pub(super) within_reach: BTreeSet<PersonId>,
}

/// The rows that are right in themselves, each with its line; and what is wrong with the others.
pub(super) type Rows = Vec<(i64, String, Result<CaseRow, FieldErrors>)>;

/// Checks each row by itself, and that no two have one reference or are about one person.
pub(super) fn rows(sheet: &Sheet, known: &Known) -> Rows {
    let mut seen: BTreeMap<String, i64> = BTreeMap::new();
    let mut people: BTreeMap<(Vec<String>, Date), i64> = BTreeMap::new();
    let mut rows = Rows::new();
    for row in &sheet.rows {
        let (given, family) = name_of(row);
        let name = people::register::full_name(&given, &family);
        let first = *seen.entry(reference_of(row)).or_insert(row.line);
        let mut checked = checked(row, known);
        if first != row.line {
            let mut errors = checked.err().unwrap_or_default();
            errors.add(
                "reference",
                format!("stands in line {first}, too: give each case a reference of its own"),
            );
            checked = Err(errors);
        }
        if let Ok(CaseRow { born: Some(born), .. }) = &checked {
            let first = *people.entry((words(&name), *born)).or_insert(row.line);
            if first != row.line {
                let told = format!(
                    "is about the same person as line {first}: give each person one open case"
                );
                checked = Err(FieldErrors::one("the row", told));
            }
        }
        rows.push((row.line, name, checked));
    }
    rows
}

/// Who is to be looked for: of each sound row that did not come in before.
pub(super) fn sought(rows: &Rows, references: &BTreeSet<String>) -> Vec<(i64, Who)> {
    let sound = rows.iter().filter_map(|(line, _, row)| Some((line, row.as_ref().ok()?)));
    let new = sound.filter(|(_, row)| !references.contains(&row.reference));
    new.map(|(line, row)| (*line, who(row))).collect()
}

pub(super) fn who(row: &CaseRow) -> Who {
    Who {
        given_name: row.given_name.clone(),
        family_name: row.family_name.clone(),
        born: row.born,
        nhs_number: row.nhs_number.clone(),
    }
}

/// What becomes of each row.
pub(super) fn plan(rows: Rows, met: &Met) -> Vec<Planned> {
    let mut taken = BTreeSet::new();
    let planned = |(line, name, row): (i64, String, Result<CaseRow, FieldErrors>)| {
        let becomes = match row {
            Err(errors) => Becomes::Wrong(errors),
            Ok(row) if met.references.contains(&row.reference) => Becomes::Here,
            Ok(row) => becomes(row, met.same.get(&line), met, &mut taken),
        };
        Planned { line, name, becomes }
    };
    rows.into_iter().map(planned).collect()
}

fn becomes(
    row: CaseRow,
    same: Option<&BTreeSet<PersonId>>,
    met: &Met,
    taken: &mut BTreeSet<PersonId>,
) -> Becomes {
    let wrong = |told: &str| Becomes::Wrong(FieldErrors::one("the row", told));
    let mut same = same.into_iter().flatten();
    match (same.next(), same.next()) {
        (None, _) => Becomes::Case(Box::new(row), None),
        (Some(_), Some(_)) => {
            wrong("Two people whom you may see could be this one: open the case by hand")
        }
        (Some(person), None) if met.open.contains(person) => Becomes::Here,
        (Some(person), None) if !met.within_reach.contains(person) => wrong(
            "You would read this person’s record by opening a case for them. Ask someone who works with them to refer \
             them",
        ),
        (Some(person), None) if !taken.insert(*person) => {
            wrong("is about the same person as a line above: give each person one open case")
        }
        (Some(person), None) => Becomes::Case(Box::new(row), Some(*person)),
    }
}

/// A line that was left out, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeftOut {
    /// The line.
    pub line: i64,
    /// What is wrong, one thing each. It names nobody.
    pub words: Vec<String>,
}

/// What became of the rows, by their lines. It names nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Outcome {
    /// Those of which a case was opened.
    pub opened: Vec<i64>,
    /// Those that were here already.
    pub here: Vec<i64>,
    /// Those of `opened` whose lead professional was asked and has to accept.
    pub asked: Vec<i64>,
    /// Those of `opened` that name a lead professional who has no account: somebody has to be appointed.
    pub no_account: Vec<i64>,
    /// Those that were left out.
    pub left_out: Vec<LeftOut>,
    /// The heads of columns that were kept out.
    pub unread: Vec<String>,
}

impl Outcome {
    pub(super) fn of(sheet: &Sheet, plan: &[Planned]) -> Self {
        let unread = sheet.header.iter().zip(&sheet.columns);
        let unread = unread.filter(|(head, it)| it.is_none() && !head.is_empty());
        let unread = unread.map(|(head, _)| head.clone()).collect();
        let mut outcome = Self { unread, ..Self::default() };
        for it in plan {
            match &it.becomes {
                Becomes::Case(row, _) => {
                    outcome.opened.push(it.line);
                    match row.lead {
                        Lead::Asked(..) => outcome.asked.push(it.line),
                        Lead::NoAccount => outcome.no_account.push(it.line),
                        Lead::Nobody => {}
                    }
                }
                Becomes::Here => outcome.here.push(it.line),
                Becomes::Wrong(errors) => {
                    let words = errors.iter().map(|(column, told)| format!("{column}: {told}"));
                    let words = words.collect();
                    outcome.left_out.push(LeftOut { line: it.line, words });
                }
            }
        }
        outcome
    }

    /// Why nothing at all came in, if that is so: each problem with its line.
    pub(super) fn refused(&self) -> FieldErrors {
        let mut errors = FieldErrors::default();
        if self.opened.is_empty() && self.here.is_empty() {
            for it in &self.left_out {
                for words in &it.words {
                    errors.add("sheet", format!("Line {}: {words}", it.line));
                }
            }
        }
        errors
    }

    /// The same before it is sent; and that there is nothing to send.
    pub(super) fn told_before_sending(&self) -> FieldErrors {
        let errors = self.refused();
        if self.opened.is_empty() && errors.is_empty() {
            return FieldErrors::one(
                "sheet",
                "None of these is new: each is here already or has something wrong with it. Paste rows that say something else",
            );
        }
        errors
    }

    /// What is said on the page that comes next. It names nobody.
    pub(super) fn said(&self) -> String {
        let mut said = vec![match self.opened.len() {
            1 => "1 case was opened".to_owned(),
            count => format!("{count} cases were opened"),
        }];
        if !self.here.is_empty() {
            said.push(format!("{} here already", told_lines(&self.here, "was", "were")));
        }
        if !self.no_account.is_empty() {
            let lines = told_lines(&self.no_account, "names", "name");
            said.push(format!(
                "{lines} a lead professional who has no account: appoint somebody in each case"
            ));
        }
        if !self.left_out.is_empty() {
            let lines: Vec<i64> = self.left_out.iter().map(|it| it.line).collect();
            said.push(format!(
                "{} left out: mend and send again",
                told_lines(&lines, "was", "were")
            ));
        }
        said.join(". ")
    }

    /// One more thing that is wrong with a line.
    pub(super) fn refuse(&mut self, line: i64, words: &str) {
        match self.left_out.last_mut().filter(|it| it.line == line) {
            Some(it) => it.words.push(words.to_owned()),
            None => self.left_out.push(LeftOut { line, words: vec![words.to_owned()] }),
        }
    }

    /// Joins what became of two parts of a file.
    pub(super) fn join(&mut self, more: Self) {
        self.opened.extend(more.opened);
        self.here.extend(more.here);
        self.asked.extend(more.asked);
        self.no_account.extend(more.no_account);
        self.left_out.extend(more.left_out);
        if !more.unread.is_empty() {
            self.unread = more.unread;
        }
    }
}

/// "Line 3 was", "Lines 3, 4 and 9 were".
pub(super) fn told_lines(lines: &[i64], one: &str, several: &str) -> String {
    let texts: Vec<String> = lines.iter().map(ToString::to_string).collect();
    match texts.as_slice() {
        [] => String::new(),
        [only] => format!("Line {only} {one}"),
        [before @ .., last] => format!("Lines {} and {last} {several}", before.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left_out(line: i64) -> LeftOut {
        LeftOut { line, words: vec!["level: no".into()] }
    }

    #[test]
    fn what_became_of_a_sheet_is_said_by_its_lines_and_names_nobody() {
        let outcome = Outcome {
            opened: vec![2, 3, 4],
            here: vec![5],
            no_account: vec![3, 4],
            left_out: vec![left_out(6), left_out(7), left_out(9)],
            ..Outcome::default()
        };
        let expected = "3 cases were opened. Line 5 was here already. Lines 3 and 4 name a lead professional who has no \
                        account: appoint somebody in each case. Lines 6, 7 and 9 were left out: mend and send again";
        assert_eq!(outcome.said(), expected);
        assert!(outcome.refused().is_empty() && outcome.told_before_sending().is_empty());
    }

    #[test]
    fn a_sheet_of_which_nothing_comes_in_says_why_line_by_line() {
        let wrong = Outcome { left_out: vec![left_out(2), left_out(4)], ..Outcome::default() };
        let told: Vec<String> = wrong.refused().iter().map(|(_, told)| told.to_owned()).collect();
        assert_eq!(told, ["Line 2: level: no", "Line 4: level: no"]);
        let here = Outcome { here: vec![3], ..wrong };
        assert!(here.refused().is_empty(), "sent twice, it is simply there");
        assert!(
            here.told_before_sending().of("sheet").is_some_and(|it| it.contains("None of these"))
        );
    }
}
