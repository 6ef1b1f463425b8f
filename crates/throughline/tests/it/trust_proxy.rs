//! A proxy between the service and PostgreSQL: it counts what is asked, and it can lose the answer to
//! a commit.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use axum::Router;
use db::Db;
use testkit::World;
use throughline::routes;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use ui::App;

use crate::config;

/// What stands between.
#[derive(Clone, Default)]
pub(crate) struct Between {
    /// Passes the next commit on, waits until it is done, and hangs up without telling.
    pub(crate) hangs_up: Arc<AtomicBool>,
    /// Bytes that the service sent to the server.
    pub(crate) asked: Arc<AtomicUsize>,
    /// The statements that it ran there.
    pub(crate) statements: Arc<Mutex<Vec<String>>>,
}

/// The product over the same database, through a proxy.
pub(crate) async fn behind_proxy(world: &World) -> (Router, Between) {
    let (app, between) = app_behind_proxy(world).await;
    (ui::router(app, routes()), between)
}

pub(crate) async fn app_behind_proxy(world: &World) -> (App, Between) {
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
    (app.await.unwrap(), between)
}

/// What one connection has said so far: the statements that it prepared, by their names.
#[derive(Default)]
struct Heard {
    unread: Vec<u8>,
    has_begun: bool,
    prepared: BTreeMap<String, String>,
}

impl Heard {
    /// The statements that are run by what was said now.
    fn more(&mut self, bytes: &[u8]) -> Vec<String> {
        self.unread.extend_from_slice(bytes);
        let mut run = Vec::new();
        loop {
            // Until the connection has begun, messages have no letter before their length.
            let at = usize::from(self.has_begun);
            let Some(length) = self.unread.get(at..at + 4) else { return run };
            let length =
                at + usize::try_from(u32::from_be_bytes(length.try_into().unwrap())).unwrap();
            if self.unread.len() < length {
                return run;
            }
            let message: Vec<u8> = self.unread.drain(..length).collect();
            let mut words = message[at + 4..]
                .split(|it| *it == 0)
                .map(|it| String::from_utf8_lossy(it).into_owned());
            let (first, second) =
                (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            if !self.has_begun {
                // A question whether the server speaks TLS is eight bytes and comes before the rest.
                self.has_begun = length > 8;
                continue;
            }
            match message[0] {
                b'P' => drop(self.prepared.insert(first, second)),
                b'B' => run.push(self.prepared.get(&second).cloned().unwrap_or(second)),
                b'Q' => run.push(first),
                _ => {}
            }
        }
    }
}

/// How many bytes, but for the numbers that the driver gives to its prepared statements: they follow the order
/// in which a connection met them.
fn weight(bytes: &[u8]) -> usize {
    const NAME: &[u8] = b"sqlx_s_";
    let names = bytes.windows(NAME.len()).enumerate().filter(|(_, it)| *it == NAME);
    let digits = names.map(|(at, _)| {
        bytes[at + NAME.len()..].iter().take_while(|byte| byte.is_ascii_digit()).count()
    });
    bytes.len() - digits.sum::<usize>()
}

async fn pass_on(mut client: TcpStream, mut server: TcpStream, between: Between) {
    let (mut up, mut down) = (vec![0; 65_536], vec![0; 65_536]);
    let mut heard = Heard::default();
    loop {
        tokio::select! {
            read = client.read(&mut up) => {
                let Ok(length @ 1..) = read else { return };
                between.asked.fetch_add(weight(&up[..length]), Ordering::SeqCst);
                between.statements.lock().unwrap().extend(heard.more(&up[..length]));
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
