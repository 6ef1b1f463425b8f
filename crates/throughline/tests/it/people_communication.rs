//! How a person communicates, and how they can safely be reached.

use agreement::{Relation, Role};
use axum::http::StatusCode;
use db::all;
use testkit::{COUNCIL, FORUM, POLICE, on_both_engines};

use crate::{
    case_life::{done, opened},
    people_search::{ZARA, add, relate},
    world,
};

const SAID: [(&str, &str); 5] = [
    ("interpreter", "yes"),
    ("language", "Tigrinya"),
    ("needs", "large_print"),
    ("needs", "supporter"),
    ("words", "Her aunt explains it again"),
];

on_both_engines! {
    async fn how_they_communicate_is_shown_with_the_record_and_at_the_top_of_the_case(engine: Engine) {
        let mut world = world(engine).await;
        let (mut rae, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (mut member, _) = world.someone("Mo", POLICE, Role::ForumMember).await;
        let (case, person) = opened(&world, "Tobi", referrer).await;
        let (path, case) = (format!("/people/{person}"), format!("/cases/{case}"));
        assert!(rae.get(&path).await.says("Not asked yet"));
        let form = format!("{path}/communication");
        let wrong = rae.fill(&form, &[("interpreter", "yes"), ("needs", "elvish")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.says("Enter the language that the interpreter must speak"), "{}", wrong.body);
        assert!(wrong.says("Select what they need in the list"), "{}", wrong.body);
        let stale = rae.get(&form).await;
        done(&rae.fill(&form, &SAID).await);
        for page in [rae.get(&path).await, rae.get(&case).await] {
            for said in ["Tigrinya", "Large print", "Someone with them to help them understand"] {
                assert!(page.says(said), "{said}: {}", page.body);
            }
        }
        for path in [path.clone(), format!("{case}/summary")] {
            let summary = member.get(&path).await;
            assert!(summary.says("Tobi") && !summary.body.contains("Tigrinya"), "{}", summary.body);
        }
        assert_eq!(member.get(&form).await.status, StatusCode::FORBIDDEN);
        relate(&world, person, &[(Relation::Agenda, FORUM.0)]).await;
        assert!(member.get(&path).await.says("Tigrinya"));

        let mut fields: Vec<(String, String)> =
            ["_csrf", "_key", "version"].map(|name| (name.to_owned(), stale.value(name).unwrap())).into();
        fields.extend([("interpreter".into(), "no".into()), ("language".into(), "English".into())]);
        let both = rae.post(&form, &fields).await;
        assert_eq!(both.status, StatusCode::CONFLICT);
        assert!(both.says("Tigrinya") && both.body.contains("English"), "{}", both.body);
        done(&rae.fill(&form, &[("interpreter", "no"), ("needs", "bsl")]).await);
        let page = rae.get(&path).await;
        assert!(page.says("British Sign Language") && !page.says("Large print"), "{}", page.body);
    }

    async fn how_and_when_they_can_safely_be_reached_is_sealed_and_says_when_not_to_ring(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut member, _) = world.someone("Mo", POLICE, Role::ForumMember).await;
        let (ada, zara) = (add(&mut wes, &[&ZARA[1..], &[("given_name", "Ada")]].concat()).await, add(&mut wes, ZARA).await);
        let path = format!("/people/{zara}");
        let form = format!("{path}/contact");
        let safe = [("phone", "01632 960 417"), ("safe_contact_methods", "text"),
            ("safe_contact_methods", "through_someone"), ("safe_contact_times", "Weekdays before three")];
        let wrong = wes.fill(&form, &safe).await;
        assert!(wrong.says("Enter through whom they can be reached"), "{}", wrong.body);
        for person in [zara, ada] {
            let form = format!("/people/{person}/contact");
            done(&wes.fill(&form, &[&safe[..], &[("safe_contact", "Her sister Ola")]].concat()).await);
        }
        let page = wes.get(&path).await;
        for said in ["Text message, Through someone else", "Weekdays before three", "Her sister Ola",
            "Send a text message; do not ring"] {
            assert!(page.says(said), "{said}: {}", page.body);
        }
        let kept = wes.get(&form).await;
        assert_eq!(kept.value("safe_contact_times").as_deref(), Some("Weekdays before three"));
        relate(&world, zara, &[(Relation::Forum, FORUM.0), (Relation::Agenda, FORUM.0)]).await;
        let read = member.get(&path).await;
        assert!(read.says("Zara Quillfeather") && !read.says("Weekdays before three"), "{}", read.body);
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let rows: Vec<(String, Vec<u8>, Vec<u8>)> = all!(&mut tx,
            "select field, sealed, blind_index from person_contact where field like 'safe_contact_%'").unwrap();
        assert_eq!(rows.len(), 4);
        let holds = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|it| it == text.as_bytes());
        assert!(rows.iter().all(|row| !holds(&row.1, "text") && !holds(&row.1, "Weekdays")));
        let indexes: std::collections::BTreeSet<&[u8]> = rows.iter().map(|row| row.2.as_slice()).collect();
        assert_eq!(indexes.len(), 4, "nobody can tell who is reached in the same way");
    }
}
