//! Bad input into every form there is, from the list of routes: nothing, far too much, choices that
//! do not exist, days that do not exist, ids of something else, characters that nobody can type. Each
//! is told in full, what was typed is kept, and nothing is changed.

use agreement::Kind;
use axum::http::{Method, StatusCode};
use testkit::{Browser, Field, FieldKind, Reply, on_both_engines};
use ui::Route;

use crate::{
    bad_ground::{every_row, path_of, with_second_records},
    ledger_rows::execute,
    trust_ground::{Ground, Standing, id_of, is_api, routes},
};

/// Fields that need not be told of, whatever they hold: the form's path, the field, and why.
const UNTOLD: &[(&str, &str, &str)] = &[
    ("/people", "name", "is only looked for, however long"),
    ("/people/{person}/household", "find", "is only looked for, and not kept"),
    ("/people/{person}/family/new", "find", "is only looked for, and not kept"),
    ("/referrals/{referral}/wrong-person", "find", "is only looked for, and not kept"),
    ("/cases/{case}/wrong-person", "find", "is only looked for, and not kept"),
    (
        "/people/{person}/bars",
        "practitioner",
        "the organisation's message says to choose one of the two",
    ),
    ("/cases/{case}/actions/new", "accountable", "is asked among the owners, once there are any"),
    (
        "/cases/{case}/actions/{action}",
        "accountable",
        "is asked among the owners, once there are any",
    ),
    ("/cases/{case}/actions/{action}", "reason", "is asked of whoever changes the day"),
    ("/cases/{case}/allocations/{allocation}/answer", "reason", "is asked of whoever declines"),
    ("/cases/{case}/allocations/{allocation}/answer", "until", "is asked of whoever has them wait"),
    ("/cases/{case}/allocations/{allocation}/support", "reason", "is asked once it has ended"),
    ("/people/{person}/access-requests/{access}/end", "words", "is asked where there is no answer"),
    ("/cases/{case}/lead/answer", "reason", "is asked of whoever declines"),
    ("/referrals/{referral}/decision", "level_of_need", "is asked of whoever accepts"),
    ("/referrals/{referral}/decision", "return_reason", "is asked of whoever returns"),
    (
        "/referrals/{referral}/decision",
        "override_reason",
        "is asked of whoever decides against the rules",
    ),
];

/// Forms that may be sent empty: the path, and why.
const MAY_BE_EMPTY: &[(&str, &str)] = &[
    ("/meetings/{meeting}/attendance", "perhaps nobody has come yet"),
    ("/cases/{case}/plan/choose", "perhaps nothing may be on it"),
    ("/cases/{case}/forms/{form}/parts/{section}", "a part is saved with gaps"),
    ("/people/{person}/contact", "nothing has to be known of where they live"),
    ("/practitioners/{practitioner}/memberships/{membership}/team", "they may be in no team"),
];

/// Every form, and the search, which is none with a title.
fn forms() -> Vec<Route> {
    let mut all = routes();
    all.retain(|it| it.title.is_some() || it.path == "/people");
    all.retain(|it| it.method == Method::GET && !is_api(&it.path));
    all
}

/// Questions of the common assessment that are asked once another is answered: no line of theirs is
/// on the page before, so nothing about them needs telling.
const ASKED_LATER: &[&str] = &[".need", ".importance", ".interpreter_details", ".not_yet"];

fn need_not_be_told(path: &str, field: &str) -> bool {
    let listed = UNTOLD.iter().any(|(form, name, _)| *form == path && *name == field);
    let later = ASKED_LATER.iter().any(|ending| field.ends_with(ending));
    listed || (later && path.ends_with("/assessment"))
}

/// How to answer a form badly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bad {
    /// Nothing at all.
    Empty,
    /// Far too much text, and choices that do not exist.
    Wrong,
    /// The same, with what a word processor leaves in a text that is pasted.
    Pasted,
}

/// What becomes of characters that nobody can type.
fn typable(text: &str) -> String {
    text.replace(|it: char| it.is_control() && it != '\n', " ")
}

fn answers(fields: &[Field], bad: Bad) -> Vec<(String, String)> {
    let person = id_of(Kind::Person, Standing::Own).to_string();
    let long = "Far too much. ".repeat(2_000);
    let answer = |field: &Field| match (field.kind, bad) {
        (FieldKind::Hidden, _) => Some(field.value.clone()),
        (FieldKind::Choice, Bad::Empty) => None,
        (_, Bad::Empty) => Some(String::new()),
        (FieldKind::Text, Bad::Wrong) => Some(long.clone()),
        (FieldKind::Text, Bad::Pasted) => Some(format!("a\u{b}b\u{0}\u{1b}[2K{long}")),
        (FieldKind::Choice, Bad::Wrong | Bad::Pasted) => {
            let is_of_ids = field.options.iter().any(|it| it.parse::<uuid::Uuid>().is_ok());
            Some(if is_of_ids { person.clone() } else { "castle".to_owned() })
        }
        (FieldKind::DatePart, Bad::Wrong | Bad::Pasted) => {
            Some(match field.name.rsplit('-').next() {
                Some("day") => "31".to_owned(),
                Some("month") => "2".to_owned(),
                _ => "2026".to_owned(),
            })
        }
    };
    fields.iter().filter_map(|field| Some((field.name.clone(), answer(field)?))).collect()
}

