//! Forms that take a file, and pages that are one. A file is never shown: it leaves as an attachment of a type that no
//! browser opens, under a name made of its title.

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use db::{Door, Spool, Stopped};
use futures::{future::BoxFuture, stream};
use kernel::FieldErrors;
use serde_json::Map;

use crate::{
    Download, Upload, answer,
    body::{self, Unreadable},
    handlers::{self, Incoming, received},
    json,
    kinds::{FormKind, Sent, Typed},
    sent_file::{self, Broken, Came, SentFile},
};

/// What is said of a file that is too large.
const TOO_LARGE: &str =
    "The file must be 25 MB or smaller. Make it smaller, or split it, and choose it again.";

/// A kind of form that takes a file.
#[derive(Clone, Copy)]
pub(crate) struct UploadKind {
    pub(crate) form: FormKind,
    read: for<'a> fn(Sent<'a>, Spool) -> Result<Box<dyn Typed>, Unreadable>,
}

impl UploadKind {
    pub(crate) fn of<U: Upload>() -> Self {
        Self {
            form: FormKind { takes_file: true, ..FormKind::of::<U>() },
            read: |(fields, query, path), file| {
                let mut form = body::read::<U>(fields, query, path)?;
                form.take(file);
                Ok(Box::new(form))
            },
        }
    }
}

/// POST of a form with a file. One without comes as any other form.
pub(crate) async fn send_upload(it: Incoming, kind: UploadKind) -> Response {
    if !sent_file::is_sent(&it.asked.headers) {
        return handlers::send_form(it, kind.form).await;
    }
    let Incoming { asked, path, body } = it;
    let mut sent = match SentFile::begin(&asked.headers, body) {
        Ok(sent) => sent,
        Err(why) => return answer::unreadable_page(&asked.app, &why),
    };
    let answer = answer_upload((&asked, path.as_ref()), &mut sent, kind).await;
    sent.leave();
    answer.unwrap_or_else(|response| response)
}

/// Who sends, and the ids in the address.
type Sender<'a> = (&'a crate::special::Asked, Option<&'a axum::extract::RawPathParams>);

/// Who sends, whether they may, then the file, then what becomes of it.
async fn answer_upload(
    (asked, path): Sender<'_>,
    sent: &mut SentFile,
    kind: UploadKind,
) -> Result<Response, Response> {
    let (app, actor) = (&asked.app, asked.asking.actor);
    let unreadable = |why: Unreadable| answer::unreadable_page(app, &why);
    sent.until_file().await.map_err(unreadable)?;
    let read = |fields| (kind.form.read)((fields, None, path));
    let typed = Body::from(sent.typed());
    let (_, _, form) = received(asked, kind.form.action, typed, read).await?;
    // Nobody fills a disk with what they may not send.
    let stopped = |stopped: Stopped| answer::stopped_page(app, &stopped);
    drop(form.ask(&app.door, actor).await.map_err(stopped)?);
    let _place = app.coming.place(actor).map_err(|why| stopped(Stopped::NotNow(why.into())))?;
    let came = sent.rest().await.map_err(|broken| match broken {
        Broken::Unreadable(why) => answer::unreadable_page(app, &why),
        Broken::Failed(error) => answer::stopped_page(app, &Stopped::Failed(error)),
    })?;
    let (fields, envelope) = body::form_fields(&sent.typed()).map_err(unreadable)?;
    let (file, is_too_large) = match came {
        Came::Whole(file) => (file, false),
        Came::TooLarge => (Spool::default(), true),
    };
    let form = (kind.read)((fields.clone(), None, path), file).map_err(unreadable)?;
    if is_too_large {
        let errors = FieldErrors::one("file", TOO_LARGE);
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        return handlers::told(asked, kind.form, (envelope, form), (status, &errors)).await;
    }
    Ok(handlers::finish((asked, path), kind.form, (fields, envelope), form).await)
}

/// POST of an operation with a file by a program: the answers as parts before or behind the file.
pub(crate) async fn send_upload_json(it: Incoming, kind: UploadKind) -> Response {
    if !sent_file::is_sent(&it.asked.headers) {
        return json::send_json(it, kind.form).await;
    }
    let Incoming { asked, path, body } = it;
    if let Some(nobody) = asked.not_signed_in_json() {
        return nobody;
    }
    if json::token_is_missing(&asked.app, &asked.asking, &asked.headers) {
        return answer::foreign_json();
    }
    let mut sent = match SentFile::begin(&asked.headers, body) {
        Ok(sent) => sent,
        Err(why) => return answer::unreadable_json(&why),
    };
    let answer = answer_upload_json((&asked, path.as_ref()), &mut sent, kind).await;
    sent.leave();
    answer.unwrap_or_else(|response| response)
}

async fn answer_upload_json(
    (asked, path): Sender<'_>,
    sent: &mut SentFile,
    kind: UploadKind,
) -> Result<Response, Response> {
    let (app, actor, query) = (&asked.app, asked.asking.actor, asked.uri.query());
    let unreadable = |why: Unreadable| answer::unreadable_json(&why);
    let stopped = |stopped: Stopped| answer::stopped_json(&stopped);
    let key = body::key(&asked.headers).map_err(unreadable)?;
    let form = (kind.form.read)((Map::new(), None, path)).map_err(unreadable)?;
    drop(form.ask(&app.door, actor).await.map_err(stopped)?);
    let _place = app.coming.place(actor).map_err(|why| stopped(Stopped::NotNow(why.into())))?;
    sent.until_file().await.map_err(unreadable)?;
    let file = match sent.rest().await {
        Ok(Came::Whole(file)) => file,
        Ok(Came::TooLarge) => {
            let problems = FieldErrors::one("file", TOO_LARGE);
            let status = StatusCode::PAYLOAD_TOO_LARGE;
            return Err(unreadable(Unreadable::Wrong { status, problems }));
        }
        Err(Broken::Unreadable(why)) => return Err(unreadable(why)),
        Err(Broken::Failed(error)) => return Err(stopped(Stopped::Failed(error))),
    };
    let (fields, _) = body::form_fields(&sent.typed()).map_err(unreadable)?;
    let form = (kind.read)((fields, query, path), file).map_err(unreadable)?;
    let performed = form.perform(&app.door, actor, key).await.map_err(stopped)?;
    Ok(performed.json())
}

