//! What each operation is called by those who read the ledger.

/// Operations and readings by their names, in the words of somebody who tells what was done.
const WORDS: &[(&str, &str)] = &[
    ("add_agenda_item", "Put the case on an agenda"),
    ("add_membership", "Gave a role"),
    ("add_organisation", "Added an organisation"),
    ("add_person", "Added the person"),
    ("add_to_household", "Changed the household"),
    ("adopt_charter", "Adopted a charter for a forum"),
    ("amend_contact", "Changed the contact details"),
    ("amend_person", "Changed who the person is"),
    ("amend_referral", "Changed the referral"),
    ("answer_lead", "Answered whether to be lead professional"),
    ("answer_offer", "Answered whether to provide a service"),
    ("ask_account", "Opened the form for an account"),
    ("ask_action", "Opened the form for an action"),
    ("ask_agenda_item", "Opened the form for the discussion"),
    ("ask_amend_person", "Opened the form for changing who the person is"),
    ("ask_amend_referral", "Opened the form for changing the referral"),
    ("ask_assessment", "Opened the assessment"),
    ("ask_attendance", "Opened the form for attendance"),
    ("ask_bars", "Opened who is barred from the record"),
    ("ask_closure", "Opened the form for closing the case"),
    ("ask_contact", "Opened the form for contact details"),
    ("ask_convene", "Opened the form for arranging a meeting"),
    ("ask_decision", "Opened the form for deciding the referral"),
    ("ask_household", "Looked for people of the household"),
    ("ask_lead", "Opened the form for proposing a lead professional"),
    ("ask_lead_answer", "Opened the question whether to be lead professional"),
    ("ask_leaving", "Opened the form for leaving a household"),
    ("ask_lifting", "Opened the form for letting someone back"),
    ("ask_limits", "Opened who may see the record"),
    ("ask_meeting", "Opened the form for a meeting"),
    ("ask_membership", "Opened the form for a role"),
    ("ask_offer", "Opened the question whether to provide a service"),
    ("ask_organisation", "Opened the form for an organisation"),
    ("ask_person", "Opened the form for a new person"),
    ("ask_refer", "Opened the form for referring"),
    ("ask_reopening", "Opened the form for opening the case again"),
    ("ask_report", "Opened the form for reporting back"),
    ("ask_review", "Opened the form for a review"),
    ("ask_services", "Opened the form for offering services"),
    ("bar_from_record", "Barred someone from the record"),
    ("cancel_meeting", "Cancelled a meeting"),
    ("change_password", "Changed their own password"),
    ("choose_forum", "Opened the choice of a forum to refer to"),
    ("choose_organisation", "Chose the organisation to work for"),
    ("close_case", "Closed the case"),
    ("complete_assessment", "Completed the assessment"),
    ("confirm_minutes", "Confirmed the minutes of a meeting"),
    ("confirm_new_password", "Said that they had set their new password themselves"),
    ("convene", "Arranged a meeting"),
    ("decide_referral", "Decided the referral"),
    ("disable_account", "Disabled an account"),
    ("discard_draft", "Threw a draft away"),
    ("discuss_agenda_item", "Recorded a discussion and decision"),
    ("enable_account", "Enabled an account"),
    ("end_membership", "Ended a role"),
    ("export_ledger", "Exported the ledger"),
    ("export_report", "Downloaded figures"),
    ("heartbeat", "The ledger showed that it is alive"),
    ("import_referrals", "Imported referrals"),
    ("invite_practitioner", "Invited a practitioner"),
    ("leave_household", "Recorded that they left the household"),
    ("lift_bar", "Let someone back to the record"),
    ("mark_meeting_held", "Marked a meeting as held"),
    ("offer_services", "Asked providers for services"),
    ("open_record", "Opened the record"),
    ("propose_lead", "Asked somebody to be lead professional"),
    ("publish_agenda", "Published an agenda"),
    ("record_action", "Recorded an action"),
    ("record_attendance", "Recorded attendance"),
    ("record_review", "Recorded a review"),
    ("refer", "Made the referral"),
    ("remove_agenda_item", "Took the case off an agenda"),
    ("reopen_case", "Opened the case again"),
    ("report_back", "Reported back on an action"),
    ("reset_password", "Made a new link for a password"),
    ("restrict_record", "Changed to whom the record is limited"),
    ("save_draft", "Saved a draft"),
    ("search_people", "Searched for people"),
    ("see_agreement", "Opened the agreement"),
    ("see_case", "Opened the case"),
    ("see_case_readers", "Opened who has looked at this record"),
    ("see_case_summary", "Opened the summary of the case"),
    ("see_cases", "Opened the list of cases"),
    ("see_chronology", "Read the chronology"),
    ("see_drafts", "Looked at their own drafts"),
    ("see_home", "Opened the home page"),
    ("see_ledger", "Read the ledger"),
    ("see_link", "Opened a one-time link"),
    ("see_meeting", "Opened a meeting"),
    ("see_meetings", "Opened the list of meetings"),
    ("see_organisations", "Opened the list of organisations"),
    ("see_own_account", "Opened their own account"),
    ("see_person", "Opened the person's record"),
    ("see_person_readers", "Opened who has looked at this record"),
    ("see_practitioner", "Opened an account"),
    ("see_practitioners", "Opened the list of accounts"),
    ("see_referral", "Opened the referral"),
    ("see_referral_readers", "Opened who has looked at this record"),
    ("see_referrals", "Opened the list of referrals"),
    ("see_report", "Opened figures"),
    ("see_reports", "Opened the list of reports"),
    ("see_searches", "Opened the searches that met a limited record"),
    ("set_up_partnership", "Set the partnership up"),
    ("sign_in", "Signed in"),
    ("sign_out", "Signed out"),
    ("sign_out_everywhere", "Signed out everywhere"),
    ("take_backup", "Took a backup"),
    ("try_sign_in", "Tried to sign in"),
    ("use_link", "Set a password by a one-time link"),
    ("withdraw_referral", "Withdrew the referral"),
];

/// An operation's name as people say it: `see_case` is "Opened the case". One that is no longer in
/// the service keeps its name.
#[must_use]
pub fn in_words(operation: &str) -> String {
    let known = WORDS.iter().find(|(name, _)| *name == operation);
    known.map_or_else(|| operation.replace('_', " "), |(_, words)| (*words).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_reads_as_something_that_was_done() {
        assert_eq!(in_words("see_case"), "Opened the case");
        assert_eq!(in_words("an_old_one"), "an old one");
    }

    #[test]
    fn each_operation_is_named_once() {
        let names: Vec<&str> = WORDS.iter().map(|(name, _)| *name).collect();
        assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
    }
}
