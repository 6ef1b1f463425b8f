//! Open cases from a spreadsheet: pasted by a coordinator, looked at line by line, opened; or brought in by the console.

use std::collections::BTreeSet;

use agreement::{Kind, Relation, Role};
use axum::http::StatusCode;
use db::{Actor, NewEntry, Stopped, all, scope};
use exchange::cases::{BringCases, Outcome};
use kernel::PractitionerId;
use partnership::charters::web::AdoptCharter;
use testkit::{Browser, COUNCIL, FORUM, POLICE, Reply, World, on_both_engines};
use uuid::Uuid;

use crate::{world, world_and_app};

mod by_hand;

const HEAD: &str = "Ref\tGiven name\tSurname\tDOB\tOpened\tLevel\tNeeds\tLead\tLead agency\tReview\tActions\tMother";
const ZARA: &str = "C-1\tZara\tQuill\t4/3/2012\t1/9/2026\tLevel 3\tyoung_carer\tWes\tEssex council\t3/12/2026\t\
    Police: visit (by 1/12/2026)\tAnn";
const TOBI: &str = "C-2\tTobi\tMarsh\t2010-02-01\t2026-10-05\t2\t\tFred Gone\t\t\t\t";

fn path() -> String {
    format!("/forums/{FORUM}/cases/sheet")
}

fn sheet(rows: &[&str]) -> String {
    format!("{HEAD}\n{}\n", rows.join("\n"))
}

/// Sends the form as one of its buttons does.
async fn press(browser: &mut Browser, sheet: &str, more: &[(&str, &str)], step: &str) -> Reply {
    let form = browser.get(&path()).await;
    let mut fields: Vec<(String, String)> =
        ["_csrf", "_key", "source"].map(|name| (name.to_owned(), form.value(name).unwrap())).into();
    fields.push(("sheet".into(), sheet.into()));
    fields.push(("_step".into(), step.into()));
    fields.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    browser.post(&path(), &fields).await
}

/// Opens the cases of these rows, and what is said about it.
async fn opened(browser: &mut Browser, rows: &[&str]) -> Reply {
    let sent = press(browser, &sheet(rows), &[], "send").await;
    assert_eq!(sent.location.as_deref(), Some("/cases/sheet"), "{}", sent.body);
    browser.get("/cases/sheet").await
}

async fn count(world: &World, table: &str) -> i64 {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    let rows: Vec<(String, i64)> = all!(
        &mut tx,
        "select 'person', count(*) from person union all select 'case', count(*) from case_record
         union all select 'referral', count(*) from referral
         union all select 'action', count(*) from plan_action
         union all select 'sought', count(*) from ledger_sought"
    )
    .unwrap();
    rows.into_iter().find(|(name, _)| name == table).unwrap().1
}

async fn person(world: &World, family_name: &str) -> Vec<Uuid> {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    let found: Vec<(Uuid,)> =
        all!(&mut tx, "select id from person where family_name = $1", family_name).unwrap();
    found.into_iter().map(|(id,)| id).collect()
}

async fn tie(world: &World, record: (Kind, Uuid), relation: Relation, target: Uuid) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    scope::add(&mut tx, record, relation, target).await.unwrap();
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

