//! What a row of the file must be. No I/O.

use std::{collections::BTreeMap, sync::Arc};

use charter::Charter;
use jiff::civil::Date;
use kernel::{FieldErrors, ForumId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The columns of the file, in the order in which a row is hashed.
pub const COLUMNS: [&str; 18] = [
    "referral_ref",
    "received_on",
    "area",
    "district",
    "district_code",
    "referrer_type",
    "first_name",
    "last_name",
    "date_of_birth",
    "postcode",
    "needs",
    "level_of_need",
    "consent",
    "decision",
    "decided_on",
    "return_reason",
    "known_to_social_care_last_5_years",
    "referred_to_social_care_on",
];

const LONGEST: usize = 200;

/// One row as it stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[expect(missing_docs, reason = "the columns of the file, by their own names")]
pub struct TypedRow {
    pub referral_ref: String,
    pub received_on: String,
    pub area: String,
    pub district: String,
    pub district_code: String,
    pub referrer_type: String,
    pub first_name: String,
    pub last_name: String,
    pub date_of_birth: String,
    pub postcode: String,
    pub needs: String,
    pub level_of_need: String,
    pub consent: String,
    pub decision: String,
    pub decided_on: String,
    pub return_reason: String,
    pub known_to_social_care_last_5_years: String,
    pub referred_to_social_care_on: String,
}

/// One row, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferralRow {
    /// Its reference in the system that it comes from.
    pub reference: String,
    /// When it was received there.
    pub received_on: Date,
    /// The forum of its district.
    pub forum: ForumId,
    /// The version of that forum's charter.
    pub charter_version: String,
    /// The district's code.
    pub district_code: String,
    /// The group of the referrer.
    pub referrer_group: String,
    /// The person's given name.
    pub given_name: String,
    /// The person's family name.
    pub family_name: String,
    /// When the person was born, if known.
    pub born_on: Option<Date>,
    /// In capitals with one space; may be empty.
    pub postcode: String,
    /// Codes of the charter's needs, each once.
    pub needs: Vec<String>,
    /// From 1 to 4.
    pub level_of_need: i64,
    /// `given` or `refused`.
    pub consent: String,
    /// Whether it was accepted; otherwise it was returned.
    pub accepted: bool,
    /// When that was decided.
    pub decided_on: Date,
    /// Why it was returned; empty when accepted.
    pub return_reason: String,
    /// `yes`, `no` or `not_known`.
    pub known_to_social_care: String,
    /// When the case was referred, or referred again, to social care.
    pub stepped_up_on: Option<Date>,
}

/// A district that has a forum.
#[derive(Clone, Debug)]
pub struct District {
    /// Its name.
    pub name: String,
    /// Its forum.
    pub forum: ForumId,
    /// The forum's charter.
    pub charter: Arc<Charter>,
    /// The names of the places around it.
    pub around: Vec<String>,
}

/// What a row is checked against.
#[derive(Debug)]
pub struct Known {
    /// The districts by their codes.
    pub districts: BTreeMap<String, District>,
    /// Today in London.
    pub today: Date,
}

impl TypedRow {
    /// The cells in the order of [`COLUMNS`], without spaces around them.
    pub fn cells(&self) -> [&str; 18] {
        [
            &self.referral_ref,
            &self.received_on,
            &self.area,
            &self.district,
            &self.district_code,
            &self.referrer_type,
            &self.first_name,
            &self.last_name,
            &self.date_of_birth,
            &self.postcode,
            &self.needs,
            &self.level_of_need,
            &self.consent,
            &self.decision,
            &self.decided_on,
            &self.return_reason,
            &self.known_to_social_care_last_5_years,
            &self.referred_to_social_care_on,
        ]
        .map(|cell| cell.trim())
    }
}

