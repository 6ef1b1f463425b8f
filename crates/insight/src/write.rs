//! Figures as CSV, as a spreadsheet and as plain text.

use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};

use crate::figures::{Figures, Value};

/// A spreadsheet takes a cell that begins so for a formula; some also take the wide forms.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A cell of a CSV file that no spreadsheet will run.
pub fn safe_cell(text: &str) -> String {
    if text.starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() }
}

/// The table and nothing else: the first line names the columns, the total is last.
///
/// # Errors
///
/// When the CSV writer fails, which it does not in memory.
pub fn csv(figures: &Figures) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(figures.columns.iter().map(|column| column.code.as_str()))?;
    for line in &figures.lines {
        let values = line.values.iter().map(|value| value.text());
        writer.write_record([safe_cell(&line.name)].into_iter().chain(values))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// A spreadsheet: title, what it is about, the table, the sentence, the rule.
///
/// # Errors
///
/// When the spreadsheet cannot be made.
pub fn xlsx(figures: &Figures) -> Result<Vec<u8>, XlsxError> {
    let (bold, right) = (Format::new().set_bold(), Format::new().set_align(FormatAlign::Right));
    let percent = Format::new().set_num_format("0.0");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_column_width(0, 28)?;
    sheet.write_string_with_format(0, 0, &figures.title, &bold)?;
    sheet.write_string(1, 0, &figures.about)?;
    let mut row = 3_u32;
    for (at, column) in (0_u16..).zip(&figures.columns) {
        sheet.write_string_with_format(row, at, &column.words, &bold)?;
    }
    for line in &figures.lines {
        row += 1;
        sheet.write_string(row, 0, &line.name)?;
        for (at, value) in (1_u16..).zip(&line.values) {
            match value {
                Value::Count(count) => {
                    let count = i32::try_from(*count).unwrap_or(i32::MAX);
                    sheet.write_number(row, at, count)?;
                }
                Value::Tenths(tenths) => {
                    let tenths = f64::from(i32::try_from(*tenths).unwrap_or(i32::MAX));
                    sheet.write_number_with_format(row, at, tenths / 10.0, &percent)?;
                }
                other => drop(sheet.write_string_with_format(row, at, other.text(), &right)?),
            }
        }
    }
    for words in [&figures.sentence, &figures.rule] {
        row += 2;
        sheet.write_string(row, 0, words)?;
    }
    book.save_to_buffer()
}

/// The table as people read it in a terminal, with sentence and rule.
pub fn text(figures: &Figures) -> String {
    let header: Vec<String> = figures.columns.iter().map(|column| column.words.clone()).collect();
    let lines = figures.lines.iter().map(|line| {
        let values = line.values.iter().map(|value| value.text());
        [line.name.clone()].into_iter().chain(values).collect::<Vec<_>>()
    });
    let rows: Vec<Vec<String>> = [header].into_iter().chain(lines).collect();
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max()
    };
    let mut text = format!("{}\n{}\n\n", figures.title, figures.about);
    for row in &rows {
        let cells: Vec<String> = row
            .iter()
            .enumerate()
            .map(|(at, cell)| {
                let width = width(at).unwrap_or(0);
                if at == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
            })
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    for words in [&figures.sentence, &figures.rule].into_iter().filter(|words| !words.is_empty()) {
        text.push('\n');
        text.push_str(words);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::{Line, columns};

    fn planted() -> Figures {
        let lines = ["=1+1", "+x", "-x", "@x", "\tx", "\rx", "Mid"]
            .map(|name| Line { name: name.into(), values: vec![Value::Count(3)] });
        let columns = columns(&[("place", "Place"), ("received", "Received")]);
        Figures { title: "=2+2".into(), columns, lines: lines.into(), ..Figures::default() }
    }

    #[test]
    fn w7_a_cell_of_a_spreadsheet_is_a_text_or_a_number_and_never_a_formula() {
        let bytes = xlsx(&planted()).unwrap();
        let mut file = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut part = |name| std::io::read_to_string(file.by_name(name).unwrap()).unwrap();
        let (sheet, texts) = (part("xl/worksheets/sheet1.xml"), part("xl/sharedStrings.xml"));
        assert!(!sheet.contains("<f") && texts.contains("=1+1") && texts.contains("=2+2"));
        // Title, what it is about, two headings, seven names, sentence and rule; seven counts.
        let cells = sheet.matches("<c ").count();
        assert_eq!(sheet.matches(" t=\"s\"").count() + 7, cells, "{sheet}");
    }

    #[test]
    fn a_name_that_a_spreadsheet_would_run_is_written_so_that_it_does_not() {
        let text = String::from_utf8(csv(&planted()).unwrap()).unwrap();
        let names: Vec<&str> = text.split('\n').skip(1).take(4).collect();
        assert_eq!(names, ["'=1+1,3", "'+x,3", "'-x,3", "'@x,3"]);
        assert!(text.contains("'\tx") && text.contains("'\rx") && text.ends_with("Mid,3\n"));
    }
}
