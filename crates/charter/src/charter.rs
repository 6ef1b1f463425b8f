//! The charter itself: what its files say, read and checked.

use std::{collections::BTreeMap, path::Path};

use jiff::civil::Date;
use serde::Serialize;

use crate::{
    clocks::{self, Clock},
    codes::{self, Codes},
    facts::{FactDeclaration, Facts, FactsBuilder},
    problem::{Problem, Source},
    questionnaire::Questionnaire,
    reading::{self, Table},
    rules::{RuleResult, Rules},
    schema,
};

/// The file that says how the forum works.
const CHARTER: &str = "charter.toml";
/// The file that says whom it is for.
const ELIGIBILITY: &str = "eligibility.toml";
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

/// How one kind of forum works.
#[derive(Clone)]
pub struct Charter {
    /// What is stored and looked up.
    pub code: String,
    /// A case keeps the version that it was decided under.
    pub version: String,
    /// What people see.
    pub name: String,
    /// What the forum is, in a sentence or two.
    pub summary: String,
    /// What a case is about, such as `family` or `person`.
    pub subject: String,
    /// How often the forum meets, such as `weekly`.
    pub cadence: String,
    /// The tier of place that has a forum of its own.
    pub forum_place_tier: String,
    /// The tier of place whose hub supports the forums.
    pub hub_place_tier: String,
    /// The roles in the forum.
    pub roles: Codes,
    /// The stages of a referral and its case, in order.
    pub stages: Codes,
    /// The clocks between stages.
    pub clocks: Vec<Clock>,
    /// The levels of need, lowest first.
    pub levels: Vec<Level>,
    /// Named numbers that the eligibility rules compare with.
    pub limits: BTreeMap<String, i64>,
    /// A referral within so many months of an earlier one is a re-referral.
    pub re_referral_months: u32,
    /// "Known to social care" looks back so many years.
    pub known_to_social_care_years: u32,
    /// The needs that a referral names.
    pub needs: Codes,
    /// The groups of referrers that reports tell apart.
    pub referrer_groups: Codes,
    /// Why a referral is sent back; `words` are sent to the referrer.
    pub return_reasons: Codes,
    /// Why a decision went against the rules; counted.
    pub override_reasons: Codes,
    /// Why an organisation declined a service or the lead professional's role.
    pub decline_reasons: Codes,
    /// Why a case was closed.
    pub closure_reasons: Codes,
    /// What came of it.
    pub outcomes: Codes,
    /// The lawful bases for sharing.
    pub lawful_bases: Codes,
    /// Why sharing goes on without consent.
    pub without_consent_reasons: Codes,
    /// The reports that the forum's board reads.
    pub reports: Codes,
    /// The forms.
    pub forms: Vec<Form>,
    movements: BTreeMap<String, Movement>,
    labels: BTreeMap<String, Label>,
    rules: Rules,
}

/// One level of need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Level {
    /// Its number; 1 is the lowest.
    pub level: u32,
    /// Its name.
    pub name: String,
    /// What it means.
    pub words: String,
}

/// One form.
#[derive(Clone, Debug)]
pub struct Form {
    /// What is stored and looked up.
    pub code: String,
    /// What people see.
    pub name: String,
    /// Its questions.
    pub questionnaire: Questionnaire,
}

/// What a forum calls something, at the start of no sentence: "request for support".
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Label {
    /// One of them.
    pub one: String,
    /// Several of them.
    pub many: String,
}

/// How a closure moves a family between levels of need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Movement {
    /// Neither up nor down.
    #[default]
    Neither,
    /// To statutory services.
    StepUp,
    /// To universal services.
    StepDown,
}

impl Charter {
    /// Reads and checks a charter's files, given as path within the folder and text.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with them.
    pub fn load(files: &[(&str, &str)]) -> Result<Self, Vec<Problem>> {
        let mut problems = unread(files);
        let texts =
            text_of(files, CHARTER, &mut problems).zip(text_of(files, ELIGIBILITY, &mut problems));
        let Some((text, eligibility)) = texts else { return Err(problems) };

        let source = Source::new(CHARTER, text);
        let rules_source = Source::new(ELIGIBILITY, eligibility);
        let (keys, rules_keys) = (reading::parse(&source), reading::parse(&rules_source));
        let rules_file = Table::whole(&rules_source, &rules_keys);
        let mut more = Vec::new();
        let charter = read(&Table::whole(&source, &keys), &rules_file, files, &mut more);
        problems.extend(source.into_problems());
        problems.extend(rules_source.into_problems());
        problems.append(&mut more);
        if problems.is_empty() { Ok(charter) } else { Err(problems) }
    }

