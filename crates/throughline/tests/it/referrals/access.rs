//! What asking for support opens, to whom, and that it closes again.

use db::run;
use kernel::ForumId;

use super::*;

const ELSEWHERE: ForumId = ForumId(Uuid::from_u128(0xE2));

/// The child is open in the forum, as a referral of somebody else's made it.
async fn open_here(world: &World) {
    for relation in [Relation::Forum, Relation::Open] {
        tie(world, Kind::Person, CHILD.0, relation, FORUM.0).await;
    }
}

/// Another forum, and its coordinator.
async fn elsewhere(world: &mut World, organisation: kernel::OrganisationId) -> Browser {
    let (otto, id) = world.someone("Otto", organisation, Role::Coordinator).await;
    let mut tx = world.fresh.db.begin().await.unwrap();
    run!(
        &mut tx,
        "insert into forum (id, name, charter, charter_version, place_id)
         select $1, 'Harlow MAAG', charter, charter_version, place_id from forum where id = $2",
        ELSEWHERE,
        FORUM
    )
    .unwrap();
    run!(&mut tx, "update membership set forum_id = $1 where practitioner_id = $2", ELSEWHERE, id)
        .unwrap();
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
    tie(world, Kind::Forum, ELSEWHERE.0, Relation::Recorded, Uuid::nil()).await;
    tie(world, Kind::Forum, ELSEWHERE.0, Relation::Forum, ELSEWHERE.0).await;
    otto
}

async fn referred_elsewhere(browser: &mut Browser) -> String {
    let path = format!("/forums/{ELSEWHERE}/people/{CHILD}/referrals/new");
    let reply = browser.fill(&path, &answers(&[])).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    reply.location.unwrap()
}

/// Returned, whatever the rules suggest.
const RETURN: &[(&str, &str)] = &[
    ("decision", "return"),
    ("return_reason", "single_agency_response"),
    ("rationale", "One can do this"),
    ("override_reason", "no_other_route"),
];

async fn returned(coordinator: &mut Browser, referral: &str) {
    let decided = decide(coordinator, referral, RETURN).await;
    assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.body);
}

/// Sends a form that may not be opened, with what is hidden on a page that may.
async fn send(browser: &mut Browser, page: &str, path: &str, answer: (&str, &str)) -> Reply {
    let page = browser.get(page).await;
    let hidden = ["_csrf", "_key"].map(|name| (name.to_owned(), page.value(name).unwrap()));
    let answer = (answer.0.to_owned(), answer.1.to_owned());
    browser.post(path, &hidden.into_iter().chain([answer]).collect::<Vec<_>>()).await
}

fn person() -> String {
    format!("/people/{CHILD}")
}

