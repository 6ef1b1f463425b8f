//! Forms about a case: in parts, completed, read, opened again; and never changed under their answers.

use charter::{
    library,
    questionnaire::{Item, ItemType},
};
use testkit::{FieldKind, on_both_engines};

use super::*;
use crate::world;

/// Starts a form about a case and gives its address.
async fn started(browser: &mut Browser, case: CaseId, code: &str) -> String {
    let forms = format!("/cases/{case}/forms");
    done(&browser.fill(&forms, &[("code", code)]).await)
}

/// The first part of a form that always asks a question of this kind, and the question.
fn asks(code: &str, kind: &ItemType) -> (&'static str, &'static Item) {
    let form = library().iter().find(|it| it.code == code).unwrap();
    let sections = form.questionnaire.sections();
    let found = sections.iter().find_map(|section| {
        let mut items = section.group.items.iter();
        let question = items.find(|it| it.kind == *kind && it.enable_when.is_empty())?;
        Some((section.group.link_id.as_str(), question))
    });
    found.unwrap()
}

/// Answers to every question that a page shows: the first choice, today, a word.
pub(super) fn any_answers(page: &Reply) -> Vec<(String, String)> {
    let mut answers = Vec::new();
    for field in page.fields() {
        let value = match field.kind {
            FieldKind::Hidden => field.value,
            FieldKind::Choice => field.options.first().cloned().unwrap_or_default(),
            FieldKind::DatePart if field.name.ends_with("-year") => "2026".into(),
            FieldKind::DatePart => "11".into(),
            FieldKind::Text if field.name.contains(".minutes") => "30".into(),
            FieldKind::Text => "Said so".into(),
        };
        answers.push((field.name, value));
    }
    answers
}

