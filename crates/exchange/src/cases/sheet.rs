//! The rows of a sheet, each cell under what its column holds. No I/O.

use std::collections::BTreeMap;

use kernel::FieldErrors;
use sha2::{Digest as _, Sha256};

use super::column::{Column, guessed};

/// The most rows that come in together: one operation, one entry in the ledger.
pub(super) const MOST_ROWS: usize = 50;
/// How long a cell may be; some have a limit of their own besides.
const LONGEST: usize = 4_000;
const LONGEST_SOURCE: usize = 60;

/// A sheet as it was sent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Typed<'a> {
    /// The rows, with the names of the columns in the first line.
    pub(super) sheet: &'a str,
    /// By how many lines they stand lower in the file.
    pub(super) above: i64,
    /// What the sheet is called.
    pub(super) source: &'a str,
    /// What each column holds, by code; all guessed when there are none.
    pub(super) columns: &'a [String],
    /// The first line that they were chosen for.
    pub(super) headed: &'a str,
}

/// A sheet as it was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    pub(super) header: Vec<String>,
    /// What each column holds; nothing when it is kept out.
    pub(super) columns: Vec<Option<Column>>,
    pub(super) rows: Vec<Row>,
}

/// One row: its line, and its cells.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub(super) line: i64,
    pub(super) cells: BTreeMap<Column, String>,
    pub(super) problems: FieldErrors,
}

impl Sheet {
    /// Reads a sheet.
    ///
    /// # Errors
    ///
    /// Why no row of it can be read.
    pub(super) fn read(typed: Typed<'_>) -> Result<Self, FieldErrors> {
        let sheet = Self::headed(typed)?;
        let mut errors = FieldErrors::default();
        sheet.check_columns(&mut errors);
        if sheet.rows.is_empty() {
            errors.add("sheet", "Add a row below the names of the columns");
        }
        if sheet.rows.len() > MOST_ROWS {
            let (found, rest) = (sheet.rows.len(), sheet.rows.len() - MOST_ROWS);
            errors.add(
                "sheet",
                format!("There are {found} rows. Take the last {rest} away and send them afterwards: {MOST_ROWS} come in at a time"),
            );
        }
        let source = errors.required("source", typed.source, "Enter what the sheet is called");
        if source.chars().count() > LONGEST_SOURCE {
            errors.add(
                "source",
                format!("What it is called must be {LONGEST_SOURCE} characters or fewer"),
            );
        }
        errors.into_result()?;
        Ok(sheet)
    }

    /// The same without asking whether it is enough: for the form, on which the columns are chosen.
    pub(super) fn headed(typed: Typed<'_>) -> Result<Self, FieldErrors> {
        let whole = |told: String| FieldErrors::one("sheet", told);
        let (header, rows) = partnership::sheet::cells(typed.sheet).map_err(whole)?;
        let is_chosen = typed.columns.len() == header.len() && is_of(&header, typed.headed);
        let columns = if is_chosen {
            typed.columns.iter().map(|code| Column::from_code(code)).collect()
        } else {
            guessed(&header)
        };
        let rows = rows.into_iter().map(|(line, cells)| row(line + typed.above, cells, &columns));
        let rows = rows.collect();
        Ok(Self { header, columns, rows })
    }

    /// A mark of the first line, to tell whether the columns were chosen for it.
    pub(super) fn head(&self) -> String {
        mark(&as_text(&self.header))
    }

    fn check_columns(&self, errors: &mut FieldErrors) {
        let has = |column: Column| self.columns.contains(&Some(column));
        for column in Column::ALL {
            if self.columns.iter().filter(|it| **it == Some(column)).count() > 1 {
                errors.add("columns", format!("Select one column only as “{}”", column.words()));
            }
        }
        let in_two = has(Column::GivenName) && has(Column::FamilyName);
        if !in_two && !has(Column::Name) {
            errors.add(
                "columns",
                "Select which columns hold the given name and the family name, or which holds both",
            );
        }
        for (column, what) in [
            (Column::OpenedOn, "the day on which each case was opened"),
            (Column::Level, "the level of need"),
        ] {
            if !has(column) {
                errors.add("columns", format!("Select which column holds {what}"));
            }
        }
    }
}

impl Row {
    /// A cell; nothing when there is no such column.
    pub(super) fn text(&self, column: Column) -> &str {
        self.cells.get(&column).map_or("", String::as_str)
    }

