//! What the partnership can offer families: kept by an administrator, read by everybody, and offered to a
//! case only as long as it is open.

use agreement::Role;
use axum::http::StatusCode;
use testkit::{COUNCIL, POLICE, Reply, on_both_engines};

use crate::world;

const PLAY: [(&str, &str); 4] = [
    ("name", "Play at home"),
    ("criteria", "Families with a child under five"),
    ("capacity", "12"),
    ("goes_live_on", "2027-04-01"),
];

/// The path of the first form about a service that a page leads to.
fn path_of(list: &Reply, form: &str) -> String {
    let (before, _) = list.body.split_once(&format!("/{form}\"")).unwrap();
    before.rsplit_once('"').unwrap().1.to_owned()
}

on_both_engines! {
    async fn an_administrator_keeps_the_services_and_everybody_reads_them(engine: Engine) {
        let mut world = world(engine).await;
        let (mut admin, _) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let (mut wes, _) = world.someone("Wes", POLICE, Role::Practitioner).await;
        let council = COUNCIL.to_string();
        let form = [&PLAY[..], &[("organisation", &council)]].concat();
        let added = admin.fill("/services/new", &form).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
        let list = wes.get("/services").await;
        for said in ["Play at home", "Families with a child under five", "Everywhere", "from 1 April 2027"] {
            assert!(list.says(said), "{said}");
        }
        assert!(!list.says("Withdraw"), "who does not keep them is not shown the buttons");
        let again = admin.fill("/services/new", &form).await;
        assert!(again.says("This organisation already has a service with this name"));

        let service = path_of(&admin.get("/services").await, "amend");
        assert_eq!(wes.get(&format!("{service}/amend")).await.status, StatusCode::FORBIDDEN);
        let amend = format!("{service}/amend");
        let stale = admin.get(&amend).await;
        let changed = [("name", "Play at home"), ("criteria", "Any family"), ("capacity", "20"), ("goes_live_on", "")];
        assert_eq!(admin.fill(&amend, &changed).await.status, StatusCode::SEE_OTHER);
        let list = wes.get("/services").await;
        assert!(list.says("Any family") && list.body.contains(">20<") && !list.says("1 April 2027"));
        let mut fields: Vec<(String, String)> = ["_csrf", "_key", "version"]
            .map(|name| (name.to_owned(), stale.value(name).unwrap())).into();
        fields.extend(PLAY.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let both = admin.post(&amend, &fields).await;
        assert_eq!(both.status, StatusCode::CONFLICT);
        assert!(both.says("Any family"));
    }

    async fn a_withdrawn_service_says_why_and_can_be_offered_again(engine: Engine) {
        let mut world = world(engine).await;
        let (mut admin, _) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let council = COUNCIL.to_string();
        admin.fill("/services/new", &[&PLAY[..], &[("organisation", &council)]].concat()).await;
        let service = path_of(&admin.get("/services").await, "withdrawal");
        let withdrawal = format!("{service}/withdrawal");
        assert!(admin.fill(&withdrawal, &[("reason", " ")]).await.says("Enter why it is no longer offered"));
        assert_eq!(admin.fill(&withdrawal, &[("reason", "The grant ended")]).await.status, StatusCode::SEE_OTHER);
        let list = admin.get("/services").await;
        assert!(list.says("No longer offered") && list.says("The grant ended"), "{}", list.body);
        let twice = admin.fill(&withdrawal, &[("reason", "Again")]).await;
        assert_eq!(twice.status, StatusCode::CONFLICT, "{}", twice.body);
        let fields = ["_csrf", "_key"].map(|name| (name.to_owned(), list.value(name).unwrap()));
        let restored = admin.post(&format!("{service}/restoring"), &fields).await;
        assert_eq!(restored.status, StatusCode::SEE_OTHER, "{}", restored.body);
        assert!(!admin.get("/services").await.says("The grant ended"));
    }

    async fn all_that_is_wrong_with_a_service_is_told_and_kept(engine: Engine) {
        let mut world = world(engine).await;
        let (mut admin, _) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let reply = admin.fill("/services/new", &[("capacity", "many"), ("goes_live_on", "31/2/2027")]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        for told in ["Select the organisation", "Enter the service’s name", "such as 12", "must be a real date"] {
            assert!(reply.says(told), "{told}");
        }
        assert_eq!(reply.value("capacity").as_deref(), Some("many"));
    }
}
