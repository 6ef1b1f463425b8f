//! The page around every page: who you are, where you are, what happened, who can see it.

use agreement::Role;
use maud::{DOCTYPE, Markup, html};

use crate::{App, Frame};

/// What a whole page is made of.
pub struct Document<'a> {
    /// Title and heading.
    pub title: &'a str,
    /// Whether the form on it has errors; the title then says so.
    pub has_errors: bool,
    /// The page's own content, below the heading.
    pub content: &'a Markup,
}

/// A whole page for a known viewer.
pub fn document(frame: &Frame, document: &Document<'_>) -> Markup {
    let error = if document.has_errors { "Error: " } else { "" };
    let body = html! {
        (header(frame))
        div.govuk-width-container {
            @if frame.demo { (demo_banner()) }
            main #main-content.govuk-main-wrapper tabindex="-1" {
                @if let Some(said) = &frame.said { (happened(said)) }
                h1.govuk-heading-l { (document.title) }
                (document.content)
                @if !frame.clauses.is_empty() { (who_can_see(frame)) }
            }
        }
        (footer())
    };
    skeleton(&format!("{error}{} – {}", document.title, frame.partnership), &body)
}

/// A page that says the same to everybody.
pub(crate) fn bare(app: &App, title: &str, content: &Markup) -> Markup {
    let body = html! {
        header.tl-header {
            div.govuk-width-container.tl-header__inner {
                a.tl-header__name href="/" { "Throughline" }
            }
        }
        div.govuk-width-container {
            main #main-content.govuk-main-wrapper tabindex="-1" {
                h1.govuk-heading-l { (title) }
                (content)
            }
        }
        (footer())
    };
    skeleton(&format!("{title} – {}", app.config.partnership), &body)
}

fn skeleton(title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html.govuk-template.govuk-template--rebranded lang="en-GB" {
            head {
                meta charset="utf-8";
                title { (title) }
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="robots" content="noindex";
                link rel="icon" href="data:,";
                link rel="stylesheet" href=(assets::path("app.css"));
                script src=(assets::path("boot.js")) {}
                script type="module" src=(assets::path("app.js")) {}
            }
            body.govuk-template__body {
                a.govuk-skip-link href="#main-content" data-module="govuk-skip-link" {
                    "Skip to main content"
                }
                (body)
            }
        }
    }
}

fn header(frame: &Frame) -> Markup {
    html! {
        header.tl-header {
            div.govuk-width-container.tl-header__inner {
                a.tl-header__name href="/" { "Throughline" }
                @if let Some(viewer) = &frame.viewer {
                    div.tl-header__who {
                        span { (viewer.name) }
                        @if !viewer.organisation_name.is_empty() {
                            span.tl-header__organisation { ", " (viewer.organisation_name) }
                        }
                        form.tl-header__out method="post" action="/sign-out" {
                            input type="hidden" name="_csrf" value=(frame.csrf);
                            button.tl-header__button type="submit" { "Sign out" }
                        }
                    }
                }
            }
        }
        @if frame.viewer.is_some() { (navigation(frame)) }
    }
}

/// Where each role goes: path, words, and who is shown it. What is behind each is decided there.
const NAVIGATION: &[(&str, &str, fn(&agreement::Principal) -> bool)] = &[
    ("/", "Home", |_| true),
    ("/referrals", "Referrals", |it| it.works_with_people()),
    ("/cases", "Cases", |it| it.works_with_people()),
    ("/people", "Find a person", |it| it.works_with_people()),
    ("/meetings", "Meetings", |it| it.works_with_people()),
    ("/reports", "Reports", |it| it.works_with_people() || it.has(Role::Analyst)),
    ("/practitioners", "Practitioners", |it| it.has(Role::Administrator)),
    ("/organisations", "Organisations", |it| it.has(Role::Administrator)),
    ("/ledger", "Ledger", |it| {
        it.has(Role::InformationGovernanceLead) || it.has(Role::Auditor)
    }),
    ("/agreement", "Agreement", |_| true),
];

fn navigation(frame: &Frame) -> Markup {
    let Some(principal) = &frame.principal else { return html! {} };
    html! {
        nav.tl-navigation aria-label="Menu" {
            div.govuk-width-container {
                ul.tl-navigation__list {
                    @for (path, words, shown) in NAVIGATION {
                        @if shown(principal) {
                            li.tl-navigation__item {
                                @if is_current(path, &frame.path) {
                                    a.tl-navigation__link href=(path) aria-current="page" { (words) }
                                } @else {
                                    a.tl-navigation__link href=(path) { (words) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn is_current(link: &str, path: &str) -> bool {
    path == link || (link != "/" && path.strip_prefix(link).is_some_and(|it| it.starts_with('/')))
}

fn demo_banner() -> Markup {
    html! {
        p.tl-demo { "This is a demonstration. Everybody in it is invented." }
    }
}

fn happened(said: &str) -> Markup {
    html! {
        div.govuk-notification-banner.govuk-notification-banner--success role="alert"
            aria-labelledby="happened-title" data-module="govuk-notification-banner" {
            div.govuk-notification-banner__header {
                h2 #happened-title.govuk-notification-banner__title { "Done" }
            }
            div.govuk-notification-banner__content {
                p.govuk-notification-banner__heading { (said) }
            }
        }
    }
}

fn who_can_see(frame: &Frame) -> Markup {
    html! {
        details.govuk-details.tl-why {
            summary.govuk-details__summary {
                span.govuk-details__summary-text { "Who can see this, and why" }
            }
            div.govuk-details__text {
                p.govuk-body { "You can see this page because the information-sharing agreement says:" }
                ul.govuk-list.govuk-list--bullet {
                    @for (id, sentence) in &frame.clauses {
                        li { (sentence) " " a.govuk-link href={ "/agreement#" (id) } { "Clause " (id) } }
                    }
                }
                p.govuk-body { "That you opened it is an entry in the ledger." }
            }
        }
    }
}

fn footer() -> Markup {
    html! {
        footer.tl-footer {
            div.govuk-width-container {
                p.tl-footer__text {
                    "Throughline. Every look at a record is written down. If a child or adult is in "
                    "immediate danger, phone 999."
                }
            }
        }
    }
}
