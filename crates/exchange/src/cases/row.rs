//! What a row must be to become a case. No I/O.

use std::collections::BTreeMap;

use charter::Charter;
use jiff::civil::Date;
use kernel::{FieldErrors, OrganisationId, PractitionerId};
use people::register::numbers;

use super::{
    action::{Written, actions},
    column::Column,
    day::day,
    sheet::Row,
};

const LONGEST_NAME: usize = 100;
const LONGEST_REFERENCE: usize = 60;
const LONGEST_ACTION: usize = 2_000;
/// How much of a row's hash stands for a reference that the sheet does not give.
const OF_HASH: usize = 12;

/// Somebody who may be asked to lead: for an organisation in which they work with people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Practitioner {
    pub(super) id: PractitionerId,
    pub(super) name: String,
    pub(super) sign_in_name: String,
    pub(super) organisation: OrganisationId,
}

/// What the rows are checked against: loaded once for a sheet.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// The forum's charter, as it is now.
    pub(super) charter: &'static Charter,
    pub(super) organisations: Vec<(OrganisationId, String)>,
    pub(super) practitioners: Vec<Practitioner>,
    /// Districts by the name in small letters, and by code.
    pub(super) districts: BTreeMap<String, String>,
    /// Who owns an action that names nobody, in a case without a lead professional's organisation.
    pub(super) own: Option<OrganisationId>,
    pub(super) today: Date,
}

/// Who leads, as far as the sheet says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// It names nobody.
    Nobody,
    /// It names somebody who has no account.
    NoAccount,
    /// Somebody who can be asked.
    Asked(PractitionerId, OrganisationId),
}

/// An action, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Action {
    pub(super) description: String,
    pub(super) owner: OrganisationId,
    pub(super) due_on: Date,
}

/// A row, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CaseRow {
    pub(super) reference: String,
    pub(super) hash: String,
    pub(super) given_name: String,
    pub(super) family_name: String,
    pub(super) born: Option<Date>,
    pub(super) nhs_number: String,
    pub(super) postcode: String,
    /// Empty when it is not known.
    pub(super) district: String,
    pub(super) opened_on: Date,
    pub(super) level: i64,
    pub(super) needs: Vec<String>,
    pub(super) lead: Lead,
    pub(super) next_review_on: Option<Date>,
    pub(super) actions: Vec<Action>,
}

/// Given and family name of a row, as they stand there.
pub(super) fn name_of(row: &Row) -> (String, String) {
    let (given, family) = (row.text(Column::GivenName), row.text(Column::FamilyName));
    let whole = row.text(Column::Name);
    if !given.is_empty() || !family.is_empty() || whole.is_empty() {
        return (given.to_owned(), family.to_owned());
    }
    if let Some((family, given)) = whole.split_once(',') {
        return (given.trim().to_owned(), family.trim().to_owned());
    }
    match whole.rsplit_once(' ') {
        Some((given, family)) => (given.trim().to_owned(), family.to_owned()),
        None => (String::new(), whole.to_owned()),
    }
}

/// The reference by which a row is known: the sheet's own, else the content of the row.
pub(super) fn reference_of(row: &Row) -> String {
    let own = row.text(Column::Reference);
    if own.is_empty() { row.hash().chars().take(OF_HASH).collect() } else { own.to_owned() }
}

