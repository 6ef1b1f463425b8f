//! SQL for households.

use agreement::{Act, Permit, Visible};
use db::{At, Day, DbError, Tx, all, insert, list, one, run};
use jiff::civil::Date;
use kernel::{HouseholdId, PersonId};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::leaving::LeaveHousehold;
use crate::register::full_name;

/// Someone who lives in the same household.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their part: `child`, `young_person`, `parent_or_carer`, `other`.
    pub role: String,
    /// When they left, if they live there no more.
    pub left_on: Option<Date>,
}

/// Since when, and until when if they left, somebody lived in a household.
pub(crate) type Stay = (Option<Date>, Option<Date>);

/// The others of a person's household whom the reader may know of, those who left at the end; and
/// the times at which the person lived in one, the present one first.
pub(crate) async fn around(
    tx: &mut Tx,
    visible: &Visible,
    id: PersonId,
) -> Result<(Vec<Member>, Vec<Stay>), DbError> {
    type Row = (PersonId, String, String, String, Option<Day>, Option<Day>);
    let rows: Vec<Row> = list!(
        tx,
        visible,
        "p.id",
        "select p.id, p.given_name, p.family_name, m.role, m.joined_on, m.left_on
           from household_member mine
           join household_member m on m.household_id = mine.household_id
           join person p on p.id = m.person_id
          where mine.person_id = $1 and {visible}
            and (m.id = mine.id or (m.person_id <> $1 and mine.left_on is null))
          order by case when m.left_on is null then 0 else 1 end, m.left_on desc,
                   p.family_name, p.given_name, p.id, m.id",
        id
    )?;
    let (mut members, mut stays) = (Vec::new(), Vec::new());
    for (person, given, family, role, joined, left) in rows {
        let left_on = left.map(|day| day.0);
        if person == id {
            stays.push((joined.map(|day| day.0), left_on));
        } else {
            members.push(Member { person, name: full_name(&given, &family), role, left_on });
        }
    }
    Ok((members, stays))
}

/// The times at which a person lived in a household: since when, and until when if they left.
pub(super) async fn stays<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Vec<(Option<Day>, Option<Day>)>, DbError> {
    all!(
        tx,
        "select joined_on, left_on from household_member where person_id = $1
          order by case when left_on is null then 0 else 1 end, left_on desc, id",
        permit.subject()
    )
}

/// Somebody leaves the household where they live; since when they lived there stays known.
pub(super) async fn leave(
    tx: &mut Tx,
    permit: &Permit<LeaveHousehold>,
    on: Day,
) -> Result<(), DbError> {
    run!(
        tx,
        "update household_member set left_on = $1 where person_id = $2 and left_on is null",
        on,
        permit.subject()
    )?;
    Ok(())
}

/// The household that a person lives in now.
///
/// # Errors
///
/// When the database fails.
pub async fn of<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    id: PersonId,
) -> Result<Option<HouseholdId>, DbError> {
    let found: Option<(HouseholdId,)> = one!(
        tx,
        "select household_id from household_member
          where person_id = $1 and left_on is null
          order by joined_on desc, household_id limit 1",
        id
    )?;
    Ok(found.map(|(id,)| id))
}

pub(super) async fn begin<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    id: HouseholdId,
    at: At,
) -> Result<(), DbError> {
    insert!(tx, household { id: id, created_at: at })
}

/// Someone lives in a household, from today when they did not yet.
pub(super) async fn join<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    (id, household): (Uuid, HouseholdId),
    (person, role): (PersonId, &str),
    today: Day,
) -> Result<(), DbError> {
    run!(
        tx,
        "insert into household_member (id, household_id, person_id, role, joined_on)
         values ($1, $2, $3, $4, $5)
         on conflict (household_id, person_id) where left_on is null
         do update set role = excluded.role",
        id,
        household,
        person,
        role,
        today
    )?;
    Ok(())
}

/// Whoever moves in leaves the household where they lived.
pub(super) async fn leave_others<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    household: HouseholdId,
    person: PersonId,
    today: Day,
) -> Result<(), DbError> {
    run!(
        tx,
        "update household_member set left_on = $1
          where person_id = $2 and household_id <> $3 and left_on is null",
        today,
        person,
        household
    )?;
    Ok(())
}
