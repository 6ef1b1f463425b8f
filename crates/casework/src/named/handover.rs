//! Handing over the actions for which somebody is named.

use std::collections::BTreeSet;

use agreement::{Act, Action, Kind};
use db::{Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{ActionId, CaseId, FieldErrors, ForumId, OrganisationId, PractitionerId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next};

use super::{
    model::{self, NOBODY},
    pages, store,
    web::{NamePractitioner, said},
};
use crate::{
    case::{store::open_head, web::SeeCaseSummary},
    chronology::store::note,
    lead::{
        self,
        model::{Candidate, candidates},
    },
    plan::{self, web::RecordAction},
};

/// Names somebody else of the same organisation for actions of a practitioner who is away, leaves or has left.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HandOverActions {
    /// Who is named now.
    pub practitioner: PractitionerId,
    /// Which actions: lines of the case's id, a space, and the action's.
    #[serde(deserialize_with = "kernel::one_or_many")]
    pub actions: Vec<String>,
    /// The membership of whoever does them from now on, or `nobody`.
    pub membership: String,
}

impl Act for HandOverActions {
    const NAME: &'static str = "hand_over_actions";
    const ACTION: Action = Action::SearchPeople;
}

impl Operation for HandOverActions {
    /// How many actions.
    type Done = usize;
    const SAYS: &'static str =
        "Name somebody else for actions of a practitioner who is away, leaves or has left";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<usize, Stop> {
        let chosen = model::handed_over(&self.actions);
        let all = lead::store::practitioners(doing.tx, doing.permit, ForumId::default()).await?;
        let who = self.who(all);
        let (chosen, who) = match (chosen, who) {
            (Ok(chosen), Ok(who)) => (chosen, who),
            (chosen, who) => {
                let mut errors = FieldErrors::default();
                for wrong in [chosen.err(), who.err()].into_iter().flatten() {
                    wrong.iter().for_each(|(at, why)| errors.add(at, why));
                }
                return Err(errors.into());
            }
        };
        for action in &chosen {
            self.one(doing, *action, who.as_ref()).await?;
        }
        Ok(chosen.len())
    }
}

impl HandOverActions {
    /// Whoever does them from now on; nobody by name is an answer, too.
    fn who(&self, all: Vec<Candidate>) -> Result<Option<Candidate>, FieldErrors> {
        let text = self.membership.trim();
        if text == NOBODY {
            return Ok(None);
        }
        let mut all = candidates(all, &[]).into_iter();
        let found = all.find(|it| it.membership.to_string() == text);
        let found = found.filter(|it| it.practitioner != self.practitioner);
        let told = "Select who does them next, or “Nobody by name”";
        found.map(Some).ok_or_else(|| FieldErrors::one("membership", told))
    }

    /// Names them for one action, as its own form would.
    async fn one(
        &self,
        doing: &mut Doing<'_, Self>,
        (case, action): (CaseId, ActionId),
        who: Option<&Candidate>,
    ) -> Result<(), Stop> {
        let subject = (Kind::Case, Some(case.0));
        let permit = doing.permit_for::<NamePractitioner>(subject).await?;
        let head = open_head(doing.tx, &permit).await?;
        let actions = plan::store::of_case(doing.tx, &permit, doing.env.today()).await?;
        let action = actions.iter().find(|it| it.action == action).ok_or(Stop::NotThere)?;
        let not_theirs = || {
            let told = format!(
                "Leave out “{}”: it is not for their organisation, or somebody else is named for it now",
                action.description
            );
            FieldErrors::one("actions", told)
        };
        let part = model::part(action, self.practitioner, who.map(|it| it.organisation));
        let part = part.ok_or_else(not_theirs)?;
        let is_ours = part.organisation == doing.principal().organisation;
        let keeps = doing.may::<RecordAction>(subject).await?;
        if !is_ours && !keeps {
            return Err(Stop::NotThere);
        }
        model::has_to_do(action, part).map_err(|why| Stop::NotNow(why.to_owned()))?;
        let who = who.map(|it| it.practitioner);
        let of = (part.organisation, keeps);
        let all = store::colleagues(doing.tx, &permit, &head, of).await?;
        if who.is_some_and(|who| all.iter().all(|it| it.practitioner != who)) {
            let told =
                format!("Select somebody else: this person cannot do “{}”", action.description);
            return Err(FieldErrors::one("membership", told).into());
        }
        store::name(doing.tx, &permit, (action.action, part.organisation), who).await?;
        doing.about.extend([case.0, action.action.0]);
        note(doing, case, &said(&part.name, who)).await?;
        Ok(())
    }
}

