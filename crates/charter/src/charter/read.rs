//! Reads a charter's files into a [`Charter`], noting all that is wrong with them.

use std::collections::BTreeMap;

use kernel::parse_time;

use super::{Charter, Label, Level, Movement, Sitting, indicators, second_pair_of_eyes};
use crate::{
    clocks,
    codes::{self, Codes},
    forms,
    problem::{Problem, Source},
    reading::{self, Table},
    rules::Rules,
    schema,
};

/// The file that says how the forum works.
const CHARTER: &str = "charter.toml";
/// The file that says whom it is for.
const ELIGIBILITY: &str = "eligibility.toml";
/// The longest time after which anybody is asked what became of a family: ten years.
const LONGEST_FOLLOWUP: u32 = 120;
/// The longest time for which consent holds without being asked for again: five years.
const LONGEST_CONSENT: u32 = 60;
/// The longest time in which a question for advice is answered.
const LONGEST_ADVICE: u32 = 30;
/// The statutory service, unless the charter says otherwise.
const STEP_UP_TO: &str = "children's social care";
/// The longest text of one file.
const LONGEST: usize = 1_000_000;

/// The words of the field that a charter may call something else.
const TERMS: &[&str] = &[
    "action",
    "assessment",
    "care_team",
    "case",
    "chair",
    "closure",
    "coordinator",
    "decision",
    "forum",
    "hub",
    "lead_professional",
    "meeting",
    "package",
    "person",
    "plan",
    "referral",
    "referrer",
    "review",
];

/// The keys of charter.toml.
const KEYS: &[&str] = &[
    "code",
    "version",
    "name",
    "summary",
    "subject",
    "cadence",
    "forum_place_tier",
    "hub_place_tier",
    "roles",
    "stages",
    "clocks",
    "levels",
    "threshold_document",
    "need_domains",
    "need_indicators",
    "second_pair_of_eyes",
    "limits",
    "look_back",
    "quorum_organisations",
    "meeting",
    "followup_months",
    "followup_answers",
    "closed_followup_answers",
    "consent_months",
    "advice_working_days",
    "step_up_to",
    "needs",
    "referrer_groups",
    "return_reasons",
    "override_reasons",
    "decline_reasons",
    "closure_reasons",
    "outcomes",
    "lawful_bases",
    "without_consent_reasons",
    "reports",
    "forms",
    "labels",
];

/// Reads and checks all of a charter's files.
pub(super) fn charter(files: &[(&str, &str)]) -> Result<Charter, Vec<Problem>> {
    let mut problems = unread(files);
    let texts =
        text_of(files, CHARTER, &mut problems).zip(text_of(files, ELIGIBILITY, &mut problems));
    let Some((text, eligibility)) = texts else { return Err(problems) };

    let source = Source::new(CHARTER, text);
    let rules_source = Source::new(ELIGIBILITY, eligibility);
    let (keys, rules_keys) = (reading::parse(&source), reading::parse(&rules_source));
    let mut charter = None;
    // What could be read of a file that is not TOML would give misleading problems.
    if source.is_sound() && rules_source.is_sound() {
        let (file, rules_file) =
            (Table::whole(&source, &keys), Table::whole(&rules_source, &rules_keys));
        charter = Some(build(&file, &rules_file, files, &mut problems));
    }
    problems.extend(source.into_problems());
    problems.extend(rules_source.into_problems());
    charter.filter(|_| problems.is_empty()).ok_or(problems)
}

/// Files that nothing would read: a misspelt name must not pass in silence.
fn unread(files: &[(&str, &str)]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in files {
        let form = path.strip_prefix("forms/").is_some_and(|name| name.ends_with(".json"));
        if *path != CHARTER && *path != ELIGIBILITY && !form {
            let mend = format!("a charter has {CHARTER}, {ELIGIBILITY} and forms/*.json");
            problems.push(Problem::of_file(*path, "nothing reads this file", mend));
        }
        if text.len() > LONGEST {
            let wrong = format!("the file is longer than {LONGEST} bytes");
            problems.push(Problem::of_file(*path, wrong, "shorten it"));
        }
    }
    problems
}

