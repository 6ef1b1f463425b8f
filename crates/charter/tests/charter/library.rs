//! The forms that come with the product, and how others are made of a council's.

use charter::{Charter, import_forms, library};
use serde_json::{Value, json};

/// The files of a charter that asks these forms.
fn problems_of(forms: &[(String, String)]) -> Vec<String> {
    let listed = forms.iter().enumerate().map(|(at, (path, _))| {
        format!("[[forms]]\ncode = \"form_{at}\"\nname = \"Form\"\nfile = \"{path}\"\n")
    });
    let texts = charter::shipped_texts("maag").unwrap();
    let mut files: Vec<(&str, String)> =
        texts.iter().map(|(path, text)| (*path, (*text).to_owned())).collect();
    let charter = files.iter_mut().find(|(path, _)| *path == "charter.toml").unwrap();
    charter.1.push_str(&listed.collect::<String>());
    files.extend(forms.iter().map(|(path, text)| (path.as_str(), text.clone())));
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    Charter::load(&files).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

#[test]
fn every_form_of_the_library_can_be_asked() {
    let forms: Vec<(String, String)> = library()
        .iter()
        .map(|it| (format!("forms/{}.json", it.code), it.text.to_owned()))
        .collect();
    assert_eq!(forms.len(), 10);
    assert_eq!(problems_of(&forms), Vec::<String>::new());
    for form in library() {
        let sections = form.questionnaire.sections();
        assert!(sections.len() > 1, "{} is one long page", form.code);
        assert!(sections.iter().all(|it| !it.theme.is_empty()), "{}", form.code);
    }
}

/// A council's form with one of everything.
fn source() -> Value {
    let yes_no = json!([{ "label": "Yes", "value": "Yes" }, { "label": " ", "value": " " },
        { "label": "No", "value": "No" }]);
    json!([{ "id": "short-form", "name": "Short form", "themes": [
        { "id": "t", "name": "About you", "typeFilter": [], "steps": [
            { "id": "s", "name": "Home", "intro": "Tell us about home.", "earlyFinish": true, "fields": [
                { "id": "Which key?", "question": "Which key?", "type": "text",
                  "conditions": [{ "id": "Is there a key?", "value": "Yes" }] },
                { "id": "Is there a key?", "question": "Is there a key?", "type": "radios", "required": true,
                  "hint": "Ask a neighbour.", "choices": yes_no },
                { "id": "Lost", "question": "Lost", "type": "textarea",
                  "conditions": [{ "id": "Never asked", "value": "Yes" }] },
                { "id": "Contacts", "question": "Who are your contacts?", "type": "repeaterGroup",
                  "itemName": "contact", "subfields": [{ "id": "Name", "question": "Name", "type": "text" }] },
                { "id": "Week", "question": "Weekly timetable", "type": "timetable" },
            ] }] },
        { "id": "u", "name": "Summary", "typeFilter": [], "steps": [
            { "id": "v", "name": "Summary", "earlyFinish": false, "fields": [
                { "id": "e", "question": "(Echo) The key", "type": "echo", "path": "Home.Which key?" }] }] },
    ] }])
}

#[test]
fn a_councils_form_becomes_a_questionnaire_and_what_is_lost_is_told() {
    let forms = import_forms(&source().to_string(), "7").unwrap();
    let [form] = forms.as_slice() else { panic!("{forms:?}") };
    let path = "forms/short-form.json".to_owned();
    assert_eq!(problems_of(&[(path, form.questionnaire.to_string())]), Vec::<String>::new());
    let home = &form.questionnaire["item"][0]["item"][0];
    let names: Vec<&str> =
        home["item"].as_array().unwrap().iter().map(|it| it["linkId"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        [
            "home.intro",
            "home.is-there-a-key",
            "home.which-key",
            "home.lost",
            "home.who-are-your-contacts.asks",
            "home.who-are-your-contacts",
            "home.weekly-timetable",
        ],
        "a question stands after what it depends on"
    );
    let key = &home["item"][1];
    assert_eq!(key["answerOption"].as_array().unwrap().len(), 2, "an empty choice is none");
    assert_eq!(
        (&key["required"], &key["item"][0]["text"]),
        (&json!(true), &json!("Ask a neighbour."))
    );
    assert_eq!(home["item"][5]["text"], "Contact");
    assert_eq!(home["item"][2]["enableWhen"][0]["question"], "home.is-there-a-key");
    let echo = &form.questionnaire["item"][1]["item"][0]["item"][0];
    assert_eq!(echo["extension"][0]["valueString"], "home.which-key");
    assert_eq!(form.questionnaire["version"], "7");
    assert_eq!(form.notes.len(), 3, "{:?}", form.notes);
    assert!(
        form.notes.iter().any(|it| it.contains("“Never asked”") && it.contains("always asked"))
    );
}

#[test]
fn what_is_no_list_of_forms_is_told_with_its_place() {
    let wrong = import_forms("[{ \"id\": 1 }]", "1").unwrap_err();
    assert!(wrong.to_string().contains("expected a string at line 1"), "{wrong}");
}
