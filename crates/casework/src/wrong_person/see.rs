//! That a case was about another record until some day, what was written before, and that somebody has checked it.

use agreement::{Act, Action, Kind};
use db::{Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::{Timestamp, civil::Date};
use kernel::{CaseId, FieldErrors, MeetingId, PersonId, ReferralId};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next, Page};

use super::{
    pages,
    store::{self, ties},
    web::CorrectCase,
};
use crate::{case::store::head, chronology::store::note, referral::refer::SeePersonReferred};

pub(super) const NOTHING_TO_CHECK: &str = "There is nothing to check: somebody has done it.";
const THE_COORDINATOR: &str =
    "Ask the coordinator of the forum to check it: who may see this case changes with it.";

/// That it was put right whom a request is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Correction {
    /// When.
    pub on: Date,
    /// Who did it.
    pub by: String,
    /// How they knew.
    pub reason: String,
    /// When what was written before was checked.
    pub checked_on: Option<Date>,
    /// By whom.
    pub checked_by: Option<String>,
    /// The other record, for a reader who may know of it.
    pub was: Option<PersonId>,
}

/// That a case was about another record until some day.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct CorrectionState {
    /// The day, the last time.
    pub on: Date,
    /// Whether what was written before has been checked.
    pub is_checked: bool,
}

/// Something that stands in a case and was written while it was about another record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Written {
    /// What it is: consent, `consent_words`, note, assessment, followup, level, goal, action, report, contingency, review,
    /// relapse, team, closure, meeting, update, shared, `step_up`, paper, form or event.
    pub sort: String,
    /// When it was written.
    pub at: Timestamp,
    /// What it says; for consent its purpose.
    pub words: String,
    /// For consent the decision; otherwise empty.
    pub code: String,
    /// At which meeting it was said, or for which it was written.
    pub meeting: Option<MeetingId>,
}

/// Which record a case was about before, and what was written then.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Corrections {
    /// The request, whose words were written before, too.
    pub referral: ReferralId,
    /// How often it was put right, the first time first.
    pub corrections: Vec<Correction>,
    /// What was written before the last time, for those who keep the plan or run the forum.
    pub written: Vec<Written>,
    /// Whether the reader may say that it has been checked, and nobody has.
    pub may_check: bool,
}

/// Shows which record a case was about before, and what was written then.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeCorrections {
    /// The case.
    pub case: CaseId,
}

impl Act for SeeCorrections {
    const NAME: &'static str = "see_corrections";
    const ACTION: Action = Action::SeeRecord;
}

impl Reading for SeeCorrections {
    type Answer = Corrections;
    const SAYS: &'static str =
        "That a case was about another record until some day, and what was written before";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Corrections, Stop> {
        let head = head(looking.tx, looking.permit).await?;
        let found = store::of_case(looking.tx, looking.permit).await?;
        let rights =
            looking.rights(self.subject(), &[Action::RecordPlan, Action::RestrictRecord]).await?;
        // Among it is what was said at meetings and what was shared with whom, which not all who read the record read.
        let written = match found.last().filter(|_| !rights.is_empty()) {
            Some((.., last)) => store::written::written(looking.tx, looking.permit, *last).await?,
            None => Vec::new(),
        };
        let unchecked = found.iter().any(|(it, ..)| it.checked_on.is_none());
        let mut corrections = Vec::new();
        for (mut correction, was, _) in found {
            // Whoever sees one of the two records need not know of the other.
            let record = (Kind::Person, Some(was.0));
            if was != head.person && looking.may::<SeePersonReferred>(record).await? {
                looking.names(was.0);
                correction.was = Some(was);
            }
            corrections.push(correction);
        }
        let opens =
            unchecked && ties::is_limited_besides(looking.tx, looking.permit, &head).await?;
        let asked = if opens { Action::RestrictRecord } else { Action::RecordPlan };
        let may_check = unchecked && rights.contains(&asked);
        Ok(Corrections { referral: head.referral, corrections, written, may_check })
    }
}

impl Page for SeeCorrections {
    const SAYS_WHOM: bool = true;

    fn title(_: &Corrections) -> String {
        "This case was about another record".into()
    }

    fn back(&self, _: &Corrections) -> Option<String> {
        Some(format!("/cases/{}", self.case))
    }

    fn content(&self, answer: &Corrections, frame: &Frame) -> Markup {
        pages::corrections(self.case, answer, frame)
    }
}

/// Says that what was written while the case was about another record has been checked.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CheckCorrection {
    /// The case.
    pub case: CaseId,
}

impl Act for CheckCorrection {
    const NAME: &'static str = "check_correction";
    const ACTION: Action = Action::RecordPlan;
}

impl Operation for CheckCorrection {
    type Done = ();
    const SAYS: &'static str =
        "Say that what was written while a case was about another record has been checked";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let head = head(doing.tx, doing.permit).await?;
        let today = doing.env.today();
        // What was limited for the other's sake opens with it: whoever limits records says that it may.
        let opens = ties::is_limited_besides(doing.tx, doing.permit, &head).await?;
        if opens && !doing.may::<CorrectCase>(self.subject()).await? {
            return Err(Stop::NotNow(THE_COORDINATOR.into()));
        }
        if !store::check(doing.tx, doing.permit, head.referral, today).await? {
            return Err(Stop::NotNow(NOTHING_TO_CHECK.into()));
        }
        ties::limit_as_its_person(doing.tx, doing.permit, &head).await?;
        doing.about.insert(head.person.0);
        note(doing, head.id, "What was written about another record was checked.").await?;
        Ok(())
    }
}

impl Form for CheckCorrection {
    type Ask = SeeCorrections;
    const TITLE: &'static str = "What was written before was checked";
    const BUTTON: &'static str = "I have checked it";

    fn ask(&self) -> SeeCorrections {
        SeeCorrections { case: self.case }
    }

    fn fields(&self, _: &Corrections, _: &FieldErrors, _: &Frame) -> Markup {
        html! {}
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/cases/{}", self.case), "What was written before was checked")
    }
}