/// Checks a row.
///
/// # Errors
///
/// Every problem of it, by column.
pub(super) fn checked(row: &Row, known: &Known) -> Result<CaseRow, FieldErrors> {
    let mut errors = row.problems.clone();
    let (given_name, family_name) = names(row, &mut errors);
    let reference = reference_of(row);
    if reference.chars().count() > LONGEST_REFERENCE {
        let told = format!("A reference must be {LONGEST_REFERENCE} characters or fewer");
        errors.add(Column::Reference.code(), told);
    }
    let born = past(row, Column::Born, known.today, &mut errors);
    let opened_on = past(row, Column::OpenedOn, known.today, &mut errors);
    if row.text(Column::OpenedOn).is_empty() {
        errors.add(Column::OpenedOn.code(), "Enter the day on which the case was opened");
    }
    if born.zip(opened_on).is_some_and(|(born, opened)| born > opened) {
        errors.add(Column::OpenedOn.code(), "must not be before the date of birth");
    }
    let next_review_on = dated(row, Column::NextReview, &mut errors);
    let mut number = |column: Column, checked: Result<String, &'static str>| {
        errors.take(column.code(), checked).unwrap_or_default()
    };
    let nhs_number = number(Column::NhsNumber, numbers::nhs_number(row.text(Column::NhsNumber)));
    let postcode = number(Column::Postcode, numbers::postcode(row.text(Column::Postcode)));
    let district = district(row, known, &mut errors);
    let level = level(row.text(Column::Level), known.charter, &mut errors);
    let needs = needs(row.text(Column::Needs), known.charter, &mut errors);
    let (lead, organisation) = lead(row, known, &mut errors);
    let due = next_review_on.or_else(|| known.charter.due("review", known.today));
    let owner = organisation.or(known.own);
    let actions = actions_of(row, known, (owner, due), &mut errors);
    errors.clone().into_result()?;
    let (Some(opened_on), Some(level)) = (opened_on, level) else { return Err(errors) };
    Ok(CaseRow {
        reference,
        hash: row.hash(),
        given_name,
        family_name,
        born,
        nhs_number,
        postcode,
        district,
        opened_on,
        level,
        needs,
        lead,
        next_review_on,
        actions,
    })
}

fn names(row: &Row, errors: &mut FieldErrors) -> (String, String) {
    let (given, family) = name_of(row);
    let whole = !row.text(Column::Name).is_empty();
    for (column, name, missing) in [
        (Column::GivenName, &given, "Enter a given name"),
        (Column::FamilyName, &family, "Enter a family name"),
    ] {
        let column = if whole { Column::Name } else { column };
        if name.is_empty() {
            errors.add(column.code(), missing);
        } else if name.chars().count() > LONGEST_NAME {
            errors.add(column.code(), format!("A name must be {LONGEST_NAME} characters or fewer"));
        }
    }
    (given, family)
}

fn dated(row: &Row, column: Column, errors: &mut FieldErrors) -> Option<Date> {
    errors.take(column.code(), day(row.text(column))).flatten()
}

fn past(row: &Row, column: Column, today: Date, errors: &mut FieldErrors) -> Option<Date> {
    let found = dated(row, column, errors);
    if found.is_some_and(|day| day > today) {
        errors.add(column.code(), "must be today or in the past");
        return None;
    }
    found
}

/// Two texts are the same when their letters and digits are.
fn same(one: &str, other: &str) -> bool {
    let plain = |text: &str| {
        let letters = text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase);
        letters.collect::<String>()
    };
    plain(one) == plain(other)
}

fn district(row: &Row, known: &Known, errors: &mut FieldErrors) -> String {
    let typed = row.text(Column::District);
    if typed.is_empty() {
        return String::new();
    }
    let found = known.districts.iter().find(|(name, _)| same(name, typed));
    found.map_or_else(
        || {
            errors.add(Column::District.code(), "must be a district of the partnership, or empty");
            String::new()
        },
        |(_, code)| code.clone(),
    )
}

/// "3", "Level 3", or what the charter calls it.
fn level(cell: &str, charter: &Charter, errors: &mut FieldErrors) -> Option<i64> {
    if cell.is_empty() {
        errors.add(Column::Level.code(), "Enter the level of need");
        return None;
    }
    let digits: String = cell.chars().filter(char::is_ascii_digit).collect();
    let number = digits.parse::<u32>().ok();
    let is_it = |it: &&charter::Level| {
        Some(it.level) == number || (digits.is_empty() && same(&it.name, cell))
    };
    let found = charter.levels.iter().find(is_it);
    if found.is_none() {
        let levels: Vec<String> =
            charter.levels.iter().map(|it| format!("{} ({})", it.level, it.name)).collect();
        errors.add(Column::Level.code(), format!("must be one of {}", levels.join(", ")));
    }
    let level = found.map(|it| i64::from(it.level));
    if charter.second_pair_of_eyes.looks_at(level, false) && level.is_some() {
        let told = "is one that a second person confirms here: bring the case in at the level below, then record a review with \
                    this level";
        errors.add(Column::Level.code(), told);
        return None;
    }
    level
}

