//! Row A5. The solver is `cvc5`, which `tools/cvc5` fetches; its name is in `CVC5`.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a question that cannot be asked should stop the test"
)]

use std::str::FromStr;

use agreement::{AGREEMENT_SCHEMA, FIRST_AGREEMENT};
use cedar_policy::{Authorizer, Decision, Effect, Policy, PolicySet, RequestEnv, Schema};
use cedar_policy_symcc::{
    CedarSymCompiler, CompiledPolicy, CompiledPolicySet, Env, solver::LocalSolver,
};
use tokio::process::Command;

const PROMISES: &str = include_str!("promises.cedar");

/// A promise that nobody made: whoever decides what is true must find that it is not.
const FALSE_PROMISE: &str = r#"permit (principal, action, resource)
    unless { action == Action::"see_address" && !resource.lead.contains(principal) };"#;

struct Proof {
    schema: Schema,
    agreement: PolicySet,
    solver: CedarSymCompiler<LocalSolver>,
}

impl Proof {
    fn new() -> Self {
        let cvc5 = std::env::var_os("CVC5").unwrap_or_else(|| fetched().into());
        let (schema, _) = Schema::from_cedarschema_str(AGREEMENT_SCHEMA).unwrap();
        let solver = LocalSolver::from_command(&mut Command::new(cvc5)).unwrap();
        Self {
            schema,
            agreement: PolicySet::from_str(FIRST_AGREEMENT).unwrap(),
            solver: CedarSymCompiler::new(solver).unwrap(),
        }
    }

    /// Every action with every kind of thing that it is asked of.
    fn questions(&self) -> Vec<RequestEnv> {
        self.schema.request_envs().collect()
    }

    fn compiled(&self, policies: &PolicySet, question: &RequestEnv) -> CompiledPolicySet {
        CompiledPolicySet::compile(policies, question, &self.schema).unwrap()
    }

    /// Somebody whom the agreement lets in and the promise does not.
    async fn against(&mut self, promise: &PolicySet, question: &RequestEnv) -> Option<Env> {
        let agreement = self.compiled(&self.agreement, question);
        let promise = self.compiled(promise, question);
        self.solver.check_implies_with_counterexample_opt(&agreement, &promise).await.unwrap()
    }
}

/// The solver, fetched where it is missing.
fn fetched() -> String {
    let tool = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tools/cvc5");
    let output = std::process::Command::new(tool).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn id(policy: &Policy) -> String {
    policy.annotation("id").unwrap().to_owned()
}

#[tokio::test]
async fn a5_every_promise_of_the_agreement_is_kept_whoever_asks_for_whatever_record() {
    let mut proof = Proof::new();
    let promises = PolicySet::from_str(PROMISES).unwrap();
    let mut proven = 0;
    for promise in promises.policies() {
        let sentence = promise.annotation("promise").unwrap();
        let alone = PolicySet::from_policies([promise.clone()]).unwrap();
        for question in proof.questions() {
            if let Some(found) = proof.against(&alone, &question).await {
                panic!("{sentence}\nis broken by {:?}\nof {:?}", found.request, found.entities);
            }
        }
        proven += 1;
    }
    assert!(proven >= 6, "{proven}");
}

#[tokio::test]
async fn a5_a_promise_that_is_not_kept_is_found_out_by_somebody_whom_the_agreement_lets_in() {
    let mut proof = Proof::new();
    let promise = PolicySet::from_str(FALSE_PROMISE).unwrap();
    let mut found = 0;
    for question in proof.questions() {
        let Some(env) = proof.against(&promise, &question).await else { continue };
        let let_in =
            |by| Authorizer::new().is_authorized(&env.request, by, &env.entities).decision();
        assert_eq!(let_in(&proof.agreement), Decision::Allow);
        assert_eq!(let_in(&promise), Decision::Deny);
        found += 1;
    }
    assert_eq!(found, 3, "the address of a person, a request and a case");
}

#[tokio::test]
async fn a5_no_rule_of_the_agreement_can_fail_while_it_is_asked() {
    let mut proof = Proof::new();
    let rules: Vec<Policy> = proof.agreement.policies().cloned().collect();
    for rule in &rules {
        for question in proof.questions() {
            let compiled = CompiledPolicy::compile(rule, &question, &proof.schema).unwrap();
            let never = proof.solver.check_never_errors_opt(&compiled).await.unwrap();
            assert!(never, "{} may fail for {question:?}", id(rule));
        }
    }
}

#[tokio::test]
async fn a5_every_rule_of_the_agreement_makes_a_difference_to_somebody() {
    let mut proof = Proof::new();
    let rules: Vec<Policy> = proof.agreement.policies().cloned().collect();
    let mut dead = Vec::new();
    for rule in &rules {
        let others = rules.iter().filter(|it| it.id() != rule.id()).cloned();
        let without = PolicySet::from_policies(others).unwrap();
        let mut matters = false;
        for question in proof.questions() {
            let (all, without) =
                (proof.compiled(&proof.agreement, &question), proof.compiled(&without, &question));
            matters = !proof.solver.check_equivalent_opt(&all, &without).await.unwrap();
            if matters {
                break;
            }
        }
        if !matters {
            dead.push(id(rule));
        }
    }
    assert!(dead.is_empty(), "without these, everything would be as it is: {dead:?}");
    assert!(rules.iter().any(|it| it.effect() == Effect::Forbid));
}
