//! Who must not be told: what excluding an organisation stops, what was shared or kept back, and the form to sign.

use agreement::Role;
use axum::http::StatusCode;
use testkit::{POLICE, on_both_engines};

use super::*;
use crate::world;

/// Excludes the police from a case.
async fn exclude_police(browser: &mut Browser, case: CaseId) -> Reply {
    let police = POLICE.to_string();
    let answers = [("organisations", police.as_str()), ("reason", "He works there")];
    browser.fill(&format!("/cases/{case}/exclusions/new"), &answers).await
}

/// Whether a form of the case offers something of the police.
async fn offers(browser: &mut Browser, path: &str, words: &str) -> bool {
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}");
    page.says(words)
}

/// Has these people live together.
async fn together(world: &World, people: &[PersonId]) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    let home = world.env.new_id();
    insert!(&mut tx, household { id: home, created_at: At(world.env.now()) }).unwrap();
    for person in people {
        let (id, day) = (world.env.new_id(), None::<Day>);
        insert!(
            &mut tx,
            household_member {
                id: id,
                household_id: home,
                person_id: *person,
                role: "other",
                joined_on: day,
                left_on: day,
            }
        )
        .unwrap();
    }
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

on_both_engines! {
    async fn one_press_keeps_an_organisation_from_everybody_of_the_household_whom_the_forum_holds(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut officer, officer_id) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (case, tobi) = opened(&world, "Tobi", referrer).await;
        let (_, ada) = opened(&world, "Ada", referrer).await;
        let (_, elsewhere) = opened(&world, "Ben", referrer).await;
        let (_, neighbour) = opened(&world, "Noa", referrer).await;
        together(&world, &[tobi, ada, elsewhere]).await;
        let mut tx = world.fresh.db.begin().await.unwrap();
        scope::remove(&mut tx, (Kind::Person, elsewhere.0), Relation::Forum, FORUM.0).await.unwrap();
        for person in [tobi, ada, elsewhere, neighbour] {
            scope::add(&mut tx, (Kind::Person, person.0), Relation::Involved, officer_id.0).await.unwrap();
        }
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        let (form, police) = (format!("/cases/{case}/exclusions/new"), POLICE.to_string());
        let wrong = [("organisations", police.as_str()), ("reason", "He works there"), ("everybody", "perhaps")];
        assert!(coordinator.fill(&form, &wrong).await.says("Tick it, or leave it empty"));
        let all = [("organisations", police.as_str()), ("reason", "He works there"), ("everybody", "yes")];
        let page = done(&coordinator.fill(&form, &all).await);
        assert!(coordinator.get(&page).await.says("They were excluded here and from 1 more record of the household"));
        for (person, expected) in [
            (tobi, StatusCode::NOT_FOUND),
            (ada, StatusCode::NOT_FOUND),
            (elsewhere, StatusCode::OK),
            (neighbour, StatusCode::OK),
        ] {
            assert_eq!(officer.get(&format!("/people/{person}")).await.status, expected, "{person}");
        }
        let bars = format!("/people/{ada}/bars");
        assert!(coordinator.get(&bars).await.says("He works there"), "each is let back alone, with why");
        done(&coordinator.fill(&format!("{bars}/{POLICE}/lifting"), &[("reason", "She asked")]).await);
        assert_eq!(officer.get(&format!("/people/{ada}")).await.status, StatusCode::OK);
        assert_eq!(officer.get(&format!("/people/{tobi}")).await.status, StatusCode::NOT_FOUND);
    }

    async fn an_organisation_that_must_not_be_told_sees_nothing_and_is_asked_for_nothing(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut member, _) = world.someone("Mo", POLICE, Role::ForumMember).await;
        let (_, two) = world.someone("Two", COUNCIL, Role::Practitioner).await;
        world.also(two, POLICE, Role::Practitioner).await;
        let record = format!("/cases/{case}");
        service(&world, POLICE, "Boxing club", 3).await;
        let (actions, services, lead) =
            (format!("{record}/actions/new"), format!("{record}/allocations/new"), format!("{record}/lead"));
        let asked = [(&actions, "Police"), (&services, "Boxing club"), (&lead, "Mo,"), (&lead, "Two,")];
        for (path, words) in asked {
            assert!(offers(&mut coordinator, path, words).await, "{words}");
        }
        let summary = format!("{record}/summary");
        assert_eq!(member.get(&summary).await.status, StatusCode::OK);
        let nothing = coordinator.fill(&format!("{record}/exclusions/new"), &[]).await;
        assert!(nothing.says("Select the organisations") && nothing.says("Enter what the family said"));

        done(&exclude_police(&mut coordinator, case).await);
        assert_eq!(member.get(&summary).await.status, StatusCode::NOT_FOUND);
        assert!(!member.get("/cases").await.says("Tobi"));
        for (path, words) in asked {
            assert!(!offers(&mut coordinator, path, words).await, "{words} after they were excluded");
        }
        let police = POLICE.to_string();
        let mut action = vec![("description", "Visit"), ("owners", police.as_str())];
        action.extend(FUTURE);
        assert_eq!(coordinator.fill(&actions, &action).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = coordinator.get(&format!("{record}/consent")).await;
        assert!(page.says("Police") && page.says("It does not stop what somebody says in a meeting"));
        assert!(!page.says("He works there"), "why is not on the page of the case");
        assert!(coordinator.get(&format!("{record}/chronology")).await.says("It was recorded who must not be told."));

        let bars = link(&page, "/bars");
        assert!(coordinator.get(&bars).await.says("He works there"));
        let back = [("reason", "They changed their mind")];
        done(&coordinator.fill(&format!("{bars}/{POLICE}/lifting"), &back).await);
        assert_eq!(member.get(&summary).await.status, StatusCode::OK, "let back");
    }

    async fn whoever_is_excluded_and_still_has_a_part_is_named_at_once_with_what_to_do(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut pia, pia_id) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let record = format!("/cases/{case}");
        let role = membership(&world, pia_id).await;
        done(&coordinator.fill(&format!("{record}/lead"), &[("membership", role.as_str())]).await);
        done(&pia.fill(&format!("{record}/lead/answer"), &[("answer", "accept")]).await);
        let police = POLICE.to_string();
        let mut action = vec![("description", "Visit"), ("owners", police.as_str())];
        action.extend(FUTURE);
        done(&coordinator.fill(&format!("{record}/actions/new"), &action).await);
        assert_eq!(pia.get(&record).await.status, StatusCode::OK);
        assert_eq!(exclude_police(&mut pia, case).await.status, StatusCode::FORBIDDEN, "a lead does not exclude");

        done(&exclude_police(&mut coordinator, case).await);
        assert_eq!(pia.get(&record).await.status, StatusCode::NOT_FOUND);
        let page = coordinator.get(&format!("{record}/consent")).await;
        let told = "Police must not be told and still leads, or is asked to, has 1 open action. Its staff no longer see the case.";
        assert!(page.says(told), "{}", page.body);
        assert!(coordinator.get(&record).await.says("still has a part in it: Police"));

        let (mut sam, sam_id) = world.someone("Sam", COUNCIL, Role::Practitioner).await;
        let role = membership(&world, sam_id).await;
        done(&coordinator.fill(&format!("{record}/lead"), &[("membership", role.as_str())]).await);
        done(&sam.fill(&format!("{record}/lead/answer"), &[("answer", "accept")]).await);
        assert!(coordinator.get(&format!("{record}/consent")).await.says("Police must not be told and still has 1 open action."));
    }

    async fn the_coordinator_excludes_and_whom_is_for_those_who_keep_the_plan(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut reader, reader_id) = world.someone("Rea", COUNCIL, Role::Practitioner).await;
        let (mut officer, _) = world.someone("Ola", POLICE, Role::Practitioner).await;
        let mut tx = world.fresh.db.begin().await.unwrap();
        scope::add(&mut tx, (Kind::Case, case.0), Relation::Involved, reader_id.0).await.unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        let (record, form) = (format!("/cases/{case}"), format!("/cases/{case}/exclusions/new"));
        assert_eq!(officer.get(&form).await.status, StatusCode::NOT_FOUND);
        assert_eq!(reader.get(&form).await.status, StatusCode::FORBIDDEN);
        done(&exclude_police(&mut coordinator, case).await);
        let consent = format!("{record}/consent");
        assert!(content(&coordinator.get(&consent).await).contains("Police"));
        for page in [consent.clone(), format!("{consent}/form"), format!("{record}/chronology"), record.clone()] {
            let read = reader.get(&page).await;
            assert!(read.status == StatusCode::OK && !content(&read).contains("Police"), "{page}: {}", read.body);
        }
    }

    async fn what_is_shared_and_what_is_kept_back_is_recorded_with_why_and_against_their_wish_only_when_said(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut officer, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let (page, form) = (format!("/cases/{case}/consent"), format!("/cases/{case}/sharing/new"));
        assert_eq!(officer.get(&form).await.status, StatusCode::NOT_FOUND);
        let police = POLICE.to_string();
        let said = |decision, whom| [("decision", decision), whom, ("what", "Where he sleeps"), ("reason", "They must not learn it")];
        let to_police = ("organisation", police.as_str());
        done(&coordinator.fill(&form, &said("not_share", to_police)).await);
        done(&coordinator.fill(&form, &said("share", ("other", "The landlord"))).await);
        done(&exclude_police(&mut coordinator, case).await);
        let refused = coordinator.fill(&form, &said("share", to_police)).await;
        assert!(refused.says("The family excluded this organisation."), "{}", refused.body);
        let despite = [&said("share", to_police)[..], &[("despite_exclusion", "yes")]].concat();
        done(&coordinator.fill(&form, &despite).await);
        let shown = coordinator.get(&page).await;
        for words in ["Police Not shared Where he sleeps They must not learn it Cora", "The landlord Shared Where he sleeps",
                      "Police Shared, although the family excluded them"] {
            assert!(reads(&shown, words), "{words}: {}", shown.body);
        }
        let chronology = coordinator.get(&format!("/cases/{case}/chronology")).await;
        for words in ["Decided not to share with Police.", "Decided to share with somebody outside the partnership.",
                      "Decided to share something although the family wished otherwise."] {
            assert!(chronology.says(words), "{words}");
        }
    }

    async fn the_form_to_sign_names_who_meets_and_what_was_chosen_for_the_plan_and_not_whom_they_excluded(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        world.someone("Mo", POLICE, Role::ForumMember).await;
        let (record, form) = (format!("/cases/{case}"), format!("/cases/{case}/consent/form"));
        let police = POLICE.to_string();
        let mut action = vec![("description", "Walk to school together"), ("owners", police.as_str())];
        action.extend(FUTURE);
        done(&coordinator.fill(&format!("{record}/actions/new"), &action).await);
        let page = coordinator.get(&form).await;
        assert!(reads(&page, "These organisations meet as the"), "{}", page.body);
        assert!(page.says("Police") && page.says("change your mind at any time"));
        assert!(!page.says("These help you"), "nobody chose that it may be on the paper");
        sharing::choose(&mut coordinator, &record, &["Walk to school"]).await;
        assert!(reads(&coordinator.get(&form).await, "These help you, or are asked to: Police"));

        done(&exclude_police(&mut coordinator, case).await);
        let page = coordinator.get(&form).await;
        assert!(reads(&page, "Must not be told: Police . This is not on the paper."), "{}", page.body);
        let on_paper = page.body.split("What we share").nth(1).unwrap();
        assert!(!on_paper.split("</main>").next().unwrap().contains("Police"), "{on_paper}");
    }

    async fn what_was_shared_against_their_wish_is_told_of_as_an_error_to_those_alone_who_keep_the_plan(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut reader, reader_id) = world.someone("Rob", COUNCIL, Role::Practitioner).await;
        wrong_person::tie(&world, &[(Kind::Case, case.0)], Relation::Involved, reader_id.0).await;
        let (errors, police) = (format!("/cases/{case}/errors"), POLICE.to_string());
        done(&exclude_police(&mut coordinator, case).await);
        let told = [
            ("decision", "share"), ("organisation", police.as_str()), ("what", "Where he sleeps"), ("reason", "To keep him safe"),
            ("despite_exclusion", "yes"),
        ];
        done(&coordinator.fill(&format!("/cases/{case}/sharing/new"), &told).await);
        let consent = coordinator.get(&format!("/cases/{case}/consent")).await;
        assert!(consent.body.contains(&errors), "the table leads to what is wrong in it: {}", consent.body);
        let form = link(&coordinator.get(&errors).await, "/error");
        assert_eq!(reader.get(&form).await.status, StatusCode::NOT_FOUND, "they are not told that there is one");
        done(&coordinator.fill(&form, &[("error_reason", "It was his cousin")]).await);
        let kept = coordinator.get(&errors).await;
        assert!(kept.says("Where he sleeps") && kept.says("It was his cousin"), "{}", kept.body);
        let read = reader.get(&errors).await;
        assert!(read.status == StatusCode::OK && !read.says("Where he sleeps") && !read.says("It was his cousin"), "{}", read.body);
    }
}
