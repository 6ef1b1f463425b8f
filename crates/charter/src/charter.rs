//! The charter itself: what its files say, read and checked.

use std::{collections::BTreeMap, path::Path};

use jiff::{ToSpan as _, civil::Date};
use serde::Serialize;

use crate::{
    clocks::Clock,
    codes::Codes,
    facts::{FactDeclaration, Facts, FactsBuilder},
    problem::Problem,
    questionnaire::Questionnaire,
    rules::{RuleResult, Rules},
};

mod indicators;
mod read;
mod second_pair_of_eyes;

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
    /// The tier of place whose hub supports the forums, where there are hubs.
    pub hub_place_tier: Option<String>,
    /// The roles in the forum.
    pub roles: Codes,
    /// The stages of a referral and its case, in order.
    pub stages: Codes,
    /// The clocks between stages.
    pub clocks: Vec<Clock>,
    /// The levels of need, lowest first.
    pub levels: Vec<Level>,
    /// The document that says what each level looks like, where there are indicators.
    pub threshold_document: Option<ThresholdDocument>,
    /// The domains under which the indicators stand.
    pub need_domains: Codes,
    /// What may be seen at each level, in the charter's order; none when nobody is asked on which they rely.
    pub need_indicators: Vec<NeedIndicator>,
    /// Which decisions a second person confirms before they count.
    pub second_pair_of_eyes: SecondPairOfEyes,
    /// Named numbers that the eligibility rules compare with.
    pub limits: BTreeMap<String, i64>,
    /// A referral within so many months of an earlier one is a re-referral.
    pub re_referral_months: u32,
    /// "Known to social care" looks back so many years.
    pub known_to_social_care_years: u32,
    /// How many organisations must be at a meeting for it to decide; nothing when the charter does not say.
    pub quorum_organisations: Option<u32>,
    /// How a meeting runs: when it begins, how long it takes, how long one item has.
    pub meeting: Sitting,
    /// How many months after a request was returned, or a case closed, somebody is asked what became of them, least first.
    pub followup_months: Vec<u32>,
    /// What may have become of them; none when nobody is asked.
    pub followup_answers: Codes,
    /// How things may be after a case was closed; none when nobody is asked.
    pub closed_followup_answers: Codes,
    /// To which statutory service a case is stepped up, at the start of no sentence.
    pub step_up_to: String,
    /// Consent is asked for again after so many months; never for its age alone when not set.
    pub consent_months: Option<u32>,
    /// Questions for advice are answered within so many working days; none are asked when not set.
    pub advice_working_days: Option<u32>,
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

/// How a meeting runs, as far as the charter says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sitting {
    /// When it begins.
    pub starts: Option<jiff::civil::Time>,
    /// How many minutes it takes.
    pub minutes: Option<u32>,
    /// How many minutes one item has.
    pub item_minutes: Option<u32>,
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

/// The document from which the indicators of need come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ThresholdDocument {
    /// What it is called.
    pub name: String,
    /// Its edition.
    pub version: String,
    /// From which day it holds.
    pub valid_from: Date,
}

/// Something that may be seen at a level of need. It tells of a level and never makes one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NeedIndicator {
    /// What is stored.
    pub code: String,
    /// The level at which it is seen.
    pub level: u32,
    /// A code of the charter's domains.
    pub domain: String,
    /// What people see.
    pub name: String,
}

/// Which decisions on requests a second person confirms before they count; none unless the charter says so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SecondPairOfEyes {
    /// Each return.
    pub returns: bool,
    /// Each decision against what the rules suggest.
    pub against_the_rules: bool,
    /// Accepting at one of these levels.
    pub levels: Vec<u32>,
}

impl SecondPairOfEyes {
    /// Whether a second person confirms a decision: at which level it accepts, or none when it returns.
    pub fn looks_at(&self, accepts_at: Option<i64>, is_against_the_rules: bool) -> bool {
        let by_itself = match accepts_at {
            Some(level) => self.levels.iter().any(|it| i64::from(*it) == level),
            None => self.returns,
        };
        by_itself || (self.against_the_rules && is_against_the_rules)
    }
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
        read::charter(files)
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

    /// The indicator of need with this code.
    pub fn need_indicator(&self, code: &str) -> Option<&NeedIndicator> {
        self.need_indicators.iter().find(|it| it.code == code)
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

    /// The question that is asked today about what was returned or closed on a day: after how many months, the latest of
    /// those that have come. None before the first.
    pub fn followup_on(&self, since: Date, today: Date) -> Option<u32> {
        let has_come = |months: &u32| since.saturating_add(i64::from(*months).months()) <= today;
        self.followup_months.iter().copied().rfind(has_come)
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
