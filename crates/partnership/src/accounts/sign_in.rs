//! The way in: a name and a password, for people and for programs, and the choice of an organisation.

use agreement::{Act, Action, Kind};
use axum::{
    Json,
    body::Body,
    http::{Method, StatusCode},
    response::{IntoResponse as _, Redirect, Response},
    routing::{get, post},
};
use db::{At, Doing, Operation, Stop, Stopped, Subject, look_up};
use jiff::Timestamp;
use kernel::{Env, FieldErrors, OrganisationId, PractitionerId, SessionId};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use ui::{
    Next, Route,
    passwords::Verified,
    session::{CHOOSING, FULL, new_token, token_hash},
    special::{Asked, wrong_password_json},
};
use uuid::Uuid;

use super::{choose, model, pages, store};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::special::<SignIn>(Method::GET, "/sign-in", get(show)),
        Route::special::<SignIn>(Method::POST, "/sign-in", post(send)),
        Route::special::<SignIn>(Method::POST, "/api/v1/sign-in", post(send_json))
            .described::<Credentials, Token>("Sign in and get a token for `Authorization: Bearer`"),
        Route::special::<choose::ChooseOrganisation>(
            Method::GET,
            "/choose-organisation",
            get(choose::show),
        ),
        Route::special::<choose::ChooseOrganisation>(
            Method::POST,
            "/choose-organisation",
            post(choose::send),
        ),
    ]
}

/// Where to go afterwards, and why one is here.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Query {
    pub(super) next: String,
    pub(super) timed_out: String,
    pub(super) again: String,
}

/// A name and a password as typed. Never logged, never kept: it has no `Debug`.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct Credentials {
    /// The sign-in name.
    name: String,
    /// The password.
    password: String,
    /// The organisation to act for, by id or name; needed by those who belong to several.
    organisation: String,
    /// Where to go afterwards; for browsers.
    next: String,
}

/// What a program signs in with from now on.
#[derive(Serialize, JsonSchema)]
struct Token {
    /// To be sent as `Authorization: Bearer`.
    token: String,
}

async fn show(asked: Asked) -> Response {
    let query: Query = asked.query();
    if asked.asking.viewer.is_some() {
        return Redirect::to(model::next_page(&query.next)).into_response();
    }
    if asked.asking.pending.is_some() && query.again.is_empty() {
        return to_choice(&query.next);
    }
    form(&asked, StatusCode::OK, "", &query, &FieldErrors::default())
}

fn form(
    asked: &Asked,
    status: StatusCode,
    name: &str,
    query: &Query,
    errors: &FieldErrors,
) -> Response {
    let frame = asked.frame();
    let content = pages::sign_in(&frame, name, query, errors);
    asked.page(&frame, status, "Sign in", errors, &content)
}

async fn send(asked: Asked, body: Body) -> Response {
    let typed: Credentials = match asked.form(body).await {
        Ok(typed) => typed,
        Err(answer) => return answer,
    };
    let query = Query { next: typed.next.clone(), ..Query::default() };
    let again = |status, errors: &FieldErrors| form(&asked, status, &typed.name, &query, errors);
    if let Err(errors) = complete(&typed) {
        return again(StatusCode::UNPROCESSABLE_ENTITY, &errors);
    }
    match check(&asked, &typed.name, typed.password.clone()).await {
        Ok(Some(checked)) => match begin(&asked, checked, None).await {
            Ok(begun) => arrive(&asked, begun, &typed.next),
            Err(stopped) => asked.stopped(&stopped),
        },
        Ok(None) => {
            let wrong = FieldErrors::one("name", "The sign-in name or the password is wrong");
            again(StatusCode::UNPROCESSABLE_ENTITY, &wrong)
        }
        Err(stopped) => asked.stopped(&stopped),
    }
}

fn complete(typed: &Credentials) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    errors.required("name", &typed.name, "Enter your sign-in name");
    if typed.password.is_empty() {
        errors.add("password", "Enter your password");
    }
    errors.into_result()
}

