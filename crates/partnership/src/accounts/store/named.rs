//! SQL that keeps limited records open to somebody when the staff named on them have gone.
//!
//! Whoever limits a record names the coordinators at work with the person (`people::restriction`), so
//! that nobody's limit locks them out. Nobody's leaving locks them out either.

use agreement::{Act, Permit};
use db::{DbError, Tx, all, run};
use kernel::PractitionerId;
use uuid::Uuid;

/// The people whose limited records name nobody who could open them: who has a role, none that keeps them
/// from all records, and is not barred. A disabled account counts: it can be enabled again, and an
/// administrator must not choose who reads a record by disabling everybody else for a moment.
pub(in crate::accounts) async fn open_to_nobody<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
) -> Result<Vec<Uuid>, DbError> {
    let rows: Vec<(Uuid,)> = all!(
        tx,
        "select s.record from record_scope s
          where s.target = $1 and s.relation = 'restricted' and s.kind = 'person'
            and not exists (select 1 from record_scope n
                              join membership m on m.practitioner_id = n.target and m.ended_at is null
                             where n.kind = 'person' and n.record = s.record
                               and n.relation = 'named'
                               and not exists (select 1 from desk_holder d
                                                where d.practitioner_id = n.target)
                               and not exists (select 1 from record_scope b
                                                where b.kind = 'person' and b.record = s.record
                                                  and b.relation = 'barred' and b.target = n.target))
          order by s.record",
        Uuid::nil()
    )?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}

/// The coordinators of the forums that a person's limited record hangs on, and how it does: `open` there,
/// `restricted` there, or held (`forum`). Nobody who is barred.
pub(in crate::accounts) async fn coordinators<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    person: Uuid,
) -> Result<Vec<(String, PractitionerId)>, DbError> {
    all!(
        tx,
        "select distinct s.relation, m.practitioner_id
           from record_scope s
           join membership m on m.forum_id = s.target and m.role = 'coordinator'
           join practitioner p on p.id = m.practitioner_id
          where s.kind = 'person' and s.record = $1
            and s.relation in ('open', 'restricted', 'forum')
            and m.ended_at is null and p.active = true
            and not exists (select 1 from desk_holder d where d.practitioner_id = p.id)
            and not exists (select 1 from record_scope b
                             where b.kind = 'person' and b.record = $1
                               and (b.relation = 'barred' and b.target = p.id
                                 or b.relation = 'barred_organisation' and b.target in
                                    (select o.organisation_id from membership o
                                      where o.practitioner_id = p.id and o.ended_at is null)))
          order by s.relation, m.practitioner_id",
        person
    )
}

/// Names somebody on the limited records of a person.
pub(in crate::accounts) async fn name<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    person: Uuid,
    who: PractitionerId,
) -> Result<(), DbError> {
    run!(
        tx,
        "insert into record_scope (kind, record, relation, target)
         select s.kind, s.record, 'named', $1
           from record_scope s
          where s.relation = 'restricted' and s.target = $2
            and ((s.kind = 'person' and s.record = $3)
              or (s.kind = 'referral'
                  and s.record in (select id from referral where person_id = $3))
              or (s.kind = 'case'
                  and s.record in (select id from case_record where person_id = $3)))
         on conflict do nothing",
        who,
        Uuid::nil(),
        person
    )?;
    Ok(())
}
