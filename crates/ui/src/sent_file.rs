//! Reads what a form with a file sends (`multipart/form-data`), as it comes: neither the answers nor the file are ever
//! whole in memory, and what is too large is noticed before it has come.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use axum::{
    body::{Body, BodyDataStream, Bytes},
    http::{HeaderMap, StatusCode, header},
};
use db::{DbError, Spool, Spooling};
use futures::{Stream, StreamExt as _};
use multer::{Field, Multipart};
use tokio::time::timeout;

use crate::{
    body::Unreadable,
    coming::{DRAINING, LONGEST},
};

/// The largest file.
pub(crate) const LIMIT: u64 = 25 * 1024 * 1024;

/// The answers beside it, and what stands between the parts.
const BESIDE: u64 = 256 * 1024;

/// The most parts of one form.
const MOST_PARTS: usize = 40;

/// So much is given to the reader at a time, and so much may wait in it: the head of a part that has no end is no head.
const AT_ONCE: usize = 32 * 1024;
const MOST_WAITING: usize = 4 * AT_ONCE;

/// A browser reads the answer only when it could send all it wanted: up to so much of what is refused is taken and
/// thrown away.
const DRAINED: u64 = 4 * LIMIT;

/// What is said where a file does not come to its end.
const TOO_SLOW: &str =
    "The file took too long to come. Send it again over a faster line, or a smaller one.";

/// The name of the field that holds the file.
const FILE: &str = "file";

/// What was sent, up to where it was read.
pub(crate) struct SentFile {
    parts: Multipart<'static>,
    waiting: Arc<AtomicUsize>,
    file: Option<Field<'static>>,
    declared: u64,
    read: usize,
    /// The answers, in the order in which they came.
    typed: Vec<(String, String)>,
    size: usize,
}

/// How the file came.
pub(crate) enum Came {
    Whole(Spool),
    TooLarge,
}

/// Why it did not come.
pub(crate) enum Broken {
    Unreadable(Unreadable),
    Failed(DbError),
}

impl From<DbError> for Broken {
    fn from(error: DbError) -> Self {
        Self::Failed(error)
    }
}

impl From<Unreadable> for Broken {
    fn from(why: Unreadable) -> Self {
        Self::Unreadable(why)
    }
}

fn unreadable(why: &str) -> Unreadable {
    Unreadable::wrong(StatusCode::BAD_REQUEST, why)
}

/// Whether a request says that it sends a form with a file.
pub(crate) fn is_sent(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let kind = kind.and_then(|it| it.split(';').next()).unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("multipart/form-data")
}

impl SentFile {
    /// Begins to read.
    pub(crate) fn begin(headers: &HeaderMap, body: Body) -> Result<Self, Unreadable> {
        let text = |name| headers.get(name).and_then(|it| it.to_str().ok());
        let kind = text(header::CONTENT_TYPE).unwrap_or_default();
        let boundary = multer::parse_boundary(kind).map_err(|_| {
            unreadable(
                "The form does not say where its parts end: it has no boundary. Send it again.",
            )
        })?;
        let waiting = Arc::new(AtomicUsize::new(0));
        let body = Paced::new(body, Arc::clone(&waiting));
        Ok(Self {
            parts: Multipart::new(body, boundary),
            waiting,
            file: None,
            declared: text(header::CONTENT_LENGTH).and_then(|it| it.parse().ok()).unwrap_or(0),
            read: 0,
            typed: Vec::new(),
            size: 0,
        })
    }

    /// Reads the answers until the file begins.
    pub(crate) async fn until_file(&mut self) -> Result<(), Unreadable> {
        timeout(LONGEST, self.answers()).await.unwrap_or_else(|_| Err(unreadable(TOO_SLOW)))
    }

    /// Takes the file, and the answers behind it. One that is declared too large is not waited for.
    pub(crate) async fn rest(&mut self) -> Result<Came, Broken> {
        timeout(LONGEST, self.whole()).await.unwrap_or_else(|_| Err(unreadable(TOO_SLOW).into()))
    }

