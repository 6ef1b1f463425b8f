//! Conditions, well and badly made.

use std::sync::Arc;

use proptest::{collection::vec, prelude::*, sample::select};

use super::*;
use crate::{codes::Codes, facts::FactValue};

fn declared() -> Vec<FactDeclaration> {
    let fact = |name: &str, kind, values: &[&str], may_be_not_known| FactDeclaration {
        name: name.into(),
        label: name.into(),
        kind,
        may_be_not_known,
        values: values.iter().copied().collect::<Codes>(),
        samples: Vec::new(),
    };
    vec![
        fact("answer", FactType::YesNo, &[], true),
        fact("number", FactType::Number, &[], true),
        fact("word", FactType::Word, &["a", "b"], false),
        fact("words", FactType::Words, &["a", "b"], true),
    ]
}

fn parsed(text: &str) -> Result<Condition, Vec<String>> {
    let limits = BTreeMap::from([("limit".to_owned(), 3)]);
    Condition::parse(text, &Names { facts: &declared(), limits: &limits })
}

/// The condition on facts that are not known, and on large and small ones.
fn outcomes(condition: &Condition) -> Vec<Result<bool, String>> {
    let env = Arc::new(Env::default().with_optional_support(false).with_stdlib());
    let not_known = [FactValue::NotKnown, FactValue::NotKnown, "b".into(), FactValue::NotKnown];
    let large = [true.into(), i64::MAX.into(), "a".into(), vec!["a".to_owned(); 100].into()];
    let small = [false.into(), i64::MIN.into(), "b".into(), Vec::<String>::new().into()];
    let evaluate = |values: [FactValue; 4]| {
        let mut context = Context::with_env(Arc::clone(&env));
        context.add_variable_from_value("limit", 3_i64);
        for (fact, value) in declared().iter().zip(&values) {
            context.add_variable_from_value(fact.name.as_str(), fact.as_cel(value));
            let known = *value != FactValue::NotKnown;
            context.add_variable_from_value(fact.known_name(), known);
        }
        condition.holds(&context)
    };
    [not_known, large, small].map(evaluate).into()
}

#[test]
fn every_kind_of_comparison_is_evaluated() {
    for (text, expected) in [
        ("answer_known && answer", [false, true, false]),
        ("!number_known || number > limit", [true, true, false]),
        ("word == 'a' || word in ['b']", [true, true, true]),
        ("'a' in words", [false, true, false]),
        ("size(words) <= 0 && number != 0", [false, false, true]),
    ] {
        assert_eq!(outcomes(&parsed(text).unwrap()), expected.map(Ok), "{text}");
    }
}

const PARTS: &[&str] = &[
    "answer",
    "answer_known",
    "number",
    "number_known",
    "word",
    "words",
    "limit",
    "true",
    "0",
    "-1",
    "9223372036854775807",
    "'a'",
    "\"b\"",
    "['a', 'b']",
    "[]",
    "&&",
    "||",
    "!",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "in",
    "size(words)",
    "size",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ".",
    "?",
    ":",
    "+",
    "/",
    "1.5",
    "1u",
    "null",
    "has(word)",
    "x",
    ".all(x, x)",
    "'",
    "r'",
    "b'a'",
];

/// Conditions that are mostly well typed, so that many pass the check.
fn condition() -> impl Strategy<Value = String> {
    let leaf = select(vec![
        "answer",
        "answer_known",
        "number < limit",
        "number == -1",
        "word == 'a'",
        "true",
        "word in ['a', 'b']",
        "'b' in words",
        "size(words) > number",
        "size(['a']) == 1",
        "answer == number_known",
        "'a' != word",
        "number >= 9223372036854775807",
    ]);
    leaf.prop_map(str::to_owned).prop_recursive(3, 12, 2, |inner| {
        let operator = select(vec!["&&", "||", "==", "!="]);
        prop_oneof![
            (inner.clone(), operator, inner.clone())
                .prop_map(|(one, operator, other)| format!("({one}) {operator} ({other})")),
            inner.prop_map(|one| format!("!({one})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_condition_that_passes_the_check_never_fails(text in condition()) {
        if let Ok(condition) = parsed(&text) {
            prop_assert!(outcomes(&condition).iter().all(Result::is_ok), "{text}");
        }
    }

    #[test]
    fn parts_in_any_order_are_refused_or_evaluated(parts in vec(select(PARTS), 0..24)) {
        let text = parts.join(" ");
        if let Ok(condition) = parsed(&text) {
            prop_assert!(outcomes(&condition).iter().all(Result::is_ok), "{text}");
        }
    }

    #[test]
    fn any_text_is_refused_or_evaluated(text in "[ -~]{0,80}|\\PC{0,40}") {
        if let Ok(condition) = parsed(&text) {
            prop_assert!(outcomes(&condition).iter().all(Result::is_ok), "{text}");
        }
    }
}
