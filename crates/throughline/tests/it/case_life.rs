//! The life of a case, from the meeting that agrees its plan to its closure, through HTTP.

use agreement::{Kind, Relation, Role};
use axum::http::StatusCode;
use db::{At, Day, NewEntry, all, insert, run, scope};
use jiff::civil::date;
use kernel::{CaseId, OrganisationId, PersonId, PractitionerId, ReferralId, ServiceId};
use testkit::{Browser, COUNCIL, FORUM, Reply, World};
use uuid::Uuid;

mod actions;
mod agenda;
mod became;
mod case_studies;
mod chronology;
mod consents;
mod duties;
mod exclusions;
mod forms;
mod goals;
mod handover;
mod home;
mod levels;
mod meetings;
mod named;
mod packages;
mod plans;
mod relapses;
mod sharing;
mod step_up;
mod steps;
mod wrong_person;

/// A referral that was accepted for a person of this name: the case and its person.
pub(crate) async fn opened(
    world: &World,
    name: &str,
    referrer: PractitionerId,
) -> (CaseId, PersonId) {
    let (env, mut tx) = (&world.env, world.fresh.db.begin().await.unwrap());
    let (person, referral) = (PersonId(env.new_id()), ReferralId(env.new_id()));
    let (case, now, today) = (CaseId(env.new_id()), At(env.now()), Day(env.today()));
    referred(world, &mut tx, (person, name), (referral, referrer), case).await;
    insert!(
        &mut tx,
        case_record {
            id: case,
            referral_id: referral,
            forum_id: FORUM,
            person_id: person,
            charter_version: "1",
            level_of_need: 3_i64,
            status: "open",
            opened_on: today,
            closed_on: None::<Day>,
            closure_reason: "",
            closure_outcome: "",
            closure_summary: "",
            lead_status: "none",
            version: 1_i64,
            created_at: now,
            updated_at: now,
        }
    )
    .unwrap();
    for record in [(Kind::Person, person.0), (Kind::Referral, referral.0), (Kind::Case, case.0)] {
        let ties = [
            (Relation::Forum, FORUM.0),
            (Relation::Open, FORUM.0),
            (Relation::Referrer, referrer.0),
        ];
        for (relation, target) in ties {
            scope::add(&mut tx, record, relation, target).await.unwrap();
        }
    }
    tx.commit(env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
    (case, person)
}

/// The person and the accepted referral that a case stands on.
async fn referred(
    world: &World,
    tx: &mut db::Tx,
    (person, name): (PersonId, &str),
    (referral, referrer): (ReferralId, PractitionerId),
    case: CaseId,
) {
    let (now, today) = (At(world.env.now()), Day(world.env.today()));
    insert!(
        tx,
        person {
            id: person,
            given_name: name,
            family_name: "Okafor",
            date_of_birth: Some(Day(date(2012, 5, 1))),
            learning_difficulty_or_disability: "no",
            nhs_number: "",
            district_code: "",
            version: 1_i64,
            created_at: now,
            updated_at: now,
        }
    )
    .unwrap();
    insert!(
        tx,
        referral {
            id: referral,
            forum_id: FORUM,
            person_id: person,
            source_system: "here",
            source_reference: referral.to_string(),
            received_on: today,
            received_month: "2026-11",
            source_hash: "",
            referrer_practitioner: referrer,
            referrer_organisation: COUNCIL,
            referrer_group: "school",
            charter_version: "1",
            level_of_need: 3_i64,
            agencies_needed: 2_i64,
            transition: "none",
            assessment_state: "complete",
            consent: "given",
            lawful_basis: "consent",
            without_consent_reason: "",
            strengths: "Loves football",
            needs_words: "Often late",
            own_words: "I want to sleep",
            referrer_offer: "A mentor",
            known_to_social_care: "no",
            status: "accepted",
            decided_on: today,
            return_reason: "",
            decision_rationale: "Two agencies",
            override_reason: "",
            case_id: case,
            version: 1_i64,
            created_at: now,
        }
    )
    .unwrap();
    insert!(tx, referral_need { referral_id: referral, need: "education" }).unwrap();
}

async fn service(
    world: &World,
    organisation: OrganisationId,
    name: &str,
    capacity: i64,
) -> ServiceId {
    let (id, mut tx) = (ServiceId(world.env.new_id()), world.fresh.db.begin().await.unwrap());
    insert!(
        &mut tx,
        service {
            id: id,
            organisation_id: organisation,
            name: name,
            capacity: capacity,
            goes_live_on: None::<Day>,
        }
    )
    .unwrap();
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
    id
}

/// A coordinator, and a case that is open in their forum.
pub(crate) async fn coordinated(world: &mut World) -> (Browser, CaseId) {
    let (coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
    let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
    let (case, _) = opened(world, "Tobi", referrer).await;
    (coordinator, case)
}

/// Withdraws a service as from a day, or offers it again.
async fn withdraw(world: &World, service: ServiceId, on: &str) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    let day: Option<Day> = on.parse().ok().map(Day);
    run!(&mut tx, "update service set withdrawn_on = $1 where id = $2", day, service).unwrap();
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

async fn bar(world: &World, case: CaseId, person: PersonId, who: PractitionerId) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    for record in [(Kind::Case, case.0), (Kind::Person, person.0)] {
        scope::add(&mut tx, record, Relation::Barred, who.0).await.unwrap();
    }
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

/// Presses a button of a page: what is hidden there is sent along.
async fn press(browser: &mut Browser, page: &str, path: &str, answers: &[(&str, &str)]) -> Reply {
    let shown = browser.get(page).await;
    let mut fields: Vec<(String, String)> = ["_csrf", "_key"]
        .iter()
        .map(|name| ((*name).to_owned(), shown.value(name).unwrap_or_default()))
        .collect();
    fields.extend(answers.iter().map(|(name, value)| ((*name).into(), (*value).into())));
    browser.post(path, &fields).await
}

#[track_caller]
pub(crate) fn done(reply: &Reply) -> String {
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    reply.location.clone().unwrap()
}

const TODAY: [(&str, &str); 3] =
    [("held_on-day", "22"), ("held_on-month", "11"), ("held_on-year", "2026")];

/// A meeting today, and its page.
async fn convened(coordinator: &mut Browser) -> String {
    done(&coordinator.fill(&format!("/forums/{FORUM}/meetings/new"), &TODAY).await)
}

/// The address of a link on a page that ends so, such as `/report`.
fn link(page: &Reply, ending: &str) -> String {
    page.links().into_iter().find(|it| it.ends_with(ending)).unwrap()
}

fn item_path(page: &Reply, meeting: &str) -> String {
    let start = format!("{meeting}/items/");
    let (_, rest) = page.body.split_once(&start).unwrap();
    start + &rest.chars().take(36).collect::<String>()
}

async fn said(world: &World, case: CaseId) -> Vec<(String, String)> {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    all!(
        &mut tx,
        "select kind, said from chronology_event where case_id = $1 order by recorded_at, id",
        case
    )
    .unwrap()
}

async fn ids(world: &World) -> Vec<(Uuid, String)> {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    all!(&mut tx, "select id, status from lead_request order by id").unwrap()
}

pub(crate) async fn membership(world: &World, who: PractitionerId) -> String {
    memberships(world, who).await.remove(0)
}

pub(crate) async fn memberships(world: &World, who: PractitionerId) -> Vec<String> {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    let rows: Vec<(Uuid,)> =
        all!(&mut tx, "select id from membership where practitioner_id = $1", who).unwrap();
    rows.into_iter().map(|(id,)| id.to_string()).collect()
}

const FUTURE: [(&str, &str); 3] =
    [("due_on-day", "30"), ("due_on-month", "11"), ("due_on-year", "2026")];

/// Whether a page reads so, with a space wherever a tag stands.
pub(crate) fn reads(page: &Reply, text: &str) -> bool {
    let words = page.body.split('<').filter_map(|part| part.split_once('>'));
    let words: Vec<&str> = words.flat_map(|(_, text)| text.split_whitespace()).collect();
    words.join(" ").contains(text)
}

/// The page without what differs at each opening: the keys and tokens of its forms.
fn content(page: &Reply) -> String {
    let body = page.body.split("<main").nth(1).unwrap_or_default();
    let mut parts = body.split("value=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let (value, rest) = part.split_once('"').unwrap();
        let kept = if text.ends_with("name=\"_key\" ") || text.ends_with("name=\"_csrf\" ") {
            ""
        } else {
            value
        };
        text + kept + rest
    })
}
