//! The service, through HTTP, on each engine. One program, so that it is linked once.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a set-up step that fails should stop the test"
)]

mod governance;
mod ledger_rows;
mod organisations;
mod statements;

use testkit::{Engine, World};

/// A world served by the product's own routes.
async fn world(engine: Engine) -> World {
    World::on(engine, async |db, keys, env| {
        let config = config();
        let cookie = config.session_cookie();
        let app = throughline::app(db, keys, env, config).await.unwrap();
        (ui::router(app, throughline::routes()), cookie)
    })
    .await
}

fn config() -> ui::Config {
    ui::Config {
        partnership: "Test partnership".into(),
        demo: false,
        idle: jiff::SignedDuration::from_mins(15),
        absolute: jiff::SignedDuration::from_hours(12),
        origins: Vec::new(),
    }
}
