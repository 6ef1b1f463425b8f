//! Looking afterwards at who gave themself access, and why.

use agreement::{Act, Action, Kind, Principal};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::Timestamp;
use kernel::{FieldErrors, ForumId, PersonId, PractitionerId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next, Page};
use uuid::Uuid;

use super::{model, pages, store};
use crate::restriction::web::RestrictRecord;

/// That somebody gave themself access.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OverrideLine {
    /// The override.
    pub id: Uuid,
    /// Whose records.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Who read them.
    pub practitioner: PractitionerId,
    /// Their name.
    pub by: String,
    /// For which organisation.
    pub organisation: String,
    /// Why it could not wait.
    pub reason: String,
    /// Since when.
    pub at: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// right or wrong; empty until somebody has looked at it.
    pub finding: String,
    /// What they found, in words.
    pub finding_words: String,
    /// Who looked at it.
    pub reviewed_by: Option<String>,
}

/// Who gave themself access to records of people that one coordinates.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeOverrides {}

impl Act for SeeOverrides {
    const NAME: &'static str = "see_overrides";
    const ACTION: Action = Action::SearchPeople;
}

impl Reading for SeeOverrides {
    type Answer = Vec<OverrideLine>;
    const SAYS: &'static str =
        "Who gave themself access to records of your forums, those that nobody has looked at first";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Self::Answer, Stop> {
        let restricts = looking.visible::<RestrictRecord>(Kind::Person);
        if restricts.is_empty() {
            return Ok(Vec::new());
        }
        let lines = store::of_coordinator(looking.tx, &restricts).await?;
        looking.lists(&restricts, lines.iter().map(|it| it.person.0));
        Ok(lines)
    }
}

impl Page for SeeOverrides {
    fn title(_: &Self::Answer) -> String {
        "Records read at once".into()
    }

    fn content(&self, answer: &Self::Answer, frame: &Frame) -> Markup {
        pages::list(answer, frame)
    }
}

/// Says whether it was right that somebody gave themself access.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReviewOverride {
    /// Whose records.
    pub person: PersonId,
    /// The override.
    pub r#override: Uuid,
    /// right or wrong.
    pub finding: String,
    /// What was found; needed when it was not right.
    pub words: String,
}

impl Act for ReviewOverride {
    const NAME: &'static str = "review_override";
    const ACTION: Action = Action::RestrictRecord;
}

impl Operation for ReviewOverride {
    type Done = ();
    const SAYS: &'static str = "Say whether it was right that somebody read a record at once";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let line = store::one_of(doing.tx, doing.permit, self.r#override).await?;
        let line = not_yet(line)?;
        let held_by = store::held_by(doing.tx, doing.permit, line.id).await?;
        is_theirs(&held_by, doing.principal())?;
        let who = (line.practitioner, doing.principal().practitioner);
        let (finding, words) = model::finding((&self.finding, &self.words), who)?;
        let at = At(doing.env.now());
        store::review(doing.tx, doing.permit, line.id, (&finding, &words), at).await?;
        doing.detail = json!({ "override": line.id, "finding": finding });
        Ok(())
    }
}

/// Whoever took it could have a friend's forum hold the record afterwards: those look at it who held it then.
fn is_theirs(held_by: &[ForumId], who: &Principal) -> Result<(), Stop> {
    if held_by.is_empty() || held_by.iter().any(|forum| who.coordinates.contains(forum)) {
        return Ok(());
    }
    let told = "The coordinator of the forum that held the record then looks at this.";
    Err(Stop::NotNow(told.to_owned()))
}

/// The override, when nobody has looked at it.
fn not_yet(line: Option<OverrideLine>) -> Result<OverrideLine, Stop> {
    let line = line.ok_or(Stop::NotThere)?;
    if line.finding.is_empty() {
        return Ok(line);
    }
    Err(Stop::NotNow(
        "Somebody has looked at this already. The list says what they found.".to_owned(),
    ))
}

/// Opens the form about an access override.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskOverrideReview {
    /// Whose records.
    pub person: PersonId,
    /// The override.
    pub r#override: Uuid,
}

impl Act for AskOverrideReview {
    const NAME: &'static str = "ask_override_review";
    const ACTION: Action = Action::RestrictRecord;
}

impl Reading for AskOverrideReview {
    type Answer = OverrideLine;
    const SAYS: &'static str = "Open the form about an access override";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<OverrideLine, Stop> {
        let line = not_yet(store::one_of(looking.tx, looking.permit, self.r#override).await?)?;
        let held_by = store::held_by(looking.tx, looking.permit, line.id).await?;
        is_theirs(&held_by, looking.principal())?;
        Ok(line)
    }
}

impl Form for ReviewOverride {
    type Ask = AskOverrideReview;
    const TITLE: &'static str = "Was it right to read this record at once?";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> AskOverrideReview {
        AskOverrideReview { person: self.person, r#override: self.r#override }
    }

    fn back(&self, _: &OverrideLine) -> Option<String> {
        Some("/overrides".to_owned())
    }

    fn fields(&self, asked: &OverrideLine, errors: &FieldErrors, frame: &Frame) -> Markup {
        pages::review(self, asked, errors, frame)
    }

    fn next(&self, (): &()) -> Next {
        Next::to("/overrides", "What you found was saved")
    }
}
