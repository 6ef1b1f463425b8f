//! What the form, and what would become of a sheet, look like.

use govuk::{Details, ErrorMessage, Input, Row, Select, SummaryList, Table, Textarea, WarningText};
use kernel::FieldErrors;
use maud::{Markup, html};
use ui::check_row;

use super::{
    column::Column,
    plan::told_lines,
    sheet::Sheet,
    web::{ImportCases, SheetAsked, SheetForum, SheetLine},
};

pub(super) fn choose(forums: &[SheetForum]) -> Markup {
    html! {
        p.govuk-body {
            "Cases that are open today, in a spreadsheet, become cases here: with their actions, their next review and \
             whoever leads them. What is here already is left alone, so the same sheet can be sent again."
        }
        @if forums.is_empty() {
            p.govuk-body { "You coordinate no forum. Ask its coordinator to bring them in." }
        } @else {
            h2.govuk-heading-m { "Which forum has them?" }
            ul.govuk-list {
                @for it in forums {
                    li {
                        a.govuk-link href={ "/forums/" (it.id) "/cases/sheet" } { "Bring in cases of " (it.name) }
                    }
                }
            }
            p.govuk-body { a.govuk-link href="/cases" { "See the cases that are here" } }
        }
    }
}

const EXAMPLE: [&str; 2] = [
    "Reference,Given name,Family name,Date of birth,Opened on,Level,Lead professional,Next review,Actions",
    "C-17,Robin,Ashdown,14/5/2013,2/9/2026,3,Sam Okoro,10/12/2026,\"Police: visit (by 3/12/2026); ring the school\"",
];

/// What a column says, for those that need a word.
const SAYS: [(Column, &str, bool); 10] = [
    (Column::GivenName, "And the family name; or both in one column", true),
    (Column::OpenedOn, "Such as 3/12/2026 or 2026-12-03", true),
    (Column::Level, "A number or name of the forum’s charter", true),
    (Column::Reference, "What tells the case from others. Without it, the whole line does", false),
    (Column::Born, "With the name, or the NHS number, it says who is known here already", false),
    (Column::Needs, "In the charter’s words, with semicolons between", false),
    (
        Column::Lead,
        "The name, or the name by which they sign in. They are asked, and accept",
        false,
    ),
    (Column::LeadOrganisation, "Where several practitioners have one name", false),
    (Column::NextReview, "Such as 3/12/2026", false),
    (
        Column::Actions,
        "With semicolons between, like “Police: visit (by 3/12/2026)”. Without an owner the lead’s organisation \
        owns it, or yours; without a day it is due on the next review",
        false,
    ),
];

pub(super) fn fields(typed: &ImportCases, asked: &SheetAsked, errors: &FieldErrors) -> Markup {
    html! {
        p.govuk-body { "For " (asked.forum_name) "." }
        p.govuk-body {
            "Copy the cells in your spreadsheet, with the names of the columns, and paste them here: at most 50 rows at a \
             time. Nothing is changed before you have seen what would become of each line."
        }
        (Textarea::new("sheet", "Rows, with the names of the columns in the first line").rows(12)
            .value(&typed.sheet).error(errors.of("sheet")))
        // From what was typed, so that a draft that is taken up again has them, too.
        @if let Ok(sheet) = Sheet::headed(typed.typed()) {
            h2.govuk-heading-m { "What the columns hold" }
            (columns(&sheet, errors))
        }
        (Input::new("source", "What is the sheet called?")
            .hint("Use the same name each time: it tells which lines came in before")
            .value(&typed.source).error(errors.of("source")))
        (Details::new("What the columns may say", help()))
    }
}

fn help() -> Markup {
    let rows = SAYS.iter().map(|(column, says, needed)| {
        Row::new().cell(column.words()).cell(*says).cell(if *needed { "Yes" } else { "No" })
    });
    let [heads, example] = EXAMPLE;
    html! {
        (Table::new("Columns in any order, by any of their usual names")
            .columns(["Column", "What it says", "Needed"]).rows(rows).named_rows().cards())
        p.govuk-body { "Also read: NHS number, postcode and district. For example:" }
        p class="govuk-body govuk-!-text-break-word" { code { (heads) br; (example) } }
    }
}

/// One choice for each column, as guessed or as chosen.
fn columns(sheet: &Sheet, errors: &FieldErrors) -> Markup {
    let select = |(at, (head, column)): (usize, (&String, &Option<Column>))| {
        let head = if head.is_empty() { "without a name" } else { head.as_str() };
        Select::new("columns", format!("Column “{head}” is"))
            .id(id_of(at))
            .item("", "Kept out")
            .items(Column::ALL.map(|it| (it.code(), it.words())))
            .value(column.map_or("", Column::code))
    };
    html! {
        input type="hidden" name="headed" value=(sheet.head());
        // What is wrong is wrong with all of them together, not with the first.
        @if let Some(wrong) = errors.of("columns") {
            div id="columns" tabindex="-1" { (ErrorMessage::new(wrong)) }
        }
        @for column in sheet.header.iter().zip(&sheet.columns).enumerate() { (select(column)) }
    }
}

fn id_of(at: usize) -> String {
    format!("columns-{}", at + 1)
}

/// What would be opened, is here already, and is left out; and what each column was taken for.
pub(super) fn check(asked: &SheetAsked) -> Markup {
    let left_out: Vec<i64> = asked.wrong.iter().map(|it| it.line).collect();
    let here: Vec<i64> = asked.here.iter().map(|it| it.line).collect();
    html! {
        p.govuk-body { "For " (asked.forum_name) ": " (count(asked.cases.len())) " will be opened." }
        @if !left_out.is_empty() {
            (WarningText::new(format!(
                "{} left out. Mend it with “Change answers”, or send the whole again later: what is in stays as it is.",
                told_lines(&left_out, "will be", "will be")
            )))
            (table("Left out", "What is wrong", &asked.wrong))
        }
        @if !asked.cases.is_empty() { (table("Will be opened", "What comes in", &asked.cases)) }
        @if !here.is_empty() {
            p.govuk-body { (told_lines(&here, "is", "are")) " here already. Nothing of it is changed." }
        }
        (taken_for(asked))
    }
}

fn count(cases: usize) -> String {
    if cases == 1 { "1 case".into() } else { format!("{cases} cases") }
}

fn table(caption: &str, words: &'static str, lines: &[SheetLine]) -> Table {
    let row = |it: &SheetLine| {
        let name = if it.name.is_empty() { "No name" } else { it.name.as_str() };
        Row::new().cell(name).cell(it.line.to_string()).cell(html! {
            @if it.is_known { div { "Joins the record that is here already" } }
            @for words in &it.words { div { (words) } }
        })
    };
    let columns = ["Name", "Line", words];
    Table::new(caption).columns(columns).rows(lines.iter().map(row)).named_rows().cards()
}

fn taken_for(asked: &SheetAsked) -> Markup {
    let row = |(at, (head, code)): (usize, &(String, String))| {
        let head = if head.is_empty() { "without a name" } else { head.as_str() };
        let words = Column::from_code(code).map_or("Kept out", Column::words);
        check_row(&format!("Column “{head}”"), words, &id_of(at))
    };
    let rows = asked.columns.iter().enumerate().map(row);
    let list = rows.fold(SummaryList::new(), SummaryList::push);
    html! {
        h2.govuk-heading-m { "What the columns were taken for" }
        (list)
    }
}
