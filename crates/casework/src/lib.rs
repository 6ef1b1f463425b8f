//! Casework: from a referral to the closed case.
//!
//! [`advice`] comes before any of it. Start with [`referral`] (it is made, amended, withdrawn, read) and [`decision`] (it is accepted or
//! returned, by two people where [`confirmation`] is asked for; [`followup`] asks months later what became of those that were). Then one room for each step of a case's
//! life: [`case`] (the record and the caseload),
//! [`meeting`], [`lead`] (and [`handover`], [`absence`], [`duty`]), [`consent`], [`goal`], [`contingency`], [`plan`] (and [`named`]), [`share`], [`form`], [`paper`], [`allocation`] (and [`gap`]), [`level`], [`review`], [`relapse`], [`step_up`], [`closure`], [`case_study`]; [`awareness`] is about those who make requests; [`access_request`] is for a person who asks what is held about them; [`chronology`] tells it in
//! order; [`home`] says what waits for whoever signs in, and [`tour`] leads a coordinator through it the first time. Each folder has `model` for the rules, `store` for the SQL, `web` for the operations and
//! routes, `pages` for what they look like.

pub mod absence;
pub mod access_request;
pub mod advice;
pub mod allocation;
pub mod awareness;
pub mod case;
pub mod case_study;
pub mod charters;
pub mod chronology;
pub mod closure;
pub mod confirmation;
pub mod consent;
pub mod contingency;
pub mod decision;
pub mod duty;
pub mod followup;
pub mod form;
pub mod gap;
pub mod goal;
pub mod handover;
mod home;
pub mod in_error;
pub mod lead;
pub mod level;
pub mod meeting;
pub mod named;
pub mod paper;
pub mod plan;
mod press;
pub mod questions;
pub mod referral;
pub mod relapse;
pub mod review;
pub mod share;
pub mod states;
pub mod step_up;
mod tour;
pub mod wrong_person;

use ui::Route;

/// Every route of casework.
pub fn routes() -> Vec<Route> {
    [
        home::routes(),
        tour::routes(),
        advice::routes(),
        referral::routes(),
        decision::routes(),
        confirmation::routes(),
        followup::routes(),
        case::web::routes(),
        meeting::web::routes(),
        lead::web::routes(),
        handover::routes(),
        absence::web::routes(),
        form::routes(),
        paper::routes(),
        consent::routes(),
        in_error::routes(),
        duty::routes(),
        goal::web::routes(),
        contingency::web::routes(),
        plan::web::routes(),
        named::routes(),
        share::routes(),
        allocation::web::routes(),
        gap::routes(),
        awareness::routes(),
        relapse::routes(),
        level::routes(),
        review::web::routes(),
        step_up::routes(),
        closure::web::routes(),
        case_study::routes(),
        wrong_person::routes(),
        access_request::routes(),
        chronology::web::routes(),
    ]
    .concat()
}
