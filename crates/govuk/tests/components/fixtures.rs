//! Every component against every fixture that govuk-frontend publishes for it.
#![expect(
    clippy::panic,
    clippy::expect_used,
    reason = "a set-up step that fails should stop the test"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use maud::Render;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::canonical;

#[derive(Deserialize)]
struct Published {
    fixtures: Vec<Fixture>,
}

#[derive(Deserialize)]
struct Fixture {
    name: String,
    options: serde_json::Value,
    html: String,
}

#[derive(Default)]
struct Tally {
    counts: BTreeMap<&'static str, usize>,
    failures: Vec<String>,
}

fn published(component: &str) -> Vec<Fixture> {
    let web = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../assets/web");
    let folder = web.join("node_modules/govuk-frontend/dist/govuk/components");
    let Ok(text) = std::fs::read_to_string(folder.join(component).join("fixtures.json")) else {
        panic!(
            "The official fixtures of {component} are missing: run `npm ci --ignore-scripts` in \
             crates/assets/web."
        );
    };
    serde_json::from_str::<Published>(&text).expect("the fixtures are JSON").fixtures
}

fn check<C: DeserializeOwned + Render>(tally: &mut Tally, component: &'static str) {
    for fixture in published(component) {
        *tally.counts.entry(component).or_default() += 1;
        let ours = match serde_json::from_value::<C>(fixture.options) {
            Ok(value) => canonical::form(&value.render().into_string()),
            Err(error) => format!("cannot be read: {error}"),
        };
        let theirs = canonical::form(&fixture.html);
        if ours != theirs {
            let name = &fixture.name;
            tally.failures.push(format!("{component}, {name}\n  ours   {ours}\n  theirs {theirs}"));
        }
    }
}

#[test]
fn every_component_writes_what_every_official_fixture_expects() {
    let mut tally = Tally::default();
    check::<govuk::BackLink>(&mut tally, "back-link");
    check::<govuk::Breadcrumbs>(&mut tally, "breadcrumbs");
    check::<govuk::Button>(&mut tally, "button");
    check::<govuk::CharacterCount>(&mut tally, "character-count");
    check::<govuk::Checkboxes>(&mut tally, "checkboxes");
    check::<govuk::DateInput>(&mut tally, "date-input");
    check::<govuk::Details>(&mut tally, "details");
    check::<govuk::ErrorMessage>(&mut tally, "error-message");
    check::<govuk::ErrorSummary>(&mut tally, "error-summary");
    check::<govuk::Fieldset>(&mut tally, "fieldset");
    check::<govuk::FileUpload>(&mut tally, "file-upload");
    check::<govuk::Hint>(&mut tally, "hint");
    check::<govuk::Input>(&mut tally, "input");
    check::<govuk::InsetText>(&mut tally, "inset-text");
    check::<govuk::Label>(&mut tally, "label");
    check::<govuk::NotificationBanner>(&mut tally, "notification-banner");
    check::<govuk::Pagination>(&mut tally, "pagination");
    check::<govuk::Panel>(&mut tally, "panel");
    check::<govuk::PasswordInput>(&mut tally, "password-input");
    check::<govuk::PhaseBanner>(&mut tally, "phase-banner");
    check::<govuk::Radios>(&mut tally, "radios");
    check::<govuk::Select>(&mut tally, "select");
    check::<govuk::ServiceNavigation>(&mut tally, "service-navigation");
    check::<govuk::SkipLink>(&mut tally, "skip-link");
    check::<govuk::SummaryList>(&mut tally, "summary-list");
    check::<govuk::Table>(&mut tally, "table");
    check::<govuk::Tag>(&mut tally, "tag");
    check::<govuk::TaskList>(&mut tally, "task-list");
    check::<govuk::Textarea>(&mut tally, "textarea");
    check::<govuk::WarningText>(&mut tally, "warning-text");

    for (component, count) in &tally.counts {
        println!("{count:4} {component}");
    }
    println!("{:4} fixtures in all", tally.counts.values().sum::<usize>());
    let failed = tally.failures.len();
    assert!(failed == 0, "{failed} fixtures differ:\n{}", tally.failures.join("\n"));
}
