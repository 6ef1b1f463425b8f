//! The few handlers that serve every page, form and API call. They ask the door and never decide.

use axum::{
    Extension,
    body::Body,
    extract::{RawPathParams, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse as _, Redirect, Response},
};
use db::{Actor, Reading, Stopped};
use govuk::{Button, InsetText};
use kernel::FieldErrors;
use maud::{Markup, PreEscaped, html};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{
    App, Document, Form, Frame, Next, Page, SaveDraft, Wrong, answer,
    body::{self, Envelope, Unreadable},
    check::check_page,
    conflict::{both, marks, merged},
    csrf, document, drafts,
    frame::frame,
    session::Asking,
};

pub(crate) type Params = Result<RawPathParams, axum::extract::rejection::RawPathParamsRejection>;

/// GET of a page.
pub(crate) async fn show_page<P: Page>(
    State(app): State<App>,
    Extension(asking): Extension<Asking>,
    uri: Uri,
    headers: HeaderMap,
    path: Params,
) -> Response {
    if let Some(elsewhere) = sign_in_first::<P>(&app, &asking, &uri, None) {
        return elsewhere;
    }
    let reading: P = match body::read(Map::new(), uri.query(), path.as_ref().ok()) {
        Ok(reading) => reading,
        Err(unreadable) => return answer::unreadable_page(&app, &unreadable),
    };
    match app.door.read(asking.actor, reading.clone()).await {
        Ok(shown) => {
            let mut frame = frame(&app, &asking, &uri, &headers).with(&app, &reading, &shown);
            frame.about = P::about(&shown.answer);
            frame.back = reading.back(&shown.answer);
            let content = reading.content(&shown.answer, &frame);
            let (title, errors) = (P::title(&shown.answer), P::problems(&shown.answer));
            let status =
                if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            whole(&app, &frame, status, &title, Wrong::Answers(&errors), &content)
        }
        Err(stopped) => answer::stopped_page(&app, &stopped),
    }
}

/// GET of a form: as first shown, or as it was left. A query is not read: what one types into a form
/// is personal, and belongs into no address.
pub(crate) async fn show_form<F: Form>(
    State(app): State<App>,
    Extension(asking): Extension<Asking>,
    uri: Uri,
    headers: HeaderMap,
    path: Params,
) -> Response {
    if let Some(elsewhere) = sign_in_first::<F>(&app, &asking, &uri, None) {
        return elsewhere;
    }
    let empty: F = match body::read(Map::new(), None, path.as_ref().ok()) {
        Ok(empty) => empty,
        Err(unreadable) => return answer::unreadable_page(&app, &unreadable),
    };
    let shown = match app.door.ask(asking.actor, empty.ask()).await {
        Ok(shown) => shown,
        Err(stopped) => return answer::stopped_page(&app, &stopped),
    };
    let mut frame = frame(&app, &asking, &uri, &headers).with(&app, &empty.ask(), &shown);
    let form = match restored::<F>(&app, &asking, &uri, path.as_ref().ok(), &mut frame).await {
        Some(form) => form,
        None => {
            let form = empty.begin(&shown.answer);
            frame.was = marks(&form);
            form
        }
    };
    form_page(&app, frame, StatusCode::OK, &form, &shown.answer, &FieldErrors::default(), None)
}

async fn restored<T: DeserializeOwned>(
    app: &App,
    asking: &Asking,
    uri: &Uri,
    path: Option<&RawPathParams>,
    frame: &mut Frame,
) -> Option<T> {
    let viewer = asking.viewer.as_ref()?;
    let (kept, at) = drafts::kept(app, viewer.practitioner, uri.path()).await.ok()??;
    let (fields, envelope) = body::form_fields(kept.as_bytes()).ok()?;
    let form = body::read(fields, None, path).ok()?;
    if !envelope.key.is_empty() {
        frame.key = envelope.key;
    }
    frame.was = envelope.was;
    frame.restored = Some(at.0);
    Some(form)
}

