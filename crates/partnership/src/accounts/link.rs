//! One-time links, by which an invited practitioner sets a password, or sets it anew.
//!
//! The secret in a link is made from the link's id with a key of the installation. So an invitation can
//! be shown again to an administrator while it is good, and is kept nowhere; the table holds its hash
//! alone. A link for an account that has a password is shown once, to whoever made it, and whoever
//! holds the account is told of it until they say that it was them (ADR 7).

use agreement::{Act, Action, Kind, Permit};
use axum::{
    body::Body,
    extract::Path,
    http::{Method, StatusCode},
    response::Response,
    routing::{get, post},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use db::{At, DbError, Doing, Keys, Looking, Operation, Reading, Stop, Stopped, Subject, look_up};
use hmac::{Hmac, KeyInit as _, Mac as _};
use kernel::{FieldErrors, PractitionerId};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::json;
use sha2::Sha256;
use ui::{Next, Route, session::token_hash, special::Asked};
use uuid::Uuid;

use super::{model, pages, store};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::special::<SeeLink>(Method::GET, "/link/{token}", get(show)),
        Route::special::<UseLink>(Method::POST, "/link/{token}", post(send)),
    ]
}

/// The secret of a link.
pub(super) async fn token(keys: &Keys, id: Uuid) -> Result<String, DbError> {
    let key = keys.named("one-time links").await?;
    let mut mac = <Hmac<Sha256>>::new_from_slice(&key)
        .map_err(|_| DbError::Sealed("the key of one-time links has the wrong length"))?;
    mac.update(id.as_bytes());
    Ok(BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

/// Makes a link for an account, in place of any made before.
pub(super) async fn make<O: Act>(
    doing: &mut Doing<'_, O>,
    permit: &Permit<O>,
    practitioner: PractitionerId,
    purpose: &str,
) -> Result<(), Stop> {
    let (id, now) = (doing.env.new_id(), doing.env.now());
    let hash = token_hash(&token(doing.keys, id).await?);
    let expires = At(now.checked_add(model::LINK_LASTS).unwrap_or(now));
    let (link, whose) = ((id, hash.as_slice()), (practitioner, purpose));
    store::links::add_link(doing.tx, permit, link, whose, (At(now), expires)).await?;
    Ok(())
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct NewPassword {
    password: String,
    again: String,
}

async fn show(asked: Asked, Path(token): Path<String>) -> Response {
    form(&asked, &token, &FieldErrors::default()).await
}

async fn form(asked: &Asked, token: &str, errors: &FieldErrors) -> Response {
    let shown = match usable(asked, token).await {
        Ok(seen) => seen,
        Err(stopped) => return asked.stopped(&stopped),
    };
    let frame = asked.frame();
    let content = pages::link(&frame, &shown, errors);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    asked.page(&frame, status, "Choose a password", errors, &content)
}

/// The account of a link that is good. Only such a look is written down: whoever makes links up
/// should not be able to fill the ledger.
async fn usable(asked: &Asked, token: &str) -> Result<Invited, Stopped> {
    let hash = token_hash(token);
    let door = &asked.app.door;
    if !door.is_link_usable(&hash).await? {
        return Err(gone().into());
    }
    Ok(door.read(asked.asking.actor, SeeLink { token_hash: hash }).await?.answer)
}

fn gone() -> Stop {
    Stop::NotNow(
        "This link has been used, or is more than 3 days old. Ask your administrator for a new one."
            .into(),
    )
}

async fn send(asked: Asked, Path(token): Path<String>, body: Body) -> Response {
    let typed: NewPassword = match asked.form(body).await {
        Ok(typed) => typed,
        Err(answer) => return answer,
    };
    let done = async {
        let seen = usable(&asked, &token).await?;
        model::new_password(&seen.sign_in_name, &typed.password, &typed.again)
            .map_err(Stopped::Fields)?;
        let password_hash = asked.app.passwords.queue()?.hash(typed.password).await?;
        let operation = UseLink { token_hash: token_hash(&token), password_hash };
        asked.app.door.perform(asked.asking.actor, None, operation).await
    };
    match done.await {
        Ok(()) => asked.go(&Next::to("/sign-in", "Your password is set. Sign in with it now")),
        Err(Stopped::Fields(errors)) => form(&asked, &token, &errors).await,
        Err(stopped) => asked.stopped(&stopped),
    }
}

/// Whose link it is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Invited {
    /// The practitioner's name.
    pub name: String,
    /// The name to sign in with.
    pub sign_in_name: String,
}

/// Opens a one-time link.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeLink {
    token_hash: Vec<u8>,
}

impl Act for SeeLink {
    const NAME: &'static str = "see_link";
    const ACTION: Action = Action::SignIn;
}

impl Reading for SeeLink {
    type Answer = Invited;
    const SAYS: &'static str = "Open a one-time link";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Invited, Stop> {
        let now = At(looking.env.now());
        let link =
            look_up::usable_link(looking.tx, &self.token_hash, now).await?.ok_or_else(gone)?;
        let account = store::account(looking.tx, link.practitioner_id).await?.ok_or_else(gone)?;
        looking.names(account.id.0);
        Ok(Invited { name: account.name, sign_in_name: account.sign_in_name })
    }
}

/// Sets a password by a one-time link. It holds the hash, which is not written to the ledger, and is
/// never read from a form.
#[derive(Clone, Serialize, JsonSchema)]
pub struct UseLink {
    token_hash: Vec<u8>,
    #[serde(skip)]
    password_hash: String,
}

impl<'de> Deserialize<'de> for UseLink {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom("a password cannot be set in this way"))
    }
}

impl Act for UseLink {
    const NAME: &'static str = "use_link";
    const ACTION: Action = Action::SignIn;
}

impl Operation for UseLink {
    type Done = ();
    const SAYS: &'static str = "Set a password by a one-time link";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let now = At(doing.env.now());
        let link = look_up::usable_link(doing.tx, &self.token_hash, now).await?.ok_or_else(gone)?;
        let who = link.practitioner_id;
        let account = store::account(doing.tx, who).await?.ok_or_else(gone)?;
        if account.has_password {
            store::links::did_set_anew(doing.tx, doing.permit, link.id, now).await?;
        }
        doing.detail = json!({ "account": who, "link_made_by": link.made_by });
        store::links::use_links(doing.tx, doing.permit, who, now).await?;
        store::set_password(doing.tx, doing.permit, who, &self.password_hash).await?;
        store::end_sessions_of(doing.tx, doing.permit, who, now).await?;
        doing.about.insert(who.0);
        Ok(())
    }
}