async fn send_json(asked: Asked, body: Body) -> Response {
    let typed: Credentials = match asked.json(body).await {
        Ok(typed) => typed,
        Err(answer) => return answer,
    };
    let signed = async {
        complete(&typed).map_err(Stopped::Fields)?;
        let password = typed.password.clone();
        let Some(checked) = check(&asked, &typed.name, password).await? else { return Ok(None) };
        let organisation = named(&asked, checked.verified.practitioner(), &typed).await?;
        begin(&asked, checked, Some(organisation)).await.map(Some)
    };
    match signed.await {
        Ok(Some(begun)) => Json(Token { token: begun.token }).into_response(),
        Ok(None) => wrong_password_json(),
        Err(stopped) => asked.stopped_json(&stopped),
    }
}

/// The organisation that a program named, or the only one there is.
async fn named(
    asked: &Asked,
    who: PractitionerId,
    typed: &Credentials,
) -> Result<OrganisationId, Stopped> {
    let all = asked.app.door.organisations_of(who).await?;
    let wanted = typed.organisation.trim();
    let found = match all.as_slice() {
        [(only, _)] if wanted.is_empty() => Some(*only),
        all => all
            .iter()
            .find(|(id, name)| name == wanted || id.to_string() == wanted)
            .map(|(id, _)| *id),
    };
    let names: Vec<_> = all.into_iter().map(|(_, name)| name).collect();
    let message = format!("Name the organisation you act for. It is one of: {}", names.join("; "));
    found
        .ok_or_else(|| FieldErrors::one("organisation", message).into())
        .map_err(|stop: Stop| stop.into())
}

/// A right password, and the try that it was.
pub(super) struct Checked {
    pub(super) verified: Verified,
    pub(super) attempt: Option<Uuid>,
}

/// Counts the try, then looks at the password: the same steps for a name that nobody has.
pub(super) async fn check(
    asked: &Asked,
    name: &str,
    password: String,
) -> Result<Option<Checked>, Stopped> {
    let place = asked.app.passwords.queue()?;
    let name = model::tidy_sign_in_name(name);
    let keys = asked.app.door.keys();
    let attempt = TrySignIn {
        name_hash: keys.blind_index("sign-in name", &name),
        address_hash: keys.blind_index("sign-in address", &asked.from),
    };
    let attempt = asked.app.door.perform(asked.asking.actor, None, attempt).await?;
    let account = asked.app.door.account_named(&name).await?;
    let verified = place.check(password, account).await?;
    Ok(verified.map(|verified| Checked { verified, attempt: Some(attempt) }))
}

/// A session that has begun, and the token that only its holder is given.
pub(super) struct Begun {
    pub(super) token: String,
    pub(super) is_full: bool,
}

async fn begin(
    asked: &Asked,
    checked: Checked,
    organisation: Option<OrganisationId>,
) -> Result<Begun, Stopped> {
    let token = new_token()?;
    let sign_in = SignIn {
        practitioner: checked.verified.practitioner(),
        stronger: checked.verified.stronger().map(str::to_owned),
        organisation,
        token_hash: token_hash(&token),
        attempt: checked.attempt,
        replaces: current_session(asked),
    };
    let begun = asked.app.door.perform(asked.asking.actor, None, sign_in).await?;
    Ok(Begun { token, is_full: begun.organisation.is_some() })
}

pub(super) fn current_session(asked: &Asked) -> Option<SessionId> {
    match asked.asking.actor {
        db::Actor::Practitioner { session, .. } => session,
        _ => asked.asking.pending.map(|it| it.session),
    }
}

pub(super) fn arrive(asked: &Asked, begun: Begun, next: &str) -> Response {
    let answer = if begun.is_full {
        asked.go(&Next::to(model::next_page(next), ""))
    } else {
        to_choice(next)
    };
    asked.with_session(answer, &begun.token)
}

/// Signs someone in whose right to it is proved, as the demonstration's doors do.
pub(super) async fn let_in(asked: &Asked, verified: Verified) -> Response {
    match begin(asked, Checked { verified, attempt: None }, None).await {
        Ok(begun) => arrive(asked, begun, "/"),
        Err(stopped) => asked.stopped(&stopped),
    }
}

fn to_choice(next: &str) -> Response {
    let next = model::next_page(next).replace('%', "%25").replace('&', "%26").replace('+', "%2B");
    Redirect::to(&format!("/choose-organisation?next={next}")).into_response()
}

