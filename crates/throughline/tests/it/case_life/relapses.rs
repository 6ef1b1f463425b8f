//! An old need is back: what was seen, what the plan says to do, and the goal that is worked on again.

use agreement::Role;
use axum::http::StatusCode;
use testkit::{Engine, POLICE, on_both_engines};

use super::*;
use crate::world;

const PLAN: [(&str, &str); 3] = [
    ("early_signs", "He stops answering the door"),
    ("what_to_do", "Ring his sister, then call on him"),
    ("whom_to_call", "The duty line"),
];

/// A coordinator and a case with a goal and what is done if things get worse; and the goal's id.
async fn planned(engine: Engine) -> (World, Browser, CaseId, String) {
    let mut world = world(engine).await;
    let (mut coordinator, case) = coordinated(&mut world).await;
    let record = format!("/cases/{case}");
    done(
        &coordinator
            .fill(&format!("{record}/goals/new"), &[("words", "Up in time for school")])
            .await,
    );
    done(&coordinator.fill(&format!("{record}/plan/contingency"), &PLAN).await);
    let goal = coordinator
        .get(&record)
        .await
        .body
        .rsplit_once("/goals/")
        .unwrap()
        .1
        .chars()
        .take(36)
        .collect();
    (world, coordinator, case, goal)
}

