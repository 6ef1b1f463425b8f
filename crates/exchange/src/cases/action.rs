//! The actions in one cell: one a line or with semicolons between, each with its owner before a colon and its day at
//! the end, "Harbour Homes: visit (by 3 December 2026)". No I/O.

use jiff::civil::Date;

use super::day::day;

/// An action as it stands in the cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// The name of who owns it; empty when nobody is named.
    pub(super) owner: String,
    pub(super) description: String,
    /// By when, if it says so; or why that cannot be read.
    pub(super) due_on: Result<Option<Date>, &'static str>,
}

pub(super) fn actions(cell: &str) -> Vec<Written> {
    let all = cell
        .split([';', '\n', '\r'])
        .map(|it| it.trim().trim_start_matches(['-', '•', '*']).trim());
    all.filter(|it| !it.is_empty()).map(action).collect()
}

fn action(text: &str) -> Written {
    let (text, due_on) = with_day(text);
    let (owner, description) = match text.split_once(": ") {
        Some((owner, description)) => (owner.trim(), description.trim()),
        None => ("", text.trim()),
    };
    Written { owner: owner.to_owned(), description: description.to_owned(), due_on }
}

/// What stands before "(by …)" at the end, and the day in it. Brackets that say something else belong to the words.
fn with_day(text: &str) -> (&str, Result<Option<Date>, &'static str>) {
    let bracket = text.strip_suffix(')').and_then(|it| it.rsplit_once('('));
    let Some((before, within)) = bracket else { return (text, Ok(None)) };
    let within = within.trim();
    let by = within.get(..3).filter(|it| it.eq_ignore_ascii_case("by "));
    match (by, day(within)) {
        (Some(_), _) => (before.trim(), day(within.get(3..).unwrap_or_default())),
        (None, Ok(Some(date))) => (before.trim(), Ok(Some(date))),
        _ => (text, Ok(None)),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn actions_are_told_apart_with_owner_and_day_where_they_are_written() {
        let cell =
            "Housing: visit (by 3 December 2026); - Ring school (Ms Ash)\nPolice: call (4/12/2026)";
        let told: Vec<(String, String, Option<Date>)> = actions(cell)
            .into_iter()
            .map(|it| (it.owner, it.description, it.due_on.unwrap()))
            .collect();
        let expected = [
            ("Housing", "visit", Some(date(2026, 12, 3))),
            ("", "Ring school (Ms Ash)", None),
            ("Police", "call", Some(date(2026, 12, 4))),
        ];
        assert_eq!(told, expected.map(|(owner, it, day)| (owner.to_owned(), it.to_owned(), day)));
        assert!(actions(" ; \n").is_empty());
    }

    #[test]
    fn a_day_that_is_none_is_told_and_not_kept_as_words() {
        let [it] = actions("visit (by Friday)").try_into().unwrap();
        assert!(it.due_on.is_err() && it.description == "visit", "{it:?}");
    }
}
