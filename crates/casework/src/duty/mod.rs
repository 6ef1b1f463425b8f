//! What a lead professional does by when: bring the team around the family together, return the plan, review it (guide
//! A3). The days come from the charter's clocks when they accept. Each is done by the thing itself: a meeting of the
//! team, the plan returned, a review.
//!
//! `model` says what is late, `store` has the SQL, `see` the page of one case, `plan` returning the plan, `team` who works
//! with the family and when they met, `list` what is late in all cases, `pages` what they look like.

pub mod list;
pub mod model;
mod pages;
pub mod plan;
pub mod see;
pub(crate) mod store;
pub mod team;

use agreement::Act;
use db::{Doing, Stop};
use ui::Route;
use uuid::Uuid;

use crate::{case::model::Head, charters::charter_of};

pub(crate) fn routes() -> Vec<Route> {
    [see::routes(), plan::routes(), team::routes(), list::routes()].concat()
}

/// What whoever has just accepted to lead has to do, and by when; what was asked of whoever led before ends.
pub(crate) async fn begin<O: Act>(
    doing: &mut Doing<'_, O>,
    case: &Head,
    request: Uuid,
) -> Result<(), Stop> {
    let today = doing.env.today();
    let done = store::take_over(doing.tx, doing.permit, case, today).await?;
    for (duty, due_on) in model::starts(charter_of(&case.charter)?, today, &done) {
        let id = doing.env.new_id();
        store::begin(doing.tx, doing.permit, case, (id, request), (duty, today, due_on)).await?;
    }
    Ok(())
}
