//! Levels of need over time: at which level cases were opened, at which the open ones are, and the moves up and down between.
//! No I/O.

use charter::Charter;
use jiff::{ToSpan as _, civil::Date};

use crate::figures::{Figures, Line, Value, columns};

/// A case with the levels at which it was judged.
#[derive(Clone, Debug)]
pub(crate) struct Levelled {
    pub(crate) opened_on: Date,
    pub(crate) closed_on: Option<Date>,
    /// The level at which it was opened.
    pub(crate) opened_at: i64,
    /// The judgements since, in order: the day and the level.
    pub(crate) judged: Vec<(Date, i64)>,
}

impl Levelled {
    /// The level on a day; none while the case is not open.
    fn at(&self, day: Date) -> Option<i64> {
        let is_open = self.opened_on <= day && self.closed_on.is_none_or(|closed| closed > day);
        let last = self.judged.iter().rfind(|(on, _)| *on <= day).map(|(_, level)| *level);
        is_open.then(|| last.unwrap_or(self.opened_at))
    }

    /// The moves from one level to another, each with its day.
    fn moves(&self) -> Vec<(Date, i64, i64)> {
        let mut now = self.opened_at;
        let mut moves = Vec::new();
        for (on, level) in &self.judged {
            if *level != now {
                moves.push((*on, now, *level));
            }
            now = *level;
        }
        moves
    }
}

/// By what they are counted.
pub(crate) const BY: [&str; 2] = ["level", "month"];

/// The levels of some cases: a line for each level, or for each month.
pub(crate) fn levels(cases: &[Levelled], charters: &[Charter], by: &str, as_at: Date) -> Figures {
    let mut known: Vec<(i64, String)> = Vec::new();
    let named = charters.iter().flat_map(|it| &it.levels);
    let named = named.map(|it| (i64::from(it.level), format!("{}, {}", it.level, it.name)));
    let counted = cases.iter().flat_map(|it| {
        it.judged.iter().map(|(_, level)| *level).chain([it.opened_at]).collect::<Vec<_>>()
    });
    for (level, words) in named.chain(counted.map(|level| (level, level.to_string()))) {
        if !known.iter().any(|(before, _)| *before == level) {
            known.push((level, words));
        }
    }
    known.sort();
    let moves: Vec<(Date, i64, i64)> = cases.iter().flat_map(Levelled::moves).collect();
    let so_far = moves.iter().filter(|(on, ..)| *on <= as_at);
    let up = so_far.clone().filter(|(_, from, to)| to > from).count();
    let down = so_far.filter(|(_, from, to)| to < from).count();
    let figures = if by == "month" {
        by_month(cases, &known, &moves, as_at)
    } else {
        by_level(cases, &known, &moves, as_at)
    };
    Figures {
        title: "Levels of need".into(),
        sentence: format!(
            "Cases: {}. Open: {}. Level of need up: {}, down: {}.",
            cases.len(),
            cases.iter().filter(|it| it.at(as_at).is_some()).count(),
            up,
            down
        ),
        ..figures
    }
}

fn count(number: usize) -> Value {
    Value::Count(i64::try_from(number).unwrap_or(i64::MAX))
}

fn by_level(
    cases: &[Levelled],
    known: &[(i64, String)],
    moves: &[(Date, i64, i64)],
    as_at: Date,
) -> Figures {
    let so_far = |it: &&(Date, i64, i64)| it.0 <= as_at;
    let line = |level: Option<i64>, name: &str| {
        let is = |it: i64| level.is_none_or(|level| it == level);
        let opened = cases.iter().filter(|it| it.opened_on <= as_at && is(it.opened_at)).count();
        let now = cases.iter().filter(|it| it.at(as_at).is_some_and(is)).count();
        let moved = moves.iter().filter(so_far);
        let up = moved.clone().filter(|(_, from, to)| to > from && is(*to)).count();
        let down = moved.filter(|(_, from, to)| to < from && is(*to)).count();
        Line { name: name.to_owned(), values: [opened, up, down, now].map(count).to_vec() }
    };
    let lines = known.iter().map(|(level, words)| line(Some(*level), words));
    Figures {
        columns: columns(&[
            ("level", "Level"),
            ("opened", "Opened at it"),
            ("moved_up", "Moved up to it"),
            ("moved_down", "Moved down to it"),
            ("open_now", "Open at it now"),
        ]),
        lines: lines.chain([line(None, "Total")]).collect(),
        ..Figures::default()
    }
}

