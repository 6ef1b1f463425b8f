//! What a paper is, and which files are taken. No I/O.

use kernel::FieldErrors;

/// The longest title, and the longest reason.
const LONGEST_TITLE: usize = 100;
const LONGEST_REASON: usize = 500;

/// What a paper can be: code and name.
pub(super) const SORTS: [(&str, &str); 6] = [
    ("consent", "A signed consent"),
    ("letter", "A letter or an e-mail"),
    ("assessment", "An assessment or a report"),
    ("order", "A court order or another legal paper"),
    ("picture", "A photograph or a drawing"),
    ("other", "Something else"),
];

/// The name of a sort.
pub(crate) fn sort_words(sort: &str) -> &str {
    SORTS.iter().find(|(code, _)| *code == sort).map_or(sort, |(_, name)| name)
}

/// The kinds of file that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Pdf,
    Png,
    Jpeg,
    Docx,
    Odt,
    Xlsx,
    Csv,
    Txt,
}

impl Format {
    /// The code in the row, which is also the ending of the file's name.
    pub(super) const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Docx => "docx",
            Self::Odt => "odt",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Txt => "txt",
        }
    }

    pub(super) fn from_ending(ending: &str) -> Option<Self> {
        use Format::{Csv, Docx, Jpeg, Odt, Pdf, Png, Txt, Xlsx};
        [Pdf, Png, Jpeg, Docx, Odt, Xlsx, Csv, Txt].into_iter().find(|it| it.ending() == ending)
    }

    /// What a file is by what it holds: by its first piece and its last. Neither its name nor what its sender says of it
    /// counts.
    pub(super) fn of(first: &[u8], last: &[u8]) -> Option<Self> {
        if first.starts_with(b"%PDF-") {
            return Some(Self::Pdf);
        }
        if first.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Some(Self::Png);
        }
        if first.starts_with(b"\xff\xd8\xff") {
            return Some(Self::Jpeg);
        }
        if first.starts_with(b"PK\x03\x04") {
            return packed(first, last);
        }
        written(first)
    }
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|it| it == word)
}

/// A document or a workbook is a packed folder: its first piece and its last name what is in it. One with a program
/// in it is none of ours.
fn packed(first: &[u8], last: &[u8]) -> Option<Format> {
    let names = |word: &[u8]| holds(first, word) || holds(last, word);
    // The names of parts are read without case, as those who open them do.
    let program = |bytes: &[u8]| holds(&bytes.to_ascii_lowercase(), b"vbaproject");
    if program(first) || program(last) {
        return None;
    }
    if holds(first, b"mimetypeapplication/vnd.oasis.opendocument.text") {
        return Some(Format::Odt);
    }
    if !names(b"[Content_Types].xml") {
        return None;
    }
    match (names(b"word/document.xml"), names(b"xl/workbook.xml")) {
        (true, false) => Some(Format::Docx),
        (false, true) => Some(Format::Xlsx),
        _ => None,
    }
}

/// How files begin that could pass for text: markup, RTF, PostScript, scripts and small pictures.
const OTHERS: [&[u8]; 5] = [b"<", b"{\\rtf", b"%!", b"#!", b"GIF8"];

/// Plain text, with lines of as many commas each as a table. What a browser could take for a page is no text.
fn written(first: &[u8]) -> Option<Format> {
    let first = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first);
    let is_control = |it: &u8| it.is_ascii_control() && !b"\t\n\r\x0c".contains(it);
    let begins = first.trim_ascii_start();
    let is_other = OTHERS.iter().any(|it| begins.starts_with(it));
    if begins.is_empty() || is_other || first.iter().any(is_control) || holds_markup(first) {
        return None;
    }
    let commas = |line: &[u8]| line.iter().filter(|it| **it == b',').count();
    let mut lines = first.split(|it| *it == b'\n').filter(|it| !it.trim_ascii().is_empty());
    let columns = lines.next().map_or(0, commas);
    let is_table = columns > 0 && lines.next().is_some_and(|second| commas(second) == columns);
    Some(if is_table { Format::Csv } else { Format::Txt })
}

/// Whether the beginning of a text holds what browsers look for when they guess that something is a page.
fn holds_markup(first: &[u8]) -> bool {
    let begins: Vec<u8> = first.iter().take(1024).map(u8::to_ascii_lowercase).collect();
    [b"<html".as_slice(), b"<!doctype", b"<script", b"<svg", b"<?xml", b"<iframe"]
        .into_iter()
        .any(|mark| holds(&begins, mark))
}

/// What is said of a file that is none of these.
pub(super) const NOT_TAKEN: &str = "The file must be a PDF, PNG, JPEG, DOCX, ODT, XLSX, CSV or plain text, without macros. Web pages, drawings \
     for the web (SVG), programs and packed folders are not taken. Save it as a PDF, and choose it again";

