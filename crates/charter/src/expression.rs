//! One condition of a rule, in CEL. The CEL crate does not check types, so this does: a condition
//! that passes cannot fail when it is evaluated, and always ends, because it has no loops, no
//! arithmetic and no functions but `size`.

use std::collections::{BTreeMap, BTreeSet};

use cel::{
    Context, Env, Value,
    common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, operators},
};

use crate::facts::{FactDeclaration, FactType};

/// The longest condition; a longer one cannot be read by those who answer for it.
const LONGEST: usize = 600;
/// How deep brackets may be nested. The parser's own limit does not protect it: it needs some 100 KB
/// of stack for each bracket, and 16 of them overflow the stack of a thread.
const DEEPEST: usize = 6;

/// The names that a condition may use.
pub(crate) struct Names<'a> {
    pub(crate) facts: &'a [FactDeclaration],
    pub(crate) limits: &'a BTreeMap<String, i64>,
}

/// A condition that has been checked.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    expression: IdedExpr,
    /// The facts whose values it looks at.
    pub(crate) uses: BTreeSet<String>,
    /// The facts of which it asks whether they are known.
    pub(crate) asks_known: BTreeSet<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    YesNo,
    Number,
    Word,
    Words,
}

impl Condition {
    /// Parses and checks a condition.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it.
    pub(crate) fn parse(text: &str, names: &Names<'_>) -> Result<Self, Vec<String>> {
        let expression = parse(text).map_err(|wrong| vec![wrong])?;
        let mut check =
            Check { names, wrong: Vec::new(), uses: BTreeSet::new(), asks_known: BTreeSet::new() };
        check.expect(&expression, Type::YesNo, "the condition");
        let Check { wrong, uses, asks_known, .. } = check;
        if wrong.is_empty() { Ok(Self { expression, uses, asks_known }) } else { Err(wrong) }
    }

    /// Whether the condition holds.
    ///
    /// # Errors
    ///
    /// Why it could not be evaluated: a fault of the program, since the check rules it out.
    pub(crate) fn holds(&self, context: &Context<'_, '_>) -> Result<bool, String> {
        match Value::resolve(&self.expression, context) {
            Ok(Value::Bool(answer)) => Ok(answer),
            Ok(_) => Err("the condition gave something other than yes or no".into()),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// Parses without macros, so that nothing can loop.
fn parse(text: &str) -> Result<IdedExpr, String> {
    check_letters(text)?;
    let parser = Env::default().with_optional_support(false).parser();
    parser.parse(text).map_err(|errors| {
        let all: Vec<String> = errors.errors.iter().map(|error| error.msg.clone()).collect();
        format!("this is not a CEL condition: {}", all.join(", "))
    })
}

/// Keeps from the parser what it cannot bear. Without backslashes, comments and triple quotes, a
/// quote ends where the next one of its kind is, so brackets can be counted.
fn check_letters(text: &str) -> Result<(), String> {
    if text.len() > LONGEST {
        return Err(format!("the condition is longer than {LONGEST} characters"));
    }
    if let Some(odd) = text.chars().find(|it| !matches!(it, ' '..='~' | '\n') || *it == '\\') {
        return Err(format!("a condition cannot hold the character {odd:?}"));
    }
    if let Some(odd) = ["//", "'''", "\"\"\""].iter().find(|odd| text.contains(**odd)) {
        return Err(format!("a condition cannot hold {odd}"));
    }
    let (mut depth, mut quote) = (0_usize, None);
    for letter in text.chars() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (Some(_), '\n') => break,
            (None, '\'' | '"') => quote = Some(letter),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(format!("brackets are nested more than {DEEPEST} deep"));
        }
    }
    if quote.is_some() { Err("a quote is not closed on its line".into()) } else { Ok(()) }
}

struct Check<'a> {
    names: &'a Names<'a>,
    wrong: Vec<String>,
    uses: BTreeSet<String>,
    asks_known: BTreeSet<String>,
}

