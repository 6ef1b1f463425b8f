//! A text becomes rows, each with its line. No I/O.

use csv::{ReaderBuilder, StringRecord};
use kernel::FieldErrors;
use sha2::{Digest as _, Sha256};

/// The most rows that come in together.
pub(crate) const MOST_ROWS: usize = 500;
/// How long a cell may be; each column has a limit of its own besides.
const LONGEST: usize = 2_000;

/// The columns that a sheet may have.
pub(crate) struct Columns {
    /// Without these nothing can be read.
    pub(crate) needed: &'static [&'static str],
    /// A column that is left out says nothing, so that what is known stays.
    pub(crate) optional: &'static [&'static str],
}

impl Columns {
    fn known(&self) -> impl Iterator<Item = &'static str> {
        self.needed.iter().chain(self.optional).copied()
    }
}

/// A sheet as it was read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    /// The rows that say anything.
    pub(crate) rows: Vec<Row>,
    /// Columns that nothing reads.
    pub(crate) unread: Vec<String>,
}

/// One row: its line, and its cells by their columns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    /// The line on which it begins.
    pub(crate) line: i64,
    cells: Vec<(String, String)>,
    /// Why its cells cannot be read.
    pub(crate) problems: FieldErrors,
}

impl Row {
    /// A cell without spaces around it; nothing when the sheet has no such column.
    pub(crate) fn cell(&self, column: &str) -> Option<&str> {
        self.cells.iter().find(|(name, _)| name == column).map(|(_, cell)| cell.trim())
    }

    /// The same, for a column that every sheet has.
    pub(crate) fn text(&self, column: &str) -> &str {
        self.cell(column).unwrap_or_default()
    }

