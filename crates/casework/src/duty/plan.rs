//! Returning the plan.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Operation, Stop, Subject};
use kernel::{CaseId, FieldErrors};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next, Route};

use super::{
    model::Duty,
    see::{Duties, SeeDuties},
    store,
};
use crate::{case::store::open_head, charters::charter_of, chronology::store::note};

pub(super) fn routes() -> Vec<Route> {
    Route::press::<ReturnPlan>("/cases/{case}/duties/plan")
}

/// Says that the plan of a case is agreed and returned to the forum.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReturnPlan {
    /// The case.
    pub case: CaseId,
}

impl Act for ReturnPlan {
    const NAME: &'static str = "return_plan";
    const ACTION: Action = Action::RecordPlan;
}

impl Operation for ReturnPlan {
    type Done = ();
    const SAYS: &'static str = "Say that the plan of a case is agreed, and return it to the forum";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let head = open_head(doing.tx, doing.permit).await?;
        let duties = store::of_case(doing.tx, doing.permit).await?;
        let asked = duties.into_iter().find(|(duty, ..)| *duty == Duty::ReturnPlan);
        let not_now = |why: &str| Stop::NotNow(why.to_owned());
        let Some((_, _, done)) = asked else {
            return Err(not_now("No plan is asked for: a lead professional has to accept first."));
        };
        if done.is_some() {
            return Err(not_now("The plan has been returned already. Change it as things change."));
        }
        if store::dates(doing.tx, doing.permit).await?.lines == 0 {
            return Err(not_now(
                "The plan is empty. Set a goal or record an action, then return it.",
            ));
        }
        let (today, at) = (doing.env.today(), At(doing.env.now()));
        store::do_it(doing.tx, doing.permit, Duty::ReturnPlan, today).await?;
        let review = Duty::Review.due(charter_of(&head.charter)?, today);
        store::first_review(doing.tx, doing.permit, &head, review, at).await?;
        note(doing, head.id, "The plan was returned.").await?;
        Ok(())
    }
}

impl Form for ReturnPlan {
    type Ask = SeeDuties;
    const TITLE: &'static str = "Return the plan";
    const BUTTON: &'static str = "Return the plan";

    fn ask(&self) -> SeeDuties {
        SeeDuties { case: self.case }
    }

    fn fields(&self, _: &Duties, _: &FieldErrors, _: &Frame) -> Markup {
        Markup::default()
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/cases/{}/duties", self.case), "The plan was returned")
    }
}
