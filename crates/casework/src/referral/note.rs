//! What is learned after a request was sent: added to it, while it waits and once it was accepted.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use govuk::{InsetText, Textarea};
use jiff::civil::Date;
use kernel::{FieldErrors, ReferralId};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next, Route, ring_now};

use super::{
    model::{Referral, Status},
    request, store,
};
use crate::chronology;

pub(super) fn routes() -> Vec<Route> {
    Route::form::<AddNote>("/referrals/{referral}/notes/new")
}

/// Something that was learned after a request was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NoteLine {
    /// When it was added.
    pub on: Date,
    /// Who added it.
    pub by: String,
    /// What was learned.
    pub words: String,
}

/// The referral, as long as something learned later still helps somebody.
pub(crate) fn takes_notes(referral: Referral) -> Result<Referral, Stop> {
    if referral.status.takes_notes() {
        return Ok(referral);
    }
    Err(Stop::NotNow(referral.status.why_not().into()))
}

/// Adds what was learned after a request was sent.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AddNote {
    /// The referral.
    pub referral: ReferralId,
    /// What was learned.
    pub words: String,
}

impl Act for AddNote {
    const NAME: &'static str = "add_referral_note";
    const ACTION: Action = Action::AmendReferral;
}

impl Operation for AddNote {
    type Done = ();
    const SAYS: &'static str = "Add something learned after a referral was sent";

    fn subject(&self) -> Subject {
        (Kind::Referral, Some(self.referral.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let found =
            store::load(doing.tx, doing.permit, self.referral).await?.ok_or(Stop::NotThere)?;
        let referral = takes_notes(found)?;
        let mut errors = FieldErrors::default();
        let words = errors.required("words", &self.words, "Enter what you learned");
        if words.chars().count() > request::LONGEST as usize {
            errors.add("words", "What you learned must be 4,000 characters or fewer");
        }
        errors.into_result()?;
        let (note, when) =
            ((doing.env.new_id(), referral.id), (doing.env.today(), At(doing.env.now())));
        store::sent::add_note(doing.tx, doing.permit, note, words, when).await?;
        if let Some(case) = referral.case {
            // Its words stand on the record: the line says only that they are there.
            let said = "Something learned after the request was added to it.";
            chronology::store::note(doing, case, said).await?;
            doing.about.insert(case.0);
        }
        doing.about.insert(referral.person.0);
        Ok(())
    }
}

/// Opens the form for what was learned.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskNote {
    /// The referral.
    pub referral: ReferralId,
}

impl Act for AskNote {
    const NAME: &'static str = "ask_referral_note";
    const ACTION: Action = Action::AmendReferral;
}

/// What the form for what was learned shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct NoteAsked {
    /// The reference that people quote.
    pub reference: String,
    /// About whom.
    pub person_name: String,
    /// Whether a case was opened.
    pub accepted: bool,
}

impl Reading for AskNote {
    type Answer = NoteAsked;
    const SAYS: &'static str = "Open the form for what was learned after a referral was sent";

    fn subject(&self) -> Subject {
        (Kind::Referral, Some(self.referral.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<NoteAsked, Stop> {
        let found =
            store::load(looking.tx, looking.permit, self.referral).await?.ok_or(Stop::NotThere)?;
        let it = takes_notes(found)?;
        looking.names(it.person.0);
        let accepted = it.status == Status::Accepted;
        Ok(NoteAsked { reference: it.reference, person_name: it.person_name, accepted })
    }
}

impl Form for AddNote {
    type Ask = AskNote;
    const TITLE: &'static str = "Add something you learned";
    const BUTTON: &'static str = "Add";

    fn ask(&self) -> AskNote {
        AskNote { referral: self.referral }
    }

    fn fields(&self, asked: &NoteAsked, errors: &FieldErrors, frame: &Frame) -> Markup {
        let readers = if asked.accepted {
            "Everybody who reads the request or the record of the case reads it."
        } else {
            "Everybody who reads the request reads it, and the case if one is opened."
        };
        html! {
            (ring_now(frame))
            p.govuk-body { (asked.reference) ", about " (asked.person_name) "." }
            (InsetText::new(readers))
            (Textarea::new("words", "What did you learn?").rows(5)
                .hint("What is new since you sent the request, and how you know. It cannot be changed afterwards")
                .value(&self.words).error(errors.of("words")))
        }
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/referrals/{}", self.referral), "What you learned was added")
    }
}
