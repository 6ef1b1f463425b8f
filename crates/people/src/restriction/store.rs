//! SQL for restrictions.

use agreement::{Act, Kind, Permit, Relation, Visible};
use db::{At, DbError, Tx, all, insert, list, run, scope};
use kernel::{CaseId, ForumId, OrganisationId, PersonId, PractitionerId, ReferralId};
use uuid::Uuid;

use super::{bars::LiftBar, model, unshared::Unshared};
use crate::register::full_name;

/// A practitioner whom one can name: id, name, organisation.
pub(super) type Colleague = (PractitionerId, String, String);

/// Everybody who works with people, by name.
pub(super) async fn colleagues(tx: &mut Tx) -> Result<Vec<Colleague>, DbError> {
    all!(
        tx,
        "select p.id, p.name, min(o.name)
           from practitioner p
           join working_role m on m.practitioner_id = p.id
           join organisation o on o.id = m.organisation_id
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

/// Cases and requests that were about a person by mistake, while nobody has checked what was written then (ADR 12).
async fn written_about<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    person: PersonId,
) -> Result<Vec<(Kind, Uuid)>, DbError> {
    let rows: Vec<(Uuid, Option<Uuid>)> = all!(
        tx,
        "select k.referral_id, c.id
           from person_correction k left join case_record c on c.referral_id = k.referral_id
          where k.was_person_id = $1 and k.checked_by is null",
        person
    )?;
    let both = |(referral, case): (Uuid, Option<Uuid>)| {
        [Some((Kind::Referral, referral)), case.map(|case| (Kind::Case, case))]
    };
    Ok(rows.into_iter().flat_map(both).flatten().collect())
}

/// Whether something of a person's was about another record until lately, and nobody has checked what was written then.
pub(super) async fn has_to_be_checked<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    person: PersonId,
) -> Result<bool, DbError> {
    let rows: Vec<(Uuid,)> = all!(
        tx,
        "select k.id from person_correction k
           join referral r on r.id = k.referral_id and r.person_id = $1
          where k.checked_by is null",
        person
    )?;
    Ok(!rows.is_empty())
}

/// The forums that hold a person, those that have them open first.
async fn holding(tx: &mut Tx, person: PersonId) -> Result<Vec<ForumId>, DbError> {
    let rows = scope::of(tx, (Kind::Person, person.0)).await?;
    let of = |wanted: Relation| {
        let found = rows.iter().filter(move |(relation, _)| *relation == wanted);
        found.map(|(_, forum)| ForumId(*forum))
    };
    Ok(of(Relation::Open).chain(of(Relation::Forum)).collect())
}

/// The forum for which somebody limits or bars now.
pub(super) async fn speaks_for<O: Act>(
    tx: &mut Tx,
    permit: &Permit<O>,
    person: PersonId,
) -> Result<Option<ForumId>, DbError> {
    let holding = holding(tx, person).await?;
    Ok(model::speaks_for(&permit.principal().coordinates, &holding))
}

/// The forums that have a case of a person open.
pub(super) async fn worked_with_in<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    person: PersonId,
) -> Result<Vec<ForumId>, DbError> {
    let rows: Vec<(ForumId,)> = all!(
        tx,
        "select distinct forum_id from case_record where person_id = $1 and status = 'open'",
        person
    )?;
    Ok(rows.into_iter().map(|(forum,)| forum).collect())
}

