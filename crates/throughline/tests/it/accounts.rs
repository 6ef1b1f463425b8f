//! Accounts and sessions: rows S1, S3, S5 and S6 of the trust bar, one-time links, the API's way in.

use agreement::Role;
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use db::{NewEntry, all, one, run};
use kernel::PractitionerId;
use partnership::accounts::first_administrator;
use testkit::{Browser, COUNCIL, Engine, POLICE, Reply, World, on_both_engines};
use ui::{
    App,
    passwords::{Passwords, Strength},
};

use crate::config;

pub(crate) const PASSWORD: &str = "seven brown herons";
const CHEAP: Strength = Strength { memory: 64, passes: 1 };

/// A world whose passwords cost little, so that a test can try many.
pub(crate) async fn world_with(engine: Engine, config: ui::Config) -> (World, App) {
    let mut served = None;
    let world = World::on(engine, async |db, keys, env| {
        let cookie = config.session_cookie();
        let mut app = throughline::app(db, keys, env, config).await.unwrap();
        app.passwords = Passwords::of_strength(CHEAP);
        served = Some(app.clone());
        let demo = partnership::accounts::demo_routes();
        (ui::router(app, [throughline::routes(), demo].concat()), cookie)
    });
    (world.await, served.unwrap())
}

pub(crate) async fn world(engine: Engine) -> (World, App) {
    world_with(engine, config()).await
}