    /// What tells one content from another.
    pub(super) fn hash(&self) -> String {
        use std::fmt::Write as _;
        let mut hash = Sha256::new();
        for (column, cell) in &self.cells {
            hash.update([column.code(), "\u{1f}", cell, "\u{1e}"].concat());
        }
        hash.finalize().iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

fn as_text(header: &[String]) -> String {
    header.join(" | ")
}

/// What a form carries of the first line: the line itself could be anything.
fn mark(text: &str) -> String {
    Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Whether columns were chosen for this first line: it is told in words or by its mark.
fn is_of(header: &[String], headed: &str) -> bool {
    let text = as_text(header);
    headed == text || headed == mark(&text)
}

fn row(line: i64, cells: Vec<String>, columns: &[Option<Column>]) -> Row {
    let mut row = Row { line, ..Row::default() };
    // A spreadsheet leaves empty cells at the end of a row away, or adds some; a comma in a cell without quotation
    // marks would put every cell after it under another head.
    if cells.iter().skip(columns.len()).any(|it| !it.is_empty()) {
        let (found, wanted) = (cells.len(), columns.len());
        row.problems.add("the row", format!("has {found} cells where the first line has {wanted}: put cells that hold commas into quotation marks"));
    }
    let cells = cells.into_iter().chain(std::iter::repeat(String::new()));
    for (cell, column) in cells.zip(columns) {
        let Some(column) = column else { continue };
        let cell = cell.replace("\r\n", "\n");
        if cell.chars().count() > LONGEST {
            row.problems.add(column.code(), format!("must be {LONGEST} characters or fewer"));
        } else if cell.contains(|it: char| it.is_control() && it != '\n') {
            row.problems.add(column.code(), "holds a control character: remove it");
        }
        row.cells.insert(*column, cell);
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed<'a>(sheet: &'a str, columns: &'a [String], headed: &'a str) -> Typed<'a> {
        Typed { sheet, above: 0, source: "Caseload", columns, headed }
    }

    const SHEET: &str = "Name\tOpened\tLevel\tMother\nZara Quill\t3/12/2025\t3\tAnn\n";

    #[test]
    fn a_column_is_guessed_until_another_is_chosen_for_this_first_line() {
        let sheet = Sheet::read(typed(SHEET, &[], "")).unwrap();
        assert_eq!(sheet.rows[0].text(Column::Name), "Zara Quill");
        assert_eq!(sheet.columns[3], None, "nothing reads it");
        let chosen: Vec<String> = ["", "opened_on", "level", "name"].map(String::from).into();
        let again = Sheet::read(typed(SHEET, &chosen, &sheet.head())).unwrap();
        assert_eq!(again.rows[0].text(Column::Name), "Ann");
        let other = Sheet::read(typed(SHEET, &chosen, "Name | Day")).unwrap();
        assert_eq!(other.rows[0].text(Column::Name), "Zara Quill", "chosen for another sheet");
    }

    #[test]
    fn a_sheet_that_cannot_be_used_says_everything_that_is_missing() {
        let told = |sheet: &str| {
            let errors = Sheet::read(typed(sheet, &[], "")).unwrap_err();
            errors
                .iter()
                .map(|(field, told)| format!("{field}: {told}"))
                .collect::<Vec<_>>()
                .join("\n")
        };
        assert!(told("").contains("Paste the rows"));
        let all = told("Mother\n");
        for expected in ["Add a row", "given name", "the day on which", "the level of need"] {
            assert!(all.contains(expected), "{expected}: {all}");
        }
        let many = format!("Name,Opened,Level\n{}", "A B,3/12/2025,3\n".repeat(51));
        assert!(told(&many).contains("Take the last 1 away"));
        let twice: Vec<String> = ["name", "name", "level", ""].map(String::from).into();
        let head = Sheet::headed(typed(SHEET, &[], "")).unwrap().head();
        let errors = Sheet::read(typed(SHEET, &twice, &head)).unwrap_err();
        assert!(errors.of("columns").unwrap().contains("one column only"), "{errors:?}");
    }

    #[test]
    fn a_row_with_more_cells_than_heads_is_not_guessed_at() {
        let sheet =
            Sheet::read(typed("Name,Opened,Level\nQuill, Zara,3/12/2025,3\nA B,,\n", &[], ""))
                .unwrap();
        let wrong: Vec<bool> = sheet.rows.iter().map(|it| !it.problems.is_empty()).collect();
        assert_eq!(wrong, [true, false]);
    }
}
