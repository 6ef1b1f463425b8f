//! The first sheet of a workbook as the text of a CSV file, a line for each of its rows, so that a line that is told is
//! the row that the spreadsheet shows.

use std::io::Cursor;

use calamine::{Data, Reader as _, SheetVisible, Xlsx, open_workbook_from_rs};
use csv::WriterBuilder;

/// Reads a workbook: days become 2026-12-03, whatever else it shows becomes text.
///
/// # Errors
///
/// What to do about it.
pub fn text_of_workbook(bytes: Vec<u8>) -> Result<String, String> {
    const WRONG: &str = "This is not a workbook that can be read. Save it as .xlsx without a password, or as CSV UTF-8";
    let mut book: Xlsx<_> =
        open_workbook_from_rs(Cursor::new(bytes)).map_err(|_| WRONG.to_owned())?;
    let shown = book.sheets_metadata().iter().position(|it| it.visible == SheetVisible::Visible);
    let range = book.worksheet_range_at(shown.unwrap_or(0)).ok_or("The workbook has no sheet")?;
    let range = range.map_err(|_| WRONG.to_owned())?;
    let above = usize::try_from(range.start().map_or(0, |(row, _)| row)).unwrap_or(0);
    let mut text = "\n".repeat(above);
    for row in range.rows() {
        let cells: Vec<String> = row.iter().map(cell).collect();
        if cells.iter().any(|it| !it.is_empty()) {
            let mut line = WriterBuilder::new().from_writer(Vec::new());
            line.write_record(&cells).map_err(|why| why.to_string())?;
            let line = line.into_inner().map_err(|why| why.to_string())?;
            text.push_str(&String::from_utf8_lossy(&line));
        } else {
            text.push('\n');
        }
    }
    Ok(text)
}

/// A cell in one line.
fn cell(data: &Data) -> String {
    let text = match data {
        Data::DateTime(at) if at.is_datetime() => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTimeIso(text) => text.chars().take("2026-12-03".len()).collect(),
        Data::Empty => String::new(),
        other => other.to_string(),
    };
    let lines = text.lines().map(str::trim).filter(|it| !it.is_empty());
    lines.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

    use super::*;

    #[test]
    fn a_workbook_is_read_line_by_line_with_its_days_as_days() {
        let mut book = Workbook::new();
        book.add_worksheet().set_hidden(true).write(0, 0, "hidden").unwrap();
        // The sheet that a workbook opens with is never hidden.
        let sheet = book.add_worksheet().set_active(true);
        for (at, head) in ["Name", "Opened", "Level", "NHS no", "Actions"].into_iter().enumerate() {
            sheet.write(1, u16::try_from(at).unwrap(), head).unwrap();
        }
        let day = ExcelDateTime::from_ymd(2025, 9, 2).unwrap();
        sheet.write(4, 0, "Quill, Zara").unwrap();
        sheet.write_with_format(4, 1, &day, &Format::new().set_num_format("dd/mm/yyyy")).unwrap();
        sheet.write(4, 2, 3).unwrap();
        sheet.write(4, 3, 9_434_765_919_i64).unwrap();
        sheet.write(4, 4, "visit\nring").unwrap();
        let text = text_of_workbook(book.save_to_buffer().unwrap()).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[1], "Name,Opened,Level,NHS no,Actions");
        assert_eq!(lines[4], "\"Quill, Zara\",2025-09-02,3,9434765919,visit; ring");
        assert!(text_of_workbook(b"no workbook".to_vec()).is_err());
    }
}
