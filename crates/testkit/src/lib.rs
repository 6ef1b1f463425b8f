//! What tests stand on: a fresh database on either engine, an application over it, a browser that
//! keeps its cookies, and short words for people and their roles.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a set-up step that fails should stop the test"
)]

mod browser;
mod databases;
mod form;
mod later;
mod world;

pub use browser::{Browser, Reply};
pub use databases::{Engine, Fresh};
pub use form::{Field, FieldKind};
pub use later::steps_and_later;
pub use world::{COUNCIL, DISTRICT, FORUM, POLICE, QUADRANT, World, env_at};

/// `on_both_engines! { async fn name(engine: Engine) { … } }` makes `name::sqlite` and
/// `name::postgres`: a fresh SQLite file, a fresh PostgreSQL database.
#[macro_export]
macro_rules! on_both_engines { ($($(#[$doc:meta])* async fn $name:ident($engine:ident: Engine) $body:block)+) => { $(
    mod $name {
        use super::*;
        $(#[$doc])*
        async fn run($engine: $crate::Engine) $body
        #[tokio::test] async fn sqlite() { run($crate::Engine::Sqlite).await }
        #[tokio::test] async fn postgres() { run($crate::Engine::Postgres).await }
    }
)+ } }
