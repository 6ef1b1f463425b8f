//! Permits, refusals and what people are told.

use agreement::{Act, Action, Agreement, FIRST_AGREEMENT, Facts, Kind, Principal, Relation, Role};
use kernel::{ForumId, OrganisationId, PractitionerId};
use uuid::Uuid;

#[derive(Debug)]
struct CloseCase;
impl Act for CloseCase {
    const NAME: &'static str = "close_case";
    const ACTION: Action = Action::CloseCase;
}

#[derive(Debug)]
struct ReadCase;
impl Act for ReadCase {
    const NAME: &'static str = "read_case";
    const ACTION: Action = Action::SeeRecord;
}

const ME: Uuid = Uuid::from_u128(1);
const MY_ORGANISATION: Uuid = Uuid::from_u128(2);
const FORUM: Uuid = Uuid::from_u128(3);
const CASE: Uuid = Uuid::from_u128(4);

fn me() -> Principal {
    Principal::new(PractitionerId(ME), OrganisationId(MY_ORGANISATION))
}

fn coordinator() -> Principal {
    let mut principal = me();
    principal.coordinates.insert(ForumId(FORUM));
    principal
}

#[expect(clippy::disallowed_methods, reason = "the test stands in for the door")]
fn facts(kind: Kind, scopes: &[(Relation, Uuid)]) -> Facts {
    Facts::from_scopes(kind, Some(CASE), scopes.to_vec())
}

fn open_case(more: &[(Relation, Uuid)]) -> Facts {
    let open = [(Relation::Forum, FORUM), (Relation::Open, FORUM)];
    facts(Kind::Case, &[&open, more].concat())
}

#[test]
fn a_permit_names_principal_operation_record_and_clause() {
    let agreement = Agreement::first().unwrap();
    let permit = agreement.permit::<CloseCase>(&coordinator(), &open_case(&[])).unwrap();
    assert_eq!(permit.principal(), &coordinator());
    assert_eq!((permit.kind(), permit.subject()), (Kind::Case, Some(CASE)));
    assert_eq!(permit.operation(), "close_case");
    let ids: Vec<_> = permit.clauses().iter().map(|clause| clause.id.as_str()).collect();
    assert_eq!(ids, ["lead-chair-and-coordinator-keep-plan"]);
}

/// Another operation with the same action of the agreement.
#[derive(Debug)]
struct ReopenCase;
impl Act for ReopenCase {
    const NAME: &'static str = "reopen_case";
    const ACTION: Action = Action::CloseCase;
}

#[test]
fn what_was_allowed_is_made_out_for_that_operation_and_for_no_other() {
    let agreement = Agreement::first().unwrap();
    let close = (CloseCase::NAME, CloseCase::ACTION);
    let granted = || agreement.grant(&coordinator(), close, &open_case(&[])).unwrap();
    assert_eq!(granted().permit::<CloseCase>().unwrap().operation(), "close_case");
    assert!(granted().permit::<ReopenCase>().is_none(), "the same action, another operation");
    assert!(granted().permit::<ReadCase>().is_none());
}

#[test]
fn a_refusal_of_something_visible_says_so() {
    let agreement = Agreement::first().unwrap();
    let mut member = me();
    member.member_of.insert(ForumId(FORUM));
    let refused = agreement.permit::<CloseCase>(&member, &open_case(&[])).unwrap_err();
    assert!(refused.visible && !refused.alarm);
    assert_eq!(
        refused.why(),
        "No clause lets you do this. The lead professional, the chair and the coordinator record the \
         plan, review it and close the case."
    );
}

