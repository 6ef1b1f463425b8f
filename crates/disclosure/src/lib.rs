//! Disclosure control: which counts to hide so that no small group of people can be picked out, not
//! even by subtraction. Pure: counts and the sums between them in, what to hide out.
//!
//! A count from 1 to 4 is hidden (primary). If a hidden count can be worked out from the sums that
//! tie the table together, the next smallest count beside it is hidden too (secondary), until
//! nothing hidden can be worked out. Sums include those that the table does not print: accepted
//! minus known is a count of people as well.

/// How much is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Counts from 1 to this are hidden.
    pub small: i64,
    /// Percentages of fewer than this are hidden.
    pub least_base: i64,
}

/// The local default: 1 to 4 hidden; percentages of fewer than 20 hidden.
pub const LOCAL: Rule = Rule { small: 4, least_base: 20 };

/// One count of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// How many.
    pub count: i64,
    /// Whether the table prints it. One that it does not print can still be worked out from others.
    pub printed: bool,
}

/// A sum between counts: the first is the sum of the others. Numbers are places in the list of counts.
pub type Sum = Vec<usize>;

/// For each count, whether to hide it.
///
/// Every printed count that is small is hidden; no hidden count, and no small count that the table
/// does not print, follows from the printed ones by the sums. (When every count but the zeros is
/// hidden nothing follows, so there is always an answer.)
pub fn hide(counts: &[Count], sums: &[Sum], rule: Rule) -> Vec<bool> {
    let small: Vec<bool> = counts.iter().map(|it| (1..=rule.small).contains(&it.count)).collect();
    let mut hidden: Vec<bool> =
        counts.iter().zip(&small).map(|(it, small)| it.printed && *small).collect();
    loop {
        let exposed = exposed(counts, &hidden, sums, &small);
        let before = hidden.clone();
        for at in exposed {
            if let Some(next) = next_to_hide(counts, &before, sums, at) {
                set(&mut hidden, next, true);
            }
        }
        if hidden == before {
            break;
        }
    }
    // Several were hidden at a time. Those that turn out not to be needed are shown again, the
    // largest first: they say most and endanger least.
    let mut more: Vec<usize> = (0..counts.len())
        .filter(|at| hidden.get(*at) == Some(&true) && small.get(*at) == Some(&false))
        .collect();
    more.sort_by_key(|at| std::cmp::Reverse(counts.get(*at).map(|it| it.count)));
    for at in more {
        set(&mut hidden, at, false);
        if !exposed(counts, &hidden, sums, &small).is_empty() {
            set(&mut hidden, at, true);
        }
    }
    hidden
}

fn set(hidden: &mut [bool], at: usize, value: bool) {
    if let Some(hidden) = hidden.get_mut(at) {
        *hidden = value;
    }
}

/// The counts that should stay unknown, and that follow from what is printed.
fn exposed(counts: &[Count], hidden: &[bool], sums: &[Sum], small: &[bool]) -> Vec<usize> {
    let unknown: Vec<bool> =
        counts.iter().zip(hidden).map(|(it, hidden)| *hidden || !it.printed).collect();
    let follows = follows(&unknown, sums);
    (0..counts.len())
        .filter(|at| {
            let is = |list: &[bool]| list.get(*at) == Some(&true);
            is(&follows) && (is(hidden) || is(small))
        })
        .collect()
}

/// The smallest printed count, not zero, beside this one: first in the sums in which this is the
/// only one that is not known, then in any of its sums, then anywhere.
fn next_to_hide(counts: &[Count], hidden: &[bool], sums: &[Sum], at: usize) -> Option<usize> {
    let can = |other: &usize| {
        let printed = counts.get(*other).filter(|it| it.printed && it.count != 0)?;
        (hidden.get(*other) == Some(&false)).then_some((printed.count, *other))
    };
    let is_unknown = |other: &&usize| {
        hidden.get(**other) == Some(&true) || counts.get(**other).is_some_and(|it| !it.printed)
    };
    let its = || sums.iter().filter(|sum| sum.contains(&at));
    let alone = its().filter(|sum| sum.iter().filter(is_unknown).count() == 1);
    let found = alone.flatten().filter_map(can).min();
    let found = found.or_else(|| its().flatten().filter_map(can).min());
    found.or_else(|| (0..counts.len()).filter_map(|other| can(&other)).min()).map(|(_, at)| at)
}