fn text_of<'a>(
    files: &[(&'a str, &'a str)],
    wanted: &str,
    problems: &mut Vec<Problem>,
) -> Option<&'a str> {
    let found = files.iter().find(|(path, _)| *path == wanted);
    match found {
        Some((_, text)) if text.len() <= LONGEST => Some(text),
        Some(_) => None,
        None => {
            problems.push(Problem::of_file(wanted, "the charter has no such file", "add it"));
            None
        }
    }
}

fn build(
    file: &Table<'_>,
    rules_file: &Table<'_>,
    files: &[(&str, &str)],
    problems: &mut Vec<Problem>,
) -> Charter {
    file.only(KEYS);
    rules_file.only(&["facts", "rules"]);
    let code = file.text("code");
    codes::check_code(file, &code);
    let stages = codes::read(file, "stages");
    let needs = codes::read(file, "needs");
    let referrer_groups = codes::read(file, "referrer_groups");
    let return_reasons = codes::read(file, "return_reasons");
    let limits = read_limits(file);
    let lists = [("needs", &needs), ("referrer_groups", &referrer_groups)];
    let rules = Rules::read(rules_file, &limits, &lists, &return_reasons);
    let (closure_reasons, movements) = read_closures(file);
    let (re_referral_months, known_to_social_care_years) = read_look_back(file);
    let levels = read_levels(file);
    let (threshold_document, need_domains, need_indicators) = indicators::read(file, &levels);
    Charter {
        code,
        version: file.text("version"),
        name: file.text("name"),
        summary: file.text("summary"),
        subject: one_of(file, "subject", &["person", "family", "theme", "programme"]),
        cadence: one_of(file, "cadence", &["weekly", "fortnightly", "monthly", "as needed"]),
        forum_place_tier: file.text("forum_place_tier"),
        hub_place_tier: file.optional_text("hub_place_tier"),
        roles: codes::read(file, "roles"),
        clocks: clocks::read(file, &stages),
        second_pair_of_eyes: second_pair_of_eyes::read(file, &levels),
        levels,
        threshold_document,
        need_domains,
        need_indicators,
        re_referral_months,
        known_to_social_care_years,
        quorum_organisations: read_quorum(file),
        meeting: read_sitting(file),
        followup_months: read_followup_months(file),
        followup_answers: if file.has("followup_answers") {
            codes::read(file, "followup_answers")
        } else {
            Codes::default()
        },
        closed_followup_answers: if file.has("closed_followup_answers") {
            codes::read(file, "closed_followup_answers")
        } else {
            Codes::default()
        },
        consent_months: read_some(file, "consent_months", LONGEST_CONSENT),
        advice_working_days: read_some(file, "advice_working_days", LONGEST_ADVICE),
        step_up_to: file.optional_text("step_up_to").unwrap_or_else(|| STEP_UP_TO.to_owned()),
        override_reasons: codes::read(file, "override_reasons"),
        decline_reasons: codes::read(file, "decline_reasons"),
        outcomes: codes::read(file, "outcomes"),
        lawful_bases: codes::read(file, "lawful_bases"),
        without_consent_reasons: codes::read(file, "without_consent_reasons"),
        reports: codes::read(file, "reports"),
        forms: forms::read(file, files, problems),
        labels: read_labels(file),
        stages,
        limits,
        needs,
        referrer_groups,
        return_reasons,
        closure_reasons,
        movements,
        rules,
    }
}

fn one_of(file: &Table<'_>, key: &str, allowed: &[&str]) -> String {
    let text = file.text(key);
    if !text.is_empty() && !allowed.contains(&text.as_str()) {
        let mend = format!("use one of: {}", allowed.join(", "));
        file.note_at(key, format!("“{key}” cannot be “{text}”"), mend);
    }
    text
}

fn read_limits(file: &Table<'_>) -> BTreeMap<String, i64> {
    let Some(table) = file.table("limits") else { return BTreeMap::new() };
    let limits = table.all_numbers();
    for name in limits.keys() {
        schema::check_name(&table, name, name);
    }
    limits
}

/// When a returned request comes back to its referrer, or a closed case to whoever led it, unless the charter says otherwise.
const FOLLOWUP_MONTHS: &[u32] = &[3, 6, 12];