/// Those who work with a person now, whom nobody's limit locks out: the lead professionals of open
/// cases, and the coordinators of the forums that have the person open.
pub(super) async fn at_work<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    person: PersonId,
) -> Result<Vec<PractitionerId>, DbError> {
    let rows: Vec<(PractitionerId,)> = all!(
        tx,
        "select lead_id from case_record
          where person_id = $1 and status = 'open' and lead_id is not null and lead_status = 'accepted'
         union
         select m.practitioner_id
           from record_scope s
           join membership m on m.forum_id = s.target
          where s.kind = 'person' and s.record = $1 and s.relation = 'open'
            and m.role = 'coordinator' and m.ended_at is null",
        person
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Limits a record to these practitioners; where that was done stays with it.
pub(super) async fn restrict<O: Act>(
    tx: &mut Tx,
    permit: &Permit<O>,
    record: (Kind, Uuid),
    (named, made_in): (&[PractitionerId], &[ForumId]),
) -> Result<(), DbError> {
    lift(tx, permit, record).await?;
    scope::add(tx, record, Relation::Restricted, Uuid::nil()).await?;
    for forum in made_in {
        scope::add(tx, record, Relation::Restricted, forum.0).await?;
    }
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

/// Limits what was written about a person by mistake as the person's own record is, while nobody has checked it (ADR 12); and
/// keeps it so when the record that it is about now is limited anew. Of those who may see it nobody is added: it stays with
/// those who have a part in it and are named, and with those who work on it.
pub(super) async fn limit_what_was_written<O: Act>(
    tx: &mut Tx,
    permit: &Permit<O>,
    person: PersonId,
) -> Result<(), DbError> {
    type Row = (PersonId, ReferralId, Option<CaseId>);
    let rows: Vec<Row> = all!(
        tx,
        "select k.was_person_id as was, k.referral_id, c.id as case_id
           from person_correction k
           join referral r on r.id = k.referral_id
           left join case_record c on c.referral_id = k.referral_id
          where k.was_person_id = $1 and r.person_id <> $1 and k.checked_by is null
         union all
         select k.was_person_id, k.referral_id, c.id
           from referral r
           join person_correction k on k.referral_id = r.id
           left join case_record c on c.referral_id = r.id
          where r.person_id = $1 and k.was_person_id <> $1 and k.checked_by is null",
        person
    )?;
    for (was, referral, case) in rows {
        let limits = scope::of(tx, (Kind::Person, was.0)).await?;
        if !limits.iter().any(|(relation, _)| *relation == Relation::Restricted) {
            continue;
        }
        let working = working_on(tx, permit, referral).await?;
        let case = case.map(|case| (Kind::Case, case.0));
        for record in [Some((Kind::Referral, referral.0)), case].into_iter().flatten() {
            let ties = scope::of(tx, record).await?;
            let named = model::still_named(&ties, &limits, &working);
            restrict(tx, permit, record, (&named, &[])).await?;
        }
    }
    Ok(())
}

/// Who leads the case of a request, coordinates its forum, or chairs it: whether a limit leaves it to them.
async fn working_on<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    referral: ReferralId,
) -> Result<Vec<(PractitionerId, bool)>, DbError> {
    let rows: Vec<(PractitionerId, String)> = all!(
        tx,
        "select c.lead_id, 'lead' from case_record c
          where c.referral_id = $1 and c.lead_id is not null and c.lead_status = 'accepted'
         union
         select m.practitioner_id, m.role
           from referral r
           join membership m on m.forum_id = r.forum_id and m.ended_at is null
          where r.id = $1 and m.role in ('coordinator', 'chair')",
        referral
    )?;
    Ok(rows.into_iter().map(|(who, part)| (who, part != "chair")).collect())
}

/// Whether a record is restricted, who is named on it, and in which forums that was done.
pub(super) struct Limits {
    pub(super) is_restricted: bool,
    pub(super) named: Vec<PractitionerId>,
    pub(super) made_in: Vec<ForumId>,
}

pub(super) async fn limits<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    person: PersonId,
) -> Result<Limits, DbError> {
    let rows = scope::of(tx, (Kind::Person, person.0)).await?;
    let of = |wanted: Relation| {
        let found = rows.iter().filter(move |(relation, _)| *relation == wanted);
        found.map(|(_, target)| *target)
    };
    let made_in = of(Relation::Restricted).filter(|forum| !forum.is_nil()).map(ForumId);
    Ok(Limits {
        is_restricted: of(Relation::Restricted).next().is_some(),
        named: of(Relation::Named).map(PractitionerId).collect(),
        made_in: made_in.collect(),
    })
}

/// Those named on a person's record who have left an organisation since a moment, and which.
pub(super) async fn left_since<O: Act>(
    tx: &mut Tx,
    permit: &Permit<O>,
    since: At,
) -> Result<Vec<(String, String)>, DbError> {
    all!(
        tx,
        "select distinct p.name, o.name
           from record_scope s
           join practitioner p on p.id = s.target
           join membership m on m.practitioner_id = p.id
           join organisation o on o.id = m.organisation_id
          where s.kind = 'person' and s.record = $1 and s.relation = 'named' and m.ended_at >= $2
            and not exists (select 1 from membership k
                             where k.practitioner_id = p.id and k.organisation_id = o.id
                               and k.ended_at is null)
          order by p.name, o.name",
        permit.subject(),
        since
    )
}

/// The people whose limited records name this coordinator, and nobody who is not one.
pub(super) async fn only_coordinators(
    tx: &mut Tx,
    restricts: &Visible,
    who: PractitionerId,
) -> Result<Vec<Unshared>, DbError> {
    let rows: Vec<(PersonId, String, String)> = list!(
        tx,
        restricts,
        "p.id",
        "select p.id, p.given_name, p.family_name
           from named_without_staff s
           join person p on p.id = s.record
          where s.target = $1 and {visible}
          order by p.family_name, p.given_name, p.id
          limit 200",
        who
    )?;
    let unshared = |(person, given, family): (PersonId, String, String)| Unshared {
        person,
        name: full_name(&given, &family),
    };
    Ok(rows.into_iter().map(unshared).collect())
}

/// Every organisation, by name.
pub(super) async fn organisations(tx: &mut Tx) -> Result<Vec<(OrganisationId, String)>, DbError> {
    all!(tx, "select id, name from organisation order by name")
}

/// Who is barred from a person's records: their relation and id, their name, and why, since when and
/// by whom they were barred, as far as that was recorded.
pub(super) struct BarRow {
    pub(super) relation: String,
    pub(super) target: Uuid,
    pub(super) name: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) barred_by: Option<String>,
    pub(super) barred_at: Option<At>,
    pub(super) made_in: Option<ForumId>,
}

