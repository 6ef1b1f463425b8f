//! The review: what is in the answer, and what somebody decides on before it goes out.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{AccessRequestId, FieldErrors, PersonId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next, Page};

use super::{
    gather::{EPISODES, Gathered, Ground, ReadWhole, gather},
    list::Part,
    model::{self, Status, Thing},
    pages,
    store::{self, AccessRequest},
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
}

/// What is held, for a reader who may see the record without an override; and whether they know where the person lives.
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
        let visible = looking.visible::<ReadWhole>(kind);
        looking.lists(&visible, records.iter().copied());
    }
    Ok((found, reaches))
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
        Ok(AccessReview { person: self.person, request, parts, waiting, reaches })
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
        let (things, pages) = model::page(found.things, self.step).ok_or(Stop::NotThere)?;
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
    /// `legal` or `crime`.
    #[serde(deserialize_with = "kernel::one_or_many")]
    pub decisions: Vec<String>,
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
        if !doing.may_anyway::<ReadWhole>(self.subject()).await? {
            return Err(Stop::NotThere);
        }
        let reaches = doing.may_anyway::<ReachPersonHeld>(self.subject()).await?;
        let ground =
            Ground { agreement: doing.agreement, keys: doing.keys, env: doing.env, reaches };
        let found = gather((doing.tx, doing.permit), &ground, &request).await?;
        let decided = model::decided(&self.decisions, &found.things)?.into_iter().collect();
        store::decide(doing.tx, doing.permit, self.access, &decided, At(doing.env.now())).await?;
        doing.about.insert(self.access.0);
        doing.detail = json!({ "decided": decided.len() });
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
