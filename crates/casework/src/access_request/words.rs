//! Codes in the words in which the pages say them: each is asked of the feature, or of the charter, that has them. No I/O.

use charter::{Charter, codes::Codes};
use people::{
    alert::model::kind_words, communication::model::need_words, concern::see::ConcernState, family,
    household::model::role_words, known_as::model::name_kind_words,
    override_access::model::finding_words, person::nhs_status_words, register::YesNo,
};

use super::model::{Status, asker_words};
use crate::{
    advice, allocation, case_study, consent, form, goal, in_error, lead, level, meeting, paper,
    plan, referral, relapse, review,
};

/// What a code says in a column of a table; nothing where nobody has words for it.
pub(super) fn words(
    charters: &[&Charter],
    (table, column): (&str, &str),
    code: &str,
) -> Option<String> {
    // A feature that does not know a code says nothing, or says it again.
    let own = own(table, column, code).filter(|words| !words.is_empty() && *words != code);
    // Where charters say it in different words, the code is nearer the truth than the words of another forum.
    let said = || {
        let mut all = charters.iter().filter_map(|it| of_charter(it, (table, column), code));
        let first = all.next()?;
        all.all(|it| it == first).then_some(first)
    };
    own.or_else(said).map(str::to_owned)
}

/// In the words of a feature.
fn own<'a>(table: &str, column: &str, code: &'a str) -> Option<&'a str> {
    Some(match (table, column) {
        ("person", "learning_difficulty_or_disability") => YesNo::from_code(code)?.words(),
        ("person_communication_need", "need") => need_words(code),
        ("access_request", "asked_by") => asker_words(code),
        ("access_request", "status") => Status::from_name(code)?.words(),
        ("household_member", "role") => role_words(code),
        ("person_alert", "kind") => kind_words(code),
        ("person", "nhs_number_status") => nhs_status_words(code),
        ("person_name", "kind") => name_kind_words(code),
        ("person_of_concern", "outcome") => ConcernState::from_name(code)?.words(),
        ("relationship", "kind") => family::model::kind_words(code),
        ("access_override", "finding") => finding_words(code),
        ("referral", "status") => referral::model::Status::from_name(code)?.words(),
        ("consent", "purpose") => consent::pages::purpose_words(code),
        ("consent", "decision") => consent::pages::decision_words(code),
        ("level_judgement" | "level_proposal", "occasion") => {
            level::model::Occasion::from_name(code)?.words()
        }
        ("entry_error", "sort") => in_error::model::Sort::from_name(code)?.words(),
        ("advice", "kind") => advice::model::Kind::from_name(code)?.words(),
        ("case_study", "status") => case_study::status_words(code),
        ("case_record", "lead_status") => lead::status_words(code),
        ("lead_request", "status") => lead::request_words(code),
        ("agenda_item", "decision") => meeting::model::decision_words(code),
        ("relapse_event", "sign") => relapse::model::sign_words(code),
        ("relapse_event", "was_outcome") | ("plan_goal", "outcome") => {
            goal::model::Outcome::from_name(code)?.words()
        }
        ("review", "decision") => review::decision_words(code),
        ("plan_action" | "action_update", "status") => {
            plan::status_words(plan::model::Status::from_name(code)?)
        }
        ("allocation", "status") => allocation::status_words(code),
        ("allocation", "end_reason") => allocation::support::reason_said(code)?,
        ("case_form", "status") => form::status_words(form::model::Status::from_name(code)?),
        ("paper", "sort") => paper::sort_words(code),
        _ => return None,
    })
}

/// In the words of a charter.
fn of_charter<'a>(
    charter: &'a Charter,
    (table, column): (&str, &str),
    code: &str,
) -> Option<&'a str> {
    if column == "indicator" {
        return charter.need_indicator(code).map(|it| it.name.as_str());
    }
    if (table, column) == ("referral_followup", "answer") {
        let of = [&charter.followup_answers, &charter.closed_followup_answers];
        return of.iter().find_map(|it| it.get(code)).map(|it| it.name.as_str());
    }
    codes(charter, table, column)?.get(code).map(|it| it.name.as_str())
}

fn codes<'a>(charter: &'a Charter, table: &str, column: &str) -> Option<&'a Codes> {
    Some(match (table, column) {
        ("referral_need" | "plan_goal", "need") => &charter.needs,
        ("referral", "referrer_group") => &charter.referrer_groups,
        ("referral", "transition") => referral::request::transitions(charter)?,
        ("referral" | "consent", "lawful_basis") => &charter.lawful_bases,
        ("referral" | "consent", "without_consent_reason") => &charter.without_consent_reasons,
        ("referral" | "decision_proposal", "return_reason") => &charter.return_reasons,
        ("referral" | "decision_proposal", "override_reason") => &charter.override_reasons,
        ("lead_request" | "allocation", "decline_reason") => &charter.decline_reasons,
        ("case_record", "closure_reason") => &charter.closure_reasons,
        ("case_record", "closure_outcome") => &charter.outcomes,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(of: (&str, &str), code: &str, expected: Option<&str>) {
        let charter = charter::shipped("maag").unwrap().unwrap();
        assert_eq!(words(&[&charter], of, code).as_deref(), expected);
    }

    #[test]
    fn a_code_is_said_in_the_words_of_its_page_or_of_the_charter_and_an_unknown_one_in_none() {
        check(("advice", "kind"), "please_refer", Some("Please make a request"));
        check(("paper", "sort"), "order", Some("A court order or another legal paper"));
        check(("plan_action", "status"), "part_done", Some("Part done"));
        check(("allocation", "end_reason"), "not_suitable", Some("It was not suitable"));
        check(("person_alert", "kind"), "dog", Some("Dog at the address"));
        check(("relationship", "kind"), "step_parent", Some("Step-parent"));
        check(("person_name", "kind"), "whim", None);
        let charter = charter::shipped("maag").unwrap().unwrap();
        let declined = charter.decline_reasons.iter().next().unwrap();
        for table in ["lead_request", "allocation"] {
            check((table, "decline_reason"), &declined.code, Some(&declined.name));
        }
        let became = charter.followup_answers.iter().next().unwrap();
        check(("referral_followup", "answer"), &became.code, Some(&became.name));
        check(("advice", "kind"), "whim", None);
        check(("allocation", "decline_reason"), "whim", None);
        check(("allocation", "words"), &declined.code, None);
    }
}
