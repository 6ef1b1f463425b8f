//! The level of need of a case over time: who judged it, when, and on which indicators.

use agreement::Role;
use axum::http::StatusCode;
use db::Actor;
use partnership::charters::web::AdoptCharter;
use testkit::{Engine, POLICE, on_both_engines};

use super::*;
use crate::{
    ledger_rows::execute,
    people_search::{ZARA, add},
    world, world_and_app,
};

const HIGHER: [(&str, &str); 2] = [("level", "4"), ("level_reason", "He was not seen for a week")];

/// A case whose charter has a second person confirm level 4, its coordinator, and the chair of its forum.
async fn guarded(engine: Engine) -> (World, [Browser; 2], CaseId) {
    let (mut world, app) = world_and_app(engine).await;
    let table = "[second_pair_of_eyes]\nlevels = [4]\n\n[threshold_document]";
    let change = |text: &str| {
        let text = text.replace("version = \"1\"", "version = \"2-guarded\"");
        text.replace("[threshold_document]", table)
    };
    let shipped = charter::shipped_texts("maag").unwrap().iter();
    let files = shipped.map(|(path, text)| ((*path).to_owned(), change(text))).collect();
    let adopt = AdoptCharter { forum: "Chelmsford MAAG".into(), files };
    app.door.perform(Actor::Console, None, adopt).await.unwrap();
    let (ann, case) = coordinated(&mut world).await;
    let (ben, _) = world.someone("Ben", POLICE, Role::Chair).await;
    execute(&world.fresh.db, "update case_record set charter_version = '2-guarded'").await;
    (world, [ann, ben], case)
}

/// Answers the level that waits, from the page of levels.
async fn answer(browser: &mut Browser, case: CaseId, said: &[(&str, &str)]) -> Reply {
    let page = format!("/cases/{case}/levels");
    let read = browser.get(&page).await.value("proposal").unwrap_or_default();
    press(browser, "/", &page, &[said, &[("proposal", read.as_str())]].concat()).await
}

/// How many decisions and levels wait to be confirmed: on the home page, and on the list to which it leads.
async fn to_confirm(browser: &mut Browser) -> (u64, usize) {
    let home = browser.get("/api/v1/").await.json();
    let is_told = |it: &&serde_json::Value| it["what"].as_str().unwrap().ends_with("to confirm");
    let told = home["waiting"].as_array().unwrap().iter().filter(is_told);
    let told = told.map(|it| it["count"].as_u64().unwrap()).sum();
    let list = browser.get("/api/v1/decisions").await.json();
    let lines = ["decisions", "levels"].map(|sort| list[sort].as_array().unwrap().clone()).concat();
    (told, lines.iter().filter(|it| it["is_own"] == false).count())
}

const REVIEW: [(&str, &str); 5] = [
    ("progress", "Home by nine on school nights"),
    ("decision", "continue"),
    ("next_review_on-day", "4"),
    ("next_review_on-month", "1"),
    ("next_review_on-year", "2027"),
];

