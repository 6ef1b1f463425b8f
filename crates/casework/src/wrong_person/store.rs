//! SQL for putting right whom a request or a case is about. `ties` keeps who may see what, `written` finds what was written before.

pub(super) mod ties;
pub(super) mod written;

use agreement::{Act, Permit};
use db::{At, Day, DbError, Tx, all, insert, one, run};
use jiff::civil::Date;
use kernel::{CaseId, ForumId, HouseholdId, OrganisationId, PersonId, PractitionerId, ReferralId};
use uuid::Uuid;

use super::see::Correction;
use crate::{charters::ready, referral::model::Status};

/// A request, with the case that it became.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Matter {
    pub(super) referral: ReferralId,
    pub(super) case_id: Option<CaseId>,
    pub(super) forum: ForumId,
    pub(super) person: PersonId,
    pub(super) person_name: String,
    pub(super) reference: String,
    pub(super) charter: String,
    pub(super) received_on: Day,
    pub(super) status: String,
    /// Of the case, if there is one.
    pub(super) version: i64,
}

impl Matter {
    /// Whether it became a case.
    pub(super) fn was_accepted(&self) -> bool {
        self.status == Status::Accepted.name()
    }

    /// Whether the forum has it open or took it on: only then does it open anything of the person to anybody.
    pub(super) fn opens(&self) -> bool {
        self.case_id.is_some() || self.status == Status::Received.name()
    }
}

/// The request or the case that a permit is for.
pub(super) async fn matter<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Option<Matter>, DbError> {
    let found: Option<Matter> = one!(
        tx,
        "select r.id as referral, c.id as case_id, r.forum_id as forum, r.person_id as person,
                p.given_name || ' ' || p.family_name as person_name, r.source_reference as reference,
                f.charter || '/' || r.charter_version as charter, r.received_on, r.status,
                coalesce(c.version, r.version) as version
           from (select q.id as id from referral q where q.id = $1
                 union all
                 select k.referral_id from case_record k where k.id = $1) w
           join referral r on r.id = w.id
           join forum f on f.id = r.forum_id
           join person p on p.id = r.person_id
           left join case_record c on c.referral_id = r.id",
        permit.subject()
    )?;
    if let Some(matter) = &found {
        ready(tx, &matter.charter).await?;
    }
    Ok(found)
}

/// In which organisations those who have a part have a role.
pub(super) async fn works<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Vec<(Uuid, OrganisationId)>, DbError> {
    all!(
        tx,
        "select distinct m.practitioner_id, m.organisation_id
           from record_scope s
           join membership m on m.practitioner_id = s.target and m.ended_at is null
          where s.record = $1 and s.kind in ('case', 'referral')
            and s.relation in ('referrer', 'lead', 'proposed_lead', 'involved')",
        permit.subject()
    )
}

/// What is said: about whom it is instead, where they live, why, and who says so when.
pub(super) struct Right<'a> {
    pub(super) id: Uuid,
    pub(super) person: PersonId,
    pub(super) household: Option<HouseholdId>,
    pub(super) reason: &'a str,
    pub(super) on: Date,
    pub(super) at: At,
}

/// Puts it right, with all that belongs to it; false when somebody else changed it first.
pub(super) async fn correct<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    matter: &Matter,
    right: &Right<'_>,
    since: Date,
) -> Result<bool, DbError> {
    if !claim(tx, permit, matter, right).await? {
        return Ok(false);
    }
    let (person, referral) = (right.person, matter.referral);
    run!(tx, "update consent set person_id = $1 where referral_id = $2", person, referral)?;
    run!(tx, "update assessment set person_id = $1 where referral_id = $2", person, referral)?;
    run!(tx, "delete from referral_person where referral_id = $1", matter.referral)?;
    // What was to be read at the one home is not read at the other.
    run!(tx, "delete from plan_share where case_id = $1", matter.case_id)?;
    before_and_after(tx, permit, matter, right.person, since).await?;
    insert!(
        tx,
        person_correction {
            id: right.id,
            referral_id: matter.referral,
            forum_id: matter.forum,
            was_person_id: matter.person,
            person_id: right.person,
            reason: right.reason,
            corrected_by: permit.principal().practitioner,
            corrected_on: Day(right.on),
            corrected_at: right.at,
            checked_by: None::<PractitionerId>,
            checked_on: None::<Day>,
        }
    )?;
    Ok(true)
}

/// Writes the right person on the case and the request, unless somebody was faster.
async fn claim<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    matter: &Matter,
    right: &Right<'_>,
) -> Result<bool, DbError> {
    if let Some(case) = matter.case_id {
        let changed = run!(
            tx,
            "update case_record set person_id = $1, version = version + 1, updated_at = $2
              where id = $3 and version = $4 and person_id = $5",
            right.person,
            right.at,
            case,
            matter.version,
            matter.person
        )?;
        if changed != 1 {
            return Ok(false);
        }
    }
    let changed = run!(
        tx,
        "update referral set person_id = $1, household_id = $2, version = version + 1
          where id = $3 and person_id = $4",
        right.person,
        right.household,
        matter.referral,
        matter.person
    )?;
    Ok(changed == 1)
}

/// Which request came before it, and that none of the other person's comes after it.
async fn before_and_after<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    matter: &Matter,
    person: PersonId,
    since: Date,
) -> Result<(), DbError> {
    run!(
        tx,
        "update referral set re_referral_of = null where person_id = $1 and re_referral_of = $2",
        matter.person,
        matter.referral
    )?;
    run!(
        tx,
        "update referral
            set re_referral_of = (select e.id from referral e
                                   where e.person_id = $1 and e.id <> $2 and e.status <> 'withdrawn'
                                     and e.received_on >= $3 and e.received_on <= $4
                                   order by e.received_on desc, e.id desc limit 1)
          where id = $2",
        person,
        matter.referral,
        Day(since),
        matter.received_on
    )?;
    Ok(())
}

/// Whom a request names besides its person.
pub(super) async fn named<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    referral: ReferralId,
) -> Result<Vec<Uuid>, DbError> {
    let rows: Vec<(Uuid,)> =
        all!(tx, "select person_id from referral_person where referral_id = $1", referral)?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}

/// How often it was put right whom a case is about, the first time first.
pub(super) async fn of_case<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Vec<(Correction, PersonId, At)>, DbError> {
    type Row = (Day, String, String, Option<Day>, Option<String>, PersonId, At);
    let rows: Vec<Row> = all!(
        tx,
        "select k.corrected_on, w.name, k.reason, k.checked_on, v.name, k.was_person_id, k.corrected_at
           from case_record c
           join person_correction k on k.referral_id = c.referral_id
           join practitioner w on w.id = k.corrected_by
           left join practitioner v on v.id = k.checked_by
          where c.id = $1 order by k.corrected_at, k.id",
        permit.subject()
    )?;
    let correction = |(on, by, reason, checked_on, checked_by, was, at): Row| {
        let (on, checked_on) = (on.0, checked_on.map(|day| day.0));
        (Correction { on, by, reason, checked_on, checked_by, was: None }, was, at)
    };
    Ok(rows.into_iter().map(correction).collect())
}

/// Records that somebody has checked what was written before; false when somebody had.
pub(super) async fn check<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    referral: ReferralId,
    on: Date,
) -> Result<bool, DbError> {
    let changed = run!(
        tx,
        "update person_correction set checked_by = $1, checked_on = $2
          where referral_id = $3 and checked_by is null",
        permit.principal().practitioner,
        Day(on),
        referral
    )?;
    Ok(changed > 0)
}
