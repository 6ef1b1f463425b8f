//! Groups that have several entries, such as key contacts, and answers that are shown again.

use charter::{
    answers::{Answers, answers_in, lines, validate_answers, validate_so_far},
    questionnaire::Questionnaire,
};
use serde_json::json;

fn form() -> Questionnaire {
    let yes = json!({ "valueCoding": { "code": "yes", "display": "Yes" } });
    let no = json!({ "valueCoding": { "code": "no", "display": "No" } });
    let form = json!({ "resourceType": "Questionnaire", "item": [{
        "linkId": "contact", "type": "group", "text": "Key contact", "repeats": true, "required": true, "item": [
            { "linkId": "contact.name", "type": "string", "text": "Name", "required": true },
            { "linkId": "contact.proxy", "type": "choice", "text": "Do they speak for the person?",
              "answerOption": [yes, no] },
            { "linkId": "contact.seen", "type": "string", "text": "What was seen?", "required": true,
              "enableWhen": [{ "question": "contact.proxy", "operator": "=", "answerCoding": { "code": "yes" } }] },
        ] }] });
    Questionnaire::parse(&form.to_string()).unwrap()
}

fn given(answers: &[(&str, &str)]) -> Answers {
    answers.iter().map(|(name, text)| ((*name).into(), vec![(*text).into()])).collect()
}

#[track_caller]
fn check(answers: &[(&str, &str)], expected: Result<usize, &[&str]>) {
    let form = form();
    let kept = validate_answers(&form, &given(answers));
    let told = kept.map(|response| {
        assert_eq!(answers_in(&response), given(answers), "what is kept is what was typed");
        response["item"].as_array().unwrap().len()
    });
    let told = told
        .map_err(|errors| errors.iter().map(|(name, _)| name.to_owned()).collect::<Vec<String>>());
    assert_eq!(told, expected.map_err(|names| names.iter().map(|it| (*it).to_owned()).collect()));
}

#[test]
fn each_entry_is_asked_and_kept_by_itself() {
    let two = [("contact.name", "Ada"), ("contact.name~2", "Grace"), ("contact.proxy~2", "no")];
    check(&two, Ok(2));
    // What an answer of the second entry leads to is asked in the second alone.
    let proxy = [("contact.name", "Ada"), ("contact.name~2", "Grace"), ("contact.proxy~2", "yes")];
    check(&proxy, Err(&["contact.seen~2"]));
    check(&[("contact.name", "Ada"), ("contact.proxy~2", "no")], Err(&["contact.name~2"]));
}

#[test]
fn a_group_that_must_be_answered_needs_one_entry_and_unknown_names_are_told() {
    check(&[], Err(&["contact.name"]));
    check(&[("contact.name", "Ada"), ("contact.name~1", "Bo")], Err(&["contact.name~1"]));
    check(&[("contact.name", "Ada"), ("contact.name~51", "Bo")], Err(&["contact.name~51"]));
    check(&[("contact.name", "Ada"), ("other~2", "Bo")], Err(&["other~2"]));
}

#[test]
fn one_more_entry_than_was_filled_in_is_offered() {
    let (form, two) = (form(), given(&[("contact.name", "Ada"), ("contact.name~2", "Grace")]));
    let entries = |answers: &Answers| {
        lines(&form, answers).iter().filter(|line| line.name.starts_with("contact.name")).count()
    };
    assert_eq!((entries(&Answers::new()), entries(&two)), (1, 3));
}

#[test]
fn while_a_form_is_filled_in_nothing_is_missing_but_what_is_wrong_is_told() {
    let (form, none) = (form(), Answers::new());
    assert_eq!(validate_so_far(&form, &none).unwrap()["status"], "in-progress");
    let wrong = validate_so_far(&form, &given(&[("contact.proxy", "perhaps")])).unwrap_err();
    assert!(wrong.of("contact.proxy").is_some() && wrong.of("contact.name").is_none());
}
