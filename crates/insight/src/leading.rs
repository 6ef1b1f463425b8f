//! How lead professionals were asked, and what came of it, by organisation; and whether everything was done by the
//! charter's day. No I/O.

use std::collections::BTreeSet;

use charter::Charter;
use jiff::civil::Date;
use kernel::ForumId;

use crate::{
    figures::{Figures, Line, Value, columns},
    parts::{Part, Row, rows},
};

/// Somebody who was asked to lead.
pub(crate) struct Asked {
    pub(crate) forum: ForumId,
    pub(crate) organisation: String,
    /// The state of the request to lead.
    pub(crate) status: String,
    /// How many days they took to answer, if they had by the day of the figures.
    pub(crate) days: Option<i64>,
}

/// Something that was to be done by a day.
pub(crate) struct Task {
    pub(crate) forum: ForumId,
    /// For which organisation it was led; empty where that does not matter.
    pub(crate) organisation: String,
    /// acknowledge, decide, convene_team, return_plan or review.
    pub(crate) what: String,
    /// When the request was received.
    pub(crate) received_on: Date,
    /// When its clock began; a review has none.
    pub(crate) from_on: Option<Date>,
    pub(crate) due_on: Option<Date>,
    pub(crate) done_on: Option<Date>,
    /// When it was asked of somebody else.
    pub(crate) ended_on: Option<Date>,
}

impl Task {
    /// Whether it was done in time, once that is known on a day.
    fn in_time(&self, as_at: Date) -> Option<bool> {
        let due = self.due_on?;
        if let Some(done) = self.done_on.filter(|done| *done <= as_at) {
            return Some(done <= due);
        }
        let is_over = due < as_at && self.ended_on.is_none_or(|ended| due < ended);
        is_over.then_some(false)
    }

    fn days(&self, as_at: Date) -> Option<i64> {
        let done = self.done_on.filter(|done| *done <= as_at)?;
        Some(i64::from((done - self.from_on?).get_days()))
    }
}

const ASKED: usize = 0;
const PLANS: usize = 4;
const REVIEWS: usize = 6;

/// By organisation: asked to lead, and accepted; the plans and reviews that were due, and in time.
pub(crate) fn leads(
    asked: &[Asked],
    tasks: &[Task],
    as_at: Date,
    ours: &BTreeSet<ForumId>,
) -> Figures {
    let answers = asked.iter().map(|it| {
        let answer = match it.status.as_str() {
            _ if it.days.is_none() => 3,
            "accepted" | "ended" => 1,
            "declined" => 2,
            _ => 3,
        };
        part(it.forum, &it.organisation, &[ASKED, answer], it.days)
    });
    let duties = tasks.iter().filter_map(|it| {
        let first = match it.what.as_str() {
            "return_plan" => PLANS,
            "review" => REVIEWS,
            _ => return None,
        };
        let in_time = it.in_time(as_at)?.then_some(first + 1);
        let counted: Vec<usize> = std::iter::once(first).chain(in_time).collect();
        Some(part(it.forum, &it.organisation, &counted, None))
    });
    let parts: Vec<Part> = answers.chain(duties).collect();
    let rows = rows(&parts, ours);
    let sentence = rows.last().map(leads_sentence).unwrap_or_default();
    let line = |row: &Row| Line {
        name: row.group.clone().unwrap_or_else(|| "Total".to_owned()),
        values: (0..4)
            .map(|at| row.count(at))
            .chain([row.share(1, 0), row.median])
            .chain([row.count(4), row.share(5, 4), row.count(6), row.share(7, 6)])
            .collect(),
    };
    Figures {
        title: "Lead professionals, by organisation".into(),
        columns: columns(&[
            ("organisation", "Organisation"),
            ("asked", "Asked to lead"),
            ("accepted", "Accepted"),
            ("declined", "Declined"),
            ("unanswered", "Not answered, or taken back"),
            ("accepted_percent", "Accepted, %"),
            ("median_days", "Days to answer, median"),
            ("plans", "Plans due"),
            ("plans_in_time_percent", "Plans in time, %"),
            ("reviews", "Reviews due"),
            ("reviews_in_time_percent", "Reviews in time, %"),
        ]),
        lines: rows.iter().map(line).collect(),
        sentence,
        ..Figures::default()
    }
}

