//! Writes a filter as SQL over `record_scope`, valid word for word on SQLite and PostgreSQL.

use uuid::Uuid;

use crate::filter::{Filter, Tie, Visible};
use crate::words::{Kind, Relation};

/// Names that no query gives to a table of its own, so that no column is taken for another's.
const TIE: &str = "scope_tie";
const SEED: &str = "scope_seed";
const SEED_RECORD: &str = "scope_seed.record";
/// The mark of a row whose record keeps nobody back.
const UNBARRED: &str = " and scope_tie.unbarred = 1";

impl Visible {
    /// A condition on one row of a table, to splice into a query behind `where` or `case when`.
    ///
    /// `id_column` is the record's id in that query, such as `c.id`; the first parameter is
    /// `$first_param`. Answers the text and the values, to be bound in this order.
    #[must_use]
    pub fn condition(&self, id_column: &str, first_param: usize) -> (String, Vec<Uuid>) {
        if self.is_empty() {
            return ("1 = 0".to_owned(), Vec::new());
        }
        let mut writer = Writer::new(self.kind, first_param);
        writer.push("(");
        writer.filter(&self.permits, id_column);
        // One look is enough for nearly every record: a row whose mark says that there are no bars.
        writer.bars(&self.bars, id_column, |writer| writer.exists(&[], id_column, UNBARRED));
        writer.push(")");
        (writer.text, writer.values)
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
        let seeds = seeds(&self.permits);
        // What is united is distinct already.
        let distinct = if seeds.len() == 1 { "distinct " } else { "" };
        write!(writer, "select {distinct}scope_seen.record from (");
        writer.each(&seeds, " union ", |writer, (tie, rest)| writer.arm(tie, rest, &self.bars));
        writer.push(") scope_seen");
        (writer.text, writer.values)
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
        let single = |(tie, rest): &(Tie, Filter)| {
            one_by_one(tie).into_iter().map(|tie| (tie, rest.clone())).collect::<Vec<_>>()
        };
        let arms: Vec<(Tie, Filter)> = seeds.iter().flat_map(single).collect();
        // An engine unites only so many; and whoever has so many ties has a long list to begin with.
        if arms.len() > MOST_ARMS {
            return self.candidates(first_param);
        }
        let mut writer = Writer::new(self.kind, first_param);
        writer.each(&arms, " union ", |writer, (tie, rest)| {
            writer.push("select scope_arm.record from (");
            writer.arm(tie, rest, &self.bars);
            let Window { state, below, below_id, rows } = window;
            write!(
                writer,
                " and {SEED}.state = {state} and ({SEED}.listed_at, {SEED}.record) < ({below}, {below_id}) \
                 order by {SEED}.listed_at desc, {SEED}.record desc limit cast({rows} as bigint)) scope_arm"
            );
        });
        (writer.text, writer.values)
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

/// The text so far, and the values of its parameters.
struct Writer {
    kind: Kind,
    first: usize,
    text: String,
    values: Vec<Uuid>,
    /// Lists already written: where each starts among the values, and how long it is.
    written: Vec<(usize, usize)>,
}

impl Writer {
    fn new(kind: Kind, first: usize) -> Self {
        Self { kind, first, text: String::new(), values: Vec::new(), written: Vec::new() }
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// For `write!`.
    fn write_fmt(&mut self, words: std::fmt::Arguments<'_>) {
        // A string takes whatever is written into it.
        let _ = std::fmt::Write::write_fmt(&mut self.text, words);
    }

    fn each<T>(&mut self, parts: &[T], between: &str, write: impl Fn(&mut Self, &T)) {
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                self.push(between);
            }
            write(self, part);
        }
    }

    /// The records with a tie, of which the rest holds and which no bar keeps back.
    fn arm(&mut self, tie: &Tie, rest: &Filter, bars: &Filter) {
        write!(self, "select {SEED_RECORD} from record_scope {SEED} where ");
        if tie.relation.is_some() {
            self.tie(tie, SEED);
            self.push(" and ");
        }
        write!(self, "{SEED}.kind = '{}'", self.kind.name());
        if *rest != Filter::Always {
            self.push(" and ");
            self.filter(rest, SEED_RECORD);
        }
        self.bars(bars, SEED_RECORD, |writer| write!(writer, "{SEED}.unbarred = 1"));
    }

    /// That no bar keeps the record back, if anything can: asked only where the mark does not say so for all.
    fn bars(&mut self, bars: &Filter, id: &str, mark: impl Fn(&mut Self)) {
        if *bars == Filter::Always {
            return;
        }
        self.push(" and ");
        if bars.is_idle_unbarred() {
            self.push("(");
            mark(self);
            self.push(" or ");
            self.filter(bars, id);
            self.push(")");
        } else {
            self.filter(bars, id);
        }
    }

    fn filter(&mut self, filter: &Filter, id: &str) {
        match filter {
            Filter::Always => self.push("1 = 1"),
            Filter::Never => self.push("1 = 0"),
            Filter::Tied(tie) => self.exists(&[tie], id, ""),
            Filter::Untied(tie) => self.not_exists(tie, id),
            Filter::All(parts) => {
                let (untied, others): (Vec<_>, Vec<_>) =
                    parts.iter().partition(|part| untied(part).is_some());
                self.push("(");
                self.each(&others, " and ", |writer, part| writer.filter(part, id));
                if !untied.is_empty() {
                    self.push(if others.is_empty() { "" } else { " and " });
                    let untied: Vec<&Tie> = untied.into_iter().filter_map(self::untied).collect();
                    // Each on its own: SQLite looks two alternatives up by way of a table of its own.
                    self.each(&untied, " and ", |writer, tie| writer.not_exists(tie, id));
                }
                self.push(")");
            }
            Filter::Any(parts) => self.any(parts, id),
        }
    }

    /// First what is not there, which is true of nearly every record: nobody is kept from it.
    fn any(&mut self, parts: &[Filter], id: &str) {
        let (tied, others): (Vec<_>, Vec<_>) = parts.iter().partition(|part| tied(part).is_some());
        let (untied, others): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|part| untied(part).is_some());
        let tied: Vec<&Tie> = tied.into_iter().filter_map(self::tied).collect();
        let (first, last) = (!untied.is_empty(), !others.is_empty());
        self.push("(");
        self.each(&untied, " or ", |writer, part| writer.filter(part, id));
        if !tied.is_empty() {
            self.push(if first { " or " } else { "" });
            self.exists(&tied, id, "");
        }
        self.push(if last && (first || !tied.is_empty()) { " or " } else { "" });
        self.each(&others, " or ", |writer, part| writer.filter(part, id));
        self.push(")");
    }

