//! The choice of an organisation, for those who belong to more than one.

use agreement::{Act, Action, Kind};
use axum::{
    body::Body,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use db::{Doing, Operation, Stop, Stopped, Subject, look_up};
use kernel::{FieldErrors, OrganisationId, PractitionerId, SessionId};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use ui::{
    session::{new_token, token_hash},
    special::Asked,
};

use super::{
    pages,
    sign_in::{Begun, Query, arrive, current_session},
    store,
};

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Choice {
    organisation: String,
    next: String,
}

fn who_chooses(asked: &Asked) -> Option<(SessionId, PractitionerId)> {
    let who = match asked.asking.actor {
        db::Actor::Practitioner { practitioner, .. } => practitioner,
        _ => asked.asking.pending?.practitioner,
    };
    Some((current_session(asked)?, who))
}

pub(super) async fn show(asked: Asked) -> Response {
    let query: Query = asked.query();
    choice_page(&asked, &query.next, &FieldErrors::default()).await
}

async fn choice_page(asked: &Asked, next: &str, errors: &FieldErrors) -> Response {
    let Some((_, who)) = who_chooses(asked) else {
        return Redirect::to("/sign-in").into_response();
    };
    let choices = match asked.app.door.organisations_of(who).await {
        Ok(choices) => choices,
        Err(error) => return asked.stopped(&error.into()),
    };
    let frame = asked.frame();
    let content = pages::choose_organisation(&frame, &choices, next, errors);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    asked.page(&frame, status, "Choose your organisation", errors, &content)
}

pub(super) async fn send(asked: Asked, body: Body) -> Response {
    let typed: Choice = match asked.form(body).await {
        Ok(typed) => typed,
        Err(answer) => return answer,
    };
    let Some((session, practitioner)) = who_chooses(&asked) else {
        return Redirect::to("/sign-in").into_response();
    };
    let done = async {
        let token = new_token()?;
        let organisation = typed.organisation.parse().unwrap_or_default();
        let choose = ChooseOrganisation {
            session,
            practitioner,
            organisation,
            token_hash: token_hash(&token),
        };
        asked.app.door.perform(asked.asking.actor, None, choose).await.map(|()| token)
    };
    match done.await {
        Ok(token) => arrive(&asked, Begun { token, is_full: true }, &typed.next),
        Err(Stopped::Fields(errors)) => choice_page(&asked, &typed.next, &errors).await,
        Err(stopped) => asked.stopped(&stopped),
    }
}

/// Gives a session its organisation and a new token. Made from the session's own token alone.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ChooseOrganisation {
    session: SessionId,
    practitioner: PractitionerId,
    organisation: OrganisationId,
    token_hash: Vec<u8>,
}

impl<'de> Deserialize<'de> for ChooseOrganisation {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom("an organisation cannot be chosen in this way"))
    }
}

impl Act for ChooseOrganisation {
    const NAME: &'static str = "choose_organisation";
    const ACTION: Action = Action::SignIn;
}

impl Operation for ChooseOrganisation {
    type Done = ();
    const SAYS: &'static str = "Choose the organisation to act for";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let mine = look_up::organisations_of(doing.tx, self.practitioner).await?;
        if !mine.iter().any(|(id, _)| *id == self.organisation) {
            return Err(FieldErrors::one("organisation", "Select one of your organisations").into());
        }
        let whose = (self.session, self.practitioner);
        let found =
            store::choose(doing.tx, doing.permit, whose, self.organisation, &self.token_hash)
                .await?;
        if found == 0 {
            return Err(Stop::NotThere);
        }
        doing.about.insert(self.practitioner.0);
        Ok(())
    }
}
