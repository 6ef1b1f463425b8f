//! Counts of one kind with their shares: why requests were returned, who made them, and how far they
//! came. No I/O.

use std::collections::{BTreeMap, BTreeSet};

use charter::codes::Codes;
use disclosure::{LOCAL, Sum};
use kernel::ForumId;

use crate::{
    allocation::{percent, thousands},
    figures::{Figures, Line, Value, columns},
    released::Released,
};

/// How far requests came.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Funnel {
    pub(crate) received: i64,
    pub(crate) decided: i64,
    pub(crate) accepted: i64,
    pub(crate) opened: i64,
    pub(crate) closed: i64,
    pub(crate) stepped_up: i64,
}

impl Funnel {
    /// The steps, and how many stopped at each: before decision, acceptance, opening, closure, and
    /// those accepted who were not stepped up.
    fn all(self) -> [i64; 11] {
        let Self { received, decided, accepted, opened, closed, stepped_up } = self;
        [
            received,
            decided,
            accepted,
            opened,
            closed,
            stepped_up,
            received - decided,
            decided - accepted,
            accepted - opened,
            opened - closed,
            accepted - stepped_up,
        ]
    }
}

/// Counts by forum and code.
pub(crate) type Rows = Vec<(ForumId, String, i64)>;

/// Of whom a table tells: the forums of its reader, out of those for which it is decided together
/// what to hide.
pub(crate) struct Told<'a> {
    pub(crate) forums: &'a [ForumId],
    pub(crate) ours: &'a BTreeSet<ForumId>,
    pub(crate) exact: bool,
}

/// Why requests were returned.
pub(crate) fn returns(rows: &Rows, codes: &[&Codes], told: &Told<'_>) -> Figures {
    let mut figures = shares(rows, codes, told);
    figures.title = "Requests returned, by reason".into();
    figures.columns =
        columns(&[("reason", "Reason"), ("returned", "Returned"), ("share_percent", "Share, %")]);
    let relation = "The most common reason was";
    figures.sentence = sentence(&figures, "returned", relation);
    figures
}

/// Who made the requests.
pub(crate) fn referrers(rows: &Rows, codes: &[&Codes], told: &Told<'_>) -> Figures {
    let mut figures = shares(rows, codes, told);
    figures.title = "Requests received, by referrer group".into();
    figures.columns = columns(&[
        ("referrer_group", "Referrer group"),
        ("received", "Received"),
        ("share_percent", "Share, %"),
    ]);
    figures.sentence = sentence(&figures, "received", "Most came from");
    figures
}

/// Why those who were asked to lead declined.
pub(crate) fn declines(rows: &Rows, codes: &[&Codes], told: &Told<'_>) -> Figures {
    let mut figures = shares(rows, codes, told);
    figures.title = "Reasons for declining to lead".into();
    figures.columns =
        columns(&[("reason", "Reason"), ("declined", "Declined"), ("share_percent", "Share, %")]);
    figures.sentence = sentence(&figures, "declined", "The most common reason was");
    figures.sentence = figures.sentence.replacen("request was", "request to lead was", 1);
    figures.sentence = figures.sentence.replacen("requests were", "requests to lead were", 1);
    figures
}

/// What was missing for families. A gap is about nobody.
pub(crate) fn gaps(rows: &Rows, codes: &[&Codes], told: &Told<'_>) -> Figures {
    let mut figures = shares(rows, codes, told);
    figures.title = "Gaps in services, by need".into();
    figures.columns = columns(&[("need", "Need"), ("gaps", "Gaps"), ("share_percent", "Share, %")]);
    let total = figures.lines.last().and_then(|line| line.values.first());
    figures.sentence = match total {
        Some(Value::Count(1)) => "1 gap was recorded.".to_owned(),
        Some(total) => format!("{} gaps were recorded.", total.text()),
        None => String::new(),
    };
    figures
}

/// The lines in the charters' order, those without a count too; the total last.
fn shares(rows: &Rows, codes: &[&Codes], told: &Told<'_>) -> Figures {
    let mut order: Vec<(&str, &str)> = Vec::new();
    let known = codes.iter().flat_map(|codes| codes.iter());
    let known = known.map(|entry| (entry.code.as_str(), entry.name.as_str()));
    // What the charters do not know is a line when it was counted in a forum of the reader's.
    let ours = rows.iter().filter(|(forum, _, _)| told.ours.contains(forum));
    let unknown = ours
        .map(|(_, code, _)| (code.as_str(), if code.is_empty() { "Not recorded" } else { code }));
    for (code, name) in known.chain(unknown) {
        if !order.iter().any(|(before, _)| *before == code) {
            order.push((code, name));
        }
    }
    let printed = order.len();
    for (_, code, _) in rows {
        if !order.iter().any(|(before, _)| before == code) {
            order.push((code, code));
        }
    }
    let mut table: BTreeMap<(ForumId, &str), i64> = BTreeMap::new();
    for (forum, code, count) in rows {
        *table.entry((*forum, code)).or_default() += count;
    }
    let counts = |forum: &ForumId| -> (ForumId, Vec<i64>) {
        let count = |(code, _): &(&str, &str)| table.get(&(*forum, *code)).copied().unwrap_or(0);
        let parts: Vec<i64> = order.iter().map(count).collect();
        (*forum, [parts.iter().sum()].into_iter().chain(parts).collect())
    };
    let forums: Vec<(ForumId, Vec<i64>)> = told.forums.iter().map(counts).collect();
    let width = order.len() + 1;
    let released = Released::by_forum(&forums, (width, width), &[(0..width).collect()], told.exact);
    let shown = released.of(told.ours);
    let whole = shown.first().copied();
    let names = ["Total"].into_iter().chain(order.iter().take(printed).map(|(_, name)| *name));
    let mut lines: Vec<Line> = names
        .zip(&shown)
        .map(|(name, value)| Line {
            name: name.to_owned(),
            values: vec![*value, percent(Some(*value), whole, least(told.exact))],
        })
        .collect();
    if !lines.is_empty() {
        lines.rotate_left(1);
    }
    Figures { lines, ..Figures::default() }
}

