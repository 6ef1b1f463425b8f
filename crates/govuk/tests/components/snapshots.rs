//! What no official fixture covers: MOJ components, our own parts, and what the builders promise.

use govuk::{
    Banner, BannerKind, Button, Cell, CharacterCount, Checkboxes, Choice, DateInput, ErrorSummary,
    Input, Pagination, Radios, Row, Select, SubNavigation, SummaryList, Table, Textarea, Timeline,
    TimelineItem,
};
use maud::{Render, html};

use crate::canonical;

fn check(component: &impl Render, expected: &str) {
    let written = canonical::form(&component.render().into_string());
    assert_eq!(written, canonical::form(expected));
}

fn written(component: &impl Render) -> String {
    component.render().into_string()
}

#[test]
fn a_timeline_is_written_as_moj_writes_it() {
    let item = TimelineItem::new("Decision recorded", "2026-11-05T10:15:00Z", "5 November 2026")
        .by("the chair")
        .description("Level 3.");
    check(
        &Timeline::new(vec![item]).heading_level(3),
        r#"<div class="moj-timeline"><div class="moj-timeline__item">
           <div class="moj-timeline__header"><h3 class="moj-timeline__title">Decision recorded</h3>
           <p class="moj-timeline__byline">by the chair</p></div>
           <p class="moj-timeline__date"><time datetime="2026-11-05T10:15:00Z">5 November 2026</time></p>
           <div class="moj-timeline__description">Level 3.</div></div></div>"#,
    );
}

#[test]
fn a_sub_navigation_is_written_as_moj_writes_it() {
    check(
        &SubNavigation::new("Parts").item("Summary", "/a", true).item("Plan", "/b", false),
        r#"<nav class="moj-sub-navigation" aria-label="Parts"><ul class="moj-sub-navigation__list">
           <li class="moj-sub-navigation__item"><a class="moj-sub-navigation__link"
             aria-current="page" href="/a">Summary</a></li>
           <li class="moj-sub-navigation__item"><a class="moj-sub-navigation__link"
             href="/b">Plan</a></li></ul></nav>"#,
    );
}

#[test]
fn a_banner_is_written_as_moj_writes_it() {
    check(
        &Banner::new(BannerKind::Success, "Saved"),
        r#"<div class="moj-banner moj-banner--success" role="region" aria-label="success">
           <svg class="moj-banner__icon" fill="currentColor" role="presentation" focusable="false"
             xmlns="http://www.w3.org/2000/svg" viewBox="0 0 25 25" height="25" width="25"><path
             d="M25,6.2L8.7,23.2L0,14.1l4-4.2l4.7,4.9L21,2L25,6.2z"/></svg>
           <div class="moj-banner__message">Saved</div></div>"#,
    );
}

#[test]
fn text_is_escaped_wherever_a_person_may_have_typed_it() {
    let bad = "<script>\"&'";
    let pages = [
        written(&Input::new("n", bad).value(bad).hint(bad).error(Some(bad))),
        written(&Textarea::new("n", bad).value(bad)),
        written(&CharacterCount::new("n", bad, 10).value(bad)),
        written(&Select::new("n", bad).item(bad, bad)),
        written(&Radios::new("n", bad, [(bad, bad)])),
        written(&Checkboxes::new("n", bad, [(bad, bad)])),
        written(&DateInput::new("n", bad).values(bad, bad, bad)),
        written(&Table::new(bad).column(bad).row(Row::new().cell(bad)).cards()),
        written(&SummaryList::new().row_with_change(bad, bad, bad).card(bad)),
        written(&ErrorSummary::new().item(bad, bad)),
        written(&Button::link(bad, bad).attr("data-x", bad)),
    ];
    for page in pages {
        assert!(!page.contains("<script>"), "{page}");
        assert!(!page.contains("\"&'"), "{page}");
    }
}

#[test]
fn markup_is_written_as_it_is() {
    let cell = written(&Table::new("").row(Row::new().cell(html! { b { "x" } })));
    assert!(cell.contains("<b>x</b>"), "{cell}");
}

