//! SQL for imported referrals.

use std::{collections::BTreeMap, sync::Arc};

use agreement::{Kind, Permit, Relation};
use charter::Charter;
use db::{At, Day, DbError, Keys, Tx, all, insert, one, run, scope};
use kernel::{CaseId, Env, ForumId, PersonId, ReferralId};
use people::register::{self, NewPerson};
use uuid::Uuid;

use super::{
    operation::{ImportReferrals, Outcome},
    row::{District, ReferralRow},
};

/// A row to be written, and who it is about.
pub(super) struct New<'a> {
    pub(super) source: &'a str,
    pub(super) row: &'a ReferralRow,
    pub(super) hash: &'a str,
    pub(super) person: PersonId,
}

/// The places that have a forum, with the places around each.
pub(super) async fn districts(tx: &mut Tx) -> Result<BTreeMap<String, District>, DbError> {
    let forums: Vec<(ForumId, String, String, String)> = all!(
        tx,
        "select f.id, f.charter, p.name, p.gss_code
           from forum f join place p on p.id = f.place_id
          where p.gss_code <> ''"
    )?;
    let around: Vec<(ForumId, String)> = all!(
        tx,
        "with recursive up (forum_id, place_id) as (
            select f.id, p.parent from forum f join place p on p.id = f.place_id
            union
            select u.forum_id, p.parent from up u join place p on p.id = u.place_id
         )
         select u.forum_id, p.name from up u join place p on p.id = u.place_id order by p.position desc"
    )?;
    let mut charters: BTreeMap<String, Arc<Charter>> = BTreeMap::new();
    let mut districts = BTreeMap::new();
    for (forum, code, name, gss_code) in forums {
        let charter = match charters.get(&code) {
            Some(charter) => Arc::clone(charter),
            None => {
                let loaded = charter::shipped(&code).and_then(Result::ok);
                let loaded = loaded.ok_or_else(|| DbError::corrupt("forum", "charter", &code))?;
                let loaded = Arc::new(loaded);
                charters.insert(code, Arc::clone(&loaded));
                loaded
            }
        };
        let around = around.iter().filter(|(of, _)| *of == forum).map(|(_, name)| name.clone());
        let around = around.collect();
        districts.insert(gss_code, District { name, forum, charter, around });
    }
    Ok(districts)
}

/// What the row with this identity said when it came in, if it did.
pub(super) async fn hash_of(
    tx: &mut Tx,
    _permit: &Permit<ImportReferrals>,
    source: &str,
    row: &ReferralRow,
) -> Result<Option<String>, DbError> {
    let found: Option<(String,)> = one!(
        tx,
        "select source_hash from referral
          where source_system = $1 and source_reference = $2 and received_on = $3",
        source,
        &row.reference,
        Day(row.received_on)
    )?;
    Ok(found.map(|(hash,)| hash))
}

pub(super) async fn add(
    tx: &mut Tx,
    permit: &Permit<ImportReferrals>,
    keys: &Keys,
    env: &Env,
    new: &New<'_>,
) -> Result<(), DbError> {
    let (referral, case) = (ReferralId(env.new_id()), CaseId(env.new_id()));
    let case = new.row.accepted.then_some(case);
    add_person(tx, permit, keys, env, new).await?;
    add_referral(tx, permit, env, new, (referral, case)).await?;
    if let Some(case) = case {
        add_case(tx, permit, env, new, (referral, case)).await?;
    }
    let open = case.is_some();
    let records = [
        Some((Kind::Person, new.person.0)),
        Some((Kind::Referral, referral.0)),
        case.map(|case| (Kind::Case, case.0)),
    ];
    for record in records.into_iter().flatten() {
        scope::add(tx, record, Relation::Forum, new.row.forum.0).await?;
        if open {
            scope::add(tx, record, Relation::Open, new.row.forum.0).await?;
        }
    }
    Ok(())
}

async fn add_person(
    tx: &mut Tx,
    permit: &Permit<ImportReferrals>,
    keys: &Keys,
    env: &Env,
    new: &New<'_>,
) -> Result<(), DbError> {
    let row = new.row;
    let person = NewPerson {
        given_name: row.given_name.clone(),
        family_name: row.family_name.clone(),
        date_of_birth: row.born_on,
        district_code: row.district_code.clone(),
        postcode: row.postcode.clone(),
        ..NewPerson::default()
    };
    register::add(tx, keys, permit, new.person, &person, At(env.now())).await
}

