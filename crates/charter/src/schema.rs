//! Reads the declarations of facts from `eligibility.toml`.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    codes::{self, Codes},
    facts::{FactDeclaration, FactType, FactValue},
    reading::Table,
};

/// Reads every `[[facts]]`; each name once, and none that a limit has.
pub(crate) fn read(
    file: &Table<'_>,
    limits: &BTreeMap<String, i64>,
    lists: &[(&str, &Codes)],
) -> Vec<FactDeclaration> {
    let tables = file.tables("facts");
    if tables.is_empty() {
        file.note("there are no facts", "add a [[facts]] with name, label and type");
    }
    let mut taken: BTreeSet<String> = limits.keys().cloned().collect();
    let mut facts = Vec::new();
    for table in &tables {
        table.only(&[
            "name",
            "label",
            "type",
            "may_be_not_known",
            "values",
            "values_from",
            "samples",
        ]);
        if let Some(fact) = read_fact(table, lists) {
            let mut names = vec![fact.name.clone()];
            names.extend(fact.may_be_not_known.then(|| fact.known_name()));
            for name in names {
                if !taken.insert(name.clone()) {
                    let wrong = format!("the name “{name}” is used twice");
                    table.note_at("name", wrong, "rename the fact or the limit");
                }
            }
            facts.push(fact);
        }
    }
    facts
}

/// Names go into CEL, so they keep to its alphabet.
pub(crate) fn check_name(table: &Table<'_>, key: &str, name: &str) {
    let starts_well = name.starts_with(|letter: char| letter.is_ascii_lowercase());
    let allowed =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    if !starts_well || name.len() > 60 || !name.chars().all(allowed) {
        let mend = "use at most 60 small letters, digits and _, a letter first";
        table.note_at(key, format!("“{name}” is not a name"), mend);
    }
}

fn read_fact(table: &Table<'_>, lists: &[(&str, &Codes)]) -> Option<FactDeclaration> {
    let kind = match table.text("type").as_str() {
        "bool" => FactType::YesNo,
        "int" => FactType::Number,
        "string" => FactType::Word,
        "strings" => FactType::Words,
        "" => return None,
        other => {
            let wrong = format!("there is no type “{other}”");
            table.note_at("type", wrong, "use bool, int, string or strings");
            return None;
        }
    };
    let name = table.text("name");
    check_name(table, "name", &name);
    let may_be_not_known = table.flag("may_be_not_known");
    if may_be_not_known && kind == FactType::Word {
        let mend = "give it a value such as not_known, and remove may_be_not_known";
        table.note_at("may_be_not_known", "a string says for itself that it is not known", mend);
    }
    let values = read_values(table, kind, lists);
    let samples = samples(table, kind, &values, may_be_not_known);
    Some(FactDeclaration {
        name,
        label: table.text("label"),
        kind,
        may_be_not_known,
        values,
        samples,
    })
}

fn read_values(table: &Table<'_>, kind: FactType, lists: &[(&str, &Codes)]) -> Codes {
    let has_values = table.has("values") || table.has("values_from");
    if !matches!(kind, FactType::Word | FactType::Words) {
        if has_values {
            table.note("only a string or strings has values", "remove values or values_from");
        }
        return Codes::default();
    }
    if table.has("values") || !has_values {
        return codes::read(table, "values");
    }
    let wanted = table.text("values_from");
    match lists.iter().find(|(name, _)| *name == wanted) {
        Some((_, codes)) => (*codes).clone(),
        None => {
            let names: Vec<&str> = lists.iter().map(|(name, _)| *name).collect();
            let mend = format!("use one of: {}", names.join(", "));
            table.note_at("values_from", format!("there is no list “{wanted}”"), mend);
            Codes::default()
        }
    }
}

/// Numbers bring their own samples; the other types have few enough values to try them all.
fn samples(
    table: &Table<'_>,
    kind: FactType,
    values: &Codes,
    may_be_not_known: bool,
) -> Vec<FactValue> {
    let words = || values.iter().map(|value| value.code.clone());
    let mut samples: Vec<FactValue> = match kind {
        FactType::YesNo => vec![FactValue::YesNo(false), FactValue::YesNo(true)],
        FactType::Number => table.numbers("samples").into_iter().map(FactValue::Number).collect(),
        FactType::Word => words().map(FactValue::Word).collect(),
        FactType::Words => {
            let one = words().map(|word| FactValue::Words(vec![word]));
            let all = words().take(crate::facts::MOST_WORDS).collect();
            one.chain([FactValue::Words(Vec::new()), FactValue::Words(all)]).collect()
        }
    };
    if kind == FactType::Number && samples.len() < 2 {
        let mend = "give samples = [ ] with values on each side of every limit";
        table.note("an int has at least two samples", mend);
    }
    if kind != FactType::Number && table.has("samples") {
        table.note_at("samples", "only an int has samples", "remove them: all values are tried");
    }
    samples.extend(may_be_not_known.then_some(FactValue::NotKnown));
    samples
}
