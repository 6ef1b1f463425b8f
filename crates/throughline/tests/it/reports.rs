//! Figures of lead professionals, of time, of those who make requests, and of gaps: exactly for those who see the cases.

use agreement::{Kind, Relation, Role};
use axum::http::StatusCode;
use db::{Day, NewEntry, run, scope};
use jiff::civil::date;
use kernel::{CaseId, PractitionerId};
use testkit::{Browser, COUNCIL, FORUM, POLICE, World, on_both_engines};

use crate::{
    case_life::{coordinated, done, membership, opened, reads},
    world,
};

/// The lines of a report, without its heads.
async fn lines(reader: &mut Browser, report: &str, query: &str) -> Vec<String> {
    let reply = reader.get(&format!("/reports/{report}/csv?{query}")).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    reply.body.lines().skip(1).map(|line| line.trim_end().to_owned()).collect()
}

/// Asks somebody to lead, and has them answer.
async fn asked(
    world: &World,
    coordinator: &mut Browser,
    case: CaseId,
    (who, id): (&mut Browser, PractitionerId),
    answer: &[(&str, &str)],
) {
    let (form, role) = (format!("/cases/{case}/lead"), membership(world, id).await);
    done(&coordinator.fill(&form, &[("membership", role.as_str())]).await);
    done(&who.fill(&format!("{form}/answer"), answer).await);
}

