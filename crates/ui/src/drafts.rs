//! What people have typed and not yet sent: kept half a second after they stop typing, and when a
//! session times out under them. Sealed, for it holds what any form can hold.

use agreement::{Act, Action, Kind, Permit};
use axum::{
    Extension,
    body::Body,
    extract::State,
    http::{Method, StatusCode, Uri},
    response::{IntoResponse as _, Response},
};
use db::{At, DbError, Doing, Looking, Operation, Reading, Stop, Subject, Tx};
use govuk::{Button, Row, Table};
use jiff::Timestamp;
use kernel::{FieldErrors, PractitionerId};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{App, Form, Frame, Next, Page, Route, answer, body, csrf, session::Asking, store};

/// Keeps what has been typed into a form.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SaveDraft {
    /// The form's path.
    pub form: String,
    /// Its fields, as a browser would send them.
    pub body: String,
}

/// What one has typed and not yet sent.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeDrafts {}

/// A form that was typed into and not sent.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Draft {
    /// The form's path.
    pub form: String,
    /// When it was last kept.
    pub saved_at: Timestamp,
}

/// Throws away what was kept of a form.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DiscardDraft {
    /// The form's path.
    pub form: String,
}

impl Act for SaveDraft {
    const NAME: &'static str = "save_draft";
    const ACTION: Action = Action::OwnAccount;
}

impl Act for DiscardDraft {
    const NAME: &'static str = "discard_draft";
    const ACTION: Action = Action::OwnAccount;
}

/// The routes of drafts.
pub(crate) fn routes() -> Vec<Route> {
    let keep = axum::routing::post(keep_draft);
    let mut routes = vec![Route::special::<SaveDraft>(Method::POST, "/drafts", keep)];
    routes.extend(Route::page::<SeeDrafts>("/drafts"));
    routes.extend(Route::press::<DiscardDraft>("/drafts/removal"));
    routes
}

const LONGEST_PATH: usize = 300;

fn checked(form: &str) -> Result<(), FieldErrors> {
    if form.starts_with('/') && form.len() <= LONGEST_PATH {
        return Ok(());
    }
    Err(FieldErrors::one("form", "Enter the path of the form, like /cases/…/actions"))
}

impl Operation for SaveDraft {
    type Done = ();
    const SAYS: &'static str = "Keep what has been typed into a form, to go on with it later";

    fn subject(&self) -> Subject {
        (Kind::Account, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        checked(&self.form)?;
        let who = doing.principal().practitioner;
        let sealed = doing.keys.seal(who.0, &field(&self.form), &self.body).await?;
        let now = At(doing.env.now());
        Ok(store::save_draft(doing.tx, doing.permit, &self.form, sealed, now).await?)
    }
}

impl Operation for DiscardDraft {
    type Done = ();
    const SAYS: &'static str = "Throw away what was typed into a form and not sent";

    fn subject(&self) -> Subject {
        (Kind::Account, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        checked(&self.form)?;
        Ok(store::discard_draft(doing.tx, doing.permit, &self.form).await?)
    }
}

impl Act for SeeDrafts {
    const NAME: &'static str = "see_drafts";
    const ACTION: Action = Action::OwnAccount;
}

impl Reading for SeeDrafts {
    type Answer = Vec<Draft>;
    const SAYS: &'static str = "The forms that you have typed into and not sent";

    fn subject(&self) -> Subject {
        (Kind::Account, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Vec<Draft>, Stop> {
        Ok(drafts_of(looking.tx, looking.permit).await?)
    }
}

/// The drafts of whoever a permit is for, the latest first.
///
/// # Errors
///
/// When the database fails.
pub async fn drafts_of<A: Act>(tx: &mut Tx, permit: &Permit<A>) -> Result<Vec<Draft>, DbError> {
    let rows = store::drafts(tx, permit).await?;
    Ok(rows.into_iter().map(|(form, at)| Draft { form, saved_at: at.0 }).collect())
}

impl Page for SeeDrafts {
    fn title(_: &Vec<Draft>) -> String {
        "Drafts to finish".into()
    }

    fn content(&self, drafts: &Vec<Draft>, frame: &Frame) -> Markup {
        html! {
            @if drafts.is_empty() {
                p.govuk-body { "There is nothing that you have typed and not sent." }
            } @else {
                p.govuk-body { "What you typed is kept until you send it or throw it away." }
                (Table::new("Drafts").columns(["Form", "Last kept", ""])
                    .rows(drafts.iter().map(|it| row(it, frame)))
                    .named_rows().cards().hidden_caption())
            }
        }
    }
}

fn row(draft: &Draft, frame: &Frame) -> Row {
    let title = frame.forms.title(&draft.form).unwrap_or("A form");
    let kept = frame.instant(draft.saved_at);
    let discard = html! {
        form method="post" action="/drafts/removal" data-once="" {
            (frame.hidden())
            input type="hidden" name="form" value=(draft.form);
            (Button::new(html! {
                "Throw away" span.govuk-visually-hidden { ": " (title) ", " (kept) }
            }).as_link())
        }
    };
    Row::new()
        .cell(html! { a.govuk-link href=(draft.form) { (title) } })
        .cell(kept.as_str())
        .cell(discard)
}

impl Form for DiscardDraft {
    type Ask = SeeDrafts;
    const TITLE: &'static str = "Throw a draft away";
    const BUTTON: &'static str = "Throw away";

    fn ask(&self) -> SeeDrafts {
        SeeDrafts {}
    }

    fn fields(&self, _: &Vec<Draft>, _: &FieldErrors, _: &Frame) -> Markup {
        html! { input type="hidden" name="form" value=(self.form); }
    }

    fn next(&self, (): &()) -> Next {
        Next::to("/drafts", "The draft was thrown away")
    }
}

fn field(form: &str) -> String {
    format!("draft of {form}")
}

/// What this practitioner typed into a form before, and when. Their own words: no permit is asked.
pub(crate) async fn kept(
    app: &App,
    who: PractitionerId,
    form: &str,
) -> Result<Option<(String, At)>, DbError> {
    let Some((sealed, at)) = app.door.own_draft(who, form).await? else { return Ok(None) };
    let body = app.door.keys().unseal(who.0, &field(form), &sealed).await?;
    Ok(body.map(|body| (body, at)))
}

/// POST of what has been typed so far: the fields as the browser would send them.
async fn keep_draft(
    State(app): State<App>,
    Extension(asking): Extension<Asking>,
    uri: Uri,
    body: Body,
) -> Response {
    let typed = match body::bytes(body).await {
        Ok(typed) => typed,
        Err(unreadable) => return answer::unreadable_page(&app, &unreadable),
    };
    let query = uri.query().unwrap_or_default();
    let read = body::form_fields(&typed).and_then(|(_, envelope)| {
        body::form_fields(query.as_bytes()).map(|(query, _)| (envelope, query))
    });
    let (envelope, query) = match read {
        Ok(read) => read,
        Err(unreadable) => return answer::unreadable_page(&app, &unreadable),
    };
    if asking.viewer.is_none() || !csrf::is_ours(&app, &asking.bound_to, &envelope.csrf) {
        return answer::foreign_page(&app);
    }
    let form = query.get("form").and_then(Value::as_str).unwrap_or_default().to_owned();
    let Ok(body) = String::from_utf8(typed) else { return answer::foreign_page(&app) };
    match app.door.perform(asking.actor, None, SaveDraft { form, body }).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(stopped) => answer::stopped_page(&app, &stopped),
    }
}
