//! What sweeps of bad input stand on besides: the records that a path names second, and every row
//! there is, to see that none was changed.

use std::collections::BTreeSet;

use agreement::{Kind, Relation};
use db::{At, Day, Db, NewEntry, insert, run, scope};
use kernel::{OrganisationId, PractitionerId};
use sqlx::{AssertSqlSafe, Row as _};
use testkit::{COUNCIL, FORUM, POLICE};
use ui::Route;
use uuid::Uuid;

use crate::trust_ground::{Ground, SERVICE, SPARE, Standing, id_of, names, path_to};

mod access;
mod advice;
mod concern;
mod form;
mod gap;
mod in_error;
mod mark;
mod named;
mod paper;
mod step_up;

pub(crate) const ACTION: Uuid = Uuid::from_u128(0xBAD0);
const ALLOCATION: Uuid = Uuid::from_u128(0xBAD1);
pub(crate) const ITEM: Uuid = Uuid::from_u128(0xBAD2);
const GOAL: Uuid = Uuid::from_u128(0xBAD8);
const EVENT: Uuid = Uuid::from_u128(0xBADD);
const OVERRIDE: Uuid = Uuid::from_u128(0xBADE);
const MEMBER: Uuid = Uuid::from_u128(0xBAE1);
const ALERT: Uuid = Uuid::from_u128(0xBAD9);
const NAME: Uuid = Uuid::from_u128(0xBADA);
const IDENTIFIER: Uuid = Uuid::from_u128(0xBADB);
const RELATIONSHIP: Uuid = Uuid::from_u128(0xBADC);
const MEMBERSHIP: Uuid = Uuid::from_u128(0xBAD4);

/// The same route at another path.
pub(crate) fn at(route: &Route, path: String) -> Route {
    let mut route = route.clone();
    route.path = path;
    route
}

/// The path of a route to records that are there, the second ones too.
pub(crate) fn path_of(route: &Route) -> String {
    let second = |name: &str| match name {
        "access" => Some(access::ACCESS),
        "action" => Some(ACTION),
        "advice" => Some(advice::ADVICE),
        "form" => Some(form::FORM),
        "goal" => Some(GOAL),
        "event" => Some(EVENT),
        "paper" => Some(paper::PAPER),
        "member" => Some(MEMBER),
        "override" => Some(OVERRIDE),
        "alert" => Some(ALERT),
        "entry" => Some(form::CONSENT),
        "error" => Some(in_error::ERROR),
        "mark" => Some(mark::MARK),
        "concern" => Some(concern::CONCERN),
        "gap" => Some(gap::GAP),
        "relationship" => Some(RELATIONSHIP),
        "name" => Some(NAME),
        "identifier" => Some(IDENTIFIER),
        "allocation" => Some(ALLOCATION),
        "item" => Some(ITEM),
        "target" => Some(SPARE),
        "membership" => Some(MEMBERSHIP),
        _ => None,
    };
    let path = names(&route.path).into_iter().fold(route.path.clone(), |path, name| {
        second(name)
            .map_or(path.clone(), |id| path.replace(&format!("{{{name}}}"), &id.to_string()))
    });
    let path = path.replace("{section}", &form::filled().questionnaire.sections()[0].group.link_id);
    path_to(&at(route, path), Standing::Own)
}

