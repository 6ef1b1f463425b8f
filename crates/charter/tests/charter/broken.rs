//! What people get wrong in a charter's files, and what they are told.

use charter::{Charter, Problem};

const CHARTER: &str = include_str!("../../../../charters/maag/charter.toml");
const ELIGIBILITY: &str = include_str!("../../../../charters/maag/eligibility.toml");
const FORM: &str = include_str!("../../../../charters/maag/forms/common-assessment.json");

fn load(charter: &str, eligibility: &str, form: &str) -> Result<Charter, Vec<Problem>> {
    Charter::load(&[
        ("charter.toml", charter),
        ("eligibility.toml", eligibility),
        ("forms/common-assessment.json", form),
    ])
}

/// Replaces one text that must be there.
fn with(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "nothing to replace: {old}");
    text.replacen(old, new, 1)
}

#[track_caller]
fn check(result: Result<Charter, Vec<Problem>>, expected: &[&str]) {
    let problems = result.unwrap_err();
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    for expected in expected {
        let found = said.iter().any(|problem| problem.contains(expected));
        assert!(found, "“{expected}” is not among:\n{}", said.join("\n"));
    }
    assert_eq!(said.len(), expected.len(), "{}", said.join("\n"));
}

#[track_caller]
fn check_charter(old: &str, new: &str, expected: &[&str]) {
    check(load(&with(CHARTER, old, new), ELIGIBILITY, FORM), expected);
}

#[track_caller]
fn check_rules(old: &str, new: &str, expected: &[&str]) {
    check(load(CHARTER, &with(ELIGIBILITY, old, new), FORM), expected);
}

#[track_caller]
fn check_form(old: &str, new: &str, expected: &[&str]) {
    check(load(CHARTER, ELIGIBILITY, &with(FORM, old, new)), expected);
}

/// Puts a condition in the place of the shipped one on the assessment.
#[track_caller]
fn check_condition(condition: &str, expected: &[&str]) {
    let old = "passes = \"assessment in ['complete', 'held_elsewhere']\"";
    check_rules(old, &format!("passes = '''{condition}'''"), expected);
}

#[test]
fn a_problem_names_its_file_and_line_and_says_what_to_do() {
    let charter = with(CHARTER, "subject = \"family\"", "subject = \"families\"");
    let problems = load(&charter, ELIGIBILITY, FORM).unwrap_err();
    let line = 1 + charter.lines().position(|line| line.starts_with("subject")).unwrap();
    assert_eq!(problems.len(), 1);
    assert_eq!(
        problems[0].to_string(),
        format!(
            "charter.toml:{line}: “subject” cannot be “families”; use one of: person, family, \
             theme, programme"
        )
    );
}

#[test]
fn all_problems_of_all_files_are_reported_at_once() {
    let charter = with(CHARTER, "version = \"1\"\n", "versoin = \"1\"\n");
    let charter = with(&charter, "working_days = 5", "working_days = \"five\"");
    let eligibility = with(ELIGIBILITY, "otherwise = \"return\"", "otherwise = \"refuse\"");
    let form = with(FORM, "\"type\": \"date\"", "\"type\": \"dateTime\"");
    check(
        load(&charter, &eligibility, &form),
        &[
            "charter.toml:7: nothing reads “versoin”",
            "charter.toml: the file has no “version”; add version = \"…\"",
            "“working_days” is not a whole number",
            "a rule that is not met cannot lead to “refuse”",
            "these forms cannot ask the type “dateTime”",
        ],
    );
}

