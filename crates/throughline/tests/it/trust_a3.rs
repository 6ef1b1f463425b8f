//! Row A3: what a list shows, as SQL on each engine, is what would be decided row by row, and what
//! the oracle says.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use agreement::{Action, Agreement, Kind, Principal, Visible, Window};
use db::{Db, NewEntry, scope};
use sqlx::AssertSqlSafe;
use testkit::{Fresh, on_both_engines};
use uuid::Uuid;
use worlds::{Size, World, oracle, world};

const SIZE: Size = Size { practitioners: 60, organisations: 8, forums: 8, records_per_kind: 370 };
const PAIRS: usize = 1_000_000;

/// Everybody who may do one thing to records of one kind: by position of the principal.
type Allowed = BTreeMap<(usize, Action, Kind), BTreeSet<Uuid>>;

/// One world and every decision in it, made once for both engines.
struct Decided {
    agreement: Agreement,
    world: World,
    allowed: Allowed,
    pairs: usize,
}

static DECIDED: LazyLock<Decided> = LazyLock::new(|| {
    let (agreement, world) = (Agreement::first().unwrap(), world(2026, SIZE));
    let halves = [0, 1].map(|half| (half, &agreement, &world));
    let decided = std::thread::scope(|scope| {
        let halves = halves
            .map(|(half, agreement, world)| scope.spawn(move || decide(half, agreement, world)));
        halves.map(|half| half.join().unwrap())
    });
    let [(mut allowed, first), (others, second)] = decided;
    allowed.extend(others);
    Decided { agreement, world, allowed, pairs: first + second }
});

/// Every decision about every second principal, each held against the oracle.
fn decide(half: usize, agreement: &Agreement, world: &World) -> (Allowed, usize) {
    let facts: Vec<_> = world.records.iter().map(|record| (record, record.facts())).collect();
    let (mut allowed, mut pairs) = (Allowed::new(), 0);
    for (position, principal) in
        world.principals.iter().enumerate().filter(|(it, _)| it % 2 == half)
    {
        for action in Action::ALL {
            for kind in action.kinds() {
                allowed.entry((position, *action, *kind)).or_default();
            }
        }
        for (record, facts) in &facts {
            for (action, decision) in agreement.decide_each(principal, Action::ALL, facts) {
                assert_eq!(
                    decision.allowed,
                    oracle::allows(principal, action, record),
                    "{action} {principal:#?} {record:#?}"
                );
                pairs += 1;
                if decision.allowed {
                    allowed.entry((position, action, record.kind)).or_default().insert(record.id);
                }
            }
        }
    }
    (allowed, pairs)
}

async fn execute(db: &Db, text: String) {
    match db {
        Db::Sqlite { write, .. } => {
            sqlx::query(AssertSqlSafe(text)).execute(write).await.unwrap();
        }
        Db::Postgres(pool) => {
            sqlx::query(AssertSqlSafe(text)).execute(pool).await.unwrap();
        }
    }
}

async fn selected(db: &Db, text: String, values: &[Uuid]) -> BTreeSet<Uuid> {
    let text = AssertSqlSafe(text);
    let rows: Vec<(Uuid,)> = match db {
        Db::Sqlite { read, .. } => {
            values
                .iter()
                .fold(sqlx::query_as(text), sqlx::query::QueryAs::bind)
                .fetch_all(read)
                .await
        }
        Db::Postgres(pool) => {
            values
                .iter()
                .fold(sqlx::query_as(text), sqlx::query::QueryAs::bind)
                .fetch_all(pool)
                .await
        }
    }
    .unwrap();
    rows.into_iter().map(|(id,)| id).collect()
}

