//! Reads TOML so that every problem of a file is reported at once, each with its line. (Reading
//! straight into structs would stop at the first.)

use std::collections::BTreeMap;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::problem::Source;

/// One table of a file: the file itself, or one `[[entry]]` of it.
pub(crate) struct Table<'a> {
    source: &'a Source<'a>,
    keys: &'a DeTable<'a>,
    /// Where the table starts; none for the file itself.
    pub(crate) line: Option<usize>,
    name: String,
}

/// Parses a file, noting everything that is not TOML.
pub(crate) fn parse<'a>(source: &Source<'a>) -> DeTable<'a> {
    let (document, errors) = DeTable::parse_recoverable(source.text);
    for error in errors {
        let line = error.span().map(|span| source.line_of(&span));
        let message = error.message().replace('\n', ", ");
        source.note(line, format!("this is not TOML: {message}"), "mend the line");
    }
    document.into_inner()
}

impl<'a> Table<'a> {
    /// The table that is the whole file.
    pub(crate) fn whole(source: &'a Source<'a>, keys: &'a DeTable<'a>) -> Self {
        Self { source, keys, line: None, name: "the file".into() }
    }

    /// Notes a problem with this table.
    pub(crate) fn note(&self, wrong: impl Into<String>, mend: impl Into<String>) {
        self.source.note(self.line, wrong, mend);
    }

    /// Notes a problem on the line of one key.
    pub(crate) fn note_at(&self, key: &str, wrong: impl Into<String>, mend: impl Into<String>) {
        let line = self.keys.get(key).map(|value| self.source.line_of(&value.span()));
        self.source.note(line.or(self.line), wrong, mend);
    }

    /// Notes every key that is not one of these: a misspelt key must not pass in silence.
    pub(crate) fn only(&self, known: &[&str]) {
        for key in self.keys.keys() {
            let name = key.get_ref();
            if !known.contains(&name.as_ref()) {
                let line = self.source.line_of(&key.span());
                let mend = format!("{} may have: {}", self.name, known.join(", "));
                self.source.note(Some(line), format!("nothing reads “{name}”"), mend);
            }
        }
    }

    /// Whether the table has a key.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.keys.contains_key(key)
    }

    /// A text that must be there.
    pub(crate) fn text(&self, key: &str) -> String {
        let text = self.optional_text(key);
        if text.is_none() && !self.has(key) {
            self.note(format!("{} has no “{key}”", self.name), format!("add {key} = \"…\""));
        }
        text.unwrap_or_default()
    }

    /// A text that may be missing, but not empty.
    pub(crate) fn optional_text(&self, key: &str) -> Option<String> {
        let value = self.keys.get(key)?;
        match value.get_ref().as_str().map(str::trim) {
            Some(text) if !text.is_empty() => Some(text.to_owned()),
            _ => {
                self.note_at(key, format!("“{key}” is not a text"), "write words in quotes");
                None
            }
        }
    }

    /// A whole number that must be there.
    pub(crate) fn number(&self, key: &str) -> i64 {
        match self.keys.get(key) {
            Some(value) => self.as_number(key, value),
            None => {
                let wrong = format!("{} has no “{key}”", self.name);
                self.note(wrong, format!("add {key} = and a whole number"));
                0
            }
        }
    }

    /// A whole number of something, from 0 to `most`.
    pub(crate) fn count(&self, key: &str, most: u32) -> u32 {
        let number = self.number(key);
        match u32::try_from(number) {
            Ok(count) if count <= most => count,
            _ => {
                let mend = format!("write a whole number from 0 to {most}");
                self.note_at(key, format!("“{key}” cannot be {number}"), mend);
                0
            }
        }
    }

    /// Yes or no; no when missing.
    pub(crate) fn flag(&self, key: &str) -> bool {
        let Some(value) = self.keys.get(key) else { return false };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.note_at(key, format!("“{key}” is not yes or no"), "write true or false");
            false
        })
    }

    /// Whole numbers, none when missing.
    pub(crate) fn numbers(&self, key: &str) -> Vec<i64> {
        self.array(key).iter().map(|value| self.as_number(key, value)).collect()
    }

    /// The tables of a list such as `[[rules]]`, none when missing.
    pub(crate) fn tables(&self, key: &str) -> Vec<Table<'a>> {
        let entry = |value: &'a Spanned<DeValue<'a>>| {
            let line = Some(self.source.line_of(&value.span()));
            match value.get_ref().as_table() {
                Some(keys) => {
                    Some(Table { source: self.source, keys, line, name: format!("[[{key}]]") })
                }
                None => {
                    let wrong = format!("an entry of “{key}” is not a table");
                    self.source.note(line, wrong, format!("start it with [[{key}]]"));
                    None
                }
            }
        };
        self.array(key).iter().filter_map(entry).collect()
    }

    /// One table such as `[limits]`.
    pub(crate) fn table(&self, key: &str) -> Option<Table<'a>> {
        let value = self.keys.get(key)?;
        let Some(keys) = value.get_ref().as_table() else {
            self.note_at(key, format!("“{key}” is not a table"), format!("start it with [{key}]"));
            return None;
        };
        let line = Some(self.source.line_of(&value.span()));
        Some(Table { source: self.source, keys, line, name: format!("[{key}]") })
    }

    /// Every key of a table of whole numbers.
    pub(crate) fn all_numbers(&self) -> BTreeMap<String, i64> {
        let read = |(key, value): (&Spanned<_>, _)| {
            let key: &std::borrow::Cow<'_, str> = key.get_ref();
            (key.to_string(), self.as_number(key, value))
        };
        self.keys.iter().map(read).collect()
    }

    /// The names of the tables inside this one, with the tables.
    pub(crate) fn inner_tables(&self) -> Vec<(String, Table<'a>)> {
        let names = self.keys.keys().map(|key| key.get_ref().to_string());
        names.filter_map(|name| Some((name.clone(), self.table(&name)?))).collect()
    }

    fn array(&self, key: &str) -> &'a [Spanned<DeValue<'a>>] {
        let Some(value) = self.keys.get(key) else { return &[] };
        value.get_ref().as_array().map_or_else(
            || {
                self.note_at(key, format!("“{key}” is not a list"), "write it as a list");
                &[][..]
            },
            |array| array.as_ref(),
        )
    }

    fn as_number(&self, key: &str, value: &Spanned<DeValue<'a>>) -> i64 {
        let number = value.get_ref().as_integer();
        let read = number.and_then(|it| i64::from_str_radix(it.as_str(), it.radix()).ok());
        read.unwrap_or_else(|| {
            let line = self.source.line_of(&value.span());
            let wrong = format!("“{key}” is not a whole number");
            self.source.note(Some(line), wrong, "write a whole number, without quotes");
            0
        })
    }
}
