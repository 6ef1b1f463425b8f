//! Some months after a case was closed, whoever led it is asked how things are.

use agreement::Role;
use axum::http::StatusCode;
use serde_json::json;
use testkit::{Engine, POLICE, on_both_engines};

use super::*;
use crate::world;

const HOME: &str = "family whose case was closed: how are things now?";
const ENDING: [(&str, &str); 3] =
    [("reason", "needs_met"), ("outcome", "achieved"), ("summary", "Well")];

/// A coordinator, and whoever led a case that was closed on a day.
async fn closed(engine: Engine, day: jiff::civil::Date) -> (World, Browser, Browser, CaseId) {
    let mut world = world(engine).await;
    let (mut coordinator, case) = coordinated(&mut world).await;
    let (mut sam, id) = world.someone("Sam", COUNCIL, Role::Practitioner).await;
    let (form, role) = (format!("/cases/{case}/lead"), membership(&world, id).await);
    done(&coordinator.fill(&form, &[("membership", role.as_str())]).await);
    done(&sam.fill(&format!("{form}/answer"), &[("answer", "accept")]).await);
    done(&coordinator.fill(&format!("/cases/{case}/closure"), &ENDING).await);
    on_day(&world, case, day).await;
    (world, coordinator, sam, case)
}

async fn on_day(world: &World, case: CaseId, day: jiff::civil::Date) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    run!(&mut tx, "update case_record set closed_on = $1 where id = $2", Day(day), case).unwrap();
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

async fn says(browser: &mut Browser, on: &str, case: CaseId, answer: &str) -> Reply {
    let said = [("answer", answer), ("words", "He sleeps through")];
    press(browser, on, &format!("/cases/{case}/followups"), &said).await
}

on_both_engines! {
    async fn a_closed_case_comes_back_to_whoever_led_it_and_one_press_says_how_things_are(engine: Engine) {
        let (mut world, mut coordinator, mut sam, case) = closed(engine, date(2026, 8, 22)).await;
        let (mut pia, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        assert!(sam.get("/").await.says(HOME));
        let list = sam.get("/followups").await;
        assert!(list.says("Tobi Okafor") && list.says("How are things now, after 3 months?"), "{}", list.body);
        assert!(list.says("Outcomes achieved"), "{}", list.body);
        for browser in [&mut coordinator, &mut pia] {
            assert!(!browser.get("/").await.says(HOME), "only whoever led it is asked");
            assert!(browser.get("/followups").await.says("Nothing is asked of you today"));
        }
        assert_eq!(says(&mut pia, "/followups", case, "same").await.status, StatusCode::NOT_FOUND);
        let wrong = says(&mut sam, "/followups", case, "castle").await;
        assert!(wrong.says("Select how things are now") && wrong.says("He sleeps through"), "{}", wrong.body);
        done(&says(&mut sam, "/followups", case, "same").await);
        assert!(!sam.get("/").await.says(HOME));
        assert!(sam.get("/followups").await.says("Nothing is asked of you today"));

        // A slip of the thumb is put right from the page of the case.
        let page = format!("/cases/{case}/followups");
        done(&says(&mut sam, &page, case, "better_holds").await);
        let shown = coordinator.get(&page).await;
        for said in ["After 3 months", "Better, and it holds", "He sleeps through", "Sam, 22 November 2026"] {
            assert!(shown.says(said), "{said}: {}", shown.body);
        }
        assert!(coordinator.get(&format!("/cases/{case}")).await.says("How are things now?"));
        let counts = coordinator.get("/api/v1/followups/counts").await.json();
        assert_eq!(counts["closed"], json!([["Outcomes achieved", 1]]));
        let line = &counts["closed_lines"][0];
        assert_eq!((line["months"].as_u64(), line["asked"].as_u64(), line["unanswered"].as_u64()), (Some(3), Some(1), Some(0)));
        assert!(line["answers"].as_array().unwrap().contains(&json!(["Better, and it holds", 1])), "{line}");
        assert_eq!(counts["returned"], json!([]), "nothing was returned");
        assert!(coordinator.get("/followups/counts").await.says("Better, and it holds: 1"));
        let nobodys = sam.get("/api/v1/followups/counts").await.json();
        assert_eq!(nobodys["closed"], json!([]), "whoever runs no forum counts nothing");
        let referral = referral_of(&world, case).await;
        assert!(!coordinator.get(&format!("/referrals/{referral}")).await.says("better_holds"), "it is no answer about a return");
    }

    async fn a_closed_case_is_asked_about_on_its_days_and_anew_after_it_was_closed_again(engine: Engine) {
        let (world, mut coordinator, mut sam, case) = closed(engine, date(2026, 8, 23)).await;
        assert!(!sam.get("/").await.says(HOME), "one day early");
        assert_eq!(says(&mut sam, &format!("/cases/{case}"), case, "same").await.status, StatusCode::CONFLICT);
        on_day(&world, case, date(2026, 5, 22)).await;
        assert!(sam.get("/followups").await.says("after 6 months"));
        done(&says(&mut sam, "/followups", case, "same").await);
        done(&coordinator.fill(&format!("/cases/{case}/reopening"), &[("reason", "He is late again")]).await);
        assert_eq!(says(&mut sam, &format!("/cases/{case}"), case, "same").await.status, StatusCode::CONFLICT, "it is open");
        done(&coordinator.fill(&format!("/cases/{case}/closure"), &ENDING).await);
        on_day(&world, case, date(2026, 8, 1)).await;
        assert!(sam.get("/").await.says(HOME), "what was said before it was opened again does not count");
        assert!(sam.get("/followups").await.says("after 3 months"));
        assert!(!sam.get(&format!("/cases/{case}/followups")).await.says("After 6 months"));
    }

    async fn where_nobody_leads_any_more_the_coordinator_is_asked_how_things_are(engine: Engine) {
        let (mut world, mut coordinator, mut sam, case) = closed(engine, date(2026, 8, 22)).await;
        let (mut other, _) = world.someone("Pat", POLICE, Role::Practitioner).await;
        let mut tx = world.fresh.db.begin().await.unwrap();
        run!(&mut tx, "update case_record set lead_id = null, lead_status = 'none' where id = $1", case).unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        assert!(!sam.get("/").await.says(HOME) && !other.get("/").await.says(HOME));
        assert!(coordinator.get("/").await.says(HOME));
        assert!(coordinator.get("/followups").await.says("Nobody leads it any more"));
        done(&says(&mut coordinator, "/followups", case, "not_known").await);
        assert!(!coordinator.get("/").await.says(HOME));
    }
}

async fn referral_of(world: &World, case: CaseId) -> ReferralId {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    let found: Vec<(ReferralId,)> =
        all!(&mut tx, "select referral_id from case_record where id = $1", case).unwrap();
    found[0].0
}