#[test]
fn names_that_lead_nowhere_are_found() {
    check_charter(
        "until = \"team_met\"",
        "until = \"team_meets\"",
        &["there is no stage “team_meets”; use one of: received"],
    );
    check_charter("code = \"debt\"", "code = \"neglect\"", &["needs has the code “neglect” twice"]);
    check_charter("code = \"debt\"", "code = \"Debt & money\"", &["“Debt & money” is not a code"]);
    check_charter(
        "file = \"forms/common-assessment.json\"",
        "file = \"forms/caf.json\"",
        &[
            "there is no file “forms/caf.json”",
            "forms/common-assessment.json: the charter does not list this form",
        ],
    );
    check_charter(
        "lead_professional = {",
        "lead_profesional = {",
        &["nothing reads “lead_profesional”"],
    );
    check_rules(
        "reason = \"consent_not_given\"",
        "reason = \"no_consent\"",
        &["there is no return reason “no_consent”"],
    );
    check_rules(
        "{minimum_agencies} or more",
        "{minimum} or more",
        &["the sentence names something that is not a limit"],
    );
}

#[test]
fn a_rule_may_use_only_what_is_declared() {
    check_condition("asessment == 'complete'", &["no fact or limit is called “asessment”"]);
    check_condition(
        "assessment == 'complet'",
        &["“assessment” is never “complet”, only: complete"],
    );
    check_condition("assessment in ['complete', 'done']", &["“assessment” is never “done”"]);
}

#[test]
fn a_rule_that_could_fail_when_it_is_evaluated_is_refused() {
    check_condition("assessment > 3", &["each side of < and > must be a number"]);
    check_condition("assessment == 3", &["== and != compare two values of the same kind"]);
    check_condition("assessment", &["the condition must be yes or no"]);
    check_condition("!assessment", &["must be yes or no"]);
    check_condition("consent in consent", &["what comes after in must be a list of texts"]);
    check_condition("1 / 0 == 1", &["“_/_” cannot be used in a condition"]);
    check_condition("matches('a', 'b')", &["“matches” cannot be used in a condition"]);
    check_condition("assessment.name == 'x'", &["a condition may only compare"]);
    check_condition("assessment == ", &["this is not a CEL condition"]);
}

#[test]
fn a_rule_that_could_run_long_is_refused() {
    check_condition("['a'].all(x, x == 'a')", &["a condition may only compare"]);
    check_condition(&"(".repeat(200), &["brackets are nested more than 6 deep"]);
    check_condition(&"(')' == ".repeat(50), &["brackets are nested more than 6 deep"]);
    check_condition("' (((((((", &["a quote is not closed on its line"]);
    check_condition(
        &format!("{}assessment{}", "(".repeat(6), ")".repeat(6)),
        &["the condition must be yes or no"],
    );
    check_condition(&format!("{}true", "!".repeat(700)), &["longer than 600 characters"]);
    check_condition(&"true && ".repeat(70), &["this is not a CEL condition"]);
}

#[test]
fn a_rule_must_say_what_happens_when_a_fact_is_not_known() {
    check_rules(
        "judge_when = \"!agencies_needed_known\"\n",
        "",
        &[
            "“agencies_needed” may be not known and the rule does not consider it; add judge_when = \
         \"!agencies_needed_known\"",
        ],
    );
}

#[test]
fn a_rule_that_is_always_or_never_met_is_reported() {
    check_condition("assessment != 'complete' || assessment == 'complete'", &["always met"]);
    check_condition("assessment == 'complete' && assessment == 'incomplete'", &["never met"]);
}

#[test]
fn facts_are_declared_in_full() {
    check_rules(
        "samples = [1, 2, 3, 4]",
        "samples = []",
        &["an int has at least two samples", "the rule is never met", "the rule is never met"],
    );
    check_rules(
        "type = \"bool\"",
        "type = \"boolean\"",
        &[
            "there is no type “boolean”; use bool, int, string or strings",
            "no fact or limit is called “basis_without_consent”",
            "no fact or limit is called “basis_without_consent”",
        ],
    );
    check_rules(
        "name = \"transition\"",
        "name = \"highest_level\"",
        &[
            "the name “highest_level” is used twice",
            "no fact or limit is called “transition”",
            "no fact or limit is called “transition”",
        ],
    );
}

