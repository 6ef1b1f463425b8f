//! After a request was sent: it is acknowledged in time or shown as late, and what is learned later is added to it.

use db::run;

use super::*;
use crate::ledger_rows::execute;

/// Presses a button that stands on a page.
async fn press(browser: &mut Browser, on: &str, path: &str) -> Reply {
    super::press(browser, (on, path), &[]).await
}

async fn received_on(world: &World, day: jiff::civil::Date) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    run!(&mut tx, "update referral set received_on = $1", Day(day)).unwrap();
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

const LATE: &str = "referral past its day to be acknowledged or decided";

on_both_engines! {
    async fn a_request_that_nobody_acknowledged_in_time_is_late_until_somebody_does(engine: Engine) {
        let (world, mut referrer, mut coordinator, referral) = referred(engine, &[]).await;
        assert!(!coordinator.get("/").await.says(LATE));
        // A Thursday: it is acknowledged by the Friday, and decided by the Thursday after.
        received_on(&world, date(2026, 11, 19)).await;
        assert!(coordinator.get("/").await.says(LATE));
        let list = coordinator.get("/referrals").await;
        assert!(list.says("Not acknowledged by 20 November 2026"), "{}", list.body);
        let page = referrer.get(&referral).await;
        assert!(page.says("You will hear by 26 November 2026"), "{}", page.body);
        let path = format!("{referral}/acknowledgement");
        assert!(!page.body.contains(&path), "the referrer cannot acknowledge their own request");
        assert_eq!(press(&mut referrer, &referral, &path).await.status, StatusCode::FORBIDDEN);

        let done = press(&mut coordinator, &referral, &path).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert!(!coordinator.get("/").await.says(LATE));
        assert!(!coordinator.get("/referrals").await.says("Not acknowledged"));
        let page = referrer.get(&referral).await;
        assert!(page.says("Acknowledged") && page.says("22 November 2026, Col"), "{}", page.body);
        let again = press(&mut coordinator, &referral, &path).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.body);
    }

    async fn a_request_past_the_day_of_its_decision_is_late_and_its_referrer_is_told_whom_to_ask(engine: Engine) {
        let (world, mut referrer, mut coordinator, referral) = referred(engine, &[]).await;
        received_on(&world, date(2026, 11, 13)).await;
        let path = format!("{referral}/acknowledgement");
        assert_eq!(press(&mut coordinator, &referral, &path).await.status, StatusCode::SEE_OTHER);
        assert!(coordinator.get("/").await.says(LATE), "acknowledged, and not decided");
        let page = referrer.get(&referral).await;
        assert!(page.says("You should have heard by 20 November 2026"), "{}", page.body);
        assert_eq!(decide(&mut coordinator, &referral, ACCEPT).await.status, StatusCode::SEE_OTHER);
        assert!(!coordinator.get("/").await.says(LATE));
        let late = press(&mut coordinator, &referral, &path).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.body);
    }

    async fn what_a_referrer_learns_later_stands_on_the_request_and_on_the_record_of_its_case(engine: Engine) {
        let (mut world, mut referrer, mut coordinator, referral) = referred(engine, &[]).await;
        let (mut outsider, _) = world.someone("Olu", POLICE, Role::Practitioner).await;
        let path = format!("{referral}/notes/new");
        let empty = referrer.fill(&path, &[("words", " ")]).await;
        assert!(empty.says("Enter what you learned"), "{}", empty.body);
        let long = "x".repeat(4_001);
        let long = referrer.fill(&path, &[("words", &long)]).await;
        assert!(long.says("4,000 characters or fewer"), "{}", long.body);
        let sent = referrer.fill(&path, &[("words", "Her aunt lives next door")]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        assert!(coordinator.get(&referral).await.says("Her aunt lives next door"));
        assert_eq!(outsider.get(&path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(decide(&mut coordinator, &referral, ACCEPT).await.status, StatusCode::SEE_OTHER);

        let sent = referrer.fill(&path, &[("words", "The landlord gave notice")]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let case: Option<(Uuid,)> = one!(&mut tx, "select id from case_record").unwrap();
        let case = format!("/cases/{}", case.unwrap().0);
        let record = coordinator.get(&case).await;
        for said in ["Her aunt lives next door", "The landlord gave notice", "22 November 2026, Rae"] {
            assert!(record.says(said), "{said}: {}", record.body);
        }
        let chronology = coordinator.get(&format!("{case}/chronology")).await;
        assert!(chronology.says("Something learned after the request was added to it."), "{}", chronology.body);
        assert!(!chronology.says("The landlord gave notice"));
    }

    async fn whoever_makes_a_request_tells_of_whom_somebody_is_afraid_and_reads_it_only_once_they_work_with_them(engine: Engine) {
        let (world, mut referrer, mut coordinator, referral) = referred(engine, &[]).await;
        execute(&world.fresh.db, "delete from record_scope where relation = 'involved'").await;
        let path = format!("{referral}/persons-of-concern/new");
        let empty = referrer.fill(&path, &[]).await;
        assert!(empty.says("Enter what is feared") && !empty.says("Select who reads this"), "{}", empty.body);
        let told = [("name", "Dale Rudge"), ("tie", "relative"), ("near", "knows_address"),
            ("feared", "He takes their money"), ("handling", "Never ring on a Tuesday")];
        let sent = referrer.fill(&path, &told).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        for path in [referral.clone(), format!("/api/v1{referral}")] {
            let own = referrer.get(&path).await;
            assert!(own.body.contains("Robin") && !own.body.contains("Rudge") && !own.body.contains("Tuesday"), "{}", own.body);
            let read = coordinator.get(&path).await;
            assert!(read.body.contains("Dale Rudge") && read.body.contains("Never ring on a Tuesday"), "{}", read.body);
        }
        assert_eq!(decide(&mut coordinator, &referral, ACCEPT).await.status, StatusCode::SEE_OTHER);
        assert!(referrer.get(&referral).await.says("Keep safe from Dale Rudge"), "they work with the family now");
        // Nobody has looked at it: who leads and the coordinator are told, without a name, where to go.
        execute(&world.fresh.db, "update case_record set lead_status = 'accepted', lead_id = (select referrer_practitioner from referral)").await;
        for browser in [&mut referrer, &mut coordinator] {
            let home = browser.get("/").await;
            assert!(home.says("case in which a person of concern has to be looked at") && !home.body.contains("Rudge"), "{}", home.body);
            let cases = browser.get("/cases?whose=concern").await;
            assert!(cases.says("Robin Vale") && !cases.body.contains("Rudge"), "{}", cases.body);
        }
        let page = coordinator.get(&format!("/people/{CHILD}/persons-of-concern")).await;
        let form = page.links().into_iter().find(|it| it.contains("/persons-of-concern/") && !it.ends_with("/new")).unwrap();
        let looked = [("readers", "involved"), ("review_on-day", "1"), ("review_on-month", "2"), ("review_on-year", "2027")];
        assert_eq!(coordinator.fill(&form, &[&told[..], &looked].concat()).await.status, StatusCode::SEE_OTHER);
        for browser in [&mut referrer, &mut coordinator] {
            assert!(!browser.get("/").await.says("a person of concern has to be looked at"));
            assert!(!browser.get("/cases?whose=concern").await.says("Robin Vale"));
        }
        // What is told of a closed case would reach nobody.
        execute(&world.fresh.db, "update case_record set status = 'closed'").await;
        assert!(referrer.get(&path).await.says("The case is closed. Tell whoever led it"));
    }

    async fn what_was_returned_takes_no_note_and_says_what_to_do_instead(engine: Engine) {
        let (_world, mut referrer, mut coordinator, referral) = referred(engine, &[]).await;
        let back = &[
            ("decision", "return"),
            ("return_reason", "below_threshold"),
            ("rationale", "See the children's centre"),
            ("override_reason", "rule_out_of_date"),
        ];
        assert_eq!(decide(&mut coordinator, &referral, back).await.status, StatusCode::SEE_OTHER);
        for path in ["notes/new", "persons-of-concern/new"].map(|it| format!("{referral}/{it}")) {
            let refused = referrer.get(&path).await;
            assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
            assert!(refused.says("make a new request"), "{}", refused.body);
            assert!(!referrer.get(&referral).await.body.contains(&path));
        }
    }
}
