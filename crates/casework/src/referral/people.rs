//! Whom a request is about besides its person: people of the same household, each shown to whoever may know of them.

use agreement::Kind;
use db::{Doing, Looking, Operation, Reading, Stop};
use kernel::{FieldErrors, PersonId, ReferralId};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    refer::{SeePersonHeld, SeePersonReferred},
    request::Asked,
    store,
};

/// A person by their name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PersonNamed {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
}

const WRONG: &str = "Select people who live with them";

/// What a request changes about whom it names.
#[derive(Debug, Default)]
pub(super) struct Named {
    add: Vec<PersonId>,
    leave_out: Vec<PersonId>,
}

/// Reads whom the request names. Somebody of whom the reader may not know is answered like nobody, and stays named if they
/// were.
pub(super) async fn checked<O: Operation>(
    doing: &mut Doing<'_, O>,
    (person, referral): (PersonId, ReferralId),
    typed: &[String],
) -> Result<Result<Named, FieldErrors>, Stop> {
    let candidates = store::people::candidates(doing.tx, doing.permit, (person, referral)).await?;
    let (mut named, mut known) = (Named::default(), Vec::new());
    let reads = doing.may::<SeePersonHeld>((Kind::Person, Some(person.0))).await?;
    for (id, is_named) in candidates.into_iter().filter(|(_, is_named)| reads || *is_named) {
        if !doing.may::<SeePersonReferred>((Kind::Person, Some(id.0))).await? {
            continue;
        }
        known.push(id.to_string());
        match (typed.contains(&id.to_string()), is_named) {
            (true, false) => named.add.push(id),
            (false, true) => named.leave_out.push(id),
            _ => {}
        }
    }
    let all_known = typed.iter().all(|it| known.contains(it));
    Ok(if all_known { Ok(named) } else { Err(FieldErrors::one("people", WRONG)) })
}

/// What was asked and whom it names, or everything that is wrong with both.
pub(super) fn both(
    asked: Result<Asked, FieldErrors>,
    named: Result<Named, FieldErrors>,
) -> Result<(Asked, Named), FieldErrors> {
    match (asked, named) {
        (Ok(asked), Ok(named)) => Ok((asked, named)),
        (Err(mut errors), Err(_)) => {
            errors.add("people", WRONG);
            Err(errors)
        }
        (Err(errors), _) | (_, Err(errors)) => Err(errors),
    }
}

/// Saves whom the request names.
pub(super) async fn save<O: Operation>(
    doing: &mut Doing<'_, O>,
    referral: ReferralId,
    named: Named,
) -> Result<(), Stop> {
    for person in named.add {
        store::people::name(doing.tx, doing.permit, (referral, person)).await?;
        doing.about.insert(person.0);
    }
    for person in named.leave_out {
        store::people::leave_out(doing.tx, doing.permit, (referral, person)).await?;
        doing.about.insert(person.0);
    }
    Ok(())
}

/// Whom the request may name, and those whom it names, as far as the reader may know of each.
pub(super) async fn of_household<R: Reading>(
    looking: &mut Looking<'_, R>,
    of: (PersonId, Option<ReferralId>),
) -> Result<Vec<(PersonNamed, bool)>, Stop> {
    let visible = looking.visible::<SeePersonReferred>(Kind::Person);
    if visible.is_empty() {
        return Ok(Vec::new());
    }
    let mut people = store::people::of_household(looking.tx, &visible, of).await?;
    // Who lives with somebody stands in their record, and the summary tells nothing of it.
    let person = (Kind::Person, Some(of.0.0));
    if !people.is_empty() && !looking.may::<SeePersonHeld>(person).await? {
        people.retain(|(_, is_named)| *is_named);
    }
    looking.lists(&visible, people.iter().map(|(it, _)| it.person.0));
    Ok(people)
}

/// What is wrong with the people named, as far as the form that was shown tells.
pub(super) fn problem(typed: &[String], household: &[PersonNamed]) -> Option<&'static str> {
    let known = |id: &String| household.iter().any(|it| it.person.to_string() == *id);
    (!typed.iter().all(known)).then_some(WRONG)
}
