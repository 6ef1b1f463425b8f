//! SQL for requests to see what is held.

use std::collections::{BTreeMap, BTreeSet};

use agreement::{Act, Permit, Visible};
use db::{
    Among, At, Day, DbError, Source, Stop, Tx, all, both, gathered, insert, insert_rows, list, run,
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
use crate::charters::ready;

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

/// The referrals and the cases of a person, and the charters with their versions by which they go.
#[derive(Default)]
pub(super) struct Episodes {
    pub(super) referrals: BTreeSet<Uuid>,
    pub(super) cases: BTreeSet<Uuid>,
    pub(super) editions: BTreeSet<String>,
}

/// Those of the permit's person within these filters. Their charters can be read then.
pub(super) async fn episodes<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    [referrals, cases]: [&Visible; 2],
) -> Result<Episodes, DbError> {
    let rows: Vec<(String, Uuid, String)> = both!(
        tx,
        referrals,
        cases,
        "e.id",
        "select 'referral' as sort, e.id, f.charter || '/' || e.charter_version as edition
           from referral e join forum f on f.id = e.forum_id where e.person_id = $1 and {also}
         union all
         select 'case', e.id, f.charter || '/' || e.charter_version
           from case_record e join forum f on f.id = e.forum_id where e.person_id = $1 and {more}",
        permit.subject()
    )?;
    let mut found = Episodes::default();
    for (sort, id, edition) in rows {
        ready(tx, &edition).await?;
        found.editions.insert(edition);
        let those = if sort == "case" { &mut found.cases } else { &mut found.referrals };
        those.insert(id);
    }
    Ok(found)
}

/// The cases of the permit's person, and those who are related to them, within these filters.
pub(super) async fn cases_and_relatives<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    [cases, people]: [&Visible; 2],
) -> Result<(BTreeSet<Uuid>, BTreeSet<Uuid>), DbError> {
    let rows: Vec<(String, Uuid)> = both!(
        tx,
        cases,
        people,
        "e.id",
        "select 'case' as sort, e.id from case_record e where e.person_id = $1 and {also}
         union all
         select 'person', e.id from person e
          where e.id in (select r.person_id from relationship r where r.other_id = $1
                         union select r.other_id from relationship r where r.person_id = $1)
            and {more}",
        permit.subject()
    )?;
    let (those, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(sort, _)| sort == "case");
    let ids = |rows: Vec<(String, Uuid)>| rows.into_iter().map(|(_, id)| id).collect();
    Ok((ids(those), ids(others)))
}

/// Rows by their place in [`ABOUT`], and what was decided by the mark of each thing.
pub(super) type HeldRows = (Vec<(usize, Map<String, Value>)>, BTreeMap<String, String>);

/// Everything that hangs on these: the permit's person, and referrals and cases of theirs; and what was decided so far for a
/// request, with the same statement.
pub(super) async fn held<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (episodes, request): (&BTreeSet<Uuid>, AccessRequestId),
) -> Result<HeldRows, DbError> {
    let decisions = Source {
        table: "access_decision",
        joins: "",
        by: "t.request_id",
        columns: vec![("mark", false), ("withheld", false)],
    };
    let sources: Vec<Source> =
        ABOUT.iter().map(super::list::Held::source).chain([decisions]).collect();
    let ids = permit.subject().into_iter().chain(episodes.iter().copied()).chain([request.0]);
    let rows = gathered(tx, &sources, &Among::new(ids)).await?;
    let (held, decided): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(at, _)| *at < ABOUT.len());
    let said = |row: &Map<String, Value>, column: &str| {
        row.get(column).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let decided = decided.iter().map(|(_, row)| (said(row, "mark"), said(row, "withheld")));
    Ok((held, decided.collect()))
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
