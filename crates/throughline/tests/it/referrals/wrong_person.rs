//! A request that was made about the wrong child is put right before it is decided.

use super::*;
use crate::people_search::{ZARA, add};

const WHY: (&str, &str) = ("reason", "Another child of that name");

on_both_engines! {
    async fn a_request_about_the_wrong_child_goes_to_the_right_one_and_opens_nothing_to_its_referrer(engine: Engine) {
        let (_world, mut referrer, mut coordinator, referral) = referred(engine, &[]).await;
        let zara = add(&mut coordinator, ZARA).await;
        let form = format!("{referral}/wrong-person");
        assert!(coordinator.get(&referral).await.says("This request is about somebody else"));
        assert!(!referrer.get(&referral).await.says("This request is about somebody else"));
        assert_eq!(referrer.get(&form).await.status, StatusCode::FORBIDDEN);
        let other = zara.to_string();
        let moved = coordinator.fill(&form, &[("other", other.as_str()), WHY]).await;
        assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.body);
        let child = format!("/people/{CHILD}");
        assert_eq!(coordinator.get(&child).await.status, StatusCode::NOT_FOUND, "the forum holds Robin no more");
        assert_eq!(referrer.get(&child).await.status, StatusCode::OK, "who works with Robin goes on");
        assert_eq!(referrer.get(&format!("/people/{zara}")).await.status, StatusCode::NOT_FOUND, "a request opens nothing");
        for browser in [&mut referrer, &mut coordinator] {
            let page = browser.get(&referral).await;
            assert!(page.says("Zara Quillfeather") && !page.body.contains("Robin"), "{}", page.body);
            assert!(page.says("Until 22 November 2026. Put right by Col: Another child of that name"), "{}", page.body);
        }
        assert_eq!(decide(&mut coordinator, &referral, ACCEPT).await.status, StatusCode::SEE_OTHER);
        assert_eq!(referrer.get(&format!("/people/{zara}")).await.status, StatusCode::OK, "the forum accepted");
        let late = coordinator.get(&form).await;
        assert!(late.says("Say on the page of its case"), "{}", late.body);
    }

    async fn what_came_with_a_request_that_was_moved_is_checked_there_so_that_somebody_can_be_let_back(engine: Engine) {
        let (mut world, mut referrer, mut coordinator, referral) = referred(engine, &[]).await;
        let (_, bert) = world.someone("Bert", COUNCIL, Role::Practitioner).await;
        let zara = add(&mut coordinator, ZARA).await;
        let (other, bert, check) = (zara.to_string(), bert.to_string(), format!("{referral}/corrections"));
        let moved = coordinator.fill(&format!("{referral}/wrong-person"), &[("other", other.as_str()), WHY]).await;
        assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.body);
        let bars = format!("/people/{zara}/bars");
        let barred = coordinator.fill(&bars, &[("practitioner", bert.as_str()), ("reason", "An uncle")]).await;
        assert_eq!(barred.status, StatusCode::SEE_OTHER, "{}", barred.body);
        let lifting = format!("{bars}/{bert}/lifting");
        let early = coordinator.fill(&lifting, &[("reason", "It was another")]).await;
        assert!(early.status == StatusCode::CONFLICT && early.says("check what was written before"), "{}", early.body);
        let page = coordinator.get(&referral).await;
        assert!(page.says("Not checked yet") && page.says("I have checked it"), "{}", page.body);
        assert!(!referrer.get(&referral).await.says("I have checked it"));
        assert_eq!(press(&mut referrer, (referral.as_str(), check.as_str()), &[]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(press(&mut coordinator, (referral.as_str(), check.as_str()), &[]).await.status, StatusCode::SEE_OTHER);
        let page = coordinator.get(&referral).await;
        assert!(!page.says("Not checked yet") && !page.says("I have checked it"), "{}", page.body);
        let again = press(&mut coordinator, (referral.as_str(), check.as_str()), &[]).await;
        assert!(again.status == StatusCode::CONFLICT && again.says("There is nothing to check"), "{}", again.body);
        let back = coordinator.fill(&lifting, &[("reason", "It was another")]).await;
        assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.body);
        assert_eq!(decide(&mut coordinator, &referral, ACCEPT).await.status, StatusCode::SEE_OTHER);
        let late = press(&mut coordinator, (referral.as_str(), check.as_str()), &[]).await;
        assert!(late.status == StatusCode::CONFLICT && late.says("on the page of its case"), "{}", late.body);
    }
}
