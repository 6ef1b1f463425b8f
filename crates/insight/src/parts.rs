//! Tables with a few counts for each of some groups, such as an organisation or a month. Whoever may see the cases is
//! shown every group exactly; under disclosure control there is one line for all of them, because a table with a line
//! for each would be mostly hidden. No I/O.

use disclosure::{LOCAL, Sum};
use kernel::ForumId;

use crate::{allocation::percent, breakdown::Told, figures::Value, released::Released};

/// What one record adds to a table.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) forum: ForumId,
    /// The key of its group; groups stand in the order of their keys.
    pub(crate) group: String,
    pub(crate) counts: Vec<i64>,
    /// How many days it took, where that is told.
    pub(crate) days: Option<i64>,
}

/// Which counts are printed, how many there are, and the sums between those of one line.
pub(crate) struct Shape {
    pub(crate) printed: usize,
    pub(crate) width: usize,
    pub(crate) within: Vec<Sum>,
}

/// One line: its group (none for all together), its counts, and the median of its days.
pub(crate) struct Row {
    pub(crate) group: Option<String>,
    pub(crate) counts: Vec<Value>,
    pub(crate) median: Value,
}

impl Row {
    pub(crate) fn count(&self, at: usize) -> Value {
        self.counts.get(at).copied().unwrap_or(Value::Count(0))
    }

    /// One count as a share of another, hidden as they are.
    pub(crate) fn share(&self, part: usize, whole: usize, told: &Told<'_>) -> Value {
        let least = if told.exact { 0 } else { LOCAL.least_base };
        percent(Some(self.count(part)), Some(self.count(whole)), least)
    }
}

/// The lines of the groups, and of all together last.
pub(crate) fn rows(parts: &[Part], shape: &Shape, told: &Told<'_>) -> Vec<Row> {
    let ours: Vec<&Part> = parts.iter().filter(|it| told.ours.contains(&it.forum)).collect();
    if !told.exact {
        let of = |forum: &ForumId| {
            let its = parts.iter().filter(|it| it.forum == *forum);
            (*forum, sum(its, shape.width))
        };
        let forums: Vec<(ForumId, Vec<i64>)> = told.forums.iter().map(of).collect();
        let size = (shape.printed, shape.width);
        let counts = Released::by_forum(&forums, size, &shape.within, false).of(told.ours);
        return vec![Row { group: None, counts, median: median(&ours, LOCAL.least_base) }];
    }
    let mut groups: Vec<&str> = ours.iter().map(|it| it.group.as_str()).collect();
    groups.sort_unstable();
    groups.dedup();
    let row = |group: Option<&str>| {
        let is_in = |it: &&&Part| group.is_none_or(|group| it.group == group);
        let its: Vec<&Part> = ours.iter().filter(is_in).copied().collect();
        let counts = sum(its.iter().copied(), shape.width).into_iter().take(shape.printed);
        Row {
            group: group.map(str::to_owned),
            counts: counts.map(Value::Count).collect(),
            median: median(&its, 0),
        }
    };
    groups.into_iter().map(Some).chain([None]).map(row).collect()
}

fn sum<'a>(parts: impl Iterator<Item = &'a Part>, width: usize) -> Vec<i64> {
    let mut sum = vec![0; width];
    for part in parts {
        sum.iter_mut().zip(&part.counts).for_each(|(sum, count)| *sum += count);
    }
    sum
}

/// The median of the days, with one decimal; of fewer than `least` it says nothing.
fn median(parts: &[&Part], least: i64) -> Value {
    let mut days: Vec<i64> = parts.iter().filter_map(|it| it.days).collect();
    days.sort_unstable();
    let number = i64::try_from(days.len()).unwrap_or(i64::MAX);
    let at = |place: usize| days.get(place).copied().unwrap_or(0);
    match days.len() {
        0 => Value::NotApplicable,
        _ if number < least => Value::TooFew,
        odd if odd % 2 == 1 => Value::Tenths(at(odd / 2) * 10),
        even => Value::Tenths((at(even / 2 - 1) + at(even / 2)) * 5),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn part(group: &str, counts: [i64; 3], days: i64) -> Part {
        let forum = ForumId::default();
        Part { forum, group: group.into(), counts: counts.into(), days: Some(days) }
    }

    fn shown(parts: &[Part], exact: bool) -> Vec<String> {
        let (forum, ours) = (ForumId::default(), BTreeSet::from([ForumId::default()]));
        let told = Told { forums: &[forum], ours: &ours, exact };
        let shape = Shape { printed: 2, width: 3, within: vec![vec![0, 1, 2]] };
        let text = |row: Row| {
            let [all, some] = [row.count(0), row.count(1)].map(Value::text);
            let (share, group) = (row.share(1, 0, &told).text(), row.group.unwrap_or_default());
            format!("{group} {all} {some} {share} {}", row.median.text())
        };
        rows(parts, &shape, &told).into_iter().map(text).collect()
    }

    #[test]
    fn groups_are_for_those_who_see_the_cases_and_one_line_is_for_everybody_else() {
        let mut parts = vec![part("b", [1, 1, 0], 4), part("a", [1, 0, 1], 9)];
        parts.push(part("b", [1, 1, 0], 7));
        assert_eq!(shown(&parts, true), ["a 1 0 0.0 9.0", "b 2 2 100.0 5.5", " 3 2 66.7 7.0"]);
        assert_eq!(shown(&parts, false), [" [c] [c] [c] [u]"]);
        let many: Vec<Part> = (0..40).map(|at| part("a", [1, 1, 0], at)).collect();
        assert_eq!(shown(&many, false), [" 40 40 100.0 19.5"]);
        let few_late: Vec<Part> =
            (0..40).map(|at| part("a", if at < 2 { [1, 0, 1] } else { [1, 1, 0] }, 3)).collect();
        assert_eq!(
            shown(&few_late, false),
            [" 40 [c] [c] 3.0"],
            "two who were late are not told by subtraction"
        );
    }
}
