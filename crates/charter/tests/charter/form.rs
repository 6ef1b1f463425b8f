//! The common assessment and other forms: what is asked, what is wrong, and what is kept.

use charter::{
    answers::{Answers, Line, answers_in, lines, score, validate_answers},
    questionnaire::{ItemType, Questionnaire},
};
use serde_json::{Value, json};

use crate::allocation_group::allocation_group;

fn assessment() -> Questionnaire {
    allocation_group().form("common_assessment").unwrap().questionnaire.clone()
}

fn answers(given: &[(&str, &str)]) -> Answers {
    let mut answers = Answers::new();
    for (link_id, text) in given {
        answers.entry((*link_id).into()).or_default().push((*text).into());
    }
    answers
}

/// A short but complete assessment.
fn complete() -> Answers {
    answers(&[
        ("about.date", "22/11/2026"),
        ("about.present", "Sam (14), his mother"),
        ("about.reason", "Sam has missed half of the term."),
        ("voice.how", "spoke_alone"),
        ("voice.words", "I stay at home so that Mum is not alone."),
        ("parents.views", "He is kind. I worry about his school."),
        ("development.strengths", "Funny, patient, good with animals."),
        ("development.needs", "participation"),
        ("development.needs", "relationships"),
        ("development.participation.need", "Back to school, a step at a time."),
        ("development.participation.importance", "4"),
        ("development.relationships.need", "Time with friends."),
        ("development.relationships.importance", "2"),
        ("parenting.strengths", "They talk about everything."),
        ("family.strengths", "A grandmother near by."),
        ("conclusions.summary", "A young carer whose mother needs help."),
        ("conclusions.goals", "Sam goes to school and is not worried there."),
        ("conclusions.offer", "Weekly time with the learning mentor."),
    ])
}

fn line<'a>(lines: &'a [Line<'a>], link_id: &str) -> &'a Line<'a> {
    lines.iter().find(|line| line.name == link_id).unwrap()
}

fn errors(form: &Questionnaire, answers: &Answers) -> Vec<(String, String)> {
    let errors = validate_answers(form, answers).unwrap_err();
    errors.iter().map(|(field, message)| (field.to_owned(), message.to_owned())).collect()
}

/// One question of some type, and what an answer to it leads to.
#[track_caller]
fn check(question: &Value, typed: &str, expected: Result<Value, &str>) {
    let form = json!({ "resourceType": "Questionnaire", "item": [question] });
    let form = Questionnaire::parse(&form.to_string()).unwrap();
    let result = validate_answers(&form, &answers(&[("q", typed)]));
    match (result, expected) {
        (Ok(response), Ok(expected)) => {
            assert_eq!(response["item"][0]["answer"], json!([expected]), "{typed:?}");
        }
        (Err(errors), Err(expected)) => assert_eq!(errors.of("q"), Some(expected), "{typed:?}"),
        (result, expected) => panic!("{typed:?}: {result:?}, not {expected:?}"),
    }
}

#[test]
fn strengths_are_asked_before_needs_in_every_domain() {
    let form = assessment();
    let none = Answers::new();
    let lines = lines(&form, &none);
    for domain in ["development", "parenting", "family"] {
        let place = |part: &str| {
            let wanted = format!("{domain}.{part}");
            lines.iter().position(|line| line.name == wanted).unwrap()
        };
        assert!(place("strengths") < place("needs"), "{domain}");
    }
}

#[test]
fn the_assessment_has_the_three_domains_with_their_nineteen_elements() {
    let form = assessment();
    let elements =
        |domain: &str| form.item(&format!("{domain}.needs")).unwrap().answer_option.len();
    assert_eq!(["development", "parenting", "family"].map(elements), [12, 3, 4]);
}

#[test]
fn an_element_is_asked_about_only_when_help_is_needed_there() {
    let form = assessment();
    let given = answers(&[("development.needs", "participation")]);
    let lines = lines(&form, &given);
    assert!(line(&lines, "development.participation.need").enabled);
    assert!(line(&lines, "development.participation.need").required);
    assert!(!line(&lines, "development.aspirations.need").enabled);
    assert!(!line(&lines, "development.aspirations").enabled);
}

