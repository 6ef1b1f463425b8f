//! The few handlers that serve every page, form and API call. They ask the door and never decide.

use agreement::Action;
use axum::{
    body::Body,
    extract::{FromRequest, FromRequestParts as _, RawPathParams, Request},
    http::{HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse as _, Redirect, Response},
};
use db::{Actor, Stopped};
use govuk::{Button, InsetText};
use kernel::FieldErrors;
use maud::{Markup, PreEscaped, html};
use serde_json::{Map, Value};

use crate::{
    App, Document, Frame, Next, SaveDraft, Wrong, answer,
    body::{self, Envelope, Unreadable},
    check::check_page,
    conflict::{both, marks, merged},
    csrf, document, drafts,
    kinds::{FormKind, Open, PageKind, Typed},
    session::Asking,
    special::Asked,
};

/// A request to one of these handlers.
pub(crate) struct Incoming {
    pub(crate) asked: Asked,
    pub(crate) path: Option<RawPathParams>,
    pub(crate) body: Body,
}

impl FromRequest<App> for Incoming {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let asked = Asked::from_request_parts(&mut parts, app).await?;
        let path = RawPathParams::from_request_parts(&mut parts, app).await.ok();
        Ok(Self { asked, path, body })
    }
}

/// GET of a page.
pub(crate) async fn show_page(Incoming { asked, path, .. }: Incoming, kind: PageKind) -> Response {
    if let Some(elsewhere) = sign_in_first(&asked, kind.action, None) {
        return elsewhere;
    }
    let app = &asked.app;
    let wanted = match (kind.read)((Map::new(), asked.uri.query(), path.as_ref())) {
        Ok(wanted) => wanted,
        Err(unreadable) => return answer::unreadable_page(app, &unreadable),
    };
    let (decided, page) = match wanted.look(&app.door, asked.asking.actor).await {
        Ok(looked) => looked,
        Err(stopped) => return answer::stopped_page(app, &stopped),
    };
    let mut frame = asked.frame().with(app, decided);
    let about = page.about();
    if !about.is_empty() {
        frame.about = about;
    }
    frame.back = page.back();
    let content = page.content(&frame);
    let errors = page.problems();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    whole(app, &frame, status, &page.title(), Wrong::Answers(&errors), &content)
}

/// GET of a form: as first shown, or as it was left. A query is not read: what one types into a form
/// is personal, and belongs into no address.
pub(crate) async fn show_form(Incoming { asked, path, .. }: Incoming, kind: FormKind) -> Response {
    if let Some(elsewhere) = sign_in_first(&asked, kind.ask_action, None) {
        return elsewhere;
    }
    let app = &asked.app;
    let path = path.as_ref();
    let empty = match (kind.read)((Map::new(), None, path)) {
        Ok(empty) => empty,
        Err(unreadable) => return answer::unreadable_page(app, &unreadable),
    };
    let (decided, mut open) = match empty.ask(&app.door, asked.asking.actor).await {
        Ok(asked) => asked,
        Err(stopped) => return answer::stopped_page(app, &stopped),
    };
    let mut frame = asked.frame().with(app, decided);
    if !restored(&asked, path, &mut *open, &mut frame).await {
        open.start();
        frame.was = marks(open.answers().as_ref());
    }
    form_page(app, frame, kind, StatusCode::OK, &*open, &FieldErrors::default(), None)
}

/// Fills the form with what its reader typed into it before, if they did.
async fn restored(
    asked: &Asked,
    path: Option<&RawPathParams>,
    open: &mut dyn Open,
    frame: &mut Frame,
) -> bool {
    let Some(viewer) = asked.asking.viewer.as_ref() else { return false };
    let kept = drafts::kept(&asked.app, viewer.practitioner, asked.uri.path()).await;
    let Ok(Some((kept, at))) = kept else { return false };
    let Ok((fields, envelope)) = body::form_fields(kept.as_bytes()) else { return false };
    let Ok((answers, _)) = body::gathered(fields, None, path) else { return false };
    if !open.fill(&answers) {
        return false;
    }
    if !envelope.key.is_empty() {
        frame.key = envelope.key;
    }
    frame.was = envelope.was;
    frame.restored = Some(at.0);
    true
}

