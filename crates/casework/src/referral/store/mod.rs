//! SQL for referrals.

mod holding;
pub(crate) mod list;
pub(in crate::referral) mod people;
pub(crate) mod sent;

use agreement::Permit;
use db::{At, Day, DbError, Tx, all, insert, one, run};
use jiff::civil::Date;
use kernel::{CaseId, ForumId, HouseholdId, OrganisationId, PersonId, PractitionerId, ReferralId};

use crate::charters::ready;

use super::{
    change::{Amend, Withdraw},
    model::{self, Referral, Status},
    refer::Refer,
    request::Asked,
};
pub(crate) use holding::runs;
pub(super) use holding::{is_open_elsewise, was_taken_on};
pub(crate) use list::{From, Line, latest, waiting};

/// A year has room for 330,000 references: with half of them used, so many tries fail once in a
/// thousand million million times.
const TRIES: usize = 50;

pub(crate) async fn forums(tx: &mut Tx) -> Result<Vec<(ForumId, String, String)>, DbError> {
    let found: Vec<(ForumId, String, String)> =
        all!(tx, "select id, name, charter || '/' || charter_version from forum order by name")?;
    for (.., edition) in &found {
        ready(tx, edition).await?;
    }
    Ok(found)
}

pub(crate) async fn name_and_death<A>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    id: PersonId,
) -> Result<Option<(String, String)>, DbError> {
    one!(tx, "select given_name || ' ' || family_name, died from person where id = $1", id)
}

#[derive(sqlx::FromRow)]
struct Row {
    id: ReferralId,
    source_reference: String,
    source_system: String,
    forum_id: ForumId,
    forum_name: String,
    charter: String,
    person_id: PersonId,
    person_name: String,
    date_of_birth: Option<Day>,
    learning_difficulty_or_disability: String,
    received_on: Day,
    referrer_practitioner: Option<PractitionerId>,
    referrer_name: String,
    referrer_organisation_name: String,
    level_of_need: Option<i64>,
    agencies_needed: Option<i64>,
    transition: String,
    assessment_state: String,
    consent: String,
    lawful_basis: String,
    without_consent_reason: String,
    strengths: String,
    needs_words: String,
    own_words: String,
    referrer_offer: String,
    known_to_social_care: String,
    re_referral_of: Option<ReferralId>,
    acknowledged_on: Option<Day>,
    acknowledged_by_name: String,
    status: String,
    decided_on: Option<Day>,
    decided_by_name: String,
    confirmed_by_name: String,
    return_reason: String,
    decision_rationale: String,
    override_reason: String,
    case_id: Option<CaseId>,
    lead_status: Option<String>,
    lead_name: String,
    version: i64,
}

/// One referral with everything that was asked; none when there is none.
pub(crate) async fn load<A>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    id: ReferralId,
) -> Result<Option<Referral>, DbError> {
    let row: Option<Row> = one!(
        tx,
        "select r.id, r.source_reference, r.source_system, r.forum_id, f.name as forum_name,
                f.charter || '/' || r.charter_version as charter, r.person_id, p.given_name || ' ' || p.family_name as person_name,
                p.date_of_birth, p.learning_difficulty_or_disability, r.received_on,
                r.referrer_practitioner, coalesce(w.name, '') as referrer_name,
                coalesce(o.name, '') as referrer_organisation_name, r.level_of_need,
                r.agencies_needed, r.transition, r.assessment_state, r.consent, r.lawful_basis,
                r.without_consent_reason, r.strengths, r.needs_words, r.own_words,
                r.referrer_offer, r.known_to_social_care, r.re_referral_of, r.acknowledged_on,
                coalesce(k.name, '') as acknowledged_by_name, r.status, r.decided_on,
                coalesce(d.name, '') as decided_by_name, coalesce(e.name, '') as confirmed_by_name, r.return_reason, r.decision_rationale,
                r.override_reason, r.case_id, c.lead_status, coalesce(l.name, '') as lead_name, r.version
         from referral r
         join forum f on f.id = r.forum_id
         join person p on p.id = r.person_id
         left join practitioner w on w.id = r.referrer_practitioner
         left join organisation o on o.id = r.referrer_organisation
         left join practitioner k on k.id = r.acknowledged_by
         left join practitioner d on d.id = r.decided_by
         left join practitioner e on e.id = r.confirmed_by
         left join case_record c on c.id = r.case_id
         left join practitioner l on l.id = c.lead_id
         where r.id = $1",
        id
    )?;
    let Some(row) = row else { return Ok(None) };
    ready(tx, &row.charter).await?;
    let needs: Vec<(String,)> =
        all!(tx, "select need from referral_need where referral_id = $1 order by need", id)?;
    referral(row, needs.into_iter().map(|(need,)| need).collect()).map(Some)
}

