//! The ledger on real databases: damage is found with its place (L3).

use std::collections::BTreeSet;

use db::{Db, Keys, NewEntry, audit};
use ledger::Report;
use sqlx::{AssertSqlSafe, Executor as _};
use testkit::{World, on_both_engines};

use crate::{config, world};

const ENTRIES: u64 = 60;

/// Numbers that look random and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

pub(crate) async fn execute(db: &Db, sql: &str) -> u64 {
    let sql = AssertSqlSafe(sql.to_owned());
    match db {
        Db::Sqlite { write, .. } => write.execute(sql).await.unwrap().rows_affected(),
        Db::Postgres(pool) => pool.execute(sql).await.unwrap().rows_affected(),
    }
}

fn is_sqlite(db: &Db) -> bool {
    matches!(db, Db::Sqlite { .. })
}

/// Somebody with the database in their hands: no trigger and no foreign key holds them.
pub(crate) async fn break_in(db: &Db) {
    if is_sqlite(db) {
        execute(db, "drop trigger ledger_entry_kept").await;
        execute(db, "drop trigger ledger_entry_not_removed").await;
        execute(db, "pragma foreign_keys = off").await;
    } else {
        execute(db, "drop trigger ledger_entry_kept on ledger_entry").await;
        execute(db, "alter table ledger_detail drop constraint ledger_detail_seq_fkey").await;
        for table in ["ledger_subject", "ledger_subject_recent"] {
            let key = format!("alter table {table} drop constraint {table}_seq_fkey");
            execute(db, &key).await;
        }
    }
}

pub(crate) async fn a_ledger(world: &World) -> Keys {
    let app = throughline::app(
        world.fresh.db.clone(),
        world.fresh.keys.clone(),
        world.env.clone(),
        config(),
    );
    let door = app.await.unwrap().door;
    for stretch in 0..3_u64 {
        let tx = world.fresh.db.begin().await.unwrap();
        let entries = (0..ENTRIES / 3).map(|at| NewEntry {
            actor: Some(world.env.new_id()),
            subject: Some(world.env.new_id()),
            clauses: "open-to-all-partners".into(),
            detail: serde_json::json!({ "asked": stretch * 100 + at }),
            ..NewEntry::plain("see_case")
        });
        tx.commit(world.env.now(), entries.collect()).await.unwrap();
        door.checkpoint().await.unwrap();
    }
    door.keys().clone()
}

async fn verified(world: &World, keys: &Keys) -> Report {
    audit::verify(&world.fresh.db, keys).await.unwrap()
}

fn names(report: &Report, position: u64) -> bool {
    let mut positions = report.findings.iter().filter_map(ledger::Finding::positions);
    positions.any(|range| range.contains(&position))
}

/// One edit of one entry.
fn edit(chance: &mut Chance, seq: u64, sqlite: bool) -> String {
    let bytes = |hex: &str| if sqlite { format!("x'{hex}'") } else { format!("'\\x{hex}'::bytea") };
    let id = if sqlite {
        bytes("000000000000000000000000000000ff")
    } else {
        "'00000000-0000-0000-0000-0000000000ff'".into()
    };
    let nothing = bytes(&"00".repeat(32));
    let columns = [
        ("at", "'2020-01-01T00:00:00.000000Z'".to_owned()),
        ("kind", "'alarm'".into()),
        ("kind", "'nonsense'".into()),
        ("operation", "'see_nothing'".into()),
        ("actor", id.clone()),
        ("actor", "null".into()),
        ("organisation", id.clone()),
        ("session", id.clone()),
        ("subject_kind", "'case '".into()),
        ("subject", "null".into()),
        ("clauses", "''".into()),
        ("outcome", "'refused'".into()),
        ("commitment", nothing.clone()),
        ("commitment", bytes("00")),
        ("leaf", nothing.clone()),
        ("leaf", bytes("")),
    ];
    let unreadable =
        [("at", "'yesterday'"), ("actor", "'somebody'"), ("leaf", "7"), ("outcome", "x'ff'")];
    let entry = |column: &str, value: &str| {
        format!("update ledger_entry set {column} = {value} where seq = {seq}")
    };
    match chance.below(if sqlite { 24 } else { 20 }) {
        at @ 0..16 => {
            let (column, value) = &columns[usize::try_from(at).unwrap()];
            entry(column, value)
        }
        16 => format!("update ledger_detail set detail = {} where seq = {seq}", bytes("7b7d")),
        17 => format!("update ledger_detail set salt = {nothing} where seq = {seq}"),
        18 => format!("delete from ledger_entry where seq = {seq}"),
        19 => format!("update ledger_entry set seq = 100000 where seq = {seq}"),
        at => {
            let (column, value) = unreadable[usize::try_from(at - 20).unwrap()];
            entry(column, value)
        }
    }
}

