//! One's own password, and what a time-out does to a button.

use agreement::Role;
use axum::http::StatusCode;
use db::all;
use testkit::{Browser, COUNCIL, FORUM, Reply, on_both_engines};

use crate::accounts::{PASSWORD, sign_in, with_password, world};

const NEW: &str = "four patient otters";

async fn change(browser: &mut Browser, present: &str, password: &str, again: &str) -> Reply {
    let typed = [("present", present), ("password", password), ("again", again)];
    browser.fill("/account/password", &typed).await
}

on_both_engines! {
    async fn who_changes_their_password_stays_signed_in_here_and_is_signed_out_elsewhere(engine: Engine) {
        let (mut world, app) = world(engine).await;
        let (_, id) = world.someone("Ada", COUNCIL, Role::Practitioner).await;
        with_password(&world, &app, id, "ada").await;
        let (mut desk, mut phone) = (world.visitor(), world.visitor());
        sign_in(&mut desk, "ada", PASSWORD).await;
        sign_in(&mut phone, "ada", PASSWORD).await;
        assert!(desk.get("/").await.body.contains("href=\"/account\""));
        assert!(desk.get("/account").await.body.contains("href=\"/account/password\""));

        let changed = change(&mut desk, PASSWORD, NEW, NEW).await;
        assert_eq!(changed.location.as_deref(), Some("/account"), "{}", changed.body);
        let account = desk.get("/account").await;
        assert!(account.status == StatusCode::OK && account.says("Your password is changed"), "{}", account.body);
        assert_eq!(phone.get("/account").await.status, StatusCode::SEE_OTHER);
        let old = sign_in(&mut world.visitor(), "ada", PASSWORD).await;
        assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(sign_in(&mut world.visitor(), "ada", NEW).await.status, StatusCode::SEE_OTHER);

        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let told: Vec<(String, Vec<u8>)> = all!(&mut tx,
            "select e.outcome, d.detail from ledger_entry e join ledger_detail d on d.seq = e.seq
              where e.operation = 'change_password'").unwrap();
        assert_eq!(told.len(), 1);
        let detail = String::from_utf8_lossy(&told[0].1).into_owned();
        assert!(told[0].0 == "done" && !detail.contains("argon2") && !detail.contains(NEW), "{detail}");
    }

    async fn a_wrong_present_password_changes_nothing_and_counts_as_a_try_at_signing_in(engine: Engine) {
        let (mut world, app) = world(engine).await;
        let (_, id) = world.someone("Ada", COUNCIL, Role::Practitioner).await;
        with_password(&world, &app, id, "ada").await;
        let mut browser = world.visitor();
        assert_eq!(browser.get("/account/password").await.status, StatusCode::SEE_OTHER);
        sign_in(&mut browser, "ada", PASSWORD).await;

        let all_at_once = change(&mut browser, "", "short", "other").await;
        assert_eq!(all_at_once.status, StatusCode::UNPROCESSABLE_ENTITY);
        for problem in ["Enter your present password", "must be 12 characters or more", "must be the same as the first"] {
            assert!(all_at_once.says(problem), "{problem}: {}", all_at_once.body);
        }
        assert!(change(&mut browser, PASSWORD, PASSWORD, PASSWORD).await.says("must be another one"));
        for _ in 0..10 {
            let wrong = change(&mut browser, "nine angry wasps", NEW, NEW).await;
            assert!(wrong.says("This is not your present password"), "{}", wrong.body);
            assert!(!wrong.body.contains(NEW) && !wrong.body.contains("wasps"));
        }
        let stopped = change(&mut browser, PASSWORD, NEW, NEW).await;
        assert_eq!(stopped.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(stopped.says("Try again at"), "{}", stopped.body);
        world.wait_minutes(14);
        assert_eq!(browser.get("/account").await.status, StatusCode::OK);
        world.wait_minutes(2);
        assert_eq!(change(&mut browser, PASSWORD, NEW, NEW).await.status, StatusCode::SEE_OTHER);
    }

    async fn a_program_changes_its_password_too(engine: Engine) {
        let (mut world, app) = world(engine).await;
        let (_, id) = world.someone("Ada", COUNCIL, Role::Practitioner).await;
        with_password(&world, &app, id, "ada").await;
        let mut browser = world.visitor();
        sign_in(&mut browser, "ada", PASSWORD).await;
        let token = browser.cookie(world.cookie).unwrap().to_owned();
        let body = |present: &str| format!("{{\"present\":\"{present}\",\"password\":\"{NEW}\",\"again\":\"{NEW}\"}}");
        for (present, bearer, status) in [
            (PASSWORD, false, StatusCode::UNAUTHORIZED),
            ("nine angry wasps", true, StatusCode::UNPROCESSABLE_ENTITY),
            (PASSWORD, true, StatusCode::OK),
        ] {
            let request = axum::http::Request::post("/api/v1/account/password")
                .header("content-type", "application/json");
            let request = if bearer { request.header("authorization", format!("Bearer {token}")) } else { request };
            let reply = world.visitor().send(request.body(body(present).into()).unwrap()).await;
            assert_eq!(reply.status, status, "{}", reply.body);
        }
    }

    async fn a_button_pressed_after_a_time_out_leads_back_to_its_page_and_says_that_nothing_was_done(engine: Engine) {
        let (mut world, app) = world(engine).await;
        let (_, id) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        with_password(&world, &app, id, "cora").await;
        let mut browser = world.visitor();
        sign_in(&mut browser, "cora", PASSWORD).await;
        let today = [("held_on-day", "22"), ("held_on-month", "11"), ("held_on-year", "2026")];
        let arranged = browser.fill(&format!("/forums/{FORUM}/meetings/new"), &today).await;
        let meeting = arranged.location.unwrap();
        let page = browser.get(&meeting).await;
        let hidden: Vec<(String, String)> = ["_csrf", "_key", "_page"]
            .map(|name| (name.to_owned(), page.value(name).unwrap())).into();
        world.wait_minutes(16);

        let late = browser.post(&format!("{meeting}/agenda"), &hidden).await;
        let to = late.location.unwrap();
        assert!(to.starts_with("/sign-in?next=%2Fmeetings%2F") && !to.contains("agenda"), "{to}");
        let door = browser.get(&to).await;
        assert!(door.says("The button that you pressed did nothing") && !door.says("What you typed is kept"), "{}", door.body);
        let fields: Vec<(String, String)> = [
            ("_csrf", door.value("_csrf").unwrap()),
            ("next", door.value("next").unwrap()),
            ("name", "cora".to_owned()),
            ("password", PASSWORD.to_owned()),
        ].map(|(name, value)| (name.to_owned(), value)).into();
        let back = browser.post("/sign-in", &fields).await;
        assert_eq!(back.location.as_deref(), Some(meeting.as_str()));
        let page = browser.get(&meeting).await;
        assert!(page.says("The button that you pressed did nothing") && page.says("Then the agenda can be published"), "{}", page.body);
        assert!(!browser.get(&meeting).await.says("did nothing"), "it is said once");
        assert!(browser.get("/drafts").await.says("nothing that you have typed"), "a button leaves no draft");
    }
}
