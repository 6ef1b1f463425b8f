//! Referrals: asked for, amended, assessed, decided, read by those who may.

#![expect(clippy::indexing_slicing, reason = "an answer without the field should stop the test")]

use agreement::{Kind, Relation, Role};
use axum::http::StatusCode;
use db::{At, Day, NewEntry, all, insert, one, scope};
use jiff::civil::date;
use kernel::{PersonId, PractitionerId};
use testkit::{Browser, COUNCIL, Engine, FORUM, POLICE, Reply, World, on_both_engines};
use uuid::Uuid;

use crate::world;

mod access;
mod charters;
mod confirmation;
mod followups;
mod hidden;
mod household;
mod indicators;
mod ring_now;
mod sent;
mod two_windows;
mod wrong_person;

const CHILD: PersonId = PersonId(Uuid::from_u128(0xE1));

/// A child whom a practitioner has added.
async fn child(world: &World, adder: PractitionerId) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    let now = At(world.env.now());
    insert!(
        &mut tx,
        person {
            id: CHILD,
            given_name: "Robin",
            family_name: "Vale",
            date_of_birth: Some(Day(date(2015, 3, 1))),
            learning_difficulty_or_disability: "no",
            nhs_number: "",
            district_code: "",
            version: 1_i64,
            created_at: now,
            updated_at: now,
        }
    )
    .unwrap();
    scope::add(&mut tx, (Kind::Person, CHILD.0), Relation::Involved, adder.0).await.unwrap();
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

async fn tie(world: &World, kind: Kind, record: Uuid, relation: Relation, target: Uuid) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    scope::add(&mut tx, (kind, record), relation, target).await.unwrap();
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

fn path() -> String {
    format!("/forums/{FORUM}/people/{CHILD}/referrals/new")
}

/// Good answers, some of them changed.
pub(crate) fn answers<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let good = [
        ("strengths", "Loves football"),
        ("needs_words", "Damp flat, missing school"),
        ("needs", "housing"),
        ("needs", "education"),
        ("agencies_needed", "2"),
        ("level_of_need", "3"),
        ("transition", "none"),
        ("own_words", "I want to stay at my school"),
        ("referrer_offer", "I keep seeing the family"),
        ("known_to_social_care", "no"),
        ("consent", "given"),
        ("assessment_state", "held_elsewhere"),
    ];
    let kept = good.into_iter().filter(|(name, _)| !changes.iter().any(|(it, _)| it == name));
    kept.chain(changes.iter().copied()).collect()
}

async fn refer(browser: &mut Browser, changes: &[(&str, &str)]) -> String {
    let reply = browser.fill(&path(), &answers(changes)).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    reply.location.unwrap()
}

/// Presses a button that stands on a page.
async fn press(
    browser: &mut Browser,
    (page, path): (&str, &str),
    answers: &[(&str, &str)],
) -> Reply {
    let shown = browser.get(page).await;
    let hidden = |name: &str| (name.to_owned(), shown.value(name).unwrap_or_default());
    let mut fields = vec![hidden("_csrf"), hidden("_key")];
    fields.extend(answers.iter().map(|(name, value)| ((*name).into(), (*value).into())));
    browser.post(path, &fields).await
}

async fn decide(browser: &mut Browser, referral: &str, answers: &[(&str, &str)]) -> Reply {
    browser.fill(&format!("{referral}/decision"), answers).await
}

const ACCEPT: &[(&str, &str)] = &[
    ("decision", "accept"),
    ("level_of_need", "3"),
    ("rationale", "Housing and school have to act together"),
];

