//! What a row of the lookup must be. No I/O.

use jiff::civil::Date;
use kernel::FieldErrors;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Columns that hold a postcode, the best first: with one space, and of fixed width.
const POSTCODE: [&str; 5] = ["pcds", "pcd", "pcd7", "pcd8", "postcode"];
/// Columns that hold the code of the district (local authority); newer files say the year: `lad25cd`.
const DISTRICT: [&str; 3] = ["lad_gss", "oslaua", "laua"];
/// The same of the ward.
const WARD: [&str; 3] = ["ward_gss", "osward", "ward"];
/// The month since which a postcode is no longer in use.
const TERMINATED: [&str; 1] = ["doterm"];

/// One postcode, as it stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PostcodeRow {
    /// In capitals, without a space.
    pub postcode: String,
    /// The GSS code of its district; empty where it was never placed.
    pub district: String,
    /// The GSS code of its ward; empty when the file does not say.
    pub ward: String,
    /// The month since which it is no longer in use, such as 201904; empty when it is in use.
    pub terminated: String,
}

/// Where in a row its parts stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    postcode: usize,
    district: usize,
    ward: Option<usize>,
    terminated: Option<usize>,
}

impl Columns {
    /// Finds the columns by the names in the first line, in small letters.
    ///
    /// # Errors
    ///
    /// What is missing and how it may be called.
    pub(super) fn find<'a>(header: impl Iterator<Item = &'a str> + Clone) -> Result<Self, String> {
        let named = |names: &[&str]| {
            names.iter().find_map(|name| header.clone().position(|it| it == *name))
        };
        // Of two years the later one: the codes that hold now.
        let of_a_year = |tier: &str| {
            let years = header.clone().enumerate().filter(|(_, it)| is_of_a_year(it, tier));
            years.max_by_key(|(_, it)| *it).map(|(at, _)| at)
        };
        let postcode = named(&POSTCODE);
        let district = named(&DISTRICT).or_else(|| of_a_year("lad"));
        match (postcode, district) {
            (Some(postcode), Some(district)) => Ok(Self {
                postcode,
                district,
                ward: named(&WARD).or_else(|| of_a_year("wd")),
                terminated: named(&TERMINATED),
            }),
            (postcode, district) => {
                let mut missing = Vec::new();
                missing.extend(postcode.is_none().then_some("the postcode (pcds, pcd or pcd7)"));
                missing.extend(
                    district.is_none().then_some("the district (lad25cd, oslaua or lad_gss)"),
                );
                Err(format!(
                    "No column holds {}. The first line must name the columns.",
                    missing.join(" or ")
                ))
            }
        }
    }

    /// The parts of one row.
    pub(super) fn row(self, cells: &[&str]) -> PostcodeRow {
        let cell = |at: usize| cells.get(at).map_or("", |cell| cell.trim());
        let optional = |at: Option<usize>| at.map_or("", cell).to_owned();
        let postcode = cell(self.postcode).chars().filter(|it| !it.is_whitespace());
        PostcodeRow {
            postcode: postcode.map(|it| it.to_ascii_uppercase()).collect(),
            district: cell(self.district).to_owned(),
            ward: optional(self.ward),
            terminated: optional(self.terminated),
        }
    }
}

/// `lad25cd` of `lad`.
fn is_of_a_year(column: &str, tier: &str) -> bool {
    let year = column.strip_prefix(tier).and_then(|rest| rest.strip_suffix("cd"));
    year.is_some_and(|year| year.len() == 2 && year.bytes().all(|it| it.is_ascii_digit()))
}

impl PostcodeRow {
    /// Checks the row.
    ///
    /// # Errors
    ///
    /// Every problem of the row; the field is what it holds.
    pub fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        if !is_postcode(&self.postcode) {
            errors.add("postcode", "must be a postcode such as CM1 1QH");
        }
        if !self.district.is_empty() && !is_gss(&self.district) {
            errors.add("district", "must be a GSS code such as E07000070, or empty");
        }
        if !self.ward.is_empty() && !is_gss(&self.ward) {
            errors.add("ward", "must be a GSS code such as E05004102, or empty");
        }
        if !self.terminated.is_empty() && self.terminated_on().is_none() {
            errors.add("doterm", "must be a month such as 201904, or empty");
        }
        errors.into_result()
    }

    /// The first day of the month since which it is no longer in use.
    pub fn terminated_on(&self) -> Option<Date> {
        let (year, month) = self.terminated.split_at_checked(4)?;
        let is_month =
            self.terminated.len() == 6 && self.terminated.bytes().all(|it| it.is_ascii_digit());
        let date = Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?;
        is_month.then_some(date).filter(|date| date.year() >= 1900)
    }
}

/// A letter before, two after a digit at the end. What the directory lists may break the finer rules for typing one.
fn is_postcode(text: &str) -> bool {
    let bytes = text.as_bytes();
    let known = (5..=7).contains(&bytes.len())
        && bytes.iter().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit());
    let [first, .., digit, second, third] = bytes else { return false };
    known
        && [first, second, third].iter().all(|it| it.is_ascii_uppercase())
        && digit.is_ascii_digit()
}

/// A letter for the nation and eight digits.
fn is_gss(code: &str) -> bool {
    match code.as_bytes() {
        [nation, digits @ ..] => {
            nation.is_ascii_uppercase()
                && digits.len() == 8
                && digits.iter().all(u8::is_ascii_digit)
        }
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[track_caller]
    fn check(header: &str, line: &str, expected: [&str; 4]) -> PostcodeRow {
        let columns = Columns::find(header.split(',')).unwrap();
        let row = columns.row(&line.split(',').collect::<Vec<_>>());
        let found = [&row.postcode, &row.district, &row.ward, &row.terminated];
        assert_eq!(found.map(String::as_str), expected);
        row
    }

    #[test]
    fn the_columns_are_found_by_name_in_the_whole_directory_and_in_an_extract() {
        check("pcd,lad_gss,x", "CM1 1QH,E07000070,1", ["CM11QH", "E07000070", "", ""]);
        let old = "pcd,pcd2,pcds,dointr,doterm,oscty,ced,oslaua,osward";
        let line = "M1  1AA,M1   1AA,M1 1AA,198001,201904,E99999999,E99999999,E08000003,E05011368";
        let row = check(old, line, ["M11AA", "E08000003", "E05011368", "201904"]);
        assert_eq!((row.check(), row.terminated_on()), (Ok(()), Some(date(2019, 4, 1))));
        let new = "pcd7,pcds,doterm,lad24cd,lad25cd,wd25cd,wz11cd";
        check(
            new,
            "x,cm1 1qh,,E07000001,E07000070,E05004102,",
            ["CM11QH", "E07000070", "E05004102", ""],
        );
        let told = Columns::find(["a", "b"].into_iter()).unwrap_err();
        assert!(
            told.contains("the postcode (pcds") && told.contains("the district (lad25cd"),
            "{told}"
        );
    }

    #[test]
    fn every_problem_of_a_row_is_told() {
        let wrong = PostcodeRow {
            postcode: "CM1".into(),
            district: "Chelmsford".into(),
            ward: "E0500".into(),
            terminated: "2019-04".into(),
        };
        let errors = wrong.check().unwrap_err();
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["postcode", "district", "ward", "doterm"]);
        for month in ["201913", "189912", "20190", "2019044"] {
            let row = PostcodeRow {
                postcode: "CM11QH".into(),
                terminated: month.into(),
                ..PostcodeRow::default()
            };
            assert!(row.check().is_err(), "{month}");
        }
    }
}
