//! The page of a person's family: a picture, and the same facts as a table.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{PersonId, RelationshipId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};

use super::{
    model::holds,
    pages,
    store::{self, Edge},
};
use crate::person::web::{SeePerson, SeeRecord};

/// Who is what to whom around a person, of those the reader may know of.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeFamily {
    /// Whose family.
    pub person: PersonId,
}

impl Act for SeeFamily {
    const NAME: &'static str = "see_family";
    const ACTION: Action = Action::SeeRecord;
}

/// Somebody in the family.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FamilyMember {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// When they were born.
    pub date_of_birth: Option<Date>,
    /// When they died, as far as it is known; empty while they live.
    pub died: String,
    /// Whether they live with the person whose family it is.
    pub at_home: bool,
}

/// What the one is to the other.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Relationship {
    /// The relationship.
    pub relationship: RelationshipId,
    /// The one.
    pub person: PersonId,
    /// What they are: `mother`, `father`, `parent`, `step_parent`, `foster_carer`, `guardian`, `carer`,
    /// `grandparent`, `sibling`, `partner`, `former_partner`.
    pub kind: String,
    /// To whom.
    pub other: PersonId,
    /// Whether they hold parental responsibility: `yes`, `no`, `not_known`; empty where it is no question.
    pub responsibility: String,
    /// Since when: a year, a year and month, or a day; may be empty.
    pub began: String,
    /// Until when; empty while it is so.
    pub ended: String,
    /// What happened, or what was wrong.
    pub end_reason: String,
    /// It was entered in error.
    pub in_error: bool,
}

impl From<Edge> for Relationship {
    fn from(edge: Edge) -> Self {
        Self {
            relationship: edge.id,
            person: edge.person,
            kind: edge.kind,
            other: edge.other,
            responsibility: edge.responsibility,
            began: edge.began,
            ended: edge.ended,
            end_reason: edge.end_reason,
            in_error: edge.in_error,
        }
    }
}

impl Relationship {
    /// Whether it is so now.
    pub(super) fn holds(&self) -> bool {
        holds(&self.kind, &self.ended, &self.end_reason, self.in_error)
    }
}

/// A family, as one reader sees it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FamilyShown {
    /// Whose family it is.
    pub person: PersonId,
    /// The people, the eldest first.
    pub people: Vec<FamilyMember>,
    /// What they are to each other, in the order in which it was recorded.
    pub relationships: Vec<Relationship>,
    /// Whether the reader may change it.
    pub may_amend: bool,
}

impl Reading for SeeFamily {
    type Answer = FamilyShown;
    const SAYS: &'static str =
        "The family of a person: who is what to whom, of those one may know of";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<FamilyShown, Stop> {
        let visible = looking.visible::<SeePerson>(Kind::Person);
        let people = store::relatives(looking.tx, &visible, self.person).await?;
        let edges = store::among(looking.tx, looking.permit, &people).await?;
        // What two others are to each other stands in their records, not in this one.
        let readable = looking.visible::<SeeRecord>(Kind::Person);
        let read = store::readable(looking.tx, &readable, &people).await?;
        let own = |it: &Edge| {
            [it.person, it.other].iter().any(|id| *id == self.person || read.contains(id))
        };
        let edges: Vec<Edge> = edges.into_iter().filter(own).collect();
        looking.lists(&visible, people.iter().map(|it| it.id.0));
        let rights = looking.rights(self.subject(), &[Action::AmendPerson]).await?;
        let member = |it: store::Relative| FamilyMember {
            person: it.id,
            name: it.name,
            date_of_birth: it.date_of_birth,
            died: it.died,
            at_home: it.at_home,
        };
        Ok(FamilyShown {
            person: self.person,
            people: people.into_iter().map(member).collect(),
            relationships: edges.into_iter().map(Relationship::from).collect(),
            may_amend: rights.contains(&Action::AmendPerson),
        })
    }
}

impl Page for SeeFamily {
    fn title(_: &FamilyShown) -> String {
        "Family and relationships".into()
    }

    fn about(shown: &FamilyShown) -> String {
        let found = shown.people.iter().find(|it| it.person == shown.person);
        found.map(|it| it.name.clone()).unwrap_or_default()
    }

    fn back(&self, _: &FamilyShown) -> Option<String> {
        Some(format!("/people/{}", self.person))
    }

    fn content(&self, shown: &FamilyShown, frame: &Frame) -> Markup {
        pages::family(self.person, shown, frame)
    }
}
