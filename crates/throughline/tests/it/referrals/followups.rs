//! A returned request comes back to its referrer: what became of them?

use db::run;

use super::*;

const RETURN: &[(&str, &str)] = &[
    ("decision", "return"),
    ("return_reason", "below_threshold"),
    ("rationale", "See the children's centre"),
    ("override_reason", "rule_out_of_date"),
];
const HOME: &str = "family whose request was returned";

/// A request that was returned on a day.
async fn returned(engine: Engine, day: jiff::civil::Date) -> (World, Browser, Browser, String) {
    let (world, referrer, mut coordinator, referral) = referred(engine, &[]).await;
    assert_eq!(decide(&mut coordinator, &referral, RETURN).await.status, StatusCode::SEE_OTHER);
    let mut tx = world.fresh.db.begin().await.unwrap();
    run!(&mut tx, "update referral set decided_on = $1", Day(day)).unwrap();
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
    (world, referrer, coordinator, referral)
}

/// Presses an answer that stands on a page.
async fn press(browser: &mut Browser, on: &str, referral: &str, said: [&str; 2]) -> Reply {
    let [answer, words] = said;
    let path = format!("{referral}/followups");
    super::press(browser, (on, &path), &[("answer", answer), ("words", words)]).await
}

on_both_engines! {
    async fn a_returned_request_comes_back_after_three_months_and_one_press_answers_it(engine: Engine) {
        let (mut world, mut referrer, mut coordinator, referral) = returned(engine, date(2026, 8, 22)).await;
        let (mut colleague, _) = world.someone("Ola", COUNCIL, Role::Practitioner).await;
        assert!(referrer.get("/").await.says(HOME));
        let list = referrer.get("/followups").await;
        assert!(list.says("Robin Vale") && list.says("after 3 months"), "{}", list.body);
        for (who, browser) in [("a colleague", &mut colleague), ("the coordinator", &mut coordinator)] {
            assert!(!browser.get("/").await.says(HOME), "{who} is not asked");
            let list = browser.get("/followups").await;
            assert!(list.says("Nothing is asked of you today") && !list.says("Robin Vale"), "{who}: {}", list.body);
        }
        assert_eq!(press(&mut colleague, "/followups", &referral, ["got_worse", ""]).await.status, StatusCode::NOT_FOUND);

        let wrong = press(&mut referrer, "/followups", &referral, ["castle", ""]).await;
        assert!(wrong.says("Select what became of them"), "{}", wrong.body);
        let done = press(&mut referrer, "/followups", &referral, ["got_worse", "Police came twice"]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert!(!referrer.get("/").await.says(HOME));
        assert!(referrer.get("/followups").await.says("Nothing is asked of you today"));
        let page = coordinator.get(&referral).await;
        for said in ["After 3 months", "It got worse", "Police came twice", "Rae, 22 November 2026"] {
            assert!(page.says(said), "{said}: {}", page.body);
        }

        // A slip of the thumb is put right from the request itself.
        let done = press(&mut referrer, &referral, &referral, ["moved_away", ""]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let page = coordinator.get(&referral).await;
        assert!(page.says("They moved away") && !page.says("Police came twice"), "{}", page.body);
        let counts = coordinator.get("/api/v1/followups/counts").await.json();
        assert_eq!(counts["returned"][0], serde_json::json!(["Below the level of need", 1]));
        let line = &counts["lines"][0];
        assert_eq!((line["months"].as_u64(), line["asked"].as_u64(), line["unanswered"].as_u64()), (Some(3), Some(1), Some(0)));
        let moved = serde_json::json!(["They moved away", 1]);
        let answers = line["answers"].as_array().unwrap();
        assert!(answers.contains(&moved) && answers.iter().filter(|it| it[1] != 0).count() == 1, "{line}");
        let page = coordinator.get("/followups/counts").await;
        assert!(page.says("They moved away: 1"), "{}", page.body);
        let nobodys = colleague.get("/api/v1/followups/counts").await.json();
        assert_eq!(nobodys["returned"], serde_json::json!([]), "whoever decides nothing counts nothing");
    }

    async fn a_request_is_asked_about_only_on_its_days_and_once_a_day_has_passed_it_is_not_asked_again(engine: Engine) {
        let (_world, mut referrer, mut coordinator, referral) = returned(engine, date(2026, 8, 23)).await;
        assert!(!referrer.get("/").await.says(HOME), "one day early");
        let early = press(&mut referrer, &referral, &referral, ["got_worse", ""]).await;
        assert!(early.status != StatusCode::SEE_OTHER, "{}", early.body);

        let (_world, mut referrer, mut coordinator_of_six, referral) = returned(engine, date(2026, 5, 22)).await;
        let list = referrer.get("/followups").await;
        assert!(list.says("after 6 months") && !list.says("after 3 months"), "{}", list.body);
        assert_eq!(press(&mut referrer, "/followups", &referral, ["not_known", ""]).await.status, StatusCode::SEE_OTHER);
        let counts = coordinator_of_six.get("/api/v1/followups/counts").await.json();
        let unanswered: Vec<_> = counts["lines"].as_array().unwrap().iter()
            .map(|it| (it["months"].as_u64().unwrap(), it["unanswered"].as_u64().unwrap())).collect();
        assert_eq!(unanswered, [(3, 1), (6, 0)]);
        let counts = coordinator.get("/api/v1/followups/counts").await.json();
        assert_eq!(counts["lines"], serde_json::json!([]), "it has not come back yet");
    }

    async fn a_request_that_its_referrer_may_not_see_any_more_is_not_asked_about_nor_counted(engine: Engine) {
        let (world, mut referrer, _, referral) = returned(engine, date(2026, 8, 22)).await;
        let id: Uuid = referral.strip_prefix("/referrals/").unwrap().parse().unwrap();
        let page = referrer.get("/followups").await;
        assert!(page.says("Robin Vale"));
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let rae: Option<(PractitionerId,)> = one!(&mut tx, "select referrer_practitioner from referral").unwrap();
        drop(tx);
        tie(&world, Kind::Referral, id, Relation::Barred, rae.unwrap().0.0).await;
        assert!(!referrer.get("/").await.says(HOME));
        assert!(!referrer.get("/followups").await.says("Robin Vale"));
    }

    async fn when_the_referrer_has_left_whoever_of_their_organisation_may_answer_is_asked(engine: Engine) {
        let (mut world, _, mut coordinator, referral) = returned(engine, date(2026, 8, 22)).await;
        let (mut police, _) = world.someone("Pat", POLICE, Role::Coordinator).await;
        let mut tx = world.fresh.db.begin().await.unwrap();
        run!(&mut tx, "update practitioner set active = $1 where name = 'Rae'", false).unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        assert!(coordinator.get("/").await.says(HOME));
        let list = coordinator.get("/followups").await;
        assert!(list.says("A colleague who has left made it"), "{}", list.body);
        assert!(!police.get("/").await.says(HOME), "another organisation is not asked");
        let done = press(&mut coordinator, "/followups", &referral, ["support_in_one_agency", ""]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert!(!coordinator.get("/").await.says(HOME));
    }
}
