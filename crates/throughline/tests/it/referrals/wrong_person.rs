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
}
