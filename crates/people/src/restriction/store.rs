//! SQL for restrictions.

use agreement::{Act, Kind, Permit, Relation};
use db::{DbError, Tx, all, scope};
use kernel::{PersonId, PractitionerId};
use uuid::Uuid;

/// A practitioner whom one can name: id, name, organisation.
pub(super) type Colleague = (PractitionerId, String, String);

/// Everybody who works with people, by name.
pub(super) async fn colleagues(tx: &mut Tx) -> Result<Vec<Colleague>, DbError> {
    all!(
        tx,
        "select p.id, p.name, min(o.name)
           from practitioner p
           join membership m on m.practitioner_id = p.id
           join organisation o on o.id = m.organisation_id
          where p.active = true and m.ended_at is null
            and m.role in ('practitioner', 'coordinator', 'chair', 'forum_member', 'front_door_worker')
          group by p.id, p.name
          order by p.name, p.id"
    )
}

/// The person's own record and everything else that is about them.
pub(super) async fn records<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    person: PersonId,
) -> Result<Vec<(Kind, Uuid)>, DbError> {
    let rows: Vec<(String, Uuid)> = all!(
        tx,
        "select 'referral' as kind, id from referral where person_id = $1
         union all
         select 'case' as kind, id from case_record where person_id = $1",
        person
    )?;
    let mut records = vec![(Kind::Person, person.0)];
    for (kind, id) in rows {
        let known = Kind::from_name(&kind);
        records.push((known.ok_or_else(|| DbError::corrupt("referral", "kind", &kind))?, id));
    }
    Ok(records)
}

/// Limits a record to these practitioners.
pub(super) async fn restrict<O: Act>(
    tx: &mut Tx,
    permit: &Permit<O>,
    record: (Kind, Uuid),
    named: &[PractitionerId],
) -> Result<(), DbError> {
    lift(tx, permit, record).await?;
    scope::add(tx, record, Relation::Restricted, Uuid::nil()).await?;
    for practitioner in named {
        scope::add(tx, record, Relation::Named, practitioner.0).await?;
    }
    Ok(())
}

/// Opens a record again to whom the agreement lets in.
pub(super) async fn lift<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    record: (Kind, Uuid),
) -> Result<(), DbError> {
    for (relation, target) in scope::of(tx, record).await? {
        if matches!(relation, Relation::Named | Relation::Restricted) {
            scope::remove(tx, record, relation, target).await?;
        }
    }
    Ok(())
}

/// Who is named on a restricted record, and who is barred from it.
pub(super) struct Limits {
    pub(super) is_restricted: bool,
    pub(super) named: Vec<PractitionerId>,
    pub(super) barred: Vec<PractitionerId>,
}

pub(super) async fn limits<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    person: PersonId,
) -> Result<Limits, DbError> {
    let rows = scope::of(tx, (Kind::Person, person.0)).await?;
    let who = |wanted: Relation| {
        let found = rows.iter().filter(move |(relation, _)| *relation == wanted);
        found.map(|(_, target)| PractitionerId(*target)).collect::<Vec<_>>()
    };
    Ok(Limits {
        is_restricted: !who(Relation::Restricted).is_empty(),
        named: who(Relation::Named),
        barred: who(Relation::Barred),
    })
}