on_both_engines! {
    async fn a_goal_that_was_met_is_worked_on_again_when_its_need_is_back_and_how_it_had_gone_is_kept(engine: Engine) {
        let (_world, mut coordinator, case, goal) = planned(engine).await;
        let record = format!("/cases/{case}");
        let met = [("words", "Up in time for school"), ("outcome", "met"), ("outcome_words", "Every day in May")];
        done(&coordinator.fill(&format!("{record}/goals/{goal}"), &met).await);
        assert!(reads(&coordinator.get(&record).await, "Goal: Up in time for school Met: Every day in May."));
        let form = format!("{record}/relapses/new");
        let page = coordinator.get(&form).await;
        assert!(page.says("What the plan says to do") && page.says("Ring his sister, then call on him"), "{}", page.body);
        assert!(page.says("He stops answering the door") && page.says("Goal: Up in time for school"), "{}", page.body);
        assert!(page.body.contains("value=\"22\"") && page.body.contains("value=\"2026\""), "today is filled in: {}", page.body);
        let wrong = coordinator.fill(&form, &[("done", "Rang her")]).await;
        for told in ["Select what is back", "Enter what was seen", "Enter the day on which it was seen", "Rang her"] {
            assert!(wrong.says(told), "{told}: {}", wrong.body);
        }
        let day = [("on-day", "20"), ("on-month", "11"), ("on-year", "2026")];
        let said = [("against", goal.as_str()), ("seen", "Late three days running"), ("done", "Rang his sister")];
        let to = done(&coordinator.fill(&form, &[&said[..], &day].concat()).await);
        let page = coordinator.get(&to).await;
        for said in ["Late three days running", "Goal: Up in time for school", "It had been: met", "Every day in May",
                     "Ring his sister, then call on him", "The duty line", "20 November 2026"] {
            assert!(page.says(said), "{said}: {}", page.body);
        }
        assert!(!reads(&coordinator.get(&record).await, "Every day in May"), "it is worked on again");
        let chronology = coordinator.get(&format!("{record}/chronology?kind=significant")).await;
        assert!(chronology.says("An old need is back: Late three days running"), "{}", chronology.body);
        assert!(chronology.says("20 November 2026"));
    }

    async fn on_a_closed_case_it_is_recorded_and_opening_it_again_is_offered_to_those_who_may(engine: Engine) {
        let (mut world, mut coordinator, case, goal) = planned(engine).await;
        let record = format!("/cases/{case}");
        let (mut sam, id) = world.someone("Sam", COUNCIL, Role::Practitioner).await;
        let (lead, role) = (format!("{record}/lead"), membership(&world, id).await);
        done(&coordinator.fill(&lead, &[("membership", role.as_str())]).await);
        done(&sam.fill(&format!("{lead}/answer"), &[("answer", "accept")]).await);
        let gone = format!("{goal}=met");
        let ending = [("reason", "needs_met"), ("outcome", "achieved"), ("summary", "Well"), ("goals", gone.as_str())];
        done(&coordinator.fill(&format!("{record}/closure"), &ending).await);
        assert!(sam.get(&record).await.says("An old need is back"));
        let day = [("on-day", "22"), ("on-month", "11"), ("on-year", "2026")];
        let said = [("against", "early_sign"), ("seen", "No answer at the door"), ("done", "")];
        let to = done(&sam.fill(&format!("{record}/relapses/new"), &[&said[..], &day].concat()).await);
        let page = sam.get(&to).await;
        assert!(page.says("This case is closed") && page.body.contains(&format!("{record}/reopening")), "{}", page.body);
        assert!(page.says("An early sign that the plan names") && page.says("Ring his sister"), "{}", page.body);
        let said = [("against", goal.as_str()), ("seen", "Late again")];
        done(&sam.fill(&format!("{record}/relapses/new"), &[&said[..], &day].concat()).await);
        assert!(reads(&coordinator.get(&record).await, "Goal: Up in time for school Met."), "a closed plan stays as it was");
    }

    async fn what_was_entered_in_error_is_struck_through_and_taken_back_by_whoever_said_it_or_the_coordinator(engine: Engine) {
        let (mut world, mut coordinator, case, _) = planned(engine).await;
        let record = format!("/cases/{case}");
        let (mut sam, sam_id) = world.someone("Sam", COUNCIL, Role::Practitioner).await;
        let (mut ivy, ivy_id) = world.someone("Ivy", COUNCIL, Role::Practitioner).await;
        for who in [sam_id, ivy_id] {
            wrong_person::tie(&world, &[(Kind::Case, case.0)], Relation::Involved, who.0).await;
        }
        let day = [("on-day", "20"), ("on-month", "11"), ("on-year", "2026")];
        let said = [("against", "early_sign"), ("seen", "No answer at the door")];
        let list = done(&sam.fill(&format!("{record}/relapses/new"), &[&said[..], &day].concat()).await);
        assert!(sam.get(&list).await.body.contains(&format!("{record}/errors")));
        let errors = format!("{record}/errors");
        assert!(!ivy.get(&errors).await.says("Entered in error?"), "it is for whoever recorded it, or keeps the plan");
        let form = link(&sam.get(&errors).await, "/error");
        assert_eq!(ivy.get(&form).await.status, StatusCode::CONFLICT);
        assert!(sam.fill(&form, &[("error_reason", " ")]).await.says("Enter what is wrong with it"));
        assert_eq!(done(&sam.fill(&form, &[("error_reason", "It was his twin")]).await), errors);
        let chronology = format!("{record}/chronology");
        for page in [ivy.get(&list).await, ivy.get(&chronology).await] {
            assert!(page.body.contains("<s>") && page.says("Entered in error: It was his twin"), "{}", page.body);
        }
        assert!(sam.get(&form).await.says("entered in error already"));
        let back = link(&sam.get(&errors).await, "/taking-back");
        assert!(!ivy.get(&errors).await.says("Take it back"));
        let refused = press(&mut ivy, &record, &back, &[("reason", "No twin")]).await;
        assert!(refused.status == StatusCode::CONFLICT && refused.says("or the coordinator"), "{}", refused.body);
        assert!(coordinator.fill(&back, &[]).await.says("Enter why it is right after all"));
        done(&coordinator.fill(&back, &[("reason", "He has no twin")]).await);
        for page in [ivy.get(&list).await, ivy.get(&chronology).await] {
            assert!(page.says("No answer at the door") && !page.body.contains("<s>"), "{}", page.body);
        }
        let page = ivy.get(&errors).await;
        assert!(page.says("It was his twin") && page.says("He has no twin (Cora"), "both are kept: {}", page.body);
        assert!(coordinator.get(&back).await.says("taken back already"));
        // It can be said again, and is its own line.
        done(&sam.fill(&form, &[("error_reason", "A cousin, then")]).await);
        let again = link(&sam.get(&errors).await, "/taking-back");
        done(&sam.fill(&again, &[("reason", "Really him")]).await);
    }

    async fn what_was_learned_in_error_counts_no_more_until_it_is_taken_back(engine: Engine) {
        let (world, mut coordinator, case, _) = planned(engine).await;
        let record = format!("/cases/{case}");
        let referral = wrong_person::referral_of(&world, case).await;
        done(&coordinator.fill(&format!("/referrals/{referral}/notes/new"), &[("words", "Grandmother is ill")]).await);
        let errors = format!("{record}/errors");
        let form = link(&coordinator.get(&errors).await, "/error");
        assert!(coordinator.get(&record).await.says("Grandmother is ill"));
        done(&coordinator.fill(&form, &[("error_reason", "Another grandmother")]).await);
        assert!(!coordinator.get(&record).await.says("Grandmother is ill"), "it counts no more");
        assert!(!coordinator.get(&format!("/referrals/{referral}")).await.says("Grandmother is ill"));
        let page = coordinator.get(&errors).await;
        assert!(page.says("Grandmother is ill") && page.says("Another grandmother"), "{}", page.body);
        done(&coordinator.fill(&link(&page, "/taking-back"), &[("reason", "She is theirs")]).await);
        assert!(coordinator.get(&record).await.says("Grandmother is ill"));
    }

    async fn only_those_who_read_the_record_and_report_on_it_record_that_a_need_is_back(engine: Engine) {
        let (mut world, mut coordinator, case, _) = planned(engine).await;
        let (mut pia, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let (mut olu, _) = world.someone("Olu", COUNCIL, Role::Practitioner).await;
        let (record, police) = (format!("/cases/{case}"), POLICE.to_string());
        let mut action = vec![("description", "Walk to school together"), ("owners", police.as_str())];
        action.extend(FUTURE);
        done(&coordinator.fill(&format!("{record}/actions/new"), &action).await);
        assert_eq!(pia.get(&format!("{record}/summary")).await.status, StatusCode::OK, "who owns an action sees the summary");
        for path in ["relapses", "relapses/new"] {
            let page = pia.get(&format!("{record}/{path}")).await;
            assert!(page.status != StatusCode::OK && !page.body.contains("Ring his sister"), "{path}: {}", page.body);
            assert_eq!(olu.get(&format!("{record}/{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
}
