//! The partnership that `throughline demo` shows: as large and as varied as it is said to be, and the same each time.

use std::collections::{BTreeMap, BTreeSet};

use db::{At, Db, Tx, all};
use jiff::Timestamp;
use testkit::{Engine, Fresh, env_at, on_both_engines};
use throughline::demo::{Hand, Story, set_up};

use crate::config;

/// A Saturday, on which nobody works, and a Wednesday.
const DAYS: [&str; 2] = ["2026-11-28T14:00:00Z", "2027-01-13T08:30:00Z"];

/// Tells the living story on a day.
async fn told(engine: Engine, day: &str) -> Fresh {
    let fresh = Fresh::of(engine).await;
    let hand = Hand::over(env_at(day).0);
    let (db, keys) = (fresh.db.clone(), fresh.keys.clone());
    let app = throughline::app(db, keys, hand.env(), config()).await.unwrap();
    set_up(&app.door, &hand, Story::Living).await.unwrap();
    fresh
}

async fn look(db: &Db) -> Tx {
    db.snapshot().await.unwrap()
}

/// How many there are of each.
async fn counts(db: &Db) -> BTreeMap<String, i64> {
    let mut tx = look(db).await;
    let rows: Vec<(String, i64)> = all!(
        &mut tx,
        "select 'districts', count(distinct place_id) from forum
         union all select 'organisations', count(*) from organisation
         union all select 'practitioners', count(*) from practitioner
         union all select 'people', count(*) from person
         union all select 'households', count(*) from household
         union all select 'cases', count(*) from case_record
         union all select 'drafts', count(*) from draft
         union all select 'meetings today', count(*) from meeting where held_on = '2027-01-13'"
    )
    .unwrap();
    rows.into_iter().collect()
}

/// Every code that is held of each.
async fn codes(db: &Db) -> BTreeMap<String, BTreeSet<String>> {
    let mut tx = look(db).await;
    let rows: Vec<(String, String)> = all!(
        &mut tx,
        "select 'referral', status from referral
         union select 'case', status from case_record
         union select 'lead', lead_status from case_record
         union select 'request', status from lead_request
         union select 'offer', status from allocation
         union select 'action', status from plan_action
         union select 'meeting', status from meeting
         union select 'return', return_reason from referral where status = 'returned'
         union select 'closure', closure_reason from case_record where closed_on is not null
         union select 'outcome', closure_outcome from case_record where closed_on is not null"
    )
    .unwrap();
    let mut codes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (of, code) in rows {
        codes.entry(of).or_default().insert(code);
    }
    codes
}

/// Names, days and states, without what differs by chance.
async fn account(db: &Db) -> Vec<String> {
    let mut tx = look(db).await;
    let rows: Vec<(String, String, String, String)> = all!(
        &mut tx,
        "select p.given_name || ' ' || p.family_name, cast(r.received_on as text), r.status, r.return_reason
           from referral r join person p on p.id = r.person_id
         union all
         select p.given_name || ' ' || p.family_name, cast(c.opened_on as text), c.status, c.lead_status
           from case_record c join person p on p.id = c.person_id
         union all
         select a.description, cast(a.due_on as text), a.status, '' from plan_action a
         union all
         select f.name, cast(m.held_on as text), m.status, '' from meeting m join forum f on f.id = m.forum_id
         order by 1, 2, 3, 4"
    )
    .unwrap();
    rows.into_iter().map(|(a, b, c, d)| format!("{a}|{b}|{c}|{d}")).collect()
}

/// When each thing was done, in the order of the ledger.
async fn moments(db: &Db) -> Vec<Timestamp> {
    let mut tx = look(db).await;
    let rows: Vec<(At,)> = all!(&mut tx, "select at from ledger_entry order by seq").unwrap();
    rows.into_iter().map(|(at,)| at.0).collect()
}

on_both_engines! {
    async fn the_demonstration_is_a_partnership_in_full_swing_with_everything_in_every_state(engine: Engine) {
        let fresh = told(engine, DAYS[1]).await;
        let (counts, codes) = (counts(&fresh.db).await, codes(&fresh.db).await);
        for (of, least, most) in [
            ("districts", 3, 3),
            ("organisations", 9, 9),
            ("practitioners", 40, 40),
            ("people", 230, 270),
            ("households", 110, 130),
            ("cases", 80, 100),
            ("drafts", 2, 2),
            ("meetings today", 1, 1),
        ] {
            assert!((least..=most).contains(&counts[of]), "{of}: {}", counts[of]);
        }
        for (of, expected) in [
            ("referral", "accepted received returned withdrawn"),
            ("case", "closed open"),
            ("lead", "accepted proposed to_be_appointed"),
            ("request", "accepted declined ended proposed"),
            ("offer", "accepted declined ended offered"),
            ("action", "done not_done open part_done"),
            ("meeting", "agenda_published cancelled held minutes_confirmed planned"),
            (
                "return",
                "above_threshold_social_care already_open_elsewhere assessment_incomplete below_threshold \
                 consent_not_given moved_out_of_area outside_age_range single_agency_response",
            ),
            (
                "closure",
                "consent_withdrawn did_not_engage moved_away needs_met passed_to_another_forum \
                 stepped_down_to_single_agency stepped_down_to_universal stepped_up_to_social_care",
            ),
            ("outcome", "achieved not_achieved not_known partly_achieved"),
        ] {
            let expected = expected.split_whitespace().map(str::to_owned).collect();
            assert_eq!(codes[of], expected, "{of}");
        }
    }
}

#[tokio::test]
async fn the_demonstration_told_twice_is_the_same_also_at_a_weekend() {
    let fresh = told(Engine::Sqlite, DAYS[0]).await;
    let (first, moments) = (account(&fresh.db).await, moments(&fresh.db).await);
    let again = told(Engine::Sqlite, DAYS[0]).await;
    let second = account(&again.db).await;
    assert!(first.len() > 300, "{}", first.len());
    assert_eq!(first, second);
    assert!(moments.len() > 2_000, "{}", moments.len());
    assert!(moments.is_sorted(), "the clock of the story went back");
}
