//! Alerts: seen by whoever may read the record before they make contact, and by nobody else.

use agreement::{Relation, Role};
use axum::http::StatusCode;
use db::{Day, NewEntry, run};
use jiff::civil::date;
use kernel::PersonId;
use testkit::{Browser, COUNCIL, FORUM, POLICE, Reply, World, on_both_engines};
use uuid::Uuid;

use crate::{
    case_life::{done, opened},
    ledger_rows::execute,
    people_search::{ZARA, add, relate},
    world,
};

const WORDS: &str = "The brother keeps a mastiff";

/// Dates of a form.
fn on<'a>(name: &'a str, day: &'a [&'a str; 3]) -> Vec<(String, String)> {
    let parts = ["day", "month", "year"];
    parts.iter().zip(day).map(|(part, it)| (format!("{name}-{part}"), (*it).to_owned())).collect()
}

async fn add_alert(browser: &mut Browser, person: PersonId, day: [&str; 3]) -> Reply {
    let day = on("review_on", &day);
    let mut answers = vec![("kind", "dog"), ("words", WORDS)];
    answers.extend(day.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    browser.fill(&format!("/people/{person}/alerts/new"), &answers).await
}

/// The address of the form about the first alert of a page.
fn form_of(page: &Reply) -> String {
    let links = page.body.split("href=\"").skip(1).filter_map(|it| it.split('"').next());
    let mut forms = links.filter(|it| it.contains("/alerts/") && !it.ends_with("/new"));
    forms.next().unwrap().to_owned()
}

/// The address of the form for taking back that something was entered in error.
pub(crate) fn taking_back(page: &Reply) -> String {
    let mut links = page.body.split("href=\"").skip(1).filter_map(|it| it.split('"').next());
    links
        .find(|it| it.ends_with("/taking-back"))
        .unwrap_or_else(|| panic!("{}", page.body))
        .to_owned()
}

/// The alerts of a person were to be looked at by yesterday.
async fn let_fall_due(world: &World, person: PersonId) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    let day = Day(date(2026, 11, 21));
    run!(&mut tx, "update person_alert set review_on = $1 where person_id = $2", day, person)
        .unwrap();
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

on_both_engines! {
    async fn an_alert_is_shown_to_readers_of_the_record_and_never_to_those_who_see_the_summary(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut member, _) = world.someone("Mo", POLICE, Role::ForumMember).await;
        let person = add(&mut wes, ZARA).await;
        let path = format!("/people/{person}");
        relate(&world, person, &[(Relation::Forum, FORUM.0), (Relation::Open, FORUM.0)]).await;
        done(&add_alert(&mut wes, person, ["30", "11", "2026"]).await);
        let page = wes.get(&path).await;
        for said in ["Dog at the address", WORDS, "To be checked by 30 November 2026"] {
            assert!(page.says(said), "{said}: {}", page.body);
        }
        for path in [path.clone(), format!("/api/v1{path}")] {
            let summary = member.get(&path).await;
            assert!(summary.body.contains("Quillfeather"), "{}", summary.body);
            assert!(!summary.body.contains("mastiff") && !summary.body.contains("alert"), "{}", summary.body);
        }
        let form = form_of(&page);
        for form in [form.as_str(), &format!("{path}/alerts/new")] {
            assert_eq!(member.get(form).await.status, StatusCode::FORBIDDEN);
        }
        relate(&world, person, &[(Relation::Agenda, FORUM.0)]).await;
        let read = member.get(&path).await;
        assert!(read.says(WORDS) && !read.body.contains(&form), "read, not changed: {}", read.body);
        let nobodys = wes.get(&format!("{path}/alerts/{person}")).await;
        assert_eq!(nobodys.status, StatusCode::NOT_FOUND, "there is no such alert");
    }

    async fn a_case_shows_the_alerts_of_those_in_it_whose_record_its_reader_may_read(engine: Engine) {
        let mut world = world(engine).await;
        let (mut cora, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut rae, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (mut olu, _) = world.someone("Olu", POLICE, Role::Practitioner).await;
        let (mut member, _) = world.someone("Mo", POLICE, Role::ForumMember).await;
        let (case, person) = opened(&world, "Tobi", referrer).await;
        let brother = add(&mut olu, ZARA).await;
        let household = kernel::HouseholdId(world.env.new_id());
        let mut tx = world.fresh.db.begin().await.unwrap();
        db::insert!(&mut tx, household { id: household, created_at: db::At(world.env.now()) }).unwrap();
        for person in [person, brother] {
            db::insert!(&mut tx, household_member {
                id: world.env.new_id(), household_id: household, person_id: person, role: "child",
                joined_on: None::<Day>, left_on: None::<Day>,
            }).unwrap();
        }
        run!(&mut tx, "update referral set household_id = $1", household).unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        let pairs = [("kind", "visit_in_pairs"), ("words", "A neighbour has threatened staff"),
            ("review_on-day", "1"), ("review_on-month", "3"), ("review_on-year", "2027")];
        done(&rae.fill(&format!("/people/{person}/alerts/new"), &pairs).await);
        done(&add_alert(&mut olu, brother, ["1", "2", "2027"]).await);

        let page = cora.get(&format!("/cases/{case}")).await;
        assert!(page.says("Visit in pairs") && page.says("A neighbour has threatened staff"), "{}", page.body);
        assert!(!page.body.contains("mastiff"), "of whom she may not know: {}", page.body);
        // Whoever may know of the brother, and not read his record, is not told either.
        relate(&world, brother, &[(Relation::Organisation, COUNCIL.0)]).await;
        let page = cora.get(&format!("/cases/{case}")).await;
        assert!(page.says("Zara Quillfeather") && !page.body.contains("mastiff"), "{}", page.body);
        relate(&world, brother, &[(Relation::Forum, FORUM.0)]).await;
        let page = cora.get(&format!("/cases/{case}")).await;
        assert!(page.says("Zara Quillfeather: Dog at the address"), "{}", page.body);
        let summary = member.get(&format!("/cases/{case}/summary")).await;
        assert!(summary.says("Tobi") && !summary.body.contains("threatened"), "{}", summary.body);
    }

    async fn an_alert_is_looked_at_again_and_kept_or_ended_with_a_reason(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let person = add(&mut wes, ZARA).await;
        let path = format!("/people/{person}");
        let wrong = wes.fill(&format!("{path}/alerts/new"), &[]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for problem in ["Select what staff must know", "Enter why, and what to do about it",
            "Enter the day on which it is looked at again"] {
            assert!(wrong.says(problem), "{problem}: {}", wrong.body);
        }
        for day in [["22", "11", "2026"], ["23", "11", "2027"]] {
            assert_eq!(add_alert(&mut wes, person, day).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        done(&add_alert(&mut wes, person, ["22", "11", "2027"]).await);
        let_fall_due(&world, person).await;
        let page = wes.get(&path).await;
        assert!(page.says("Not checked since it fell due on 21 November 2026"), "{}", page.body);

        let form = form_of(&page);
        let stale = wes.get(&form).await;
        assert!(stale.says(WORDS) && stale.says("by Wes"), "{}", stale.body);
        assert!(wes.fill(&form, &[]).await.says("Select whether the alert still holds"));
        let keep = [("outcome", "keep"), ("kind", "dog"), ("words", "It is old and slow now")];
        assert!(wes.fill(&form, &keep).await.says("Enter the day on which it is looked at again"));
        let day = on("review_on", &["1", "6", "2027"]);
        let mut kept = keep.to_vec();
        kept.extend(day.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        done(&wes.fill(&form, &kept).await);
        let page = wes.get(&path).await;
        assert!(page.says("It is old and slow now") && page.says("To be checked by 1 June 2027"), "{}", page.body);

        let mut ending: Vec<(String, String)> = ["_csrf", "_key", "_was", "version"]
            .map(|name| (name.to_owned(), stale.value(name).unwrap())).into();
        ending.extend([("outcome".into(), "end".into()), ("end_reason".into(), "It died".into())]);
        let both = wes.post(&form, &ending).await;
        assert_eq!(both.status, StatusCode::CONFLICT, "{}", both.body);
        assert!(both.says("It is old and slow now"), "nobody ends what they have not read: {}", both.body);
        assert!(wes.fill(&form, &[("outcome", "end")]).await.says("Enter why the alert ends"));
        done(&wes.fill(&form, &[("outcome", "end"), ("end_reason", "It died")]).await);
        let page = wes.get(&path).await;
        assert!(page.says("Alerts that have ended") && page.says("It died"), "{}", page.body);
        assert!(!page.says("Before you make contact"), "{}", page.body);
        assert!(wes.get(&form).await.says("This alert has ended"));
    }

    async fn an_alert_that_was_entered_in_error_leaves_the_record_and_nobody_reads_what_it_said(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let person = add(&mut wes, ZARA).await;
        done(&add_alert(&mut wes, person, ["22", "11", "2027"]).await);
        let path = format!("/people/{person}");
        let form = form_of(&wes.get(&path).await);
        // Whoever works with the family beside them ends a warning, with a reason that everybody reads; they do not hide it.
        let (mut ina, ina_id) = world.someone("Ina", POLICE, Role::Practitioner).await;
        relate(&world, person, &[(Relation::Involved, ina_id.0)]).await;
        let hides = ina.fill(&form, &[("outcome", "in_error"), ("error_reason", "I say so")]).await;
        assert!(hides.says("Only whoever added it, or the coordinator"), "{}", hides.body);
        assert!(ina.get(&path).await.says(WORDS));
        assert!(wes.fill(&form, &[("outcome", "in_error")]).await.says("Enter what is wrong with it"));
        done(&wes.fill(&form, &[("outcome", "in_error"), ("error_reason", "It is about a neighbour")]).await);
        for page in [wes.get(&path).await, wes.get(&format!("/api/v1{path}")).await] {
            assert!(page.body.contains("It is about a neighbour") && !page.body.contains(WORDS), "{}", page.body);
        }
        let page = wes.get(&path).await;
        assert!(page.says("Entered in error: It is about a neighbour") && page.says("shown to nobody"), "{}", page.body);
        assert!(!page.says("Before you make contact"));
    }

    async fn an_alert_that_was_marked_in_error_by_a_slip_stands_again_and_the_slip_stays_to_be_read(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut ina, ina_id) = world.someone("Ina", POLICE, Role::Practitioner).await;
        let (mut olu, _) = world.someone("Olu", POLICE, Role::Practitioner).await;
        let (mut cora, cora_id) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let person = add(&mut wes, ZARA).await;
        done(&add_alert(&mut wes, person, ["22", "11", "2027"]).await);
        let (path, errors) = (format!("/people/{person}"), format!("/people/{person}/errors"));
        assert!(wes.get(&errors).await.says("Nothing was marked as entered in error"));
        let form = form_of(&wes.get(&path).await);
        let slip = [("outcome", "in_error"), ("error_reason", "It is about a neighbour")];
        done(&wes.fill(&form, &slip).await);
        assert!(wes.get(&path).await.body.contains(&errors), "the record leads there");
        let page = wes.get(&errors).await;
        assert!(page.says("Dog at the address") && page.says("It is about a neighbour"), "{}", page.body);
        let back = taking_back(&page);

        // Who works beside them reads that it was said, and does not say otherwise.
        relate(&world, person, &[(Relation::Involved, ina_id.0)]).await;
        let read = ina.get(&errors).await;
        assert!(read.says("It is about a neighbour") && !read.body.contains("taking-back"), "{}", read.body);
        let refused = ina.get(&back).await;
        assert!(refused.status == StatusCode::CONFLICT && refused.says("Only whoever said that it was entered in error"), "{}", refused.body);
        // Of whom somebody may not know, there is nothing.
        for hidden in [&errors, &back] {
            let nothing = olu.get(hidden).await;
            let absent = olu.get(&hidden.replace(&person.to_string(), &Uuid::from_u128(7).to_string())).await;
            assert_eq!((nothing.status, &nothing.body), (StatusCode::NOT_FOUND, &absent.body));
        }

        let early = wes.get(&back).await;
        for page in [&page, &read, &early] {
            assert!(!page.body.contains("mastiff"), "nobody reads what it said: {}", page.body);
        }
        let bare = wes.fill(&back, &[]).await;
        assert!(bare.says("Enter why it is right after all"), "{}", bare.body);
        assert!(!wes.get(&path).await.says(WORDS), "nothing came of that");
        done(&wes.fill(&back, &[("reason", "I pressed the wrong one")]).await);
        let page = wes.get(&path).await;
        assert!(page.says("Before you make contact") && page.says(WORDS), "{}", page.body);
        assert!(!page.says("Alerts that have ended"), "{}", page.body);
        for page in [ina.get(&errors).await, ina.get(&format!("/api/v1{errors}")).await] {
            for said in ["It is about a neighbour", "I pressed the wrong one", "Wes", "2026"] {
                assert!(page.body.contains(said), "{said}: {}", page.body);
            }
        }
        let mut again: Vec<(String, String)> =
            ["_csrf", "_key"].map(|name| (name.to_owned(), early.value(name).unwrap())).into();
        again.push(("reason".into(), "Once more".into()));
        let twice = wes.post(&back, &again).await;
        assert!(twice.status == StatusCode::CONFLICT && twice.says("This was taken back already"), "{}", twice.body);
        assert!(!wes.get(&errors).await.says("Once more"));

        // It can be marked anew, and what was said before stays. A coordinator, who may be another forum's, does not take it back.
        done(&wes.fill(&form, &[("outcome", "in_error"), ("error_reason", "Twins")]).await);
        assert!(!wes.get(&path).await.says(WORDS));
        relate(&world, person, &[(Relation::Forum, FORUM.0), (Relation::Open, FORUM.0)]).await;
        let anew = taking_back(&wes.get(&errors).await);
        assert_eq!(cora.get(&anew).await.status, StatusCode::CONFLICT);
        assert_ne!(anew, back);
        // Whoever saw the slip may have added it anew: it stands once.
        done(&add_alert(&mut wes, person, ["1", "12", "2026"]).await);
        assert!(wes.fill(&anew, &[("reason", "There is one child")]).await.says("This was recorded anew since"));
        execute(&world.fresh.db, "update person_alert set ended_at = added_at, end_reason = 'The dog died' where not in_error").await;
        done(&wes.fill(&anew, &[("reason", "There is one child")]).await);
        let page = cora.get(&errors).await;
        assert!(page.says("There is one child") && page.says("I pressed the wrong one"), "{}", page.body);
        assert!(wes.get(&path).await.says(WORDS));
        relate(&world, person, &[(Relation::Restricted, Uuid::nil()), (Relation::Named, cora_id.0)]).await;
        for hidden in [&errors, &anew] {
            assert_eq!(wes.get(hidden).await.status, StatusCode::NOT_FOUND, "limited to others");
        }
    }
}