    async fn answers(&mut self) -> Result<(), Unreadable> {
        loop {
            let part = self.parts.next_field().await;
            self.waiting.store(0, Ordering::Relaxed);
            let Some(mut part) = part.map_err(|error| told(&error))? else { return Ok(()) };
            self.read += 1;
            if self.read > MOST_PARTS {
                return Err(unreadable("The form has too many parts. Send one file at a time."));
            }
            let name = part.name().unwrap_or_default().to_owned();
            if name == FILE {
                self.file = Some(part);
                return Ok(());
            }
            let mut value = Vec::new();
            while let Some(some) = part.chunk().await.map_err(|error| told(&error))? {
                self.waiting.store(0, Ordering::Relaxed);
                self.size += some.len();
                if self.size as u64 > BESIDE / 2 {
                    return Err(unreadable("What was typed beside the file is too long."));
                }
                value.extend_from_slice(&some);
            }
            let value =
                String::from_utf8(value).map_err(|_| unreadable("The form is not text."))?;
            self.typed.push((name, value));
        }
    }

    /// The answers so far, as a form without a file sends them.
    pub(crate) fn typed(&self) -> Vec<u8> {
        serde_html_form::to_string(&self.typed).unwrap_or_default().into_bytes()
    }

    async fn whole(&mut self) -> Result<Came, Broken> {
        if self.declared > LIMIT + BESIDE {
            return Ok(Came::TooLarge);
        }
        let Some(mut file) = self.file.take() else { return Ok(Came::Whole(Spool::default())) };
        let mut spooling = Spooling::begin()?;
        loop {
            let some = file.chunk().await.map_err(|error| told(&error))?;
            self.waiting.store(0, Ordering::Relaxed);
            let Some(some) = some else { break };
            if spooling.size().saturating_add(some.len() as u64) > LIMIT {
                // What is still coming of it is thrown away by `leave`.
                self.file = Some(file);
                return Ok(Came::TooLarge);
            }
            spooling.add(&some).await?;
        }
        drop(file);
        self.answers().await?;
        if self.file.is_some() {
            return Err(unreadable("Send one file at a time.").into());
        }
        Ok(Came::Whole(spooling.end().await?))
    }

    /// Takes what is still coming and throws it away, up to a limit and for a while, so that the sender reads the answer.
    pub(crate) fn leave(self) {
        let Self { parts, waiting, file, .. } = self;
        let drain = async move {
            let (mut parts, mut file, mut thrown) = (parts, file, 0_u64);
            loop {
                if let Some(part) = &mut file {
                    while let Ok(Some(some)) = part.chunk().await {
                        waiting.store(0, Ordering::Relaxed);
                        thrown = thrown.saturating_add(some.len() as u64);
                        if thrown > DRAINED {
                            return;
                        }
                    }
                }
                drop(file.take());
                match parts.next_field().await {
                    Ok(Some(next)) => file = Some(next),
                    _ => return,
                }
                waiting.store(0, Ordering::Relaxed);
            }
        };
        drop(tokio::spawn(timeout(DRAINING, drain)));
    }
}

/// What a reader of parts stumbled over, in words.
fn told(error: &multer::Error) -> Unreadable {
    match error {
        multer::Error::IncompleteFieldData { .. }
        | multer::Error::IncompleteHeaders
        | multer::Error::IncompleteStream => {
            unreadable("The request ended too early. Choose the file and send it again.")
        }
        _ => unreadable("The form could not be read. Choose the file and send it again."),
    }
}

/// The body in small portions, one for each time it is asked: the reader of parts takes all that it is given, and
/// would hold a file of any size otherwise.
struct Paced {
    body: BodyDataStream,
    portion: Bytes,
    waiting: Arc<AtomicUsize>,
    given: bool,
}

impl Paced {
    fn new(body: Body, waiting: Arc<AtomicUsize>) -> Self {
        Self { body: body.into_data_stream(), portion: Bytes::new(), waiting, given: false }
    }
}

impl Stream for Paced {
    type Item = Result<Bytes, axum::BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.given) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        while self.portion.is_empty() {
            match self.body.poll_next_unpin(cx) {
                Poll::Ready(Some(Ok(more))) => self.portion = more,
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error.into()))),
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => return Poll::Pending,
            }
        }
        let some = self.portion.len().min(AT_ONCE);
        let portion = self.portion.split_to(some);
        if self.waiting.fetch_add(some, Ordering::Relaxed) > MOST_WAITING {
            return Poll::Ready(Some(Err("the head of a part has no end".into())));
        }
        self.given = true;
        Poll::Ready(Some(Ok(portion)))
    }
}
