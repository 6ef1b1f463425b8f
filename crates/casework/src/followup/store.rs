//! SQL for what became of returned requests.

use agreement::{Act, Permit, Principal, Visible};
use db::{At, Day, DbError, Tx, insert, list};
use jiff::civil::Date;
use kernel::ReferralId;
use uuid::Uuid;

use crate::charters::ready;

/// A returned request that may have to be asked about.
#[derive(sqlx::FromRow)]
pub(crate) struct Returned {
    pub(crate) id: ReferralId,
    pub(crate) source_reference: String,
    pub(crate) person_name: String,
    pub(crate) forum_name: String,
    pub(crate) charter: String,
    pub(crate) decided_on: Day,
    pub(crate) return_reason: String,
    /// Whether somebody else made it, who has left.
    pub(crate) of_colleague: i64,
    /// After how many months the last answer was given.
    pub(crate) answered: Option<i64>,
}

/// The returned requests that the reader may be asked about: their own, and those of colleagues in their organisation
/// who have left.
pub(crate) async fn returned(
    tx: &mut Tx,
    answers: &Visible,
    who: &Principal,
) -> Result<Vec<Returned>, DbError> {
    let rows: Vec<Returned> = list!(
        tx,
        answers,
        "r.id",
        "select r.id, r.source_reference, p.given_name || ' ' || p.family_name as person_name,
                f.name as forum_name, f.charter || '/' || r.charter_version as charter, r.decided_on,
                r.return_reason,
                cast(case when r.referrer_practitioner = $1 then 0 else 1 end as bigint) as of_colleague,
                (select max(u.months) from referral_followup u where u.referral_id = r.id) as answered
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

/// Records an answer.
pub(super) async fn add<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (id, referral, months): (Uuid, ReferralId, u32),
    (answer, words): (&str, &str),
    (on, at): (Date, At),
) -> Result<(), DbError> {
    insert!(
        tx,
        referral_followup {
            id: id,
            referral_id: referral,
            months: i64::from(months),
            answer: answer,
            words: words,
            answered_by: permit.principal().practitioner,
            answered_on: Day(on),
            answered_at: at,
        }
    )
}

/// One returned request as it is counted: the edition of its charter, why and when it was returned, after how many months
/// it was answered about and how; the latest answer first.
pub(super) type Counted = (ReferralId, String, String, Day, Option<i64>, Option<String>);

/// The requests returned since a day, with their answers.
pub(super) async fn counted(
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
           left join referral_followup u on u.referral_id = r.id
          where r.status = 'returned' and r.decided_on >= $1 and {visible}
          order by r.id, u.months, u.answered_at desc, u.id desc",
        Day(since)
    )?;
    for (_, edition, ..) in &rows {
        ready(tx, edition).await?;
    }
    Ok(rows)
}
