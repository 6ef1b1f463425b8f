//! The closed lists of words that the agreement is written in: kinds, relations, roles.
//!
//! Each word is also a row in the database and a name in `agreement.cedar`: never rename one.

/// Declares an enum whose variants carry a stable name.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every variant, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable name, as stored in rows and written in policies.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// Finds the variant with this stable name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.name() == name)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What sort of record a decision is about.
    Kind {
        /// An individual with a record.
        Person = "person",
        /// A request for decision against criteria.
        Referral = "referral",
        /// One episode of coordinated support.
        Case = "case",
        /// One sitting of a forum.
        Meeting = "meeting",
        /// A standing multi-agency meeting.
        Forum = "forum",
        /// The partnership itself: its organisations, places, services. There is one.
        Partnership = "partnership",
        /// The ledger of every access. There is one.
        Ledger = "ledger",
        /// The account of one practitioner, with what is theirs alone (drafts, sessions).
        Account = "account",
        /// The figures of one forum.
        Report = "report",
    }
}

impl Role {
    /// The roles of those who run, count or check: whoever holds one sees no case content.
    pub const DESKS: &'static [Self] = &[
        Self::Administrator,
        Self::Console,
        Self::Analyst,
        Self::InformationGovernanceLead,
        Self::Auditor,
        Self::DeskElsewhere,
    ];
}

impl Kind {
    /// The entity type that stands for this kind in the policies.
    #[must_use]
    pub const fn entity_type(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::Referral => "Referral",
            Self::Case => "Case",
            Self::Meeting => "Meeting",
            Self::Forum => "Forum",
            Self::Partnership => "Partnership",
            Self::Ledger => "Ledger",
            Self::Account => "Account",
            Self::Report => "Report",
        }
    }

    /// The action that tells whether a record of this kind may be known to exist.
    #[must_use]
    pub const fn basic(self) -> crate::Action {
        use crate::Action;
        match self {
            Self::Person | Self::Referral | Self::Case => Action::SeeSummary,
            Self::Meeting => Action::SeeMeeting,
            Self::Forum => Action::SeeForum,
            Self::Partnership => Action::SeePartnership,
            Self::Ledger => Action::SeeLedger,
            Self::Account => Action::OwnAccount,
            Self::Report => Action::SeeReportControlled,
        }
    }
}

/// What the target of a scope row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A forum.
    Forum,
    /// A practitioner.
    Practitioner,
    /// An organisation.
    Organisation,
    /// An access override: who gave themself one holds it for an hour.
    Override,
    /// Nobody: the row itself is the fact, and its target is the nil uuid.
    Marker,
}

words! {
    /// How a record is tied to a forum, a practitioner or an organisation: one scope row each.
    Relation {
        /// The forum that holds the record, open or closed.
        Forum = "forum",
        /// The forum in which the referral or case is open.
        Open = "open",
        /// The forum whose meeting has it on a published agenda, until the minutes are confirmed.
        Agenda = "agenda",
        /// The practitioner who referred.
        Referrer = "referrer",
        /// A practitioner working with the person: action owner, key worker, whoever added them.
        Involved = "involved",
        /// The lead professional.
        Lead = "lead",
        /// The practitioner asked to be lead professional who has not answered yet.
        ProposedLead = "proposed_lead",
        /// The organisation that owns an action on the plan.
        Organisation = "organisation",
        /// The organisation asked to provide a service that has not answered yet.
        Offered = "offered",
        /// An access override that opens the record to whoever holds it.
        Override = "override",
        /// A practitioner named on a restricted record.
        Named = "named",
        /// A practitioner who must never see the record.
        Barred = "barred",
        /// An organisation that must never see the record.
        BarredOrganisation = "barred_organisation",
        /// The practitioner whose account it is.
        Holder = "holder",
        /// Marker: only named staff may see the record.
        Restricted = "restricted",
        /// Marker for a record that has no other row (the partnership, the ledger).
        Recorded = "recorded",
    }
}

impl Relation {
    /// Those whose rows keep somebody from the record. Triggers take the mark `unbarred` from the rows of a
    /// record that has one, so that a list asks about bars only where there is one.
    pub const BARS: [Self; 3] = [Self::Restricted, Self::Barred, Self::BarredOrganisation];

    /// What the target of a row with this relation is.
    #[must_use]
    pub const fn target(self) -> Target {
        match self {
            Self::Forum | Self::Open | Self::Agenda => Target::Forum,
            Self::Referrer
            | Self::Involved
            | Self::Lead
            | Self::ProposedLead
            | Self::Named
            | Self::Barred
            | Self::Holder => Target::Practitioner,
            Self::Organisation | Self::Offered | Self::BarredOrganisation => Target::Organisation,
            Self::Override => Target::Override,
            Self::Restricted | Self::Recorded => Target::Marker,
        }
    }
}

words! {
    /// What an account may do in the partnership.
    ///
    /// The first six are given to an account; the others follow from its forums, from what it is for
    /// its other organisations, and from having one.
    Role {
        /// Keeps accounts, organisations and places; sees no case content.
        Administrator = "administrator",
        /// The command line on the machine itself.
        Console = "console",
        /// Works with people.
        Practitioner = "practitioner",
        /// Sees counts under disclosure control, and nothing else.
        Analyst = "analyst",
        /// Answers for every disclosure; sees ledger and agreement, no case content.
        InformationGovernanceLead = "information_governance_lead",
        /// Checks the ledger; sees no case content.
        Auditor = "auditor",
        /// Coordinates at least one forum.
        Coordinator = "coordinator",
        /// Chairs at least one forum.
        Chair = "chair",
        /// Is a named member of at least one forum.
        ForumMember = "forum_member",
        /// Staffs the front door of at least one forum.
        FrontDoorWorker = "front_door_worker",
        /// Administers, analyses, governs or audits for another of their organisations: it takes case
        /// content away and gives nothing.
        DeskElsewhere = "desk_elsewhere",
        /// Has an account: everyone but a visitor who has not signed in.
        AccountHolder = "account_holder",
    }
}
