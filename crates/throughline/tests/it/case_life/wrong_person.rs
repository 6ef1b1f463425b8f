//! A case or a request was made about the wrong person: everything goes to the right one, and nobody sees the other for its
//! sake any more.

use std::collections::BTreeSet;

use agreement::Role;
use axum::http::StatusCode;
use testkit::{Engine, POLICE, on_both_engines};

use super::*;
use crate::{
    people_search::{ZARA, add, relate},
    world,
};

const WHY: (&str, &str) = ("reason", "The school rang: there are two of that age");

/// Who works with the case of the wrong child, Tobi; Zara is the right one, whom the coordinator added.
struct Mixed {
    world: World,
    coordinator: Browser,
    coordinator_id: PractitionerId,
    lead: (Browser, PractitionerId),
    referrer: (Browser, PractitionerId),
    case: CaseId,
    wrong: PersonId,
    right: PersonId,
}

impl Mixed {
    async fn move_it(&mut self) -> Reply {
        let right = self.right.to_string();
        let form = format!("/cases/{}/wrong-person", self.case);
        self.coordinator.fill(&form, &[("other", right.as_str()), WHY]).await
    }
}

async fn mixed(engine: Engine) -> Mixed {
    let mut world = world(engine).await;
    let (mut coordinator, coordinator_id) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
    let mut lead = world.someone("Sam", COUNCIL, Role::Practitioner).await;
    let referrer = world.someone("Rae", COUNCIL, Role::Practitioner).await;
    let (case, wrong) = opened(&world, "Tobi", referrer.1).await;
    let contact = [("address", "9 Canary Lane"), ("postcode", "CM1 1AB")];
    done(&coordinator.fill(&format!("/people/{wrong}/contact"), &contact).await);
    let (form, role) = (format!("/cases/{case}/lead"), membership(&world, lead.1).await);
    done(&coordinator.fill(&form, &[("membership", role.as_str())]).await);
    done(&lead.0.fill(&format!("{form}/answer"), &[("answer", "accept")]).await);
    let right = add(&mut coordinator, ZARA).await;
    Mixed { world, coordinator, coordinator_id, lead, referrer, case, wrong, right }
}