    fn not_exists(&mut self, tie: &Tie, id: &str) {
        self.push("not ");
        self.exists(&[tie], id, "");
    }

    /// `exists` a row of the record that is one of these ties, if there are any, and of which `also` holds.
    fn exists(&mut self, ties: &[&Tie], id: &str, also: &str) {
        write!(
            self,
            "exists (select 1 from record_scope {TIE} where {TIE}.kind = '{}' and {TIE}.record = {id}{also}",
            self.kind.name()
        );
        if !ties.is_empty() && ties.iter().all(|tie| tie.relation.is_some()) {
            self.push(" and (");
            self.each(ties, " or ", |writer, tie| writer.tie(tie, TIE));
            self.push(")");
        }
        self.push(")");
    }

    /// The condition of a tie that names its relation.
    fn tie(&mut self, tie: &Tie, alias: &str) {
        let relation = tie.relation.map_or("", Relation::name);
        write!(self, "{alias}.relation = '{relation}' and {alias}.target in (");
        let targets = if tie.targets.is_empty() { &vec![Uuid::nil()] } else { &tie.targets };
        self.list(targets);
        self.push(")");
    }

    /// A list of parameters, padded to a power of two so that few shapes of SQL exist.
    fn list(&mut self, targets: &[Uuid]) {
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
        let first = self.first + start;
        let numbers: Vec<usize> = (first..first + length).collect();
        self.each(&numbers, ", ", |writer, number| write!(writer, "${number}"));
    }
}

fn tied(filter: &Filter) -> Option<&Tie> {
    if let Filter::Tied(tie) = filter { Some(tie) } else { None }
}

fn untied(filter: &Filter) -> Option<&Tie> {
    if let Filter::Untied(tie) = filter { Some(tie) } else { None }
}
