//! An invented partnership of any size, written straight into the tables: a million cases in minutes.
//!
//! Every forum holds 500 cases of which 50 are open, so that a coordinator's caseload is the same
//! however large the partnership is. Names come in the proportions in which names come: a few are
//! common. Case 0 has a long chronology. Twelve hubs share all people, so that somebody may search
//! among everybody.

use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};

use crate::Problem;

/// Cases in one forum; every tenth is open.
pub(crate) const FORUM: u64 = 500;
/// Hubs: a person belongs to one, besides the forum of the case.
pub(crate) const HUBS: u64 = 12;
/// What happened in case 0.
const LONG: u64 = 200;
/// Rows of the tables of names, days and moments that the partnership is made from.
pub(crate) const GIVEN: u64 = 200;
pub(crate) const FAMILY: u64 = 1000;
pub(crate) const DAYS: u64 = 1000;

/// What an id is of: its first four digits.
#[derive(Clone, Copy)]
pub(crate) enum Of {
    Person = 1,
    Referral,
    Case,
    Event,
    Action,
    Forum,
    Practitioner,
    Organisation,
    Place,
    Membership,
    Session,
    Hub,
}

/// The id of the n-th of a kind.
pub(crate) fn id(of: Of, n: u64) -> uuid::Uuid {
    uuid::Uuid::from_u128(((of as u128) << 112) | (0x7000_8000 << 48) | u128::from(n))
}

/// A connection that does not wait for the disk and does not look up foreign keys.
pub(crate) enum Pen {
    Sqlite(Box<SqliteConnection>),
    Postgres(Box<PgConnection>),
}

impl Pen {
    pub(crate) async fn open(address: &str) -> Result<Self, Problem> {
        let mut pen = if address.starts_with("postgres") {
            Self::Postgres(Box::new(PgConnection::connect(address).await?))
        } else {
            Self::Sqlite(Box::new(SqliteConnection::connect(address).await?))
        };
        match pen {
            Self::Sqlite(_) => {
                for pragma in ["foreign_keys = off", "synchronous = off", "cache_size = -1000000"] {
                    pen.write(format!("pragma {pragma}")).await?;
                }
            }
            Self::Postgres(_) => pen.write("set session_replication_role = replica".into()).await?,
        }
        Ok(pen)
    }

    pub(crate) async fn write(&mut self, text: String) -> Result<(), Problem> {
        let query = sqlx::raw_sql(AssertSqlSafe(text));
        match self {
            Self::Sqlite(connection) => query.execute(&mut **connection).await.map(|_| ())?,
            Self::Postgres(connection) => query.execute(&mut **connection).await.map(|_| ())?,
        }
        Ok(())
    }

    /// The id of the n-th of a kind, as [`id`] makes it.
    fn id(&self, of: Of, n: &str) -> String {
        let of = of as u8;
        match self {
            Self::Sqlite(_) => format!("unhex(printf('%04x0000000070008000%012x', {of}, {n}))"),
            Self::Postgres(_) => format!(
                "(lpad(to_hex({of}), 4, '0') || '0000000070008000' || lpad(to_hex({n}), 12, '0'))::uuid"
            ),
        }
    }
}

/// An invented name: two or three syllables.
pub(crate) fn name(i: u64, family: bool) -> String {
    const FIRST: [&str; 20] = [
        "Ba", "Be", "Bri", "Ca", "Da", "El", "Fa", "Ga", "Ha", "Jo", "Ka", "Li", "Ma", "Ne", "Ol",
        "Pa", "Ro", "Sa", "Ti", "Wi",
    ];
    const MIDDLE: [&str; 10] = ["la", "mi", "no", "ri", "sha", "te", "va", "we", "xi", "dra"];
    const LAST: [&str; 5] = ["son", "ton", "ley", "worth", "field"];
    let at = |list: &[&str], i: u64| {
        let i = usize::try_from(i).unwrap_or_default();
        list.get(i % list.len()).copied().unwrap_or_default().to_owned()
    };
    let tail = if family { at(&LAST, i / 200) } else { String::new() };
    at(&FIRST, i) + &at(&MIDDLE, i / 20) + &tail
}

/// Grows the partnership from so many cases to so many.
pub(crate) async fn grow(address: &str, from: u64, to: u64) -> Result<(), Problem> {
    let mut pen = Pen::open(address).await?;
    for text in statements(&pen, from, to) {
        pen.write(text).await?;
    }
    match pen {
        // Nobody analyses the file of a partnership either: its plans are those that row P4 checks.
        Pen::Sqlite(_) => pen.write("pragma wal_checkpoint(truncate)".into()).await,
        Pen::Postgres(_) => pen.write("vacuum analyze".into()).await,
    }
}

