//! Asking a forum for advice.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{AdviceId, FieldErrors, ForumId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next};

use super::{
    model::{self, Question},
    pages, store,
};
use crate::charters::of_forum;

const NO_ADVICE: &str = "This forum answers no questions for advice. Make a request instead.";

/// Asks those who run a forum for advice. It names nobody, and opens nothing.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskForAdvice {
    /// The forum.
    pub forum: ForumId,
    /// What is going on.
    pub situation: String,
    /// What has been tried.
    pub tried: String,
    /// What is asked.
    pub question: String,
}

impl Act for AskForAdvice {
    const NAME: &'static str = "ask_for_advice";
    const ACTION: Action = Action::Refer;
}

impl Operation for AskForAdvice {
    type Done = AdviceId;
    const SAYS: &'static str = "Ask those who run a forum for advice, without naming anybody";

    fn subject(&self) -> Subject {
        (Kind::Forum, Some(self.forum.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<AdviceId, Stop> {
        let (_, charter) = of_forum(doing.tx, self.forum).await?.ok_or(Stop::NotThere)?;
        let (situation, tried) = (self.situation.as_str(), self.tried.as_str());
        let asked = model::asked(Question { situation, tried, question: &self.question })?;
        let today = doing.env.today();
        if model::due(charter, today).is_none() {
            return Err(Stop::NotNow(NO_ADVICE.to_owned()));
        }
        let id = AdviceId(doing.env.new_id());
        let when = (today, At(doing.env.now()));
        store::ask(doing.tx, doing.permit, (id, self.forum), asked, when).await?;
        doing.about.insert(id.0);
        Ok(id)
    }
}

/// What the form for a question shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AdviceAsked {
    /// The forum's name.
    pub forum_name: String,
    /// By when one that is asked today is answered.
    pub due_on: Date,
}

/// Opens the form for a question.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OpenQuestion {
    /// The forum.
    pub forum: ForumId,
}

impl Act for OpenQuestion {
    const NAME: &'static str = "open_question";
    const ACTION: Action = Action::Refer;
}

impl Reading for OpenQuestion {
    type Answer = AdviceAsked;
    const SAYS: &'static str = "Open the form for asking a forum for advice";

    fn subject(&self) -> Subject {
        (Kind::Forum, Some(self.forum.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<AdviceAsked, Stop> {
        let (forum_name, charter) =
            of_forum(looking.tx, self.forum).await?.ok_or(Stop::NotThere)?;
        let due_on = model::due(charter, looking.env.today());
        let due_on = due_on.ok_or_else(|| Stop::NotNow(NO_ADVICE.to_owned()))?;
        Ok(AdviceAsked { forum_name, due_on })
    }
}

impl Form for AskForAdvice {
    type Ask = OpenQuestion;
    const TITLE: &'static str = "Ask for advice";
    const BUTTON: &'static str = "Send the question";

    fn ask(&self) -> OpenQuestion {
        OpenQuestion { forum: self.forum }
    }

    fn back(&self, _: &AdviceAsked) -> Option<String> {
        Some("/advice".to_owned())
    }

    fn fields(&self, asked: &AdviceAsked, errors: &FieldErrors, frame: &Frame) -> Markup {
        pages::question(self, asked, errors, frame)
    }

    fn next(&self, _: &AdviceId) -> Next {
        Next::to("/advice", "Your question was sent. The answer will stand here")
    }
}
