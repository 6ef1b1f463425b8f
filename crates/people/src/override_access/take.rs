//! Giving oneself access to a record that cannot wait.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::Timestamp;
use kernel::{FieldErrors, PersonId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};

use super::{model, pages, store};
use crate::person::web::{SeePerson, SeeRecord};

const CONFIRM_FIRST: &str =
    "Confirm with your password first that it is you, then say again why it cannot wait";

/// Gives oneself access to a person's records for an hour.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OverrideAccess {
    /// Whose records.
    pub person: PersonId,
    /// Why it cannot wait.
    pub reason: String,
}

impl Act for OverrideAccess {
    const NAME: &'static str = "override_access";
    const ACTION: Action = Action::SeeSummary;
}

impl Operation for OverrideAccess {
    /// Until when the records are open.
    type Done = Timestamp;
    const SAYS: &'static str =
        "Read the records of a person at once, for an hour, and say why it cannot wait";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<Timestamp, Stop> {
        let reason = model::reason(&self.reason)?;
        if doing.may::<SeeRecord>(self.subject()).await? {
            return Err(Stop::NotNow("You can read this record already.".to_owned()));
        }
        let now = doing.env.now();
        let session = doing.principal().session;
        let last = store::confirmed_at(doing.tx, doing.permit, session).await?;
        if !model::is_confirmed(last.map(|at| at.0), now) {
            return Err(FieldErrors::one("reason", CONFIRM_FIRST).into());
        }
        // Of their referrals and cases those whose summary one knows; nothing tells that there are others.
        let mut records = vec![(Kind::Person, self.person.0)];
        for (kind, id) in store::records(doing.tx, doing.permit).await? {
            if doing.may::<SeePerson>((kind, Some(id))).await? {
                records.push((kind, id));
                doing.about.insert(id);
            }
        }
        let id = doing.env.new_id();
        let until = now.saturating_add(model::LASTS).unwrap_or(now);
        let new =
            store::New { id, person: self.person, reason: &reason, at: At(now), until: At(until) };
        store::take(doing.tx, doing.permit, new, &records).await?;
        doing.detail = json!({ "reason": reason, "until": until });
        Ok(until)
    }
}

/// What the form about an override shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OverrideAsked {
    /// Whether whoever sits there has shown recently that it is them.
    pub is_confirmed: bool,
}

/// Opens the form for reading the records of a person at once.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskOverride {
    /// Whose records.
    pub person: PersonId,
}

impl Act for AskOverride {
    const NAME: &'static str = "ask_override";
    const ACTION: Action = Action::SeeSummary;
}

impl Reading for AskOverride {
    type Answer = OverrideAsked;
    const SAYS: &'static str = "Open the form for reading the records of a person at once";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<OverrideAsked, Stop> {
        if looking.may::<SeeRecord>(self.subject()).await? {
            return Err(Stop::NotNow("You can read this record already.".to_owned()));
        }
        let session = looking.principal().session;
        let last = store::confirmed_at(looking.tx, looking.permit, session).await?;
        let is_confirmed = model::is_confirmed(last.map(|at| at.0), looking.env.now());
        Ok(OverrideAsked { is_confirmed })
    }
}

impl Form for OverrideAccess {
    type Ask = AskOverride;
    const TITLE: &'static str = "Read this record at once";
    const BUTTON: &'static str = "Read the record for one hour";

    fn ask(&self) -> AskOverride {
        AskOverride { person: self.person }
    }

    fn back(&self, _: &OverrideAsked) -> Option<String> {
        Some(format!("/people/{}", self.person))
    }

    fn fields(&self, asked: &OverrideAsked, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::take(self, asked, errors)
    }

    fn next(&self, _: &Timestamp) -> Next {
        let say = "You can read this record, and where they live, for one hour. The coordinator has been told";
        Next::to(format!("/people/{}", self.person), say)
    }
}
