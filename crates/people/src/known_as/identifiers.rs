//! Numbers by which other systems know a person: adding one, and taking one off.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{FieldErrors, IdentifierId, PersonId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next};

use super::{
    model::{self, TypedIdentifier},
    pages, store,
};

/// A number by which a system knows a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IdentifierLine {
    /// The number's own id.
    pub identifier: IdentifierId,
    /// `upn` or `local`.
    pub kind: String,
    /// Whose number it is; empty for a UPN.
    pub system: String,
    /// The number.
    pub value: String,
}

/// Adds a number: a UPN, or the number of another system.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AddIdentifier {
    /// Whose.
    pub person: PersonId,
    /// `upn` or `local`.
    pub kind: String,
    /// Whose number it is, such as `Mosaic`; empty for a UPN.
    pub system: String,
    /// The number.
    pub value: String,
}

impl AddIdentifier {
    pub(super) fn typed(&self) -> TypedIdentifier<'_> {
        TypedIdentifier { kind: &self.kind, system: &self.system, value: &self.value }
    }
}

impl Act for AddIdentifier {
    const NAME: &'static str = "add_identifier";
    const ACTION: Action = Action::AmendPerson;
}

impl Operation for AddIdentifier {
    type Done = IdentifierId;
    const SAYS: &'static str =
        "Add a number by which a system knows the person: a UPN, or a local one";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<IdentifierId, Stop> {
        let identifier = self.typed().checked()?;
        let known = store::identifiers(doing.tx, doing.permit, self.person).await?;
        let is_known = |it: &IdentifierLine| {
            (&it.kind, &it.system, &it.value)
                == (&identifier.kind, &identifier.system, &identifier.value)
        };
        if known.iter().any(is_known) {
            return Err(FieldErrors::one("value", "The record has this number already").into());
        }
        let made = (IdentifierId(doing.env.new_id()), At(doing.env.now()));
        store::add_identifier(doing.tx, doing.permit, self.person, &identifier, made).await?;
        Ok(made.0)
    }
}

/// Opens the form for a number.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskNewIdentifier {
    /// Whose.
    pub person: PersonId,
}

impl Act for AskNewIdentifier {
    const NAME: &'static str = "ask_new_identifier";
    const ACTION: Action = Action::AmendPerson;
}

impl Reading for AskNewIdentifier {
    type Answer = ();
    const SAYS: &'static str = "Open the form for a number of another system";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, _: &mut Looking<'_, Self>) -> Result<(), Stop> {
        Ok(())
    }
}

impl Form for AddIdentifier {
    type Ask = AskNewIdentifier;
    const TITLE: &'static str = "Add a number";
    const BUTTON: &'static str = "Add number";

    fn ask(&self) -> AskNewIdentifier {
        AskNewIdentifier { person: self.person }
    }

    fn fields(&self, (): &(), errors: &FieldErrors, _: &Frame) -> Markup {
        pages::new_identifier(&self.typed(), errors)
    }

    fn next(&self, _: &IdentifierId) -> Next {
        Next::to(format!("/people/{}", self.person), "The number was added")
    }
}

/// Takes a number off; nobody is found by it from then on.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RemoveIdentifier {
    /// Whose.
    pub person: PersonId,
    /// The number's own id.
    pub identifier: IdentifierId,
    /// Why.
    pub reason: String,
}

impl Act for RemoveIdentifier {
    const NAME: &'static str = "remove_identifier";
    const ACTION: Action = Action::AmendPerson;
}

fn there(lines: Vec<IdentifierLine>, id: IdentifierId) -> Result<IdentifierLine, Stop> {
    lines.into_iter().find(|it| it.identifier == id).ok_or(Stop::NotThere)
}

impl Operation for RemoveIdentifier {
    type Done = PersonId;
    const SAYS: &'static str = "Take a number off a person's record, with a reason";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<PersonId, Stop> {
        let known = store::identifiers(doing.tx, doing.permit, self.person).await?;
        there(known, self.identifier)?;
        let reason = model::reason(&self.reason)?;
        let (it, why) = ((self.person, self.identifier), (reason.as_str(), At(doing.env.now())));
        store::remove_identifier(doing.tx, doing.permit, it, why).await?;
        Ok(self.person)
    }
}

/// Opens the form for taking a number off.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskIdentifierRemoval {
    /// Whose.
    pub person: PersonId,
    /// The number's own id.
    pub identifier: IdentifierId,
}

impl Act for AskIdentifierRemoval {
    const NAME: &'static str = "ask_identifier_removal";
    const ACTION: Action = Action::AmendPerson;
}

impl Reading for AskIdentifierRemoval {
    type Answer = IdentifierLine;
    const SAYS: &'static str = "Open the form for taking a number off";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<IdentifierLine, Stop> {
        let known = store::identifiers(looking.tx, looking.permit, self.person).await?;
        there(known, self.identifier)
    }
}

impl Form for RemoveIdentifier {
    type Ask = AskIdentifierRemoval;
    const TITLE: &'static str = "Take a number off the record";
    const BUTTON: &'static str = "Take it off";

    fn ask(&self) -> AskIdentifierRemoval {
        AskIdentifierRemoval { person: self.person, identifier: self.identifier }
    }

    fn fields(&self, line: &IdentifierLine, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::removal(&pages::identifier_words(line), &self.reason, errors)
    }

    fn next(&self, done: &PersonId) -> Next {
        Next::to(format!("/people/{done}"), "The number was taken off")
    }
}
