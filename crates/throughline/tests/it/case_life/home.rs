//! The home page: what waits for whoever signs in.

use agreement::Role;
use testkit::{COUNCIL, POLICE, on_both_engines};

use super::*;
use crate::world;

/// What waits, as the API tells it: each count and its words.
async fn waits(browser: &mut Browser) -> Vec<(u64, String)> {
    let home = browser.get("/api/v1/").await.json();
    let waiting = home["waiting"].as_array().unwrap();
    let words = |it: &serde_json::Value| it["what"].as_str().unwrap().to_owned();
    waiting.iter().map(|it| (it["count"].as_u64().unwrap(), words(it))).collect()
}

fn told(counts: &[(u64, &str)]) -> Vec<(u64, String)> {
    counts.iter().map(|(count, what)| (*count, (*what).to_owned())).collect()
}

on_both_engines! {
    async fn the_home_page_counts_what_waits_for_its_reader_and_leads_there(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut officer, officer_id) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let (mut outsider, _) = world.someone("Out", COUNCIL, Role::Practitioner).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (case, person) = opened(&world, "Tobi", referrer).await;
        let record = format!("/cases/{case}");
        assert!(officer.get("/").await.says("Nothing is waiting for you today"));

        let police = POLICE.to_string();
        for description in ["Call the school", "Call the family"] {
            let mut action = vec![("description", description), ("owners", police.as_str())];
            action.extend(FUTURE);
            done(&coordinator.fill(&format!("{record}/actions/new"), &action).await);
        }
        let boxing = service(&world, POLICE, "Boxing club", 3).await.to_string();
        done(&coordinator.fill(&format!("{record}/allocations/new"), &[("services", &boxing)]).await);
        let asked = membership(&world, officer_id).await;
        done(&coordinator.fill(&format!("{record}/lead"), &[("membership", &asked)]).await);
        convened(&mut coordinator).await;
        undecided(&world, referrer).await;

        assert_eq!(waits(&mut officer).await, told(&[
            (1, "request to be lead professional, to answer"),
            (1, "service of yours offered, to accept or decline"),
            (2, "open actions of your organisation"),
        ]));
        assert_eq!(waits(&mut coordinator).await, told(&[(1, "referral to decide")]));
        let home = coordinator.get("/").await;
        assert!(home.says("Next meeting: Chelmsford MAAG, 22 November 2026 (today)"), "{}", home.body);
        assert!(home.body.contains("href=\"/referrals?status=received\""), "{}", home.body);
        assert_eq!(waits(&mut outsider).await, []);
        for whose in ["asked", "offers", "actions"] {
            let list = format!("/cases?whose={whose}");
            assert!(officer.get(&list).await.says("Tobi Okafor"), "{whose}");
            assert!(!coordinator.get(&list).await.says("Tobi Okafor"), "{whose}");
        }

        // What one's organisation reported as done waits no more; what is late comes first.
        let report = link(&officer.get(&format!("{record}/summary")).await, "/report");
        done(&officer.fill(&report, &[("status", "done")]).await);
        world.wait_minutes(9 * 24 * 60);
        let (mut officer, late_id) = world.someone("Pat", POLICE, Role::Practitioner).await;
        assert_eq!(waits(&mut officer).await, told(&[
            (1, "late action of your organisation"),
            (1, "service of yours that should have been answered"),
        ]));
        bar(&world, case, person, late_id).await;
        assert_eq!(waits(&mut officer).await, [], "a barred reader is told of nothing");
    }

    async fn the_home_page_is_one_entry_in_the_ledger(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        convened(&mut coordinator).await;
        let before = entries(&world).await;
        assert_eq!(coordinator.get("/").await.status, StatusCode::OK);
        let after = entries(&world).await;
        assert_eq!(after.len(), before.len() + 1, "{after:?}");
        assert_eq!(after.last().unwrap(), "see_home");
    }

    async fn what_was_typed_and_not_sent_waits_as_a_draft_until_it_is_sent_or_thrown_away(engine: Engine) {
        let mut world = world(engine).await;
        let (mut worker, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut other, _) = world.someone("Oli", COUNCIL, Role::Practitioner).await;
        let open = worker.get("/people/new").await;
        let typed: Vec<(String, String)> = [("_csrf", open.value("_csrf").unwrap()), ("given_name", "Tobi".into())]
            .map(|(name, value)| (name.to_owned(), value)).into();
        let kept = worker.post("/drafts?form=/people/new", &typed).await;
        assert_eq!(kept.status, StatusCode::NO_CONTENT);
        assert_eq!(waits(&mut worker).await, told(&[(1, "draft to finish")]));
        assert_eq!(waits(&mut other).await, []);
        let list = worker.get("/drafts").await;
        assert!(list.body.contains("href=\"/people/new\"") && list.says("Add a person") && !list.says("Tobi"), "{}", list.body);
        done(&press(&mut worker, "/drafts", "/drafts/removal", &[("form", "/people/new")]).await);
        assert_eq!(waits(&mut worker).await, []);
        assert!(worker.get("/drafts").await.says("nothing that you have typed and not sent"));
    }

    async fn a_coordinator_takes_the_tour_through_what_is_theirs_until_they_do_not_want_it_again(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut officer, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        assert!(coordinator.get("/").await.says("New here?"));
        assert!(!officer.get("/").await.says("New here?"));
        assert!(coordinator.get("/tour/2").await.says("No request waits for you now."));
        assert!(coordinator.get("/tour/4").await.says("No case is open in your forum yet."));

        let (case, _) = opened(&world, "Tobi", referrer).await;
        let meeting = convened(&mut coordinator).await;
        let request = undecided(&world, referrer).await;
        for (step, shown) in [
            (1, "/referrals?status=received".to_owned()),
            (2, format!("/referrals/{request}/decision")),
            (3, meeting),
            (4, format!("/cases/{case}")),
            (5, "/cases".to_owned()),
            (6, format!("/cases/{case}/readers")),
            (7, "/reports".to_owned()),
        ] {
            let page = coordinator.get(&format!("/tour/{step}")).await;
            assert!(page.body.contains(&format!("href=\"{shown}\"")), "{step}: {}", page.body);
            assert_eq!(coordinator.get(&shown).await.status, StatusCode::OK, "{shown}");
        }
        // Who sees nothing there is shown nothing there.
        for step in [2, 3, 4, 6] {
            let page = officer.get(&format!("/tour/{step}")).await;
            assert!(!page.body.contains(&case.to_string()) && !page.body.contains(&request.to_string()), "{step}");
        }
        for step in ["0", "8", "x"] {
            assert_eq!(coordinator.get(&format!("/tour/{step}")).await.status, StatusCode::NOT_FOUND, "{step}");
        }

        done(&press(&mut coordinator, "/", "/tour/end", &[]).await);
        let home = coordinator.get("/").await;
        assert!(!home.says("New here?") && home.body.contains("href=\"/tour/1\""), "{}", home.body);
    }
}

/// A referral that waits for a decision.
async fn undecided(world: &World, referrer: PractitionerId) -> ReferralId {
    let mut tx = world.fresh.db.begin().await.unwrap();
    let (person, referral) = (PersonId(world.env.new_id()), ReferralId(world.env.new_id()));
    referred(world, &mut tx, (person, "Nia"), (referral, referrer), CaseId::default()).await;
    db::run!(
        &mut tx,
        "update referral set status = 'received', decided_on = null where id = $1",
        referral
    )
    .unwrap();
    for relation in [Relation::Forum, Relation::Open] {
        scope::add(&mut tx, (Kind::Referral, referral.0), relation, FORUM.0).await.unwrap();
    }
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
    referral
}

/// The operations in the ledger, in order.
async fn entries(world: &World) -> Vec<String> {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    let rows: Vec<(String,)> =
        all!(&mut tx, "select operation from ledger_entry order by seq").unwrap();
    rows.into_iter().map(|(operation,)| operation).collect()
}
