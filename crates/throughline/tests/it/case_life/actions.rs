//! Actions that are changed after they were recorded.

use agreement::Role;
use axum::http::StatusCode;
use testkit::{POLICE, on_both_engines};

use super::*;
use crate::world;

/// The address of the form about the one action of the page.
fn action_of(page: &Reply) -> String {
    let addresses = page.body.split("href=\"").skip(1).filter_map(|it| it.split('"').next());
    let mut actions = addresses.filter(|it| it.contains("/actions/") && it.ends_with("/report"));
    actions.next().unwrap().trim_end_matches("/report").to_owned()
}

on_both_engines! {
    async fn an_action_is_changed_and_who_no_longer_owns_it_no_longer_knows_of_the_case(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut officer, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let record = format!("/cases/{case}");
        let (police, council) = (POLICE.to_string(), COUNCIL.to_string());
        let mut action = vec![("description", "Visit the school"), ("owners", police.as_str())];
        action.extend(FUTURE);
        done(&coordinator.fill(&format!("{record}/actions/new"), &action).await);
        let form = action_of(&coordinator.get(&record).await);
        assert!(officer.get(&format!("{record}/summary")).await.says("Visit the school"));
        assert_eq!(officer.get(&form).await.status, StatusCode::FORBIDDEN);

        let (later, stale) = (("due_on", "2027-02-01"), coordinator.get(&form).await);
        let moved = [("description", "Visit the college"), ("owners", council.as_str()), later];
        let refused = coordinator.fill(&form, &moved).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.says("Enter why the day is changed") && refused.says("Visit the college"), "{}", refused.body);
        done(&coordinator.fill(&form, &[&moved[..], &[("reason", "The college is shut")]].concat()).await);
        let page = coordinator.get(&record).await;
        assert!(page.says("Visit the college") && page.says("1 February 2027"), "{}", page.body);
        let summary = format!("{record}/summary");
        assert_eq!(officer.get(&summary).await.status, StatusCode::NOT_FOUND, "nothing there is theirs any more");
        let told = coordinator.get(&format!("{record}/chronology")).await;
        assert!(told.says("is now due by 1 February 2027: The college is shut."), "{}", told.body);

        let mut fields: Vec<(String, String)> = ["_csrf", "_key", "_was", "version"]
            .map(|name| (name.to_owned(), stale.value(name).unwrap())).into();
        let late = [("description", "Telephone the school"), ("owners", police.as_str())];
        fields.extend(late.iter().chain(&FUTURE).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let both = coordinator.post(&form, &fields).await;
        assert_eq!(both.status, StatusCode::CONFLICT);
        assert!(both.says("Visit the college") && both.says("Telephone the school"), "{}", both.body);
    }

    async fn an_owner_that_has_reported_stays_and_a_settled_action_is_not_changed(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let record = format!("/cases/{case}");
        let (police, council) = (POLICE.to_string(), COUNCIL.to_string());
        let both = [("owners", police.as_str()), ("owners", council.as_str()), ("accountable", council.as_str())];
        let action = [&[("description", "Visit together")][..], &both, &FUTURE].concat();
        done(&coordinator.fill(&format!("{record}/actions/new"), &action).await);
        let form = action_of(&coordinator.get(&record).await);
        let report = [("organisation", police.as_str()), ("status", "done")];
        done(&coordinator.fill(&format!("{form}/report"), &report).await);
        let alone = [("description", "Visit together"), ("owners", council.as_str())];
        let refused = coordinator.fill(&form, &[&alone[..], &FUTURE].concat()).await;
        assert!(refused.says("An organisation that has reported on it stays"), "{}", refused.body);
        // Without the owner that has done nothing yet, what is left is done.
        let rest = [("description", "Visit"), ("owners", police.as_str())];
        done(&coordinator.fill(&form, &[&rest[..], &FUTURE].concat()).await);
        let settled = coordinator.get(&form).await;
        assert!(settled.says("This action is settled"), "{}", settled.body);
    }
}
