//! The answer: everything that is held and given, as a file to hand over. It leaves as an export, with an entry of its own.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Spool, Spooling, Stop, Subject};
use kernel::{AccessRequestId, PersonId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Download, Leaving};

use super::{
    model::{BY_SELF, REASONS, Status},
    pages,
    review::gathered,
    store,
    things::{self, Thing},
};

/// An answer on its way out.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AnswerTaken {
    /// What it is called.
    pub title: &'static str,
    /// The ending of its kind.
    pub ending: &'static str,
    /// What it holds.
    #[serde(skip)]
    pub file: Spool,
}

impl From<AnswerTaken> for Leaving {
    fn from(AnswerTaken { title, ending, file }: AnswerTaken) -> Self {
        Self { title: title.to_owned(), ending, file }
    }
}

/// What stands in an answer.
pub(super) struct Answer {
    /// Whether it is for the person themself.
    pub(super) by_self: bool,
    /// The things that are given.
    pub(super) things: Vec<Thing>,
    /// What the answer says of why others are left out.
    pub(super) left_out: Vec<&'static str>,
    /// Whether where they live and how to ring them is in it.
    pub(super) reaches: bool,
    /// Whether the answers of all forms are in it.
    pub(super) has_forms: bool,
    /// The day on which it was made, and that of the request.
    pub(super) on: String,
    pub(super) received_on: String,
}

impl Answer {
    /// What it is called. It names nobody: it becomes the name of a file.
    pub(super) const fn title(&self) -> &'static str {
        if self.by_self {
            "What is held about you"
        } else {
            "What is held about the person you asked for"
        }
    }
}

async fn answer<R: Reading>(
    looking: &mut Looking<'_, R>,
    (person, access): (PersonId, AccessRequestId),
) -> Result<Answer, Stop> {
    let request = store::request(looking.tx, looking.permit, access).await?;
    if request.status == Status::Ended {
        return Err(Stop::NotNow("This request ended without an answer.".to_owned()));
    }
    let (found, reaches) = gathered(looking, (person, &request)).await?;
    things::may_answer(&found.things).map_err(Stop::NotNow)?;
    let codes = found.things.iter().filter_map(|thing| thing.withheld.as_deref());
    let said =
        |code: &str| REASONS.iter().find(|(known, _, _)| *known == code).map(|(_, _, says)| *says);
    let mut left_out: Vec<&str> = codes.filter_map(said).filter(|says| !says.is_empty()).collect();
    left_out.sort_unstable();
    left_out.dedup();
    let day = |day: jiff::civil::Date| day.strftime("%-d %B %Y").to_string();
    Ok(Answer {
        by_self: request.asked_by == BY_SELF,
        has_forms: found.has_forms,
        things: found.things.into_iter().filter(Thing::is_given).collect(),
        left_out,
        reaches,
        on: day(looking.env.today()),
        received_on: day(request.received_on),
    })
}

async fn spooled(text: &str) -> Result<Spool, Stop> {
    let mut spooling = Spooling::begin()?;
    spooling.add(text.as_bytes()).await?;
    Ok(spooling.end().await?)
}

/// Downloads the answer, to print or to hand over.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TakeAnswer {
    /// Whose record.
    pub person: PersonId,
    /// The request.
    pub access: AccessRequestId,
}

impl Act for TakeAnswer {
    const NAME: &'static str = "take_answer";
    const ACTION: Action = Action::RestrictRecord;
}

impl Reading for TakeAnswer {
    type Answer = AnswerTaken;
    const SAYS: &'static str = "Download all that is held about a person, as a page to print";
    const IS_EXPORT: bool = true;

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<AnswerTaken, Stop> {
        let answer = answer(looking, (self.person, self.access)).await?;
        looking.names(self.access.0);
        let file = spooled(&pages::file(&answer).into_string()).await?;
        Ok(AnswerTaken { title: answer.title(), ending: "html", file })
    }
}

impl Download for TakeAnswer {
    fn leaving(answer: AnswerTaken) -> Leaving {
        answer.into()
    }
}

/// Downloads the answer for another program to read.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TakeAnswerData {
    /// Whose record.
    pub person: PersonId,
    /// The request.
    pub access: AccessRequestId,
}

impl Act for TakeAnswerData {
    const NAME: &'static str = "take_answer_data";
    const ACTION: Action = Action::RestrictRecord;
}

impl Reading for TakeAnswerData {
    type Answer = AnswerTaken;
    const SAYS: &'static str = "Download all that is held about a person, as JSON";
    const IS_EXPORT: bool = true;

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<AnswerTaken, Stop> {
        let answer = answer(looking, (self.person, self.access)).await?;
        looking.names(self.access.0);
        let title = answer.title();
        let things = answer
            .things
            .iter()
            .map(|it| json!({ "part": it.part.words(), "title": it.title, "facts": it.facts }));
        let whole = json!({
            "made_on": answer.on,
            "asked_on": answer.received_on,
            "left_out": answer.left_out,
            "address_is_here": answer.reaches,
            "forms_are_here": answer.has_forms,
            "things": things.collect::<Vec<_>>(),
        });
        let file = spooled(&whole.to_string()).await?;
        Ok(AnswerTaken { title, ending: "json", file })
    }
}

impl Download for TakeAnswerData {
    fn leaving(answer: AnswerTaken) -> Leaving {
        answer.into()
    }
}
