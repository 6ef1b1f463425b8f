//! Answering a question for advice.

use agreement::{Act, Action, Kind};
use db::{Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{AdviceId, FieldErrors, ForumId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};

use super::{
    list::{AdviceLine, line},
    model, pages, store,
};

const ANSWERED: &str = "This question has been answered already. The answer stands on its list.";

/// Answers a question of a forum, in words and with what should follow.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerAdvice {
    /// The forum.
    pub forum: ForumId,
    /// The question.
    pub advice: AdviceId,
    /// advice_given, please_refer or one_organisation.
    pub kind: String,
    /// Which organisation can meet it; needed where one can.
    pub organisation: String,
    /// The answer.
    pub words: String,
}

impl Act for AnswerAdvice {
    const NAME: &'static str = "answer_advice";
    const ACTION: Action = Action::Convene;
}

impl Operation for AnswerAdvice {
    type Done = ();
    const SAYS: &'static str = "Answer a question for advice";

    fn subject(&self) -> Subject {
        (Kind::Forum, Some(self.forum.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let found = store::of_forum(doing.tx, doing.permit, self.advice).await?;
        let row = found.ok_or(Stop::NotThere)?;
        if row.answered_on.is_some() {
            return Err(Stop::NotNow(ANSWERED.to_owned()));
        }
        let known = store::organisations(doing.tx).await?;
        let chosen = known.iter().find(|(id, _)| id.to_string() == self.organisation.trim());
        let typed = (self.kind.as_str(), self.organisation.trim(), self.words.as_str());
        let (kind, words) = model::answered(typed, |_| chosen.is_some())?;
        let one = chosen.map(|(id, _)| *id).filter(|_| kind == model::Kind::OneOrganisation);
        let today = doing.env.today();
        if !store::answer(doing.tx, doing.permit, row.id, (kind, one, words), today).await? {
            return Err(Stop::NotNow(ANSWERED.to_owned()));
        }
        doing.about.insert(row.id.0);
        doing.detail = json!({ "kind": kind.name() });
        Ok(())
    }
}

/// A question, and the organisations of which one may meet it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AnswerAsked {
    /// The question.
    pub line: AdviceLine,
    /// Ids and names.
    pub organisations: Vec<(String, String)>,
}

/// Opens a question, to answer it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskAnswer {
    /// The forum.
    pub forum: ForumId,
    /// The question.
    pub advice: AdviceId,
}

impl Act for AskAnswer {
    const NAME: &'static str = "ask_advice_answer";
    const ACTION: Action = Action::Convene;
}

impl Reading for AskAnswer {
    type Answer = AnswerAsked;
    const SAYS: &'static str = "Open a question for advice, to answer it";

    fn subject(&self) -> Subject {
        (Kind::Forum, Some(self.forum.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<AnswerAsked, Stop> {
        let found = store::of_forum(looking.tx, looking.permit, self.advice).await?;
        let row = found.ok_or(Stop::NotThere)?;
        if row.answered_on.is_some() {
            return Err(Stop::NotNow(ANSWERED.to_owned()));
        }
        let organisations = store::organisations(looking.tx).await?;
        let organisations = organisations.into_iter().map(|(id, name)| (id.to_string(), name));
        Ok(AnswerAsked { organisations: organisations.collect(), line: line(row)? })
    }
}

impl Form for AnswerAdvice {
    type Ask = AskAnswer;
    const TITLE: &'static str = "Answer a question for advice";
    const BUTTON: &'static str = "Send the answer";

    fn ask(&self) -> AskAnswer {
        AskAnswer { forum: self.forum, advice: self.advice }
    }

    fn back(&self, _: &AnswerAsked) -> Option<String> {
        Some("/advice".to_owned())
    }

    fn fields(&self, asked: &AnswerAsked, errors: &FieldErrors, frame: &Frame) -> Markup {
        pages::answer(self, asked, errors, frame)
    }

    fn next(&self, (): &()) -> Next {
        Next::to("/advice", "The answer was sent")
    }
}
