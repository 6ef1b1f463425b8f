//! SQL for the page of one case.

use agreement::{Act, Permit, Visible};
use db::{At, Day, DbError, Stop, Tx, all, both, found};
use kernel::{HouseholdId, PersonId};
use people::communication::model::need_words;

use crate::{
    absence::{model::Absence, store::absence},
    case::{
        around::{AlertLine, CommunicationLine, PersonLine},
        model::Head,
        store::HeadRow,
        web::Words,
    },
    closure::web::Closing,
    contingency::model::Contingency,
    lead::web::RequestLine,
    step_up::see::StepUpState,
    wrong_person::see::CorrectionState,
};

/// What the record says besides its head.
pub(crate) struct Body {
    pub(crate) forum: String,
    pub(crate) opened_on: Day,
    pub(crate) next_review_on: Option<Day>,
    pub(crate) stepped_up_on: Option<Day>,
    pub(crate) step_up: Option<StepUpState>,
    pub(crate) transition: String,
    pub(crate) duty_by: Option<Day>,
    pub(crate) team_met_on: Option<Day>,
    pub(crate) plan_returned_on: Option<Day>,
    pub(crate) lead: Option<(String, Option<String>)>,
    pub(crate) lead_absence: Option<Absence>,
    pub(crate) lead_requests: Vec<RequestLine>,
    pub(crate) closing: Option<Closing>,
    pub(crate) household: Option<HouseholdId>,
    pub(crate) words: Words,
    pub(crate) contingency: Contingency,
    pub(crate) correction: Option<CorrectionState>,
}

#[derive(sqlx::FromRow)]
struct CorrectionRow {
    corrected_on: Option<Day>,
    corrected_unchecked: i64,
}

