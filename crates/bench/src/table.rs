//! The table that a run prints.

use std::time::Duration;

/// Whether a figure is what was asked for.
#[derive(Clone, Copy)]
pub(crate) enum Aim {
    /// No target: it says where the time goes.
    None,
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
}

/// The table of one engine, printed line by line as it is measured.
pub(crate) struct Table {
    hello: Duration,
}

impl Table {
    pub(crate) fn begin(engine: &str, hello: Duration) -> Self {
        let hello_us = micros(hello);
        println!("\n## {engine}; hello takes {hello_us:.1} us of CPU\n");
        println!("| what | figure | target | met |\n|---|---|---|---|");
        Self { hello }
    }

    /// A figure, its unit and what it should be.
    pub(crate) fn line(&self, what: &str, figure: f64, unit: &str, aim: Aim) {
        let (target, met) = match aim {
            Aim::None => (String::new(), ""),
            Aim::AtMost(most) => (format!("<= {most}"), yes(figure <= most)),
            Aim::AtLeast(least) => (format!(">= {least}"), yes(figure >= least)),
        };
        println!("| {what} | {figure:.2} {unit} | {target} | {met} |");
    }

    /// The CPU time of one answer: in microseconds, and as a ratio to hello with its target.
    pub(crate) fn cpu(&self, what: &str, cpu: Duration, aim: Aim) {
        self.line(&format!("{what}: server CPU"), micros(cpu), "us", Aim::None);
        let ratio = cpu.as_secs_f64() / self.hello.as_secs_f64();
        self.line(&format!("{what}: times hello"), ratio, "x", aim);
    }
}

fn yes(met: bool) -> &'static str {
    if met { "yes" } else { "NO" }
}

pub(crate) fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
