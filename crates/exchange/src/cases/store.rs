//! SQL for open cases from a spreadsheet.

use std::collections::{BTreeMap, BTreeSet};

use agreement::{Act, Permit, Visible};
use db::{Among, At, Day, DbError, Tx, all, found, insert, insert_rows, list, one};
use jiff::civil::Date;
use kernel::{
    ActionId, CaseId, ForumId, HouseholdId, OrganisationId, PersonId, PractitionerId, ReferralId,
};
use uuid::Uuid;

use super::row::{Action, CaseRow, Lead, Practitioner};

/// The forums, by name.
pub(super) async fn forums(tx: &mut Tx) -> Result<Vec<(ForumId, String)>, DbError> {
    all!(tx, "select id, name from forum order by name")
}

/// The organisations that may own an action.
pub(super) async fn organisations(tx: &mut Tx) -> Result<Vec<(OrganisationId, String)>, DbError> {
    all!(tx, "select id, name from organisation where withdrawn_on is null order by name")
}

/// Everybody who may be asked to lead a case, once for each of their organisations.
pub(super) async fn practitioners(tx: &mut Tx) -> Result<Vec<Practitioner>, DbError> {
    let rows: Vec<(PractitionerId, String, String, OrganisationId)> = all!(
        tx,
        "select distinct p.id, p.name, p.sign_in_name, m.organisation_id
           from working_role m
           join practitioner p on p.id = m.practitioner_id"
    )?;
    let practitioner = |(id, name, sign_in_name, organisation)| Practitioner {
        id,
        name,
        sign_in_name,
        organisation,
    };
    Ok(rows.into_iter().map(practitioner).collect())
}

/// The districts by name, each with its code; one without a code goes by its name.
pub(super) async fn districts(tx: &mut Tx) -> Result<BTreeMap<String, String>, DbError> {
    let rows: Vec<(String, String)> =
        all!(tx, "select name, gss_code from place where tier = 'district'")?;
    let district = |(name, code): (String, String)| match code.as_str() {
        "" => (name.clone(), name),
        _ => (name, code),
    };
    Ok(rows.into_iter().map(district).collect())
}

/// The district in which the lookup has a postcode, if the partnership has it.
pub(super) async fn lies_in(tx: &mut Tx, postcode: &str) -> Result<String, DbError> {
    let found: Option<(String,)> = one!(
        tx,
        "select p.district_code
           from postcode_release r join postcode p on p.release_id = r.id
          where r.in_use = true and p.postcode = $1
            and exists (select 1 from place d where d.tier = 'district' and d.gss_code = p.district_code)",
        postcode.replace(' ', "")
    )?;
    Ok(found.map(|(code,)| code).unwrap_or_default())
}

/// The references that came in before from this sheet.
pub(super) async fn references<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    source: &str,
) -> Result<BTreeSet<String>, DbError> {
    let rows: Vec<(String,)> =
        all!(tx, "select source_reference from referral where source_system = $1", source)?;
    Ok(rows.into_iter().map(|(reference,)| reference).collect())
}

/// Those of these people who have an open case in the forum.
pub(super) async fn open_in<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    forum: ForumId,
    people: &Among,
) -> Result<BTreeSet<PersonId>, DbError> {
    let rows: Vec<(PersonId,)> = list!(
        tx,
        people,
        "c.person_id",
        "select c.person_id from case_record c
          where c.forum_id = $1 and c.status = 'open' and {visible}",
        forum
    )?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}

/// Those of these people who are within a filter.
pub(super) async fn within(
    tx: &mut Tx,
    visible: &Visible,
    people: &Among,
) -> Result<BTreeSet<PersonId>, DbError> {
    let rows: Vec<(PersonId,)> = found!(
        tx,
        people,
        visible,
        "p.id",
        "select p.id from person p where p.id in ({found}) and {more}"
    )?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}

/// The ids of what one row becomes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ids {
    pub(super) referral: ReferralId,
    pub(super) case: CaseId,
    pub(super) person: PersonId,
}

/// What every row of a sheet has in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Common<'a> {
    pub(super) forum: ForumId,
    pub(super) charter_version: &'a str,
    /// What the sheet is called in this forum.
    pub(super) source: &'a str,
    /// Who brings it in; nobody when it is the console.
    pub(super) by: Option<PractitionerId>,
    pub(super) today: Date,
    pub(super) at: At,
}

