//! Writes a filter as SQL over `record_scope`, valid word for word on SQLite and PostgreSQL.

use uuid::Uuid;

use crate::filter::{Filter, Tie, Visible};
use crate::words::Kind;

/// Names that no query gives to a table of its own, so that no column is taken for another's.
const TIE: &str = "scope_tie";
const SEED: &str = "scope_seed";

impl Visible {
    /// A condition on one row of a table, to splice into a query behind `where` or `case when`.
    ///
    /// `id_column` is the record's id in that query, such as `c.id`; the first parameter is
    /// `$first_param`. Answers the text and the values, to be bound in this order.
    #[must_use]
    pub fn condition(&self, id_column: &str, first_param: usize) -> (String, Vec<Uuid>) {
        let mut writer = Writer::new(self.kind, first_param);
        let permits = writer.filter(&self.permits, id_column);
        let bars = writer.filter(&self.bars, id_column);
        let text = match (self.is_empty(), &self.bars) {
            (true, _) => return ("1 = 0".to_owned(), Vec::new()),
            (false, Filter::Always) => format!("({permits})"),
            (false, _) => format!("({permits} and {bars})"),
        };
        (text, writer.values)
    }

    /// The ids of exactly the records that match, each once, found from the scope index: write
    /// `where c.id in (…)`, so that a list never starts from a scan.
    #[must_use]
    pub fn candidates(&self, first_param: usize) -> (String, Vec<Uuid>) {
        if self.is_empty() {
            let kind = self.kind;
            let nothing =
                format!("select record from record_scope where kind = '{kind}' and 1 = 0");
            return (nothing, Vec::new());
        }
        let mut writer = Writer::new(self.kind, first_param);
        let arms: Vec<String> =
            seeds(&self.permits).iter().map(|(tie, rest)| writer.arm(tie, rest)).collect();
        let mut text = match arms.as_slice() {
            [only] => format!("select distinct scope_seen.record from ({only}) scope_seen"),
            many => format!("select scope_seen.record from ({}) scope_seen", many.join(" union ")),
        };
        if self.bars != Filter::Always {
            let bars = writer.filter(&self.bars, "scope_seen.record");
            text.push_str(&format!(" where {bars}"));
        }
        (text, writer.values)
    }
}

/// Where a page of a list starts and ends, as the names of its statement's parameters.
#[derive(Clone, Copy, Debug)]
pub struct Window<'a> {
    /// The state that the records have.
    pub state: &'a str,
    /// Each is listed below this moment …
    pub below: &'a str,
    /// … or at it, and has a lower id than this.
    pub below_id: &'a str,
    /// No more than so many.
    pub rows: &'a str,
}

impl Visible {
    /// The ids of the records that match and are listed next, each once: at least the first `rows` of
    /// them. Each tie of the reader is followed along the scope index only so far, so that a page of a
    /// long list costs what a page of a short one does.
    #[must_use]
    pub fn next(&self, window: Window<'_>, first_param: usize) -> (String, Vec<Uuid>) {
        let seeds = seeds(&self.permits);
        // A rule that asks only that a record exists meets each of its rows: there is no order to follow.
        if self.is_empty() || seeds.iter().any(|(tie, _)| tie.relation.is_none()) {
            return self.candidates(first_param);
        }
        let mut writer = Writer::new(self.kind, first_param);
        let bars = (self.bars != Filter::Always).then_some(&self.bars);
        let arms: Vec<String> = seeds
            .iter()
            .flat_map(|(tie, rest)| one_by_one(tie).into_iter().map(move |tie| (tie, rest)))
            .enumerate()
            .map(|(at, (tie, rest))| {
                let mut arm = writer.arm(&tie, rest);
                if let Some(bars) = bars {
                    arm.push_str(&format!(
                        " and {}",
                        writer.filter(bars, &format!("{SEED}.record"))
                    ));
                }
                let Window { state, below, below_id, rows } = window;
                format!(
                    "select arm_{at}.record from ({arm} and {SEED}.state = {state} \
                     and ({SEED}.listed_at, {SEED}.record) < ({below}, {below_id}) \
                     order by {SEED}.listed_at desc, {SEED}.record desc limit cast({rows} as bigint)) arm_{at}"
                )
            })
            .collect();
        // An engine unites only so many; and whoever has so many ties has a long list to begin with.
        if arms.len() > MOST_ARMS {
            return self.candidates(first_param);
        }
        (arms.join(" union "), writer.values)
    }
}

/// SQLite takes 500 selects in one.
const MOST_ARMS: usize = 400;

/// The ties to each of the targets: the index holds the records of one in the order of the list.
fn one_by_one(tie: &Tie) -> Vec<Tie> {
    let one = |target: &Uuid| Tie { relation: tie.relation, targets: vec![*target] };
    if tie.targets.is_empty() { vec![tie.clone()] } else { tie.targets.iter().map(one).collect() }
}

