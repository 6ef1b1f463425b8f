//! Proposing a lead professional, and answering.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::Timestamp;
use kernel::{CaseId, FieldErrors};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next, Route};

use super::{
    model::{self, Answer, Candidate, Request},
    pages, store,
};
use crate::{
    case::store::{open_head, scopes},
    charters::charter_of,
    chronology::store::note,
    duty,
};

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::form::<ProposeLead>("/cases/{case}/lead"),
        Route::form::<AnswerLead>("/cases/{case}/lead/answer"),
    ]
    .concat()
}

/// Reading where a person lives: for a permit only.
struct ReadAddress;

impl Act for ReadAddress {
    const NAME: &'static str = "read_address";
    const ACTION: Action = Action::SeeAddress;
}

/// One request to be lead professional.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RequestLine {
    /// Who was asked.
    pub name: String,
    /// For which organisation.
    pub organisation: String,
    /// proposed, accepted, declined, withdrawn or ended.
    pub status: String,
    /// A code of the charter's reasons; empty unless declined.
    pub decline_reason: String,
    /// When they were asked.
    pub proposed_at: Timestamp,
}

/// Proposes a lead professional.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ProposeLead {
    /// The case.
    pub case: CaseId,
    /// The membership of whoever is asked: it says who, and for which organisation.
    pub membership: String,
    /// The version of the case that was looked at.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub version: i64,
}

impl Act for ProposeLead {
    const NAME: &'static str = "propose_lead";
    const ACTION: Action = Action::AppointLead;
}

impl Operation for ProposeLead {
    type Done = ();
    const SAYS: &'static str = "Ask a practitioner to be lead professional";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let head = open_head(doing.tx, doing.permit).await?;
        let all = store::practitioners(doing.tx, doing.permit, head.forum).await?;
        let all = model::candidates(all, &scopes::barred(doing.tx, &head).await?);
        let who = model::chosen(&self.membership, &all)?;
        let me = doing.principal().practitioner;
        if who.practitioner == me {
            let of_person = (Kind::Person, Some(head.person.0));
            model::to_oneself(doing.may_anyway::<ReadAddress>(of_person).await?)?;
        }
        if head.version != self.version {
            let now = all.iter().find(|it| Some(it.practitioner) == head.lead);
            let now = now.map_or_else(|| "Nobody".to_owned(), |it| it.name.clone());
            let status = pages::status_words(&head.lead_status);
            return Err(Stop::Conflict(json!({
                "version": head.version, "Lead professional": now, "Status": status,
            })));
        }
        if head.lead == Some(who.practitioner) {
            let told = "This person already is, or is asked to be, the lead professional";
            return Err(FieldErrors::one("membership", told).into());
        }
        let made = (doing.env.new_id(), At(doing.env.now()));
        store::propose(doing.tx, doing.permit, &head, &who, made).await?;
        note(doing, head.id, &was_asked(&who.organisation_name)).await?;
        Ok(())
    }
}

/// What the chronology says when somebody of this organisation was asked.
pub(crate) fn was_asked(organisation: &str) -> String {
    format!("A practitioner of {organisation} was asked to be lead professional.")
}

/// What the form for proposing a lead professional shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LeadAsked {
    /// Memberships and words of those who can be asked.
    pub choices: Vec<(String, String)>,
    /// The version of the case.
    pub version: i64,
}

/// Opens the form for proposing a lead professional.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskLead {
    /// The case.
    pub case: CaseId,
}

impl Act for AskLead {
    const NAME: &'static str = "ask_lead";
    const ACTION: Action = Action::AppointLead;
}

impl Reading for AskLead {
    type Answer = LeadAsked;
    const SAYS: &'static str = "Open the form for proposing a lead professional";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<LeadAsked, Stop> {
        let head = open_head(looking.tx, looking.permit).await?;
        let all = store::practitioners(looking.tx, looking.permit, head.forum).await?;
        let mut all = model::candidates(all, &scopes::barred(looking.tx, &head).await?);
        if !looking.may_anyway::<ReadAddress>((Kind::Person, Some(head.person.0))).await? {
            let me = looking.principal().practitioner;
            all.retain(|it| it.practitioner != me);
        }
        let today = looking.env.today();
        let words = |it: &Candidate| (it.membership.to_string(), it.words(today));
        Ok(LeadAsked { choices: all.iter().map(words).collect(), version: head.version })
    }
}

