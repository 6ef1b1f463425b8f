//! SQL that takes away what a practitioner was to cases for an organisation that they have left.
//!
//! Which organisation it was for is told by who asked them to lead, by the referral, and by the ledger's
//! entry of who added a person. A relation stays while they hold it for another organisation. Being named
//! on a limited record says nothing of an organisation: it stays while they have a role in any.

use agreement::{Act, Permit};
use db::{At, DbError, Tx, run};
use kernel::{OrganisationId, PractitionerId};

/// How much was taken away.
pub(in crate::accounts) struct Withdrawn {
    /// Open cases without a lead professional now.
    pub(in crate::accounts) leads: u64,
    /// Scope rows.
    pub(in crate::accounts) relations: u64,
}

type Left = (PractitionerId, OrganisationId);

/// Ends what someone was to cases, referrals and people for an organisation.
pub(in crate::accounts) async fn withdraw<O: Act>(
    tx: &mut Tx,
    permit: &Permit<O>,
    left: Left,
    at: At,
) -> Result<Withdrawn, DbError> {
    let leads = lead_no_more(tx, permit, left, ("open", "accepted", "to_be_appointed"), at).await?;
    lead_no_more(tx, permit, left, ("closed", "accepted", "none"), at).await?;
    lead_no_more(tx, permit, left, ("open", "proposed", "none"), at).await?;
    run!(
        tx,
        "update lead_request
            set status = case when status = 'accepted' then 'ended' else 'withdrawn' end,
                ended_at = $1
          where practitioner_id = $2 and organisation_id = $3
            and status in ('accepted', 'proposed')",
        at,
        left.0,
        left.1
    )?;
    // The person last: what is left of their cases and referrals decides.
    let cases = of_cases(tx, permit, left).await?;
    let referrals = of_referrals(tx, permit, left).await?;
    let people = of_people(tx, permit, left).await?;
    Ok(Withdrawn { leads, relations: cases + referrals + people })
}

/// Ends all that someone was to anybody: they have no role left. What keeps them out stays.
pub(in crate::accounts) async fn withdraw_all<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    who: PractitionerId,
) -> Result<u64, DbError> {
    run!(
        tx,
        "delete from record_scope
          where target = $1 and kind in ('person', 'referral', 'case')
            and relation in ('referrer', 'involved', 'lead', 'proposed_lead', 'named')",
        who
    )
}

async fn lead_no_more<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    (who, organisation): Left,
    (status, lead_status, becomes): (&str, &str, &str),
    at: At,
) -> Result<u64, DbError> {
    run!(
        tx,
        "update case_record
            set lead_id = null, lead_organisation = null, lead_status = $1,
                version = version + 1, updated_at = $2
          where status = $3 and lead_status = $4 and lead_id = $5 and lead_organisation = $6
            and id in (select case_id from lead_request
                        where practitioner_id = $5 and organisation_id = $6)",
        becomes,
        at,
        status,
        lead_status,
        who,
        organisation
    )
}

async fn of_cases<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    (who, organisation): Left,
) -> Result<u64, DbError> {
    let as_lead = run!(
        tx,
        "delete from record_scope
          where target = $1 and kind = 'case' and relation in ('lead', 'proposed_lead', 'involved')
            and record in (select case_id from lead_request
                            where practitioner_id = $1 and organisation_id = $2)
            and not exists (select 1 from lead_request o
                             where o.case_id = record_scope.record and o.practitioner_id = $1
                               and o.organisation_id <> $2
                               and exists (select 1 from membership m
                                            where m.practitioner_id = $1 and m.ended_at is null
                                              and m.organisation_id = o.organisation_id)
                               and ((record_scope.relation = 'lead' and o.status = 'accepted')
                                 or (record_scope.relation = 'proposed_lead' and o.status = 'proposed')
                                 or (record_scope.relation = 'involved'
                                     and o.status in ('accepted', 'ended'))))",
        who,
        organisation
    )?;
    let as_referrer = run!(
        tx,
        "delete from record_scope
          where target = $1 and kind = 'case' and relation = 'referrer'
            and exists (select 1 from case_record c join referral r on r.id = c.referral_id
                         where c.id = record_scope.record
                           and r.referrer_practitioner = $1 and r.referrer_organisation = $2)",
        who,
        organisation
    )?;
    Ok(as_lead + as_referrer)
}

async fn of_referrals<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    (who, organisation): Left,
) -> Result<u64, DbError> {
    let as_lead = run!(
        tx,
        "delete from record_scope
          where target = $1 and kind = 'referral' and relation in ('lead', 'involved')
            and exists (select 1 from case_record c join lead_request r on r.case_id = c.id
                         where c.referral_id = record_scope.record
                           and r.practitioner_id = $1 and r.organisation_id = $2)
            and not exists (select 1 from case_record c
                              join record_scope s on s.kind = 'case' and s.record = c.id
                             where c.referral_id = record_scope.record and s.target = $1
                               and s.relation = record_scope.relation)",
        who,
        organisation
    )?;
    let as_referrer = run!(
        tx,
        "delete from record_scope
          where target = $1 and kind = 'referral' and relation = 'referrer'
            and exists (select 1 from referral r
                         where r.id = record_scope.record
                           and r.referrer_practitioner = $1 and r.referrer_organisation = $2)",
        who,
        organisation
    )?;
    Ok(as_lead + as_referrer)
}

async fn of_people<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    (who, organisation): Left,
) -> Result<u64, DbError> {
    run!(
        tx,
        "delete from record_scope
          where target = $1 and kind = 'person'
            and relation in ('lead', 'proposed_lead', 'involved', 'referrer')
            and (exists (select 1 from case_record c join lead_request r on r.case_id = c.id
                          where c.person_id = record_scope.record
                            and r.practitioner_id = $1 and r.organisation_id = $2)
              or exists (select 1 from referral r
                          where r.person_id = record_scope.record
                            and r.referrer_practitioner = $1 and r.referrer_organisation = $2)
              or exists (select 1 from ledger_about l join ledger_entry e on e.seq = l.seq
                          where l.record = record_scope.record and e.operation = 'add_person'
                            and e.outcome = 'done' and e.actor = $1 and e.organisation = $2))
            and not exists (select 1 from case_record c
                              join record_scope s on s.kind = 'case' and s.record = c.id
                             where c.person_id = record_scope.record and s.target = $1
                               and s.relation = record_scope.relation)
            and not exists (select 1 from referral r
                              join record_scope s on s.kind = 'referral' and s.record = r.id
                             where r.person_id = record_scope.record and s.target = $1
                               and s.relation = record_scope.relation)",
        who,
        organisation
    )
}
