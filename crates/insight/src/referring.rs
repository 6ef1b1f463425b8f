//! What referrer groups send and what comes back to them, month by month, and before and after awareness sessions: so
//! that it can be seen whether telling people what the forum is for helps. No I/O.

use std::collections::BTreeSet;

use charter::codes::Codes;
use jiff::{ToSpan as _, civil::Date};
use kernel::ForumId;

use crate::{
    figures::{Figures, Line, Value, columns, tenths},
    parts::{Part, Row, rows},
};

/// Requests of one group on one day.
pub(crate) struct Sent {
    pub(crate) forum: ForumId,
    pub(crate) group: String,
    pub(crate) on: Date,
    pub(crate) received: i64,
    pub(crate) returned: i64,
}

/// A session that told a group what the forum is for.
pub(crate) struct Session {
    pub(crate) forum: ForumId,
    pub(crate) group: String,
    pub(crate) on: Date,
}

pub(crate) fn name(codes: &[&Codes], code: &str) -> String {
    let found = codes.iter().flat_map(|codes| codes.iter()).find(|it| it.code == code);
    let unknown = || if code.is_empty() { "Not recorded" } else { code }.to_owned();
    found.map_or_else(unknown, |it| it.name.clone())
}

/// Received and returned by group, each month or all together.
pub(crate) fn groups(
    sent: &[Sent],
    codes: &[&Codes],
    by_month: bool,
    ours: &BTreeSet<ForumId>,
) -> Figures {
    let parts: Vec<Part> = sent
        .iter()
        .map(|it| {
            let month =
                if by_month { it.on.strftime("\u{1}%Y-%m").to_string() } else { String::new() };
            let group = format!("{}{month}", name(codes, &it.group));
            let counts = vec![it.received, it.returned];
            Part { forum: it.forum, group, counts, days: None }
        })
        .collect();
    let rows = rows(&parts, ours);
    let line = |row: &Row| Line {
        name: row.group.as_deref().map_or_else(|| "Total".to_owned(), month_words),
        values: vec![row.count(0), row.count(1), row.share(1, 0)],
    };
    let lines: Vec<Line> = rows.iter().map(line).collect();
    let text = |at: usize| rows.last().map(|it| it.count(at).text()).unwrap_or_default();
    Figures {
        title: "Requests and returns, by referrer group".into(),
        columns: columns(&[
            ("referrer_group", "Referrer group"),
            ("received", "Received"),
            ("returned", "Returned"),
            ("returned_percent", "Returned, %"),
        ]),
        lines,
        sentence: format!("Requests received: {}. Returned: {}.", text(0), text(1)),
        ..Figures::default()
    }
}

/// "School, April 2026" of a key that sorts by month.
fn month_words(key: &str) -> String {
    let Some((group, month)) = key.split_once('\u{1}') else { return key.to_owned() };
    let day: Option<Date> = format!("{month}-01").parse().ok();
    day.map_or_else(|| group.to_owned(), |day| format!("{group}, {}", day.strftime("%B %Y")))
}

/// How far before and after a session requests are counted.
pub(crate) fn window(session: Date) -> (Date, Date) {
    (session.saturating_sub(3.months()), session.saturating_add(3.months()))
}

/// The share of returns in the three months before and after each session, exactly.
pub(crate) fn sessions(all: &[Session], sent: &[Sent], codes: &[&Codes]) -> Figures {
    let mut lines = Vec::new();
    let mut better = 0;
    for session in all {
        let (first, last) = window(session.on);
        let count = |from: Date, until: Date| {
            let its = sent.iter().filter(|it| {
                it.forum == session.forum
                    && it.group == session.group
                    && from <= it.on
                    && it.on < until
            });
            its.fold((0, 0), |sum, it| (sum.0 + it.received, sum.1 + it.returned))
        };
        let share = |(received, returned)| tenths(returned, received);
        let (before, after) = (count(first, session.on), count(session.on, last));
        if let (Some(before), Some(after)) = (share(before), share(after)) {
            better += i64::from(after < before);
        }
        let percent = |it| share(it).map_or(Value::NotApplicable, Value::Tenths);
        lines.push(Line {
            name: format!("{}, {}", name(codes, &session.group), session.on.strftime("%-d %B %Y")),
            values: vec![
                Value::Count(before.0),
                Value::Count(before.1),
                percent(before),
                Value::Count(after.0),
                Value::Count(after.1),
                percent(after),
            ],
        });
    }
    Figures {
        title: "Returns before and after awareness sessions".into(),
        columns: columns(&[
            ("session", "Session"),
            ("received_before", "Received, 3 months before"),
            ("returned_before", "Returned"),
            ("returned_before_percent", "Returned, %"),
            ("received_after", "Received, 3 months after"),
            ("returned_after", "Returned"),
            ("returned_after_percent", "Returned, %"),
        ]),
        sentence: match lines.len() {
            0 => "No session was held.".to_owned(),
            all => format!(
                "After {better} of {all} sessions a smaller share was returned than before."
            ),
        },
        lines,
        ..Figures::default()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn sent(month: i8, received: i64, returned: i64) -> Sent {
        let on = date(2026, month, 10);
        Sent { forum: ForumId::default(), group: "school".into(), on, received, returned }
    }

    fn texts(figures: &Figures) -> Vec<String> {
        let line = |line: &Line| {
            let values: Vec<String> = line.values.iter().map(|it| it.text()).collect();
            format!("{}|{}", line.name, values.join("|"))
        };
        figures.lines.iter().map(line).collect()
    }

    #[test]
    fn returns_are_compared_three_months_before_and_after_a_session() {
        let session =
            Session { forum: ForumId::default(), group: "school".into(), on: date(2026, 4, 10) };
        let all = [sent(1, 2, 1), sent(3, 8, 4), sent(4, 5, 1), sent(6, 5, 1), sent(7, 9, 9)];
        let figures = sessions(&[session], &all, &[]);
        assert_eq!(texts(&figures), ["school, 10 April 2026|10|5|50.0|10|2|20.0"]);
        assert_eq!(
            figures.sentence,
            "After 1 of 1 sessions a smaller share was returned than before."
        );
        assert_eq!(sessions(&[], &all, &[]).sentence, "No session was held.");
    }

    #[test]
    fn a_groups_trend_has_a_line_for_each_month() {
        let ours = BTreeSet::from([ForumId::default()]);
        let all = [sent(3, 8, 4), sent(10, 5, 1)];
        let lines = texts(&groups(&all, &[], true, &ours));
        assert_eq!(
            lines,
            ["school, March 2026|8|4|50.0", "school, October 2026|5|1|20.0", "Total|13|5|38.5"]
        );
        assert_eq!(
            texts(&groups(&all, &[], false, &ours)),
            ["school|13|5|38.5", "Total|13|5|38.5"]
        );
    }
}
