//! What stands in a case and was written before a moment: all that holds words of somebody's, for it may be about another
//! family.

use agreement::{Act, Permit};
use db::{At, DbError, Tx, all};
use kernel::MeetingId;

use crate::wrong_person::see::Written;

type Row = (String, At, String, String, Option<MeetingId>);

/// What stands in a case and was written before a moment.
pub(in crate::wrong_person) async fn written<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    before: At,
) -> Result<Vec<Written>, DbError> {
    let mut found = with_the_request(tx, permit, before).await?;
    found.extend(of_the_plan(tx, permit, before).await?);
    found.extend(beside_the_plan(tx, permit, before).await?);
    found.sort_by(|one, other| (&one.sort, one.at).cmp(&(&other.sort, other.at)));
    Ok(found)
}

fn line((sort, at, words, code, meeting): Row) -> Written {
    Written { sort, at: at.0, words, code, meeting }
}

/// What hangs on the request of the case.
async fn with_the_request<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    before: At,
) -> Result<Vec<Written>, DbError> {
    let rows: Vec<Row> = all!(
        tx,
        "select w.sort, w.at, w.words, w.code, null as meeting
           from (select 'consent' as sort, a.recorded_at as at, a.purpose as words, a.decision as code
                   from case_record c join consent a on a.referral_id = c.referral_id
                  where c.id = $1 and a.error_reason = ''
                 union all
                 select 'consent_words', a.recorded_at,
                        concat_ws(' · ', nullif(a.note, ''), nullif(a.about, ''), nullif(a.assessed_by, ''),
                                  nullif(a.finding_reason, '')), ''
                   from case_record c join consent a on a.referral_id = c.referral_id
                  where c.id = $1 and a.error_reason = ''
                 union all
                 select 'note', n.written_at, n.words, ''
                   from case_record c join referral_note n on n.referral_id = c.referral_id
                  where c.id = $1 and n.error_reason = ''
                 union all
                 select 'assessment', s.made_at, 'Its answers', ''
                   from case_record c join assessment s on s.referral_id = c.referral_id where c.id = $1
                 union all
                 select 'followup', f.answered_at, f.words, ''
                   from case_record c join referral_followup f on f.referral_id = c.referral_id where c.id = $1
                 union all
                 select 'level', j.judged_at, j.reason, ''
                   from case_record c join level_judgement j on j.referral_id = c.referral_id where c.id = $1) w
          where w.at <= $2 and w.words <> ''",
        permit.subject(),
        before
    )?;
    Ok(rows.into_iter().map(line).collect())
}

/// What was agreed, what came of it, and what is done if things get worse.
async fn of_the_plan<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    before: At,
) -> Result<Vec<Written>, DbError> {
    let rows: Vec<Row> = all!(
        tx,
        "select w.sort, w.at, w.words, '' as code, null as meeting
           from (select 'goal' as sort, g.recorded_at as at,
                        concat_ws(' · ', g.words, nullif(g.outcome_words, '')) as words
                   from plan_goal g where g.case_id = $1
                 union all
                 select 'action', t.recorded_at, t.description from plan_action t where t.case_id = $1
                 union all
                 select 'report', u.reported_at, u.said
                   from plan_action t join action_update u on u.action_id = t.id where t.case_id = $1
                 union all
                 select 'contingency', p.recorded_at,
                        concat_ws(' · ', nullif(p.about_me, ''), nullif(p.early_signs, ''), nullif(p.triggers, ''),
                                  nullif(p.what_to_do, ''), nullif(p.whom_to_call, ''))
                   from contingency p where p.case_id = $1
                 union all
                 select 'review', v.recorded_at, v.progress from review v where v.case_id = $1
                 union all
                 select 'relapse', b.recorded_at,
                        concat_ws(' · ', b.seen, nullif(b.done, ''), nullif(b.was_outcome_words, ''))
                   from relapse_event b where b.case_id = $1 and b.error_reason = ''
                 union all
                 select 'level', l.proposed_at, concat_ws(' · ', l.reason, nullif(l.answer_reason, ''))
                   from level_proposal l where l.case_id = $1 and l.status <> 'confirmed'
                 union all
                 select 'team', m.added_at,
                        concat_ws(' · ', nullif(m.name, ''), nullif(m.organisation, ''), nullif(m.role, ''))
                   from team_member m where m.case_id = $1 and m.error_reason = ''
                 union all
                 select 'closure', coalesce((select max(e.recorded_at) from chronology_event e
                                              where e.case_id = k.id and e.kind = 'close_case'), k.created_at),
                        k.closure_summary
                   from case_record k where k.id = $1) w
          where w.at <= $2 and w.words <> ''",
        permit.subject(),
        before
    )?;
    Ok(rows.into_iter().map(line).collect())
}

/// What was said at meetings and to others, what is on file, and what was recorded by hand.
async fn beside_the_plan<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    before: At,
) -> Result<Vec<Written>, DbError> {
    let rows: Vec<Row> = all!(
        tx,
        "select w.sort, w.at, w.words, '' as code, w.meeting
           from (select 'meeting' as sort, coalesce(i.decided_at, m.created_at) as at,
                        concat_ws(' · ', nullif(i.discussion, ''), nullif(i.rationale, ''), nullif(i.dissent, '')) as words,
                        i.meeting_id as meeting
                   from agenda_item i join meeting m on m.id = i.meeting_id where i.case_id = $1
                 union all
                 select 'update', u.written_at, u.words, i.meeting_id
                   from agenda_item i join item_update u on u.item_id = i.id where i.case_id = $1
                 union all
                 select 'shared', d.recorded_at, concat_ws(' · ', nullif(d.told, ''), d.what, nullif(d.reason, '')), null
                   from sharing_decision d where d.case_id = $1 and d.error_reason = ''
                 union all
                 select 'step_up', s.recorded_at,
                        concat_ws(' · ', s.reason, nullif(s.rung, ''), nullif(s.answer_words, '')), null
                   from step_up s where s.case_id = $1
                 union all
                 select 'paper', o.added_at, o.title, null
                   from case_record k join paper o on o.case_id = k.id or o.referral_id = k.referral_id
                  where k.id = $1 and o.error_reason = ''
                 union all
                 select 'form', f.changed_at, f.title, null from case_form f where f.case_id = $1
                 union all
                 select 'event', e.recorded_at, e.said, null
                   from chronology_event e
                  where e.case_id = $1 and e.kind in ('record_event', 'reopen_case') and e.error_reason = '') w
          where w.at <= $2 and w.words <> ''",
        permit.subject(),
        before
    )?;
    Ok(rows.into_iter().map(line).collect())
}
