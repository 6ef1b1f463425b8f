//! What people have typed and not yet sent: kept half a second after they stop typing, and when a
//! session times out under them. Sealed, for it holds what any form can hold.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Operation, Stop, Subject};
use kernel::{FieldErrors, PractitionerId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use axum::http::Method;

use crate::{App, Route, handlers, store};

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
    let keep = axum::routing::post(handlers::keep_draft);
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
    let mut tx = app.door.look_up_session().await?;
    let Some((sealed, at)) = store::draft(&mut tx, who, form).await? else { return Ok(None) };
    let body = app.door.keys().unseal(who.0, &field(form), &sealed).await?;
    Ok(body.map(|body| (body, at)))
}