/// What is wrong with the answer to bad answers.
fn complaints(
    route: &Route,
    sent: &[(String, String)],
    fields: &[Field],
    reply: &Reply,
) -> Vec<String> {
    if reply.status != StatusCode::UNPROCESSABLE_ENTITY {
        let said: String = reply.body.chars().take(200).collect();
        return vec![format!("was answered {}: {said}", reply.status)];
    }
    let (mut wrong, told, shown) = (Vec::new(), reply.problems(), reply.fields());
    if told.is_empty() {
        wrong.push("has no error summary".to_owned());
    }
    for (name, value) in sent.iter().filter(|(_, value)| !value.is_empty()) {
        let kind = fields.iter().find(|it| it.name == *name).unwrap().kind;
        let on_page = shown.iter().find(|it| it.name == *name);
        let kept = on_page.map(|it| it.value.trim_start_matches('\n').to_owned());
        let is_typed = matches!(kind, FieldKind::Text | FieldKind::DatePart);
        if is_typed && kept.as_deref() != Some(typable(value).as_str()) {
            wrong.push(format!("lost what was typed into {name}"));
        }
        let question = name.rsplit_once('-').filter(|_| kind == FieldKind::DatePart);
        let question = question.map_or(name.as_str(), |(question, _)| question);
        let is_told = told.contains_key(question) || need_not_be_told(&route.path, question);
        if kind != FieldKind::Hidden && !is_told {
            wrong.push(format!("did not tell of {question}"));
        }
    }
    wrong
}

async fn sweep(ground: &Ground, route: &Route, browser: &mut Browser, path: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for bad in [Bad::Empty, Bad::Wrong, Bad::Pasted] {
        let page = browser.get(path).await;
        let fields = page.fields();
        let has_questions = fields.iter().any(|it| it.kind != FieldKind::Hidden);
        if page.status != StatusCode::OK || !has_questions {
            continue;
        }
        if bad == Bad::Empty && MAY_BE_EMPTY.iter().any(|(path, _)| *path == route.path) {
            continue;
        }
        let sent = answers(&fields, bad);
        let before = every_row(ground).await;
        let reply = browser.post(path, &sent).await;
        let mut found = complaints(route, &sent, &fields, &reply);
        let after = every_row(ground).await;
        let changed: Vec<_> = before.symmetric_difference(&after).collect();
        if !changed.is_empty() {
            found.push(format!("changed {changed:?}"));
        }
        wrong.extend(found.into_iter().map(|it| format!("{} {bad:?} {it}", route.path)));
    }
    wrong
}

async fn sweep_one(
    ground: &Ground,
    route: &Route,
    path: &str,
    (wrong, met): (&mut Vec<String>, &mut Vec<String>),
) {
    let mut browser = ground.somebody_for(route, path).await.browser.clone();
    if browser.get(path).await.status == StatusCode::OK {
        met.push(route.path.clone());
    }
    wrong.extend(sweep(ground, route, &mut browser, path).await);
}

on_both_engines! {
    async fn bad_input_into_any_form_is_told_in_full_keeps_what_was_typed_and_changes_nothing(engine: Engine) {
        let ground = Ground::on(engine).await;
        with_second_records(&ground).await;
        let (mut wrong, mut met) = (Vec::new(), Vec::new());
        for route in forms() {
            let path = path_of(&route);
            // Only what is closed can be opened again, and told; what stands open is closed when all else is done.
            if matches!(route.operation, "ask_reopening" | "ask_case_study" | "ask_override") {
                continue;
            }
            sweep_one(&ground, &route, &path, (&mut wrong, &mut met)).await;
        }
        // Whoever reads the record has nothing to override: the front door knows the summary.
        let override_form = forms().into_iter().find(|it| it.operation == "ask_override").unwrap();
        let path = override_form.path.replace("{person}", &id_of(Kind::Person, Standing::InForum).to_string());
        let mut front_door = ground.who("front_door_worker").browser.clone();
        assert_eq!(front_door.get(&path).await.status, StatusCode::OK);
        wrong.extend(sweep(&ground, &override_form, &mut front_door, &path).await);
        met.push(override_form.path);
        let closed = "update case_record set status = 'closed', closed_on = '2026-11-20'";
        execute(&ground.world.fresh.db, closed).await;
        execute(&ground.world.fresh.db, "update consent set purpose = 'case_study', decision = 'given', error_reason = ''").await;
        // No story is told of a record that somebody is kept from.
        execute(&ground.world.fresh.db, "delete from record_scope where relation in ('barred', 'barred_organisation')").await;
        for operation in ["ask_case_study", "ask_reopening"] {
            let form = forms().into_iter().find(|it| it.operation == operation).unwrap();
            sweep_one(&ground, &form, &path_of(&form), (&mut wrong, &mut met)).await;
        }
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
        let missed: Vec<String> = forms().into_iter().map(|it| it.path).filter(|it| !met.contains(it)).collect();
        assert!(missed.is_empty(), "these forms were not met: {missed:?}");
    }
}