async fn add_referral(
    tx: &mut Tx,
    _permit: &Permit<ImportReferrals>,
    env: &Env,
    new: &New<'_>,
    (id, case): (ReferralId, Option<CaseId>),
) -> Result<(), DbError> {
    let row = new.row;
    insert!(
        tx,
        referral {
            id: id,
            forum_id: row.forum,
            person_id: new.person,
            household_id: None::<Uuid>,
            source_system: new.source,
            source_reference: &row.reference,
            received_on: Day(row.received_on),
            received_month: row.received_on.strftime("%Y-%m").to_string(),
            source_hash: new.hash,
            referrer_practitioner: None::<Uuid>,
            referrer_organisation: None::<Uuid>,
            referrer_group: &row.referrer_group,
            charter_version: &row.charter_version,
            level_of_need: Some(row.level_of_need),
            agencies_needed: None::<i64>,
            transition: "not_known",
            assessment_state: "held_elsewhere",
            consent: &row.consent,
            lawful_basis: "",
            without_consent_reason: "",
            strengths: "",
            needs_words: "",
            own_words: "",
            referrer_offer: "",
            known_to_social_care: &row.known_to_social_care,
            re_referral_of: None::<Uuid>,
            status: if row.accepted { "accepted" } else { "returned" },
            decided_on: Some(Day(row.decided_on)),
            decided_by: None::<Uuid>,
            return_reason: &row.return_reason,
            decision_rationale: "",
            override_reason: "",
            case_id: case,
            version: 1_i64,
            created_at: At(env.now()),
            stepped_up_on: row.stepped_up_on.map(Day),
        }
    )?;
    for need in &row.needs {
        insert!(tx, referral_need { referral_id: id, need: need })?;
    }
    insert!(
        tx,
        consent {
            id: env.new_id(),
            person_id: new.person,
            referral_id: id,
            purpose: "share",
            decision: &row.consent,
            decided_on: Day(row.received_on),
            recorded_by: None::<Uuid>,
            recorded_at: At(env.now()),
            note: "As recorded in the system that the request came from",
        }
    )
}

/// The case of an accepted row. For a step-down somebody has to be appointed to lead it.
async fn add_case(
    tx: &mut Tx,
    permit: &Permit<ImportReferrals>,
    env: &Env,
    new: &New<'_>,
    (referral, id): (ReferralId, CaseId),
) -> Result<(), DbError> {
    let row = new.row;
    let steps_down = row.referrer_group == "social_care_step_down";
    insert!(
        tx,
        case_record {
            id: id,
            referral_id: referral,
            forum_id: row.forum,
            person_id: new.person,
            charter_version: &row.charter_version,
            level_of_need: row.level_of_need,
            status: "open",
            opened_on: Day(row.decided_on),
            closed_on: None::<Day>,
            closure_reason: "",
            closure_outcome: "",
            closure_summary: "",
            stepped_up_on: row.stepped_up_on.map(Day),
            lead_id: None::<Uuid>,
            lead_organisation: None::<Uuid>,
            lead_status: if steps_down { "to_be_appointed" } else { "none" },
            next_review_on: None::<Day>,
            version: 1_i64,
            created_at: At(env.now()),
            updated_at: At(env.now()),
        }
    )?;
    let events = [
        (Some(row.received_on), "Request received. The assessment is held elsewhere."),
        (Some(row.decided_on), "Request accepted."),
        (row.stepped_up_on, "Referred to children's social care."),
    ];
    for (day, said) in events {
        if let Some(day) = day {
            add_event(tx, permit, env, id, (Day(day), said)).await?;
        }
    }
    Ok(())
}

async fn add_event(
    tx: &mut Tx,
    _permit: &Permit<ImportReferrals>,
    env: &Env,
    case: CaseId,
    (day, said): (Day, &str),
) -> Result<(), DbError> {
    insert!(
        tx,
        chronology_event {
            id: env.new_id(),
            case_id: case,
            happened_on: day,
            kind: "import_referrals",
            said: said,
            recorded_by: None::<Uuid>,
            recorded_at: At(env.now()),
        }
    )
}

/// Adds a chunk to what the run has done.
pub(super) async fn count(
    tx: &mut Tx,
    _permit: &Permit<ImportReferrals>,
    chunk: &ImportReferrals,
    outcomes: &[Outcome],
    env: &Env,
) -> Result<(), DbError> {
    let of = |wanted: fn(&Outcome) -> bool| {
        i64::try_from(outcomes.iter().filter(|it| wanted(it)).count()).unwrap_or(i64::MAX)
    };
    let imported = of(|it| *it == Outcome::Imported);
    let unchanged = of(|it| *it == Outcome::Unchanged);
    let rejected = of(|it| matches!(it, Outcome::Conflict | Outcome::Rejected(_)));
    let changed = run!(
        tx,
        "update import_run set imported = imported + $1, unchanged = unchanged + $2,
                rejected = rejected + $3, ended_at = $4
          where id = $5",
        imported,
        unchanged,
        rejected,
        At(env.now()),
        chunk.run
    )?;
    if changed == 0 {
        insert!(
            tx,
            import_run {
                id: chunk.run,
                file_hash: &chunk.file_hash,
                kind: "referrals",
                imported: imported,
                unchanged: unchanged,
                rejected: rejected,
                started_at: At(env.now()),
                ended_at: Some(At(env.now())),
            }
        )?;
    }
    Ok(())
}