fn statements(pen: &Pen, from: u64, to: u64) -> Vec<String> {
    let numbers = format!(
        "with recursive n(i) as (select cast({from} as bigint) union all select i + 1 from n where i + 1 < {to})"
    );
    // The product of two even draws: low numbers come often, as common names do.
    let skewed = |count: u64, a: u64, b: u64| {
        format!("(((i * {a}) % 1009) * ((i * {b}) % 997) * {count} / 1005973)")
    };
    let (person, referral, case) =
        (pen.id(Of::Person, "i"), pen.id(Of::Referral, "i"), pen.id(Of::Case, "i"));
    let forum_number = format!("(i / {FORUM})");
    let (forum, nobody) =
        (pen.id(Of::Forum, &forum_number), pen.id(Of::Practitioner, "2 + i % 200"));
    let place = pen.id(Of::Place, "0");
    let organisation = pen.id(Of::Organisation, "0");
    let open = "(i % 10 = 0)";
    let (given, family) = (skewed(GIVEN, 7919, 104_729), skewed(FAMILY, 15_485, 32_452));
    let first = pen.id(Of::Person, &from.to_string());
    let mut all = vec![
        format!(
            "{numbers} insert into forum (id, name, charter, charter_version, place_id)
             select {forum}, 'Forum ' || {forum_number}, 'maag', '1', {place}
               from n where i % {FORUM} = 0 and i > 0"
        ),
        format!(
            "{numbers} insert into person
                (id, given_name, family_name, date_of_birth, learning_difficulty_or_disability,
                 nhs_number, district_code, version, created_at, updated_at)
             select {person}, g.name, f.name, d.day, 'no', '', '', 1, d.at, d.at
               from n join bench_name g on g.family = 0 and g.nth = {given}
                      join bench_name f on f.family = 1 and f.nth = {family}
                      join bench_day d on d.nth = (n.i * 31) % {DAYS}"
        ),
        format!(
            "insert into name_key (key, person_id)
             select distinct k.key, p.id from person p
               join bench_key k on k.name = p.given_name or k.name = p.family_name
              where p.id >= {first} order by k.key, p.id"
        ),
        format!(
            "insert into name_key (key, person_id)
             select '9:' || p.date_of_birth, p.id from person p where p.id >= {first}"
        ),
        pairs(&first),
        format!(
            "{numbers} insert into referral
                (id, forum_id, person_id, source_system, source_reference, received_on,
                 received_month, source_hash, referrer_practitioner, referrer_organisation,
                 referrer_group, charter_version, level_of_need, agencies_needed, transition,
                 assessment_state, consent, lawful_basis, without_consent_reason, strengths,
                 needs_words, own_words, referrer_offer, known_to_social_care, status, decided_on,
                 return_reason, decision_rationale, override_reason, case_id, version, created_at)
             select {referral}, {forum}, {person}, 'here', 'R-' || i, d.day, '2026-01', '', {nobody},
                    {organisation}, 'school', '1', 3, 3, 'none', 'complete', 'given', 'public_task',
                    '', 'Close to her grandmother. Loves swimming and is proud of her reading.',
                    'Misses school to look after her mother.', 'I want to go swimming.',
                    'School will keep weekly contact.', 'no', 'accepted', d.day, '',
                    'Needs that one agency cannot meet alone.', '', {case}, 2, d.at
               from n join bench_day d on d.nth = n.i % {DAYS}"
        ),
        format!(
            "{numbers} insert into case_record
                (id, referral_id, forum_id, person_id, charter_version, level_of_need, status,
                 opened_on, closed_on, closure_reason, closure_outcome, closure_summary, lead_id,
                 lead_organisation, lead_status, version, created_at, updated_at)
             select {case}, {referral}, {forum}, {person}, '1', 3,
                    case when {open} then 'open' else 'closed' end, d.day,
                    case when {open} then null else d.day end, '', '', '', {nobody},
                    {organisation}, 'accepted', 3, d.at, d.at
               from n join bench_day d on d.nth = n.i % {DAYS}"
        ),
    ];
    all.extend(scopes(pen, &numbers, &forum, &nobody));
    all.extend(happenings(pen, &numbers, from, &case, &nobody));
    all
}

