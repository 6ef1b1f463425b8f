//! Everything that someone can try to do, as the agreement names it.
//!
//! An *operation* of the product names one of these; several operations may share one.

use crate::words::{Kind, words};

words! {
    /// What an operation asks of the agreement.
    Action {
        /// Know that a person, referral or case exists, its stage and who to ask.
        SeeSummary = "see_summary",
        /// Read the whole record.
        SeeRecord = "see_record",
        /// Read address, telephone and safe-contact notes.
        SeeAddress = "see_address",
        /// Read who has looked at a record.
        SeeReaders = "see_readers",
        /// Correct a person's details, consent or household.
        AmendPerson = "amend_person",
        /// Limit a record to named staff, bar someone, or undo it; answer a request to see what is held.
        RestrictRecord = "restrict_record",
        /// Change a referral before it is decided.
        AmendReferral = "amend_referral",
        /// Accept or return a referral.
        DecideReferral = "decide_referral",
        /// Record plan, actions and allocations.
        RecordPlan = "record_plan",
        /// Propose or appoint the lead professional.
        AppointLead = "appoint_lead",
        /// Accept or decline to be lead professional.
        AnswerLead = "answer_lead",
        /// Say what was done about an action.
        ReportBack = "report_back",
        /// Accept or decline an allocation.
        AnswerOffer = "answer_offer",
        /// Record a review.
        ReviewCase = "review_case",
        /// Close a case with reason and outcome.
        CloseCase = "close_case",
        /// See a meeting and the list of its items.
        SeeMeeting = "see_meeting",
        /// Publish the agenda; record attendance, discussion and decisions; confirm minutes.
        RunMeeting = "run_meeting",
        /// See that a forum exists, when it sits and how to refer to it.
        SeeForum = "see_forum",
        /// Make a referral to a forum.
        Refer = "refer",
        /// Arrange a meeting of a forum.
        Convene = "convene",
        /// Read the directory: organisations, places, services.
        SeePartnership = "see_partnership",
        /// Search for people, among those one may see.
        SearchPeople = "search_people",
        /// Make a record of a person.
        AddPerson = "add_person",
        /// Change organisations, places, forums, services.
        ManagePartnership = "manage_partnership",
        /// Invite, disable and change accounts.
        ManageAccounts = "manage_accounts",
        /// Bring in records from a file.
        Import = "import",
        /// Take or restore a backup.
        TakeBackup = "take_backup",
        /// Read the agreement.
        SeeAgreement = "see_agreement",
        /// Read and verify the ledger.
        SeeLedger = "see_ledger",
        /// Sign in to an account.
        SignIn = "sign_in",
        /// Use what is one's own: profile, password, drafts, sessions.
        OwnAccount = "own_account",
        /// See exact figures.
        SeeReportExact = "see_report_exact",
        /// See figures under disclosure control.
        SeeReportControlled = "see_report_controlled",
    }
}

impl Action {
    /// The kinds of record that the action applies to.
    #[must_use]
    pub const fn kinds(self) -> &'static [Kind] {
        use Kind::{Account, Case, Forum, Ledger, Meeting, Partnership, Person, Referral, Report};
        match self {
            Self::SeeSummary
            | Self::SeeRecord
            | Self::SeeAddress
            | Self::SeeReaders
            | Self::RestrictRecord => &[Person, Referral, Case],
            Self::AmendPerson => &[Person],
            Self::AmendReferral | Self::DecideReferral => &[Referral],
            Self::RecordPlan
            | Self::AppointLead
            | Self::AnswerLead
            | Self::ReportBack
            | Self::AnswerOffer
            | Self::ReviewCase
            | Self::CloseCase => &[Case],
            Self::SeeMeeting | Self::RunMeeting => &[Meeting],
            Self::SeeForum | Self::Refer | Self::Convene => &[Forum],
            Self::SignIn
            | Self::SeePartnership
            | Self::SearchPeople
            | Self::AddPerson
            | Self::ManagePartnership
            | Self::Import
            | Self::TakeBackup
            | Self::SeeAgreement => &[Partnership],
            Self::ManageAccounts => &[Partnership, Account],
            Self::SeeLedger => &[Ledger],
            Self::OwnAccount => &[Account],
            Self::SeeReportExact | Self::SeeReportControlled => &[Report],
        }
    }

    /// Whether the action can be asked of a record of this kind.
    #[must_use]
    pub fn applies_to(self, kind: Kind) -> bool {
        self.kinds().contains(&kind)
    }
}
