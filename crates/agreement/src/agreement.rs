//! The agreement: decides one record, filters lists, explains itself.

use std::sync::Arc;

use crate::Action;
use crate::engine::{Answer, Engine};
use crate::facts::Facts;
use crate::filter::{self, Visible};
use crate::load::{self, Clause, LoadError};
use crate::memo::Memo;
use crate::permit::{Act, Decision, Granted, Permit, Refused};
use crate::principal::Principal;
use crate::translate::Rule;
use crate::words::Kind;

/// The first agreement, as it ships. A partnership may change its copy.
pub const FIRST_AGREEMENT: &str = include_str!("agreement.cedar");

/// An information-sharing agreement, checked and ready to decide.
pub struct Agreement {
    text: String,
    engine: Engine,
    memo: Memo,
    rules: Vec<Rule>,
    clauses: Vec<Arc<Clause>>,
}

impl Agreement {
    /// Loads an agreement from its text.
    ///
    /// # Errors
    ///
    /// Refuses a text that breaks a rule of [`LoadError`]; the product must then not start.
    pub fn load(text: &str) -> Result<Self, LoadError> {
        let loaded = load::load(text)?;
        Ok(Self {
            text: text.to_owned(),
            engine: Engine::new(&loaded.policies, &loaded.rules, loaded.schema)?,
            memo: Memo::default(),
            rules: loaded.rules,
            clauses: loaded.clauses,
        })
    }

    /// Loads the agreement that ships with the product.
    ///
    /// # Errors
    ///
    /// Never, unless the product itself was built wrongly.
    pub fn first() -> Result<Self, LoadError> {
        Self::load(FIRST_AGREEMENT)
    }

    /// The text, as people agreed it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Every clause, in the order of the text.
    pub fn clauses(&self) -> impl Iterator<Item = &Clause> {
        self.clauses.iter().map(AsRef::as_ref)
    }

    /// Asks for a permit to do operation `O` on the record that the facts are about.
    ///
    /// # Errors
    ///
    /// Refuses unless a clause permits and none forbids. Every refusal costs the same two
    /// decisions, whether the record exists or not.
    pub fn permit<O: Act>(
        &self,
        principal: &Principal,
        facts: &Facts,
    ) -> Result<Permit<O>, Refused> {
        Ok(self.grant(principal, (O::NAME, O::ACTION), facts)?.made_out())
    }

    /// The same, not yet made out for an operation's own type.
    ///
    /// # Errors
    ///
    /// As [`Self::permit`].
    pub fn grant(
        &self,
        principal: &Principal,
        (operation, action): (&'static str, Action),
        facts: &Facts,
    ) -> Result<Granted, Refused> {
        let decision = self.decide(principal, action, facts);
        if decision.allowed {
            let (subject, clauses) = ((facts.kind(), facts.id()), decision.clauses);
            return Ok(Granted::new((operation, action), principal.clone(), subject, clauses));
        }
        let basic = self.decide(principal, facts.kind().basic(), facts);
        Err(Refused {
            action,
            visible: basic.allowed,
            clauses: decision.clauses,
            open_under: self.open_under(action, facts.kind()),
            alarm: decision.alarm || basic.alarm,
        })
    }

    /// Decides without making a permit: for pages that show or hide a button, and for the check
    /// that each row of a list would also be decided as visible.
    #[must_use]
    pub fn decide(&self, principal: &Principal, action: Action, facts: &Facts) -> Decision {
        if !action.applies_to(facts.kind()) {
            return Decision { allowed: false, clauses: Vec::new(), alarm: true };
        }
        let answer = self.answers(principal, &[action], facts).pop();
        self.decided(answer.unwrap_or_else(Answer::failed))
    }

    /// Decides several actions on one record, those that apply to it, for less than each alone costs.
    #[must_use]
    pub fn decide_each(
        &self,
        principal: &Principal,
        actions: &[Action],
        facts: &Facts,
    ) -> Vec<(Action, Decision)> {
        let applying = actions.iter().copied().filter(|it| it.applies_to(facts.kind()));
        let applying: Vec<Action> = applying.collect();
        let answers = self.answers(principal, &applying, facts).into_iter();
        applying.iter().copied().zip(answers.map(|it| self.decided(it))).collect()
    }

    fn answers(&self, principal: &Principal, actions: &[Action], facts: &Facts) -> Vec<Answer> {
        let decide = || self.engine.decide_each(principal, actions, facts);
        self.memo.answers(principal, actions, facts, decide)
    }

    fn decided(&self, answer: Answer) -> Decision {
        Decision {
            allowed: answer.allowed,
            clauses: self.named(&answer.policies),
            alarm: answer.alarm,
        }
    }

    /// The records of one kind on which the principal may act: for lists, counts, searches,
    /// exports, events. Where the action does not apply to the kind, nothing matches.
    #[must_use]
    pub fn list_filter(&self, principal: &Principal, action: Action, kind: Kind) -> Visible {
        let rules = self.rules.iter().filter(|_| action.applies_to(kind));
        let (permits, bars, used) = filter::bind(rules, principal, action, kind);
        Visible { kind, action, permits, bars, clauses: self.named(&used) }
    }

    /// What the principal may do with one record, and by which clauses: for "Who can see this,
    /// and why".
    #[must_use]
    pub fn explain(&self, principal: &Principal, facts: &Facts) -> Vec<(Action, Vec<Arc<Clause>>)> {
        self.decide_each(principal, Action::ALL, facts)
            .into_iter()
            .filter(|(_, decision)| decision.allowed)
            .map(|(action, decision)| (action, decision.clauses))
            .collect()
    }

    /// The clauses that let somebody do this with a record of this kind.
    #[must_use]
    pub fn open_under(&self, action: Action, kind: Kind) -> Vec<Arc<Clause>> {
        let rules = self.rules.iter().filter(|rule| !rule.forbids && action.applies_to(kind));
        let ids: Vec<&str> = rules
            .filter(|rule| rule.actions.contains(&action))
            .map(|rule| rule.id.as_str())
            .collect();
        self.named(&ids)
    }

    /// The clauses with these ids, in the order of the text.
    fn named(&self, ids: &[impl AsRef<str>]) -> Vec<Arc<Clause>> {
        let wanted = |clause: &&Arc<Clause>| ids.iter().any(|id| id.as_ref() == clause.id);
        self.clauses.iter().filter(wanted).cloned().collect()
    }
}

impl std::fmt::Debug for Agreement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Agreement").field("clauses", &self.clauses.len()).finish_non_exhaustive()
    }
}
