//! What is measured: P1 to P8 of the trust bar and the stretch figures, engine by engine.

use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use db::Db;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

use crate::{
    Problem,
    grow::{self, Of, id},
    load::{Line, Request, drive},
    plant::{self, COORDINATOR, FIRST_STARTER, HUB_COORDINATOR, token},
    restore,
    server::{Server, beside},
    table::{Aim, Table, millis},
};

/// Rounds of which the best counts.
const ROUNDS: usize = 3;
/// Answers in a round.
const ANSWERS: usize = 600;
const HELLOS: usize = 30_000;
const PASSWORD: &str = "nine on a Monday";

/// A fresh database on a PostgreSQL server.
pub(crate) async fn postgres_database(server: &str) -> Result<String, Problem> {
    let name = format!("bench{}", std::process::id());
    let mut connection = PgConnection::connect(&format!("{server}/postgres")).await?;
    connection.execute(AssertSqlSafe(format!("create database {name}"))).await?;
    Ok(format!("{server}/{name}"))
}

/// A partnership without cases, whose people can sign in.
pub(crate) async fn planted(folder: &Path, address: &str) -> Result<(), Problem> {
    let keys = Db::sqlite(&folder.join("keys.db")).await?;
    let hash = ui::passwords::Passwords::calibrated().queue().map_err(|_| "no place")?;
    let hash = hash.hash(PASSWORD.to_owned()).await?;
    let data = Db::open(address).await?;
    data.migrate().await?;
    db::Keys::open(keys.clone()).await?;
    plant::plant(address, &data, &hash).await?;
    data.close().await;
    keys.close().await;
    Ok(())
}

/// Grows a partnership step by step and measures each step.
pub(crate) async fn engine(
    name: &str,
    folder: &Path,
    address: &str,
    sizes: &[u64],
) -> Result<(), Problem> {
    planted(folder, address).await?;
    let hello = hello_alone().await?;
    let table = Table::begin(name, hello);
    let url = address.starts_with("postgres").then_some(address);
    let (mut from, mut first) = (0, None);
    for (step, &cases) in sizes.iter().enumerate() {
        let began = Instant::now();
        grow::grow(address, from, cases).await?;
        from = cases;
        println!("| **{cases} cases** (made in {:.0} s) | | | |", began.elapsed().as_secs_f64());
        let costs = step_of(&table, folder, url, cases, step == 0).await?;
        let first = *first.get_or_insert(costs);
        for (page, now, then) in [("caseload", costs.0, first.0), ("case page", costs.1, first.1)] {
            if step > 0 {
                let grown = now.as_secs_f64() / then.as_secs_f64();
                let limit = if step == 1 { 1.5 } else { 3.0 };
                table.line(&format!("P4 {page}: growth"), grown, "x", Aim::AtMost(limit));
                if step > 1 {
                    table.line(&format!("stretch {page}: growth"), grown, "x", Aim::AtMost(1.3));
                }
            }
        }
    }
    Ok(())
}

async fn hello_alone() -> Result<Duration, Problem> {
    let server = Server::hello().await?;
    let request = Request::get("/", "");
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        best = best.min(cpu(&server, &request, 2, HELLOS).await?);
    }
    server.stop().await?;
    Ok(best)
}

/// CPU time of one answer, in one round.
async fn cpu(
    server: &Server,
    request: &Request,
    users: usize,
    total: usize,
) -> Result<Duration, Problem> {
    let before = server.cpu()?;
    drive(&server.address, request, users, total).await?;
    Ok((server.cpu()? - before) / u32::try_from(total)?)
}

/// The best of several rounds, after one to warm up.
async fn best(server: &Server, request: &Request) -> Result<Duration, Problem> {
    drive(&server.address, request, 4, ANSWERS / 4).await?;
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        best = best.min(cpu(server, request, 4, ANSWERS).await?);
    }
    Ok(best)
}

fn cookie(n: u64) -> String {
    format!("Cookie: __Host-throughline={}\r\n", token(n))
}

