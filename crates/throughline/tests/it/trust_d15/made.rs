//! A row in every table for each of some people, made from the tables themselves: every text says whose it is and where it
//! stands.

use std::collections::BTreeMap;

use db::Keys;
use kernel::PractitionerId;
use sqlx::{AssertSqlSafe, Executor as _};
use testkit::{COUNCIL, FORUM, World};
use uuid::Uuid;

/// A column of a migration.
pub(super) struct Column {
    pub(super) name: String,
    kind: String,
    refers_to: Option<String>,
    /// The first value that its check allows.
    allowed: Option<String>,
}

impl Column {
    /// Whether a text of somebody stands there.
    pub(super) fn holds_text(&self) -> bool {
        let is_sealed = self.name == "sealed" || self.name == "answers";
        self.kind == "text" && self.allowed.is_none() || is_sealed
    }
}

/// Every table with its columns, in the order of the migrations.
pub(super) fn tables() -> Vec<(String, Vec<Column>)> {
    let mut tables: Vec<(String, Vec<Column>)> = Vec::new();
    let mut open = false;
    for line in db::migrations().flat_map(|(_, _, sql)| sql.lines()) {
        if let Some(name) = line.strip_prefix("create table ") {
            tables.push((name.trim_end_matches(" (").to_owned(), Vec::new()));
            open = true;
        } else if line.starts_with(')') {
            open = false;
        } else if open && line.starts_with("    ") && !line.trim_start().starts_with("--") {
            tables.last_mut().unwrap().1.extend(column(line));
        } else if let Some(added) = line.strip_prefix("alter table ") {
            let (table, rest) = added.split_once(" add column ").unwrap();
            let of = tables.iter_mut().find(|(name, _)| name == table).unwrap();
            of.1.extend(column(rest));
        }
    }
    tables
}

fn column(line: &str) -> Option<Column> {
    let mut words = line.split_whitespace();
    let (name, kind) = (words.next()?, words.next()?.trim_end_matches([',', ';']));
    if matches!(name, "primary" | "unique") {
        return None;
    }
    let after = |word: &str| Some(line.split_once(word)?.1);
    let refers_to = after(" references ").and_then(|it| it.split_whitespace().next());
    // The service itself reads this one, and it has no check.
    let coded = (name == "learning_difficulty_or_disability").then_some("not_known");
    let allowed = after(" in (").and_then(|it| it.split('\'').nth(1)).or(coded);
    Some(Column {
        name: name.to_owned(),
        kind: kind.to_owned(),
        refers_to: refers_to.map(str::to_owned),
        allowed: allowed.map(str::to_owned),
    })
}

/// What a text of somebody says where it stands.
pub(super) fn canary(whose: &str, table: &str, column: &str) -> String {
    format!("{whose}Canary {table}.{column}.")
}

/// Somebody of whom every table holds a row.
pub(super) struct Made {
    pub(super) whose: &'static str,
    pub(super) ids: BTreeMap<String, Uuid>,
}

impl Made {
    pub(super) fn id(&self, table: &str) -> Uuid {
        self.ids[table]
    }
}

/// Tables of which a partnership has the rows already, or which only the service writes.
const THERE: [&str; 12] = [
    "ledger_head",
    "ledger_entry",
    "ledger_detail",
    "ledger_subject",
    "ledger_subject_recent",
    "ledger_sought",
    "ledger_checkpoint",
    "record_scope",
    "repeated_key",
    "partnership",
    "postcode_release",
    "postcode",
];

fn literal(bytes: &[u8], is_sqlite: bool) -> String {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    if is_sqlite { format!("x'{hex}'") } else { format!("'\\x{hex}'") }
}

fn uuid(id: Uuid, is_sqlite: bool) -> String {
    if is_sqlite { literal(id.as_bytes(), true) } else { format!("'{id}'") }
}