/// The accepted referral of a row. Who referred, and what was agreed with the family, the sheet does not say.
pub(super) async fn add_referral<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    (ids, household): (Ids, Option<HouseholdId>),
    row: &CaseRow,
    it: Common<'_>,
) -> Result<(), DbError> {
    insert!(
        tx,
        referral {
            id: ids.referral,
            forum_id: it.forum,
            person_id: ids.person,
            household_id: household,
            source_system: it.source,
            source_reference: &row.reference,
            received_on: Day(row.opened_on),
            received_month: row.opened_on.strftime("%Y-%m").to_string(),
            source_hash: &row.hash,
            referrer_practitioner: None::<Uuid>,
            referrer_organisation: None::<Uuid>,
            referrer_group: "",
            charter_version: it.charter_version,
            level_of_need: Some(row.level),
            agencies_needed: None::<i64>,
            transition: "not_known",
            assessment_state: "held_elsewhere",
            consent: "not_asked",
            lawful_basis: "",
            without_consent_reason: "",
            strengths: "",
            needs_words: "",
            own_words: "",
            referrer_offer: "",
            known_to_social_care: "not_known",
            re_referral_of: None::<Uuid>,
            status: "accepted",
            decided_on: Some(Day(row.opened_on)),
            decided_by: it.by,
            return_reason: "",
            decision_rationale: "",
            override_reason: "",
            case_id: Some(ids.case),
            version: 1_i64,
            created_at: it.at,
            stepped_up_on: None::<Day>,
        }
    )?;
    insert_rows!(tx, referral_need, &row.needs, need => {
        referral_id: ids.referral,
        need: need.as_str(),
    })
}

/// The open case of a row. Whoever is asked to lead stands on it, as when a coordinator asks them.
pub(super) async fn add_case<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    ids: Ids,
    row: &CaseRow,
    it: Common<'_>,
) -> Result<(), DbError> {
    let (status, lead, organisation) = match row.lead {
        Lead::Asked(who, organisation) => ("proposed", Some(who), Some(organisation)),
        Lead::NoAccount | Lead::Nobody => ("to_be_appointed", None, None),
    };
    insert!(
        tx,
        case_record {
            id: ids.case,
            referral_id: ids.referral,
            forum_id: it.forum,
            person_id: ids.person,
            charter_version: it.charter_version,
            level_of_need: row.level,
            status: "open",
            opened_on: Day(row.opened_on),
            closed_on: None::<Day>,
            closure_reason: "",
            closure_outcome: "",
            closure_summary: "",
            stepped_up_on: None::<Day>,
            lead_id: lead,
            lead_organisation: organisation,
            lead_status: status,
            next_review_on: row.next_review_on.map(Day),
            version: 1_i64,
            created_at: it.at,
            updated_at: it.at,
        }
    )
}

/// Asks somebody to lead.
pub(super) async fn ask_lead<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    (id, case): (Uuid, CaseId),
    (who, organisation): (PractitionerId, OrganisationId),
    it: Common<'_>,
) -> Result<(), DbError> {
    insert!(
        tx,
        lead_request {
            id: id,
            case_id: case,
            practitioner_id: who,
            organisation_id: organisation,
            status: "proposed",
            decline_reason: "",
            proposed_by: it.by,
            proposed_at: it.at,
            answered_at: None::<At>,
            ended_at: None::<At>,
        }
    )
}

/// An action of the case's plan, with the organisation that owns it.
pub(super) async fn add_action<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    (id, case): (ActionId, CaseId),
    action: &Action,
    it: Common<'_>,
) -> Result<(), DbError> {
    insert!(
        tx,
        plan_action {
            id: id,
            case_id: case,
            meeting_id: None::<Uuid>,
            goal_id: None::<Uuid>,
            description: &action.description,
            due_on: Day(action.due_on),
            status: "open",
            version: 1_i64,
            recorded_by: it.by,
            recorded_at: it.at,
        }
    )?;
    insert!(
        tx,
        action_owner {
            action_id: id,
            organisation_id: action.owner,
            practitioner_id: None::<PractitionerId>,
            accountable: true,
        }
    )
}

/// One line of the case's chronology; it names nobody.
pub(super) async fn tell<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (id, case): (Uuid, CaseId),
    said: &str,
    it: Common<'_>,
) -> Result<(), DbError> {
    insert!(
        tx,
        chronology_event {
            id: id,
            case_id: case,
            happened_on: Day(it.today),
            kind: permit.operation(),
            said: said,
            recorded_by: it.by,
            recorded_at: it.at,
        }
    )
}
