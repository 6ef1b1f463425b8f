//! Showing once more that it is oneself, before something that a session left open must not do. The password is
//! asked for, and counts as a try at signing in.

use agreement::{Act, Action, Kind};
use axum::{
    body::Body,
    http::{Method, StatusCode},
    response::{IntoResponse as _, Redirect, Response},
    routing::{get, post},
};
use db::{At, Doing, Operation, Stop, Stopped, Subject};
use kernel::FieldErrors;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use ui::{Route, special::Asked};
use uuid::Uuid;

use super::{model, own::SeeOwnAccount, pages, sign_in, store};

const PATH: &str = "/account/confirm";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::special::<SeeOwnAccount>(Method::GET, PATH, get(show)),
        Route::special::<ConfirmSession>(Method::POST, PATH, post(send)),
    ]
}

/// The password as typed, and where to go on. Never logged, never kept: it has no `Debug`.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    present: String,
    pub(super) next: String,
}

async fn show(asked: Asked) -> Response {
    if let Some(elsewhere) = asked.sign_in_first::<ConfirmSession>() {
        return elsewhere;
    }
    let next = asked.query::<Typed>().next;
    match asked.app.door.read(asked.asking.actor, SeeOwnAccount {}).await {
        Ok(_) => form(&asked, StatusCode::OK, &next, &FieldErrors::default()),
        Err(stopped) => asked.stopped(&stopped),
    }
}

fn form(asked: &Asked, status: StatusCode, next: &str, errors: &FieldErrors) -> Response {
    let frame = asked.frame();
    let content = pages::confirm(&frame, model::next_page(next), errors);
    asked.page(&frame, status, "Confirm that it is you", errors, &content)
}

async fn send(asked: Asked, body: Body) -> Response {
    if let Some(elsewhere) = asked.sign_in_first::<ConfirmSession>() {
        return elsewhere;
    }
    let typed: Typed = match asked.form(body).await {
        Ok(typed) => typed,
        Err(answer) => return answer,
    };
    let next = model::next_page(&typed.next).to_owned();
    match confirm(&asked, typed).await {
        Ok(()) => Redirect::to(&next).into_response(),
        Err(Stopped::Fields(errors)) => {
            form(&asked, StatusCode::UNPROCESSABLE_ENTITY, &next, &errors)
        }
        Err(stopped) => asked.stopped(&stopped),
    }
}

async fn confirm(asked: &Asked, typed: Typed) -> Result<(), Stopped> {
    if typed.present.is_empty() {
        return Err(Stopped::Fields(FieldErrors::one("present", "Enter your password")));
    }
    let account = asked.app.door.read(asked.asking.actor, SeeOwnAccount {}).await?.answer.account;
    let checked = sign_in::check(asked, &account.sign_in_name, typed.present).await?;
    let own = checked.filter(|it| it.verified.practitioner() == account.id);
    let Some(own) = own else {
        let wrong = "This is not your password. Enter the one you sign in with";
        return Err(Stopped::Fields(FieldErrors::one("present", wrong)));
    };
    let operation = ConfirmSession { attempt: own.attempt };
    asked.app.door.perform(asked.asking.actor, None, operation).await
}

/// Records that the password was right. It is made from a right password alone: it cannot be typed, in any form.
#[derive(Clone, Serialize, JsonSchema)]
pub struct ConfirmSession {
    attempt: Option<Uuid>,
}

impl<'de> Deserialize<'de> for ConfirmSession {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom("a session cannot be confirmed in this way"))
    }
}

impl Act for ConfirmSession {
    const NAME: &'static str = "confirm_session";
    const ACTION: Action = Action::OwnAccount;
}

impl Operation for ConfirmSession {
    type Done = ();
    const SAYS: &'static str = "Show with your password that it is you";

    fn subject(&self) -> Subject {
        (Kind::Account, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let (now, permit) = (At(doing.env.now()), doing.permit);
        if let Some(session) = permit.principal().session {
            store::confirm_session(doing.tx, permit, session, now).await?;
        }
        if let Some(attempt) = self.attempt {
            store::try_was_right(doing.tx, permit, attempt).await?;
        }
        Ok(())
    }
}
