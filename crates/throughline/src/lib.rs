//! The wiring: every room of Throughline in one list of routes.

pub mod commands;
pub mod demo;
pub mod generated;
mod sealed;

use std::sync::Arc;

use agreement::Agreement;
use db::{Db, Door, Keys};
use kernel::Env;
use ui::{App, Config, Route, Secrets, passwords::Passwords};

/// Every route of the product. A route that is not in this list does not exist.
pub fn routes() -> Vec<Route> {
    [
        ui::routes(),
        partnership::routes(),
        people::routes(),
        casework::routes(),
        exchange::routes(),
        insight::routes(),
    ]
    .concat()
}

/// The application over an open database.
///
/// # Errors
///
/// When the agreement does not load or the store of keys fails.
pub async fn app(db: Db, keys: Db, env: Env, config: Config) -> Result<App, commands::Failure> {
    let keys = Keys::open(keys).await?;
    let agreement = Arc::new(Agreement::first()?);
    let csrf = keys.named("form tokens").await?;
    let door = Door::new(db, env, keys, agreement);
    Ok(App {
        door,
        config: Arc::new(config),
        secrets: Arc::new(Secrets { csrf }),
        passwords: Passwords::calibrated(),
        coming: ui::coming::Coming::default(),
        forms: Arc::default(),
    })
}
