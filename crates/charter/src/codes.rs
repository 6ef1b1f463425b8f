//! Lists of codes with their names: the words of one way of working, as data.

use serde::Serialize;

use crate::reading::Table;

/// One code of a list, with the name that people see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Coded {
    /// What is stored and reported.
    pub code: String,
    /// What is shown in lists and tables.
    pub name: String,
    /// A sentence more: the explanation shown to the one who chooses, or the words sent to the one
    /// who is told. Empty when the name says it all.
    pub words: String,
}

/// One list of codes, in the order in which people see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Codes(Vec<Coded>);

impl Codes {
    /// The entry with this code.
    pub fn get(&self, code: &str) -> Option<&Coded> {
        self.0.iter().find(|entry| entry.code == code)
    }

    /// Whether the list has this code.
    pub fn contains(&self, code: &str) -> bool {
        self.get(code).is_some()
    }

    /// The name of a code; the code itself when a later version of the charter dropped it, so that
    /// old records can still be read.
    pub fn name<'a>(&'a self, code: &'a str) -> &'a str {
        self.get(code).map_or(code, |entry| &entry.name)
    }

    /// The entries, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Coded> {
        self.0.iter()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the list is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The codes, for a message that says what may be chosen.
    pub(crate) fn listed(&self) -> String {
        let codes: Vec<&str> = self.iter().map(|entry| entry.code.as_str()).collect();
        codes.join(", ")
    }
}

impl<'a> IntoIterator for &'a Codes {
    type Item = &'a Coded;
    type IntoIter = std::slice::Iter<'a, Coded>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// Reads a list of `code`, `name` and perhaps `words`; at least one, no code twice.
pub(crate) fn read(parent: &Table<'_>, key: &str) -> Codes {
    let (codes, _) = read_with(parent, key, &[], |_| ());
    codes
}

/// Reads a list whose entries have keys of their own as well.
pub(crate) fn read_with<T>(
    parent: &Table<'_>,
    key: &str,
    own: &[&str],
    extra: impl Fn(&Table<'_>) -> T,
) -> (Codes, Vec<T>) {
    let tables = parent.tables(key);
    if tables.is_empty() {
        parent.note(format!("there are no {key}"), format!("add a [[{key}]] with code and name"));
    }
    let (mut codes, mut extras) = (Codes::default(), Vec::new());
    for table in &tables {
        table.only(&[&["code", "name", "words"], own].concat());
        let entry = Coded {
            code: table.text("code"),
            name: table.text("name"),
            words: table.optional_text("words").unwrap_or_default(),
        };
        check_code(table, &entry.code);
        if codes.contains(&entry.code) {
            table.note_at(
                "code",
                format!("{key} has the code “{}” twice", entry.code),
                "rename or remove one",
            );
        }
        codes.0.push(entry);
        extras.push(extra(table));
    }
    (codes, extras)
}

/// Codes go into URLs, columns and reports, so they keep to a small alphabet.
pub(crate) fn check_code(table: &Table<'_>, code: &str) {
    let allowed = |letter: char| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_' || letter == '-'
    };
    if code.len() > 60 || !code.chars().all(allowed) {
        table.note_at(
            "code",
            format!("“{code}” is not a code"),
            "use at most 60 small letters, digits, - and _",
        );
    }
}

/// Codes that are their own names, for tests.
#[cfg(test)]
impl<'a> FromIterator<&'a str> for Codes {
    fn from_iter<T: IntoIterator<Item = &'a str>>(codes: T) -> Self {
        let entry = |code: &str| Coded { code: code.into(), name: code.into(), words: "".into() };
        Self(codes.into_iter().map(entry).collect())
    }
}
