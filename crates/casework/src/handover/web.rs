//! Handing over the cases of one practitioner.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{CaseId, FieldErrors, ForumId, PractitionerId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next};
use uuid::Uuid;

use super::{pages, store};
use crate::{
    case::store::{open_head, scopes},
    chronology::store::note,
    lead::{
        self,
        model::{Candidate, candidates, chosen},
        web::ProposeLead,
    },
};

/// Asks somebody to lead cases of a practitioner who is away, leaves or has left.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HandOver {
    /// Whose cases.
    pub practitioner: PractitionerId,
    /// Which of them: ids.
    #[serde(deserialize_with = "kernel::one_or_many")]
    pub cases: Vec<String>,
    /// The membership of whoever is asked: it says who, and for which organisation.
    pub membership: String,
}

impl Act for HandOver {
    const NAME: &'static str = "hand_over";
    const ACTION: Action = Action::SearchPeople;
}

impl Operation for HandOver {
    /// How many cases.
    type Done = usize;
    const SAYS: &'static str =
        "Ask somebody to lead cases of a practitioner who is away, leaves or has left";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<usize, Stop> {
        let cases = self.chosen_cases();
        let not = [self.practitioner, doing.principal().practitioner];
        let all = lead::store::practitioners(doing.tx, doing.permit, ForumId::default()).await?;
        let all = others(candidates(all, &[]), &not);
        let who = chosen(&self.membership, &all);
        let (cases, who) = match (cases, who) {
            (Ok(cases), Ok(who)) => (cases, who),
            (cases, who) => {
                let mut errors = FieldErrors::default();
                for wrong in [cases.err(), who.err()].into_iter().flatten() {
                    wrong.iter().for_each(|(at, why)| errors.add(at, why));
                }
                return Err(errors.into());
            }
        };
        let number = cases.len();
        for case in cases {
            self.one(doing, case, &who).await?;
        }
        Ok(number)
    }
}

impl HandOver {
    fn chosen_cases(&self) -> Result<Vec<CaseId>, FieldErrors> {
        let wrong = |told: &str| FieldErrors::one("cases", told);
        let ids: Result<Vec<Uuid>, _> = self.cases.iter().map(|id| id.trim().parse()).collect();
        let mut ids = ids.map_err(|_| wrong("Select cases of the list only"))?;
        ids.sort();
        ids.dedup();
        if ids.is_empty() {
            return Err(wrong("Select the cases to hand over"));
        }
        Ok(ids.into_iter().map(CaseId).collect())
    }

    /// Asks for one case, as its own form would.
    async fn one(
        &self,
        doing: &mut Doing<'_, Self>,
        case: CaseId,
        who: &Candidate,
    ) -> Result<(), Stop> {
        let permit = doing.permit_for::<ProposeLead>((Kind::Case, Some(case.0))).await?;
        let head = open_head(doing.tx, &permit).await?;
        if head.lead.is_some_and(|lead| lead != self.practitioner) {
            let told = "Somebody else leads one of these cases now. Read the list and choose again";
            return Err(FieldErrors::one("cases", told).into());
        }
        let barred = scopes::barred(doing.tx, &head).await?;
        if candidates(vec![who.clone()], &barred).is_empty() {
            let told = "Select somebody else: this person cannot be asked for all of these cases";
            return Err(FieldErrors::one("membership", told).into());
        }
        let made = (doing.env.new_id(), At(doing.env.now()));
        lead::store::propose(doing.tx, &permit, &head, who, made).await?;
        doing.about.extend([case.0, head.person.0]);
        let said = lead::web::was_asked(&who.organisation_name);
        note(doing, case, &said).await?;
        Ok(())
    }
}

/// Those who can be asked: neither whoever hands over, nor the reader, who would open an address to themself.
fn others(mut all: Vec<Candidate>, not: &[PractitionerId]) -> Vec<Candidate> {
    all.retain(|it| !not.contains(&it.practitioner));
    all
}

/// A case that somebody holds.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HeldCase {
    /// The case.
    pub case: CaseId,
    /// The name of the child, young person or adult.
    pub name: String,
    /// Its forum.
    pub forum: String,
    /// accepted, proposed, or ended when nobody leads now.
    pub lead_status: String,
    /// When it is next reviewed.
    pub next_review_on: Option<Date>,
}

/// What the form for handing over shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HandoverAsked {
    /// Whose cases they are.
    pub name: String,
    /// The cases.
    pub cases: Vec<HeldCase>,
    /// Memberships and words of those who can be asked.
    pub choices: Vec<(String, String)>,
}

/// Opens the form for handing over the cases of one practitioner.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskHandover {
    /// Whose cases.
    pub practitioner: PractitionerId,
}

impl Act for AskHandover {
    const NAME: &'static str = "ask_handover";
    const ACTION: Action = Action::SearchPeople;
}

impl Reading for AskHandover {
    type Answer = HandoverAsked;
    const SAYS: &'static str = "Open the form for handing over the cases of one practitioner";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<HandoverAsked, Stop> {
        let appoints = looking.visible::<ProposeLead>(Kind::Case);
        let cases = store::held(looking.tx, &appoints, self.practitioner).await?;
        // Who somebody is that leads nothing here is nobody's business.
        if cases.is_empty() {
            return Ok(HandoverAsked { name: String::new(), cases, choices: Vec::new() });
        }
        looking.lists(&appoints, cases.iter().map(|it| it.case.0));
        let name = store::name_of(looking.tx, self.practitioner).await?;
        let barred = store::barred(looking.tx, &appoints, self.practitioner).await?;
        let not = [self.practitioner, looking.principal().practitioner];
        let all = lead::store::practitioners(looking.tx, looking.permit, ForumId::default());
        let all = others(candidates(all.await?, &barred), &not);
        let today = looking.env.today();
        let choices = all.iter().map(|it| (it.membership.to_string(), it.words(today))).collect();
        Ok(HandoverAsked { name, cases, choices })
    }
}

impl Form for HandOver {
    type Ask = AskHandover;
    const TITLE: &'static str = "Hand over cases";
    const BUTTON: &'static str = "Ask this person";

    fn ask(&self) -> AskHandover {
        AskHandover { practitioner: self.practitioner }
    }

    fn back(&self, _: &HandoverAsked) -> Option<String> {
        Some("/leads".to_owned())
    }

    /// All of them, unless somebody takes some away.
    fn begin(self, asked: &HandoverAsked) -> Self {
        Self { cases: asked.cases.iter().map(|it| it.case.to_string()).collect(), ..self }
    }

    fn fields(&self, asked: &HandoverAsked, errors: &FieldErrors, frame: &Frame) -> Markup {
        pages::handover(self, asked, errors, frame)
    }

    fn next(&self, number: &usize) -> Next {
        let say = match number {
            1 => "They were asked to lead 1 case".to_owned(),
            more => format!("They were asked to lead {more} cases"),
        };
        Next::to("/leads", say)
    }
}
