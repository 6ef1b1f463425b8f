//! SQL for proposed decisions.

use agreement::{Act, Permit, Principal, Visible};
use charter::Charter;
use db::{At, Day, DbError, Tx, all, insert, insert_rows, list, run};
use jiff::civil::Date;
use kernel::{PractitionerId, ReferralId};
use uuid::Uuid;

use super::{
    answer::Proposed,
    model::{Part, Status},
};
use crate::{
    charters::ready,
    decision::model::{Decision, What},
    level::model::in_words,
    referral::model::Referral,
};

/// A proposed decision as it is kept.
pub(crate) struct Proposal {
    pub(crate) id: Uuid,
    pub(crate) status: Status,
    /// The version of the request that was looked at.
    pub(crate) referral_version: i64,
    pub(crate) is_accepted: bool,
    pub(crate) level: Option<i64>,
    pub(crate) return_reason: String,
    pub(crate) rationale: String,
    pub(crate) override_reason: String,
    pub(crate) indicators: Vec<String>,
    pub(crate) proposed_by: PractitionerId,
    pub(crate) proposed_by_name: String,
    pub(crate) proposed_on: Date,
    pub(crate) answer_reason: String,
    pub(crate) answered_by: Option<PractitionerId>,
    pub(crate) answered_by_name: String,
}

impl Proposal {
    /// The decision that it proposes.
    pub(crate) fn decision(&self) -> Decision<'_> {
        let what = match (self.is_accepted, self.level) {
            (true, Some(level)) => What::Accept(level),
            _ => What::Return(&self.return_reason),
        };
        Decision {
            what,
            indicators: self.indicators.clone(),
            rationale: &self.rationale,
            override_reason: &self.override_reason,
        }
    }
}

impl Proposal {
    /// As the page of its request shows it.
    pub(crate) fn shown(self, part: Part, version: i64, charter: &Charter) -> Proposed {
        let waits = self.status == Status::Waiting;
        Proposed {
            proposal: self.id,
            status: self.status.name().to_owned(),
            decision: if self.is_accepted { "accept" } else { "return" }.to_owned(),
            level: self.level,
            return_reason: self.return_reason,
            rationale: self.rationale,
            override_reason: self.override_reason,
            indicators: in_words(&self.indicators, charter),
            by: self.proposed_by_name,
            on: self.proposed_on,
            may_confirm: waits && part == Part::Second,
            may_take_back: waits && part == Part::Proposer,
            is_outdated: waits && version != self.referral_version,
            is_taken_back: self.answered_by == Some(self.proposed_by),
            answer_reason: self.answer_reason,
            answered_by: self.answered_by_name,
        }
    }
}

/// Keeps a proposed decision.
pub(crate) async fn propose<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (id, referral): (Uuid, &Referral),
    (decision, level): (&Decision<'_>, Option<i64>),
    (on, at): (Date, At),
) -> Result<(), DbError> {
    let (what, reason) = match decision.what {
        What::Accept(_) => ("accept", ""),
        What::Return(reason) => ("return", reason),
    };
    insert!(
        tx,
        decision_proposal {
            id: id,
            referral_id: referral.id,
            referral_version: referral.version,
            decision: what,
            level_of_need: level,
            return_reason: reason,
            rationale: decision.rationale,
            override_reason: decision.override_reason,
            proposed_on: Day(on),
            proposed_by: permit.principal().practitioner,
            proposed_at: at,
            status: Status::Waiting.name(),
            answer_reason: "",
            answered_by: None::<PractitionerId>,
            answered_at: None::<At>,
        }
    )?;
    insert_rows!(tx, proposal_indicator, &decision.indicators, code => {
        proposal_id: id,
        indicator: code.as_str(),
    })
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    status: String,
    referral_version: i64,
    decision: String,
    level_of_need: Option<i64>,
    return_reason: String,
    rationale: String,
    override_reason: String,
    proposed_by: PractitionerId,
    proposed_by_name: String,
    proposed_on: Day,
    answer_reason: String,
    answered_by: Option<PractitionerId>,
    answered_by_name: String,
    indicator: Option<String>,
}

