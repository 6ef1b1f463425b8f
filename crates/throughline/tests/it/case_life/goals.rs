//! The goals of a plan.

use agreement::Role;
use axum::http::StatusCode;
use testkit::{POLICE, on_both_engines};

use super::*;
use crate::world;

const BED: [(&str, &str); 4] =
    [("words", "A bed of her own"), ("need", "housing"), ("importance", "9"), ("confidence", "3")];

/// The address of the form about the first goal of the page.
fn goal_of(page: &Reply) -> String {
    let addresses = page.body.split("href=\"").skip(1).filter_map(|it| it.split('"').next());
    let mut goals = addresses.filter(|it| it.contains("/goals/") && !it.ends_with("/new"));
    goals.next().unwrap().to_owned()
}

on_both_engines! {
    async fn a_goal_is_set_served_by_actions_and_says_how_it_went(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut officer, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let record = format!("/cases/{case}");
        let form = format!("{record}/goals/new");
        let wrong = coordinator.fill(&form, &[("importance", "11")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.says("Enter what should be different") && wrong.says("from 0 to 10"));
        done(&coordinator.fill(&form, &BED).await);
        let page = coordinator.get(&record).await;
        for said in ["Goal: A bed of her own", "About: housing", "Importance to the family 9 of 10"] {
            assert!(page.says(said), "{said}: {}", page.body);
        }
        let goal = goal_of(&page);
        let id = goal.rsplit_once('/').unwrap().1.to_owned();
        let police = POLICE.to_string();
        let mut action = vec![("description", "Carry the bed up"), ("owners", police.as_str()), ("goal", id.as_str())];
        action.extend(FUTURE);
        done(&coordinator.fill(&format!("{record}/actions/new"), &action).await);
        assert!(reads(&coordinator.get(&record).await, "Actions towards the goal: A bed of her own"));
        assert!(!officer.get(&format!("{record}/summary")).await.says("A bed of her own"), "owners see their action alone");
        assert_eq!(officer.get(&goal).await.status, StatusCode::FORBIDDEN);

        let lost = [&BED[..], &[("outcome", "open"), ("outcome_words", "She shares one")]].concat();
        let kept = coordinator.fill(&goal, &lost).await;
        assert!(kept.says("Select how it went") && kept.says("She shares one"), "{}", kept.body);
        let went = [&BED[..], &[("outcome", "part_met"), ("outcome_words", "She shares one with her sister")]].concat();
        let stale = coordinator.get(&goal).await;
        done(&coordinator.fill(&goal, &went).await);
        assert!(coordinator.get(&record).await.says("Partly met: She shares one with her sister"));
        let mut fields: Vec<(String, String)> = ["_csrf", "_key", "_was", "version"]
            .map(|name| (name.to_owned(), stale.value(name).unwrap())).into();
        let changed = [("words", "A room of her own"), ("need", "housing"), ("importance", "9"), ("confidence", "3")];
        fields.extend(changed.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let both = coordinator.post(&goal, &fields).await;
        assert_eq!(both.status, StatusCode::CONFLICT);
        assert!(both.says("She shares one with her sister") && both.says("A room of her own"), "{}", both.body);
        let chronology = coordinator.get(&format!("{record}/chronology")).await;
        assert!(chronology.says("A goal of the plan was set.") && chronology.says("A goal of the plan: partly met."));
    }

    async fn a_case_is_closed_when_each_goal_has_an_outcome(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let record = format!("/cases/{case}");
        done(&coordinator.fill(&format!("{record}/goals/new"), &BED).await);
        done(&coordinator.fill(&format!("{record}/goals/new"), &[("words", "Sleep through the night")]).await);
        let page = coordinator.get(&record).await;
        let second: String = page.body.rsplit_once("/goals/").unwrap().1.chars().take(36).collect();
        let first = goal_of(&page).rsplit_once('/').unwrap().1.to_owned();
        assert_ne!(first, second);
        let closure = format!("{record}/closure");
        let ending = [("reason", "needs_met"), ("outcome", "achieved"), ("summary", "Well")];
        let (one, two) = (format!("{first}=met"), format!("{second}=not_met"));
        let half = coordinator.fill(&closure, &[&ending[..], &[("goals", one.as_str())]].concat()).await;
        assert!(half.says("Select how each goal went"), "{}", half.body);
        assert!(half.body.contains(&format!("value=\"{one}\" selected")), "what was chosen is kept");
        done(&coordinator.fill(&closure, &[&ending[..], &[("goals", one.as_str()), ("goals", two.as_str())]].concat()).await);
        let page = coordinator.get(&record).await;
        assert!(reads(&page, "Goal: A bed of her own Met.") && reads(&page, "Goal: Sleep through the night Not met."), "{}", page.body);
    }
}
