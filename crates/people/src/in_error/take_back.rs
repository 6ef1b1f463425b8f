//! Taking back that something on a person's record was entered in error: it stands again, and what was said of it stays to be
//! read.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{FieldErrors, PersonId, PractitionerId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};
use uuid::Uuid;

use super::{
    model::{may_take_back, why_it_is_right},
    pages,
    see::{MarkLine, known, line},
    store::{self, Marked, Said},
};
use crate::{alert, family, person::web::SeePerson};

/// Takes back that an alert or a relationship was entered in error.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TakeBackMark {
    /// Whose record.
    pub person: PersonId,
    /// What was said of it.
    pub mark: Uuid,
    /// Why it is right after all.
    pub reason: String,
}

impl Act for TakeBackMark {
    const NAME: &'static str = "take_back_mark";
    const ACTION: Action = Action::AmendPerson;
}

impl Operation for TakeBackMark {
    type Done = PersonId;
    const SAYS: &'static str = "Take back that an alert or a relationship was entered in error";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<PersonId, Stop> {
        let said = store::said(doing.tx, doing.permit, self.person).await?;
        let said = said.into_iter().find(|it| it.id == self.mark).ok_or(Stop::NotThere)?;
        let other = said.marked.other_than(self.person);
        if let Some(other) = other
            && !doing.may::<SeePerson>((Kind::Person, Some(other.0))).await?
        {
            return Err(Stop::NotThere);
        }
        standing(&said, doing.principal().practitioner)?;
        let reason = why_it_is_right(&self.reason)?;
        self.not_recorded_anew(doing, said.marked).await?;
        let at = At(doing.env.now());
        if !store::take_back(doing.tx, doing.permit, &said, (reason, at)).await? {
            return Err(Stop::NotNow(DONE.to_owned()));
        }
        doing.about.insert(other.map_or(said.marked.id(), |it| it.0));
        doing.detail = json!({ "entry": said.marked.id(), "sort": said.marked.sort().name() });
        Ok(self.person)
    }
}

impl TakeBackMark {
    /// The same alert or relationship stands once: whoever saw the slip may have recorded it anew.
    async fn not_recorded_anew(
        &self,
        doing: &mut Doing<'_, Self>,
        marked: Marked,
    ) -> Result<(), Stop> {
        let (tx, permit) = (&mut *doing.tx, doing.permit);
        let is_anew = match marked {
            Marked::Alert(person, id) => {
                alert::store::stands_anew(tx, permit, (person, id)).await?
            }
            Marked::Relationship(id, ..) => {
                family::store::stands_anew(tx, permit, (self.person, id)).await?
            }
        };
        if is_anew {
            let told = "This was recorded anew since: look at what that says, nothing is to be taken back.";
            return Err(Stop::NotNow(told.to_owned()));
        }
        Ok(())
    }
}

const DONE: &str = "This was taken back already: nothing is left to do.";

/// What was said, as long as it stands and this person may take it back.
fn standing(said: &Said, me: PractitionerId) -> Result<(), Stop> {
    if said.taken_back.is_some() {
        return Err(Stop::NotNow(DONE.to_owned()));
    }
    may_take_back(said.marked.sort(), said.by, me).map_err(|why| Stop::NotNow(why.into()))
}

/// Opens the form for taking back that something was entered in error.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskTakeBackMark {
    /// Whose record.
    pub person: PersonId,
    /// What was said of it.
    pub mark: Uuid,
}

impl Act for AskTakeBackMark {
    const NAME: &'static str = "ask_take_back_mark";
    const ACTION: Action = Action::AmendPerson;
}

impl Reading for AskTakeBackMark {
    type Answer = MarkLine;
    const SAYS: &'static str =
        "Open the form for taking back that an alert or a relationship was entered in error";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<MarkLine, Stop> {
        let known = known(looking, self.person).await?;
        let found = known.into_iter().find(|(it, _)| it.id == self.mark);
        let (said, words) = found.ok_or(Stop::NotThere)?;
        standing(&said, looking.principal().practitioner)?;
        if let Some(other) = said.marked.other_than(self.person) {
            looking.names(other.0);
        }
        Ok(line(said, words, true))
    }
}

impl Form for TakeBackMark {
    type Ask = AskTakeBackMark;
    const TITLE: &'static str = "This was not entered in error";
    const BUTTON: &'static str = "Take it back";

    fn ask(&self) -> AskTakeBackMark {
        AskTakeBackMark { person: self.person, mark: self.mark }
    }

    fn fields(&self, line: &MarkLine, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::taking_back(line, &self.reason, errors)
    }

    fn back(&self, _: &MarkLine) -> Option<String> {
        Some(format!("/people/{}/errors", self.person))
    }

    fn next(&self, done: &PersonId) -> Next {
        Next::to(format!("/people/{done}/errors"), "It stands again")
    }
}
