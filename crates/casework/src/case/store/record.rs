//! SQL for the page of one case.

use agreement::{Act, Permit, Visible};
use db::{Day, DbError, Stop, Tx, all, list, one};
use kernel::{HouseholdId, PersonId};

use crate::case::{
    model::Head,
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

type BodyRow = (
    String,
    Day,
    Option<Day>,
    Option<Day>,
    Option<String>,
    Option<String>,
    Option<Day>,
    String,
    String,
    String,
    Option<HouseholdId>,
    String,
    String,
    String,
    String,
);

/// Dates, lead professional, closing and the words of the referral.
pub(crate) async fn body<A: Act>(tx: &mut Tx, permit: &Permit<A>) -> Result<Body, Stop> {
    let found: Option<BodyRow> = one!(
        tx,
        "select f.name, c.opened_on, c.next_review_on, c.stepped_up_on, l.name, o.name,
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
    let (forum, opened_on, next_review_on, stepped_up_on, lead, organisation, closed_on, ..) = &row;
    let (.., reason, outcome, summary, household, strengths, needs, own, offer) = &row;
    let closing = closed_on.map(|on| Closing {
        on: on.0,
        reason: reason.clone(),
        outcome: outcome.clone(),
        summary: summary.clone(),
    });
    Ok(Body {
        forum: forum.clone(),
        opened_on: *opened_on,
        next_review_on: *next_review_on,
        stepped_up_on: *stepped_up_on,
        lead: lead.clone().map(|name| (name, organisation.clone())),
        closing,
        household: *household,
        words: Words {
            strengths: strengths.clone(),
            needs: needs.clone(),
            own_words: own.clone(),
            referrer_offer: offer.clone(),
        },
    })
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
    let rows: Vec<(PersonId, String, String, Option<Day>)> = list!(
        tx,
        visible,
        "p.id",
        "select p.id, p.given_name, p.family_name, p.date_of_birth from person p
         where (p.id = $1 or p.id in (select m.person_id from household_member m
                                      where m.household_id = $2 and m.left_on is null))
           and {visible}
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
