//! What the lead professional of one case does by when, and the team around the family.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::CaseId;
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page, Route};

use super::{
    model::{Duty, State, state},
    pages, store,
    team::{MeetingLine, MemberLine},
};
use crate::{
    case::store::head,
    charters::{charter_of, heading},
    lead::model::ACCEPTED,
};

pub(super) fn routes() -> Vec<Route> {
    Route::page::<SeeDuties>("/cases/{case}/duties")
}

/// One duty of a lead professional.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DutyLine {
    /// Which.
    pub duty: Duty,
    /// By when; the review has no day before one is set.
    pub due_on: Option<Date>,
    /// When it was done. The review comes again: then this is when it was done last.
    pub done_on: Option<Date>,
    /// How it stands.
    pub state: State,
}

/// The duties of a case, and its team.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Duties {
    /// The case.
    pub case: CaseId,
    /// What this forum calls the team around the family.
    pub team_called: String,
    /// Whether somebody has accepted to lead.
    pub is_led: bool,
    /// Whether the reader leads.
    pub is_mine: bool,
    /// Whether the case is open.
    pub is_open: bool,
    /// The duties, in the order of their days.
    pub duties: Vec<DutyLine>,
    /// Who works with the family, those who have left too.
    pub team: Vec<MemberLine>,
    /// When they met, the latest first.
    pub meetings: Vec<MeetingLine>,
    /// Whether the reader keeps the plan, and so the team.
    pub keeps: bool,
}

/// What the lead professional of a case does by when, and the team around the family.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeDuties {
    /// The case.
    pub case: CaseId,
}

impl Act for SeeDuties {
    const NAME: &'static str = "see_duties";
    const ACTION: Action = Action::SeeRecord;
}

impl Reading for SeeDuties {
    type Answer = Duties;
    const SAYS: &'static str =
        "What the lead professional of a case does by when, and the team around the family";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Duties, Stop> {
        let (permit, today) = (looking.permit, looking.env.today());
        let head = head(looking.tx, permit).await?;
        let dates = store::dates(looking.tx, permit).await?;
        let line = |duty, due_on, done_on| DutyLine {
            duty,
            due_on,
            done_on,
            state: state(due_on, done_on, today),
        };
        let duties = store::of_case(looking.tx, permit).await?;
        let mut duties: Vec<DutyLine> =
            duties.into_iter().map(|(duty, due, done)| line(duty, Some(due), done)).collect();
        let (next, last) = (dates.next_review_on.map(|it| it.0), dates.reviewed_on.map(|it| it.0));
        // A review that has been done is followed by the next one, which is to do.
        let review = match (next, last) {
            (None, Some(_)) => line(Duty::Review, None, last),
            _ => DutyLine { done_on: last, ..line(Duty::Review, next, None) },
        };
        duties.push(review);
        let rights = looking.rights(self.subject(), &[Action::RecordPlan]).await?;
        Ok(Duties {
            case: head.id,
            team_called: heading(&charter_of(&head.charter)?.label("care_team").one),
            is_led: head.lead_status == ACCEPTED,
            is_mine: head.lead == Some(looking.principal().practitioner),
            is_open: head.status.is_open(),
            duties,
            team: store::team(looking.tx, permit).await?,
            meetings: store::meetings(looking.tx, permit).await?,
            keeps: rights.contains(&Action::RecordPlan),
        })
    }
}

impl Page for SeeDuties {
    const SAYS_WHOM: bool = true;

    fn title(_: &Duties) -> String {
        "Duties and team".into()
    }

    fn back(&self, _: &Duties) -> Option<String> {
        Some(format!("/cases/{}", self.case))
    }

    fn content(&self, answer: &Duties, frame: &Frame) -> Markup {
        pages::duties(answer, frame)
    }
}