/// POST of a form.
pub(crate) async fn send_form(
    Incoming { asked, path, body }: Incoming,
    kind: FormKind,
) -> Response {
    let path = path.as_ref();
    let read = |fields| (kind.read)((fields, None, path));
    match received(&asked, kind.action, body, read).await {
        Ok((fields, envelope, form)) => {
            finish((&asked, path), kind, (fields, envelope), form).await
        }
        Err(answer) => answer,
    }
}

/// What becomes of a form that was received.
pub(crate) async fn finish(
    (asked, path): (&Asked, Option<&RawPathParams>),
    kind: FormKind,
    (fields, envelope): (Map<String, Value>, Envelope),
    form: Box<dyn Typed>,
) -> Response {
    let (app, actor) = (&asked.app, asked.asking.actor);
    let read = |fields| (kind.read)((fields, None, path));
    let mut frame = asked.frame();
    (frame.key, frame.was) = (envelope.key.clone(), envelope.was);
    if envelope.step == "change" || envelope.step == "check" {
        let is_check = envelope.step == "check";
        return look_again(asked, frame, kind, (form, &fields), is_check).await;
    }
    let key = Some(envelope.key.as_str()).filter(|key| !key.is_empty());
    match form.perform(&app.door, actor, key).await {
        Ok(performed) => {
            forget_draft(app, &asked.asking, &asked.uri).await;
            go(app, &performed.next())
        }
        Err(Stopped::Fields(errors)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            let told = told_in(asked, frame, kind, form, (status, &errors)).await;
            told.unwrap_or_else(|answer| answer)
        }
        Err(Stopped::Conflict(theirs)) => {
            let newer = newer(fields, &theirs).and_then(|fields| read(fields).ok());
            // The next sending is another one: it overwrites knowingly.
            frame.key = app.door.env().new_id().to_string();
            show_both(asked, frame, kind, (newer.unwrap_or(form), path), &theirs).await
        }
        Err(stopped) => answer::stopped_page(app, &stopped),
    }
}

/// A form once more, with what was wrong.
pub(crate) async fn told(
    asked: &Asked,
    kind: FormKind,
    (envelope, form): (Envelope, Box<dyn Typed>),
    wrong: (StatusCode, &FieldErrors),
) -> Result<Response, Response> {
    let mut frame = asked.frame();
    (frame.key, frame.was) = (envelope.key, envelope.was);
    told_in(asked, frame, kind, form, wrong).await
}

async fn told_in(
    asked: &Asked,
    frame: Frame,
    kind: FormKind,
    form: Box<dyn Typed>,
    (status, errors): (StatusCode, &FieldErrors),
) -> Result<Response, Response> {
    let (frame, open) = ask_again(asked, frame, form).await?;
    Ok(form_page(&asked.app, frame, kind, status, &*open, errors, None))
}

/// What was sent from one of our pages by somebody who is signed in: fields, our own fields, and the
/// whole as typed; otherwise the answer to give instead. What comes too late is kept for its writer.
pub(crate) async fn received<T>(
    asked: &Asked,
    action: Action,
    body: Body,
    read: impl FnOnce(Map<String, Value>) -> Result<T, Unreadable>,
) -> Result<(Map<String, Value>, Envelope, T), Response> {
    let (app, asking, uri) = (&asked.app, &asked.asking, &asked.uri);
    let unreadable = |why: Unreadable| answer::unreadable_page(app, &why);
    let typed = body::bytes(body).await.map_err(unreadable)?;
    if let Some(elsewhere) = sign_in_first(asked, action, Some(&typed)) {
        keep_typed(app, asking.timed_out, uri, &typed).await;
        return Err(elsewhere);
    }
    let (fields, envelope) = body::form_fields(&typed).map_err(unreadable)?;
    let read = read(fields.clone()).map_err(unreadable)?;
    if !csrf::is_ours(app, &asking.bound_to, &envelope.csrf) {
        keep_typed(app, Some(asking.actor), uri, &typed).await;
        return Err(answer::foreign_page(app));
    }
    Ok((fields, envelope, read))
}