    /// What tells one content from another.
    fn hash(&self) -> String {
        use std::fmt::Write as _;
        let mut hash = Sha256::new();
        for (column, cell) in &self.cells {
            hash.update([column, "\u{1f}", cell.trim(), "\u{1e}"].concat());
        }
        hash.finalize().iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

impl Sheet {
    /// Reads a sheet: cells with commas between them, or with tabs, as a spreadsheet copies them. Lines are counted
    /// on from `above`, the lines that come before in the file.
    ///
    /// # Errors
    ///
    /// Why no row of it can be read.
    pub(crate) fn read(text: &str, columns: &Columns, above: i64) -> Result<Self, FieldErrors> {
        let whole = |told: String| FieldErrors::one("sheet", told);
        let mut records = Records::of(text).map_err(whole)?;
        let known: Vec<&str> = columns.known().collect();
        let header: Vec<String> = records.header.iter().map(column_name).collect();
        check_header(&header, columns).map_err(whole)?;
        let unread = header.iter().filter(|name| !known.contains(&name.as_str())).cloned();
        let mut sheet = Self { rows: Vec::new(), unread: unread.collect() };
        sheet.unread.retain(|name| !name.is_empty());
        while let Some(found) = records.next().map_err(whole)? {
            if found.cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if sheet.rows.len() == MOST_ROWS {
                let told = format!("There are more than {MOST_ROWS} rows: send them in parts");
                return Err(whole(told));
            }
            sheet.rows.push(row(&found, &header, &known, above));
        }
        if sheet.rows.is_empty() {
            return Err(whole("Add a row below the names of the columns".into()));
        }
        Ok(sheet)
    }

    /// What the ledger's entry commits to: the hash of every row.
    pub(crate) fn hashes(&self) -> Vec<String> {
        self.rows.iter().map(Row::hash).collect()
    }
}

/// "Goes live on" and `goes_live_on` are one column.
fn column_name(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-'], "_")
}

fn check_header(header: &[String], columns: &Columns) -> Result<(), String> {
    let is_there = |column: &&&str| header.iter().any(|name| name == **column);
    let missing: Vec<&str> = columns.needed.iter().filter(|it| !is_there(it)).copied().collect();
    let twice: Vec<&str> = columns
        .known()
        .filter(|column| header.iter().filter(|name| name == column).count() > 1)
        .collect();
    if !missing.is_empty() {
        let needed = columns.needed.join(", ");
        let missing = missing.join(", ");
        return Err(format!(
            "The first line must name the columns: {needed}. These are missing: {missing}"
        ));
    }
    if !twice.is_empty() {
        let twice = twice.join(", ");
        return Err(format!("These columns are there more than once: {twice}. Remove one of each"));
    }
    Ok(())
}

fn row(found: &Record, header: &[String], known: &[&str], above: i64) -> Row {
    let mut row = Row { line: found.line.saturating_add(above), ..Row::default() };
    // A spreadsheet leaves empty cells at the end of a row away, or adds some.
    let (wanted, more) = (header.len(), found.cells.iter().skip(header.len()));
    if found.cells.len() < wanted || more.clone().any(|cell| !cell.trim().is_empty()) {
        let count = found.cells.len();
        let hint = if found.cells.iter().any(|cell| cell.contains('\n')) {
            "; a quotation mark may be left open"
        } else {
            ""
        };
        row.problems
            .add("the row", format!("has {count} cells where the first line has {wanted}{hint}"));
    }
    for (name, cell) in header.iter().zip(&found.cells) {
        if !known.contains(&name.as_str()) {
            continue;
        }
        if cell.chars().count() > LONGEST {
            row.problems.add(name, format!("is longer than {LONGEST} characters"));
        } else if cell.contains(|it: char| it.is_control() && it != '\n') {
            row.problems.add(name, "holds a control character: remove it");
        }
        row.cells.push((name.clone(), cell.replace("\r\n", "\n")));
    }
    row
}

/// A part of a text that comes in at once: the first line and some rows, and how many lines lie between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// The first line, and the rows.
    pub sheet: String,
    /// By how many lines the rows stand lower in the file.
    pub above: i64,
}

/// Cuts a text between rows, so that each part has at most `rows` of them.
///
/// # Errors
///
/// Why it cannot be read.
pub fn chunks(text: &str, rows: usize) -> Result<Vec<Chunk>, String> {
    let text = text.trim_start_matches('\u{feff}');
    let mut records = Records::of(text)?;
    let mut cuts = Vec::new();
    let mut count = 0;
    while let Some(found) = records.next()? {
        if count % rows.max(1) == 0 {
            cuts.push((found.begins, found.line));
        }
        count += 1;
    }
    let Some((first, _)) = cuts.first().copied() else {
        return Err("The file has no rows below its first line.".into());
    };
    let header = text.get(..first).unwrap_or_default();
    let ends = cuts.iter().skip(1).map(|(begins, _)| *begins).chain([text.len()]);
    let top = cuts.first().map_or(2, |(_, line)| *line);
    let part = |((begins, line), ends): (&(usize, i64), usize)| Chunk {
        sheet: format!("{header}{}", text.get(*begins..ends).unwrap_or_default()),
        above: line - top,
    };
    Ok(cuts.iter().zip(ends).map(part).collect())
}

/// The names of the columns, and each row with its line.
pub type Cells = (Vec<String>, Vec<(i64, Vec<String>)>);

/// The cells of a text: for whoever knows the columns only when they are read.
///
/// # Errors
///
/// Why it cannot be read.
pub fn cells(text: &str) -> Result<Cells, String> {
    let mut records = Records::of(text)?;
    let texts = |cells: &StringRecord| cells.iter().map(|it| it.trim().to_owned()).collect();
    let header = texts(&records.header);
    let mut rows: Vec<(i64, Vec<String>)> = Vec::new();
    while let Some(found) = records.next()? {
        let cells: Vec<String> = texts(&found.cells);
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push((found.line, cells));
        }
    }
    Ok((header, rows))
}

/// One row as it stands in the text.
struct Record {
    begins: usize,
    line: i64,
    cells: StringRecord,
}

/// The rows of a text, one after another.
struct Records<'a> {
    text: &'a str,
    reader: csv::Reader<&'a [u8]>,
    header: StringRecord,
    /// Up to where lines were counted, and how many.
    counted: (usize, i64),
}

