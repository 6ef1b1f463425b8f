//! What is released of the forums of a partnership, and what a reader of some of them is shown of
//! that. No I/O.
//!
//! What to hide is decided once, over all forums, whoever asks. A reader of some forums gets the line
//! that is about just these or, where there is none, the sum of what is shown of each of them: never
//! a number that another reader's tables do not hold already. So no two readers' tables, laid on
//! each other, say more than one.

use std::collections::BTreeSet;

use disclosure::{Count, LOCAL, Sum};
use kernel::ForumId;

use crate::figures::Value;

/// One line: the forums that it is about and its counts, with whether each is hidden.
struct Line {
    forums: BTreeSet<ForumId>,
    counts: Vec<(i64, bool)>,
}

/// Every line that somebody may be shown.
pub(crate) struct Released {
    lines: Vec<Line>,
}

impl Released {
    /// Lines of which it has been decided what is hidden.
    pub(crate) fn new(
        lines: impl IntoIterator<Item = (BTreeSet<ForumId>, Vec<(i64, bool)>)>,
    ) -> Self {
        Self { lines: lines.into_iter().map(|(forums, counts)| Line { forums, counts }).collect() }
    }

    /// Decides it for a table with a line for each forum and one for all of them. The first counts
    /// of each line are printed; `within` are the sums between the counts of one line.
    pub(crate) fn by_forum(
        forums: &[(ForumId, Vec<i64>)],
        (printed, width): (usize, usize),
        within: &[Sum],
        exact: bool,
    ) -> Self {
        let at = |counts: &[i64], column: usize| counts.get(column).copied().unwrap_or(0);
        let of_all: Vec<i64> =
            (0..width).map(|column| forums.iter().map(|it| at(&it.1, column)).sum()).collect();
        let mut lines = vec![(forums.iter().map(|it| it.0).collect::<BTreeSet<_>>(), of_all)];
        if forums.len() > 1 {
            lines.extend(forums.iter().map(|it| (BTreeSet::from([it.0]), it.1.clone())));
        }
        let counts = lines.iter().flat_map(|(_, counts)| {
            (0..width).map(|column| Count { count: at(counts, column), printed: column < printed })
        });
        let counts: Vec<Count> = counts.collect();
        let mut sums: Vec<Sum> = (0..lines.len())
            .flat_map(|line| within.iter().map(move |sum| (line, sum)))
            .map(|(line, sum)| sum.iter().map(|column| line * width + column).collect())
            .collect();
        if lines.len() > 1 {
            sums.extend(
                (0..printed).map(|column| {
                    (0..lines.len()).map(|line| line * width + column).collect::<Sum>()
                }),
            );
        }
        let hidden = if exact { Vec::new() } else { disclosure::hide(&counts, &sums, LOCAL) };
        Self::new(lines.into_iter().enumerate().map(|(line, (forums, counts))| {
            let is_hidden = |column: usize| hidden.get(line * width + column) == Some(&true);
            let printed = counts.into_iter().take(printed).enumerate();
            (forums, printed.map(|(column, count)| (count, is_hidden(column))).collect())
        }))
    }

    /// What is shown of these forums together.
    pub(crate) fn of(&self, forums: &BTreeSet<ForumId>) -> Vec<Value> {
        if let Some(line) = self.line(forums) {
            return line.counts.iter().map(|(count, hidden)| value(*count, *hidden)).collect();
        }
        let mut sum: Vec<(i64, bool)> = Vec::new();
        for line in forums.iter().filter_map(|forum| self.line(&BTreeSet::from([*forum]))) {
            sum.resize(line.counts.len(), (0, false));
            for ((sum, is_hidden), (count, hidden)) in sum.iter_mut().zip(&line.counts) {
                *sum += count;
                *is_hidden |= hidden;
            }
        }
        sum.into_iter().map(|(count, hidden)| value(count, hidden)).collect()
    }

    fn line(&self, forums: &BTreeSet<ForumId>) -> Option<&Line> {
        self.lines.iter().find(|line| line.forums == *forums)
    }
}

fn value(count: i64, hidden: bool) -> Value {
    if hidden { Value::Hidden } else { Value::Count(count) }
}
