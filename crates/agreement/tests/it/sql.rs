//! The SQL of a list filter. That it selects what is decided is shown on both engines elsewhere.

use agreement::{Action, Agreement, Kind, Principal, Role, Window};
use kernel::{ForumId, OrganisationId, PractitionerId};
use uuid::Uuid;

const ME: Uuid = Uuid::from_u128(1);

fn member_of(forums: u128) -> Principal {
    let mut principal = Principal::new(PractitionerId(ME), OrganisationId(Uuid::from_u128(2)));
    principal.member_of.extend((0..forums).map(|n| ForumId(Uuid::from_u128(100 + n))));
    principal
}

#[test]
fn a_list_starts_from_the_scope_index_and_keeps_every_bar() {
    let agreement = Agreement::first().unwrap();
    let visible = agreement.list_filter(&member_of(1), Action::AnswerOffer, Kind::Case);
    let (text, values) = visible.candidates(3);
    assert_eq!(
        text,
        "select distinct scope_seen.record from (\
         select scope_seed.record from record_scope scope_seed \
         where scope_seed.relation = 'offered' and scope_seed.target in ($3) and scope_seed.kind = 'case' \
         and (scope_seed.unbarred = 1 or (\
         (not exists (select 1 from record_scope scope_tie where scope_tie.kind = 'case' and scope_tie.record = scope_seed.record \
         and (scope_tie.relation = 'restricted' and scope_tie.target in ($4))) \
         or exists (select 1 from record_scope scope_tie where scope_tie.kind = 'case' and scope_tie.record = scope_seed.record \
         and (scope_tie.relation = 'named' and scope_tie.target in ($5)))) \
         and not exists (select 1 from record_scope scope_tie where scope_tie.kind = 'case' and scope_tie.record = scope_seed.record \
         and (scope_tie.relation = 'barred' and scope_tie.target in ($5))) \
         and not exists (select 1 from record_scope scope_tie where scope_tie.kind = 'case' and scope_tie.record = scope_seed.record \
         and (scope_tie.relation = 'barred_organisation' and scope_tie.target in ($3)))))) scope_seen"
    );
    assert_eq!(values, [Uuid::from_u128(2), Uuid::nil(), ME]);
}

#[test]
fn a_page_of_a_list_follows_each_tie_along_the_index_and_keeps_every_bar() {
    let agreement = Agreement::first().unwrap();
    let visible = agreement.list_filter(&member_of(2), Action::SeeSummary, Kind::Case);
    let window = Window { state: "$1", below: "$2", below_id: "$3", rows: "$4" };
    let (text, _) = visible.next(window, 5);
    let arms: Vec<&str> = text.split(" union ").collect();
    for arm in &arms {
        assert!(arm.contains("scope_seed.state = $1"), "{arm}");
        assert!(arm.contains("limit cast($4 as bigint)) scope_arm"), "{arm}");
        assert!(arm.contains("scope_tie.relation = 'barred' and"), "{arm}");
        assert!(arm.contains("scope_tie.relation = 'restricted' and"), "{arm}");
    }
    let (many, _) =
        agreement.list_filter(&member_of(300), Action::SeeSummary, Kind::Case).next(window, 5);
    assert!(!many.contains("scope_arm"), "more than an engine unites is listed as a whole");
    let of_open = arms.iter().filter(|arm| arm.contains("scope_seed.relation = 'open'"));
    assert_eq!(of_open.count(), 2, "one for each forum: the index is in order within one only");
}

#[test]
fn a_condition_can_be_spliced_behind_where_or_case() {
    let agreement = Agreement::first().unwrap();
    let visible = agreement.list_filter(&member_of(3), Action::SeeMeeting, Kind::Meeting);
    let (text, values) = visible.condition("m.id", 2);
    assert!(text.starts_with(
        "(exists (select 1 from record_scope scope_tie where scope_tie.kind = 'meeting' and scope_tie.record = m.id \
         and (scope_tie.relation = 'forum' and scope_tie.target in ($2, $3, $4, $5))) \
         and (exists (select 1 from record_scope scope_tie where scope_tie.kind = 'meeting' and scope_tie.record = m.id \
         and scope_tie.unbarred = 1) or "
    ));
    let forums = [100, 101, 102, 102].map(Uuid::from_u128);
    assert_eq!(values.get(..4), Some(&forums[..]), "padded to a power of two");
}