fn status(text: &str) -> Result<Status, DbError> {
    Status::from_name(text).ok_or_else(|| DbError::corrupt("referral", "status", text))
}

fn referral(row: Row, needs: Vec<String>) -> Result<Referral, DbError> {
    Ok(Referral {
        id: row.id,
        reference: row.source_reference,
        source_system: row.source_system,
        forum: row.forum_id,
        forum_name: row.forum_name,
        charter: row.charter,
        person: row.person_id,
        person_name: row.person_name,
        date_of_birth: row.date_of_birth.map(|day| day.0),
        learning_difficulty_or_disability: row.learning_difficulty_or_disability,
        received_on: row.received_on.0,
        referrer: row.referrer_practitioner,
        referrer_name: row.referrer_name,
        referrer_organisation: row.referrer_organisation_name,
        asked: Asked {
            strengths: row.strengths,
            needs_words: row.needs_words,
            needs,
            agencies_needed: row.agencies_needed,
            level_of_need: row.level_of_need,
            transition: row.transition,
            own_words: row.own_words,
            referrer_offer: row.referrer_offer,
            known_to_social_care: row.known_to_social_care,
            consent: row.consent,
            lawful_basis: row.lawful_basis,
            without_consent_reason: row.without_consent_reason,
            assessment_state: row.assessment_state,
        },
        acknowledged_on: row.acknowledged_on.map(|day| day.0),
        acknowledged_by: row.acknowledged_by_name,
        status: status(&row.status)?,
        decided_on: row.decided_on.map(|day| day.0),
        decided_by: row.decided_by_name,
        confirmed_by: row.confirmed_by_name,
        return_reason: row.return_reason,
        rationale: row.decision_rationale,
        override_reason: row.override_reason,
        case: row.case_id,
        lead: row.lead_status.map(|status| (status, row.lead_name)),
        re_referral_of: row.re_referral_of,
        version: row.version,
    })
}

/// A reference that nobody has. The one who writes holds the lock on the ledger's head, so no two find
/// the same free; the table would refuse it.
pub(crate) async fn free_reference(
    tx: &mut Tx,
    _permit: &Permit<Refer>,
    year: i16,
) -> Result<String, DbError> {
    for _ in 0..TRIES {
        let mut chance = [0; 4];
        getrandom::fill(&mut chance)?;
        let reference = model::reference(year, chance);
        let taken: Option<(ReferralId,)> = one!(
            tx,
            "select id from referral where source_system = 'here' and source_reference = $1",
            &reference
        )?;
        if taken.is_none() {
            return Ok(reference);
        }
    }
    Err(DbError::corrupt("referral", "source_reference", "the references of the year are used up"))
}

/// The latest referral of a person since a day, if there was one that was not withdrawn.
pub(crate) async fn earlier(
    tx: &mut Tx,
    _permit: &Permit<Refer>,
    person: PersonId,
    since: Date,
) -> Result<Option<ReferralId>, DbError> {
    let found: Option<(ReferralId,)> = one!(
        tx,
        "select id from referral
         where person_id = $1 and received_on >= $2 and status <> 'withdrawn'
         order by received_on desc, id desc limit 1",
        person,
        Day(since)
    )?;
    Ok(found.map(|(id,)| id))
}

