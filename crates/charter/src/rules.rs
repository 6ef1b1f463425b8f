//! Eligibility: rules shown one by one with the facts they used, and what they suggest together.
//! They never decide; a person does, and may go against them for a counted reason.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use cel::{Context, Env};
use serde::Serialize;

use crate::{
    codes::Codes,
    expression::{Condition, Names},
    facts::{FactDeclaration, FactValue, Facts},
    reading::Table,
    schema,
};

/// How many combinations of samples a rule is tried on.
const MOST_TRIALS: usize = 20_000;

/// What a rule, or all of them, says about a referral.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// The rule is met.
    Eligible,
    /// The rule is not met: send it back with this reason.
    Return {
        /// A code of the charter's return reasons.
        reason: String,
    },
    /// The rule cannot tell, or leaves it to a person.
    Judgement,
}

/// One rule's result, as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleResult {
    /// The rule's id.
    pub id: String,
    /// The rule in words.
    pub sentence: String,
    /// Whether it is met.
    pub passed: bool,
    /// What it suggests.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// The facts it used: their labels, with their values as people see them.
    pub facts_used: Vec<(String, String)>,
}

/// What the rules suggest together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "suggestion")]
pub enum Suggestion {
    /// Every rule is met.
    Accept,
    /// At least one rule is not met.
    Return {
        /// The reasons, the most important (the first rule's) first, none twice.
        reasons: Vec<String>,
    },
    /// No rule is broken, but some cannot tell.
    Judgement {
        /// The ids of those rules.
        rules: Vec<String>,
    },
}

impl Suggestion {
    /// Puts the results of all rules together. A broken rule weighs more than one that cannot tell.
    pub fn from_results(results: &[RuleResult]) -> Self {
        let (mut reasons, mut rules) = (Vec::<String>::new(), Vec::new());
        for result in results {
            match &result.outcome {
                Outcome::Eligible => {}
                Outcome::Return { reason } if reasons.contains(reason) => {}
                Outcome::Return { reason } => reasons.push(reason.clone()),
                Outcome::Judgement => rules.push(result.id.clone()),
            }
        }
        match (reasons.is_empty(), rules.is_empty()) {
            (false, _) => Self::Return { reasons },
            (true, false) => Self::Judgement { rules },
            (true, true) => Self::Accept,
        }
    }
}

/// One eligibility rule.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    id: String,
    sentence: String,
    judge_when: Option<Condition>,
    passes: Condition,
    otherwise: Outcome,
}

/// All that is needed to assess: what may be asked, and the rules.
#[derive(Clone)]
pub(crate) struct Rules {
    pub(crate) facts: Vec<FactDeclaration>,
    limits: BTreeMap<String, i64>,
    rules: Vec<Rule>,
    env: Arc<Env>,
}

impl Rules {
    /// Reads and checks the facts and the rules, and tries each on samples of the facts it uses.
    pub(crate) fn read(
        file: &Table<'_>,
        limits: &BTreeMap<String, i64>,
        lists: &[(&str, &Codes)],
        reasons: &Codes,
    ) -> Self {
        let facts = schema::read(file, limits, lists);
        let env = Arc::new(Env::default().with_optional_support(false).with_stdlib());
        let mut all = Self { facts, limits: limits.clone(), rules: Vec::new(), env };
        let tables = file.tables("rules");
        if tables.is_empty() {
            file.note("there are no rules", "add a [[rules]] with id, sentence, passes, otherwise");
        }
        let mut ids = BTreeSet::new();
        for table in &tables {
            if !ids.insert(table.text("id")) {
                table.note_at("id", "two rules have this id", "rename one");
            }
            if let Some(rule) = all.read_rule(table, reasons) {
                all.try_on_samples(&rule, table);
                all.rules.push(rule);
            }
        }
        all
    }

    /// Each rule's result, in the charter's order.
    pub(crate) fn assess(&self, facts: &Facts) -> Vec<RuleResult> {
        let context = self.context(|fact| facts.0.get(&fact.name));
        self.rules.iter().map(|rule| self.result(rule, facts, &context)).collect()
    }

    fn result(&self, rule: &Rule, facts: &Facts, context: &Context<'_, '_>) -> RuleResult {
        // A condition that cannot be evaluated (facts of another charter) is left to a person.
        let outcome = rule.outcome(context).unwrap_or(Outcome::Judgement);
        let used = self.facts.iter().filter(|fact| rule.uses(&fact.name));
        let shown = used
            .filter_map(|fact| Some((fact.label.clone(), fact.shown(facts.0.get(&fact.name)?))));
        RuleResult {
            id: rule.id.clone(),
            sentence: rule.sentence.clone(),
            passed: outcome == Outcome::Eligible,
            outcome,
            facts_used: shown.collect(),
        }
    }

    fn read_rule(&self, table: &Table<'_>, reasons: &Codes) -> Option<Rule> {
        table.only(&["id", "sentence", "passes", "judge_when", "otherwise", "reason"]);
        let sentence = self.fill_in(table, &table.text("sentence"));
        let otherwise = read_otherwise(table, reasons);
        let judge_when = table.has("judge_when").then(|| self.condition(table, "judge_when"));
        let passes = self.condition(table, "passes")?;
        let judge_when = match judge_when {
            Some(condition) => Some(condition?),
            None => None,
        };
        let rule =
            Rule { id: table.text("id"), sentence, judge_when, passes, otherwise: otherwise? };
        for fact in self.facts.iter().filter(|fact| fact.may_be_not_known) {
            if rule.uses(&fact.name) && !rule.asks_known(&fact.name) {
                table.note(
                    format!("“{}” may be not known and the rule does not consider it", fact.name),
                    format!("add judge_when = \"!{}\"", fact.known_name()),
                );
            }
        }
        Some(rule)
    }

