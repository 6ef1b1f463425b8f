//! SQL for access overrides.

use agreement::{Act, Kind, Permit, Relation, Visible};
use db::{At, DbError, Tx, all, insert, list, one, run, scope};
use kernel::{ForumId, PersonId, PractitionerId, SessionId};
use uuid::Uuid;

use super::review::OverrideLine;
use crate::register::full_name;

/// When whoever holds a session last showed with their password that it is them.
pub(super) async fn confirmed_at<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    session: Option<SessionId>,
) -> Result<Option<At>, DbError> {
    let row: Option<(At,)> = one!(
        tx,
        "select coalesce(confirmed_at, started_at) from session where id = $1 and ended_at is null",
        session
    )?;
    Ok(row.map(|(at,)| at))
}

/// The referrals and cases of a person.
pub(super) async fn records<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Vec<(Kind, Uuid)>, DbError> {
    let rows: Vec<(String, Uuid)> = all!(
        tx,
        "select 'referral', id from referral where person_id = $1
         union all
         select 'case', id from case_record where person_id = $1",
        permit.subject()
    )?;
    let kind = |sort: &str| if sort == "case" { Kind::Case } else { Kind::Referral };
    Ok(rows.into_iter().map(|(sort, id)| (kind(&sort), id)).collect())
}

/// An override that is about to be taken.
pub(super) struct New<'a> {
    pub(super) id: Uuid,
    pub(super) person: PersonId,
    pub(super) reason: &'a str,
    pub(super) at: At,
    pub(super) until: At,
}

/// Records an override, and ties these records to it.
pub(super) async fn take<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    new: New<'_>,
    records: &[(Kind, Uuid)],
) -> Result<(), DbError> {
    let who = permit.principal();
    insert!(
        tx,
        access_override {
            id: new.id,
            person_id: new.person,
            practitioner_id: who.practitioner,
            organisation_id: who.organisation,
            reason: new.reason,
            made_at: new.at,
            until_at: new.until,
            finding: "",
            finding_words: "",
            reviewed_by: None::<PractitionerId>,
            reviewed_at: None::<At>,
        }
    )?;
    run!(
        tx,
        "insert into override_forum (override_id, forum_id)
         select distinct o.id, s.target from access_override o
           join record_scope s on s.kind = 'person' and s.record = o.person_id and s.relation = 'forum'
          where o.id = $1",
        new.id
    )?;
    for record in records {
        scope::add(tx, *record, Relation::Override, new.id).await?;
    }
    Ok(())
}

/// The forums that held the record when it was read: it is for them to say whether it was right.
pub(super) async fn held_by<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    id: Uuid,
) -> Result<Vec<ForumId>, DbError> {
    let rows: Vec<(ForumId,)> =
        all!(tx, "select forum_id from override_forum where override_id = $1", id)?;
    Ok(rows.into_iter().map(|(forum,)| forum).collect())
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    person: PersonId,
    given: String,
    family: String,
    practitioner: PractitionerId,
    by_name: String,
    organisation: String,
    reason: String,
    made_at: At,
    until_at: At,
    finding: String,
    finding_words: String,
    reviewer: Option<String>,
}

impl Row {
    fn line(self) -> OverrideLine {
        OverrideLine {
            id: self.id,
            person: self.person,
            name: full_name(&self.given, &self.family),
            practitioner: self.practitioner,
            by: self.by_name,
            organisation: self.organisation,
            reason: self.reason,
            at: self.made_at.0,
            until: self.until_at.0,
            finding: self.finding,
            finding_words: self.finding_words,
            reviewed_by: self.reviewer,
        }
    }
}

/// The overrides of records that the reader coordinates: those that nobody has looked at first, then the latest.
pub(super) async fn of_coordinator(
    tx: &mut Tx,
    restricts: &Visible,
) -> Result<Vec<OverrideLine>, DbError> {
    let rows: Vec<Row> = list!(
        tx,
        restricts,
        "p.id",
        "select o.id, o.person, o.given, o.family, o.practitioner, o.by_name, o.organisation, o.reason, o.made_at,
                o.until_at, o.finding, o.finding_words, o.reviewer
           from override_told o join person p on p.id = o.person
          where {visible}
          order by case when o.finding = '' then 0 else 1 end, o.made_at desc, o.id
          limit 100"
    )?;
    Ok(rows.into_iter().map(Row::line).collect())
}

/// One override of a person's records.
pub(super) async fn one_of<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    id: Uuid,
) -> Result<Option<OverrideLine>, DbError> {
    let row: Option<Row> = one!(
        tx,
        "select o.id, o.person, o.given, o.family, o.practitioner, o.by_name, o.organisation, o.reason, o.made_at,
                o.until_at, o.finding, o.finding_words, o.reviewer
           from access_override x join override_told o on o.id = x.id
          where x.id = $1 and x.person_id = $2",
        id,
        permit.subject()
    )?;
    Ok(row.map(Row::line))
}

/// Records what was found, ends the override, and unties the records from it.
pub(super) async fn review<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    id: Uuid,
    (finding, words): (&str, &str),
    at: At,
) -> Result<(), DbError> {
    run!(
        tx,
        "update access_override
            set finding = $1, finding_words = $2, reviewed_by = $3, reviewed_at = $4,
                until_at = case when until_at > $4 then $4 else until_at end
          where id = $5 and person_id = $6",
        finding,
        words,
        permit.principal().practitioner,
        at,
        id,
        permit.subject()
    )?;
    run!(tx, "delete from record_scope where relation = 'override' and target = $1", id)?;
    Ok(())
}