/// The latest decision that was proposed for a request, whatever was answered to it.
pub(crate) async fn latest<A>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    referral: ReferralId,
) -> Result<Option<Proposal>, DbError> {
    let rows: Vec<Row> = all!(
        tx,
        "select d.id, d.status, d.referral_version, d.decision, d.level_of_need, d.return_reason, d.rationale,
                d.override_reason, d.proposed_by, w.name as proposed_by_name, d.proposed_on, d.answer_reason,
                d.answered_by, coalesce(a.name, '') as answered_by_name, i.indicator
           from decision_proposal d
           join practitioner w on w.id = d.proposed_by
           left join practitioner a on a.id = d.answered_by
           left join proposal_indicator i on i.proposal_id = d.id
          where d.id = (select p.id from decision_proposal p where p.referral_id = $1
                         order by p.proposed_at desc, p.id desc limit 1)
          order by i.indicator",
        referral
    )?;
    let mut rows = rows.into_iter();
    let Some(row) = rows.next() else { return Ok(None) };
    let status = Status::from_name(&row.status);
    let status =
        status.ok_or_else(|| DbError::corrupt("decision_proposal", "status", &row.status))?;
    let codes = std::iter::once(row.indicator).chain(rows.map(|row| row.indicator));
    Ok(Some(Proposal {
        id: row.id,
        status,
        referral_version: row.referral_version,
        is_accepted: row.decision == "accept",
        level: row.level_of_need,
        return_reason: row.return_reason,
        rationale: row.rationale,
        override_reason: row.override_reason,
        indicators: codes.flatten().collect(),
        proposed_by: row.proposed_by,
        proposed_by_name: row.proposed_by_name,
        proposed_on: row.proposed_on.0,
        answer_reason: row.answer_reason,
        answered_by: row.answered_by,
        answered_by_name: row.answered_by_name,
    }))
}

/// Records an answer; false when somebody else answered first.
pub(super) async fn answer<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    id: Uuid,
    (status, reason): (Status, &str),
    at: At,
) -> Result<bool, DbError> {
    let changed = run!(
        tx,
        "update decision_proposal set status = $1, answer_reason = $2, answered_by = $3, answered_at = $4
          where id = $5 and status = 'waiting'",
        status.name(),
        reason,
        permit.principal().practitioner,
        at,
        id
    )?;
    Ok(changed == 1)
}

/// A proposed decision on a request that still waits: to confirm, or one's own.
#[derive(sqlx::FromRow)]
pub(super) struct Waits {
    pub(super) referral: ReferralId,
    pub(super) reference: String,
    pub(super) person_name: String,
    pub(super) forum_name: String,
    pub(super) charter: String,
    pub(super) received_on: Day,
    pub(super) status: String,
    pub(super) decision: String,
    pub(super) proposed_by: PractitionerId,
    pub(super) proposed_by_name: String,
    pub(super) proposed_on: Day,
    pub(super) answer_reason: String,
}

/// The latest proposed decision on each request that waits and that the reader may decide: those of others that are not
/// answered, unless the reader made the request; and the reader's own, unless it was confirmed.
pub(super) async fn waiting(
    tx: &mut Tx,
    decides: &Visible,
    who: &Principal,
) -> Result<Vec<Waits>, DbError> {
    let rows: Vec<Waits> = list!(
        tx,
        decides,
        "r.id",
        "select r.id as referral, r.source_reference as reference,
                p.given_name || ' ' || p.family_name as person_name, f.name as forum_name,
                f.charter || '/' || r.charter_version as charter, r.received_on, d.status, d.decision,
                d.proposed_by, w.name as proposed_by_name, d.proposed_on, d.answer_reason
           from referral r
           join decision_proposal d on d.referral_id = r.id
           join practitioner w on w.id = d.proposed_by
           join person p on p.id = r.person_id
           join forum f on f.id = r.forum_id
          where r.status = 'received'
            and ((d.status = 'waiting' and (d.proposed_by = $1 or r.referrer_practitioner is null
                                            or r.referrer_practitioner <> $1))
              or (d.status = 'declined' and d.proposed_by = $1 and d.answered_by <> $1
                  and not exists (select 1 from decision_proposal l
                                   where l.referral_id = d.referral_id and l.proposed_at > d.proposed_at)))
            and {visible}
          order by r.received_on, r.id, d.proposed_at",
        who.practitioner
    )?;
    for row in &rows {
        ready(tx, &row.charter).await?;
    }
    Ok(rows)
}