#[test]
fn a_list_that_begins_like_a_longer_one_does_not_borrow_its_targets() {
    let agreement = Agreement::first().unwrap();
    let mut principal = member_of(5);
    principal.front_door_of.insert(ForumId(Uuid::from_u128(200)));
    let visible = agreement.list_filter(&principal, Action::SeeSummary, Kind::Person);
    let (text, values) = visible.condition("p.id", 1);
    let (_, agenda) = text.split_once("'agenda' and scope_tie.target in (").unwrap();
    let (agenda, _) = agenda.split_once(')').unwrap();
    let bound: Vec<Uuid> = agenda
        .split(", ")
        .map(|name| values[name.trim_start_matches('$').parse::<usize>().unwrap() - 1])
        .collect();
    assert_eq!(bound.len(), 8);
    assert!(
        !bound.contains(&Uuid::from_u128(200)),
        "the front door's forum is not on the agenda's list"
    );
}

#[test]
fn two_forums_more_or_less_rarely_change_the_text() {
    let agreement = Agreement::first().unwrap();
    let text = |forums| {
        let visible = agreement.list_filter(&member_of(forums), Action::SeeSummary, Kind::Case);
        visible.candidates(1).0
    };
    assert_eq!(text(5), text(8));
    assert_ne!(text(8), text(9));
}

#[test]
fn a_filter_that_nothing_can_match_says_so() {
    let agreement = Agreement::first().unwrap();
    let mut administrator = member_of(2);
    administrator.roles.insert(Role::Administrator);
    for (principal, action, kind) in [
        (&administrator, Action::SeeRecord, Kind::Case),
        (&member_of(2), Action::SeeReportExact, Kind::Report),
    ] {
        let visible = agreement.list_filter(principal, action, kind);
        assert!(visible.is_empty());
        assert_eq!(visible.condition("c.id", 1), ("1 = 0".to_owned(), vec![]));
        let nothing = format!("select record from record_scope where kind = '{kind}' and 1 = 0");
        assert_eq!(visible.candidates(1), (nothing, vec![]));
    }
}

#[test]
fn every_bar_of_the_agreement_is_one_that_the_mark_of_a_row_stands_for() {
    let agreement = Agreement::first().unwrap();
    let principal = member_of(1);
    let mut barred = 0;
    for action in Action::ALL {
        for kind in action.kinds() {
            let (text, _) = agreement.list_filter(&principal, *action, *kind).candidates(1);
            if text.contains("not exists") {
                assert!(text.contains("scope_seed.unbarred = 1 or"), "{action} {kind}: {text}");
                barred += 1;
            }
        }
    }
    assert!(barred > 10, "{barred}");
}

#[test]
fn every_parameter_in_the_text_has_a_value() {
    let agreement = Agreement::first().unwrap();
    let mut principal = member_of(3);
    principal.coordinates.insert(ForumId(Uuid::from_u128(7)));
    principal.roles.insert(Role::Practitioner);
    for action in Action::ALL {
        for kind in action.kinds() {
            let visible = agreement.list_filter(&principal, *action, *kind);
            let window = Window { state: "'open'", below: "now", below_id: "id", rows: "51" };
            let next = visible.next(window, 4);
            for (text, values) in [visible.candidates(4), visible.condition("t.id", 4), next] {
                let mut numbers: Vec<usize> = text
                    .split('$')
                    .skip(1)
                    .map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next().unwrap())
                    .map(|digits| digits.parse().unwrap())
                    .collect();
                numbers.sort_unstable();
                numbers.dedup();
                assert_eq!(numbers, (4..4 + values.len()).collect::<Vec<_>>(), "{action} {kind}");
            }
        }
    }
}
