//! Who is told that an answer is due.

use super::*;

/// The requests that a home page tells of: about whom, by when, and whether that is over.
async fn told(browser: &mut Browser) -> Vec<(Uuid, String, bool)> {
    let home = browser.get("/api/v1/").await;
    assert_eq!(home.status, StatusCode::OK, "{}", home.body);
    let text = |it: &Value, field: &str| it[field].as_str().unwrap().to_owned();
    assert!(!home.body.contains("Canary"), "it names nobody: {}", home.body);
    let whose = |it: &Value| text(it, "person").parse().unwrap();
    let all = home.json()["access_requests"].as_array().unwrap().clone();
    all.iter().map(|it| (whose(it), text(it, "due_on"), it["is_late"] == true)).collect()
}

async fn about(browser: &mut Browser) -> BTreeSet<Uuid> {
    told(browser).await.into_iter().map(|(whose, ..)| whose).collect()
}

fn people<const N: usize>(made: [&Made; N]) -> BTreeSet<Uuid> {
    made.map(|it| it.id("person")).into()
}

on_both_engines! {
    async fn d15_the_home_page_tells_whoever_may_answer_what_is_due_late_ones_first(engine: Engine) {
        let Scene { mut world, mut coordinator, own, third, .. } = scene(engine).await;
        let (mut chair, _) = world.someone("Ben", POLICE, Role::Chair).await;
        let page = asked(&mut coordinator, own.id("person")).await;
        // Each of the two has one that was due two days ago; that of somebody of another forum is not told.
        let days: Vec<(String, bool)> = told(&mut coordinator).await.into_iter().map(|(_, on, late)| (on, late)).collect();
        let late = ("2026-11-20".to_owned(), true);
        assert_eq!(days, [late.clone(), late, ("2026-12-20".to_owned(), false)]);
        assert_eq!(about(&mut coordinator).await, people([&own, &third]));
        let home = coordinator.get("/").await;
        let said = "3 requests wait for an answer, 2 late. Open the one that is due first, on 20 November 2026";
        assert!(reads(&home, said) && !home.says("Nothing is waiting"), "{}", home.body);
        assert_eq!(home.links().iter().filter(|it| it.contains("/access-requests/")).count(), 1);
        assert!(!home.body.contains("Canary"), "it names nobody: {}", home.body);
        assert_eq!(told(&mut chair).await, [], "a chair does not answer them");
        assert!(!chair.get("/").await.says("Requests to see what is held"));

        let ending = [("outcome", "ended"), ("words", "She took it back")];
        done(&coordinator.fill(&format!("{page}/end"), &ending).await);
        assert!(told(&mut coordinator).await.iter().all(|(.., late)| *late), "what is over waits no more");
        let home = coordinator.get("/").await;
        assert!(reads(&home, "2 requests wait for an answer, 2 late.") && !home.body.contains(&page), "{}", home.body);
    }

    async fn d15_the_home_page_tells_nobody_of_somebody_whose_record_is_hidden_from_them(engine: Engine) {
        let Scene { mut world, mut coordinator, own, third, staff } = scene(engine).await;
        let (mut other, other_id) = world.someone("Bo", COUNCIL, Role::Coordinator).await;
        let person = [(Kind::Person, own.id("person"))];
        let (both, third) = (people([&own, &third]), people([&third]));
        assert_eq!(about(&mut other).await, both, "they coordinate the forum, too");
        retie(&world, &person, (Relation::Barred, other_id.0), true).await;
        assert_eq!((about(&mut other).await, about(&mut coordinator).await), (third.clone(), both.clone()));
        retie(&world, &person, (Relation::Restricted, Uuid::nil()), true).await;
        assert_eq!(about(&mut coordinator).await, third, "limited to others");
        retie(&world, &person, (Relation::Named, staff.0), true).await;
        assert_eq!(about(&mut coordinator).await, both, "named on it");
    }
}
