//! Tables with a few counts for each of some groups, such as an organisation or a month, for whoever may see the cases:
//! they are shown every group exactly. Under disclosure control there are none, because by subtraction they would give
//! back what others hide. No I/O.

use std::collections::BTreeSet;

use kernel::ForumId;

use crate::{allocation::percent, figures::Value};

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

/// One line: its group (none for all together), its counts, and the median of its days.
pub(crate) struct Row {
    pub(crate) group: Option<String>,
    counts: Vec<i64>,
    pub(crate) median: Value,
}

impl Row {
    pub(crate) fn count(&self, at: usize) -> Value {
        Value::Count(self.counts.get(at).copied().unwrap_or(0))
    }

    /// One count as a share of another.
    pub(crate) fn share(&self, part: usize, whole: usize) -> Value {
        percent(Some(self.count(part)), Some(self.count(whole)), 0)
    }
}

/// The lines of the groups in these forums, and of all together last.
pub(crate) fn rows(parts: &[Part], ours: &BTreeSet<ForumId>) -> Vec<Row> {
    let ours: Vec<&Part> = parts.iter().filter(|it| ours.contains(&it.forum)).collect();
    let mut groups: Vec<&str> = ours.iter().map(|it| it.group.as_str()).collect();
    groups.sort_unstable();
    groups.dedup();
    let row = |group: Option<&str>| {
        let is_in = |it: &&&Part| group.is_none_or(|group| it.group == group);
        let its: Vec<&Part> = ours.iter().filter(is_in).copied().collect();
        Row { group: group.map(str::to_owned), counts: sum(&its), median: median(&its) }
    };
    groups.into_iter().map(Some).chain([None]).map(row).collect()
}

fn sum(parts: &[&Part]) -> Vec<i64> {
    let mut sum = Vec::new();
    for part in parts {
        sum.resize(part.counts.len(), 0);
        sum.iter_mut().zip(&part.counts).for_each(|(sum, count)| *sum += count);
    }
    sum
}

/// The median of the days, with one decimal.
fn median(parts: &[&Part]) -> Value {
    let mut days: Vec<i64> = parts.iter().filter_map(|it| it.days).collect();
    days.sort_unstable();
    let at = |place: usize| days.get(place).copied().unwrap_or(0);
    match days.len() {
        0 => Value::NotApplicable,
        odd if odd % 2 == 1 => Value::Tenths(at(odd / 2) * 10),
        even => Value::Tenths((at(even / 2 - 1) + at(even / 2)) * 5),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(group: &str, counts: [i64; 2], days: i64) -> Part {
        let forum = ForumId::default();
        Part { forum, group: group.into(), counts: counts.into(), days: Some(days) }
    }

    #[test]
    fn each_group_has_a_line_and_all_together_the_last() {
        let parts = [part("b", [1, 1], 4), part("a", [1, 0], 9), part("b", [1, 1], 7)];
        let shown = |ours: &BTreeSet<ForumId>| -> Vec<String> {
            let text = |row: Row| {
                let [all, some, share] =
                    [row.count(0), row.count(1), row.share(1, 0)].map(Value::text);
                format!(
                    "{} {all} {some} {share} {}",
                    row.group.unwrap_or_default(),
                    row.median.text()
                )
            };
            rows(&parts, ours).into_iter().map(text).collect()
        };
        let ours = BTreeSet::from([ForumId::default()]);
        assert_eq!(shown(&ours), ["a 1 0 0.0 9.0", "b 2 2 100.0 5.5", " 3 2 66.7 7.0"]);
        assert_eq!(shown(&BTreeSet::new()), [" 0 0  "], "those of another forum are not counted");
    }
}