#[test]
fn a_form_must_be_a_questionnaire_that_can_be_asked() {
    check_form(
        "\"resourceType\": \"Questionnaire\"",
        "\"resourceType\": \"Patient\"",
        &["forms/common-assessment.json: this is not a FHIR Questionnaire: its resourceType is"],
    );
    check_form(
        "\"linkId\": \"about.present\"",
        "\"linkId\": \"about.date\"",
        &["item “about.date”: another item has the same linkId; rename one"],
    );
    check_form(
        "\"type\": \"boolean\"",
        "\"type\": \"choice\"",
        &[
            "item “about.interpreter”: a choice has no options; add answerOption",
            "item “about.interpreter_details”: “about.interpreter” has no option “true”",
        ],
    );
    check_form(
        "\"question\": \"about.interpreter\"",
        "\"question\": \"about.interpretr\"",
        &["item “about.interpreter_details”: enableWhen refers to “about.interpretr”"],
    );
    check_form(
        "\"question\": \"about.interpreter\"",
        "\"question\": \"parents.views\"",
        &["refer to a question that comes before"],
    );
    check_form(
        "\"code\": \"not_yet\",\n",
        "\"code\": \"observed\",\n",
        &[
            "two options have the value “observed”",
            "“voice.how” has no option “not_yet”",
            "“voice.how” has no option “not_yet”",
        ],
    );
    check_form("\"maxLength\": 1000", "\"maxLength\": -1", &["this is not a FHIR Questionnaire"]);
    check_form("\"title\": \"Common assessment\"", "\"title\": \" \"", &["the form has no title"]);
}

#[test]
fn an_indicator_stands_at_a_level_under_a_domain_and_comes_from_a_document() {
    let first = "level = 1\ndomain = \"child\"";
    check_charter(
        first,
        "level = 7\ndomain = \"the moon\"",
        &[
            "there is no level 7; use one of: 1, 2, 3, 4",
            "there is no domain “the moon”; use one of: child, parenting, family",
        ],
    );
    check_charter(
        "code = \"grows_as_expected\"",
        "code = \"settled_home\"",
        &["need_indicators has the code “settled_home” twice"],
    );
    check_charter(
        "valid_from = \"2026-04-01\"",
        "valid_from = \"April\"",
        &["“April” is not a day; write year, month and day"],
    );
    let document = CHARTER.split("[threshold_document]\n").nth(1).unwrap();
    let (document, _) = document.split_once("\n\n").unwrap();
    check_charter(
        &format!("[threshold_document]\n{document}"),
        "",
        &["the indicators come from no document; add [threshold_document]"],
    );
    let (before, rest) = CHARTER.split_once("[[need_indicators]]").unwrap();
    let (_, after) = rest.split_once("[[needs]]").unwrap();
    let told = ["“threshold_document” is of no use without", "“need_domains” is of no use without"];
    check(load(&format!("{before}[[needs]]{after}"), ELIGIBILITY, FORM), &told);
}

#[test]
fn a_second_pair_of_eyes_looks_at_what_the_charter_names_and_at_nothing_otherwise() {
    let with_it = |said: &str| {
        let table = format!("[second_pair_of_eyes]\n{said}\n[threshold_document]");
        load(&with(CHARTER, "[threshold_document]", &table), ELIGIBILITY, FORM)
    };
    let none = load(CHARTER, ELIGIBILITY, FORM).unwrap().second_pair_of_eyes;
    assert!(!none.looks_at(None, true) && !none.looks_at(Some(4), true));
    let asked = with_it("returns = true\nlevels = [4]").unwrap().second_pair_of_eyes;
    assert!(asked.looks_at(None, false) && asked.looks_at(Some(4), false));
    assert!(!asked.looks_at(Some(3), true), "it was not said of decisions against the rules");
    let asked = with_it("against_the_rules = true").unwrap().second_pair_of_eyes;
    assert!(asked.looks_at(Some(2), true) && !asked.looks_at(None, false));
    check(with_it("levels = [9]"), &["there is no level 9; use one of: 1, 2, 3, 4"]);
    check(with_it("levels = []"), &["[second_pair_of_eyes] names no decision"]);
    check(with_it("returns = false"), &["[second_pair_of_eyes] names no decision"]);
    check(with_it("return = true\nreturns = true"), &["nothing reads “return”"]);
}

