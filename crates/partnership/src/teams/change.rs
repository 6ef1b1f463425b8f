//! Adding a team to an organisation, and putting somebody's role in one.

use agreement::{Act, Action, Kind};
use db::{Doing, Looking, Operation, Reading, Stop, Subject};
use govuk::{Input, Select};
use kernel::{FieldErrors, OrganisationId, PractitionerId};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next};
use uuid::Uuid;

use super::{
    model::{self, Team},
    store,
};
use crate::organisations::{AskOneOrganisation, OneOrganisation, store::by_id};

/// Adds a team to an organisation.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AddTeam {
    /// Whose team it is.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
}

impl Act for AddTeam {
    const NAME: &'static str = "add_team";
    const ACTION: Action = Action::ManagePartnership;
}

impl Operation for AddTeam {
    type Done = Uuid;
    const SAYS: &'static str = "Add a team to an organisation";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<Uuid, Stop> {
        let found = by_id(doing.tx, self.organisation).await?.ok_or(Stop::NotThere)?;
        let name = model::checked(&self.name, &store::of(doing.tx, found.id).await?)?;
        if found.withdrawn.is_some() {
            return Err(Stop::NotNow("This organisation has left the partnership.".into()));
        }
        let id = doing.env.new_id();
        store::add(doing.tx, doing.permit, id, (found.id, &name)).await?;
        doing.about.extend([found.id.0, id]);
        Ok(id)
    }
}

impl Form for AddTeam {
    type Ask = AskOneOrganisation;
    const TITLE: &'static str = "Add a team";
    const BUTTON: &'static str = "Add team";

    fn ask(&self) -> AskOneOrganisation {
        AskOneOrganisation { organisation: self.organisation }
    }

    fn fields(&self, asked: &OneOrganisation, errors: &FieldErrors, _: &Frame) -> Markup {
        html! {
            p.govuk-body { "A team of " strong { (asked.organisation.name) } "." }
            (Input::new("name", "Name of the team").value(&self.name).error(errors.of("name")))
        }
    }

    fn back(&self, _: &OneOrganisation) -> Option<String> {
        Some("/organisations".into())
    }

    fn next(&self, _: &Uuid) -> Next {
        Next::to("/organisations", "The team was added")
    }
}

/// What the form for choosing a team offers.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TeamAsked {
    /// The organisation's name.
    pub organisation: String,
    /// The team now.
    pub team: Option<Uuid>,
    /// The organisation's teams.
    pub teams: Vec<Team>,
}

/// Opens the form for choosing a team.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskTeam {
    /// Whose account.
    pub practitioner: PractitionerId,
    /// Which of their roles.
    pub membership: Uuid,
}

impl Act for AskTeam {
    const NAME: &'static str = "ask_team";
    const ACTION: Action = Action::ManageAccounts;
}

impl Reading for AskTeam {
    type Answer = TeamAsked;
    const SAYS: &'static str = "Open the form for choosing a team";

    fn subject(&self) -> Subject {
        (Kind::Account, Some(self.practitioner.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<TeamAsked, Stop> {
        let asked = (self.practitioner, self.membership);
        let found = store::membership(looking.tx, asked).await?;
        let (organisation, name, team) = found.ok_or(Stop::NotThere)?;
        let teams = store::of(looking.tx, organisation).await?;
        Ok(TeamAsked { organisation: name, team, teams })
    }
}

/// Puts one of somebody's roles in a team of its organisation, or in none.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct JoinTeam {
    /// Whose account.
    pub practitioner: PractitionerId,
    /// Which of their roles.
    pub membership: Uuid,
    /// The team's id; empty for none.
    pub team: String,
}

impl Act for JoinTeam {
    const NAME: &'static str = "join_team";
    const ACTION: Action = Action::ManageAccounts;
}

impl Operation for JoinTeam {
    type Done = ();
    const SAYS: &'static str = "Say in which team of their organisation somebody is";

    fn subject(&self) -> Subject {
        (Kind::Account, Some(self.practitioner.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let asked = (self.practitioner, self.membership);
        let found = store::membership(doing.tx, asked).await?;
        let (organisation, ..) = found.ok_or(Stop::NotThere)?;
        let team = model::chosen(&self.team, &store::of(doing.tx, organisation).await?)?;
        doing.about.extend(team);
        Ok(store::join(doing.tx, doing.permit, self.membership, team).await?)
    }
}

impl Form for JoinTeam {
    type Ask = AskTeam;
    const TITLE: &'static str = "Choose a team";
    const BUTTON: &'static str = "Save team";

    fn ask(&self) -> AskTeam {
        AskTeam { practitioner: self.practitioner, membership: self.membership }
    }

    fn begin(self, asked: &TeamAsked) -> Self {
        let team = asked.team.map(|id| id.to_string()).unwrap_or_default();
        Self { team, ..self }
    }

    fn fields(&self, asked: &TeamAsked, errors: &FieldErrors, _: &Frame) -> Markup {
        html! {
            p.govuk-body {
                "Their team in " strong { (asked.organisation) } ". A team says where somebody works and opens nothing "
                "to them."
            }
            @if asked.teams.is_empty() {
                p.govuk-body {
                    "This organisation has no team yet: add one on the page of "
                    a.govuk-link href="/organisations" { "organisations" } "."
                }
            }
            (Select::new("team", "Team").item("", "No team")
                .items(asked.teams.iter().map(|it| (it.id.to_string(), it.name.as_str())))
                .value(&self.team).error(errors.of("team")))
        }
    }

    fn back(&self, _: &TeamAsked) -> Option<String> {
        Some(format!("/practitioners/{}", self.practitioner))
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/practitioners/{}", self.practitioner), "The team was saved")
    }
}