/// Whether the person's page shows somebody the record, and where to reach the person.
async fn sees(browser: &mut Browser) -> (bool, bool) {
    let page = browser.get(&format!("/api/v1/people/{CHILD}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let page = page.json();
    (!page["record"].is_null(), !page["contact"].is_null())
}

/// Accepts a referral; the path of the case that was opened.
async fn accepted(coordinator: &mut Browser, referral: &str) -> String {
    let decided = decide(coordinator, referral, ACCEPT).await;
    assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.body);
    let page = coordinator.get(referral).await;
    let (_, rest) = page.body.split_once("href=\"/cases/").unwrap();
    format!("/cases/{}", rest.split('"').next().unwrap())
}

/// Makes somebody the lead professional of a case.
async fn lead(world: &World, by: &mut Browser, case: &str, who: (&mut Browser, PractitionerId)) {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    let member: Option<(Uuid,)> =
        one!(&mut tx, "select id from membership where practitioner_id = $1", who.1).unwrap();
    drop(tx);
    let asked = member.unwrap().0.to_string();
    let reply = by.fill(&format!("{case}/lead"), &[("membership", &asked)]).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    let reply = who.0.fill(&format!("{case}/lead/answer"), &[("answer", "accept")]).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
}

on_both_engines! {
    async fn an_hour_of_access_opens_nothing_for_longer_and_is_looked_at_by_who_held_the_record(engine: Engine) {
        let mut world = world(engine).await;
        let (_, adder) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        child(&world, adder).await;
        open_here(&world).await;
        tie(&world, Kind::Person, CHILD.0, Relation::Organisation, POLICE.0).await;
        let (mut cora, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let mut otto = elsewhere(&mut world, POLICE).await;
        let taken = otto.fill(&format!("{}/override", person()), &[("reason", "He rang from her school")]).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
        assert_eq!(sees(&mut otto).await, (true, true));
        let path = format!("/forums/{ELSEWHERE}/people/{CHILD}/referrals/new");
        let own = otto.fill(&path, &answers(&[])).await;
        assert!(own.says("by referring them to your own forum"), "{}", own.body);
        // Another forum that holds the record since has no say in it.
        tie(&world, Kind::Person, CHILD.0, Relation::Forum, ELSEWHERE.0).await;
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let found: Option<(Uuid,)> = one!(&mut tx, "select id from access_override").unwrap();
        drop(tx);
        let form = format!("{}/overrides/{}", person(), found.unwrap().0);
        assert!(otto.get(&form).await.says("The coordinator of the forum that held the record then"));
        assert_eq!(cora.get(&form).await.status, StatusCode::OK);
    }

    async fn a_chair_who_coordinates_the_forum_for_another_organisation_opens_no_address_to_themself(engine: Engine) {
        let mut world = world(engine).await;
        let (_, adder) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        child(&world, adder).await;
        tie(&world, Kind::Person, CHILD.0, Relation::Forum, FORUM.0).await;
        let (mut chair, _) = world.someone("Chay", COUNCIL, Role::Chair).await;
        let (mut both, id) = world.someone("Kit", COUNCIL, Role::Chair).await;
        world.also(id, POLICE, Role::Coordinator).await;
        assert_eq!(sees(&mut both).await, (true, false), "closed, the chair reads the record");
        let path = format!("/forums/{FORUM}/people/{CHILD}/referrals/new");
        let own = both.fill(&path, &answers(&[])).await;
        assert!(own.says("by referring them to your own forum"), "{}", own.body);
        let other = chair.fill(&path, &answers(&[])).await;
        assert_eq!(other.status, StatusCode::SEE_OTHER, "{}", other.body);
    }

    async fn who_lives_with_somebody_is_not_told_by_a_form_to_whoever_knows_the_summary(engine: Engine) {
        let mut world = world(engine).await;
        let (mut adder, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        child(&world, id).await;
        open_here(&world).await;
        let (mut mo, _) = world.someone("Mo", POLICE, Role::FrontDoorWorker).await;
        let aunt = crate::people_search::add(&mut adder, crate::people_search::ZARA).await;
        for relation in [Relation::Forum, Relation::Open] {
            tie(&world, Kind::Person, aunt.0, relation, FORUM.0).await;
        }
        let aunt = aunt.to_string();
        let joined = [("member", aunt.as_str()), ("role", "other")];
        let reply = adder.fill(&format!("{}/household", person()), &joined).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        let path = format!("/forums/{FORUM}/people/{CHILD}/referrals/new");
        assert!(adder.get(&path).await.body.contains(&aunt));
        assert!(!mo.get(&path).await.body.contains(&aunt), "where somebody lives is in the record");
    }

    async fn nobody_is_shown_an_address_for_having_asked_for_support(engine: Engine) {
        let mut world = world(engine).await;
        let (mut adder, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        child(&world, id).await;
        assert_eq!(sees(&mut adder).await, (true, true), "who added them is involved");
        let (member, _) = world.someone("Mo", POLICE, Role::ForumMember).await;
        let (front_door, _) = world.someone("Fay", COUNCIL, Role::FrontDoorWorker).await;
        let (provider, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let (owner, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        tie(&world, Kind::Person, CHILD.0, Relation::Offered, POLICE.0).await;
        tie(&world, Kind::Person, CHILD.0, Relation::Organisation, COUNCIL.0).await;
        for (who, mut browser) in [("member", member), ("front door", front_door),
            ("offered provider", provider), ("owner of an action", owner)] {
            open_here(&world).await;
            assert_eq!(sees(&mut browser).await, (false, false), "{who}");
            let referral = refer(&mut browser, &[]).await;
            assert_eq!(sees(&mut browser).await, (false, false), "{who}, waiting");
            let amend = browser.get(&format!("{}/amend", person())).await;
            assert_eq!(amend.status, StatusCode::FORBIDDEN, "{who}");
            assert!(browser.get(&referral).await.says("You will hear by"), "{who} follows it");
            let withdrawn = browser.fill(&format!("{referral}/withdrawal"), &[("why", "A mistake")]).await;
            assert_eq!(withdrawn.status, StatusCode::SEE_OTHER, "{}", withdrawn.body);
            open_here(&world).await;
            assert_eq!(sees(&mut browser).await, (false, false), "{who}, withdrawn");
            assert!(browser.get(&referral).await.says("A mistake"));
        }
    }

    async fn the_record_opens_to_the_referrer_when_the_forum_accepts(engine: Engine) {
        let mut world = world(engine).await;
        let (_, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (mut member, _) = world.someone("Mo", POLICE, Role::ForumMember).await;
        let (mut coordinator, _) = world.someone("Col", COUNCIL, Role::Coordinator).await;
        child(&world, id).await;
        open_here(&world).await;
        let referral = refer(&mut member, &[]).await;
        assert!(member.get(&referral).await.body.contains(&person()), "the summary stays");
        let second = refer(&mut member, &[]).await;
        accepted(&mut coordinator, &referral).await;
        assert_eq!(sees(&mut member).await, (true, true));
        returned(&mut coordinator, &second).await;
        assert_eq!(sees(&mut member).await, (true, true), "they stay involved in what was accepted");
    }

    async fn who_decides_on_their_own_request_is_shown_no_address_for_it(engine: Engine) {
        let mut world = world(engine).await;
        let (_, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (mut chair, _) = world.someone("Cher", POLICE, Role::Chair).await;
        child(&world, id).await;
        open_here(&world).await;
        assert_eq!(sees(&mut chair).await, (true, false));
        let referral = refer(&mut chair, &[]).await;
        accepted(&mut chair, &referral).await;
        assert_eq!(sees(&mut chair).await, (true, false));
    }

    async fn a_returned_referral_offers_no_page_that_its_referrer_may_not_open(engine: Engine) {
        let mut world = world(engine).await;
        let (_, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (mut provider, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let (mut coordinator, _) = world.someone("Col", COUNCIL, Role::Coordinator).await;
        child(&world, id).await;
        tie(&world, Kind::Person, CHILD.0, Relation::Offered, POLICE.0).await;
        let referral = refer(&mut provider, &[]).await;
        let mut tx = world.fresh.db.begin().await.unwrap();
        scope::remove(&mut tx, (Kind::Person, CHILD.0), Relation::Offered, POLICE.0).await.unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        assert_eq!(provider.get(&person()).await.status, StatusCode::NOT_FOUND);
        returned(&mut coordinator, &referral).await;
        let page = provider.get(&referral).await;
        assert!(page.says("Robin Vale") && page.says("One can do this"), "{}", page.body);
        assert!(!page.body.contains(&person()), "{}", page.body);
    }

    async fn a_coordinator_opens_no_record_by_referring_to_their_own_forum(engine: Engine) {
        let mut world = world(engine).await;
        let (_, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (mut member, _) = world.someone("Mo", COUNCIL, Role::ForumMember).await;
        child(&world, id).await;
        open_here(&world).await;
        let mut otto = elsewhere(&mut world, POLICE).await;
        tie(&world, Kind::Person, CHILD.0, Relation::Offered, POLICE.0).await;
        let form = format!("/forums/{ELSEWHERE}/people/{CHILD}/referrals/new");
        let refused = otto.fill(&form, &answers(&[])).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
        assert!(refused.says("Ask someone who works with them to make the request"), "{}", refused.body);
        assert_eq!(sees(&mut otto).await, (false, false));
        referred_elsewhere(&mut member).await;
        assert_eq!(sees(&mut otto).await, (true, true), "letters must be written while it is open");
    }

    async fn nobody_opens_an_address_to_themself_by_referring_for_another_of_their_organisations(engine: Engine) {
        let mut world = world(engine).await;
        let (_, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        child(&world, id).await;
        open_here(&world).await;
        let (mut mal, mal_id) = world.someone("Mal", POLICE, Role::ForumMember).await;
        elsewhere(&mut world, COUNCIL).await;
        let mut tx = world.fresh.db.begin().await.unwrap();
        run!(&mut tx, "update membership set practitioner_id = $1 where forum_id = $2", mal_id, ELSEWHERE).unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        // Acting for the police, they coordinate no forum; but for the council they do.
        let refused = mal.fill(&format!("/forums/{ELSEWHERE}/people/{CHILD}/referrals/new"), &answers(&[])).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
        assert!(refused.says("Ask someone who works with them to make the request"), "{}", refused.body);
    }

    async fn a_coordinator_does_not_open_an_address_again_by_referring_whom_the_forum_once_held(engine: Engine) {
        let mut world = world(engine).await;
        let (_, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (mut cora, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        child(&world, id).await;
        tie(&world, Kind::Person, CHILD.0, Relation::Forum, FORUM.0).await;
        assert_eq!(sees(&mut cora).await, (true, false), "held, and no longer open");
        let form = format!("/forums/{FORUM}/people/{CHILD}/referrals/new");
        let refused = cora.fill(&form, &answers(&[])).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
        assert_eq!(sees(&mut cora).await, (true, false));
    }

    async fn a_chair_whose_request_another_accepts_reads_no_address_for_it(engine: Engine) {
        let mut world = world(engine).await;
        let (_, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (mut chair, _) = world.someone("Cher", POLICE, Role::Chair).await;
        let (mut cora, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        child(&world, id).await;
        open_here(&world).await;
        let referral = refer(&mut chair, &[]).await;
        accepted(&mut cora, &referral).await;
        assert_eq!(sees(&mut chair).await, (true, false));
    }

    async fn a_forum_that_accepted_nothing_holds_the_person_no_longer(engine: Engine) {
        let mut world = world(engine).await;
        let (mut rae, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        child(&world, id).await;
        let mut otto = elsewhere(&mut world, POLICE).await;
        let first = referred_elsewhere(&mut rae).await;
        let second = referred_elsewhere(&mut rae).await;
        rae.fill(&format!("{first}/withdrawal"), &[("why", "Sent twice")]).await;
        assert_eq!(otto.get(&person()).await.status, StatusCode::OK, "another waits");
        returned(&mut otto, &second).await;
        for page in [person(), format!("{}/bars", person()), format!("{}/restriction", person())] {
            assert_eq!(otto.get(&page).await.status, StatusCode::NOT_FOUND, "{page}");
        }
        assert!(otto.get(&second).await.says("Robin Vale"), "the referral is theirs to answer for");
        let third = referred_elsewhere(&mut rae).await;
        accepted(&mut otto, &third).await;
        let fourth = referred_elsewhere(&mut rae).await;
        returned(&mut otto, &fourth).await;
        assert_eq!(otto.get(&person()).await.status, StatusCode::OK);
    }

    async fn limits_are_lifted_where_they_were_made_or_where_the_family_is_worked_with(engine: Engine) {
        let mut world = world(engine).await;
        let (mut rae, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (mut cora, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (_, kin) = world.someone("Kim", POLICE, Role::Practitioner).await;
        child(&world, id).await;
        let mut otto = elsewhere(&mut world, POLICE).await;
        let waits = refer(&mut rae, &[]).await;
        let there = referred_elsewhere(&mut rae).await;
        let bars = format!("{}/bars", person());
        let lifting = format!("{bars}/{kin}/lifting");
        let kin = kin.to_string();
        let barred = cora.fill(&bars, &[("practitioner", &kin), ("reason", "A cousin")]).await;
        assert_eq!(barred.status, StatusCode::SEE_OTHER, "{}", barred.body);
        let limits = format!("{}/restriction", person());
        cora.fill(&limits, &[("restricted", "yes")]).await;
        assert_eq!(otto.get(&lifting).await.status, StatusCode::CONFLICT);
        for (form, answer) in [(&lifting, ("reason", "No cousin")), (&limits, ("restricted", "no"))] {
            let refused = send(&mut otto, &limits, form, answer).await;
            assert_eq!(refused.status, StatusCode::CONFLICT, "{form}: {}", refused.body);
            assert!(refused.says("another forum"), "{}", refused.body);
        }
        assert_eq!(otto.fill(&limits, &[("restricted", "yes")]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(otto.fill(&limits, &[("restricted", "no")]).await.status, StatusCode::CONFLICT,
            "limiting it once more does not make it one's own");
        accepted(&mut otto, &there).await;
        assert_eq!(otto.fill(&limits, &[("restricted", "no")]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(cora.get(&waits).await.status, StatusCode::OK);
        let lifted = cora.fill(&lifting, &[("reason", "It was another Kim")]).await;
        assert_eq!(lifted.status, StatusCode::SEE_OTHER, "{}", lifted.body);
    }

    async fn who_limits_a_record_does_not_lock_out_those_who_work_with_the_family(engine: Engine) {
        let mut world = world(engine).await;
        let (mut rae, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (mut cora, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut lea, lea_id) = world.someone("Lea", COUNCIL, Role::Practitioner).await;
        child(&world, id).await;
        let mut otto = elsewhere(&mut world, POLICE).await;
        let referral = refer(&mut rae, &[]).await;
        let case = accepted(&mut cora, &referral).await;
        lead(&world, &mut cora, &case, (&mut lea, lea_id)).await;
        referred_elsewhere(&mut rae).await;
        let limits = format!("{}/restriction", person());
        assert!(otto.get(&limits).await.says("stay among the named staff"));
        assert_eq!(otto.fill(&limits, &[("restricted", "yes")]).await.status, StatusCode::SEE_OTHER);
        for (who, browser, status) in [
            ("coordinator", &mut cora, StatusCode::OK),
            ("lead professional", &mut lea, StatusCode::OK),
            ("referrer", &mut rae, StatusCode::NOT_FOUND),
        ] {
            assert_eq!(browser.get(&person()).await.status, status, "{who}");
            assert_eq!(browser.get(&case).await.status, status, "{who}, case");
        }
        assert_eq!(cora.fill(&limits, &[("restricted", "no")]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(rae.get(&person()).await.status, StatusCode::OK);
    }
}