/// The fields with the version that they now have to name.
fn newer(mut fields: Map<String, Value>, theirs: &Value) -> Option<Map<String, Value>> {
    fields.insert("version".into(), theirs.get("version")?.clone());
    Some(fields)
}

/// "Check your answers", or back from there to the fields.
async fn look_again(
    asked: &Asked,
    frame: Frame,
    kind: FormKind,
    (form, fields): (Box<dyn Typed>, &Map<String, Value>),
    is_check: bool,
) -> Response {
    let app = &asked.app;
    let (frame, open) = match ask_again(asked, frame, form).await {
        Ok(again) => again,
        Err(answer) => return answer,
    };
    let errors = open.problems(&frame);
    if is_check
        && errors.is_empty()
        && let Some(summary) = open.check()
    {
        let content = check_page(&frame, kind.button, &summary, fields);
        let wrong = Wrong::Answers(&errors);
        // Back to the fields leads the button beside, which takes the answers along.
        let frame = Frame { back: None, ..frame };
        return whole(app, &frame, StatusCode::OK, "Check your answers", wrong, &content);
    }
    let (status, errors) = if is_check && !errors.is_empty() {
        (StatusCode::UNPROCESSABLE_ENTITY, errors)
    } else {
        (StatusCode::OK, FieldErrors::default())
    };
    form_page(app, frame, kind, status, &*open, &errors, None)
}

/// What a form that was sent needs to be shown once more, or the answer to give instead.
async fn ask_again(
    asked: &Asked,
    frame: Frame,
    form: Box<dyn Typed>,
) -> Result<(Frame, Box<dyn Open>), Response> {
    let app = &asked.app;
    let again = form.ask(&app.door, asked.asking.actor).await;
    let (decided, open) = again.map_err(|stopped| answer::stopped_page(app, &stopped))?;
    Ok((frame.with(app, decided), open))
}

/// What someone else wrote meanwhile beside what was typed; what was left alone says what they wrote.
async fn show_both(
    asked: &Asked,
    frame: Frame,
    kind: FormKind,
    (form, path): (Box<dyn Typed>, Option<&RawPathParams>),
    theirs: &Value,
) -> Response {
    let (mut frame, mut open) = match ask_again(asked, frame, form).await {
        Ok(again) => again,
        Err(answer) => return answer,
    };
    let now = open.as_begun(path);
    let mut taken = Vec::new();
    if let (Some(mine), Some(now)) = (open.answers(), &now) {
        let (answers, changed) = merged(mine, &frame.was, now, kind.together);
        if open.fill(&answers) {
            taken = changed;
        }
    }
    frame.was = marks(now.as_ref());
    let (none, theirs) = (FieldErrors::default(), Some((theirs, taken.as_slice())));
    form_page(&asked.app, frame, kind, StatusCode::CONFLICT, &*open, &none, theirs)
}

fn form_page(
    app: &App,
    mut frame: Frame,
    kind: FormKind,
    status: StatusCode,
    open: &dyn Open,
    errors: &FieldErrors,
    theirs: Option<(&Value, &[String])>,
) -> Response {
    let has_check = open.check().is_some();
    frame.back = open.back().or(frame.back);
    let frame = &frame;
    let encoding = kind.takes_file.then_some("multipart/form-data");
    // A draft holds no file.
    let draft = (!kind.takes_file).then(|| format!("/drafts?form={}", frame.path));
    let content = html! {
        @if let Some((theirs, taken)) = theirs { (both(theirs, taken, frame)) }
        @if let Some(at) = frame.restored {
            (InsetText::new(format!("You typed this on {} and did not send it.", frame.instant(at))))
        }
        form method="post" action=(frame.path) enctype=[encoding] data-draft=[draft] data-once="" novalidate {
            (frame.hidden())
            (open.fields(errors, frame))
            div.govuk-button-group {
                @if has_check {
                    (Button::new("Continue").sends("_step", "check"))
                } @else {
                    (Button::new(kind.button))
                }
            }
        }
    };
    let wrong = if theirs.is_some() { Wrong::ChangedMeanwhile } else { Wrong::Answers(errors) };
    whole(app, frame, status, &open.title(), wrong, &content)
}

