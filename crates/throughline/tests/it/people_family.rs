//! Who is what to whom: shown to whoever may know of both, drawn and told in a table.

use agreement::{Relation, Role};
use axum::http::StatusCode;
use kernel::PersonId;
use testkit::{Browser, COUNCIL, FORUM, POLICE, Reply, on_both_engines};
use uuid::Uuid;

use crate::{
    case_life::done,
    people_alerts::taking_back,
    people_search::{ZARA, add, relate},
    world,
};

async fn person(browser: &mut Browser, given: &str, family: &str) -> PersonId {
    let answers = [
        ("given_name", given),
        ("family_name", family),
        ("learning_difficulty_or_disability", "no"),
    ];
    add(browser, &answers).await
}

async fn tie(
    browser: &mut Browser,
    person: PersonId,
    other: PersonId,
    more: &[(&str, &str)],
) -> Reply {
    let other = other.to_string();
    let answers = [&[("other", other.as_str())], more].concat();
    browser.fill(&format!("/people/{person}/family/new"), &answers).await
}

const MOTHER: [(&str, &str); 2] = [("kind", "mother"), ("responsibility", "yes")];

/// The address of the form for ending the first relationship of a page.
fn ending(page: &Reply) -> String {
    let mut links = page.body.split("href=\"").skip(1).filter_map(|it| it.split('"').next());
    links.find(|it| it.ends_with("/end")).unwrap().to_owned()
}