async fn change(world: &World, sql: &'static str, on: jiff::civil::Date, case: CaseId) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    let text = sqlx::AssertSqlSafe(sql);
    match tx.engine() {
        db::Engine::Sqlite(it) => {
            sqlx::query(text).bind(Day(on)).bind(case).execute(it).await.unwrap();
        }
        db::Engine::Postgres(it) => {
            sqlx::query(text).bind(Day(on)).bind(case).execute(it).await.unwrap();
        }
    }
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

on_both_engines! {
    async fn who_was_asked_to_lead_accepted_declined_and_was_late_is_told_by_organisation(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut fay, fay_id) = world.someone("Fay", POLICE, Role::Practitioner).await;
        let (mut sol, sol_id) = world.someone("Sol", COUNCIL, Role::Practitioner).await;
        let no = [("answer", "decline"), ("reason", "no_capacity")];
        asked(&world, &mut coordinator, case, (&mut fay, fay_id), &no).await;
        asked(&world, &mut coordinator, case, (&mut sol, sol_id), &[("answer", "accept")]).await;
        assert_eq!(lines(&mut coordinator, "leads", "").await, [
            "Essex council,1,1,0,0,100.0,0.0,0,,0,",
            "Police,1,0,1,0,0.0,0.0,0,,0,",
            "Total,2,1,1,0,50.0,0.0,0,,0,",
        ]);
        assert!(lines(&mut coordinator, "declines", "").await.contains(&"No capacity,1,100.0".to_owned()));

        let late = "update lead_duty set due_on = $1 where case_id = $2 and duty = 'return_plan'";
        change(&world, late, date(2026, 11, 20), case).await;
        let now = lines(&mut coordinator, "leads", "").await;
        assert_eq!(now[0], "Essex council,1,1,0,0,100.0,0.0,1,0.0,0,");
        let page = coordinator.get("/reports/leads").await;
        assert!(page.says("Asked to lead: 2. Accepted: 1. Declined: 1. Plans that were due: 1, in time: 0"), "{}", page.body);
        let timely = lines(&mut coordinator, "timeliness", "by=month").await;
        for line in ["November 2026: return the plan,1,0,0.0,", "Total: decide the request,1,1,100.0,0.0", "Total: return the plan,1,0,0.0,"] {
            assert!(timely.contains(&line.to_owned()), "{line}: {timely:?}");
        }
        let placed = lines(&mut coordinator, "timeliness", "by=district").await;
        assert!(placed.iter().any(|line| line.starts_with("Chelmsford: decide the request,1,1")), "{placed:?}");
        assert!(coordinator.get("/reports/timeliness?by=castle").await.says("Choose one of these: all, month, quarter"));

        // What is hidden from the reader of the figures is not in them.
        let (mut chair, chair_id) = world.someone("Cher", COUNCIL, Role::Chair).await;
        let mut tx = world.fresh.db.begin().await.unwrap();
        let referral: Option<(uuid::Uuid,)> = db::one!(&mut tx, "select referral_id from case_record where id = $1", case).unwrap();
        scope::add(&mut tx, (Kind::Referral, referral.unwrap().0), Relation::Barred, chair_id.0).await.unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        assert_eq!(lines(&mut chair, "leads", "").await, ["Total,0,0,0,0,,,0,,0,"]);
    }

    async fn under_disclosure_control_no_report_is_made_that_gives_back_what_the_others_hide(engine: Engine) {
        let mut world = world(engine).await;
        let (mut analyst, _) = world.someone("Ann", COUNCIL, Role::Analyst).await;
        let (mut member, _) = world.someone("Mel", POLICE, Role::ForumMember).await;
        let year = "from=2025-04-01&to=2026-03-31";
        for report in ["groups", "leads", "timeliness", "sessions", "quality", "advice", "levels"] {
            for who in [&mut analyst, &mut member] {
                let shown = who.get(&format!("/reports/{report}?{year}")).await;
                let told = "This report is for the chair and the coordinator of a forum";
                assert!(shown.says(told), "{report}: {}", shown.body);
                let file = who.get(&format!("/reports/{report}/csv?{year}")).await;
                assert_ne!(file.status, StatusCode::OK, "{report}");
            }
        }
        let shown = analyst.get(&format!("/reports/declines?{year}")).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
    }

    async fn returns_before_and_after_an_awareness_session_stand_side_by_side(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, first) = coordinated(&mut world).await;
        let (_, referrer) = world.someone("Rob", COUNCIL, Role::Practitioner).await;
        let (second, _) = opened(&world, "Ada", referrer).await;
        let returned = "update referral set received_on = $1, status = 'returned', return_reason = 'below_threshold' where case_id = $2";
        change(&world, returned, date(2026, 11, 3), first).await;
        change(&world, "update referral set received_on = $1 where case_id = $2", date(2026, 11, 16), second).await;
        assert!(coordinator.get("/sessions").await.says("No session has been recorded"));
        let form = format!("/forums/{FORUM}/sessions/new");
        let wrong = coordinator.fill(&form, &[("held_on-day", "23"), ("held_on-month", "11"), ("held_on-year", "2026")]).await;
        for told in ["The day of the session must be today or in the past", "Select for whom it was", "Enter who held it"] {
            assert!(wrong.says(told), "{told}: {}", wrong.body);
        }
        let session = [("held_on-day", "9"), ("held_on-month", "11"), ("held_on-year", "2026"), ("group", "school"),
                       ("held_by", "Cora and the hub"), ("words", "When one organisation is enough")];
        done(&coordinator.fill(&form, &session).await);
        assert!(reads(&coordinator.get("/sessions").await, "9 November 2026 School Cora and the hub When one organisation is enough"));
        let told = lines(&mut coordinator, "sessions", "").await;
        assert_eq!(told, ["\"School, 9 November 2026\",1,1,100.0,1,0,0.0"]);
        let trend = lines(&mut coordinator, "groups", "by=month").await;
        assert_eq!(trend, ["\"School, November 2026\",2,1,50.0", "Total,2,1,50.0"]);
        let (mut outsider, _) = world.someone("Out", POLICE, Role::Practitioner).await;
        assert_ne!(outsider.get(&form).await.status, StatusCode::OK);
        assert!(!outsider.get("/sessions").await.says("Cora and the hub"));
    }

    async fn levels_and_their_moves_are_told_by_level_and_by_month(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let review = [("progress", "Worse"), ("decision", "continue"), ("next_review_on-day", "4"), ("next_review_on-month", "1"),
            ("next_review_on-year", "2027"), ("level", "4"), ("level_reason", "Not seen for a week")];
        done(&coordinator.fill(&format!("/cases/{case}/reviews/new"), &review).await);
        assert_eq!(lines(&mut coordinator, "levels", "").await, [
            "\"1, Universal\",0,0,0,0",
            "\"2, Additional\",0,0,0,0",
            "\"3, Intensive\",1,0,0,0",
            "\"4, Specialist\",0,1,0,1",
            "Total,1,1,0,1",
        ]);
        assert_eq!(lines(&mut coordinator, "levels", "by=month").await, ["November 2026,1,0,0,0,0,1"]);
        assert!(coordinator.get("/reports/levels").await.says("Level of need up: 1, down: 0"));
        assert!(coordinator.get("/reports/levels?by=castle").await.says("Choose one of these: level, month"));
    }

    async fn advice_instead_of_a_request_is_counted_by_who_asked_for_it_and_what_became_of_it(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut asker, _) = world.someone("Ash", COUNCIL, Role::Practitioner).await;
        let typed = [("situation", "A child who hides at lunch"), ("tried", "A mentor"), ("question", "What else is there?")];
        for _ in 0..2 {
            done(&asker.fill(&format!("/forums/{FORUM}/advice/new"), &typed).await);
            world.wait_minutes(1);
        }
        let list = coordinator.get("/advice").await;
        let path = format!("/forums/{FORUM}/advice/");
        let form = list.links().into_iter().find(|it| it.starts_with(&path) && !it.ends_with("/new")).unwrap();
        done(&coordinator.fill(&form, &[("kind", "advice_given"), ("words", "Try the quiet room")]).await);
        let all = lines(&mut coordinator, "advice", "").await;
        assert_eq!(all.last().map(String::as_str), Some("Total,2,1,0,0,1,0,0.0"), "{all:?}");
        assert!(lines(&mut coordinator, "advice", "by=month").await.contains(&"November 2026,2,1,0,0,1,0,0.0".to_owned()));
        assert!(coordinator.get("/reports/advice").await.says("Advice asked for: 2. Became a request: 0."));
    }

    async fn gaps_are_counted_by_need_and_closed_with_what_came_of_them(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, _) = coordinated(&mut world).await;
        let gap = [("need", "debt"), ("reason", "no_service"), ("words", "Debt advice in the evening")];
        done(&coordinator.fill(&format!("/forums/{FORUM}/gaps/new"), &gap).await);
        let told = lines(&mut coordinator, "gaps", "").await;
        assert!(told.contains(&"Debt and money,1,100.0".to_owned()), "{told:?}");
        assert!(coordinator.get("/reports/gaps").await.says("1 gap was recorded."));
        let list = coordinator.get("/gaps").await;
        let form = list.links().into_iter().find(|it| it.starts_with(&format!("/forums/{FORUM}/gaps/"))).unwrap();
        let wrong = coordinator.fill(&form, &[("came_of_it", "Ring 01632 960 001")]).await;
        assert!(wrong.says("Select what came of it") && wrong.says("Leave out dates of birth"), "{}", wrong.body);
        done(&coordinator.fill(&form, &[("outcome", "met"), ("came_of_it", "The library has an evening")]).await);
        assert!(reads(&coordinator.get("/gaps").await, "There is something now: The library has an evening (22 November 2026)"));
        assert_eq!(coordinator.get(&form).await.status, StatusCode::CONFLICT, "it is closed once");
        assert!(coordinator.get("/reports/gaps").await.says("1 gap was recorded."), "it was missing all the same");
        let mut tx = world.fresh.db.begin().await.unwrap();
        run!(&mut tx, "update gap set raised_on = $1", Day(date(2025, 11, 1))).unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        assert!(coordinator.get("/reports/gaps").await.says("0 gaps were recorded."));
    }

    async fn each_count_of_what_is_missing_leads_to_the_records_that_lack_it(engine: Engine) {
        let mut world = world(engine).await;
        let (mut coordinator, case) = coordinated(&mut world).await;
        let (mut outsider, _) = world.someone("Out", POLICE, Role::Practitioner).await;
        let (mut analyst, _) = world.someone("Ann", COUNCIL, Role::Analyst).await;
        let told = lines(&mut coordinator, "quality", "").await;
        for line in ["Date of birth,1,1,100.0,", "NHS number,1,0,0.0,", "Lawful basis,1,1,100.0,", "Lead professional,1,0,0.0,"] {
            assert!(told.contains(&line.to_owned()), "{line}: {told:?}");
        }
        let page = coordinator.get("/reports/quality").await;
        assert!(page.body.contains("/quality/nhs_number?from=2026-04-01&amp;to=2027-03-31"), "{}", page.body);
        let lacking = coordinator.get("/quality/nhs_number?from=2026-04-01&to=2027-03-31").await;
        assert!(lacking.says("Tobi Okafor") && lacking.body.contains(&format!("/cases/{case}")), "{}", lacking.body);
        assert!(coordinator.get("/quality/lawful_basis").await.says("No record that you may see lacks it"));
        let basis = "update referral set lawful_basis = '', received_on = $1 where case_id = $2";
        change(&world, basis, date(2026, 11, 20), case).await;
        assert!(coordinator.get("/quality/lawful_basis").await.says("Tobi Okafor"));
        assert!(!outsider.get("/quality/lawful_basis").await.says("Tobi Okafor"));
        assert_eq!(coordinator.get("/quality/castle").await.status, StatusCode::NOT_FOUND);
        assert_ne!(analyst.get("/quality/nhs_number").await.status, StatusCode::OK);
        let shown = analyst.get("/reports/quality").await;
        assert!(!shown.body.contains("href=\"/quality/"), "{}", shown.body);
    }
}
