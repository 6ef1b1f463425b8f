//! The order and the times of an agenda, and who came as somebody's deputy.

use agreement::Role;
use axum::http::StatusCode;
use testkit::{POLICE, on_both_engines};

use super::*;
use crate::world;

/// A meeting with these on its agenda, in this order.
async fn agenda(
    world: &World,
    coordinator: &mut Browser,
    referrer: PractitionerId,
    names: &[&str],
) -> (String, Vec<(CaseId, PersonId)>) {
    let meeting = convened(coordinator).await;
    let mut cases = Vec::new();
    for name in names {
        let (case, person) = opened(world, name, referrer).await;
        let put = [("case", case.to_string())];
        let put: Vec<(&str, &str)> =
            put.iter().map(|(name, value)| (*name, value.as_str())).collect();
        done(&press(coordinator, &meeting, &format!("{meeting}/items"), &put).await);
        cases.push((case, person));
    }
    (meeting, cases)
}

/// Sends the form for the order with these places and minutes, as they stand on the page.
async fn arrange(
    browser: &mut Browser,
    meeting: &str,
    lines: &[(&str, &str)],
    starts: &str,
) -> Reply {
    let form = format!("{meeting}/order");
    let page = browser.get(&form).await;
    let items =
        page.body.split("name=\"items\" value=\"").skip(1).filter_map(|it| it.split('"').next());
    let items: Vec<String> = items.map(str::to_owned).collect();
    let mut answers = vec![("starts", starts)];
    for (item, (place, minutes)) in items.iter().zip(lines) {
        answers.extend([("items", item.as_str()), ("place", *place), ("minutes", *minutes)]);
    }
    browser.fill(&form, &answers).await
}

/// The names on a meeting's page, in order, each with when it comes.
async fn order(browser: &mut Browser, meeting: &str) -> Vec<(String, String)> {
    let page = browser.get(&format!("/api/v1{meeting}")).await.json();
    let text = |it: &serde_json::Value| it.as_str().unwrap_or_default().to_owned();
    let items = page["items"].as_array().unwrap().iter();
    items.map(|it| (text(&it["name"]).replace(" Okafor", ""), text(&it["starts"]))).collect()
}

fn told(lines: &[(&str, &str)]) -> Vec<(String, String)> {
    lines.iter().map(|(name, starts)| ((*name).to_owned(), (*starts).to_owned())).collect()
}

