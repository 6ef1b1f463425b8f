//! Which table a reader gets, of which forums, and whether exactly.

use std::collections::{BTreeMap, BTreeSet};

use agreement::{Act, Action, Kind};
use charter::Charter;
use db::{Looking, Stop};
use jiff::civil::Date;
use kernel::{FieldErrors, ForumId};

use crate::{
    advising,
    allocation::{self, ForumCount, Place},
    breakdown::{self, Told},
    figures::Figures,
    leading::{self, Task},
    levels,
    period::{self, Period},
    quality, referring,
    store::{self, Forum, Requests},
    web::{REPORTS, Report, SeeReport},
};

/// The reports that are exact or not made. The requests around a session are of no one year; how complete records are is
/// of today, and would tell of one family from one day to the next; and what the others count gives back, by subtraction,
/// what the released reports hide.
const EXACT_ONLY: [&str; 7] =
    ["sessions", "quality", "timeliness", "groups", "leads", "advice", "levels"];

/// By what a report can be counted.
fn choices(report: &str, tiers: &[String]) -> Vec<String> {
    let named = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect();
    let mut choices: Vec<String> = match report {
        "allocation" => return tiers.to_vec(),
        "timeliness" => named(&["all", "month", "quarter"]),
        "groups" => named(&["all", "month"]),
        "advice" => named(&advising::BY),
        "levels" => named(&levels::BY),
        _ => return Vec::new(),
    };
    if report == "timeliness" {
        choices.extend(tiers.iter().cloned());
    }
    choices
}

const RULE: &str = "Counts from 1 to 4 are hidden ([c]), and so are counts from which a hidden one could be \
     worked out. A percentage is hidden ([c]) with its counts, and when it is of fewer than 20 ([u]). \
     Figures are released once for each financial year, as at 31 October after it.";

/// The permit for exact figures, which only makes a filter.
pub(crate) struct SeeExactly;

impl Act for SeeExactly {
    const NAME: &'static str = "see_report_exactly";
    const ACTION: Action = Action::SeeReportExact;
}

/// The permit for knowing of a request, which only makes a filter.
pub(crate) struct SeeRequest;

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
    fn charters(&self) -> Vec<Charter> {
        let codes: BTreeSet<&str> = self.ours.iter().map(|it| it.charter.as_str()).collect();
        codes.into_iter().filter_map(charter::shipped).filter_map(Result::ok).collect()
    }

    /// The charter of a forum.
    fn charter_of(&self, forum: ForumId) -> Option<Charter> {
        let forum = self.all.iter().chain(&self.ours).find(|it| it.id == forum)?;
        charter::shipped(&forum.charter)?.ok()
    }

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