/// Splits a filter into ties to start from, each with what must hold besides.
///
/// A permit is never true of a record without rows, so in every conjunction at least one part has
/// a tie to start from; starting from any of them is right, and the first is taken.
fn seeds(filter: &Filter) -> Vec<(Tie, Filter)> {
    match filter {
        Filter::Tied(tie) => vec![(tie.clone(), Filter::Always)],
        Filter::Any(parts) => parts.iter().flat_map(seeds).collect(),
        Filter::All(parts) => {
            let Some(start) = parts.iter().position(can_seed) else { return Vec::new() };
            let others: Vec<Filter> = parts
                .iter()
                .enumerate()
                .filter(|(position, _)| *position != start)
                .map(|(_, part)| part.clone())
                .collect();
            let started = parts.get(start).map(seeds).unwrap_or_default();
            started
                .into_iter()
                .map(|(tie, rest)| {
                    let mut rests = others.clone();
                    rests.push(rest);
                    (tie, crate::filter::all(rests))
                })
                .collect()
        }
        Filter::Always | Filter::Never | Filter::Untied(_) => Vec::new(),
    }
}

/// Whether the filter is false of a record without rows, so that it names ties to start from.
fn can_seed(filter: &Filter) -> bool {
    match filter {
        Filter::Tied(_) | Filter::Never => true,
        Filter::Always | Filter::Untied(_) => false,
        Filter::Any(parts) => parts.iter().all(can_seed),
        Filter::All(parts) => parts.iter().any(can_seed),
    }
}

struct Writer {
    kind: Kind,
    first: usize,
    values: Vec<Uuid>,
    /// Lists already written: where each starts among the values, and how long it is.
    written: Vec<(usize, usize)>,
}

impl Writer {
    fn new(kind: Kind, first: usize) -> Self {
        Self { kind, first, values: Vec::new(), written: Vec::new() }
    }

    fn arm(&mut self, tie: &Tie, rest: &Filter) -> String {
        let kind = self.kind.name();
        let start = match tie.relation {
            None => format!("{SEED}.kind = '{kind}'"),
            Some(_) => format!("{} and {SEED}.kind = '{kind}'", self.tie(tie, SEED)),
        };
        let mut text = format!("select {SEED}.record from record_scope {SEED} where {start}");
        if *rest != Filter::Always {
            let rest = self.filter(rest, &format!("{SEED}.record"));
            text.push_str(&format!(" and {rest}"));
        }
        text
    }

    fn filter(&mut self, filter: &Filter, id: &str) -> String {
        match filter {
            Filter::Always => "1 = 1".to_owned(),
            Filter::Never => "1 = 0".to_owned(),
            Filter::Tied(tie) => self.exists(&[tie], id),
            Filter::Untied(tie) => format!("not {}", self.exists(&[tie], id)),
            Filter::All(parts) => {
                let untied: Vec<&Tie> = parts.iter().filter_map(untied).collect();
                let others = parts.iter().filter(|part| untied_is_none(part));
                let mut texts: Vec<String> = others.map(|part| self.filter(part, id)).collect();
                if !untied.is_empty() {
                    texts.push(format!("not {}", self.exists(&untied, id)));
                }
                format!("({})", texts.join(" and "))
            }
            Filter::Any(parts) => {
                let ties: Vec<&Tie> = parts.iter().filter_map(tied).collect();
                let mut texts = Vec::new();
                if !ties.is_empty() {
                    texts.push(self.exists(&ties, id));
                }
                let others = parts.iter().filter(|part| tied(part).is_none());
                texts.extend(others.map(|part| self.filter(part, id)));
                format!("({})", texts.join(" or "))
            }
        }
    }

    /// `exists` a row of the record that is one of these ties.
    fn exists(&mut self, ties: &[&Tie], id: &str) -> String {
        let kind = self.kind.name();
        let of_record = format!(
            "exists (select 1 from record_scope {TIE} where {TIE}.kind = '{kind}' and \
             {TIE}.record = {id}"
        );
        if ties.iter().any(|tie| tie.relation.is_none()) {
            return format!("{of_record})");
        }
        let texts: Vec<String> = ties.iter().map(|tie| self.tie(tie, TIE)).collect();
        match texts.as_slice() {
            [only] => format!("{of_record} and {only})"),
            many => format!("{of_record} and ({}))", many.join(" or ")),
        }
    }

    fn tie(&mut self, tie: &Tie, alias: &str) -> String {
        let Some(relation) = tie.relation else { return "1 = 1".to_owned() };
        let targets = if tie.targets.is_empty() { &vec![Uuid::nil()] } else { &tie.targets };
        let list = self.list(targets);
        format!("{alias}.relation = '{relation}' and {alias}.target in ({list})")
    }

    /// A list of parameters, padded to a power of two so that few shapes of SQL exist.
    fn list(&mut self, targets: &[Uuid]) -> String {
        let length = targets.len().next_power_of_two();
        let mut padded = targets.to_vec();
        if let Some(last) = targets.last() {
            padded.resize(length, *last);
        }
        // Written before with the same targets and no other: a longer list may begin alike.
        let known = self.written.iter().copied().find(|(start, written)| {
            *written == length && self.values.get(*start..start + length) == Some(&padded[..])
        });
        let start = known.map_or(self.values.len(), |(start, _)| start);
        if known.is_none() {
            self.values.append(&mut padded);
            self.written.push((start, length));
        }
        let names: Vec<String> =
            (start..start + length).map(|n| format!("${}", self.first + n)).collect();
        names.join(", ")
    }
}

fn tied(filter: &Filter) -> Option<&Tie> {
    if let Filter::Tied(tie) = filter { Some(tie) } else { None }
}

fn untied(filter: &Filter) -> Option<&Tie> {
    if let Filter::Untied(tie) = filter { Some(tie) } else { None }
}

fn untied_is_none(filter: &Filter) -> bool {
    untied(filter).is_none()
}
