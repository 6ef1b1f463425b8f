//! What rows about organisations ask for. No I/O.

use std::collections::BTreeMap;

use kernel::OrganisationId;

use super::super::model::{KINDS, Organisation, checked, kind_words};
use crate::sheet::{Columns, Planned, Row, Sheet, Step, differences};

/// The columns of a sheet of organisations.
pub(super) const COLUMNS: Columns =
    Columns { needed: &["name", "kind"], optional: &["referrer_group"] };

pub(super) const EXAMPLE: [&str; 2] =
    ["name,kind,referrer_group", "Northtown Food Bank,vcse,voluntary_sector"];

/// What each column says.
pub(super) fn says() -> [(&'static str, String); 3] {
    let kinds: Vec<String> =
        KINDS.iter().map(|(code, words)| format!("{code} ({words})")).collect();
    [
        (
            "name",
            "The organisation’s name: it tells whether the organisation is known already".into(),
        ),
        ("kind", format!("What kind it is, as code or words: {}", kinds.join(", "))),
        (
            "referrer_group",
            "The group it counts under when it refers: a code of the charter, such as school"
                .into(),
        ),
    ]
}

/// What the rows ask for; a new organisation has no id yet.
pub(super) fn plan(sheet: &Sheet, known: &[Organisation]) -> Vec<Planned<Organisation>> {
    let mut lines = BTreeMap::new();
    let planned = |row: &Row| {
        let step = step(row, known, &mut lines);
        Planned { line: row.line, name: row.text("name").to_owned(), step }
    };
    sheet.rows.iter().map(planned).collect()
}

fn step(
    row: &Row,
    known: &[Organisation],
    lines: &mut BTreeMap<String, i64>,
) -> Step<Organisation> {
    let mut errors = row.problems.clone();
    let (name, kind) = (row.text("name"), kind_code(row.text("kind")));
    let before = known.iter().find(|it| it.name == name);
    let group = before.map_or("", |it| it.referrer_group.as_str());
    let group = row.cell("referrer_group").unwrap_or(group);
    let id = before.map_or_else(OrganisationId::default, |it| it.id);
    let wanted = match checked(id, name, kind, group) {
        Ok(wanted) => Some(wanted),
        Err(wrong) => {
            wrong.iter().for_each(|(column, told)| errors.add(column, told));
            None
        }
    };
    if before.is_some_and(|it| it.withdrawn.is_some()) {
        errors.add(
            "name",
            "has left the partnership: take it back first, on the page of organisations",
        );
    }
    if let Some(line) = lines.get(name) {
        errors.add("name", format!("stands in line {line} already"));
    }
    let Some(wanted) = wanted.filter(|_| errors.is_empty()) else { return Step::Refuse(errors) };
    lines.insert(name.to_owned(), row.line);
    let Some(before) = before else { return Step::Add(wanted) };
    let how = differences([
        ("kind", [kind_words(&before.kind), kind_words(&wanted.kind)]),
        ("referrer_group", [&before.referrer_group, &wanted.referrer_group]),
    ]);
    if how.is_empty() { Step::Nothing } else { Step::Change(wanted, how) }
}

/// The code of a kind that is written as its code, or in the words that the form shows.
fn kind_code(text: &str) -> &str {
    let same = |(_, words): &&(&str, &str)| words.to_lowercase() == text.to_lowercase();
    KINDS.iter().find(same).map_or(text, |(code, _)| code)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{sheet::words_of, withdrawal::Withdrawn};

    /// What becomes of each line: added, changed (how), nothing, or refused (why).
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let police = checked(OrganisationId::default(), "Police", "police", "police").unwrap();
        let gone = Withdrawn { on: date(2026, 1, 1), reason: "Merged".into() };
        let gone =
            Organisation { name: "Old Trust".into(), withdrawn: Some(gone), ..police.clone() };
        let sheet = Sheet::read(text, &COLUMNS, 0).unwrap();
        let plan = plan(&sheet, &[police, gone]);
        let told = plan.iter().map(|it| match &it.step {
            Step::Add(it) => format!("added {}", it.kind),
            Step::Change(_, how) => how.join("; "),
            Step::Nothing => "nothing".into(),
            Step::Refuse(errors) => words_of(errors).join("; "),
        });
        assert_eq!(told.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_row_adds_an_organisation_or_changes_what_changed() {
        check(
            "name,kind\nPolice,police\nFood Bank,charity or community group",
            &["nothing", "added vcse"],
        );
        check(
            "name,kind,referrer_group\nPolice,fire,",
            &["kind: “Police” becomes “Fire and rescue”; referrer_group: “police” becomes nothing"],
        );
    }

    #[test]
    fn every_problem_of_a_row_is_told() {
        check(
            "name,kind\n,castle\nOld Trust,nhs_trust\nA,school\nA,school",
            &[
                "name: Enter the organisation's name; kind: Select what kind of organisation it is",
                "name: has left the partnership: take it back first, on the page of organisations",
                "added school",
                "name: stands in line 4 already",
            ],
        );
    }
}
