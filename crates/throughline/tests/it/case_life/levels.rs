//! The level of need of a case over time: who judged it, when, and on which indicators.

use agreement::Role;
use axum::http::StatusCode;
use testkit::{POLICE, on_both_engines};

use super::*;
use crate::world;

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
}
