//! People: found before they are added, shown as far as the agreement allows, and kept from whom
//! it must be.

use std::fs;

use agreement::{Kind, Relation, Role};
use axum::http::StatusCode;
use db::{Db, Keys, NewEntry, all, scope};
use kernel::PersonId;
use sqlx::AssertSqlSafe;
use testkit::{Browser, COUNCIL, FORUM, POLICE, Reply, World, on_both_engines};
use uuid::Uuid;

use crate::world;

/// An address, a telephone number and a note that stand nowhere else.
const ADDRESS: &str = "17 Canary Wharfside";
const PHONE: &str = "01632 960 417";
const NOTE: &str = "Ring only when the canary sings";

pub(crate) const ZARA: &[(&str, &str)] = &[
    ("given_name", "Zara"),
    ("family_name", "Quillfeather"),
    ("date_of_birth", "2012-03-04"),
    ("learning_difficulty_or_disability", "no"),
    ("nhs_number", "943 476 5919"),
    ("address", ADDRESS),
    ("postcode", "cm11ab"),
    ("district_code", "Chelmsford"),
    ("phone", PHONE),
    ("safe_contact", NOTE),
];

pub(crate) async fn add(browser: &mut Browser, answers: &[(&str, &str)]) -> PersonId {
    let reply = browser.fill("/people/new", answers).await;
    let location = reply.location.unwrap_or(reply.body);
    location.strip_prefix("/people/").unwrap().parse().unwrap()
}

async fn search(browser: &mut Browser, name: &str, born: &str) -> Reply {
    browser.fill("/people", &[("name", name), ("date_of_birth", born)]).await
}

/// The forum has the person's referral open, as referring does.
async fn open_in_forum(world: &World, person: PersonId) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    for relation in [Relation::Forum, Relation::Open] {
        scope::add(&mut tx, (Kind::Person, person.0), relation, FORUM.0).await.unwrap();
    }
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

/// A page without what differs each time it is shown.
pub(crate) fn without_keys(reply: &Reply) -> String {
    let mut page = reply.body.clone();
    for name in ["_csrf", "_key"] {
        if let Some(value) = reply.value(name) {
            page = page.replace(&value, "");
        }
    }
    page
}

/// Everything that the database holds, as bytes: SQLite's files, PostgreSQL's rows.
pub(crate) async fn everything_stored(world: &World) -> Vec<u8> {
    let Db::Postgres(pool) = &world.fresh.db else {
        let files = fs::read_dir(world.fresh.folder.path()).unwrap();
        let files = files.map(|file| file.unwrap().path());
        let ours = files
            .filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with("throughline"));
        return ours.flat_map(|path| fs::read(path).unwrap()).collect();
    };
    let tables: Vec<String> = sqlx::query_scalar(
        "select table_name::text from information_schema.tables where table_schema = 'public'",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    let mut stored = String::new();
    for table in tables {
        let rows = format!(
            "select coalesce(string_agg(encode(convert_to(t::text, 'UTF8'), 'escape'), ' '), '') from {table} t"
        );
        let rows: String = sqlx::query_scalar(AssertSqlSafe(rows)).fetch_one(pool).await.unwrap();
        stored.push_str(&rows);
    }
    stored.into_bytes()
}

fn holds(stored: &[u8], text: &str) -> bool {
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    [text.as_bytes(), hex.as_bytes()]
        .iter()
        .any(|wanted| stored.windows(wanted.len()).any(|found| found == *wanted))
}

