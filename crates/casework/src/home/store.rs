//! SQL for what waits.

use agreement::{Principal, Visible};
use db::{At, Day, DbError, Stop, Tx, found, list};
use jiff::{ToSpan as _, civil::Date};
use kernel::{AccessRequestId, CaseId, PersonId, PractitionerId};

use crate::{
    charters::{charter_of, ready},
    consent::{renewals::due, store::Agreed},
    followup::model::{After, to_answer},
    referral::{model::Clocks, store::sent::to_look_at},
};

/// For so many days an answer to a question for advice stands on the home page.
const ADVICE_STAYS: i64 = 14;

/// What waits of requests.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct OfRequests {
    /// Those that wait for a decision that the reader may take.
    pub(super) to_decide: i64,
    /// How many of them are past the day by which their charter has them acknowledged or decided.
    pub(super) late: i64,
    /// Decisions of others that the reader may confirm.
    pub(super) to_confirm: i64,
    /// Decisions of the reader that were not confirmed.
    pub(super) not_confirmed: i64,
    /// Questions for advice of the forums that the reader runs, that nobody has answered.
    pub(super) advice: i64,
    /// Answers to the reader's own questions, given in the last days.
    pub(super) answered: i64,
    /// Returned ones of which the reader is asked what became.
    pub(super) followups: i64,
}

pub(super) async fn of_requests(
    tx: &mut Tx,
    filters: (&Visible, &Visible),
    who: &Principal,
    today: Date,
) -> Result<OfRequests, DbError> {
    let mut waits = OfRequests::default();
    let since = today.saturating_sub(ADVICE_STAYS.days());
    for it in to_look_at(tx, filters, who, since).await? {
        let charter = charter_of(&it.edition)?;
        match it.sort.as_str() {
            "returned" => {
                let asked = to_answer(charter, After::Returned, (it.day.0, today), it.answered);
                waits.followups += i64::from(asked.is_some());
            }
            "waiting" => waits.to_confirm += it.how_many,
            "declined" => waits.not_confirmed += it.how_many,
            "advice" => waits.advice += it.how_many,
            "answered" => waits.answered += it.how_many,
            _ => {
                waits.to_decide += it.how_many;
                if Clocks::of(charter, it.day.0).is_late(it.acknowledged == 1, today) {
                    waits.late += it.how_many;
                }
            }
        }
    }
    Ok(waits)
}

/// What waits for whoever coordinates, on the records of people.
#[derive(Debug, Default)]
pub(super) struct OfRecords {
    /// How many times somebody else gave themself access, and nobody has looked at it yet, as the page of overrides
    /// lists them (`people::override_access`).
    pub(super) overrides: i64,
    /// How many limited records name this coordinator and nobody who is not one, as the page of searches lists them
    /// (`people::restriction::unshared`).
    pub(super) unshared: i64,
    /// Whether they have seen enough of the tour.
    pub(super) is_tour_over: bool,
    /// The requests to see what is held that wait for an answer, the first due first.
    pub(super) asked: Vec<Asked>,
}

/// A request to see what is held about a person.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) access: AccessRequestId,
    pub(super) person: PersonId,
    pub(super) due_on: Date,
}

#[derive(sqlx::FromRow)]
struct OfRecordsRow {
    sort: String,
    how_many: i64,
    access: Option<AccessRequestId>,
    person: Option<PersonId>,
    due_on: Option<Day>,
}

/// All of that with one statement, for one more would be too many.
pub(super) async fn of_records(
    tx: &mut Tx,
    restricts: &Visible,
    who: PractitionerId,
) -> Result<OfRecords, DbError> {
    let rows: Vec<OfRecordsRow> = list!(
        tx,
        restricts,
        "p.id",
        "select 'override' as sort, count(*) as how_many, cast(null as uuid) as access, cast(null as uuid) as person,
                cast(null as date) as due_on
           from access_override o join person p on p.id = o.person_id
          where o.finding = '' and o.practitioner_id <> $1 and {visible}
         union all
         select 'unshared', count(*), cast(null as uuid), cast(null as uuid), cast(null as date)
           from named_without_staff s join person p on p.id = s.record
          where s.target = $1 and {visible}
         union all
         select 'tour', count(*), cast(null as uuid), cast(null as uuid), cast(null as date)
           from tour_ended t where t.practitioner_id = $1
         union all
         select 'asked', cast(1 as bigint), a.id, a.person_id, a.due_on
           from access_request a join person p on p.id = a.person_id
          where a.status = 'open' and {visible}
          order by due_on, access",
        who
    )?;
    let mut waits = OfRecords::default();
    for OfRecordsRow { sort, how_many, access, person, due_on } in rows {
        match (sort.as_str(), access, person, due_on) {
            ("override", ..) => waits.overrides = how_many,
            ("unshared", ..) => waits.unshared = how_many,
            (_, Some(access), Some(person), Some(due_on)) => {
                waits.asked.push(Asked { access, person, due_on: due_on.0 });
            }
            _ => waits.is_tour_over = how_many > 0,
        }
    }
    Ok(waits)
}