impl CorrectionRow {
    fn state(&self) -> Option<CorrectionState> {
        let is_checked = self.corrected_unchecked == 0;
        self.corrected_on.map(|on| CorrectionState { on: on.0, is_checked })
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    head: HeadRow,
    forum_name: String,
    opened_on: Day,
    next_review_on: Option<Day>,
    stepped_up_on: Option<Day>,
    step_up_status: Option<String>,
    rung_on: Option<Day>,
    answered_on: Option<Day>,
    transition: String,
    duty_by: Option<Day>,
    team_met_on: Option<Day>,
    plan_returned_on: Option<Day>,
    #[sqlx(flatten)]
    correction: CorrectionRow,
    lead_name: Option<String>,
    lead_organisation_name: Option<String>,
    away_from: Option<Day>,
    away_until: Option<Day>,
    closed_on: Option<Day>,
    closure_reason: String,
    closure_outcome: String,
    closure_summary: String,
    household_id: Option<HouseholdId>,
    strengths: String,
    needs_words: String,
    own_words: String,
    referrer_offer: String,
    #[sqlx(flatten)]
    contingency: Contingency,
    #[sqlx(flatten)]
    request: RequestRow,
}

/// Somebody who was asked to be lead professional, if anybody was.
#[derive(sqlx::FromRow)]
struct RequestRow {
    asked: Option<String>,
    asked_organisation: Option<String>,
    asked_status: Option<String>,
    decline_reason: Option<String>,
    proposed_at: Option<At>,
}

impl RequestRow {
    fn line(self) -> Option<RequestLine> {
        Some(RequestLine {
            name: self.asked?,
            organisation: self.asked_organisation?,
            status: self.asked_status?,
            decline_reason: self.decline_reason?,
            proposed_at: self.proposed_at?.0,
        })
    }
}

/// The head of the case, its dates, lead professional and closing, and the words of the referral:
/// a row for each person who was asked to be lead professional, the latest first.
pub(crate) async fn whole<A: Act>(tx: &mut Tx, permit: &Permit<A>) -> Result<(Head, Body), Stop> {
    let rows: Vec<Row> = all!(
        tx,
        "select c.id, c.referral_id, c.forum_id, c.person_id,
                f.charter || '/' || c.charter_version as charter, c.status, c.level_of_need,
                c.lead_id, c.lead_status, c.version,
                f.name as forum_name, c.opened_on, c.next_review_on, c.stepped_up_on,
                s.status as step_up_status, s.rung_on, s.answered_on, r.transition,
                (select min(d.due_on) from lead_duty d
                  where d.case_id = c.id and d.done_on is null and d.ended_on is null) as duty_by,
                (select min(m.met_on) from team_meeting m where m.case_id = c.id) as team_met_on,
                (select min(d.done_on) from lead_duty d
                  where d.case_id = c.id and d.duty = 'return_plan') as plan_returned_on,
                (select max(k.corrected_on) from person_correction k where k.referral_id = c.referral_id) as corrected_on,
                (select count(*) from person_correction k where k.referral_id = r.id and k.checked_by is null) as corrected_unchecked,
                l.name as lead_name, o.name as lead_organisation_name,
                a.from_on as away_from, a.until_on as away_until, c.closed_on, c.closure_reason, c.closure_outcome, c.closure_summary,
                r.household_id, r.strengths, r.needs_words, r.own_words, r.referrer_offer,
                coalesce(w.about_me, '') as about_me, coalesce(w.early_signs, '') as early_signs,
                coalesce(w.triggers, '') as triggers, coalesce(w.what_to_do, '') as what_to_do,
                coalesce(w.whom_to_call, '') as whom_to_call,
                qp.name as asked, qo.name as asked_organisation, q.status as asked_status,
                q.decline_reason, q.proposed_at
         from case_record c
         join forum f on f.id = c.forum_id
         join referral r on r.id = c.referral_id
         left join practitioner l on l.id = c.lead_id
         left join organisation o on o.id = c.lead_organisation
         left join absence a on a.practitioner_id = c.lead_id
         left join contingency w on w.case_id = c.id
         left join step_up s on s.id = (select t.id from step_up t where t.case_id = c.id
                                         order by t.recorded_at desc, t.id desc limit 1)
         left join lead_request q on q.case_id = c.id
         left join practitioner qp on qp.id = q.practitioner_id
         left join organisation qo on qo.id = q.organisation_id
         where c.id = $1
         order by q.proposed_at desc, q.id desc",
        permit.subject()
    )?;
    let mut rows = rows.into_iter();
    let row = rows.next().ok_or(Stop::NotThere)?;
    let requests = std::iter::once(row.request).chain(rows.map(|row| row.request));
    let organisation = row.lead_organisation_name;
    let body = Body {
        forum: row.forum_name,
        opened_on: row.opened_on,
        next_review_on: row.next_review_on,
        stepped_up_on: row.stepped_up_on,
        step_up: row.step_up_status.zip(row.rung_on).map(|(status, rung_on)| StepUpState {
            status,
            rung_on: rung_on.0,
            answered_on: row.answered_on.map(|day| day.0),
        }),
        transition: row.transition,
        duty_by: row.duty_by,
        team_met_on: row.team_met_on,
        plan_returned_on: row.plan_returned_on,
        lead: row.lead_name.map(|name| (name, organisation)),
        lead_absence: absence(row.away_from, row.away_until),
        lead_requests: requests.filter_map(RequestRow::line).collect(),
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
        contingency: row.contingency,
        correction: row.correction.state(),
    };
    let head = row.head.checked()?;
    crate::charters::ready(tx, &head.charter).await?;
    Ok((head, body))
}

/// The person and whoever lives with them, as far as the reader may know of each.
pub(crate) async fn people(
    tx: &mut Tx,
    visible: &Visible,
    case: &Head,
    household: Option<HouseholdId>,
) -> Result<Vec<PersonLine>, DbError> {
    type Row = (PersonId, String, String, Option<Day>, String, String, i64);
    let rows: Vec<Row> = found!(
        tx,
        visible,
        visible,
        "p.id",
        "select p.id, p.given_name, p.family_name, p.date_of_birth, p.born_about, p.died,
                cast(case when p.id = $1 or exists (select 1 from referral_person n
                                                     where n.referral_id = $3 and n.person_id = p.id)
                     then 1 else 0 end as bigint)
           from person p
         where p.id in (select q.id from person q where q.id = $1
                        union all
                        select m.person_id from household_member m
                         where m.household_id = $2 and m.left_on is null)
           and {more}
         order by p.date_of_birth nulls last, p.id",
        case.person,
        household,
        case.referral
    )?;
    let line = |(person, given, family, born, born_about, died, in_request): Row| PersonLine {
        person,
        name: format!("{given} {family}"),
        date_of_birth: born.map(|day| day.0),
        born_about,
        died,
        in_request: in_request == 1,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Who is in a case, and what must be known before contact is made.
#[derive(Default)]
pub(crate) struct Around {
    pub(crate) people: Vec<PersonLine>,
    /// The alerts that hold.
    pub(crate) alerts: Vec<AlertLine>,
    /// How they communicate.
    pub(crate) communication: Vec<CommunicationLine>,
    /// Whether the person has to be kept safe from somebody now: of the others this case says nothing, for one of them may be whom
    /// another is afraid of (ADR 19).
    pub(crate) at_risk: bool,
}

/// The person and whoever lives with them, as far as the reader may know of each; their alerts, and how they
/// communicate, only of those whose own record the reader may read: the summary tells of none.
pub(crate) async fn around(
    tx: &mut Tx,
    (readable, visible): (&Visible, &Visible),
    case: &Head,
    household: Option<HouseholdId>,
) -> Result<Around, DbError> {
    let rows = rows_around(tx, (readable, visible), case, household).await?;
    let mut around = Around::default();
    for (person, sort, code, words, day, about, died, in_request) in rows {
        let on = day.map(|day| day.0);
        match (sort.as_str(), on) {
            ("a_person", date_of_birth) => around.people.push(PersonLine {
                person,
                name: format!("{code} {words}"),
                date_of_birth,
                born_about: about,
                died,
                in_request: in_request == 1,
            }),
            ("alert", Some(review_on)) => {
                around.alerts.push(AlertLine { person, kind: code, words, review_on });
            }
            ("concern", _) => around.at_risk = true,
            _ => {
                let interpreter = sort == "interpreter";
                let said = if interpreter { words } else { need_words(&code).to_owned() };
                around.communication.push(CommunicationLine { person, interpreter, said });
            }
        }
    }
    // What is about the person of the case comes first.
    around.alerts.sort_by_key(|it| it.person != case.person);
    around.communication.sort_by_key(|it| it.person != case.person);
    Ok(around)
}

/// Who, of which sort, a code, words, a day; of a person since when about they were born, when they died, and whether the request is
/// about them.
type RowAround = (PersonId, String, String, String, Option<Day>, String, String, i64);

/// All of that with one statement: a page has few to spare.
async fn rows_around(
    tx: &mut Tx,
    (readable, visible): (&Visible, &Visible),
    case: &Head,
    household: Option<HouseholdId>,
) -> Result<Vec<RowAround>, DbError> {
    both!(
        tx,
        readable,
        visible,
        "p.id",
        "select p.id as person, 'a_person' as sort, p.given_name as code, p.family_name as words,
                p.date_of_birth as day, p.born_about as about, p.died as died,
                cast(case when p.id = $1 or exists (select 1 from referral_person r
                                                     where r.referral_id = $3 and r.person_id = p.id)
                     then 1 else 0 end as bigint) as in_request
           from person p
          where p.id in (select q.id from person q where q.id = $1
                         union all
                         select m.person_id from household_member m
                          where m.household_id = $2 and m.left_on is null)
            and {more}
         union all
         select p.id, 'alert', a.kind, a.words, a.review_on, '', '', cast(0 as bigint)
           from person p join person_alert a on a.person_id = p.id and a.ended_at is null
          where p.id in (select q.id from person q where q.id = $1
                         union all
                         select m.person_id from household_member m
                          where m.household_id = $2 and m.left_on is null)
            and {also}
         union all
         select p.id, 'concern', '', '', cast(null as date), '', '', cast(0 as bigint)
           from person p
          where p.id = $1 and {also}
            and exists (select 1 from person_of_concern d where d.person_id = p.id and d.outcome = '')
         union all
         select p.id, 'interpreter', c.interpreter, c.language, cast(null as date), '', '', cast(0 as bigint)
           from person p join person_communication c on c.person_id = p.id
          where p.id in (select q.id from person q where q.id = $1
                         union all
                         select m.person_id from household_member m
                          where m.household_id = $2 and m.left_on is null)
            and c.interpreter = 'yes' and {also}
         union all
         select p.id, 'need', n.need, '', cast(null as date), '', '', cast(0 as bigint)
           from person p join person_communication_need n on n.person_id = p.id
          where p.id in (select q.id from person q where q.id = $1
                         union all
                         select m.person_id from household_member m
                          where m.household_id = $2 and m.left_on is null)
            and {also}
          order by sort, day nulls last, person, code",
        case.person,
        household,
        case.referral
    )
}