/// An action, an offer, an item of the agenda, a bar and a role, each of what everybody's test has;
/// and everybody is asked to lead.
pub(crate) async fn with_second_records(ground: &Ground) {
    let mut tx = ground.world.fresh.db.begin().await.unwrap();
    let (now, case) = (At(ground.world.env.now()), id_of(Kind::Case, Standing::Own));
    let me = ground.who("coordinator").principal.practitioner;
    of_the_case(&mut tx, case, (me, now)).await;
    form::started(&mut tx, ground, case, (me, now)).await;
    form::agreed(&mut tx, (me, now)).await;
    paper::added(&mut tx, ground, case, (me, now)).await;
    access::asked(&mut tx, (me, now)).await;
    in_error::said(&mut tx, ground, case, (me, now)).await;
    mark::said(&mut tx, ground, (me, now)).await;
    concern::recorded(&mut tx, ground, (me, now)).await;
    gap::raised(&mut tx, (me, now)).await;
    of_the_person(&mut tx, (me, now)).await;
    in_their_turn(&mut tx).await;
    named::somebody(&mut tx, ACTION).await;
    advice::asked(&mut tx, (me, now)).await;
    scope::add(
        &mut tx,
        (Kind::Person, id_of(Kind::Person, Standing::Own)),
        Relation::Barred,
        SPARE,
    )
    .await
    .unwrap();
    let tied = |organisation: OrganisationId| (Relation::Offered, organisation.0);
    let asked =
        ground.people.iter().map(|it| (Relation::ProposedLead, it.principal.practitioner.0));
    for (relation, target) in asked.chain([tied(COUNCIL)]) {
        scope::add(&mut tx, (Kind::Case, case), relation, target).await.unwrap();
    }
    tx.commit(ground.world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

type By = (PractitionerId, At);

/// An action with two owners, an offer, and an item of the agenda.
async fn of_the_case(tx: &mut db::Tx, case: Uuid, (me, now): By) {
    insert!(
        tx,
        plan_goal {
            id: GOAL,
            case_id: case,
            words: "Sleep well",
            need: "",
            importance: None::<i64>,
            confidence: None::<i64>,
            outcome: "",
            outcome_words: "",
            version: 1_i64,
            recorded_by: me,
            recorded_at: now,
        }
    )
    .unwrap();
    led_and_told(tx, case, (me, now)).await;
    step_up::asked(tx, case, (me, now)).await;
    let (day, nobody) = (Day(jiff::civil::date(2026, 12, 2)), None::<PractitionerId>);
    insert!(
        tx,
        plan_action {
            id: ACTION,
            case_id: case,
            meeting_id: None::<Uuid>,
            description: "Visit",
            due_on: day,
            status: "open",
            recorded_by: me,
            recorded_at: now,
        }
    )
    .unwrap();
    for (organisation, accountable) in [(COUNCIL, true), (POLICE, false)] {
        insert!(
            tx,
            action_owner {
                action_id: ACTION,
                organisation_id: organisation,
                practitioner_id: nobody,
                accountable: accountable,
            }
        )
        .unwrap();
    }
    insert!(
        tx,
        allocation {
            id: ALLOCATION,
            case_id: case,
            meeting_id: None::<Uuid>,
            service_id: SERVICE,
            status: "offered",
            decline_reason: "",
            answered_by: nobody,
            answered_at: None::<At>,
            offered_at: now,
        }
    )
    .unwrap();
    insert!(
        tx,
        agenda_item {
            id: ITEM,
            meeting_id: id_of(Kind::Meeting, Standing::Own),
            case_id: case,
            position: 1_i64,
            discussion: "",
            decision: "",
            rationale: "",
            decided_at: None::<At>,
            version: 1_i64,
        }
    )
    .unwrap();
}

/// A line of the chronology recorded by hand, and somebody who led until today.
async fn led_and_told(tx: &mut db::Tx, case: Uuid, (me, now): By) {
    insert!(
        tx,
        chronology_event {
            id: EVENT,
            case_id: case,
            happened_on: Day(jiff::civil::date(2026, 11, 2)),
            kind: "record_event",
            said: "Moved",
            recorded_by: me,
            recorded_at: now,
        }
    )
    .unwrap();
    insert!(
        tx,
        team_member {
            id: MEMBER,
            case_id: case,
            practitioner_id: None::<PractitionerId>,
            name: "Bea",
            organisation: "Brook School",
            role: "Teacher",
            added_on: Day(jiff::civil::date(2026, 11, 2)),
            left_on: None::<Day>,
            added_by: me,
            added_at: now,
        }
    )
    .unwrap();
    insert!(
        tx,
        lead_request {
            id: Uuid::from_u128(0xBADF),
            case_id: case,
            practitioner_id: SPARE,
            organisation_id: COUNCIL,
            status: "ended",
            decline_reason: "",
            proposed_by: me,
            proposed_at: now,
            answered_at: Some(now),
            ended_at: Some(now),
        }
    )
    .unwrap();
}

/// A bar, a role of whoever is spare, and a household.
async fn of_the_person(tx: &mut db::Tx, (me, now): By) {
    let nobody = None::<PractitionerId>;
    let person = id_of(Kind::Person, Standing::Own);
    insert!(
        tx,
        person_bar {
            id: Uuid::from_u128(0xBAD5),
            person_id: person,
            target: SPARE,
            reason: "Related",
            barred_by: me,
            barred_at: now,
            made_in: Some(FORUM),
            lift_reason: "",
            lifted_by: nobody,
            lifted_at: None::<At>,
        }
    )
    .unwrap();
    insert!(
        tx,
        membership {
            id: MEMBERSHIP,
            practitioner_id: SPARE,
            organisation_id: COUNCIL,
            role: "practitioner",
            forum_id: None::<Uuid>,
            started_at: now,
            ended_at: None::<At>,
        }
    )
    .unwrap();
    insert!(
        tx,
        access_override {
            id: OVERRIDE,
            person_id: person,
            practitioner_id: SPARE,
            organisation_id: COUNCIL,
            reason: "It could not wait",
            made_at: now,
            until_at: now,
            finding: "",
            finding_words: "",
            reviewed_by: nobody,
            reviewed_at: None::<At>,
        }
    )
    .unwrap();
    also_known_as(tx, person, (me, now)).await;
    warned_and_related(tx, person, (me, now)).await;
    let household = Uuid::from_u128(0xBAD6);
    insert!(tx, household { id: household, created_at: now }).unwrap();
    insert!(
        tx,
        household_member {
            id: Uuid::from_u128(0xBAD7),
            household_id: household,
            person_id: person,
            role: "child",
            joined_on: Day(jiff::civil::date(2026, 1, 2)),
            left_on: None::<Day>,
        }
    )
    .unwrap();
}

/// Another name, and a number of another system.
async fn also_known_as(tx: &mut db::Tx, person: Uuid, (me, now): By) {
    let nobody = None::<PractitionerId>;
    insert!(
        tx,
        person_name {
            id: NAME,
            person_id: person,
            kind: "alias",
            given_name: "Spike",
            family_name: "",
            added_by: me,
            added_at: now,
            removal_reason: "",
            removed_by: nobody,
            removed_at: None::<At>,
        }
    )
    .unwrap();
    insert!(
        tx,
        person_identifier {
            id: IDENTIFIER,
            person_id: person,
            kind: "local",
            system: "Mosaic",
            value: "1234",
            value_key: "1234",
            added_by: me,
            added_at: now,
            removal_reason: "",
            removed_by: nobody,
            removed_at: None::<At>,
        }
    )
    .unwrap();
}

/// An alert, and a mother.
async fn warned_and_related(tx: &mut db::Tx, person: Uuid, (me, now): By) {
    let nobody = None::<PractitionerId>;
    insert!(
        tx,
        person_alert {
            id: ALERT,
            person_id: person,
            kind: "dog",
            words: "Ring first",
            review_on: Day(jiff::civil::date(2026, 12, 2)),
            version: 1_i64,
            added_by: me,
            added_at: now,
            end_reason: "",
            ended_by: nobody,
            ended_at: None::<At>,
        }
    )
    .unwrap();
    insert!(
        tx,
        relationship {
            id: RELATIONSHIP,
            person_id: id_of(Kind::Person, Standing::Involved),
            other_id: person,
            kind: "mother",
            responsibility: "yes",
            began: "",
            ended: "",
            end_reason: "",
            in_error: false,
            recorded_by: me,
            recorded_at: now,
            ended_by: nobody,
            ended_at: None::<At>,
        }
    )
    .unwrap();
}

/// The states in which most can be done.
async fn in_their_turn(tx: &mut db::Tx) {
    // What is said and who came is recorded while the meeting sits; the order changes until it is over.
    let meeting = id_of(Kind::Meeting, Standing::Own);
    run!(tx, "update meeting set status = 'agenda_published' where id = $1", meeting).unwrap();
    // A referral is changed, withdrawn and decided while it waits.
    let referral = id_of(Kind::Referral, Standing::Own);
    run!(tx, "update referral set status = 'received', decided_on = null where id = $1", referral)
        .unwrap();
}

/// Written by every request, by every try to sign in, or to keep what was typed.
const ALWAYS: [&str; 9] = [
    "ledger_head",
    "ledger_entry",
    "ledger_detail",
    "ledger_subject",
    "ledger_subject_recent",
    "ledger_sought",
    "ledger_checkpoint",
    "sign_in_attempt",
    "draft",
];

/// Every row of every table that a request changes when it changes something, as text.
pub(crate) async fn every_row(ground: &Ground) -> BTreeSet<String> {
    let lines = db::migrations().flat_map(|(_, _, sql)| sql.lines());
    let tables = lines.filter_map(|it| it.strip_prefix("create table ")?.strip_suffix(" ("));
    let tables: Vec<&str> = tables.filter(|it| !ALWAYS.contains(it)).collect();
    assert!(tables.len() > 30, "{tables:?}");
    match &ground.world.fresh.db {
        Db::Postgres(pool) => {
            let each = tables.iter().map(|it| format!("select '{it} ' || t::text from {it} t"));
            let sql = each.collect::<Vec<_>>().join(" union all ");
            let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(pool).await.unwrap();
            rows.iter().map(|row| row.get(0)).collect()
        }
        Db::Sqlite { read, .. } => {
            let mut found = BTreeSet::new();
            for table in tables {
                let columns = format!("select name from pragma_table_info('{table}')");
                let columns = sqlx::query(AssertSqlSafe(columns)).fetch_all(read).await.unwrap();
                let columns: Vec<String> =
                    columns.iter().map(|it| format!("quote({})", it.get::<String, _>(0))).collect();
                let row = columns.join(" || ',' || ");
                let sql = format!("select '{table} ' || {row} from {table}");
                let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(read).await.unwrap();
                found.extend(rows.iter().map(|row| row.get::<String, _>(0)));
            }
            found
        }
    }
}