/// The group under which an organisation's referrals are counted.
pub(crate) async fn referrer_group(
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<String, DbError> {
    let found: Option<(String,)> =
        one!(tx, "select referrer_group from organisation where id = $1", organisation)?;
    Ok(found.map(|(group,)| group).unwrap_or_default())
}

/// What a new referral is, besides what was asked.
pub(crate) struct New {
    pub(crate) id: ReferralId,
    pub(crate) reference: String,
    pub(crate) forum: ForumId,
    pub(crate) charter_version: String,
    pub(crate) person: PersonId,
    pub(crate) household: Option<HouseholdId>,
    pub(crate) received_on: Date,
    pub(crate) referrer: (PractitionerId, OrganisationId),
    pub(crate) referrer_group: String,
    pub(crate) re_referral_of: Option<ReferralId>,
}

pub(crate) async fn add(
    tx: &mut Tx,
    permit: &Permit<Refer>,
    new: New,
    asked: &Asked,
    at: At,
) -> Result<(), DbError> {
    let (id, month) = (new.id, new.received_on.strftime("%Y-%m").to_string());
    insert!(
        tx,
        referral {
            id: id,
            forum_id: new.forum,
            person_id: new.person,
            household_id: new.household,
            source_system: "here",
            source_reference: new.reference,
            received_on: Day(new.received_on),
            received_month: month,
            source_hash: "",
            referrer_practitioner: Some(new.referrer.0),
            referrer_organisation: Some(new.referrer.1),
            referrer_group: new.referrer_group,
            charter_version: new.charter_version,
            level_of_need: asked.level_of_need,
            agencies_needed: asked.agencies_needed,
            transition: &asked.transition,
            assessment_state: &asked.assessment_state,
            consent: &asked.consent,
            lawful_basis: &asked.lawful_basis,
            without_consent_reason: &asked.without_consent_reason,
            strengths: &asked.strengths,
            needs_words: &asked.needs_words,
            own_words: &asked.own_words,
            referrer_offer: &asked.referrer_offer,
            known_to_social_care: &asked.known_to_social_care,
            re_referral_of: new.re_referral_of,
            status: Status::Received.name(),
            return_reason: "",
            decision_rationale: "",
            override_reason: "",
            version: 1_i64,
            created_at: at,
        }
    )?;
    add_needs(tx, permit, id, &asked.needs).await
}

async fn add_needs<O>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    id: ReferralId,
    needs: &[String],
) -> Result<(), DbError> {
    for need in needs {
        insert!(tx, referral_need { referral_id: id, need: need })?;
    }
    Ok(())
}

/// What was said about sharing; "not asked" is nothing that was said.
pub(crate) async fn add_consent<O: agreement::Act>(
    tx: &mut Tx,
    permit: &Permit<O>,
    (id, (referral, person)): (uuid::Uuid, (ReferralId, PersonId)),
    asked: &Asked,
    (today, at): (Day, At),
) -> Result<(), DbError> {
    if asked.consent == "not_asked" {
        return Ok(());
    }
    insert!(
        tx,
        consent {
            id: id,
            person_id: person,
            referral_id: referral,
            purpose: "share",
            decision: &asked.consent,
            decided_on: today,
            lawful_basis: &asked.lawful_basis,
            without_consent_reason: &asked.without_consent_reason,
            recorded_by: Some(permit.principal().practitioner),
            recorded_at: at,
            note: "In the referral",
        }
    )
}

/// Replaces what was asked; false when somebody else changed it first.
pub(crate) async fn amend(
    tx: &mut Tx,
    permit: &Permit<Amend>,
    (id, version): (ReferralId, i64),
    asked: &Asked,
) -> Result<bool, DbError> {
    let changed = run!(
        tx,
        "update referral set strengths = $1, needs_words = $2, own_words = $3, referrer_offer = $4,
             agencies_needed = $5, level_of_need = $6, transition = $7, known_to_social_care = $8,
             consent = $9, lawful_basis = $10, without_consent_reason = $11,
             assessment_state = $12, version = version + 1
         where id = $13 and version = $14 and status = 'received'",
        &asked.strengths,
        &asked.needs_words,
        &asked.own_words,
        &asked.referrer_offer,
        asked.agencies_needed,
        asked.level_of_need,
        &asked.transition,
        &asked.known_to_social_care,
        &asked.consent,
        &asked.lawful_basis,
        &asked.without_consent_reason,
        &asked.assessment_state,
        id,
        version
    )?;
    run!(tx, "delete from referral_need where referral_id = $1", id)?;
    add_needs(tx, permit, id, &asked.needs).await?;
    Ok(changed == 1)
}

/// Takes a referral back; false when somebody else changed it first.
pub(crate) async fn withdraw(
    tx: &mut Tx,
    permit: &Permit<Withdraw>,
    (id, version): (ReferralId, i64),
    (why, on): (&str, Date),
) -> Result<bool, DbError> {
    let changed = run!(
        tx,
        "update referral set status = 'withdrawn', decided_on = $1, decided_by = $2,
             decision_rationale = $3, version = version + 1
         where id = $4 and version = $5 and status = 'received'",
        Day(on),
        permit.principal().practitioner,
        why,
        id,
        version
    )?;
    Ok(changed == 1)
}
