//! SQL for requests to see what is held.

use std::collections::BTreeMap;

use agreement::{Act, Permit, Visible};
use db::{
    Among, At, Day, DbError, Source, Stop, Tx, all, found, gathered, insert, insert_rows, list, run,
};
use jiff::civil::Date;
use kernel::{AccessRequestId, PersonId};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    list::ABOUT,
    model::{New, Status},
};

/// A request to see what is held.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AccessRequest {
    /// The request.
    pub access: AccessRequestId,
    /// Who asks: `self`, `parent` or `chosen`.
    pub asked_by: String,
    /// How it is known who asks.
    pub identity: String,
    /// When it was received.
    pub received_on: Date,
    /// By when the answer is due.
    pub due_on: Date,
    /// Why it takes longer; empty when it does not.
    pub extension_reason: String,
    /// Where it stands.
    pub status: Status,
    /// Why it ended without an answer.
    pub end_words: String,
    /// When it was answered, or ended.
    pub ended_on: Option<Date>,
    /// Who recorded it.
    pub recorded_by: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: AccessRequestId,
    asked_by: String,
    identity_words: String,
    received_on: Day,
    due_on: Day,
    extension_reason: String,
    status: String,
    end_words: String,
    ended_on: Option<Day>,
    recorded_by: String,
}

/// The requests of the permit's person, the latest first.
pub(super) async fn requests<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Vec<AccessRequest>, DbError> {
    let rows: Vec<Row> = all!(
        tx,
        "select a.id, a.asked_by, a.identity_words, a.received_on, a.due_on, a.extension_reason, a.status, a.end_words,
                a.ended_on, w.name as recorded_by
           from access_request a join practitioner w on w.id = a.recorded_by
          where a.person_id = $1
          order by a.received_on desc, a.id desc",
        permit.subject()
    )?;
    let request = |row: Row| {
        let status = Status::from_name(&row.status)
            .ok_or_else(|| DbError::corrupt("access_request", "status", &row.status))?;
        Ok(AccessRequest {
            access: row.id,
            asked_by: row.asked_by,
            identity: row.identity_words,
            received_on: row.received_on.0,
            due_on: row.due_on.0,
            extension_reason: row.extension_reason,
            status,
            end_words: row.end_words,
            ended_on: row.ended_on.map(|day| day.0),
            recorded_by: row.recorded_by,
        })
    };
    rows.into_iter().map(request).collect()
}

/// One request of the permit's person.
pub(super) async fn request<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    id: AccessRequestId,
) -> Result<AccessRequest, Stop> {
    let all = requests(tx, permit).await?;
    all.into_iter().find(|it| it.access == id).ok_or(Stop::NotThere)
}

/// Records a request.
pub(super) async fn record<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (id, person): (AccessRequestId, PersonId),
    new: &New,
    at: At,
) -> Result<(), DbError> {
    insert!(
        tx,
        access_request {
            id: id,
            person_id: person,
            asked_by: &new.asked_by,
            identity_words: &new.identity,
            received_on: Day(new.received_on),
            due_on: Day(new.due_on),
            extension_reason: "",
            status: Status::Open.name(),
            end_words: "",
            recorded_by: permit.principal().practitioner,
            recorded_at: at,
        }
    )
}

/// Gives a request more time.
pub(super) async fn extend<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    id: AccessRequestId,
    (reason, due_on): (&str, Date),
    on: Date,
) -> Result<(), DbError> {
    run!(
        tx,
        "update access_request set extension_reason = $1, due_on = $2, extended_by = $3, extended_on = $4
          where id = $5 and person_id = $6",
        reason,
        Day(due_on),
        permit.principal().practitioner,
        Day(on),
        id,
        permit.subject()
    )?;
    Ok(())
}

/// Ends a request.
pub(super) async fn end<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    id: AccessRequestId,
    (status, words): (Status, &str),
    on: Date,
) -> Result<(), DbError> {
    run!(
        tx,
        "update access_request set status = $1, end_words = $2, ended_by = $3, ended_on = $4
          where id = $5 and person_id = $6",
        status.name(),
        words,
        permit.principal().practitioner,
        Day(on),
        id,
        permit.subject()
    )?;
    Ok(())
}

