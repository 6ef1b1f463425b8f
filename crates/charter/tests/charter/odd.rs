//! Odd texts: a charter's files and a form's answers may be anything, and nothing may panic.

use charter::{
    Charter,
    answers::{Answers, answers_in, lines, score, validate_answers},
    questionnaire::Questionnaire,
};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};

const CHARTER: &str = include_str!("../../../../charters/maag/charter.toml");
const ELIGIBILITY: &str = include_str!("../../../../charters/maag/eligibility.toml");

/// A text with a stretch of it replaced.
fn damaged(text: &'static str) -> impl Strategy<Value = String> {
    let letters: Vec<char> = text.chars().collect();
    let count = letters.len();
    (0..count, 0..40_usize, "[ -~\n]{0,6}|\\PC{0,3}").prop_map(move |(start, length, new)| {
        let end = (start + length).min(count);
        let before: String = letters[..start].iter().collect();
        let after: String = letters[end..].iter().collect();
        format!("{before}{new}{after}")
    })
}

fn word() -> impl Strategy<Value = String> {
    select(vec!["a", "b", "c", "", "true", "1", "nan", "1e400", "2026-02-30", "é\0"])
        .prop_map(str::to_owned)
}

fn condition() -> impl Strategy<Value = Value> {
    let operator = select(vec!["exists", "=", "!=", "<", ">=", "?"]);
    (word(), operator, word(), any::<bool>()).prop_map(|(question, operator, text, yes)| {
        if yes {
            json!({ "question": question, "operator": operator, "answerBoolean": yes })
        } else {
            json!({ "question": question, "operator": operator, "answerString": text })
        }
    })
}

/// Items of any type, anywhere, with any condition, mostly against the rules.
fn item() -> impl Strategy<Value = Value> {
    let kind = select(vec![
        "group",
        "display",
        "boolean",
        "integer",
        "decimal",
        "date",
        "string",
        "text",
        "choice",
        "reference",
    ]);
    let leaf = (word(), kind, any::<bool>(), vec(condition(), 0..2), vec(word(), 0..3)).prop_map(
        |(link_id, kind, flag, conditions, options)| {
            let options: Vec<Value> =
                options.iter().map(|text| json!({ "valueString": text })).collect();
            json!({
                "linkId": link_id, "type": kind, "text": "T", "required": flag, "repeats": flag,
                "enableWhen": conditions, "answerOption": options,
            })
        },
    );
    leaf.prop_recursive(4, 16, 3, |inner| {
        (inner.clone(), vec(inner, 0..3)).prop_map(|(mut item, inside)| {
            item["item"] = Value::Array(inside);
            item
        })
    })
}

fn typed() -> impl Strategy<Value = Answers> {
    proptest::collection::btree_map(word(), vec(word(), 0..3), 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 96,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_damaged_charter_is_read_or_refused(text in damaged(CHARTER)) {
        let _read_or_refused = Charter::load(&[
            ("charter.toml", &text),
            ("eligibility.toml", ELIGIBILITY),
        ]);
    }

    #[test]
    fn damaged_rules_are_read_or_refused(text in damaged(ELIGIBILITY)) {
        let _read_or_refused = Charter::load(&[
            ("charter.toml", CHARTER),
            ("eligibility.toml", &text),
        ]);
    }

    #[test]
    fn any_file_is_read_or_refused(text in "[ -~\n]{0,200}|\\PC{0,60}") {
        let files = [
            ("charter.toml", text.as_str()),
            ("eligibility.toml", text.as_str()),
            ("forms/x.json", text.as_str()),
        ];
        prop_assert!(Charter::load(&files).is_err());
    }

    #[test]
    fn any_answers_to_any_form_are_kept_or_refused(
        items in vec(item(), 0..4),
        given in typed(),
    ) {
        let text = json!({ "resourceType": "Questionnaire", "item": items }).to_string();
        let form = Questionnaire::parse(&text).unwrap();
        lines(&form, &given);
        score(&form, &given);
        if let Ok(response) = validate_answers(&form, &given) {
            let kept = answers_in(&response);
            prop_assert!(kept.keys().all(|link_id| given.contains_key(link_id)));
        }
    }
}

#[test]
fn files_that_are_nested_without_end_are_refused() {
    let toml = format!("a = {}", "[".repeat(100_000));
    let json = format!("{}\"item\":[", "{\"item\":[".repeat(50_000));
    let problems = Charter::load(&[
        ("charter.toml", &toml),
        ("eligibility.toml", &"[a.".repeat(50_000)),
        ("forms/x.json", &json),
    ]);
    assert!(problems.is_err());
    assert!(Questionnaire::parse(&json).is_err());
}
