//! What a family agreed to, and what a withdrawal means for the case.

use agreement::Role;
use axum::http::StatusCode;
use testkit::{POLICE, on_both_engines};

use super::*;
use crate::world;

on_both_engines! {
    async fn a_withdrawal_waits_until_it_is_said_on_which_basis_information_is_shared(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut officer, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let (record, form) = (format!("/cases/{case}"), format!("/cases/{case}/consent"));
        assert_eq!(officer.get(&form).await.status, StatusCode::NOT_FOUND);
        let nothing = coordinator.fill(&form, &[]).await;
        for told in ["Select what it is about", "Select what they said", "Enter who said it"] {
            assert!(nothing.says(told), "{told}");
        }
        let said = [("purpose", "support"), ("decision", "given"), ("note", "His mother, at home")];
        done(&coordinator.fill(&form, &said).await);
        let withdrawn = [("purpose", "share"), ("decision", "withdrawn"), ("note", "His mother, by telephone")];
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
        let history = coordinator.get(&form).await;
        assert!(history.says("What was said before") && history.says("His mother, at home"));
        let chronology = coordinator.get(&format!("{record}/chronology")).await;
        assert!(chronology.says("Consent to sharing information: withdrawn."));
    }

    async fn whoever_closes_a_case_sees_that_consent_was_withdrawn_meanwhile(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let closure = format!("/cases/{case}/closure");
        let open = coordinator.get(&closure).await;
        let withdrawn = [("purpose", "support"), ("decision", "withdrawn"), ("note", "His father, by letter")];
        done(&coordinator.fill(&format!("/cases/{case}/consent"), &withdrawn).await);
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
        let said = [("purpose", "share"), ("decision", "withdrawn"), ("note", "Told the worker of the refuge")];
        done(&coordinator.fill(&format!("/cases/{other}/consent"), &said).await);
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