#[test]
fn a_text_area_keeps_a_line_break_that_comes_first() {
    let page = written(&Textarea::new("n", "N").value("\nsecond line"));
    assert!(page.contains(">\n\nsecond line</textarea>"), "{page}");
}

#[test]
fn an_error_summary_links_to_the_fields_it_names() {
    let page = written(&ErrorSummary::of([("name", "Enter a name"), ("", "Try again")]));
    assert!(page.contains(r##"<a href="#name">Enter a name</a>"##), "{page}");
    assert!(page.contains("<li>Try again</li>"), "{page}");
}

#[test]
fn a_date_sends_its_boxes_under_the_name_of_the_question() {
    let page = written(&DateInput::new("born", "Born").values("1", "2", "2019").wrong_part("day"));
    for (id, name) in
        [("born", "born-day"), ("born-month", "born-month"), ("born-year", "born-year")]
    {
        assert_eq!(page.matches(&format!("id=\"{id}\" name=\"{name}\"")).count(), 1, "{page}");
        assert_eq!(page.matches(&format!(" id=\"{id}\"")).count(), 1, "{page}");
    }
    assert!(page.contains("value=\"2019\""), "{page}");
    assert_eq!(page.matches("govuk-input--error").count(), 1, "{page}");
}

#[test]
fn an_empty_answer_chooses_no_radio() {
    let page = written(&Radios::new("n", "N", [("", "None"), ("a", "A")]).value(""));
    assert!(!page.contains("checked"), "{page}");
}

#[test]
fn the_first_choice_has_the_id_that_an_error_links_to() {
    let page = written(&Radios::new("agrees", "N", [("yes", "Yes"), ("no", "No")]));
    assert!(page.contains("id=\"agrees\"") && page.contains("id=\"agrees-2\""), "{page}");
}

#[test]
fn a_follow_up_question_shows_only_under_the_choice_that_asks_it() {
    let radios = |value| {
        let choice = Choice::new("yes", "Yes").conditional(html! { "who" });
        written(&Radios::new("n", "N", [choice]).value(value))
    };
    assert!(radios("no").contains("govuk-radios__conditional--hidden"));
    assert!(!radios("yes").contains("govuk-radios__conditional--hidden"));
}

#[test]
fn a_card_says_before_each_value_what_it_is() {
    let table = Table::new("Cases")
        .columns(["Person", "Status"])
        .column(Cell::new("Days").numeric())
        .row(Row::new().cell("A").cell("Open").number(3))
        .named_rows()
        .cards();
    check(
        &table,
        r#"<table class="govuk-table tl-cards"><caption class="govuk-table__caption">Cases</caption>
           <thead class="govuk-table__head"><tr class="govuk-table__row">
           <th class="govuk-table__header" scope="col">Person</th>
           <th class="govuk-table__header" scope="col">Status</th>
           <th class="govuk-table__header govuk-table__header--numeric" scope="col">Days</th></tr></thead>
           <tbody class="govuk-table__body"><tr class="govuk-table__row">
           <th class="govuk-table__header" scope="row">A</th>
           <td class="govuk-table__cell" data-label="Status">Open</td>
           <td class="govuk-table__cell govuk-table__cell--numeric" data-label="Days">3</td></tr></tbody></table>"#,
    );
}

#[test]
fn a_long_list_shows_the_first_the_last_and_the_pages_around() {
    let page = written(&Pagination::new(5, 9, |page| format!("?page={page}")));
    let shown: Vec<usize> =
        (1..=9).filter(|number| page.contains(&format!("aria-label=\"Page {number}\""))).collect();
    assert_eq!(shown, [1, 4, 5, 6, 9]);
    assert_eq!(page.matches('⋯').count(), 2);
}

#[test]
fn attributes_keep_their_order_and_are_escaped() {
    let page = written(&Button::new("x").attr("data-b", "1").attr("data-a", "\""));
    assert!(page.contains("data-b=\"1\" data-a=\"&quot;\""), "{page}");
}
