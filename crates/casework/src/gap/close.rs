//! Closing a gap: what came of it, in words that name nobody.

use agreement::{Act, Action, Kind};
use db::{Doing, Looking, Operation, Reading, Stop, Subject};
use govuk::{Choice, InsetText, Radios, Textarea};
use kernel::{FieldErrors, ForumId};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};
use uuid::Uuid;

use super::{model, store};

const CLOSED: &str = "What came of this gap was recorded already.";

/// Says what came of a gap.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CloseGap {
    /// The forum.
    pub forum: ForumId,
    /// The gap.
    pub gap: Uuid,
    /// met, planned, asked or `no_change`.
    pub outcome: String,
    /// What came of it, in words that name nobody.
    pub came_of_it: String,
}

impl Act for CloseGap {
    const NAME: &'static str = "close_gap";
    const ACTION: Action = Action::Convene;
}

impl Operation for CloseGap {
    type Done = ();
    const SAYS: &'static str = "Say what came of a gap in services";

    fn subject(&self) -> Subject {
        (Kind::Forum, Some(self.forum.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let gap = store::of_forum(doing.tx, doing.permit, self.gap).await?;
        gap.ok_or(Stop::NotThere)?.still_open()?;
        let came = model::closed(&self.outcome, &self.came_of_it)?;
        let today = doing.env.today();
        if !store::close(doing.tx, doing.permit, self.gap, came, today).await? {
            return Err(Stop::NotNow(CLOSED.to_owned()));
        }
        doing.about.insert(self.gap);
        doing.detail = json!({ "outcome": came.0 });
        Ok(())
    }
}

/// The gap that a form is about.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GapNamed {
    /// What was missing.
    pub words: String,
    /// What came of it; empty while nobody has said.
    pub outcome: String,
}

impl GapNamed {
    fn still_open(self) -> Result<Self, Stop> {
        if self.outcome.is_empty() {
            return Ok(self);
        }
        Err(Stop::NotNow(CLOSED.to_owned()))
    }
}

/// Opens the form for what came of a gap.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskGapClosure {
    /// The forum.
    pub forum: ForumId,
    /// The gap.
    pub gap: Uuid,
}

impl Act for AskGapClosure {
    const NAME: &'static str = "ask_gap_closure";
    const ACTION: Action = Action::Convene;
}

impl Reading for AskGapClosure {
    type Answer = GapNamed;
    const SAYS: &'static str = "Open the form for what came of a gap";

    fn subject(&self) -> Subject {
        (Kind::Forum, Some(self.forum.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<GapNamed, Stop> {
        let gap = store::of_forum(looking.tx, looking.permit, self.gap).await?;
        gap.ok_or(Stop::NotThere)?.still_open()
    }
}

impl Form for CloseGap {
    type Ask = AskGapClosure;
    const TITLE: &'static str = "What came of this gap?";
    const BUTTON: &'static str = "Close the gap";

    fn ask(&self) -> AskGapClosure {
        AskGapClosure { forum: self.forum, gap: self.gap }
    }

    fn fields(&self, asked: &GapNamed, errors: &FieldErrors, _: &Frame) -> Markup {
        let outcomes = model::OUTCOMES.iter().map(|(code, words)| Choice::new(*code, *words));
        html! {
            (InsetText::new(asked.words.as_str()))
            (Radios::new("outcome", "What came of it?", outcomes)
                .value(&self.outcome).error(errors.of("outcome")))
            (Textarea::new("came_of_it", "What came of it, in a sentence or two").rows(3)
                .hint("Such as: the library holds an evening group since May. Name nobody")
                .value(&self.came_of_it).error(errors.of("came_of_it")))
        }
    }

    fn back(&self, _: &GapNamed) -> Option<String> {
        Some("/gaps".to_owned())
    }

    fn next(&self, (): &()) -> Next {
        Next::to("/gaps", "The gap was closed")
    }
}
