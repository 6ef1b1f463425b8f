//! The review: what is in the answer, and what somebody decides on before it goes out.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{AccessRequestId, FieldErrors, PersonId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next, Page};

use super::{
    gather::{EPISODES, Gathered, Ground, ReadWhole, gather},
    list::Part,
    model::{self, Status},
    pages,
    store::{self, AccessRequest},
    things::{self, Thing},
};
use crate::referral::refer::ReachPersonHeld;

/// What one part of the answer comes to.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct PartCount {
    /// Its heading.
    pub part: &'static str,
    /// How many things are in it.
    pub given: usize,
    /// How many wait for somebody to decide.
    pub waiting: usize,
    /// How many are left out.
    pub withheld: usize,
}

/// A request, and how far its answer is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AccessReview {
    /// Whose record.
    pub person: PersonId,
    /// The request.
    pub request: AccessRequest,
    /// What each part comes to.
    pub parts: Vec<PartCount>,
    /// The things that wait for somebody to decide.
    pub waiting: Vec<Thing>,
    /// Whether address and telephone are in it: only those who may know them put them there.
    pub reaches: bool,
    /// Whether the answers of all forms are in it: they are for those who may read where the family lives.
    pub has_forms: bool,
    /// Today, to see whether it is late.
    pub today: Date,
}

/// What is held, for a reader who answers for it and may see the record without an override; and whether they know where the
/// person lives.
pub(super) async fn gathered<R: Reading>(
    looking: &mut Looking<'_, R>,
    (person, request): (PersonId, &AccessRequest),
) -> Result<(Gathered, bool), Stop> {
    let record = (Kind::Person, Some(person.0));
    if !looking.may_anyway::<ReadWhole>(record).await? {
        return Err(Stop::NotThere);
    }
    let reaches = looking.may_anyway::<ReachPersonHeld>(record).await?;
    let ground =
        Ground { agreement: looking.agreement, keys: looking.keys, env: looking.env, reaches };
    let found = gather((looking.tx, looking.permit), &ground, request).await?;
    for (kind, records) in EPISODES.into_iter().zip([&found.referrals, &found.cases]) {
        let (reads, answers) = (looking.visible::<ReadWhole>(kind), looking.visible::<R>(kind));
        looking.lists(&reads, records.iter().copied());
        looking.lists(&answers, records.iter().copied());
    }
    Ok((found, reaches))
}

/// The same for whoever changes something.
pub(super) async fn gathered_now<O: Act>(
    doing: &mut Doing<'_, O>,
    (person, request): (PersonId, &AccessRequest),
) -> Result<Gathered, Stop> {
    let record = (Kind::Person, Some(person.0));
    if !doing.may_anyway::<ReadWhole>(record).await? {
        return Err(Stop::NotThere);
    }
    let reaches = doing.may_anyway::<ReachPersonHeld>(record).await?;
    let ground = Ground { agreement: doing.agreement, keys: doing.keys, env: doing.env, reaches };
    gather((doing.tx, doing.permit), &ground, request).await
}

/// How far the answer to a request is.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeAccessRequest {
    /// Whose record.
    pub person: PersonId,
    /// The request.
    pub access: AccessRequestId,
}

impl Act for SeeAccessRequest {
    const NAME: &'static str = "see_access_request";
    const ACTION: Action = Action::RestrictRecord;
}

impl Reading for SeeAccessRequest {
    type Answer = AccessReview;
    const SAYS: &'static str = "A request to see what is held, and how far its answer is";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<AccessReview, Stop> {
        let request = store::request(looking.tx, looking.permit, self.access).await?;
        let (found, reaches) = gathered(looking, (self.person, &request)).await?;
        let parts = counts(&found.things);
        let waiting = found.things.into_iter().filter(Thing::waits).collect();
        let (has_forms, today) = (found.has_forms, looking.env.today());
        let person = self.person;
        Ok(AccessReview { person, request, parts, waiting, reaches, has_forms, today })
    }
}

fn counts(things: &[Thing]) -> Vec<PartCount> {
    let mut parts: Vec<(Part, PartCount)> = Vec::new();
    for thing in things {
        if parts.last().is_none_or(|(part, _)| *part != thing.part) {
            parts
                .push((thing.part, PartCount { part: thing.part.words(), ..PartCount::default() }));
        }
        if let Some((_, count)) = parts.last_mut() {
            let of = match () {
                () if thing.is_given() => &mut count.given,
                () if thing.waits() => &mut count.waiting,
                () => &mut count.withheld,
            };
            *of = of.saturating_add(1);
        }
    }
    parts.into_iter().map(|(_, count)| count).collect()
}