    /// Reads and checks a charter's folder.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with its files, or why they could not be read.
    pub fn load_dir(folder: &Path) -> Result<Self, Vec<Problem>> {
        let (files, problems) = crate::folder::read(folder);
        let borrowed: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        match Self::load(&borrowed) {
            Ok(charter) if problems.is_empty() => Ok(charter),
            Ok(_) => Err(problems),
            Err(found) => Err(problems.into_iter().chain(found).collect()),
        }
    }

    /// What this forum calls something; the field's own word when the charter has no other.
    pub fn label(&self, term: &str) -> Label {
        self.labels.get(term).cloned().unwrap_or_else(|| {
            let one = term.replace('_', " ");
            Label { many: format!("{one}s"), one }
        })
    }

    /// The level of need with this number.
    pub fn level(&self, level: u32) -> Option<&Level> {
        self.levels.iter().find(|entry| entry.level == level)
    }

    /// The form with this code.
    pub fn form(&self, code: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.code == code)
    }

    /// The clock with this code.
    pub fn clock(&self, code: &str) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.code == code)
    }

    /// When the clock with this code, started on `from`, runs out.
    pub fn due(&self, clock: &str, from: Date) -> Option<Date> {
        self.clock(clock).map(|clock| clock.due(from))
    }

    /// Whether closing for this reason is a step up or down.
    pub fn movement(&self, closure_reason: &str) -> Movement {
        self.movements.get(closure_reason).copied().unwrap_or_default()
    }

    /// The facts that the eligibility rules may look at.
    pub fn declared_facts(&self) -> &[FactDeclaration] {
        &self.rules.facts
    }

    /// Starts to collect the facts of one referral.
    pub fn facts(&self) -> FactsBuilder<'_> {
        FactsBuilder::new(&self.rules.facts)
    }

    /// Each eligibility rule's result, in order, with the facts it used.
    pub fn assess(&self, facts: &Facts) -> Vec<RuleResult> {
        self.rules.assess(facts)
    }
}

impl std::fmt::Debug for Charter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Charter({} {})", self.code, self.version)
    }
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

fn read(
    file: &Table<'_>,
    rules_file: &Table<'_>,
    files: &[(&str, &str)],
    problems: &mut Vec<Problem>,
) -> Charter {
    file.only(&[
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
        "limits",
        "look_back",
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
    ]);
    rules_file.only(&["facts", "rules"]);
    let code = file.text("code");
    codes::check_code(file, &code);
    let stages = codes::read(file, "stages");
    let needs = codes::read(file, "needs");
    let referrer_groups = codes::read(file, "referrer_groups");
    let return_reasons = codes::read(file, "return_reasons");
    let limits = read_limits(file);
    let lists = [("needs", &needs), ("referrer_groups", &referrer_groups)];
    let facts = schema::read(rules_file, &limits, &lists);
    let rules = Rules::read(rules_file, facts, limits.clone(), &return_reasons);
    let (closure_reasons, movements) = read_closures(file);
    let (re_referral_months, known_to_social_care_years) = read_look_back(file);
    Charter {
        code,
        version: file.text("version"),
        name: file.text("name"),
        summary: file.text("summary"),
        subject: one_of(file, "subject", &["person", "family", "theme", "programme"]),
        cadence: one_of(file, "cadence", &["weekly", "fortnightly", "monthly", "as needed"]),
        forum_place_tier: file.text("forum_place_tier"),
        hub_place_tier: file.text("hub_place_tier"),
        roles: codes::read(file, "roles"),
        clocks: clocks::read(file, &stages),
        levels: read_levels(file),
        re_referral_months,
        known_to_social_care_years,
        override_reasons: codes::read(file, "override_reasons"),
        decline_reasons: codes::read(file, "decline_reasons"),
        outcomes: codes::read(file, "outcomes"),
        lawful_bases: codes::read(file, "lawful_bases"),
        without_consent_reasons: codes::read(file, "without_consent_reasons"),
        reports: codes::read(file, "reports"),
        forms: crate::forms::read(file, files, problems),
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
