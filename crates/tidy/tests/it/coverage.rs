//! What `docs/coverage.md` claims of the service: every item of the source documents once, in one of four
//! forms, with tests that are there, and totals that are those of the rows.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use tidy::{File, Function, Source, files, functions, top};

use crate::assert_none;

const PAGE: &str = "docs/coverage.md";

/// How many items the five documents hold.
const ITEMS: usize = 364;

/// As many characters of an item's words are read at a glance.
const WORDS: usize = 90;

/// The section that counts, and the one that lists where things will live.
const TOTALS: &str = "Totals";
const FEATURES: &str = "Where the later ones will live";

/// What makes a function a test, behind the path of the attribute.
const MARKS: [&str; 3] = ["#[test]", "::test]", "::test("];
const ENGINES: &str = "on_both_engines! {";

/// What registers a walk or a test in the browser.
const WALKS: [&str; 3] = ["journey(", "journeyOnPhone(", "test("];

/// The name of a test as the page writes it.
#[derive(Debug, PartialEq, Eq)]
enum Name {
    Function(String),
    Journey(String),
}

/// What the page says of an item.
#[derive(Debug, PartialEq, Eq)]
enum State {
    Works(Vec<Name>),
    Partly(Vec<Name>),
    /// Where it will live.
    Later(String),
    NotOurs,
}

impl State {
    /// The column of the totals that counts it.
    fn column(&self) -> usize {
        match self {
            Self::Works(_) => 0,
            Self::Partly(_) => 1,
            Self::Later(_) => 2,
            Self::NotOurs => 3,
        }
    }

    fn names(&self) -> &[Name] {
        match self {
            Self::Works(names) | Self::Partly(names) => names,
            Self::Later(_) | Self::NotOurs => &[],
        }
    }
}

/// One row about an item.
struct Item {
    line: usize,
    document: String,
    number: usize,
    state: State,
}

/// The page taken apart.
#[derive(Default)]
struct Page {
    items: Vec<Item>,
    /// The rows of the totals, with the headings, each with its line.
    totals: Vec<(usize, String)>,
    /// Where later items may live, each with its line.
    features: Vec<(usize, String)>,
    /// Rows that cannot be read.
    broken: Vec<String>,
}

impl Page {
    fn read(text: &str) -> Self {
        let (mut page, mut section) = (Self::default(), "");
        for (at, line) in text.lines().enumerate() {
            let at = at + 1;
            match line.strip_prefix("## ") {
                Some(heading) => section = heading,
                None if section == TOTALS && line.starts_with('|') => {
                    page.totals.push((at, line.to_owned()));
                }
                None if section == FEATURES => {
                    let named = line.strip_prefix("- **").and_then(|it| it.split_once("**: "));
                    page.features.extend(named.map(|(name, _)| (at, name.to_owned())));
                }
                None if line.starts_with('|') => page.row(at, section, line),
                None => {}
            }
        }
        page
    }

    fn of_the_tree() -> Self {
        Self::read(&std::fs::read_to_string(top().join(PAGE)).unwrap())
    }

    /// A row of a document's table; its two heading rows hold no item.
    fn row(&mut self, line: usize, document: &str, text: &str) {
        if text.starts_with("| no. |") || text.starts_with("|---") {
            return;
        }
        match item(text) {
            Ok((number, state)) => {
                self.items.push(Item { line, document: document.to_owned(), number, state });
            }
            Err(what) => self.broken.push(format!("{PAGE}:{line}: {what}")),
        }
    }

    /// The totals as the rows have them: a line for each document, and one for all.
    fn counted(&self) -> Vec<String> {
        let mut documents: Vec<(&str, [usize; 4])> = Vec::new();
        for item in &self.items {
            if documents.last().is_none_or(|(name, _)| *name != item.document) {
                documents.push((&item.document, [0; 4]));
            }
            if let Some((_, counts)) = documents.last_mut() {
                counts[item.state.column()] += 1;
            }
        }
        let all = (0..4).map(|at| documents.iter().map(|(_, counts)| counts[at]).sum());
        let all: Vec<usize> = all.collect();
        let rows = documents.iter().map(|(name, counts)| row_of_totals(name, counts));
        rows.chain([row_of_totals("all", &all)]).collect()
    }
}

fn row_of_totals(name: &str, counts: &[usize]) -> String {
    let sum: usize = counts.iter().sum();
    let cells: Vec<String> = counts.iter().chain([&sum]).map(ToString::to_string).collect();
    format!("| {name} | {} |", cells.join(" | "))
}

/// A row as number and state, or what to write instead.
fn item(text: &str) -> Result<(usize, State), String> {
    let inner = text.strip_prefix("| ").and_then(|it| it.strip_suffix(" |")).unwrap_or_default();
    let cells: Vec<&str> = inner.split(" | ").collect();
    let [number, what, state] = cells.as_slice() else {
        return Err("write a row as | number | what | state |".to_owned());
    };
    let number = number.parse().map_err(|_| format!("“{number}” is no number of an item"))?;
    if what.is_empty() || what.chars().count() > WORDS {
        return Err(format!("say what item {number} is in 1 to {WORDS} characters"));
    }
    let forms = "write one of: works (`test`) – partly (`test`): what is missing – later: where it will live – \
                 not ours, because why";
    state_of(state).map(|state| (number, state)).ok_or_else(|| format!("{forms}; not “{state}”"))
}

