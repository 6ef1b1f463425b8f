//! The page of one step: a few sentences, and a link to the page of the reader's own that they are about.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use govuk::{Button, InsetText};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};

use super::model::{STEPS, Shows, step};
use crate::{
    case::{
        store::list::{self as cases, After},
        web::SeeCase,
    },
    decision::web::Decide,
    meeting::{self, web::SeeMeeting},
    press::press,
    referral::store::list as referrals,
};

/// A step of the tour.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SeeTour {
    /// Its number, from 1 to 7.
    pub(crate) step: String,
}

/// A step, and where its reader finds what it is about.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Seen {
    /// Its number.
    pub(crate) number: usize,
    /// What it is about.
    pub(crate) heading: &'static str,
    /// What to see there.
    pub(crate) words: &'static [&'static str],
    /// Where it is; nothing while there is none.
    pub(crate) path: Option<String>,
    /// The words of the link, or what is said instead.
    pub(crate) link: &'static str,
}

impl Act for SeeTour {
    const NAME: &'static str = "see_tour";
    const ACTION: Action = Action::SeePartnership;
}

impl Reading for SeeTour {
    type Answer = Seen;
    const SAYS: &'static str = "A step of the tour for coordinators and chairs";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Seen, Stop> {
        let (number, step) = step(&self.step).ok_or(Stop::NotThere)?;
        let path = match step.shows {
            Shows::Always(path) => Some(path.to_owned()),
            Shows::Request(behind) => {
                let decides = looking.visible::<Decide>(Kind::Referral);
                let waiting = referrals::waiting(looking.tx, &decides, None, 1).await?;
                looking.lists(&decides, waiting.iter().map(|line| line.0.0));
                waiting.first().map(|line| format!("/referrals/{}{behind}", line.0))
            }
            Shows::Meeting => {
                let meetings = looking.visible::<SeeMeeting>(Kind::Meeting);
                let today = looking.env.today();
                let next = meeting::store::list::next(looking.tx, &meetings, today).await?;
                looking.lists(&meetings, next.iter().map(|line| line.meeting.0));
                next.map(|line| format!("/meetings/{}", line.meeting))
            }
            Shows::Case(behind) => {
                let records = looking.visible::<SeeCase>(Kind::Case);
                let (filters, today) = ((&records, &records), looking.env.today());
                let page = cases::page(looking.tx, filters, "open", After::default(), today, 1);
                let lines = page.await?;
                looking.lists(&records, lines.iter().map(|(_, line)| line.case.0));
                lines.first().map(|(_, line)| format!("/cases/{}{behind}", line.case))
            }
        };
        let link = if path.is_some() { step.link } else { step.nothing };
        Ok(Seen { number, heading: step.heading, words: step.words, path, link })
    }
}

impl Page for SeeTour {
    fn title(answer: &Seen) -> String {
        format!("{} of {}: {}", answer.number, STEPS.len(), answer.heading)
    }

    fn content(&self, answer: &Seen, frame: &Frame) -> Markup {
        let at = |number: usize| format!("/tour/{number}");
        html! {
            @for words in answer.words { p.govuk-body { (words) } }
            @match &answer.path {
                Some(path) => {
                    p.govuk-body { a.govuk-link href=(path) { (answer.link) } }
                    p.govuk-body { "Come back to the tour with the Back button of your browser." }
                }
                None => (InsetText::new(answer.link)),
            }
            @if answer.number < STEPS.len() {
                (Button::link("Next", at(answer.number + 1)))
            } @else {
                (press(frame, "/tour/end", "Do not show this again", &Markup::default()))
            }
            p.govuk-body {
                @if answer.number > 1 { a.govuk-link href=(at(answer.number - 1)) { "Back" } " · " }
                a.govuk-link href="/" { "Stop the tour" }
            }
        }
    }
}
