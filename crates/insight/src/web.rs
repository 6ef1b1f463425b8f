//! What one can do with figures: see them, take them away.

use std::collections::{BTreeMap, BTreeSet};

use agreement::{Act, Action, Kind};
use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    http::{Method, header},
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use charter::Charter;
use db::{Actor, Looking, Reading, Stop, Stopped, Subject};
use kernel::{FieldErrors, ForumId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{App, Frame, Page, Route, session::Asking};

use crate::{
    allocation::{self, ForumCount},
    breakdown::{self, Told},
    figures::Figures,
    pages,
    period::{self, Period},
    store::{self, Forum, Requests},
    write,
};

/// The reports: what the address says, its name, and what it tells.
pub(crate) const REPORTS: [(&str, &str, &str); 4] = [
    (
        "allocation",
        "Requests and allocations by place",
        "Received, accepted, known to social care and referred to social care.",
    ),
    ("returns", "Requests returned, by reason", "Why requests were sent back."),
    ("referrers", "Requests received, by referrer group", "Who makes requests."),
    ("funnel", "How far requests came", "From received to closed."),
];

const RULE: &str = "Counts from 1 to 4 are hidden ([c]), and so are counts from which a hidden one could be \
     worked out. A percentage is hidden ([c]) with its counts, and when it is of fewer than 20 ([u]). \
     Figures are released once for each financial year, as at 31 October after it.";

pub(crate) fn routes() -> Vec<Route> {
    let mut routes =
        [Route::page::<SeeReports>("/reports"), Route::page::<SeeReport>("/reports/{report}")]
            .concat();
    let path = "/reports/{report}/{format}";
    routes.push(Route::special::<ExportReport>(Method::GET, path, get(download)));
    routes
}

/// The list of reports.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeReports {}

impl Act for SeeReports {
    const NAME: &'static str = "see_reports";
    const ACTION: Action = Action::SeeReportControlled;
}

impl Reading for SeeReports {
    type Answer = Vec<(String, String)>;
    const SAYS: &'static str = "The reports that can be made";

    fn subject(&self) -> Subject {
        (Kind::Report, None)
    }

    async fn read(&self, _: &mut Looking<'_, Self>) -> Result<Self::Answer, Stop> {
        Ok(REPORTS.iter().map(|(code, name, _)| ((*code).into(), (*name).into())).collect())
    }
}

impl Page for SeeReports {
    fn title(_: &Self::Answer) -> String {
        "Reports".into()
    }

    fn content(&self, _: &Self::Answer, _: &Frame) -> Markup {
        pages::list()
    }
}

/// One report on the screen.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeReport {
    /// Which: `allocation`, `returns`, `referrers` or `funnel`.
    pub report: String,
    /// The first day on which a request was received. When empty, this financial year's; under
    /// disclosure control the last one's that is out.
    pub from: String,
    /// The last day.
    pub to: String,
    /// The tier of place, for a report by place.
    pub by: String,
    /// What had happened by this day counts; today when empty. Under disclosure control it is
    /// always 31 October after the year.
    pub as_at: String,
    /// `yes` for the figures as they may be published, from the command line; whoever sees cases has
    /// exact figures of what they see.
    pub publish: String,
}

/// What the page of a report shows.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// The figures, unless something that was asked for is wrong.
    pub figures: Option<Figures>,
    /// What is wrong with what was asked for.
    pub problems: FieldErrors,
    /// The tiers of place to choose from.
    pub tiers: Vec<String>,
    /// What was asked for, with what was left empty filled in.
    pub asked: SeeReport,
}

impl Act for SeeReport {
    const NAME: &'static str = "see_report";
    const ACTION: Action = Action::SeeReportControlled;
}

impl Reading for SeeReport {
    type Answer = Report;
    const SAYS: &'static str = "A report, exact for those who may see the cases";

    fn subject(&self) -> Subject {
        (Kind::Report, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Report, Stop> {
        report(looking, self).await
    }
}

impl Page for SeeReport {
    fn title(answer: &Report) -> String {
        let asked = |(code, _, _): &&(&str, &str, &str)| *code == answer.asked.report;
        let found = REPORTS.iter().find(asked);
        found.map(|(_, name, _)| (*name).to_owned()).unwrap_or_default()
    }

    fn content(&self, answer: &Report, _: &Frame) -> Markup {
        pages::report(answer)
    }

    fn problems(answer: &Report) -> FieldErrors {
        answer.problems.clone()
    }
}

/// A report as a file, or for the command line.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ExportReport {
    /// The report.
    pub asked: SeeReport,
    /// `csv`, `xlsx` or `text`.
    pub format: String,
}

impl Act for ExportReport {
    const NAME: &'static str = "export_report";
    const ACTION: Action = Action::SeeReportControlled;
}

impl Reading for ExportReport {
    type Answer = Figures;
    const SAYS: &'static str = "A report as a file";
    const IS_EXPORT: bool = true;