fn leads_sentence(total: &Row) -> String {
    let text = |at| total.count(at).text();
    if total.count(ASKED) == Value::Count(0) {
        return "Nobody was asked to lead.".to_owned();
    }
    format!(
        "Asked to lead: {}. Accepted: {}. Declined: {}. Plans that were due: {}, in time: {}. Reviews: {}, in time: {}.",
        text(0),
        text(1),
        text(2),
        text(4),
        text(5),
        text(6),
        text(7)
    )
}

fn part(forum: ForumId, group: &str, counted: &[usize], days: Option<i64>) -> Part {
    let counts = (0..8).map(|at| i64::from(counted.contains(&at))).collect();
    let group = if group.is_empty() { "Not recorded" } else { group };
    Part { forum, group: group.to_owned(), counts, days }
}

/// What is timed: code and words.
const STEPS: [(&str, &str); 5] = [
    ("acknowledge", "acknowledge the request"),
    ("decide", "decide the request"),
    ("convene_team", "bring the team together"),
    ("return_plan", "return the plan"),
    ("review", "review the plan"),
];

/// The clocks by which requests are acknowledged and decided, as the forum's charter has them.
pub(crate) fn with_clocks(
    mut tasks: Vec<Task>,
    charter_of: impl Fn(ForumId) -> Option<Charter>,
) -> Vec<Task> {
    let mut known: Vec<(ForumId, Option<Charter>)> = Vec::new();
    for task in &mut tasks {
        if !known.iter().any(|(forum, _)| *forum == task.forum) {
            known.push((task.forum, charter_of(task.forum)));
        }
        let charter = known.iter().find(|(forum, _)| *forum == task.forum);
        let charter = charter.and_then(|(_, charter)| charter.as_ref());
        task.due_on = charter.and_then(|it| it.due(&task.what, task.received_on));
    }
    tasks
}

/// Whether each step was done by its day, and how long it took, by a group of the request.
pub(crate) fn timeliness(
    tasks: &[Task],
    as_at: Date,
    group: impl Fn(&Task) -> (String, String),
    ours: &BTreeSet<ForumId>,
) -> Figures {
    let (mut lines, mut totals, mut said) = (Vec::new(), Vec::new(), Vec::new());
    for (step, words) in STEPS {
        let its: Vec<&Task> = tasks.iter().filter(|it| it.what == step).collect();
        let parts: Vec<Part> = its
            .iter()
            .filter_map(|it| {
                let in_time = it.in_time(as_at)?;
                let counts = vec![1, i64::from(in_time)];
                Some(Part { forum: it.forum, group: group(it).0, counts, days: it.days(as_at) })
            })
            .collect();
        for row in rows(&parts, ours) {
            let name = row.group.as_ref().map(|key| {
                let found = its.iter().map(|it| group(it)).find(|(it, _)| it == key);
                found.map_or_else(|| key.clone(), |(_, name)| name)
            });
            let share = row.share(1, 0);
            let values = vec![row.count(0), row.count(1), share, row.median];
            match name {
                Some(name) if row.group.as_deref() != Some("") => {
                    lines.push((
                        row.group.unwrap_or_default(),
                        Line { name: format!("{name}: {words}"), values },
                    ));
                }
                Some(_) => {}
                None => {
                    said.push(format!("{words} {}", in_words(share)));
                    totals.push(Line { name: format!("Total: {words}"), values });
                }
            }
        }
    }
    lines.sort_by(|a, b| a.0.cmp(&b.0));
    Figures {
        title: "Whether things were done in time".into(),
        columns: columns(&[
            ("step", "Step"),
            ("counted", "Done or due"),
            ("in_time", "In time"),
            ("in_time_percent", "In time, %"),
            ("median_days", "Days, median"),
        ]),
        lines: lines.into_iter().map(|(_, line)| line).chain(totals).collect(),
        sentence: format!("In time: {}.", said.join(", ")),
        ..Figures::default()
    }
}