/// The referrals and cases of the permit's person that these filters show.
pub(super) async fn episodes<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (referrals, cases): (&Visible, &Visible),
) -> Result<(Vec<Uuid>, Vec<Uuid>), DbError> {
    let rows: Vec<(String, Uuid)> = found!(
        tx,
        referrals,
        cases,
        "c.id",
        "select 'referral' as sort, r.id from referral r where r.person_id = $1 and r.id in ({found})
         union all
         select 'case', c.id from case_record c where c.person_id = $1 and {more}",
        permit.subject()
    )?;
    let (referrals, cases): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|(sort, _)| sort == "referral");
    let ids = |rows: Vec<(String, Uuid)>| rows.into_iter().map(|(_, id)| id).collect();
    Ok((ids(referrals), ids(cases)))
}

/// Everything that hangs on these: the permit's person, and referrals and cases of theirs.
pub(super) async fn held<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    episodes: &[Uuid],
) -> Result<Vec<(usize, Map<String, Value>)>, DbError> {
    let sources: Vec<Source> = ABOUT.iter().map(super::list::Held::source).collect();
    let ids = permit.subject().into_iter().chain(episodes.iter().copied());
    gathered(tx, &sources, &Among::new(ids)).await
}

/// What professionals, organisations, forums and services are called.
pub(super) async fn names(
    tx: &mut Tx,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, String>, DbError> {
    let among = Among::new(ids);
    let rows: Vec<(Uuid, String)> = list!(
        tx,
        among,
        "n.id",
        "select n.id, n.name from (select id, name from practitioner union all select id, name from organisation
                                   union all select id, name from forum union all select id, name from service) n
          where {visible}"
    )?;
    Ok(rows.into_iter().collect())
}

/// The names of the permit's person, which are their own, and those of others who live or lived with them, are related to
/// them or named with them on a request: true where it is their own. They are compared with what was written, and shown to
/// nobody.
pub(super) async fn own_and_others<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Vec<(bool, String)>, DbError> {
    all!(
        tx,
        "select p.id = $1, p.given_name || ' ' || p.family_name || ' ' || coalesce(n.given_name, '') || ' '
                || coalesce(n.family_name, '')
           from person p left join person_name n on n.person_id = p.id
          where p.id in (select q.id from person q where q.id = $1
                         union select r.person_id from relationship r where r.other_id = $1
                         union select r.other_id from relationship r where r.person_id = $1
                         union select m.person_id from household_member mine
                                 join household_member m on m.household_id = mine.household_id
                                where mine.person_id = $1
                         union select o.person_id from referral r join referral_person o on o.referral_id = r.id
                                where r.person_id = $1
                         union select r.person_id from referral_person mine join referral r on r.id = mine.referral_id
                                where mine.person_id = $1
                         union select k.person_id from person_correction k where k.was_person_id = $1
                         union select k.was_person_id from referral r join person_correction k on k.referral_id = r.id
                                where r.person_id = $1)",
        permit.subject()
    )
}

/// What was decided of a request's things so far.
pub(super) async fn decisions<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    id: AccessRequestId,
) -> Result<BTreeMap<String, String>, DbError> {
    let rows: Vec<(String, String)> =
        all!(tx, "select mark, withheld from access_decision where request_id = $1", id)?;
    Ok(rows.into_iter().collect())
}

/// Keeps what was decided, in place of what was decided of the same things before.
pub(super) async fn decide<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    id: AccessRequestId,
    decided: &BTreeMap<String, String>,
    at: At,
) -> Result<(), DbError> {
    for mark in decided.keys() {
        run!(tx, "delete from access_decision where request_id = $1 and mark = $2", id, mark)?;
    }
    let decided: Vec<(&String, &String)> = decided.iter().collect();
    let by = permit.principal().practitioner;
    insert_rows!(tx, access_decision, &decided, it => {
        request_id: id, mark: it.0, withheld: it.1, decided_by: by, decided_at: at,
    })
}
