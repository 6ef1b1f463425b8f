//! Requests and allocations by place: the table that the partnership's board reads. No I/O.
//!
//! Places of all tiers hang together by sums, so what is hidden is decided for the whole tree at
//! once, and for every forum in it, whoever reads: a district hidden in one table cannot be had from
//! the quadrants of another, nor a forum from the tables of two readers.

use std::collections::BTreeSet;

use disclosure::{Count, LOCAL, Sum};
use kernel::{ForumId, PlaceId};

use crate::{
    figures::{Column, Figures, Line, Value, columns, tenths},
    released::Released,
};

/// One place of the tree, in the partnership's order.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) id: PlaceId,
    pub(crate) tier: String,
    pub(crate) name: String,
    pub(crate) parent: Option<PlaceId>,
}

/// What one forum counted: received, accepted, known, referred, and of the referred those known.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counted {
    pub(crate) received: i64,
    pub(crate) accepted: i64,
    pub(crate) known: i64,
    pub(crate) referred: i64,
    pub(crate) referred_known: i64,
}

/// A forum, where it is, and what it counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ForumCount {
    pub(crate) forum: ForumId,
    pub(crate) place: PlaceId,
    pub(crate) counted: Counted,
}

/// What is printed of each place, and behind it what can be worked out from that: accepted less
/// known, and so on.
const PRINTED: usize = 6;
const WIDTH: usize = 11;
/// The sums between the counts of one place.
const WITHIN: [[usize; 3]; 6] = [[0, 1, 6], [1, 2, 7], [1, 3, 8], [3, 4, 5], [2, 4, 9], [7, 5, 10]];

impl Counted {
    fn all(self) -> [i64; WIDTH] {
        let not_known = self.accepted - self.known;
        let referred_not_known = self.referred - self.referred_known;
        [
            self.received,
            self.accepted,
            self.known,
            self.referred,
            self.referred_known,
            referred_not_known,
            self.received - self.accepted,
            not_known,
            self.accepted - self.referred,
            self.known - self.referred_known,
            not_known - referred_not_known,
        ]
    }

    fn add(&mut self, other: Self) {
        self.received += other.received;
        self.accepted += other.accepted;
        self.known += other.known;
        self.referred += other.referred;
        self.referred_known += other.referred_known;
    }
}

fn head() -> Vec<Column> {
    columns(&[
        ("place", "Place"),
        ("received", "Received"),
        ("accepted", "Accepted"),
        ("known", "Known to social care in the last 5 years"),
        ("referred", "Referred to social care"),
        ("referred_percent", "Referred, % of accepted"),
        ("referred_known", "Referred and known before"),
        ("referred_not_known", "Referred and not known before"),
    ])
}

/// The tiers by which these forums can be counted, in the partnership's order.
pub(crate) fn tiers(places: &[Place], forums: &[ForumCount]) -> Vec<String> {
    let mut tiers: Vec<String> = Vec::new();
    for place in places {
        let has_forum = forums.iter().any(|forum| lies_in(places, forum.place, place.id));
        if has_forum && !tiers.contains(&place.tier) {
            tiers.push(place.tier.clone());
        }
    }
    tiers
}

/// Whether a place is another or lies in it, however deep.
pub(crate) fn lies_in(places: &[Place], place: PlaceId, other: PlaceId) -> bool {
    let mut at = Some(place);
    // No tree is deeper than it has places.
    for _ in 0..=places.len() {
        match at {
            Some(id) if id == other => return true,
            Some(id) => at = places.iter().find(|it| it.id == id).and_then(|it| it.parent),
            None => return false,
        }
    }
    false
}

/// One line of some table: the forums that it counts.
struct Node {
    tier: String,
    name: String,
    counted: Counted,
    forums: BTreeSet<ForumId>,
}

/// Every line of every table, and the sums between lines: whole and parts.
struct Tree {
    nodes: Vec<Node>,
    sums: Vec<Sum>,
}

impl Tree {
    /// What has no forum counts nothing and is no line: wards are many, and each line makes the choice of what to
    /// hide longer.
    fn grow(places: &[Place], forums: &[ForumCount]) -> Self {
        let mut tree = Self { nodes: Vec::new(), sums: Vec::new() };
        let total = tree.add("", "Total", forums, |_| true);
        let counts = |place: &&Place| forums.iter().any(|it| lies_in(places, it.place, place.id));
        let counted: Vec<&Place> = places.iter().filter(counts).collect();
        let at: Vec<usize> = counted
            .iter()
            .map(|place| {
                let inside = |forum: &ForumCount| lies_in(places, forum.place, place.id);
                tree.add(&place.tier, &place.name, forums, inside)
            })
            .collect();
        let parts = |parent: Option<PlaceId>| -> Vec<usize> {
            let parts = counted.iter().zip(&at).filter(|(place, _)| place.parent == parent);
            parts.map(|(_, at)| *at).collect()
        };
        tree.sums.push([vec![total], parts(None)].concat());
        for (place, at) in counted.iter().zip(&at) {
            let parts = parts(Some(place.id));
            let own: Vec<ForumId> =
                (forums.iter().filter(|it| it.place == place.id)).map(|it| it.forum).collect();
            // The place of one forum and of nothing else is that forum's line.
            let is_the_place = parts.is_empty() && own.len() == 1;
            let mut sum = [vec![*at], parts].concat();
            for own in own.into_iter().filter(|_| !is_the_place) {
                sum.push(tree.add("", "", forums, |forum| forum.forum == own));
            }
            if sum.len() > 1 {
                tree.sums.push(sum);
            }
        }
        for tier in tiers(places, forums) {
            tree.elsewhere(&tier, total, forums);
        }
        tree
    }

