//! Somebody is away, leaves or has left: their cases are handed over on one page.

use agreement::Role;
use axum::http::StatusCode;
use testkit::{POLICE, on_both_engines};

use super::*;
use crate::{accounts, world};

const LEAVES: [(&str, &str); 4] =
    [("away", "leaving"), ("from-day", "1"), ("from-month", "12"), ("from-year", "2026")];

/// A coordinator, and a practitioner who leads the case of each of these.
struct Led {
    coordinator: Browser,
    lead: (Browser, PractitionerId),
    cases: Vec<(CaseId, PersonId)>,
}

async fn led(world: &mut World, names: &[&str]) -> Led {
    let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
    let (mut sam, id) = world.someone("Sam", COUNCIL, Role::Practitioner).await;
    let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
    let (mut cases, role) = (Vec::new(), membership(world, id).await);
    for name in names {
        let case = opened(world, name, referrer).await;
        let form = format!("/cases/{}/lead", case.0);
        done(&coordinator.fill(&form, &[("membership", role.as_str())]).await);
        done(&sam.fill(&format!("{form}/answer"), &[("answer", "accept")]).await);
        cases.push(case);
    }
    Led { coordinator, lead: (sam, id), cases }
}

async fn waits(browser: &mut Browser, words: &str) -> bool {
    reads(&browser.get("/").await, words)
}