/// The world's records, with those that do not exist, and its scope rows.
async fn plant(db: &Db, world: &World) {
    let (env, _) = testkit::env_at("2026-11-22T10:00:00Z");
    let rows =
        world.records.iter().map(|it| format!("('{}', '{}')", it.kind, it.id)).collect::<Vec<_>>();
    execute(db, "create table trial (kind text not null, record text not null)".into()).await;
    for some in rows.chunks(500) {
        execute(db, format!("insert into trial values {}", some.join(", "))).await;
    }
    let make = "create table trial_record (kind text not null, record uuid not null primary key)";
    execute(db, make.into()).await;
    let cast = match db {
        Db::Sqlite { .. } => "unhex(replace(record, '-', ''))",
        Db::Postgres(_) => "cast(record as uuid)",
    };
    execute(db, format!("insert into trial_record select kind, {cast} from trial")).await;
    let mut tx = db.begin().await.unwrap();
    for record in &world.records {
        for (relation, target) in &record.scopes {
            scope::add(&mut tx, (record.kind, record.id), *relation, *target).await.unwrap();
        }
    }
    tx.commit(env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
    for (at, moment) in MOMENTS.iter().enumerate() {
        let ids: Vec<String> = cases_of(world, at).map(|id| literal(db, id)).collect();
        let set = format!("set state = 'open', listed_at = '{moment}'");
        let which = format!("where kind = 'case' and record in ({})", ids.join(", "));
        execute(db, format!("update record_scope {set} {which}")).await;
    }
    if let Db::Postgres(_) = db {
        execute(db, "analyze".into()).await;
    }
}

/// When the cases were last changed, a third of them each.
const MOMENTS: [&str; 3] =
    ["2026-11-22T10:00:00.000000Z", "2026-11-22T10:00:00.000001Z", "2026-11-23T10:00:00.000000Z"];

type Moments = BTreeMap<Uuid, &'static str>;

fn cases_of(world: &World, moment: usize) -> impl Iterator<Item = Uuid> {
    let cases = world.records.iter().filter(|it| it.kind == Kind::Case);
    cases.enumerate().filter(move |(at, _)| at % MOMENTS.len() == moment).map(|(_, it)| it.id)
}

fn literal(db: &Db, id: Uuid) -> String {
    match db {
        Db::Sqlite { .. } => format!("x'{}'", id.simple()),
        Db::Postgres(_) => format!("'{id}'"),
    }
}

/// The cases page by page, as a caseload shows them; each page goes on below the last line before.
async fn paged(db: &Db, visible: &Visible, moments: &Moments) -> (BTreeSet<Uuid>, usize) {
    const ROWS: usize = 20;
    let mut pages = 0;
    let (mut all, mut below) = (BTreeSet::new(), ("9999-01-01T00:00:00.000000Z", Uuid::max()));
    loop {
        let (at, id) = (format!("'{}'", below.0), literal(db, below.1));
        let window = Window { state: "'open'", below: &at, below_id: &id, rows: "20" };
        let (next, values) = visible.next(window, 1);
        let text = format!(
            "select listed.record from (select distinct s.record, s.listed_at from record_scope s
              where s.kind = 'case' and s.record in ({next}) and (s.listed_at, s.record) < ({at}, {id})
              order by s.listed_at desc, s.record desc limit {ROWS}) listed"
        );
        let page = selected(db, text, &values).await;
        let last = page.iter().map(|id| (moments[id], *id)).min();
        let (Some(last), true) = (last, all.is_disjoint(&page)) else { return (all, pages) };
        all.extend(&page);
        pages += 1;
        if page.len() < ROWS {
            return (all, pages);
        }
        below = last;
    }
}

async fn listed(db: &Db, visible: &Visible, kind: Kind) -> [BTreeSet<Uuid>; 2] {
    let (condition, values) = visible.condition("r.record", 1);
    let text =
        format!("select r.record from trial_record r where r.kind = '{kind}' and {condition}");
    let by_condition = selected(db, text, &values).await;
    let (candidates, values) = visible.candidates(1);
    let text = format!("select r.record from trial_record r where r.record in ({candidates})");
    [by_condition, selected(db, text, &values).await]
}

on_both_engines! {
    async fn a3_a_million_rows_are_listed_as_they_are_decided(engine: Engine) {
        let decided = tokio::task::spawn_blocking(|| &*DECIDED).await.unwrap();
        assert!(decided.pairs >= PAIRS, "{} pairs", decided.pairs);
        let fresh = Fresh::of(engine).await;
        plant(&fresh.db, &decided.world).await;
        let each = MOMENTS.iter().enumerate();
        let moments: Moments = each
            .flat_map(|(at, moment)| cases_of(&decided.world, at).map(move |id| (id, *moment)))
            .collect();
        let (mut shown, mut most_pages) = (0, 0);
        for ((position, action, kind), allowed) in &decided.allowed {
            let principal: &Principal = &decided.world.principals[*position];
            let visible = decided.agreement.list_filter(principal, *action, *kind);
            for listed in listed(&fresh.db, &visible, *kind).await {
                assert_eq!(&listed, allowed, "{action} {kind} for {principal:#?}");
            }
            if *kind == Kind::Case {
                let (paged, pages) = paged(&fresh.db, &visible, &moments).await;
                most_pages = most_pages.max(pages);
                assert_eq!(&paged, allowed, "{action} page by page for {principal:#?}");
            }
            shown += allowed.len();
        }
        assert!(most_pages > 2, "nobody sees more than {most_pages} pages of cases");
        assert!(shown > decided.pairs / 20 && shown < decided.pairs, "{shown} shown");
    }
}
