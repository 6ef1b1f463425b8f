//! Recording from whom somebody has to be kept safe.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{ConcernId, FieldErrors, PersonId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next};

use super::{model::Typed, pages, store};
use crate::{known_of, person::web::SeeAddress};

/// Records a person of concern, on a record of its own beside the person at risk.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AddPersonOfConcern {
    /// The person at risk.
    pub person: PersonId,
    /// Their name, or how they are known.
    pub name: String,
    /// When they were born: `1984`, `1984-05` or `1984-05-03`; may be empty.
    pub born: String,
    /// What they are to the person at risk: `partner`, `former_partner`, `parent`, `son_or_daughter`, `brother_or_sister`,
    /// `relative`, `carer`, `friend_or_neighbour`, `exploiter`, `in_trust`, `other` or `not_known`.
    pub tie: String,
    /// Whether they know the address: `lives_there`, `knows_address`, `must_not_know` or `not_known`.
    pub near: String,
    /// Where they live or are met; may be empty.
    pub whereabouts: String,
    /// What is feared.
    pub feared: String,
    /// What staff do, and what they never do.
    pub handling: String,
    /// Court orders and bail conditions, with the day on which each ends; may be empty.
    pub orders: String,
    /// Who reads it: `involved`, staff who also read the address, or `record`, everybody who reads the record.
    pub readers: String,
    /// The day on which it is looked at again, such as `2027-03-04`: a year ahead at the most.
    pub review_on: String,
}

impl AddPersonOfConcern {
    pub(super) fn typed(&self) -> Typed<'_> {
        Typed { known: known_of!(self), readers: &self.readers, review_on: &self.review_on }
    }
}

impl Act for AddPersonOfConcern {
    const NAME: &'static str = "add_person_of_concern";
    const ACTION: Action = Action::AmendPerson;
}

impl Operation for AddPersonOfConcern {
    type Done = ConcernId;
    const SAYS: &'static str = "Record a person of concern: from whom somebody has to be kept safe, apart from both their records";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<ConcernId, Stop> {
        // Whoever writes it must be allowed to read it.
        drop(doing.permit_for::<SeeAddress>(self.subject()).await?);
        let checked = self.typed().checked(doing.env.today())?;
        let id = ConcernId(doing.env.new_id());
        let said = (&checked, At(doing.env.now()));
        store::add(doing.tx, doing.keys, doing.permit, (self.person, id), said).await?;
        Ok(id)
    }
}

/// Opens the form for a person of concern.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskNewPersonOfConcern {
    /// The person at risk.
    pub person: PersonId,
}

impl Act for AskNewPersonOfConcern {
    const NAME: &'static str = "ask_new_person_of_concern";
    const ACTION: Action = Action::AmendPerson;
}

impl Reading for AskNewPersonOfConcern {
    type Answer = ();
    const SAYS: &'static str = "Open the form for recording a person of concern";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<(), Stop> {
        looking.permit_for::<SeeAddress>(self.subject()).await.map(drop)
    }
}

impl Form for AddPersonOfConcern {
    type Ask = AskNewPersonOfConcern;
    const TITLE: &'static str = "Record a person of concern";
    const BUTTON: &'static str = "Record";

    fn ask(&self) -> AskNewPersonOfConcern {
        AskNewPersonOfConcern { person: self.person }
    }

    fn fields(&self, (): &(), errors: &FieldErrors, _: &Frame) -> Markup {
        pages::new(&self.typed(), errors)
    }

    fn next(&self, _: &ConcernId) -> Next {
        Next::to(format!("/people/{}/persons-of-concern", self.person), "It was recorded")
    }
}
