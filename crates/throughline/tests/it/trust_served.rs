//! The shipped program itself, serving a prepared partnership on this machine: what it answers to
//! bytes on a socket, and everything that it writes to its log.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    process::{Child, Command, Stdio},
    thread::JoinHandle,
    time::Duration,
};

use db::{At, NewEntry, run};
use kernel::Env;

use crate::{ledger_rows::execute, trust_ground::Ground};

/// The program, until it is asked to stop.
pub(crate) struct Served {
    child: Child,
    pub(crate) address: SocketAddr,
    /// What it writes while it runs; read all the time, or it would wait for its reader.
    written: Vec<JoinHandle<String>>,
}

/// What came back over the network.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The status; 0 when the connection was closed without an answer.
    pub(crate) status: u16,
    pub(crate) text: String,
}

impl Served {
    /// Serves the ground's data, with everything in the log that can be there.
    pub(crate) async fn over(ground: &Ground) -> Self {
        let set_up = "insert into partnership (id, name, set_up_at)
            values (1, 'Northmere', '2026-01-01T00:00:00.000000Z')";
        execute(&ground.world.fresh.db, set_up).await;
        // The program has a real clock.
        let mut tx = ground.world.fresh.db.begin().await.unwrap();
        let now = Env::real().now();
        run!(&mut tx, "update session set started_at = $1", At(now)).unwrap();
        tx.commit(ground.world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_throughline"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(ground.world.fresh.folder.path())
            .env("RUST_LOG", "trace")
            .env("RUST_BACKTRACE", "full")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let errors = child.stderr.take().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let errors = std::thread::spawn(move || drained(errors));
        let mut first = String::new();
        said.read_line(&mut first).unwrap();
        let address = first.trim().strip_prefix("listening on http://").unwrap().parse().unwrap();
        let said = std::thread::spawn(move || drained(said));
        Self { child, address, written: vec![errors, said] }
    }

    /// Sends bytes as they are, and reads what comes until the other side closes.
    pub(crate) async fn send(&self, bytes: Vec<u8>) -> Answer {
        let address = self.address;
        tokio::task::spawn_blocking(move || sent(address, &bytes)).await.unwrap()
    }

    /// Asks it to stop, and gives everything that it has written.
    pub(crate) fn stop(mut self) -> String {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
        self.written.into_iter().map(|it| it.join().unwrap()).collect()
    }
}

fn drained(mut from: impl std::io::Read) -> String {
    let mut all = Vec::new();
    from.read_to_end(&mut all).unwrap();
    String::from_utf8_lossy(&all).into_owned()
}

fn sent(address: SocketAddr, bytes: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    // It may answer and close before it has read everything.
    let _ = stream.write_all(bytes);
    let (mut all, mut some) = (Vec::new(), [0; 65_536]);
    while let Ok(length @ 1..) = stream.read(&mut some) {
        all.extend_from_slice(&some[..length]);
    }
    let text = String::from_utf8_lossy(&all).into_owned();
    let status = text.strip_prefix("HTTP/1.1 ").and_then(|it| it.get(..3)?.parse().ok());
    Answer { status: status.unwrap_or(0), text }
}

/// A request in bytes, its connection closed after it.
pub(crate) fn wire(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
    text.into_bytes()
}
