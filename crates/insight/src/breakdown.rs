//! Counts of one kind with their shares: why requests were returned, who made them, and how far they
//! came. No I/O.

use std::collections::BTreeMap;

use charter::codes::Codes;

use crate::{
    allocation::{percent, thousands},
    disclosure::{self, Count, LOCAL},
    figures::{Figures, Line, Value, columns},
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
    pub(crate) fn add(&mut self, other: Self) {
        self.received += other.received;
        self.decided += other.decided;
        self.accepted += other.accepted;
        self.opened += other.opened;
        self.closed += other.closed;
        self.stepped_up += other.stepped_up;
    }
}

/// Why requests were returned.
pub(crate) fn returns(counts: &BTreeMap<String, i64>, codes: &[&Codes], exact: bool) -> Figures {
    let mut figures = shares(counts, codes, exact);
    figures.title = "Requests returned, by reason".into();
    figures.columns =
        columns(&[("reason", "Reason"), ("returned", "Returned"), ("share_percent", "Share, %")]);
    figures.sentence = sentence(&figures, counts, codes, "requests were returned", "because");
    figures
}

/// Who made the requests.
pub(crate) fn referrers(counts: &BTreeMap<String, i64>, codes: &[&Codes], exact: bool) -> Figures {
    let mut figures = shares(counts, codes, exact);
    figures.title = "Requests received, by referrer group".into();
    figures.columns = columns(&[
        ("referrer_group", "Referrer group"),
        ("received", "Received"),
        ("share_percent", "Share, %"),
    ]);
    figures.sentence = sentence(&figures, counts, codes, "requests were received", "from");
    figures
}

/// The lines in the charters' order, those without a count too; the total last.
fn shares(counts: &BTreeMap<String, i64>, codes: &[&Codes], exact: bool) -> Figures {
    let mut order: Vec<(&str, &str)> = Vec::new();
    let known = codes.iter().flat_map(|codes| codes.iter());
    let known = known.map(|entry| (entry.code.as_str(), entry.name.as_str()));
    let unknown = counts
        .keys()
        .map(|code| (code.as_str(), if code.is_empty() { "Not recorded" } else { code.as_str() }));
    for (code, name) in known.chain(unknown) {
        if !order.iter().any(|(before, _)| *before == code) {
            order.push((code, name));
        }
    }
    let parts: Vec<i64> =
        order.iter().map(|(code, _)| counts.get(*code).copied().unwrap_or(0)).collect();
    let total: i64 = parts.iter().sum();
    let all: Vec<i64> = [total].into_iter().chain(parts).collect();
    let sum = (0..all.len()).collect();
    let shown = shown(&all, &[sum], exact);
    let whole = shown.first().copied();
    let names = ["Total"].into_iter().chain(order.iter().map(|(_, name)| *name));
    let mut lines: Vec<Line> = names
        .zip(&shown)
        .map(|(name, value)| Line {
            name: name.to_owned(),
            values: vec![*value, percent(Some(*value), whole, least(exact))],
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

fn shown(counts: &[i64], sums: &[disclosure::Sum], exact: bool) -> Vec<Value> {
    let cells: Vec<Count> =
        counts.iter().map(|count| Count { count: *count, printed: true }).collect();
    let hidden =
        if exact { vec![false; cells.len()] } else { disclosure::hide(&cells, sums, LOCAL) };
    let value = |(count, hidden): (&i64, bool)| {
        if hidden { Value::Hidden } else { Value::Count(*count) }
    };
    counts.iter().zip(hidden).map(value).collect()
}

/// The total and the largest part in words, from the values of the table.
fn sentence(
    figures: &Figures,
    counts: &BTreeMap<String, i64>,
    codes: &[&Codes],
    what: &str,
    link: &str,
) -> String {
    let Some((total, parts)) = figures.lines.split_last() else { return String::new() };
    let text = |line: &Line| match line.values.first() {
        Some(Value::Count(count)) => thousands(*count),
        Some(other) => other.text(),
        None => String::new(),
    };
    let largest = counts.iter().filter(|(_, count)| **count > 0).max_by_key(|(_, count)| **count);
    let name = largest.map(|(code, _)| {
        codes.iter().find_map(|codes| codes.get(code)).map_or(code.as_str(), |it| it.name.as_str())
    });
    let line = name.and_then(|name| parts.iter().find(|line| line.name == name));
    let Some(line) = line else { return format!("{} {what}.", text(total)) };
    let share = line.values.get(1).map(|share| share.in_brackets()).unwrap_or_default();
    let relation = if link == "because" { "The most common reason was" } else { "Most came from" };
    format!("{} {what}. {relation}: {}, {}{share}.", text(total), line.name, text(line))
}

/// How far requests came.
pub(crate) fn funnel(counted: Funnel, exact: bool) -> Figures {
    let Funnel { received, decided, accepted, opened, closed, stepped_up } = counted;
    let steps = [received, decided, accepted, opened, closed, stepped_up];
    let names = [
        "Received",
        "Decided",
        "Accepted",
        "Case opened",
        "Case closed",
        "Referred to social care (step-up)",
    ];
    // Between each step and the next are those who stopped there: people too.
    let stopped = [
        (0, received - decided),
        (1, decided - accepted),
        (2, accepted - opened),
        (3, opened - closed),
        (2, accepted - stepped_up),
    ];
    let mut cells: Vec<Count> =
        steps.iter().map(|count| Count { count: *count, printed: true }).collect();
    let mut sums = Vec::new();
    for ((from, count), to) in stopped.into_iter().zip(1..) {
        sums.push(vec![from, to, cells.len()]);
        cells.push(Count { count, printed: false });
    }
    let hidden =
        if exact { vec![false; cells.len()] } else { disclosure::hide(&cells, &sums, LOCAL) };
    let values: Vec<Value> = steps
        .iter()
        .zip(hidden)
        .map(|(count, hidden)| if hidden { Value::Hidden } else { Value::Count(*count) })
        .collect();
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
        "Of {} requests received, {} were decided and {} accepted; {} cases were opened, {} closed, \
         and {} referred to social care.",
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
        let counts = [("a", 3), ("b", 40), ("c", 7)].map(|(code, count)| (code.to_owned(), count));
        let counts = BTreeMap::from(counts);
        check(
            &returns(&counts, &[], true),
            &["a 3 6.0", "b 40 80.0", "c 7 14.0", "Total 50 100.0"],
        );
        let hidden = returns(&counts, &[], false);
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
        let figures = super::funnel(funnel, false);
        assert_eq!(figures.lines[1].values[0], Value::Hidden);
        assert_eq!(
            super::super::breakdown::funnel(funnel, true).lines[1].values[0],
            Value::Count(98)
        );
    }
}