/// Everything at one size; gives what the caseload and the case page cost.
async fn step_of(
    table: &Table,
    folder: &Path,
    url: Option<&str>,
    cases: u64,
    is_first: bool,
) -> Result<(Duration, Duration), Problem> {
    let server = Server::throughline(folder, url).await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    if cases >= 100_000 {
        table.line("P8 memory, idle", server.memory()?, "MB", Aim::AtMost(150.0));
        table.line("P8 start", server.started_in.as_secs_f64(), "s", Aim::AtMost(2.0));
        let size = std::fs::metadata(beside("throughline")?)?.len();
        let size = f64::from(u32::try_from(size)?) / 1e6;
        table.line("P8 binary", size, "MB", Aim::AtMost(40.0));
    }
    let costs = pages(table, &server, is_first).await?;
    search(table, &server).await?;
    audited_reads(table, &server).await?;
    if url.is_none() && is_first {
        disk_waits(table, &server, folder).await?;
    }
    if is_first {
        monday_morning(table, &server).await?;
    }
    server.stop().await?;
    report(table, folder, url, cases)?;
    if url.is_none() && cases == restore::CASES {
        restore::measure(table, folder)?;
    }
    Ok(costs)
}

async fn pages(
    table: &Table,
    server: &Server,
    is_first: bool,
) -> Result<(Duration, Duration), Problem> {
    let who = cookie(COORDINATOR);
    let bearer = format!("Authorization: Bearer {}\r\n", token(COORDINATOR));
    let case = id(Of::Case, 0);
    let list = Request::get("/cases", &who);
    let caseload = best(server, &list).await?;
    table.cpu("P1 caseload of 50", caseload, Aim::AtMost(100.0));
    table.line("P1 caseload of 50: server CPU", millis(caseload), "ms", Aim::AtMost(2.0));
    table.cpu("stretch caseload of 50", caseload, Aim::AtMost(60.0));
    let crowd = drive(&server.address, &list, 50, 2000).await?;
    table.line(
        "P1 caseload, 50 users: p95",
        millis(crowd.percentile(95)),
        "ms",
        Aim::AtMost(100.0),
    );
    let page = best(server, &Request::get(&format!("/cases/{case}"), &who)).await?;
    table.cpu("P2 case page", page, Aim::AtMost(200.0));
    table.line("P2 case page: server CPU", millis(page), "ms", Aim::AtMost(4.0));
    table.cpu("stretch case page", page, Aim::AtMost(120.0));
    let long = best(server, &Request::get(&format!("/cases/{case}/chronology"), &who)).await?;
    table.cpu("P2 chronology of 200 events", long, Aim::AtMost(200.0));
    table.cpu("stretch chronology of 200 events", long, Aim::AtMost(120.0));
    if is_first {
        // Where the microseconds go: each line adds one thing to the line before.
        let visit = best(server, &Request::get("/sign-in", "")).await?;
        table.cpu("a page without a session", visit, Aim::None);
        let own = best(server, &Request::get("/account", &who)).await?;
        table.cpu("a page with session, decision, entry", own, Aim::None);
        let data = best(server, &Request::get("/api/v1/cases", &bearer)).await?;
        table.cpu("the caseload as JSON", data, Aim::None);
    }
    Ok((caseload, page))
}

async fn search(table: &Table, server: &Server) -> Result<(), Problem> {
    for (who, among) in [(COORDINATOR, "one forum"), (HUB_COORDINATOR, "everybody")] {
        let headers = cookie(who);
        let mut line = Line::open(&server.address).await?;
        let page = line.ask(&Request::get("/people", &headers)).await?;
        let csrf = page.body.split("name=\"_csrf\" value=\"").nth(1);
        let csrf = csrf.and_then(|rest| rest.split('"').next()).ok_or("no token on the page")?;
        // The commonest given name and the commonest family name there are.
        let (given, family) = (grow::name(0, false), grow::name(0, true));
        let body = format!("_csrf={csrf}&name={given}+{family}&date_of_birth=");
        let request = Request::post("/people", &headers, &body);
        let cost = best(server, &request).await?;
        table.cpu(&format!("P3 name search among {among}"), cost, Aim::AtMost(100.0));
        let round = drive(&server.address, &request, 4, 200).await?;
        let p95 = millis(round.percentile(95));
        table.line(&format!("P3 name search among {among}: p95"), p95, "ms", Aim::AtMost(150.0));
    }
    Ok(())
}

/// Reads of one record, each with its decision and its entry on disk before the answer.
async fn audited_reads(table: &Table, server: &Server) -> Result<(), Problem> {
    let bearer = format!("Authorization: Bearer {}\r\n", token(COORDINATOR));
    let path = format!("/api/v1/cases/{}/summary", id(Of::Case, 0));
    let request = Request::get(&path, &bearer);
    let mut most: f64 = 0.0;
    for _ in 0..ROUNDS {
        let round = drive(&server.address, &request, 32, 6000).await?;
        most = most.max(6000.0 / round.wall.as_secs_f64());
    }
    let what = "stretch durable audited reads of one record, 32 at once, over HTTP";
    table.line(what, most, "a second", Aim::AtLeast(3000.0));
    let cost = best(server, &request).await?;
    table.cpu("a read of one record over the API", cost, Aim::None);
    Ok(())
}