on_both_engines! {
    async fn all_ten_forms_of_the_library_are_filled_in_completed_read_and_opened_again(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        for form in library() {
            let path = started(&mut coordinator, case, form.code).await;
            for section in form.questionnaire.sections() {
                let part = format!("{path}/parts/{}", section.group.link_id);
                let page = coordinator.get(&part).await;
                assert!(page.status == StatusCode::OK && page.says(&section.group.text), "{part}: {}", page.body);
                done(&coordinator.post(&part, &any_answers(&page)).await);
            }
            let whole = coordinator.get(&path).await;
            assert!(!whole.says("Answers missing"), "{}: {}", form.code, whole.body);
            let token = whole.value("_csrf").unwrap();
            let complete = [("_csrf".to_owned(), token)];
            done(&coordinator.post(&format!("{path}/completion"), &complete).await);
            let read = coordinator.get(&format!("{path}/answers")).await;
            assert!(read.says("Said so") && !read.says("still being filled in"), "{}", read.body);
            assert!(read.says("Tobi Okafor"), "the paper says whose it is: {}", read.body);
            let section = form.questionnaire.sections()[0].group.link_id.clone();
            let closed = coordinator.get(&format!("{path}/parts/{section}")).await;
            assert!(closed.says("This form is complete. Open it again to change an answer."), "{}", closed.body);
            done(&coordinator.post(&format!("{path}/reopening"), &complete).await);
            let again = coordinator.get(&format!("{path}/answers")).await;
            assert!(again.says("Said so") && again.says("still being filled in"), "{}", again.body);
        }
        let chronology = coordinator.get(&format!("/cases/{case}/chronology")).await;
        assert!(chronology.says("A form was completed: Mental capacity assessment"), "{}", chronology.body);
    }

    async fn a_part_is_saved_with_gaps_and_a_form_with_gaps_is_not_completed(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let path = started(&mut coordinator, case, "care-act-assessment").await;
        let (section, date) = asks("care-act-assessment", &ItemType::Date);
        let part = format!("{path}/parts/{section}");
        let parts = ["day", "month", "year"].map(|part| format!("{}-{part}", date.link_id));
        let wrong = parts.iter().map(|name| (name.as_str(), "31")).collect::<Vec<_>>();
        let refused = coordinator.fill(&part, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.says("Enter a real date for"), "{}", refused.body);
        done(&coordinator.fill(&part, &[]).await);
        let token = coordinator.get(&path).await.value("_csrf").unwrap();
        let complete = [("_csrf".to_owned(), token)];
        let empty = coordinator.post(&format!("{path}/completion"), &complete).await;
        assert!(empty.says("Nothing has been answered in this form yet."), "{}", empty.body);
        let some: Vec<(&str, &str)> = parts.iter().map(String::as_str).zip(["3", "11", "2026"]).collect();
        done(&coordinator.fill(&part, &some).await);
        let early = coordinator.post(&format!("{path}/completion"), &complete).await;
        assert_eq!(early.status, StatusCode::CONFLICT);
        assert!(early.says("Answers are still missing in:"), "{}", early.body);
    }

    async fn two_people_in_one_form_lose_nothing_and_see_both(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let path = started(&mut coordinator, case, "telecare-requisition").await;
        let (section, question) = asks("telecare-requisition", &ItemType::Text);
        let part = format!("{path}/parts/{section}");
        let opened = coordinator.get(&part).await;
        done(&coordinator.fill(&part, &[(&question.link_id, "As the first wrote it")]).await);
        let mut late = any_answers(&opened);
        late.retain(|(name, _)| name.starts_with('_') || name == "version");
        late.push((question.link_id.clone(), "As the second wrote it".into()));
        let both = coordinator.post(&part, &late).await;
        assert_eq!(both.status, StatusCode::CONFLICT);
        assert!(both.says("As the first wrote it") && both.says("As the second wrote it"), "{}", both.body);
    }

    async fn a_form_never_changes_under_its_answers_and_nobody_reads_them_in_the_database(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let path = started(&mut coordinator, case, "telecare-requisition").await;
        let form = library().iter().find(|it| it.code == "telecare-requisition").unwrap();
        let (section, question) = asks("telecare-requisition", &ItemType::Text);
        done(&coordinator.fill(&format!("{path}/parts/{section}"), &[(&question.link_id, "14 Hidden Lane")]).await);
        // The library's form is another one now: what was answered keeps the words that were read.
        let old = form.text.replacen(&question.text, "What was asked in those days", 1);
        let mut tx = world.fresh.db.begin().await.unwrap();
        let digest = vec![7_u8; 32];
        run!(&mut tx, "insert into form_text (digest, text) values ($1, $2)", &digest, old).unwrap();
        run!(&mut tx, "update case_form set digest = $1 where case_id = $2", &digest, case).unwrap();
        let kept: Vec<(Vec<u8>,)> = all!(&mut tx, "select answers from case_form where case_id = $1", case).unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        assert!(!String::from_utf8_lossy(&kept[0].0).contains("Hidden Lane"), "answers are sealed");
        let read = coordinator.get(&format!("{path}/answers")).await;
        assert!(read.says("What was asked in those days") && read.says("14 Hidden Lane"), "{}", read.body);
    }

    async fn who_does_not_keep_the_plan_reads_a_form_and_an_outsider_finds_none(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let path = started(&mut coordinator, case, "telecare-requisition").await;
        let (mut sam, id) = world.someone("Sam", COUNCIL, Role::Practitioner).await;
        let mut tx = world.fresh.db.begin().await.unwrap();
        scope::add(&mut tx, (Kind::Case, case.0), Relation::Involved, id.0).await.unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        let forms = sam.get(&format!("/cases/{case}/forms")).await;
        assert!(forms.says("Telecare requisition") && !forms.says("Start a form"), "{}", forms.body);
        let section = library().iter().find(|it| it.code == "telecare-requisition").unwrap();
        let part = format!("{path}/parts/{}", section.questionnaire.sections()[0].group.link_id);
        assert!(!sam.get(&path).await.body.contains(&part));
        assert_eq!(sam.get(&part).await.status, StatusCode::FORBIDDEN);
        let (mut outsider, _) = world.someone("Out", COUNCIL, Role::Practitioner).await;
        for page in [format!("/cases/{case}/forms"), path.clone(), format!("{path}/answers"), part] {
            assert_eq!(outsider.get(&page).await.status, StatusCode::NOT_FOUND, "{page}");
        }
    }

    async fn a_chair_who_made_the_request_reads_no_answers_of_its_forms_and_another_referrer_does(engine: Engine) {
        let mut world = world(engine).await;
        let (mut chair, chair_id) = world.someone("Cher", COUNCIL, Role::Chair).await;
        let (mut rae, rae_id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (case, person) = opened(&world, "Tobi", chair_id).await;
        // Who runs the forum is given nothing of the person for a request of theirs; any other referrer reads the record.
        let mut tx = world.fresh.db.begin().await.unwrap();
        scope::remove(&mut tx, (Kind::Person, person.0), Relation::Referrer, chair_id.0).await.unwrap();
        for record in [(Kind::Person, person.0), (Kind::Case, case.0)] {
            scope::add(&mut tx, record, Relation::Referrer, rae_id.0).await.unwrap();
        }
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        let path = started(&mut coordinator, case, "telecare-requisition").await;
        let form = library().iter().find(|it| it.code == "telecare-requisition").unwrap();
        let part = format!("{path}/parts/{}", form.questionnaire.sections()[0].group.link_id);
        let page = coordinator.get(&part).await;
        done(&coordinator.post(&part, &any_answers(&page)).await);
        let answers = format!("{path}/answers");
        assert_eq!(rae.get(&answers).await.status, StatusCode::OK);
        assert_eq!(coordinator.get(&answers).await.status, StatusCode::OK);
        for closed in [&answers, &part] {
            let refused = chair.get(closed).await;
            assert!(refused.status == StatusCode::CONFLICT && refused.says("those who may read where the family lives"), "{}", refused.body);
        }
        let seen = chair.get(&path).await;
        assert!(seen.says("Telecare requisition") && !seen.body.contains("/answers"), "{}", seen.body);
        assert!(!chair.get(&format!("/cases/{case}/forms")).await.says("Start a form"));
    }
}