    fn condition(&self, table: &Table<'_>, key: &str) -> Option<Condition> {
        let text = table.text(key);
        if text.is_empty() {
            return None;
        }
        let names = Names { facts: &self.facts, limits: &self.limits };
        match Condition::parse(&text, &names) {
            Ok(condition) => Some(condition),
            Err(wrong) => {
                for wrong in wrong {
                    table.note_at(key, wrong, "mend the condition");
                }
                None
            }
        }
    }

    /// Puts the limits into a sentence, so that words and rule cannot drift apart.
    fn fill_in(&self, table: &Table<'_>, sentence: &str) -> String {
        let mut filled = sentence.to_owned();
        for (name, number) in &self.limits {
            filled = filled.replace(&format!("{{{name}}}"), &number.to_string());
        }
        if filled.contains(['{', '}']) {
            let names: Vec<&str> = self.limits.keys().map(String::as_str).collect();
            let mend = format!("use one of the limits: {}", names.join(", "));
            table.note_at("sentence", "the sentence names something that is not a limit", mend);
        }
        filled
    }

    /// Evaluates a rule on combinations of samples: it must not fail, and must be able to say both.
    fn try_on_samples(&self, rule: &Rule, table: &Table<'_>) {
        let used: Vec<&FactDeclaration> =
            self.facts.iter().filter(|fact| rule.involves(&fact.name)).collect();
        let trials =
            used.iter().map(|fact| fact.samples.len()).try_fold(1_usize, |product, count| {
                product.checked_mul(count).filter(|product| *product <= MOST_TRIALS)
            });
        let Some(trials) = trials else {
            let wrong = format!("the rule has more than {MOST_TRIALS} combinations of samples");
            table.note(wrong, "split the rule, or give its facts fewer samples");
            return;
        };
        let (mut met, mut not_met) = (false, false);
        for trial in 0..trials {
            let chosen = choose(&used, trial);
            match rule.outcome(&self.context(|fact| chosen.get(fact.name.as_str()).copied())) {
                Ok(Outcome::Eligible) => met = true,
                Ok(_) => not_met = true,
                Err(wrong) => {
                    table.note(format!("the rule fails on {chosen:?}: {wrong}"), "mend the rule");
                    return;
                }
            }
        }
        if trials > 0 && met != not_met {
            let says = if met { "always met" } else { "never met" };
            table.note(
                format!("on its facts' samples the rule is {says}"),
                "mend it, or the samples",
            );
        }
    }

    fn context<'f>(
        &self,
        value: impl Fn(&FactDeclaration) -> Option<&'f FactValue>,
    ) -> Context<'static, 'static> {
        let mut context = Context::with_env(Arc::clone(&self.env));
        for (name, number) in &self.limits {
            context.add_variable_from_value(name.as_str(), *number);
        }
        for fact in &self.facts {
            let Some(value) = value(fact) else { continue };
            context.add_variable_from_value(fact.name.as_str(), fact.as_cel(value));
            if fact.may_be_not_known {
                context.add_variable_from_value(fact.known_name(), *value != FactValue::NotKnown);
            }
        }
        context
    }
}

impl Rule {
    fn outcome(&self, context: &Context<'_, '_>) -> Result<Outcome, String> {
        if let Some(condition) = &self.judge_when
            && condition.holds(context)?
        {
            return Ok(Outcome::Judgement);
        }
        Ok(if self.passes.holds(context)? { Outcome::Eligible } else { self.otherwise.clone() })
    }

    fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.judge_when.iter().chain([&self.passes])
    }

    fn uses(&self, fact: &str) -> bool {
        self.conditions().any(|condition| condition.uses.contains(fact))
    }

    fn asks_known(&self, fact: &str) -> bool {
        self.conditions().any(|condition| condition.asks_known.contains(fact))
    }

    fn involves(&self, fact: &str) -> bool {
        self.uses(fact) || self.asks_known(fact)
    }
}

/// What the rule suggests when it is not met.
fn read_otherwise(table: &Table<'_>, reasons: &Codes) -> Option<Outcome> {
    let otherwise = table.text("otherwise");
    match otherwise.as_str() {
        "judgement" => Some(Outcome::Judgement),
        "return" => {
            let reason = table.text("reason");
            if !reason.is_empty() && !reasons.contains(&reason) {
                let mend = format!("use one of: {}", reasons.listed());
                table.note_at("reason", format!("there is no return reason “{reason}”"), mend);
            }
            Some(Outcome::Return { reason })
        }
        "" => None,
        other => {
            let wrong = format!("a rule that is not met cannot lead to “{other}”");
            table.note_at("otherwise", wrong, "write \"return\" or \"judgement\"");
            None
        }
    }
}

/// The samples of the given trial: the digits of its number, one for each fact.
fn choose<'a>(used: &[&'a FactDeclaration], trial: usize) -> BTreeMap<&'a str, &'a FactValue> {
    let mut rest = trial;
    let mut chosen = BTreeMap::new();
    for fact in used {
        let count = fact.samples.len().max(1);
        if let Some(sample) = fact.samples.get(rest % count) {
            chosen.insert(fact.name.as_str(), sample);
        }
        rest /= count;
    }
    chosen
}
