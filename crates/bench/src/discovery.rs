//! Row S2, for the night: four hundred tries at signing in for each kind of name, by turns, and whether their times
//! could tell the kinds apart. What each try does is the same by count in every run of the tests (`trust_s2.rs`);
//! this is what an attacker with a clock sees of it.

use std::time::{Duration, Instant};

use db::{Db, run};

use crate::{
    Problem,
    load::{Line, Request},
    measure, plant,
    server::Server,
};

/// Names of each kind, and tries at each: fewer than lock a name.
const NAMES: u64 = 50;
const TRIES: u64 = 8;
/// This many more lock it.
const MORE: u64 = 3;
/// What a name may be, and the first number of such names. All names are equally long.
const KINDS: [(&str, u64); 3] = [("in use", 102), ("disabled", 152), ("of nobody", 902)];

/// The times of one kind of name, in seconds, and what it was answered.
struct Tried {
    kind: &'static str,
    seconds: Vec<f64>,
    answer: Option<String>,
}

/// The form for signing in, as it was opened.
struct Form {
    line: Line,
    csrf: String,
    cookie: String,
    tries: u64,
}

/// Measures and prints; fails when names can be told apart.
pub(crate) async fn sign_in() -> Result<(), Problem> {
    let folder = tempfile::tempdir()?;
    let address = folder.path().join("throughline.db").display().to_string();
    measure::planted(folder.path(), &address).await?;
    disable(&address).await?;
    let server = Server::throughline(folder.path(), None).await?;
    let mut form = Form::open(&server.address).await?;
    let mut all_alike = true;
    for round in ["open", "locked"] {
        let kinds = form.try_all().await?;
        println!(
            "\n## Names that are {round}\n\n| name | median | against in use | p |\n|---|---|---|---|"
        );
        let (first, others) = kinds.split_first().ok_or("no kinds")?;
        for other in others {
            all_alike &= first.is_like(other);
        }
        form.lock_all().await?;
    }
    server.stop().await?;
    if all_alike { Ok(()) } else { Err("kinds of names can be told apart".into()) }
}

impl Form {
    async fn open(address: &str) -> Result<Self, Problem> {
        let mut line = Line::open(address).await?;
        let page = line.ask(&Request::get("/sign-in", "")).await?;
        let csrf = measure::csrf(&page.body)?.to_owned();
        Ok(Self { line, csrf, cookie: page.cookie, tries: 0 })
    }

    /// A try from an address of its own: many from one would be refused, whatever the name.
    fn with(&mut self, name: &str) -> Request {
        self.tries += 1;
        let (net, host) = (self.tries / 200, self.tries % 200 + 1);
        let headers = format!("X-Forwarded-For: 10.1.{net}.{host}\r\nCookie: {}\r\n", self.cookie);
        let body = format!("_csrf={}&name={name}&password=not+the+password", self.csrf);
        Request::post("/sign-in", &headers, &body)
    }

    async fn try_all(&mut self) -> Result<Vec<Tried>, Problem> {
        let mut kinds = Vec::from(KINDS.map(|(kind, _)| Tried::of(kind)));
        for turn in 0..NAMES * TRIES {
            // None of them always comes after the same other.
            let by = usize::try_from(turn)? % KINDS.len();
            let (before, after) = kinds.split_at_mut(by);
            let (first_before, first_after) = KINDS.split_at(by);
            let in_turn =
                after.iter_mut().zip(first_after).chain(before.iter_mut().zip(first_before));
            for (tried, (_, first)) in in_turn {
                let name = format!("starter{}", first + turn % NAMES);
                let request = self.with(&name);
                tried.note(&mut self.line, &request, &name).await?;
            }
        }
        Ok(kinds)
    }

    async fn lock_all(&mut self) -> Result<(), Problem> {
        for (_, first) in KINDS {
            for turn in 0..NAMES * MORE {
                let request = self.with(&format!("starter{}", first + turn % NAMES));
                self.line.ask(&request).await?;
            }
        }
        Ok(())
    }
}

async fn disable(address: &str) -> Result<(), Problem> {
    let data = Db::open(address).await?;
    let mut tx = data.begin().await?;
    for name in 0..NAMES {
        let name = format!("starter{}", 152 + name);
        run!(&mut tx, "update practitioner set active = false where sign_in_name = $1", name)?;
    }
    tx.commit(plant::now(), vec![db::NewEntry::plain("set_up")]).await?;
    data.close().await;
    Ok(())
}

impl Tried {
    fn of(kind: &'static str) -> Self {
        Self { kind, seconds: Vec::new(), answer: None }
    }

    async fn note(
        &mut self,
        line: &mut Line,
        request: &Request,
        name: &str,
    ) -> Result<(), Problem> {
        let asked = Instant::now();
        let answer = line.ask(request).await?;
        self.seconds.push(asked.elapsed().as_secs_f64());
        let page = without_key(&answer.body).replace(name, "NAME");
        // By when one may try again is another minute for each name.
        let digits = |it: char| if it.is_ascii_digit() { '0' } else { it };
        let said = format!("{} {}", answer.status, page.chars().map(digits).collect::<String>());
        let first = self.answer.get_or_insert_with(|| said.clone());
        if *first == said {
            return Ok(());
        }
        Err("one kind of name got two answers".into())
    }

    fn median(&self) -> f64 {
        let mut sorted = self.seconds.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or_default()
    }

    /// Prints the comparison; alike are the same bytes, medians within five in a hundred, p above one in a hundred.
    fn is_like(&self, other: &Self) -> bool {
        let (ratio, p) =
            (other.median() / self.median(), same_source(&self.seconds, &other.seconds));
        println!(
            "| {} | {:?} | {ratio:.3} | {p:.3} |",
            other.kind,
            Duration::from_secs_f64(other.median())
        );
        self.answer == other.answer && (ratio - 1.0).abs() <= 0.05 && p > 0.01
    }
}

/// The two-sample test of Kolmogorov and Smirnov: how likely times from one source differ at least as much.
fn same_source(one: &[f64], other: &[f64]) -> f64 {
    let share = |times: &[f64], upto: f64| {
        times.iter().filter(|it| **it <= upto).count() as f64 / times.len() as f64
    };
    let apart = |at: &f64| (share(one, *at) - share(other, *at)).abs();
    let most = one.iter().chain(other).map(apart).fold(0.0, f64::max);
    let size = (one.len() * other.len()) as f64 / (one.len() + other.len()) as f64;
    let scaled = (size.sqrt() + 0.12 + 0.11 / size.sqrt()) * most;
    let term = |k: i32| {
        2.0 * f64::from(1 - 2 * ((k - 1) % 2)) * (-2.0 * f64::from(k * k) * scaled * scaled).exp()
    };
    (1..=100).map(term).sum::<f64>().clamp(0.0, 1.0)
}

/// A page without the key of its form, which is another each time.
fn without_key(page: &str) -> String {
    let Some((before, after)) = page.split_once("name=\"_key\" value=\"") else {
        return page.to_owned();
    };
    let after = after.split_once('"').map_or("", |(_, after)| after);
    format!("{before}{after}")
}