async fn disk_waits(table: &Table, server: &Server, folder: &Path) -> Result<(), Problem> {
    const TIMES: usize = 50;
    let list = Request::get("/cases", &cookie(COORDINATOR));
    let alone = server
        .disk_waits(folder, async { drive(&server.address, &list, 1, TIMES).await.map(drop) })
        .await?;
    let alone = f64::from(u32::try_from(alone)?) / f64::from(u32::try_from(TIMES)?);
    table.line("P5 waits for the disk in one request", alone, "", Aim::AtMost(2.0));
    Ok(())
}

/// P7: everybody signs in within a minute, each from an address of their own.
async fn monday_morning(table: &Table, server: &Server) -> Result<(), Problem> {
    const PEOPLE: u64 = 200;
    let address = server.address.clone();
    let reading = tokio::spawn(async move {
        // What others see of it meanwhile: a page now and then.
        let list = Request::get("/cases", &cookie(COORDINATOR));
        let mut slowest = Vec::new();
        for _ in 0..100 {
            slowest.push(drive(&address, &list, 1, 1).await?.percentile(100));
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        slowest.sort_unstable();
        Ok::<_, Problem>(slowest.get(95).copied().unwrap_or_default())
    });
    let began = Instant::now();
    let mut memory: f64 = 0.0;
    let mut tasks = Vec::new();
    for n in 0..PEOPLE {
        let address = server.address.clone();
        tasks.push(tokio::spawn(async move { sign_in(&address, n).await }));
        // Two hundred within twenty seconds: three times as fast as the target asks.
        tokio::time::sleep(Duration::from_millis(100)).await;
        memory = memory.max(server.memory()?);
    }
    let mut busy = 0;
    for task in tasks {
        busy += task.await??;
    }
    let took = began.elapsed().as_secs_f64();
    table.line("P7 200 people signed in", took, "s", Aim::AtMost(60.0));
    table.line("P7 of them told to try again", f64::from(busy), "tries", Aim::None);
    table.line("P7 other pages meanwhile: p95", millis(reading.await??), "ms", Aim::AtMost(300.0));
    table.line("P7 memory meanwhile", memory, "MB", Aim::None);
    Ok(())
}

/// Signs in, trying again while the server says that it is busy; gives how often it said so.
async fn sign_in(address: &str, n: u64) -> Result<u32, Problem> {
    let from = format!("X-Forwarded-For: 10.0.{}.{}\r\n", n / 200, n % 200 + 1);
    let mut line = Line::open(address).await?;
    let page = line.ask(&Request::get("/sign-in", &from)).await?;
    let csrf = csrf(&page.body)?;
    let name = n + FIRST_STARTER;
    let password = PASSWORD.replace(' ', "+");
    let body = format!("_csrf={csrf}&name=starter{name}&password={password}");
    let headers = format!("{from}Cookie: {}\r\n", page.cookie);
    let request = Request::post("/sign-in", &headers, &body);
    let mut busy = 0;
    loop {
        match line.ask(&request).await?.status {
            303 => return Ok(busy),
            429 | 503 => {
                busy += 1;
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            other => return Err(format!("signing in answered {other}").into()),
        }
    }
}

/// The token of the form on a page.
pub(crate) fn csrf(page: &str) -> Result<&str, Problem> {
    let value =
        page.split("name=\"_csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    Ok(value.ok_or("no token on the page")?)
}

/// The year's report, as the console makes it: a process from start to end.
fn report(table: &Table, folder: &Path, url: Option<&str>, cases: u64) -> Result<(), Problem> {
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let began = Instant::now();
        let mut command = Command::new(beside("throughline")?);
        command.args(["report", "allocation", "--from", "2000-01-01", "--to", "2100-12-31"]);
        command.args(["--by", "district", "--format", "csv", "--data"]).arg(folder);
        if let Some(url) = url {
            command.args(["--database-url", url]);
        }
        let output = command.output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        best = best.min(began.elapsed());
    }
    let aim = if cases == 100_000 { Aim::AtMost(1.0) } else { Aim::None };
    table.line("stretch report over all cases, whole command", best.as_secs_f64(), "s", aim);
    Ok(())
}
