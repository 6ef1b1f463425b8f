//! The states of everything that has some, as diagrams: drawn by trying each step in each state, so
//! that they say what the rules in the models do.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    access_request::model::Status as AccessRequest,
    allocation::model::Status as Allocation,
    case::model::Status as Case,
    case_study::model::Status as CaseStudy,
    confirmation::model::Status as Proposal,
    form::model::Status as FormStatus,
    lead::model::{Answer, Request},
    meeting::model::Status as Meeting,
    plan::model::{Report, Status as Action},
    referral::model::Status as Referral,
    step_up::model::Status as StepUp,
};

/// One thing's states and the steps between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagram {
    /// What has these states.
    pub of: &'static str,
    /// Every state, the one that it begins in first.
    pub states: Vec<&'static str>,
    /// From, to, and what leads there.
    pub steps: Vec<(&'static str, &'static str, String)>,
}

/// The diagrams, in the order of a case's life.
pub fn diagrams() -> Vec<Diagram> {
    vec![
        draw("Referral", Referral::ALL, Referral::name, |from| {
            let next = Referral::ALL.into_iter().filter(|next| from.may_become(*next));
            next.map(|next| (next, "")).collect()
        }),
        draw("Request to see what is held", AccessRequest::ALL, AccessRequest::name, |from| {
            steps([
                (from.end(true).ok(), "answer"),
                (from.end(false).ok(), "end without an answer"),
            ])
        }),
        draw("Proposed decision", Proposal::ALL, Proposal::name, |from| {
            steps([(from.confirm().ok(), "confirm"), (from.decline().ok(), "say no")])
        }),
        draw("Case", Case::ALL, Case::name, |from| {
            steps([(from.close().ok(), "close"), (from.reopen().ok(), "reopen")])
        }),
        draw("Meeting", Meeting::ALL, Meeting::name, |from| {
            steps([
                (from.publish().ok(), "publish the agenda"),
                (from.hold().ok(), "mark as held"),
                (from.confirm().ok(), "confirm the minutes"),
                (from.cancel().ok(), "cancel"),
            ])
        }),
        draw("Request to be lead professional", Request::ALL, Request::name, |from| {
            let decline = from.answer(&Answer::Decline(String::new())).ok();
            steps([
                (from.answer(&Answer::Accept).ok(), "accept"),
                (decline, "decline"),
                (from.withdraw().ok(), "propose somebody else"),
                (from.end().ok(), "another accepts"),
            ])
        }),
        draw("Allocation", Allocation::ALL, Allocation::name, |from| {
            steps([
                (from.accept().ok(), "accept"),
                (from.wait().ok(), "have the family wait"),
                (from.decline().ok(), "decline"),
                (from.finish().ok(), "end it"),
                (from.end(), "close the case"),
            ])
        }),
        draw("Form about a case", FormStatus::ALL, FormStatus::name, |from| {
            steps([(from.complete().ok(), "complete"), (from.reopen().ok(), "reopen")])
        }),
        draw("Step-up", StepUp::ALL, StepUp::name, |from| {
            steps([(from.accept().ok(), "accept"), (from.decline().ok(), "decline")])
        }),
        draw("Case study", CaseStudy::ALL, CaseStudy::name, |from| {
            steps([
                (from.approve().ok(), "approve"),
                (from.decline().ok(), "give it back"),
                (from.take_down().ok(), "take it down"),
                (from.replace().ok(), "write it anew"),
            ])
        }),
        action(),
    ]
}

fn steps<S, const N: usize>(tried: [(Option<S>, &'static str); N]) -> Vec<(S, &'static str)> {
    tried.into_iter().filter_map(|(next, by)| Some((next?, by))).collect()
}

fn draw<S: Copy, const N: usize>(
    of: &'static str,
    all: [S; N],
    name: fn(S) -> &'static str,
    next: impl Fn(S) -> Vec<(S, &'static str)>,
) -> Diagram {
    let from = |state: S| {
        let steps = next(state).into_iter();
        steps.map(move |(to, by)| (name(state), name(to), by.to_owned()))
    };
    Diagram { of, states: all.map(name).to_vec(), steps: all.into_iter().flat_map(from).collect() }
}

/// An action follows from what its owners last said: one owner reports after another, in every order.
fn action() -> Diagram {
    const REPORTS: [Report; 3] = [Report::Done, Report::PartDone, Report::NotDone];
    let said: Vec<Option<Report>> = std::iter::once(None).chain(REPORTS.map(Some)).collect();
    let alone = said.iter().map(|one| vec![*one]);
    let joint = said.iter().flat_map(|one| said.iter().map(|other| vec![*one, *other]));
    let mut led: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for owners in alone.chain(joint) {
        let from = Action::from_reports(&owners);
        for (at, report) in (0..owners.len()).flat_map(|at| REPORTS.map(|report| (at, report))) {
            let mut after = owners.clone();
            if let Some(owner) = after.get_mut(at) {
                *owner = Some(report);
            }
            let to = Action::from_reports(&after);
            if from.report().is_ok() && from != to {
                led.entry((from.name(), to.name())).or_default().insert(report.name());
            }
        }
    }
    let step = |((from, to), by): ((&'static str, &'static str), BTreeSet<&str>)| {
        let by: Vec<&str> = by.into_iter().collect();
        (from, to, format!("an owner reports {}", by.join(" or ")))
    };
    let given_up = Action::ALL.into_iter().filter(|it| it.is_open());
    let given_up = given_up.map(|from| {
        (from.name(), Action::NotDone.name(), "given up as the case closes".to_owned())
    });
    Diagram {
        of: "Action",
        states: Action::ALL.map(Action::name).to_vec(),
        steps: led.into_iter().map(step).chain(given_up).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(of: &str, from: &str, to: &[&str]) {
        let diagram = diagrams().into_iter().find(|it| it.of == of).unwrap();
        let steps = diagram.steps.into_iter().filter(|step| step.0 == from);
        assert_eq!(steps.map(|step| step.1).collect::<Vec<_>>(), to);
    }

    #[test]
    fn the_diagrams_say_what_the_rules_do() {
        check("Referral", "received", &["accepted", "returned", "withdrawn"]);
        check("Referral", "accepted", &[]);
        check("Case", "closed", &["open"]);
        check("Meeting", "planned", &["agenda_published", "cancelled"]);
        check("Request to be lead professional", "accepted", &["ended"]);
        check("Allocation", "declined", &[]);
        check("Action", "done", &[]);
        check("Action", "not_done", &["done", "part_done"]);
    }
}
