//! What one can do with figures: see them, take them away.

use agreement::{Act, Action, Kind};
use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    http::{Method, header},
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use db::{Actor, Looking, Reading, Stop, Stopped, Subject};
use kernel::FieldErrors;
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{App, Frame, Page, Route, session::Asking};

use crate::{figures::Figures, missing::SeeMissing, pages, tables::report, write};

/// The reports: what the address says, its name, and what it tells.
pub(crate) const REPORTS: [(&str, &str, &str); 13] = [
    (
        "allocation",
        "Requests and allocations by place",
        "Received, accepted, known to social care and referred to social care.",
    ),
    ("returns", "Requests returned, by reason", "Why requests were sent back."),
    ("referrers", "Requests received, by referrer group", "Who makes requests."),
    ("funnel", "How far requests came", "From received to closed."),
    (
        "leads",
        "Lead professionals, by organisation",
        "Who was asked and accepted, how long they took to answer, plans and reviews in time.",
    ),
    ("declines", "Reasons for declining to lead", "Why those who were asked said no."),
    (
        "timeliness",
        "Whether things were done in time",
        "Acknowledging, deciding, the first meeting, the plan and the review, by place, month or quarter.",
    ),
    (
        "groups",
        "Requests and returns, by referrer group",
        "What each group sends, what is returned, and its trend by month.",
    ),
    (
        "sessions",
        "Returns before and after awareness sessions",
        "Whether fewer requests are returned once a group knows what the forum is for.",
    ),
    (
        "advice",
        "Advice instead of a request",
        "What practitioners asked without making a request, from whom, and how much of it became one.",
    ),
    (
        "levels",
        "Levels of need",
        "At which level cases were opened and are now, and the moves up and down, by level or month.",
    ),
    ("gaps", "Gaps in services, by need", "What families needed and nobody could give."),
    (
        "quality",
        "How complete records are",
        "Fields that are there or missing, and how soon what happened was recorded.",
    ),
];

pub(crate) fn routes() -> Vec<Route> {
    let mut routes = [
        Route::page::<SeeReports>("/reports"),
        Route::page::<SeeReport>("/reports/{report}"),
        Route::page::<SeeMissing>("/quality/{field}"),
    ]
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
    /// Which: `allocation`, `returns`, `referrers`, `funnel`, `leads`, `declines`, `timeliness`, `groups`, `sessions`,
    /// `advice`, `levels`, `gaps` or `quality`.
    pub report: String,
    /// The first day on which a request was received. When empty, this financial year's; under
    /// disclosure control the last one's that is out.
    pub from: String,
    /// The last day.
    pub to: String,
    /// The tier of place, for a report by place; `timeliness` and `groups` also by `month`, `timeliness` by `quarter`;
    /// `levels` by `level` or `month`; `advice` by `group`, `month` or `forum`.
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
    /// What the figures can be counted by, to choose from.
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
