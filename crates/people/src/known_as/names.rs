//! Other names: adding one by which a person is found, and taking one off.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{FieldErrors, OtherNameId, PersonId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next};

use super::{
    model::{self, TypedName},
    pages, store,
};
use crate::register::rekey;

/// Another name of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OtherName {
    /// The name.
    pub name: OtherNameId,
    /// `maiden`, `alias`, `before` or `spelling`.
    pub kind: String,
    /// Empty when it is as in their own name.
    pub given_name: String,
    /// Empty when it is as in their own name.
    pub family_name: String,
}

/// Adds another name, by which the person is found.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AddName {
    /// Whose.
    pub person: PersonId,
    /// `maiden`, `alias`, `before` or `spelling`.
    pub kind: String,
    /// May be empty when it is as in their own name.
    pub given_name: String,
    /// May be empty when it is as in their own name.
    pub family_name: String,
}

impl AddName {
    pub(super) fn typed(&self) -> TypedName<'_> {
        TypedName { kind: &self.kind, given_name: &self.given_name, family_name: &self.family_name }
    }
}

impl Act for AddName {
    const NAME: &'static str = "add_other_name";
    const ACTION: Action = Action::AmendPerson;
}

impl Operation for AddName {
    type Done = OtherNameId;
    const SAYS: &'static str = "Add another name, by which the person is found";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<OtherNameId, Stop> {
        self.typed().checked()?;
        let made = (OtherNameId(doing.env.new_id()), At(doing.env.now()));
        store::add_name(doing.tx, doing.permit, self.person, &self.typed(), made).await?;
        rekey(doing.tx, doing.permit, self.person).await?;
        Ok(made.0)
    }
}

/// Opens the form for another name.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskNewName {
    /// Whose.
    pub person: PersonId,
}

impl Act for AskNewName {
    const NAME: &'static str = "ask_new_name";
    const ACTION: Action = Action::AmendPerson;
}

impl Reading for AskNewName {
    type Answer = ();
    const SAYS: &'static str = "Open the form for another name";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, _: &mut Looking<'_, Self>) -> Result<(), Stop> {
        Ok(())
    }
}

impl Form for AddName {
    type Ask = AskNewName;
    const TITLE: &'static str = "Add another name";
    const BUTTON: &'static str = "Add name";

    fn ask(&self) -> AskNewName {
        AskNewName { person: self.person }
    }

    fn fields(&self, (): &(), errors: &FieldErrors, _: &Frame) -> Markup {
        pages::new_name(&self.typed(), errors)
    }

    fn next(&self, _: &OtherNameId) -> Next {
        Next::to(format!("/people/{}", self.person), "The name was added")
    }
}

/// Takes another name off; nobody is found by it from then on.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RemoveName {
    /// Whose.
    pub person: PersonId,
    /// The name.
    pub name: OtherNameId,
    /// Why.
    pub reason: String,
}

impl Act for RemoveName {
    const NAME: &'static str = "remove_other_name";
    const ACTION: Action = Action::AmendPerson;
}

fn there(names: Vec<OtherName>, id: OtherNameId) -> Result<OtherName, Stop> {
    names.into_iter().find(|it| it.name == id).ok_or(Stop::NotThere)
}

impl Operation for RemoveName {
    type Done = PersonId;
    const SAYS: &'static str = "Take another name off a person's record, with a reason";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<PersonId, Stop> {
        there(store::names(doing.tx, doing.permit, self.person).await?, self.name)?;
        let reason = model::reason(&self.reason)?;
        let (it, why) = ((self.person, self.name), (reason.as_str(), At(doing.env.now())));
        store::remove_name(doing.tx, doing.permit, it, why).await?;
        rekey(doing.tx, doing.permit, self.person).await?;
        Ok(self.person)
    }
}

/// Opens the form for taking another name off.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskNameRemoval {
    /// Whose.
    pub person: PersonId,
    /// The name.
    pub name: OtherNameId,
}

impl Act for AskNameRemoval {
    const NAME: &'static str = "ask_name_removal";
    const ACTION: Action = Action::AmendPerson;
}

impl Reading for AskNameRemoval {
    type Answer = OtherName;
    const SAYS: &'static str = "Open the form for taking another name off";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<OtherName, Stop> {
        there(store::names(looking.tx, looking.permit, self.person).await?, self.name)
    }
}

impl Form for RemoveName {
    type Ask = AskNameRemoval;
    const TITLE: &'static str = "Take a name off the record";
    const BUTTON: &'static str = "Take it off";

    fn ask(&self) -> AskNameRemoval {
        AskNameRemoval { person: self.person, name: self.name }
    }

    fn fields(&self, name: &OtherName, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::removal(&pages::name_words(name), &self.reason, errors)
    }

    fn next(&self, done: &PersonId) -> Next {
        Next::to(format!("/people/{done}"), "The name was taken off")
    }
}