/// Gives an account of the world a sign-in name and a password.
pub(crate) async fn with_password(
    world: &World,
    app: &App,
    who: PractitionerId,
    sign_in_name: &str,
) {
    let hash = app.passwords.queue().unwrap().hash(PASSWORD.into()).await.unwrap();
    let mut tx = world.fresh.db.begin().await.unwrap();
    run!(
        &mut tx,
        "update practitioner set sign_in_name = $1, password_hash = $2 where id = $3",
        sign_in_name,
        hash,
        who
    )
    .unwrap();
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

pub(crate) async fn sign_in(browser: &mut Browser, name: &str, password: &str) -> Reply {
    browser.fill("/sign-in", &[("name", name), ("password", password)]).await
}

/// Presses a button of a page: the page's own hidden fields, sent to another path.
pub(crate) async fn press(browser: &mut Browser, page: &str, path: &str) -> Reply {
    let shown = browser.get(page).await;
    let token = shown.value("_csrf").unwrap_or_else(|| panic!("{page}: {}", shown.body));
    browser.post(path, &[("_csrf".to_owned(), token)]).await
}

/// The one-time link that the page about an account shows.
pub(crate) fn link_on(page: &Reply) -> String {
    let (_, after) = page.body.split_once("/link/").unwrap();
    format!("/link/{}", after.chars().take_while(|it| *it != '<').collect::<String>())
}

on_both_engines! {
    async fn s1_the_stored_hash_says_how_much_work_it_is_and_grows_when_its_owner_signs_in(engine: Engine) {
        let (mut world, app) = world(engine).await;
        let (_, id) = world.someone("Ada", COUNCIL, Role::Practitioner).await;
        with_password(&world, &app, id, "ada").await;
        let stored = async || {
            let mut tx = world.fresh.db.snapshot().await.unwrap();
            let found: Option<(String,)> =
                one!(&mut tx, "select password_hash from practitioner where id = $1", id).unwrap();
            found.unwrap().0
        };
        assert!(stored().await.starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
        // The product itself, as it is started.
        let real = throughline::app(world.fresh.db.clone(), world.fresh.keys.clone(), world.env.clone(), config()).await.unwrap();
        let strength = real.passwords.strength().await.unwrap();
        assert!(strength.memory >= 19 * 1024 && strength.passes >= 2, "{strength:?}");
        let mut browser = Browser::new(ui::router(real, throughline::routes()));
        assert_eq!(sign_in(&mut browser, "ada", PASSWORD).await.status, StatusCode::SEE_OTHER);
        let expected = format!("$argon2id$v=19$m={},t={},p=1$", strength.memory, strength.passes);
        assert!(stored().await.starts_with(&expected), "{}", stored().await);
    }

    async fn s3_of_a_thousand_guesses_ten_are_tried_and_the_owner_is_told_when_to_come_back(engine: Engine) {
        let (mut world, app) = world(engine).await;
        let (_, id) = world.someone("Ada", COUNCIL, Role::Practitioner).await;
        with_password(&world, &app, id, "ada").await;
        let (before, mut guesser) = (app.passwords.tried(), world.visitor());
        let token = guesser.get("/sign-in").await.value("_csrf").unwrap();
        let fields = |guess: String| [("_csrf".to_owned(), token.clone()), ("name".to_owned(), "Ada ".to_owned()), ("password".to_owned(), guess)];
        for number in 0..1_000 {
            let reply = guesser.post("/sign-in", &fields(format!("guess number {number}"))).await;
            let expected = if number < 10 { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::TOO_MANY_REQUESTS };
            assert_eq!(reply.status, expected, "{number}");
        }
        assert_eq!(app.passwords.tried() - before, 10);
        let right = guesser.post("/sign-in", &fields(PASSWORD.into())).await;
        assert!(right.says("Try again at 10:15"), "{}", right.body);
        world.wait_minutes(16);
        assert_eq!(guesser.post("/sign-in", &fields(PASSWORD.into())).await.status, StatusCode::SEE_OTHER);
    }

    async fn s3_many_guesses_at_once_are_not_more_guesses(engine: Engine) {
        let (mut world, app) = world(engine).await;
        let (_, id) = world.someone("Ada", COUNCIL, Role::Practitioner).await;
        with_password(&world, &app, id, "ada").await;
        let before = app.passwords.tried();
        let mut guesser = world.visitor();
        let token = guesser.get("/sign-in").await.value("_csrf").unwrap();
        let all: Vec<_> = (0..30).map(|number| {
            let (mut guesser, token) = (guesser.clone(), token.clone());
            tokio::spawn(async move {
                let guess = format!("guess number {number}");
                let fields = [("_csrf", token.as_str()), ("name", "ada"), ("password", guess.as_str())];
                guesser.post("/sign-in", &fields.map(|(name, value)| (name.to_owned(), value.to_owned()))).await.status
            })
        }).collect();
        for one in all {
            assert!(one.await.unwrap().is_client_error());
        }
        assert!(app.passwords.tried() - before <= 10);
    }

    async fn s3_a_name_that_nobody_has_gets_the_same_answer_the_same_work_and_the_same_limit(engine: Engine) {
        let (mut world, app) = world(engine).await;
        let (_, id) = world.someone("Ada", COUNCIL, Role::Practitioner).await;
        with_password(&world, &app, id, "ada").await;
        let (_, gone) = world.someone("Eve", COUNCIL, Role::Practitioner).await;
        with_password(&world, &app, gone, "eve").await;
        let mut tx = world.fresh.db.begin().await.unwrap();
        run!(&mut tx, "update practitioner set active = false where id = $1", gone).unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        let mut browser = world.visitor();
        for turn in 0..12 {
            let mut told = Vec::new();
            for name in ["ada", "xyz", "eve"] {
                let before = app.passwords.tried();
                let reply = sign_in(&mut browser, name, "not the password").await;
                told.push((reply.status, reply.body.replace(name, "NAME"), app.passwords.tried() - before));
            }
            assert_eq!(told[0], told[1], "{turn}");
            assert_eq!(told[0], told[2], "{turn}");
        }
    }

    async fn s5_every_sign_in_makes_a_new_token_and_the_old_one_is_dead(engine: Engine) {
        let (mut world, app) = world(engine).await;
        let (_, id) = world.someone("Ada", COUNCIL, Role::Practitioner).await;
        with_password(&world, &app, id, "ada").await;
        // A token that somebody else chose is not taken over.
        let mut browser = world.visitor().with_cookie(world.cookie, "a-token-of-the-attacker");
        assert_eq!(sign_in(&mut browser, "ada", PASSWORD).await.status, StatusCode::SEE_OTHER);
        let first = browser.cookie(world.cookie).unwrap().to_owned();
        assert!(first != "a-token-of-the-attacker" && first.len() >= 43, "{first}");
        // Another sign-in from the same browser.
        let token = browser.get("/account").await.value("_csrf").unwrap();
        let fields = [("_csrf", token.as_str()), ("name", "ada"), ("password", PASSWORD)];
        let reply = browser.post("/sign-in", &fields.map(|(name, value)| (name.to_owned(), value.to_owned()))).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
        let second = browser.cookie(world.cookie).unwrap().to_owned();
        assert_ne!(first, second);
        let mut old = world.visitor().with_cookie(world.cookie, &first);
        assert_eq!(old.get("/account").await.status, StatusCode::SEE_OTHER);
        assert_eq!(browser.get("/account").await.status, StatusCode::OK);
        // What the database keeps is not what the browser keeps.
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let kept: Vec<(Vec<u8>,)> = all!(&mut tx, "select token_hash from session").unwrap();
        assert!(kept.iter().all(|(hash,)| hash.as_slice() != second.as_bytes() && hash.len() == 32));
        let cookie = reply.headers.get(header::SET_COOKIE).unwrap().to_str().unwrap();
        assert!(cookie.starts_with("__Host-") && cookie.contains("HttpOnly; SameSite=Lax; Secure"), "{cookie}");
    }

    async fn s5_who_belongs_to_two_organisations_is_nobody_until_they_choose_and_gets_a_new_token_then(engine: Engine) {
        let (mut world, app) = world(engine).await;
        let (_, id) = world.someone("Ada", COUNCIL, Role::Practitioner).await;
        with_password(&world, &app, id, "ada").await;
        world.also(id, POLICE, Role::Practitioner).await;
        let mut browser = world.visitor();
        let token = browser.get("/sign-in").await.value("_csrf").unwrap();
        let fields = [("_csrf", token.as_str()), ("name", "ada"), ("password", PASSWORD), ("next", "/organisations")];
        let reply = browser.post("/sign-in", &fields.map(|(name, value)| (name.to_owned(), value.to_owned()))).await;
        let choose = reply.location.unwrap();
        assert_eq!(choose, "/choose-organisation?next=/organisations");
        let before = browser.cookie(world.cookie).unwrap().to_owned();
        let refused = browser.get("/organisations").await;
        assert_eq!(refused.location.as_deref(), Some("/sign-in?next=%2Forganisations"));
        let page = browser.get(&choose).await;
        assert!(page.says("Essex council") && page.says("Police"), "{}", page.body);
        let mut fields: Vec<(String, String)> = vec![
            ("_csrf".into(), page.value("_csrf").unwrap()), ("next".into(), page.value("next").unwrap()),
            ("organisation".into(), uuid::Uuid::from_u128(7).to_string())];
        assert_eq!(browser.post("/choose-organisation", &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        fields[2].1 = POLICE.to_string();
        let reply = browser.post("/choose-organisation", &fields).await;
        assert_eq!(reply.location.as_deref(), Some("/organisations"), "{}", reply.body);
        assert_ne!(browser.cookie(world.cookie), Some(before.as_str()));
        assert!(browser.get("/organisations").await.says("Ada, Police"));
        let mut old = world.visitor().with_cookie(world.cookie, &before);
        assert_eq!(old.get("/organisations").await.status, StatusCode::SEE_OTHER);
    }

    async fn s5_a_change_of_role_ends_the_session_that_had_the_old_one(engine: Engine) {
        let (mut world, _) = world(engine).await;
        let (mut admin, _) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let (mut worker, id) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        assert_eq!(worker.get("/account").await.status, StatusCode::OK);
        let path = format!("/practitioners/{id}/memberships/new");
        let council = COUNCIL.to_string();
        let reply = admin.fill(&path, &[("organisation", council.as_str()), ("role", "auditor")]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        assert_eq!(worker.get("/account").await.status, StatusCode::SEE_OTHER);
        assert!(admin.get(&format!("/practitioners/{id}")).await.says("Auditor (Essex council)"));
    }

    async fn s6_a_session_ends_after_fifteen_idle_minutes_and_after_twelve_hours_at_work(engine: Engine) {
        let (mut world, _) = world(engine).await;
        let (mut idle, _) = world.someone("Ida", COUNCIL, Role::Practitioner).await;
        let (mut busy, _) = world.someone("Bea", COUNCIL, Role::Practitioner).await;
        for _ in 0..51 {
            assert_eq!(busy.get("/account").await.status, StatusCode::OK);
            world.wait_minutes(14);
        }
        let over = idle.get("/account").await;
        assert_eq!(over.location.as_deref(), Some("/sign-in?next=%2Faccount&timed_out=yes"));
        assert!(idle.get("/sign-in?timed_out=yes").await.says("What you typed is kept"));
        assert_eq!(busy.get("/account").await.status, StatusCode::OK);
        world.wait_minutes(7);
        assert_eq!(busy.get("/account").await.status, StatusCode::SEE_OTHER);
    }

    async fn s6_what_was_typed_survives_a_time_out_and_does_not_bring_the_session_back(engine: Engine) {
        let (mut world, app) = world(engine).await;
        let (mut admin, id) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        with_password(&world, &app, id, "ada").await;
        let form = admin.get("/organisations/new").await;
        world.wait_minutes(16);
        let mut fields: Vec<(String, String)> =
            ["_csrf", "_key"].map(|name| (name.to_owned(), form.value(name).unwrap())).into();
        fields.push(("name".into(), "Northfield Housing".into()));
        let late = admin.post("/organisations/new", &fields).await;
        let to = late.location.unwrap();
        assert_eq!(to, "/sign-in?next=%2Forganisations%2Fnew&timed_out=yes");
        assert_eq!(admin.get("/account").await.status, StatusCode::SEE_OTHER);
        let page = admin.get(&to).await;
        let fields: Vec<(String, String)> = [
            ("_csrf", page.value("_csrf").unwrap()), ("next", page.value("next").unwrap()),
            ("name", "ada".into()), ("password", PASSWORD.into()),
        ].map(|(name, value)| (name.to_owned(), value)).into();
        let back = admin.post("/sign-in", &fields).await.location.unwrap();
        assert_eq!(back, "/organisations/new");
        let form = admin.get(&back).await;
        assert_eq!(form.value("name").as_deref(), Some("Northfield Housing"), "{}", form.body);
    }

    async fn s6_signing_out_ends_one_session_and_signing_out_everywhere_ends_all(engine: Engine) {
        let (mut world, app) = world(engine).await;
        let (_, id) = world.someone("Ada", COUNCIL, Role::Practitioner).await;
        with_password(&world, &app, id, "ada").await;
        let mut browsers = [world.visitor(), world.visitor(), world.visitor()];
        for browser in &mut browsers {
            assert_eq!(sign_in(browser, "ada", PASSWORD).await.status, StatusCode::SEE_OTHER);
        }
        let [desk, phone, library] = &mut browsers;
        let out = press(desk, "/account", "/sign-out").await;
        assert_eq!(out.location.as_deref(), Some("/sign-in"));
        assert!(desk.get("/sign-in").await.says("You are signed out"));
        assert_eq!(desk.get("/account").await.status, StatusCode::SEE_OTHER);
        assert_eq!(phone.get("/account").await.status, StatusCode::OK);
        press(phone, "/account", "/account/sign-out-everywhere").await;
        assert_eq!(phone.get("/account").await.status, StatusCode::SEE_OTHER);
        assert_eq!(library.get("/account").await.status, StatusCode::SEE_OTHER);
    }

    async fn s6_a_disabled_account_is_dead_at_the_next_request_and_its_sessions_do_not_come_back(engine: Engine) {
        let (mut world, app) = world(engine).await;
        let (mut admin, own) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let (mut worker, id) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        with_password(&world, &app, id, "wes").await;
        let page = format!("/practitioners/{id}");
        assert_eq!(worker.get("/account").await.status, StatusCode::OK);
        press(&mut admin, &page, &format!("{page}/disable")).await;
        assert_eq!(worker.get("/account").await.status, StatusCode::SEE_OTHER);
        assert_eq!(sign_in(&mut world.visitor(), "wes", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        press(&mut admin, &page, &format!("{page}/enable")).await;
        assert_eq!(worker.get("/account").await.status, StatusCode::SEE_OTHER);
        assert_eq!(sign_in(&mut world.visitor(), "wes", PASSWORD).await.status, StatusCode::SEE_OTHER);
        // The last administrator cannot shut themselves out.
        let page = format!("/practitioners/{own}");
        let kept = press(&mut admin, &page, &format!("{page}/disable")).await;
        assert!(kept.status == StatusCode::CONFLICT && kept.says("No other administrator would be left"));
    }

    async fn an_invited_practitioner_sets_a_password_by_a_link_that_works_once(engine: Engine) {
        let (mut world, _) = world(engine).await;
        let (mut admin, ada) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let council = COUNCIL.to_string();
        let answers = [("name", "Anil Patel"), ("sign_in_name", "A.Patel"), ("organisation", council.as_str()), ("role", "practitioner")];
        let made = admin.fill("/practitioners/new", &answers).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
        let page = made.location.unwrap();
        let link = link_on(&admin.get(&page).await);
        let again = admin.fill("/practitioners/new", &answers).await;
        assert!(again.says("Somebody has this sign-in name already"));

        let mut anil = world.visitor();
        assert!(anil.get(&link).await.says("You will sign in as a.patel"));
        let short = anil.fill(&link, &[("password", "short"), ("again", "shorter")]).await;
        assert!(short.says("12 characters or more") && short.says("must be the same"), "{}", short.body);
        let set = anil.fill(&link, &[("password", PASSWORD), ("again", PASSWORD)]).await;
        assert_eq!(set.location.as_deref(), Some("/sign-in"), "{}", set.body);
        let gone = anil.get(&link).await;
        assert!(gone.status == StatusCode::CONFLICT && gone.says("This link has been used"));
        let made_up = anil.get("/link/made-up").await;
        assert_eq!((made_up.status, &made_up.body), (gone.status, &gone.body));
        assert_eq!(sign_in(&mut anil, "a.patel", PASSWORD).await.status, StatusCode::SEE_OTHER);
        assert_eq!(anil.get("/account").await.status, StatusCode::OK);
        assert_eq!(anil.get("/practitioners").await.status, StatusCode::FORBIDDEN);
        assert_eq!(anil.get(&page).await.status, StatusCode::FORBIDDEN);
        let ada = format!("/practitioners/{ada}");
        assert_eq!(anil.get(&ada).await.status, StatusCode::NOT_FOUND);

        // A new link takes the place of the one before, and is good for three days.
        press(&mut admin, &page, &format!("{page}/reset")).await;
        let first = link_on(&admin.get(&page).await);
        press(&mut admin, &page, &format!("{page}/reset")).await;
        let second = link_on(&admin.get(&page).await);
        assert_eq!(anil.get(&first).await.status, StatusCode::CONFLICT);
        assert_eq!(anil.get(&second).await.status, StatusCode::OK);
        world.wait_minutes(72 * 60 + 1);
        assert_eq!(anil.get(&second).await.status, StatusCode::CONFLICT);
    }

    async fn a_password_set_by_a_link_ends_the_sessions_that_the_old_one_began(engine: Engine) {
        let (mut world, app) = world(engine).await;
        let (mut admin, _) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let (mut thief, id) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        with_password(&world, &app, id, "wes").await;
        let page = format!("/practitioners/{id}");
        press(&mut admin, &page, &format!("{page}/reset")).await;
        let link = link_on(&admin.get(&page).await);
        assert_eq!(thief.get("/account").await.status, StatusCode::OK);
        world.visitor().fill(&link, &[("password", "nine grey geese fly"), ("again", "nine grey geese fly")]).await;
        assert_eq!(thief.get("/account").await.status, StatusCode::SEE_OTHER);
        assert_eq!(sign_in(&mut world.visitor(), "wes", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn b5_the_console_makes_the_first_administrator_without_any_password(engine: Engine) {
        let (world, app) = world(engine).await;
        let link = first_administrator(&app.door, "Ada Byron", "ada", COUNCIL).await.unwrap();
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let kept: Vec<(String,)> = all!(&mut tx, "select password_hash from practitioner").unwrap();
        assert_eq!(kept, [(String::new(),)]);
        drop(tx);
        let mut ada = world.visitor();
        assert_eq!(sign_in(&mut ada, "ada", "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(sign_in(&mut ada, "ada", "nobody's password").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        ada.fill(&link, &[("password", PASSWORD), ("again", PASSWORD)]).await;
        assert_eq!(sign_in(&mut ada, "ada", PASSWORD).await.location.as_deref(), Some("/"));
        assert!(ada.get("/").await.says("Invite a practitioner"));
        assert!(first_administrator(&app.door, "Ada Byron", "ada", COUNCIL).await.is_err());
    }

    async fn signing_in_leads_to_pages_of_ours_and_nowhere_else(engine: Engine) {
        let (mut world, app) = world(engine).await;
        let (_, id) = world.someone("Ada", COUNCIL, Role::Practitioner).await;
        with_password(&world, &app, id, "ada").await;
        for (next, expected) in [("/account", "/account"), ("//evil.example", "/"), ("/\\evil.example", "/"), ("https://evil.example/", "/")] {
            let mut browser = world.visitor();
            let reply = browser.fill("/sign-in", &[("name", "ada"), ("password", PASSWORD), ("next", next)]).await;
            assert_eq!(reply.location.as_deref(), Some(expected), "{next}");
        }
    }

    async fn a_program_signs_in_for_an_organisation_and_uses_its_token_as_bearer(engine: Engine) {
        let (mut world, app) = world(engine).await;
        let (_, id) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        with_password(&world, &app, id, "ada").await;
        world.also(id, POLICE, Role::Practitioner).await;
        let mut program = world.visitor();
        let post = |body: serde_json::Value| Request::post("/api/v1/sign-in")
            .header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())).unwrap();
        let wrong = program.send(post(serde_json::json!({"name": "ada", "password": "no"}))).await;
        assert_eq!((wrong.status, wrong.json()["code"].as_str()), (StatusCode::UNAUTHORIZED, Some("wrong_password")));
        let which = program.send(post(serde_json::json!({"name": "ada", "password": PASSWORD}))).await;
        assert_eq!((which.status, which.json()["errors"][0]["field"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("organisation")));
        let reply = program.send(post(serde_json::json!({"name": "ada", "password": PASSWORD, "organisation": "Essex council"}))).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
        let bearer = format!("Bearer {}", reply.json()["token"].as_str().unwrap());
        let send = |request: axum::http::request::Builder| request.header(header::AUTHORIZATION, &bearer).body(Body::empty()).unwrap();
        assert_eq!(program.send(send(Request::get("/api/v1/practitioners"))).await.status, StatusCode::OK);
        assert_eq!(program.send(send(Request::post("/api/v1/sign-out"))).await.status, StatusCode::OK);
        assert_eq!(program.send(send(Request::get("/api/v1/practitioners"))).await.status, StatusCode::UNAUTHORIZED);
        // No JSON body begins a session in any other way.
        for extra in ["practitioner", "verified", "token_hash"] {
            let mut body = serde_json::json!({"name": "ada", "password": "no"});
            body[extra] = id.to_string().into();
            assert_eq!(program.send(post(body)).await.status, StatusCode::BAD_REQUEST);
        }
    }
}