on_both_engines! {
    async fn a_search_finds_misspelt_and_swapped_names_and_says_why(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let before = wes.get("/people").await;
        assert!(!before.says("Add a new person"), "only after a search");
        add(&mut wes, ZARA).await;
        for (name, born, why) in [
            ("zara quillfeather", "", "same name"),
            ("Zarah Kwilfether", "", "name sounds alike"),
            ("Quillfeather Zara", "", "given and family name the other way round"),
            ("Quillfaether, Zára", "", "name sounds alike, given and family name the other way round"),
            ("Zara Quill", "2012-03-04", "same date of birth; name begins the same"),
            ("Zara Quillfeather", "2012-04-03", "day and month of birth the other way round"),
            ("", "2012-03-04", "same date of birth"),
        ] {
            let found = search(&mut wes, name, born).await;
            assert_eq!(found.status, StatusCode::OK);
            assert!(found.says("Zara Quillfeather") && found.says(why), "{name}: {}", found.body);
            assert!(found.says("Add a new person"));
        }
        let found = search(&mut wes, "Ada Lovelace", "").await;
        assert!(found.says("Nobody whose record you may see matches"));
        let wrong = search(&mut wes, "", "31/2/2012").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.says("Date of birth must be a real date"));
        assert_eq!(search(&mut wes, " ", "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn what_was_searched_for_goes_on_into_the_new_record_and_never_into_an_address(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let found = search(&mut wes, "Ana Maria Cruz", "2012-03-04").await;
        let mut fields: Vec<(String, String)> = Vec::new();
        for name in ["_csrf", "_key", "given_name", "family_name"] {
            fields.push((name.into(), found.value(name).unwrap()));
        }
        fields.push(("date_of_birth".into(), "2012-03-04".into()));
        fields.push(("_step".into(), "change".into()));
        let form = wes.post("/people/new", &fields).await;
        assert_eq!(form.status, StatusCode::OK);
        assert_eq!(form.value("given_name").as_deref(), Some("Ana Maria"));
        assert_eq!(form.value("family_name").as_deref(), Some("Cruz"));
        assert_eq!(form.value("date_of_birth-year").as_deref(), Some("2012"));
        // A name in an address is not read.
        assert_eq!(wes.get("/people?name=Cruz").await.value("name").as_deref().unwrap_or(""), "");
    }

    async fn an_outsiders_search_is_the_same_for_somebody_absent_present_and_restricted(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, wes_id) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut outsider, _) = world.someone("Olu", POLICE, Role::Practitioner).await;
        let absent = search(&mut outsider, "Zara Quillfeather", "2012-03-04").await;
        let person = add(&mut wes, ZARA).await;
        let present = search(&mut outsider, "Zara Quillfeather", "2012-03-04").await;
        let mut tx = world.fresh.db.begin().await.unwrap();
        let record = (Kind::Person, person.0);
        scope::add(&mut tx, record, Relation::Restricted, Uuid::nil()).await.unwrap();
        scope::add(&mut tx, record, Relation::Named, wes_id.0).await.unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        let restricted = search(&mut outsider, "Zara Quillfeather", "2012-03-04").await;
        assert_eq!(without_keys(&absent), without_keys(&present));
        assert_eq!(without_keys(&absent), without_keys(&restricted));
        assert!(search(&mut wes, "Zara Quillfeather", "").await.says("same name"), "named staff find them");
        let hidden = outsider.get(&format!("/people/{person}")).await;
        let nobody = outsider.get(&format!("/people/{}", Uuid::from_u128(7))).await;
        assert_eq!((hidden.status, &hidden.body), (StatusCode::NOT_FOUND, &nobody.body));
    }

    async fn address_and_search_terms_stand_nowhere_in_clear_and_only_staff_involved_read_the_address(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut member, _) = world.someone("Mo", POLICE, Role::ForumMember).await;
        let person = add(&mut wes, ZARA).await;
        open_in_forum(&world, person).await;
        search(&mut wes, "Unheardofname", "").await;
        let path = format!("/people/{person}");
        let own = wes.get(&path).await;
        assert!(own.says(ADDRESS) && own.says(PHONE) && own.says(NOTE) && own.says("CM1 1AB"));
        let theirs = member.get(&path).await;
        assert!(theirs.says("Zara Quillfeather") && theirs.says("Address and telephone are shown to staff involved."));
        let json = member.get(&format!("/api/v1{path}")).await;
        assert_eq!(json.json().get("contact"), Some(&serde_json::Value::Null));
        for secret in [ADDRESS, PHONE, NOTE, "CM1 1AB"] {
            assert!(!theirs.body.contains(secret) && !json.body.contains(secret), "{secret}");
        }
        assert_eq!(member.get(&format!("{path}/contact")).await.status, StatusCode::FORBIDDEN);
        let stored = everything_stored(&world).await;
        assert!(holds(&stored, "Quillfeather"), "the look-out sees what is there");
        for secret in [ADDRESS, "Canary", PHONE, "960 417", NOTE, "CM1 1AB", "cm11ab", "Unheardofname", "unheardofname"] {
            assert!(!holds(&stored, secret), "{secret} stands in the database");
        }
    }

    async fn when_the_key_is_destroyed_the_address_is_gone_and_the_record_stays(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let person = add(&mut wes, ZARA).await;
        let keys = Keys::open(world.fresh.keys.clone()).await.unwrap();
        keys.destroy(person.0).await.unwrap();
        let page = wes.get(&format!("/people/{person}")).await;
        assert!(page.says("Zara Quillfeather") && !page.says(ADDRESS), "{}", page.body);
    }

    async fn a_refuge_leaves_no_district_and_equal_telephones_meet_blindly(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let person = add(&mut wes, ZARA).await;
        let mut hidden = ZARA.to_vec();
        hidden.push(("confidential_address", "yes"));
        hidden.retain(|(name, _)| !matches!(*name, "given_name" | "phone"));
        hidden.extend([("given_name", "Ada"), ("phone", "+44 1632 960417")]);
        let refuge = add(&mut wes, &hidden).await;
        let page = wes.get(&format!("/people/{refuge}")).await;
        assert!(page.says("This address is confidential"));
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let districts: Vec<(PersonId, String)> =
            all!(&mut tx, "select id, district_code from person order by family_name, given_name desc").unwrap();
        assert_eq!(districts, [(person, "Chelmsford".into()), (refuge, String::new())]);
        let same: Vec<(i64,)> = all!(&mut tx,
            "select count(*) from person_contact where field = 'phone' group by blind_index").unwrap();
        assert_eq!(same, [(2,)]);
    }

    async fn somebody_who_is_known_is_not_added_again_by_mistake(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut outsider, _) = world.someone("Olu", POLICE, Role::Practitioner).await;
        let first = add(&mut wes, ZARA).await;
        let again = wes.fill("/people/new", ZARA).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.says("has a record that you may see"));
        assert_eq!(again.value("family_name").as_deref(), Some("Quillfeather"), "what was typed is kept");
        let mut twin = ZARA.to_vec();
        twin.push(("another_person", "yes"));
        assert_ne!(add(&mut wes, &twin).await, first);
        // Somebody who may not know of them is not told.
        add(&mut outsider, ZARA).await;
        let wrong = wes.fill("/people/new", &[("nhs_number", "943 476 5918"), ("postcode", "CM1")]).await;
        for sentence in ["Enter their given name", "Check the NHS number", "Enter a full UK postcode"] {
            assert!(wrong.says(sentence), "{sentence}");
        }
    }

    async fn two_who_change_one_record_lose_nothing_and_see_both(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let person = add(&mut wes, ZARA).await;
        let path = format!("/people/{person}/amend");
        let changed = |given: &'static str| {
            [("given_name", given), ("family_name", "Quillfeather"), ("date_of_birth", "2012-03-04"),
             ("learning_difficulty_or_disability", "no")]
        };
        let stale = wes.get(&path).await;
        assert_eq!(wes.fill(&path, &changed("Zarah")).await.status, StatusCode::SEE_OTHER);
        let mut fields: Vec<(String, String)> = changed("Zahra").map(|(n, v)| (n.into(), v.into())).into();
        for name in ["_csrf", "_key", "version"] {
            fields.push((name.into(), stale.value(name).unwrap()));
        }
        let both = wes.post(&path, &fields).await;
        assert_eq!(both.status, StatusCode::CONFLICT);
        assert!(both.says("Zarah"), "{}", both.body);
        assert_eq!(both.value("given_name").as_deref(), Some("Zahra"));
        for name in ["_key", "version"] {
            fields.retain(|(field, _)| field != name);
            fields.push((name.into(), both.value(name).unwrap()));
        }
        assert_eq!(wes.post(&path, &fields).await.status, StatusCode::SEE_OTHER);
        assert!(search(&mut wes, "Zahra Quillfeather", "").await.says("same name"), "found by the new name");
        let contact = format!("/people/{person}/contact");
        assert_eq!(wes.get(&contact).await.value("postcode").as_deref(), Some("CM1 1AB"));
        assert_eq!(wes.fill(&contact, &[("phone", "01632 960 999")]).await.status, StatusCode::SEE_OTHER);
        let page = wes.get(&format!("/people/{person}")).await;
        assert!(page.says("01632 960 999") && !page.says(ADDRESS));
    }

    async fn a_barred_coordinator_finds_no_record_until_the_bar_is_lifted(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut cora, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut cyril, cyril_id) = world.someone("Cyril", POLICE, Role::Coordinator).await;
        let person = add(&mut wes, ZARA).await;
        open_in_forum(&world, person).await;
        let path = format!("/people/{person}");
        let bars = format!("{path}/bars");
        assert_eq!(cyril.get(&path).await.status, StatusCode::OK);
        let who = cyril_id.to_string();
        let own = cyril.fill(&bars, &[("practitioner", &who), ("reason", "A cousin")]).await;
        assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody bars themself");
        let nothing = cora.fill(&bars, &[]).await;
        assert!(nothing.says("Select a member of staff, or an organisation") && nothing.says("Enter why they must not see"));
        let reply = cora.fill(&bars, &[("practitioner", &who), ("reason", "He is a cousin of hers")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        let hidden = cyril.get(&path).await;
        let nobody = cyril.get(&format!("/people/{}", Uuid::from_u128(7))).await;
        assert_eq!((hidden.status, &hidden.body), (StatusCode::NOT_FOUND, &nobody.body));
        assert!(!search(&mut cyril, "Zara Quillfeather", "").await.body.contains(&person.to_string()));
        let again = cora.fill(&bars, &[("practitioner", &who), ("reason", "A cousin")]).await;
        assert!(again.says("They are barred already") && again.says("He is a cousin of hers"), "{}", again.body);

        let lifting = format!("{bars}/{who}/lifting");
        assert!(cora.get(&bars).await.body.contains(&lifting));
        let silent = cora.fill(&lifting, &[]).await;
        assert!(silent.says("Enter why they may see the record again") && silent.says("He is a cousin of hers"));
        let lifted = cora.fill(&lifting, &[("reason", "It was another Cyril")]).await;
        assert_eq!(lifted.location.as_deref(), Some(bars.as_str()), "{}", lifted.body);
        assert_eq!(cyril.get(&path).await.status, StatusCode::OK);
        let history = cora.get(&bars).await;
        assert!(history.says("Barred before") && history.says("It was another Cyril"), "{}", history.body);
        assert_eq!(cora.get(&lifting).await.status, StatusCode::NOT_FOUND, "there is nothing to lift");
        assert_eq!(wes.get(&bars).await.status, StatusCode::FORBIDDEN, "only a coordinator bars");
    }

    async fn an_organisation_that_must_not_know_never_sees_the_record_until_it_is_let_back(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut cora, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut mel, _) = world.someone("Mel", POLICE, Role::ForumMember).await;
        let person = add(&mut wes, ZARA).await;
        open_in_forum(&world, person).await;
        let (path, police, council) = (format!("/people/{person}"), POLICE.to_string(), COUNCIL.to_string());
        let bars = format!("{path}/bars");
        assert_eq!(mel.get(&path).await.status, StatusCode::OK);
        let own = cora.fill(&bars, &[("organisation", &council), ("reason", "The family asked")]).await;
        assert!(own.says("You cannot bar an organisation of your own") && own.says("The family asked"), "{}", own.body);
        let reply = cora.fill(&bars, &[("organisation", &police), ("reason", "The family asked")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        assert_eq!(mel.get(&path).await.status, StatusCode::NOT_FOUND);
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let told: Vec<(Vec<u8>,)> = all!(&mut tx,
            "select d.detail from ledger_entry e join ledger_detail d on d.seq = e.seq
              where e.operation = 'bar_from_record' and e.kind = 'change'").unwrap();
        assert!(String::from_utf8_lossy(&told[0].0).contains("The family asked"));
        drop(tx);
        cora.fill(&format!("{bars}/{police}/lifting"), &[("reason", "They agree now")]).await;
        assert_eq!(mel.get(&path).await.status, StatusCode::OK);
    }

    async fn a_restricted_record_is_there_for_named_staff_only(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut cora, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut cyril, _) = world.someone("Cyril", POLICE, Role::Chair).await;
        let (mut nia, nia_id) = world.someone("Nia", POLICE, Role::Practitioner).await;
        let person = add(&mut wes, ZARA).await;
        open_in_forum(&world, person).await;
        let path = format!("/people/{person}");
        let restriction = format!("{path}/restriction");
        let nia_id = nia_id.to_string();
        let reply = cora.fill(&restriction, &[("restricted", "yes"), ("named", &nia_id)]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        for (browser, status) in [
            (&mut wes, StatusCode::NOT_FOUND),
            (&mut cyril, StatusCode::NOT_FOUND),
            (&mut nia, StatusCode::OK),
            (&mut cora, StatusCode::OK),
        ] {
            assert_eq!(browser.get(&path).await.status, status);
        }
        cora.fill(&restriction, &[("restricted", "no")]).await;
        assert_eq!(wes.get(&path).await.status, StatusCode::OK);
        assert_eq!(nia.get(&path).await.status, StatusCode::NOT_FOUND);
        let stranger = Uuid::from_u128(7).to_string();
        let wrong = cora.fill(&restriction, &[("named", &stranger)]).await;
        assert!(wrong.says("Select staff in the list") && wrong.says("Select whether the record is limited"));
    }

    async fn a_household_shows_each_reader_only_the_members_they_may_see(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut cora, _) = world.someone("Cora", POLICE, Role::Coordinator).await;
        let (mut olu, _) = world.someone("Olu", POLICE, Role::Practitioner).await;
        let zara = add(&mut wes, ZARA).await;
        let mother = add(&mut wes, &[("given_name", "Ines"), ("family_name", "Marlow"),
            ("learning_difficulty_or_disability", "no")]).await;
        let foreign = add(&mut olu, &[("given_name", "Ivo"), ("family_name", "Marlow"),
            ("learning_difficulty_or_disability", "no")]).await;
        let path = format!("/people/{zara}/household");
        let found = wes.fill(&path, &[("_step", "change"), ("find", "Marlowe")]).await;
        assert!(found.body.contains(&mother.to_string()), "{}", found.body);
        assert!(!found.body.contains(&foreign.to_string()));
        let (mother, foreign) = (mother.to_string(), foreign.to_string());
        for unknown in [&foreign, &Uuid::from_u128(7).to_string()] {
            let reply = wes.fill(&path, &[("member", unknown), ("role", "other")]).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(reply.says("Select someone whose record you may change"));
        }
        let reply = wes.fill(&path, &[("member", &mother), ("role", "parent_or_carer")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        let page = wes.get(&format!("/people/{zara}")).await;
        assert!(page.says("Ines Marlow") && page.says("Parent or carer"));
        assert!(wes.get(&format!("/people/{mother}")).await.says("Zara Quillfeather"));
        open_in_forum(&world, zara).await;
        let seen = cora.get(&format!("/people/{zara}")).await;
        assert!(seen.says("Nobody whose record you may see is recorded as living with them"));
        assert!(!seen.body.contains("Marlow"), "{}", seen.body);
    }
    async fn who_leaves_a_household_leaves_it_on_a_day_and_stays_in_its_history(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let zara = add(&mut wes, ZARA).await;
        let mother = add(&mut wes, &[("given_name", "Ines"), ("family_name", "Marlow"),
            ("learning_difficulty_or_disability", "no")]).await;
        let (path, mother_path) = (format!("/people/{zara}"), format!("/people/{mother}"));
        let leaving = format!("{mother_path}/household/leaving");
        assert!(wes.get(&leaving).await.says("They are not recorded as living in a household"));
        let mother = mother.to_string();
        let joining = [("member", mother.as_str()), ("role", "parent_or_carer")];
        wes.fill(&format!("{path}/household"), &joining).await;
        assert!(wes.get(&mother_path).await.says("Record that this person left the household"));

        for (day, problem) in [
            ("", "Enter the day they left"),
            ("2026-11-23", "must be today or in the past"),
            ("2026-11-21", "must be 22 November 2026, when they were recorded there, or later"),
            ("31/2/2026", "must be a real date"),
        ] {
            let wrong = wes.fill(&leaving, &[("left_on", day)]).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(wrong.says(problem), "{day}: {}", wrong.body);
        }
        world.wait_minutes(10);
        let left = wes.fill(&leaving, &[("left_on", "2026-11-22")]).await;
        assert_eq!(left.location.as_deref(), Some(mother_path.as_str()), "{}", left.body);
        let page = wes.get(&path).await;
        assert!(page.says("Ines Marlow") && page.says("Left on 22 November 2026"), "{}", page.body);
        let own = wes.get(&mother_path).await;
        assert!(own.says("Left a household on 22 November 2026") && !own.says("Zara"), "{}", own.body);

        // Whoever comes back has lived there twice.
        wes.fill(&format!("{path}/household"), &joining).await;
        let page = wes.get(&path).await;
        assert!(page.says("Lives there") && page.says("Left on 22 November 2026"), "{}", page.body);
    }
}
