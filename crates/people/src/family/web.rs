//! Recording what two people are to each other, and saying that it ended or never was.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{FieldErrors, PersonId, RelationshipId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};

use super::{
    model::{self, Typed},
    pages, see,
    store::{self, Edge},
};
use crate::{
    in_error::store::{Marked, was_marked},
    person::web::SeePerson,
    register,
    search::{another, model::Match},
};

/// Records what somebody is to a person.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RecordRelationship {
    /// Whose family.
    pub person: PersonId,
    /// The name by which the form looks for the other; not kept.
    #[serde(skip_serializing)]
    pub find: String,
    /// The id of the other.
    pub other: String,
    /// What the other is to the person: `mother`, `father`, `parent`, `step_parent`, `foster_carer`,
    /// `guardian`, `carer`, `grandparent`, `sibling`, `partner`, `former_partner`, or `child`.
    pub kind: String,
    /// Whether the adult of the two holds parental responsibility: `yes`, `no` or `not_known`; may be empty
    /// between partners and siblings.
    pub responsibility: String,
    /// Since when: `2012`, `2012-05` or `2012-05-03`; may be empty.
    pub from: String,
    /// Until when, if it is over; may be empty.
    pub until: String,
}

impl RecordRelationship {
    fn typed(&self) -> Typed<'_> {
        Typed {
            kind: &self.kind,
            responsibility: &self.responsibility,
            from: &self.from,
            until: &self.until,
        }
    }
}

impl Act for RecordRelationship {
    const NAME: &'static str = "record_relationship";
    const ACTION: Action = Action::AmendPerson;
}

impl Operation for RecordRelationship {
    type Done = RelationshipId;
    const SAYS: &'static str =
        "Record what somebody is to a person, and whether they hold parental responsibility";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<RelationshipId, Stop> {
        let mut errors = FieldErrors::default();
        let other = self.other.parse::<PersonId>();
        let other = errors.take("other", other.map_err(|_| "Search for someone, then select them"));
        if other == Some(self.person) {
            errors.add("other", "Select someone else: this is the same person");
        }
        let said = self.typed().checked(&mut errors, doing.env.today());
        errors.clone().into_result()?;
        let (Some(other), Some(said)) = (other, said) else { return Err(errors.into()) };
        // One answer for absent and for not to be seen.
        let seen = doing.may::<SeePerson>((Kind::Person, Some(other.0))).await?;
        if !seen {
            let told = "Select someone whose record you may see";
            return Err(FieldErrors::one("other", told).into());
        }
        let pair = if said.is_turned { (self.person, other) } else { (other, self.person) };
        let known = store::of(doing.tx, doing.permit, self.person).await?;
        let is_same = |it: &Edge| {
            let turned = model::is_mutual(&it.kind) && (it.other, it.person) == pair;
            it.holds() && it.kind == said.kind && ((it.person, it.other) == pair || turned)
        };
        if said.until.is_none() && known.iter().any(is_same) {
            return Err(FieldErrors::one("kind", "This is recorded already").into());
        }
        let made = (RelationshipId(doing.env.new_id()), At(doing.env.now()));
        store::record(doing.tx, doing.permit, pair, &said, made).await?;
        doing.about.insert(other.0);
        Ok(made.0)
    }
}

/// What the form offers: visible people of the name that was typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskRelationship {
    /// Whose family.
    pub person: PersonId,
    /// The name that was typed.
    #[serde(skip_serializing)]
    pub find: String,
}

impl Act for AskRelationship {
    const NAME: &'static str = "ask_relationship";
    const ACTION: Action = Action::AmendPerson;
}

impl Reading for AskRelationship {
    type Answer = Vec<Match>;
    const SAYS: &'static str = "Open the form for recording a relationship";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Vec<Match>, Stop> {
        another::find(looking, self.person, &self.find).await
    }
}

impl Form for RecordRelationship {
    type Ask = AskRelationship;
    const TITLE: &'static str = "Record a relationship";
    const BUTTON: &'static str = "Record relationship";

    fn ask(&self) -> AskRelationship {
        AskRelationship { person: self.person, find: self.find.clone() }
    }

    fn fields(&self, found: &Vec<Match>, errors: &FieldErrors, frame: &Frame) -> Markup {
        pages::fields(self, found, errors, frame)
    }

