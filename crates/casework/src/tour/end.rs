//! Having seen enough of the tour.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Operation, Stop, Subject};
use kernel::FieldErrors;
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next};

use super::{
    see::{SeeTour, Seen},
    store,
};

/// Takes the tour off one's home page. It can still be taken from the link there.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct EndTour {}

impl Act for EndTour {
    const NAME: &'static str = "end_tour";
    const ACTION: Action = Action::OwnAccount;
}

impl Operation for EndTour {
    type Done = ();
    const SAYS: &'static str = "Do not show the tour again";

    fn subject(&self) -> Subject {
        (Kind::Account, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let now = At(doing.env.now());
        Ok(store::end(doing.tx, doing.permit, now).await?)
    }
}

impl Form for EndTour {
    type Ask = SeeTour;
    const TITLE: &'static str = "Do not show the tour again";
    const BUTTON: &'static str = "Do not show this again";

    fn ask(&self) -> SeeTour {
        SeeTour { step: "1".into() }
    }

    fn fields(&self, _: &Seen, _: &FieldErrors, _: &Frame) -> Markup {
        Markup::default()
    }

    fn next(&self, (): &()) -> Next {
        Next::to("/", "The tour is not shown again. You find it under “Your forum”")
    }
}
