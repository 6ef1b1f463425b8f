//! A table of figures, whatever it counts: what screen, CSV, XLSX and text are written from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a hidden count is shown as.
pub const HIDDEN: &str = "[c]";
/// What a percentage of too few is shown as.
pub const TOO_FEW: &str = "[u]";

/// One value of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// A count.
    Count(i64),
    /// A percentage in tenths: 98 is 9.8%.
    Tenths(i64),
    /// A percentage of nothing.
    NotApplicable,
    /// Hidden, because it is small or would give away what is small.
    Hidden,
    /// A percentage of so few that it says nothing.
    TooFew,
}

impl Value {
    /// The value as text: what the CSV holds.
    pub fn text(self) -> String {
        match self {
            Self::Count(count) => count.to_string(),
            Self::Tenths(tenths) => format!("{}.{}", tenths / 10, tenths % 10),
            Self::NotApplicable => String::new(),
            Self::Hidden => HIDDEN.to_owned(),
            Self::TooFew => TOO_FEW.to_owned(),
        }
    }

    /// A percentage behind its count in a sentence; nothing where there is none to show.
    pub(crate) fn in_brackets(self) -> String {
        match self {
            Self::Tenths(_) => format!(" ({}%)", self.text()),
            _ => String::new(),
        }
    }
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Column {
    /// Its name in the CSV.
    pub code: String,
    /// Its name for people.
    pub words: String,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Line {
    /// What it is about.
    pub name: String,
    /// Its values, one for each column after the first.
    pub values: Vec<Value>,
}

/// A table of figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Figures {
    /// What it counts.
    pub title: String,
    /// Which period, as at which day, of which forums.
    pub about: String,
    /// The columns, the first of which names the rows.
    pub columns: Vec<Column>,
    /// The rows, the total last.
    pub lines: Vec<Line>,
    /// The same numbers in words.
    pub sentence: String,
    /// How small counts were hidden and what the symbols mean; empty when the figures are exact.
    pub rule: String,
}

/// A percentage in tenths, half up, in whole numbers throughout.
pub fn tenths(part: i64, whole: i64) -> Option<i64> {
    let twice = part.checked_mul(2000)?.checked_add(whole)?;
    (whole > 0).then(|| twice.checked_div(whole.checked_mul(2)?)).flatten()
}

pub(crate) fn columns(columns: &[(&str, &str)]) -> Vec<Column> {
    let column = |(code, words): &(&str, &str)| Column {
        code: (*code).to_owned(),
        words: (*words).to_owned(),
    };
    columns.iter().map(column).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(part: i64, whole: i64, expected: &str) {
        let value = tenths(part, whole).map_or(Value::NotApplicable, Value::Tenths);
        assert_eq!(value.text(), expected);
    }

    #[test]
    fn a_percentage_has_one_decimal_and_a_half_goes_up() {
        check(31, 317, "9.8");
        check(115, 1025, "11.2");
        check(1, 2000, "0.1");
        check(1, 2001, "0.0");
        check(1, 8, "12.5");
        check(1, 16, "6.3");
        check(7, 7, "100.0");
        check(0, 0, "");
        check(18, 115, "15.7");
    }
}
