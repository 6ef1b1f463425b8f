//! SQL for relationships.

use agreement::{Act, Permit, Visible};
use db::{Among, At, Day, DbError, Tx, all, found, insert, list, run};
use jiff::civil::Date;
use kernel::{PersonId, PractitionerId, RelationshipId};

use super::model::{Checked, Ending, holds};
use crate::register::{approximate::Approximate, full_name};

/// One relationship: the one is something to the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) id: RelationshipId,
    pub(super) person: PersonId,
    pub(super) other: PersonId,
    pub(super) kind: String,
    pub(super) responsibility: String,
    /// A year, a month or a day as text; empty when not known.
    pub(super) began: String,
    pub(super) ended: String,
    pub(super) end_reason: String,
    pub(super) in_error: bool,
}

impl Edge {
    /// Whether it is so now.
    pub(super) fn holds(&self) -> bool {
        holds(&self.kind, &self.ended, &self.end_reason, self.in_error)
    }
}

type Row = (RelationshipId, PersonId, PersonId, String, String, String, String, String, bool);

fn edge(
    (id, person, other, kind, responsibility, began, ended, end_reason, in_error): Row,
) -> Edge {
    Edge { id, person, other, kind, responsibility, began, ended, end_reason, in_error }
}

/// A person of the family, as far as the summary tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Relative {
    pub(crate) id: PersonId,
    pub(crate) name: String,
    pub(crate) date_of_birth: Option<Date>,
    /// As far as it is known; empty while they live.
    pub(crate) died: String,
    /// Whether they live in the household where the person lives now.
    pub(crate) at_home: bool,
}

/// The person, and those related to them or living with them of whom the reader may know.
pub(crate) async fn relatives(
    tx: &mut Tx,
    visible: &Visible,
    person: PersonId,
) -> Result<Vec<Relative>, DbError> {
    type Row = (PersonId, String, String, Option<Day>, String, bool);
    let rows: Vec<Row> = found!(
        tx,
        visible,
        visible,
        "p.id",
        "select p.id, p.given_name, p.family_name, p.date_of_birth, p.died,
                exists (select 1 from household_member mine
                          join household_member m on m.household_id = mine.household_id
                         where mine.person_id = $1 and mine.left_on is null
                           and m.person_id = p.id and m.left_on is null) as at_home
           from person p
          where p.id in (select q.id from person q where q.id = $1
                         union select r.person_id from relationship r where r.other_id = $1
                         union select r.other_id from relationship r where r.person_id = $1
                         union select m.person_id from household_member mine
                                 join household_member m on m.household_id = mine.household_id
                                where mine.person_id = $1 and mine.left_on is null
                                  and m.left_on is null)
            and {more}
          order by p.date_of_birth nulls last, p.id",
        person
    )?;
    let relative = |(id, given, family, born, died, at_home): Row| {
        let name = full_name(&given, &family);
        Relative { id, name, date_of_birth: born.map(|day| day.0), died, at_home }
    };
    Ok(rows.into_iter().map(relative).collect())
}

/// The relationships among these people, of each of whom the reader may know; a relationship to anybody
/// else is left out.
pub(super) async fn among<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    people: &[Relative],
) -> Result<Vec<Edge>, DbError> {
    let known = Among::new(people.iter().map(|it| it.id.0));
    let rows: Vec<Row> = list!(
        tx,
        known,
        "r.person_id",
        "select r.id, r.person_id, r.other_id, r.kind, r.responsibility, r.began, r.ended, r.end_reason,
                r.in_error
           from relationship r where {visible} order by r.id"
    )?;
    let is_known = |edge: &Edge| people.iter().any(|it| it.id == edge.other);
    Ok(rows.into_iter().map(edge).filter(is_known).collect())
}

/// Those of these people whose record is within a filter.
pub(super) async fn readable(
    tx: &mut Tx,
    visible: &Visible,
    people: &[Relative],
) -> Result<Vec<PersonId>, DbError> {
    let known = Among::new(people.iter().map(|it| it.id.0));
    let rows: Vec<(PersonId,)> = found!(
        tx,
        known,
        visible,
        "p.id",
        "select p.id from person p where p.id in ({found}) and {more}"
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The relationships of one person. Whoever is at the other end is for the caller to decide on.
pub(super) async fn of<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    person: PersonId,
) -> Result<Vec<Edge>, DbError> {
    let rows: Vec<Row> = all!(
        tx,
        "select id, person_id, other_id, kind, responsibility, began, ended, end_reason, in_error
           from relationship where person_id = $1
         union all
         select id, person_id, other_id, kind, responsibility, began, ended, end_reason, in_error
           from relationship where other_id = $1
          order by id",
        person
    )?;
    Ok(rows.into_iter().map(edge).collect())
}

/// Records what the one is to the other.
pub(super) async fn record<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (person, other): (PersonId, PersonId),
    said: &Checked,
    (id, at): (RelationshipId, At),
) -> Result<(), DbError> {
    insert!(
        tx,
        relationship {
            id: id,
            person_id: person,
            other_id: other,
            kind: said.kind,
            responsibility: said.responsibility,
            began: said.from.map(Approximate::text).unwrap_or_default(),
            ended: said.until.map(Approximate::text).unwrap_or_default(),
            end_reason: "",
            in_error: false,
            recorded_by: permit.principal().practitioner,
            recorded_at: at,
            ended_by: None::<PractitionerId>,
            ended_at: None::<At>,
        }
    )
}

/// Ends a relationship, or says that it never was; that it stood in the record stays known, and until when it was said to be,
/// for the mark may be taken back.
pub(super) async fn end<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    id: RelationshipId,
    ending: &Ending,
    at: At,
) -> Result<(), DbError> {
    run!(
        tx,
        "update relationship
            set ended = case when $3 then ended else $1 end, end_reason = $2, in_error = $3, ended_by = $4,
                ended_at = $5
          where id = $6",
        ending.until.map(Approximate::text).unwrap_or_default(),
        &ending.reason,
        ending.in_error,
        permit.principal().practitioner,
        at,
        id
    )?;
    Ok(())
}

/// A relationship that was said to be an error stands as it did.
pub(crate) async fn stands_again<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    id: RelationshipId,
) -> Result<(), DbError> {
    run!(
        tx,
        "update relationship set in_error = false, end_reason = '', ended_by = null, ended_at = null
          where id = $1 and in_error",
        id
    )?;
    Ok(())
}

/// Whether the same relationship was recorded anew, from either side, whether or not it has ended since.
pub(crate) async fn stands_anew<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (person, id): (PersonId, RelationshipId),
) -> Result<bool, DbError> {
    let edges = of(tx, permit, person).await?;
    let marked = edges.iter().find(|it| it.id == id);
    let pair = |it: &Edge| (it.person.min(it.other), it.person.max(it.other));
    let is_same = |it: &Edge, than: &Edge| pair(it) == pair(than) && it.kind == than.kind;
    let is_anew = |it: &Edge, than: &Edge| it.id != than.id && !it.in_error && is_same(it, than);
    Ok(marked.is_some_and(|than| edges.iter().any(|it| is_anew(it, than))))
}
