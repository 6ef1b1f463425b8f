//! Questions for advice: one's own, and those of the forums that one runs.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{AdviceId, ForumId, ReferralId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};

use super::{
    answer::AnswerAdvice,
    ask::AskForAdvice,
    model, pages,
    store::{self, Row},
};
use crate::charters::charter_of;

/// The most lines of each of the two lists.
const MOST: i64 = 50;

/// A question with its answer, if it has one.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AdviceLine {
    /// Its id.
    pub advice: AdviceId,
    /// The forum that was asked.
    pub forum: ForumId,
    /// Its name.
    pub forum_name: String,
    /// What is going on.
    pub situation: String,
    /// What has been tried.
    pub tried: String,
    /// What is asked.
    pub question: String,
    /// Who asked, and for which organisation.
    pub asked_by: String,
    /// When.
    pub asked_on: Date,
    /// By when it has to be answered, while it is not.
    pub due_on: Option<Date>,
    /// advice_given, please_refer or one_organisation; empty while nobody has answered.
    pub kind: String,
    /// Which organisation can meet it.
    pub organisation: String,
    /// The answer.
    pub words: String,
    /// Who answered; empty while nobody has.
    pub answered_by: String,
    /// When.
    pub answered_on: Option<Date>,
    /// The request that came of it, for whoever asked.
    pub referral: Option<ReferralId>,
}

pub(super) fn line(row: Row) -> Result<AdviceLine, Stop> {
    let due_on = model::due(charter_of(&row.charter)?, row.asked_on.0);
    let answered_on = row.answered_on.map(|day| day.0);
    Ok(AdviceLine {
        advice: row.id,
        forum: row.forum_id,
        forum_name: row.forum_name,
        situation: row.situation,
        tried: row.tried,
        question: row.question,
        asked_by: format!("{}, {}", row.asked_by, row.organisation_name),
        asked_on: row.asked_on.0,
        due_on: due_on.filter(|_| answered_on.is_none()),
        kind: row.kind,
        organisation: row.one_organisation,
        words: row.words,
        answered_by: row.answered_by,
        answered_on,
        referral: row.referral_id,
    })
}

/// Questions for advice.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Advice {
    /// The forums that may be asked: ids and names.
    pub forums: Vec<(ForumId, String)>,
    /// The questions of the forums that the reader runs: those that wait first.
    pub to_answer: Vec<AdviceLine>,
    /// The reader's own questions, the latest first.
    pub own: Vec<AdviceLine>,
}

/// One's own questions for advice, and those of the forums that one runs.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeAdvice {}

impl Act for SeeAdvice {
    const NAME: &'static str = "see_advice";
    const ACTION: Action = Action::SearchPeople;
}

impl Reading for SeeAdvice {
    type Answer = Advice;
    const SAYS: &'static str =
        "Your own questions for advice, and those of the forums that you run";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Advice, Stop> {
        let runs = looking.visible::<AnswerAdvice>(Kind::Forum);
        let rows = if runs.is_empty() {
            Vec::new()
        } else {
            store::of_forums(looking.tx, &runs, MOST).await?
        };
        let to_answer = rows.into_iter().map(line).collect::<Result<Vec<_>, _>>()?;
        looking.lists(&runs, to_answer.iter().map(|it| it.forum.0));
        // Which request came of it, only whoever asked knows.
        let to_answer = to_answer.into_iter().map(|it| AdviceLine { referral: None, ..it });
        let rows = store::own(looking.tx, looking.permit, MOST).await?;
        let own = rows.into_iter().map(line).collect::<Result<Vec<_>, _>>()?;
        let mut forums = Vec::new();
        for (id, name, edition) in store::forums(looking.tx).await? {
            let gives = charter_of(&edition)?.advice_working_days.is_some();
            if gives && looking.may::<AskForAdvice>((Kind::Forum, Some(id.0))).await? {
                forums.push((id, name));
            }
        }
        Ok(Advice { forums, to_answer: to_answer.collect(), own })
    }
}

impl Page for SeeAdvice {
    fn title(_: &Advice) -> String {
        "Advice".into()
    }

    fn content(&self, answer: &Advice, frame: &Frame) -> Markup {
        pages::list(answer, frame)
    }
}
