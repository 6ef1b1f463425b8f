//! What one's organisation has to do.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use jiff::civil::{Date, date};
use kernel::{ActionId, CaseId, FieldErrors};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};

use super::{pages, store};
use crate::{
    absence::model::Absence,
    case::web::SeeCaseSummary,
    plan::{model::Status, web::Named},
};

/// How many actions one page shows.
const PAGE: usize = 50;

/// Whose actions can be asked for: what is asked, and in words.
pub(super) const WHOSE: [(&str, &str); 3] = [
    ("", "All actions of my organisation"),
    ("mine", "Mine: where I am named"),
    ("nobody", "Those with nobody named"),
];

/// Something that an organisation has to do.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ActionOf {
    /// The action.
    pub action: ActionId,
    /// The case.
    pub case: CaseId,
    /// The name of the child, young person or adult.
    pub name: String,
    /// The forum.
    pub forum: String,
    /// What is to be done.
    pub description: String,
    /// By when.
    pub due_on: Date,
    /// Its state.
    pub status: Status,
    /// Whether it should have been done by now.
    pub is_overdue: bool,
    /// Whether other organisations own it, too.
    pub is_joint: bool,
    /// Who does it, when somebody is named.
    pub named: Option<Named>,
    /// When they are away.
    pub absence: Option<Absence>,
}

/// What the reader's organisation has to do.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Actions {
    /// The actions, what is due first first.
    pub actions: Vec<ActionOf>,
    /// What to ask for to see the next page, if there is one.
    pub next: Option<String>,
}

/// What one's organisation has to do, in the cases that one may know of.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeActions {
    /// `mine`: where the reader is named; `nobody`: where nobody is; all when empty.
    pub whose: String,
    /// Where the page begins, as the page before said.
    pub after: String,
}

impl Act for SeeActions {
    const NAME: &'static str = "see_actions";
    const ACTION: Action = Action::SearchPeople;
}

impl Reading for SeeActions {
    type Answer = Actions;
    const SAYS: &'static str = "What one's organisation has to do, and who of it does it";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Actions, Stop> {
        let after = self.checked()?;
        let known = looking.visible::<SeeCaseSummary>(Kind::Case);
        if known.is_empty() {
            return Ok(Actions { actions: Vec::new(), next: None });
        }
        let rows = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let (who, today) = (looking.permit.principal(), looking.env.today());
        let whose = (self.whose.as_str(), who);
        let page = (after, rows);
        let mut actions = store::to_do(looking.tx, &known, whose, today, page).await?;
        let has_more = actions.len() > PAGE;
        actions.truncate(PAGE);
        let last = actions.last().filter(|_| has_more);
        let next = last.map(|it| format!("{}~{}", it.due_on, it.action));
        looking.lists(&known, actions.iter().map(|it| it.case.0));
        Ok(Actions { actions, next })
    }
}

/// The last action of the page before: its day and its id.
pub(super) type After = (Date, ActionId);

impl SeeActions {
    fn checked(&self) -> Result<After, FieldErrors> {
        let mut errors = FieldErrors::default();
        if WHOSE.iter().all(|(code, _)| *code != self.whose) {
            let told = "Select all actions, those where you are named, or those with nobody named";
            errors.add("whose", told);
        }
        // Before every action, on both engines.
        let first = (date(1900, 1, 1), ActionId::default());
        let after = if self.after.is_empty() { Some(first) } else { place(&self.after) };
        if after.is_none() {
            errors.add("after", "Go back to the first page of the list");
        }
        errors.into_result()?;
        Ok(after.unwrap_or(first))
    }
}

fn place(cursor: &str) -> Option<After> {
    let (on, action) = cursor.split_once('~')?;
    Some((on.parse().ok()?, action.parse().ok()?))
}

impl Page for SeeActions {
    fn title(_: &Actions) -> String {
        "Actions".into()
    }

    fn content(&self, answer: &Actions, frame: &Frame) -> Markup {
        pages::actions(self, answer, frame)
    }
}
