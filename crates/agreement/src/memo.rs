//! Remembers what was decided. A decision depends on who asks, on what, and on the facts, and on nothing
//! else: no clock, no chance. So the same question has the same answer for as long as the agreement stands.
//!
//! The facts themselves are never remembered: the door reads them anew each time, so that a right which
//! ended a moment ago is another question. A refusal is decided anew each time: whether the record exists
//! makes no difference to the work, and nobody learns it from the time an answer takes.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::Action;
use crate::engine::Answer;
use crate::facts::Facts;
use crate::principal::Principal;

/// So many questions at most: some megabytes.
const MOST: usize = 4096;

#[derive(PartialEq, Eq, Hash)]
struct Question {
    principal: Principal,
    actions: Vec<Action>,
    facts: Facts,
}

/// Answers by their questions.
#[derive(Default)]
pub(crate) struct Memo(Mutex<HashMap<Question, Vec<Answer>>>);

impl Memo {
    /// The remembered answers, or those that are decided now.
    pub(crate) fn answers(
        &self,
        principal: &Principal,
        actions: &[Action],
        facts: &Facts,
        decide: impl FnOnce() -> Vec<Answer>,
    ) -> Vec<Answer> {
        // No rule speaks of the session.
        let principal = Principal { session: None, ..principal.clone() };
        let question = Question { principal, actions: actions.to_vec(), facts: facts.clone() };
        if let Some(known) = self.lock().get(&question) {
            return known.clone();
        }
        let answers = decide();
        // What raised the alarm raises it each time. And a refusal is worth no room: it would let one account
        // that guesses ids push out everybody's answers, and would make the second guess at a record faster.
        let is_kept = answers.iter().any(|it| it.allowed) && answers.iter().all(|it| !it.alarm);
        if is_kept {
            let mut kept = self.lock();
            if kept.len() >= MOST {
                kept.clear();
            }
            kept.insert(question, answers.clone());
        }
        answers
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Question, Vec<Answer>>> {
        // Whoever panicked with it in hand left a map that is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use kernel::{OrganisationId, PractitionerId};
    use uuid::Uuid;

    use super::*;
    use crate::words::{Kind, Relation};

    fn facts(record: u128, target: u128) -> Facts {
        #[expect(clippy::disallowed_methods, reason = "the test stands in for the door")]
        Facts::from_scopes(
            Kind::Case,
            Some(Uuid::from_u128(record)),
            vec![(Relation::Forum, Uuid::from_u128(target))],
        )
    }

    #[test]
    fn a_question_is_decided_once_and_any_other_question_anew() {
        let memo = Memo::default();
        let me = Principal::new(PractitionerId(Uuid::from_u128(1)), OrganisationId::default());
        let other = Principal::new(PractitionerId(Uuid::from_u128(2)), OrganisationId::default());
        let see: &[Action] = &[Action::SeeRecord];
        let (mine, moved, second) = (facts(7, 1), facts(7, 2), facts(8, 1));
        let mut decided = 0;
        let mut ask = |who: &Principal, what: &[Action], facts: &Facts| {
            let answer = Answer { allowed: true, policies: Vec::new(), alarm: false };
            let decide = || {
                decided += 1;
                vec![answer]
            };
            memo.answers(who, what, facts, decide);
            decided
        };
        assert_eq!(ask(&me, see, &mine), 1);
        assert_eq!(ask(&me, see, &mine), 1, "the same question");
        assert_eq!(ask(&other, see, &mine), 2, "another person");
        assert_eq!(ask(&me, see, &moved), 3, "the same record, tied otherwise");
        assert_eq!(ask(&me, see, &second), 4, "another record");
        assert_eq!(ask(&me, &[Action::SeeAddress], &mine), 5, "another action");
    }

    #[test]
    fn a_refusal_is_decided_anew_each_time() {
        let memo = Memo::default();
        let mut decided = 0;
        for _ in 0..2 {
            memo.answers(&Principal::visitor(), &[Action::SeeRecord], &facts(7, 1), || {
                decided += 1;
                vec![Answer { allowed: false, policies: Vec::new(), alarm: false }]
            });
        }
        assert_eq!(decided, 2);
    }

    #[test]
    fn an_answer_that_raised_the_alarm_is_not_remembered() {
        let memo = Memo::default();
        let me = Principal::visitor();
        let mut decided = 0;
        for _ in 0..2 {
            memo.answers(&me, &[Action::SeeRecord], &facts(7, 1), || {
                decided += 1;
                vec![Answer { allowed: true, policies: Vec::new(), alarm: true }]
            });
        }
        assert_eq!(decided, 2);
    }

    #[test]
    fn no_more_is_remembered_than_there_is_room_for() {
        let memo = Memo::default();
        let me = Principal::visitor();
        for record in 0..3 * MOST {
            let answer = Answer { allowed: true, policies: Vec::new(), alarm: false };
            memo.answers(&me, &[Action::SeeRecord], &facts(record as u128, 1), || vec![answer]);
        }
        let kept = memo.lock().len();
        assert!(kept > 0 && kept <= MOST, "{kept}");
    }
}
