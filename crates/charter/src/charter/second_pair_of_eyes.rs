//! Reads which decisions a second person confirms.

use super::{Level, SecondPairOfEyes};
use crate::reading::Table;

/// None where the charter says nothing; one that says so names a decision.
pub(super) fn read(file: &Table<'_>, levels: &[Level]) -> SecondPairOfEyes {
    let Some(table) = file.table("second_pair_of_eyes") else { return SecondPairOfEyes::default() };
    table.only(&["returns", "against_the_rules", "levels"]);
    let of_level = |number: i64| {
        let known = u32::try_from(number).ok().filter(|it| levels.iter().any(|of| of.level == *it));
        if known.is_none() {
            let all: Vec<String> = levels.iter().map(|it| it.level.to_string()).collect();
            let mend = format!("use one of: {}", all.join(", "));
            table.note_at("levels", format!("there is no level {number}"), mend);
        }
        known
    };
    let asked = SecondPairOfEyes {
        returns: table.flag("returns"),
        against_the_rules: table.flag("against_the_rules"),
        levels: table.numbers("levels").into_iter().filter_map(of_level).collect(),
    };
    let says_nothing = !asked.returns && !asked.against_the_rules && !table.has("levels");
    if says_nothing || (table.has("levels") && table.numbers("levels").is_empty()) {
        let mend = "say returns = true, against_the_rules = true or levels = [ ], or remove it";
        table.note("[second_pair_of_eyes] names no decision", mend);
    }
    asked
}
