//! What a lead professional does by when, and the team around the family.

use agreement::Role;
use axum::http::StatusCode;
use testkit::{POLICE, on_both_engines};

use super::*;
use crate::world;

/// Pia of the police leads the case.
async fn led(
    world: &mut World,
    coordinator: &mut Browser,
    case: CaseId,
) -> (Browser, PractitionerId) {
    let (mut pia, id) = world.someone("Pia", POLICE, Role::Practitioner).await;
    lead(world, coordinator, case, (&mut pia, id)).await;
    (pia, id)
}

async fn lead(
    world: &World,
    coordinator: &mut Browser,
    case: CaseId,
    (who, id): (&mut Browser, PractitionerId),
) {
    let (form, role) = (format!("/cases/{case}/lead"), membership(world, id).await);
    done(&coordinator.fill(&form, &[("membership", role.as_str())]).await);
    done(&who.fill(&format!("{form}/answer"), &[("answer", "accept")]).await);
}

/// Moves what is asked of whoever leads into the past.
async fn make_late(world: &World) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    let day = Day(date(2026, 11, 20));
    run!(&mut tx, "update lead_duty set due_on = $1 where ended_on is null", day).unwrap();
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

async fn waits(browser: &mut Browser, words: &str) -> bool {
    reads(&browser.get("/").await, words)
}

const MET: [(&str, &str); 3] =
    [("met_on-day", "22"), ("met_on-month", "11"), ("met_on-year", "2026")];

