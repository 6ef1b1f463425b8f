//! Who may see a case: its relations are those of its referral and of its person too, so that
//! whoever sees the one finds the others.

use agreement::{Act, Kind, Permit, Relation};
use db::{DbError, Tx, all, one, scope};
use kernel::PersonId;
use uuid::Uuid;

use crate::case::model::Head;

/// Gives a case, its referral and its person a relation.
pub(crate) async fn share<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    case: &Head,
    relation: Relation,
    target: Uuid,
) -> Result<(), DbError> {
    scope::add(tx, (Kind::Case, case.id.0), relation, target).await?;
    scope::add(tx, (Kind::Referral, case.referral.0), relation, target).await?;
    scope::add(tx, (Kind::Person, case.person.0), relation, target).await
}

/// Gives a case and its person a relation: for those who are asked for something and need not read
/// the referral.
pub(crate) async fn ask<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    case: &Head,
    relation: Relation,
    target: Uuid,
) -> Result<(), DbError> {
    scope::add(tx, (Kind::Case, case.id.0), relation, target).await?;
    scope::add(tx, (Kind::Person, case.person.0), relation, target).await
}

/// Takes a relation away from a case and its referral, and from its person unless another case or
/// referral of the person still has it.
pub(crate) async fn withdraw<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
    relation: Relation,
    target: Uuid,
) -> Result<(), DbError> {
    scope::remove(tx, (Kind::Case, case.id.0), relation, target).await?;
    scope::remove(tx, (Kind::Referral, case.referral.0), relation, target).await?;
    if !elsewhere(tx, permit, case.person, relation, target).await? {
        scope::remove(tx, (Kind::Person, case.person.0), relation, target).await?;
    }
    Ok(())
}

/// Takes every row of a relation away.
pub(crate) async fn withdraw_all<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
    relation: Relation,
) -> Result<(), DbError> {
    for (held, target) in scope::of(tx, (Kind::Case, case.id.0)).await? {
        if held == relation {
            withdraw(tx, permit, case, relation, target).await?;
        }
    }
    Ok(())
}

/// Whether another case or referral of a person has a relation.
pub(crate) async fn elsewhere<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    person: PersonId,
    relation: Relation,
    target: Uuid,
) -> Result<bool, DbError> {
    let found: Option<(Uuid,)> = one!(
        tx,
        "select s.record from case_record c
         join record_scope s on s.kind = 'case' and s.record = c.id
         where c.person_id = $1 and s.relation = $2 and s.target = $3
         union all
         select s.record from referral r
         join record_scope s on s.kind = 'referral' and s.record = r.id
         where r.person_id = $1 and s.relation = $2 and s.target = $3
         limit 1",
        person,
        relation.name(),
        target
    )?;
    Ok(found.is_some())
}

/// The organisations and practitioners that must never see the case, so that nobody asks them.
pub(crate) async fn barred(tx: &mut Tx, case: &Head) -> Result<Vec<Uuid>, DbError> {
    let rows: Vec<(Uuid,)> = all!(
        tx,
        "select target from record_scope
         where relation in ('barred', 'barred_organisation')
           and ((kind = 'case' and record = $1) or (kind = 'person' and record = $2))",
        case.id,
        case.person
    )?;
    Ok(rows.into_iter().map(|(target,)| target).collect())
}
