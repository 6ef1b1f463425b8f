//! SQL for what became of returned requests and closed cases.

use agreement::{Act, Permit, Principal, Visible};
use db::{At, Day, DbError, Tx, all, insert, list, one};
use jiff::civil::Date;
use kernel::{CaseId, ReferralId};
use uuid::Uuid;

use super::{answer::AnswerLine, model::After};
use crate::charters::ready;

/// A returned request or a closed case that may have to be asked about.
#[derive(sqlx::FromRow)]
pub(super) struct Ended {
    pub(super) id: ReferralId,
    /// The case, if one was closed.
    pub(super) case_id: Option<CaseId>,
    pub(super) source_reference: String,
    pub(super) person_name: String,
    pub(super) forum_name: String,
    pub(super) charter: String,
    /// When it was returned or closed.
    pub(super) since: Day,
    /// Why it was returned, or what came of the case.
    pub(super) reason: String,
    /// Whether somebody else made it, who has left; or nobody leads it any more.
    pub(super) of_colleague: i64,
    /// After how many months the last answer was given.
    pub(super) answered: Option<i64>,
}

/// The returned requests that the reader may be asked about: their own, and those of colleagues in their organisation
/// who have left.
pub(super) async fn returned(
    tx: &mut Tx,
    answers: &Visible,
    who: &Principal,
) -> Result<Vec<Ended>, DbError> {
    let rows: Vec<Ended> = list!(
        tx,
        answers,
        "r.id",
        "select r.id, cast(null as uuid) as case_id, r.source_reference, p.given_name || ' ' || p.family_name as person_name,
                f.name as forum_name, f.charter || '/' || r.charter_version as charter, r.decided_on as since,
                r.return_reason as reason,
                cast(case when r.referrer_practitioner = $1 then 0 else 1 end as bigint) as of_colleague,
                (select max(u.months) from referral_followup u
                  where u.referral_id = r.id and u.asked_after = 'returned') as answered
           from referral r join person p on p.id = r.person_id join forum f on f.id = r.forum_id
           join practitioner w on w.id = r.referrer_practitioner
          where r.status = 'returned' and r.decided_on is not null
            and (w.id = $1 or (r.referrer_organisation = $2 and w.active = $3)) and {visible}
          order by r.decided_on, r.id",
        who.practitioner,
        who.organisation,
        false
    )?;
    for row in &rows {
        ready(tx, &row.charter).await?;
    }
    Ok(rows)
}

/// The closed cases that the reader may be asked about: those that they led, and where nobody leads any more those of the
/// forums that they coordinate.
pub(super) async fn closed(
    tx: &mut Tx,
    closes: &Visible,
    who: &Principal,
) -> Result<Vec<Ended>, DbError> {
    let rows: Vec<Ended> = list!(
        tx,
        closes,
        "c.id",
        "select r.id, c.id as case_id, r.source_reference, p.given_name || ' ' || p.family_name as person_name,
                f.name as forum_name, f.charter || '/' || c.charter_version as charter, c.closed_on as since,
                c.closure_outcome as reason,
                cast(case when c.lead_id is null then 1 else 0 end as bigint) as of_colleague,
                (select max(u.months) from referral_followup u
                  where u.referral_id = r.id and u.asked_after = 'closed' and u.since_on = c.closed_on) as answered
           from case_record c join referral r on r.id = c.referral_id
           join person p on p.id = c.person_id join forum f on f.id = c.forum_id
          where c.status = 'closed' and c.closed_on is not null
            and ((c.lead_id = $1 and c.lead_status = 'accepted')
                 or (c.lead_id is null and exists (select 1 from membership m
                                                    where m.practitioner_id = $1 and m.organisation_id = $2
                                                      and m.forum_id = c.forum_id and m.role = 'coordinator'
                                                      and m.ended_at is null)))
            and {visible}
          order by c.closed_on, c.id",
        who.practitioner,
        who.organisation
    )?;
    for row in &rows {
        ready(tx, &row.charter).await?;
    }
    Ok(rows)
}