#[test]
fn a_refusal_names_the_clause_that_keeps_people_out() {
    let agreement = Agreement::load(&format!(
        "{FIRST_AGREEMENT}
         @id(\"nobody-closes-offered\") @clause(\"A case is not closed while an offer is open.\")
         forbid (principal, action == Action::\"close_case\", resource)
         when {{ resource.offered.contains(principal.organisation) }};"
    ))
    .unwrap();
    let offered = open_case(&[(Relation::Offered, MY_ORGANISATION)]);
    let refused = agreement.permit::<CloseCase>(&coordinator(), &offered).unwrap_err();
    assert!(refused.visible);
    assert_eq!(refused.why(), "A case is not closed while an offer is open.");
}

#[test]
fn a_refusal_of_what_may_not_be_seen_keeps_its_reason_for_the_ledger() {
    let agreement = Agreement::first().unwrap();
    let barred = open_case(&[(Relation::Barred, ME)]);
    let refused = agreement.permit::<ReadCase>(&coordinator(), &barred).unwrap_err();
    assert!(!refused.visible);
    assert_eq!(refused.clauses[0].id, "barred-staff");
    assert_eq!(refused.why(), "There is no such record.");
}

#[test]
fn a_foreign_record_and_an_absent_one_are_refused_alike() {
    let agreement = Agreement::first().unwrap();
    let foreign = agreement.permit::<ReadCase>(&me(), &open_case(&[])).unwrap_err();
    let absent = agreement.permit::<ReadCase>(&me(), &facts(Kind::Case, &[])).unwrap_err();
    assert_eq!(format!("{foreign:?}"), format!("{absent:?}"));
    assert!(!absent.visible && !absent.alarm && absent.clauses.is_empty());
}

#[test]
fn nobody_is_let_into_a_record_that_does_not_exist() {
    let agreement = Agreement::first().unwrap();
    let mut everything = coordinator();
    everything.roles.extend(Role::ALL);
    for kind in Kind::ALL {
        let may = agreement.explain(&everything, &facts(*kind, &[]));
        assert!(may.is_empty(), "{kind}: {may:?}");
    }
}

#[test]
fn a_bar_beats_every_role_and_relation() {
    let agreement = Agreement::first().unwrap();
    let mut principal = coordinator();
    principal.chairs.insert(ForumId(FORUM));
    principal.member_of.insert(ForumId(FORUM));
    principal.roles.insert(Role::Practitioner);
    let ties = [Relation::Referrer, Relation::Lead, Relation::Involved, Relation::Named];
    for bar in [(Relation::Barred, ME), (Relation::BarredOrganisation, MY_ORGANISATION)] {
        let mut scopes: Vec<_> = ties.iter().map(|relation| (*relation, ME)).collect();
        scopes.extend([(Relation::Forum, FORUM), (Relation::Agenda, FORUM), bar]);
        for kind in [Kind::Person, Kind::Referral, Kind::Case] {
            let may = agreement.explain(&principal, &facts(kind, &scopes));
            assert!(may.is_empty(), "{bar:?} of a {kind}: {may:?}");
        }
    }
}

#[test]
fn administrators_analysts_and_governance_see_no_case_content() {
    let agreement = Agreement::first().unwrap();
    let desk = [
        Role::Administrator,
        Role::Console,
        Role::Analyst,
        Role::InformationGovernanceLead,
        Role::Auditor,
    ];
    for role in desk {
        let mut principal = coordinator();
        principal.roles.insert(role);
        let may = agreement.explain(&principal, &open_case(&[(Relation::Lead, ME)]));
        let actions: Vec<_> = may.iter().map(|(action, _)| *action).collect();
        assert_eq!(actions, [Action::SeeReaders], "{role}");
    }
}

#[test]
fn a_visitor_may_sign_in_and_nothing_else() {
    let agreement = Agreement::first().unwrap();
    let mut may = Vec::new();
    for kind in Kind::ALL {
        let scopes = [(Relation::Forum, FORUM), (Relation::Open, FORUM), (Relation::Agenda, FORUM)];
        let allowed = agreement.explain(&Principal::visitor(), &facts(*kind, &scopes));
        may.extend(allowed.into_iter().map(|(action, _)| action));
    }
    assert_eq!(may, [Action::SignIn]);
}

#[test]
fn an_action_that_does_not_fit_the_record_is_refused_and_raises_the_alarm() {
    let agreement = Agreement::first().unwrap();
    let person = facts(Kind::Person, &[(Relation::Forum, FORUM)]);
    let refused = agreement.permit::<CloseCase>(&coordinator(), &person).unwrap_err();
    assert!(refused.alarm);
    assert!(agreement.list_filter(&coordinator(), Action::CloseCase, Kind::Person).is_empty());
}

#[test]
fn a_page_can_say_which_clause_let_its_reader_in() {
    let agreement = Agreement::first().unwrap();
    let offered = open_case(&[(Relation::Offered, MY_ORGANISATION)]);
    let may = agreement.explain(&me(), &offered);
    let said: Vec<_> =
        may.iter().map(|(action, clauses)| (*action, clauses[0].sentence.as_str())).collect();
    let sentence = "Practitioners of an organisation that is asked to provide a service see the summary and answer.";
    assert_eq!(said, [(Action::SeeSummary, sentence), (Action::AnswerOffer, sentence)]);
}
