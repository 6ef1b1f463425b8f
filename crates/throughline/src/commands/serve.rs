//! `throughline serve`: the real thing. It refuses to start in a way that would expose real data.

use std::{net::SocketAddr, time::Duration};

use clap::Args;
use db::{Db, Door};
use jiff::SignedDuration;
use kernel::Env;
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
};
use ui::Config;

use super::{Failure, data::Data};

/// How long the ledger goes without a signature.
const BETWEEN_CHECKPOINTS: Duration = Duration::from_secs(60);
/// How long answers that are under way may take once the service is asked to stop.
const LAST_ANSWERS: Duration = Duration::from_secs(10);

/// Serves the pages and the API.
#[derive(Args)]
pub(super) struct Serve {
    #[command(flatten)]
    data: Data,
    /// Where to listen. Anything but this machine needs --behind-tls-proxy and --origin.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Confirms that only a proxy that ends TLS reaches the address.
    #[arg(long)]
    behind_tls_proxy: bool,
    /// What people type into the browser, such as https://throughline.example; may be given again.
    #[arg(long)]
    origin: Vec<String>,
}

impl Serve {
    #[expect(clippy::print_stdout, reason = "says where it listens")]
    pub(super) async fn run(self) -> Result<(), Failure> {
        self.check()?;
        let (db, keys) = (self.data.db().await?, self.data.keys_db().await?);
        db.migrate().await?;
        let config = Config {
            partnership: partnership_of(&db).await?,
            safeguarding: partnership::setup::safeguarding(&mut db.snapshot().await?).await?,
            demo: false,
            idle: SignedDuration::from_mins(15),
            absolute: SignedDuration::from_hours(12),
            origins: self.origin,
        };
        let app = crate::app(db, keys, Env::real(), config).await?;
        // Measured now, so that nobody's sign-in waits for it.
        app.passwords.strength().await?;
        let listener = TcpListener::bind(self.listen).await.map_err(|error| {
            Failure::Asked(format!("cannot listen on {}: {error}", self.listen))
        })?;
        // Before anybody can know that it runs, so that no request to stop is missed.
        let terminate = signal(SignalKind::terminate())?;
        println!("listening on http://{}", listener.local_addr()?);
        let door = app.door.clone();
        until_stopped((listener, terminate), ui::router(app, crate::routes()), door).await
    }

    /// Real data leave this machine over TLS alone.
    fn check(&self) -> Result<(), Failure> {
        let wrong = self.origin.iter().find(|it| !is_https(it));
        if let Some(origin) = wrong {
            let what = "an origin begins with https:// and has no path";
            return Err(Failure::Asked(format!("--origin {origin}: {what}")));
        }
        let is_safe = self.behind_tls_proxy && !self.origin.is_empty();
        if self.listen.ip().is_loopback() || is_safe {
            return Ok(());
        }
        Err(Failure::Asked(format!(
            "{} can be reached from other machines, and without TLS everybody on the way could \
             read along. Put a proxy that ends TLS before it and give --behind-tls-proxy with \
             --origin https://…, or listen on 127.0.0.1",
            self.listen
        )))
    }
}

/// Answers until asked to stop; the ledger is signed each minute and once more at the end.
pub(super) async fn until_stopped(
    (listener, mut terminate): (TcpListener, Signal),
    router: axum::Router,
    door: Door,
) -> Result<(), Failure> {
    let (stop, stopping) = watch::channel(false);
    let signing = tokio::spawn(keep_signing(door.clone(), stopping.clone()));
    let serving = tokio::spawn(answer(listener, router, stopping));
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed?,
        _ = terminate.recv() => {}
    }
    let _ = stop.send(true);
    if tokio::time::timeout(LAST_ANSWERS, serving).await.is_err() {
        tracing::warn!("some answers were not finished when the service stopped");
    }
    let _ = signing.await;
    // So that nothing is left that no checkpoint vouches for.
    door.checkpoint().await?;
    Ok(())
}

fn is_https(origin: &str) -> bool {
    origin.strip_prefix("https://").is_some_and(|host| !host.is_empty() && !host.contains('/'))
}

/// The name of the partnership that the data are of.
async fn partnership_of(db: &Db) -> Result<String, Failure> {
    let name = partnership::setup::name(&mut db.snapshot().await?).await?;
    name.ok_or_else(|| {
        Failure::Asked(
            "the data folder holds no partnership: set it up with `throughline init --data DIR \
             --partnership FILE.toml`"
                .into(),
        )
    })
}

async fn answer(
    listener: TcpListener,
    router: axum::Router,
    mut stopping: watch::Receiver<bool>,
) -> std::io::Result<()> {
    let stop = async move {
        let _ = stopping.wait_for(|stop| *stop).await;
    };
    // Tries at signing in are counted by where they come from, too.
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, router).with_graceful_shutdown(stop).await
}

/// Signs the ledger each minute; the heartbeat before it makes silence evidence too.
async fn keep_signing(door: Door, mut stopping: watch::Receiver<bool>) {
    let mut minute = tokio::time::interval(BETWEEN_CHECKPOINTS);
    minute.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = minute.tick() => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
        if let Err(error) = door.checkpoint().await {
            tracing::error!(%error, "the ledger could not be signed");
        }
    }
}
