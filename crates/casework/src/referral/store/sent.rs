//! SQL for what happens to a request after it was sent: that it was acknowledged, and what was learned since.

use agreement::{Act, Permit, Principal, Visible};
use db::{At, Day, DbError, Tx, found, insert, list, one, run};
use jiff::civil::Date;
use kernel::{PersonId, ReferralId};
use uuid::Uuid;

use crate::{
    charters::ready,
    followup::answer::AnswerLine,
    referral::{
        acknowledge::Acknowledge, note::NoteLine, people::PersonNamed, show::CorrectionLine,
    },
};

/// Records that the referrer was told; false when somebody else did first, or it was decided.
pub(in crate::referral) async fn acknowledge(
    tx: &mut Tx,
    permit: &Permit<Acknowledge>,
    id: ReferralId,
    on: Date,
) -> Result<bool, DbError> {
    let changed = run!(
        tx,
        "update referral set acknowledged_on = $1, acknowledged_by = $2
         where id = $3 and status = 'received' and acknowledged_on is null",
        Day(on),
        permit.principal().practitioner,
        id
    )?;
    Ok(changed == 1)
}

/// Adds what was learned.
pub(in crate::referral) async fn add_note<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (id, referral): (Uuid, ReferralId),
    words: &str,
    (on, at): (Date, At),
) -> Result<(), DbError> {
    insert!(
        tx,
        referral_note {
            id: id,
            referral_id: referral,
            words: words,
            written_by: permit.principal().practitioner,
            written_on: Day(on),
            written_at: at,
        }
    )
}

/// What there is of a request besides what was asked.
#[derive(Default)]
pub(crate) struct Besides {
    /// Whom it names, as far as the reader may know of each.
    pub(crate) people: Vec<PersonNamed>,
    /// What was learned since it was sent, in order.
    pub(crate) notes: Vec<NoteLine>,
    /// That it was about another record before, in order.
    pub(crate) corrections: Vec<CorrectionLine>,
    /// What became of its people, the first answer first; for each number of months the one that was given last.
    pub(crate) followups: Vec<AnswerLine>,
    /// Codes of the indicators that whoever decided relied on.
    pub(crate) indicators: Vec<String>,
    /// Whether the person has to be kept safe from somebody now: who it is, is read apart.
    pub(crate) has_concern: bool,
}

#[derive(sqlx::FromRow)]
struct BesidesRow {
    sort: String,
    id: Uuid,
    day: Option<Day>,
    name: String,
    code: String,
    words: String,
    months: i64,
}

/// All of that with one statement; ids are in the order of time.
pub(crate) async fn besides<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    visible: &Visible,
    (referral, person): (ReferralId, PersonId),
) -> Result<Besides, DbError> {
    let rows: Vec<BesidesRow> = list!(
        tx,
        visible,
        "p.id",
        "select 'note' as sort, n.id as id, n.written_on as day, w.name as name, '' as code,
                n.words as words, cast(0 as bigint) as months
           from referral_note n join practitioner w on w.id = n.written_by
          where n.referral_id = $1 and n.error_reason = ''
         union all
         select 'followup', u.id, u.answered_on, w.name, u.answer, u.words, u.months
           from referral_followup u join practitioner w on w.id = u.answered_by
          where u.referral_id = $1 and u.asked_after = 'returned'
         union all
         select 'correction', k.id, k.corrected_on, w.name, '', k.reason,
                cast((case when k.checked_by is null then 1 else 0 end) as bigint)
           from person_correction k join practitioner w on w.id = k.corrected_by
          where k.referral_id = $1
         union all
         select 'concern', d.id, cast(null as date), '', '', '', cast(0 as bigint)
           from person_of_concern d
          where d.person_id = $2 and d.outcome = ''
         union all
         select 'indicator', j.id, j.judged_on, '', i.indicator, '', cast(0 as bigint)
           from level_judgement j join level_indicator i on i.judgement_id = j.id
          where j.referral_id = $1 and j.occasion = 'decision'
         union all
         select 'person', p.id, cast(null as date), p.given_name || ' ' || p.family_name, '', '',
                cast(0 as bigint)
           from referral_person q join person p on p.id = q.person_id
          where q.referral_id = $1 and {visible}
          order by sort, months, id",
        referral,
        person
    )?;
    let mut besides = Besides::default();
    for BesidesRow { sort, id, day, name, code, words, months } in rows {
        match (sort.as_str(), day) {
            ("indicator", _) => besides.indicators.push(code),
            ("concern", _) => besides.has_concern = true,
            ("note", Some(day)) => besides.notes.push(NoteLine { on: day.0, by: name, words }),
            ("correction", Some(day)) => {
                let is_checked = months == 0;
                let line = CorrectionLine { on: day.0, by: name, reason: words, is_checked };
                besides.corrections.push(line);
            }
            (_, Some(day)) => {
                besides.followups.retain(|it| it.months != months);
                let line = AnswerLine { months, answer: code, words, by: name, on: day.0 };
                besides.followups.push(line);
            }
            (_, None) => besides.people.push(PersonNamed { person: PersonId(id), name }),
        }
    }
    besides.people.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(besides)
}