/// POST of a form.
pub(crate) async fn send_form<F: Form>(
    State(app): State<App>,
    Extension(asking): Extension<Asking>,
    uri: Uri,
    headers: HeaderMap,
    path: Params,
    body: Body,
) -> Response {
    let (fields, envelope, form) =
        match received::<F>(&app, &asking, &uri, path.as_ref().ok(), body).await {
            Ok(received) => received,
            Err(answer) => return answer,
        };
    let mut frame = frame(&app, &asking, &uri, &headers);
    (frame.key, frame.was) = (envelope.key.clone(), envelope.was.clone());
    if envelope.step == "change" || envelope.step == "check" {
        return look_again(&app, &asking, frame, &form, &fields, &envelope).await;
    }
    let key = Some(envelope.key.as_str()).filter(|key| !key.is_empty());
    match app.door.perform(asking.actor, key, form.clone()).await {
        Ok(done) => {
            forget_draft(&app, &asking, &uri).await;
            go(&app, &form.next(&done))
        }
        Err(Stopped::Fields(errors)) => show_again(&app, &asking, frame, form, &errors).await,
        Err(Stopped::Conflict(theirs)) => {
            let path = path.as_ref().ok();
            let form = newer::<F>(fields, &theirs, path).unwrap_or(form);
            let empty = body::read(Map::new(), None, path).unwrap_or_default();
            // The next sending is another one: it overwrites knowingly.
            frame.key = app.door.env().new_id().to_string();
            show_both(&app, &asking, frame, (form, empty), &theirs).await
        }
        Err(stopped) => answer::stopped_page(&app, &stopped),
    }
}

/// What was sent from one of our pages by somebody who is signed in: fields, our own fields, and the
/// whole as typed; otherwise the answer to give instead. What comes too late is kept for its writer.
pub(crate) async fn received<T: agreement::Act + DeserializeOwned>(
    app: &App,
    asking: &Asking,
    uri: &Uri,
    path: Option<&RawPathParams>,
    body: Body,
) -> Result<(Map<String, Value>, Envelope, T), Response> {
    let unreadable = |why: Unreadable| answer::unreadable_page(app, &why);
    let typed = body::bytes(body).await.map_err(unreadable)?;
    if let Some(elsewhere) = sign_in_first::<T>(app, asking, uri, Some(&typed)) {
        keep_typed(app, asking.timed_out, uri, &typed).await;
        return Err(elsewhere);
    }
    let (fields, envelope) = body::form_fields(&typed).map_err(unreadable)?;
    let read = body::read(fields.clone(), None, path).map_err(unreadable)?;
    if !csrf::is_ours(app, &asking.bound_to, &envelope.csrf) {
        keep_typed(app, Some(asking.actor), uri, &typed).await;
        return Err(answer::foreign_page(app));
    }
    Ok((fields, envelope, read))
}

/// The form with the version that it now has to name.
fn newer<F: Form>(
    mut fields: Map<String, Value>,
    theirs: &Value,
    path: Option<&RawPathParams>,
) -> Option<F> {
    fields.insert("version".into(), theirs.get("version")?.clone());
    body::read(fields, None, path).ok()
}

/// "Check your answers", or back from there to the fields.
async fn look_again<F: Form>(
    app: &App,
    asking: &Asking,
    frame: Frame,
    form: &F,
    fields: &Map<String, Value>,
    envelope: &Envelope,
) -> Response {
    let (frame, asked) = match ask_again(app, asking, frame, form).await {
        Ok(again) => again,
        Err(answer) => return answer,
    };
    let errors = form.problems(&asked, &frame);
    if envelope.step == "check"
        && errors.is_empty()
        && let Some(summary) = form.check(&asked)
    {
        let content = check_page::<F>(&frame, &summary, fields);
        let wrong = Wrong::Answers(&errors);
        // Back to the fields leads the button beside, which takes the answers along.
        let frame = Frame { back: None, ..frame };
        return whole(app, &frame, StatusCode::OK, "Check your answers", wrong, &content);
    }
    let (status, errors) = if envelope.step == "check" && !errors.is_empty() {
        (StatusCode::UNPROCESSABLE_ENTITY, errors)
    } else {
        (StatusCode::OK, FieldErrors::default())
    };
    form_page(app, frame, status, form, &asked, &errors, None)
}

