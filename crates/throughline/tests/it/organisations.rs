//! Organisations: the first slice, from page to ledger.

use agreement::Role;
use axum::http::StatusCode;
use db::all;
use kernel::OrganisationId;
use testkit::{COUNCIL, POLICE, Reply, on_both_engines};

use crate::world;

on_both_engines! {
    async fn an_administrator_adds_an_organisation_and_the_ledger_says_why(engine: Engine) {
        let mut world = world(engine).await;
        let (mut admin, id) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let reply = admin
            .fill("/organisations/new", &[("name", "Northfield Housing"), ("kind", "housing_provider")])
            .await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        let list = admin.get("/organisations").await;
        assert!(list.says("Northfield Housing") && list.says("The organisation was added"));
        assert!(list.says("Why you may open this"), "{}", list.body);

        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let entries: Vec<(String, String, String)> = all!(&mut tx,
            "select operation, clauses, outcome from ledger_entry where actor = $1 order by seq", id).unwrap();
        let told: Vec<_> = entries.iter().map(|(op, clauses, how)| format!("{op} {clauses} {how}")).collect();
        assert_eq!(told, [
            "ask_organisation administrator-keeps-accounts-and-directory shown",
            "add_organisation administrator-keeps-accounts-and-directory done",
            "see_organisations open-to-all-partners shown",
        ]);
    }

    async fn a_mistake_is_explained_and_what_was_typed_is_kept(engine: Engine) {
        let mut world = world(engine).await;
        let (mut admin, _) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let reply = admin.fill("/organisations/new", &[("name", "<b>Police</b>"), ("kind", "castle")]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.says("Select what kind of organisation it is"));
        assert_eq!(reply.value("name").as_deref(), Some("<b>Police</b>"));
        assert!(reply.body.contains("<title>Error: "));
    }

    async fn pressing_twice_creates_once_and_the_same_key_with_another_content_is_a_conflict(engine: Engine) {
        let mut world = world(engine).await;
        let (mut admin, _) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let form = admin.get("/organisations/new").await;
        let mut fields: Vec<(String, String)> = ["_csrf", "_key"]
            .map(|name| (name.to_owned(), form.value(name).unwrap())).into();
        fields.push(("kind".into(), "school".into()));
        fields.push(("name".into(), "Hill School".into()));
        for _ in 0..2 {
            assert_eq!(admin.post("/organisations/new", &fields).await.status, StatusCode::SEE_OTHER);
        }
        fields.pop();
        fields.push(("name".into(), "Dale School".into()));
        assert_eq!(admin.post("/organisations/new", &fields).await.status, StatusCode::CONFLICT);
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let found: Vec<(String,)> =
            all!(&mut tx, "select name from organisation where kind = 'school'").unwrap();
        assert_eq!(found, [("Hill School".to_owned(),)]);
    }

    async fn a_practitioner_may_read_the_directory_but_not_change_it(engine: Engine) {
        let mut world = world(engine).await;
        let (mut worker, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        assert_eq!(worker.get("/organisations").await.status, StatusCode::OK);
        assert_eq!(worker.get("/organisations/new").await.status, StatusCode::FORBIDDEN);
        let mut visitor = world.visitor();
        let reply = visitor.get("/organisations").await;
        assert_eq!(reply.location.as_deref(), Some("/sign-in?next=%2Forganisations"));
    }

    async fn a_member_body_is_renamed_and_two_who_change_it_see_both(engine: Engine) {
        let mut world = world(engine).await;
        let (mut admin, _) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let amend = format!("/organisations/{POLICE}/amend");
        let stale = admin.get(&amend).await;
        let renamed = admin.fill(&amend, &[("name", "Northmere Constabulary"), ("kind", "police")]).await;
        assert_eq!(renamed.status, StatusCode::SEE_OTHER, "{}", renamed.body);
        assert!(admin.get("/organisations").await.says("Northmere Constabulary"));
        let mut fields: Vec<(String, String)> = ["_csrf", "_key", "version"]
            .map(|name| (name.to_owned(), stale.value(name).unwrap())).into();
        fields.extend([("name".into(), "The Police".into()), ("kind".into(), "police".into())]);
        let both = admin.post(&amend, &fields).await;
        assert_eq!(both.status, StatusCode::CONFLICT);
        assert!(both.says("Northmere Constabulary") && both.value("name").as_deref() == Some("The Police"));
        let taken = admin.fill(&amend, &[("name", "Essex council"), ("kind", "police")]).await;
        assert!(taken.says("There is already an organisation with this name"), "{}", taken.body);
    }

    async fn a_member_body_leaves_with_a_reason_once_nobody_works_for_it_here(engine: Engine) {
        let mut world = world(engine).await;
        let (mut admin, _) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let (_, officer) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let form = format!("/organisations/{POLICE}/withdrawal");
        let why = [("reason", "It joined another partnership")];
        assert!(admin.get(&form).await.says("One person still has a role for this organisation"));
        assert_eq!(admin.fill(&form, &why).await.status, StatusCode::CONFLICT);
        let page = admin.get(&format!("/practitioners/{officer}")).await;
        let (before, _) = page.body.split_once("/end\"").unwrap();
        let end = format!("{}/end", before.rsplit_once('"').unwrap().1);
        let fields = ["_csrf", "_key"].map(|name| (name.to_owned(), page.value(name).unwrap()));
        assert_eq!(admin.post(&end, &fields).await.status, StatusCode::SEE_OTHER);
        assert!(admin.fill(&form, &[("reason", "")]).await.says("Enter why it leaves the partnership"));
        assert_eq!(admin.fill(&form, &why).await.status, StatusCode::SEE_OTHER);
        let list = admin.get("/organisations").await;
        assert!(list.says("No longer in the partnership") && list.says("It joined another partnership"));
        let invite = admin.get("/practitioners/new").await;
        let offers = |page: &Reply, whom: OrganisationId| page.body.contains(&whom.to_string());
        assert!(!offers(&invite, POLICE) && offers(&invite, COUNCIL));
        let fields = ["_csrf", "_key"].map(|name| (name.to_owned(), list.value(name).unwrap()));
        let back = admin.post(&format!("/organisations/{POLICE}/restoring"), &fields).await;
        assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.body);
        assert!(offers(&admin.get("/practitioners/new").await, POLICE));
    }

    async fn a_team_of_an_organisation_says_where_somebody_works_and_opens_nothing(engine: Engine) {
        let mut world = world(engine).await;
        let (mut admin, _) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let (mut pia, officer) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let before = pia.get("/cases").await;
        let form = format!("/organisations/{POLICE}/teams/new");
        assert_eq!(pia.get(&form).await.status, StatusCode::FORBIDDEN);
        assert!(admin.fill(&form, &[]).await.says("Enter the team’s name"));
        assert_eq!(admin.fill(&form, &[("name", "Missing people")]).await.status, StatusCode::SEE_OTHER);
        let twice = admin.fill(&form, &[("name", "missing people")]).await;
        assert!(twice.says("This organisation already has a team with this name"), "{}", twice.body);
        admin.fill(&format!("/organisations/{COUNCIL}/teams/new"), &[("name", "Early help")]).await;
        assert!(pia.get("/organisations").await.says("Missing people"), "everybody reads the directory");

        let account = format!("/practitioners/{officer}");
        let (before_link, _) = { let page = admin.get(&account).await.body; page.split_once("/team\"")
            .map(|(before, after)| (before.to_owned(), after.to_owned())).unwrap() };
        let join = format!("{}/team", before_link.rsplit_once('"').unwrap().1);
        let page = admin.get(&join).await;
        assert!(page.says("Missing people") && !page.says("Early help"), "teams of their organisation alone");
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let teams: Vec<(uuid::Uuid, String)> = all!(&mut tx, "select id, name from team order by name").unwrap();
        drop(tx);
        let [other, own] = [0, 1].map(|at: usize| teams[at].0.to_string());
        assert!(admin.fill(&join, &[("team", &other)]).await.says("Select a team of the list"));
        assert_eq!(admin.fill(&join, &[("team", &own)]).await.status, StatusCode::SEE_OTHER);
        assert!(admin.get(&account).await.says("(Police, Missing people)"));
        assert!(admin.get("/practitioners").await.says("(Police, Missing people)"));
        assert!(pia.get("/account").await.says("(Police, Missing people)"));
        assert_eq!(pia.get("/cases").await.status, before.status, "they are not signed out");
        assert_eq!(admin.fill(&join, &[("team", "")]).await.status, StatusCode::SEE_OTHER);
        assert!(!admin.get(&account).await.says("Missing people"));
        let foreign = format!("/practitioners/{}/memberships/{}/team", officer, uuid::Uuid::from_u128(9));
        assert_eq!(admin.get(&foreign).await.status, StatusCode::NOT_FOUND);
    }
}