/// A prime, so that the elimination is exact without fractions.
const PRIME: i64 = 2_147_483_647;

/// Which unknown counts follow from the known ones: those that every solution of the sums gives the
/// same value, found by elimination.
fn follows(unknown: &[bool], sums: &[Sum]) -> Vec<bool> {
    let columns: Vec<usize> =
        unknown.iter().enumerate().filter(|(_, it)| **it).map(|(at, _)| at).collect();
    let mut rows: Vec<Vec<i64>> = Vec::new();
    for sum in sums {
        let row: Vec<i64> = columns.iter().map(|column| coefficient(sum, *column)).collect();
        if row.iter().any(|it| *it != 0) {
            rows.push(row);
        }
    }
    let pivots = eliminate(&mut rows, columns.len());
    let mut follows = vec![false; unknown.len()];
    for (row, pivot) in rows.iter().zip(pivots) {
        if row.iter().filter(|it| **it != 0).count() == 1
            && let Some(follows) = columns.get(pivot).and_then(|at| follows.get_mut(*at))
        {
            *follows = true;
        }
    }
    follows
}

/// How often a count stands in a sum: 1 for the whole, -1 for each part.
fn coefficient(sum: &Sum, column: usize) -> i64 {
    let mut all = sum.iter();
    let whole = i64::from(all.next() == Some(&column));
    let parts = i64::try_from(all.filter(|part| **part == column).count()).unwrap_or(0);
    (whole - parts).rem_euclid(PRIME)
}

/// Brings the rows into reduced form, zero rows dropped; gives the leading column of each.
fn eliminate(rows: &mut Vec<Vec<i64>>, width: usize) -> Vec<usize> {
    let mut pivots = Vec::new();
    for column in 0..width {
        let entry = |row: &Vec<i64>| row.get(column).copied().unwrap_or(0);
        let done = pivots.len();
        let Some(found) = rows.iter().skip(done).position(|row| entry(row) != 0) else { continue };
        rows.swap(done, done + found);
        let Some(leading) = rows.get_mut(done) else { break };
        let factor = inverse(entry(leading));
        for value in leading.iter_mut() {
            *value = *value * factor % PRIME;
        }
        let leading = leading.clone();
        for (at, row) in rows.iter_mut().enumerate() {
            let factor = entry(row);
            if at == done || factor == 0 {
                continue;
            }
            for (value, lead) in row.iter_mut().zip(&leading).filter(|(_, lead)| **lead != 0) {
                *value = (*value - factor * lead % PRIME).rem_euclid(PRIME);
            }
        }
        pivots.push(column);
    }
    rows.truncate(pivots.len());
    pivots
}

