//! A package of services from several providers: who has answered by when, who waits for a place, what has started and
//! ended, and what was missing.

use agreement::Role;
use axum::http::StatusCode;
use testkit::{POLICE, on_both_engines};

use super::*;
use crate::world;

async fn offer(coordinator: &mut Browser, case: CaseId, service: ServiceId) {
    let (form, id) = (format!("/cases/{case}/allocations/new"), service.to_string());
    done(&coordinator.fill(&form, &[("services", &id)]).await);
}

/// Answers what a provider is asked in a case.
async fn answer(provider: &mut Browser, case: CaseId, answers: &[(&str, &str)]) -> Reply {
    let form = link(&provider.get(&format!("/cases/{case}/summary")).await, "/answer");
    provider.fill(&form, answers).await
}

async fn waits(browser: &mut Browser, words: &str) -> bool {
    reads(&browser.get("/").await, words)
}

const JANUARY: [(&str, &str); 4] =
    [("answer", "wait"), ("until-day", "11"), ("until-month", "1"), ("until-year", "2027")];
const TODAY: [(&str, &str); 3] = [("on-day", "22"), ("on-month", "11"), ("on-year", "2026")];

on_both_engines! {
    async fn each_of_several_providers_has_a_day_to_answer_and_sees_its_own_part_alone(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut officer, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let (mut outsider, _) = world.someone("Out", POLICE, Role::Analyst).await;
        let boxing = service(&world, POLICE, "Boxing club", 3).await;
        let course = service(&world, COUNCIL, "Parenting course", 3).await;
        for it in [boxing, course] { offer(&mut coordinator, case, it).await; }
        let summary = officer.get(&format!("/cases/{case}/summary")).await;
        assert!(reads(&summary, "Asked, not yet answered, to be answered by 27 November 2026"), "{}", summary.body);
        assert!(!summary.says("Parenting course") && !summary.says("Often late"), "{}", summary.body);
        for path in ["", "/plan", "/duties", "/chronology"] {
            assert_ne!(officer.get(&format!("/cases/{case}{path}")).await.status, StatusCode::OK, "{path}");
        }
        let shown = officer.get("/offers").await;
        assert!(shown.says("Boxing club") && !shown.says("Parenting course") && !reads(&shown, "Late"), "{}", shown.body);
        assert!(waits(&mut officer, "1 service of yours offered, to accept or decline").await);

        let mut tx = world.fresh.db.begin().await.unwrap();
        run!(&mut tx, "update allocation set answer_by = $1", Day(date(2026, 11, 20))).unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        assert!(waits(&mut officer, "1 service of yours that should have been answered").await);
        assert!(!waits(&mut officer, "to accept or decline").await);
        assert!(waits(&mut coordinator, "1 service that its provider has not answered in time").await);
        let shown = coordinator.get("/offers").await;
        assert!(reads(&shown, "Tobi Okafor Boxing club, Police 20 November 2026 Late") && shown.says("Parenting course"), "{}", shown.body);
        assert_ne!(outsider.get("/offers").await.status, StatusCode::OK);
        done(&answer(&mut officer, case, &[("answer", "accept")]).await);
        assert!(!waits(&mut officer, "should have been answered").await);
        assert!(!coordinator.get("/offers").await.says("Boxing club"));
    }

    async fn a_full_service_has_a_waiting_list_that_moves_up_when_a_place_is_free(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, first) = coordinated(&mut world).await;
        let (mut officer, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let (_, referrer) = world.someone("Rob", COUNCIL, Role::Practitioner).await;
        let (second, _) = opened(&world, "Ada", referrer).await;
        let (third, _) = opened(&world, "Nia", referrer).await;
        let boxing = service(&world, POLICE, "Boxing club", 1).await;
        offer(&mut coordinator, first, boxing).await;
        done(&answer(&mut officer, first, &[("answer", "accept")]).await);
        let form = coordinator.get(&format!("/cases/{second}/allocations/new")).await;
        assert!(reads(&form, "Boxing club, Police No place left: the family would wait."), "{}", form.body);
        for case in [second, third] { offer(&mut coordinator, case, boxing).await; }
        let full = answer(&mut officer, second, &[("answer", "accept")]).await;
        assert!(full.says("This service has no place left. Have the family wait"), "{}", full.body);
        let wrong = answer(&mut officer, second, &[("answer", "wait")]).await;
        assert!(wrong.says("Enter until about when they wait"), "{}", wrong.body);
        done(&answer(&mut officer, second, &JANUARY).await);
        world.wait_minutes(5);
        done(&answer(&mut officer, third, &JANUARY).await);
        world.wait_minutes(5);
        done(&answer(&mut officer, second, &JANUARY).await);
        let shown = coordinator.get("/offers").await;
        for said in ["Waiting for Boxing club, Police", "Ada Okafor 1", "Nia Okafor 2", "(0 days) 11 January 2027"] {
            assert!(reads(&shown, said), "{said}: {}", shown.body);
        }
        assert!(reads(&coordinator.get(&format!("/cases/{second}")).await, "Waiting for a place, until about 11 January 2027"));

        // It starts, it ends with a reason, and its place is free; whoever gives nothing more knows of the case no longer.
        let support = link(&officer.get(&format!("/cases/{first}/summary")).await, "/support");
        let wrong = officer.fill(&support, &[("step", "ended")]).await;
        assert!(wrong.says("Select why it ended") && wrong.says("Enter the day"), "{}", wrong.body);
        let mut started = TODAY.to_vec();
        started.push(("step", "started"));
        done(&officer.fill(&support, &started).await);
        assert!(reads(&officer.get(&format!("/cases/{first}/summary")).await, "Accepted, started on 22 November 2026"));
        let mut ended = TODAY.to_vec();
        ended.extend([("step", "ended"), ("reason", "completed")]);
        done(&officer.fill(&support, &ended).await);
        assert_ne!(officer.get(&format!("/cases/{first}/summary")).await.status, StatusCode::OK);
        assert!(reads(&coordinator.get(&format!("/cases/{first}")).await, "Ended on 22 November 2026: it was completed"));
        done(&answer(&mut officer, second, &[("answer", "accept")]).await);
        let shown = officer.get("/offers").await;
        assert!(reads(&shown, "Nia Okafor 1") && !shown.says("Ada Okafor"), "{}", shown.body);
        let (mut other, _) = world.someone("Max", COUNCIL, Role::Practitioner).await;
        let support = link(&officer.get(&format!("/cases/{second}/summary")).await, "/support");
        assert_ne!(other.get(&support).await.status, StatusCode::OK);
        assert_eq!(coordinator.get(&support).await.status, StatusCode::OK, "whoever keeps the plan may say so, too");
    }

    async fn whoever_declines_is_asked_what_was_missing_and_a_gap_is_about_nobody(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut officer, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let boxing = service(&world, POLICE, "Boxing club", 3).await;
        offer(&mut coordinator, case, boxing).await;
        let declined = answer(&mut officer, case, &[("answer", "decline")]).await;
        assert!(declined.says("Select why you decline"), "{}", declined.body);
        let form = done(&answer(&mut officer, case, &[("answer", "decline"), ("reason", "no_capacity")]).await);
        assert_eq!(form, format!("/forums/{FORUM}/gaps/new"));
        let wrong = officer.fill(&form, &[("words", "Ring 01632 960001"), ("place", "x")]).await;
        for told in ["Select what they needed help with", "Select why they went without", "Leave out dates of birth", "Select a place of the list"] {
            assert!(wrong.says(told), "{told}: {}", wrong.body);
        }
        let gap = [("need", "debt"), ("reason", "full"), ("words", "Debt advice in the evening")];
        done(&officer.fill(&form, &gap).await);
        let shown = coordinator.get("/gaps").await;
        for said in ["Debt and money 1", "Debt and money Debt advice in the evening The service was full Anywhere 22 November 2026"] {
            assert!(reads(&shown, said), "{said}: {}", shown.body);
        }
        assert!(!officer.get("/gaps").await.says("Debt advice in the evening"), "the list is for those who run the forum");
    }
}
