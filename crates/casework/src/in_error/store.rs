//! SQL for what was entered in error: the lines of a case that can be marked, and what was said of them.

use agreement::{Act, Permit};
use db::{At, Day, DbError, Tx, all, insert, one, run};
use jiff::civil::Date;
use kernel::{PractitionerId, ReferralId};
use uuid::Uuid;

use super::{model::Sort, see::TakenBack};
use crate::relapse::IS_BACK;

/// A line of a case.
pub(super) struct Entry {
    pub(super) id: Uuid,
    pub(super) sort: Sort,
    pub(super) on: Date,
    /// What it says; for consent its purpose.
    pub(super) words: String,
    /// For consent the decision; otherwise empty.
    pub(super) code: String,
    pub(super) error_reason: String,
    pub(super) recorded_by: Option<PractitionerId>,
}

/// The lines of a case that can have been entered in error, the latest first. What was shared with somebody whom the family
/// excluded is for those who keep the plan, here as on the page about consent.
pub(super) async fn entries<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    keeps_plan: bool,
) -> Result<Vec<Entry>, DbError> {
    type Row = (Uuid, String, Day, String, String, String, Option<PractitionerId>);
    let rows: Vec<Row> = all!(
        tx,
        "select a.id as id, 'consent' as sort, a.decided_on as day, a.purpose as words, a.decision as code, a.error_reason,
                a.recorded_by
           from case_record c join consent a on a.referral_id = c.referral_id where c.id = $1
         union all
         select n.id, 'note', n.written_on, n.words, '', n.error_reason, n.written_by
           from case_record c join referral_note n on n.referral_id = c.referral_id where c.id = $1
         union all
         select o.id, 'paper', k.opened_on, o.title, '', o.error_reason, o.added_by
           from case_record k join paper o on o.case_id = k.id or o.referral_id = k.referral_id
          where k.id = $1
         union all
         select b.id, 'relapse', b.happened_on, b.seen, '', b.error_reason, b.recorded_by
           from relapse_event b where b.case_id = $1
         union all
         select d.id, 'shared', d.decided_on, d.what, '', d.error_reason, d.recorded_by
           from sharing_decision d where d.case_id = $1 and (cast($2 as bigint) = 1 or not d.despite_exclusion)
         union all
         select t.id, 'team', t.added_on, coalesce(p.name, t.name) || ', ' || t.role, '', t.error_reason,
                t.added_by
           from case_record e
           join team_member t on t.case_id = e.id
           left join practitioner p on p.id = t.practitioner_id
          where e.id = $1
          order by day desc, id desc",
        permit.subject(),
        i64::from(keeps_plan)
    )?;
    let entry = |(id, sort, on, words, code, error_reason, recorded_by): Row| {
        let known = Sort::from_name(&sort);
        let sort = known.ok_or_else(|| DbError::corrupt("entry_error", "sort", &sort))?;
        Ok(Entry { id, sort, on: on.0, words, code, error_reason, recorded_by })
    };
    rows.into_iter().map(entry).collect()
}

/// That somebody said of a line that it was entered in error, and whether that was taken back.
pub(super) struct Said {
    pub(super) id: Uuid,
    pub(super) entry: Uuid,
    pub(super) sort: Sort,
    pub(super) reason: String,
    pub(super) by: PractitionerId,
    pub(super) by_name: String,
    pub(super) at: At,
    pub(super) taken_back: Option<TakenBack>,
}

/// What was said of the lines of a case, the latest first.
pub(super) async fn said<A: Act>(tx: &mut Tx, permit: &Permit<A>) -> Result<Vec<Said>, DbError> {
    type Row = (
        Uuid,
        Uuid,
        String,
        String,
        PractitionerId,
        String,
        At,
        String,
        Option<String>,
        Option<At>,
    );
    let rows: Vec<Row> = all!(
        tx,
        "select e.id, e.entry_id, e.sort, e.reason, e.said_by, w.name, e.said_at, e.back_reason, k.name, e.back_at
           from case_record c
           join entry_error e on e.referral_id = c.referral_id
           join practitioner w on w.id = e.said_by
           left join practitioner k on k.id = e.back_by
          where c.id = $1 order by e.said_at desc, e.id desc",
        permit.subject()
    )?;
    let said = |(id, entry, sort, reason, by, by_name, at, why, back_by, back_at): Row| {
        let known = Sort::from_name(&sort);
        let sort = known.ok_or_else(|| DbError::corrupt("entry_error", "sort", &sort))?;
        let taken_back =
            back_by.zip(back_at).map(|(by, at)| TakenBack { reason: why, by, at: at.0 });
        Ok(Said { id, entry, sort, reason, by, by_name, at, taken_back })
    };
    rows.into_iter().map(said).collect()
}