on_both_engines! {
    async fn l3_each_of_many_random_edits_is_found_and_its_place_is_named(engine: Engine) {
        let world = world(engine).await;
        let keys = a_ledger(&world).await;
        let db = &world.fresh.db;
        let sound = verified(&world, &keys).await;
        assert!(sound.is_sound(), "{:?}", sound.findings);
        assert_eq!(sound.entries, sound.vouched);
        break_in(db).await;
        for table in ["ledger_entry", "ledger_detail"] {
            execute(db, &format!("create table kept_{table} as select * from {table}")).await;
        }
        let mut chance = Chance(3);
        let mut kinds = BTreeSet::new();
        for round in 0..130 {
            // Not a heartbeat: taking nothing from what holds nothing is no edit.
            let seq = chance.below(ENTRIES / 3) + 1 + 21 * chance.below(3);
            let sql = edit(&mut chance, seq, is_sqlite(db));
            assert_eq!(execute(db, &sql).await, 1, "{sql}");
            let report = verified(&world, &keys).await;
            assert!(!report.is_sound(), "round {round}: not found: {sql}");
            assert!(names(&report, seq), "round {round}: {sql}: {:?}", report.findings);
            kinds.insert(sql.split(" where ").next().unwrap().to_owned());
            for table in ["ledger_detail", "ledger_entry"] {
                execute(db, &format!("delete from {table}")).await;
            }
            for table in ["ledger_entry", "ledger_detail"] {
                execute(db, &format!("insert into {table} select * from kept_{table}")).await;
            }
        }
        assert!(kinds.len() >= 18, "{kinds:?}");
        assert!(verified(&world, &keys).await.is_sound());
    }

    async fn l3_swapped_cut_and_forged_entries_are_found(engine: Engine) {
        let world = world(engine).await;
        let keys = a_ledger(&world).await;
        let db = &world.fresh.db;
        let size = verified(&world, &keys).await.entries;
        break_in(db).await;
        let swap = |a: u64, b: u64| [
            format!("update ledger_entry set seq = 900000 where seq = {a}"),
            format!("update ledger_entry set seq = {a} where seq = {b}"),
            format!("update ledger_entry set seq = {b} where seq = 900000"),
        ];
        for sql in swap(10, 11) {
            execute(db, &sql).await;
        }
        let report = verified(&world, &keys).await;
        assert!(names(&report, 10) && names(&report, 11), "{:?}", report.findings);
        for sql in swap(10, 11) {
            execute(db, &sql).await;
        }
        assert!(verified(&world, &keys).await.is_sound());

        // An entry with a leaf that fits it, put after the end: the head does not count it.
        let tx = world.fresh.db.begin().await.unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        assert!(verified(&world, &keys).await.is_sound());
        execute(db, &format!("delete from ledger_detail where seq = {size}")).await;
        execute(db, &format!("delete from ledger_entry where seq = {size}")).await;
        let report = verified(&world, &keys).await;
        assert!(names(&report, size), "cut after the last checkpoint: {:?}", report.findings);

        execute(db, "update ledger_head set size = 1").await;
        assert!(!verified(&world, &keys).await.is_sound());
        execute(db, &format!("delete from ledger_entry where seq >= {}", size - 3)).await;
        let report = verified(&world, &keys).await;
        assert!(names(&report, size - 1), "cut before it: {:?}", report.findings);
    }

    async fn l3_an_altered_checkpoint_is_found(engine: Engine) {
        let world = world(engine).await;
        let keys = a_ledger(&world).await;
        let db = &world.fresh.db;
        execute(db, "update ledger_checkpoint set size = size + 1000000, note = 'none' where size < 40").await;
        let report = verified(&world, &keys).await;
        assert!(!report.is_sound());
    }
}
