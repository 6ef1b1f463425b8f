//! What the ledger keeps of signing in, and the demonstration's own doors.

use agreement::Role;
use axum::http::StatusCode;
use db::all;
use testkit::{COUNCIL, on_both_engines};

use crate::{
    accounts::{PASSWORD, sign_in, with_password, world, world_with},
    config,
};

on_both_engines! {
    async fn every_way_in_and_every_failed_try_is_in_the_ledger_without_name_or_secret(engine: Engine) {
        let (mut world, app) = world(engine).await;
        let (_, id) = world.someone("Ada", COUNCIL, Role::Practitioner).await;
        with_password(&world, &app, id, "ada-of-the-council").await;
        let mut browser = world.visitor();
        sign_in(&mut browser, "ada-of-the-council", "the wrong one").await;
        sign_in(&mut browser, "ada-of-the-council", PASSWORD).await;
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let told: Vec<(String, Vec<u8>)> = all!(&mut tx,
            "select e.operation, d.detail from ledger_entry e join ledger_detail d on d.seq = e.seq
              where e.operation <> 'set_up' order by e.seq").unwrap();
        let operations: Vec<_> = told.iter().map(|(operation, _)| operation.as_str()).collect();
        assert_eq!(operations, ["try_sign_in", "try_sign_in", "sign_in"]);
        let details: String = told.iter().map(|(_, detail)| String::from_utf8_lossy(detail).into_owned()).collect();
        let token = browser.cookie(world.cookie).unwrap();
        for secret in ["ada-of-the-council", "wrong one", PASSWORD, token] {
            assert!(!details.contains(secret), "{details}");
        }
        let about: Vec<(uuid::Uuid,)> = all!(&mut tx, "select record from ledger_about").unwrap();
        assert!(about.contains(&(id.0,)));
    }

    async fn the_demonstration_lets_everybody_in_with_one_press_and_the_real_thing_does_not(engine: Engine) {
        for demo in [true, false] {
            let (mut world, app) = world_with(engine, ui::Config { demo, ..config() }).await;
            let (_, id) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
            with_password(&world, &app, id, "demo-coordinator").await;
            let mut browser = world.visitor();
            let page = browser.get("/demo").await;
            let press = browser.get("/demo/sign-in/coordinator").await;
            if demo {
                assert!(page.says("Forum coordinator – Cora"), "{}", page.body);
                assert_eq!(press.location.as_deref(), Some("/"));
                assert!(browser.get("/").await.says("Referrals to decide"));
                assert_eq!(browser.get("/demo/sign-in/king").await.status, StatusCode::NOT_FOUND);
            } else {
                assert_eq!((page.status, press.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
                assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER);
            }
        }
    }
}
