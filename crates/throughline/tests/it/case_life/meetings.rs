//! Meetings: who reads what from the agenda to the minutes, and what a barred reader is sent.

use agreement::Role;
use axum::http::StatusCode;
use testkit::{COUNCIL, FORUM, POLICE, on_both_engines};

use super::*;
use crate::world;

on_both_engines! {
    async fn a_member_reads_the_record_from_the_agenda_until_the_minutes_and_then_the_summary(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut member, member_id) = world.someone("Mel", POLICE, Role::ForumMember).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (case, _) = opened(&world, "Tobi", referrer).await;
        let record = format!("/cases/{case}");
        assert_eq!(member.get(&record).await.status, StatusCode::FORBIDDEN);
        assert!(member.get(&format!("{record}/summary")).await.says("Tobi Okafor"));

        let meeting = convened(&mut coordinator).await;
        assert!(coordinator.get(&meeting).await.says("Put a case on the agenda"));
        done(&press(&mut coordinator, &meeting, &format!("{meeting}/items"), &[("case", &case.to_string())]).await);
        assert_eq!(member.get(&record).await.status, StatusCode::FORBIDDEN);
        let early = press(&mut coordinator, &meeting, &format!("{meeting}/sitting"), &[]).await;
        assert_eq!(early.status, StatusCode::CONFLICT);
        assert!(early.says("Publish the agenda first"));

        done(&press(&mut coordinator, &meeting, &format!("{meeting}/agenda"), &[]).await);
        let page = member.get(&record).await;
        assert!(page.says("Loves football") && page.says("I want to sleep"), "{}", page.body);

        let attended = format!("{member_id} present");
        done(&coordinator.fill(&format!("{meeting}/attendance"), &[("attendance", &attended)]).await);
        let page = coordinator.get(&meeting).await;
        assert!(reads(&page, "Mel Police Present"), "{}", page.body);
        let item = item_path(&page, &meeting);
        let answers = [("discussion", "The school knows him well"), ("decision", "plan_agreed"), ("rationale", "All can help")];
        done(&coordinator.fill(&item, &answers).await);
        assert!(member.get(&meeting).await.says("The school knows him well"));

        done(&press(&mut coordinator, &meeting, &format!("{meeting}/sitting"), &[]).await);
        let late = press(&mut coordinator, &meeting, &format!("{meeting}/items"), &[("case", &case.to_string())]).await;
        assert!(late.says("Put the case on the agenda of the next one"), "{}", late.body);
        done(&press(&mut coordinator, &meeting, &format!("{meeting}/minutes"), &[]).await);
        assert_eq!(member.get(&record).await.status, StatusCode::FORBIDDEN);
        let minutes = member.get(&meeting).await;
        assert!(minutes.says("Plan agreed") && !minutes.says("The school knows him well"));
        assert!(coordinator.get(&record).await.says("Plan agreed"));
        assert!(coordinator.get(&meeting).await.says("The school knows him well"));

        let kinds: Vec<String> = said(&world, case).await.into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, ["add_agenda_item", "publish_agenda", "discuss_agenda_item", "confirm_minutes"]);
    }

    async fn a_barred_member_sees_a_meeting_as_if_the_item_were_not_on_it(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut member, member_id) = world.someone("Mel", POLICE, Role::ForumMember).await;
        let (mut chair, chair_id) = world.someone("Chi", POLICE, Role::Chair).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (seen, _) = opened(&world, "Ada", referrer).await;
        let (hidden, person) = opened(&world, "Tobi", referrer).await;
        for who in [member_id, chair_id] {
            bar(&world, hidden, person, who).await;
        }
        let meeting = convened(&mut coordinator).await;
        let items = format!("{meeting}/items");
        done(&press(&mut coordinator, &meeting, &items, &[("case", &hidden.to_string())]).await);
        let barred_item = item_path(&coordinator.get(&meeting).await, &meeting);
        done(&press(&mut coordinator, &meeting, &items, &[("case", &seen.to_string())]).await);
        done(&press(&mut coordinator, &meeting, &format!("{meeting}/agenda"), &[]).await);
        let with = member.get(&meeting).await;
        assert!(with.says("Item 1") && with.says("Ada Okafor") && !with.says("Item 2") && !with.says("Tobi"));
        assert_eq!(chair.get(&barred_item).await.status, StatusCode::NOT_FOUND);
        let api = format!("/api/v1{meeting}");
        let (page_with, api_with, chair_with) = (content(&with), member.get(&api).await.body, content(&chair.get(&meeting).await));
        // The same meeting without the item: nothing that a barred reader is sent may differ.
        done(&press(&mut coordinator, &meeting, &format!("{barred_item}/removal"), &[]).await);
        assert_eq!(content(&member.get(&meeting).await), page_with);
        assert_eq!(member.get(&api).await.body, api_with);
        assert_eq!(content(&chair.get(&meeting).await), chair_with);
        let typed = press(&mut chair, &meeting, &items, &[("case", &hidden.to_string())]).await;
        let absent = press(&mut chair, &meeting, &items, &[("case", &Uuid::nil().to_string())]).await;
        assert!(typed.says("Select an open case of this forum") && absent.says("Select an open case of this forum"));
    }

    async fn a_case_on_two_published_agendas_stays_open_until_the_last_minutes_are_confirmed(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut member, _) = world.someone("Mel", POLICE, Role::ForumMember).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (case, _) = opened(&world, "Tobi", referrer).await;
        let record = format!("/cases/{case}");
        let first = convened(&mut coordinator).await;
        let again = coordinator.fill(&format!("/forums/{FORUM}/meetings/new"), &TODAY).await;
        assert!(again.says("This forum already meets on this day"));
        let next_week = [("held_on-day", "29"), ("held_on-month", "11"), ("held_on-year", "2026")];
        let second = done(&coordinator.fill(&format!("/forums/{FORUM}/meetings/new"), &next_week).await);
        for meeting in [&first, &second] {
            done(&press(&mut coordinator, meeting, &format!("{meeting}/items"), &[("case", &case.to_string())]).await);
            done(&press(&mut coordinator, meeting, &format!("{meeting}/agenda"), &[]).await);
        }
        done(&press(&mut coordinator, &first, &format!("{first}/sitting"), &[]).await);
        done(&press(&mut coordinator, &first, &format!("{first}/minutes"), &[]).await);
        assert_eq!(member.get(&record).await.status, StatusCode::OK);
        let early = press(&mut coordinator, &second, &format!("{second}/sitting"), &[]).await;
        assert!(early.says("on a day to come"), "{}", early.body);
        done(&press(&mut coordinator, &second, &format!("{second}/cancellation"), &[]).await);
        assert_eq!(member.get(&record).await.status, StatusCode::FORBIDDEN);
        assert!(member.get("/meetings").await.says("Minutes confirmed"));
    }
    async fn meetings_are_listed_fifty_at_a_time_and_each_forum_has_a_button_of_its_own(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        for day in 1..=53 {
            let on = date(2026, 11, 30).saturating_add(jiff::Span::new().days(day));
            let [day, month, year] = [on.day().to_string(), on.month().to_string(), on.year().to_string()];
            let day = [("held_on-day", day.as_str()), ("held_on-month", &month), ("held_on-year", &year)];
            done(&coordinator.fill(&format!("/forums/{FORUM}/meetings/new"), &day).await);
        }
        let first = coordinator.get("/api/v1/meetings").await.json();
        assert_eq!(first["meetings"].as_array().unwrap().len(), 50);
        let after = first["next"].as_str().unwrap();
        let page = coordinator.get("/meetings").await;
        assert!(page.body.contains(&format!("/meetings?after={after}")), "{}", page.body);
        assert!(page.says("Arrange a meeting of Chelmsford MAAG"), "{}", page.body);
        let second = coordinator.get(&format!("/api/v1/meetings?after={after}")).await.json();
        assert_eq!(second["meetings"].as_array().unwrap().len(), 3);
        assert_eq!(second["meetings"][2]["held_on"], "2026-12-01");
        assert!(second["next"].is_null());
        let lost = coordinator.get("/meetings?after=castle").await;
        assert_eq!(lost.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn partners_write_before_the_meeting_what_they_know_and_whoever_reads_the_record_reads_it(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut member, _) = world.someone("Mel", POLICE, Role::ForumMember).await;
        let (mut other, other_id) = world.someone("Oz", COUNCIL, Role::ForumMember).await;
        let (mut outsider, _) = world.someone("Out", COUNCIL, Role::Practitioner).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (case, person) = opened(&world, "Tobi", referrer).await;
        let meeting = convened(&mut coordinator).await;
        done(&press(&mut coordinator, &meeting, &format!("{meeting}/items"), &[("case", &case.to_string())]).await);
        let update = format!("{}/update", item_path(&coordinator.get(&meeting).await, &meeting));
        assert_eq!(member.get(&update).await.status, StatusCode::NOT_FOUND, "the record is not open yet");
        done(&press(&mut coordinator, &meeting, &format!("{meeting}/agenda"), &[]).await);
        assert!(member.get(&meeting).await.body.contains(&update));
        assert!(member.fill(&update, &[]).await.says("Enter what your organisation knows"));
        done(&member.fill(&update, &[("words", "Quiet since August; no calls")]).await);
        let read = other.get(&meeting).await;
        assert!(read.says("Quiet since August; no calls") && read.says("Police wrote"), "{}", read.body);
        assert!(!other.get(&update).await.says("Quiet since August"), "each organisation writes its own");
        assert!(member.get(&update).await.says("Quiet since August"), "and goes on with it");
        let item = update.trim_end_matches("/update");
        assert!(coordinator.get(item).await.says("Quiet since August"));
        assert_eq!(outsider.get(&update).await.status, StatusCode::NOT_FOUND);
        bar(&world, case, person, other_id).await;
        assert!(!other.get(&meeting).await.says("Quiet since August"));
        // What was written keeps nothing open: the case comes off the agenda, and the words stay with it.
        done(&press(&mut coordinator, &meeting, &format!("{item}/removal"), &[]).await);
        assert_eq!(member.get(&update).await.status, StatusCode::NOT_FOUND, "the record is closed again");
        assert!(coordinator.get(&format!("/cases/{case}/chronology")).await.says("Quiet since August"));
    }

    async fn who_sees_it_otherwise_stands_in_the_minutes_and_a_case_says_how_often_it_came(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (_, member_id) = world.someone("Mel", POLICE, Role::ForumMember).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (case, _) = opened(&world, "Tobi", referrer).await;
        let first = convened(&mut coordinator).await;
        done(&press(&mut coordinator, &first, &format!("{first}/items"), &[("case", &case.to_string())]).await);
        done(&press(&mut coordinator, &first, &format!("{first}/agenda"), &[]).await);
        let alone = format!("{member_id} present");
        done(&coordinator.fill(&format!("{first}/attendance"), &[("attendance", &alone)]).await);
        let page = coordinator.get(&first).await;
        assert!(page.says("1 is there") && page.says("There is no quorum"), "{}", page.body);
        let item = item_path(&page, &first);
        let early = [("discussion", "Spoke"), ("dissent", "Police: too early")];
        assert!(coordinator.fill(&item, &early).await.says("Nothing is decided yet that somebody could disagree with"));
        let agreed = [("discussion", "Spoke"), ("decision", "plan_agreed"), ("rationale", "Most agree"),
            ("dissent", "Police: too early")];
        done(&coordinator.fill(&item, &agreed).await);
        let minutes = coordinator.get(&first).await;
        assert!(minutes.says("Seen otherwise") && minutes.says("Police: too early") && !minutes.says("On an agenda before"));
        let weeks = [("held_on", "2026-11-29"), ("weeks", "3")];
        let second = done(&coordinator.fill(&format!("/forums/{FORUM}/meetings/new"), &weeks).await);
        let list = coordinator.get("/meetings").await;
        assert!(list.says("29 November 2026") && list.says("6 December 2026") && list.says("13 December 2026"));
        assert!(coordinator.fill(&format!("/forums/{FORUM}/meetings/new"), &[("held_on", "2026-12-20"), ("weeks", "many")])
            .await.says("must be a whole number from 1 to 52"));
        done(&press(&mut coordinator, &second, &format!("{second}/items"), &[("case", &case.to_string())]).await);
        assert!(reads(&coordinator.get(&second).await, "On an agenda before once"));
    }
}
