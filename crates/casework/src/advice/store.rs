//! SQL for questions for advice.

use agreement::{Act, Permit, Visible};
use db::{At, Day, DbError, Tx, all, insert, list, one, run};
use jiff::civil::Date;
use kernel::{AdviceId, ForumId, OrganisationId, PractitionerId, ReferralId};

use super::model::{Kind, Question};
use crate::charters::ready;

/// Keeps a question.
pub(super) async fn ask<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (id, forum): (AdviceId, ForumId),
    it: Question<'_>,
    (on, at): (Date, At),
) -> Result<(), DbError> {
    let who = permit.principal();
    insert!(
        tx,
        advice {
            id: id,
            forum_id: forum,
            situation: it.situation,
            tried: it.tried,
            question: it.question,
            asked_by: who.practitioner,
            asked_for: who.organisation,
            asked_on: Day(on),
            asked_at: at,
            kind: "",
            organisation_id: None::<OrganisationId>,
            words: "",
            answered_on: None::<Day>,
            answered_by: None::<PractitionerId>,
            referral_id: None::<ReferralId>,
        }
    )
}

/// Answers a question of a forum; false when somebody has already.
pub(super) async fn answer<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    id: AdviceId,
    (kind, organisation, words): (Kind, Option<OrganisationId>, &str),
    on: Date,
) -> Result<bool, DbError> {
    let changed = run!(
        tx,
        "update advice set kind = $1, organisation_id = $2, words = $3, answered_on = $4, answered_by = $5
          where id = $6 and forum_id = $7 and answered_on is null",
        kind.name(),
        organisation,
        words,
        Day(on),
        permit.principal().practitioner,
        id,
        permit.subject()
    )?;
    Ok(changed == 1)
}

/// A question with its answer, if it has one.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub(super) id: AdviceId,
    pub(super) forum_id: ForumId,
    pub(super) forum_name: String,
    pub(super) charter: String,
    pub(super) situation: String,
    pub(super) tried: String,
    pub(super) question: String,
    pub(super) asked_by: String,
    pub(super) organisation_name: String,
    pub(super) asked_on: Day,
    pub(super) kind: String,
    pub(super) one_organisation: String,
    pub(super) words: String,
    pub(super) answered_on: Option<Day>,
    pub(super) answered_by: String,
    pub(super) referral_id: Option<ReferralId>,
}

/// A question of the forum that a permit is for.
pub(super) async fn of_forum<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    id: AdviceId,
) -> Result<Option<Row>, DbError> {
    let found: Option<Row> = one!(
        tx,
        "select * from advice_line where id = $1 and forum_id = $2",
        id,
        permit.subject()
    )?;
    if let Some(row) = &found {
        ready(tx, &row.charter).await?;
    }
    Ok(found)
}

/// The questions of the forums that the reader runs: those that wait first, by age, then the latest answered.
pub(super) async fn of_forums(tx: &mut Tx, runs: &Visible, rows: i64) -> Result<Vec<Row>, DbError> {
    let found: Vec<Row> = list!(
        tx,
        runs,
        "a.forum_id",
        "select a.* from advice_line a where {visible}
          order by case when a.answered_on is null then 0 else 1 end, a.answered_on desc, a.asked_at, a.id
          limit cast($1 as bigint)",
        rows
    )?;
    for row in &found {
        ready(tx, &row.charter).await?;
    }
    Ok(found)
}

/// The questions that the reader asked, the latest first.
pub(super) async fn own<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    rows: i64,
) -> Result<Vec<Row>, DbError> {
    let found: Vec<Row> = all!(
        tx,
        "select * from advice_line where asker = $1 order by asked_at desc, id limit cast($2 as bigint)",
        permit.principal().practitioner,
        rows
    )?;
    for row in &found {
        ready(tx, &row.charter).await?;
    }
    Ok(found)
}

/// What the reader asked a forum about and has not yet made a request of: id, day, what is going on, what was tried.
pub(crate) type Written = (AdviceId, Date, String, String);

/// A forum's name and its charter's edition, and what one who refers to it wrote to it before, the latest first.
pub(crate) async fn forum_and_written<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    forum: ForumId,
) -> Result<Option<(String, String, Vec<Written>)>, DbError> {
    type Row = (String, String, Option<AdviceId>, Option<Day>, Option<String>, Option<String>);
    let rows: Vec<Row> = all!(
        tx,
        "select f.name, f.charter || '/' || f.charter_version, a.id, a.asked_on, a.situation, a.tried
           from forum f
           left join (select e.id, e.forum_id, e.asked_on, e.asked_at, e.situation, e.tried from advice e
                       where e.asked_by = $1 and e.forum_id = $2 and e.referral_id is null
                       order by e.asked_at desc, e.id limit 5) a on a.forum_id = f.id
          where f.id = $2
          order by a.asked_at desc, a.id",
        permit.principal().practitioner,
        forum
    )?;
    let Some((name, edition)) = rows.first().map(|it| (it.0.clone(), it.1.clone())) else {
        return Ok(None);
    };
    ready(tx, &edition).await?;
    let written = |(_, _, id, on, situation, tried): Row| Some((id?, on?.0, situation?, tried?));
    Ok(Some((name, edition, rows.into_iter().filter_map(written).collect())))
}

/// Says which request came of a question.
pub(crate) async fn became<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    id: AdviceId,
    referral: ReferralId,
) -> Result<(), DbError> {
    run!(
        tx,
        "update advice set referral_id = $1 where id = $2 and asked_by = $3 and referral_id is null",
        referral,
        id,
        permit.principal().practitioner
    )?;
    Ok(())
}

/// The organisations that there are: ids and names.
pub(super) async fn organisations(tx: &mut Tx) -> Result<Vec<(OrganisationId, String)>, DbError> {
    all!(tx, "select id, name from organisation where withdrawn_on is null order by name")
}

/// The forums that there are, with their charters' editions.
pub(super) async fn forums(tx: &mut Tx) -> Result<Vec<(ForumId, String, String)>, DbError> {
    let found: Vec<(ForumId, String, String)> =
        all!(tx, "select id, name, charter || '/' || charter_version from forum order by name")?;
    for (.., edition) in &found {
        ready(tx, edition).await?;
    }
    Ok(found)
}