/// What a form that was sent needs to be shown once more, or the answer to give instead.
async fn ask_again<F: Form>(
    app: &App,
    asking: &Asking,
    frame: Frame,
    form: &F,
) -> Result<(Frame, <F::Ask as Reading>::Answer), Response> {
    let shown = app.door.ask(asking.actor, form.ask()).await;
    let shown = shown.map_err(|stopped| answer::stopped_page(app, &stopped))?;
    Ok((frame.with(app, &form.ask(), &shown), shown.answer))
}

async fn show_again<F: Form>(
    app: &App,
    asking: &Asking,
    frame: Frame,
    form: F,
    errors: &FieldErrors,
) -> Response {
    let (frame, asked) = match ask_again(app, asking, frame, &form).await {
        Ok(again) => again,
        Err(answer) => return answer,
    };
    form_page(app, frame, StatusCode::UNPROCESSABLE_ENTITY, &form, &asked, errors, None)
}

/// What someone else wrote meanwhile beside what was typed; what was left alone says what they wrote.
async fn show_both<F: Form>(
    app: &App,
    asking: &Asking,
    frame: Frame,
    (form, empty): (F, F),
    theirs: &Value,
) -> Response {
    let (mut frame, asked) = match ask_again(app, asking, frame, &form).await {
        Ok(again) => again,
        Err(answer) => return answer,
    };
    let now = empty.begin(&asked);
    let (form, taken) = merged(form, &frame.was, &now);
    frame.was = marks(&now);
    let (none, theirs) = (FieldErrors::default(), Some((theirs, taken.as_slice())));
    form_page(app, frame, StatusCode::CONFLICT, &form, &asked, &none, theirs)
}

fn form_page<F: Form>(
    app: &App,
    mut frame: Frame,
    status: StatusCode,
    form: &F,
    asked: &<F::Ask as Reading>::Answer,
    errors: &FieldErrors,
    theirs: Option<(&Value, &[String])>,
) -> Response {
    let has_check = form.check(asked).is_some();
    frame.back = form.back(asked).or(frame.back);
    let frame = &frame;
    let content = html! {
        @if let Some((theirs, taken)) = theirs { (both(theirs, taken, frame)) }
        @if let Some(at) = frame.restored {
            (InsetText::new(format!("You typed this on {} and did not send it.", frame.instant(at))))
        }
        form method="post" action=(frame.path) data-draft={ "/drafts?form=" (frame.path) } data-once=""
            novalidate {
            (frame.hidden())
            (form.fields(asked, errors, frame))
            div.govuk-button-group {
                @if has_check {
                    (Button::new("Continue").sends("_step", "check"))
                } @else {
                    (Button::new(F::BUTTON))
                }
            }
        }
    };
    let wrong = if theirs.is_some() { Wrong::ChangedMeanwhile } else { Wrong::Answers(errors) };
    whole(app, frame, status, F::TITLE, wrong, &content)
}

/// To the sign-in page, and back here afterwards, unless the page is for everybody. A button has no
/// page of its own: its presser comes back to the page where it was, and is told that it did nothing.
pub(crate) fn sign_in_first<A: agreement::Act>(
    app: &App,
    asking: &Asking,
    uri: &Uri,
    sent: Option<&[u8]>,
) -> Option<Response> {
    if asking.actor != Actor::Visitor || A::ACTION == agreement::Action::SignIn {
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