impl<'a> Records<'a> {
    fn of(text: &'a str) -> Result<Self, String> {
        let text = text.trim_start_matches('\u{feff}');
        let is_pasted = text.trim_start().lines().next().is_some_and(|line| line.contains('\t'));
        let delimiter = if is_pasted { b'\t' } else { b',' };
        let mut reader = ReaderBuilder::new();
        reader.has_headers(false).flexible(true).delimiter(delimiter);
        let mut reader = reader.from_reader(text.as_bytes());
        let mut header = StringRecord::new();
        if !reader.read_record(&mut header).map_err(unreadable)? {
            return Err("Paste the rows, with the names of the columns in the first line".into());
        }
        Ok(Self { text, reader, header, counted: (0, 1) })
    }

    fn next(&mut self) -> Result<Option<Record>, String> {
        let mut cells = StringRecord::new();
        if !self.reader.read_record(&mut cells).map_err(unreadable)? {
            return Ok(None);
        }
        let at = cells.position().map_or(0, csv::Position::byte);
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        // The reader skips empty lines, and counts them to the row below.
        let rest = self.text.get(at..).unwrap_or_default();
        let begins = at + (rest.len() - rest.trim_start_matches(['\r', '\n']).len());
        let (from, line) = self.counted;
        let passed = self.text.get(from..begins).unwrap_or_default().matches('\n').count();
        let line = line.saturating_add(i64::try_from(passed).unwrap_or(i64::MAX));
        self.counted = (begins, line);
        Ok(Some(Record { begins, line, cells }))
    }
}

fn unreadable(error: csv::Error) -> String {
    format!("This cannot be read as CSV: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: Columns = Columns { needed: &["name", "kind"], optional: &["live_on"] };

    fn lines(text: &str, above: i64) -> Vec<(i64, String)> {
        let sheet = Sheet::read(text, &COLUMNS, above).unwrap();
        sheet.rows.iter().map(|row| (row.line, row.text("name").to_owned())).collect()
    }

    #[track_caller]
    fn told(text: &str, expected: &str) {
        let errors = Sheet::read(text, &COLUMNS, 0).unwrap_err();
        let told = errors.of("sheet").unwrap_or_default();
        assert!(told.contains(expected), "{told}");
    }

    #[test]
    fn rows_are_read_with_commas_or_as_they_were_pasted_each_with_its_line() {
        let all = [(2, "A, or B".to_owned()), (5, "C".to_owned())];
        assert_eq!(lines("\u{feff}Name,kind\n\"A, or B\",x\n\n\nC,y\n", 0), all);
        assert_eq!(lines("Name\tKind\tLive on\r\nA, or B\tx\t\r\n\r\n\r\nC\ty\t1", 0), all);
        let long = lines("name,kind\n\"A\nB\",x\nC,y", 7);
        assert_eq!(long, [(9, "A\nB".to_owned()), (11, "C".to_owned())]);
    }

    #[test]
    fn a_column_that_is_left_out_says_nothing() {
        let sheet = Sheet::read("name,kind,colour\nA,x,red\n", &COLUMNS, 0).unwrap();
        assert_eq!(
            (sheet.rows[0].cell("live_on"), sheet.unread),
            (None, vec!["colour".to_owned()])
        );
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        told("", "Paste the rows");
        told("name,kind\n", "Add a row");
        told("title,kind\nA,x", "These are missing: name");
        told("name,kind,name\nA,x,B", "more than once: name");
        let many = "A,x\n".repeat(MOST_ROWS + 1);
        told(&format!("name,kind\n{many}"), "more than 500 rows");
        let sheet = Sheet::read("name,kind\nA\nB,x,y\nC,x,\n", &COLUMNS, 0).unwrap();
        let wrong: Vec<bool> = sheet.rows.iter().map(|row| !row.problems.is_empty()).collect();
        assert_eq!(wrong, [true, true, false]);
    }

    #[test]
    fn a_long_text_is_cut_between_rows_and_lines_count_on() {
        let text = "name,kind\n\nA,x\n\"B\nb\",x\n\nC,x\nD,x\n";
        let whole = lines(text, 0);
        let parts = chunks(text, 2).unwrap();
        assert_eq!(parts.len(), 2);
        let cut: Vec<_> = parts.iter().flat_map(|it| lines(&it.sheet, it.above)).collect();
        assert_eq!(cut, whole);
        assert_eq!(cut[2], (7, "C".to_owned()));
        assert!(chunks("name,kind\n", 2).is_err());
    }
}