/// What tells one content of a row from another: the order of columns and spaces do not count.
pub fn hash(row: &TypedRow) -> String {
    use std::fmt::Write as _;
    let digest = Sha256::digest(row.cells().join("\u{1f}").as_bytes());
    digest.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Checks a row.
///
/// # Errors
///
/// Every problem of the row; the field is the column.
pub fn checked(row: &TypedRow, known: &Known) -> Result<ReferralRow, FieldErrors> {
    let mut errors = FieldErrors::default();
    for (column, cell) in COLUMNS.iter().zip(row.cells()) {
        if cell.chars().count() > LONGEST {
            errors.add(*column, "is longer than 200 characters");
        } else if cell.contains(|letter: char| letter.is_control()) {
            errors.add(*column, "holds a line break or another control character");
        }
    }
    let place = district(row, known, &mut errors);
    let charter = place.map(|place| &place.charter);
    let reference = needed(&mut errors, "referral_ref", &row.referral_ref);
    let received_on = day(&mut errors, "received_on", &row.received_on, known.today);
    needed(&mut errors, "received_on", &row.received_on);
    let decided_on = day(&mut errors, "decided_on", &row.decided_on, known.today);
    needed(&mut errors, "decided_on", &row.decided_on);
    let born_on = day(&mut errors, "date_of_birth", &row.date_of_birth, known.today);
    let column = "referred_to_social_care_on";
    let stepped_up_on = day(&mut errors, column, &row.referred_to_social_care_on, known.today);
    for (column, later) in [("decided_on", decided_on), (column, stepped_up_on)] {
        if received_on.zip(later).is_some_and(|(received, later)| later < received) {
            errors.add(column, "is before received_on");
        }
    }
    if received_on.zip(born_on).is_some_and(|(received, born)| born > received) {
        errors.add("date_of_birth", "is after received_on");
    }
    let group = row.referrer_type.trim();
    if charter.is_some_and(|charter| !charter.referrer_groups.contains(group)) {
        let known = charter.map(|charter| listed(&charter.referrer_groups)).unwrap_or_default();
        errors.add("referrer_type", format!("is not a referrer group: use one of {known}"));
    }
    let given_name = needed(&mut errors, "first_name", &row.first_name);
    let family_name = needed(&mut errors, "last_name", &row.last_name);
    let postcode = postcode(&mut errors, &row.postcode);
    let needs = needs(&mut errors, &row.needs, charter.map(AsRef::as_ref));
    let level = one_of(&mut errors, "level_of_need", &row.level_of_need, &["1", "2", "3", "4"]);
    let consent = one_of(&mut errors, "consent", &row.consent, &["given", "refused"]);
    let decision = one_of(&mut errors, "decision", &row.decision, &["accepted", "returned"]);
    let return_reason = reason(&mut errors, row, charter.map(AsRef::as_ref));
    let column = "known_to_social_care_last_5_years";
    let cell = &row.known_to_social_care_last_5_years;
    let known_to_social_care = one_of(&mut errors, column, cell, &["yes", "no", "not_known"]);
    errors.into_result()?;
    let (Some(place), Some(received_on), Some(decided_on)) = (place, received_on, decided_on)
    else {
        return Err(FieldErrors::one("referral_ref", "could not be read"));
    };
    Ok(ReferralRow {
        reference,
        received_on,
        forum: place.forum,
        charter_version: place.charter.version.clone(),
        district_code: row.district_code.trim().to_owned(),
        referrer_group: group.to_owned(),
        given_name,
        family_name,
        born_on,
        postcode,
        needs,
        level_of_need: level.parse().unwrap_or_default(),
        consent,
        accepted: decision == "accepted",
        decided_on,
        return_reason,
        known_to_social_care,
        stepped_up_on,
    })
}

fn district<'a>(
    row: &TypedRow,
    known: &'a Known,
    errors: &mut FieldErrors,
) -> Option<&'a District> {
    let code = needed(errors, "district_code", &row.district_code);
    let found = known.districts.get(&code);
    if found.is_none() && !code.is_empty() {
        let message = format!("{code} is not the code of a place with a forum of this partnership");
        errors.add("district_code", message);
    }
    let found = found?;
    if row.district.trim() != found.name {
        errors.add("district", format!("does not go with {code}, which is {}", found.name));
    }
    if !found.around.iter().any(|around| around == row.area.trim()) {
        let around = found.around.join(" and ");
        errors.add("area", format!("does not go with {}, which lies in {around}", found.name));
    }
    Some(found)
}

