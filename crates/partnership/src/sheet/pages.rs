//! What a sheet looks like on its form, and what would become of it.

use govuk::{Row, Table, Textarea, WarningText};
use kernel::FieldErrors;
use maud::{Markup, html};

use super::{
    model::{Outcome, Told},
    read::Columns,
};

/// The place to paste into, with an example to start from.
pub(crate) fn fields(
    typed: &str,
    columns: &Columns,
    (says, [names, example]): (&[(&str, &str)], [&str; 2]),
    errors: &FieldErrors,
) -> Markup {
    let rows = says.iter().map(|(column, what)| {
        let is_needed = columns.needed.contains(column);
        let needed = if is_needed { "Yes" } else { "No" };
        Row::new().cell(html! { code { (column) } }).cell(*what).cell(needed)
    });
    html! {
        p.govuk-body {
            "Copy the cells in your spreadsheet and paste them here, or paste a CSV file. "
            "Nothing is changed before you have seen what would be."
        }
        (Table::new("Columns that the first line names, in any order")
            .columns(["Column", "What it says", "Needed"]).rows(rows).named_rows().cards())
        p.govuk-body { "For example:" }
        p class="govuk-body govuk-!-text-break-word" { code { (names) br; (example) } }
        (Textarea::new("sheet", "Rows, with the names of the columns in the first line").rows(12)
            .value(typed).error(errors.of("sheet")))
    }
}

/// What would be added, changed and left out.
pub(crate) fn outcome(outcome: &Outcome) -> Markup {
    let left_out = outcome.refused.len();
    html! {
        @if left_out > 0 {
            (WarningText::new(format!(
                "{} will be left out. Mend {} with “Change answers”, or send the whole again later: what is in already \
                 stays as it is.", lines(left_out), if left_out == 1 { "it" } else { "them" }
            )))
            (table("Left out", "What is wrong", &outcome.refused))
        }
        @if !outcome.added.is_empty() { (table("Will be added", "", &outcome.added)) }
        @if !outcome.changed.is_empty() { (table("Will be changed", "What changes", &outcome.changed)) }
        @if outcome.unchanged > 0 {
            p.govuk-body { (lines(outcome.unchanged)) " " (say_what_is_known(outcome.unchanged)) }
        }
        @if !outcome.unread.is_empty() {
            p.govuk-body { "Nothing reads these columns: " (outcome.unread.join(", ")) "." }
        }
    }
}

fn lines(count: usize) -> String {
    if count == 1 { "1 line".into() } else { format!("{count} lines") }
}

fn say_what_is_known(count: usize) -> &'static str {
    if count == 1 { "says what is known already." } else { "say what is known already." }
}

/// Each row by its name; `words` is what there is to say of each, if there is.
fn table(caption: &str, words: &'static str, rows: &[Told]) -> Table {
    let row = |it: &Told| {
        let name = if it.name.is_empty() { "No name" } else { it.name.as_str() };
        let row = Row::new().cell(name).cell(it.line.to_string());
        if words.is_empty() {
            row
        } else {
            row.cell(html! { @for it in &it.words { div { (it) } } })
        }
    };
    let columns = ["Name", "Line", words].into_iter().filter(|it| !it.is_empty());
    Table::new(caption).columns(columns).rows(rows.iter().map(row)).named_rows().cards()
}