#[test]
fn advice_is_given_within_the_days_that_the_charter_says_and_not_at_all_by_one_that_says_none() {
    for days in [0, 31] {
        check_charter(
            "advice_working_days = 3",
            &format!("advice_working_days = {days}"),
            &[&format!(
                "“advice_working_days” cannot be {days}; write a whole number from 1 to 30"
            )],
        );
    }
    let charter = load(&with(CHARTER, "advice_working_days = 3\n", ""), ELIGIBILITY, FORM);
    assert_eq!(charter.unwrap().advice_working_days, None);
}

#[test]
fn a_file_that_is_not_toml_is_reported_by_line_and_without_consequences() {
    check_charter("code = \"maag\"", "code = maag\"", &["charter.toml:6: this is not TOML"]);
}

#[test]
fn files_that_are_missing_or_that_nothing_reads_are_reported() {
    check(
        Charter::load(&[("eligibilty.toml", ELIGIBILITY)]),
        &[
            "eligibilty.toml: nothing reads this file",
            "charter.toml: the charter has no such file",
            "eligibility.toml: the charter has no such file",
        ],
    );
}

#[test]
fn a_folder_on_disk_is_read_as_the_shipped_one_is() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("forms")).unwrap();
    std::fs::write(at("charter.toml"), CHARTER).unwrap();
    std::fs::write(at("eligibility.toml"), ELIGIBILITY).unwrap();
    std::fs::write(at("forms/common-assessment.json"), FORM).unwrap();
    std::fs::write(at("README.md"), "Notes are welcome.").unwrap();
    assert_eq!(Charter::load_dir(folder.path()).unwrap().code, "maag");

    std::fs::write(at("forms/other.json"), [0xff, 0xfe]).unwrap();
    check(Charter::load_dir(folder.path()), &["forms/other.json: the file cannot be read"]);
    let nowhere = Charter::load_dir(&at("nowhere")).unwrap_err();
    assert!(nowhere[0].wrong.starts_with("the folder cannot be read"), "{nowhere:?}");
}

#[test]
fn the_months_after_which_a_returned_request_comes_back_rise_and_are_three_six_and_twelve_unless_said()
 {
    let told = ["“followup_months” are not months in order; write whole numbers from 1 to 120"];
    for months in ["[6, 3]", "[3, 3]", "[0, 3]", "[3, 121]", "[]", "[-3]"] {
        check_charter(
            "followup_months = [3, 6, 12]",
            &format!("followup_months = {months}"),
            &told,
        );
    }
    let charter = load(&with(CHARTER, "followup_months = [3, 6, 12]\n", ""), ELIGIBILITY, FORM);
    assert_eq!(charter.unwrap().followup_months, [3, 6, 12]);
    let charter = load(&with(CHARTER, "[3, 6, 12]", "[2]"), ELIGIBILITY, FORM);
    assert_eq!(charter.unwrap().followup_months, [2]);
}

#[test]
fn consent_runs_out_after_as_many_months_as_the_charter_says_and_never_for_one_that_does_not() {
    let told = |months: i64| {
        format!("“consent_months” cannot be {months}; write a whole number from 1 to 60")
    };
    for months in [0, -1, 61] {
        let changed = format!("consent_months = {months}");
        check_charter("consent_months = 12", &changed, &[&told(months)]);
    }
    let charter = load(&with(CHARTER, "consent_months = 12\n", ""), ELIGIBILITY, FORM);
    assert_eq!(charter.unwrap().consent_months, None);
    let charter =
        load(&with(CHARTER, "consent_months = 12", "consent_months = 6"), ELIGIBILITY, FORM);
    assert_eq!(charter.unwrap().consent_months, Some(6));
}
