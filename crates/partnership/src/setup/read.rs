//! Reads a partnership's file so that every problem is reported at once, each with its line.

use std::cell::RefCell;

use jiff::civil::Date;
use kernel::FieldErrors;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    check,
    model::{NewForum, NewOrganisation, NewPlace, NewService, PartnershipFile},
};

/// Reads and checks a partnership's file.
///
/// # Errors
///
/// Every problem, in the order of the lines; the field is `line 12`.
pub fn read(text: &str) -> Result<PartnershipFile, FieldErrors> {
    let notes = Notes { text, found: RefCell::default() };
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let line = error.span().map_or(1, |span| notes.line_of(span.start));
        let message = error.message().replace('\n', ", ");
        notes.add(line, format!("This is not TOML: {message}"));
    }
    let document = document.into_inner();
    let whole = Table { notes: &notes, keys: &document, line: 1, name: "the file" };
    let mut file = contents(&whole);
    // What a broken line hides would only be reported as missing.
    if notes.found.borrow().is_empty() {
        check::check(&mut file, &mut |line, message| notes.add(line, message));
    }
    notes.into_result().map(|()| file)
}

fn contents(whole: &Table<'_>) -> PartnershipFile {
    whole.only(&[
        "name",
        "safeguarding_name",
        "safeguarding_phone",
        "tiers",
        "places",
        "organisations",
        "forums",
    ]);
    let tier = |table: Table<'_>| {
        table.only(&["code", "name"]);
        (table.text("code"), table.text("name"))
    };
    PartnershipFile {
        name: whole.text("name"),
        safeguarding_name: whole.optional("safeguarding_name"),
        safeguarding_phone: whole.optional("safeguarding_phone"),
        tiers: whole.tables("tiers").into_iter().map(tier).collect(),
        places: whole.tables("places").iter().map(place).collect(),
        organisations: whole.tables("organisations").iter().map(organisation).collect(),
        forums: whole.tables("forums").iter().map(forum).collect(),
    }
}

fn place(table: &Table<'_>) -> NewPlace {
    table.only(&["tier", "name", "code", "vintage", "in"]);
    NewPlace {
        line: table.line,
        tier: table.text("tier"),
        name: table.text("name"),
        gss_code: table.optional("code"),
        vintage: table.optional("vintage"),
        lies_in: table.optional("in"),
        parent: None,
    }
}

fn organisation(table: &Table<'_>) -> NewOrganisation {
    table.only(&["name", "kind", "referrer_group", "services"]);
    let service = |table: &Table<'_>| {
        table.only(&["name", "capacity", "criteria", "places", "goes_live_on"]);
        NewService {
            line: table.line,
            name: table.text("name"),
            capacity: table.count("capacity"),
            criteria: table.optional("criteria"),
            places: table.texts("places"),
            places_at: Vec::new(),
            goes_live_on: table.day("goes_live_on"),
        }
    };
    NewOrganisation {
        line: table.line,
        name: table.text("name"),
        kind: table.text("kind"),
        referrer_group: table.optional("referrer_group"),
        services: table.tables("services").iter().map(service).collect(),
    }
}

fn forum(table: &Table<'_>) -> NewForum {
    table.only(&["name", "charter", "place"]);
    NewForum {
        line: table.line,
        name: table.text("name"),
        charter: table.text("charter"),
        charter_version: String::new(),
        place: table.text("place"),
        place_at: None,
    }
}

/// The text, and what was found wrong in it so far.
struct Notes<'a> {
    text: &'a str,
    found: RefCell<Vec<(usize, String)>>,
}

impl Notes<'_> {
    fn add(&self, line: usize, message: String) {
        self.found.borrow_mut().push((line, message));
    }

    fn line_of(&self, at: usize) -> usize {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        1 + before.iter().filter(|byte| **byte == b'\n').count()
    }

    fn into_result(self) -> Result<(), FieldErrors> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|(line, _)| *line);
        let mut errors = FieldErrors::default();
        for (line, message) in found {
            errors.add(format!("line {line}"), message);
        }
        errors.into_result()
    }
}

/// One table of the file.
struct Table<'a> {
    notes: &'a Notes<'a>,
    keys: &'a DeTable<'a>,
    line: usize,
    name: &'a str,
}

impl<'a> Table<'a> {
    fn note(&self, key: &str, message: String) {
        let at = self.keys.get(key).map(|value| self.notes.line_of(value.span().start));
        self.notes.add(at.unwrap_or(self.line), message);
    }

    /// Notes every key that nothing reads: a misspelt key must not pass in silence.
    fn only(&self, known: &[&str]) {
        for key in self.keys.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let (line, name) = (self.notes.line_of(key.span().start), key.get_ref());
            let known = known.join(", ");
            self.notes.add(line, format!("Nothing reads “{name}”: {} may have {known}", self.name));
        }
    }

    fn text(&self, key: &str) -> String {
        if !self.keys.contains_key(key) {
            self.note(key, format!("Add {key} = \"…\" to {}", self.name));
        }
        self.optional(key)
    }

    fn optional(&self, key: &str) -> String {
        let Some(value) = self.keys.get(key) else { return String::new() };
        match value.get_ref().as_str().map(str::trim) {
            Some(text) if !text.is_empty() => text.to_owned(),
            _ => {
                self.note(key, format!("Write “{key}” as words in quotes"));
                String::new()
            }
        }
    }

    fn count(&self, key: &str) -> i64 {
        let number = self.keys.get(key).and_then(|value| value.get_ref().as_integer());
        let read = number.and_then(|it| i64::from_str_radix(it.as_str(), it.radix()).ok());
        read.filter(|count| (0..=1_000_000).contains(count)).unwrap_or_else(|| {
            self.note(key, format!("Write “{key}” as a whole number from 0 to 1000000"));
            0
        })
    }

    fn texts(&self, key: &str) -> Vec<String> {
        let Some(value) = self.keys.get(key) else { return Vec::new() };
        let entries = value.get_ref().as_array().map(|entries| entries.iter());
        let texts: Option<Vec<String>> = entries.and_then(|entries| {
            entries.map(|it| it.get_ref().as_str().map(str::to_owned)).collect()
        });
        texts.unwrap_or_else(|| {
            self.note(
                key,
                format!("Write “{key}” as a list of words in quotes, such as [\"Coast\"]"),
            );
            Vec::new()
        })
    }

    fn day(&self, key: &str) -> Option<Date> {
        let text = self.keys.contains_key(key).then(|| self.optional(key))?;
        let day = kernel::parse_date(&text);
        day.unwrap_or_else(|why| {
            self.note(key, format!("“{key}” {why}"));
            None
        })
    }

    fn tables(&self, key: &'a str) -> Vec<Table<'a>> {
        let Some(value) = self.keys.get(key) else { return Vec::new() };
        let Some(entries) = value.get_ref().as_array() else {
            self.note(key, format!("Start each entry of “{key}” with [[{key}]]"));
            return Vec::new();
        };
        let table = |entry: &'a Spanned<DeValue<'a>>| {
            let line = self.notes.line_of(entry.span().start);
            let Some(keys) = entry.get_ref().as_table() else {
                self.notes.add(line, format!("Start each entry of “{key}” with [[{key}]]"));
                return None;
            };
            Some(Table { notes: self.notes, keys, line, name: key })
        };
        entries.iter().filter_map(table).collect()
    }
}
