//! The file itself: rows one after another, never the whole of it in memory, and the rows that did
//! not come in, kept so that they can be mended.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufReader, Read, Write},
    path::{Path, PathBuf},
};

use csv::{ByteRecord, ReaderBuilder, StringRecord, WriterBuilder};
use kernel::FieldErrors;
use sha2::{Digest as _, Sha256};

use super::{
    import::ImportError,
    row::{COLUMNS, TypedRow},
};

/// A spreadsheet takes a cell that begins so for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// One row as the file has it.
pub(super) struct FileRow {
    /// The line it begins on.
    pub(super) line: u64,
    /// How much of the file has been read, in bytes.
    pub(super) read: u64,
    /// Its cells.
    pub(super) raw: ByteRecord,
    /// The row, or why it cannot be read.
    pub(super) row: Result<TypedRow, FieldErrors>,
}

/// The rows of a file.
pub(super) struct Rows {
    reader: csv::Reader<BufReader<File>>,
    /// The columns, as the file has them.
    pub(super) header: StringRecord,
}

impl Rows {
    /// Opens a file and reads its first line.
    pub(super) fn open(path: &Path) -> Result<Self, ImportError> {
        let file = BufReader::new(File::open(path)?);
        let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file);
        let mut first = ByteRecord::new();
        if !reader.read_byte_record(&mut first)? {
            return Err(ImportError::Unreadable("The file is empty.".into()));
        }
        let header = StringRecord::from_byte_record(first).map_err(|_| {
            ImportError::Unreadable(
                "The first line is not UTF-8 text. Save the file as “CSV UTF-8”.".into(),
            )
        })?;
        let header = header
            .iter()
            .map(|name| name.trim_start_matches('\u{feff}').trim().to_ascii_lowercase())
            .collect();
        check_header(&header)?;
        Ok(Self { reader, header })
    }

    /// The next row that says anything.
    pub(super) fn next(&mut self) -> Result<Option<FileRow>, ImportError> {
        loop {
            let mut raw = ByteRecord::new();
            if !self.reader.read_byte_record(&mut raw)? {
                return Ok(None);
            }
            if raw.iter().all(|cell| cell.trim_ascii().is_empty()) {
                continue;
            }
            let line = raw.position().map_or(0, csv::Position::line);
            let row = self.read(&raw);
            return Ok(Some(FileRow { line, read: self.reader.position().byte(), raw, row }));
        }
    }

    fn read(&self, raw: &ByteRecord) -> Result<TypedRow, FieldErrors> {
        if raw.len() != self.header.len() {
            let (found, wanted) = (raw.len(), self.header.len());
            let hint = if raw.iter().any(|cell| cell.contains(&b'\n')) {
                "; a quotation mark may be left open"
            } else {
                ""
            };
            let message = format!("has {found} cells where the first line has {wanted}{hint}");
            return Err(FieldErrors::one("the row", message));
        }
        let mut errors = FieldErrors::default();
        let mut cells = StringRecord::new();
        for (name, cell) in self.header.iter().zip(raw) {
            match std::str::from_utf8(cell) {
                Ok(text) => cells.push_field(without_mark(text)),
                Err(_) if COLUMNS.contains(&name) => {
                    errors.add(name, "is not UTF-8 text: save the file as “CSV UTF-8”");
                }
                Err(_) => cells.push_field(""),
            }
        }
        errors.into_result()?;
        cells
            .deserialize(Some(&self.header))
            .map_err(|error| FieldErrors::one("the row", error.to_string()))
    }
}

fn check_header(header: &StringRecord) -> Result<(), ImportError> {
    let missing: Vec<&str> =
        COLUMNS.into_iter().filter(|column| !header.iter().any(|name| name == *column)).collect();
    let twice: Vec<&str> = COLUMNS
        .into_iter()
        .filter(|column| header.iter().filter(|name| name == column).count() > 1)
        .collect();
    let mut wrong = Vec::new();
    if !missing.is_empty() {
        let hint = match header.len() {
            1 => " The first line must hold the names of the columns, with commas between them.",
            _ => "",
        };
        wrong.push(format!("These columns are missing: {}.{hint}", missing.join(", ")));
    }
    if !twice.is_empty() {
        wrong.push(format!("These columns are there more than once: {}.", twice.join(", ")));
    }
    if wrong.is_empty() { Ok(()) } else { Err(ImportError::Unreadable(wrong.join(" "))) }
}

/// The sha256 of a file, and its size.
pub(super) fn hash_of(path: &Path) -> Result<(String, u64), ImportError> {
    use std::fmt::Write as _;
    let mut file = File::open(path)?;
    let (mut hash, mut size, mut buffer) = (Sha256::new(), 0_u64, vec![0_u8; 1 << 16]);
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        hash.update(buffer.get(..count).unwrap_or_default());
        size = size.saturating_add(u64::try_from(count).unwrap_or(0));
    }
    let text = hash.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    Ok((text, size))
}

/// The rows that did not come in: `FILE.rejected.csv` has them as they were, to be mended and
/// imported again, and `FILE.rejected.txt` says what is wrong with each.
pub(super) struct Rejected {
    csv: PathBuf,
    reasons: PathBuf,
    open: Option<(csv::Writer<File>, File)>,
}

impl Rejected {
    pub(super) fn beside(path: &Path) -> Self {
        let csv = path.with_extension("rejected.csv");
        Self { csv, reasons: path.with_extension("rejected.txt"), open: None }
    }

    pub(super) fn keep(
        &mut self,
        header: &StringRecord,
        raw: &ByteRecord,
        reasons: &[String],
    ) -> io::Result<()> {
        if self.open.is_none() {
            let file = private(&self.csv)?;
            let mut writer = WriterBuilder::new().flexible(true).from_writer(file);
            writer.write_record(header)?;
            self.open = Some((writer, private(&self.reasons)?));
        }
        if let Some((writer, text)) = &mut self.open {
            writer.write_record(raw.iter().map(with_mark))?;
            for reason in reasons {
                writeln!(text, "{reason}")?;
            }
        }
        Ok(())
    }

    /// Where the rows and the reasons are, if there are any.
    pub(super) fn finish(self) -> io::Result<Option<(PathBuf, PathBuf)>> {
        let Some((mut writer, text)) = self.open else { return Ok(None) };
        writer.flush()?;
        text.sync_all()?;
        Ok(Some((self.csv, self.reasons)))
    }
}

/// The rows are about people: only their owner may read the file.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A cell that a spreadsheet would run is written with an apostrophe before it …
fn with_mark(cell: &[u8]) -> Vec<u8> {
    let first = cell.first().copied().map(char::from);
    let mark: &[u8] = if first.is_some_and(|first| FORMULA.contains(&first)) { b"'" } else { b"" };
    [mark, cell].concat()
}

/// … and read without it.
fn without_mark(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA)).unwrap_or(cell)
}