pub(super) async fn bars<O: Act>(tx: &mut Tx, permit: &Permit<O>) -> Result<Vec<BarRow>, DbError> {
    type Row =
        (String, Uuid, Option<String>, Option<String>, Option<String>, Option<At>, Option<ForumId>);
    let rows: Vec<Row> = all!(
        tx,
        "select s.relation, s.target, coalesce(p.name, o.name) as name, b.reason,
                w.name as barred_by, b.barred_at, b.made_in
           from record_scope s
           left join practitioner p on p.id = s.target
           left join organisation o on o.id = s.target
           left join person_bar b
                on b.person_id = s.record and b.target = s.target and b.lifted_at is null
           left join practitioner w on w.id = b.barred_by
          where s.kind = 'person' and s.record = $1
            and s.relation in ('barred', 'barred_organisation')
          order by b.barred_at, name, s.target",
        permit.subject()
    )?;
    let bar = |(relation, target, name, reason, barred_by, barred_at, made_in): Row| BarRow {
        relation,
        target,
        name,
        reason,
        barred_by,
        barred_at,
        made_in,
    };
    Ok(rows.into_iter().map(bar).collect())
}

/// A bar that was lifted: whose, why it was there, why and when it was lifted, and by whom.
pub(super) type Lifted = (Option<String>, String, String, Option<At>, Option<String>);

pub(super) async fn lifted<O: Act>(
    tx: &mut Tx,
    permit: &Permit<O>,
) -> Result<Vec<Lifted>, DbError> {
    all!(
        tx,
        "select coalesce(p.name, o.name), b.reason, b.lift_reason, b.lifted_at, w.name
           from person_bar b
           left join practitioner p on p.id = b.target
           left join organisation o on o.id = b.target
           left join practitioner w on w.id = b.lifted_by
          where b.person_id = $1 and b.lifted_at is not null
          order by b.lifted_at desc, b.id",
        permit.subject()
    )
}

/// Bars somebody from a person's records, for a forum, and says why.
pub(super) async fn bar<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (person, made_in): (PersonId, Option<ForumId>),
    (relation, target): (Relation, Uuid),
    (reason, is_exclusion): (&str, bool),
    (id, at): (Uuid, At),
) -> Result<(), DbError> {
    let mut guarded = records(tx, permit, person).await?;
    guarded.extend(written_about(tx, permit, person).await?);
    for record in guarded {
        scope::add(tx, record, relation, target).await?;
    }
    insert!(
        tx,
        person_bar {
            id: id,
            person_id: person,
            target: target,
            reason: reason,
            barred_by: permit.principal().practitioner,
            barred_at: at,
            made_in: made_in,
            is_exclusion: is_exclusion,
            lift_reason: "",
            lifted_by: None::<PractitionerId>,
            lifted_at: None::<At>,
        }
    )
}

/// Lets somebody back to a person's records, and says why.
pub(super) async fn unbar(
    tx: &mut Tx,
    permit: &Permit<LiftBar>,
    person: PersonId,
    (relation, target): (Relation, Uuid),
    reason: &str,
    at: At,
) -> Result<(), DbError> {
    for record in records(tx, permit, person).await? {
        scope::remove(tx, record, relation, target).await?;
    }
    run!(
        tx,
        "update person_bar set lift_reason = $1, lifted_by = $2, lifted_at = $3
          where person_id = $4 and target = $5 and lifted_at is null",
        reason,
        permit.principal().practitioner,
        at,
        person,
        target
    )?;
    Ok(())
}
