//! A fresh database for each test. PostgreSQL clones a migrated template; SQLite copies a file.
//! Without PostgreSQL a test fails: an engine is never skipped.

use std::sync::Arc;

use db::Db;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use uuid::Uuid;

/// Which engine a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

impl Engine {
    /// All of them on SQLite. On PostgreSQL, where a request costs four times as much and what is asked does not
    /// depend on the engine, one in four, and others at the next turn.
    pub fn some_of<T: Clone>(self, all: &[T], turn: usize) -> Vec<T> {
        match self {
            Self::Sqlite => all.to_vec(),
            Self::Postgres => {
                all.iter().skip(turn % all.len().clamp(1, 4)).step_by(4).cloned().collect()
            }
        }
    }
}

/// A fresh, migrated database and a store of keys; both go when it is dropped.
#[derive(Clone)]
pub struct Fresh {
    /// The database.
    pub db: Db,
    /// The store of keys.
    pub keys: Db,
    /// The folder that holds the files.
    pub folder: Arc<TempDir>,
    /// The address by which the database can be opened once more.
    pub address: String,
}

static TEMPLATE: OnceCell<String> = OnceCell::const_new();
static FILE: OnceCell<Vec<u8>> = OnceCell::const_new();

fn server() -> String {
    std::env::var("TEST_POSTGRES").unwrap_or_else(|_| {
        panic!("TEST_POSTGRES is not set: run the tests with `make test` or `tools/with-postgres cargo test`")
    })
}

async fn admin() -> PgConnection {
    PgConnection::connect(&format!("{}/postgres", server())).await.unwrap()
}

/// One migrated PostgreSQL database for each test program, from which the others are cloned.
async fn template() -> &'static str {
    TEMPLATE
        .get_or_init(|| async {
            let name = format!("template_{}", Uuid::now_v7().simple());
            admin().await.execute(AssertSqlSafe(format!("create database {name}"))).await.unwrap();
            let db = Db::open(&format!("{}/{name}", server())).await.unwrap();
            db.migrate().await.unwrap();
            db.close().await;
            name
        })
        .await
}

/// One migrated SQLite file for each test program: the migrations take longer than most tests.
async fn file() -> &'static [u8] {
    FILE.get_or_init(|| async {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("throughline.db");
        let db = Db::sqlite(&path).await.unwrap();
        db.migrate().await.unwrap();
        // Closing brings what stands in the write-ahead log into the file.
        db.close().await;
        std::fs::read(&path).unwrap()
    })
    .await
}

impl Fresh {
    /// A fresh database of an engine.
    pub async fn of(engine: Engine) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let keys = Db::sqlite(&folder.path().join("keys.db")).await.unwrap();
        let address = match engine {
            Engine::Sqlite => {
                let path = folder.path().join("throughline.db");
                std::fs::write(&path, file().await).unwrap();
                path.to_str().unwrap().to_owned()
            }
            Engine::Postgres => {
                let (template, name) = (template().await, format!("t{}", Uuid::now_v7().simple()));
                let clone = format!("create database {name} template {template}");
                admin().await.execute(AssertSqlSafe(clone)).await.unwrap();
                format!("{}/{name}", server())
            }
        };
        let db = Db::open(&address).await.unwrap();
        Self { db, keys, folder, address }
    }
}
