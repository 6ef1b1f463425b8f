//! The mark on scope rows that says that nobody is barred from the record.

use agreement::{Kind, Relation};
use db::{NewEntry, all, run, scope};
use testkit::{World, on_both_engines};
use uuid::Uuid;

use crate::ledger_rows::execute;

const BARRED: Uuid = Uuid::from_u128(0xAC01);
const OPEN: Uuid = Uuid::from_u128(0xAC02);
const SOMEBODY: Uuid = Uuid::from_u128(0xAC03);

async fn add(world: &World, rows: &[(Uuid, Relation)]) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    for (record, relation) in rows {
        scope::add(&mut tx, (Kind::Case, *record), *relation, SOMEBODY).await.unwrap();
    }
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

async fn marks(world: &World, record: Uuid) -> Vec<i64> {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    let rows: Vec<(i64,)> = all!(
        &mut tx,
        "select cast(unbarred as bigint) from record_scope where kind = 'case' and record = $1",
        record
    )
    .unwrap();
    rows.into_iter().map(|(mark,)| mark).collect()
}

on_both_engines! {
    async fn a_bar_takes_the_mark_from_every_row_of_its_record_and_of_no_other(engine: Engine) {
        for bar in Relation::BARS {
            let world = crate::world(engine).await;
            add(&world, &[(BARRED, Relation::Forum), (OPEN, Relation::Forum)]).await;
            assert_eq!(marks(&world, BARRED).await, [1]);
            add(&world, &[(BARRED, bar)]).await;
            add(&world, &[(BARRED, Relation::Lead), (OPEN, Relation::Lead)]).await;
            assert_eq!(marks(&world, BARRED).await, [0, 0, 0], "before the bar, itself, after it");
            assert_eq!(marks(&world, OPEN).await, [1, 1]);
        }
    }

    async fn a_row_written_by_hand_has_no_mark_and_none_is_changed_into_a_bar(engine: Engine) {
        let world = crate::world(engine).await;
        add(&world, &[(OPEN, Relation::Forum)]).await;
        let by_hand = "insert into record_scope (kind, record, relation, target)
                       select kind, record, 'lead', target from record_scope where kind = 'case'";
        assert_eq!(execute(&world.fresh.db, by_hand).await, 1);
        assert_eq!(marks(&world, OPEN).await.iter().sum::<i64>(), 1, "one of the two");
        let mut tx = world.fresh.db.begin().await.unwrap();
        let changed = run!(&mut tx, "update record_scope set relation = 'barred' where kind = 'case'");
        assert!(changed.is_err());
    }
}
