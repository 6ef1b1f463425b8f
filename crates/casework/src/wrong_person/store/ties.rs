//! Who may see what once it is put right: whoever had a part in the request or the case has it with the right person, and
//! nobody sees the other for its sake any more (ADR 2).

use std::collections::BTreeSet;

use agreement::{Act, Kind, Permit, Relation};
use db::{DbError, Tx, one, scope};
use kernel::{ForumId, PersonId, PractitionerId};
use uuid::Uuid;

use super::Matter;
use crate::{
    case::{model::Head, store::scopes::elsewhere},
    referral::store::{runs, sent::override_waits},
    wrong_person::model::LIMITS,
};

type Tie = (Relation, Uuid);

/// What ties people to the request and to the case, without what keeps people out.
struct Tied {
    referral: Vec<Tie>,
    case: Vec<Tie>,
}

/// Moves them. The request and the case are about the right person already.
pub(in crate::wrong_person) async fn move_to<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    matter: &Matter,
    person: PersonId,
) -> Result<(), DbError> {
    let referral = (Kind::Referral, matter.referral.0);
    let case = matter.case_id.map(|case| (Kind::Case, case.0));
    let mut tied = Tied { referral: limited_as(tx, referral, person).await?, case: Vec::new() };
    if let Some(case) = case {
        tied.case = limited_as(tx, case, person).await?;
    }
    close(tx, permit, matter, &tied).await?;
    if matter.opens() {
        open(tx, permit, (matter, person), &tied).await?;
    }
    Ok(())
}

/// Limits a record as the right person's is, takes from it what somebody gave themself for the other's sake, and gives
/// what else ties people to it.
async fn limited_as(
    tx: &mut Tx,
    record: (Kind, Uuid),
    person: PersonId,
) -> Result<Vec<Tie>, DbError> {
    let mut kept = limits_as(tx, record, person).await?;
    for (_, target) in kept.extract_if(.., |(relation, _)| *relation == Relation::Override) {
        scope::remove(tx, record, Relation::Override, target).await?;
    }
    Ok(kept)
}

/// Limits a record as a person's is, and gives what else ties people to it.
async fn limits_as(
    tx: &mut Tx,
    record: (Kind, Uuid),
    person: PersonId,
) -> Result<Vec<Tie>, DbError> {
    let mut kept = Vec::new();
    for (relation, target) in scope::of(tx, record).await? {
        if LIMITS.contains(&relation) {
            scope::remove(tx, record, relation, target).await?;
        } else {
            kept.push((relation, target));
        }
    }
    for (relation, target) in scope::of(tx, (Kind::Person, person.0)).await? {
        if LIMITS.contains(&relation) {
            scope::add(tx, record, relation, target).await?;
        }
    }
    Ok(kept)
}

/// Whether something limits a case, or its request, besides what limits its person: it was limited for the sake of somebody
/// whom it was about before.
pub(in crate::wrong_person) async fn is_limited_besides<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    head: &Head,
) -> Result<bool, DbError> {
    let limits = |ties: Vec<Tie>| -> BTreeSet<Tie> {
        // In which forums it was done stands with the person alone.
        let whole = |(relation, target): &Tie| *relation != Relation::Restricted || target.is_nil();
        let limits = ties.into_iter().filter(|(relation, _)| LIMITS.contains(relation));
        limits.filter(whole).collect()
    };
    let person = limits(scope::of(tx, (Kind::Person, head.person.0)).await?);
    let case = limits(scope::of(tx, (Kind::Case, head.id.0)).await?);
    let referral = limits(scope::of(tx, (Kind::Referral, head.referral.0)).await?);
    Ok(case != person || referral != person)
}

/// Limits a case and its request as their person is, and no more for the sake of somebody else.
pub(in crate::wrong_person) async fn limit_as_its_person<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    case: &Head,
) -> Result<(), DbError> {
    for record in [(Kind::Case, case.id.0), (Kind::Referral, case.referral.0)] {
        limits_as(tx, record, case.person).await?;
    }
    Ok(())
}