/// Whether the case that a request became is closed.
pub(crate) async fn is_closed<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    referral: ReferralId,
) -> Result<bool, DbError> {
    let found: Option<(String,)> =
        one!(tx, "select status from case_record where referral_id = $1", referral)?;
    Ok(found.is_some_and(|(status,)| status == "closed"))
}

/// Requests of one charter and day: those that wait, as many as are or are not acknowledged, or one that was returned, with
/// the months after which it was answered about last.
#[derive(sqlx::FromRow)]
pub(crate) struct OfDay {
    pub(crate) sort: String,
    pub(crate) edition: String,
    pub(crate) day: Day,
    pub(crate) acknowledged: i64,
    pub(crate) how_many: i64,
    pub(crate) answered: Option<i64>,
}

/// The requests that wait for a decision that the reader may take, by the day on which they came; the decisions that they
/// may confirm, and their own that were not, as [`crate::confirmation::store`] lists them; questions for
/// advice, to answer and answered since a day; and those that were
/// returned of which the reader may be asked, as [`crate::followup::store::returned`] lists them.
pub(crate) async fn to_look_at(
    tx: &mut Tx,
    (decides, answers): (&Visible, &Visible),
    who: &Principal,
    since: Date,
) -> Result<Vec<OfDay>, DbError> {
    let rows: Vec<OfDay> = found!(
        tx,
        decides,
        answers,
        "r.id",
        "select 'waits' as sort, f.charter || '/' || r.charter_version as edition, r.received_on as day,
                cast(case when r.acknowledged_on is null then 0 else 1 end as bigint) as acknowledged,
                count(*) as how_many, cast(null as bigint) as answered
           from referral r join forum f on f.id = r.forum_id
          where r.status = 'received' and r.id in ({found})
          group by f.charter || '/' || r.charter_version, r.received_on,
                   case when r.acknowledged_on is null then 0 else 1 end
         union all
         select 'returned', f.charter || '/' || r.charter_version, r.decided_on, cast(0 as bigint), cast(1 as bigint),
                (select max(u.months) from referral_followup u
                  where u.referral_id = r.id and u.asked_after = 'returned')
           from (select i.id as id from practitioner i where i.id = $1
                 union
                 select m.practitioner_id from membership m join practitioner w on w.id = m.practitioner_id
                  where m.organisation_id = $2 and w.active = $3) b
           cross join referral r join forum f on f.id = r.forum_id
          where r.referrer_practitioner = b.id and r.status = 'returned' and r.decided_on is not null
            and (r.referrer_practitioner = $1 or r.referrer_organisation = $2) and {more}
         union all
         select d.status, f.charter || '/' || r.charter_version, r.received_on, cast(0 as bigint), count(*),
                cast(null as bigint)
           from referral r join forum f on f.id = r.forum_id join decision_proposal d on d.referral_id = r.id
          where r.status = 'received' and r.id in ({found})
            and ((d.status = 'waiting' and d.proposed_by <> $1
                  and (r.referrer_practitioner is null or r.referrer_practitioner <> $1))
              or (d.status = 'declined' and d.proposed_by = $1 and d.answered_by <> $1
                  and not exists (select 1 from decision_proposal l
                                   where l.referral_id = d.referral_id and l.proposed_at > d.proposed_at)))
          group by d.status, f.charter || '/' || r.charter_version, r.received_on
         union all
         select 'advice', f.charter || '/' || f.charter_version, a.asked_on, cast(0 as bigint), count(*),
                cast(null as bigint)
           from (select distinct m.forum_id as id from membership m
                  where m.practitioner_id = $1 and m.organisation_id = $2 and m.ended_at is null
                    and m.role in ('coordinator', 'chair')) n
           join forum f on f.id = n.id join advice a on a.forum_id = n.id and a.answered_on is null
          group by f.charter || '/' || f.charter_version, a.asked_on
         union all
         select 'answered', f.charter || '/' || f.charter_version, a.answered_on, cast(0 as bigint), count(*),
                cast(null as bigint)
           from advice a join forum f on f.id = a.forum_id
          where a.asked_by = $1 and a.answered_on >= $4 and a.referral_id is null
          group by f.charter || '/' || f.charter_version, a.answered_on",
        who.practitioner,
        who.organisation,
        false,
        Day(since)
    )?;
    for row in &rows {
        ready(tx, &row.edition).await?;
    }
    Ok(rows)
}

/// Whether somebody gave themself access to a person's records, and nobody has looked at it yet.
pub(crate) async fn override_waits<O>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    person: PersonId,
) -> Result<bool, DbError> {
    let found: Option<(Uuid,)> = one!(
        tx,
        "select id from access_override where person_id = $1 and finding = '' limit 1",
        person
    )?;
    Ok(found.is_some())
}
