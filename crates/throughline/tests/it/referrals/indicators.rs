//! What a decision relies on: indicators of the charter's threshold document, ticked and read.

use std::collections::BTreeMap;

use db::{Actor, run};
use partnership::charters::web::AdoptCharter;

use super::*;
use crate::world_and_app;

/// Ticked: one seen at level 3, and one at level 4.
const TICKED: [(&str, &str); 2] =
    [("indicators", "violence_at_home"), ("indicators", "home_at_risk")];
const AT_RISK: &str = "About to lose their home, or it is crowded, damp or unsafe";

/// The allocation group's charter under another version, its text changed.
fn adopt(version: &str, change: impl Fn(&str) -> String) -> AdoptCharter {
    let shipped = charter::shipped_texts("maag").unwrap();
    let file = |(path, text): &(&str, &str)| {
        let text = text.replace("version = \"1\"", &format!("version = \"{version}\""));
        ((*path).to_owned(), change(&text))
    };
    let files: BTreeMap<String, String> = shipped.iter().map(file).collect();
    AdoptCharter { forum: "Chelmsford MAAG".into(), files }
}

/// Without the document, its domains and its indicators.
fn without_indicators(text: &str) -> String {
    let Some((before, rest)) = text.split_once("[threshold_document]") else { return text.into() };
    let (_, after) = rest.split_once("[[needs]]").unwrap();
    format!("{before}[[needs]]{after}")
}

on_both_engines! {
    async fn whoever_decides_ticks_what_they_rely_on_and_whoever_reads_the_decision_reads_it(engine: Engine) {
        let (world, mut referrer, mut coordinator, referral) = referred(engine, &[]).await;
        let form = coordinator.get(&format!("{referral}/decision")).await;
        for said in ["What do you rely on?", "From Levels of need, version 2026", "What is seen at level 4, specialist", AT_RISK] {
            assert!(form.says(said), "{said}: {}", form.body);
        }
        let odd = decide(&mut coordinator, &referral, &[ACCEPT, &[("indicators", "castle")]].concat()).await;
        assert!(odd.says("Tick only what is in the list"), "{}", odd.body);
        assert_eq!(count(&world, "case_record").await, 0);
        let done = decide(&mut coordinator, &referral, &[ACCEPT, &TICKED].concat()).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);

        let page = referrer.get(&referral).await;
        assert!(page.says("It relies on:") && page.says(AT_RISK) && page.says("Violence at home now"), "{}", page.body);
        let answer = referrer.get(&format!("/api/v1{referral}")).await.json();
        let (first, case) = (&answer["indicators"][0], answer["referral"]["case"].as_str().unwrap());
        assert_eq!((first["code"].as_str(), first["level"].as_u64()), (Some("home_at_risk"), Some(3)));
        let case = format!("/cases/{case}");
        let record = coordinator.get(&case).await;
        assert!(record.says(AT_RISK) && record.says("Case, level 3"), "ticks make no level: {}", record.body);
        let levels = coordinator.get(&format!("{case}/levels")).await;
        assert!(levels.says("Decision on the request") && levels.says(AT_RISK), "{}", levels.body);
        let told = coordinator.get(&format!("{case}/chronology?kind=level_of_need")).await;
        assert!(told.says("Level of need when the request was decided: 3, Intensive."), "{}", told.body);
    }

    async fn a_returned_request_says_on_what_that_relies_and_nothing_where_nobody_ticked(engine: Engine) {
        let (_world, mut referrer, mut coordinator, referral) = referred(engine, &[("agencies_needed", "1")]).await;
        let other = refer(&mut referrer, &[("agencies_needed", "1")]).await;
        let back = [("decision", "return"), ("return_reason", "single_agency_response"), ("rationale", "Housing alone")];
        decide(&mut coordinator, &referral, &[&back[..], &[("indicators", "money_is_short")]].concat()).await;
        decide(&mut coordinator, &other, &back).await;
        assert!(referrer.get(&referral).await.says("Money does not last, or the rent is falling behind (level 2)"));
        let page = referrer.get(&other).await;
        assert!(page.says("Why it was returned") && !page.says("It relies on:"), "{}", page.body);
    }

    async fn a_decision_is_read_in_the_words_of_its_own_charter_and_a_charter_without_indicators_asks_for_none(engine: Engine) {
        let (mut world, app) = world_and_app(engine).await;
        let (mut referrer, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (mut coordinator, _) = world.someone("Col", COUNCIL, Role::Coordinator).await;
        child(&world, id).await;
        let old = refer(&mut referrer, &[]).await;
        decide(&mut coordinator, &old, &[ACCEPT, &TICKED].concat()).await;
        let renamed = |text: &str| text.replace("code = \"violence_at_home\"", "code = \"violence\"").replace(AT_RISK, "No safe home");
        app.door.perform(Actor::Console, None, adopt("2-renamed", renamed)).await.unwrap();
        let new = refer(&mut referrer, &[]).await;
        let form = coordinator.get(&format!("{new}/decision")).await;
        assert!(form.says("No safe home") && !form.says(AT_RISK), "{}", form.body);
        let page = referrer.get(&old).await;
        assert!(page.says(AT_RISK) && page.says("Violence at home now") && !page.says("No safe home"), "{}", page.body);

        // A code that its charter does not have is read as it is.
        let mut tx = world.fresh.db.begin().await.unwrap();
        run!(&mut tx, "update level_indicator set indicator = 'dropped' where indicator = 'violence_at_home'").unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        assert!(referrer.get(&old).await.says("dropped"));

        app.door.perform(Actor::Console, None, adopt("3-bare", without_indicators)).await.unwrap();
        let bare = refer(&mut referrer, &[]).await;
        let form = coordinator.get(&format!("{bare}/decision")).await;
        assert!(form.says("What do you decide?") && !form.says("What do you rely on?"), "{}", form.body);
        assert_eq!(decide(&mut coordinator, &bare, ACCEPT).await.status, StatusCode::SEE_OTHER);
    }
}
