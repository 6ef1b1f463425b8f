//! The ledger as a page, for those who answer for it. It holds no case content.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use jiff::Timestamp;
use kernel::FieldErrors;
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};
use uuid::Uuid;

use super::{
    model::{Line, PAGE},
    pages, store,
};

/// The newest entries of the ledger.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeLedger {
    /// Only entries before this position; empty for the newest.
    pub before: String,
    /// Only entries of the account with this id.
    pub practitioner: String,
    /// `refused` for refusals only.
    pub outcome: String,
}

/// A stretch of the ledger.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Stretch {
    /// The entries, newest first.
    pub lines: Vec<Line>,
    /// The position to go on from, when there are more.
    pub more_before: Option<i64>,
    /// How many entries the ledger has.
    pub size: i64,
    /// The last signed checkpoint.
    pub checkpoint: Option<LastCheckpoint>,
    /// What is wrong with the filter.
    pub problems: FieldErrors,
}

/// What the last checkpoint states.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LastCheckpoint {
    /// How many entries it vouches for.
    pub size: i64,
    /// The root over them, in hexadecimal digits.
    pub root: String,
    /// When it was signed.
    pub at: Timestamp,
}

/// A filter that was understood.
struct Wanted {
    before: i64,
    actor: Option<Uuid>,
    refusals: bool,
}

impl SeeLedger {
    fn wanted(&self) -> Result<Wanted, FieldErrors> {
        let mut errors = FieldErrors::default();
        let before = position(&self.before);
        let before = errors.take("before", before).unwrap_or_default();
        let actor = match self.practitioner.trim() {
            "" => None,
            id => {
                let id = id.parse::<Uuid>();
                errors.take("practitioner", id.map_err(|_| "Enter the id of an account"))
            }
        };
        let refusals = match self.outcome.as_str() {
            "" => false,
            "refused" => true,
            _ => {
                errors.add("outcome", "Select all entries, or refusals only");
                false
            }
        };
        errors.into_result()?;
        Ok(Wanted { before, actor, refusals })
    }
}

/// A position to go on from; empty for the newest.
pub(super) fn position(text: &str) -> Result<i64, &'static str> {
    match text.trim() {
        "" => Ok(i64::MAX),
        digits => digits.parse().map_err(|_| "Enter the number of an entry"),
    }
}

/// Cuts a list to a page, and gives the position to go on from when there are more.
pub(super) fn paged(mut lines: Vec<Line>) -> (Vec<Line>, Option<i64>) {
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    if lines.len() <= page {
        return (lines, None);
    }
    lines.truncate(page);
    let last = lines.last().map(|line| line.seq);
    (lines, last)
}

impl Act for SeeLedger {
    const NAME: &'static str = "see_ledger";
    const ACTION: Action = Action::SeeLedger;
}

impl Reading for SeeLedger {
    type Answer = Stretch;
    const SAYS: &'static str = "The ledger, newest entries first";

    fn subject(&self) -> Subject {
        (Kind::Ledger, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Self::Answer, Stop> {
        let size = store::size(looking.tx).await?;
        let checkpoint = store::last_checkpoint(looking.tx).await?;
        let checkpoint = checkpoint.map(|(size, root, at)| LastCheckpoint {
            size,
            root: root.iter().map(|byte| format!("{byte:02x}")).collect(),
            at: at.0,
        });
        let (lines, problems) = match self.wanted() {
            Ok(wanted) => (lines(looking, &wanted).await?, FieldErrors::default()),
            Err(problems) => (Vec::new(), problems),
        };
        let (lines, more_before) = paged(lines);
        Ok(Stretch { lines, more_before, size, checkpoint, problems })
    }
}

async fn lines(looking: &mut Looking<'_, SeeLedger>, wanted: &Wanted) -> Result<Vec<Line>, Stop> {
    let (tx, permit, before) = (&mut *looking.tx, looking.permit, wanted.before);
    let lines = match (wanted.actor, wanted.refusals) {
        (None, false) => store::newest(tx, permit, before).await,
        (Some(actor), false) => store::newest_of(tx, permit, actor, before).await,
        (None, true) => store::newest_refusals(tx, permit, before).await,
        (Some(actor), true) => store::newest_refusals_of(tx, permit, actor, before).await,
    };
    Ok(lines?)
}

impl Page for SeeLedger {
    fn title(_: &Self::Answer) -> String {
        "Ledger".into()
    }

    fn content(&self, answer: &Self::Answer, frame: &Frame) -> Markup {
        pages::ledger(self, answer, frame)
    }

    fn problems(answer: &Self::Answer) -> FieldErrors {
        answer.problems.clone()
    }
}