/// To the sign-in page, and back here afterwards, unless the page is for everybody. A button has no
/// page of its own: its presser comes back to the page where it was, and is told that it did nothing.
pub(crate) fn sign_in_first(
    asked: &Asked,
    action: Action,
    sent: Option<&[u8]>,
) -> Option<Response> {
    let Asked { app, asking, uri, .. } = asked;
    if asking.actor != Actor::Visitor || action == Action::SignIn {
        return None;
    }
    let pressed = sent.filter(|_| app.forms.title(uri.path()).is_none());
    let page = pressed.map(|sent| body::form_fields(sent).map(|it| it.1.page).unwrap_or_default());
    let next = form_encoded(page.as_deref().unwrap_or(uri.path()));
    let why = if asking.timed_out.is_some() { "&timed_out=yes" } else { "" };
    let mut response = Redirect::to(&format!("/sign-in?next={next}{why}")).into_response();
    if pressed.is_some() {
        let undone = app.config.set_cookie(app.config.undone_cookie(), "yes");
        if let Ok(undone) = HeaderValue::from_str(&undone) {
            response.headers_mut().append(header::SET_COOKIE, undone);
        }
    }
    Some(response)
}

fn form_encoded(text: &str) -> String {
    serde_html_form::to_string([("", text)])
        .map(|it| it.trim_start_matches('=').to_owned())
        .unwrap_or_default()
}

/// A form that arrives too late, or without its token, is kept for when its writer is back.
async fn keep_typed(app: &App, writer: Option<Actor>, uri: &Uri, typed: &[u8]) {
    if app.forms.title(uri.path()).is_none() {
        return;
    }
    let Some(writer @ Actor::Practitioner { .. }) = writer else { return };
    let Ok(body) = std::str::from_utf8(typed) else { return };
    let draft = SaveDraft { form: uri.path().to_owned(), body: body.to_owned() };
    if app.door.perform(writer, None, draft).await.is_err() {
        tracing::warn!("what was typed into a form could not be kept");
    }
}

async fn forget_draft(app: &App, asking: &Asking, uri: &Uri) {
    let Some(viewer) = &asking.viewer else { return };
    if let Ok(Some(_)) = drafts::kept(app, viewer.practitioner, uri.path()).await {
        let discard = crate::DiscardDraft { form: uri.path().to_owned() };
        if app.door.perform(asking.actor, None, discard).await.is_err() {
            tracing::warn!("a draft could not be thrown away");
        }
    }
}

pub(crate) fn go(app: &App, next: &Next) -> Response {
    let mut response = Redirect::to(&next.to).into_response();
    if !next.say.is_empty() {
        let say = app.config.set_cookie(app.config.said_cookie(), &form_encoded(&next.say));
        if let Ok(value) = HeaderValue::from_str(&say) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}

pub(crate) fn whole(
    app: &App,
    frame: &Frame,
    status: StatusCode,
    title: &str,
    wrong: Wrong<'_>,
    content: &Markup,
) -> Response {
    let page = document(frame, &Document { title, wrong, content });
    let mut response = (status, html_page(page)).into_response();
    let said = frame.said.is_some().then(|| app.config.said_cookie());
    // Whoever still has to sign in will be told once more, where the button is.
    let undone = (frame.undone && frame.viewer.is_some()).then(|| app.config.undone_cookie());
    for shown in said.into_iter().chain(undone) {
        if let Ok(gone) = HeaderValue::from_str(&app.config.set_cookie(shown, "")) {
            response.headers_mut().append(header::SET_COOKIE, gone);
        }
    }
    response
}

fn html_page(page: PreEscaped<String>) -> impl axum::response::IntoResponse {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page.into_string())
}
