//! Who acts, and what they are in the partnership.

use std::collections::BTreeSet;

use kernel::{ForumId, OrganisationId, PractitionerId, SessionId};
use uuid::Uuid;

use crate::Action;
use crate::words::Role;

/// The practitioner who acts, for one organisation at a time, as the door loaded them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Principal {
    /// Who they are.
    pub practitioner: PractitionerId,
    /// The organisation that they act for in this session.
    pub organisation: OrganisationId,
    /// Every organisation in which they have a role now: what bars one of them bars the person.
    pub organisations: BTreeSet<OrganisationId>,
    /// The session, if a person is at the other end.
    pub session: Option<SessionId>,
    /// The roles given to the account, for the organisation that they act for.
    pub roles: BTreeSet<Role>,
    /// The forums of which they are a named member.
    pub member_of: BTreeSet<ForumId>,
    /// The forums that they coordinate.
    pub coordinates: BTreeSet<ForumId>,
    /// The forums that they chair.
    pub chairs: BTreeSet<ForumId>,
    /// The forums whose front door they staff.
    pub front_door_of: BTreeSet<ForumId>,
    /// The forums that they coordinate or chair for any of their organisations: for what keeps them
    /// from opening something to themselves, never for what lets them in.
    pub runs_for_any: BTreeSet<ForumId>,
    /// Those of them that they coordinate, for any of their organisations.
    pub coordinates_for_any: BTreeSet<ForumId>,
    /// The access overrides that they hold now.
    pub overrides: BTreeSet<Uuid>,
}

impl Principal {
    /// The account of the command line on the machine itself.
    pub const CONSOLE: PractitionerId =
        PractitionerId(Uuid::from_u128(0x7468_726f_7567_686c_696e_6500_636f_6e73));

    /// A principal without role or forum, who may do next to nothing.
    #[must_use]
    pub fn new(practitioner: PractitionerId, organisation: OrganisationId) -> Self {
        Self {
            practitioner,
            organisation,
            organisations: BTreeSet::from([organisation]),
            session: None,
            roles: BTreeSet::new(),
            member_of: BTreeSet::new(),
            coordinates: BTreeSet::new(),
            chairs: BTreeSet::new(),
            front_door_of: BTreeSet::new(),
            runs_for_any: BTreeSet::new(),
            coordinates_for_any: BTreeSet::new(),
            overrides: BTreeSet::new(),
        }
    }

    /// Somebody who has not signed in.
    #[must_use]
    pub fn visitor() -> Self {
        Self::new(PractitionerId::default(), OrganisationId::default())
    }

    /// The same without the access overrides that they hold: what asks whether somebody would open something to
    /// themself asks what they may see anyway.
    #[must_use]
    pub fn without_overrides(&self) -> Self {
        Self { overrides: BTreeSet::new(), ..self.clone() }
    }

    /// What this person could see of a record once the forum holds it and has it open, whichever organisation they act for
    /// then: nobody opens that to themself by bringing somebody to their own forum. Nothing for whoever does not run it.
    #[must_use]
    pub fn opened_by_holding(&self, forum: ForumId) -> Option<Action> {
        let coordinates = self.coordinates_for_any.contains(&forum);
        match (coordinates, self.chairs.contains(&forum)) {
            (false, true) => Some(Action::SeeRecord),
            _ if coordinates || self.runs_for_any.contains(&forum) => Some(Action::SeeAddress),
            _ => None,
        }
    }

    /// Whether the account has a role, or has it by one of its forums.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.all_roles().contains(&role)
    }

    /// Whether the account is one that works with people, and not one that runs or checks the system.
    #[must_use]
    pub fn works_with_people(&self) -> bool {
        let roles = [
            Role::Practitioner,
            Role::Coordinator,
            Role::Chair,
            Role::ForumMember,
            Role::FrontDoorWorker,
        ];
        let held = self.all_roles();
        roles.iter().any(|role| held.contains(role))
    }

    /// Whether there are figures for the account, exact or under disclosure control.
    #[must_use]
    pub fn reads_figures(&self) -> bool {
        let readers = [Role::Coordinator, Role::Chair, Role::ForumMember, Role::Analyst];
        readers.iter().any(|role| self.has(*role))
    }

    /// The named principal of the command line; it belongs to no organisation.
    #[must_use]
    pub fn console() -> Self {
        let mut console = Self::new(Self::CONSOLE, OrganisationId(Self::CONSOLE.0));
        console.roles.insert(Role::Console);
        console
    }

    /// The roles given to the account, and those that follow from its forums and from having one.
    #[must_use]
    pub fn all_roles(&self) -> BTreeSet<Role> {
        let from_forums = [
            (Role::ForumMember, &self.member_of),
            (Role::Coordinator, &self.coordinates),
            (Role::Chair, &self.chairs),
            (Role::FrontDoorWorker, &self.front_door_of),
        ];
        let held = from_forums.into_iter().filter(|(_, forums)| !forums.is_empty());
        let account = (!self.practitioner.0.is_nil()).then_some(Role::AccountHolder);
        self.roles.iter().copied().chain(held.map(|(role, _)| role)).chain(account).collect()
    }
}
