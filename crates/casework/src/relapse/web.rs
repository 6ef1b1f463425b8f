//! Recording that an old need is back, and what the plan says to do then.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{CaseId, FieldErrors, GoalId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next, Page};

use super::{
    IS_BACK,
    model::{Against, Typed},
    pages, store,
};
use crate::{
    case::{store::head, web::SeeCase},
    chronology::store::note_on,
    contingency::{model::Contingency, store as contingencies},
    goal::{self, model::Outcome, web::GoalLine},
};

/// Records that an old need is back.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RecordRelapse {
    /// The case, open or closed.
    pub case: CaseId,
    /// On which day it was seen.
    pub on: String,
    /// What is back: the id of a goal, `early_sign`, `trigger` or `other`.
    pub against: String,
    /// What was seen.
    pub seen: String,
    /// What was done about it; may be empty.
    pub done: String,
}

impl RecordRelapse {
    fn typed(&self) -> Typed<'_> {
        Typed { on: &self.on, against: &self.against, seen: &self.seen, done: &self.done }
    }
}

impl Act for RecordRelapse {
    const NAME: &'static str = "record_relapse";
    const ACTION: Action = Action::ReportBack;
}

impl Operation for RecordRelapse {
    type Done = ();
    const SAYS: &'static str = "Record that an old need is back, on an open or a closed case";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        // Goals and what is done if things get worse are for those who read the record.
        if !doing.may::<SeeCase>(self.subject()).await? {
            return Err(Stop::NotThere);
        }
        let head = head(doing.tx, doing.permit).await?;
        let goals = goal::store::of_case(doing.tx, doing.permit).await?;
        let ids: Vec<GoalId> = goals.iter().map(|it| it.goal).collect();
        let it = self.typed().checked(&ids, doing.env.today())?;
        let goal = match it.against {
            Against::Goal(id) => goals.iter().find(|goal| goal.goal == id),
            Against::Sign(_) => None,
        };
        let made = (doing.env.new_id(), At(doing.env.now()));
        store::record(doing.tx, doing.permit, &head, (&it, goal), made).await?;
        note_on(doing, head.id, it.on, &format!("{IS_BACK}{}", it.seen)).await?;
        let reached = goal.filter(|it| head.status.is_open() && it.outcome.is_some());
        if let Some(goal) = reached {
            store::open_goal(doing.tx, doing.permit, &head, goal.goal).await?;
            let today = doing.env.today();
            note_on(doing, head.id, today, "A goal of the plan is worked on again.").await?;
        }
        doing.about.insert(head.person.0);
        Ok(())
    }
}

/// What the form shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RelapseAsked {
    /// The goals of the plan.
    pub goals: Vec<GoalLine>,
    /// What the plan says of things getting worse.
    pub contingency: Contingency,
    /// Today, for most see it on the day.
    pub today: Date,
}

/// Opens the form for recording that an old need is back.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskRelapse {
    /// The case.
    pub case: CaseId,
}

impl Act for AskRelapse {
    const NAME: &'static str = "ask_relapse";
    const ACTION: Action = Action::ReportBack;
}

impl Reading for AskRelapse {
    type Answer = RelapseAsked;
    const SAYS: &'static str = "Open the form for recording that an old need is back";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<RelapseAsked, Stop> {
        if !looking.may::<SeeCase>(self.subject()).await? {
            return Err(Stop::NotThere);
        }
        let goals = goal::store::of_case(looking.tx, looking.permit).await?;
        let (contingency, _) = contingencies::of_case(looking.tx, looking.permit).await?;
        Ok(RelapseAsked { goals, contingency, today: looking.env.today() })
    }
}

impl Form for RecordRelapse {
    type Ask = AskRelapse;
    const TITLE: &'static str = "An old need is back";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> AskRelapse {
        AskRelapse { case: self.case }
    }

    fn begin(self, asked: &RelapseAsked) -> Self {
        Self { on: asked.today.to_string(), ..self }
    }

    fn fields(&self, asked: &RelapseAsked, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::fields(self, asked, errors)
    }

    fn back(&self, _: &RelapseAsked) -> Option<String> {
        Some(format!("/cases/{}", self.case))
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/cases/{}/relapses", self.case), "It was recorded")
    }
}

/// A need that was back.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RelapseLine {
    /// The day on which it was seen.
    pub on: Date,
    /// `early_sign`, `trigger` or `other`; empty when it is about a goal.
    pub sign: String,
    /// What was seen.
    pub seen: String,
    /// What was done about it; may be empty.
    pub done: String,
    /// What the goal says.
    pub goal: Option<String>,
    /// How the goal had gone until then; nothing while it was worked on.
    pub was: Option<Outcome>,
    /// What had come of it, in words.
    pub was_words: String,
    /// Who recorded it.
    pub by: String,
    /// What is wrong with it, when it was entered in error.
    pub error_reason: String,
}

/// Old needs that were back in a case, and what the plan says to do.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Relapses {
    /// What the plan says of things getting worse.
    pub contingency: Contingency,
    /// What was recorded, the latest first.
    pub relapses: Vec<RelapseLine>,
    /// Whether the reader may record another.
    pub records: bool,
    /// Whether the reader may open the case again, which is closed.
    pub reopens: bool,
}

/// Old needs that were back in a case, and what the plan says to do.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeRelapses {
    /// The case.
    pub case: CaseId,
}

impl Act for SeeRelapses {
    const NAME: &'static str = "see_relapses";
    const ACTION: Action = Action::SeeRecord;
}

impl Reading for SeeRelapses {
    type Answer = Relapses;
    const SAYS: &'static str =
        "Old needs that are back in a case, and what the plan says to do then";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Relapses, Stop> {
        let head = head(looking.tx, looking.permit).await?;
        let (contingency, _) = contingencies::of_case(looking.tx, looking.permit).await?;
        let relapses = store::of_case(looking.tx, looking.permit).await?;
        let rights =
            looking.rights(self.subject(), &[Action::ReportBack, Action::CloseCase]).await?;
        Ok(Relapses {
            contingency,
            relapses,
            records: rights.contains(&Action::ReportBack),
            reopens: !head.status.is_open() && rights.contains(&Action::CloseCase),
        })
    }
}

impl Page for SeeRelapses {
    const SAYS_WHOM: bool = true;

    fn title(_: &Relapses) -> String {
        "Old needs that are back".into()
    }

    fn back(&self, _: &Relapses) -> Option<String> {
        Some(format!("/cases/{}", self.case))
    }

    fn content(&self, answer: &Relapses, frame: &Frame) -> Markup {
        pages::relapses(self.case, answer, frame)
    }
}
