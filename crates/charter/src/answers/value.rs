//! One answer: from what was typed to the standard's typed value, and back.

use std::cmp::Ordering;

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::questionnaire::{AnswerOption, Item, ItemType};

/// The keys under which R4 keeps the answers that these forms give.
const VALUE_KEYS: &[&str] = &[
    "valueString",
    "valueBoolean",
    "valueInteger",
    "valueDecimal",
    "valueDate",
    "valueDateTime",
    "valueTime",
    "valueUri",
];

/// The answer as conditions see it; none when nothing was typed.
pub(super) fn normal(kind: &ItemType, typed: &str) -> Option<String> {
    let text = typed.trim();
    if text.is_empty() {
        return None;
    }
    Some(match kind {
        ItemType::Boolean => yes_or_no(text).map_or_else(|| text.into(), |it| it.to_string()),
        ItemType::Date => day(text).map_or_else(|| text.into(), |it| it.to_string()),
        _ => text.into(),
    })
}

/// Whether an answer stands in this relation to what is expected.
pub(super) fn compare(answer: &str, operator: &str, expected: &str) -> bool {
    let order = match (answer.parse::<f64>(), expected.parse::<f64>()) {
        (Ok(one), Ok(other)) if one.is_finite() && other.is_finite() => one.partial_cmp(&other),
        _ => Some(answer.cmp(expected)),
    };
    match operator {
        "=" => order == Some(Ordering::Equal),
        "!=" => order != Some(Ordering::Equal),
        ">" => order == Some(Ordering::Greater),
        "<" => order == Some(Ordering::Less),
        ">=" => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
        "<=" => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        _ => false,
    }
}

/// The standard's value for an answer.
///
/// # Errors
///
/// What is wrong with it, and what to do.
pub(super) fn checked(item: &Item, typed: &str) -> Result<Value, String> {
    // Browsers send line ends as two characters but count them as one.
    let text = typed.trim().replace("\r\n", "\n");
    let label = &item.text;
    let longest = item.longest_answer();
    if text.chars().count() > longest {
        return Err(format!("Shorten the answer to “{label}” to {longest} characters or fewer"));
    }
    if text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\t')) {
        return Err(format!("Remove the invisible control character from “{label}”"));
    }
    match &item.kind {
        ItemType::Boolean => yes_or_no(&text)
            .map(|answer| json!({ "valueBoolean": answer }))
            .ok_or_else(|| format!("Choose yes or no for “{label}”")),
        ItemType::Integer => text
            .parse::<i32>()
            .map(|number| json!({ "valueInteger": number }))
            .map_err(|_| format!("Enter a whole number for “{label}”, like 12")),
        ItemType::Decimal => decimal(&text)
            .map(|number| json!({ "valueDecimal": number }))
            .ok_or_else(|| format!("Enter a number for “{label}”, like 3.5")),
        ItemType::Date => day(&text)
            .map(|date| json!({ "valueDate": date.to_string() }))
            .ok_or_else(|| format!("Enter a real date for “{label}”, like 27/3/2026")),
        ItemType::Choice => item
            .option(&text)
            .map(chosen)
            .ok_or_else(|| format!("Choose one of the answers listed for “{label}”")),
        ItemType::String if text.contains('\n') => {
            Err(format!("Write the answer to “{label}” on one line"))
        }
        _ => Ok(json!({ "valueString": text })),
    }
}

/// The text of one answer of a response, as a form would send it.
pub(super) fn text_of(answer: &Value) -> Option<String> {
    if let Some(coding) = answer.get("valueCoding") {
        return coding.get("code").and_then(Value::as_str).map(str::to_owned);
    }
    let value = VALUE_KEYS.iter().find_map(|key| answer.get(key))?;
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(answer) => Some(answer.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn chosen(option: &AnswerOption) -> Value {
    match (&option.value_coding, option.value_integer) {
        (Some(coding), _) => {
            let mut kept = serde_json::Map::new();
            if let Some(system) = &coding.system {
                kept.insert("system".into(), json!(system));
            }
            kept.insert("code".into(), json!(coding.code));
            kept.insert("display".into(), json!(option.label()));
            json!({ "valueCoding": kept })
        }
        (None, Some(number)) if option.value_string.is_none() => json!({ "valueInteger": number }),
        _ => json!({ "valueString": option.value() }),
    }
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "true" | "yes" => Some(true),
        "false" | "no" => Some(false),
        _ => None,
    }
}

fn decimal(text: &str) -> Option<f64> {
    let plain = text.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | '-'));
    text.parse::<f64>().ok().filter(|number| plain && number.is_finite())
}

/// A day as people write it (27/3/2026) or as data holds it (2026-03-27).
fn day(text: &str) -> Option<Date> {
    let written = || {
        let mut parts = text.split('/').map(|part| part.trim().parse::<i16>().ok());
        let (day, month, year) = (parts.next()??, parts.next()??, parts.next()??);
        if parts.next().is_some() {
            return None;
        }
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    let date = if text.contains('/') { written() } else { iso(text) };
    date.filter(|date| (1900..=2200).contains(&date.year()))
}

/// Only the plain form: what jiff also accepts (times, week dates) is not a day as typed.
fn iso(text: &str) -> Option<Date> {
    let plain = text.len() == 10 && text.chars().all(|it| it.is_ascii_digit() || it == '-');
    if plain { text.parse().ok() } else { None }
}
