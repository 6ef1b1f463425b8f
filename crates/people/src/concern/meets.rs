//! Where a person of concern stands beside the person at risk: found by name among what the reader may read anyway, for nothing
//! ties the two records together. What is said holds nothing of the other's record, and the ledger's entry names the person at risk
//! alone: whoever asks who has looked at the other's record reads nothing of this (ADR 19).

use agreement::{Act, Kind};
use db::{Looking, Stop};
use kernel::{ConcernId, PersonId};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    see::{ConcernLine, ConcernState},
    store,
};
use crate::{family, person::web::SeePerson, register::name_keys::words};

/// How somebody of that name stands beside the person at risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Beside {
    /// They are recorded as living with them.
    LivesWith,
    /// They are recorded as related to them.
    Related,
    /// They have an account here.
    Works,
}

/// Somebody with the name of a person of concern.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Meeting {
    /// Which person of concern has that name.
    pub concern: ConcernId,
    /// How they stand beside the person at risk.
    pub beside: Beside,
    /// For which organisation they work; empty where they do not.
    pub organisation: String,
}

/// Everybody around the person at risk, and on the staff, who has the name of one of these; only those of whom the reader may
/// know.
pub(super) async fn of<A: Act>(
    looking: &mut Looking<'_, A>,
    person: PersonId,
    lines: &[ConcernLine],
) -> Result<Vec<Meeting>, Stop> {
    let holding: Vec<&ConcernLine> = lines
        .iter()
        .filter(|it| it.state == ConcernState::Holds && !it.known.name.is_empty())
        .collect();
    if holding.is_empty() {
        return Ok(Vec::new());
    }
    let visible = looking.visible::<SeePerson>(Kind::Person);
    let mut around = family::store::relatives(looking.tx, &visible, person).await?;
    around.retain(|it| it.id != person);
    let names: Vec<Vec<String>> = holding.iter().map(|it| words(&it.known.name)).collect();
    let staff = store::work_for(looking.tx, &names).await?;
    let mut meetings = Vec::new();
    for (it, own) in holding.into_iter().zip(names) {
        let concern = it.concern;
        for other in around.iter().filter(|other| words(&other.name) == own) {
            let beside = if other.at_home { Beside::LivesWith } else { Beside::Related };
            meetings.push(Meeting { concern, beside, organisation: String::new() });
        }
        for (_, organisation) in staff.iter().filter(|(name, _)| *name == own) {
            let organisation = organisation.clone();
            meetings.push(Meeting { concern, beside: Beside::Works, organisation });
        }
    }
    Ok(meetings)
}