fn state_of(text: &str) -> Option<State> {
    let says = |words: &str| !words.trim().is_empty();
    if let Some(rest) = text.strip_prefix("works (") {
        let (names, rest) = names(rest)?;
        return rest.is_empty().then_some(State::Works(names));
    }
    if let Some(rest) = text.strip_prefix("partly (") {
        let (names, rest) = names(rest)?;
        return rest.strip_prefix(": ").is_some_and(says).then_some(State::Partly(names));
    }
    if let Some(rest) = text.strip_prefix("later: ") {
        let place = rest.split(" (").next().unwrap_or_default();
        return says(place).then(|| State::Later(place.to_owned()));
    }
    text.strip_prefix("not ours, because ").is_some_and(says).then_some(State::NotOurs)
}

/// Names up to the bracket that closes them, and what comes after it.
fn names(text: &str) -> Option<(Vec<Name>, &str)> {
    let (mut names, mut rest) = (Vec::new(), text);
    loop {
        let (name, after) = if let Some(it) = rest.strip_prefix('`') {
            it.split_once('`').map(|(name, after)| (Name::Function(name.to_owned()), after))?
        } else {
            let (name, after) = rest.strip_prefix('"')?.split_once('"')?;
            (Name::Journey(name.to_owned()), after)
        };
        names.push(name);
        match after.strip_prefix(", ") {
            Some(more) => rest = more,
            None => return after.strip_prefix(')').map(|after| (names, after)),
        }
    }
}

/// Every test of a Rust source: functions with an attribute of a test, and those that run on both engines.
fn tests_in(text: &str) -> Vec<String> {
    let source = Source::read(text);
    let (lines, blocks) = (source.code.lines().collect::<Vec<_>>(), blocks(&source.code));
    let is_test = |it: &Function| {
        let on_both = it.signature.trim_end().ends_with(": Engine)");
        is_marked(&lines, it.line)
            || (on_both && blocks.iter().any(|block| block.contains(&it.line)))
    };
    functions(&source).into_iter().filter(is_test).map(|it| it.name).collect()
}

/// Whether a mark stands between the item before the function and the function.
fn is_marked(lines: &[&str], line: usize) -> bool {
    let own = lines[line - 1].split("fn ").next().unwrap_or_default();
    let above = lines[..line - 1].iter().rev().take_while(|line| !line.contains(['{', '}', ';']));
    let mut attributes = above.copied().chain([own]);
    attributes.any(|line| MARKS.iter().any(|mark| line.contains(mark)))
}

/// The lines of what is run on both engines.
fn blocks(code: &str) -> Vec<RangeInclusive<usize>> {
    let block = |(at, _): (usize, &str)| {
        let (before, block) = code.split_at(at);
        let first = 1 + before.matches('\n').count();
        let (mut depth, mut last) = (0_usize, first);
        for c in block.chars() {
            match c {
                '{' => depth += 1,
                '}' if depth == 1 => break,
                '}' => depth -= 1,
                '\n' => last += 1,
                _ => {}
            }
        }
        first..=last
    };
    code.match_indices(ENGINES).map(block).collect()
}

/// The titles that a file of the browser's tests registers.
fn titles_in(text: &str) -> Vec<String> {
    let title = |line: &str| {
        let call = WALKS.iter().find_map(|walk| line.strip_prefix(walk))?;
        let quote = call.chars().next().filter(|c| "'\"".contains(*c))?;
        call.strip_prefix(quote)?.split_once(quote).map(|(title, _)| title.to_owned())
    };
    text.lines().filter_map(title).collect()
}

/// Every test of the tree: functions, then titles.
fn tests_of_the_tree() -> (BTreeSet<String>, BTreeSet<String>) {
    let all = files().unwrap();
    let of = |folder: &'static str, ending: &'static str| {
        all.iter()
            .filter(move |file: &&File| file.path.starts_with(folder) && file.is_any(&[ending]))
    };
    let tests = of("crates/", "rs").flat_map(|file| tests_in(&file.text)).collect();
    (tests, of("e2e/", "mjs").flat_map(|file| titles_in(&file.text)).collect())
}

/// Names that no test has, as lines of the page.
fn strangers(page: &Page, tests: &BTreeSet<String>, titles: &BTreeSet<String>) -> Vec<String> {
    let named =
        page.items.iter().flat_map(|item| item.state.names().iter().map(move |it| (item, it)));
    let stranger = |(item, name): (&Item, &Name)| {
        let (is_there, told) = match name {
            Name::Function(name) => (tests.contains(name), format!("test `{name}`")),
            Name::Journey(name) => (titles.contains(name), format!("journey \"{name}\"")),
        };
        let what = "name one that would fail if the item stopped working, or say partly or later";
        (!is_there).then(|| {
            format!("{PAGE}:{}: item {}: there is no {told}: {what}", item.line, item.number)
        })
    };
    named.filter_map(stranger).collect()
}

