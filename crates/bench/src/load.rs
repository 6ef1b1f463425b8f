//! Asks a server the same thing many times, over connections that stay open.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
};

use crate::Problem;

/// What is asked, as bytes on the wire.
#[derive(Clone)]
pub(crate) struct Request(Arc<[u8]>);

impl Request {
    /// GET of a page with these header lines.
    pub(crate) fn get(path: &str, headers: &str) -> Self {
        Self(format!("GET {path} HTTP/1.1\r\nHost: bench\r\n{headers}\r\n").into_bytes().into())
    }

    /// POST of a form.
    pub(crate) fn post(path: &str, headers: &str, body: &str) -> Self {
        let length = body.len();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: bench\r\n{headers}Content-Type: \
             application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
        );
        Self((head + body).into_bytes().into())
    }
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) cookie: String,
    pub(crate) body: String,
}

/// An open connection.
pub(crate) struct Line(BufReader<TcpStream>);

impl Line {
    pub(crate) async fn open(address: &str) -> Result<Self, Problem> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    /// Asks once and reads the whole answer.
    pub(crate) async fn ask(&mut self, request: &Request) -> Result<Answer, Problem> {
        self.0.get_mut().write_all(&request.0).await?;
        let (mut status, mut length, mut cookie) = (0, 0, String::new());
        let mut line = String::new();
        loop {
            line.clear();
            self.0.read_line(&mut line).await?;
            let text = line.trim_end();
            if let Some(rest) = text.strip_prefix("HTTP/1.1 ") {
                status = rest.split(' ').next().unwrap_or_default().parse()?;
            } else if let Some((name, value)) = text.split_once(": ") {
                match name.to_ascii_lowercase().as_str() {
                    "content-length" => length = value.parse()?,
                    "set-cookie" => cookie = value.split(';').next().unwrap_or_default().into(),
                    _ => {}
                }
            } else {
                break;
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).await?;
        Ok(Answer { status, cookie, body: String::from_utf8_lossy(&body).into_owned() })
    }
}

/// How a round went.
pub(crate) struct Round {
    pub(crate) wall: Duration,
    latencies: Vec<Duration>,
}

impl Round {
    /// The latency that so many of a hundred did not exceed.
    pub(crate) fn percentile(&self, of_100: usize) -> Duration {
        let at = (self.latencies.len() * of_100 / 100).min(self.latencies.len().saturating_sub(1));
        self.latencies.get(at).copied().unwrap_or_default()
    }
}

/// So many users ask without a pause until so many answers are there, each with 200.
pub(crate) async fn drive(
    address: &str,
    request: &Request,
    users: usize,
    total: usize,
) -> Result<Round, Problem> {
    let left = Arc::new(AtomicUsize::new(total));
    let began = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..users {
        let (left, request) = (Arc::clone(&left), request.clone());
        let mut line = Line::open(address).await?;
        tasks.push(tokio::spawn(async move {
            let mut latencies = Vec::new();
            let one_less = |left: usize| left.checked_sub(1);
            while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok() {
                let asked = Instant::now();
                let status = line.ask(&request).await?.status;
                if status != 200 {
                    return Err(Problem::from(format!("the server answered {status}")));
                }
                latencies.push(asked.elapsed());
            }
            Ok(latencies)
        }));
    }
    let mut latencies = Vec::with_capacity(total);
    for task in tasks {
        latencies.extend(task.await??);
    }
    let wall = began.elapsed();
    latencies.sort_unstable();
    Ok(Round { wall, latencies })
}
