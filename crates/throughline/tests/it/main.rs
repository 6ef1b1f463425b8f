//! The service, through HTTP, on each engine. One program, so that it is linked once.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a set-up step that fails should stop the test"
)]

mod accounts;
mod accounts_ledger;
mod advice;
mod backup_rows;
mod bad_arguments;
mod bad_bodies;
mod bad_forms;
mod bad_ground;
mod case_life;
mod cases_sheet;
mod demo;
mod essex;
mod exit_codes;
mod figures;
mod form_pages;
mod governance;
mod leaving;
mod ledger_index;
mod ledger_rows;
mod organisations;
mod own_account;
mod people;
mod people_alerts;
mod people_communication;
mod people_concern;
mod people_death;
mod people_family;
mod people_known_as;
mod people_search;
mod people_sought;
mod places;
mod postcodes;
mod referrals;
mod reports;
mod scope_marks;
mod services;
mod set_anew;
mod sheets;
mod statements;
mod trust_a1;
mod trust_a2;
mod trust_a2_sessions;
mod trust_a3;
mod trust_a9;
mod trust_b4;
mod trust_d15;
mod trust_faults;
mod trust_ground;
mod trust_leaks;
mod trust_ledger;
mod trust_lists;
mod trust_odd;
mod trust_plans;
mod trust_proxy;
mod trust_s2;
mod trust_served;
mod trust_w2;
mod trust_w5;
mod trust_w7;
mod trust_w8_wire;
mod trust_web;
mod two_organisations;

use testkit::{Engine, World};
use ui::App;

/// A world served by the product's own routes.
async fn world(engine: Engine) -> World {
    world_and_app(engine).await.0
}

/// The same, and the application behind it.
async fn world_and_app(engine: Engine) -> (World, App) {
    let mut served = None;
    let world = World::on(engine, async |db, keys, env| {
        let config = config();
        let cookie = config.session_cookie();
        let app = throughline::app(db, keys, env, config).await.unwrap();
        served = Some(app.clone());
        (ui::router(app, throughline::routes()), cookie)
    });
    (world.await, served.unwrap())
}

fn config() -> ui::Config {
    ui::Config {
        partnership: "Test partnership".into(),
        safeguarding: Some(("Test front door".into(), "01632 960100".into())),
        demo: false,
        idle: jiff::SignedDuration::from_mins(15),
        absolute: jiff::SignedDuration::from_hours(12),
        origins: Vec::new(),
    }
}
