//! Recording an awareness session, and the list of them.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use govuk::{DateInput, Input, InsetText, Row, Select, Table, Textarea};
use jiff::civil::Date;
use kernel::{FieldErrors, ForumId, date_boxes};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next, Page, Route};

use super::{
    model::{self, Typed},
    store,
};
use crate::{
    charters::{charter_of, of_forum},
    meeting::web::Convene,
};

/// The most lines of the list.
const MOST: i64 = 200;

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::form::<RecordSession>("/forums/{forum}/sessions/new"),
        Route::page::<SeeSessions>("/sessions"),
    ]
    .concat()
}

/// Records an awareness session: when, for which referrer group, and who held it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RecordSession {
    /// The forum.
    pub forum: ForumId,
    /// When it was held.
    pub held_on: String,
    /// For whom: a code of the charter's referrer groups.
    pub group: String,
    /// Who held it.
    pub held_by: String,
    /// What it was about; may be empty.
    pub words: String,
}

impl Act for RecordSession {
    const NAME: &'static str = "record_session";
    const ACTION: Action = Action::Convene;
}

impl Operation for RecordSession {
    type Done = ();
    const SAYS: &'static str = "Record a session that told a referrer group what the forum is for";

    fn subject(&self) -> Subject {
        (Kind::Forum, Some(self.forum.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let (_, charter) = of_forum(doing.tx, self.forum).await?.ok_or(Stop::NotThere)?;
        let typed = Typed {
            held_on: &self.held_on,
            group: &self.group,
            held_by: &self.held_by,
            words: &self.words,
        };
        let is_group = |code: &str| charter.referrer_groups.contains(code);
        let session = model::checked(typed, is_group, doing.env.today())?;
        let (made, at) = ((doing.env.new_id(), self.forum), At(doing.env.now()));
        store::record(doing.tx, doing.permit, made, session, at).await?;
        doing.about.insert(made.0);
        Ok(())
    }
}

/// Opens the form for an awareness session.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskSession {
    /// The forum.
    pub forum: ForumId,
}

impl Act for AskSession {
    const NAME: &'static str = "ask_session";
    const ACTION: Action = Action::Convene;
}

impl Reading for AskSession {
    /// Codes and names of the referrer groups.
    type Answer = Vec<(String, String)>;
    const SAYS: &'static str = "Open the form for an awareness session";

    fn subject(&self) -> Subject {
        (Kind::Forum, Some(self.forum.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Self::Answer, Stop> {
        let (_, charter) = of_forum(looking.tx, self.forum).await?.ok_or(Stop::NotThere)?;
        Ok(charter.referrer_groups.iter().map(|it| (it.code.clone(), it.name.clone())).collect())
    }
}

impl Form for RecordSession {
    type Ask = AskSession;
    const TITLE: &'static str = "Record an awareness session";
    const BUTTON: &'static str = "Record the session";

    fn ask(&self) -> AskSession {
        AskSession { forum: self.forum }
    }

    fn back(&self, _: &Vec<(String, String)>) -> Option<String> {
        Some("/sessions".to_owned())
    }

    fn fields(&self, groups: &Vec<(String, String)>, errors: &FieldErrors, _: &Frame) -> Markup {
        let [day, month, year] = date_boxes(&self.held_on);
        html! {
            (DateInput::new("held_on", "When was it held?").values(day, month, year)
                .error(errors.of("held_on")))
            (Select::new("group", "For whom was it?").item("", "Select a referrer group")
                .items(groups.iter().cloned()).value(&self.group).error(errors.of("group")))
            (Input::new("held_by", "Who held it?").value(&self.held_by).error(errors.of("held_by")))
            (Textarea::new("words", "What was it about? (optional)").rows(3)
                .value(&self.words).error(errors.of("words")))
        }
    }

    fn next(&self, (): &()) -> Next {
        Next::to("/sessions", "The session was recorded")
    }
}

/// One awareness session.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SessionLine {
    /// The forum's charter and its version, such as `maag/1`.
    pub charter: String,
    /// When it was held.
    pub on: Date,
    /// For whom: a code of the charter's referrer groups.
    pub group: String,
    /// Who held it.
    pub held_by: String,
    /// What it was about.
    pub words: String,
}

/// The sessions of one's forums.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Sessions {
    /// The forums: id and name.
    pub forums: Vec<(ForumId, String)>,
    /// The sessions, the latest first.
    pub sessions: Vec<SessionLine>,
}

/// The awareness sessions of the forums that one coordinates or chairs.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeSessions {}

impl Act for SeeSessions {
    const NAME: &'static str = "see_sessions";
    const ACTION: Action = Action::SearchPeople;
}

impl Reading for SeeSessions {
    type Answer = Sessions;
    const SAYS: &'static str =
        "The awareness sessions of the forums that one coordinates or chairs";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Sessions, Stop> {
        let runs = looking.visible::<Convene>(Kind::Forum);
        let rows = if runs.is_empty() {
            Vec::new()
        } else {
            store::of_forums(looking.tx, &runs, MOST).await?
        };
        let mut forums: Vec<(ForumId, String)> =
            rows.iter().map(|(id, name, _)| (*id, name.clone())).collect();
        forums.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
        forums.dedup();
        looking.lists(&runs, forums.iter().map(|(id, _)| id.0));
        Ok(Sessions {
            forums,
            sessions: rows.into_iter().filter_map(|(_, _, line)| line).collect(),
        })
    }
}

impl Page for SeeSessions {
    fn title(_: &Sessions) -> String {
        "Awareness sessions".into()
    }

    fn content(&self, answer: &Sessions, frame: &Frame) -> Markup {
        let rows = answer.sessions.iter().map(|it| {
            let charter = charter_of(&it.charter);
            let group =
                charter.map_or(it.group.as_str(), |it_is| it_is.referrer_groups.name(&it.group));
            Row::new()
                .cell(frame.date(it.on))
                .cell(group)
                .cell(it.held_by.as_str())
                .cell(it.words.as_str())
        });
        html! {
            p.govuk-body {
                "Sessions that told those who make requests what the forum is for. "
                a.govuk-link href="/reports/sessions" { "See whether fewer requests were returned afterwards" }
            }
            @if answer.sessions.is_empty() {
                (InsetText::new("No session has been recorded."))
            } @else {
                (Table::new("Sessions, the latest first").columns(["Day", "For whom", "Held by", "About"])
                    .rows(rows).named_rows().cards().hidden_caption())
            }
            @for (forum, name) in &answer.forums {
                p.govuk-body {
                    a.govuk-link href={ "/forums/" (forum) "/sessions/new" } { "Record a session for " (name) }
                }
            }
        }
    }
}