/// The keys of given and family name together, as `name_pairs` makes them.
fn pairs(first: &str) -> String {
    let both = |sort: char, part: &str| {
        format!(
            "'{sort}:' || case when g.{part} <= f.{part} then g.{part} || '+' || f.{part}
                               else f.{part} || '+' || g.{part} end"
        )
    };
    let one = |sort: char, part: &str, a: char, b: char| {
        format!("'{sort}:' || {a}.sound || '+' || {b}.{part}")
    };
    let all = [
        both('1', "word"),
        both('2', "sound"),
        both('3', "beginning"),
        one('4', "first", 'g', 'f'),
        one('4', "first", 'f', 'g'),
        one('5', "last", 'g', 'f'),
        one('5', "last", 'f', 'g'),
    ];
    let selects: Vec<String> = all
        .iter()
        .map(|key| {
            format!(
                "select {key} as key, p.id from person p join bench_part g on g.name = p.given_name
                   join bench_part f on f.name = p.family_name where p.id >= {first}"
            )
        })
        .collect();
    format!("insert into name_key (key, person_id) {} order by 1, 2", selects.join(" union "))
}

/// Who stands in which relation to the cases, their referrals and their people.
fn scopes(pen: &Pen, numbers: &str, forum: &str, nobody: &str) -> Vec<String> {
    let (person, referral, case) =
        (pen.id(Of::Person, "i"), pen.id(Of::Referral, "i"), pen.id(Of::Case, "i"));
    let hub = pen.id(Of::Hub, &format!("(i % {HUBS})"));
    let mut all = Vec::new();
    for (kind, record) in [("case", &case), ("referral", &referral), ("person", &person)] {
        for (relation, target, which) in [
            ("forum", forum, "1 = 1"),
            ("open", forum, "i % 10 = 0"),
            ("referrer", nobody, "1 = 1"),
            ("lead", nobody, "1 = 1"),
        ] {
            let (columns, listed) = if kind == "case" {
                let state = "case when i % 10 = 0 then 'open' else 'closed' end";
                let day = format!("(select d.at from bench_day d where d.nth = i % {DAYS})");
                (", state, listed_at", format!(", {state}, {day}"))
            } else {
                ("", String::new())
            };
            all.push(format!(
                "{numbers} insert into record_scope (kind, record, relation, target, unbarred{columns})
                 select '{kind}', {record}, '{relation}', {target}, 1{listed} from n where {which}"
            ));
        }
    }
    all.push(format!(
        "{numbers} insert into record_scope (kind, record, relation, target, unbarred)
         select 'person', {person}, 'forum', {hub}, 1 from n"
    ));
    all
}

/// What happened in the cases: three events each, an action in each open one, and the long case.
fn happenings(pen: &Pen, numbers: &str, from: u64, case: &str, nobody: &str) -> Vec<String> {
    let organisation = pen.id(Of::Organisation, "0");
    let mut all: Vec<String> = (0..3)
        .map(|n| {
            format!(
                "{numbers} insert into chronology_event
                    (id, case_id, happened_on, kind, said, recorded_by, recorded_at)
                 select {event}, {case}, d.day, 'refer', 'The request for support was received.',
                        {nobody}, d.at
                   from n join bench_day d on d.nth = n.i % {DAYS}",
                event = pen.id(Of::Event, &format!("(i * 3 + {n})")),
            )
        })
        .collect();
    let action = pen.id(Of::Action, "i");
    all.push(format!(
        "{numbers} insert into plan_action
            (id, case_id, description, due_on, status, recorded_by, recorded_at)
         select {action}, {case}, 'Breakfast club and a named adult at school', d.day, 'open',
                {nobody}, d.at
           from n join bench_day d on d.nth = n.i % {DAYS} where i % 10 = 0"
    ));
    all.push(format!(
        "{numbers} insert into action_owner (action_id, organisation_id, practitioner_id, accountable)
         select {action}, {organisation}, null, true from n where i % 10 = 0"
    ));
    if from == 0 {
        all.push(format!(
            "with recursive n(i) as (select cast(3 as bigint) union all select i + 1 from n where i + 1 < {LONG})
             insert into chronology_event
                (id, case_id, happened_on, kind, said, recorded_by, recorded_at)
             select {event}, {case}, d.day, 'report_back', 'An action was reported on: done.',
                    {nobody}, d.at
               from n join bench_day d on d.nth = n.i",
            event = pen.id(Of::Event, "(i + 1000000000)"),
            case = pen.id(Of::Case, "0"),
            nobody = pen.id(Of::Practitioner, "0"),
        ));
    }
    all
}
