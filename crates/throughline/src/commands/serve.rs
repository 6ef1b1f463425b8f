//! `throughline serve`: the real thing.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;
use db::Db;
use jiff::SignedDuration;
use kernel::Env;
use ui::Config;

use super::Failure;

#[derive(Args)]
pub(super) struct Serve {
    /// The folder that holds the data.
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// A PostgreSQL address, in place of the SQLite file in the data folder.
    #[arg(long)]
    database_url: Option<String>,
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

impl Serve {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let db = match &self.database_url {
            Some(url) => Db::open(url).await?,
            None => Db::sqlite(&self.data.join("throughline.db")).await?,
        };
        db.migrate().await?;
        let keys = Db::sqlite(&self.data.join("keys.db")).await?;
        let config = Config {
            partnership: "Throughline".into(),
            demo: false,
            idle: SignedDuration::from_mins(15),
            absolute: SignedDuration::from_hours(12),
            origins: Vec::new(),
        };
        let app = crate::app(db, keys, Env::real(), config).await?;
        let listener = tokio::net::TcpListener::bind(self.listen).await?;
        axum::serve(listener, ui::router(app, crate::routes())).await?;
        Ok(())
    }
}