/// The same of a request that is no case.
pub(in crate::wrong_person) async fn limit_request_as_its_person<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    matter: &Matter,
) -> Result<(), DbError> {
    limits_as(tx, (Kind::Referral, matter.referral.0), matter.person).await.map(drop)
}

/// Takes from the other person what stood only for this request or case.
async fn close<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    matter: &Matter,
    tied: &Tied,
) -> Result<(), DbError> {
    let all: BTreeSet<Tie> = tied.referral.iter().chain(&tied.case).copied().collect();
    for (relation, target) in all {
        if !stays(tx, permit, matter.person, (relation, target)).await? {
            scope::remove(tx, (Kind::Person, matter.person.0), relation, target).await?;
        }
    }
    Ok(())
}

/// Whether something else gives a person this tie.
async fn stays<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    person: PersonId,
    (relation, target): Tie,
) -> Result<bool, DbError> {
    match relation {
        Relation::Forum => holds(tx, permit, person, ForumId(target)).await,
        Relation::Referrer => accepted(tx, permit, person, target).await,
        Relation::Involved if added(tx, permit, person, target).await? => Ok(true),
        _ => elsewhere(tx, permit, person, relation, target).await,
    }
}

/// Whether a forum holds a person for another request of theirs: one that waits or was taken on, or that came from the system
/// before; or has to look at it that somebody gave themself access.
async fn holds<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    person: PersonId,
    forum: ForumId,
) -> Result<bool, DbError> {
    if override_waits(tx, permit, person).await? {
        return Ok(true);
    }
    let found: Option<(Uuid,)> = one!(
        tx,
        "select id from referral
          where person_id = $1 and forum_id = $2
            and (status in ('received', 'accepted') or source_system <> 'here')
          limit 1",
        person,
        forum
    )?;
    Ok(found.is_some())
}

/// Whether another case of a person was opened for a request of this practitioner's: a request that waits opens nothing.
async fn accepted<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    person: PersonId,
    who: Uuid,
) -> Result<bool, DbError> {
    let found: Option<(Uuid,)> = one!(
        tx,
        "select c.id from case_record c
           join record_scope s on s.kind = 'case' and s.record = c.id
          where c.person_id = $1 and s.relation = 'referrer' and s.target = $2
          limit 1",
        person,
        who
    )?;
    Ok(found.is_some())
}

/// Whether this practitioner added the person, which only the ledger tells.
async fn added<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    person: PersonId,
    who: Uuid,
) -> Result<bool, DbError> {
    let found: Option<(i64,)> = one!(
        tx,
        "select e.seq from ledger_about l join ledger_entry e on e.seq = l.seq
          where l.record = $1 and e.operation = 'add_person' and e.outcome = 'done' and e.actor = $2
          limit 1",
        person,
        who
    )?;
    Ok(found.is_some())
}

/// Gives the right person what a case gives its person, or a request that waits. Whoever made the request reads the record
/// only if somebody else says that it is about this person, and does not run the forum: nobody opens a record to themself.
async fn open<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (matter, person): (&Matter, PersonId),
    tied: &Tied,
) -> Result<(), DbError> {
    let of_request = tied
        .referral
        .iter()
        .filter(|(relation, _)| matches!(relation, Relation::Forum | Relation::Open));
    let ties: BTreeSet<Tie> = of_request.chain(&tied.case).copied().collect();
    for (relation, target) in ties {
        if relation == Relation::Referrer {
            let who = PractitionerId(target);
            let runs_it = runs(tx, permit, (who, matter.forum)).await?;
            if runs_it || who == permit.principal().practitioner {
                continue;
            }
        }
        scope::add(tx, (Kind::Person, person.0), relation, target).await?;
    }
    Ok(())
}