fn read_followup_months(file: &Table<'_>) -> Vec<u32> {
    if !file.has("followup_months") {
        return FOLLOWUP_MONTHS.to_vec();
    }
    let numbers = file.numbers("followup_months");
    let months: Vec<u32> = numbers.iter().filter_map(|it| u32::try_from(*it).ok()).collect();
    let in_range = months.iter().all(|it| (1..=LONGEST_FOLLOWUP).contains(it));
    let rises = months.is_sorted_by(|before, after| before < after);
    if months.is_empty() || months.len() != numbers.len() || !in_range || !rises {
        let mend = format!("write whole numbers from 1 to {LONGEST_FOLLOWUP}, the least first");
        file.note_at("followup_months", "“followup_months” are not months in order", mend);
    }
    months
}

fn read_quorum(file: &Table<'_>) -> Option<u32> {
    if !file.has("quorum_organisations") {
        return None;
    }
    Some(file.count("quorum_organisations", 100))
}

/// How long a meeting can be, in minutes.
const LONGEST_MEETING: u32 = 600;

fn read_sitting(file: &Table<'_>) -> Sitting {
    let Some(table) = file.table("meeting") else { return Sitting::default() };
    table.only(&["starts", "minutes", "item_minutes"]);
    let starts = table.optional_text("starts").map(|text| parse_time(&text));
    if matches!(starts, Some(Err(_))) {
        table.note_at(
            "starts",
            "“starts” is not a time of the day",
            "write a time, like \"09:30\"",
        );
    }
    let count = |key| table.has(key).then(|| table.count(key, LONGEST_MEETING));
    Sitting {
        starts: starts.and_then(Result::ok).flatten(),
        minutes: count("minutes"),
        item_minutes: count("item_minutes"),
    }
}

/// A number of at least one, or nothing where the charter leaves it out.
fn read_some(file: &Table<'_>, key: &str, most: u32) -> Option<u32> {
    if !file.has(key) {
        return None;
    }
    let number = file.number(key);
    let some = u32::try_from(number).ok().filter(|it| (1..=most).contains(it));
    if some.is_none() {
        let mend = format!("write a whole number from 1 to {most}, or leave it out");
        file.note_at(key, format!("“{key}” cannot be {number}"), mend);
    }
    some
}

fn read_look_back(file: &Table<'_>) -> (u32, u32) {
    let Some(table) = file.table("look_back") else {
        let mend = "add [look_back] with re_referral_months and known_to_social_care_years";
        file.note("there is no [look_back]", mend);
        return (0, 0);
    };
    table.only(&["re_referral_months", "known_to_social_care_years"]);
    (table.count("re_referral_months", 600), table.count("known_to_social_care_years", 50))
}

fn read_levels(file: &Table<'_>) -> Vec<Level> {
    let tables = file.tables("levels");
    if tables.is_empty() {
        file.note("there are no levels", "add a [[levels]] with level, name and words");
    }
    let mut levels: Vec<Level> = Vec::new();
    for table in &tables {
        table.only(&["level", "name", "words"]);
        let level = table.count("level", 9);
        if levels.iter().any(|entry| entry.level >= level) {
            table.note_at("level", "levels go up, none twice", "put them in order");
        }
        levels.push(Level { level, name: table.text("name"), words: table.text("words") });
    }
    levels
}

fn read_closures(file: &Table<'_>) -> (Codes, BTreeMap<String, Movement>) {
    let (codes, movements) = codes::read_with(file, "closure_reasons", &["movement"], |table| {
        if !table.has("movement") {
            return Movement::Neither;
        }
        match one_of(table, "movement", &["step_up", "step_down"]).as_str() {
            "step_up" => Movement::StepUp,
            "step_down" => Movement::StepDown,
            _ => Movement::Neither,
        }
    });
    let by_code = codes.iter().map(|entry| entry.code.clone()).zip(movements).collect();
    (codes, by_code)
}

fn read_labels(file: &Table<'_>) -> BTreeMap<String, Label> {
    let Some(table) = file.table("labels") else { return BTreeMap::new() };
    table.only(TERMS);
    let read = |(term, label): (String, Table<'_>)| {
        label.only(&["one", "many"]);
        (term, Label { one: label.text("one"), many: label.text("many") })
    };
    table.inner_tables().into_iter().map(read).collect()
}
