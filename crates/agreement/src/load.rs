//! Reads the text of an agreement and refuses one that could not be kept to the letter.

use std::sync::Arc;

use cedar_policy::pst;
use cedar_policy::{PolicyId, PolicySet, Schema, ValidationMode, Validator};

use crate::translate::{self, Rule};

/// The schema of every agreement, in Cedar's words: part of the product, not of the agreement.
pub const AGREEMENT_SCHEMA: &str = include_str!("agreement.cedarschema");

/// Why an agreement was not loaded. Each says what to change.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The schema that ships with the product is wrong.
    #[error("the schema of the agreement is wrong: {0}")]
    Schema(String),
    /// The text is not Cedar.
    #[error("the agreement cannot be read: {0}")]
    Unreadable(String),
    /// A policy has no name or no sentence.
    #[error("rule {rule} of the agreement has no @{annotation}: give it one")]
    Unannotated {
        /// The position of the rule, counted from 1, or its name.
        rule: String,
        /// What is missing.
        annotation: &'static str,
    },
    /// Two policies carry one name.
    #[error("two rules of the agreement are called {0}: rename one")]
    Duplicate(String),
    /// The policies speak of what the schema does not know.
    #[error("the agreement does not fit its schema: {0}")]
    Invalid(String),
    /// A policy says something that cannot be turned into a list filter.
    #[error("rule {id} says something that lists cannot follow: {what}")]
    Untranslatable {
        /// The rule.
        id: String,
        /// The part that is not on the closed list.
        what: String,
    },
    /// A policy permits something on a record that does not exist.
    #[error("rule {0} permits without asking anything of the record: add `resource.recorded`")]
    PermitsNothing(String),
}

impl LoadError {
    pub(crate) fn schema(error: &impl std::fmt::Display) -> Self {
        Self::Schema(error.to_string())
    }
}

/// One rule of the agreement, as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Its stable name, kept in the ledger.
    pub id: String,
    /// One plain sentence.
    pub sentence: String,
    /// Whether it keeps people out rather than letting them in.
    pub forbids: bool,
}

/// An agreement that passed every check.
pub(crate) struct Loaded {
    pub(crate) policies: PolicySet,
    pub(crate) schema: Schema,
    pub(crate) rules: Vec<Rule>,
    pub(crate) clauses: Vec<Arc<Clause>>,
}

/// Reads and checks the text of an agreement.
pub(crate) fn load(text: &str) -> Result<Loaded, LoadError> {
    let (schema, _) = Schema::from_cedarschema_str(AGREEMENT_SCHEMA)
        .map_err(|error| LoadError::schema(&error))?;
    let (policies, clauses) = named_policies(text)?;
    validate(&schema, &policies)?;
    let rules = rules(&schema, &policies)?;
    Ok(Loaded { policies, schema, rules, clauses })
}

/// Gives each policy the name that its author gave it.
fn named_policies(text: &str) -> Result<(PolicySet, Vec<Arc<Clause>>), LoadError> {
    let unreadable = |error: String| LoadError::Unreadable(error);
    let read: PolicySet =
        text.parse().map_err(|error: cedar_policy::ParseErrors| unreadable(error.to_string()))?;
    if read.templates().next().is_some() {
        return Err(unreadable("templates are not used in an agreement".to_owned()));
    }
    let mut policies = PolicySet::new();
    let mut clauses: Vec<Arc<Clause>> = Vec::new();
    for (position, policy) in (1..).zip(read.policies()) {
        let id = annotation(policy, "id", &position.to_string())?;
        let sentence = annotation(policy, "clause", &id)?;
        let forbids = policy.effect() == cedar_policy::Effect::Forbid;
        if clauses.iter().any(|clause| clause.id == id) {
            return Err(LoadError::Duplicate(id));
        }
        policies
            .add(policy.new_id(PolicyId::new(&id)))
            .map_err(|error| unreadable(error.to_string()))?;
        clauses.push(Arc::new(Clause { id, sentence, forbids }));
    }
    Ok((policies, clauses))
}

fn annotation(
    policy: &cedar_policy::Policy,
    name: &'static str,
    rule: &str,
) -> Result<String, LoadError> {
    match policy.annotation(name).map(str::trim) {
        Some(text) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err(LoadError::Unannotated { rule: rule.to_owned(), annotation: name }),
    }
}

/// Strict validation: every name exists, every type fits, no rule is impossible.
fn validate(schema: &Schema, policies: &PolicySet) -> Result<(), LoadError> {
    let result = Validator::new(schema.clone()).validate(policies, ValidationMode::Strict);
    let errors = result.validation_errors().map(ToString::to_string);
    let warnings = result.validation_warnings().map(ToString::to_string);
    let problems: Vec<String> = errors.chain(warnings).collect();
    if problems.is_empty() { Ok(()) } else { Err(LoadError::Invalid(problems.join("; "))) }
}

/// Turns every policy into a rule that lists can follow.
fn rules(schema: &Schema, policies: &PolicySet) -> Result<Vec<Rule>, LoadError> {
    let groups = translate::groups(schema)?;
    let tree: pst::PolicySet =
        policies.to_pst().map_err(|error| LoadError::Unreadable(error.to_string()))?;
    let mut rules = Vec::new();
    for policy in tree.policies.values() {
        let rule = translate::rule(&policy.id().0, policy.body(), &groups)?;
        if !rule.forbids && rule.condition.on_nothing() != Some(false) {
            return Err(LoadError::PermitsNothing(rule.id));
        }
        rules.push(rule);
    }
    Ok(rules)
}