    fn next(&self, _: &RelationshipId) -> Next {
        Next::to(format!("/people/{}/family", self.person), "The relationship was recorded")
    }
}

/// Says that a relationship ended, or that it was entered in error.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EndRelationship {
    /// One of the two.
    pub person: PersonId,
    /// The relationship.
    pub relationship: RelationshipId,
    /// `ended` or `in_error`.
    pub outcome: String,
    /// When it ended: `2012`, `2012-05` or `2012-05-03`; empty when it was entered in error.
    pub until: String,
    /// What happened, or what was wrong.
    pub reason: String,
}

impl Act for EndRelationship {
    const NAME: &'static str = "end_relationship";
    const ACTION: Action = Action::AmendPerson;
}

impl Operation for EndRelationship {
    type Done = PersonId;
    const SAYS: &'static str = "Say that a relationship ended, or that it was entered in error";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<PersonId, Stop> {
        let edges = store::of(doing.tx, doing.permit, self.person).await?;
        let edge = edges.into_iter().find(|it| it.id == self.relationship).ok_or(Stop::NotThere)?;
        let other = if edge.person == self.person { edge.other } else { edge.person };
        if !doing.may::<SeePerson>((Kind::Person, Some(other.0))).await? {
            return Err(Stop::NotThere);
        }
        holding(&edge)?;
        let typed = (self.outcome.as_str(), self.until.as_str(), self.reason.as_str());
        let ending = model::ending(typed, &edge.began, doing.env.today())?;
        let at = At(doing.env.now());
        store::end(doing.tx, doing.permit, edge.id, &ending, at).await?;
        if ending.in_error {
            let marked = Marked::Relationship(edge.id, edge.person, edge.other);
            let said = (doing.env.new_id(), ending.reason.as_str(), at);
            was_marked(doing.tx, doing.permit, marked, said).await?;
        }
        doing.about.insert(other.0);
        doing.detail = json!({ "relationship": edge.id });
        Ok(self.person)
    }
}

fn holding(edge: &Edge) -> Result<(), Stop> {
    if edge.holds() {
        return Ok(());
    }
    Err(Stop::NotNow(
        "This relationship has ended already. Record it anew if it is so again.".into(),
    ))
}

/// Opens the form for ending a relationship.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskRelationshipEnd {
    /// One of the two.
    pub person: PersonId,
    /// The relationship.
    pub relationship: RelationshipId,
}

impl Act for AskRelationshipEnd {
    const NAME: &'static str = "ask_relationship_end";
    const ACTION: Action = Action::AmendPerson;
}

/// One relationship, and the names of the two.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OneRelationship {
    /// The relationship.
    pub relationship: see::Relationship,
    /// The name of the one.
    pub name: String,
    /// The name of the other.
    pub other_name: String,
}

impl Reading for AskRelationshipEnd {
    type Answer = OneRelationship;
    const SAYS: &'static str = "Open the form for ending a relationship";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<OneRelationship, Stop> {
        let edges = store::of(looking.tx, looking.permit, self.person).await?;
        let edge = edges.into_iter().find(|it| it.id == self.relationship).ok_or(Stop::NotThere)?;
        let own = register::summary(looking.tx, looking.permit, self.person).await?;
        let is_own = edge.person == self.person;
        let other = if is_own { edge.other } else { edge.person };
        let permit = looking.permit_for::<SeePerson>((Kind::Person, Some(other.0))).await?;
        let found = register::summary(looking.tx, &permit, other).await?;
        looking.names(other.0);
        holding(&edge)?;
        let (own, other) = (own.ok_or(Stop::NotThere)?.name, found.ok_or(Stop::NotThere)?.name);
        let (name, other_name) = if is_own { (own, other) } else { (other, own) };
        Ok(OneRelationship { relationship: edge.into(), name, other_name })
    }
}

impl Form for EndRelationship {
    type Ask = AskRelationshipEnd;
    const TITLE: &'static str = "End a relationship";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> AskRelationshipEnd {
        AskRelationshipEnd { person: self.person, relationship: self.relationship }
    }

    fn fields(&self, asked: &OneRelationship, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::ending(self, asked, errors)
    }

    fn next(&self, done: &PersonId) -> Next {
        Next::to(format!("/people/{done}/family"), "The relationship was changed")
    }
}