/// Makes a row of every table for somebody: `other` is who stands on the other side of what has two.
pub(super) async fn make(
    world: &World,
    (whose, staff): (&'static str, PractitionerId),
    other: Option<Uuid>,
) -> Made {
    let is_sqlite = matches!(world.fresh.db, db::Db::Sqlite { .. });
    let keys = Keys::open(world.fresh.keys.clone()).await.unwrap();
    let known = [("practitioner", staff.0), ("organisation", COUNCIL.0), ("forum", FORUM.0)];
    let known = known.into_iter().map(|(table, id)| (table.to_owned(), id));
    let mut made = Made { whose, ids: known.collect() };
    for (table, columns) in tables().iter().filter(|(table, _)| !THERE.contains(&table.as_str())) {
        if made.ids.contains_key(table) || table == "absence" || table == "tour_ended" {
            continue;
        }
        let id = world.env.new_id();
        let mut values = Vec::new();
        for column in columns {
            values.push(value(&made, (table, column), (id, other), &keys, is_sqlite).await);
        }
        if columns.iter().any(|it| it.name == "id") {
            made.ids.insert(table.clone(), id);
        }
        let names: Vec<&str> = columns.iter().map(|it| it.name.as_str()).collect();
        let text =
            format!("insert into {table} ({}) values ({})", names.join(", "), values.join(", "));
        crate::ledger_rows::execute(&world.fresh.db, &text).await;
    }
    made
}

async fn value(
    made: &Made,
    (table, column): (&str, &Column),
    (id, other): (Uuid, Option<Uuid>),
    keys: &Keys,
    is_sqlite: bool,
) -> String {
    let says = canary(made.whose, table, &column.name);
    let person = made.ids.get("person").copied().unwrap_or(id);
    match (column.kind.as_str(), column.name.as_str()) {
        ("uuid", "id") => uuid(id, is_sqlite),
        ("uuid", "other_id" | "was_person_id") => uuid(other.unwrap_or(person), is_sqlite),
        ("uuid", name) => {
            let of = column.refers_to.as_ref().and_then(|table| made.ids.get(table));
            let of = if name == "re_referral_of" || name == "parent" { None } else { of };
            match (of, &column.refers_to) {
                (Some(of), _) => uuid(*of, is_sqlite),
                (None, Some(_)) => "null".to_owned(),
                (None, None) => uuid(id, is_sqlite),
            }
        }
        ("text", "source_reference") => format!("'{says}'"),
        // The service itself reads by which charter a record goes.
        ("text", "charter_version") => "'1'".to_owned(),
        ("text", _) => format!("'{}'", column.allowed.clone().unwrap_or(says)),
        ("date", _) => "'2026-11-20'".to_owned(),
        ("timestamptz", _) => "'2026-11-20T10:00:00.000000Z'".to_owned(),
        ("boolean", _) => "false".to_owned(),
        ("bytea", "sealed" | "answers") => {
            let (field, says) = match table {
                "person_contact" => (canary(made.whose, table, "field"), says),
                "person_of_concern" => {
                    (format!("person of concern {id}"), format!(r#"{{"name":"{says}"}}"#))
                }
                _ => (format!("form {}", made.ids.get("case_form").unwrap_or(&id)), answers(&says)),
            };
            literal(&keys.seal(person, &field, &says).await.unwrap(), is_sqlite)
        }
        ("bytea", "sealed_reason") => {
            let field = format!("person of concern {id}: why it is over");
            literal(&keys.seal(person, &field, &says).await.unwrap(), is_sqlite)
        }
        ("bytea", "digest") => literal(made.whose.as_bytes(), is_sqlite),
        ("bytea", _) => literal(id.as_bytes(), is_sqlite),
        ("jsonb", _) => format!("'{}'", answers(&says)),
        (kind, _) if kind == "bigint" || kind == "integer" => "3".to_owned(),
        (kind, name) => panic!("{table}.{name} is {kind}"),
    }
}

fn answers(says: &str) -> String {
    format!(r#"{{"item":[{{"linkId":"a","answer":[{{"valueString":"{says}"}}]}}]}}"#)
}

/// The columns that the engine itself says there are.
pub(super) async fn schema(world: &World) -> BTreeMap<String, Vec<String>> {
    let rows: Vec<(String, String)> = match &world.fresh.db {
        db::Db::Sqlite { read, .. } => {
            let text = "select m.name, c.name from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table'";
            sqlx::query_as(text).fetch_all(read).await.unwrap()
        }
        db::Db::Postgres(pool) => {
            let text = "select c.table_name::text, c.column_name::text from information_schema.columns c
                          join information_schema.tables t on t.table_name = c.table_name and t.table_schema = c.table_schema
                         where c.table_schema = 'public' and t.table_type = 'BASE TABLE'";
            sqlx::query_as(text).fetch_all(pool).await.unwrap()
        }
    };
    let mut schema: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, column) in rows
        .into_iter()
        .filter(|(table, _)| !table.starts_with("_sqlx") && !table.starts_with("sqlite_"))
    {
        schema.entry(table).or_default().push(column);
    }
    schema.values_mut().for_each(|columns| columns.sort());
    schema
}

/// So many more lines of a case's chronology.
pub(super) async fn many_events(world: &World, case: Uuid, count: usize) {
    let is_sqlite = matches!(world.fresh.db, db::Db::Sqlite { .. });
    for some in (0..count).collect::<Vec<_>>().chunks(500) {
        let rows = some.iter().map(|n| {
            let (id, case) = (uuid(world.env.new_id(), is_sqlite), uuid(case, is_sqlite));
            format!("({id}, {case}, '2026-11-20', 'made', 'Event {n}.', false, '', null, '2026-11-20T10:00:00.000000Z')")
        });
        let rows = rows.collect::<Vec<_>>().join(", ");
        let text = AssertSqlSafe(format!(
            "insert into chronology_event (id, case_id, happened_on, kind, said, significant, error_reason, recorded_by, recorded_at) values {rows}"
        ));
        match &world.fresh.db {
            db::Db::Sqlite { write, .. } => drop(write.execute(text).await.unwrap()),
            db::Db::Postgres(pool) => drop(pool.execute(text).await.unwrap()),
        }
    }
}

/// Says of everything with these marks that it goes in, as if somebody had read page after page.
pub(super) async fn many_decisions(
    world: &World,
    (request, staff): (Uuid, PractitionerId),
    marks: &[String],
) {
    let is_sqlite = matches!(world.fresh.db, db::Db::Sqlite { .. });
    let (request, staff) = (uuid(request, is_sqlite), uuid(staff.0, is_sqlite));
    for some in marks.chunks(500) {
        let rows = some.iter().map(|mark| {
            format!("({request}, '{mark}', '', {staff}, '2026-11-20T10:00:00.000000Z')")
        });
        let rows = rows.collect::<Vec<_>>().join(", ");
        let text = format!(
            "insert into access_decision (request_id, mark, withheld, decided_by, decided_at) values {rows}"
        );
        crate::ledger_rows::execute(&world.fresh.db, &text).await;
    }
}
