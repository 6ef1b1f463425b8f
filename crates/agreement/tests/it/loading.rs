//! An agreement that could not be kept to the letter is not loaded at all.

use agreement::{Agreement, FIRST_AGREEMENT, LoadError};

/// Loads the first agreement with one rule more.
fn with(rule: &str) -> Result<Agreement, LoadError> {
    Agreement::load(&format!("{FIRST_AGREEMENT}\n{rule}"))
}

/// Loads the first agreement with one permit more, under this condition.
fn with_condition(condition: &str) -> Result<Agreement, LoadError> {
    with(&format!(
        "@id(\"extra\") @clause(\"One more.\")
         permit (principal, action == Action::\"see_summary\", resource) when {{ {condition} }};"
    ))
}

#[test]
fn the_first_agreement_loads_and_reads_in_its_own_order() {
    let agreement = Agreement::first().unwrap();
    let clauses: Vec<_> = agreement.clauses().collect();
    assert_eq!(clauses.len(), 32);
    assert_eq!(clauses[0].id, "members-see-summary-while-open");
    assert_eq!(clauses[31].id, "no-case-content-for-those-who-run-or-check");
    assert!(clauses.iter().all(|clause| clause.sentence.ends_with('.')));
    assert_eq!(agreement.text(), FIRST_AGREEMENT);
}

#[test]
fn a_rule_without_a_sentence_stops_the_start() {
    let error = with("@id(\"extra\") forbid (principal, action, resource);").unwrap_err();
    assert_eq!(error.to_string(), "rule extra of the agreement has no @clause: give it one");
}

#[test]
fn a_rule_with_an_empty_sentence_stops_the_start() {
    let error = with("@id(\"extra\") @clause(\" \") forbid (principal, action, resource);");
    assert!(matches!(error, Err(LoadError::Unannotated { annotation: "clause", .. })));
}

#[test]
fn a_rule_without_a_name_stops_the_start() {
    let error = with("@clause(\"One more.\") forbid (principal, action, resource);").unwrap_err();
    assert_eq!(error.to_string(), "rule 33 of the agreement has no @id: give it one");
}

#[test]
fn two_rules_of_one_name_stop_the_start() {
    let error =
        with("@id(\"barred-staff\") @clause(\"Again.\") forbid (principal, action, resource);");
    assert!(matches!(error, Err(LoadError::Duplicate(id)) if id == "barred-staff"));
}

#[test]
fn a_text_that_is_not_cedar_stops_the_start() {
    assert!(matches!(Agreement::load("permit everyone"), Err(LoadError::Unreadable(_))));
}

#[test]
fn a_template_stops_the_start() {
    let error = with(
        "@id(\"extra\") @clause(\"One more.\")
         permit (principal == ?principal, action, resource) when { resource.recorded };",
    );
    assert!(matches!(error, Err(LoadError::Unreadable(_))));
}

#[test]
fn a_word_that_the_schema_does_not_know_stops_the_start() {
    for condition in [
        "resource.friends.contains(principal)",
        "resource.open.contains(principal)",
        "principal in Role::\"gardener\" && resource.recorded",
        "context.reason == \"urgent\" && resource.recorded",
    ] {
        let error = with_condition(condition);
        assert!(matches!(error, Err(LoadError::Invalid(_))), "{condition}: {error:?}");
    }
    let error = with(
        "@id(\"extra\") @clause(\"One more.\")
         permit (principal, action == Action::\"see_everything\", resource);",
    );
    assert!(matches!(error, Err(LoadError::Invalid(_))));
}

#[test]
fn what_lists_cannot_follow_stops_the_start() {
    for condition in [
        "resource.recorded && resource.open == principal.member_of",
        "resource.open.containsAll(principal.member_of)",
        "resource.recorded && !resource.open.isEmpty()",
        "resource.recorded && principal.member_of.containsAny(principal.chairs)",
        "resource.open.containsAny(resource.forum)",
        "if resource.restricted then resource.named.contains(principal) else resource.recorded",
        "resource.recorded && principal == Practitioner::\"somebody\"",
        "resource.recorded && principal.organisation == Organisation::\"police\"",
        "resource.lead.contains(Practitioner::\"somebody\")",
        "resource.restricted == true",
    ] {
        let error = with_condition(condition);
        assert!(matches!(error, Err(LoadError::Untranslatable { .. })), "{condition}: {error:?}");
    }
    for scope in [
        "principal == Practitioner::\"somebody\", action, resource",
        "principal, action, resource == Case::\"one\"",
    ] {
        let error = with(&format!("@id(\"extra\") @clause(\"One more.\") forbid ({scope});"));
        assert!(matches!(error, Err(LoadError::Untranslatable { .. })), "{scope}: {error:?}");
    }
}

#[test]
fn a_permit_that_asks_nothing_of_the_record_stops_the_start() {
    for condition in [
        "true",
        "principal in Role::\"practitioner\"",
        "!resource.restricted",
        "resource.recorded || principal in Role::\"practitioner\"",
        "!(resource.recorded && resource.restricted)",
    ] {
        let error = with_condition(condition);
        assert!(matches!(error, Err(LoadError::PermitsNothing(_))), "{condition}: {error:?}");
    }
}

#[test]
fn the_closed_list_is_wide_enough_to_change_the_agreement() {
    for condition in [
        "principal.member_of.containsAny(resource.forum)",
        "resource.recorded && !resource.restricted && !(resource is Person)",
        "resource.agenda.containsAny(principal.front_door_of) && resource.offered.contains(principal.organisation)",
        "resource is Case && (resource.lead.contains(principal) || resource.named.contains(principal))",
    ] {
        assert!(with_condition(condition).is_ok(), "{condition}: {:?}", with_condition(condition));
    }
    let scoped = with(
        "@id(\"extra\") @clause(\"One more.\")
         permit (principal is Practitioner, action in Action::\"read_content\", resource is Case)
         when { resource.recorded } unless { resource.restricted };",
    );
    assert!(scoped.is_ok(), "{scoped:?}");
}