impl Form for ProposeLead {
    type Ask = AskLead;
    const TITLE: &'static str = "Propose a lead professional";
    const BUTTON: &'static str = "Ask this person";

    fn ask(&self) -> AskLead {
        AskLead { case: self.case }
    }

    fn begin(self, asked: &LeadAsked) -> Self {
        Self { version: asked.version, ..self }
    }

    fn fields(&self, asked: &LeadAsked, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::propose(self, asked, errors)
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/cases/{}", self.case), "They were asked to be the lead professional")
    }
}

/// Accepts or declines to be lead professional.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerLead {
    /// The case.
    pub case: CaseId,
    /// accept or decline.
    pub answer: String,
    /// Why, when declining: a code of the charter's reasons.
    pub reason: String,
}

impl Act for AnswerLead {
    const NAME: &'static str = "answer_lead";
    const ACTION: Action = Action::AnswerLead;
}

impl Operation for AnswerLead {
    /// Whether they accepted.
    type Done = bool;
    const SAYS: &'static str = "Accept or decline to be lead professional";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<bool, Stop> {
        let head = open_head(doing.tx, doing.permit).await?;
        let charter = charter_of(&head.charter)?;
        let reasons = &charter.decline_reasons;
        let answer = model::answered(&self.answer, &self.reason, |code| reasons.contains(code))?;
        let me = doing.principal().practitioner;
        let request = store::latest_for(doing.tx, doing.permit, me).await?;
        let (id, organisation, state) = request.ok_or(Stop::NotThere)?;
        let state = Request::from_name(&state)
            .ok_or_else(|| db::DbError::corrupt("lead_request", "status", &state))?;
        let state = state.answer(&answer).map_err(|why| Stop::NotNow(why.to_owned()))?;
        let at = At(doing.env.now());
        store::answer(doing.tx, doing.permit, &head, (id, organisation), (state, &answer), at)
            .await?;
        if answer == Answer::Accept {
            duty::begin(doing, &head, id).await?;
        }
        let said = match &answer {
            Answer::Accept => "The person asked accepted to be lead professional.".to_owned(),
            Answer::Decline(reason) => {
                let why = reasons.name(reason).to_lowercase();
                format!("The person asked declined to be lead professional: {why}.")
            }
        };
        note(doing, head.id, &said).await?;
        Ok(answer == Answer::Accept)
    }
}

/// Opens the form for answering: the reasons for declining.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskLeadAnswer {
    /// The case.
    pub case: CaseId,
}

impl Act for AskLeadAnswer {
    const NAME: &'static str = "ask_lead_answer";
    const ACTION: Action = Action::AnswerLead;
}

impl Reading for AskLeadAnswer {
    /// Codes and words of the reasons for declining.
    type Answer = Vec<(String, String)>;
    const SAYS: &'static str = "Open the form for answering a request to be lead professional";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Self::Answer, Stop> {
        let head = open_head(looking.tx, looking.permit).await?;
        let reasons = &charter_of(&head.charter)?.decline_reasons;
        Ok(reasons.iter().map(|it| (it.code.clone(), it.name.clone())).collect())
    }
}

impl Form for AnswerLead {
    type Ask = AskLeadAnswer;
    const TITLE: &'static str = "You are asked to be lead professional";
    const BUTTON: &'static str = "Send answer";

    fn ask(&self) -> AskLeadAnswer {
        AskLeadAnswer { case: self.case }
    }

    /// Whoever is asked to lead knows the summary so far.
    fn back(&self, _: &Vec<(String, String)>) -> Option<String> {
        Some(format!("/cases/{}/summary", self.case))
    }

    fn fields(&self, asked: &Vec<(String, String)>, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::answer(self, asked, errors)
    }

    fn next(&self, accepted: &bool) -> Next {
        if *accepted {
            Next::to(format!("/cases/{}", self.case), "You are now the lead professional")
        } else {
            Next::to("/cases", "Your answer was recorded")
        }
    }
}