/// What is said of a line: why it is wrong, and who says so when.
pub(super) struct New<'a> {
    pub(super) id: Uuid,
    pub(super) reason: &'a str,
    pub(super) on: Date,
    pub(super) at: At,
}

/// Says that a line was entered in error.
pub(super) async fn mark<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    referral: ReferralId,
    entry: &Entry,
    new: &New<'_>,
) -> Result<(), DbError> {
    let by = permit.principal().practitioner;
    insert!(
        tx,
        entry_error {
            id: new.id,
            referral_id: referral,
            entry_id: entry.id,
            sort: entry.sort.name(),
            reason: new.reason,
            said_by: by,
            said_at: new.at,
            back_reason: "",
            back_by: None::<PractitionerId>,
            back_at: None::<At>,
        }
    )?;
    set(tx, permit, (entry.sort, entry.id), new.reason, Some((by, Day(new.on), new.at))).await
}

/// Keeps that a paper was entered in error, which its own operation has said.
pub(crate) async fn paper_was_marked<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (id, paper): (Uuid, Uuid),
    reason: &str,
    at: At,
) -> Result<(), DbError> {
    run!(
        tx,
        "insert into entry_error (id, referral_id, entry_id, sort, reason, said_by, said_at, back_reason)
         select $1, coalesce(p.referral_id, c.referral_id), p.id, 'paper', $2, $3, $4, ''
           from paper p left join case_record c on c.id = p.case_id where p.id = $5",
        id,
        reason,
        permit.principal().practitioner,
        at,
        paper
    )?;
    Ok(())
}

/// Whether somebody who was put on the team in error was put on it anew, and has not left it.
pub(super) async fn stands_anew<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    said: &Said,
) -> Result<bool, DbError> {
    let found: Option<(i64,)> = one!(
        tx,
        "select count(*)
           from team_member b
           join team_member t on t.case_id = b.case_id and t.id <> b.id and t.error_reason = '' and t.left_on is null
          where b.id = $1 and b.left_on is null
            and (t.practitioner_id = b.practitioner_id
              or t.practitioner_id is null and b.practitioner_id is null and lower(t.name) = lower(b.name))",
        said.entry
    )?;
    Ok(found.is_some_and(|(count,)| count > 0))
}

/// Says that a line was no error after all. Not when somebody else was quicker.
pub(super) async fn take_back<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    said: &Said,
    (reason, at): (&str, At),
) -> Result<bool, DbError> {
    let taken = run!(
        tx,
        "update entry_error set back_reason = $1, back_by = $2, back_at = $3 where id = $4 and back_at is null",
        reason,
        permit.principal().practitioner,
        at,
        said.id
    )?;
    if taken == 0 {
        return Ok(false);
    }
    set(tx, permit, (said.sort, said.entry), "", None).await?;
    Ok(true)
}

/// Writes on a line what is wrong with it, or that nothing is.
async fn set<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (sort, id): (Sort, Uuid),
    reason: &str,
    by: Option<(PractitionerId, Day, At)>,
) -> Result<(), DbError> {
    let who = by.map(|(who, ..)| who);
    match sort {
        Sort::Consent => run!(
            tx,
            "update consent set error_reason = $1, error_by = $2, error_on = $3 where id = $4",
            reason,
            who,
            by.map(|(_, on, _)| on),
            id
        )?,
        Sort::Paper => run!(
            tx,
            "update paper set error_reason = $1, error_by = $2, error_at = $3 where id = $4",
            reason,
            who,
            by.map(|(.., at)| at),
            id
        )?,
        Sort::Note => {
            run!(tx, "update referral_note set error_reason = $1 where id = $2", reason, id)?
        }
        Sort::Shared => {
            run!(tx, "update sharing_decision set error_reason = $1 where id = $2", reason, id)?
        }
        Sort::Team => {
            run!(tx, "update team_member set error_reason = $1 where id = $2", reason, id)?
        }
        Sort::Relapse => {
            run!(tx, "update relapse_event set error_reason = $1 where id = $2", reason, id)?;
            told(tx, permit, id, reason).await?
        }
    };
    Ok(())
}

/// The line of the chronology that told of a need that was back says the same. A line does not keep which record it told of:
/// it is found by its day and its words.
async fn told<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    relapse: Uuid,
    reason: &str,
) -> Result<u64, DbError> {
    run!(
        tx,
        "update chronology_event set error_reason = $1
          where case_id = $2 and kind = 'record_relapse'
            and exists (select 1 from relapse_event b
                         where b.id = $3 and b.case_id = chronology_event.case_id
                           and b.happened_on = chronology_event.happened_on
                           and chronology_event.said = cast($4 as text) || b.seen)",
        reason,
        permit.subject(),
        relapse,
        IS_BACK
    )
}
