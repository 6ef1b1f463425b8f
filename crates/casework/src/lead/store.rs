//! SQL for the lead professional.

use agreement::{Act, Permit, Relation};
use db::{At, Day, DbError, Tx, all, insert, one, run};
use kernel::{CaseId, ForumId, OrganisationId, PractitionerId};
use uuid::Uuid;

use super::{
    model::{Answer, Candidate, Request},
    web::{AnswerLead, ProposeLead},
};
use crate::{
    absence::store::absence,
    case::{
        model::Head,
        store::{changed, scopes},
    },
};

/// Everybody who works with people and has an account; `of_forum` is told of this forum.
pub(crate) async fn practitioners<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    forum: ForumId,
) -> Result<Vec<Candidate>, DbError> {
    type Row =
        (Uuid, PractitionerId, OrganisationId, String, String, bool, Option<Day>, Option<Day>);
    let rows: Vec<Row> = all!(
        tx,
        "select m.id, p.id, o.id, p.name, o.name,
                case when m.forum_id = $1 then true else false end, a.from_on, a.until_on
         from working_role m
         join practitioner p on p.id = m.practitioner_id
         join organisation o on o.id = m.organisation_id
         left join absence a on a.practitioner_id = p.id
         order by p.name, m.id",
        forum
    )?;
    let candidate = |row: Row| {
        let (
            membership,
            practitioner,
            organisation,
            name,
            organisation_name,
            of_forum,
            from,
            until,
        ) = row;
        let absence = absence(from, until);
        Candidate {
            membership,
            practitioner,
            organisation,
            name,
            organisation_name,
            of_forum,
            absence,
        }
    };
    Ok(rows.into_iter().map(candidate).collect())
}

/// The request that a practitioner has last had about a case.
pub(super) async fn latest_for<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    practitioner: PractitionerId,
) -> Result<Option<(Uuid, OrganisationId, String)>, DbError> {
    one!(
        tx,
        "select id, organisation_id, status from lead_request
         where case_id = $1 and practitioner_id = $2 order by proposed_at desc, id desc limit 1",
        permit.subject(),
        practitioner
    )
}

/// Takes back whatever was proposed and not answered.
pub(crate) async fn withdraw<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
    at: At,
) -> Result<(), DbError> {
    run!(
        tx,
        "update lead_request set status = $1, ended_at = $2
         where case_id = $3 and status = 'proposed'",
        Request::Withdrawn.name(),
        at,
        case.id
    )?;
    if case.lead_status == Request::Proposed.name() {
        set_lead(tx, case.id, None, "none").await?;
    }
    scopes::withdraw_all(tx, permit, case, Relation::ProposedLead).await
}

/// Asks somebody. While nobody leads, the case shows who is asked.
pub(crate) async fn propose(
    tx: &mut Tx,
    permit: &Permit<ProposeLead>,
    case: &Head,
    who: &Candidate,
    (id, at): (Uuid, At),
) -> Result<(), DbError> {
    withdraw(tx, permit, case, at).await?;
    insert!(
        tx,
        lead_request {
            id: id,
            case_id: case.id,
            practitioner_id: who.practitioner,
            organisation_id: who.organisation,
            status: Request::Proposed.name(),
            decline_reason: "",
            proposed_by: permit.principal().practitioner,
            proposed_at: at,
            answered_at: None::<At>,
            ended_at: None::<At>,
        }
    )?;
    scopes::ask(tx, permit, case, Relation::ProposedLead, who.practitioner.0).await?;
    changed(tx, case, at).await?;
    if case.lead_status == Request::Accepted.name() {
        return Ok(());
    }
    set_lead(tx, case.id, Some((who.practitioner, who.organisation)), Request::Proposed.name())
        .await
}

/// Records the answer; whoever accepts replaces the lead professional before them.
pub(super) async fn answer(
    tx: &mut Tx,
    permit: &Permit<AnswerLead>,
    case: &Head,
    (request, organisation): (Uuid, OrganisationId),
    (state, answer): (Request, &Answer),
    at: At,
) -> Result<(), DbError> {
    let reason = if let Answer::Decline(reason) = answer { reason.as_str() } else { "" };
    let me = permit.principal().practitioner;
    if *answer == Answer::Accept {
        run!(
            tx,
            "update lead_request set status = $1, ended_at = $2
             where case_id = $3 and status = 'accepted'",
            Request::Ended.name(),
            at,
            case.id
        )?;
        scopes::withdraw_all(tx, permit, case, Relation::Lead).await?;
        scopes::share(tx, permit, case, Relation::Lead, me.0).await?;
        scopes::share(tx, permit, case, Relation::Involved, me.0).await?;
        set_lead(tx, case.id, Some((me, organisation)), Request::Accepted.name()).await?;
    } else if case.lead_status != Request::Accepted.name() {
        set_lead(tx, case.id, None, Request::Declined.name()).await?;
    }
    scopes::withdraw(tx, permit, case, Relation::ProposedLead, me.0).await?;
    run!(
        tx,
        "update lead_request set status = $1, decline_reason = $2, answered_at = $3 where id = $4",
        state.name(),
        reason,
        at,
        request
    )?;
    changed(tx, case, at).await
}

async fn set_lead(
    tx: &mut Tx,
    case: CaseId,
    lead: Option<(PractitionerId, OrganisationId)>,
    status: &str,
) -> Result<(), DbError> {
    run!(
        tx,
        "update case_record set lead_id = $1, lead_organisation = $2, lead_status = $3 where id = $4",
        lead.map(|(practitioner, _)| practitioner),
        lead.map(|(_, organisation)| organisation),
        status,
        case
    )?;
    Ok(())
}
