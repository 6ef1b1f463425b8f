//! SQL for what was said in a case: needs, notes, reviews, decisions, consent and goals.

use agreement::{Act, Permit};
use db::{Day, DbError, Tx, all};
use kernel::{GoalId, MeetingId};
use uuid::Uuid;

use crate::{
    case::web::{ConsentState, DecisionLine, ReviewLine},
    goal::{self, web::GoalLine},
    level::{self, model::Indicator},
    referral::note::NoteLine,
};

/// What was named, reviewed and decided.
#[derive(Default)]
pub(crate) struct Said {
    /// The codes of the needs that the referral named.
    pub(crate) needs: Vec<String>,
    /// What was learned since the request was sent, the latest first.
    pub(crate) notes: Vec<NoteLine>,
    /// The reviews, the latest first.
    pub(crate) reviews: Vec<ReviewLine>,
    /// What meetings decided, the latest first; without a decision the case is only on the agenda.
    pub(crate) decisions: Vec<DecisionLine>,
    /// What was said last about support and about sharing.
    pub(crate) consent: Vec<ConsentState>,
    /// Organisations that must not be told, and still have a part.
    pub(crate) excluded: Vec<String>,
    /// The goals of the plan in the order in which they were set.
    pub(crate) goals: Vec<GoalLine>,
    /// What the latest judgement of the level relies on.
    pub(crate) relied_on: Vec<Indicator>,
    /// A level that waits for a second person.
    pub(crate) level_waits: Option<i64>,
}

/// One thing that was said: of which sort, and what each sort has of its own.
#[derive(sqlx::FromRow)]
struct SaidRow {
    sort: String,
    id: Uuid,
    day: Day,
    code: String,
    words: String,
    next: Option<Day>,
    basis: String,
    #[sqlx(flatten)]
    goal: goal::store::Scores,
}

/// Needs, notes, reviews, decisions of meetings, consent and goals, with one statement.
pub(crate) async fn said<A: Act>(tx: &mut Tx, permit: &Permit<A>) -> Result<Said, DbError> {
    let rows: Vec<SaidRow> = all!(
        tx,
        "select 'review' as sort, v.id as id, v.reviewed_on as day, v.decision as code,
                v.progress as words, v.next_review_on as next, '' as basis, cast(null as bigint) as importance,
                cast(null as bigint) as confidence, '' as outcome, '' as outcome_words,
                cast(0 as bigint) as version
           from review v where v.case_id = $1
         union all
         select 'consent', a.id, a.decided_on, a.decision, a.purpose, cast(null as date), a.lawful_basis,
                cast(null as bigint), cast(null as bigint), '', '', cast(0 as bigint)
           from consent a join case_record c on c.referral_id = a.referral_id where c.id = $1 and a.error_reason = ''
         union all
         select 'goal', g.id, c.opened_on, g.need, g.words, cast(null as date), '', g.importance,
                g.confidence, g.outcome, g.outcome_words, g.version
           from plan_goal g join case_record c on c.id = g.case_id where g.case_id = $1
         union all
         select 'meeting', m.id, m.held_on, i.decision, i.rationale, cast(null as date), '',
                cast(null as bigint), cast(null as bigint), '', '', cast(0 as bigint)
           from agenda_item i join meeting m on m.id = i.meeting_id
          where i.case_id = $1 and m.status in ('agenda_published', 'held', 'minutes_confirmed')
         union all
         select 'note', n.id, n.written_on, w.name, n.words, cast(null as date), '',
                cast(null as bigint), cast(null as bigint), '', '', cast(0 as bigint)
           from case_record c join referral_note n on n.referral_id = c.referral_id
           join practitioner w on w.id = n.written_by
          where c.id = $1 and n.error_reason = ''
         union all
         select 'level', j.id, j.judged_on, coalesce(i.indicator, ''), f.charter || '/' || j.charter_version,
                cast(null as date), '', cast(null as bigint), cast(null as bigint), '', '', cast(0 as bigint)
           from case_record c join level_judgement j on j.referral_id = c.referral_id join forum f on f.id = c.forum_id
           left join level_indicator i on i.judgement_id = j.id
          where c.id = $1 and not exists (select 1 from level_judgement k
                where k.referral_id = j.referral_id
                  and (k.judged_at > j.judged_at or (k.judged_at = j.judged_at and k.id > j.id)))
         union all
         select 'level_waits', l.id, l.proposed_on, '', cast(l.level as text), cast(null as date), '',
                cast(null as bigint), cast(null as bigint), '', '', cast(0 as bigint)
           from level_proposal l where l.case_id = $1 and l.status = 'waiting'
         union all
         select 'need', n.referral_id, c.opened_on, n.need, '', cast(null as date), '',
                cast(null as bigint), cast(null as bigint), '', '', cast(0 as bigint)
           from case_record c join referral_need n on n.referral_id = c.referral_id
          where c.id = $1
         union all
         select 'excluded', o.id, c.opened_on, '', o.name, cast(null as date), '',
                cast(null as bigint), cast(null as bigint), '', '', cast(0 as bigint)
           from case_record c
           join person_bar b on b.person_id = c.person_id and b.is_exclusion and b.made_in = c.forum_id
           join organisation o on o.id = b.target
          where c.id = $1 and b.lifted_at is null
            and ((c.lead_organisation = o.id and c.lead_status in ('proposed', 'accepted'))
              or exists (select 1 from plan_action t
                           join action_owner w on w.action_id = t.id and w.organisation_id = o.id
                          where t.case_id = c.id and t.status in ('open', 'part_done'))
              or exists (select 1 from allocation l join service s on s.id = l.service_id
                          where l.case_id = c.id and s.organisation_id = o.id
                            and l.status in ('offered', 'accepted')))
         order by sort, day desc, id desc, code",
        permit.subject()
    )?;
    let (mut all, relied_on) = sorted(rows)?;
    all.relied_on = level::store::in_words(tx, relied_on).await?;
    Ok(all)
}

/// Each row where it belongs; besides, the charter's edition and the codes of what the latest level relies on.
fn sorted(rows: Vec<SaidRow>) -> Result<(Said, (String, Vec<String>)), DbError> {
    let (mut all, mut relied_on) = (Said::default(), (String::new(), Vec::new()));
    for SaidRow { sort, id, day: on, code: decision, words, next, basis, goal } in rows {
        match sort.as_str() {
            "need" => all.needs.push(decision),
            "excluded" => all.excluded.push(words),
            "level_waits" => all.level_waits = words.parse().ok(),
            "level" => {
                relied_on.0 = words;
                relied_on.1.push(decision);
            }
            "note" => all.notes.push(NoteLine { on: on.0, by: decision, words }),
            // The latest comes first; what was said before stands on its form.
            "consent" if all.consent.iter().any(|it| it.purpose == words) => {}
            "consent" => {
                let (purpose, on) = (words, on.0);
                all.consent.push(ConsentState { purpose, decision, on, lawful_basis: basis });
            }
            "goal" => all.goals.push(goal.line(GoalId(id), words, decision)?),
            "review" => all.reviews.push(ReviewLine {
                on: on.0,
                progress: words,
                decision,
                next_review_on: next.map(|day| day.0),
            }),
            _ => all.decisions.push(DecisionLine {
                meeting: MeetingId(id),
                on: on.0,
                decision,
                rationale: words,
            }),
        }
    }
    // The ids are in the order of time.
    all.goals.reverse();
    Ok((all, relied_on))
}
