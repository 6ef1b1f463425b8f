//! What people have typed and not yet sent: kept half a second after they stop typing, and when a
//! session times out under them. Sealed, for it holds what any form can hold.

use agreement::{Act, Action, Kind};
use axum::{
    Extension,
    body::Body,
    extract::State,
    http::{Method, StatusCode, Uri},
    response::{IntoResponse as _, Response},
};
use db::{At, Doing, Operation, Stop, Subject};
use kernel::{FieldErrors, PractitionerId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{App, Route, answer, body, csrf, session::Asking, store};

/// Keeps what has been typed into a form.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SaveDraft {
    /// The form's path.
    pub form: String,
    /// Its fields, as a browser would send them.
    pub body: String,
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
    vec![Route::special::<SaveDraft>(Method::POST, "/drafts", keep)]
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

fn field(form: &str) -> String {
    format!("draft of {form}")
}

/// What this practitioner typed into a form before, and when. Their own words: no permit is asked.
pub(crate) async fn kept(
    app: &App,
    who: PractitionerId,
    form: &str,
) -> Result<Option<(String, At)>, db::DbError> {
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