on_both_engines! {
    async fn the_agenda_has_an_order_and_says_when_each_case_comes_and_whether_all_fit(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut member, _) = world.someone("Mel", POLICE, Role::ForumMember).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (meeting, _) = agenda(&world, &mut coordinator, referrer, &["Ada", "Bea", "Cy"]).await;
        assert_eq!(order(&mut coordinator, &meeting).await, told(&[("Ada", "09:30"), ("Bea", "09:40"), ("Cy", "09:50")]));
        let page = coordinator.get(&meeting).await;
        assert!(page.says("From 09:30 to 10:00: 30 minutes.") && page.says("09:40, 10 minutes"), "{}", page.body);

        done(&arrange(&mut coordinator, &meeting, &[("1", ""), ("2", ""), ("1", "20")], "").await);
        assert_eq!(order(&mut coordinator, &meeting).await, told(&[("Cy", "09:30"), ("Ada", "09:50"), ("Bea", "10:00")]));
        done(&arrange(&mut coordinator, &meeting, &[("1", "60"), ("2", "70"), ("3", "5")], "13:30").await);
        let long = coordinator.get(&meeting).await;
        assert!(long.says("From 13:30 to 15:45: 135 minutes.") && long.says("15 minutes longer than the meeting"), "{}", long.body);
        assert!(!member.get(&meeting).await.says("longer than the meeting"), "it is for whoever runs it to mend");

        let wrong = arrange(&mut coordinator, &meeting, &[("1", "lots"), ("9", "5"), ("3", "5")], "late").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for problem in ["must be a time of the day", "The minutes of item 1 must be", "The place of item 2 must be a number from 1 to 3"] {
            assert!(wrong.says(problem), "{problem}: {}", wrong.body);
        }
        assert!(wrong.body.contains("value=\"lots\"") && wrong.body.contains("href=\"#place-1\""), "{}", wrong.body);
        assert_eq!(member.get(&format!("{meeting}/order")).await.status, StatusCode::FORBIDDEN);
        done(&press(&mut coordinator, &meeting, &format!("{meeting}/agenda"), &[]).await);
        done(&press(&mut coordinator, &meeting, &format!("{meeting}/sitting"), &[]).await);
        assert!(coordinator.get(&format!("{meeting}/order")).await.says("This meeting has been held"));
        assert!(!coordinator.get(&meeting).await.says("From 13:30"));
    }

    async fn an_item_that_its_reader_may_not_see_keeps_its_place_and_leaves_no_gap(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut chair, chair_id) = world.someone("Chi", POLICE, Role::Chair).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (meeting, cases) = agenda(&world, &mut coordinator, referrer, &["Ada", "Hidden", "Cy", "Dee"]).await;
        bar(&world, cases[1].0, cases[1].1, chair_id).await;
        assert_eq!(order(&mut chair, &meeting).await, told(&[("Ada", "09:30"), ("Cy", "09:40"), ("Dee", "09:50")]));
        let form = chair.get(&format!("{meeting}/order")).await;
        assert!(form.says("Item 3: Dee Okafor") && !form.says("Hidden"), "{}", form.body);
        done(&arrange(&mut chair, &meeting, &[("1", ""), ("2", ""), ("1", "")], "").await);
        let names = order(&mut coordinator, &meeting).await.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names, ["Dee", "Hidden", "Ada", "Cy"]);
        // An id that is typed is answered like one that is not there.
        let all = coordinator.get(&format!("{meeting}/order")).await;
        let items: Vec<&str> = all.body.split("name=\"items\" value=\"").skip(1).filter_map(|it| it.split('"').next()).collect();
        let typed = chair.fill(&format!("{meeting}/order"), &[("items", items[1]), ("place", "1"), ("minutes", "5")]).await;
        let absent = chair.fill(&format!("{meeting}/order"), &[("items", &Uuid::nil().to_string()), ("place", "1"), ("minutes", "5")]).await;
        assert!(typed.says("The agenda has changed") && absent.says("The agenda has changed"), "{}", typed.body);
    }

    async fn a_deputy_is_named_and_reads_no_more_than_before(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut member, member_id) = world.someone("Mel", POLICE, Role::ForumMember).await;
        let (mut deputy, deputy_id) = world.someone("Dan", POLICE, Role::Practitioner).await;
        let (_, other_id) = world.someone("Oz", COUNCIL, Role::Practitioner).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (meeting, cases) = agenda(&world, &mut coordinator, referrer, &["Ada"]).await;
        done(&press(&mut coordinator, &meeting, &format!("{meeting}/agenda"), &[]).await);
        let form = format!("{meeting}/attendance/{member_id}");
        assert!(coordinator.get(&form).await.says("Record first that they sent a deputy"));
        let sent = format!("{member_id} deputy_sent");
        done(&coordinator.fill(&format!("{meeting}/attendance"), &[("attendance", &sent)]).await);
        assert!(coordinator.get(&meeting).await.body.contains(&form));
        assert!(!member.get(&meeting).await.body.contains(&form), "whoever runs the meeting says it");
        let asked = coordinator.get(&form).await;
        assert!(asked.says("Dan") && !asked.says("Oz"), "{}", asked.body);
        assert!(coordinator.fill(&form, &[]).await.says("Select who came, or enter their name"));
        assert!(coordinator.fill(&form, &[("deputy", &other_id.to_string())]).await.says("Select somebody of the list"));

        let records = [meeting.clone(), format!("/cases/{}", cases[0].0), format!("/cases/{}/summary", cases[0].0)];
        let mut before = Vec::new();
        for path in &records {
            before.push(deputy.get(path).await.status);
        }
        done(&coordinator.fill(&form, &[("deputy", &deputy_id.to_string())]).await);
        assert!(reads(&member.get(&meeting).await, "Mel Police Sent a deputy: Dan"));
        for (path, was) in records.iter().zip(before) {
            assert_eq!(deputy.get(path).await.status, was, "{path}");
            assert_eq!(was, StatusCode::NOT_FOUND, "{path}");
        }
        done(&coordinator.fill(&form, &[("name", "Ann Ray")]).await);
        assert!(coordinator.get(&meeting).await.says("Sent a deputy: Ann Ray"));
        done(&coordinator.fill(&format!("{meeting}/attendance"), &[("attendance", &sent)]).await);
        assert!(coordinator.get(&meeting).await.says("Ann Ray"), "who came stays");
        let came = format!("{member_id} present");
        done(&coordinator.fill(&format!("{meeting}/attendance"), &[("attendance", &came)]).await);
        assert!(!coordinator.get(&meeting).await.says("Ann Ray"), "nobody came for somebody who was there");
    }
}
