//! What the pages of the reports look like.

use govuk::{Button, Cell, DateInput, InsetText, Row, Select, Table};
use maud::{Markup, html};

use crate::{
    figures::{Figures, Line},
    quality::FIELDS,
    web::{REPORTS, Report, SeeReport},
};

pub(crate) fn list() -> Markup {
    html! {
        ul.govuk-list {
            @for (code, name, says) in REPORTS {
                li {
                    h2 class="govuk-heading-s govuk-!-margin-bottom-1" {
                        a.govuk-link href={ "/reports/" (code) } { (name) }
                    }
                    p.govuk-body { (says) }
                }
            }
        }
    }
}

pub(crate) fn report(answer: &Report) -> Markup {
    html! {
        @if let Some(figures) = &answer.figures {
            (table(figures, &answer.asked))
            (downloads(&answer.asked))
        }
        h2.govuk-heading-m { "Choose other figures" }
        (choose(answer))
        p.govuk-body { a.govuk-link href="/reports" { "All reports" } }
    }
}

fn table(figures: &Figures, asked: &SeeReport) -> Markup {
    let mut table = Table::new(figures.title.as_str()).named_rows().compact().hidden_caption();
    for (at, column) in figures.columns.iter().enumerate() {
        let head = Cell::new(column.words.as_str());
        table = table.column(if at == 0 { head } else { head.numeric() });
    }
    let rows = figures.lines.iter().map(|line| {
        line.values.iter().fold(Row::new().cell(name(line, figures, asked)), |row, value| {
            row.number(value.text())
        })
    });
    html! {
        p.govuk-body { (figures.about) }
        (InsetText::new(figures.sentence.as_str()))
        (table.rows(rows).cards())
        @if !figures.rule.is_empty() { p.govuk-body-s { (figures.rule) } }
    }
}

/// The name of a line; where what is missing is counted exactly, it leads to the records that lack it.
fn name(line: &Line, figures: &Figures, asked: &SeeReport) -> Markup {
    let field = FIELDS.iter().find(|(_, words)| *words == line.name);
    match field.filter(|_| asked.report == "quality" && figures.rule.is_empty()) {
        Some((code, _)) => html! {
            a.govuk-link href={ "/quality/" (code) "?from=" (asked.from) "&to=" (asked.to) } {
                (line.name) span.govuk-visually-hidden { ": records that lack it" }
            }
        },
        None => html! { (line.name) },
    }
}

fn query(asked: &SeeReport) -> String {
    let publish = if asked.publish.is_empty() { "" } else { "&publish=yes" };
    let by = asked.by.replace(|c: char| !c.is_alphanumeric() && c != '_' && c != '-', "");
    format!("from={}&to={}&by={by}&as_at={}{publish}", asked.from, asked.to, asked.as_at)
}

fn downloads(asked: &SeeReport) -> Markup {
    let query = query(asked);
    let path = format!("/reports/{}", asked.report);
    html! {
        ul.govuk-list {
            li { a.govuk-link href={ (path) "/csv?" (query) } { "Download as CSV" } }
            li { a.govuk-link href={ (path) "/xlsx?" (query) } { "Download as a spreadsheet (XLSX)" } }
        }
    }
}

fn choose(answer: &Report) -> Markup {
    let (asked, problems) = (&answer.asked, &answer.problems);
    let day = |name: &str, words: &str, typed: &str| {
        let [day, month, year] = kernel::date_boxes(typed);
        DateInput::new(name, words).values(day, month, year).error(problems.of(name))
    };
    html! {
        form method="get" action={ "/reports/" (asked.report) } novalidate {
            (day("from", "First day on which requests were received", &asked.from))
            (day("to", "Last day", &asked.to))
            (day("as_at", "Count what had happened by", &asked.as_at))
            @if !answer.tiers.is_empty() {
                (Select::new("by", if asked.report == "allocation" { "Places" } else { "Count by" })
                    .items(answer.tiers.iter().map(|tier| (tier.as_str(), tier.as_str())))
                    .value(asked.by.as_str()).error(problems.of("by")))
            }
            (Button::new("Show figures"))
        }
    }
}
