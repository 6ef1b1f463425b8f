//! Stepping up to the statutory service, who holds the case meanwhile, and when a step-down is complete.

use agreement::Role;
use axum::http::StatusCode;
use testkit::{POLICE, on_both_engines};

use super::*;
use crate::world;

/// Two days ago.
const RUNG: [(&str, &str); 3] =
    [("rung_on-day", "20"), ("rung_on-month", "11"), ("rung_on-year", "2026")];
const ANSWERED: [(&str, &str); 3] =
    [("answered_on-day", "21"), ("answered_on-month", "11"), ("answered_on-year", "2026")];

/// Somebody who leads the case.
async fn led(world: &mut World, coordinator: &mut Browser, record: &str) -> Browser {
    let (mut sam, id) = world.someone("Sam", COUNCIL, Role::Practitioner).await;
    let role = membership(world, id).await;
    done(&coordinator.fill(&format!("{record}/lead"), &[("membership", role.as_str())]).await);
    done(&sam.fill(&format!("{record}/lead/answer"), &[("answer", "accept")]).await);
    sam
}

on_both_engines! {
    async fn a_case_that_is_stepped_up_stays_with_the_forum_until_the_service_accepts(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut officer, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let record = format!("/cases/{case}");
        let (page, form, answer) = (format!("{record}/step-up"), format!("{record}/step-up/new"), format!("{record}/step-up/answer"));
        for path in [&page, &form] {
            assert_eq!(officer.get(path).await.status, StatusCode::NOT_FOUND);
        }
        assert_eq!(coordinator.get(&answer).await.status, StatusCode::CONFLICT, "nothing was asked");
        let mut sam = led(&mut world, &mut coordinator, &record).await;
        let nothing = sam.fill(&form, &[]).await;
        for told in ["Enter why it is stepped up", "Select the level of need", "Enter who was rung", "Enter the day on which they were rung"] {
            assert!(nothing.says(told), "{told}");
        }
        let why = [("reason", "A bruise that nobody explains"), ("level", "4"), ("rung", "The duty social worker")];
        let asked = [&why[..], &RUNG].concat();
        done(&sam.fill(&form, &asked).await);
        let waits = "has not answered for 2 days";
        assert!(sam.get(&record).await.says(waits) && sam.get(&page).await.says(waits));
        assert!(sam.get(&page).await.says("Sam, the lead professional, holds it."), "{}", sam.get(&page).await.body);
        assert!(reads(&sam.get(&record).await, "Asked to step up 20 November 2026"));
        assert_eq!(sam.fill(&form, &asked).await.status, StatusCode::CONFLICT, "one waits already");

        let declined = [&[("answer", "decline")][..], &ANSWERED].concat();
        assert!(coordinator.fill(&answer, &declined).await.says("Enter why they decline"));
        let too_early = [("answer", "accept"), ("answered_on-day", "19"), ("answered_on-month", "11"), ("answered_on-year", "2026")];
        assert!(coordinator.fill(&answer, &too_early).await.says("They cannot have answered before they were rung"));
        done(&coordinator.fill(&answer, &[&declined[..], &[("words", "Below their threshold")]].concat()).await);
        let told = coordinator.get(&page).await;
        assert!(told.says("declined on 21 November 2026. The case stays with us.") && told.says("Below their threshold"));
        assert!(!coordinator.get(&format!("{record}/closure")).await.body.contains("checked"));

        world.wait_minutes(1);
        done(&sam.fill(&form, &asked).await);
        done(&coordinator.fill(&answer, &[&[("answer", "accept")][..], &ANSWERED].concat()).await);
        assert!(coordinator.get(&record).await.says("accepted the step-up. Close the case, or agree what goes on here."));
        let closure = coordinator.get(&format!("{record}/closure")).await;
        let reason = closure.body.split("value=\"stepped_up_to_social_care\"").nth(1).unwrap();
        assert!(reason.split('>').next().unwrap().contains("checked"), "the reason is filled in: {}", closure.body);
        let chronology = coordinator.get(&format!("{record}/chronology")).await;
        for said in ["rung on 20 November 2026.", "declined the step-up.", "accepted the step-up."] {
            assert!(chronology.says(said), "{said}");
        }
    }

    async fn a_step_down_is_complete_once_somebody_accepts_to_lead_and_a_review_is_set(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let record = format!("/cases/{case}");
        assert!(!coordinator.get(&record).await.says("Step-down not complete"));
        let mut tx = world.fresh.db.begin().await.unwrap();
        let statement = run!(&mut tx, "update referral set transition = 'step_down' where case_id = $1", case);
        assert_eq!(statement.unwrap(), 1);
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        let both = "Step-down not complete: somebody has to accept to lead, and the day of the first review has to be set. It has waited 0 days.";
        assert!(coordinator.get(&record).await.says(both), "{}", coordinator.get(&record).await.body);

        let mut sam = led(&mut world, &mut coordinator, &record).await;
        assert!(sam.get(&record).await.says("Step-down not complete: the day of the first review has to be set."));
        let review = [
            ("progress", "Handed over at home, with the social worker"), ("decision", "continue"),
            ("next_review_on-day", "3"), ("next_review_on-month", "1"), ("next_review_on-year", "2027"),
        ];
        done(&sam.fill(&format!("{record}/reviews/new"), &review).await);
        assert!(!sam.get(&record).await.says("Step-down not complete"));
    }
}
