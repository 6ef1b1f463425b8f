//! The allocation group's eligibility rules, case by case.

use charter::{
    Charter,
    facts::{FactProblem, FactValue, Facts},
    rules::{Outcome, Suggestion},
};

use crate::allocation_group::allocation_group;

/// A family that every rule is met for, but for what a test changes.
fn facts(charter: &Charter, changes: &[(&str, FactValue)]) -> Facts {
    let usual: [(&str, FactValue); 9] = [
        ("age_years", 10.into()),
        ("learning_difficulty_or_disability", "no".into()),
        ("one_agency_enough", "no".into()),
        ("agencies_needed", 3.into()),
        ("level_of_need", 3.into()),
        ("transition", "none".into()),
        ("assessment", "complete".into()),
        ("consent", "given".into()),
        ("basis_without_consent", false.into()),
    ];
    let mut builder = charter.facts();
    for (name, value) in usual.into_iter().chain(changes.iter().cloned()) {
        builder = builder.set(name, value);
    }
    builder.finish().unwrap()
}

/// `accept`, `return: the reasons` or `judgement: the rules`.
fn suggestion(charter: &Charter, changes: &[(&str, FactValue)]) -> String {
    let results = charter.assess(&facts(charter, changes));
    match Suggestion::from_results(&results) {
        Suggestion::Accept => "accept".into(),
        Suggestion::Return { reasons } => format!("return: {}", reasons.join(", ")),
        Suggestion::Judgement { rules } => format!("judgement: {}", rules.join(", ")),
    }
}

#[track_caller]
fn check(changes: &[(&str, FactValue)], expected: &str) {
    assert_eq!(suggestion(&allocation_group(), changes), expected, "{changes:?}");
}

fn age(years: i64, disability: &'static str) -> [(&'static str, FactValue); 2] {
    [("age_years", years.into()), ("learning_difficulty_or_disability", disability.into())]
}

fn level(level: i64, transition: &'static str) -> [(&'static str, FactValue); 2] {
    [("level_of_need", level.into()), ("transition", transition.into())]
}

fn consent(consent: &'static str, basis: bool) -> [(&'static str, FactValue); 2] {
    [("consent", consent.into()), ("basis_without_consent", basis.into())]
}

#[test]
fn a_family_for_which_every_rule_is_met_is_accepted() {
    check(&[], "accept");
}

#[test]
fn ages_up_to_19_are_accepted_and_up_to_25_with_a_learning_difficulty_or_disability() {
    check(&age(0, "no"), "accept");
    check(&age(19, "no"), "accept");
    check(&age(19, "not_known"), "accept");
    check(&age(20, "no"), "return: outside_age_range");
    check(&age(20, "yes"), "accept");
    check(&age(20, "not_known"), "judgement: age");
    check(&age(25, "yes"), "accept");
    check(&age(25, "no"), "return: outside_age_range");
    check(&age(26, "yes"), "return: outside_age_range");
    check(&age(26, "not_known"), "return: outside_age_range");
    check(&[("age_years", FactValue::NotKnown)], "judgement: age");
}

#[test]
fn levels_2_and_3_are_accepted_and_level_4_only_for_a_transition() {
    check(&level(1, "none"), "return: below_threshold");
    check(&level(1, "looked_after"), "return: below_threshold");
    check(&level(2, "none"), "accept");
    check(&level(3, "none"), "accept");
    check(&level(3, "not_known"), "accept");
    check(&level(4, "none"), "return: above_threshold_social_care");
    check(&level(4, "looked_after"), "accept");
    check(&level(4, "in_hospital"), "accept");
    check(&level(4, "complex_needs"), "accept");
    check(&level(4, "not_known"), "judgement: level-not-too-high");
    check(
        &[("level_of_need", FactValue::NotKnown)],
        "judgement: level-high-enough, level-not-too-high",
    );
}

