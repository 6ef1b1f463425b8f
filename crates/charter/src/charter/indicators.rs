//! Reads the indicators of need, their domains and the document that they come from.

use jiff::civil::Date;

use super::{Level, NeedIndicator, ThresholdDocument};
use crate::{
    codes::{self, Coded, Codes},
    reading::Table,
};

/// The indicators with what they refer to; nothing where a charter has none.
pub(super) fn read(
    file: &Table<'_>,
    levels: &[Level],
) -> (Option<ThresholdDocument>, Codes, Vec<NeedIndicator>) {
    if !file.has("need_indicators") {
        for alone in ["threshold_document", "need_domains"] {
            if file.has(alone) {
                let mend = "add a [[need_indicators]], or remove it";
                file.note_at(alone, format!("“{alone}” is of no use without indicators"), mend);
            }
        }
        return (None, Codes::default(), Vec::new());
    }
    let domains = codes::read(file, "need_domains");
    let own = ["level", "domain"];
    let (codes, places) = codes::read_with(file, "need_indicators", &own, |table| {
        (level(table, levels), domain(table, &domains))
    });
    let join = |(entry, (level, domain)): (&Coded, _)| NeedIndicator {
        code: entry.code.clone(),
        level,
        domain,
        name: entry.name.clone(),
    };
    let indicators = codes.iter().zip(places).map(join).collect();
    (document(file), domains, indicators)
}

fn level(table: &Table<'_>, levels: &[Level]) -> u32 {
    let number = table.count("level", 9);
    if table.has("level") && !levels.iter().any(|it| it.level == number) {
        let known: Vec<String> = levels.iter().map(|it| it.level.to_string()).collect();
        let mend = format!("use one of: {}", known.join(", "));
        table.note_at("level", format!("there is no level {number}"), mend);
    }
    number
}

fn domain(table: &Table<'_>, domains: &Codes) -> String {
    let code = table.text("domain");
    if !code.is_empty() && !domains.contains(&code) {
        let mend = format!("use one of: {}", domains.listed());
        table.note_at("domain", format!("there is no domain “{code}”"), mend);
    }
    code
}

fn document(file: &Table<'_>) -> Option<ThresholdDocument> {
    let Some(table) = file.table("threshold_document") else {
        if !file.has("threshold_document") {
            let mend = "add [threshold_document] with name, version and valid_from";
            file.note("the indicators come from no document", mend);
        }
        return None;
    };
    table.only(&["name", "version", "valid_from"]);
    let (name, version) = (table.text("name"), table.text("version"));
    let typed = table.text("valid_from");
    let valid_from = typed.parse::<Date>().ok();
    if valid_from.is_none() && !typed.is_empty() {
        let mend = "write year, month and day, such as \"2026-04-01\"";
        table.note_at("valid_from", format!("“{typed}” is not a day"), mend);
    }
    Some(ThresholdDocument { name, version, valid_from: valid_from? })
}