#[test]
fn every_item_of_the_source_documents_stands_once_in_one_of_four_forms() {
    let page = Page::of_the_tree();
    let mut lines: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for item in &page.items {
        lines.entry(item.number).or_default().push(item.line);
    }
    let mut broken = page.broken;
    for number in (1..=ITEMS).filter(|number| !lines.contains_key(number)) {
        broken.push(format!("{PAGE}: item {number} has no row that can be read: add it"));
    }
    for (number, lines) in &lines {
        if !(1..=ITEMS).contains(number) {
            broken.push(format!("{PAGE}:{}: there is no item {number}: remove it", lines[0]));
        }
        for line in lines.iter().skip(1) {
            broken.push(format!(
                "{PAGE}:{line}: item {number} stands in line {}: keep one",
                lines[0]
            ));
        }
    }
    assert_none("the coverage says one thing of each item", &broken);
}

#[test]
fn every_test_that_the_coverage_names_is_there() {
    let (tests, titles) = tests_of_the_tree();
    assert!(tests.len() > 500 && titles.len() > 10, "{} and {}", tests.len(), titles.len());
    let broken = strangers(&Page::of_the_tree(), &tests, &titles);
    assert_none("what works is held by a test", &broken);
}

#[test]
fn the_totals_of_the_coverage_are_those_of_its_rows() {
    let page = Page::of_the_tree();
    let told: Vec<_> = page.totals.iter().skip(2).collect();
    let counted = page.counted();
    let mut broken = Vec::new();
    for (at, row) in counted.iter().enumerate() {
        match told.get(at) {
            Some((_, text)) if text == row => {}
            Some((line, _)) => broken.push(format!("{PAGE}:{line}: write {row}")),
            None => broken.push(format!("{PAGE}: add to the totals: {row}")),
        }
    }
    let more = told.iter().skip(counted.len());
    broken
        .extend(more.map(|(line, _)| format!("{PAGE}:{line}: nothing is counted here: remove it")));
    assert_none("totals are counted, not remembered", &broken);
}

#[test]
fn what_comes_later_says_where_it_will_live() {
    let page = Page::of_the_tree();
    let later = page.items.iter().filter_map(|item| match &item.state {
        State::Later(place) => Some((item, place)),
        _ => None,
    });
    let later: Vec<(&Item, &String)> = later.collect();
    let is_listed = |place: &String| page.features.iter().any(|(_, name)| name == place);
    let homeless = later.iter().filter(|(_, place)| !is_listed(place)).map(|(item, place)| {
        format!("{PAGE}:{}: “{place}” is not under “{FEATURES}”: list it or use another", item.line)
    });
    let idle =
        page.features.iter().filter(|(_, name)| later.iter().all(|(_, place)| *place != name));
    let idle =
        idle.map(|(line, name)| format!("{PAGE}:{line}: nothing waits for “{name}”: remove it"));
    assert_none("one word for one place", &homeless.chain(idle).collect::<Vec<_>>());
}

#[test]
fn the_gates_of_the_coverage_find_what_they_look_for() {
    let function = |name: &str| Name::Function(name.to_owned());
    let both = vec![function("a"), Name::Journey("b, c (d)".to_owned())];
    assert_eq!(state_of("works (`a`, \"b, c (d)\")"), Some(State::Works(both)));
    assert_eq!(state_of("partly (`a`): no b"), Some(State::Partly(vec![function("a")])));
    assert_eq!(state_of("later: board (risks)"), Some(State::Later("board".to_owned())));
    assert_eq!(state_of("not ours, because"), None);
    for unclear in
        ["works", "works (a)", "works (`a`) mostly", "partly (`a`)", "later", "later: ", "done"]
    {
        assert_eq!(state_of(unclear), None, "{unclear}");
    }
    assert!(item("| 1 | what |").is_err() && item("| one | what | later: x |").is_err());

    let text = "## D\n| 7 | x | works (`gone`) |\n| 8 | y | partly (\"walk\"): z |\n";
    let page = Page::read(text);
    assert_eq!(page.counted(), ["| D | 1 | 1 | 0 | 0 | 2 |", "| all | 1 | 1 | 0 | 0 | 2 |"]);
    let titles =
        titles_in("journey('walk', async () => {\n// journey('not', ...\ntest(\"it's\", () => {");
    assert_eq!(titles, ["walk", "it's"]);
    let found = strangers(&page, &BTreeSet::new(), &titles.into_iter().collect());
    assert!(found.len() == 1 && found[0].starts_with("docs/coverage.md:2: item 7: "), "{found:?}");

    let code = "#[test]\nfn one() {}\nfn helper() {}\n#[tokio::test(flavor = \"x\")]\n#[expect(y)]\n\
                async fn two() {}\non_both_engines! {\n    async fn three(engine: Engine) {\n        f(|| {});\n    }\n\
                }\nasync fn set_up(engine: Engine) {}\n";
    assert_eq!(tests_in(code), ["one", "two", "three"]);
}