on_both_engines! {
    async fn a_cases_levels_tell_who_judged_them_when_why_and_on_what(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut officer, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let record = format!("/cases/{case}");
        let (page, review) = (format!("{record}/levels"), format!("{record}/reviews/new"));
        assert_eq!(officer.get(&page).await.status, StatusCode::NOT_FOUND);
        let opened = coordinator.get(&page).await;
        assert!(reads(&opened, "22 November 2026 3, Intensive Opened"), "{}", opened.body);
        assert!(coordinator.get(&record).await.body.contains(&page), "the case leads there");

        // A level that stays says nothing new.
        done(&coordinator.fill(&review, &[&REVIEW[..], &[("level", "3")]].concat()).await);
        world.wait_minutes(1);
        let lower = [&REVIEW[..], &[("level", "2"), ("indicators", "misses_school")]].concat();
        let untold = coordinator.fill(&review, &lower).await;
        assert!(untold.says("Enter why the level of need has changed") && untold.says("Home by nine"), "{}", untold.body);
        let odd = coordinator.fill(&review, &[&REVIEW[..], &[("level", "7"), ("indicators", "castle")]].concat()).await;
        assert!(odd.says("Select the level of need as you judge it now") && odd.says("Tick only what is in the list"));
        done(&coordinator.fill(&review, &[&lower[..], &[("level_reason", "A mentor is enough")]].concat()).await);
        let now = coordinator.get(&record).await;
        assert!(now.says("Case, level 2 (additional)") && now.says("Misses school or nursery more and more"), "{}", now.body);

        world.wait_minutes(1);
        let step_up = [
            ("reason", "A bruise that nobody explains"), ("level", "4"), ("indicators", "hurt_or_neglected"),
            ("rung", "The duty social worker"),
            ("rung_on-day", "22"), ("rung_on-month", "11"), ("rung_on-year", "2026"),
        ];
        done(&coordinator.fill(&format!("{record}/step-up/new"), &step_up).await);
        assert!(coordinator.get(&record).await.says("Case, level 4 (specialist)"));

        world.wait_minutes(1);
        let ending = [("reason", "needs_met"), ("outcome", "achieved"), ("summary", "All is well"), ("level", "1")];
        done(&coordinator.fill(&format!("{record}/closure"), &ending).await);
        let told = coordinator.get(&page).await;
        for said in [
            "Level 3 from 22 November 2026, then 2 from 22 November 2026, then 4 from 22 November 2026, then 1 from 22 November 2026.",
            "2, Additional Review A mentor is enough Misses school or nursery more and more (level 2) Cora",
            "4, Specialist Step-up A bruise that nobody explains Hurt or neglected, or likely to be (level 4) Cora",
            "1, Universal Closure Cora",
        ] {
            assert!(reads(&told, said), "{said}: {}", told.body);
        }
        let lines = said(&world, case).await.into_iter().filter(|(kind, _)| kind == "level_of_need");
        let lines: Vec<String> = lines.map(|(_, said)| said).collect();
        assert_eq!(lines, [
            "Level of need at the review: from 3 to 2, Additional.",
            "Level of need with the step-up: from 2 to 4, Specialist.",
            "Level of need when the case was closed: from 4 to 1, Universal.",
        ]);
        let chronology = coordinator.get(&format!("{record}/chronology?kind=level_of_need")).await;
        assert!(chronology.says("from 2 to 4, Specialist") && !chronology.says("Case closed"), "{}", chronology.body);
    }

    async fn a_level_that_the_charter_guards_counts_once_somebody_else_has_confirmed_it(engine: Engine) {
        let (mut world, [mut ann, mut ben], case) = guarded(engine).await;
        let (mut olu, _) = world.someone("Olu", POLICE, Role::Practitioner).await;
        let (record, page) = (format!("/cases/{case}"), format!("/cases/{case}/levels"));
        let form = ann.get(&format!("{record}/reviews/new")).await;
        assert!(form.says("A second person confirms a change to level 4 before it counts"), "{}", form.body);
        let review = [&REVIEW[..], &HIGHER, &[("indicators", "hurt_or_neglected")]].concat();
        done(&ann.fill(&format!("{record}/reviews/new"), &review).await);
        let now = ann.get(&record).await;
        assert!(now.says("Case, level 3 (intensive)") && now.says("Level 4 waits for a second person"), "{}", now.body);
        assert!(now.says("Home by nine on school nights"), "the review itself stands");
        let own = ann.get(&page).await;
        assert!(own.says("A level waits to be confirmed") && !own.says("Confirm the level"), "{}", own.body);
        let refused = answer(&mut ann, case, &[("answer", "confirm")]).await;
        assert!(refused.status == StatusCode::CONFLICT && refused.says("You proposed this level"), "{}", refused.body);
        let list = ben.get("/decisions").await;
        assert!(list.says("Levels of need to confirm") && list.body.contains(&page), "{}", list.body);
        assert!(list.says("4, Specialist") && !list.says("waits for you to confirm it"), "{}", list.body);
        let proposed = ann.get("/decisions").await;
        assert!(proposed.says("Levels of need proposed by you") && !proposed.says("Levels of need to confirm"), "{}", proposed.body);
        assert!(proposed.says("No decision and no level of need waits for you to confirm it"), "{}", proposed.body);
        assert!(!olu.get("/decisions").await.says("Levels of need"));
        let asked = ben.get(&page).await;
        for said in ["Confirm the level", "He was not seen for a week", "Hurt or neglected", "4, Specialist"] {
            assert!(asked.says(said), "{said}: {}", asked.body);
        }
        done(&answer(&mut ben, case, &[("answer", "confirm")]).await);
        assert!(ben.get(&record).await.says("Case, level 4 (specialist)"));
        let told = ben.get(&page).await;
        assert!(reads(&told, "4, Specialist Review He was not seen for a week"), "{}", told.body);
        assert!(!told.says("waits to be confirmed"));
        let lines = said(&world, case).await.into_iter().filter(|(kind, _)| kind == "level_of_need");
        let lines: Vec<String> = lines.map(|(_, said)| said).collect();
        assert_eq!(lines, [
            "Level of need 4, Specialist proposed at the review. It counts once a second person confirms it.",
            "Level of need at the review: from 3 to 4, Specialist. A second person confirmed it.",
        ]);
        assert!(answer(&mut ann, case, &[("answer", "decline"), ("reason", "Late")]).await.says("No level of need waits"));
    }

    async fn a_guarded_level_of_a_step_up_is_declined_with_a_reason_and_another_judgement_takes_its_place(engine: Engine) {
        let (world, [mut ann, mut ben], case) = guarded(engine).await;
        let (record, page) = (format!("/cases/{case}"), format!("/cases/{case}/levels"));
        let step_up = [
            ("reason", "A bruise that nobody explains"), ("level", "4"), ("rung", "The duty social worker"),
            ("rung_on-day", "22"), ("rung_on-month", "11"), ("rung_on-year", "2026"),
        ];
        done(&ann.fill(&format!("{record}/step-up/new"), &step_up).await);
        assert!(ann.get(&format!("{record}/step-up")).await.says("A bruise"), "stepping up waits for nobody");
        assert!(ann.get(&record).await.says("Case, level 3 (intensive)"));
        let bare = answer(&mut ben, case, &[("answer", "decline"), ("reason", " ")]).await;
        assert!(bare.says("Enter why you say no"), "{}", bare.body);
        done(&answer(&mut ben, case, &[("answer", "decline"), ("reason", "The nurse has seen it")]).await);
        let told = ann.get(&page).await;
        assert!(told.says("A level was not confirmed") && told.says("Ben said: The nurse has seen it"), "{}", told.body);
        assert!(!ann.get(&record).await.says("waits for a second person"));

        world.wait_minutes(1);
        done(&ann.fill(&format!("{record}/reviews/new"), &[&REVIEW[..], &HIGHER].concat()).await);
        let read = ben.get(&page).await.value("proposal").unwrap();
        let lower = [&REVIEW[..], &[("level", "2"), ("level_reason", "A mentor is enough")]].concat();
        done(&ann.fill(&format!("{record}/reviews/new"), &lower).await);
        assert!(ann.get(&record).await.says("Case, level 2 (additional)"), "a level that is not guarded counts at once");
        let late = press(&mut ben, "/", &page, &[("answer", "confirm"), ("proposal", read.as_str())]).await;
        assert!(late.status == StatusCode::CONFLICT && late.says("No level of need waits"), "{}", late.body);
    }

    async fn a_review_that_keeps_the_level_takes_the_place_of_one_that_waits(engine: Engine) {
        let (world, [mut ann, mut ben], case) = guarded(engine).await;
        let (page, review) = (format!("/cases/{case}/levels"), format!("/cases/{case}/reviews/new"));
        done(&ann.fill(&review, &[&REVIEW[..], &HIGHER].concat()).await);
        world.wait_minutes(1);
        done(&ann.fill(&review, &[&REVIEW[..], &[("level", "3")]].concat()).await);
        let asked = ben.get(&page).await;
        assert!(asked.says("A level waits to be confirmed"), "nothing was said of the level: {}", asked.body);
        let read = asked.value("proposal").unwrap();
        let same = [&REVIEW[..], &[("level", "3"), ("level_reason", "The nurse has seen him")]].concat();
        done(&ann.fill(&review, &same).await);
        let told = ben.get(&page).await;
        assert!(!told.says("waits to be confirmed") && told.says("The nurse has seen him"), "{}", told.body);
        assert!(!told.says("A level was not confirmed"), "it was judged since: {}", told.body);
        assert!(!ben.get("/decisions").await.body.contains(&page));
        let late = press(&mut ben, "/", &page, &[("answer", "confirm"), ("proposal", read.as_str())]).await;
        assert!(late.status == StatusCode::CONFLICT && late.says("No level of need waits"), "{}", late.body);
    }

    async fn the_home_page_counts_the_levels_to_confirm_that_the_list_of_decisions_shows_to_its_reader(engine: Engine) {
        let (mut world, [mut ann, mut ben], case) = guarded(engine).await;
        let (mut eva, eva_id) = world.someone("Eva", POLICE, Role::Chair).await;
        let (mut olu, _) = world.someone("Olu", POLICE, Role::Practitioner).await;
        assert_eq!(to_confirm(&mut eva).await, (0, 0));
        done(&ann.fill(&format!("/cases/{case}/reviews/new"), &[&REVIEW[..], &HIGHER].concat()).await);
        assert_eq!(to_confirm(&mut eva).await, (1, 1));
        assert!(eva.get("/").await.says("decision to confirm"));
        world.wait_minutes(1);
        let ending = [("reason", "needs_met"), ("outcome", "achieved"), ("summary", "All is well"), ("level", "4")];
        done(&ann.fill(&format!("/cases/{case}/closure"), &ending).await);
        // It waits although the case is closed; whoever proposed it is not asked, nor is anybody from elsewhere.
        for (browser, count) in [(&mut ben, 1), (&mut eva, 1), (&mut ann, 0), (&mut olu, 0)] {
            assert_eq!(to_confirm(browser).await.0, count);
            assert_eq!(to_confirm(browser).await.1, usize::try_from(count).unwrap());
        }
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let people: Vec<(PersonId,)> = all!(&mut tx, "select person_id from case_record where id = $1", case).unwrap();
        drop(tx);
        bar(&world, case, people[0].0, eva_id).await;
        assert_eq!(to_confirm(&mut eva).await, (0, 0), "a barred reader is told of nothing");
        done(&answer(&mut ben, case, &[("answer", "confirm")]).await);
        assert_eq!(to_confirm(&mut ben).await, (0, 0), "it is confirmed");
    }

    async fn a_level_that_waits_is_not_confirmed_of_somebody_else_when_the_case_is_moved(engine: Engine) {
        let (_world, [mut ann, mut ben], case) = guarded(engine).await;
        let (record, page) = (format!("/cases/{case}"), format!("/cases/{case}/levels"));
        done(&ann.fill(&format!("{record}/reviews/new"), &[&REVIEW[..], &HIGHER].concat()).await);
        let read = ben.get(&page).await.value("proposal").unwrap();
        let right = add(&mut ann, ZARA).await.to_string();
        let moved = [("other", right.as_str()), ("reason", "The school rang: there are two")];
        done(&ann.fill(&format!("{record}/wrong-person"), &moved).await);
        let told = ann.get(&page).await;
        assert!(told.says("A level was not confirmed") && !told.says("waits to be confirmed"), "{}", told.body);
        assert!(told.says("The case was about another record when this was proposed."), "{}", told.body);
        assert!(!told.says("said: The case was about another record"), "nobody said no to it: {}", told.body);
        let late = press(&mut ben, "/", &page, &[("answer", "confirm"), ("proposal", read.as_str())]).await;
        assert!(late.status == StatusCode::CONFLICT && late.says("No level of need waits"), "{}", late.body);
        assert!(ann.get(&record).await.says("Case, level 3 (intensive)"));
    }

    async fn a_guarded_level_of_a_closure_waits_too_and_whoever_proposed_it_takes_it_back(engine: Engine) {
        let (_world, [mut ann, mut ben], case) = guarded(engine).await;
        let (record, page) = (format!("/cases/{case}"), format!("/cases/{case}/levels"));
        let ending = [("reason", "needs_met"), ("outcome", "achieved"), ("summary", "All is well"), ("level", "4")];
        done(&ann.fill(&format!("{record}/closure"), &ending).await);
        let own = ann.get(&page).await;
        assert!(own.says("Now: level 3, Intensive") && own.says("A level waits to be confirmed"), "{}", own.body);
        let bare = answer(&mut ben, case, &[("answer", "decline")]).await;
        assert!(bare.says("Do you confirm it?") && bare.says("Yes: it counts"), "{}", bare.body);
        let bare = answer(&mut ann, case, &[("answer", "decline")]).await;
        assert!(bare.says("Is this level not right?") && !bare.says("Yes: it counts"), "they may not confirm it: {}", bare.body);
        done(&answer(&mut ann, case, &[("answer", "decline"), ("reason", "The wrong line")]).await);
        let told = ben.get(&page).await;
        assert!(told.says("said: The wrong line") && !told.says("waits to be confirmed"), "{}", told.body);
    }
}
