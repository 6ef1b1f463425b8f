//! What is known of the first family of the story besides their case.

use casework::{case::web::SeeCase, form::steps::StartForm};
use db::Door;
use jiff::ToSpan as _;
use kernel::{CaseId, PersonId};
use people::{
    alert::web::AddAlert,
    communication::web::AmendCommunication,
    concern::add::AddPersonOfConcern,
    family::web::RecordRelationship,
    household::web::AddToHousehold,
    known_as::{identifiers::AddIdentifier, names::AddName},
    person::add::AddPerson,
};

use super::{act, look, people::Cast};
use crate::commands::Failure;

/// A mother with a record of her own, how she communicates, and what staff must know before they ring.
pub(super) async fn tell(door: &Door, cast: &Cast, case: CaseId) -> Result<(), Failure> {
    let lead = cast.actor("lead-professional")?;
    let child = look(door, lead, SeeCase { case }).await?.person;
    let mother = AddPerson {
        given_name: "Dawn".into(),
        family_name: "Thorne".into(),
        date_of_birth: "1988".into(),
        learning_difficulty_or_disability: "no".into(),
        ..AddPerson::default()
    };
    let mother = act(door, lead, mother).await?;
    let relationship = RecordRelationship {
        person: child,
        other: mother.to_string(),
        kind: "mother".into(),
        responsibility: "yes".into(),
        ..RecordRelationship::default()
    };
    act(door, lead, relationship).await?;
    let (member, role) = (mother.to_string(), "parent_or_carer".into());
    let home = AddToHousehold { person: child, member, role, ..AddToHousehold::default() };
    act(door, lead, home).await?;
    let communication = AmendCommunication {
        person: mother,
        interpreter: "no".into(),
        needs: vec!["easy_read".into(), "more_time".into()],
        words: "Mornings are better than afternoons.".into(),
        ..AmendCommunication::default()
    };
    act(door, lead, communication).await?;
    act(door, lead, feared_by(door, mother)).await?;
    // She is a young carer: what she does for her mother is looked at in a form of its own.
    act(door, lead, StartForm { case, code: "carers-assessment".into() }).await?;
    of_the_child(door, cast, child).await
}

/// Of whom she is afraid.
fn feared_by(door: &Door, person: PersonId) -> AddPersonOfConcern {
    AddPersonOfConcern {
        person,
        name: "Lee Sutter".into(),
        tie: "exploiter".into(),
        near: "knows_address".into(),
        feared: "He keeps her bank card and comes for the money on the day on which it is paid."
            .into(),
        handling: "Ring before ten. If he is there, say that it is about the meter.".into(),
        readers: "involved".into(),
        review_on: door.env().today().saturating_add(3.months()).to_string(),
        ..AddPersonOfConcern::default()
    }
}

async fn of_the_child(door: &Door, cast: &Cast, person: PersonId) -> Result<(), Failure> {
    let lead = cast.actor("lead-professional")?;
    let alert = AddAlert {
        person,
        kind: "no_unannounced_visit".into(),
        words: "Her mother is frightened by a knock at the door. Send a text message first.".into(),
        review_on: door.env().today().saturating_add(6.months()).to_string(),
    };
    act(door, lead, alert).await?;
    let (kind, family_name) = ("before".into(), "Ellery".into());
    act(door, lead, AddName { person, kind, family_name, ..AddName::default() }).await?;
    let (kind, value) = ("upn".into(), "H801200001001".into());
    act(door, lead, AddIdentifier { person, kind, system: String::new(), value }).await?;
    Ok(())
}