on_both_engines! {
    async fn the_cases_of_somebody_who_leaves_are_handed_over_on_one_page(engine: Engine) {
        let mut world = world(engine).await;
        let Led { mut coordinator, lead: (mut sam, id), cases } = led(&mut world, &["Tobi", "Nia"]).await;
        let (mut pia, pia_id) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let away = "2 cases whose lead professional is away, leaves or has left";
        assert!(!waits(&mut coordinator, away).await);
        done(&sam.fill("/account/away", &LEAVES).await);
        assert!(waits(&mut coordinator, away).await);
        assert!(!waits(&mut sam, away).await, "only those who appoint are told");
        assert!(reads(&coordinator.get("/leads").await, "Leaves on 1 December 2026"));
        let record = format!("/cases/{}", cases[0].0);
        assert!(coordinator.get(&record).await.says("Sam, the lead professional, leaves on 1 December 2026."));

        let form = format!("/leads/{id}/handover");
        let page = coordinator.get(&form).await;
        assert!(page.says("Tobi Okafor") && page.says("Nia Okafor"), "{}", page.body);
        let (none, some) = (pia.get(&format!("/leads/{}/handover", Uuid::nil())).await, pia.get(&form).await);
        assert_eq!((none.status, some.status), (StatusCode::OK, StatusCode::OK));
        assert_eq!(content(&none).replace(&Uuid::nil().to_string(), &id.to_string()), content(&some));
        assert!(some.says("They lead no open case") && !some.says("Sam"), "{}", some.body);
        let refused = coordinator.fill(&form, &[]).await;
        assert!(refused.says("Select the cases to hand over") && refused.says("Select who should be"), "{}", refused.body);

        let (role, ids) = (membership(&world, pia_id).await, cases.iter().map(|it| it.0.to_string()).collect::<Vec<_>>());
        let both = [("cases", ids[0].as_str()), ("cases", ids[1].as_str()), ("membership", role.as_str())];
        let (_, max_id) = world.someone("Max", POLICE, Role::Practitioner).await;
        let max = membership(&world, max_id).await;
        let asked = [("cases", ids[0].as_str()), ("membership", max.as_str())];
        let stolen = pia.fill("/account/away", &[]).await;
        let fields: Vec<(String, String)> = [("_csrf", stolen.value("_csrf").unwrap()), ("_key", "k".repeat(32))].into_iter()
            .chain(asked.map(|(name, value)| (name, value.to_owned()))).map(|(name, value)| (name.to_owned(), value)).collect();
        assert_eq!(pia.post(&form, &fields).await.status, StatusCode::NOT_FOUND, "only whoever appoints hands over");
        done(&coordinator.fill(&form, &both).await);
        assert!(waits(&mut pia, "2 requests to be lead professional, to answer").await);
        assert!(coordinator.get(&record).await.says("Sam"), "until somebody accepts, Sam leads");
        done(&pia.fill(&format!("{record}/lead/answer"), &[("answer", "accept")]).await);
        assert!(waits(&mut coordinator, "1 case whose lead professional is away, leaves or has left").await);
        assert!(!coordinator.get(&form).await.says("Tobi Okafor"));
        assert!(coordinator.get(&form).await.says("Nia Okafor"), "whom somebody was asked to lead is still led by Sam");
    }

    async fn nobodys_leaving_leaves_a_family_that_nobody_sees(engine: Engine) {
        let (mut world, _) = accounts::world(engine).await;
        let Led { mut coordinator, lead: (_, id), cases } = led(&mut world, &["Tobi"]).await;
        let (mut ada, _) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let role = membership(&world, id).await;
        let account = format!("/practitioners/{id}");
        done(&accounts::press(&mut ada, &account, &format!("{account}/memberships/{role}/end")).await);
        assert!(waits(&mut coordinator, "1 case without a lead professional").await);
        assert!(coordinator.get("/cases?whose=nobody").await.says("Tobi Okafor"));
        assert!(reads(&coordinator.get("/leads").await, "1 case has no lead professional."));
        let form = format!("/leads/{id}/handover");
        assert!(coordinator.get(&form).await.says("Nobody leads now"));
        let (mut pia, pia_id) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let (case, asked) = (cases[0].0.to_string(), membership(&world, pia_id).await);
        done(&coordinator.fill(&form, &[("cases", case.as_str()), ("membership", asked.as_str())]).await);
        done(&pia.fill(&format!("/cases/{case}/lead/answer"), &[("answer", "accept")]).await);
        assert!(!waits(&mut coordinator, "without a lead professional").await);
        assert!(!coordinator.get("/cases?whose=nobody").await.says("Tobi Okafor"));
    }

    async fn whoever_must_not_see_one_of_the_cases_is_not_asked_for_them(engine: Engine) {
        let mut world = world(engine).await;
        let Led { mut coordinator, lead: (_, id), cases } = led(&mut world, &["Tobi", "Nia"]).await;
        let (mut pia, pia_id) = world.someone("Pia", POLICE, Role::Practitioner).await;
        bar(&world, cases[0].0, cases[0].1, pia_id).await;
        let form = format!("/leads/{id}/handover");
        assert!(!coordinator.get(&form).await.says("Pia"));
        let (ids, role) = (cases.iter().map(|it| it.0.to_string()).collect::<Vec<_>>(), membership(&world, pia_id).await);
        let both = [("cases", ids[0].as_str()), ("cases", ids[1].as_str()), ("membership", role.as_str())];
        let refused = coordinator.fill(&form, &both).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.says("this person cannot be asked for all of these cases"), "{}", refused.body);
        assert!(!waits(&mut pia, "to be lead professional").await, "all of it or nothing");
    }

    async fn whoever_is_away_says_so_wherever_somebody_is_chosen_to_lead(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut pia, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let wrong = pia.fill("/account/away", &[("away", "away")]).await;
        assert!(wrong.says("Enter the first day") && wrong.says("Enter the last day"), "{}", wrong.body);
        let december = [("away", "away"), ("from-day", "20"), ("from-month", "11"), ("from-year", "2026"),
                        ("until-day", "4"), ("until-month", "12"), ("until-year", "2026")];
        done(&pia.fill("/account/away", &december).await);
        let form = format!("/cases/{case}/lead");
        assert!(coordinator.get(&form).await.says(": away until 4 December 2026"));
        done(&pia.fill("/account/away", &[("away", "here")]).await);
        assert!(!coordinator.get(&form).await.says("away until"));
    }
}