impl Check<'_> {
    /// The type of an expression; none when it has been reported already.
    fn type_of(&mut self, node: &IdedExpr) -> Option<Type> {
        match &node.expr {
            Expr::Literal(LiteralValue::Boolean(_)) => Some(Type::YesNo),
            Expr::Literal(LiteralValue::Int(_)) => Some(Type::Number),
            Expr::Literal(LiteralValue::String(_)) => Some(Type::Word),
            Expr::Ident(name) => self.type_of_name(name),
            Expr::List(list) => {
                for element in &list.elements {
                    self.expect(element, Type::Word, "each element of a list");
                }
                Some(Type::Words)
            }
            Expr::Call(call) if call.target.is_none() => self.type_of_call(call),
            _ => {
                let wrong = "a condition may only compare facts, limits, numbers and texts with \
                             == != < <= > >= in, join them with && || ! and ask for size(list)";
                self.wrong.push(wrong.into());
                None
            }
        }
    }

    fn type_of_name(&mut self, name: &str) -> Option<Type> {
        if self.names.limits.contains_key(name) {
            return Some(Type::Number);
        }
        let fact =
            self.names.facts.iter().find(|fact| {
                fact.name == name || (fact.may_be_not_known && fact.known_name() == name)
            });
        let Some(fact) = fact else {
            self.wrong.push(format!("no fact or limit is called “{name}”"));
            return None;
        };
        if fact.name != name {
            self.asks_known.insert(fact.name.clone());
            return Some(Type::YesNo);
        }
        self.uses.insert(fact.name.clone());
        Some(match fact.kind {
            FactType::YesNo => Type::YesNo,
            FactType::Number => Type::Number,
            FactType::Word => Type::Word,
            FactType::Words => Type::Words,
        })
    }

    fn type_of_call(&mut self, call: &CallExpr) -> Option<Type> {
        let name = call.func_name.as_str();
        match (name, call.args.as_slice()) {
            (operators::LOGICAL_AND | operators::LOGICAL_OR | operators::LOGICAL_NOT, sides) => {
                for side in sides {
                    self.expect(side, Type::YesNo, "each side of && and || and what follows !");
                }
            }
            (operators::EQUALS | operators::NOT_EQUALS, [left, right]) => {
                let (one, other) = (self.type_of(left), self.type_of(right));
                if one.zip(other).is_some_and(|(one, other)| one != other || one == Type::Words) {
                    self.wrong.push("== and != compare two values of the same kind".into());
                }
                self.check_values(left, right);
                self.check_values(right, left);
            }
            (
                operators::LESS
                | operators::LESS_EQUALS
                | operators::GREATER
                | operators::GREATER_EQUALS,
                sides,
            ) => {
                for side in sides {
                    self.expect(side, Type::Number, "each side of < and >");
                }
            }
            (operators::IN, [word, words]) => {
                self.expect(word, Type::Word, "what comes before in");
                self.expect(words, Type::Words, "what comes after in");
                self.check_values(word, words);
                self.check_values(words, word);
            }
            ("size", [words]) => {
                self.expect(words, Type::Words, "size(…)");
                return Some(Type::Number);
            }
            _ => {
                self.wrong.push(format!("“{name}” cannot be used in a condition"));
                return None;
            }
        }
        Some(Type::YesNo)
    }

    fn expect(&mut self, node: &IdedExpr, wanted: Type, what: &str) {
        if let Some(found) = self.type_of(node)
            && found != wanted
        {
            let kind = match wanted {
                Type::YesNo => "yes or no",
                Type::Number => "a number",
                Type::Word => "a text",
                Type::Words => "a list of texts",
            };
            self.wrong.push(format!("{what} must be {kind}"));
        }
    }

    /// A text that is compared with a fact must be one of the fact's values: catches misspellings.
    fn check_values(&mut self, fact: &IdedExpr, compared: &IdedExpr) {
        let Expr::Ident(name) = &fact.expr else { return };
        let Some(fact) = self.names.facts.iter().find(|fact| fact.name == *name) else { return };
        if !matches!(fact.kind, FactType::Word | FactType::Words) {
            return;
        }
        for word in texts_in(compared) {
            if !fact.values.contains(word) {
                let listed = fact.values.listed();
                self.wrong.push(format!("“{name}” is never “{word}”, only: {listed}"));
            }
        }
    }
}

fn texts_in(node: &IdedExpr) -> Vec<&str> {
    match &node.expr {
        Expr::Literal(LiteralValue::String(text)) => vec![text.inner()],
        Expr::List(list) => list.elements.iter().flat_map(texts_in).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
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
}
