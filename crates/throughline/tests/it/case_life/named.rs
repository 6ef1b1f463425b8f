//! Who of an organisation does an action: naming them, finding what is theirs, handing it over.

use agreement::Role;
use axum::http::StatusCode;
use testkit::{POLICE, on_both_engines};

use super::*;
use crate::world;

/// Records an action of the police on a case, and says where who does it is said.
async fn action_of_the_police(coordinator: &mut Browser, case: CaseId, words: &str) -> String {
    let (record, police) = (format!("/cases/{case}"), POLICE.to_string());
    let mut action = vec![("description", words), ("owners", police.as_str())];
    action.extend(FUTURE);
    done(&coordinator.fill(&format!("{record}/actions/new"), &action).await);
    let page = coordinator.get(&record).await;
    let (before, _) = page.body.split_once(&format!(": {words}</span>")).unwrap();
    let links = before.split("href=\"").filter_map(|it| it.split('"').next());
    links.filter(|it| it.ends_with(&format!("/owners/{police}"))).last().unwrap().to_owned()
}

async fn ties(world: &World) -> Vec<(Uuid, String, Uuid)> {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    all!(
        &mut tx,
        "select record, relation, target from record_scope order by record, relation, target"
    )
    .unwrap()
}

on_both_engines! {
    async fn somebody_of_an_organisation_is_named_for_an_action_and_finds_it_first(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut pia, pia_id) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let (mut pat, pat_id) = world.someone("Pat", POLICE, Role::Practitioner).await;
        let (mut outsider, _) = world.someone("Out", COUNCIL, Role::Practitioner).await;
        let form = action_of_the_police(&mut coordinator, case, "Call the school").await;
        let summary = format!("/cases/{case}/summary");
        assert!(reads(&pia.get("/").await, "1 open action of your organisation"));
        assert!(pia.get(&summary).await.body.contains(&form), "her organisation says who does it");
        let asked = pia.get(&form).await;
        assert!(asked.says("Pia") && asked.says("Pat") && !asked.says("Cora"), "{}", asked.body);
        let refused = pia.fill(&form, &[]).await;
        assert!(refused.says("Select who does it"), "{}", refused.body);
        assert_eq!(outsider.get(&form).await.status, StatusCode::NOT_FOUND);

        done(&pia.fill(&form, &[("practitioner", &pia_id.to_string())]).await);
        assert!(reads(&pia.get(&summary).await, "Police, Pia"));
        assert!(reads(&coordinator.get(&format!("/cases/{case}")).await, "Police, Pia"));
        let home = pia.get("/").await;
        assert!(reads(&home, "1 action of yours to do"), "{}", home.body);
        assert!(home.body.contains("href=\"/actions?whose=mine\"") && !home.says("action of your organisation"));
        assert!(reads(&pat.get("/").await, "1 open action of your organisation"), "a colleague sees it, too");
        assert!(pia.get("/actions?whose=mine").await.says("Call the school"));
        assert!(pat.get("/actions?whose=mine").await.says("You are named for no action"));
        assert!(pat.get("/actions").await.says("Call the school"));
        assert!(!pat.get("/actions?whose=nobody").await.says("Call the school"));
        assert!(!outsider.get("/actions").await.says("Call the school"));
        assert_eq!(pat.get("/actions?whose=castle").await.status, StatusCode::UNPROCESSABLE_ENTITY);

        // A change of the action keeps the name, and whoever keeps the plan may change it.
        let action = form.split("/owners/").next().unwrap();
        let (police, amended) = (POLICE.to_string(), [("description", "Call the college")]);
        let change = [&amended[..], &[("owners", police.as_str())], &FUTURE].concat();
        done(&coordinator.fill(action, &change).await);
        assert!(pia.get("/actions?whose=mine").await.says("Call the college"));
        done(&coordinator.fill(&form, &[("practitioner", &pat_id.to_string())]).await);
        assert!(pat.get("/actions?whose=mine").await.says("Call the college"));
        assert!(!pia.get("/actions?whose=mine").await.says("Call the college"));
        done(&pat.fill(&form, &[("practitioner", "nobody")]).await);
        assert!(pat.get("/actions?whose=nobody").await.says("Call the college"));
        let told = coordinator.get(&format!("/cases/{case}/chronology")).await;
        assert!(told.says("Police has somebody named for an action."), "{}", told.body);
        done(&pat.fill(&format!("{action}/report"), &[("status", "done")]).await);
        assert!(coordinator.get(&form).await.says("This action is settled"));
        assert!(!pat.get("/actions").await.says("Call the college"));
    }

    async fn only_those_who_may_see_the_case_are_named_and_a_name_opens_nothing(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, cora) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (case, person) = opened(&world, "Tobi", referrer).await;
        let (mut pia, pia_id) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let (_, barred) = world.someone("Bert", POLICE, Role::Practitioner).await;
        let (_, desk) = world.someone("Dora", POLICE, Role::Practitioner).await;
        world.also(desk, COUNCIL, Role::Administrator).await;
        bar(&world, case, person, barred).await;
        let form = action_of_the_police(&mut coordinator, case, "Call the school").await;
        let asked = coordinator.get(&form).await;
        assert!(asked.says("Pia") && !asked.says("Bert") && !asked.says("Dora"), "{}", asked.body);
        for who in [barred, desk, cora] {
            let refused = coordinator.fill(&form, &[("practitioner", &who.to_string())]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.says("Select who does it"), "{}", refused.body);
        }
        let colleague = pia.get(&form).await;
        assert!(colleague.says("Bert"), "who only owns an action is not told who is kept out: {}", colleague.body);
        let before = ties(&world).await;
        done(&coordinator.fill(&form, &[("practitioner", &pia_id.to_string())]).await);
        assert_eq!(ties(&world).await, before, "no record is tied to anybody for a name");
        assert_eq!(pia.get(&format!("/cases/{case}")).await.status, StatusCode::FORBIDDEN);

        // Of a limited record, only those named on it.
        let (mut pat, pat_id) = world.someone("Pat", POLICE, Role::Practitioner).await;
        let mut tx = world.fresh.db.begin().await.unwrap();
        for record in [(Kind::Case, case.0), (Kind::Person, person.0)] {
            scope::add(&mut tx, record, Relation::Restricted, Uuid::nil()).await.unwrap();
            for who in [cora, pat_id] {
                scope::add(&mut tx, record, Relation::Named, who.0).await.unwrap();
            }
        }
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        let limited = coordinator.get(&form).await;
        assert!(limited.says("Pat") && !limited.says("Pia"), "{}", limited.body);
        let refused = coordinator.fill(&form, &[("practitioner", &pia_id.to_string())]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!pia.get("/actions?whose=mine").await.says("Call the school"), "a name does not get her in");
        assert!(pat.get("/actions").await.says("Call the school"));
    }

    async fn the_actions_of_somebody_who_leaves_are_handed_over_within_their_organisation(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut pia, pia_id) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let (mut pat, pat_id) = world.someone("Pat", POLICE, Role::Practitioner).await;
        let (mut max, max_id) = world.someone("Max", COUNCIL, Role::Practitioner).await;
        for words in ["Call the school", "Visit the uncle"] {
            let form = action_of_the_police(&mut coordinator, case, words).await;
            done(&pia.fill(&form, &[("practitioner", &pia_id.to_string())]).await);
        }
        let leaves = [("away", "leaving"), ("from-day", "1"), ("from-month", "12"), ("from-year", "2026")];
        done(&pia.fill("/account/away", &leaves).await);
        let form = format!("/actions/{pia_id}/handover");
        let list = pat.get("/actions").await;
        assert!(list.says("leaves on 1 December 2026") && list.body.contains(&form), "{}", list.body);
        assert!(coordinator.get(&format!("/leads/{pia_id}/handover")).await.body.contains(&form));

        // Nothing is told of somebody who does nothing that the reader may hand over.
        let (none, some) = (max.get(&format!("/actions/{}/handover", Uuid::nil())).await, max.get(&form).await);
        assert_eq!((none.status, some.status), (StatusCode::OK, StatusCode::OK));
        assert_eq!(content(&none).replace(&Uuid::nil().to_string(), &pia_id.to_string()), content(&some));

        let refused = pat.fill(&form, &[]).await;
        assert!(refused.says("Select the actions to hand over") && refused.says("Select who does them"), "{}", refused.body);
        let page = pat.get(&form).await;
        assert!(page.says("Call the school") && page.says("Visit the uncle") && !page.says("Max"), "{}", page.body);
        let fields = page.fields();
        let lines = &fields.iter().find(|it| it.name == "actions").unwrap().options;
        let max_role = membership(&world, max_id).await;
        let across = pat.fill(&form, &[("actions", lines[0].as_str()), ("membership", &max_role)]).await;
        assert!(across.says("not for their organisation"), "{}", across.body);
        let role = membership(&world, pat_id).await;
        done(&pat.fill(&form, &[("actions", lines[0].as_str()), ("membership", &role)]).await);
        assert!(reads(&pat.get("/").await, "1 action of yours to do"));
        done(&coordinator.fill(&form, &[("actions", lines[1].as_str()), ("membership", "nobody")]).await);
        assert!(pat.get("/actions?whose=nobody").await.says("Visit the uncle"));
        let again = coordinator.fill(&form, &[("actions", lines[1].as_str()), ("membership", "nobody")]).await;
        assert!(again.says("somebody else is named for it now"), "{}", again.body);
    }

    async fn a_long_list_of_actions_is_read_page_by_page_and_none_is_left_out(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut pia, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let police = POLICE.to_string();
        let first = [&[("description", "Action number 00"), ("owners", police.as_str())][..], &FUTURE].concat();
        done(&coordinator.fill(&format!("/cases/{case}/actions/new"), &first).await);
        let mut tx = world.fresh.db.begin().await.unwrap();
        let me: Vec<(Uuid,)> = all!(&mut tx, "select recorded_by from plan_action").unwrap();
        // Some are due on the same day.
        for number in 1..=60_u8 {
            let (id, day) = (world.env.new_id(), i8::try_from(1 + number % 28).unwrap());
            insert!(
                &mut tx,
                plan_action {
                    id: id,
                    case_id: case,
                    description: format!("Action number {number:02}"),
                    due_on: Day(date(2026, 12, day)),
                    status: "open",
                    recorded_by: me[0].0,
                    recorded_at: At(world.env.now()),
                }
            )
            .unwrap();
            insert!(&mut tx, action_owner { action_id: id, organisation_id: POLICE, accountable: true }).unwrap();
        }
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        let one = pia.get("/actions").await;
        let next = one.links().into_iter().find(|it| it.starts_with("/actions?whose=&after=")).unwrap();
        let two = pia.get(&next).await;
        for number in 0..=60 {
            let name = format!("Action number {number:02}");
            let found = [&one, &two].iter().filter(|page| page.says(&name)).count();
            assert_eq!(found, 1, "{name}");
        }
        assert!(!two.body.contains("after="), "two pages are all");
        assert!(pia.get("/actions?after=castle").await.says("Go back to the first page"));
    }
}
