//! The index of which entries are about which record, in its two parts; and what views say once for all.

use std::collections::BTreeSet;

use agreement::Role;
use db::{NewEntry, all, one};
use testkit::{COUNCIL, World, on_both_engines};
use uuid::Uuid;

use crate::ledger_rows::execute;

const RECORDS: u128 = 100;

fn record(n: u128) -> Uuid {
    Uuid::from_u128(0xAB00 + n)
}

/// Somebody looks at a list of a hundred records.
async fn look(world: &World) {
    let about = (0..RECORDS).map(record).collect();
    let tx = world.fresh.db.begin().await.unwrap();
    let entry = NewEntry { about, ..NewEntry::plain("see_cases") };
    tx.commit(world.env.now(), vec![entry]).await.unwrap();
}

async fn count(world: &World, of: &'static str) -> i64 {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    let found: Option<(i64,)> = match of {
        "index" => one!(&mut tx, "select count(*) from ledger_subject").unwrap(),
        "recent" => one!(&mut tx, "select count(*) from ledger_subject_recent").unwrap(),
        "unfolded" => one!(&mut tx, "select unfolded from ledger_head where id = 1").unwrap(),
        _ => {
            one!(&mut tx, "select count(*) from ledger_about where record = $1", record(7)).unwrap()
        }
    };
    found.unwrap().0
}

on_both_engines! {
    async fn who_has_looked_is_told_alike_before_and_after_the_index_is_written(engine: Engine) {
        let world = crate::world(engine).await;
        let (set_up, mut folds) = (count(&world, "recent").await, 0);
        for looks in 1..=45 {
            let before = count(&world, "index").await;
            look(&world).await;
            assert_eq!(count(&world, "record").await, looks);
            let (index, recent) = (count(&world, "index").await, count(&world, "recent").await);
            assert_eq!(index + recent, set_up + looks * 100, "nothing is lost and nothing is twice");
            assert_eq!(count(&world, "unfolded").await, recent);
            assert!(recent <= 2048, "{recent}");
            folds += i64::from(index > before);
        }
        assert_eq!(folds, 2);
    }

    async fn a_row_put_into_the_index_by_hand_keeps_nobody_from_working(engine: Engine) {
        let world = crate::world(engine).await;
        look(&world).await;
        let copied = execute(&world.fresh.db,
            "insert into ledger_subject (record, seq) select record, seq from ledger_subject_recent").await;
        assert!(copied >= 100);
        for _ in 0..25 {
            look(&world).await;
        }
        assert!(count(&world, "index").await > 2048);
    }

    async fn the_database_knows_the_same_desk_roles_as_the_agreement(engine: Engine) {
        let mut world = crate::world(engine).await;
        let mut held = BTreeSet::new();
        for role in [Role::Administrator, Role::Analyst, Role::InformationGovernanceLead, Role::Auditor,
            Role::Practitioner, Role::Coordinator, Role::Chair, Role::ForumMember, Role::FrontDoorWorker] {
            let (_, id) = world.someone(role.name(), COUNCIL, role).await;
            if Role::DESKS.contains(&role) {
                held.insert(id.0);
            }
        }
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let known: Vec<(Uuid,)> = all!(&mut tx, "select practitioner_id from desk_holder").unwrap();
        assert_eq!(known.into_iter().map(|(id,)| id).collect::<BTreeSet<_>>(), held);
    }
}
