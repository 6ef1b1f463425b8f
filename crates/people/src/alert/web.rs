//! Adding an alert, and looking at it again: it holds on until another day, or it ends.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::{Timestamp, civil::Date};
use kernel::{AlertId, FieldErrors, PersonId, PractitionerId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next, Route};

use super::{
    model::{self, Outcome, Typed, kind_words},
    pages, store,
};
use crate::{
    in_error::store::{Marked, was_marked},
    restriction::web::RestrictRecord,
};

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::form::<AddAlert>("/people/{person}/alerts/new"),
        Route::form::<ReviewAlert>("/people/{person}/alerts/{alert}"),
    ]
    .concat()
}

/// An alert on a person's record.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Alert {
    /// The alert.
    pub alert: AlertId,
    /// A code: `visit_in_pairs`, `not_alone`, `no_unannounced_visit`, `dog`, `no_message`,
    /// `check_who_answers`, `infection` or `other`.
    pub kind: String,
    /// Why, and what to do about it.
    pub words: String,
    /// The day on which somebody looks at it again.
    pub review_on: Date,
    /// Its version.
    pub version: i64,
    /// Who added it.
    pub added_by: String,
    /// When.
    pub added_at: Timestamp,
    /// Why it ended, or what was wrong with it; empty while it holds.
    pub end_reason: String,
    /// Whether it was entered in error: what it said is kept, and shown to nobody.
    pub in_error: bool,
    /// Who added it.
    #[serde(skip)]
    pub(crate) added_by_id: Option<PractitionerId>,
    /// Who ended it; empty while it holds.
    pub ended_by: String,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// Adds an alert to a person's record.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AddAlert {
    /// Whose record.
    pub person: PersonId,
    /// What staff must know: a code, as the record lists them.
    pub kind: String,
    /// Why, and what to do about it.
    pub words: String,
    /// The day on which it is looked at again, such as `2027-03-04`: a year ahead at the most.
    pub review_on: String,
}

impl AddAlert {
    fn typed(&self) -> Typed<'_> {
        Typed { kind: &self.kind, words: &self.words, review_on: &self.review_on }
    }
}

impl Act for AddAlert {
    const NAME: &'static str = "add_alert";
    const ACTION: Action = Action::AmendPerson;
}

impl Operation for AddAlert {
    type Done = AlertId;
    const SAYS: &'static str =
        "Add an alert to a person's record: what staff must know before they make contact";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<AlertId, Stop> {
        let alert = self.typed().checked(doing.env.today())?;
        let made = (AlertId(doing.env.new_id()), At(doing.env.now()));
        store::add(doing.tx, doing.permit, self.person, &alert, made).await?;
        doing.about.insert(made.0.0);
        Ok(made.0)
    }
}

/// Opens the form for an alert.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskNewAlert {
    /// Whose record.
    pub person: PersonId,
}

impl Act for AskNewAlert {
    const NAME: &'static str = "ask_new_alert";
    const ACTION: Action = Action::AmendPerson;
}

impl Reading for AskNewAlert {
    type Answer = ();
    const SAYS: &'static str = "Open the form for adding an alert";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, _: &mut Looking<'_, Self>) -> Result<(), Stop> {
        Ok(())
    }
}

impl Form for AddAlert {
    type Ask = AskNewAlert;
    const TITLE: &'static str = "Add an alert";
    const BUTTON: &'static str = "Add alert";

    fn ask(&self) -> AskNewAlert {
        AskNewAlert { person: self.person }
    }

    fn fields(&self, (): &(), errors: &FieldErrors, _: &Frame) -> Markup {
        pages::new(&self.typed(), errors)
    }

    fn next(&self, _: &AlertId) -> Next {
        Next::to(format!("/people/{}", self.person), "The alert was added")
    }
}

/// Looks at an alert again: it holds on, perhaps in other words, or it ends.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReviewAlert {
    /// Whose record.
    pub person: PersonId,
    /// The alert.
    pub alert: AlertId,
    /// The version that was read.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub version: i64,
    /// `keep`, `end` or `in_error`.
    pub outcome: String,
    /// What staff must know: a code, as the record lists them.
    pub kind: String,
    /// Why, and what to do about it.
    pub words: String,
    /// The day on which it is looked at again, if it is kept: a year ahead at the most.
    pub review_on: String,
    /// Why it ends, if it ends.
    pub end_reason: String,
    /// What is wrong with it, if it was entered in error.
    pub error_reason: String,
}

