//! What a decision and a list filter cost: `cargo run --release -p agreement --example cost`.
#![expect(clippy::print_stdout, reason = "prints the figures")]

use std::time::Instant;

use agreement::{Action, Agreement, Kind};
use worlds::{Size, world};

const ROUNDS: u32 = 20_000;
const TIMES: usize = 20_000;

fn main() -> Result<(), agreement::LoadError> {
    let started = Instant::now();
    let agreement = Agreement::first()?;
    println!("load                    {:>9.1} ms", started.elapsed().as_secs_f64() * 1e3);
    let world =
        world(1, Size { practitioners: 20, organisations: 6, forums: 6, records_per_kind: 20 });
    let facts: Vec<_> = world.records.iter().map(worlds::Record::facts).collect();
    let cases: Vec<_> = facts.iter().filter(|facts| facts.kind() == Kind::Case).collect();
    let pairs = || world.principals.iter().cycle().zip(cases.iter().cycle());

    let started = Instant::now();
    let mut allowed = 0;
    for (principal, facts) in pairs().take(TIMES) {
        allowed += u32::from(agreement.decide(principal, Action::SeeRecord, facts).allowed);
    }
    println!("decision                {:>9.1} us ({allowed} allowed)", each(started));

    let started = Instant::now();
    let mut length = 0;
    for (principal, _) in pairs().take(TIMES) {
        let visible = agreement.list_filter(principal, Action::SeeSummary, Kind::Case);
        length = visible.candidates(1).0.len();
    }
    println!("list filter with SQL    {:>9.1} us ({length} characters)", each(started));
    println!("the machine may be busy: the smallest of several runs is the cost");
    Ok(())
}

fn each(started: Instant) -> f64 {
    started.elapsed().as_secs_f64() * 1e6 / f64::from(ROUNDS)
}
