//! Ids that cannot be mistaken for one another.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Declares id types.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(Serialize, Deserialize)]
        #[derive(schemars::JsonSchema)]
        #[cfg_attr(feature = "sql", derive(sqlx::Type), sqlx(transparent))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.trim().parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// One request to see what is held about a person.
    AccessRequestId,
    /// One action on a plan.
    ActionId,
    /// One question for advice.
    AdviceId,
    /// One alert on a person's record.
    AlertId,
    /// One service allocated to a case.
    AllocationId,
    /// One item on the agenda of a meeting.
    AgendaItemId,
    /// One episode of coordinated support.
    CaseId,
    /// One person of concern, as the record of somebody at risk from them has it.
    ConcernId,
    /// One line of a chronology.
    EventId,
    /// One form that is filled in about a case.
    FormId,
    /// One standing multi-agency meeting.
    ForumId,
    /// People living together.
    HouseholdId,
    /// One goal of a plan.
    GoalId,
    /// One number by which a system knows a person.
    IdentifierId,
    /// One sitting of a forum.
    MeetingId,
    /// One member body of the partnership.
    OrganisationId,
    /// One paper on a request or a case.
    PaperId,
    /// One individual with a record.
    PersonId,
    /// One place in the place tree.
    PlaceId,
    /// One practitioner with an account.
    PractitionerId,
    /// One other name of a person.
    OtherNameId,
    /// One request for decision against criteria.
    ReferralId,
    /// One relationship between two people.
    RelationshipId,
    /// One dated check of a plan.
    ReviewId,
    /// One service that a provider offers.
    ServiceId,
    /// One of a team around a family.
    TeamMemberId,
    /// One signed-in session.
    SessionId,
}
