//! Papers: files on a request for support or on a case, such as a signed consent or a court order. `model` says what is
//! taken and what is not, `store` seals it piece by piece, `both` has what is done with one wherever it hangs, `of_referral` and
//! `of_case` are the operations on each of the two.

pub mod both;
mod model;
pub mod of_case;
pub mod of_referral;
mod pages;
pub(crate) mod store;

pub(crate) use model::sort_words;

use ui::Route;

/// The routes of papers.
pub(crate) fn routes() -> Vec<Route> {
    [of_referral::routes(), of_case::routes()].concat()
}
