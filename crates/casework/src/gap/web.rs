//! Recording a gap, and the list of them.

use std::collections::BTreeMap;

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::{ToSpan as _, civil::Date};
use kernel::{FieldErrors, ForumId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next, Page, Route};
use uuid::Uuid;

use super::{
    close::CloseGap,
    model::{self, Typed},
    pages, store,
};
use crate::{
    charters::{charter_of, of_forum},
    meeting::web::Convene,
};

/// The most lines of the list.
const MOST: i64 = 200;

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::form::<RaiseGap>("/forums/{forum}/gaps/new"),
        Route::form::<CloseGap>("/forums/{forum}/gaps/{gap}/closure"),
        Route::page::<SeeGaps>("/gaps"),
    ]
    .concat()
}

/// Records what was missing for a family, without saying for whom.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RaiseGap {
    /// The forum.
    pub forum: ForumId,
    /// What they needed help with: a code of the charter's needs.
    pub need: String,
    /// no_service, full or not_suitable.
    pub reason: String,
    /// Where: the id of a place; may be empty.
    pub place: String,
    /// What was missing, in words that name nobody.
    pub words: String,
}

impl Act for RaiseGap {
    const NAME: &'static str = "raise_gap";
    const ACTION: Action = Action::Refer;
}

impl Operation for RaiseGap {
    type Done = ();
    const SAYS: &'static str = "Record what was missing for a family, without saying for whom";

    fn subject(&self) -> Subject {
        (Kind::Forum, Some(self.forum.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let (_, charter) = of_forum(doing.tx, self.forum).await?.ok_or(Stop::NotThere)?;
        let typed = Typed { need: &self.need, reason: &self.reason, words: &self.words };
        let checked = model::checked(typed, |code| charter.needs.contains(code));
        let places = store::places(doing.tx).await?;
        let place = self.place.trim();
        let found = places.into_iter().find(|(id, _)| id.to_string() == place);
        if found.is_none() && !place.is_empty() {
            let mut errors = checked.err().unwrap_or_default();
            errors.add("place", "Select a place of the list, or none");
            return Err(errors.into());
        }
        let made = (doing.env.new_id(), self.forum);
        let when = (doing.env.today(), At(doing.env.now()));
        let gap = (checked?, found.map(|(id, _)| id));
        store::raise(doing.tx, doing.permit, made, gap, when).await?;
        doing.about.insert(made.0);
        Ok(())
    }
}

/// What the form for a gap offers.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GapAsked {
    /// The forum's name.
    pub forum_name: String,
    /// Codes and names of the charter's needs.
    pub needs: Vec<(String, String)>,
    /// Ids and names of places.
    pub places: Vec<(String, String)>,
}

/// Opens the form for a gap.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskGap {
    /// The forum.
    pub forum: ForumId,
}

impl Act for AskGap {
    const NAME: &'static str = "ask_gap";
    const ACTION: Action = Action::Refer;
}

impl Reading for AskGap {
    type Answer = GapAsked;
    const SAYS: &'static str = "Open the form for what was missing for a family";

    fn subject(&self) -> Subject {
        (Kind::Forum, Some(self.forum.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<GapAsked, Stop> {
        let (forum_name, charter) =
            of_forum(looking.tx, self.forum).await?.ok_or(Stop::NotThere)?;
        let places = store::places(looking.tx).await?;
        Ok(GapAsked {
            forum_name,
            needs: charter.needs.iter().map(|it| (it.code.clone(), it.name.clone())).collect(),
            places: places.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
        })
    }
}

impl Form for RaiseGap {
    type Ask = AskGap;
    const TITLE: &'static str = "Was something missing?";
    const BUTTON: &'static str = "Record the gap";

    fn ask(&self) -> AskGap {
        AskGap { forum: self.forum }
    }

    fn back(&self, _: &GapAsked) -> Option<String> {
        Some("/cases".to_owned())
    }

    fn fields(&self, asked: &GapAsked, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::fields(self, asked, errors)
    }

    fn next(&self, (): &()) -> Next {
        Next::to("/cases", "The gap was recorded")
    }
}

/// One gap.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GapLine {
    /// The gap.
    pub gap: Uuid,
    /// The forum.
    pub forum: ForumId,
    /// Its name.
    pub forum_name: String,
    /// Its charter's code and version, such as `maag/1`.
    pub charter: String,
    /// A code of the charter's needs.
    pub need: String,
    /// Where it was missing.
    pub place: Option<String>,
    /// no_service, full or not_suitable.
    pub reason: String,
    /// In words.
    pub words: String,
    /// When it was recorded.
    pub on: Date,
    /// What came of it: met, planned, asked or `no_change`; empty while nobody has said.
    pub outcome: String,
    /// In words.
    pub came_of_it: String,
    /// When that was said.
    pub closed_on: Option<Date>,
}

/// The gaps of the forums that one runs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Gaps {
    /// The forums: id and name.
    pub forums: Vec<(ForumId, String)>,
    /// Since when.
    pub since: Date,
    /// How many for each need, most first.
    pub counts: Vec<(String, u64)>,
    /// The gaps, the latest first.
    pub gaps: Vec<GapLine>,
}

/// What was missing for families in the last year, in the forums that one coordinates or chairs.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeGaps {}

impl Act for SeeGaps {
    const NAME: &'static str = "see_gaps";
    const ACTION: Action = Action::SearchPeople;
}

impl Reading for SeeGaps {
    type Answer = Gaps;
    const SAYS: &'static str = "What was missing for families in the last year, by need";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Gaps, Stop> {
        let runs = looking.visible::<Convene>(Kind::Forum);
        let since = looking.env.today().saturating_sub(1.year());
        if runs.is_empty() {
            return Ok(Gaps { forums: Vec::new(), since, counts: Vec::new(), gaps: Vec::new() });
        }
        let forums = store::forums(looking.tx, &runs).await?;
        let gaps = store::of_forums(looking.tx, &runs, since, MOST).await?;
        looking.lists(&runs, forums.iter().map(|(id, _)| id.0));
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for gap in &gaps {
            let need = charter_of(&gap.charter)?.needs.name(&gap.need).to_owned();
            *counts.entry(need).or_default() += 1;
        }
        let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        Ok(Gaps { forums, since, counts, gaps })
    }
}

impl Page for SeeGaps {
    fn title(_: &Gaps) -> String {
        "Gaps in services".into()
    }

    fn content(&self, answer: &Gaps, frame: &Frame) -> Markup {
        pages::gaps(answer, frame)
    }
}
