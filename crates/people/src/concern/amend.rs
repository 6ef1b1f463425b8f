//! Looking at a person of concern again: what is known is right, or is changed; what it said before stays to be read.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{ConcernId, FieldErrors, PersonId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ui::{Form, Frame, Next};

use super::{
    model::{self, Typed},
    pages,
    see::{ConcernLine, ConcernState, of_form},
    store,
};
use crate::{known_of, person::web::SeeAddress, restriction::web::RestrictRecord};

/// Looks at a person of concern again, and changes what is known where it is no longer right.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AmendPersonOfConcern {
    /// The person at risk.
    pub person: PersonId,
    /// Which.
    pub concern: ConcernId,
    /// The version that was read.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub version: i64,
    /// Their name, or how they are known.
    pub name: String,
    /// When they were born: `1984`, `1984-05` or `1984-05-03`; may be empty.
    pub born: String,
    /// What they are to the person at risk: a code, as for a new one.
    pub tie: String,
    /// Whether they know the address: a code, as for a new one.
    pub near: String,
    /// Where they live or are met; may be empty.
    pub whereabouts: String,
    /// What is feared.
    pub feared: String,
    /// What staff do, and what they never do.
    pub handling: String,
    /// Court orders and bail conditions, with the day on which each ends; may be empty.
    pub orders: String,
    /// Who reads it: `involved` or `record`.
    pub readers: String,
    /// The day on which it is looked at again: a year ahead at the most.
    pub review_on: String,
}

impl AmendPersonOfConcern {
    pub(super) fn typed(&self) -> Typed<'_> {
        Typed { known: known_of!(self), readers: &self.readers, review_on: &self.review_on }
    }
}

impl Act for AmendPersonOfConcern {
    const NAME: &'static str = "amend_person_of_concern";
    const ACTION: Action = Action::AmendPerson;
}

impl Operation for AmendPersonOfConcern {
    type Done = PersonId;
    const SAYS: &'static str = "Look at a person of concern again, and change what is known";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<PersonId, Stop> {
        let permit = doing.permit_for::<SeeAddress>(self.subject()).await?;
        let (lines, _) = store::of(doing.tx, doing.keys, &permit, (self.person, true)).await?;
        let now = holding(lines, self.concern)?;
        let checked = self.typed().checked(doing.env.today())?;
        // What is kept must be what was read.
        if now.version != self.version {
            return Err(theirs(&now));
        }
        let is_own = now.is_own(doing.principal().practitioner);
        let restricts = doing.may::<RestrictRecord>(self.subject()).await?;
        let readers = (now.readers.as_str(), checked.readers.as_str());
        model::may_open_to(readers, is_own, restricts)
            .map_err(|why| FieldErrors::one("readers", why))?;
        let at = At(doing.env.now());
        if !now.is_erased && (now.known != checked.known || now.readers != checked.readers) {
            let former = (self.person, ConcernId(doing.env.new_id()));
            store::keep_former(doing.tx, doing.keys, doing.permit, former, (&now, at)).await?;
        }
        let it = (self.person, self.concern);
        store::keep(doing.tx, doing.keys, doing.permit, it, (&checked, at)).await?;
        Ok(self.person)
    }
}

/// What is known, while they still have to be kept safe.
fn holding(lines: Vec<ConcernLine>, id: ConcernId) -> Result<ConcernLine, Stop> {
    let it = lines.into_iter().find(|it| it.concern == id).ok_or(Stop::NotThere)?;
    if it.state != ConcernState::Holds {
        return Err(Stop::NotNow("This is over. Record it anew if it is so again.".into()));
    }
    Ok(it)
}

/// What it says now that somebody else changed it.
pub(super) fn theirs(now: &ConcernLine) -> Stop {
    let mut said: serde_json::Map<String, Value> =
        now.known.facts().into_iter().map(|(label, it)| (label.to_owned(), it.into())).collect();
    said.insert("version".into(), json!(now.version));
    said.insert("Who reads it".into(), model::readers_words(&now.readers).into());
    let day = now.review_on.strftime("%-d %B %Y").to_string();
    said.insert("To be looked at again on".into(), day.into());
    Stop::Conflict(Value::Object(said))
}

/// Opens the form about one person of concern.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskPersonOfConcern {
    /// The person at risk.
    pub person: PersonId,
    /// Which.
    pub concern: ConcernId,
}

impl Act for AskPersonOfConcern {
    const NAME: &'static str = "ask_person_of_concern";
    const ACTION: Action = Action::AmendPerson;
}

impl Reading for AskPersonOfConcern {
    type Answer = ConcernLine;
    const SAYS: &'static str = "Open the form for what is known of a person of concern";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<ConcernLine, Stop> {
        holding(of_form(looking, self.person).await?, self.concern)
    }
}

impl Form for AmendPersonOfConcern {
    type Ask = AskPersonOfConcern;
    const TITLE: &'static str = "Look at a person of concern again";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> AskPersonOfConcern {
        AskPersonOfConcern { person: self.person, concern: self.concern }
    }

    fn begin(self, now: &ConcernLine) -> Self {
        let known = now.known.clone();
        // The day is left open: that somebody looked again is what a new one says.
        Self {
            version: now.version,
            name: known.name,
            born: known.born,
            tie: known.tie,
            near: known.near,
            whereabouts: known.whereabouts,
            feared: known.feared,
            handling: known.handling,
            orders: known.orders,
            readers: now.readers.clone(),
            ..self
        }
    }

    fn fields(&self, now: &ConcernLine, errors: &FieldErrors, frame: &Frame) -> Markup {
        pages::amend(self, now, errors, frame)
    }

    fn back(&self, _: &ConcernLine) -> Option<String> {
        Some(format!("/people/{}/persons-of-concern", self.person))
    }

    fn next(&self, done: &PersonId) -> Next {
        Next::to(format!("/people/{done}/persons-of-concern"), "The change was saved")
    }
}
