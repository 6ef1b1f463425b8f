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
        check.must_be(&expression, Type::YesNo, "the condition");
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
                    self.must_be(element, Type::Word, "each element of a list");
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
                    self.must_be(side, Type::YesNo, "each side of && and || and what follows !");
                }
            }
            (operators::EQUALS | operators::NOT_EQUALS, [left, right]) => {
                self.expect_same(left, right);
            }
            (
                operators::LESS
                | operators::LESS_EQUALS
                | operators::GREATER
                | operators::GREATER_EQUALS,
                sides,
            ) => {
                for side in sides {
                    self.must_be(side, Type::Number, "each side of < and >");
                }
            }
            (operators::IN, [word, words]) => {
                self.must_be(word, Type::Word, "what comes before in");
                self.must_be(words, Type::Words, "what comes after in");
                self.check_values(word, words);
                self.check_values(words, word);
            }
            ("size", [words]) => {
                self.must_be(words, Type::Words, "size(…)");
                return Some(Type::Number);
            }
            _ => {
                self.wrong.push(format!("“{name}” cannot be used in a condition"));
                return None;
            }
        }
        Some(Type::YesNo)
    }

    fn expect_same(&mut self, left: &IdedExpr, right: &IdedExpr) {
        let (one, other) = (self.type_of(left), self.type_of(right));
        if one.zip(other).is_some_and(|(one, other)| one != other || one == Type::Words) {
            self.wrong.push("== and != compare two values of the same kind".into());
        }
        self.check_values(left, right);
        self.check_values(right, left);
    }

    fn must_be(&mut self, node: &IdedExpr, wanted: Type, what: &str) {
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
mod tests;