#[test]
fn a_need_that_one_organisation_can_meet_is_returned() {
    check(&[("one_agency_enough", "yes".into())], "return: single_agency_response");
    check(&[("one_agency_enough", "not_known".into())], "judgement: several-agencies");
    check(&[("agencies_needed", 1.into())], "return: single_agency_response");
    check(&[("agencies_needed", 0.into())], "return: single_agency_response");
    check(&[("agencies_needed", 2.into())], "accept");
    check(&[("agencies_needed", FactValue::NotKnown)], "judgement: number-of-agencies");
}

#[test]
fn a_need_for_one_organisation_is_told_so_before_being_asked_for_an_assessment() {
    check(
        &[("one_agency_enough", "yes".into()), ("assessment", "incomplete".into())],
        "return: single_agency_response, assessment_incomplete",
    );
}

#[test]
fn consent_or_a_recorded_lawful_basis_without_it_is_needed() {
    check(&consent("given", false), "accept");
    check(&consent("refused", false), "return: consent_not_given");
    check(&consent("refused", true), "accept");
    check(&consent("withdrawn", false), "return: consent_not_given");
    check(&consent("withdrawn", true), "accept");
    check(&consent("not_asked", false), "judgement: consent");
    check(&consent("not_known", true), "accept");
}

#[test]
fn an_assessment_held_elsewhere_is_as_good_as_one_made_here() {
    check(&[("assessment", "held_elsewhere".into())], "accept");
    check(&[("assessment", "incomplete".into())], "return: assessment_incomplete");
}

#[test]
fn a_broken_rule_weighs_more_than_one_that_cannot_tell() {
    check(
        &[("age_years", FactValue::NotKnown), ("consent", "refused".into())],
        "return: consent_not_given",
    );
}

#[test]
fn each_rule_is_shown_with_its_sentence_and_the_facts_it_used() {
    let charter = allocation_group();
    let results = charter.assess(&facts(&charter, &age(22, "yes")));
    let age = results.iter().find(|result| result.id == "age").unwrap();
    assert!(age.passed);
    assert_eq!(age.outcome, Outcome::Eligible);
    assert_eq!(
        age.sentence,
        "The child or young person is aged 0 to 19, or up to 25 with a learning difficulty or \
         disability."
    );
    let shown: Vec<(&str, &str)> =
        age.facts_used.iter().map(|(label, value)| (label.as_str(), value.as_str())).collect();
    assert_eq!(
        shown,
        [("Age of the child or young person", "22"), ("Learning difficulty or disability", "Yes"),]
    );
    let unknown = charter.assess(&facts(&charter, &[("age_years", FactValue::NotKnown)]));
    let age = unknown.iter().find(|result| result.id == "age").unwrap();
    assert!(!age.passed);
    assert_eq!(age.facts_used[0].1, "Not known");
}

#[test]
fn every_reason_that_a_rule_returns_with_has_words_for_the_referrer() {
    let charter = allocation_group();
    for reason in &charter.return_reasons {
        assert!(!reason.words.is_empty(), "{}", reason.code);
    }
}

#[test]
fn facts_that_are_undeclared_odd_or_missing_are_all_refused_at_once() {
    let charter = allocation_group();
    let problems = charter
        .facts()
        .set("shoe_size", 42)
        .set("age_years", "ten")
        .set("consent", "maybe")
        .set("level_of_need", 3)
        .set("assessment", None::<&str>)
        .offer("favourite_colour", "blue")
        .finish()
        .unwrap_err();
    assert_eq!(
        problems,
        [
            FactProblem::Undeclared("shoe_size".into()),
            FactProblem::WrongType("age_years".into()),
            FactProblem::NotAValue("consent".into(), "maybe".into()),
            FactProblem::WrongType("assessment".into()),
            FactProblem::Missing("learning_difficulty_or_disability".into()),
            FactProblem::Missing("one_agency_enough".into()),
            FactProblem::Missing("agencies_needed".into()),
            FactProblem::Missing("transition".into()),
            FactProblem::Missing("basis_without_consent".into()),
        ]
    );
}
