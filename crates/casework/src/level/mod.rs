//! The level of need: how it was judged each time, and on which indicators of the charter's threshold document. It is
//! judged when a request is decided, when a case is reviewed, stepped up or closed; no indicators add up to it. One that the
//! charter guards counts once a second person has confirmed it.
//!
//! `model` says what a judgement needs, `store` keeps them, `proposed` has a second person confirm one, `see` tells their history in a case, `pages` has the questions
//! that the forms share.

pub mod model;
pub(crate) mod pages;
pub mod proposed;
pub mod see;
pub(crate) mod store;

use db::{DbError, Doing};
use kernel::{CaseId, PractitionerId, ReferralId};
use ui::Route;

use self::model::{Judged, Occasion};
use crate::{case::model::Head, charters::charter_of, chronology};

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::page::<see::SeeLevels>("/cases/{case}/levels"),
        Route::press::<proposed::AnswerLevel>("/cases/{case}/levels"),
    ]
    .concat()
}

/// Keeps a judgement of a case's level, and tells the chronology of one that changed it.
pub(crate) async fn judged_of_case<O: agreement::Act>(
    doing: &mut Doing<'_, O>,
    case: &Head,
    occasion: Occasion,
    judged: Judged,
) -> Result<(), DbError> {
    let charter = charter_of(&case.charter)?;
    let level = judged.level;
    if let Some(level) = level.filter(|level| *level != case.level)
        && charter.second_pair_of_eyes.looks_at(Some(level), false)
    {
        return proposed::propose(doing, case, occasion, (level, &judged)).await;
    }
    // Whoever judges that it stays as it is has judged again, too.
    proposed::withdraw(doing, case).await?;
    let before = (Some(case.level), level);
    let by = (occasion, doing.permit.principal().practitioner);
    keep(doing, (case.referral, &charter.version), by, (before.0, &judged)).await?;
    let Some(level) = level.filter(|level| *level != case.level) else { return Ok(()) };
    store::set(doing.tx, doing.permit, case, level).await?;
    let said = model::told(occasion, before.0, level, charter);
    tell(doing, case.id, &said, true).await
}

/// Keeps a judgement with the indicators that it relies on.
pub(crate) async fn keep<O: agreement::Act>(
    doing: &mut Doing<'_, O>,
    of: (ReferralId, &str),
    by: (Occasion, PractitionerId),
    (before, judged): (Option<i64>, &Judged),
) -> Result<(), DbError> {
    let made = (doing.env.new_id(), doing.env.today(), db::At(doing.env.now()));
    store::add(doing.tx, doing.permit, of, by, (before, judged), made).await
}

/// Tells the chronology of a level.
pub(crate) async fn tell<O: agreement::Act>(
    doing: &mut Doing<'_, O>,
    case: CaseId,
    said: &str,
    significant: bool,
) -> Result<(), DbError> {
    chronology::store::note_level(doing, case, (said, significant)).await
}