#[test]
fn a_line_has_what_a_page_needs_to_show_it() {
    let form = assessment();
    let given = answers(&[("voice.how", "not_yet")]);
    let lines = lines(&form, &given);
    let how = line(&lines, "voice.how");
    assert_eq!((how.kind, how.depth, how.repeats), (&ItemType::Choice, 1, false));
    assert_eq!(how.options[0].value, "spoke_alone");
    assert_eq!(how.options[0].label, "Spoke with them on their own");
    assert_eq!(how.given, ["not_yet"]);
    let words = line(&lines, "voice.words");
    assert_eq!(
        words.hint,
        Some("What is going well, what worries them, what they would like to change.")
    );
    assert!(!words.enabled);
    assert!(line(&lines, "voice.not_yet").enabled);
    assert!(lines.iter().all(|line| !line.name.ends_with(".hint")));
}

#[test]
fn a_complete_assessment_is_kept_and_read_back_as_it_was_given() {
    let form = assessment();
    let response = validate_answers(&form, &complete()).unwrap();
    assert_eq!(response["resourceType"], "QuestionnaireResponse");
    assert_eq!(response["status"], "completed");
    assert_eq!(
        response["questionnaire"],
        "https://throughline.example/questionnaire/common-assessment|1"
    );
    assert_eq!(response["item"][0]["linkId"], "about");
    assert_eq!(response["item"][0]["item"][0]["answer"], json!([{ "valueDate": "2026-11-22" }]));

    let mut expected = complete();
    expected.insert("about.date".into(), vec!["2026-11-22".into()]);
    assert_eq!(answers_in(&response), expected);
    assert_eq!(validate_answers(&form, &answers_in(&response)), Ok(response));
}

#[test]
fn everything_that_is_missing_or_wrong_is_said_at_once_in_the_forms_order() {
    let mut given = complete();
    given.remove("conclusions.goals");
    given.insert("about.date".into(), vec!["31/2/2026".into()]);
    given.insert("voice.how".into(), vec!["guessed".into()]);
    given.insert("parents.views".into(), vec!["  \n".into()]);
    given.insert("development.relationships.need".into(), vec![]);
    given.insert("no.such".into(), vec!["x".into()]);
    let errors = errors(&assessment(), &given);
    let said: Vec<(&str, &str)> =
        errors.iter().map(|(field, message)| (field.as_str(), message.as_str())).collect();
    assert_eq!(
        said,
        [
            ("about.date", "Enter a real date for “Date of the assessment”, like 27/3/2026"),
            (
                "voice.how",
                "Choose one of the answers listed for “How did you find out what the child or \
                 young person thinks and feels?”"
            ),
            (
                "parents.views",
                "Enter an answer to “What do the parents and carers say, in their own words?”"
            ),
            (
                "development.relationships.need",
                "Enter an answer to “Family and social relationships: what is the need?”"
            ),
            (
                "conclusions.goals",
                "Enter an answer to “What would the family like to be different?”"
            ),
            ("no.such", "This form has no such question"),
        ]
    );
}

#[test]
fn what_was_answered_to_a_question_that_is_no_longer_asked_is_left_out() {
    let mut given = complete();
    given.insert("development.needs".into(), vec!["relationships".into()]);
    let kept = answers_in(&validate_answers(&assessment(), &given).unwrap());
    assert!(!kept.contains_key("development.participation.need"));
    assert!(kept.contains_key("development.relationships.need"));
}

#[test]
fn a_score_is_given_only_when_every_scored_question_was_answered() {
    let form = assessment();
    let whole = score(&form, &complete());
    assert_eq!(whole.total, Some(6.0));
    assert_eq!(whole.items.len(), 2);

    let mut partly = complete();
    partly.remove("development.participation.importance");
    let partly = score(&form, &partly);
    assert_eq!(partly.total, None);
    assert_eq!(partly.missing, ["development.participation.importance"]);
    assert_eq!(score(&form, &Answers::new()).total, None);
}

