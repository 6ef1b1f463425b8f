//! How the level of need of a case was judged over time.

use agreement::{Act, Action, Kind};
use charter::Charter;
use db::{At, DbError, Looking, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::CaseId;
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};

use super::{
    model::{Indicator, Occasion, in_words, may_answer, words},
    pages,
    proposed::LevelProposal,
    store::{
        self, Row,
        proposals::{self, Proposal},
    },
};
use crate::{case::store::head, charters::charter_of, confirmation::model::Status};

/// One judgement.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LevelLine {
    /// When.
    pub on: Date,
    /// decision, review, step_up or closure; opening where no decision stands here.
    pub occasion: String,
    /// The level as it was asked for, or before; nothing when it was not known.
    pub before: Option<i64>,
    /// The level.
    pub level: i64,
    /// The level with its name, in the charter's words of then.
    pub words: String,
    /// Why it changed.
    pub reason: String,
    /// What whoever judged it relied on.
    pub indicators: Vec<Indicator>,
    /// Who judged it; empty where no decision stands here.
    pub by: String,
}

/// The levels of a case over time.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Levels {
    /// The level now, with its name.
    pub now: String,
    /// The judgements, the earliest first.
    pub lines: Vec<LevelLine>,
    /// The level that was proposed last, while it waits, or was not confirmed and nobody has judged the level since.
    pub proposal: Option<LevelProposal>,
}

/// How the level of need of a case was judged over time.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeLevels {
    /// The case.
    pub case: CaseId,
}

impl Act for SeeLevels {
    const NAME: &'static str = "see_levels";
    const ACTION: Action = Action::SeeRecord;
}

impl Reading for SeeLevels {
    type Answer = Levels;
    const SAYS: &'static str =
        "How the level of need of a case was judged over time, and on which indicators";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Levels, Stop> {
        let head = head(looking.tx, looking.permit).await?;
        let rows = store::of_case(looking.tx, looking.permit).await?;
        let charter = charter_of(&head.charter)?;
        let mut lines = lines(&rows)?;
        // Where no decision stands here, as when the case was brought in, it was opened at a level all the same.
        if lines.first().is_none_or(|it| it.occasion != Occasion::Decision.name())
            && let Some(row) = rows.first()
        {
            let level = lines.first().and_then(|it| it.before).unwrap_or(row.level_now);
            let opening = LevelLine {
                on: row.opened_on.0,
                occasion: "opening".to_owned(),
                before: None,
                level,
                words: words(level, charter),
                reason: String::new(),
                indicators: Vec::new(),
                by: String::new(),
            };
            lines.insert(0, opening);
        }
        let rights = looking.rights(self.subject(), &[Action::ReviewCase]).await?;
        let me = looking.principal().practitioner;
        let found = proposals::of_case(looking.tx, looking.permit).await?;
        let judged_at = rows.last().and_then(|row| row.judged_at);
        let latest = found.into_iter().next().filter(|it| still_told(it, judged_at));
        let proposal = latest.map(|it| {
            let unchanged = head.level == it.level_before;
            let waits = it.status == Status::Waiting.name() && !rights.is_empty();
            let may_confirm = waits && may_answer((me, it.proposed_by), true, unchanged).is_ok();
            proposal(it, charter, (may_confirm, waits && !may_confirm))
        });
        let proposal = proposal.transpose()?;
        Ok(Levels { now: words(head.level, charter), lines, proposal })
    }
}

/// Whether a level that was proposed last is told of above the judgements: one that was not confirmed is until the next.
fn still_told(it: &Proposal, judged_at: Option<At>) -> bool {
    match Status::from_name(&it.status) {
        Some(Status::Waiting) => true,
        Some(Status::Declined) => judged_at.is_none_or(|at| at < it.at),
        _ => false,
    }
}

fn proposal(
    it: Proposal,
    charter: &Charter,
    (may_confirm, may_take_back): (bool, bool),
) -> Result<LevelProposal, DbError> {
    Ok(LevelProposal {
        proposal: it.id,
        occasion: it.occasion()?.name().to_owned(),
        words: words(it.level, charter),
        indicators: in_words(&it.indicators, charter),
        status: it.status,
        reason: it.reason,
        by: it.by_name,
        on: it.on.0,
        may_confirm,
        may_take_back,
        answer_reason: it.answer_reason,
        answered_by: it.answered_by,
    })
}

fn lines(rows: &[Row]) -> Result<Vec<LevelLine>, DbError> {
    let mut lines = Vec::new();
    for of_one in rows.chunk_by(|one, other| one.id == other.id) {
        lines.extend(of_one.first().map(|first| line(first, of_one)).transpose()?.flatten());
    }
    Ok(lines)
}

fn line(first: &Row, rows: &[Row]) -> Result<Option<LevelLine>, DbError> {
    let (Some(edition), Some(on), Some(level)) = (&first.edition, first.judged_on, first.level)
    else {
        return Ok(None);
    };
    let charter = charter_of(edition)?;
    let codes: Vec<String> = rows.iter().filter_map(|row| row.indicator.clone()).collect();
    Ok(Some(LevelLine {
        on: on.0,
        occasion: first.occasion.clone().unwrap_or_default(),
        before: first.level_before,
        level,
        words: words(level, charter),
        reason: first.reason.clone().unwrap_or_default(),
        indicators: in_words(&codes, charter),
        by: first.judged_by.clone().unwrap_or_default(),
    }))
}

impl Page for SeeLevels {
    const SAYS_WHOM: bool = true;

    fn title(_: &Levels) -> String {
        "Level of need over time".into()
    }

    fn back(&self, _: &Levels) -> Option<String> {
        Some(format!("/cases/{}", self.case))
    }

    fn content(&self, answer: &Levels, frame: &Frame) -> Markup {
        pages::levels(self.case, answer, frame)
    }
}
