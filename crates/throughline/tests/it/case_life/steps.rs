//! The steps of a case: actions, lead professional, services, review, closure; and the caseload.

use agreement::Role;
use axum::http::StatusCode;
use testkit::{COUNCIL, POLICE, on_both_engines};

use super::*;
use crate::world;

/// The ties to each case say of its state and place in lists what its own row says.
async fn scopes_keep_up(world: &World) {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    let ties: Vec<(i64, i64)> = all!(
        &mut tx,
        "select count(*), count(case when s.state = c.status and s.listed_at = c.updated_at then 1 end)
           from record_scope s join case_record c on c.id = s.record where s.kind = 'case'"
    )
    .unwrap();
    let (all, kept_up) = ties[0];
    assert!(all > 1 && kept_up == all, "{kept_up} of {all}");
}

on_both_engines! {
    async fn a_joint_action_is_done_when_each_owner_has_reported_back(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut worker, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut officer, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (case, _) = opened(&world, "Tobi", referrer).await;
        let (record, summary) = (format!("/cases/{case}"), format!("/cases/{case}/summary"));
        assert_eq!(officer.get(&summary).await.status, StatusCode::NOT_FOUND);

        let form = format!("{record}/actions/new");
        let wrong = coordinator.fill(&form, &[("description", "Walk to school together")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.says("Enter the day by which it is due") && wrong.says("Select at least one organisation"));
        assert!(wrong.says("Walk to school together"));
        let (council, police) = (COUNCIL.to_string(), POLICE.to_string());
        let mut answers = vec![("description", "Walk to school together"), ("owners", &council), ("owners", &police), ("accountable", &police)];
        answers.extend(FUTURE);
        done(&coordinator.fill(&form, &answers).await);

        let seen = officer.get(&summary).await;
        assert!(seen.says("Walk to school together") && !seen.says("Loves football"), "{}", seen.body);
        let report = link(&seen, "/report");
        let silent = officer.fill(&report, &[("status", "part_done")]).await;
        assert!(silent.says("Say what is done and what is still missing"));
        done(&officer.fill(&report, &[("status", "done")]).await);
        assert!(coordinator.get(&record).await.says("Part done"));

        world.wait_minutes(9 * 24 * 60);
        // A session of the first day has timed out by now: both sign in again.
        let (mut coordinator, _) = world.someone("Coral", COUNCIL, Role::Coordinator).await;
        let late = coordinator.get(&record).await;
        assert!(late.says("30 November 2026: overdue by 1 day"), "{}", late.body);
        assert!(late.says("1 action is overdue.") && late.says("No day is set for the review of the plan."));
        assert!(coordinator.get("/cases").await.says("1 overdue"));
        let (mut again, _) = world.someone("Wyn", COUNCIL, Role::Practitioner).await;
        done(&again.fill(&report, &[("status", "done")]).await);
        let page = coordinator.get(&record).await;
        assert!(!page.says("overdue") && page.says("Police (answers for it): done"), "{}", page.body);
        let settled = coordinator.get(&report).await;
        assert!(settled.says("This action is done"), "{}", settled.body);
        assert_eq!(worker.get(&record).await.status, StatusCode::SEE_OTHER);
    }

    async fn an_organisation_knows_of_a_case_while_it_owns_or_gives_something_there(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut officer, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (case, person) = opened(&world, "Tobi", referrer).await;
        let (record, summary) = (format!("/cases/{case}"), format!("/cases/{case}/summary"));
        let police = POLICE.to_string();
        let mut action = vec![("description", "Call the family"), ("owners", police.as_str())];
        action.extend(FUTURE);
        let new = format!("{record}/actions/new");
        let first = done(&coordinator.fill(&new, &action).await);
        done(&coordinator.fill(&new, &action).await);
        assert_eq!(first, record);
        let report = link(&officer.get(&summary).await, "/report");
        let to = done(&officer.fill(&report, &[("status", "done")]).await);
        assert_eq!(to, summary, "one action is left");
        let report = link(&officer.get(&summary).await, "/report");
        let to = done(&officer.fill(&report, &[("status", "done")]).await);
        assert_eq!(to, "/cases");
        for page in [&summary, &format!("/people/{person}"), &report] {
            assert_eq!(officer.get(page).await.status, StatusCode::NOT_FOUND, "{page}");
        }

        done(&coordinator.fill(&new, &action).await);
        let boxing = service(&world, POLICE, "Boxing club", 3).await.to_string();
        done(&coordinator.fill(&format!("{record}/allocations/new"), &[("services", &boxing)]).await);
        let answer = link(&officer.get(&summary).await, "/answer");
        done(&officer.fill(&answer, &[("answer", "accept")]).await);
        let report = link(&officer.get(&summary).await, "/report");
        done(&officer.fill(&report, &[("status", "done")]).await);
        assert!(officer.get(&summary).await.says("Boxing club"), "it gives a service");
    }

    async fn a_lead_professional_is_asked_and_may_decline_with_a_reason(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut first, first_id) = world.someone("Fay", POLICE, Role::Practitioner).await;
        let (mut second, second_id) = world.someone("Sol", COUNCIL, Role::Practitioner).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (case, _) = opened(&world, "Tobi", referrer).await;
        let (record, form) = (format!("/cases/{case}"), format!("/cases/{case}/lead"));
        let answer = format!("{form}/answer");
        let first_membership = membership(&world, first_id).await;
        done(&coordinator.fill(&form, &[("membership", &first_membership)]).await);
        assert!(coordinator.get(&record).await.says("Fay was asked to be the lead professional and has not answered."));
        assert!(first.get(&format!("{record}/summary")).await.says("will you be lead professional?"));
        assert_eq!(first.get(&record).await.status, StatusCode::FORBIDDEN);
        assert_eq!(second.get(&answer).await.status, StatusCode::NOT_FOUND);

        assert!(first.fill(&answer, &[("answer", "decline")]).await.says("Select why you decline"));
        let to = done(&first.fill(&answer, &[("answer", "decline"), ("reason", "lacks_expertise")]).await);
        assert_eq!(to, "/cases");
        assert_eq!(first.get(&format!("{record}/summary")).await.status, StatusCode::NOT_FOUND);
        let page = coordinator.get(&record).await;
        assert!(page.says("Declined: lacks the expertise for a family with such needs"), "{}", page.body);
        assert!(page.says("A lead professional is to be appointed. Until then the referrer is"));

        let second_membership = membership(&world, second_id).await;
        done(&coordinator.fill(&form, &[("membership", &second_membership)]).await);
        done(&second.fill(&answer, &[("answer", "accept")]).await);
        let page = second.get(&record).await;
        assert!(page.says("Loves football") && page.says("Review the plan"), "{}", page.body);
        assert!(coordinator.get("/cases").await.says("Sol"));
        assert!(second.get("/cases?whose=mine").await.says("Tobi Okafor"));
        let states: Vec<String> = ids(&world).await.into_iter().map(|(_, status)| status).collect();
        assert_eq!(states, ["declined", "accepted"]);
        let lines: Vec<String> = said(&world, case).await.into_iter().map(|(_, said)| said).collect();
        assert!(lines.iter().any(|line| line.starts_with("The person asked declined to be lead professional: lacks")), "{lines:?}");
        assert!(lines.iter().all(|line| !line.contains("Fay") && !line.contains("Tobi")), "{lines:?}");
    }

    async fn limiting_a_record_names_nobody_who_is_only_asked_to_lead(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut asked, asked_id) = world.someone("Fay", POLICE, Role::Practitioner).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (case, person) = opened(&world, "Tobi", referrer).await;
        let membership = membership(&world, asked_id).await;
        done(&coordinator.fill(&format!("/cases/{case}/lead"), &[("membership", &membership)]).await);
        assert_eq!(asked.get(&format!("/cases/{case}/summary")).await.status, StatusCode::OK);
        done(&coordinator.fill(&format!("/people/{person}/restriction"), &[("restricted", "yes")]).await);
        for page in [format!("/cases/{case}"), format!("/cases/{case}/summary"), format!("/people/{person}")] {
            assert_eq!(asked.get(&page).await.status, StatusCode::NOT_FOUND, "{page}");
        }
    }

    async fn a_chair_does_not_open_the_address_to_themself_by_leading_and_may_be_asked_by_another(engine: Engine) {
        let mut world = world(engine).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (mut chair, chair_id) = world.someone("Chris", COUNCIL, Role::Chair).await;
        let (mut coordinator, cora_id) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (case, _) = opened(&world, "Tobi", referrer).await;
        let (record, own) = (format!("/cases/{case}"), membership(&world, chair_id).await);
        let form = format!("{record}/lead");
        let asked = chair.get(&form).await;
        assert!(!asked.body.contains(&own) && asked.says("Cora"), "they are not among the choices: {}", asked.body);
        let refused = chair.fill(&form, &[("membership", &own)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        assert!(refused.says("You would open the family's address to yourself. Ask the coordinator to propose you"), "{}", refused.body);
        assert_eq!(ids(&world).await, []);
        // Whoever reads the address already, as the coordinator does, opens nothing to themself.
        let cora = membership(&world, cora_id).await;
        done(&coordinator.fill(&form, &[("membership", &cora)]).await);
        done(&coordinator.fill(&form, &[("membership", &own)]).await);
        done(&chair.fill(&format!("{form}/answer"), &[("answer", "accept")]).await);
        assert!(chair.get(&record).await.says("Chris"));
    }

    async fn two_people_proposing_a_lead_at_once_see_both(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (_, fay) = world.someone("Fay", POLICE, Role::Practitioner).await;
        let (_, sol) = world.someone("Sol", COUNCIL, Role::Practitioner).await;
        let (case, _) = opened(&world, "Tobi", sol).await;
        let form = format!("/cases/{case}/lead");
        let mut other = coordinator.clone();
        let open = other.get(&form).await;
        let fay = membership(&world, fay).await;
        done(&coordinator.fill(&form, &[("membership", &fay)]).await);
        let mut fields: Vec<(String, String)> = ["_csrf", "_key", "version"]
            .map(|name| (name.to_owned(), open.value(name).unwrap())).into();
        fields.push(("membership".into(), membership(&world, sol).await));
        let reply = other.post(&form, &fields).await;
        assert_eq!(reply.status, StatusCode::CONFLICT);
        assert!(reads(&reply, "Lead professional Fay"), "{}", reply.body);
    }

    async fn each_provider_accepts_or_declines_and_a_service_for_nobody_is_not_offered(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut officer, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let (mut worker, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (case, _) = opened(&world, "Tobi", referrer).await;
        let boxing = service(&world, POLICE, "Boxing club", 1).await;
        let course = service(&world, COUNCIL, "Parenting course", 4).await;
        let full = service(&world, COUNCIL, "Play scheme", 0).await;
        let record = format!("/cases/{case}");
        let form = format!("{record}/allocations/new");
        let shown = coordinator.get(&form).await;
        assert!(reads(&shown, "Boxing club, Police 1 place left.") && !shown.says("Play scheme"), "{}", shown.body);
        let refused = coordinator.fill(&form, &[("services", &full.to_string())]).await;
        assert!(refused.says("is for nobody now or not yet open"));
        withdraw(&world, course, "2026-11-20").await;
        assert!(!coordinator.get(&form).await.says("Parenting course"), "no longer offered");
        withdraw(&world, course, "").await;
        done(&coordinator.fill(&form, &[("services", &boxing.to_string()), ("services", &course.to_string())]).await);

        withdraw(&world, boxing, "2026-11-20").await;
        let summary = format!("{record}/summary");
        let asked = officer.get(&summary).await;
        assert!(asked.says("Boxing club") && !asked.says("Parenting course"), "{}", asked.body);
        let answer = link(&asked, "/answer");
        done(&officer.fill(&answer, &[("answer", "accept")]).await);
        assert!(officer.get(&summary).await.says("Accepted"), "who was asked before it was withdrawn can still answer");
        let answer = link(&worker.get(&record).await, "/answer");
        assert_eq!(officer.get(&answer).await.status, StatusCode::FORBIDDEN);
        done(&worker.fill(&answer, &[("answer", "decline"), ("reason", "no_capacity")]).await);
        let page = coordinator.get(&record).await;
        assert!(page.says("Declined: no capacity"), "{}", page.body);

        let (other, _) = opened(&world, "Ada", referrer).await;
        let shown = coordinator.get(&format!("/cases/{other}/allocations/new")).await;
        assert!(!shown.says("Boxing club") && shown.says("Parenting course"), "{}", shown.body);
    }

    async fn a_review_goes_on_or_steps_up_and_closing_leaves_the_record_to_those_involved(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut member, _) = world.someone("Mel", POLICE, Role::ForumMember).await;
        let (mut referrer, referrer_id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (case, _) = opened(&world, "Tobi", referrer_id).await;
        let (record, summary) = (format!("/cases/{case}"), format!("/cases/{case}/summary"));
        let review = format!("{record}/reviews/new");
        let wrong = coordinator.fill(&review, &[("progress", "Better"), ("decision", "continue")]).await;
        assert!(wrong.says("Enter when the plan will be reviewed again"));
        let mut goes_on = vec![("progress", "Better"), ("decision", "continue")];
        goes_on.extend([("next_review_on-day", "4"), ("next_review_on-month", "1"), ("next_review_on-year", "2027")]);
        done(&coordinator.fill(&review, &goes_on).await);
        assert!(coordinator.get(&record).await.says("4 January 2027"));
        done(&coordinator.fill(&review, &[("progress", "Worse"), ("decision", "step_up")]).await);
        assert!(reads(&coordinator.get(&record).await, "Asked to step up 22 November 2026"));

        let police = POLICE.to_string();
        let mut action = vec![("description", "Call the family"), ("owners", police.as_str())];
        action.extend(FUTURE);
        done(&coordinator.fill(&format!("{record}/actions/new"), &action).await);
        let closure = format!("{record}/closure");
        let ending = [("reason", "needs_met"), ("outcome", "achieved"), ("summary", "He sleeps and is on time")];
        let open = coordinator.fill(&closure, &ending).await;
        assert!(open.says("1 action is still open") && open.says("He sleeps and is on time"), "{}", open.body);
        assert_eq!(member.get(&summary).await.status, StatusCode::OK);
        let giving_up = [ending.as_slice(), &[("give_up", "yes"), ("give_up_reason", "No longer needed")]].concat();
        done(&coordinator.fill(&closure, &giving_up).await);

        assert_eq!(member.get(&summary).await.status, StatusCode::NOT_FOUND);
        assert!(!member.get("/cases?status=closed").await.says("Tobi"));
        let page = referrer.get(&record).await;
        assert!(page.says("Needs met") && page.says("Outcomes achieved") && page.says("No longer needed"), "{}", page.body);
        assert!(coordinator.get("/cases?status=closed").await.says("Closed on 22 November 2026"));
        assert!(!coordinator.get("/cases").await.says("Tobi"));
        scopes_keep_up(&world).await;
        let twice = coordinator.get(&closure).await;
        assert_eq!(twice.status, StatusCode::CONFLICT);
        assert!(twice.says("already closed") && coordinator.get(&review).await.says("This case is closed"));
        let chronology = referrer.get(&format!("{record}/chronology")).await;
        assert!(chronology.says("Referral received from: school.") && chronology.says("Case closed: needs met. Outcome: outcomes achieved."));
        let only = referrer.get(&format!("{record}/chronology?kind=close_case")).await;
        assert!(!only.says("Referral received from") && only.says("Case closed"));

        done(&coordinator.fill(&format!("{record}/reopening"), &[("reason", "Difficulties came back")]).await);
        assert_eq!(member.get(&summary).await.status, StatusCode::OK);
        scopes_keep_up(&world).await;
        assert!(coordinator.get("/cases").await.says("Tobi") && member.get("/cases").await.says("Tobi"));
    }

    async fn who_reviews_or_closes_what_another_has_changed_meanwhile_sees_both(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (case, _) = opened(&world, "Tobi", referrer).await;
        let record = format!("/cases/{case}");
        let (review, closure) = (format!("{record}/reviews/new"), format!("{record}/closure"));
        let mut other = coordinator.clone();
        let (open_review, open_closure) = (other.get(&review).await, other.get(&closure).await);
        done(&coordinator.fill(&review, &[("progress", "He sleeps better"), ("decision", "close")]).await);

        let with = |page: &Reply, typed: &[(&str, &str)]| -> Vec<(String, String)> {
            let hidden = ["_csrf", "_key", "version"].map(|name| (name.to_owned(), page.value(name).unwrap()));
            let typed = typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            hidden.into_iter().chain(typed).collect()
        };
        let second = other.post(&review, &with(&open_review, &[("progress", "School is well"), ("decision", "step_up")])).await;
        assert_eq!(second.status, StatusCode::CONFLICT);
        assert!(second.says("He sleeps better") && second.says("School is well"), "{}", second.body);
        let knowing = with(&second, &[("progress", "School is well"), ("decision", "close")]);
        done(&other.post(&review, &knowing).await);

        let ending = [("reason", "needs_met"), ("outcome", "achieved"), ("summary", "All is well")];
        let late = other.post(&closure, &with(&open_closure, &ending)).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.says("School is well") && late.says("All is well"), "{}", late.body);
        let council = COUNCIL.to_string();
        let mut action = vec![("description", "Call the family"), ("owners", council.as_str())];
        action.extend(FUTURE);
        done(&coordinator.fill(&format!("{record}/actions/new"), &action).await);
        let giving_up = [ending.as_slice(), &[("give_up", "yes"), ("give_up_reason", "None left")]].concat();
        let unseen = other.post(&closure, &with(&late, &giving_up)).await;
        assert_eq!(unseen.status, StatusCode::CONFLICT, "an action that was not seen is not given up");
        assert!(unseen.says("Call the family"), "{}", unseen.body);
        done(&other.post(&closure, &with(&unseen, &giving_up)).await);
    }

    async fn what_one_owner_has_done_stays_done_when_a_joint_action_is_given_up(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut officer, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (case, _) = opened(&world, "Tobi", referrer).await;
        let record = format!("/cases/{case}");
        let (council, police) = (COUNCIL.to_string(), POLICE.to_string());
        let mut joint = vec![("description", "Visit together"), ("owners", &council), ("owners", &police), ("accountable", &police)];
        joint.extend(FUTURE);
        done(&coordinator.fill(&format!("{record}/actions/new"), &joint).await);
        let report = link(&officer.get(&format!("{record}/summary")).await, "/report");
        done(&officer.fill(&report, &[("status", "done")]).await);
        let ending = [
            ("reason", "moved_away"), ("outcome", "not_known"), ("summary", "They moved"),
            ("give_up", "yes"), ("give_up_reason", "There is nobody to visit"),
        ];
        done(&coordinator.fill(&format!("{record}/closure"), &ending).await);
        let page = coordinator.get(&record).await;
        assert!(page.says("Police (answers for it): done"), "{}", page.body);
        assert!(page.says("council: not done") && page.says("There is nobody to visit"), "{}", page.body);
        let chronology = coordinator.get(&format!("{record}/chronology")).await;
        assert!(chronology.says("Request for support "), "{}", chronology.body);
    }

    async fn the_caseload_is_shown_fifty_at_a_time_and_each_case_once(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut outsider, _) = world.someone("Out", POLICE, Role::Practitioner).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        for n in 0..53 {
            opened(&world, &format!("Child{n:02}x"), referrer).await;
        }
        let first = coordinator.get("/api/v1/cases").await.json();
        assert_eq!(first["cases"].as_array().unwrap().len(), 50);
        let after = first["next"].as_str().unwrap();
        let second = coordinator.get(&format!("/api/v1/cases?after={after}")).await.json();
        assert_eq!(second["cases"].as_array().unwrap().len(), 3);
        assert!(second["next"].is_null());
        let both: std::collections::BTreeSet<String> = [&first, &second].iter()
            .flat_map(|page| page["cases"].as_array().unwrap().iter().map(|it| it["case"].to_string()).collect::<Vec<_>>())
            .collect();
        assert_eq!(both.len(), 53);
        assert!(outsider.get("/cases").await.says("There is no such case for you to see"));
        assert_eq!(coordinator.get("/cases?after=castle").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}