    fn subject(&self) -> Subject {
        (Kind::Report, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Figures, Stop> {
        let report = report(looking, &self.asked).await?;
        report.figures.ok_or(Stop::Fields(report.problems))
    }
}

/// The permit for exact figures, which only makes a filter.
struct SeeExactly;

impl Act for SeeExactly {
    const NAME: &'static str = "see_report_exactly";
    const ACTION: Action = Action::SeeReportExact;
}

/// The permit for knowing of a request, which only makes a filter.
struct SeeRequest;

impl Act for SeeRequest {
    const NAME: &'static str = "see_request_counted";
    const ACTION: Action = Action::SeeSummary;
}

/// Of what a reader is given figures.
struct Entitled {
    /// The forums that their figures are of.
    ours: Vec<Forum>,
    /// Those for which it is decided together what to hide: all under disclosure control.
    all: Vec<Forum>,
    requests: Requests,
    exact: bool,
}

impl Entitled {
    fn told<T>(&self, tell: impl FnOnce(&Told<'_>) -> T) -> T {
        let forums: Vec<ForumId> = self.all.iter().map(|forum| forum.id).collect();
        let ours = self.ours.iter().map(|forum| forum.id).collect();
        tell(&Told { forums: &forums, ours: &ours, exact: self.exact })
    }
}

async fn entitled<A: Act>(
    looking: &mut Looking<'_, A>,
    asked: &SeeReport,
    problems: &mut FieldErrors,
) -> Result<Entitled, Stop> {
    let exactly = looking.visible::<SeeExactly>(Kind::Report);
    let controlled = looking.visible::<A>(Kind::Report);
    // Whoever sees some forums exactly is shown those and no other: from a sum of all of them the
    // others could be worked out.
    let (ours, entitled) = match store::forums(looking.tx, &exactly).await? {
        forums if forums.is_empty() => (store::forums(looking.tx, &controlled).await?, false),
        forums => (forums, true),
    };
    let filter = if entitled { &exactly } else { &controlled };
    looking.lists(filter, ours.iter().map(|forum| forum.id.0));
    // Exact figures count what their reader may see: less what they see, the rest would be what is
    // hidden from them. Who sees no request at all, as the console, has nothing to subtract.
    let seen = looking.visible::<SeeRequest>(Kind::Referral);
    let sees = entitled && !seen.is_empty();
    if sees && !asked.publish.is_empty() {
        problems.add("publish", "Ask an analyst for figures to publish, or use the command line");
    }
    let exact = entitled && asked.publish.is_empty();
    let requests = if sees { Requests::Seen(seen) } else { Requests::All };
    let all =
        if exact { ours.clone() } else { store::all_forums(looking.tx, looking.permit).await? };
    Ok(Entitled { ours, all, requests, exact })
}

async fn report<A: Act>(looking: &mut Looking<'_, A>, asked: &SeeReport) -> Result<Report, Stop> {
    if !REPORTS.iter().any(|(code, _, _)| *code == asked.report) {
        return Err(Stop::NotThere);
    }
    let mut problems = FieldErrors::default();
    let entitled = entitled(looking, asked, &mut problems).await?;
    let exact = entitled.exact;
    let today = looking.env.today();
    let year = if exact { period::financial_year(today) } else { period::last_released(today) };
    let typed = [asked.from.as_str(), asked.to.as_str(), asked.as_at.as_str()];
    let mut period = period::read(typed, today, year, &mut problems);
    if !exact && problems.is_empty() {
        period = period.released(today, &mut problems);
    }
    let places = store::places(looking.tx).await?;
    let none = |forum: &Forum| ForumCount {
        forum: forum.id,
        place: forum.place,
        counted: allocation::Counted::default(),
    };
    let tiers = allocation::tiers(&places, &entitled.ours.iter().map(none).collect::<Vec<_>>());
    let mut filled = SeeReport {
        from: period.from.to_string(),
        to: period.to.to_string(),
        as_at: period.as_at.to_string(),
        ..asked.clone()
    };
    if filled.by.is_empty() {
        // The county would be one line: the next tier says more.
        filled.by = tiers.get(1).or_else(|| tiers.first()).cloned().unwrap_or_default();
    }
    if asked.report == "allocation" && !tiers.contains(&filled.by) {
        problems.add("by", format!("Choose one of the tiers of place: {}", tiers.join(", ")));
    }
    if !problems.is_empty() {
        return Ok(Report { figures: None, problems, tiers, asked: asked.clone() });
    }
    let mut figures = match asked.report.as_str() {
        "allocation" => {
            let requests = &entitled.requests;
            let counted = store::counted(looking.tx, looking.permit, requests, period).await?;
            let counted: BTreeMap<_, _> = counted.into_iter().collect();
            let with = |forum: &Forum| ForumCount {
                counted: counted.get(&forum.id).copied().unwrap_or_default(),
                ..none(forum)
            };
            let all: Vec<ForumCount> = entitled.all.iter().map(with).collect();
            entitled.told(|told| allocation::table(&places, &all, told.ours, &filled.by, exact))
        }
        other => breakdown(looking, other, &entitled, period).await?,
    };
    figures.about = about(&entitled, period);
    if !exact {
        figures.rule = RULE.to_owned();
    }
    Ok(Report { figures: Some(figures), problems, tiers, asked: filled })
}

fn about(entitled: &Entitled, period: Period) -> String {
    let of = match entitled.ours.as_slice() {
        [] => "no forum".to_owned(),
        [only] => only.name.clone(),
        many => format!("{} forums", many.len()),
    };
    let counted = match entitled.requests {
        Requests::All => "",
        Requests::Seen(_) => " The requests whose records you may see are counted.",
    };
    format!("{}. Figures of {of}.{counted}", period.words())
}

async fn breakdown<A: Act>(
    looking: &mut Looking<'_, A>,
    report: &str,
    entitled: &Entitled,
    period: Period,
) -> Result<Figures, Stop> {
    let (tx, permit, requests) = (&mut *looking.tx, looking.permit, &entitled.requests);
    let charters: BTreeSet<&str> = entitled.ours.iter().map(|it| it.charter.as_str()).collect();
    let charters: Vec<Charter> =
        charters.into_iter().filter_map(charter::shipped).filter_map(Result::ok).collect();
    Ok(match report {
        "returns" => {
            let codes: Vec<_> = charters.iter().map(|charter| &charter.return_reasons).collect();
            let rows = store::returns(tx, permit, requests, period).await?;
            entitled.told(|told| breakdown::returns(&rows, &codes, told))
        }
        "referrers" => {
            let codes: Vec<_> = charters.iter().map(|charter| &charter.referrer_groups).collect();
            let rows = store::referrers(tx, permit, requests, period).await?;
            entitled.told(|told| breakdown::referrers(&rows, &codes, told))
        }
        _ => {
            let rows = store::funnel(tx, permit, requests, period).await?;
            let counted: BTreeMap<_, _> = rows.into_iter().collect();
            entitled.told(|told| breakdown::funnel(&counted, told))
        }
    })
}

/// A report as a file: an export has an entry of its own in the ledger.
async fn download(
    State(app): State<App>,
    Extension(asking): Extension<Asking>,
    Path((report, format)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    if asking.actor == Actor::Visitor {
        let next = format!(
            "/sign-in?next=%2Freports%2F{}",
            report.replace(|c: char| !c.is_ascii_alphanumeric(), "")
        );
        return Redirect::to(&next).into_response();
    }
    let asked: Result<SeeReport, _> =
        serde_html_form::from_str(query.as_deref().unwrap_or_default());
    let (Ok(mut asked), true) = (asked, matches!(format.as_str(), "csv" | "xlsx")) else {
        return ui::not_there(&app);
    };
    asked.report = report;
    let name = format!("{}-{}-{}.{format}", asked.report, asked.from, asked.to);
    let name: String =
        name.chars().filter(|c| c.is_ascii_alphanumeric() || "-.".contains(*c)).collect();
    let export = ExportReport { asked, format: format.clone() };
    let figures = match app.door.read(asking.actor, export).await {
        Ok(shown) => shown.answer,
        Err(stopped) => return ui::stopped_page(&app, &stopped),
    };
    let (kind, bytes) = if format == "csv" {
        ("text/csv; charset=utf-8", write::csv(&figures).ok())
    } else {
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        (kind, write::xlsx(&figures).ok())
    };
    let Some(bytes) = bytes else {
        let why = "The file could not be made. Choose another format.".to_owned();
        return ui::stopped_page(&app, &Stopped::NotNow(why));
    };
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers =
        [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, bytes).into_response()
}
