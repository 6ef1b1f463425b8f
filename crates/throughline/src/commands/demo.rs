//! `throughline demo`: an invented partnership on a throwaway folder, one press to be anyone in it.

use std::net::SocketAddr;

use clap::Args;
use db::Db;
use jiff::SignedDuration;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use ui::Config;

use super::{Failure, data, serve};
use crate::demo::{CAST, Hand, Story, safeguarding, set_up};

/// Starts the demonstration.
#[derive(Args)]
pub(super) struct Demo {
    /// Where to listen, on this machine only.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Tells the short story of four families, as the browser journeys walk it.
    #[arg(long)]
    short: bool,
}

impl Demo {
    #[expect(clippy::print_stdout, reason = "says where it listens and who one can be")]
    pub(super) async fn run(self) -> Result<(), Failure> {
        if !self.listen.ip().is_loopback() {
            let why = "the demonstration lets anybody in: it listens on this machine only, such as on 127.0.0.1:8080";
            return Err(Failure::Asked(why.into()));
        }
        let folder = tempfile::tempdir()?;
        let db = Db::throwaway(&folder.path().join(data::DATABASE)).await?;
        db.migrate().await?;
        let keys = Db::throwaway(&folder.path().join(data::KEYS)).await?;
        let config = Config {
            partnership: "Northmere".into(),
            safeguarding: Some(safeguarding()?),
            demo: true,
            idle: SignedDuration::from_mins(60),
            absolute: SignedDuration::from_hours(12),
            origins: Vec::new(),
        };
        let hand = Hand::default();
        let app = crate::app(db, keys, hand.env(), config).await?;
        let story = if self.short { Story::Short } else { Story::Living };
        set_up(&app.door, &hand, story).await?;
        let listener = TcpListener::bind(self.listen).await.map_err(|error| {
            Failure::Asked(format!(
                "cannot listen on {}: {error}; choose another with --listen",
                self.listen
            ))
        })?;
        let terminate = signal(SignalKind::terminate())?;
        let address = listener.local_addr()?;
        println!("Throughline is running at http://{address}");
        println!("Everybody in it is invented. Stop it with Ctrl+C; then all of it is gone.");
        for player in CAST {
            let (name, what, slug) = (player.name, player.what, player.slug);
            println!("Sign in as {name} ({what}): http://{address}/demo/sign-in/{slug}");
        }
        let routes = [crate::routes(), partnership::accounts::demo_routes()].concat();
        let door = app.door.clone();
        serve::until_stopped((listener, terminate), ui::router(app, routes), door).await
    }
}