/// By Fermat: `value` to the power of the prime less two.
fn inverse(value: i64) -> i64 {
    let (mut base, mut exponent, mut result) = (value, PRIME - 2, 1);
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent /= 2;
    }
    result
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A table with a total for each row and each column, as counts and sums.
    fn table(cells: &[Vec<i64>]) -> (Vec<Count>, Vec<Sum>) {
        let (height, width) = (cells.len(), cells[0].len());
        let mut all: Vec<Vec<i64>> = cells.to_vec();
        for row in &mut all {
            row.push(row.iter().sum());
        }
        all.push((0..=width).map(|column| all.iter().map(|row| row[column]).sum()).collect());
        let at = |row: usize, column: usize| row * (width + 1) + column;
        let mut sums = Vec::new();
        for row in 0..=height {
            let parts = (0..width).map(|column| at(row, column));
            sums.push([at(row, width)].into_iter().chain(parts).collect());
        }
        for column in 0..=width {
            let parts = (0..height).map(|row| at(row, column));
            sums.push([at(height, column)].into_iter().chain(parts).collect());
        }
        let counts = all.concat().into_iter().map(|count| Count { count, printed: true }).collect();
        (counts, sums)
    }

    /// An attacker with pencil and paper: as long as a sum has one gap, the gap is filled. Written
    /// apart from the elimination that it checks.
    fn worked_out(unknown: &[bool], sums: &[Sum]) -> Vec<bool> {
        let mut left = unknown.to_vec();
        loop {
            let gap = sums.iter().find_map(|sum| {
                let gaps: Vec<usize> = sum.iter().copied().filter(|at| left[*at]).collect();
                (gaps.len() == 1).then(|| gaps[0])
            });
            match gap {
                Some(at) => left[at] = false,
                None => break,
            }
        }
        unknown.iter().zip(left).map(|(before, after)| *before && !after).collect()
    }

    #[track_caller]
    fn check(cells: &[&[i64]], expected: &[&str]) {
        let cells: Vec<Vec<i64>> = cells.iter().map(|row| row.to_vec()).collect();
        let width = cells[0].len() + 1;
        let (counts, sums) = table(&cells);
        let hidden = hide(&counts, &sums, LOCAL);
        let shown: Vec<String> = counts
            .iter()
            .zip(hidden)
            .map(|(it, hidden)| if hidden { "c".to_owned() } else { it.count.to_string() })
            .collect();
        let shown: Vec<String> = shown.chunks(width).map(|row| row.join(" ")).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn nothing_small_hides_nothing() {
        check(&[&[5, 10], &[20, 0]], &["5 10 15", "20 0 20", "25 10 35"]);
    }

    #[test]
    fn one_small_count_takes_three_others_with_it() {
        check(
            &[&[2, 10, 30], &[20, 40, 50], &[60, 70, 80]],
            &["c c 30 42", "c c 50 110", "60 70 80 210", "82 120 160 362"],
        );
    }

    #[test]
    fn a_total_that_would_give_it_away_is_hidden_too() {
        check(&[&[3, 0], &[0, 0]], &["c 0 c", "0 0 0", "c 0 c"]);
    }

    #[test]
    fn a_small_difference_that_is_not_printed_is_kept_from_being_worked_out() {
        let printed = |count| Count { count, printed: true };
        let counts = [printed(30), printed(28), Count { count: 2, printed: false }];
        let hidden = hide(&counts, &[vec![0, 1, 2]], LOCAL);
        assert_eq!(hidden, [false, true, false]);
    }

    proptest! {
        #[test]
        fn no_hidden_count_can_be_worked_out_from_the_totals(
            cells in (1_usize..7, 1_usize..7).prop_flat_map(|(height, width)| {
                let count = prop_oneof![3 => 0_i64..12, 1 => 0_i64..400];
                prop::collection::vec(prop::collection::vec(count, width), height)
            })
        ) {
            let (counts, sums) = table(&cells);
            let hidden = hide(&counts, &sums, LOCAL);
            for (it, hidden) in counts.iter().zip(&hidden) {
                prop_assert!(*hidden || !(1..=4).contains(&it.count), "{} is shown", it.count);
                prop_assert!(!*hidden || it.count != 0, "a zero is hidden");
            }
            prop_assert!(!worked_out(&hidden, &sums).contains(&true), "{cells:?} {hidden:?}");
            // What elimination cannot find, nobody can: another table fits what is shown. All
            // hidden counts together are such a table's difference when none of them follows.
            prop_assert!(!follows(&hidden, &sums).contains(&true), "{cells:?} {hidden:?}");
        }

        #[test]
        fn elimination_finds_all_that_pencil_and_paper_finds(
            cells in prop::collection::vec(prop::collection::vec(0_i64..9, 4), 4),
            gaps in prop::collection::vec(any::<bool>(), 25)
        ) {
            let (_, sums) = table(&cells);
            let (by_hand, found) = (worked_out(&gaps, &sums), follows(&gaps, &sums));
            for (by_hand, found) in by_hand.iter().zip(found) {
                prop_assert!(!by_hand || found);
            }
        }
    }
}