fn in_words(share: Value) -> String {
    match share {
        Value::Tenths(_) => format!("{}%", share.text()),
        Value::NotApplicable => "(none was due)".to_owned(),
        other => other.text(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn task(what: &str, due: i8, done: Option<i8>, ended: Option<i8>) -> Task {
        let day = |day: i8| date(2026, 6, day);
        Task {
            forum: ForumId::default(),
            organisation: "Police".into(),
            what: what.into(),
            received_on: day(1),
            from_on: Some(day(1)),
            due_on: Some(day(due)),
            done_on: done.map(day),
            ended_on: ended.map(day),
        }
    }

    #[track_caller]
    fn check(task: &Task, as_at: i8, expected: Option<bool>) {
        assert_eq!(task.in_time(date(2026, 6, as_at)), expected);
    }

    #[test]
    fn what_nobody_did_by_its_day_is_late_and_what_another_took_over_before_it_is_not() {
        check(&task("decide", 10, Some(10), None), 20, Some(true));
        check(&task("decide", 10, Some(11), None), 20, Some(false));
        check(&task("decide", 10, Some(11), None), 10, None);
        check(&task("decide", 10, None, None), 10, None);
        check(&task("decide", 10, None, None), 11, Some(false));
        check(&task("return_plan", 10, None, Some(9)), 20, None);
        check(&task("return_plan", 10, None, Some(12)), 20, Some(false));
    }

    fn ours() -> BTreeSet<ForumId> {
        BTreeSet::from([ForumId::default()])
    }

    fn texts(figures: &Figures) -> Vec<String> {
        let line = |line: &Line| {
            let values: Vec<String> = line.values.iter().map(|it| it.text()).collect();
            format!("{}|{}", line.name, values.join("|"))
        };
        figures.lines.iter().map(line).collect()
    }

    #[test]
    fn an_organisation_that_declines_and_returns_late_is_seen_in_its_line() {
        let asked = |organisation: &str, status: &str, days| Asked {
            forum: ForumId::default(),
            organisation: organisation.into(),
            status: status.into(),
            days,
        };
        let all = [
            asked("School", "accepted", Some(2)),
            asked("School", "ended", Some(3)),
            asked("Police", "declined", Some(9)),
            asked("Police", "proposed", None),
        ];
        let tasks = [task("return_plan", 10, Some(12), None), task("review", 10, Some(9), None)];
        let figures = leads(&all, &tasks, date(2026, 6, 30), &ours());
        assert_eq!(
            texts(&figures),
            [
                "Police|2|0|1|1|0.0|9.0|1|0.0|1|100.0",
                "School|2|2|0|0|100.0|2.5|0||0|",
                "Total|4|2|1|1|50.0|3.0|1|0.0|1|100.0",
            ]
        );
    }

    #[test]
    fn steps_are_timed_by_month_and_together() {
        let tasks = [task("decide", 10, Some(3), None), task("decide", 10, Some(12), None)];
        let month = |_: &Task| ("2026-06".to_owned(), "June 2026".to_owned());
        let figures = timeliness(&tasks, date(2026, 6, 30), month, &ours());
        let lines = texts(&figures);
        assert_eq!(lines.first().unwrap(), "June 2026: decide the request|2|1|50.0|6.5");
        assert!(lines.contains(&"Total: decide the request|2|1|50.0|6.5".to_owned()), "{lines:?}");
        assert!(figures.sentence.contains("decide the request 50.0%"), "{}", figures.sentence);
    }
}