/// When the permit's case was closed, if it is.
pub(super) async fn closed_on<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Option<Date>, DbError> {
    let row: Option<(Day,)> = one!(
        tx,
        "select closed_on from case_record where id = $1 and status = 'closed' and closed_on is not null",
        permit.subject()
    )?;
    Ok(row.map(|(day,)| day.0))
}

/// What was said since the permit's case was closed: for each number of months the answer that was given last.
pub(super) async fn of_closed<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Vec<AnswerLine>, DbError> {
    let rows: Vec<(i64, String, String, String, Day)> = all!(
        tx,
        "select u.months, u.answer, u.words, w.name, u.answered_on
           from case_record c
           join referral_followup u on u.referral_id = c.referral_id
           join practitioner w on w.id = u.answered_by
          where c.id = $1 and u.asked_after = 'closed' and u.since_on = c.closed_on
          order by u.months, u.answered_at desc, u.id desc",
        permit.subject()
    )?;
    let mut lines: Vec<AnswerLine> = Vec::new();
    for (months, answer, words, by, on) in rows {
        if lines.last().is_none_or(|it| it.months != months) {
            lines.push(AnswerLine { months, answer, words, by, on: on.0 });
        }
    }
    Ok(lines)
}

/// Records an answer.
pub(super) async fn add<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (id, referral): (Uuid, ReferralId),
    (after, since, months): (After, Date, u32),
    (answer, words): (&str, &str),
    (on, at): (Date, At),
) -> Result<(), DbError> {
    insert!(
        tx,
        referral_followup {
            id: id,
            referral_id: referral,
            asked_after: after.name(),
            since_on: Day(since),
            months: i64::from(months),
            answer: answer,
            words: words,
            answered_by: permit.principal().practitioner,
            answered_on: Day(on),
            answered_at: at,
        }
    )
}

/// One returned request, or one closed case by its request, as it is counted: the edition of its charter, why it was returned or
/// what came of it and when that was, after how many months
/// it was answered about and how; the latest answer first.
pub(super) type Counted = (ReferralId, String, String, Day, Option<i64>, Option<String>);

/// The requests returned since a day, with their answers.
pub(super) async fn counted_returned(
    tx: &mut Tx,
    decides: &Visible,
    since: Date,
) -> Result<Vec<Counted>, DbError> {
    let rows: Vec<Counted> = list!(
        tx,
        decides,
        "r.id",
        "select r.id, f.charter || '/' || r.charter_version, r.return_reason, r.decided_on, u.months, u.answer
           from referral r join forum f on f.id = r.forum_id
           left join referral_followup u on u.referral_id = r.id and u.asked_after = 'returned'
          where r.status = 'returned' and r.decided_on >= $1 and {visible}
          order by r.id, u.months, u.answered_at desc, u.id desc",
        Day(since)
    )?;
    for (_, edition, ..) in &rows {
        ready(tx, edition).await?;
    }
    Ok(rows)
}

/// The cases closed since a day, with what was said of them since.
pub(super) async fn counted_closed(
    tx: &mut Tx,
    counts: &Visible,
    since: Date,
) -> Result<Vec<Counted>, DbError> {
    let rows: Vec<Counted> = list!(
        tx,
        counts,
        "c.id",
        "select c.referral_id, f.charter || '/' || c.charter_version, c.closure_outcome, c.closed_on, u.months, u.answer
           from case_record c join forum f on f.id = c.forum_id
           left join referral_followup u on u.referral_id = c.referral_id and u.asked_after = 'closed'
                                        and u.since_on = c.closed_on
          where c.status = 'closed' and c.closed_on >= $1 and {visible}
          order by c.referral_id, u.months, u.answered_at desc, u.id desc",
        Day(since)
    )?;
    for (_, edition, ..) in &rows {
        ready(tx, edition).await?;
    }
    Ok(rows)
}
