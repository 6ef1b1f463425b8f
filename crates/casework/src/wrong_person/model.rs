//! What is said, and what must not be opened by it. No I/O.

use std::collections::BTreeSet;

use agreement::Relation;
use kernel::{FieldErrors, OrganisationId, PersonId};
use uuid::Uuid;

/// The longest reason.
const LONGEST: usize = 500;

/// Checks whom it is about instead, and why.
///
/// # Errors
///
/// Every problem at once.
pub(super) fn checked(
    (other, reason): (&str, &str),
    now: PersonId,
) -> Result<(PersonId, String), FieldErrors> {
    let mut errors = FieldErrors::default();
    let other = other.parse::<PersonId>().map_err(|_| "Search for someone, then select them");
    let other = errors.take("other", other);
    if other == Some(now) {
        errors.add("other", "Select someone else: it is about this person now");
    }
    let reason = errors.required("reason", reason, "Enter how you know that it is about them");
    if reason.chars().count() > LONGEST {
        errors.add("reason", "How you know it must be 500 characters or fewer");
    }
    let reason = reason.to_owned();
    errors.clone().into_result()?;
    other.map(|other| (other, reason)).ok_or(errors)
}

/// Relations that keep people out, or in alone: what holds for a person holds for everything about them.
pub(super) const LIMITS: [Relation; 4] =
    [Relation::Barred, Relation::BarredOrganisation, Relation::Named, Relation::Restricted];

/// Relations of those who have a part in a case and not only a seat at its forum.
const PARTS: [Relation; 6] = [
    Relation::Referrer,
    Relation::Lead,
    Relation::ProposedLead,
    Relation::Involved,
    Relation::Organisation,
    Relation::Offered,
];

/// The rows of one record.
pub(super) type Ties = [(Relation, Uuid)];

fn targets(ties: &Ties, relation: Relation) -> BTreeSet<Uuid> {
    ties.iter().filter(|(it, _)| *it == relation).map(|(_, target)| *target).collect()
}

/// Those who have a part, with the organisations in which they have a role.
pub(super) fn parts(ties: &Ties, works: &[(Uuid, OrganisationId)]) -> BTreeSet<Uuid> {
    let parts: BTreeSet<Uuid> =
        ties.iter().filter(|(it, _)| PARTS.contains(it)).map(|(_, target)| *target).collect();
    let theirs = works.iter().filter(|(who, _)| parts.contains(who)).map(|(_, it)| it.0);
    parts.iter().copied().chain(theirs).collect()
}

/// Why what limits the two records stands against it, and what to do first: nothing is opened by putting it right, neither
/// what was written while the one record was limited, nor the other record to somebody who must not see it.
///
/// # Errors
///
/// What to do first.
pub(super) fn opens_nothing(
    was: &Ties,
    becomes: &Ties,
    (parts, staff): (&BTreeSet<Uuid>, &BTreeSet<Uuid>),
) -> Result<(), &'static str> {
    for relation in [Relation::Barred, Relation::BarredOrganisation] {
        let (was, becomes) = (targets(was, relation), targets(becomes, relation));
        if !was.is_subset(&becomes) {
            return Err(
                "Somebody must not see the record that it is about now, and may see this one. \
                 Keep them out of this one first; you can let them back once what was written has been checked",
            );
        }
        if !becomes.is_disjoint(parts) {
            return Err(NOT_FOR_ALL);
        }
    }
    let limited = |ties: &Ties| !targets(ties, Relation::Restricted).is_empty();
    let named = |ties: &Ties| targets(ties, Relation::Named);
    if limited(was) && !(limited(becomes) && named(becomes).is_subset(&named(was))) {
        return Err(
            "The record that it is about now is limited to named staff. Limit this one to the same \
             staff first; you can lift that once what was written has been checked",
        );
    }
    if limited(becomes) && !staff.is_subset(&named(becomes)) {
        return Err(NOT_FOR_ALL);
    }
    Ok(())
}

const NOT_FOR_ALL: &str = "Somebody with a part in this must not see that person's record. End their part first, or \
     close this and have a new request made about the right person";

/// The practitioners among those who have a part.
pub(super) fn staff(ties: &Ties) -> BTreeSet<Uuid> {
    let organisations = [Relation::Organisation, Relation::Offered];
    let of_people = |it: &Relation| PARTS.contains(it) && !organisations.contains(it);
    ties.iter().filter(|(it, _)| of_people(it)).map(|(_, target)| *target).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANN: Uuid = Uuid::from_u128(1);
    const BEN: Uuid = Uuid::from_u128(2);
    const POLICE: Uuid = Uuid::from_u128(3);

    #[track_caller]
    fn check(was: &Ties, becomes: &Ties, case: &Ties, may: bool) {
        let works = [(BEN, OrganisationId(POLICE))];
        let people = (&parts(case, &works), &staff(case));
        assert_eq!(opens_nothing(was, becomes, people).is_ok(), may, "{was:?} {becomes:?}");
    }

    #[test]
    fn whoever_is_kept_from_the_one_record_is_kept_from_the_other_first() {
        let barred = [(Relation::Barred, ANN)];
        check(&barred, &[], &[], false);
        check(&barred, &[(Relation::BarredOrganisation, ANN)], &[], false);
        check(&barred, &barred, &[], true);
    }

    #[test]
    fn nobody_with_a_part_is_barred_from_the_right_record_nor_is_their_organisation() {
        for (relation, may) in
            [(Relation::Lead, false), (Relation::Offered, false), (Relation::Open, true)]
        {
            check(&[], &[(Relation::Barred, ANN)], &[(relation, ANN)], may);
        }
        let police = [(Relation::BarredOrganisation, POLICE)];
        check(&[], &police, &[(Relation::Involved, BEN)], false);
        check(&[], &police, &[(Relation::Involved, ANN)], true);
    }

    #[test]
    fn a_limited_record_stays_limited_to_the_same_staff_and_to_those_at_work() {
        let limited = |who: &[Uuid]| {
            let named = who.iter().map(|it| (Relation::Named, *it));
            named.chain([(Relation::Restricted, Uuid::nil())]).collect::<Vec<_>>()
        };
        check(&limited(&[ANN]), &[], &[], false);
        check(&limited(&[ANN]), &limited(&[ANN, BEN]), &[], false);
        check(&limited(&[ANN, BEN]), &limited(&[ANN]), &[], true);
        check(&[], &limited(&[ANN]), &[(Relation::Lead, BEN)], false);
        check(
            &[],
            &limited(&[ANN]),
            &[(Relation::Lead, ANN), (Relation::Organisation, POLICE)],
            true,
        );
    }

    #[test]
    fn somebody_else_is_chosen_and_it_is_said_how_that_is_known() {
        let now = PersonId(ANN);
        let wrong = |other: &str, why: &str| {
            let errors = checked((other, why), now).err().unwrap_or_default();
            errors.iter().map(|(field, _)| field.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(wrong("", " "), ["other", "reason"]);
        assert_eq!(wrong(&ANN.to_string(), "The school rang"), ["other"]);
        assert_eq!(wrong(&BEN.to_string(), &"x".repeat(501)), ["reason"]);
        assert_eq!(checked((&BEN.to_string(), " So "), now), Ok((PersonId(BEN), "So".to_owned())));
    }
}
