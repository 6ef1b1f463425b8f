//! Sessions: a random token in a cookie, its hash in the database, and the two time-outs.
//!
//! Nothing is written to keep a session alive: the last entry that the session left in the ledger
//! says when it was last used, so a page that is only read takes no write lock.
//!
//! A session has a stage. Only a [`FULL`] one is somebody; before that its holder has given a right
//! password and has still to choose an organisation ([`CHOOSING`]). A second factor is one more stage.

use axum::http::{HeaderMap, header};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use db::{Actor, DbError, look_up::SessionRow};
use kernel::{PractitionerId, SessionId};
use sha2::{Digest as _, Sha256};

use crate::{App, Config, Viewer, frame::SetAnew};

/// The stage of a session that may be used.
pub const FULL: &str = "full";

/// The stage of a session whose holder has still to choose an organisation.
pub const CHOOSING: &str = "choosing_organisation";

/// A session that is not somebody yet.
#[derive(Clone, Copy, Debug)]
pub struct Pending {
    /// The session.
    pub session: SessionId,
    /// Whose it will be.
    pub practitioner: PractitionerId,
}

/// Who asks, and how they came.
#[derive(Clone, Debug)]
pub struct Asking {
    /// In the door's eyes.
    pub actor: Actor,
    /// For the header, when signed in.
    pub viewer: Option<Viewer>,
    /// What the form token is bound to: the session's or the visit's cookie.
    pub bound_to: String,
    /// Whether a visit cookie must be set with the answer.
    pub new_visit: bool,
    /// Whether the caller proved itself with a header that no browser sends by itself.
    pub bearer: bool,
    /// Whose session timed out with this request, so that what was typed can be kept. It names no
    /// session: keeping it must not make the session look used.
    pub timed_out: Option<Actor>,
    /// The session, when its holder has still to choose an organisation.
    pub pending: Option<Pending>,
}

/// A new random token, as text.
///
/// # Errors
///
/// When the operating system gives no randomness.
pub fn new_token() -> Result<String, DbError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// What the database keeps of a token.
pub fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

impl Config {
    /// The name of the session's cookie. Over plain http (the demonstration) a `__Host-` cookie
    /// would be refused by the browser.
    pub fn session_cookie(&self) -> &'static str {
        if self.demo { "throughline-demo" } else { "__Host-throughline" }
    }

    pub(crate) fn visit_cookie(&self) -> &'static str {
        if self.demo { "throughline-demo-visit" } else { "__Host-throughline-visit" }
    }

    pub(crate) fn said_cookie(&self) -> &'static str {
        if self.demo { "throughline-demo-said" } else { "__Host-throughline-said" }
    }

    /// Says that a button did nothing, because its presser was no longer signed in.
    pub(crate) fn undone_cookie(&self) -> &'static str {
        if self.demo { "throughline-demo-undone" } else { "__Host-throughline-undone" }
    }

    /// A `Set-Cookie` value; an empty value takes the cookie away.
    pub fn set_cookie(&self, name: &str, value: &str) -> String {
        let secure = if self.demo { "" } else { "; Secure" };
        let gone = if value.is_empty() { "; Max-Age=0" } else { "" };
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{gone}")
    }
}

/// The value of a cookie.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, value)| *found == name && !value.is_empty())
        .map(|(_, value)| value)
}

/// Finds out who asks.
pub(crate) async fn identify(app: &App, headers: &HeaderMap) -> Result<Asking, DbError> {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let token = bearer.or_else(|| cookie(headers, app.config.session_cookie()));
    let visit = cookie(headers, app.config.visit_cookie());
    let mut asking = Asking {
        actor: Actor::Visitor,
        viewer: None,
        bound_to: visit.map_or_else(new_token, |visit| Ok(visit.to_owned()))?,
        new_visit: visit.is_none(),
        bearer: bearer.is_some(),
        timed_out: None,
        pending: None,
    };
    let Some(token) = token else { return Ok(asking) };
    let Some(found) = app.door.session(&token_hash(token)).await? else { return Ok(asking) };
    let is_full = found.stage == FULL;
    if is_over(app, &found) {
        asking.timed_out = is_full.then(|| actor(&found, None));
        return Ok(asking);
    }
    asking.bound_to = token.to_owned();
    asking.new_visit = false;
    if is_full {
        asking.actor = actor(&found, Some(SessionId(found.id)));
        asking.viewer = Some(viewer(&found));
    } else {
        let (session, practitioner) = (SessionId(found.id), found.practitioner_id);
        asking.pending = Some(Pending { session, practitioner });
    }
    Ok(asking)
}

fn is_over(app: &App, session: &SessionRow) -> bool {
    let now = app.door.env().now();
    let seen = session.last_entry_at.unwrap_or(session.started_at);
    now.duration_since(seen.0) > app.config.idle
        || now.duration_since(session.started_at.0) > app.config.absolute
}

fn actor(found: &SessionRow, session: Option<SessionId>) -> Actor {
    Actor::Practitioner {
        practitioner: found.practitioner_id,
        organisation: found.organisation_id.unwrap_or_default(),
        session,
    }
}

fn viewer(found: &SessionRow) -> Viewer {
    Viewer {
        practitioner: found.practitioner_id,
        name: found.name.clone(),
        organisation: found.organisation_id.unwrap_or_default(),
        organisation_name: found.organisation_name.clone().unwrap_or_default(),
        set_anew: found.set_anew_at.map(|at| SetAnew { at: at.0, by: found.set_anew_by.clone() }),
    }
}
