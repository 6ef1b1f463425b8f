//! The places of the partnership: which there are, in which they lie, their codes in the national register (GSS) and
//! of which release those are.
//!
//! `model` says how places hang together and what rows of a sheet would do to them, `store` has the SQL, `see` the
//! page, `import` the operation that brings a sheet in, `pages` what it looks like.

mod import;
pub mod model;
mod pages;
mod see;
mod store;

use ui::Route;

pub use import::ImportPlaces;
pub use see::{PlacesShown, Postcodes, SeePlaces};

pub(crate) fn routes() -> Vec<Route> {
    Route::page::<SeePlaces>("/places")
}