impl ReviewAlert {
    pub(super) fn typed(&self) -> Typed<'_> {
        Typed { kind: &self.kind, words: &self.words, review_on: &self.review_on }
    }
}

impl Act for ReviewAlert {
    const NAME: &'static str = "review_alert";
    const ACTION: Action = Action::AmendPerson;
}

impl Operation for ReviewAlert {
    type Done = PersonId;
    const SAYS: &'static str = "Look at an alert again: keep it until another day, end it, or say that it was entered in error";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<PersonId, Stop> {
        let now = holding(store::of(doing.tx, doing.permit, self.person).await?, self.alert)?;
        doing.about.insert(self.alert.0);
        let it = (self.person, self.alert);
        let today = doing.env.today();
        let reasons = (self.end_reason.as_str(), self.error_reason.as_str());
        let outcome = model::outcome(&self.outcome, &self.typed(), reasons, today)?;
        // What is kept or ended must be what was read.
        if now.version != self.version {
            return Err(theirs(&now));
        }
        match outcome {
            Outcome::Keep(alert) => store::keep(doing.tx, doing.permit, it, &alert).await?,
            Outcome::End(reason) => {
                let at = At(doing.env.now());
                store::end(doing.tx, doing.permit, it, (&reason, false), at).await?;
            }
            Outcome::Error(reason) => {
                let is_own = now.added_by_id == Some(doing.principal().practitioner);
                let subject = (Kind::Person, Some(self.person.0));
                if !is_own && !doing.may::<RestrictRecord>(subject).await? {
                    return Err(FieldErrors::one("outcome", NOT_YOURS).into());
                }
                let at = At(doing.env.now());
                store::end(doing.tx, doing.permit, it, (&reason, true), at).await?;
                let said = (doing.env.new_id(), reason.as_str(), at);
                let marked = Marked::Alert(self.person, self.alert);
                was_marked(doing.tx, doing.permit, marked, said).await?;
            }
        }
        Ok(self.person)
    }
}

/// Nobody but whoever added it, or the coordinator, takes a warning from everybody's sight.
const NOT_YOURS: &str = "Only whoever added it, or the coordinator, says that it was entered in error. End it instead, and say why";

/// The alert, while it holds.
fn holding(alerts: Vec<Alert>, id: AlertId) -> Result<Alert, Stop> {
    let alert = alerts.into_iter().find(|it| it.alert == id).ok_or(Stop::NotThere)?;
    if alert.ended_at.is_some() {
        return Err(Stop::NotNow(
            "This alert has ended. Add a new one if it is needed again.".into(),
        ));
    }
    Ok(alert)
}

/// What an alert says now that someone else changed it.
fn theirs(now: &Alert) -> Stop {
    Stop::Conflict(json!({
        "version": now.version,
        "What staff must know": kind_words(&now.kind),
        "Why, and what to do about it": now.words,
        "To be looked at again on": now.review_on.strftime("%-d %B %Y").to_string(),
    }))
}

/// Opens the form about one alert.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskAlert {
    /// Whose record.
    pub person: PersonId,
    /// The alert.
    pub alert: AlertId,
}

impl Act for AskAlert {
    const NAME: &'static str = "ask_alert";
    const ACTION: Action = Action::AmendPerson;
}

impl Reading for AskAlert {
    type Answer = Alert;
    const SAYS: &'static str = "Open the form for looking at an alert again";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Alert, Stop> {
        holding(store::of(looking.tx, looking.permit, self.person).await?, self.alert)
    }
}

impl Form for ReviewAlert {
    type Ask = AskAlert;
    const TITLE: &'static str = "Look at an alert again";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> AskAlert {
        AskAlert { person: self.person, alert: self.alert }
    }

    fn begin(self, alert: &Alert) -> Self {
        // The day is left open: that somebody looked again is what a new one says.
        Self {
            version: alert.version,
            kind: alert.kind.clone(),
            words: alert.words.clone(),
            ..self
        }
    }

    fn fields(&self, alert: &Alert, errors: &FieldErrors, frame: &Frame) -> Markup {
        pages::review(self, alert, errors, frame)
    }

    fn next(&self, done: &PersonId) -> Next {
        Next::to(format!("/people/{done}"), "The alert was looked at")
    }
}