on_both_engines! {
    async fn a_relationship_is_shown_only_to_whoever_may_know_of_both(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut cora, _) = world.someone("Cora", POLICE, Role::Coordinator).await;
        let (mut olu, _) = world.someone("Olu", POLICE, Role::Practitioner).await;
        let (zara, ines) = (add(&mut wes, ZARA).await, person(&mut wes, "Ines", "Marlow").await);
        let foreign = person(&mut olu, "Ivo", "Marlow").await;
        for unknown in [foreign, PersonId(Uuid::from_u128(7))] {
            let refused = tie(&mut wes, zara, unknown, &MOTHER).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.says("Select someone whose record you may see"), "{}", refused.body);
        }
        let own = tie(&mut wes, zara, zara, &MOTHER).await;
        assert!(own.says("Select someone else: this is the same person"));
        assert!(tie(&mut wes, zara, ines, &[("kind", "mother")]).await.says("Select whether the adult holds parental responsibility"));
        done(&tie(&mut wes, zara, ines, &MOTHER).await);
        assert!(tie(&mut wes, zara, ines, &MOTHER).await.says("This is recorded already"));
        for id in [zara, ines] {
            let page = wes.get(&format!("/people/{id}/family")).await;
            assert!(page.says("Ines Marlow is the mother of Zara Quillfeather."), "{}", page.body);
            assert!(page.body.contains("genogram-title") && page.body.contains("<circle"), "{}", page.body);
        }
        relate(&world, zara, &[(Relation::Forum, FORUM.0), (Relation::Open, FORUM.0)]).await;
        let seen = cora.get(&format!("/people/{zara}/family")).await;
        assert!(seen.says("No relationship to anybody whose record you may see is recorded"), "{}", seen.body);
        assert!(!seen.body.contains("Marlow") && !seen.body.contains(&ines.to_string()), "{}", seen.body);
        let end = ending(&wes.get(&format!("/people/{zara}/family")).await);
        let nothing = cora.get(&end).await;
        let absent = cora.get(&end.replace(end.rsplit('/').nth(1).unwrap(), &Uuid::from_u128(7).to_string())).await;
        assert_eq!((nothing.status, &nothing.body), (StatusCode::NOT_FOUND, &absent.body));
        relate(&world, ines, &[(Relation::Open, FORUM.0), (Relation::Forum, FORUM.0)]).await;
        let seen = cora.get(&format!("/people/{zara}/family")).await;
        assert!(seen.says("Ines Marlow is the mother of Zara Quillfeather."), "{}", seen.body);
        assert_eq!(olu.get(&format!("/people/{zara}/family")).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_relationship_ends_or_was_entered_in_error_and_stays_in_the_history(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (zara, ines) = (add(&mut wes, ZARA).await, person(&mut wes, "Ines", "Marlow").await);
        let ada = person(&mut wes, "Ada", "Bright").await;
        let path = format!("/people/{zara}/family");
        // Partners are so from either side.
        done(&tie(&mut wes, zara, ines, &[("kind", "partner")]).await);
        assert!(tie(&mut wes, ines, zara, &[("kind", "partner")]).await.says("This is recorded already"));
        let end = ending(&wes.get(&path).await);
        done(&wes.fill(&end, &[("outcome", "in_error"), ("reason", "They are cousins")]).await);
        let from = [("kind", "carer"), ("responsibility", "no"), ("from-day", ""), ("from-month", ""), ("from-year", "2019")];
        done(&tie(&mut wes, zara, ines, &from).await);
        let page = wes.get(&path).await;
        assert!(page.says("Since 2019"), "{}", page.body);
        let form = ending(&page);
        let wrong = wes.fill(&form, &[("outcome", "ended"), ("until-day", ""), ("until-month", "3"), ("until-year", "2018")]).await;
        assert!(wrong.says("When it ended must be after it began") && wrong.says("Enter what happened, or what was wrong"), "{}", wrong.body);
        let until = [("outcome", "ended"), ("until-day", ""), ("until-month", "3"), ("until-year", "2024"), ("reason", "Zara moved")];
        done(&wes.fill(&form, &until).await);
        let page = wes.get(&path).await;
        assert!(page.says("What was so before") && page.says("2019 to March 2024: Zara moved"), "{}", page.body);
        assert!(wes.get(&form).await.says("This relationship has ended already"));

        done(&tie(&mut wes, zara, ada, &[("kind", "child"), ("responsibility", "not_known")]).await);
        let page = wes.get(&path).await;
        assert!(page.says("Zara Quillfeather is a parent of Ada Bright."), "a child is a parent the other way round: {}", page.body);
        done(&wes.fill(&ending(&page), &[("outcome", "in_error"), ("reason", "They are sisters")]).await);
        let page = wes.get(&path).await;
        assert!(page.says("Entered in error: They are sisters") && !page.body.contains("genogram-title"), "{}", page.body);
    }

    async fn whoever_looks_for_a_relative_leaves_what_a_search_leaves(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, wes_id) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut olu, _) = world.someone("Olu", POLICE, Role::Practitioner).await;
        let zara = add(&mut wes, ZARA).await;
        let own = person(&mut olu, "Ivo", "Marlow").await;
        relate(&world, zara, &[(Relation::Restricted, Uuid::nil()), (Relation::Named, wes_id.0)]).await;
        let form = format!("/people/{own}/family/new");
        let found = olu.fill(&form, &[("_step", "change"), ("find", "Zara Quillfeather")]).await;
        assert!(found.says("Nobody whose record you may see matches") && !found.body.contains(&zara.to_string()), "{}", found.body);
        assert!(wes.get("/searches").await.says("Zara Quillfeather"));
    }

    async fn a_relationship_that_was_marked_in_error_by_a_slip_stands_again_as_it_did(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut cora, _) = world.someone("Cora", POLICE, Role::Coordinator).await;
        let (zara, ines) = (add(&mut wes, ZARA).await, person(&mut wes, "Ines", "Marlow").await);
        let path = format!("/people/{zara}/family");
        let were = [("kind", "former_partner"), ("from-day", ""), ("from-month", ""), ("from-year", "2012"),
            ("until-day", ""), ("until-month", ""), ("until-year", "2019")];
        done(&tie(&mut wes, zara, ines, &were).await);
        assert!(wes.get(&path).await.says("2012 to 2019"));
        let slip = [("outcome", "in_error"), ("reason", "They are cousins")];
        let page = wes.get(&path).await;
        done(&wes.fill(&ending(&page), &slip).await);
        let page = wes.get(&path).await;
        assert!(page.says("Entered in error: They are cousins") && page.body.contains(&format!("/people/{zara}/errors")), "{}", page.body);

        // Who may not know of the other is told of nothing, and changes nothing.
        relate(&world, zara, &[(Relation::Forum, FORUM.0), (Relation::Open, FORUM.0)]).await;
        let seen = cora.get(&format!("/people/{zara}/errors")).await;
        assert!(seen.says("Nothing was marked as entered in error") && !seen.body.contains("cousins"), "{}", seen.body);
        let back = taking_back(&wes.get(&format!("/people/{zara}/errors")).await);
        let other = back.replace(back.rsplit('/').nth(1).unwrap(), &Uuid::from_u128(7).to_string());
        let form = cora.get(&format!("/people/{zara}/alerts/new")).await;
        let mut fields: Vec<(String, String)> =
            ["_csrf", "_key"].map(|name| (name.to_owned(), form.value(name).unwrap())).into();
        fields.push(("reason".into(), "They were".into()));
        let pairs = [
            (cora.get(&back).await, cora.get(&other).await),
            (cora.post(&back, &fields).await, cora.post(&other, &fields).await),
        ];
        for (nothing, absent) in pairs {
            assert_eq!((nothing.status, &nothing.body), (StatusCode::NOT_FOUND, &absent.body));
        }

        // It is taken back on either record, and what was known of it is known again on both.
        let page = wes.get(&format!("/people/{ines}/errors")).await;
        assert!(page.says("Ines Marlow is a former partner of Zara Quillfeather"), "{}", page.body);
        done(&wes.fill(&taking_back(&page), &[("reason", "I marked the wrong line")]).await);
        for id in [zara, ines] {
            let page = wes.get(&format!("/people/{id}/family")).await;
            assert!(page.says("2012 to 2019") && !page.says("Entered in error"), "{}", page.body);
            let page = wes.get(&format!("/people/{id}/errors")).await;
            assert!(page.says("They are cousins") && page.says("I marked the wrong line"), "{}", page.body);
        }
        let twice = wes.get(&back).await;
        assert!(twice.status == StatusCode::CONFLICT && twice.says("This was taken back already"), "{}", twice.body);

        // Whoever saw the slip may have recorded it anew: then it stands once.
        let page = wes.get(&path).await;
        done(&wes.fill(&ending(&page), &slip).await);
        done(&tie(&mut wes, zara, ines, &were).await);
        let back = taking_back(&wes.get(&format!("/people/{zara}/errors")).await);
        let anew = wes.fill(&back, &[("reason", "They were")]).await;
        assert!(anew.status == StatusCode::CONFLICT && anew.says("This was recorded anew since"), "{}", anew.body);
        let page = wes.get(&path).await;
        assert_eq!(page.body.matches("2012 to 2019").count(), 1, "{}", page.body);
    }
}