#[test]
fn days_are_taken_as_people_write_them_and_as_data_holds_them() {
    let question = || json!({ "linkId": "q", "type": "date", "text": "Day" });
    let day = Ok(json!({ "valueDate": "2026-03-07" }));
    check(&question(), "2026-03-07", day.clone());
    check(&question(), " 7/3/2026 ", day.clone());
    check(&question(), "07 / 03 / 2026", day);
    for wrong in
        ["7/3/26", "7/3", "7/3/2026/1", "30/2/2026", "2026-03-07T10:00", "soon", "1/1/99999"]
    {
        check(&question(), wrong, Err("Enter a real date for “Day”, like 27/3/2026"));
    }
}

#[test]
fn numbers_and_yes_or_no_are_checked() {
    let of = |kind: &str| json!({ "linkId": "q", "type": kind, "text": "Q" });
    check(&of("integer"), "-12", Ok(json!({ "valueInteger": -12 })));
    for wrong in ["1.5", "99999999999", "1e3", "twelve"] {
        check(&of("integer"), wrong, Err("Enter a whole number for “Q”, like 12"));
    }
    check(&of("decimal"), "3.25", Ok(json!({ "valueDecimal": 3.25 })));
    for wrong in ["NaN", "inf", "1e999", "3,25"] {
        check(&of("decimal"), wrong, Err("Enter a number for “Q”, like 3.5"));
    }
    check(&of("boolean"), "yes", Ok(json!({ "valueBoolean": true })));
    check(&of("boolean"), "false", Ok(json!({ "valueBoolean": false })));
    check(&of("boolean"), "maybe", Err("Choose yes or no for “Q”"));
}

#[test]
fn text_is_limited_as_browsers_count_it_and_holds_nothing_that_cannot_be_stored() {
    let text = json!({ "linkId": "q", "type": "text", "text": "Q", "maxLength": 5 });
    check(&text, "a\r\nbcd", Ok(json!({ "valueString": "a\nbcd" })));
    check(&text, "ééééé", Ok(json!({ "valueString": "ééééé" })));
    check(&text, "123456", Err("Shorten the answer to “Q” to 5 characters or fewer"));
    check(&text, "a\0b", Err("Remove the invisible control character from “Q”"));
    let line = json!({ "linkId": "q", "type": "string", "text": "Q" });
    check(&line, "two\nlines", Err("Write the answer to “Q” on one line"));
}

#[test]
fn options_keep_their_own_kind_of_value() {
    let choice = |option: Value| json!({ "linkId": "q", "type": "choice", "text": "Q", "answerOption": [option] });
    let coded = json!({ "valueCoding": { "system": "s", "code": "a", "display": "A" } });
    check(&choice(coded.clone()), "a", Ok(coded));
    check(&choice(json!({ "valueInteger": 3 })), "3", Ok(json!({ "valueInteger": 3 })));
    check(&choice(json!({ "valueString": "x y" })), "x y", Ok(json!({ "valueString": "x y" })));
    check(
        &choice(json!({ "valueInteger": 3 })),
        "4",
        Err("Choose one of the answers listed for “Q”"),
    );
}

#[test]
fn only_a_question_that_repeats_takes_several_answers() {
    let mut given = complete();
    given.insert("voice.how".into(), vec!["spoke_alone".into(), "written".into()]);
    let errors = errors(&assessment(), &given);
    assert_eq!(errors.len(), 1);
    assert!(errors[0].1.starts_with("Give only one answer to"), "{errors:?}");
}

/// Shaped like the standard's own example, with answers inside answers.
#[test]
fn answers_inside_answers_of_another_systems_response_are_read() {
    let response = json!({
        "resourceType": "QuestionnaireResponse",
        "item": [{ "linkId": "birth", "item": [{
            "linkId": "given",
            "answer": [{
                "valueCoding": { "code": "INJECTION" },
                "item": [{ "linkId": "doses", "item": [
                    { "linkId": "first", "answer": [{ "valueDate": "1972-11-30" }] },
                    { "linkId": "weight", "answer": [{ "valueDecimal": 3.25 }] }
                ] }]
            }]
        }] }]
    });
    assert_eq!(
        answers_in(&response),
        answers(&[("given", "INJECTION"), ("first", "1972-11-30"), ("weight", "3.25")])
    );
}
