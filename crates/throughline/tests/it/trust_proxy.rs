//! A proxy between the service and PostgreSQL: it counts what is asked, and it can lose the answer to
//! a commit.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use axum::Router;
use db::Db;
use testkit::World;
use throughline::routes;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use crate::config;

/// What stands between.
#[derive(Clone, Default)]
pub(crate) struct Between {
    /// Passes the next commit on, waits until it is done, and hangs up without telling.
    pub(crate) hangs_up: Arc<AtomicBool>,
    /// Bytes that the service sent to the server.
    pub(crate) asked: Arc<AtomicUsize>,
}

/// The product over the same database, through a proxy.
pub(crate) async fn behind_proxy(world: &World) -> (Router, Between) {
    let (server, name) = world.fresh.address.rsplit_once('/').unwrap();
    let (user, place) = server.rsplit_once('@').unwrap();
    let (place, between) = (place.to_owned(), Between::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let passing = between.clone();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(&place).await.unwrap();
            tokio::spawn(pass_on(client, server, passing.clone()));
        }
    });
    let db = Db::open(&format!("{user}@127.0.0.1:{port}/{name}")).await.unwrap();
    let app = throughline::app(db, world.fresh.keys.clone(), world.env.clone(), config());
    (ui::router(app.await.unwrap(), routes()), between)
}

async fn pass_on(mut client: TcpStream, mut server: TcpStream, between: Between) {
    let (mut up, mut down) = (vec![0; 65_536], vec![0; 65_536]);
    loop {
        tokio::select! {
            read = client.read(&mut up) => {
                let Ok(length @ 1..) = read else { return };
                between.asked.fetch_add(length, Ordering::SeqCst);
                let is_commit = up[..length].windows(6).any(|it| it == b"COMMIT");
                if server.write_all(&up[..length]).await.is_err() { return }
                if is_commit && between.hangs_up.swap(false, Ordering::SeqCst) {
                    // The server's answer proves that it is kept; the service never sees it.
                    assert!(server.read(&mut down).await.unwrap() > 0);
                    return;
                }
            }
            read = server.read(&mut down) => {
                let Ok(length @ 1..) = read else { return };
                if client.write_all(&down[..length]).await.is_err() { return }
            }
        }
    }
}