    /// What is in no place of a tier, where there is such a thing.
    fn elsewhere(&mut self, tier: &str, total: usize, forums: &[ForumCount]) {
        let of_tier: Vec<usize> = (self.nodes.iter().enumerate())
            .filter(|(_, node)| node.tier == tier)
            .map(|(at, _)| at)
            .collect();
        let inside: BTreeSet<ForumId> = (self.nodes.iter())
            .filter(|node| node.tier == tier)
            .flat_map(|node| node.forums.iter().copied())
            .collect();
        if inside.len() < forums.len() {
            let name = format!("In no {tier}");
            let outside = |forum: &ForumCount| !inside.contains(&forum.forum);
            let rest = self.add(tier, &name, forums, outside);
            self.sums.push([vec![total], of_tier, vec![rest]].concat());
        }
    }

    fn add(
        &mut self,
        tier: &str,
        name: &str,
        forums: &[ForumCount],
        counts: impl Fn(&ForumCount) -> bool,
    ) -> usize {
        let mut node = Node {
            tier: tier.to_owned(),
            name: name.to_owned(),
            counted: Counted::default(),
            forums: BTreeSet::new(),
        };
        for forum in forums.iter().filter(|forum| counts(forum)) {
            node.counted.add(forum.counted);
            node.forums.insert(forum.forum);
        }
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    /// The lines, each count with whether to hide it.
    fn released(&self, exact: bool) -> Released {
        let hidden = if exact { Vec::new() } else { self.hidden() };
        Released::new(self.nodes.iter().enumerate().map(|(node, it)| {
            let printed = it.counted.all().into_iter().take(PRINTED).enumerate();
            let is_hidden = |at: usize| hidden.get(node * WIDTH + at) == Some(&true);
            (it.forums.clone(), printed.map(|(at, count)| (count, is_hidden(at))).collect())
        }))
    }

    /// For each line and each of its counts, whether to hide it.
    fn hidden(&self) -> Vec<bool> {
        let counts = self.nodes.iter().flat_map(|node| {
            let all = node.counted.all().into_iter().enumerate();
            all.map(|(at, count)| Count { count, printed: at < PRINTED })
        });
        let counts: Vec<Count> = counts.collect();
        let within = (0..self.nodes.len())
            .flat_map(|node| WITHIN.map(|sum| sum.map(|at| node * WIDTH + at).to_vec()));
        let between = self.sums.iter().flat_map(|sum| {
            (0..PRINTED).map(|at| sum.iter().map(|node| node * WIDTH + at).collect())
        });
        let sums: Vec<Sum> = within.chain(between).collect();
        disclosure::hide(&counts, &sums, LOCAL)
    }
}

/// The table by one tier of the forums that its reader may see, out of `forums`: those alone when it
/// is `exact`, and all of the partnership's under disclosure control.
pub(crate) fn table(
    places: &[Place],
    forums: &[ForumCount],
    ours: &BTreeSet<ForumId>,
    by: &str,
    exact: bool,
) -> Figures {
    let tree = Tree::grow(places, forums);
    let released = tree.released(exact);
    let line = |(name, forums): (&str, BTreeSet<ForumId>)| Line {
        name: name.to_owned(),
        values: with_percent(released.of(&forums), exact),
    };
    let of_tier = tree.nodes.iter().filter(|node| node.tier == by);
    let of_tier = of_tier.map(|node| (node.name.as_str(), &node.forums & ours));
    let of_tier = of_tier.filter(|(_, forums)| !forums.is_empty());
    let lines: Vec<Line> = of_tier.chain([("Total", ours.clone())]).map(line).collect();
    let sentence = lines.last().map(|total| sentence(&total.values)).unwrap_or_default();
    Figures {
        title: format!("Requests and allocations by {by}"),
        columns: head(),
        lines,
        sentence,
        ..Figures::default()
    }
}

fn with_percent(mut values: Vec<Value>, exact: bool) -> Vec<Value> {
    let least = if exact { 0 } else { LOCAL.least_base };
    let (accepted, referred) = (values.get(1).copied(), values.get(3).copied());
    values.insert(values.len().min(4), percent(referred, accepted, least));
    values
}

/// A percentage of two values as they are shown: what is hidden stays hidden.
pub(crate) fn percent(part: Option<Value>, whole: Option<Value>, least_base: i64) -> Value {
    let (Some(Value::Count(part)), Some(Value::Count(whole))) = (part, whole) else {
        return Value::Hidden;
    };
    match tenths(part, whole) {
        None => Value::NotApplicable,
        Some(_) if whole < least_base => Value::TooFew,
        Some(tenths) => Value::Tenths(tenths),
    }
}

/// The total in words, from the same values.
fn sentence(total: &[Value]) -> String {
    let [received, accepted, known, referred, share, before, not_before] = total else {
        return String::new();
    };
    if *received == Value::Count(0) {
        return "No request was received.".to_owned();
    }
    let number = |value: &Value| match value {
        Value::Count(count) => thousands(*count),
        other => other.text(),
    };
    format!(
        "Requests received: {}. Accepted: {}. Of these, known to social care in the five years before: {}; \
         referred to social care afterwards: {}{}, known before: {}, not known before: {}.",
        number(received),
        number(accepted),
        number(known),
        number(referred),
        share.in_brackets(),
        number(before),
        number(not_before),
    )
}

/// 1,766.
pub(crate) fn thousands(count: i64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests;
