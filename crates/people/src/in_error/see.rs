//! What was entered in error on a person's record, and what was taken back of that.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use jiff::Timestamp;
use kernel::PersonId;
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};
use uuid::Uuid;

use super::{
    model::{MarkedSort, may_take_back},
    pages,
    store::{self, Marked, Said},
};
use crate::{alert::model::kind_words, family, person::web::SeePerson};

/// That it was no error after all.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MarkTakenBack {
    /// Why.
    pub reason: String,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What was entered in error, or was said to be.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MarkLine {
    /// What was said of it.
    pub mark: Uuid,
    /// What it is.
    pub sort: MarkedSort,
    /// What it says; of an alert that was entered in error only its kind.
    pub words: String,
    /// What is wrong with it.
    pub reason: String,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// That it was no error after all.
    pub taken_back: Option<MarkTakenBack>,
    /// Whether the reader may take it back.
    pub may_take_back: bool,
}

/// Shows what was entered in error on a person's record.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeePersonErrors {
    /// Whose record.
    pub person: PersonId,
}

impl Act for SeePersonErrors {
    const NAME: &'static str = "see_person_errors";
    const ACTION: Action = Action::SeeRecord;
}

impl Reading for SeePersonErrors {
    type Answer = Vec<MarkLine>;
    const SAYS: &'static str =
        "What was entered in error on a person's record, and what was taken back of it";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Vec<MarkLine>, Stop> {
        let rights = looking.rights(self.subject(), &[Action::AmendPerson]).await?;
        let me = looking.principal().practitioner;
        let known = known(looking, self.person).await?;
        let others = known.iter().filter_map(|(it, _)| it.marked.other_than(self.person));
        let visible = looking.visible::<SeePerson>(Kind::Person);
        looking.lists(&visible, others.map(|it| it.0));
        let lines = known.into_iter().map(|(said, words)| {
            let may = rights.contains(&Action::AmendPerson)
                && said.taken_back.is_none()
                && may_take_back(said.marked.sort(), said.by, me).is_ok();
            line(said, words, may)
        });
        Ok(lines.collect())
    }
}

/// What was said, with what it was said of in words. A relationship is there for whoever may know of both: whom it names is for
/// the caller to note.
pub(super) async fn known<A: Act>(
    looking: &mut Looking<'_, A>,
    person: PersonId,
) -> Result<Vec<(Said, String)>, Stop> {
    let visible = looking.visible::<SeePerson>(Kind::Person);
    let people = family::store::relatives(looking.tx, &visible, person).await?;
    let name = |id: PersonId| people.iter().find(|it| it.id == id).map(|it| it.name.as_str());
    let said = store::said(looking.tx, looking.permit, person).await?;
    let words = |said: &Said| match said.marked {
        Marked::Alert(..) => Some(alert_words(said)),
        Marked::Relationship(_, one, other) => {
            Some(family::model::says(&said.kind, name(one)?, name(other)?))
        }
    };
    Ok(said.into_iter().filter_map(|it| words(&it).map(|words| (it, words))).collect())
}

fn alert_words(said: &Said) -> String {
    let kind = kind_words(&said.kind);
    if said.words.is_empty() { kind.to_owned() } else { format!("{kind}: {}", said.words) }
}

pub(super) fn line(said: Said, words: String, may_take_back: bool) -> MarkLine {
    MarkLine {
        mark: said.id,
        sort: said.marked.sort(),
        words,
        reason: said.reason,
        by: said.by_name,
        at: said.at.0,
        taken_back: said.taken_back,
        may_take_back,
    }
}

impl Page for SeePersonErrors {
    const SAYS_WHOM: bool = true;

    fn title(_: &Vec<MarkLine>) -> String {
        "Entered in error".into()
    }

    fn back(&self, _: &Vec<MarkLine>) -> Option<String> {
        Some(format!("/people/{}", self.person))
    }

    fn content(&self, lines: &Vec<MarkLine>, frame: &Frame) -> Markup {
        pages::marks(self.person, lines, frame)
    }
}