/// What waits in the cases that a reader may know of.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct InCases {
    /// Actions for which the reader is named, and which are late.
    pub(super) own_late_actions: i64,
    /// The same, and not yet late.
    pub(super) own_actions: i64,
    /// Other actions of the reader's organisation that it has not reported as done, and are late.
    pub(super) late_actions: i64,
    /// The same, and not yet late.
    pub(super) open_actions: i64,
    /// Requests to the reader to be lead professional.
    pub(super) lead_requests: i64,
    /// Services of the reader's organisation that are offered and should have been answered.
    pub(super) late_offers: i64,
    /// The same, where there is still time.
    pub(super) offers: i64,
    /// What a family is asked again, in the cases that the reader leads.
    pub(super) renewals: i64,
    /// Cases in which a person of concern has to be looked at, of those that the reader leads or coordinates, as the caseload lists
    /// them (`case::store::list`).
    pub(super) concerns: i64,
    /// Late duties of lead professionals where the reader keeps the plan.
    pub(super) late_duties: i64,
    /// Duties that the reader has to do soon, as lead professional.
    pub(super) duties: i64,
    /// Closed cases of which the reader is asked how things are now.
    pub(super) followups: i64,
    /// Services that other organisations should have answered about, where the reader keeps the plan.
    pub(super) unanswered: i64,
    /// Levels of need that others proposed and the reader may confirm, as the list of decisions has them
    /// (`level::store::proposals`). Whoever keeps a plan reviews it, by the same clause of the agreement.
    pub(super) levels: i64,
}

/// Something that waits, or was said about consent in a case that the reader leads.
#[derive(sqlx::FromRow)]
struct Waits {
    what: String,
    how_many: i64,
    #[sqlx(flatten)]
    said: SaidRow,
}

#[derive(sqlx::FromRow)]
struct SaidRow {
    id: Option<CaseId>,
    charter: String,
    purpose: String,
    decision: String,
    decided_on: Option<Day>,
    recorded_at: Option<At>,
    lead_changed_at: Option<At>,
}

impl SaidRow {
    fn agreed(self) -> Option<Agreed> {
        Some(Agreed {
            id: self.id?,
            charter: self.charter,
            purpose: self.purpose,
            decision: self.decision,
            decided_on: self.decided_on?,
            recorded_at: self.recorded_at?,
            lead_changed_at: self.lead_changed_at,
        })
    }
}

pub(super) async fn in_cases(
    tx: &mut Tx,
    filters: (&Visible, &Visible),
    who: &Principal,
    days: (Date, Date),
) -> Result<InCases, Stop> {
    let rows = waiting(tx, filters, who, days).await?;
    let (mut waits, mut said, mut closed) = (InCases::default(), Vec::new(), Vec::new());
    for row in rows {
        match row.what.as_str() {
            "late own action" => waits.own_late_actions = row.how_many,
            "own action" => waits.own_actions = row.how_many,
            "late action" => waits.late_actions = row.how_many,
            "action" => waits.open_actions = row.how_many,
            "lead" => waits.lead_requests = row.how_many,
            "late offer" => waits.late_offers = row.how_many,
            "offer" => waits.offers = row.how_many,
            "late duty" => waits.late_duties = row.how_many,
            "duty" => waits.duties = row.how_many,
            "unanswered" => waits.unanswered = row.how_many,
            "level" => waits.levels = row.how_many,
            "concern" => waits.concerns = row.how_many,
            "closed" => closed.push((row.said, row.how_many)),
            _ => said.extend(row.said.agreed()),
        }
    }
    for it in &said {
        ready(tx, &it.charter).await?;
    }
    for (it, answered) in closed {
        let Some(on) = it.decided_on else { continue };
        ready(tx, &it.charter).await?;
        let charter = charter_of(&it.charter)?;
        let asked = to_answer(charter, After::Closed, (on.0, days.0), Some(answered));
        waits.followups += i64::from(asked.is_some());
    }
    waits.renewals = i64::try_from(due(said, days.0)?.len()).unwrap_or(i64::MAX);
    Ok(waits)
}