/// Somebody who coordinates the forum, and Wes of the council, who may lead.
async fn coordinator(world: &mut World) -> (Browser, Browser, PractitionerId) {
    let (wes, id) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
    let (cora, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
    (cora, wes, id)
}

on_both_engines! {
    async fn a_pasted_caseload_is_looked_at_line_by_line_and_becomes_open_cases(engine: Engine) {
        let mut world = world(engine).await;
        let (mut cora, mut wes, _) = coordinator(&mut world).await;
        let (mut pia, _) = world.someone("Pia", POLICE, Role::Practitioner).await;
        assert!(cora.get("/").await.says("Bring in open cases") && cora.get("/cases").await.says("Bring in open cases"));
        assert!(!wes.get("/cases").await.says("Bring in open cases"));
        assert!(cora.get("/cases/sheet").await.says("Bring in cases of Chelmsford MAAG"));
        let wrong = "C-3\tAda\tAsh\t31/2/2012\t1/9/2026\t9\t\t\t\t\t\t";
        let check = press(&mut cora, &sheet(&[ZARA, TOBI, wrong]), &[], "check").await;
        assert_eq!(check.status, StatusCode::OK, "{}", check.body);
        for said in ["2 cases will be opened", "Zara Quill", "Level 3, opened on 1 September 2026",
            "Wes, Essex council, is asked to lead", "Police: visit, by 1 December 2026", "Next review on 3 December 2026",
            "The lead professional has no account: appoint somebody", "Line 4 will be left out", "Date of birth: must be a real date",
            "Level of need: must be one of", "Column “Mother”", "Kept out"] {
            assert!(check.says(said), "{said}: {}", check.body);
        }
        assert_eq!(count(&world, "case").await, 0, "nothing is changed before it is confirmed");

        let said = opened(&mut cora, &[ZARA, TOBI, wrong]).await;
        for words in ["2 cases were opened", "Line 3 names a lead professional who has no account", "Line 4 was left out"] {
            assert!(said.says(words), "{words}: {}", said.body);
        }
        assert!(!said.says("Zara") && !said.says("Fred"), "what is said names nobody");
        let list = cora.get("/cases").await;
        assert!(list.says("Zara Quill") && list.says("Wes (asked)") && list.says("Tobi Marsh"), "{}", list.body);
        let zara = list.body.split("/cases/").find(|it| it.contains("Zara Quill")).unwrap();
        let record = format!("/cases/{}", zara.split('"').next().unwrap());
        let page = cora.get(&record).await;
        for words in ["visit", "1 December 2026", "3 December 2026", "Wes was asked to be the lead professional"] {
            assert!(page.says(words), "{words}: {}", page.body);
        }
        let told = cora.get(&format!("{record}/chronology")).await;
        assert!(told.says("Brought in from a sheet."), "{}", told.body);
        // Who is asked for something knows the summary, and no more until they accept.
        assert!(pia.get(&format!("{record}/summary")).await.says("visit"));
        assert_eq!(wes.get(&record).await.status, StatusCode::FORBIDDEN);
        let accepted = wes.fill(&format!("{record}/lead/answer"), &[("answer", "accept")]).await;
        assert_eq!(accepted.status, StatusCode::SEE_OTHER, "{}", accepted.body);
        assert!(wes.get(&record).await.says("visit"));
    }

    async fn a_row_at_a_level_that_two_people_confirm_is_left_out_and_says_what_to_do(engine: Engine) {
        let (mut world, app) = world_and_app(engine).await;
        let change = |text: &str| {
            let text = text.replace("version = \"1\"", "version = \"2-sheet\"");
            text.replace("[threshold_document]", "[second_pair_of_eyes]\nlevels = [3]\n\n[threshold_document]")
        };
        let shipped = charter::shipped_texts("maag").unwrap().iter();
        let files = shipped.map(|(path, text)| ((*path).to_owned(), change(text))).collect();
        let adopt = AdoptCharter { forum: "Chelmsford MAAG".into(), files };
        app.door.perform(Actor::Console, None, adopt).await.unwrap();
        let (mut cora, ..) = coordinator(&mut world).await;
        let check = press(&mut cora, &sheet(&[ZARA, TOBI]), &[], "check").await;
        for said in ["1 case will be opened", "Line 2 will be left out", "one that a second person confirms here", "then record a review"] {
            assert!(check.says(said), "{said}: {}", check.body);
        }
    }

    async fn the_same_sheet_sent_again_changes_nothing_and_says_so(engine: Engine) {
        let mut world = world(engine).await;
        let (mut cora, ..) = coordinator(&mut world).await;
        let nameless = TOBI.replace("C-2", "");
        opened(&mut cora, &[ZARA, &nameless]).await;
        let before = (count(&world, "case").await, count(&world, "person").await, count(&world, "action").await);
        assert_eq!(before, (2, 2, 1));
        let all = press(&mut cora, &sheet(&[ZARA, &nameless]), &[], "check").await;
        assert!(all.says("None of these is new"), "{}", all.body);
        let changed = ZARA.replace("Level 3", "Level 2");
        let ada = "C-3\tAda\tAsh\t1/2/2012\t1/9/2026\t2\t\t\t\t\t\t";
        let check = press(&mut cora, &sheet(&[&changed, &nameless, ada]), &[], "check").await;
        assert!(check.says("Lines 2 and 3 are here already") && check.says("1 case will be opened"), "{}", check.body);
        let said = opened(&mut cora, &[&changed, &nameless, ada]).await;
        assert!(said.says("1 case was opened. Lines 2 and 3 were here already"), "{}", said.body);
        assert_eq!((count(&world, "case").await, count(&world, "person").await), (3, 3));
        assert!(opened(&mut cora, &[&nameless]).await.says("0 cases were opened. Line 2 was here already"));
    }

    async fn a_row_about_somebody_known_joins_their_record_and_nobody_has_two_open_cases(engine: Engine) {
        let mut world = world(engine).await;
        let (mut cora, ..) = coordinator(&mut world).await;
        // Cora adds Zara by hand, so that she works with her.
        let added = cora.fill("/people/new", &[("given_name", "Zára"), ("family_name", "Quill"), ("date_of_birth", "2012-03-04"),
            ("learning_difficulty_or_disability", "no"), ("nhs_number", "9434765919")]).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
        let check = press(&mut cora, &sheet(&[ZARA, TOBI]), &[], "check").await;
        assert!(check.says("Joins the record that is here already"), "{}", check.body);
        opened(&mut cora, &[ZARA, TOBI]).await;
        assert_eq!((count(&world, "person").await, count(&world, "case").await), (2, 2));
        let other = ZARA.replace("C-1", "C-9");
        let check = press(&mut cora, &sheet(&[&other]), &[], "check").await;
        assert!(check.says("None of these is new"), "her case is open: {}", check.body);
        // Another of the same name, born on another day, is somebody else; the NHS number says the same as both.
        let born = ZARA.replace("C-1", "C-10").replace("4/3/2012", "4/3/2011");
        opened(&mut cora, &[&born]).await;
        assert_eq!(count(&world, "person").await, 3);
        let head = HEAD.replace("Mother", "NHS number");
        let row = ZARA.replace("C-1", "C-11").replace("Quill", "Married").replace("Ann", "943 476 5919");
        let check = press(&mut cora, &format!("{head}\n{row}\n"), &[], "check").await;
        assert!(check.says("None of these is new"), "known by her number: {}", check.body);
        let twice = [ZARA.replace("C-1", "D-1").replace("Quill", "New"), ZARA.replace("C-1", "D-2").replace("Quill", "New")];
        let check = press(&mut cora, &sheet(&[&twice[0], &twice[1]]), &[], "check").await;
        assert!(check.says("is about the same person as line 2"), "{}", check.body);
    }

    async fn what_a_coordinator_must_not_know_changes_nothing_in_what_they_are_told(engine: Engine) {
        for limited in [false, true] {
            let mut world = world(engine).await;
            let (mut cora, ..) = coordinator(&mut world).await;
            let (mut nina, named) = world.someone("Nina", POLICE, Role::Practitioner).await;
            if limited {
                let added = nina.fill("/people/new", &[("given_name", "Zara"), ("family_name", "Quill"), ("date_of_birth", "2012-03-04"),
                    ("learning_difficulty_or_disability", "no")]).await;
                assert_eq!(added.status, StatusCode::SEE_OTHER);
                let [zara] = person(&world, "Quill").await[..] else { panic!("one person") };
                tie(&world, (Kind::Person, zara), Relation::Restricted, Uuid::nil()).await;
                tie(&world, (Kind::Person, zara), Relation::Named, named.0).await;
            }
            let check = press(&mut cora, &sheet(&[ZARA]), &[], "check").await;
            assert!(check.says("1 case will be opened") && !check.says("Joins") && !check.says("by hand"), "{}", check.body);
            let left = count(&world, "sought").await;
            assert!(opened(&mut cora, &[ZARA, TOBI]).await.says("2 cases were opened"));
            assert_eq!(person(&world, "Quill").await.len(), if limited { 2 } else { 1 });
            assert!(left > 0 && count(&world, "sought").await > left, "what was looked for is left either way");
            // Whoever is named on the record learns that somebody looked for her; of Tobi nobody is told.
            let told = nina.get("/searches").await;
            assert_eq!(told.says("Zara Quill"), limited, "{}", told.body);
            assert!(!told.says("Tobi"));
        }
    }

    async fn nobody_opens_a_record_to_themself_by_a_row_of_a_sheet(engine: Engine) {
        let mut world = world(engine).await;
        let (mut cora, ..) = coordinator(&mut world).await;
        let (mut nina, _) = world.someone("Nina", POLICE, Role::Practitioner).await;
        let (mut chair, chair_id) = world.someone("Chas", COUNCIL, Role::Chair).await;
        let added = nina.fill("/people/new", &[("given_name", "Zara"), ("family_name", "Quill"), ("date_of_birth", "2012-03-04"),
            ("learning_difficulty_or_disability", "no")]).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER);
        let [zara] = person(&world, "Quill").await[..] else { panic!("one person") };
        // The council owns an action for her elsewhere: Cora knows the summary, and not where she lives.
        tie(&world, (Kind::Person, zara), Relation::Organisation, COUNCIL.0).await;
        assert_eq!(cora.get(&format!("/people/{zara}")).await.status, StatusCode::OK);
        let check = press(&mut cora, &sheet(&[ZARA, TOBI]), &[], "check").await;
        assert!(check.says("You would read this person’s record") && check.says("1 case will be opened"), "{}", check.body);
        opened(&mut cora, &[ZARA, TOBI]).await;
        assert_eq!((count(&world, "person").await, count(&world, "case").await), (2, 1));
        // A chair who named themself as lead would read where the family lives.
        let own = TOBI.replace("Fred Gone", "Chas").replace("Marsh", "Reed").replace("C-2", "C-5");
        let check = press(&mut chair, &sheet(&[&own]), &[], "check").await;
        assert!(check.says("You cannot ask yourself to lead"), "{}", check.body);
        world.also(chair_id, COUNCIL, Role::Coordinator).await;
        assert!(opened(&mut chair, &[&own]).await.says("1 case was opened"));
    }

    async fn a_case_of_somebody_limited_is_limited_and_asks_nobody_who_is_barred(engine: Engine) {
        let mut world = world(engine).await;
        let (_, wes) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut cora, me) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut other, _) = world.someone("Olu", COUNCIL, Role::Coordinator).await;
        let added = cora.fill("/people/new", &[("given_name", "Zara"), ("family_name", "Quill"), ("date_of_birth", "2012-03-04"),
            ("learning_difficulty_or_disability", "no")]).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER);
        let [zara] = person(&world, "Quill").await[..] else { panic!("one person") };
        for (relation, target) in [(Relation::Restricted, Uuid::nil()), (Relation::Named, me.0), (Relation::Barred, wes.0),
            (Relation::BarredOrganisation, POLICE.0)] {
            tie(&world, (Kind::Person, zara), relation, target).await;
        }
        let said = press(&mut cora, &sheet(&[ZARA]), &[], "send").await;
        assert!(said.says("Line 2: lead: This practitioner cannot be asked"), "{}", said.body);
        let said = press(&mut cora, &sheet(&[&ZARA.replace("Wes", "").replace("Essex council", "")]), &[], "send").await;
        assert!(said.says("Line 2: actions: One of these organisations cannot own"), "{}", said.body);
        let row = ZARA.replace("Wes", "").replace("Police: visit (by 1/12/2026)", "");
        assert!(opened(&mut cora, &[&row]).await.says("1 case was opened"));
        assert!(cora.get("/cases").await.says("Zara Quill"));
        assert!(!other.get("/cases").await.says("Zara Quill"), "who is not named sees nothing");
    }

    async fn columns_are_chosen_where_the_guess_is_wrong_and_nothing_typed_is_lost(engine: Engine) {
        let mut world = world(engine).await;
        let (mut cora, ..) = coordinator(&mut world).await;
        let odd = "Kid\tSince\tHow bad\nZara Quill\t1/9/2026\t3\n";
        let wrong = press(&mut cora, odd, &[], "check").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.says("Select which column holds the level of need") && wrong.says("Column “Kid” is"), "{}", wrong.body);
        assert!(wrong.body.contains("Zara Quill\t1/9/2026"), "what was pasted is kept");
        let headed = wrong.value("headed").unwrap();
        let chosen = [("headed", headed.as_str()), ("columns", "name"), ("columns", "opened_on"), ("columns", "level")];
        let check = press(&mut cora, odd, &chosen, "check").await;
        assert!(check.says("1 case will be opened"), "{}", check.body);
        let back = press(&mut cora, odd, &chosen, "change").await;
        assert!(back.body.contains("<option value=\"opened_on\" selected>"), "{}", back.body);
        let sent = press(&mut cora, odd, &chosen, "send").await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        assert!(cora.get("/cases").await.says("Zara Quill"));
        let nameless = press(&mut cora, &sheet(&[TOBI]), &[("source", "")], "check").await;
        assert_eq!(nameless.status, StatusCode::BAD_REQUEST, "one answer, once: {}", nameless.body);
    }

    async fn only_who_runs_the_forum_brings_cases_in(engine: Engine) {
        let mut world = world(engine).await;
        let (mut cora, mut wes, _) = coordinator(&mut world).await;
        let (mut member, _) = world.someone("Mel", POLICE, Role::ForumMember).await;
        let (mut admin, _) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let (mut chair, _) = world.someone("Chas", COUNCIL, Role::Chair).await;
        assert_eq!(chair.get(&path()).await.status, StatusCode::OK);
        for browser in [&mut wes, &mut member, &mut admin] {
            assert_eq!(browser.get(&path()).await.status, StatusCode::FORBIDDEN);
        }
        assert!(member.get("/cases/sheet").await.says("You coordinate no forum"));
        let elsewhere = format!("/forums/{}/cases/sheet", Uuid::from_u128(0xC2));
        assert_eq!(cora.get(&elsewhere).await.status, StatusCode::NOT_FOUND);
    }

    async fn the_console_brings_a_file_in_and_leaves_a_limited_person_to_somebodys_decision(engine: Engine) {
        let (mut world, app) = world_and_app(engine).await;
        let (mut cora, _, wes) = coordinator(&mut world).await;
        let bring = async |rows: &[&str], forum: &str| -> Result<Outcome, Stopped> {
            let (sheet, forum) = (sheet(rows), forum.to_owned());
            app.door.perform(Actor::Console, None, BringCases { forum, sheet, source: "Caseload".into(), above: 0 }).await
        };
        match bring(&[ZARA], "Atlantis").await {
            Err(Stopped::Fields(errors)) => assert!(errors.of("forum").unwrap().contains("Chelmsford MAAG"), "{errors:?}"),
            other => panic!("{other:?}"),
        }
        let done = bring(&[ZARA, TOBI], "chelmsford maag").await.unwrap();
        assert_eq!((done.opened.len(), done.asked, done.no_account, done.unread), (2, vec![2], vec![3], vec!["Mother".to_owned()]));
        let again = bring(&[ZARA, TOBI], "Chelmsford MAAG").await.unwrap();
        assert_eq!((again.opened.len(), again.here), (0, vec![2, 3]));
        // The sheet that the coordinator pastes afterwards under the same name is the same sheet.
        assert!(opened(&mut cora, &[ZARA]).await.says("0 cases were opened. Line 2 was here already"));
        let [zara] = person(&world, "Quill").await[..] else { panic!("one person") };
        tie(&world, (Kind::Person, zara), Relation::Barred, wes.0).await;
        let other = ZARA.replace("C-1", "C-9");
        match bring(&[&other], "Chelmsford MAAG").await {
            Err(Stopped::Fields(errors)) => {
                let told = "Line 2: the row: Needs a person's decision: enter it by hand";
                assert_eq!(errors.of("sheet"), Some(told));
            }
            other => panic!("{other:?}"),
        }
        let lines: BTreeSet<i64> = bring(&[&other, &TOBI.replace("C-2", "C-8").replace("Marsh", "Moss")], "Chelmsford MAAG")
            .await.unwrap().left_out.iter().map(|it| it.line).collect();
        assert_eq!((lines, person(&world, "Quill").await.len()), (BTreeSet::from([2]), 1));
    }
}