/// By code or name, with semicolons, line breaks or commas between.
fn needs(cell: &str, charter: &Charter, errors: &mut FieldErrors) -> Vec<String> {
    let code = |typed: &str| {
        let found = charter.needs.iter().find(|it| same(&it.code, typed) || same(&it.name, typed));
        found.map(|it| it.code.clone())
    };
    let mut needs = Vec::new();
    let lines = cell.split([';', '\n']).map(str::trim).filter(|it| !it.is_empty());
    // A need may have a comma in its name.
    let parts = lines.flat_map(|it| match code(it) {
        Some(_) => vec![it],
        None => it.split(',').map(str::trim).filter(|it| !it.is_empty()).collect(),
    });
    for typed in parts {
        match code(typed) {
            Some(code) if !needs.contains(&code) => needs.push(code),
            Some(_) => {}
            None => {
                let told = format!(
                    "There is no need “{typed}” in the forum’s charter. Use its words, or leave it out"
                );
                errors.add(Column::Needs.code(), told);
            }
        }
    }
    needs
}

fn organisation(
    typed: &str,
    known: &Known,
    (column, instead): (Column, &str),
    errors: &mut FieldErrors,
) -> Option<OrganisationId> {
    let found = known.organisations.iter().find(|(_, name)| same(name, typed));
    if found.is_none() {
        let told =
            format!("There is no organisation “{typed}”. Use the name that it has here{instead}");
        errors.add(column.code(), told);
    }
    found.map(|(id, _)| *id)
}

/// Who leads, and for which organisation.
fn lead(row: &Row, known: &Known, errors: &mut FieldErrors) -> (Lead, Option<OrganisationId>) {
    let (typed, of) = (row.text(Column::Lead), row.text(Column::LeadOrganisation));
    let named = (Column::LeadOrganisation, ", or leave it out");
    let of = if of.is_empty() {
        None
    } else {
        let Some(found) = organisation(of, known, named, errors) else {
            return (Lead::Nobody, None);
        };
        Some(found)
    };
    if typed.is_empty() {
        return (Lead::Nobody, of);
    }
    let by_sign_in = |it: &&Practitioner| it.sign_in_name.eq_ignore_ascii_case(typed);
    let all = || known.practitioners.iter().filter(|it| of.is_none_or(|of| it.organisation == of));
    let mut found: Vec<&Practitioner> = all().filter(by_sign_in).collect();
    if found.is_empty() {
        found = all().filter(|it| same(&it.name, typed)).collect();
    }
    match found.as_slice() {
        [] => (Lead::NoAccount, of),
        [one] => (Lead::Asked(one.id, one.organisation), Some(one.organisation)),
        [first, others @ ..] => {
            let told = if others.iter().all(|it| it.id == first.id) {
                "This practitioner works for several organisations: name one as the lead professional’s organisation"
            } else {
                "Several practitioners have this name: enter the name by which the right one signs in"
            };
            errors.add(Column::Lead.code(), told);
            (Lead::Nobody, of)
        }
    }
}

fn actions_of(
    row: &Row,
    known: &Known,
    (owner, due): (Option<OrganisationId>, Option<Date>),
    errors: &mut FieldErrors,
) -> Vec<Action> {
    let column = Column::Actions.code();
    let mut all = Vec::new();
    for Written { owner: typed, description, due_on } in actions(row.text(Column::Actions)) {
        let due_on = due_on.map_err(|why| format!("The day of an action {why}"));
        let due_on = errors.take(column, due_on);
        let named = (Column::Actions, ". What stands before a colon is the owner");
        let owner = if typed.is_empty() {
            owner
        } else {
            let Some(found) = organisation(&typed, known, named, errors) else { continue };
            Some(found)
        };
        if description.is_empty() {
            errors.add(column, "Enter what is to be done in each action");
        } else if description.chars().count() > LONGEST_ACTION {
            errors.add(column, format!("An action must be {LONGEST_ACTION} characters or fewer"));
        }
        match (owner, due_on.map(|it| it.or(due))) {
            (None, _) => errors.add(column, "Enter who owns each action, like “Police: visit”, or the lead professional’s organisation"),
            (_, Some(None)) => errors.add(column, "Enter by when each action is due, like “visit (by 3/12/2026)”, or the next review"),
            (Some(owner), Some(Some(due_on))) => all.push(Action { description, owner, due_on }),
            (Some(_), None) => {}
        }
    }
    all
}

#[cfg(test)]
mod tests;
