//! Who is in the demonstration: one for each role, and some more.

use std::collections::BTreeMap;

use agreement::Role;
use db::{Actor, Door};
use kernel::{ForumId, OrganisationId, PractitionerId};
use partnership::accounts::web::{AddMembership, AskAccount, InvitePractitioner, Offered};

use super::{act, living::data::Colleague, look};
use crate::commands::Failure;

/// Somebody in the demonstration.
#[derive(Clone, Copy, Debug)]
pub struct Player {
    /// What one signs in as.
    pub slug: &'static str,
    /// Their name.
    pub name: &'static str,
    /// What they are, in words.
    pub what: &'static str,
    organisation: &'static str,
    roles: &'static [(Role, &'static str)],
}

impl Player {
    fn colleague(&self) -> Colleague {
        let role = |(role, forum): &(Role, &str)| match *forum {
            "" => role.name().to_owned(),
            forum => format!("{}: {forum}", role.name()),
        };
        Colleague {
            slug: self.slug.into(),
            name: self.name.into(),
            organisation: self.organisation.into(),
            roles: self.roles.iter().map(role).collect(),
            away: None,
            left: None,
        }
    }
}

const COAST: &str = "Alderby allocation group";
const HILLS: &str = "Cedarholme allocation group";

/// Everybody, in the order in which the demonstration offers them.
pub const CAST: &[Player] = &[
    Player {
        slug: "coordinator",
        name: "Priya Nair",
        what: "forum coordinator, Alderby",
        organisation: "Northmere Council",
        roles: &[(Role::Coordinator, COAST), (Role::Practitioner, "")],
    },
    Player {
        slug: "chair",
        name: "Martin Oakes",
        what: "chair, Alderby",
        organisation: "Northmere Council",
        roles: &[(Role::Chair, COAST)],
    },
    Player {
        slug: "practitioner",
        name: "Jo Fielding",
        what: "school pastoral lead, refers",
        organisation: "Alderby High School",
        roles: &[(Role::Practitioner, "")],
    },
    Player {
        slug: "member",
        name: "Sergeant Dee Walsh",
        what: "forum member, police",
        organisation: "Northmere Police",
        roles: &[(Role::ForumMember, COAST), (Role::Practitioner, "")],
    },
    Player {
        slug: "lead-professional",
        name: "Amara Cole",
        what: "health visitor, lead professional",
        organisation: "Northmere Community Health",
        roles: &[(Role::Practitioner, ""), (Role::ForumMember, COAST)],
    },
    Player {
        slug: "provider",
        name: "Tom Birch",
        what: "young carers' worker, asked for a service",
        organisation: "Northmere Young Carers",
        roles: &[(Role::Practitioner, "")],
    },
    Player {
        slug: "front-door",
        name: "Lena Marsh",
        what: "front-door worker, Alderby",
        organisation: "Northmere Council",
        roles: &[(Role::FrontDoorWorker, COAST)],
    },
    Player {
        slug: "outsider",
        name: "Col Reed",
        what: "practitioner with no part in it, Cedarholme",
        organisation: "Harbour Homes",
        roles: &[(Role::Practitioner, ""), (Role::ForumMember, HILLS)],
    },
    Player {
        slug: "administrator",
        name: "Ada Finch",
        what: "administrator, sees no case",
        organisation: "Northmere Council",
        roles: &[(Role::Administrator, "")],
    },
    Player {
        slug: "analyst",
        name: "Ravi Shah",
        what: "analyst, sees counts only",
        organisation: "Northmere Council",
        roles: &[(Role::Analyst, "")],
    },
    Player {
        slug: "governance",
        name: "Ruth Bell",
        what: "information governance lead",
        organisation: "Northmere Council",
        roles: &[(Role::InformationGovernanceLead, "")],
    },
    Player {
        slug: "auditor",
        name: "Sam Ito",
        what: "auditor",
        organisation: "Northmere Council",
        roles: &[(Role::Auditor, "")],
    },
];

/// The people and the bodies of the story, by name.
pub(super) struct Cast {
    players: BTreeMap<String, Played>,
    offered: Offered,
}

/// Somebody who has an account, and their first role.
#[derive(Clone, Debug)]
pub(super) struct Played {
    pub(super) name: String,
    pub(super) practitioner: PractitionerId,
    pub(super) organisation: OrganisationId,
}

impl Cast {
    /// Somebody, acting for their organisation.
    pub(super) fn actor(&self, slug: &str) -> Result<Actor, Failure> {
        let Played { practitioner, organisation, .. } = *self.player(slug)?;
        Ok(Actor::Practitioner { practitioner, organisation, session: None })
    }

    pub(super) fn player(&self, slug: &str) -> Result<&Played, Failure> {
        self.players.get(slug).ok_or_else(|| missing(slug))
    }

    /// The forum of the short story.
    pub(super) fn forum(&self) -> Result<ForumId, Failure> {
        self.forum_called(COAST)
    }

    pub(super) fn forum_called(&self, name: &str) -> Result<ForumId, Failure> {
        named(&self.offered.forums, name)
    }

    pub(super) fn organisation(&self, name: &str) -> Result<OrganisationId, Failure> {
        named(&self.offered.organisations, name)
    }
}

fn missing(name: &str) -> Failure {
    Failure::Asked(format!("the demonstration has nothing called {name}"))
}

fn named<I: Copy>(known: &[(I, String)], name: &str) -> Result<I, Failure> {
    let found = known.iter().find(|(_, known)| known == name);
    found.map(|(id, _)| *id).ok_or_else(|| missing(name))
}

/// Makes everybody's account. They have no password: the demonstration lets them in by a button.
pub(super) async fn invite(door: &Door, besides: &[Colleague]) -> Result<Cast, Failure> {
    let offered = look(door, Actor::Console, AskAccount {}).await?;
    let mut cast = Cast { players: BTreeMap::new(), offered };
    let first = CAST.iter().map(Player::colleague);
    for player in first.chain(besides.iter().cloned()) {
        let organisation = cast.organisation(&player.organisation)?;
        let mut practitioner = None;
        for role in &player.roles {
            let (role, forum) = match role.split_once(": ") {
                None => (role.clone(), String::new()),
                Some((role, name)) => (role.to_owned(), cast.forum_called(name)?.to_string()),
            };
            let (name, organisation) = (player.name.clone(), organisation.to_string());
            practitioner = Some(match practitioner {
                None => {
                    let sign_in_name = format!("demo-{}", player.slug);
                    let invite =
                        InvitePractitioner { name, sign_in_name, organisation, role, forum };
                    act(door, Actor::Console, invite).await?
                }
                Some(practitioner) => {
                    let more = AddMembership { practitioner, organisation, role, forum };
                    act(door, Actor::Console, more).await?;
                    practitioner
                }
            });
        }
        let practitioner = practitioner.ok_or_else(|| missing(&player.slug))?;
        let played = Played { name: player.name, practitioner, organisation };
        cast.players.insert(player.slug, played);
    }
    Ok(cast)
}