on_both_engines! {
    async fn a_plan_is_returned_by_the_day_of_the_charter_and_its_review_has_a_day_then(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (record, page) = (format!("/cases/{case}"), format!("/cases/{case}/duties"));
        assert!(reads(&coordinator.get(&page).await, "Nobody leads this case yet"));
        let early = press(&mut coordinator, &page, &format!("{page}/plan"), &[]).await;
        assert!(early.says("a lead professional has to accept first"), "{}", early.body);

        let (mut pia, _) = led(&mut world, &mut coordinator, case).await;
        let shown = pia.get(&page).await;
        for said in ["Bring the team around the family together 4 December 2026 To do", "Return the plan 11 December 2026 To do",
                     "Review the plan No day is set", "I have returned the plan", "Team around the family"] {
            assert!(reads(&shown, said), "{said}: {}", shown.body);
        }
        let empty = press(&mut pia, &page, &format!("{page}/plan"), &[]).await;
        assert!(empty.says("The plan is empty."), "{}", empty.body);
        done(&pia.fill(&format!("{record}/goals/new"), &[("words", "A bed of her own")]).await);
        done(&press(&mut pia, &page, &format!("{page}/plan"), &[]).await);
        let shown = pia.get(&page).await;
        for said in ["Return the plan 11 December 2026 Done On 22 November 2026", "Review the plan 4 January 2027 To do"] {
            assert!(reads(&shown, said), "{said}: {}", shown.body);
        }
        let again = press(&mut pia, &page, &format!("{page}/plan"), &[]).await;
        assert!(again.says("The plan has been returned already"), "{}", again.body);
        let shown = coordinator.get(&record).await;
        assert!(reads(&shown, "Stage Plan returned") && reads(&shown, "Next review 4 January 2027"), "{}", shown.body);
        assert!(said(&world, case).await.iter().any(|(kind, _)| kind == "return_plan"));

        let review = [("progress", "She sleeps"), ("decision", "continue"), ("next_review_on-day", "1"),
                      ("next_review_on-month", "2"), ("next_review_on-year", "2027")];
        done(&pia.fill(&format!("{record}/reviews/new"), &review).await);
        assert!(reads(&pia.get(&page).await, "Review the plan 1 February 2027 To do Last done on 22 November 2026"));
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let due: Vec<(Option<Day>,)> = all!(&mut tx, "select due_on from review").unwrap();
        assert_eq!(due, [(Some(Day(date(2027, 1, 4))),)], "the day by which it was to be reviewed is kept");
    }

    async fn the_team_has_met_once_it_is_recorded_who_came(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut pia, pia_id) = led(&mut world, &mut coordinator, case).await;
        let (page, form) = (format!("/cases/{case}/duties"), format!("/cases/{case}/team/new"));
        let meet = format!("/cases/{case}/team/meetings/new");
        assert!(pia.get(&meet).await.says("Nobody is on the team yet"));
        let wrong = pia.fill(&form, &[("membership", "x"), ("name", "")]).await;
        for told in ["Select somebody of the list", "Enter what they do for the family"] {
            assert!(wrong.says(told), "{told}: {}", wrong.body);
        }
        done(&pia.fill(&form, &[("name", "Bea Holt"), ("organisation", "Brook School"), ("role", "Teacher")]).await);
        let role = membership(&world, pia_id).await;
        done(&pia.fill(&form, &[("membership", &role), ("role", "Boxing")]).await);
        let twice = pia.fill(&form, &[("membership", &role), ("role", "Boxing")]).await;
        assert!(twice.says("They are on the team already"), "{}", twice.body);

        let wrong = pia.fill(&meet, &[("met_on-day", "23"), ("met_on-month", "11"), ("met_on-year", "2026")]).await;
        for told in ["The day on which they met must be today or in the past", "Select who came"] {
            assert!(wrong.says(told), "{told}: {}", wrong.body);
        }
        let mut came = MET.to_vec();
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let members: Vec<(Uuid, String)> = all!(&mut tx, "select id, name from team_member order by added_at, id").unwrap();
        drop(tx);
        let bea = members.iter().find(|(_, name)| name == "Bea Holt").unwrap().0.to_string();
        came.push(("came", &bea));
        done(&pia.fill(&meet, &came).await);
        let shown = pia.get(&page).await;
        for said in ["Bring the team around the family together 4 December 2026 Done On 22 November 2026", "Bea Holt Brook School Teacher",
                     "Pia Police Boxing", "22 November 2026 Bea Holt"] {
            assert!(reads(&shown, said), "{said}: {}", shown.body);
        }
        assert!(reads(&coordinator.get(&format!("/cases/{case}")).await, "Stage Team around the family has met"));
        done(&press(&mut pia, &page, &format!("/cases/{case}/team/{bea}/leaving"), &[]).await);
        assert!(reads(&pia.get(&page).await, "Bea Holt Brook School Teacher Left on 22 November 2026"));
        assert!(!pia.get(&meet).await.says("Bea Holt"));
        let again = press(&mut pia, &page, &format!("/cases/{case}/team/{bea}/leaving"), &[]).await;
        assert!(again.says("They have left the team already"), "{}", again.body);
    }

    async fn somebody_who_was_put_on_the_team_in_error_is_taken_off_it_and_stands_again_when_that_was_a_slip(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let page = format!("/cases/{case}/duties");
        let added = [("name", "Bea Holt"), ("organisation", "Brook School"), ("role", "Teacher")];
        done(&coordinator.fill(&format!("/cases/{case}/team/new"), &added).await);
        assert!(coordinator.get(&page).await.links().contains(&format!("/cases/{case}/errors")));
        let errors = coordinator.get(&format!("/cases/{case}/errors")).await;
        assert!(errors.says("Bea Holt, Teacher"), "{}", errors.body);
        let mark = errors.links().into_iter().find(|it| it.ends_with("/error")).unwrap();
        done(&coordinator.fill(&mark, &[("error_reason", "She teaches another child")]).await);
        let without = coordinator.get(&page).await;
        assert!(!without.body.contains("Bea Holt") && without.says("Nobody is on the team yet"), "{}", without.body);
        let errors = coordinator.get(&format!("/cases/{case}/errors")).await;
        assert!(errors.says("She teaches another child") && errors.says("Bea Holt, Teacher"), "{}", errors.body);
        let back = errors.links().into_iter().find(|it| it.ends_with("/taking-back")).unwrap();
        // Put on the team anew, she stands once.
        done(&coordinator.fill(&format!("/cases/{case}/team/new"), &added).await);
        assert!(coordinator.fill(&back, &[("reason", "She teaches both")]).await.says("They were put on the team anew since"));
        let left = coordinator.get(&page).await;
        let leaving = left.body.split('"').find(|it| it.ends_with("/leaving")).unwrap().to_owned();
        done(&press(&mut coordinator, &page, &leaving, &[]).await);
        done(&coordinator.fill(&back, &[("reason", "She teaches both")]).await);
        assert!(reads(&coordinator.get(&page).await, "Bea Holt Brook School Teacher"));
    }

    async fn being_on_the_team_opens_nothing(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut nora, nora_id) = world.someone("Nora", POLICE, Role::Practitioner).await;
        let role = membership(&world, nora_id).await;
        done(&coordinator.fill(&format!("/cases/{case}/team/new"), &[("membership", &role), ("role", "Boxing")]).await);
        for path in ["", "/summary", "/duties"] {
            let shown = nora.get(&format!("/cases/{case}{path}")).await;
            assert_eq!(shown.status, StatusCode::NOT_FOUND, "{path}");
        }
        let (mut max, max_id) = world.someone("Max", POLICE, Role::Practitioner).await;
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let person: Option<(PersonId,)> = db::one!(&mut tx, "select person_id from case_record where id = $1", case).unwrap();
        drop(tx);
        bar(&world, case, person.unwrap().0, max_id).await;
        assert!(!coordinator.get(&format!("/cases/{case}/team/new")).await.says("Max"), "whoever is barred is not put on it");
        assert_eq!(max.get(&format!("/cases/{case}/duties")).await.status, StatusCode::NOT_FOUND);
    }

    async fn late_duties_are_shown_to_whoever_leads_and_to_the_coordinator_and_to_nobody_else(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut pia, _) = led(&mut world, &mut coordinator, case).await;
        let (mut outsider, _) = world.someone("Out", COUNCIL, Role::Practitioner).await;
        let late = "2 late duties of lead professionals: the team, the plan or the review";
        assert!(!waits(&mut pia, "late dut").await && !waits(&mut coordinator, "late dut").await);
        make_late(&world).await;
        for (who, sees) in [(&mut pia, true), (&mut coordinator, true), (&mut outsider, false)] {
            assert_eq!(waits(who, late).await, sees);
            assert_eq!(who.get("/duties").await.says("Tobi Okafor"), sees);
        }
        let shown = coordinator.get("/duties").await;
        assert!(reads(&shown, "Tobi Okafor Return the plan 20 November 2026 Late Pia, Police"), "{}", shown.body);
        for (by, name) in [("person", "Pia"), ("organisation", "Police"), ("forum", "Chelmsford MAAG")] {
            let shown = coordinator.get(&format!("/duties?by={by}")).await;
            assert!(reads(&shown, &format!("{name} 2 20 November 2026")), "{by}: {}", shown.body);
            let start = format!("/duties?by={by}&amp;of=");
            let id = shown.body.split_once(&start).unwrap().1.get(..36).unwrap();
            assert!(coordinator.get(&format!("/duties?by={by}&of={id}")).await.says("Tobi Okafor"), "{by}");
        }
        let nobody = coordinator.get(&format!("/duties?by=person&of={}", Uuid::nil())).await;
        assert!(!nobody.says("Tobi Okafor"), "{}", nobody.body);
        let wrong = coordinator.get("/duties?by=castle&of=x").await;
        assert!(wrong.says("Go back to the whole list"), "{}", wrong.body);
        assert!(coordinator.get(&format!("/cases/{case}")).await.says("Bringing the team together or returning the plan is late"));

        // Whoever takes over has days of their own, and nothing is asked of whoever led before.
        let (mut max, max_id) = world.someone("Max", COUNCIL, Role::Practitioner).await;
        lead(&world, &mut coordinator, case, (&mut max, max_id)).await;
        assert!(!waits(&mut pia, "late dut").await && !waits(&mut coordinator, "late dut").await);
        assert!(reads(&max.get(&format!("/cases/{case}/duties")).await, "Return the plan 11 December 2026 To do"));
    }

    async fn whoever_leads_is_reminded_a_week_ahead_and_the_coordinator_is_not(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut pia, _) = led(&mut world, &mut coordinator, case).await;
        let soon = "1 duty of yours as lead professional, due within a week";
        assert!(!waits(&mut pia, soon).await);
        let mut tx = world.fresh.db.begin().await.unwrap();
        run!(&mut tx, "update lead_duty set due_on = $1 where duty = 'return_plan'", Day(date(2026, 11, 29))).unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        assert!(waits(&mut pia, soon).await && !waits(&mut coordinator, soon).await);
        assert!(reads(&pia.get("/duties").await, "Return the plan 29 November 2026 To do"));
        assert!(!coordinator.get("/duties").await.says("Tobi Okafor"));
    }
}