pub(crate) async fn report<A: Act>(
    looking: &mut Looking<'_, A>,
    asked: &SeeReport,
) -> Result<Report, Stop> {
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
    let choices = choices(&asked.report, &tiers);
    let mut filled = SeeReport {
        from: period.from.to_string(),
        to: period.to.to_string(),
        as_at: period.as_at.to_string(),
        ..asked.clone()
    };
    if filled.by.is_empty() {
        // The county would be one line: the next tier says more.
        let at = usize::from(asked.report == "allocation");
        filled.by = choices.get(at).or_else(|| choices.first()).cloned().unwrap_or_default();
    }
    if asked.report == "allocation" && !choices.contains(&filled.by) {
        problems.add("by", format!("Choose one of the tiers of place: {}", tiers.join(", ")));
    } else if !choices.is_empty() && !choices.contains(&filled.by) {
        problems.add("by", format!("Choose one of these: {}", choices.join(", ")));
    }
    if EXACT_ONLY.contains(&asked.report.as_str()) && !exact {
        problems.add("from", "This report is for the chair and the coordinator of a forum");
    }
    if !problems.is_empty() {
        return Ok(Report { figures: None, problems, tiers: choices, asked: asked.clone() });
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
        "returns" | "referrers" | "funnel" | "declines" | "gaps" => {
            breakdown(looking, &asked.report, &entitled, period).await?
        }
        other => in_time(looking, (other, &filled.by), &entitled, &places, period).await?,
    };
    figures.about = about(&entitled, period);
    if !exact {
        figures.rule = RULE.to_owned();
    }
    Ok(Report { figures: Some(figures), problems, tiers: choices, asked: filled })
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
    let charters = entitled.charters();
    Ok(match report {
        "declines" => {
            let codes: Vec<_> = charters.iter().map(|charter| &charter.decline_reasons).collect();
            let london = looking.env.london();
            let rows = store::declines(tx, permit, requests, period, london).await?;
            entitled.told(|told| breakdown::declines(&rows, &codes, told))
        }
        "gaps" => {
            let codes: Vec<_> = charters.iter().map(|charter| &charter.needs).collect();
            let rows = store::gaps(tx, permit, period).await?;
            entitled.told(|told| breakdown::gaps(&rows, &codes, told))
        }
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

/// The reports on what was done in time, and on those who refer.
async fn in_time<A: Act>(
    looking: &mut Looking<'_, A>,
    (report, by): (&str, &str),
    entitled: &Entitled,
    places: &[Place],
    period: Period,
) -> Result<Figures, Stop> {
    // These have no figures under disclosure control.
    if !entitled.exact {
        return Err(Stop::NotThere);
    }
    let (tx, permit, requests) = (&mut *looking.tx, looking.permit, &entitled.requests);
    let charters = entitled.charters();
    let groups: Vec<_> = charters.iter().map(|charter| &charter.referrer_groups).collect();
    Ok(match report {
        "leads" => {
            let london = looking.env.london();
            let asked = store::asked_to_lead(tx, permit, requests, period, london).await?;
            let tasks = store::duties(tx, permit, requests, period).await?;
            entitled.told(|told| leading::leads(&asked, &tasks, period.as_at, told.ours))
        }
        "timeliness" => {
            let steps = store::steps(tx, permit, requests, period).await?;
            let mut tasks = leading::with_clocks(steps, |forum| entitled.charter_of(forum));
            tasks.extend(store::duties(tx, permit, requests, period).await?);
            let place = |forum| place_of(entitled, places, forum, by);
            let group = |task: &Task| match by {
                "month" => month(task.received_on),
                "quarter" => quarter(task.received_on),
                "all" => (String::new(), String::new()),
                _ => place(task.forum),
            };
            entitled.told(|told| leading::timeliness(&tasks, period.as_at, group, told.ours))
        }
        "groups" => {
            let sent = store::sent(tx, permit, requests, period).await?;
            entitled.told(|told| referring::groups(&sent, &groups, by == "month", told.ours))
        }
        "advice" => {
            let asked = store::levels::advice(tx, permit, period).await?;
            entitled.told(|told| advising::advice(&asked, &groups, by, told.ours))
        }
        "levels" => {
            let mut cases = store::levels::levelled(tx, permit, requests, period).await?;
            cases.retain(|(forum, _)| entitled.ours.iter().any(|it| it.id == *forum));
            let cases: Vec<_> = cases.into_iter().map(|(_, case)| case).collect();
            levels::levels(&cases, &charters, by, period.as_at)
        }
        "quality" => {
            let complete = store::quality::complete(tx, permit, requests, period).await?;
            let london = looking.env.london();
            let delays = store::quality::delays(tx, permit, requests, period, london).await?;
            entitled.told(|told| quality::quality(&complete, &delays, told.ours))
        }
        _ => {
            let mut sessions = store::sessions(tx, permit, period).await?;
            sessions.retain(|it| entitled.ours.iter().any(|forum| forum.id == it.forum));
            let around = Period {
                from: referring::window(period.from).0,
                to: referring::window(period.to).1,
                ..period
            };
            let sent = store::sent(tx, permit, requests, around).await?;
            referring::sessions(&sessions, &sent, &groups)
        }
    })
}

/// A month as a group: what sorts, and what people read.
fn month(day: Date) -> (String, String) {
    (day.strftime("%Y-%m").to_string(), day.strftime("%B %Y").to_string())
}

/// A quarter as a group.
fn quarter(day: Date) -> (String, String) {
    let at = (day.month() - 1) / 3;
    let names = ["January to March", "April to June", "July to September", "October to December"];
    let name = usize::try_from(at).ok().and_then(|at| names.get(at)).copied().unwrap_or_default();
    (format!("{}-{at}", day.year()), format!("{name} {}", day.year()))
}

/// The place of a tier that a forum lies in, as a group.
fn place_of(entitled: &Entitled, places: &[Place], forum: ForumId, tier: &str) -> (String, String) {
    let at = entitled.ours.iter().find(|it| it.id == forum).map(|it| it.place);
    let lies = |it: &&Place| {
        at.is_some_and(|at| it.tier == tier && allocation::lies_in(places, at, it.id))
    };
    let name = places.iter().find(lies).map(|it| it.name.clone());
    let name = name.unwrap_or_else(|| format!("In no {tier}"));
    (name.clone(), name)
}