fn needed(errors: &mut FieldErrors, column: &str, cell: &str) -> String {
    errors.required(column, cell, "is empty").to_owned()
}

/// A date that has been: nothing in the file can lie in the future.
fn day(errors: &mut FieldErrors, column: &str, cell: &str, today: Date) -> Option<Date> {
    let cell = cell.trim();
    if cell.is_empty() {
        return None;
    }
    let is_iso = cell.len() == 10 && cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let date = cell.parse::<Date>().ok().filter(|_| is_iso);
    match date {
        None => errors.add(column, "must be a real date such as 2011-04-01"),
        Some(date) if date.year() < 1850 => errors.add(column, "must be after 1850"),
        Some(date) if date > today => errors.add(column, "must not be in the future"),
        Some(date) => return Some(date),
    }
    None
}

fn one_of(errors: &mut FieldErrors, column: &str, cell: &str, choices: &[&str]) -> String {
    let cell = cell.trim();
    if !choices.contains(&cell) {
        errors.add(column, format!("must be one of {}", choices.join(", ")));
    }
    cell.to_owned()
}

fn listed(codes: &charter::codes::Codes) -> String {
    let codes: Vec<&str> = codes.iter().map(|entry| entry.code.as_str()).collect();
    codes.join(", ")
}

fn needs(errors: &mut FieldErrors, cell: &str, charter: Option<&Charter>) -> Vec<String> {
    let mut needs: Vec<String> = Vec::new();
    for need in cell.split(';').map(str::trim).filter(|need| !need.is_empty()) {
        if charter.is_some_and(|charter| !charter.needs.contains(need)) {
            errors.add("needs", format!("“{need}” is not a need of the charter"));
        }
        if !needs.iter().any(|known| known == need) {
            needs.push(need.to_owned());
        }
    }
    needs
}

fn reason(errors: &mut FieldErrors, row: &TypedRow, charter: Option<&Charter>) -> String {
    let reason = row.return_reason.trim();
    match (row.decision.trim(), charter) {
        ("accepted", _) if !reason.is_empty() => {
            errors.add("return_reason", "must be empty when the decision is accepted");
        }
        ("returned", _) if reason.is_empty() => {
            errors.add("return_reason", "is empty: say why the request was returned");
        }
        ("returned", Some(charter)) if !charter.return_reasons.contains(reason) => {
            let known = listed(&charter.return_reasons);
            errors.add(
                "return_reason",
                format!("is not a reason of the charter: use one of {known}"),
            );
        }
        _ => {}
    }
    reason.to_owned()
}

/// A postcode in capitals with one space, or nothing.
fn postcode(errors: &mut FieldErrors, cell: &str) -> String {
    let letters: String = cell.chars().filter(|it| !it.is_whitespace()).collect();
    let letters = letters.to_ascii_uppercase();
    if letters.is_empty() {
        return letters;
    }
    let shape: String = letters
        .chars()
        .map(|it| match it {
            'A'..='Z' => 'A',
            '0'..='9' => '9',
            _ => '?',
        })
        .collect();
    let outward = shape.strip_suffix("9AA");
    let known = ["A9", "A99", "A9A", "AA9", "AA99", "AA9A"];
    match outward.and_then(|outward| letters.split_at_checked(outward.len())) {
        Some((out, inward)) if outward.is_some_and(|it| known.contains(&it)) => {
            format!("{out} {inward}")
        }
        _ => {
            errors.add("postcode", "must be a postcode such as CM1 1QH, or empty");
            String::new()
        }
    }
}

#[cfg(test)]
mod tests;
