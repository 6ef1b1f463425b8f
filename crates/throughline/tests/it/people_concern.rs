//! Persons of concern: from whom somebody has to be kept safe. Staff involved read who they are; on their own record, in what is
//! stored, sought and printed, it is as if nobody had spoken of them.

use agreement::{Relation, Role};
use axum::http::StatusCode;
use db::{At, Day, NewEntry, insert, run};
use kernel::{CaseId, HouseholdId, PersonId, RelationshipId};
use testkit::{Browser, COUNCIL, FORUM, POLICE, Reply, World, on_both_engines};

use crate::{
    case_life::{done, opened},
    people::{everything_stored, without_keys},
    people_search::{ZARA, add, relate},
    world,
};

const NAME: &str = "Kit Marsh";
const FEARED: &str = "He said that he will find her at school";
const HANDLING: &str = "Ring her mobile before three, and leave no message";

const KIT: &[(&str, &str)] = &[
    ("given_name", "Kit"),
    ("family_name", "Marsh"),
    ("date_of_birth", "1984-03-04"),
    ("learning_difficulty_or_disability", "no"),
];

const KNOWN: [(&str, &str); 7] = [
    ("name", NAME),
    ("tie", "former_partner"),
    ("near", "must_not_know"),
    ("feared", FEARED),
    ("handling", HANDLING),
    ("review_on-day", "1"),
    ("review_on-month", "3"),
];

fn known(readers: &'static str) -> Vec<(&'static str, &'static str)> {
    [KNOWN.as_slice(), &[("review_on-year", "2027"), ("readers", readers)]].concat()
}

async fn record(browser: &mut Browser, person: PersonId, readers: &'static str) -> Reply {
    browser.fill(&format!("/people/{person}/persons-of-concern/new"), &known(readers)).await
}

/// The address of the form about the first person of concern of a page.
fn form_of(page: &Reply) -> String {
    let forms = page.links();
    let mut forms = forms.into_iter().filter(|it| {
        it.contains("/persons-of-concern/") && !it.ends_with("/new") && !it.ends_with("/end")
    });
    forms.next().unwrap_or_else(|| panic!("{}", page.body))
}

/// The two live together by the record, and were partners.
async fn live_together(world: &World, one: PersonId, other: PersonId) -> HouseholdId {
    let household = HouseholdId(world.env.new_id());
    let mut tx = world.fresh.db.begin().await.unwrap();
    insert!(&mut tx, household { id: household, created_at: At(world.env.now()) }).unwrap();
    for person in [one, other] {
        insert!(
            &mut tx,
            household_member {
                id: world.env.new_id(),
                household_id: household,
                person_id: person,
                role: "other",
                joined_on: None::<Day>,
                left_on: None::<Day>,
            }
        )
        .unwrap();
    }
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
    household
}

async fn related(world: &World, one: PersonId, other: PersonId, by: kernel::PractitionerId) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    insert!(
        &mut tx,
        relationship {
            id: RelationshipId(world.env.new_id()),
            person_id: one,
            other_id: other,
            kind: "partner",
            responsibility: "",
            began: "",
            ended: "",
            end_reason: "",
            in_error: false,
            recorded_by: by,
            recorded_at: At(world.env.now()),
        }
    )
    .unwrap();
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

/// All that is shown of somebody's own record, request and case to whoever works with them: of these pages nothing is refused.
async fn own_record(
    browser: &mut Browser,
    person: PersonId,
    case: CaseId,
) -> Vec<(String, String)> {
    let of_person = ["", "/journey", "/family", "/errors", "/persons-of-concern"];
    let of_case = [
        "",
        "/summary",
        "/duties",
        "/plan",
        "/consent",
        "/step-up",
        "/chronology",
        "/forms",
        "/papers",
        "/levels",
    ];
    let record = browser.get(&format!("/cases/{case}")).await;
    let referral = record.links().into_iter().find(|it| it.starts_with("/referrals/")).unwrap();
    let referral = referral.split('/').take(3).collect::<Vec<_>>().join("/");
    let of_person = of_person.map(|it| format!("/people/{person}{it}"));
    let of_case = of_case.map(|it| format!("/cases/{case}{it}"));
    let more = [referral, "/cases".to_owned(), "/".to_owned()];
    let mut pages = Vec::new();
    for path in of_person.into_iter().chain(of_case).chain(more) {
        for path in [path.clone(), format!("/api/v1{path}")] {
            let reply = browser.get(&path).await;
            assert_eq!(reply.status, StatusCode::OK, "{path}");
            pages.push((path, without_keys(&reply)));
        }
    }
    pages
}

