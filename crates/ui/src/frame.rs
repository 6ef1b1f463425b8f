//! What stands around a page's own content.

use std::sync::Arc;

use agreement::{Clause, Kind, Principal};
use axum::http::{HeaderMap, Uri, header};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kernel::{OrganisationId, PractitionerId};
use maud::{Markup, html};

use crate::{
    App, Forms, csrf,
    kinds::Decided,
    session::{Asking, cookie},
};

/// The signed-in practitioner, for the header.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// Who.
    pub practitioner: PractitionerId,
    /// Their name.
    pub name: String,
    /// The organisation they act for.
    pub organisation: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// That their password was set anew by a link, until they say that it was them.
    pub set_anew: Option<SetAnew>,
}

/// That a password was set anew by a link.
#[derive(Clone, Debug)]
pub struct SetAnew {
    /// When.
    pub at: Timestamp,
    /// Who made the link, unless the machine's console did.
    pub by: Option<String>,
}

/// What a page knows besides its own answer.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Who is looking, when signed in.
    pub viewer: Option<Viewer>,
    /// What they are in the agreement's eyes, when the page was decided for them.
    pub principal: Option<Principal>,
    /// The token that proves a form came from here.
    pub csrf: String,
    /// The key that makes pressing twice create once.
    pub key: String,
    /// What the answers of a form were when it was opened, as marks: see `conflict`.
    pub was: String,
    /// The path of the page.
    pub path: String,
    /// Where this service is, such as `https://northmere.example`, for links that are sent on.
    pub address: String,
    /// Now.
    pub now: Timestamp,
    /// Today in London.
    pub today: Date,
    /// London's time zone.
    pub london: TimeZone,
    /// What just happened.
    pub said: Option<String>,
    /// Whether a button was pressed that did nothing, because its presser was no longer signed in.
    pub undone: bool,
    /// The clauses that let the reader in: id and sentence.
    pub clauses: Vec<(String, String)>,
    /// The other clauses that let people do the same with a record of this kind.
    pub others: Vec<(String, String)>,
    /// Whether what is shown is a record about people, or a meeting.
    pub is_of_record: bool,
    /// Whom a form is about: a name, which stands above its heading and in no title.
    pub about: String,
    /// The page above a form, to go back to.
    pub back: Option<String>,
    /// When what is in the form was kept, if it was restored.
    pub restored: Option<Timestamp>,
    /// Whether this is the demonstration.
    pub demo: bool,
    /// The partnership's name.
    pub partnership: String,
    /// Whom the partnership rings when somebody is at risk, and their number.
    pub safeguarding: Option<(String, String)>,
    /// The forms that there are.
    pub forms: Arc<Forms>,
}

impl Frame {
    /// What every form of a page sends along: that it came from here, once, and from which page.
    pub fn hidden(&self) -> Markup {
        html! {
            input type="hidden" name="_csrf" value=(self.csrf);
            input type="hidden" name="_key" value=(self.key);
            input type="hidden" name="_page" value=(self.path);
            @if !self.was.is_empty() { input type="hidden" name="_was" value=(self.was); }
        }
    }

    /// A date as people read it: 22 November 2026.
    pub fn date(&self, date: Date) -> String {
        date.strftime("%-d %B %Y").to_string()
    }

    /// An instant as people read it in London: 22 November 2026, 10:05.
    pub fn instant(&self, at: Timestamp) -> String {
        at.to_zoned(self.london.clone()).strftime("%-d %B %Y, %H:%M").to_string()
    }

    /// With what the decision said: who the reader is and which clauses let them in.
    pub(crate) fn with(mut self, app: &App, decided: Decided) -> Self {
        let Decided { action, kind, basis } = decided;
        let named = |clause: &Arc<Clause>| (clause.id.clone(), clause.sentence.clone());
        self.clauses = basis.clauses.iter().map(named).collect();
        let all = app.door.agreement().open_under(action, kind);
        self.others = all.iter().map(named).filter(|it| !self.clauses.contains(it)).collect();
        self.is_of_record =
            matches!(kind, Kind::Person | Kind::Referral | Kind::Case | Kind::Meeting);
        (self.principal, self.about) = (Some(basis.principal), basis.about);
        self
    }
}

/// What a page knows before anything is decided.
pub(crate) fn frame(app: &App, asking: &Asking, uri: &Uri, headers: &HeaderMap) -> Frame {
    let env = app.door.env();
    let said = cookie(headers, app.config.said_cookie()).and_then(|said| {
        let pairs: Vec<(String, String)> = serde_html_form::from_str(&format!("s={said}")).ok()?;
        pairs.into_iter().next().map(|(_, said)| said)
    });
    Frame {
        viewer: asking.viewer.clone(),
        principal: None,
        is_of_record: false,
        csrf: csrf::token(app, &asking.bound_to),
        key: env.new_id().to_string(),
        was: String::new(),
        path: uri.path().to_owned(),
        address: address(app, headers),
        now: env.now(),
        today: env.today(),
        london: env.london().clone(),
        said,
        undone: cookie(headers, app.config.undone_cookie()).is_some(),
        clauses: Vec::new(),
        others: Vec::new(),
        about: String::new(),
        back: app.forms.page_above(uri.path()),
        restored: None,
        demo: app.config.demo,
        partnership: app.config.partnership.clone(),
        safeguarding: app.config.safeguarding.clone(),
        forms: app.forms.clone(),
    }
}

/// The address that was set up, or else the one that this browser used.
fn address(app: &App, headers: &HeaderMap) -> String {
    let scheme = if app.config.demo { "http" } else { "https" };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    app.config.origins.first().cloned().unwrap_or_else(|| format!("{scheme}://{host}"))
}
