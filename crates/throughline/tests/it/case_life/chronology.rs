//! What happened elsewhere, what matters most, and what was entered in error.

use agreement::Role;
use axum::http::StatusCode;
use testkit::{COUNCIL, on_both_engines};

use super::*;
use crate::world;

/// The address of the form about the line that says so.
fn line_of(page: &Reply, said: &str) -> String {
    let rows = page.body.split("<tr").find(|row| row.contains(said)).unwrap();
    let link = rows.split("href=\"").nth(1).unwrap();
    link.split('"').next().unwrap().to_owned()
}

on_both_engines! {
    async fn what_happened_elsewhere_is_recorded_marked_and_struck_through_when_it_was_wrong(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let page = format!("/cases/{case}/chronology");
        let form = format!("{page}/new");
        let refused = coordinator.fill(&form, &[("said", "Moved to her aunt"), ("on", "2027-01-01")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.says("must be today or in the past") && refused.says("Select whether it is significant")
            && refused.says("Moved to her aunt"), "{}", refused.body);
        let moved = [("said", "Moved to her aunt"), ("on", "2026-11-02"), ("significant", "yes")];
        done(&coordinator.fill(&form, &moved).await);
        let small = [("said", "New school shoes"), ("on", "2026-11-03"), ("significant", "no")];
        done(&coordinator.fill(&form, &small).await);
        let all = coordinator.get(&page).await;
        assert!(all.says("Moved to her aunt") && all.says("New school shoes"), "{}", all.body);
        let some = coordinator.get(&format!("{page}?kind=significant")).await;
        assert!(some.says("Moved to her aunt") && !some.says("New school shoes"), "{}", some.body);

        let line = line_of(&all, "Moved to her aunt");
        let bare = coordinator.fill(&line, &[("significant", "yes"), ("in_error", "yes")]).await;
        assert!(bare.says("Enter what is wrong with it"), "{}", bare.body);
        let wrong = [("significant", "yes"), ("in_error", "yes"), ("error_reason", "It was another family")];
        done(&coordinator.fill(&line, &wrong).await);
        let all = coordinator.get(&page).await;
        assert!(all.body.contains("<s>Moved to her aunt</s>") && reads(&all, "Entered in error: It was another family"), "{}", all.body);
        assert!(!coordinator.get(&format!("{page}?kind=significant")).await.says("Moved to her aunt"));
    }

    async fn a_step_of_the_case_is_not_struck_out_and_only_who_keeps_the_plan_changes_a_line(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut sam, id) = world.someone("Sam", COUNCIL, Role::Practitioner).await;
        let mut tx = world.fresh.db.begin().await.unwrap();
        scope::add(&mut tx, (Kind::Case, case.0), Relation::Involved, id.0).await.unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        let (record, page) = (format!("/cases/{case}"), format!("/cases/{case}/chronology"));
        done(&coordinator.fill(&format!("{record}/goals/new"), &[("words", "Sleep")]).await);
        let line = line_of(&coordinator.get(&page).await, "A goal of the plan was set.");
        let struck = [("significant", "no"), ("in_error", "yes"), ("error_reason", "No")];
        assert!(coordinator.fill(&line, &struck).await.says("A step of the case cannot be taken out"));
        done(&coordinator.fill(&line, &[("significant", "yes")]).await);
        assert!(coordinator.get(&format!("{page}?kind=significant")).await.says("A goal of the plan was set."));
        let read = sam.get(&page).await;
        assert!(read.says("A goal of the plan was set.") && !read.body.contains(&format!("{page}/")), "{}", read.body);
        for path in [&line, &format!("{page}/new")] {
            assert_eq!(sam.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        }
    }

    async fn a_persons_journey_tells_of_every_case_that_the_reader_may_read_and_of_no_other(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let page = format!("/cases/{case}/chronology/new");
        let moved = [("said", "Moved to her aunt"), ("on", "2026-11-02"), ("significant", "yes")];
        done(&coordinator.fill(&page, &moved).await);
        let small = [("said", "New school shoes"), ("on", "2026-11-03"), ("significant", "no")];
        done(&coordinator.fill(&page, &small).await);
        let mut tx = world.fresh.db.begin().await.unwrap();
        let found: Vec<(PersonId, ReferralId)> =
            all!(&mut tx, "select person_id, referral_id from case_record where id = $1", case).unwrap();
        let (person, referral) = found[0];
        drop(tx);
        let journey = format!("/people/{person}/journey");
        let whole = coordinator.get(&journey).await;
        assert!(whole.says("Moved to her aunt") && whole.says("New school shoes") && whole.says("Help was asked for"),
            "{}", whole.body);
        assert!(whole.body.contains(&format!("/referrals/{referral}")));
        let some = coordinator.get(&format!("{journey}?show=significant")).await;
        assert!(some.says("Moved to her aunt") && !some.says("New school shoes"), "{}", some.body);
        // Whoever reads the person's record and not the case reads nothing of the case.
        let (mut sam, id) = world.someone("Sam", COUNCIL, Role::Practitioner).await;
        assert_eq!(sam.get(&journey).await.status, StatusCode::NOT_FOUND);
        let mut tx = world.fresh.db.begin().await.unwrap();
        scope::add(&mut tx, (Kind::Person, person.0), Relation::Involved, id.0).await.unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        let little = sam.get(&journey).await;
        assert_eq!(little.status, StatusCode::OK);
        assert!(little.says("There is nothing here that you may read") && !little.says("Moved to her aunt"), "{}", little.body);
    }

    async fn two_records_of_one_person_are_joined_on_their_journey_and_parted_again_with_nothing_lost(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (twin, other) = opened(&world, "Toby", referrer).await;
        let moved = [("said", "Moved to her aunt"), ("on", "2026-11-02"), ("significant", "yes")];
        done(&coordinator.fill(&format!("/cases/{twin}/chronology/new"), &moved).await);
        let mut tx = world.fresh.db.begin().await.unwrap();
        let found: Vec<(PersonId,)> =
            all!(&mut tx, "select person_id from case_record where id = $1", case).unwrap();
        drop(tx);
        let (person, journey) = (found[0].0, format!("/people/{}/journey", found[0].0));
        assert!(!coordinator.get(&journey).await.says("Moved to her aunt"));
        let family = format!("/people/{person}/family");
        let same = [("other", other.to_string()), ("kind", "same_person".into())];
        let same: Vec<(&str, &str)> = same.iter().map(|(name, value)| (*name, value.as_str())).collect();
        done(&coordinator.fill(&format!("{family}/new"), &same).await);
        assert!(coordinator.get(&journey).await.says("Moved to her aunt"), "joined");
        assert!(coordinator.get(&format!("/people/{other}/journey")).await.says("Moved to her aunt"));
        let page = coordinator.get(&family).await;
        let end = page.body.split("href=\"").find(|it| it.starts_with(&family) && it.contains("/end\"")).unwrap();
        let end = end.split('"').next().unwrap().to_owned();
        done(&coordinator.fill(&end, &[("outcome", "in_error"), ("reason", "Twins")]).await);
        assert!(!coordinator.get(&journey).await.says("Moved to her aunt"), "parted");
        assert!(coordinator.get(&format!("/people/{other}/journey")).await.says("Moved to her aunt"), "and kept");
    }
}
