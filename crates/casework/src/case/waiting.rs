//! What a case waits for: the first thing that whoever opens it should read. No I/O.

use jiff::civil::Date;

use super::web::{CaseRecord, ConsentState};
use crate::{
    charters::{charter_of, heading},
    lead,
    step_up::model::{step_down_lacks, waited},
};

/// One sentence for each thing that is still to be done or answered, the most pressing first.
pub(super) fn waiting(case: &CaseRecord, today: Date) -> Vec<String> {
    if !case.status.is_open() {
        return Vec::new();
    }
    let overdue = case.actions.iter().filter(|action| action.is_overdue).count();
    let offered = case.allocations.iter().filter(|it| it.status == "offered").count();
    let review = match case.next_review_on {
        Some(day) if day < today => Some("The review of the plan is overdue.".to_owned()),
        None if !case.actions.is_empty() => {
            Some("No day is set for the review of the plan.".to_owned())
        }
        _ => None,
    };
    let duty = case.duty_by.filter(|day| *day < today).map(|_| {
        "Bringing the team together or returning the plan is late: see duties and team.".to_owned()
    });
    let none = case.actions.is_empty().then(|| "No action has been recorded.".to_owned());
    let sentences = [
        withdrawn(&case.consent),
        excluded(case),
        step_up(case, today),
        step_down(case, today),
        counted(overdue, "action is overdue", "actions are overdue"),
        lead(case, today),
        duty,
        counted(offered, "service has not been answered", "services have not been answered"),
        none,
        review,
    ];
    sentences.into_iter().flatten().collect()
}

/// Who leads, or is asked to, and where that stands.
pub(super) fn lead_words(lead: Option<&(String, Option<String>)>, status: &str) -> String {
    let state = lead::status_words(status);
    match lead {
        Some((name, Some(organisation))) => format!("{name}, {organisation}. {state}"),
        Some((name, None)) => format!("{name}. {state}"),
        None => state.to_owned(),
    }
}

fn counted(number: usize, one: &str, more: &str) -> Option<String> {
    match number {
        0 => None,
        1 => Some(format!("1 {one}.")),
        number => Some(format!("{number} {more}.")),
    }
}

/// Consent that was taken back, where nothing says why information is still shared.
pub(crate) fn withdrawn(consent: &[ConsentState]) -> Option<String> {
    let taken_back = |purpose: &str| {
        consent.iter().any(|it| {
            it.purpose == purpose && it.decision == "withdrawn" && it.lawful_basis.is_empty()
        })
    };
    let told = match (taken_back("share"), taken_back("support")) {
        (true, _) => {
            "Consent to sharing was withdrawn. Agree what stops, or record on which lawful basis it goes on."
        }
        (_, true) => {
            "Consent to support was withdrawn. Agree with the family what goes on, or close the case."
        }
        _ => return None,
    };
    Some(told.to_owned())
}

/// What was asked of the statutory service, and who holds the case meanwhile.
fn step_up(case: &CaseRecord, today: Date) -> Option<String> {
    let charter = charter_of(&case.charter).ok();
    let service = charter.map_or("the statutory service", |it| it.step_up_to.as_str());
    let latest = case.step_up.as_ref()?;
    match latest.status.as_str() {
        "waiting" => Some(format!(
            "Stepped up to {service}, which has not answered for {}. Until they accept, the case stays with this forum.",
            waited(latest.rung_on, today)
        )),
        "accepted" => Some(format!(
            "{} accepted the step-up. Close the case, or agree what goes on here.",
            heading(service)
        )),
        _ => None,
    }
}

/// What a case that was stepped down to the forum still lacks.
fn step_down(case: &CaseRecord, today: Date) -> Option<String> {
    let is_led = case.lead_status == lead::model::ACCEPTED;
    let lacks = step_down_lacks(
        &case.transition,
        is_led,
        case.next_review_on.is_some() || !case.reviews.is_empty(),
    )?;
    let waits = waited(case.opened_on, today);
    Some(format!("Step-down not complete: {lacks}. It has waited {waits}."))
}

/// Organisations that must not be told, and still have a part: their staff no longer see the case.
fn excluded(case: &CaseRecord) -> Option<String> {
    let names = case.excluded.join(", ");
    (!names.is_empty()).then(|| {
        format!(
            "Must not be told of this case, and still has a part in it: {names}. See the page about consent."
        )
    })
}

/// "away until …" needs a verb; "leaves on …" and "has left" have one.
fn verb(words: &str) -> String {
    if words.starts_with("away") { format!("is {words}") } else { words.to_owned() }
}

fn lead(case: &CaseRecord, today: Date) -> Option<String> {
    match (case.lead_status.as_str(), &case.lead) {
        ("accepted", Some((name, _))) => {
            let away = case.lead_absence.and_then(|it| it.words(today))?;
            Some(format!("{name}, the lead professional, {}. Agree who stands in.", verb(&away)))
        }
        ("accepted", None) => None,
        ("proposed", Some((name, _))) => {
            Some(format!("{name} was asked to be the lead professional and has not answered."))
        }
        _ => Some(
            "A lead professional is to be appointed. Until then the referrer is the family's contact."
                .to_owned(),
        ),
    }
}
