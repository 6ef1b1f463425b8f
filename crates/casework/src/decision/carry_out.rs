//! What follows from a decision that counts: the referral says so, a case is opened or access ends, and the level is kept.

use agreement::Act;
use db::{At, Doing, Stop};
use kernel::{CaseId, PractitionerId};
use serde_json::json;

use super::{
    model::{Decision, What},
    store,
    web::Decide,
};
use crate::{
    charters::charter_of,
    chronology::store::LEVEL_OF_NEED,
    level::{
        self,
        model::{Judged, Occasion, told},
    },
    referral::{change::theirs, model::Referral, refer::Refer, scopes, show},
};

/// Who decided, and who confirmed it where the charter asks for a second pair of eyes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decider {
    pub(crate) decided_by: PractitionerId,
    pub(crate) confirmed_by: Option<PractitionerId>,
}

/// Does what a decision says. Gives the case that was opened, if one was.
pub(crate) async fn carry_out<O: Act>(
    doing: &mut Doing<'_, O>,
    referral: &Referral,
    (decision, level): (&Decision<'_>, Option<i64>),
    by: Decider,
) -> Result<Option<CaseId>, Stop> {
    let case = matches!(decision.what, What::Accept(_)).then(|| CaseId(doing.env.new_id()));
    let (today, parts) = (doing.env.today(), (referral, case));
    if !store::decide(doing.tx, doing.permit, parts, (decision, by), (level, today)).await? {
        return Err(theirs(referral));
    }
    match (case, decision.what) {
        (Some(case), What::Accept(level)) => open(doing, case, referral, (level, by)).await?,
        _ => scopes::ended(doing.tx, doing.permit, referral).await?,
    }
    judge(doing, referral, (decision, level), by).await?;
    let (_, suggested) = show::rules(referral, level)?;
    doing.about.insert(referral.person.0);
    doing.detail = said_in_codes(decision, &suggested.what, case);
    Ok(case)
}

/// What the ledger's entry commits to: the decision in codes.
pub(super) fn said_in_codes(
    decision: &Decision<'_>,
    suggested: &str,
    case: Option<CaseId>,
) -> serde_json::Value {
    let (what, reason) = match decision.what {
        What::Accept(_) => ("accept", ""),
        What::Return(reason) => ("return", reason),
    };
    json!({
        "decision": what, "reason": reason, "suggested": suggested,
        "override": decision.override_reason, "indicators": decision.indicators, "case": case,
    })
}

async fn open<O: Act>(
    doing: &mut Doing<'_, O>,
    case: CaseId,
    referral: &Referral,
    (level, by): (i64, Decider),
) -> Result<(), Stop> {
    let (today, at) = (doing.env.today(), At(doing.env.now()));
    let charter = charter_of(&referral.charter)?;
    let (tx, permit) = (&mut *doing.tx, doing.permit);
    let opened = (charter.version.as_str(), level);
    store::open_case(tx, permit, (case, referral), opened, (today, at)).await?;
    scopes::case_opened(tx, permit, case, referral).await?;
    let decider = Some(by.decided_by);
    let at_level = told(Occasion::Decision, None, level, charter);
    let accepted = match by.confirmed_by {
        None => "The request was accepted and a case was opened.",
        Some(_) => "The request was accepted, a second person confirmed it, and a case was opened.",
    };
    let received = "The request for support was received.";
    let events = [
        (referral.received_on, Refer::NAME, received, referral.referrer),
        (today, Decide::NAME, accepted, decider),
        (today, LEVEL_OF_NEED, at_level.as_str(), decider),
    ];
    for (on, kind, said, who) in events {
        let id = (doing.env.new_id(), case);
        store::tell(tx, permit, id, (on, kind, said), (who, at)).await?;
    }
    doing.about.insert(case.0);
    Ok(())
}

/// Keeps the level that was decided, and what it relies on; of a returned request only where something was ticked.
async fn judge<O: Act>(
    doing: &mut Doing<'_, O>,
    referral: &Referral,
    (decision, level): (&Decision<'_>, Option<i64>),
    by: Decider,
) -> Result<(), Stop> {
    let is_returned = matches!(decision.what, What::Return(_));
    if is_returned && decision.indicators.is_empty() {
        return Ok(());
    }
    let charter = charter_of(&referral.charter)?;
    let indicators = decision.indicators.clone();
    let judged = Judged { level, indicators, ..Judged::default() };
    let said = (referral.asked.level_of_need, &judged);
    let of = (referral.id, charter.version.as_str());
    level::keep(doing, of, (Occasion::Decision, by.decided_by), said).await?;
    Ok(())
}
