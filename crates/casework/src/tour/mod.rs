//! The tour of seven steps for whoever coordinates or chairs a forum, through their own requests, meetings and plans.
//! `model` has the steps, `see` the page of one, `end` says that somebody has seen enough; where one is stands in the
//! address alone.

mod end;
mod model;
mod see;
mod store;

use ui::Route;

use self::end::EndTour;

pub(crate) fn routes() -> Vec<Route> {
    [Route::page::<see::SeeTour>("/tour/{step}"), Route::press::<EndTour>("/tour/end")].concat()
}
