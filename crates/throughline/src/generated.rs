//! The documents in `docs/generated`, made from the program itself so that they cannot go stale
//! unseen: a test compares them.

use std::fmt::Write as _;

use agreement::{Action, Agreement, Kind};

use crate::commands::Failure;

/// Each document: file name and text.
///
/// # Errors
///
/// When the agreement does not load.
pub fn files() -> Result<Vec<(&'static str, String)>, Failure> {
    Ok(vec![
        ("policies.md", Agreement::first()?.policy_table()),
        ("access.md", Agreement::first()?.access_table(&operations())),
        ("routes.md", routes()),
        ("schema.md", schema()),
        ("states.md", states()),
    ])
}

/// The description of the API (OpenAPI 3.1): written anew where it is wanted, and too long to
/// be read in a change.
///
/// # Errors
///
/// When it is no JSON.
pub fn openapi() -> Result<(&'static str, String), Failure> {
    let text = serde_json::to_string_pretty(&ui::describe(&crate::routes()));
    Ok(("openapi.json", text.map_err(db::DbError::from)? + "\n"))
}

/// Every operation that has a route: its name, its action, and the kind of record that it is about.
fn operations() -> Vec<(&'static str, Action, Kind)> {
    let kind = |it: &ui::Route| it.kind.or_else(|| it.action.kinds().first().copied());
    crate::routes().iter().filter_map(|it| Some((it.operation, it.action, kind(it)?))).collect()
}

fn routes() -> String {
    let mut text = String::from(
        "# Routes\n\nMade from the list of routes: change the code, not this file. A route that is \
         not in this list does not exist. Each page is there as JSON too, under `/api/v1`.\n\n\
         | method | path | operation | action of the agreement | without signing in |\n\
         |---|---|---|---|---|\n",
    );
    let mut routes = crate::routes();
    routes.retain(|route| !route.path.starts_with("/api/"));
    routes.sort_by(|a, b| (&a.path, a.method.as_str()).cmp(&(&b.path, b.method.as_str())));
    for it in routes {
        let public = if it.public { "yes" } else { "" };
        let (method, path, operation, action) = (it.method, it.path, it.operation, it.action);
        let _ = writeln!(text, "| {method} | `{path}` | {operation} | {action} | {public} |");
    }
    text
}

/// The states of everything that has some, as diagrams that GitHub and others draw.
fn states() -> String {
    let mut text = String::from(
        "# States\n\nMade from the rules in the models of `casework` by trying each step in each \
         state: change those, not this file. Names are as stored.\n",
    );
    for diagram in casework::states::diagrams() {
        let _ = write!(text, "\n## {}\n\n```mermaid\nstateDiagram-v2\n", diagram.of);
        if let Some(begin) = diagram.states.first() {
            let _ = writeln!(text, "    [*] --> {begin}");
        }
        for (from, to, by) in &diagram.steps {
            let by = if by.is_empty() { String::new() } else { format!(": {by}") };
            let _ = writeln!(text, "    {from} --> {to}{by}");
        }
        let ends = |state: &&&str| !diagram.steps.iter().any(|(from, _, _)| from == *state);
        for end in diagram.states.iter().filter(ends) {
            let _ = writeln!(text, "    {end} --> [*]");
        }
        text.push_str("```\n");
    }
    text
}

/// The tables as the migrations make them, with what is said there about each.
fn schema() -> String {
    let mut text = String::from(
        "# Tables\n\nMade from the migrations: change those, not this file. Types are those of \
         PostgreSQL; SQLite keeps the same values.\n",
    );
    for (_, name, sql) in db::migrations() {
        let _ = write!(text, "\n## From the migration `{name}`\n");
        for table in tables(sql) {
            table.write(&mut text);
        }
    }
    text
}

#[derive(Default)]
struct Table {
    name: String,
    about: Vec<String>,
    /// Name, type and rules, and what is said about it.
    columns: Vec<(String, String, String)>,
    rules: Vec<String>,
}

impl Table {
    fn write(&self, text: &mut String) {
        let _ = write!(text, "\n### {}\n\n", self.name);
        if !self.about.is_empty() {
            let _ = write!(text, "{}\n\n", self.about.join(" "));
        }
        text.push_str("| column | type | about |\n|---|---|---|\n");
        for (name, kind, about) in &self.columns {
            let _ = writeln!(text, "| {name} | {kind} | {about} |");
        }
        for rule in &self.rules {
            let _ = write!(text, "\n- {rule}");
        }
        if !self.rules.is_empty() {
            text.push('\n');
        }
    }
}

/// How a table begins in a migration.
const TABLE: &str = concat!("create", " table ");

/// Reads `create table` as this repository writes it: one column a line, comments above.
fn tables(sql: &str) -> Vec<Table> {
    let (mut tables, mut open, mut said) = (Vec::new(), None::<Table>, Vec::new());
    // Where the engines differ, a table is described as the first of them has it.
    for line in sql.lines().map(str::trim).filter(|line| !line.starts_with("--@")) {
        if let Some(comment) = line.strip_prefix("-- ") {
            said.push(comment.to_owned());
            continue;
        }
        if let Some(name) = line.strip_prefix(TABLE) {
            let name = name.trim_end_matches(" (").to_owned();
            open = Some(Table { name, about: std::mem::take(&mut said), ..Table::default() });
        } else if let Some(table) = &mut open {
            if line.starts_with(')') {
                tables.extend(open.take());
            } else {
                add(table, line.trim_end_matches(','), &said.join(" "));
            }
        }
        said.clear();
    }
    tables
}

fn add(table: &mut Table, line: &str, said: &str) {
    let is_rule = ["primary key", "unique", "check", "foreign key"];
    if is_rule.iter().any(|rule| line.starts_with(rule)) {
        table.rules.push(line.to_owned());
    } else if let Some((name, rest)) = line.split_once(' ') {
        let kind = rest.split_whitespace().collect::<Vec<_>>().join(" ");
        table.columns.push((name.to_owned(), kind.replace('|', "\\|"), said.to_owned()));
    }
}
