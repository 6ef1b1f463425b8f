//! The life of a case, from the meeting that agrees its plan to its closure, through HTTP.

use agreement::{Kind, Relation, Role};
use axum::http::StatusCode;
use db::{At, Day, NewEntry, all, insert, scope};
use jiff::civil::date;
use kernel::{CaseId, OrganisationId, PersonId, PractitionerId, ReferralId, ServiceId};
use testkit::{Browser, COUNCIL, FORUM, POLICE, Reply, World, on_both_engines};
use uuid::Uuid;

use crate::world;

/// A referral that was accepted for a person of this name: the case and its person.
async fn opened(world: &World, name: &str, referrer: PractitionerId) -> (CaseId, PersonId) {
    let (env, mut tx) = (&world.env, world.fresh.db.begin().await.unwrap());
    let (person, referral) = (PersonId(env.new_id()), ReferralId(env.new_id()));
    let (case, now, today) = (CaseId(env.new_id()), At(env.now()), Day(env.today()));
    insert!(
        &mut tx,
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
        &mut tx,
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
    insert!(&mut tx, referral_need { referral_id: referral, need: "education" }).unwrap();
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
fn done(reply: &Reply) -> String {
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
    let links = page.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.map(str::to_owned).find(|it| it.ends_with(ending)).unwrap()
}

fn item_path(page: &Reply, meeting: &str) -> String {
    let start = format!("{meeting}/items/");
    let at = page.body.find(&start).unwrap();
    page.body[at..at + start.len() + 36].to_owned()
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

async fn membership(world: &World, who: PractitionerId) -> String {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    let rows: Vec<(Uuid,)> =
        all!(&mut tx, "select id from membership where practitioner_id = $1", who).unwrap();
    rows[0].0.to_string()
}

const FUTURE: [(&str, &str); 3] =
    [("due_on-day", "30"), ("due_on-month", "11"), ("due_on-year", "2026")];

on_both_engines! {
    async fn a_member_reads_the_record_from_the_agenda_until_the_minutes_and_then_the_summary(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut member, member_id) = world.someone("Mel", POLICE, Role::ForumMember).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (case, _) = opened(&world, "Tobi", referrer).await;
        let record = format!("/cases/{case}");
        assert_eq!(member.get(&record).await.status, StatusCode::FORBIDDEN);
        assert!(member.get(&format!("{record}/summary")).await.says("Tobi Okafor"));

        let meeting = convened(&mut coordinator).await;
        assert!(coordinator.get(&meeting).await.says("Put a case on the agenda"));
        done(&press(&mut coordinator, &meeting, &format!("{meeting}/items"), &[("case", &case.to_string())]).await);
        assert_eq!(member.get(&record).await.status, StatusCode::FORBIDDEN);
        let early = press(&mut coordinator, &meeting, &format!("{meeting}/sitting"), &[]).await;
        assert_eq!(early.status, StatusCode::CONFLICT);
        assert!(early.says("Publish the agenda first"));

        done(&press(&mut coordinator, &meeting, &format!("{meeting}/agenda"), &[]).await);
        let page = member.get(&record).await;
        assert!(page.says("Loves football") && page.says("I want to sleep"), "{}", page.body);

        let attended = format!("{member_id} present");
        done(&coordinator.fill(&format!("{meeting}/attendance"), &[("attendance", &attended)]).await);
        let page = coordinator.get(&meeting).await;
        assert!(reads(&page, "Mel Police Present"), "{}", page.body);
        let item = item_path(&page, &meeting);
        let answers = [("discussion", "The school knows him well"), ("decision", "plan_agreed"), ("rationale", "All can help")];
        done(&coordinator.fill(&item, &answers).await);
        assert!(member.get(&meeting).await.says("The school knows him well"));

        done(&press(&mut coordinator, &meeting, &format!("{meeting}/sitting"), &[]).await);
        let late = press(&mut coordinator, &meeting, &format!("{meeting}/items"), &[("case", &case.to_string())]).await;
        assert!(late.says("Put the case on the agenda of the next one"), "{}", late.body);
        done(&press(&mut coordinator, &meeting, &format!("{meeting}/minutes"), &[]).await);
        assert_eq!(member.get(&record).await.status, StatusCode::FORBIDDEN);
        let minutes = member.get(&meeting).await;
        assert!(minutes.says("Plan agreed") && !minutes.says("The school knows him well"));
        assert!(coordinator.get(&record).await.says("Plan agreed"));
        assert!(coordinator.get(&meeting).await.says("The school knows him well"));

        let kinds: Vec<String> = said(&world, case).await.into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, ["add_agenda_item", "publish_agenda", "discuss_agenda_item", "confirm_minutes"]);
    }

    async fn a_joint_action_is_done_when_each_owner_has_reported_back(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut worker, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut officer, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (case, _) = opened(&world, "Tobi", referrer).await;
        let (record, summary) = (format!("/cases/{case}"), format!("/cases/{case}/summary"));
        assert_eq!(officer.get(&summary).await.status, StatusCode::NOT_FOUND);

        let form = format!("{record}/actions/new");
        let wrong = coordinator.fill(&form, &[("description", "Walk to school together")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.says("Enter the day by which it is due") && wrong.says("Select at least one organisation"));
        assert!(wrong.says("Walk to school together"));
        let (council, police) = (COUNCIL.to_string(), POLICE.to_string());
        let mut answers = vec![("description", "Walk to school together"), ("owners", &council), ("owners", &police), ("accountable", &police)];
        answers.extend(FUTURE);
        done(&coordinator.fill(&form, &answers).await);

        let seen = officer.get(&summary).await;
        assert!(seen.says("Walk to school together") && !seen.says("Loves football"), "{}", seen.body);
        let report = link(&seen, "/report");
        let silent = officer.fill(&report, &[("status", "part_done")]).await;
        assert!(silent.says("Say what is done and what is still missing"));
        done(&officer.fill(&report, &[("status", "done")]).await);
        assert!(coordinator.get(&record).await.says("Part done"));

        world.wait_minutes(9 * 24 * 60);
        // A session of the first day has timed out by now: both sign in again.
        let (mut coordinator, _) = world.someone("Coral", COUNCIL, Role::Coordinator).await;
        let late = coordinator.get(&record).await;
        assert!(late.says("30 November 2026: overdue by 1 day"), "{}", late.body);
        assert!(coordinator.get("/cases").await.says("1 overdue"));
        let (mut again, _) = world.someone("Wyn", COUNCIL, Role::Practitioner).await;
        done(&again.fill(&report, &[("status", "done")]).await);
        let page = coordinator.get(&record).await;
        assert!(!page.says("overdue") && page.says("Police (answers for it): done"), "{}", page.body);
        let settled = again.get(&report).await;
        assert!(settled.says("This action is done"), "{}", settled.body);
        assert_eq!(worker.get(&record).await.status, StatusCode::SEE_OTHER);
    }

    async fn a_lead_professional_is_asked_and_may_decline_with_a_reason(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut first, first_id) = world.someone("Fay", POLICE, Role::Practitioner).await;
        let (mut second, second_id) = world.someone("Sol", COUNCIL, Role::Practitioner).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (case, _) = opened(&world, "Tobi", referrer).await;
        let (record, form) = (format!("/cases/{case}"), format!("/cases/{case}/lead"));
        let answer = format!("{form}/answer");
        let first_membership = membership(&world, first_id).await;
        done(&coordinator.fill(&form, &[("membership", &first_membership)]).await);
        assert!(first.get(&format!("{record}/summary")).await.says("will you be lead professional?"));
        assert_eq!(first.get(&record).await.status, StatusCode::FORBIDDEN);
        assert_eq!(second.get(&answer).await.status, StatusCode::NOT_FOUND);

        assert!(first.fill(&answer, &[("answer", "decline")]).await.says("Select why you decline"));
        let to = done(&first.fill(&answer, &[("answer", "decline"), ("reason", "lacks_expertise")]).await);
        assert_eq!(to, "/cases");
        assert_eq!(first.get(&format!("{record}/summary")).await.status, StatusCode::NOT_FOUND);
        let page = coordinator.get(&record).await;
        assert!(page.says("Declined: lacks the expertise for a family with such needs"), "{}", page.body);

        let second_membership = membership(&world, second_id).await;
        done(&coordinator.fill(&form, &[("membership", &second_membership)]).await);
        done(&second.fill(&answer, &[("answer", "accept")]).await);
        let page = second.get(&record).await;
        assert!(page.says("Loves football") && page.says("Review the plan"), "{}", page.body);
        assert!(coordinator.get("/cases").await.says("Sol"));
        assert!(second.get("/cases?whose=mine").await.says("Tobi Okafor"));
        let states: Vec<String> = ids(&world).await.into_iter().map(|(_, status)| status).collect();
        assert_eq!(states, ["declined", "accepted"]);
        let lines: Vec<String> = said(&world, case).await.into_iter().map(|(_, said)| said).collect();
        assert!(lines.iter().any(|line| line.starts_with("The person asked declined to be lead professional: lacks")), "{lines:?}");
        assert!(lines.iter().all(|line| !line.contains("Fay") && !line.contains("Tobi")), "{lines:?}");
    }

    async fn two_people_proposing_a_lead_at_once_see_both(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (_, fay) = world.someone("Fay", POLICE, Role::Practitioner).await;
        let (_, sol) = world.someone("Sol", COUNCIL, Role::Practitioner).await;
        let (case, _) = opened(&world, "Tobi", sol).await;
        let form = format!("/cases/{case}/lead");
        let mut other = coordinator.clone();
        let open = other.get(&form).await;
        let fay = membership(&world, fay).await;
        done(&coordinator.fill(&form, &[("membership", &fay)]).await);
        let mut fields: Vec<(String, String)> = ["_csrf", "_key", "version"]
            .map(|name| (name.to_owned(), open.value(name).unwrap())).into();
        fields.push(("membership".into(), membership(&world, sol).await));
        let reply = other.post(&form, &fields).await;
        assert_eq!(reply.status, StatusCode::CONFLICT);
        assert!(reads(&reply, "Lead professional Fay"), "{}", reply.body);
    }

    async fn each_provider_accepts_or_declines_and_a_full_service_is_not_offered(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut officer, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let (mut worker, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (case, _) = opened(&world, "Tobi", referrer).await;
        let boxing = service(&world, POLICE, "Boxing club", 1).await;
        let course = service(&world, COUNCIL, "Parenting course", 4).await;
        let full = service(&world, COUNCIL, "Play scheme", 0).await;
        let record = format!("/cases/{case}");
        let form = format!("{record}/allocations/new");
        let shown = coordinator.get(&form).await;
        assert!(reads(&shown, "Boxing club, Police 1 place left") && !shown.says("Play scheme"), "{}", shown.body);
        let refused = coordinator.fill(&form, &[("services", &full.to_string())]).await;
        assert!(refused.says("is full or not yet open"));
        done(&coordinator.fill(&form, &[("services", &boxing.to_string()), ("services", &course.to_string())]).await);

        let summary = format!("{record}/summary");
        let asked = officer.get(&summary).await;
        assert!(asked.says("Boxing club") && !asked.says("Parenting course"), "{}", asked.body);
        let answer = link(&asked, "/answer");
        done(&officer.fill(&answer, &[("answer", "accept")]).await);
        assert!(officer.get(&summary).await.says("Accepted"));
        let answer = link(&worker.get(&record).await, "/answer");
        assert_eq!(officer.get(&answer).await.status, StatusCode::FORBIDDEN);
        done(&worker.fill(&answer, &[("answer", "decline"), ("reason", "no_capacity")]).await);
        let page = coordinator.get(&record).await;
        assert!(page.says("Declined: no capacity"), "{}", page.body);

        let (other, _) = opened(&world, "Ada", referrer).await;
        let shown = coordinator.get(&format!("/cases/{other}/allocations/new")).await;
        assert!(!shown.says("Boxing club") && shown.says("Parenting course"), "{}", shown.body);
    }

    async fn a_review_goes_on_or_steps_up_and_closing_leaves_the_record_to_those_involved(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut member, _) = world.someone("Mel", POLICE, Role::ForumMember).await;
        let (mut referrer, referrer_id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (case, _) = opened(&world, "Tobi", referrer_id).await;
        let (record, summary) = (format!("/cases/{case}"), format!("/cases/{case}/summary"));
        let review = format!("{record}/reviews/new");
        let wrong = coordinator.fill(&review, &[("progress", "Better"), ("decision", "continue")]).await;
        assert!(wrong.says("Enter when the plan will be reviewed again"));
        let mut goes_on = vec![("progress", "Better"), ("decision", "continue")];
        goes_on.extend([("next_review_on-day", "4"), ("next_review_on-month", "1"), ("next_review_on-year", "2027")]);
        done(&coordinator.fill(&review, &goes_on).await);
        assert!(coordinator.get(&record).await.says("4 January 2027"));
        done(&coordinator.fill(&review, &[("progress", "Worse"), ("decision", "step_up")]).await);
        assert!(reads(&coordinator.get(&record).await, "Stepped up to social care 22 November 2026"));

        let police = POLICE.to_string();
        let mut action = vec![("description", "Call the family"), ("owners", police.as_str())];
        action.extend(FUTURE);
        done(&coordinator.fill(&format!("{record}/actions/new"), &action).await);
        let closure = format!("{record}/closure");
        let ending = [("reason", "needs_met"), ("outcome", "achieved"), ("summary", "He sleeps and is on time")];
        let open = coordinator.fill(&closure, &ending).await;
        assert!(open.says("1 action is still open") && open.says("He sleeps and is on time"), "{}", open.body);
        assert_eq!(member.get(&summary).await.status, StatusCode::OK);
        let giving_up = [ending.as_slice(), &[("give_up", "yes"), ("give_up_reason", "No longer needed")]].concat();
        done(&coordinator.fill(&closure, &giving_up).await);

        assert_eq!(member.get(&summary).await.status, StatusCode::NOT_FOUND);
        assert!(!member.get("/cases?status=closed").await.says("Tobi"));
        let page = referrer.get(&record).await;
        assert!(page.says("Needs met") && page.says("Outcomes achieved") && page.says("No longer needed"), "{}", page.body);
        assert!(coordinator.get("/cases?status=closed").await.says("Closed on 22 November 2026"));
        assert!(!coordinator.get("/cases").await.says("Tobi"));
        let twice = coordinator.get(&closure).await;
        assert_eq!(twice.status, StatusCode::CONFLICT);
        assert!(twice.says("already closed") && coordinator.get(&review).await.says("This case is closed"));
        let chronology = referrer.get(&format!("{record}/chronology")).await;
        assert!(chronology.says("Referral received from: school.") && chronology.says("Case closed: needs met. Outcome: outcomes achieved."));
        let only = referrer.get(&format!("{record}/chronology?kind=close_case")).await;
        assert!(!only.says("Referral received from") && only.says("Case closed"));

        done(&coordinator.fill(&format!("{record}/reopening"), &[("reason", "Difficulties came back")]).await);
        assert_eq!(member.get(&summary).await.status, StatusCode::OK);
    }

    async fn a_barred_member_sees_a_meeting_as_if_the_item_were_not_on_it(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut member, member_id) = world.someone("Mel", POLICE, Role::ForumMember).await;
        let (mut chair, chair_id) = world.someone("Chi", POLICE, Role::Chair).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (seen, _) = opened(&world, "Ada", referrer).await;
        let (hidden, person) = opened(&world, "Tobi", referrer).await;
        for who in [member_id, chair_id] {
            bar(&world, hidden, person, who).await;
        }
        let meeting = convened(&mut coordinator).await;
        let items = format!("{meeting}/items");
        done(&press(&mut coordinator, &meeting, &items, &[("case", &hidden.to_string())]).await);
        let barred_item = item_path(&coordinator.get(&meeting).await, &meeting);
        done(&press(&mut coordinator, &meeting, &items, &[("case", &seen.to_string())]).await);
        done(&press(&mut coordinator, &meeting, &format!("{meeting}/agenda"), &[]).await);
        let with = member.get(&meeting).await;
        assert!(with.says("Item 1") && with.says("Ada Okafor") && !with.says("Item 2") && !with.says("Tobi"));
        assert_eq!(chair.get(&barred_item).await.status, StatusCode::NOT_FOUND);
        let api = format!("/api/v1{meeting}");
        let (page_with, api_with, chair_with) = (content(&with), member.get(&api).await.body, content(&chair.get(&meeting).await));
        // The same meeting without the item: nothing that a barred reader is sent may differ.
        done(&press(&mut coordinator, &meeting, &format!("{barred_item}/removal"), &[]).await);
        assert_eq!(content(&member.get(&meeting).await), page_with);
        assert_eq!(member.get(&api).await.body, api_with);
        assert_eq!(content(&chair.get(&meeting).await), chair_with);
        let typed = press(&mut chair, &meeting, &items, &[("case", &hidden.to_string())]).await;
        let absent = press(&mut chair, &meeting, &items, &[("case", &Uuid::nil().to_string())]).await;
        assert!(typed.says("Select an open case of this forum") && absent.says("Select an open case of this forum"));
    }

    async fn a_case_on_two_published_agendas_stays_open_until_the_last_minutes_are_confirmed(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut member, _) = world.someone("Mel", POLICE, Role::ForumMember).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (case, _) = opened(&world, "Tobi", referrer).await;
        let record = format!("/cases/{case}");
        let first = convened(&mut coordinator).await;
        let again = coordinator.fill(&format!("/forums/{FORUM}/meetings/new"), &TODAY).await;
        assert!(again.says("This forum already meets on this day"));
        let next_week = [("held_on-day", "29"), ("held_on-month", "11"), ("held_on-year", "2026")];
        let second = done(&coordinator.fill(&format!("/forums/{FORUM}/meetings/new"), &next_week).await);
        for meeting in [&first, &second] {
            done(&press(&mut coordinator, meeting, &format!("{meeting}/items"), &[("case", &case.to_string())]).await);
            done(&press(&mut coordinator, meeting, &format!("{meeting}/agenda"), &[]).await);
        }
        done(&press(&mut coordinator, &first, &format!("{first}/sitting"), &[]).await);
        done(&press(&mut coordinator, &first, &format!("{first}/minutes"), &[]).await);
        assert_eq!(member.get(&record).await.status, StatusCode::OK);
        let early = press(&mut coordinator, &second, &format!("{second}/sitting"), &[]).await;
        assert!(early.says("on a day to come"), "{}", early.body);
        done(&press(&mut coordinator, &second, &format!("{second}/cancellation"), &[]).await);
        assert_eq!(member.get(&record).await.status, StatusCode::FORBIDDEN);
        assert!(member.get("/meetings").await.says("Minutes confirmed"));
    }

    async fn the_caseload_is_shown_fifty_at_a_time_and_each_case_once(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut outsider, _) = world.someone("Out", POLICE, Role::Practitioner).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        for n in 0..53 {
            opened(&world, &format!("Child{n:02}x"), referrer).await;
        }
        let first = coordinator.get("/api/v1/cases").await.json();
        assert_eq!(first["cases"].as_array().unwrap().len(), 50);
        let after = first["next"].as_str().unwrap();
        let second = coordinator.get(&format!("/api/v1/cases?after={after}")).await.json();
        assert_eq!(second["cases"].as_array().unwrap().len(), 3);
        assert!(second["next"].is_null());
        let both: std::collections::BTreeSet<String> = [&first, &second].iter()
            .flat_map(|page| page["cases"].as_array().unwrap().iter().map(|it| it["case"].to_string()).collect::<Vec<_>>())
            .collect();
        assert_eq!(both.len(), 53);
        assert!(outsider.get("/cases").await.says("There is no such case for you to see"));
        assert_eq!(coordinator.get("/cases?after=castle").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

/// Whether a page reads so, with a space wherever a tag stands.
fn reads(page: &Reply, text: &str) -> bool {
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
