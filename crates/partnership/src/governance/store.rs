//! SQL for governance: the ledger and its checkpoints. Of case tables only the ties between a person,
//! their referrals and their cases are read here.

use agreement::{Permit, Visible};
use db::{Among, At, DbError, Tx, all, found, list, one};
use kernel::PractitionerId;
use uuid::Uuid;

use super::{
    SeeLedger,
    model::{Line, PAGE, name_of, split_clauses},
};

type Row = (
    i64,
    At,
    String,
    String,
    Option<Uuid>,
    Option<String>,
    Option<String>,
    String,
    Option<Uuid>,
    String,
    String,
);

fn line(row: Row) -> Line {
    let known = row.5.is_some();
    Line {
        seq: row.0,
        at: row.1.0,
        kind: row.2,
        operation: row.3,
        practitioner: row.4.filter(|_| known).map(PractitionerId),
        who: name_of(row.4, row.5),
        organisation: row.6.unwrap_or_default(),
        subject_kind: row.7,
        subject: row.8,
        outcome: row.9,
        clauses: split_clauses(&row.10),
    }
}

/// The newest entries before a position: one more than a page shows, to know whether there are more.
pub(super) async fn newest(
    tx: &mut Tx,
    _permit: &Permit<SeeLedger>,
    before: i64,
) -> Result<Vec<Line>, DbError> {
    let rows: Vec<Row> = all!(
        tx,
        "select e.seq, e.at, e.kind, e.operation, e.actor, p.name, o.name, e.subject_kind, e.subject,
                e.outcome, e.clauses
           from ledger_entry e
           left join practitioner p on p.id = e.actor
           left join organisation o on o.id = e.organisation
          where e.seq < $1
          order by e.seq desc limit cast($2 as bigint)",
        before,
        PAGE + 1
    )?;
    Ok(rows.into_iter().map(line).collect())
}

/// The same, of one account.
pub(super) async fn newest_of(
    tx: &mut Tx,
    _permit: &Permit<SeeLedger>,
    actor: Uuid,
    before: i64,
) -> Result<Vec<Line>, DbError> {
    let rows: Vec<Row> = all!(
        tx,
        "select e.seq, e.at, e.kind, e.operation, e.actor, p.name, o.name, e.subject_kind, e.subject,
                e.outcome, e.clauses
           from ledger_entry e
           left join practitioner p on p.id = e.actor
           left join organisation o on o.id = e.organisation
          where e.actor = $1 and e.seq < $2
          order by e.seq desc limit cast($3 as bigint)",
        actor,
        before,
        PAGE + 1
    )?;
    Ok(rows.into_iter().map(line).collect())
}

/// The newest refusals.
pub(super) async fn newest_refusals(
    tx: &mut Tx,
    _permit: &Permit<SeeLedger>,
    before: i64,
) -> Result<Vec<Line>, DbError> {
    let rows: Vec<Row> = all!(
        tx,
        "select e.seq, e.at, e.kind, e.operation, e.actor, p.name, o.name, e.subject_kind, e.subject,
                e.outcome, e.clauses
           from ledger_entry e
           left join practitioner p on p.id = e.actor
           left join organisation o on o.id = e.organisation
          where e.kind = 'refusal' and e.seq < $1
          order by e.seq desc limit cast($2 as bigint)",
        before,
        PAGE + 1
    )?;
    Ok(rows.into_iter().map(line).collect())
}

/// The newest refusals of one account.
pub(super) async fn newest_refusals_of(
    tx: &mut Tx,
    _permit: &Permit<SeeLedger>,
    actor: Uuid,
    before: i64,
) -> Result<Vec<Line>, DbError> {
    let rows: Vec<Row> = all!(
        tx,
        "select e.seq, e.at, e.kind, e.operation, e.actor, p.name, o.name, e.subject_kind, e.subject,
                e.outcome, e.clauses
           from ledger_entry e
           left join practitioner p on p.id = e.actor
           left join organisation o on o.id = e.organisation
          where e.actor = $1 and e.kind = 'refusal' and e.seq < $2
          order by e.seq desc limit cast($3 as bigint)",
        actor,
        before,
        PAGE + 1
    )?;
    Ok(rows.into_iter().map(line).collect())
}

/// A person's referrals and cases, of those whose readers one may ask for.
pub(super) async fn records_of_person<A: agreement::Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    referrals: &Visible,
    cases: &Visible,
) -> Result<Vec<Uuid>, DbError> {
    let mut records: Vec<(Uuid,)> = found!(
        tx,
        referrals,
        referrals,
        "r.id",
        "select r.id from referral r where r.person_id = $1 and {more}",
        permit.subject()
    )?;
    let cases: Vec<(Uuid,)> = found!(
        tx,
        cases,
        cases,
        "c.id",
        "select c.id from case_record c where c.person_id = $1 and {more}",
        permit.subject()
    )?;
    records.extend(cases);
    Ok(records.into_iter().map(|(id,)| id).collect())
}

/// The referral of a case.
pub(super) async fn referral_of_case<A: agreement::Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Option<Uuid>, DbError> {
    let found: Option<(Uuid,)> =
        one!(tx, "select referral_id from case_record where id = $1", permit.subject())?;
    Ok(found.map(|(id,)| id))
}

/// The entries that are about one of these records, newest first, each once.
pub(super) async fn about<A: agreement::Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    records: &Among,
    before: i64,
) -> Result<Vec<Line>, DbError> {
    let rows: Vec<Row> = list!(
        tx,
        records,
        "s.record",
        "select e.seq, e.at, e.kind, e.operation, e.actor, p.name, o.name, e.subject_kind, e.subject,
                e.outcome, e.clauses
           from (select distinct s.seq from ledger_about s
                  where {visible} and s.seq < $1 order by s.seq desc limit cast($2 as bigint)) looked
           join ledger_entry e on e.seq = looked.seq
           left join practitioner p on p.id = e.actor
           left join organisation o on o.id = e.organisation
          order by looked.seq desc",
        before,
        PAGE + 1
    )?;
    Ok(rows.into_iter().map(line).collect())
}

/// Size, root and time of the last checkpoint.
pub(super) async fn last_checkpoint(tx: &mut Tx) -> Result<Option<(i64, Vec<u8>, At)>, DbError> {
    one!(tx, "select size, root, at from ledger_checkpoint order by size desc limit 1")
}

/// How many entries there are.
pub(super) async fn size(tx: &mut Tx) -> Result<i64, DbError> {
    let row: Option<(i64,)> = one!(tx, "select size from ledger_head where id = 1")?;
    Ok(row.map_or(0, |(size,)| size))
}