/// An action for which somebody is named.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HeldAction {
    /// The action.
    pub action: ActionId,
    /// The case.
    pub case: CaseId,
    /// The name of the child, young person or adult.
    pub name: String,
    /// What is to be done.
    pub description: String,
    /// By when.
    pub due_on: Date,
    /// The organisation for which they do it.
    pub organisation: OrganisationId,
    /// Its name.
    pub organisation_name: String,
}

/// What the form for handing over shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ActionsAsked {
    /// Who is named now.
    pub name: String,
    /// For what.
    pub actions: Vec<HeldAction>,
    /// Memberships and words of those who can be named.
    pub choices: Vec<(String, String)>,
}

/// Opens the form for handing over the actions of one practitioner.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskActions {
    /// Who is named now.
    pub practitioner: PractitionerId,
}

impl Act for AskActions {
    const NAME: &'static str = "ask_actions";
    const ACTION: Action = Action::SearchPeople;
}

impl Reading for AskActions {
    type Answer = ActionsAsked;
    const SAYS: &'static str = "Open the form for handing over the actions of one practitioner";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<ActionsAsked, Stop> {
        let known = looking.visible::<SeeCaseSummary>(Kind::Case);
        let keeps = looking.visible::<RecordAction>(Kind::Case);
        let mine = looking.principal().organisation;
        let filters = (&known, &keeps);
        let actions = store::held(looking.tx, filters, self.practitioner, mine).await?;
        // Who somebody is that does nothing here is nobody's business.
        if actions.is_empty() {
            return Ok(ActionsAsked { name: String::new(), actions, choices: Vec::new() });
        }
        looking.lists(&known, actions.iter().map(|it| it.case.0));
        let name = store::name_of(looking.tx, self.practitioner).await?;
        let of: BTreeSet<OrganisationId> = actions.iter().map(|it| it.organisation).collect();
        let all = lead::store::practitioners(looking.tx, looking.permit, ForumId::default());
        let mut all = candidates(all.await?, &[]);
        all.retain(|it| of.contains(&it.organisation) && it.practitioner != self.practitioner);
        let today = looking.env.today();
        let choices = all.iter().map(|it| (it.membership.to_string(), it.words(today))).collect();
        Ok(ActionsAsked { name, actions, choices })
    }
}

impl Form for HandOverActions {
    type Ask = AskActions;
    const TITLE: &'static str = "Hand over actions";
    const BUTTON: &'static str = "Hand over";

    fn ask(&self) -> AskActions {
        AskActions { practitioner: self.practitioner }
    }

    fn back(&self, _: &ActionsAsked) -> Option<String> {
        Some("/actions".to_owned())
    }

    /// All of them, unless somebody takes some away.
    fn begin(self, asked: &ActionsAsked) -> Self {
        Self { actions: asked.actions.iter().map(pages::value).collect(), ..self }
    }

    fn fields(&self, asked: &ActionsAsked, errors: &FieldErrors, frame: &Frame) -> Markup {
        pages::handover(self, asked, errors, frame)
    }

    fn next(&self, number: &usize) -> Next {
        let say = match number {
            1 => "1 action was handed over".to_owned(),
            more => format!("{more} actions were handed over"),
        };
        Next::to("/actions", say)
    }
}