/// Checks a paper: title, sort and file.
///
/// # Errors
///
/// Every problem at once.
pub(super) fn checked<'a>(
    (title, sort): (&'a str, &'a str),
    (size, first, last): (u64, &[u8], &[u8]),
) -> Result<(&'a str, Format), FieldErrors> {
    let mut errors = FieldErrors::default();
    let title = errors.required("title", title, "Enter what the paper is called");
    if title.chars().count() > LONGEST_TITLE {
        errors.add("title", "What the paper is called must be 100 characters or fewer");
    }
    if !SORTS.iter().any(|(code, _)| *code == sort) {
        errors.add("sort", "Select what the paper is");
    }
    let format = Format::of(first, last);
    match (size, format) {
        (0, _) => errors.add("file", "Choose a file. An empty one is not taken"),
        (_, None) => errors.add("file", NOT_TAKEN),
        (_, Some(_)) => {}
    }
    errors.into_result()?;
    format.map(|format| (title, format)).ok_or_else(FieldErrors::default)
}

/// So much may hang on one request or case: a leaflet or a scan is a hundredth of it, and nobody fills the disk.
const ROOM: u64 = 500 * 1024 * 1024;

/// Whether there is room for one more beside what is held already.
///
/// # Errors
///
/// When there is none.
pub(super) fn has_room(held: u64, size: u64) -> Result<(), FieldErrors> {
    if held.saturating_add(size) <= ROOM {
        return Ok(());
    }
    let told = "No more than 500 MB of papers may be kept here, with those entered in error. Leave this one where it is";
    Err(FieldErrors::one("file", told))
}

/// What whoever sees the line of a paper, but not where the family lives, is told who would download it.
pub(super) const NOT_YOURS_TO_READ: &str =
    "A paper is downloaded by those who may read where the family lives. Ask the coordinator.";

/// What is said to somebody else than who added it.
pub(super) const NOT_YOURS_TO_MARK: &str = "Whoever added this paper, or the coordinator, says that it was entered in error. Ask one of them.";

/// Checks why a paper was entered in error.
///
/// # Errors
///
/// When there is no reason, or too long a one.
pub(super) fn reason(reason: &str) -> Result<&str, FieldErrors> {
    let mut errors = FieldErrors::default();
    let reason = errors.required("reason", reason, "Enter why it should not be here");
    if reason.chars().count() > LONGEST_REASON {
        errors.add("reason", "Why it should not be here must be 500 characters or fewer");
    }
    errors.into_result()?;
    Ok(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &[u8], expected: Option<Format>) {
        assert_eq!(Format::of(file, file), expected, "{}", String::from_utf8_lossy(file));
    }

    #[test]
    fn a_file_is_known_by_what_it_holds() {
        check(b"%PDF-1.7\n", Some(Format::Pdf));
        check(b"\x89PNG\r\n\x1a\nxx", Some(Format::Png));
        check(b"\xff\xd8\xff\xe0xx", Some(Format::Jpeg));
        check(b"PK\x03\x04..[Content_Types].xml..word/document.xml", Some(Format::Docx));
        check(b"PK\x03\x04..[Content_Types].xml..word/document.xml..word/VBAProject.BIN", None);
        check(b"PK\x03\x04..[Content_Types].xml..xl/workbook.xml", Some(Format::Xlsx));
        check(b"PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.textPK", Some(Format::Odt));
        check(b"Name,Day\nAda,3\n", Some(Format::Csv));
        check(b"Dear all,\nwe met on Monday.\n", Some(Format::Txt));
        check(b"\xef\xbb\xbfCaf\xc3\xa9 at 10, 5\xa3", Some(Format::Txt));
    }

    #[test]
    fn a_record_holds_so_many_papers_and_no_more() {
        assert!(has_room(ROOM - 1, 1).is_ok() && has_room(0, 0).is_ok());
        assert!(has_room(ROOM, 1).is_err() && has_room(u64::MAX, 1).is_err());
    }

    #[test]
    fn what_could_run_or_pretends_to_be_something_else_is_not_taken() {
        for file in [
            b"<!doctype html><p>hello".as_slice(),
            b"  \n<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            b"\xef\xbb\xbf<?xml version=\"1.0\"?>",
            b"Hello <SCRIPT>alert(1)</SCRIPT>",
            b"MZ\x90\x00\x03",
            b"\x7fELF\x02\x01",
            b"PK\x03\x04..a.exe",
            b"PK\x03\x04..[Content_Types].xml..word/document.xml..word/vbaProject.bin",
            b"PK\x03\x04..[Content_Types].xml..word/document.xml..xl/workbook.xml",
            b"GIF89a",
            b"{\\rtf1 hello}",
            b"%!PS-Adobe",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"one\0two",
            b" \n ",
        ] {
            check(file, None);
        }
    }

    #[test]
    fn all_that_is_wrong_with_a_paper_is_said_at_once() {
        let problems = checked(("", "castle"), (0, b"", b"")).unwrap_err();
        let fields: Vec<&str> = problems.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["title", "sort", "file"]);
        assert!(
            checked((" Plan ", "order"), (4, b"Plan", b"Plan")).unwrap() == ("Plan", Format::Txt)
        );
        assert!(reason(" ").is_err() && reason(&"x".repeat(501)).is_err());
    }
}
