//! Changing one's own password: the present one is asked for, and counts as a try at signing in.

use agreement::{Act, Action, Kind};
use axum::{
    Json,
    body::Body,
    http::{Method, StatusCode},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use db::{At, Doing, Operation, Stop, Stopped, Subject};
use kernel::FieldErrors;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use ui::{Next, Route, special::Asked};
use uuid::Uuid;

use super::{model, own::SeeOwnAccount, pages, sign_in, store};

const PATH: &str = "/account/password";

pub(super) fn routes() -> Vec<Route> {
    let api =
        Route::special::<ChangePassword>(Method::POST, "/api/v1/account/password", post(send_json));
    vec![
        Route::special::<SeeOwnAccount>(Method::GET, PATH, get(show)),
        Route::special::<ChangePassword>(Method::POST, PATH, post(send)),
        api.described::<Passwords, ()>("Change your own password; your other sessions end"),
    ]
}

/// The passwords as typed. Never logged, never kept: it has no `Debug`.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct Passwords {
    /// The one that works now.
    present: String,
    /// The new one.
    password: String,
    /// The new one again.
    again: String,
}

async fn show(asked: Asked) -> Response {
    if let Some(elsewhere) = asked.sign_in_first::<ChangePassword>() {
        return elsewhere;
    }
    match asked.app.door.read(asked.asking.actor, SeeOwnAccount {}).await {
        Ok(_) => form(&asked, StatusCode::OK, &FieldErrors::default()),
        Err(stopped) => asked.stopped(&stopped),
    }
}

fn form(asked: &Asked, status: StatusCode, errors: &FieldErrors) -> Response {
    let frame = asked.frame();
    asked.page(&frame, status, "Change your password", errors, &pages::password(&frame, errors))
}

async fn send(asked: Asked, body: Body) -> Response {
    // What was typed here is a secret: unlike other forms it is not kept.
    if let Some(elsewhere) = asked.sign_in_first::<ChangePassword>() {
        return elsewhere;
    }
    let typed: Passwords = match asked.form(body).await {
        Ok(typed) => typed,
        Err(answer) => return answer,
    };
    match change(&asked, typed).await {
        Ok(()) => asked.go(&Next::to(
            "/account",
            "Your password is changed. You are signed out everywhere else",
        )),
        Err(Stopped::Fields(errors)) => form(&asked, StatusCode::UNPROCESSABLE_ENTITY, &errors),
        Err(stopped) => asked.stopped(&stopped),
    }
}

async fn send_json(asked: Asked, body: Body) -> Response {
    if let Some(refused) = asked.not_signed_in_json() {
        return refused;
    }
    let typed: Passwords = match asked.json(body).await {
        Ok(typed) => typed,
        Err(answer) => return answer,
    };
    match change(&asked, typed).await {
        Ok(()) => Json(()).into_response(),
        Err(stopped) => asked.stopped_json(&stopped),
    }
}

async fn change(asked: &Asked, typed: Passwords) -> Result<(), Stopped> {
    let account = asked.app.door.read(asked.asking.actor, SeeOwnAccount {}).await?.answer.account;
    model::changed_password(&account.sign_in_name, &typed.present, &typed.password, &typed.again)
        .map_err(Stopped::Fields)?;
    let checked = sign_in::check(asked, &account.sign_in_name, typed.present).await?;
    let own = checked.filter(|it| it.verified.practitioner() == account.id);
    let Some(own) = own else {
        let wrong = "This is not your present password. Enter the one you sign in with";
        return Err(Stopped::Fields(FieldErrors::one("present", wrong)));
    };
    let password_hash = asked.app.passwords.queue()?.hash(typed.password).await?;
    let operation = ChangePassword { password_hash, attempt: own.attempt };
    asked.app.door.perform(asked.asking.actor, None, operation).await
}

/// Changes one's own password. It holds the hash, which is not written to the ledger, and is never
/// read from a form.
#[derive(Clone, Serialize, JsonSchema)]
pub struct ChangePassword {
    #[serde(skip)]
    password_hash: String,
    attempt: Option<Uuid>,
}

impl<'de> Deserialize<'de> for ChangePassword {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom("a password cannot be changed in this way"))
    }
}

impl Act for ChangePassword {
    const NAME: &'static str = "change_password";
    const ACTION: Action = Action::OwnAccount;
}

impl Operation for ChangePassword {
    type Done = ();
    const SAYS: &'static str = "Change your own password";

    fn subject(&self) -> Subject {
        (Kind::Account, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let (now, permit) = (At(doing.env.now()), doing.permit);
        let (who, session) = (permit.principal().practitioner, permit.principal().session);
        store::set_password(doing.tx, permit, who, &self.password_hash).await?;
        // A link that was made for the old password must not undo the new one.
        store::links::use_links(doing.tx, permit, who, now).await?;
        store::end_other_sessions(doing.tx, permit, (who, session), now).await?;
        if let Some(attempt) = self.attempt {
            store::try_was_right(doing.tx, permit, attempt).await?;
        }
        Ok(())
    }
}
