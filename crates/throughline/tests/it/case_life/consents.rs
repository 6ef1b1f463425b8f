//! What a family agreed to, and what a withdrawal means for the case.

use agreement::Role;
use axum::http::StatusCode;
use testkit::{POLICE, on_both_engines};

use super::*;
use crate::world;

const PARENT: (&str, &str) = ("decider", "parent");

/// Somebody judged on 20 November whether the person of a case is able to decide one thing.
const JUDGED: [(&str, &str); 6] = [
    ("about", "Whether the school is told of the move"),
    ("assessed_by", "The school nurse"),
    ("assessed_on-day", "20"),
    ("assessed_on-month", "11"),
    ("assessed_on-year", "2026"),
    ("finding_reason", "Said back what it means"),
];

/// Makes the person of a case so old.
async fn born(world: &World, case: CaseId, on: &str) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    let day: Day = Day(on.parse().unwrap());
    let statement = run!(
        &mut tx,
        "update person set date_of_birth = $1 where id = (select person_id from case_record where id = $2)",
        day,
        case
    );
    assert_eq!(statement.unwrap(), 1);
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

on_both_engines! {
    async fn who_decided_is_kept_with_the_competence_to_decide_this_one_thing(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (page, form) = (format!("/cases/{case}/consent"), format!("/cases/{case}/consent/new"));
        let said = |decider| [("purpose", "share"), ("decision", "given"), ("decider", decider), ("note", "At school")];
        let alone = coordinator.fill(&form, &said("person")).await;
        assert!(alone.says("They are under 16"), "he is 14: {}", alone.body);
        let bare = coordinator.fill(&form, &said("young_person")).await;
        for told in ["Enter what was to be decided", "Enter who judged it", "Enter the day on which it was judged"] {
            assert!(bare.says(told), "{told}");
        }
        let able = [&said("young_person")[..], &JUDGED, &[("finding", "able")]].concat();
        done(&coordinator.fill(&form, &able).await);
        let told = "A young person who was judged able to decide. About: Whether the school is told of the move. Judged by \
                    The school nurse on 20 November 2026: Said back what it means";
        assert!(reads(&coordinator.get(&page).await, told), "{}", coordinator.get(&page).await.body);

        born(&world, case, "1980-01-31").await;
        assert!(coordinator.fill(&form, &able).await.says("They are 16 or over and presumed able to decide"));
        assert!(coordinator.fill(&form, &said("parent")).await.says("Nobody has parental responsibility for an adult"));
        let lacks = [&said("capacity")[..], &JUDGED, &[("finding", "not_able")]].concat();
        assert!(coordinator.fill(&form, &lacks).await.says("Nobody consents for them"), "best interests are no consent");
        let basis = [&lacks[..], &[("lawful_basis", "public_task"), ("without_consent_reason", "cannot_be_given")]].concat();
        done(&coordinator.fill(&form, &basis).await);
        assert!(reads(&coordinator.get(&page).await, "Decided in their best interests: they lack capacity."));
        let chronology = coordinator.get(&format!("/cases/{case}/chronology")).await;
        assert!(chronology.says("Consent to sharing information: agreed, in their best interests."));
    }

    async fn the_family_is_asked_again_when_somebody_else_leads_or_after_a_year(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (page, form) = (format!("/cases/{case}/consent"), format!("/cases/{case}/consent/new"));
        let (mut sam, sam_id) = world.someone("Sam", COUNCIL, Role::Practitioner).await;
        let (mut pia, pia_id) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let given = [("purpose", "share"), ("decision", "given"), PARENT, ("note", "His mother, at home")];
        done(&coordinator.fill(&form, &given).await);
        for (who, browser) in [(sam_id, &mut sam), (pia_id, &mut pia)] {
            assert!(!coordinator.get(&page).await.says("Consent to renew"), "the first to lead changes nothing");
            world.wait_minutes(1);
            let role = membership(&world, who).await;
            done(&coordinator.fill(&format!("/cases/{case}/lead"), &[("membership", role.as_str())]).await);
            done(&browser.fill(&format!("/cases/{case}/lead/answer"), &[("answer", "accept")]).await);
        }
        let changed = "Consent to sharing information: the lead professional has changed since they agreed";
        assert!(coordinator.get(&page).await.says(changed));
        assert!(reads(&pia.get("/").await, "1 consent to renew"), "{}", pia.get("/").await.body);
        let list = pia.get("/consents").await;
        assert!(list.says("Tobi Okafor") && list.says(changed), "{}", list.body);
        assert!(!reads(&sam.get("/").await, "consent to renew"), "only whoever leads is told");
        assert!(!sam.get("/consents").await.says("Tobi Okafor"));

        world.wait_minutes(1);
        done(&pia.fill(&form, &given).await);
        assert!(!pia.get(&page).await.says("Consent to renew") && !reads(&pia.get("/").await, "consent to renew"));
        let mut tx = world.fresh.db.begin().await.unwrap();
        let long_ago = Day(date(2025, 11, 22));
        assert_eq!(run!(&mut tx, "update consent set decided_on = $1", long_ago).unwrap(), 2);
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        assert!(pia.get(&page).await.says("they agreed a long time ago"));
        assert!(pia.get("/consents").await.says("they agreed a long time ago"));
    }

    async fn a_withdrawal_waits_until_it_is_said_on_which_basis_information_is_shared(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut officer, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let (record, all) = (format!("/cases/{case}"), format!("/cases/{case}/consent"));
        let form = format!("{all}/new");
        for path in [&form, &all, &format!("{all}/form")] {
            assert_eq!(officer.get(path).await.status, StatusCode::NOT_FOUND);
        }
        let nothing = coordinator.fill(&form, &[]).await;
        for told in ["Select what it is about", "Select what they said", "Select who decided", "Enter who said it"] {
            assert!(nothing.says(told), "{told}");
        }
        let said = [("purpose", "support"), ("decision", "given"), PARENT, ("note", "His mother, at home")];
        done(&coordinator.fill(&form, &said).await);
        let withdrawn = [("purpose", "share"), ("decision", "withdrawn"), PARENT, ("note", "His mother, by telephone")];
        done(&coordinator.fill(&form, &withdrawn).await);
        let page = coordinator.get(&record).await;
        assert!(page.says("Consent to sharing was withdrawn."), "{}", page.body);
        assert!(reads(&page, "Consent to support Agreed on 22 November 2026"), "{}", page.body);
        assert!(reads(&page, "Consent to sharing Withdrawn on 22 November 2026"));

        let no_reason = [&withdrawn[..], &[("lawful_basis", "public_task")]].concat();
        assert!(coordinator.fill(&form, &no_reason).await.says("Select why it is shared without consent"));
        let basis = [&no_reason[..], &[("without_consent_reason", "cannot_be_given")]].concat();
        done(&coordinator.fill(&form, &basis).await);
        let page = coordinator.get(&record).await;
        assert!(!page.says("Consent to sharing was withdrawn."), "it is said why it goes on");
        assert!(page.says("Shared on the basis of: public task"));
        let history = coordinator.get(&all).await;
        assert!(history.says("What was said") && history.says("His mother, at home"));
        assert!(history.says("Somebody with parental responsibility"));
        let chronology = coordinator.get(&format!("{record}/chronology")).await;
        assert!(chronology.says("Consent to sharing information: withdrawn."));
    }

    async fn whoever_closes_a_case_sees_that_consent_was_withdrawn_meanwhile(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let closure = format!("/cases/{case}/closure");
        let open = coordinator.get(&closure).await;
        let withdrawn = [("purpose", "support"), ("decision", "withdrawn"), PARENT, ("note", "His father, by letter")];
        done(&coordinator.fill(&format!("/cases/{case}/consent/new"), &withdrawn).await);
        assert!(coordinator.get(&format!("/cases/{case}")).await.says("Consent to support was withdrawn."));
        let mut fields: Vec<(String, String)> =
            ["_csrf", "_key", "version"].map(|name| (name.to_owned(), open.value(name).unwrap())).into();
        let ending = [("reason", "needs_met"), ("outcome", "achieved"), ("summary", "Well")];
        fields.extend(ending.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(coordinator.post(&closure, &fields).await.status, StatusCode::CONFLICT);
    }

    async fn what_was_said_for_another_case_of_the_same_person_is_not_told(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (_, referrer) = world.someone("Rex", POLICE, Role::Practitioner).await;
        let (other, _) = opened(&world, "Ada", referrer).await;
        let said = [("purpose", "share"), ("decision", "withdrawn"), PARENT, ("note", "Told the worker of the refuge")];
        done(&coordinator.fill(&format!("/cases/{other}/consent/new"), &said).await);
        let mut tx = world.fresh.db.begin().await.unwrap();
        // The two cases become one person's.
        let case_moved = run!(
            &mut tx,
            "update case_record set person_id = (select person_id from case_record where id = $1) where id = $2",
            case,
            other
        );
        let consent_moved = run!(
            &mut tx,
            "update consent set person_id = (select person_id from case_record where id = $1)
              where referral_id = (select referral_id from case_record where id = $2)",
            case,
            other
        );
        assert_eq!((case_moved.unwrap(), consent_moved.unwrap()), (1, 1));
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        assert!(coordinator.get(&format!("/cases/{other}/consent")).await.says("Told the worker of the refuge"));
        assert!(!coordinator.get(&format!("/cases/{case}/consent")).await.says("refuge"));
        assert!(!coordinator.get(&format!("/cases/{case}")).await.says("Consent to sharing"));
    }
}