/// A file that leaves.
pub struct Leaving {
    /// What it is called, without an ending.
    pub title: String,
    /// The ending of its kind, such as `pdf`.
    pub ending: &'static str,
    /// What it holds.
    pub file: Spool,
}

/// A kind of page that is a file.
#[derive(Clone, Copy)]
pub(crate) struct DownloadKind {
    action: agreement::Action,
    read: for<'a> fn(Sent<'a>) -> Result<Box<dyn Wanted>, Unreadable>,
}

impl DownloadKind {
    pub(crate) fn of<D: Download>() -> Self {
        let read: for<'a> fn(Sent<'a>) -> Result<Box<dyn Wanted>, Unreadable> =
            |(fields, query, path)| Ok(Box::new(body::read::<D>(fields, query, path)?));
        Self { action: D::ACTION, read }
    }
}

trait Wanted: Send {
    fn look<'a>(
        self: Box<Self>,
        door: &'a Door,
        actor: db::Actor,
    ) -> BoxFuture<'a, Result<Leaving, Stopped>>;
}

impl<D: Download> Wanted for D {
    fn look<'a>(
        self: Box<Self>,
        door: &'a Door,
        actor: db::Actor,
    ) -> BoxFuture<'a, Result<Leaving, Stopped>> {
        Box::pin(async move { Ok(D::leaving(door.read(actor, *self).await?.answer)) })
    }
}

/// GET of a file, by a person or a program. Its entry is on the disk and all of it was found undamaged before the first
/// byte leaves.
pub(crate) async fn send_file(
    Incoming { asked, path, .. }: Incoming,
    kind: DownloadKind,
) -> Response {
    let app = &asked.app;
    let is_api = asked.uri.path().starts_with("/api/");
    let nobody = if is_api {
        asked.not_signed_in_json()
    } else {
        handlers::sign_in_first(&asked, kind.action, None)
    };
    if let Some(elsewhere) = nobody {
        return elsewhere;
    }
    let wanted = match (kind.read)((Map::new(), None, path.as_ref())) {
        Ok(wanted) => wanted,
        Err(why) if is_api => return answer::unreadable_json(&why),
        Err(why) => return answer::unreadable_page(app, &why),
    };
    match wanted.look(&app.door, asked.asking.actor).await {
        Ok(leaving) => leave(leaving),
        Err(stopped) if is_api => answer::stopped_json(&stopped),
        Err(stopped) => answer::stopped_page(app, &stopped),
    }
}

fn leave(Leaving { title, ending, file }: Leaving) -> Response {
    let size = file.size();
    let pieces = stream::try_unfold((file, 0), |(file, number)| async move {
        if number >= file.pieces() {
            return Ok(None);
        }
        let piece = file.piece(number).await?;
        Ok::<_, db::DbError>(Some((Bytes::from(piece), (file, number + 1))))
    });
    let mut response = Body::from_stream(pieces).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; sandbox"),
    );
    let disposition = HeaderValue::from_str(&disposition(&title, ending));
    let disposition = disposition.unwrap_or(HeaderValue::from_static("attachment"));
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    response
}

/// Letters, digits and a few marks of a title: nothing that ends a header, leads to a folder or turns the ending round.
fn plain(title: &str) -> String {
    let keep = |it: char| if it.is_alphanumeric() || " -_".contains(it) { it } else { ' ' };
    let kept: String = title.chars().map(keep).collect();
    let words: Vec<&str> = kept.split_whitespace().collect();
    words.join(" ").chars().take(80).collect::<String>().trim().to_owned()
}

fn disposition(title: &str, ending: &str) -> String {
    let title = plain(title);
    let ascii: String = title.chars().filter(char::is_ascii).collect();
    let ascii = if ascii.trim().is_empty() { "paper" } else { ascii.trim() };
    let encoded: String = title.bytes().map(percent).collect();
    let encoded = if encoded.is_empty() { "paper".to_owned() } else { encoded };
    format!("attachment; filename=\"{ascii}.{ending}\"; filename*=UTF-8''{encoded}.{ending}")
}

fn percent(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-_".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(title: &str, expected: &str) {
        assert_eq!(disposition(title, "pdf"), format!("attachment; {expected}"));
    }

    #[test]
    fn a_name_of_a_file_holds_nothing_that_leads_elsewhere() {
        check("Safety plan", "filename=\"Safety plan.pdf\"; filename*=UTF-8''Safety%20plan.pdf");
        check("../../etc", "filename=\"etc.pdf\"; filename*=UTF-8''etc.pdf");
        check("a\"\r\nb: c", "filename=\"a b c.pdf\"; filename*=UTF-8''a%20b%20c.pdf");
        check("Zoë", "filename=\"Zo.pdf\"; filename*=UTF-8''Zo%C3%AB.pdf");
        check(
            "plan\u{202e}fdp.exe",
            "filename=\"plan fdp exe.pdf\"; filename*=UTF-8''plan%20fdp%20exe.pdf",
        );
        check("…", "filename=\"paper.pdf\"; filename*=UTF-8''paper.pdf");
    }
}
