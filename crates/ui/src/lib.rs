//! What every page and every API answer stands on: who is asking, the list of routes, forms that
//! lose nothing, error pages that tell nothing, and the layout.
//!
//! A feature declares [`Page`]s, [`Search`]es and [`Form`]s; [`Route`] makes of each the page and the JSON API,
//! and [`router`] is the only place where a route reaches the web.

#![warn(missing_docs)]

mod answer;
mod body;
mod check;
pub mod coming;
mod conflict;
pub mod csrf;
mod drafts;
mod files;
mod forms;
mod frame;
mod guard;
mod handlers;
mod json;
mod kinds;
mod layout;
mod openapi;
mod page;
pub mod passwords;
mod ring_now;
mod routes;
mod search;
mod sent_file;
pub mod session;
pub mod special;
mod store;
mod upload;

use std::sync::Arc;

use db::Door;

pub use answer::{not_there, stopped_page};
pub use check::answer as check_row;
pub use drafts::{DiscardDraft, Draft, SaveDraft, SeeDrafts, drafts_of};
pub use forms::Forms;
pub use frame::{Frame, SetAnew, Viewer};
pub use layout::{Document, Wrong, document};
pub use openapi::describe;
pub use page::{Download, Form, Next, Page, Search, Upload};
pub use ring_now::ring_now;
pub use routes::{Route, router};
pub use upload::Leaving;

/// The routes of this crate's own operations.
pub fn routes() -> Vec<Route> {
    drafts::routes()
}

/// What every request needs: cloned cheaply.
#[derive(Clone)]
pub struct App {
    /// The one door.
    pub door: Door,
    /// How this installation is set up.
    pub config: Arc<Config>,
    /// Keys that sign what browsers bring back.
    pub secrets: Arc<Secrets>,
    /// Checks and makes password hashes.
    pub passwords: passwords::Passwords,
    /// The files that are coming now.
    pub coming: coming::Coming,
    /// The forms that have a page; the router knows them.
    pub forms: Arc<Forms>,
}

/// How this installation is set up.
#[derive(Clone, Debug)]
pub struct Config {
    /// The partnership's name, for the header.
    pub partnership: String,
    /// Whom to ring when somebody is at risk, and their number, when the partnership's file says.
    pub safeguarding: Option<(String, String)>,
    /// Whether this is the demonstration: plain http, one-click sign-in, a banner.
    pub demo: bool,
    /// A session ends after so long without a request.
    pub idle: jiff::SignedDuration,
    /// A session ends so long after it began, whatever happens.
    pub absolute: jiff::SignedDuration,
    /// The origins that forms may come from, such as `https://throughline.example`.
    pub origins: Vec<String>,
}

/// Keys that sign what browsers bring back.
pub struct Secrets {
    /// Signs form tokens.
    pub csrf: [u8; 32],
}