// ---------------------------------------------------------------- the operations

/// Counts a try at signing in, unless there were too many.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TrySignIn {
    name_hash: Vec<u8>,
    address_hash: Vec<u8>,
}

impl Act for TrySignIn {
    const NAME: &'static str = "try_sign_in";
    const ACTION: Action = Action::SignIn;
}

impl Operation for TrySignIn {
    type Done = Uuid;
    const SAYS: &'static str = "Count a try at signing in";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<Uuid, Stop> {
        let now = doing.env.now();
        let since = At(now.checked_sub(model::WINDOW).unwrap_or(now));
        let of_name =
            store::wrong_tries_of(doing.tx, &self.name_hash, since, model::TRIES_OF_A_NAME).await?;
        let from_address = store::wrong_tries_from(
            doing.tx,
            &self.address_hash,
            since,
            model::TRIES_FROM_AN_ADDRESS,
        )
        .await?;
        let until = wait(&of_name, model::TRIES_OF_A_NAME)
            .max(wait(&from_address, model::TRIES_FROM_AN_ADDRESS));
        if let Some(until) = until {
            return Err(Stop::TooMany(try_again(doing.env, until)));
        }
        let id = doing.env.new_id();
        let row = (id, self.name_hash.as_slice(), self.address_hash.as_slice());
        store::count_try(doing.tx, doing.permit, row, (since, At(now))).await?;
        Ok(id)
    }
}

fn wait(wrong: &[At], allowed: i64) -> Option<Timestamp> {
    let wrong: Vec<_> = wrong.iter().map(|at| at.0).collect();
    model::wait_until(&wrong, allowed)
}

/// To the minute after, so that it is true when one comes back at that minute.
fn try_again(env: &Env, until: Timestamp) -> String {
    let until = until.checked_add(jiff::SignedDuration::from_secs(59)).unwrap_or(until);
    let time = until.to_zoned(env.london().clone()).strftime("%H:%M");
    format!("There were too many tries with a wrong password. Try again at {time}.")
}

/// What a session began as.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Signed {
    session: SessionId,
    organisation: Option<OrganisationId>,
}

/// Begins a session. It is made from a right password alone: it cannot be typed, in any form.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SignIn {
    practitioner: PractitionerId,
    organisation: Option<OrganisationId>,
    #[serde(skip)]
    stronger: Option<String>,
    token_hash: Vec<u8>,
    attempt: Option<Uuid>,
    replaces: Option<SessionId>,
}

impl<'de> Deserialize<'de> for SignIn {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom("a session cannot be begun in this way"))
    }
}

impl Act for SignIn {
    const NAME: &'static str = "sign_in";
    const ACTION: Action = Action::SignIn;
}

impl Operation for SignIn {
    type Done = Signed;
    const SAYS: &'static str = "Sign in";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<Signed, Stop> {
        let (id, now) = (SessionId(doing.env.new_id()), At(doing.env.now()));
        let account = store::account(doing.tx, self.practitioner).await?;
        account.filter(|it| it.active).ok_or(Stop::NotThere)?;
        let organisation =
            match look_up::organisations_of(doing.tx, self.practitioner).await?.as_slice() {
                [(only, _)] => Some(*only),
                several => self.organisation.filter(|it| several.iter().any(|(id, _)| id == it)),
            };
        let stage = if organisation.is_some() { FULL } else { CHOOSING };
        let new = store::NewSession {
            id,
            token_hash: &self.token_hash,
            practitioner: self.practitioner,
            organisation,
            stage,
        };
        store::add_session(doing.tx, doing.permit, new, now).await?;
        if let Some(stronger) = &self.stronger {
            store::set_password(doing.tx, doing.permit, self.practitioner, stronger).await?;
        }
        if let Some(attempt) = self.attempt {
            store::try_was_right(doing.tx, doing.permit, attempt).await?;
        }
        if let Some(old) = self.replaces {
            store::end_session(doing.tx, doing.permit, old, now).await?;
        }
        doing.about.insert(self.practitioner.0);
        Ok(Signed { session: id, organisation })
    }
}
