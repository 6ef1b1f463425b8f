//! SQL for whom a request is about besides its person.

use agreement::{Act, Permit, Visible};
use db::{DbError, Tx, all, insert, list, run};
use kernel::{PersonId, ReferralId};

use crate::referral::people::PersonNamed;

/// Those who live with a person now and those whom a request names already, as far as the reader may know of each;
/// and whether the request names them.
pub(in crate::referral) async fn of_household(
    tx: &mut Tx,
    visible: &Visible,
    (person, referral): (PersonId, Option<ReferralId>),
) -> Result<Vec<(PersonNamed, bool)>, DbError> {
    let rows: Vec<(PersonId, String, i64)> = list!(
        tx,
        visible,
        "p.id",
        "select p.id, p.given_name || ' ' || p.family_name,
                cast(case when exists (select 1 from referral_person n
                                        where n.referral_id = $2 and n.person_id = p.id)
                     then 1 else 0 end as bigint)
           from person p
          where p.id in (select m.person_id
                           from household_member mine
                           join household_member m on m.household_id = mine.household_id
                          where mine.person_id = $1 and mine.left_on is null and m.left_on is null
                          union
                         select q.person_id from referral_person q where q.referral_id = $2)
            and p.id <> $1 and {visible}
          order by p.family_name, p.given_name, p.id",
        person,
        referral
    )?;
    let named =
        |(person, name, named): (PersonId, String, i64)| (PersonNamed { person, name }, named == 1);
    Ok(rows.into_iter().map(named).collect())
}

/// Everybody who may be named: those who live with a person now, and whether the request names them already.
pub(in crate::referral) async fn candidates<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    (person, referral): (PersonId, ReferralId),
) -> Result<Vec<(PersonId, bool)>, DbError> {
    let rows: Vec<(PersonId, i64)> = all!(
        tx,
        "select m.person_id, cast(max(m.named) as bigint)
           from (select o.person_id, 0 as named
                   from household_member mine
                   join household_member o on o.household_id = mine.household_id
                  where mine.person_id = $1 and mine.left_on is null and o.left_on is null
                    and o.person_id <> $1
                  union all
                 select q.person_id, 1 from referral_person q where q.referral_id = $2) m
          group by m.person_id",
        person,
        referral
    )?;
    Ok(rows.into_iter().map(|(person, named)| (person, named == 1)).collect())
}

/// Names one more.
pub(in crate::referral) async fn name<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    (referral, person): (ReferralId, PersonId),
) -> Result<(), DbError> {
    insert!(tx, referral_person { referral_id: referral, person_id: person })
}

/// Names one no more.
pub(in crate::referral) async fn leave_out<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    (referral, person): (ReferralId, PersonId),
) -> Result<(), DbError> {
    run!(
        tx,
        "delete from referral_person where referral_id = $1 and person_id = $2",
        referral,
        person
    )?;
    Ok(())
}