/// A referrer with a child, a coordinator of the forum, and the referral between them.
async fn referred(engine: Engine, changes: &[(&str, &str)]) -> (World, Browser, Browser, String) {
    let mut world = world(engine).await;
    let (mut referrer, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
    let (coordinator, _) = world.someone("Col", COUNCIL, Role::Coordinator).await;
    child(&world, id).await;
    let referral = refer(&mut referrer, changes).await;
    (world, referrer, coordinator, referral)
}

async fn count(world: &World, table: &str) -> i64 {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    let found: Option<(i64,)> = match table {
        "referral" => one!(&mut tx, "select count(*) from referral").unwrap(),
        _ => one!(&mut tx, "select count(*) from case_record").unwrap(),
    };
    found.unwrap().0
}

on_both_engines! {
    async fn a_referral_is_checked_before_it_is_sent_and_accepting_it_opens_a_case(engine: Engine) {
        let mut world = world(engine).await;
        let (mut referrer, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (mut coordinator, _) = world.someone("Col", COUNCIL, Role::Coordinator).await;
        child(&world, id).await;

        let choose = referrer.get(&format!("/people/{CHILD}/referrals/new")).await;
        assert!(choose.says("Refer to Chelmsford MAAG"), "{}", choose.body);
        let form = referrer.get(&path()).await;
        assert!(form.says("in immediate danger") && form.says("Robin Vale"), "{}", form.body);
        let mut check = answers(&[]);
        check.push(("_step", "check"));
        let check = referrer.fill(&path(), &check).await;
        assert_eq!(check.status, StatusCode::OK);
        assert!(check.says("Check your answers") && check.says("Housing"), "{}", check.body);
        assert_eq!(count(&world, "referral").await, 0);

        let referral = refer(&mut referrer, &[]).await;
        let page = referrer.get(&referral).await;
        assert!(page.says("Request for support R-2026-"), "{}", page.body);
        assert!(page.says("Your request was sent") && page.says("You will hear by 27 November 2026"));
        let strengths = page.body.find("Loves football").unwrap();
        assert!(strengths < page.body.find("Damp flat").unwrap());
        assert!(!page.body.contains("/decision"), "the referrer cannot decide");

        let list = coordinator.get("/referrals").await;
        assert!(list.says("R-2026-") && list.says("Robin Vale"), "{}", list.body);
        let form = coordinator.get(&format!("{referral}/decision")).await;
        assert!(form.says("every rule is met") && form.says("Age of the child or young person: 11"), "{}", form.body);
        let done = decide(&mut coordinator, &referral, ACCEPT).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let page = referrer.get(&referral).await;
        assert!(page.says("Accepted on 22 November 2026 by Col"), "{}", page.body);
        assert!(page.says("lead professional is still to be appointed"));

        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let case = one!(&mut tx, "select id, status, level_of_need from case_record").unwrap();
        let (case, status, level): (Uuid, String, i64) = case.unwrap();
        assert_eq!((status.as_str(), level), ("open", 3));
        let ties = scope::of(&mut tx, (Kind::Case, case)).await.unwrap();
        for expected in [(Relation::Forum, FORUM.0), (Relation::Open, FORUM.0), (Relation::Referrer, id.0)] {
            assert!(ties.contains(&expected), "{ties:?}");
        }
        let told: Vec<(String,)> = all!(&mut tx,
            "select said from chronology_event where case_id = $1 order by happened_on, id", case).unwrap();
        assert_eq!(told.len(), 3);
        assert!(told.iter().all(|(said,)| !said.contains("Robin") && !said.contains("Rae")));
        let entries: Vec<(String, String)> = all!(&mut tx,
            "select operation, clauses from ledger_entry
             where outcome = 'done' and kind = 'change' and operation <> 'set_up' order by seq").unwrap();
        assert_eq!(entries, [
            ("refer".to_owned(), "find-add-and-refer".to_owned()),
            ("decide_referral".to_owned(), "chair-and-coordinator-run-forum".to_owned()),
        ]);
    }

    async fn every_problem_is_told_at_once_and_what_was_typed_is_kept(engine: Engine) {
        let mut world = world(engine).await;
        let (mut referrer, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        child(&world, id).await;
        for step in ["check", "send"] {
            let typed = [("strengths", "Kind <3"), ("consent", "refused"),
                ("lawful_basis", "public_task"), ("_step", step)];
            let reply = referrer.fill(&path(), &typed).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
            for problem in ["Enter what is needed", "Select at least one of the needs", "Select the level of need",
                "Select why it is shared without consent", "Select where the assessment stands"] {
                assert!(reply.says(problem), "{problem}");
            }
            assert!(reply.says("Kind <3") && reply.body.contains("Kind &lt;3"));
        }
        let mut odd = answers(&[]);
        odd.push(("castle", "yes"));
        let reply = referrer.fill(&path(), &odd).await;
        assert!(reply.says("There is no question “castle”"), "{}", reply.body);
        assert_eq!(count(&world, "referral").await, 0);
    }

    async fn a_need_for_one_organisation_suggests_return_and_the_referrer_reads_why(engine: Engine) {
        let (_world, mut referrer, mut coordinator, referral) =
            referred(engine, &[("agencies_needed", "1")]).await;
        let form = coordinator.get(&format!("{referral}/decision")).await;
        assert!(form.says("The rules suggest returning it: One organisation can meet the need."), "{}", form.body);
        let back = [("decision", "return"), ("return_reason", "single_agency_response"),
            ("rationale", "Housing can do this alone")];
        let done = decide(&mut coordinator, &referral, &back).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let page = referrer.get(&referral).await;
        assert!(page.says("Why it was returned") && page.says("Housing can do this alone"), "{}", page.body);
        assert!(page.says("One organisation can meet this need. Please ask it directly"));
        let mut late: Vec<(String, String)> =
            ["_csrf", "_key", "version"].map(|name| (name.to_owned(), form.value(name).unwrap())).into();
        late.extend(ACCEPT.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        late.retain(|(name, _)| name != "_key");
        for again in [
            coordinator.post(&format!("{referral}/decision"), &late).await,
            coordinator.get(&format!("{referral}/decision")).await,
        ] {
            assert_eq!(again.status, StatusCode::CONFLICT);
            assert!(again.says("has been returned and cannot be changed"), "{}", again.body);
        }
    }

    async fn what_is_returned_is_no_longer_open_to_members(engine: Engine) {
        let (mut world, _, mut coordinator, referral) = referred(engine, &[("agencies_needed", "1")]).await;
        let (mut member, _) = world.someone("Mo", POLICE, Role::ForumMember).await;
        assert!(member.get("/referrals").await.says("R-2026-"));
        let back = [("decision", "return"), ("return_reason", "single_agency_response"), ("rationale", "No")];
        decide(&mut coordinator, &referral, &back).await;
        assert!(!member.get("/referrals").await.says("R-2026-"));
        assert_eq!(member.get(&referral).await.status, StatusCode::NOT_FOUND);
        assert!(coordinator.get("/referrals?status=returned").await.says("R-2026-"));
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let ties = scope::of(&mut tx, (Kind::Person, CHILD.0)).await.unwrap();
        assert!(!ties.contains(&(Relation::Open, FORUM.0)), "{ties:?}");
        assert!(!ties.contains(&(Relation::Forum, FORUM.0)), "{ties:?}");
    }

    async fn a_decision_against_the_rules_needs_a_reason_that_is_counted(engine: Engine) {
        let (world, _, mut coordinator, referral) = referred(engine, &[("agencies_needed", "1")]).await;
        let reply = decide(&mut coordinator, &referral, ACCEPT).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.says("The rules suggest otherwise. Select why you decide against them"), "{}", reply.body);
        assert_eq!(count(&world, "case_record").await, 0);
        let mut against = ACCEPT.to_vec();
        against.push(("override_reason", "no_other_route"));
        let done = decide(&mut coordinator, &referral, &against).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let counted: Option<(i64,)> =
            one!(&mut tx, "select count(*) from referral where override_reason = 'no_other_route'").unwrap();
        assert_eq!(counted, Some((1,)));
    }

    async fn the_highest_level_is_taken_only_in_transition(engine: Engine) {
        let (_world, mut referrer, mut coordinator, referral) =
            referred(engine, &[("level_of_need", "4")]).await;
        let form = coordinator.get(&format!("{referral}/decision")).await;
        assert!(form.says("Above the level of need: children's social care"), "{}", form.body);
        let moved = refer(&mut referrer, &[("level_of_need", "4"), ("transition", "in_hospital")]).await;
        let form = coordinator.get(&format!("{moved}/decision")).await;
        assert!(form.says("every rule is met"), "{}", form.body);
        let page = coordinator.get(&moved).await;
        let first = coordinator.get(&format!("/api/v1{referral}")).await.json();
        let first = first["referral"]["reference"].as_str().unwrap();
        assert!(page.says("Referred before") && page.says(first), "{}", page.body);
        let at_four = [("decision", "accept"), ("level_of_need", "4"), ("rationale", "Home from hospital")];
        assert_eq!(decide(&mut coordinator, &referral, &at_four).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(decide(&mut coordinator, &moved, &at_four).await.status, StatusCode::SEE_OTHER);
    }

    async fn an_outsider_finds_nothing_where_a_referral_is_and_the_same_where_none_is(engine: Engine) {
        let (mut world, _, _, referral) = referred(engine, &[]).await;
        let (mut outsider, _) = world.someone("Ola", POLICE, Role::Practitioner).await;
        for end in ["", "/amend", "/decision", "/assessment", "/withdrawal"] {
            let there = outsider.get(&format!("{referral}{end}")).await;
            let absent = outsider.get(&format!("/referrals/{}{end}", Uuid::from_u128(9))).await;
            assert_eq!(there.status, StatusCode::NOT_FOUND, "{end}");
            assert_eq!(there.body, absent.body, "{end}");
        }
        let person = outsider.get(&path()).await;
        assert_eq!(person.status, StatusCode::NOT_FOUND);
        assert!(!outsider.get("/referrals").await.says("R-2026-"));
    }

    async fn staff_barred_from_a_person_are_barred_from_the_referral_and_its_case(engine: Engine) {
        let mut world = world(engine).await;
        let (mut referrer, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (mut coordinator, _) = world.someone("Col", COUNCIL, Role::Coordinator).await;
        let (mut barred, barred_id) = world.someone("Bo", COUNCIL, Role::Coordinator).await;
        child(&world, id).await;
        tie(&world, Kind::Person, CHILD.0, Relation::Barred, barred_id.0).await;
        let referral = refer(&mut referrer, &[]).await;
        assert_eq!(barred.get(&referral).await.status, StatusCode::NOT_FOUND);
        assert!(!barred.get("/referrals").await.says("R-2026-"));
        assert_eq!(decide(&mut coordinator, &referral, ACCEPT).await.status, StatusCode::SEE_OTHER);
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let cases: Vec<(Uuid,)> = all!(&mut tx,
            "select record from record_scope where kind = 'case' and relation = 'barred' and target = $1",
            barred_id).unwrap();
        assert_eq!(cases.len(), 1);
    }

    async fn a_member_sees_the_line_but_the_record_only_when_the_agreement_opens_it(engine: Engine) {
        let (mut world, _, _, referral) = referred(engine, &[]).await;
        let (mut member, _) = world.someone("Mo", POLICE, Role::ForumMember).await;
        let list = member.get("/referrals").await;
        assert!(list.says("Robin Vale") && !list.says("Damp flat"), "{}", list.body);
        let refused = member.get(&referral).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(refused.says("information-sharing agreement"), "{}", refused.body);
        assert!(!refused.says("Damp flat"));
        let id: Uuid = referral.trim_start_matches("/referrals/").parse().unwrap();
        tie(&world, Kind::Referral, id, Relation::Agenda, FORUM.0).await;
        assert!(member.get(&referral).await.says("Damp flat"));
    }

    async fn two_who_change_a_referral_lose_nothing_and_see_both(engine: Engine) {
        let (_world, mut referrer, mut coordinator, referral) = referred(engine, &[]).await;
        let amend = format!("{referral}/amend");
        let mine = referrer.get(&amend).await;
        let hidden = |reply: &Reply| -> Vec<(String, String)> {
            ["_csrf", "_key", "version"].map(|name| (name.to_owned(), reply.value(name).unwrap())).into()
        };
        let fields = |mut fields: Vec<(String, String)>, strengths: &str| {
            let typed = answers(&[("strengths", strengths)]);
            fields.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
            fields
        };
        let theirs = coordinator.fill(&amend, &answers(&[("strengths", "Sings well")])).await;
        assert_eq!(theirs.status, StatusCode::SEE_OTHER, "{}", theirs.body);
        let clash = referrer.post(&amend, &fields(hidden(&mine), "Draws well")).await;
        assert_eq!(clash.status, StatusCode::CONFLICT);
        assert!(clash.says("Sings well") && clash.says("Draws well"), "{}", clash.body);
        let again = referrer.post(&amend, &fields(hidden(&clash), "Draws and sings well")).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
        assert!(referrer.get(&referral).await.says("Draws and sings well"));
    }

    async fn a_decision_on_an_older_version_is_shown_what_changed(engine: Engine) {
        let (world, mut referrer, mut coordinator, referral) = referred(engine, &[]).await;
        let form = coordinator.get(&format!("{referral}/decision")).await;
        referrer.fill(&format!("{referral}/amend"), &answers(&[("needs_words", "They moved")])).await;
        let mut fields: Vec<(String, String)> =
            ["_csrf", "_key", "version"].map(|name| (name.to_owned(), form.value(name).unwrap())).into();
        fields.extend(ACCEPT.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let clash = coordinator.post(&format!("{referral}/decision"), &fields).await;
        assert_eq!(clash.status, StatusCode::CONFLICT);
        assert!(clash.says("They moved"), "{}", clash.body);
        assert_eq!(count(&world, "case_record").await, 0);
    }

    async fn pressing_send_twice_makes_one_referral(engine: Engine) {
        let mut world = world(engine).await;
        let (mut referrer, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        child(&world, id).await;
        let form = referrer.get(&path()).await;
        let mut fields: Vec<(String, String)> =
            ["_csrf", "_key"].map(|name| (name.to_owned(), form.value(name).unwrap())).into();
        let typed = answers(&[]);
        fields.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let first = referrer.post(&path(), &fields).await;
        let second = referrer.post(&path(), &fields).await;
        assert_eq!(first.status, StatusCode::SEE_OTHER);
        assert_eq!(first.location, second.location);
        assert_eq!(count(&world, "referral").await, 1);
    }

    async fn a_withdrawn_referral_keeps_its_reason_and_is_not_decided(engine: Engine) {
        let (_world, mut referrer, mut coordinator, referral) = referred(engine, &[]).await;
        let withdrawal = format!("{referral}/withdrawal");
        let reply = referrer.fill(&withdrawal, &[("why", " ")]).await;
        assert!(reply.says("Enter why you withdraw the request"), "{}", reply.body);
        let reply = referrer.fill(&withdrawal, &[("why", "The family moved to Kent")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        assert!(coordinator.get(&referral).await.says("The family moved to Kent"));
        assert_eq!(coordinator.get(&format!("{referral}/decision")).await.status, StatusCode::CONFLICT);
    }

    async fn an_assessment_is_completed_in_the_words_of_the_charter_and_kept_in_versions(engine: Engine) {
        let (world, mut referrer, mut coordinator, referral) =
            referred(engine, &[("assessment_state", "not_started")]).await;
        let decision = coordinator.get(&format!("{referral}/decision")).await;
        assert!(decision.says("Assessment incomplete"), "{}", decision.body);
        let assessment = format!("{referral}/assessment");
        let form = referrer.get(&assessment).await;
        assert!(form.says("Who was present?") && form.says("General health: what is the need?"), "{}", form.body);
        let wrong = referrer.fill(&assessment, &[("about.present", "Robin and Rae"),
            ("about.date-day", "31"), ("about.date-month", "2"), ("about.date-year", "2026")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.says("Enter a real date") && wrong.says("What led to this assessment?"), "{}", wrong.body);
        assert!(wrong.body.contains("Robin and Rae"));
        let good = [
            ("about.date-day", "20"), ("about.date-month", "11"), ("about.date-year", "2026"),
            ("about.present", "Robin and Rae"), ("about.reason", "Missing school"),
            ("voice.how", "spoke_alone"), ("voice.words", "I want to stay"),
            ("parents.views", "We want a dry flat"), ("development.strengths", "Football"),
            ("development.needs", "general_health"), ("development.needs", "participation"),
            ("development.general_health.need", "Asthma"),
            ("development.participation.need", "Out of school two days a week"),
            ("parenting.strengths", "Warm"), ("family.strengths", "Grandmother near"),
            ("conclusions.summary", "A strong family in a bad flat"),
            ("conclusions.goals", "A dry home"), ("conclusions.offer", "Weekly visits"),
        ];
        for version in 1..=2_i64 {
            let saved = referrer.fill(&assessment, &good).await;
            assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
            let mut tx = world.fresh.db.snapshot().await.unwrap();
            let kept: Option<(i64,)> = one!(&mut tx, "select count(*) from assessment").unwrap();
            assert_eq!(kept, Some((version,)));
        }
        let page = referrer.get(&referral).await;
        assert!(page.says("version 2") && page.says("Out of school two days a week"), "{}", page.body);
        assert!(coordinator.get(&format!("{referral}/decision")).await.says("every rule is met"));
    }

    async fn a_long_list_goes_on_where_it_stopped(engine: Engine) {
        let (_world, mut referrer, mut coordinator, _) = referred(engine, &[]).await;
        for _ in 0..26 {
            refer(&mut referrer, &[]).await;
        }
        let first = coordinator.get("/api/v1/referrals").await.json();
        assert_eq!(first["status"], "received");
        assert_eq!(first["lines"].as_array().unwrap().len(), 25);
        let next = first["next"].as_str().unwrap();
        let second = coordinator.get(&format!("/api/v1/referrals?after={next}")).await.json();
        let mut seen: Vec<&str> = first["lines"].as_array().unwrap().iter()
            .chain(second["lines"].as_array().unwrap())
            .map(|line| line["reference"].as_str().unwrap()).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 27);
        assert!(second["next"].is_null());
        let all = referrer.get("/api/v1/referrals").await.json();
        assert_eq!(all["status"], "all");
        assert_eq!(all["lines"][0]["reference"].as_str().map(str::len), Some("R-2026-7KQ4".len()));
    }
}