on_both_engines! {
    async fn the_record_of_a_person_of_concern_is_byte_for_byte_as_if_nobody_had_spoken_of_them(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, wes_id) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut olu, olu_id) = world.someone("Olu", POLICE, Role::Practitioner).await;
        let (mut cora, _) = world.someone("Cora", POLICE, Role::Coordinator).await;
        let zara = add(&mut wes, ZARA).await;
        // They live together, were partners, and he has a case of his own; both workers and the coordinator know both.
        let (case, kit) = opened(&world, "Kit", olu_id).await;
        let household = live_together(&world, zara, kit).await;
        related(&world, kit, zara, wes_id).await;
        let mut tx = world.fresh.db.begin().await.unwrap();
        run!(&mut tx, "update referral set household_id = $1", household).unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        relate(&world, kit, &[(Relation::Involved, wes_id.0)]).await;
        relate(&world, zara, &[(Relation::Forum, FORUM.0), (Relation::Open, FORUM.0), (Relation::Involved, olu_id.0)]).await;
        // What was done on the way is told once, above the next page.
        for browser in [&mut olu, &mut cora, &mut wes] {
            browser.get("/").await;
        }
        let before = (own_record(&mut olu, kit, case).await, own_record(&mut cora, kit, case).await);
        let called: Vec<(&str, &str)> = known("record").into_iter()
            .map(|(name, value)| if name == "name" { (name, "Kit Okafor") } else { (name, value) }).collect();
        done(&wes.fill(&format!("/people/{zara}/persons-of-concern/new"), &called).await);
        let page = concerns(&mut wes, zara).await;
        assert!(page.says("is recorded as living with this person"), "who works with both is told where they meet: {}", page.body);
        let changed = [&called[..], &[("whereabouts", "At his brother's")]].concat();
        done(&wes.fill(&form_of(&page), &changed).await);
        assert!(olu.get(&format!("/people/{zara}")).await.says("Keep safe from Kit Okafor"), "who works with her reads it there");
        // Nobody has looked at it for a year, and the coordinator has been home.
        let mut tx = world.fresh.db.begin().await.unwrap();
        run!(&mut tx, "update person_of_concern set review_on = $1 where outcome = ''", Day(jiff::civil::date(2026, 11, 1))).unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        let after = (own_record(&mut olu, kit, case).await, own_record(&mut cora, kit, case).await);
        for (before, after) in before.0.iter().zip(&after.0).chain(before.1.iter().zip(&after.1)) {
            assert_eq!(before, after);
        }
        // Nor does who has looked tell of it, on either record: who asks for a child may be who is feared.
        for person in [kit, zara] {
            for path in [format!("/people/{person}/readers"), format!("/api/v1/people/{person}/readers")] {
                let readers = cora.get(&path).await;
                assert_eq!(readers.status, StatusCode::OK);
                for tells in ["concern", "home page", "apart"] {
                    assert!(!readers.body.contains(tells), "{tells}: {}", readers.body);
                }
                assert!(person == zara || !readers.body.contains("Zara") && !readers.body.contains(&zara.to_string()));
            }
        }
    }

    async fn who_is_feared_is_read_by_staff_involved_and_the_others_are_told_to_ask(engine: Engine) {
        let mut world = world(engine).await;
        let (mut rae, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (mut cora, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut member, _) = world.someone("Mo", POLICE, Role::ForumMember).await;
        let (case, person) = opened(&world, "Tobi", referrer).await;
        done(&record(&mut rae, person, "involved").await);
        let paths = [format!("/people/{person}"), format!("/people/{person}/persons-of-concern"), format!("/cases/{case}")];
        for path in &paths {
            for path in [path.clone(), format!("/api/v1{path}")] {
                for browser in [&mut rae, &mut cora] {
                    let page = browser.get(&path).await;
                    assert!(page.body.contains(NAME) && page.body.contains(HANDLING), "{path}: {}", page.body);
                }
            }
        }
        // Whoever sees the summary is told nothing; whoever reads the record, that there is somebody.
        let summary = member.get(&paths[0]).await;
        assert!(summary.says("Tobi") && !summary.body.contains("concern") && !summary.body.contains("safe from"), "{}", summary.body);
        relate(&world, person, &[(Relation::Agenda, FORUM.0)]).await;
        let mut tx = world.fresh.db.begin().await.unwrap();
        db::scope::add(&mut tx, (agreement::Kind::Case, case.0), Relation::Agenda, FORUM.0).await.unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        for path in &paths {
            let page = member.get(path).await;
            assert!(page.says("There is somebody from whom they must be kept safe"), "{path}: {}", page.body);
            let api = member.get(&format!("/api/v1{path}")).await;
            for page in [page, api] {
                for said in ["Kit", "Marsh", FEARED, HANDLING, "former"] {
                    assert!(!page.body.contains(said), "{path}: {said}: {}", page.body);
                }
            }
        }
        let page = cora.get(&paths[1]).await;
        let form = form_of(&page);
        for form in [form.clone(), format!("/people/{person}/persons-of-concern/new")] {
            assert_ne!(member.get(&form).await.status, StatusCode::OK);
        }
        // Where a meeting has to know of whom it speaks, whoever keeps the record says so.
        done(&cora.fill(&form, &known("record")).await);
        for path in &paths {
            let page = member.get(path).await;
            assert!(page.says(NAME) && page.says(HANDLING), "{path}: {}", page.body);
        }
        // What is narrowed again is narrowed for what it said before, too.
        done(&cora.fill(&form, &known("involved")).await);
        for path in &paths {
            for path in [path.clone(), format!("/api/v1{path}")] {
                let page = member.get(&path).await;
                assert_eq!(page.status, StatusCode::OK);
                assert!(!page.body.contains("Marsh") && !page.body.contains(HANDLING), "{path}: {}", page.body);
            }
        }
    }

    async fn who_is_feared_stands_nowhere_in_clear_and_no_search_finds_them(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let person = add(&mut wes, ZARA).await;
        done(&record(&mut wes, person, "record").await);
        let found = wes.fill("/people", &[("name", NAME)]).await;
        assert!(found.says("Nobody whose record you may see matches"), "{}", found.body);
        let form = form_of(&concerns(&mut wes, person).await);
        done(&wes.fill(&format!("{form}/end"), &[("outcome", "ended"), ("reason", "He drowned at Maldon")]).await);
        assert!(concerns(&mut wes, person).await.says("He drowned at Maldon"));
        let stored = everything_stored(&world).await;
        for said in [NAME, "Marsh", FEARED, HANDLING, "drowned", "former_partner"] {
            assert!(!stored.windows(said.len()).any(|it| it == said.as_bytes()), "{said} is stored in clear");
        }
    }

    async fn a_person_of_concern_is_looked_at_again_and_what_it_said_before_stays_to_be_read(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, wes_id) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut ola, ola_id) = world.someone("Ola", POLICE, Role::Practitioner).await;
        let person = add(&mut wes, ZARA).await;
        relate(&world, person, &[(Relation::Involved, ola_id.0), (Relation::Involved, wes_id.0)]).await;
        let wrong = wes.fill(&format!("/people/{person}/persons-of-concern/new"), &[]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for problem in ["Enter their name, or how they are known", "Select what they are to this person",
            "Select whether they know where this person lives", "Enter what is feared", "Enter what staff do, and what they never do",
            "Select who reads this", "Enter the day on which it is looked at again"] {
            assert!(wrong.says(problem), "{problem}: {}", wrong.body);
        }
        done(&record(&mut wes, person, "involved").await);
        let form = form_of(&concerns(&mut wes, person).await);
        let seen = ola.get(&form).await;
        let moved = [&known("involved")[..], &[("whereabouts", "Above the shop in Dene Street")]].concat();
        done(&wes.fill(&form, &moved).await);
        let mut fields: Vec<(String, String)> = ["_csrf", "_key", "version"]
            .map(|name| (name.to_owned(), seen.value(name).unwrap())).into();
        let late = [&known("involved")[..], &[("orders", "A restraining order until May")]].concat();
        fields.extend(late.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let conflict = ola.post(&form, &fields).await;
        assert_eq!(conflict.status, StatusCode::CONFLICT);
        assert!(conflict.says("Above the shop in Dene Street") && conflict.body.contains("A restraining order until May"), "{}", conflict.body);
        // Nobody opens to a whole table what another told staff involved, and who changed what stays to be read.
        assert!(ola.fill(&form, &known("record")).await.says("Only whoever recorded it, or the coordinator, opens it"));
        let harmless: Vec<(&str, &str)> = known("involved").into_iter()
            .map(|(name, value)| if name == "handling" { (name, "Ring the landline") } else { (name, value) }).collect();
        done(&ola.fill(&form, &harmless).await);
        let page = concerns(&mut wes, person).await;
        for said in ["Ring the landline", HANDLING, "when Ola changed it", "Above the shop in Dene Street"] {
            assert!(page.says(said), "{said}: {}", page.body);
        }
    }

    async fn a_person_of_concern_is_over_for_a_reason_or_was_an_error_which_only_whoever_recorded_it_says(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut cora, _) = world.someone("Cora", POLICE, Role::Coordinator).await;
        let (mut ola, ola_id) = world.someone("Ola", POLICE, Role::Practitioner).await;
        let person = add(&mut wes, ZARA).await;
        relate(&world, person, &[(Relation::Forum, FORUM.0), (Relation::Open, FORUM.0), (Relation::Involved, ola_id.0)]).await;
        done(&record(&mut wes, person, "record").await);
        let form = form_of(&concerns(&mut wes, person).await);
        let end = format!("{form}/end");
        assert!(wes.fill(&end, &[]).await.says("Select whether it is over or was entered in error"));
        let mistaken = [("outcome", "in_error"), ("reason", "It is his brother Dale")];
        done(&wes.fill(&form, &[&known("record")[..], &[("orders", "A restraining order until May")]].concat()).await);
        // Ola works with her, too, and may not take away what Wes recorded; nor may Wes alone what Ola has looked at since.
        let refused = "Only whoever recorded it, while nobody else has looked at it since, or the coordinator";
        assert!(ola.fill(&end, &mistaken).await.says(refused));
        done(&ola.fill(&form, &[&known("record")[..], &[("orders", "A restraining order until June")]].concat()).await);
        assert!(wes.fill(&end, &mistaken).await.says(refused));
        done(&wes.fill(&form, &[&known("record")[..], &[("orders", "A restraining order until June")]].concat()).await);
        assert!(wes.fill(&end, &mistaken).await.says(refused), "looking at it again makes it nobody's own");
        // Nor does saying that it is over keep an error in sight.
        done(&ola.fill(&end, &[("outcome", "ended"), ("reason", "He has moved")]).await);
        assert!(wes.get(&form).await.says("This is over. Record it anew if it is so again."));
        assert!(ola.fill(&end, &[("outcome", "ended"), ("reason", "Again")]).await.says("This is over already"));
        done(&cora.fill(&end, &mistaken).await);
        let page = concerns(&mut wes, person).await;
        assert!(page.says("It is his brother Dale") && page.says("What it said is kept, and shown to nobody"), "{}", page.body);
        let api = wes.get(&format!("/api/v1/people/{person}/persons-of-concern")).await;
        for page in [page, api, wes.get(&format!("/people/{person}")).await] {
            assert!(!page.body.contains("Marsh") && !page.body.contains(HANDLING) && !page.body.contains("restraining"), "nor what it said before: {}", page.body);
        }
        assert!(wes.get(&end).await.says("Nothing is to be said of this any more"));
        // Whom it was about after all is nothing to everybody who reads the record.
        let mut tx = world.fresh.db.begin().await.unwrap();
        run!(&mut tx, "delete from record_scope where relation = 'open'").unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        let page = concerns(&mut cora, person).await;
        assert!(page.says("Entered in error") && !page.body.contains("Dale"), "{}", page.body);

        done(&record(&mut wes, person, "involved").await);
        let form = form_of(&concerns(&mut wes, person).await);
        done(&wes.fill(&format!("{form}/end"), &[("outcome", "ended"), ("reason", "He lives abroad")]).await);
        let page = concerns(&mut wes, person).await;
        assert!(page.says("Kit Marsh, no longer of concern since") && page.says("He lives abroad (Wes)") && page.says(FEARED), "{}", page.body);
        assert!(!wes.get(&format!("/people/{person}")).await.says("Keep safe from"));
    }

    async fn whoever_has_the_name_of_a_person_of_concern_around_the_person_at_risk_is_pointed_out(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut olu, _) = world.someone("Olu", POLICE, Role::Practitioner).await;
        let (zara, kit) = (add(&mut wes, ZARA).await, add(&mut olu, KIT).await);
        live_together(&world, zara, kit).await;
        done(&record(&mut wes, zara, "involved").await);
        let page = concerns(&mut wes, zara).await;
        assert!(!page.says("Check this"), "of whom Wes may not know: {}", page.body);
        drop(world.someone("Kít  marsh", POLICE, Role::Practitioner).await);
        relate(&world, kit, &[(Relation::Forum, FORUM.0), (Relation::Open, FORUM.0)]).await;
        let (mut cora, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        relate(&world, zara, &[(Relation::Forum, FORUM.0), (Relation::Open, FORUM.0)]).await;
        let page = concerns(&mut cora, zara).await;
        for said in ["is recorded as living with this person", "has an account here", "bar them from this record"] {
            assert!(page.says(said), "{said}: {}", page.body);
        }
    }

    async fn nothing_that_is_printed_or_handed_on_names_a_person_of_concern(engine: Engine) {
        let mut world = world(engine).await;
        let (mut rae, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (mut cora, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (case, person) = opened(&world, "Tobi", referrer).await;
        done(&record(&mut rae, person, "record").await);
        let of_case = ["/plan", "/consent", "/consent/form", "/chronology", "/duties", "/summary", "/step-up", "/forms", "/papers", "/readers"];
        let mut paths: Vec<String> = of_case.map(|it| format!("/cases/{case}{it}")).into();
        paths.extend(["/journey", "/family", "/readers", "/errors", "/bars"].map(|it| format!("/people/{person}{it}")));
        paths.extend(["/cases", "/", "/actions", "/referrals"].map(str::to_owned));
        for path in paths {
            let page = cora.get(&path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(!page.body.contains("Marsh") && !page.body.contains(HANDLING), "{path}: {}", page.body);
        }
        // On the record and the case it stands on the screen alone, and of its own page nothing is printed.
        for path in [format!("/people/{person}"), format!("/cases/{case}")] {
            let page = cora.get(&path).await;
            let before = page.body.split(NAME).next().unwrap();
            assert!(before.rsplit("<p").next().unwrap().contains("tl-not-on-paper"), "{path}: {}", page.body);
            let heading = page.body.split("Before you make contact").next().unwrap();
            assert!(heading.rsplit("<div").nth(2).unwrap_or_default().contains("tl-not-on-paper"), "nor a heading with nothing below it: {path}: {}", page.body);
        }
        let form = form_of(&concerns(&mut cora, person).await);
        for path in [format!("/people/{person}/persons-of-concern"), format!("/people/{person}/persons-of-concern/new"), form.clone(), format!("{form}/end")] {
            let page = cora.get(&path).await;
            let main = page.body.split("<main").nth(1).unwrap();
            let before = main.split(NAME).next().unwrap();
            assert!(main.contains("tl-page-not-on-paper") && (before.len() == main.len() || before.contains("tl-page-not-on-paper")), "{path}: {}", page.body);
        }
        let home = cora.get("/").await;
        let sheet = home.body.split("href=\"").filter_map(|it| it.split('"').next()).find(|it| it.ends_with(".css")).unwrap().to_owned();
        let sheet = cora.get(&sheet).await;
        assert!(sheet.body.contains(".tl-not-on-paper") && sheet.body.contains("main:has(.tl-page-not-on-paper)"), "paper hides it");
    }
}

async fn concerns(browser: &mut Browser, person: PersonId) -> Reply {
    browser.get(&format!("/people/{person}/persons-of-concern")).await
}