fn least(exact: bool) -> i64 {
    if exact { 0 } else { LOCAL.least_base }
}

/// The total and the largest part in words, from the values of the table. Where a part is hidden it
/// is not told which is the largest.
fn sentence(figures: &Figures, what: &str, relation: &str) -> String {
    let Some((total, parts)) = figures.lines.split_last() else { return String::new() };
    let text = |line: &Line| match line.values.first() {
        Some(Value::Count(count)) => thousands(*count),
        Some(other) => other.text(),
        None => String::new(),
    };
    let count = |line: &Line| match line.values.first() {
        Some(Value::Count(count)) => Some(*count),
        _ => None,
    };
    let counts: Option<Vec<i64>> = parts.iter().map(count).collect();
    let largest = counts.as_ref().and_then(|it| it.iter().max()).filter(|count| **count > 0);
    let line = largest.and_then(|most| parts.iter().rfind(|line| count(line) == Some(*most)));
    let requests = if count(total) == Some(1) { "request was" } else { "requests were" };
    let Some(line) = line else { return format!("{} {requests} {what}.", text(total)) };
    let share = line.values.get(1).map(|share| share.in_brackets()).unwrap_or_default();
    format!("{} {requests} {what}. {relation}: {}, {}{share}.", text(total), line.name, text(line))
}

/// How far requests came.
pub(crate) fn funnel(counted: &BTreeMap<ForumId, Funnel>, told: &Told<'_>) -> Figures {
    let names = [
        "Received",
        "Decided",
        "Accepted",
        "Case opened",
        "Case closed",
        "Referred to social care (step-up)",
    ];
    // Between each step and the next are those who stopped there: people too.
    let steps = names.len();
    let within: Vec<Sum> = [0, 1, 2, 3, 2]
        .into_iter()
        .zip(1..)
        .map(|(from, to)| vec![from, to, steps - 1 + to])
        .collect();
    let counts = |forum: &ForumId| {
        let counted = counted.get(forum).copied().unwrap_or_default();
        (*forum, counted.all().to_vec())
    };
    let forums: Vec<(ForumId, Vec<i64>)> = told.forums.iter().map(counts).collect();
    let width = steps + within.len();
    let values = Released::by_forum(&forums, (steps, width), &within, told.exact).of(told.ours);
    let exact = told.exact;
    let whole = values.first().copied();
    let line = |(name, value): (&str, &Value)| Line {
        name: name.to_owned(),
        values: vec![*value, percent(Some(*value), whole, least(exact))],
    };
    let lines: Vec<Line> = names.into_iter().zip(&values).map(line).collect();
    let number = |at: usize| match values.get(at) {
        Some(Value::Count(count)) => thousands(*count),
        Some(other) => other.text(),
        None => String::new(),
    };
    let sentence = format!(
        "Requests received: {}. Decided: {}. Accepted: {}. Cases opened: {}. Closed: {}. Referred to social care: {}.",
        number(0),
        number(1),
        number(2),
        number(3),
        number(4),
        number(5)
    );
    Figures {
        title: "How far requests came".into(),
        columns: columns(&[
            ("step", "Step"),
            ("count", "Count"),
            ("share_percent", "Of received, %"),
        ]),
        lines,
        sentence,
        ..Figures::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(figures: &Figures, expected: &[&str]) {
        let lines: Vec<String> = figures
            .lines
            .iter()
            .map(|line| {
                format!("{} {} {}", line.name, line.values[0].text(), line.values[1].text())
            })
            .collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn shares_are_of_the_total_and_small_counts_are_hidden_with_a_second_one() {
        let forum = ForumId::default();
        let counts = [("a", 3), ("b", 40), ("c", 7)];
        let counts: Rows = counts.map(|(code, count)| (forum, code.to_owned(), count)).into();
        let ours = BTreeSet::from([forum]);
        let told = |exact| Told { forums: std::slice::from_ref(&forum), ours: &ours, exact };
        check(
            &returns(&counts, &[], &told(true)),
            &["a 3 6.0", "b 40 80.0", "c 7 14.0", "Total 50 100.0"],
        );
        let hidden = returns(&counts, &[], &told(false));
        check(&hidden, &["a [c] [c]", "b 40 80.0", "c [c] [c]", "Total 50 100.0"]);
    }

    #[test]
    fn a_step_of_the_funnel_that_few_fell_out_of_is_hidden() {
        let funnel = Funnel {
            received: 100,
            decided: 98,
            accepted: 50,
            opened: 50,
            closed: 30,
            stepped_up: 0,
        };
        let forum = ForumId::default();
        let (counted, ours) = (BTreeMap::from([(forum, funnel)]), BTreeSet::from([forum]));
        let decided = |exact| {
            let told = Told { forums: &[forum], ours: &ours, exact };
            super::funnel(&counted, &told).lines[1].values[0]
        };
        assert_eq!(decided(false), Value::Hidden);
        assert_eq!(decided(true), Value::Count(98));
    }
}
