//! Those of concern on a person's record, as far as one may know of them.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use jiff::{Timestamp, civil::Date};
use kernel::{ConcernId, PersonId, PractitionerId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};

use super::{
    meets::{self, Meeting},
    model::Known,
    pages, store,
};
use crate::person::web::{SeeAddress, SeeRecord};

/// Whether somebody still has to be kept safe from a person of concern.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConcernState {
    /// They have to be.
    #[default]
    Holds,
    /// It is over.
    Ended,
    /// It should never have been recorded: what it said is kept, and shown to nobody.
    InError,
    /// It is what was known until somebody changed it.
    Replaced,
}

impl ConcernState {
    /// The state that a row holds.
    pub fn from_name(name: &str) -> Option<Self> {
        let all = [Self::Holds, Self::Ended, Self::InError, Self::Replaced];
        all.into_iter().find(|it| it.name() == name)
    }

    /// What is so now, in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Holds => "They have to be kept safe",
            Self::Ended => "It is over",
            Self::InError => "Entered in error",
            Self::Replaced => "What was known before",
        }
    }

    /// The name that a row holds.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Holds => "",
            Self::Ended => "ended",
            Self::InError => "in_error",
            Self::Replaced => "replaced",
        }
    }
}

/// What is known of one person of concern.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ConcernLine {
    /// Which.
    pub concern: ConcernId,
    /// What is known of them; nothing where it was entered in error.
    pub known: Known,
    /// Whether what was known was erased.
    pub is_erased: bool,
    /// Who reads it: `involved`, whoever also reads the address, or `record`, everybody who reads the record.
    pub readers: String,
    /// The day on which somebody looks at it again.
    pub review_on: Date,
    /// Its version.
    pub version: i64,
    /// Who recorded it.
    pub added_by: String,
    /// Who recorded it.
    #[serde(skip)]
    pub(super) added_by_id: Option<PractitionerId>,
    /// When.
    pub added_at: Timestamp,
    /// Who looked at it last; empty until somebody has.
    pub looked_by: String,
    /// Who looked at it last.
    #[serde(skip)]
    pub(super) looked_by_id: Option<PractitionerId>,
    /// When.
    pub looked_at: Option<Timestamp>,
    /// Whether anybody but whoever recorded it has looked at it: it is no longer theirs alone.
    #[serde(skip)]
    pub(super) is_shared: bool,
    /// Whether they still have to be kept safe from them.
    pub state: ConcernState,
    /// Why it is over, or what was wrong with it; empty while it holds.
    pub end_reason: String,
    /// Who ended it; empty while it holds.
    pub ended_by: String,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

impl ConcernLine {
    /// Whether it is still its recorder's alone, and this is they.
    pub(super) fn is_own(&self, who: PractitionerId) -> bool {
        self.added_by_id == Some(who) && !self.is_shared
    }
}

/// Those from whom somebody has to be kept safe now, as far as the reader may know of them.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct ConcernsHeld {
    /// What is known of each.
    pub lines: Vec<ConcernLine>,
    /// Whether there is somebody who is named to those only who read the address.
    pub kept_back: bool,
}

impl ConcernsHeld {
    /// Whether there is anything to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && !self.kept_back
    }
}

/// Those from whom a person has to be kept safe now, for the head of a page about them: nothing for whoever may not read the
/// person's record. Whom the page is about is for the caller to note.
///
/// # Errors
///
/// When the database or the store of keys fails.
pub async fn held<A: Act>(
    looking: &mut Looking<'_, A>,
    person: PersonId,
) -> Result<ConcernsHeld, Stop> {
    let subject = (Kind::Person, Some(person.0));
    let permit = looking.permit_with::<SeeRecord>(subject, &[Action::SeeAddress]).await;
    let (permit, rights) = match permit {
        Ok(given) => given,
        Err(Stop::NotThere) => return Ok(ConcernsHeld::default()),
        Err(stop) => return Err(stop),
    };
    let reaches = rights.contains(&Action::SeeAddress);
    let of = store::of(looking.tx, looking.keys, &permit, (person, reaches)).await?;
    let (mut lines, kept_back) = of;
    lines.retain(|it| it.state == ConcernState::Holds);
    Ok(ConcernsHeld { lines, kept_back })
}

/// What is known of each on a person's record, for a form about one: for whoever reads the address.
pub(super) async fn of_form<A: Act>(
    looking: &mut Looking<'_, A>,
    person: PersonId,
) -> Result<Vec<ConcernLine>, Stop> {
    let permit = looking.permit_for::<SeeAddress>((Kind::Person, Some(person.0))).await?;
    Ok(store::of(looking.tx, looking.keys, &permit, (person, true)).await?.0)
}

/// Shows those of concern on a person's record.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeePersonsOfConcern {
    /// The person at risk.
    pub person: PersonId,
}

impl Act for SeePersonsOfConcern {
    const NAME: &'static str = "see_persons_of_concern";
    const ACTION: Action = Action::SeeRecord;
}

/// Everybody of concern on a person's record, and what to check.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ConcernsShown {
    /// What is known of each, those who still are first.
    pub lines: Vec<ConcernLine>,
    /// Whether there is somebody who is named to those only who read the address.
    pub kept_back: bool,
    /// Where one of them stands beside the person at risk, by their name.
    pub meetings: Vec<Meeting>,
    /// Whether the reader may record and change it.
    pub may_amend: bool,
    /// Whether the reader may bar somebody from the record.
    pub may_bar: bool,
}

impl Reading for SeePersonsOfConcern {
    type Answer = ConcernsShown;
    const SAYS: &'static str = "Persons of concern: from whom somebody has to be kept safe, as far as one may know of them";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<ConcernsShown, Stop> {
        let asked = [Action::SeeAddress, Action::AmendPerson, Action::RestrictRecord];
        let rights = looking.rights(self.subject(), &asked).await?;
        let reaches = rights.contains(&Action::SeeAddress);
        let it = (self.person, reaches);
        let (lines, kept_back) = store::of(looking.tx, looking.keys, looking.permit, it).await?;
        let meetings = meets::of(looking, self.person, &lines).await?;
        Ok(ConcernsShown {
            lines,
            kept_back,
            meetings,
            may_amend: reaches && rights.contains(&Action::AmendPerson),
            may_bar: rights.contains(&Action::RestrictRecord),
        })
    }
}

impl Page for SeePersonsOfConcern {
    const SAYS_WHOM: bool = true;

    fn title(_: &ConcernsShown) -> String {
        "Persons of concern".into()
    }

    fn back(&self, _: &ConcernsShown) -> Option<String> {
        Some(format!("/people/{}", self.person))
    }

    fn content(&self, shown: &ConcernsShown, frame: &Frame) -> Markup {
        pages::concerns(self.person, shown, frame)
    }
}
