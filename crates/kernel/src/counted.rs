//! Numbers with what they count.

use std::fmt::Display;

/// A number before its noun: `counted(1, "row", "rows")` is "1 row".
pub fn counted(number: impl Display, one: &str, many: &str) -> String {
    let number = number.to_string();
    let noun = if number == "1" { one } else { many };
    format!("{number} {noun}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_row_is_not_one_rows() {
        let said = [0, 1, 2].map(|number| counted(number, "row", "rows"));
        assert_eq!(said, ["0 rows", "1 row", "2 rows"]);
        assert_eq!(counted("1,000", "row", "rows"), "1,000 rows");
    }
}
