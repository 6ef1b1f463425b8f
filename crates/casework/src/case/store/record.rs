//! SQL for the page of one case.

use agreement::{Act, Permit, Visible};
use db::{Day, DbError, Stop, Tx, all, found, one};
use kernel::{HouseholdId, PersonId};

use crate::case::{
    model::Head,
    store::HeadRow,
    web::{Closing, DecisionLine, PersonLine, ReviewLine, Words},
};

/// What the record says besides its head.
pub(crate) struct Body {
    pub(crate) forum: String,
    pub(crate) opened_on: Day,
    pub(crate) next_review_on: Option<Day>,
    pub(crate) stepped_up_on: Option<Day>,
    pub(crate) lead: Option<(String, Option<String>)>,
    pub(crate) closing: Option<Closing>,
    pub(crate) household: Option<HouseholdId>,
    pub(crate) words: Words,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    head: HeadRow,
    forum_name: String,
    opened_on: Day,
    next_review_on: Option<Day>,
    stepped_up_on: Option<Day>,
    lead_name: Option<String>,
    lead_organisation_name: Option<String>,
    closed_on: Option<Day>,
    closure_reason: String,
    closure_outcome: String,
    closure_summary: String,
    household_id: Option<HouseholdId>,
    strengths: String,
    needs_words: String,
    own_words: String,
    referrer_offer: String,
}

/// The head of the case, its dates, lead professional and closing, and the words of the referral.
pub(crate) async fn whole<A: Act>(tx: &mut Tx, permit: &Permit<A>) -> Result<(Head, Body), Stop> {
    let found: Option<Row> = one!(
        tx,
        "select c.id, c.referral_id, c.forum_id, c.person_id, f.charter, c.status, c.level_of_need,
                c.lead_id, c.lead_status, c.version,
                f.name as forum_name, c.opened_on, c.next_review_on, c.stepped_up_on,
                l.name as lead_name, o.name as lead_organisation_name,
                c.closed_on, c.closure_reason, c.closure_outcome, c.closure_summary,
                r.household_id, r.strengths, r.needs_words, r.own_words, r.referrer_offer
         from case_record c
         join forum f on f.id = c.forum_id
         join referral r on r.id = c.referral_id
         left join practitioner l on l.id = c.lead_id
         left join organisation o on o.id = c.lead_organisation
         where c.id = $1",
        permit.subject()
    )?;
    let row = found.ok_or(Stop::NotThere)?;
    let organisation = row.lead_organisation_name;
    let body = Body {
        forum: row.forum_name,
        opened_on: row.opened_on,
        next_review_on: row.next_review_on,
        stepped_up_on: row.stepped_up_on,
        lead: row.lead_name.map(|name| (name, organisation)),
        closing: row.closed_on.map(|on| Closing {
            on: on.0,
            reason: row.closure_reason,
            outcome: row.closure_outcome,
            summary: row.closure_summary,
        }),
        household: row.household_id,
        words: Words {
            strengths: row.strengths,
            needs: row.needs_words,
            own_words: row.own_words,
            referrer_offer: row.referrer_offer,
        },
    };
    Ok((row.head.checked()?, body))
}

/// The codes of the needs that the referral named.
pub(crate) async fn needs<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    case: &Head,
) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = all!(
        tx,
        "select need from referral_need where referral_id = $1 order by need",
        case.referral
    )?;
    Ok(rows.into_iter().map(|(need,)| need).collect())
}

/// The person and whoever lives with them, as far as the reader may know of each.
pub(crate) async fn people(
    tx: &mut Tx,
    visible: &Visible,
    case: &Head,
    household: Option<HouseholdId>,
) -> Result<Vec<PersonLine>, DbError> {
    let rows: Vec<(PersonId, String, String, Option<Day>)> = found!(
        tx,
        visible,
        visible,
        "p.id",
        "select p.id, p.given_name, p.family_name, p.date_of_birth from person p
         where (p.id = $1 or p.id in (select m.person_id from household_member m
                                      where m.household_id = $2 and m.left_on is null))
           and {more}
         order by p.date_of_birth nulls last, p.id",
        case.person,
        household
    )?;
    let line =
        |(person, given, family, born): (PersonId, String, String, Option<Day>)| PersonLine {
            person,
            name: format!("{given} {family}"),
            date_of_birth: born.map(|day| day.0),
        };
    Ok(rows.into_iter().map(line).collect())
}

/// The reviews, the latest first.
pub(crate) async fn reviews<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Vec<ReviewLine>, DbError> {
    let rows: Vec<(Day, String, String, Option<Day>)> = all!(
        tx,
        "select reviewed_on, progress, decision, next_review_on from review
         where case_id = $1 order by reviewed_on desc, recorded_at desc",
        permit.subject()
    )?;
    let line = |(on, progress, decision, next): (Day, String, String, Option<Day>)| ReviewLine {
        on: on.0,
        progress,
        decision,
        next_review_on: next.map(|day| day.0),
    };
    Ok(rows.into_iter().map(line).collect())
}

/// What meetings decided, the latest first; without a decision the case is only on the agenda.
pub(crate) async fn decisions<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Vec<DecisionLine>, DbError> {
    let rows: Vec<(kernel::MeetingId, Day, String, String)> = all!(
        tx,
        "select m.id, m.held_on, i.decision, i.rationale from agenda_item i
         join meeting m on m.id = i.meeting_id
         where i.case_id = $1 and m.status in ('agenda_published', 'held', 'minutes_confirmed')
         order by m.held_on desc, m.id",
        permit.subject()
    )?;
    let line = |(meeting, on, decision, rationale): (_, Day, _, _)| DecisionLine {
        meeting,
        on: on.0,
        decision,
        rationale,
    };
    Ok(rows.into_iter().map(line).collect())
}