fn by_month(
    cases: &[Levelled],
    known: &[(i64, String)],
    moves: &[(Date, i64, i64)],
    as_at: Date,
) -> Figures {
    let first = cases.iter().map(|it| it.opened_on.first_of_month()).min();
    let months = first.into_iter().flat_map(|first| first.series(1.month()));
    let lines = months.take_while(|month| *month <= as_at).map(|month| {
        let last = month.last_of_month().min(as_at);
        let within = moves.iter().filter(|(on, ..)| month <= *on && *on <= last);
        let up = within.clone().filter(|(_, from, to)| to > from).count();
        let down = within.filter(|(_, from, to)| to < from).count();
        let open_at = |(level, _): &(i64, String)| {
            cases.iter().filter(|it| it.at(last) == Some(*level)).count()
        };
        let values = [up, down].into_iter().chain(known.iter().map(open_at)).map(count).collect();
        Line { name: month.strftime("%B %Y").to_string(), values }
    });
    let lines = lines.collect();
    let of_level = |(level, words): &(i64, String)| {
        (format!("open_at_{level}"), format!("Open at level {words}"))
    };
    let of_levels: Vec<(String, String)> = known.iter().map(of_level).collect();
    let heads = [("month", "Month"), ("moved_up", "Moved up"), ("moved_down", "Moved down")];
    let more = of_levels.iter().map(|(code, words)| (code.as_str(), words.as_str()));
    let heads: Vec<(&str, &str)> = heads.into_iter().chain(more).collect();
    Figures { columns: columns(&heads), lines, ..Figures::default() }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn lines(by: &str) -> Vec<String> {
        let cases = [
            Levelled {
                opened_on: date(2026, 9, 3),
                closed_on: None,
                opened_at: 3,
                judged: vec![
                    (date(2026, 9, 20), 3),
                    (date(2026, 10, 2), 4),
                    (date(2026, 11, 2), 2),
                ],
            },
            Levelled {
                opened_on: date(2026, 9, 9),
                closed_on: Some(date(2026, 10, 9)),
                opened_at: 3,
                judged: vec![(date(2026, 10, 9), 1)],
            },
        ];
        let figures = levels(&cases, &[], by, date(2026, 11, 22));
        let text = |line: &Line| {
            let values: Vec<String> = line.values.iter().map(|it| it.text()).collect();
            format!("{}: {}", line.name, values.join(" "))
        };
        figures.lines.iter().map(text).chain([figures.sentence.clone()]).collect()
    }

    #[test]
    fn moves_are_told_up_and_down_and_each_level_has_those_who_are_open_at_it() {
        assert_eq!(
            lines("level"),
            [
                "1: 0 0 1 0",
                "2: 0 0 1 1",
                "3: 2 0 0 0",
                "4: 0 1 0 0",
                "Total: 2 1 2 1",
                "Cases: 2. Open: 1. Level of need up: 1, down: 2.",
            ]
        );
    }

    #[test]
    fn each_month_has_its_moves_and_who_was_open_at_its_end() {
        let months = lines("month");
        assert_eq!(months[0], "September 2026: 0 0 0 0 2 0");
        assert_eq!(months[1], "October 2026: 1 1 0 0 0 1");
        assert_eq!(months[2], "November 2026: 0 1 0 1 0 0");
    }
}
