//! A request about several people of one household: each is named to whoever may know of them.

use kernel::HouseholdId;

use super::*;

const SISTER: PersonId = PersonId(Uuid::from_u128(0xE2));
const FATHER: PersonId = PersonId(Uuid::from_u128(0xE3));

/// The child's household: a sister whom the referrer added as well, and a father of whom they may not know.
async fn household(world: &World, referrer: PractitionerId) {
    child(world, referrer).await;
    let mut tx = world.fresh.db.begin().await.unwrap();
    let now = At(world.env.now());
    for (person, name) in [(SISTER, "Wren"), (FATHER, "Hidden")] {
        insert!(
            &mut tx,
            person {
                id: person,
                given_name: name,
                family_name: "Vale",
                date_of_birth: None::<Day>,
                learning_difficulty_or_disability: "not_known",
                nhs_number: "",
                district_code: "",
                version: 1_i64,
                created_at: now,
                updated_at: now,
            }
        )
        .unwrap();
    }
    let home = HouseholdId(Uuid::from_u128(0xE4));
    insert!(&mut tx, household { id: home, created_at: now }).unwrap();
    for (at, person) in [CHILD, SISTER, FATHER].into_iter().enumerate() {
        insert!(
            &mut tx,
            household_member {
                id: Uuid::from_u128(0xE5 + u128::try_from(at).unwrap()),
                household_id: home,
                person_id: person,
                role: "other",
                joined_on: Day(date(2026, 1, 2)),
                left_on: None::<Day>,
            }
        )
        .unwrap();
    }
    let sister = (Kind::Person, SISTER.0);
    scope::add(&mut tx, sister, Relation::Involved, referrer.0).await.unwrap();
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

on_both_engines! {
    async fn a_request_names_people_of_the_household_each_to_whoever_may_know_of_them(engine: Engine) {
        let mut world = world(engine).await;
        let (mut referrer, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (mut coordinator, col) = world.someone("Col", COUNCIL, Role::Coordinator).await;
        household(&world, id).await;
        let form = referrer.get(&path()).await;
        assert!(form.says("Who else is it about?") && form.says("Wren Vale"), "{}", form.body);
        assert!(!form.says("Hidden"), "{}", form.body);
        let sister = SISTER.to_string();
        let mut check = answers(&[("people", sister.as_str())]);
        check.push(("_step", "check"));
        let check = referrer.fill(&path(), &check).await;
        assert!(check.says("Also about") && check.says("Wren Vale"), "{}", check.body);
        let referral = refer(&mut referrer, &[("people", &sister)]).await;
        assert!(referrer.get(&referral).await.says("Wren Vale"));
        for path in [referral.clone(), format!("/api/v1{referral}"), format!("{referral}/amend")] {
            let shown = coordinator.get(&path).await;
            assert_eq!(shown.status, StatusCode::OK);
            assert!(!shown.body.contains("Wren") && !shown.body.contains(&sister), "{path}: {}", shown.body);
        }

        // A change by somebody who does not know of her leaves her named.
        let changed = answers(&[("needs_words", "A bigger home")]);
        let changed = coordinator.fill(&format!("{referral}/amend"), &changed).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.body);
        let page = referrer.get(&referral).await;
        assert!(page.says("A bigger home") && page.says("Wren Vale"), "{}", page.body);

        tie(&world, Kind::Person, SISTER.0, Relation::Involved, col.0).await;
        assert!(coordinator.get(&referral).await.says("Wren Vale"));
        assert_eq!(decide(&mut coordinator, &referral, ACCEPT).await.status, StatusCode::SEE_OTHER);
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let case: Option<(Uuid,)> = one!(&mut tx, "select id from case_record").unwrap();
        let case = coordinator.get(&format!("/cases/{}", case.unwrap().0)).await;
        assert!(case.says("Wren Vale, date of birth not known. The request is about them"), "{}", case.body);
        assert!(!case.says("Hidden"));
    }

    async fn whoever_changes_a_request_may_leave_out_whom_it_named(engine: Engine) {
        let mut world = world(engine).await;
        let (mut referrer, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        household(&world, id).await;
        let referral = refer(&mut referrer, &[("people", &SISTER.to_string())]).await;
        let changed = referrer.fill(&format!("{referral}/amend"), &answers(&[])).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.body);
        assert!(!referrer.get(&referral).await.says("Wren Vale"));
    }

    async fn naming_somebody_of_whom_one_may_not_know_is_answered_like_naming_nobody_there_is(engine: Engine) {
        let mut world = world(engine).await;
        let (mut referrer, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        household(&world, id).await;
        let nobody = Uuid::from_u128(0xDEAD).to_string();
        let mut told = Vec::new();
        for who in [FATHER.to_string(), nobody, CHILD.to_string()] {
            let reply = referrer.fill(&path(), &answers(&[("people", who.as_str()), ("strengths", "")])).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.body);
            told.push(reply.problems());
        }
        assert!(told.iter().all(|it| *it == told[0]), "{told:?}");
        assert_eq!(told[0].len(), 2, "both problems at once: {told:?}");
        assert_eq!(count(&world, "referral").await, 0);
    }
}