/// Another request about the wrong person that waits, after that of the case.
async fn waits(it: &Mixed, id: ReferralId) {
    let (first, mut tx) =
        (referral_of(&it.world, it.case).await, it.world.fresh.db.begin().await.unwrap());
    insert!(
        &mut tx,
        referral {
            id: id,
            forum_id: FORUM,
            person_id: it.wrong,
            source_system: "here",
            source_reference: "R-2026-2ND2",
            received_on: Day(it.world.env.today()),
            received_month: "2026-11",
            source_hash: "",
            referrer_practitioner: it.referrer.1,
            referrer_organisation: COUNCIL,
            referrer_group: "school",
            charter_version: "1",
            transition: "none",
            assessment_state: "not_started",
            consent: "given",
            lawful_basis: "consent",
            without_consent_reason: "",
            strengths: "",
            needs_words: "",
            own_words: "",
            referrer_offer: "",
            known_to_social_care: "no",
            re_referral_of: first,
            status: "received",
            return_reason: "",
            decision_rationale: "",
            override_reason: "",
            version: 1_i64,
            created_at: At(it.world.env.now()),
        }
    )
    .unwrap();
    tx.commit(it.world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

async fn ties(world: &World, kind: Kind, record: Uuid) -> BTreeSet<String> {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    let ties = scope::of(&mut tx, (kind, record)).await.unwrap();
    ties.into_iter().map(|(relation, target)| format!("{} {target}", relation.name())).collect()
}

pub(super) async fn tie(world: &World, records: &[(Kind, Uuid)], relation: Relation, target: Uuid) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    for record in records {
        scope::add(&mut tx, *record, relation, target).await.unwrap();
    }
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

pub(super) async fn referral_of(world: &World, case: CaseId) -> ReferralId {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    let found: Vec<(ReferralId,)> =
        all!(&mut tx, "select referral_id from case_record where id = $1", case).unwrap();
    found[0].0
}

on_both_engines! {
    async fn a_case_about_the_wrong_person_moves_and_nobody_sees_the_other_for_its_sake(engine: Engine) {
        let mut it = mixed(engine).await;
        let record = format!("/cases/{}", it.case);
        done(&it.coordinator.fill(&format!("{record}/goals/new"), &[("words", "A bed of her own")]).await);
        sharing::choose(&mut it.coordinator, &record, &["A bed"]).await;
        let (wrong, right) = (format!("/people/{}", it.wrong), format!("/people/{}", it.right));
        assert!(it.lead.0.get(&wrong).await.says("9 Canary Lane"), "who leads reads where he lives");
        assert_eq!(it.lead.0.get(&right).await.status, StatusCode::NOT_FOUND);
        let page = it.coordinator.get(&record).await;
        assert!(page.says("This case is about somebody else"), "{}", page.body);
        assert!(!it.lead.0.get(&record).await.says("This case is about somebody else"));

        let form = format!("{record}/wrong-person");
        let empty = it.coordinator.fill(&form, &[]).await;
        assert!(empty.says("Search for someone, then select them") && empty.says("Enter how you know"), "{}", empty.body);
        let found = it.coordinator.fill(&form, &[("_step", "change"), ("find", "Zara Quillfeather"), WHY]).await;
        assert!(found.says("Who is it?") && found.says("The school rang"), "{}", found.body);
        let to = done(&it.move_it().await);

        let id = it.wrong.to_string();
        for (who, browser) in [("lead", &mut it.lead.0), ("coordinator", &mut it.coordinator), ("referrer", &mut it.referrer.0)] {
            assert_eq!(browser.get(&wrong).await.status, StatusCode::NOT_FOUND, "{who} has nothing to do with Tobi");
            assert_eq!(browser.get(&right).await.status, StatusCode::OK, "{who} works with Zara");
            let referral = referral_of(&it.world, it.case).await;
            let pages = ["", "/plan", "/consent", "/chronology", "/forms", "/duties", "/corrections"];
            for path in pages.map(|page| format!("{record}{page}")).into_iter().chain([format!("/referrals/{referral}")]) {
                let page = browser.get(&path).await;
                let told = ["Tobi", "Okafor", "Canary", id.as_str()].into_iter().find(|it| page.body.contains(it));
                assert!(page.status == StatusCode::OK && told.is_none(), "{who} at {path} reads {told:?}");
            }
        }
        assert!(it.lead.0.get(&right).await.says("17 Wharfside"), "and where she lives");
        assert_eq!(ties(&it.world, Kind::Person, it.wrong.0).await, BTreeSet::new(), "nothing of it stands on Tobi's record");
        let plan = it.lead.0.get(&format!("{record}/plan")).await;
        assert!(!plan.says("A bed of her own"), "what one home may read is chosen anew for the other: {}", plan.body);

        let page = it.lead.0.get(&record).await;
        assert!(page.says("Until 22 November 2026 this case was about another record"), "{}", page.body);
        let before = it.lead.0.get(&to).await;
        for said in ["Cora", WHY.1, "Written while this case was about another record", "A bed of her own"] {
            assert!(before.says(said), "{said}: {}", before.body);
        }
        done(&press(&mut it.lead.0, &to, &to, &[]).await);
        let page = it.lead.0.get(&record).await;
        assert!(!page.says("may be about another family") && page.says("What was written before"), "{}", page.body);
        assert_eq!(press(&mut it.lead.0, &record, &to, &[]).await.status, StatusCode::CONFLICT, "checked once");
        assert!(said(&it.world, it.case).await.iter().any(|(kind, _)| kind == "correct_case_person"));
        let mut tx = it.world.fresh.db.snapshot().await.unwrap();
        let about: Vec<(Uuid,)> = all!(&mut tx, "select a.record from ledger_about a join ledger_entry e on e.seq = a.seq
            where e.operation = 'correct_case_person' and e.outcome = 'done'").unwrap();
        assert!(about.contains(&(it.wrong.0,)) && about.contains(&(it.right.0,)), "the ledger tells both: {about:?}");
    }

    async fn what_else_stands_for_the_other_person_stays_and_what_stood_for_the_case_goes(engine: Engine) {
        let mut it = mixed(engine).await;
        let (record, other) = ((Kind::Person, it.wrong.0), ReferralId(it.world.env.new_id()));
        // A request of the same referrer that waits: it opens nothing of the record to them.
        waits(&it, other).await;
        let second = (Kind::Referral, other.0);
        for (relation, target) in [(Relation::Forum, FORUM.0), (Relation::Open, FORUM.0), (Relation::Referrer, it.referrer.1.0)] {
            tie(&it.world, &[second], relation, target).await;
        }
        tie(&it.world, &[record], Relation::Agenda, FORUM.0).await;
        // Somebody reads Tobi's records for an hour.
        let hour = it.world.env.new_id();
        tie(&it.world, &[record, (Kind::Case, it.case.0)], Relation::Override, hour).await;
        done(&it.move_it().await);
        let left = ties(&it.world, Kind::Person, it.wrong.0).await;
        let stays = [format!("forum {FORUM}"), format!("open {FORUM}"), format!("agenda {FORUM}"), format!("override {hour}")];
        let stays = BTreeSet::from(stays);
        assert_eq!(left, stays, "what the case never gave, or the other request gives");
        let of_case = ties(&it.world, Kind::Case, it.case.0).await;
        assert!(!of_case.contains(&format!("override {hour}")), "an hour with Tobi is none with Zara");
        let person = format!("/people/{}", it.wrong);
        assert_eq!(it.coordinator.get(&person).await.status, StatusCode::OK);
        for browser in [&mut it.lead.0, &mut it.referrer.0] {
            assert_eq!(browser.get(&person).await.status, StatusCode::NOT_FOUND);
        }
        let journey = it.coordinator.get(&format!("{person}/journey")).await;
        assert!(journey.says("A request that stood here was about somebody else") && !journey.body.contains("Zara"), "{}", journey.body);
        let mut tx = it.world.fresh.db.snapshot().await.unwrap();
        let chained: Vec<(Option<ReferralId>,)> =
            all!(&mut tx, "select re_referral_of from referral where id = $1", other).unwrap();
        assert_eq!(chained, [(None,)], "it is no second request about Tobi");
    }

    async fn nothing_that_is_limited_or_barred_is_opened_by_moving_a_case(engine: Engine) {
        let mut it = mixed(engine).await;
        let (case, was, becomes) = ((Kind::Case, it.case.0), (Kind::Person, it.wrong.0), (Kind::Person, it.right.0));
        let kept = ties(&it.world, Kind::Case, it.case.0).await;
        // The lead professional must not see Zara.
        tie(&it.world, &[becomes], Relation::Barred, it.lead.1.0).await;
        let refused = it.move_it().await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.says("Somebody with a part in this must not see") && refused.says(WHY.1), "{}", refused.body);
        let mut tx = it.world.fresh.db.begin().await.unwrap();
        scope::remove(&mut tx, becomes, Relation::Barred, it.lead.1.0).await.unwrap();
        tx.commit(it.world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        // An organisation that must not see Tobi would see what was written about him.
        tie(&it.world, &[case, was], Relation::BarredOrganisation, POLICE.0).await;
        let refused = it.move_it().await;
        assert!(refused.says("Keep them out of this one first"), "{}", refused.body);
        assert_eq!(it.lead.0.get(&format!("/people/{}", it.right)).await.status, StatusCode::NOT_FOUND);
        tie(&it.world, &[becomes], Relation::BarredOrganisation, POLICE.0).await;
        done(&it.move_it().await);
        let now = ties(&it.world, Kind::Case, it.case.0).await;
        assert_eq!(now.difference(&kept).cloned().collect::<Vec<_>>(), [format!("barred_organisation {POLICE}")]);
    }

    async fn nobody_is_let_back_before_what_was_written_is_checked_and_a_bar_reaches_what_was_written(engine: Engine) {
        let mut it = mixed(engine).await;
        let (_, bert) = it.world.someone("Bert", COUNCIL, Role::Practitioner).await;
        let (_, nia) = it.world.someone("Nia", COUNCIL, Role::Practitioner).await;
        let (bert, nia) = (bert.to_string(), nia.to_string());
        let bars = |person: PersonId| format!("/people/{person}/bars");
        relate(&it.world, it.right, &[(Relation::Forum, FORUM.0)]).await;
        done(&it.coordinator.fill(&bars(it.right), &[("practitioner", bert.as_str()), ("reason", "An uncle")]).await);
        done(&it.move_it().await);
        // The coordinator goes on with Tobi, too.
        relate(&it.world, it.wrong, &[(Relation::Forum, FORUM.0)]).await;
        let lifting = format!("{}/{bert}/lifting", bars(it.right));
        let early = it.coordinator.fill(&lifting, &[("reason", "It was another")]).await;
        assert_eq!(early.status, StatusCode::CONFLICT);
        assert!(early.says("check what was written before"), "{}", early.body);
        done(&it.coordinator.fill(&bars(it.wrong), &[("practitioner", nia.as_str()), ("reason", "A neighbour")]).await);
        let now = ties(&it.world, Kind::Case, it.case.0).await;
        assert!(now.contains(&format!("barred {nia}")), "{now:?}");
        let corrections = format!("/cases/{}/corrections", it.case);
        let page = it.coordinator.get(&corrections).await;
        assert!(page.says("Zara Quillfeather"), "whose it is stands above: {}", page.body);
        done(&it.coordinator.fill(&corrections, &[]).await);
        done(&it.coordinator.fill(&lifting, &[("reason", "It was another")]).await);
    }

    async fn a_limit_on_the_other_record_reaches_what_was_written_until_the_coordinator_has_checked_it(engine: Engine) {
        let mut it = mixed(engine).await;
        let (mut bert, bert_id) = it.world.someone("Bert", COUNCIL, Role::Practitioner).await;
        done(&it.move_it().await);
        relate(&it.world, it.wrong, &[(Relation::Forum, FORUM.0)]).await;
        let referral = referral_of(&it.world, it.case).await;
        let (record, request) = (format!("/cases/{}", it.case), format!("/referrals/{referral}"));
        assert_eq!(it.referrer.0.get(&record).await.status, StatusCode::OK);
        let named = bert_id.to_string();
        let limit = [("restricted", "yes"), ("named", named.as_str())];
        done(&it.coordinator.fill(&format!("/people/{}/restriction", it.wrong), &limit).await);
        for path in [&record, &request] {
            assert_eq!(it.referrer.0.get(path).await.status, StatusCode::NOT_FOUND, "{path} tells of Tobi");
            assert_eq!(it.lead.0.get(path).await.status, StatusCode::OK, "who works on it goes on: {path}");
            assert_eq!(bert.get(path).await.status, StatusCode::NOT_FOUND, "nobody is let in: {path}");
        }
        // Zara's record is limited to somebody besides: what was written about Tobi is not for them.
        let (mut cyd, cyd_id) = it.world.someone("Cyd", COUNCIL, Role::Practitioner).await;
        let besides = cyd_id.to_string();
        let limit = [("restricted", "yes"), ("named", besides.as_str())];
        done(&it.coordinator.fill(&format!("/people/{}/restriction", it.right), &limit).await);
        assert_eq!(cyd.get(&format!("/people/{}", it.right)).await.status, StatusCode::OK);
        assert_eq!(cyd.get(&record).await.status, StatusCode::NOT_FOUND, "not before it is checked");
        let corrections = format!("{record}/corrections");
        assert!(!it.lead.0.get(&corrections).await.says("I have checked it"));
        let refused = press(&mut it.lead.0, &record, &corrections, &[]).await;
        assert!(refused.status == StatusCode::CONFLICT && refused.says("Ask the coordinator"), "{}", refused.body);
        let page = it.coordinator.get(&corrections).await;
        assert!(page.says("I have checked it"), "{}", page.body);
        done(&it.coordinator.fill(&corrections, &[]).await);
        assert_eq!(cyd.get(&record).await.status, StatusCode::OK, "it tells of Zara alone");
        done(&it.coordinator.fill(&format!("/people/{}/restriction", it.right), &[("restricted", "no")]).await);
        assert_eq!(it.referrer.0.get(&record).await.status, StatusCode::OK);
    }

    async fn whoever_does_not_read_the_right_record_opens_it_to_nobody_by_moving_a_case(engine: Engine) {
        let mut it = mixed(engine).await;
        let (mut olu, _) = it.world.someone("Olu", POLICE, Role::Practitioner).await;
        let unknown = add(&mut olu, &[("given_name", "Ivo"), ("family_name", "Marlow"), ("learning_difficulty_or_disability", "no")]).await;
        let form = format!("/cases/{}/wrong-person", it.case);
        let mut same = Vec::new();
        for other in [unknown.to_string(), Uuid::from_u128(7).to_string()] {
            let refused = it.coordinator.fill(&form, &[("other", other.as_str()), WHY]).await;
            assert!(refused.says("Select someone whose record you may see"), "{}", refused.body);
            same.push(content(&refused).replace(&other, "ID"));
        }
        assert_eq!(same[0], same[1], "absent and hidden are told alike");
        // Of whom the coordinator knows the summary alone.
        relate(&it.world, unknown, &[(Relation::ProposedLead, it.coordinator_id.0)]).await;
        let other = unknown.to_string();
        let refused = it.coordinator.fill(&form, &[("other", other.as_str()), WHY]).await;
        assert!(refused.says("would read this person") && refused.says("make a new request"), "{}", refused.body);
        for browser in [&mut it.lead.0, &mut it.referrer.0] {
            assert_eq!(browser.get(&form).await.status, StatusCode::FORBIDDEN, "the coordinator says so, and nobody else");
        }
        assert_eq!(olu.get(&form).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_case_is_moved_once_however_often_and_by_however_many_it_is_pressed(engine: Engine) {
        let mut it = mixed(engine).await;
        let (mut other, _) = it.world.someone("Cleo", COUNCIL, Role::Coordinator).await;
        let nia = add(&mut other, &[("given_name", "Nia"), ("family_name", "Marlow"), ("learning_difficulty_or_disability", "no")]).await;
        let form = format!("/cases/{}/wrong-person", it.case);
        let (page, theirs) = (it.coordinator.get(&form).await, other.get(&form).await);
        let sent = |page: &Reply, person: PersonId| -> Vec<(String, String)> {
            let hidden = ["_csrf", "_key", "_was", "version"].map(|name| (name.to_owned(), page.value(name).unwrap_or_default()));
            hidden.into_iter().chain([("other".into(), person.to_string()), (WHY.0.into(), WHY.1.into())]).collect()
        };
        let once = it.coordinator.post(&form, &sent(&page, it.right)).await;
        let twice = it.coordinator.post(&form, &sent(&page, it.right)).await;
        assert_eq!((done(&once), twice.status), (done(&twice), StatusCode::SEE_OTHER));
        let late = other.post(&form, &sent(&theirs, nia)).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.body);
        let again = it.move_it().await;
        assert!(again.says("it is about this person now"), "{}", again.body);
        let mut tx = it.world.fresh.db.snapshot().await.unwrap();
        let rows: Vec<(PersonId, PersonId)> = all!(&mut tx, "select was_person_id, person_id from person_correction").unwrap();
        assert_eq!(rows, [(it.wrong, it.right)]);
    }

    async fn the_answers_of_forms_go_along_under_the_right_persons_key(engine: Engine) {
        let mut it = mixed(engine).await;
        let forms = format!("/cases/{}/forms", it.case);
        let path = done(&it.coordinator.fill(&forms, &[("code", "care-act-assessment")]).await);
        let form = charter::library().iter().find(|it| it.code == "care-act-assessment").unwrap();
        let part = format!("{path}/parts/{}", form.questionnaire.sections()[0].group.link_id);
        let page = it.coordinator.get(&part).await;
        done(&it.coordinator.post(&part, &forms::any_answers(&page)).await);
        done(&it.move_it().await);
        let keys = db::Keys::open(it.world.fresh.keys.clone()).await.unwrap();
        keys.destroy(it.wrong.0).await.unwrap();
        let list = it.lead.0.get(&forms).await;
        assert!(list.says("Written while this case was about another record"), "{}", list.body);
        let read = it.lead.0.get(&format!("{path}/answers")).await;
        assert!(read.says("Said so") && read.says("Zara Quillfeather") && !read.says("Tobi"), "{}", read.body);
    }

    async fn what_was_recorded_about_consent_in_error_is_struck_through_and_counts_for_nothing(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let record = format!("/cases/{case}");
        let said = [("purpose", "share"), ("decision", "given"), ("decider", "parent"), ("note", "At school")];
        done(&coordinator.fill(&format!("{record}/consent/new"), &said).await);
        let page = coordinator.get(&format!("{record}/consent")).await;
        assert!(coordinator.get(&record).await.says("Agreed on 22 November 2026"));
        let form = link(&page, "/error");
        assert!(coordinator.fill(&form, &[]).await.says("Enter what is wrong with it"));
        done(&coordinator.fill(&form, &[("error_reason", "Another mother said it")]).await);
        let page = coordinator.get(&format!("{record}/consent")).await;
        assert!(page.says("Entered in error: Another mother said it") && page.says("Not recorded"), "{}", page.body);
        assert!(!coordinator.get(&record).await.says("Agreed on"), "it counts for nothing");
        assert!(coordinator.get(&form).await.says("entered in error already"));
    }

    async fn what_was_written_before_is_listed_for_those_who_keep_the_plan_or_run_the_forum(engine: Engine) {
        let mut it = mixed(engine).await;
        let record = format!("/cases/{}", it.case);
        done(&it.coordinator.fill(&format!("{record}/goals/new"), &[("words", "A bed of her own")]).await);
        let (mut reader, reader_id) = it.world.someone("Rob", COUNCIL, Role::Practitioner).await;
        done(&it.move_it().await);
        tie(&it.world, &[(Kind::Case, it.case.0)], Relation::Involved, reader_id.0).await;
        let corrections = format!("{record}/corrections");
        for browser in [&mut it.coordinator, &mut it.lead.0] {
            let page = browser.get(&corrections).await;
            assert!(page.says("A bed of her own"), "{}", page.body);
        }
        let page = reader.get(&corrections).await;
        assert!(page.says(WHY.1) && page.says("Not yet") && !page.says("A bed of her own"), "{}", page.body);
        for part in ["consent", "duties", "forms", "step-up"] {
            let page = it.coordinator.get(&format!("{record}/{part}")).await;
            assert!(page.says("Zara Quillfeather"), "{part} does not say whose it is: {}", page.body);
        }
    }
}