/// What waits, by what it is, and what was said about consent in the cases that the reader leads.
async fn waiting(
    tx: &mut Tx,
    (known, keeps): (&Visible, &Visible),
    who: &Principal,
    (today, until): (Date, Date),
) -> Result<Vec<Waits>, DbError> {
    found!(
        tx,
        known,
        keeps,
        "c.id",
        "select t.what as what, count(*) as how_many, cast(null as uuid) as id, '' as charter, '' as purpose,
                '' as decision, cast(null as date) as decided_on, cast(null as timestamptz) as recorded_at,
                cast(null as timestamptz) as lead_changed_at
         from (select case when w.what in ('own action', 'action', 'offer', 'duty') and w.due_on < $3 then 'late ' || w.what
                           when w.what = 'duty' and coalesce(c.lead_id, w.case_id) <> $2 then ''
                           else w.what end as what,
                      case when w.what not in ('duty', 'unanswered') then 1
                           when {more} then 1 else 0 end as keeps
                 from case_record c
                 join (select case when o.practitioner_id = $2 then 'own action' else 'action' end as what,
                              a.case_id, a.due_on
                         from action_owner o join plan_action a on a.id = o.action_id
                        where o.organisation_id = $1 and a.status in ('open', 'part_done')
                          and coalesce((select u.status from action_update u
                                         where u.action_id = a.id and u.organisation_id = $1
                                         order by u.reported_at desc, u.id desc limit 1), '') <> 'done'
                       union all
                       select 'lead', q.case_id, null from lead_request q where q.practitioner_id = $2 and q.status = 'proposed'
                       union all
                       select 'concern', k.id, null from case_record k
                        where exists (select 1 from person_of_concern d
                                       where d.person_id = k.person_id and d.outcome = '' and d.review_on <= $3)
                          and (k.lead_id = $2 and k.lead_status = 'accepted' or exists (select 1 from membership m
                                where m.practitioner_id = $2 and m.organisation_id = $1 and m.forum_id = k.forum_id
                                  and m.role = 'coordinator' and m.ended_at is null))
                       union all
                       select 'offer', x.case_id, x.answer_by from service v join allocation x on x.service_id = v.id
                        where v.organisation_id = $1 and x.status = 'offered'
                       union all
                       select 'unanswered', x.case_id, x.answer_by from service v join allocation x on x.service_id = v.id
                        where v.organisation_id <> $1 and x.status = 'offered' and x.answer_by < $3
                       union all
                       select 'duty', d.case_id, d.due_on from lead_duty d join case_record l on l.id = d.case_id and l.lead_status = 'accepted'
                        where d.done_on is null and d.ended_on is null and d.due_on <= $4
                       union all
                       select 'duty', l.id, l.next_review_on from case_record l
                        where l.next_review_on is not null and l.next_review_on <= $4 and l.lead_status = 'accepted') w on w.case_id = c.id
                where c.id in ({found}) and c.status = 'open') t
         where t.keeps = 1 group by t.what
         union all
         select 'level', count(*), cast(null as uuid), '', '', '', cast(null as date), cast(null as timestamptz), cast(null as timestamptz)
           from level_proposal g join case_record c on c.id = g.case_id and g.proposed_by <> $2
          where g.status = 'waiting' and {more}
         union all
         select 'consent', cast(1 as bigint), c.id, f.charter || '/' || c.charter_version, a.purpose, a.decision, a.decided_on, a.recorded_at,
                (select max(q.answered_at) from lead_request q
                  where q.case_id = c.id and q.status = 'accepted'
                    and exists (select 1 from lead_request e where e.case_id = c.id and e.status = 'ended'))
           from lead_request m join case_record c on c.id = m.case_id join forum f on f.id = c.forum_id
           join consent a on a.referral_id = c.referral_id and a.error_reason = ''
          where m.practitioner_id = $2 and m.status = 'accepted' and c.status = 'open' and c.id in ({found})
         union all
         select 'closed',
                coalesce((select max(u.months) from referral_followup u where u.referral_id = c.referral_id
                             and u.asked_after = 'closed' and u.since_on = c.closed_on), 0), c.id,
                f.charter || '/' || c.charter_version, '', '', c.closed_on, cast(null as timestamptz), cast(null as timestamptz)
           from (select l.id as id from lead_request q join case_record l on l.id = q.case_id and l.lead_id = $2
                  where q.practitioner_id = $2 and q.status = 'accepted' and l.lead_status = 'accepted'
                 union select k.id from membership m join case_record k on k.forum_id = m.forum_id and k.status = 'closed'
                  where m.practitioner_id = $2 and m.organisation_id = $1 and m.role = 'coordinator'
                    and m.ended_at is null and k.lead_id is null) e
           join case_record c on c.id = e.id join forum f on f.id = c.forum_id and c.status = 'closed'
          where c.closed_on is not null and c.id in ({found}) order by what, id, decided_on desc, recorded_at desc",
        who.organisation,
        who.practitioner,
        Day(today),
        Day(until)
    )
}

#[cfg(test)]
mod tests {
    use agreement::{Action, Agreement, Kind};
    use kernel::{ForumId, OrganisationId};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn whoever_keeps_the_plan_of_a_case_and_nobody_else_confirms_its_level() {
        let agreement = Agreement::first().unwrap();
        let [me, forum] = [1, 2].map(Uuid::from_u128);
        let mut who = Principal::new(PractitionerId(me), OrganisationId(me));
        for forums in [&mut who.coordinates, &mut who.chairs, &mut who.member_of] {
            forums.insert(ForumId(forum));
        }
        let filter = |action| agreement.list_filter(&who, action, Kind::Case).condition("c.id", 1);
        assert_eq!(filter(Action::RecordPlan), filter(Action::ReviewCase));
        assert_ne!(filter(Action::RecordPlan), filter(Action::SeeSummary));
    }
}
