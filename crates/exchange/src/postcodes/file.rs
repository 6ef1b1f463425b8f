//! The file itself: rows one after another, never the whole of it in memory.

use std::{collections::HashSet, io::Read};

use csv::{ByteRecord, ReaderBuilder};
use kernel::FieldErrors;
use sha2::{Digest as _, Sha256};

use super::row::{Columns, PostcodeRow};
use crate::referrals::ImportError;

/// How many problems are told; how many there are is told as well.
const SAID: usize = 20;

/// Where a file can be read from, as often as is needed.
pub(super) type Open<'a> = &'a (dyn Fn() -> std::io::Result<Box<dyn Read + Send>> + Send + Sync);

/// The rows of a file.
pub(super) struct Rows {
    reader: csv::Reader<Box<dyn Read + Send>>,
    columns: Columns,
}

impl Rows {
    /// Opens a file and finds its columns.
    pub(super) fn open(open: Open<'_>) -> Result<Self, ImportError> {
        let mut reader =
            ReaderBuilder::new().has_headers(false).flexible(true).from_reader(open()?);
        let mut first = ByteRecord::new();
        if !reader.read_byte_record(&mut first)? {
            return Err(ImportError::Unreadable("The file is empty.".into()));
        }
        let names: Vec<String> = first
            .iter()
            .map(|name| String::from_utf8_lossy(name))
            .map(|name| name.trim_start_matches('\u{feff}').trim().to_ascii_lowercase())
            .collect();
        let columns = Columns::find(names.iter().map(String::as_str));
        Ok(Self { reader, columns: columns.map_err(ImportError::Unreadable)? })
    }

    /// The line and the content of the next row.
    pub(super) fn next(&mut self) -> Result<Option<(u64, PostcodeRow)>, ImportError> {
        let mut raw = ByteRecord::new();
        if !self.reader.read_byte_record(&mut raw)? {
            return Ok(None);
        }
        let line = raw.position().map_or(0, csv::Position::line);
        let cells: Vec<_> = raw.iter().map(String::from_utf8_lossy).collect();
        let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
        Ok(Some((line, self.columns.row(&cells))))
    }
}

/// Reads a file from beginning to end and gives its hash.
///
/// A lookup is replaced as a whole, so one row that cannot be read refuses the file: it comes from a machine, and a
/// damaged one is more likely than a wrong row.
pub(super) fn checked(open: Open<'_>) -> Result<String, ImportError> {
    let mut rows = Rows::open(open)?;
    let (mut problems, mut said, mut count) = (0_u64, Vec::new(), 0_u64);
    let mut seen = HashSet::new();
    while let Some((line, row)) = rows.next()? {
        count += 1;
        let mut errors = row.check().err().unwrap_or_default();
        if errors.is_empty() && !seen.insert(packed(&row.postcode)) {
            errors = FieldErrors::one("postcode", "stands in the file more than once");
        }
        for (what, told) in errors.iter() {
            problems += 1;
            if said.len() < SAID {
                said.push(format!("\n  line {line}: {what}: {told}"));
            }
        }
    }
    if count == 0 {
        return Err(ImportError::Unreadable("The file has no rows below its first line.".into()));
    }
    if problems > 0 {
        let said = said.concat();
        return Err(ImportError::Unreadable(format!(
            "{problems} problems: nothing was brought in. Fetch the file again, or mend it:{said}"
        )));
    }
    hash_of(open)
}

/// A checked postcode has seven letters at the most: a set of numbers is a third of the size of one of texts.
fn packed(postcode: &str) -> u64 {
    postcode.bytes().fold(0, |packed, byte| (packed << 8) | u64::from(byte))
}

fn hash_of(open: Open<'_>) -> Result<String, ImportError> {
    let (mut file, mut hash, mut buffer) = (open()?, Sha256::new(), vec![0_u8; 1 << 16]);
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok(hex(hash));
        }
        hash.update(buffer.get(..count).unwrap_or_default());
    }
}

/// The sha256 of what was put in, as text.
pub(super) fn hex(hash: Sha256) -> String {
    use std::fmt::Write as _;
    hash.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