impl Page for SeeAccessRequest {
    const SAYS_WHOM: bool = true;

    fn title(_: &AccessReview) -> String {
        "Request to see what is held".into()
    }

    fn back(&self, _: &AccessReview) -> Option<String> {
        Some(format!("/people/{}/access-requests", self.person))
    }

    fn content(&self, answer: &AccessReview, frame: &Frame) -> Markup {
        pages::review(answer, frame)
    }
}

/// A page of what is held.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HeldAsked {
    /// The things, first those that wait for somebody to decide.
    pub things: Vec<Thing>,
    /// How many pages there are.
    pub pages: usize,
    /// Where the request stands.
    pub status: Status,
}

/// A page of what is held about a person, to be read and decided on.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskHeld {
    /// Whose record.
    pub person: PersonId,
    /// The request.
    pub access: AccessRequestId,
    /// Which page, from 1.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub step: i64,
}

impl Act for AskHeld {
    const NAME: &'static str = "ask_held";
    const ACTION: Action = Action::RestrictRecord;
}

impl Reading for AskHeld {
    type Answer = HeldAsked;
    const SAYS: &'static str =
        "A page of what is held about a person, to decide what goes into the answer";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<HeldAsked, Stop> {
        let request = store::request(looking.tx, looking.permit, self.access).await?;
        let (found, _) = gathered(looking, (self.person, &request)).await?;
        let (things, pages) = things::page(found.things, self.step).ok_or(Stop::NotThere)?;
        Ok(HeldAsked { things, pages, status: request.status })
    }
}

/// Decides which things go into the answer.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DecideHeld {
    /// Whose record.
    pub person: PersonId,
    /// The request.
    pub access: AccessRequestId,
    /// Which page was read, from 1.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub step: i64,
    /// The mark of each thing and what was decided, such as `0b1c=give`: `give`, `third_party`, `harm`, `wishes`, `court`,
    /// `legal` or `crime`. What was read and not answered stands there, too, such as `0b1c=`.
    #[serde(deserialize_with = "kernel::one_or_many")]
    pub decisions: Vec<String>,
    /// `yes`: all of it was read, and what was not answered goes in, but for what is answered by itself.
    pub rest: String,
}

impl Act for DecideHeld {
    const NAME: &'static str = "decide_held";
    const ACTION: Action = Action::RestrictRecord;
}

impl Operation for DecideHeld {
    /// How many things wait for somebody to decide.
    type Done = i64;
    const SAYS: &'static str = "Decide which things that are held go into the answer";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<i64, Stop> {
        let request = store::request(doing.tx, doing.permit, self.access).await?;
        if request.status != Status::Open {
            return Err(Stop::NotNow(model::OVER.to_owned()));
        }
        let found = gathered_now(doing, (self.person, &request)).await?;
        let decided = things::decided(&self.decisions, &self.rest, &found.things)?;
        store::decide(doing.tx, doing.permit, self.access, &decided, At(doing.env.now())).await?;
        doing.about.insert(self.access.0);
        // What was decided before is not kept beside it: the ledger's entries are its history.
        doing.detail = json!({ "decided": decided });
        let waits = found.things.iter().filter(|it| it.waits() && !decided.contains_key(&it.mark));
        Ok(i64::try_from(waits.count()).unwrap_or(i64::MAX))
    }
}

impl Form for DecideHeld {
    type Ask = AskHeld;
    const TITLE: &'static str = "Decide what goes into the answer";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> AskHeld {
        AskHeld { person: self.person, access: self.access, step: self.step }
    }

    fn back(&self, _: &HeldAsked) -> Option<String> {
        Some(format!("/people/{}/access-requests/{}", self.person, self.access))
    }

    fn fields(&self, asked: &HeldAsked, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::decide(self, asked, errors)
    }

    fn next(&self, left: &i64) -> Next {
        let request = format!("/people/{}/access-requests/{}", self.person, self.access);
        if *left > 0 {
            return Next::to(format!("{request}/items/1"), "Saved. There is more to decide");
        }
        Next::to(request, "Saved. Nothing waits to be decided")
    }
}
