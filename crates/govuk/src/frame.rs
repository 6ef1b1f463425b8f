//! The frame of a page: GOV.UK's template without crown and without inline script, and a header
//! and footer of our own.

use maud::{DOCTYPE, Markup, PreEscaped, Render, html};

use crate::links::SkipLink;

/// The brand's ground in the browser's own bar; the same colour as in the styles.
const THEME: &str = "#12505b";

/// One thread through three places: the mark beside the product's name.
const MARK: PreEscaped<&str> = PreEscaped(concat!(
    r#"<svg class="tl-header__mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">"#,
    r#"<path d="M3 23h5c8 0 8-14 16-14h5" fill="none" stroke="currentColor" stroke-width="3" "#,
    r#"stroke-linecap="round"/><circle cx="16" cy="16" r="4.5" fill="currentColor"/></svg>"#,
));

/// Where the browser finds styles and script; the paths come from the crate `assets`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Links<'a> {
    /// The styles.
    pub css: &'a str,
    /// The script for the end of the body.
    pub js: &'a str,
    /// The script for the start of the body.
    pub boot: &'a str,
    /// The typeface, fetched early so that text does not jump.
    pub font: &'a str,
    /// The icon of the browser's tab.
    pub icon: &'a str,
}

/// The parts of a page.
#[derive(Clone, Debug, Default)]
pub struct Page<'a> {
    /// What the tab and a screen reader say first.
    pub title: &'a str,
    /// Styles and script.
    pub links: Links<'a>,
    /// More for the head, if anything.
    pub head: Markup,
    /// The header with the navigation.
    pub header: Markup,
    /// What stands above the main part: back link, breadcrumbs.
    pub before: Markup,
    /// The main part.
    pub main: Markup,
    /// The footer.
    pub footer: Markup,
}

/// A whole page.
#[must_use]
pub fn page_template(page: &Page<'_>) -> Markup {
    let Page { title, links, head, header, before, main, footer } = page;
    html! {
        (DOCTYPE)
        html.govuk-template lang="en-GB" {
            head {
                meta charset="utf-8";
                title { (title) }
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="theme-color" content=(THEME);
                link rel="icon" href=(links.icon) type="image/svg+xml";
                link rel="preload" href=(links.font) as="font" type="font/woff2" crossorigin;
                link rel="stylesheet" href=(links.css);
                (head)
            }
            body.govuk-template__body {
                script src=(links.boot) {}
                (SkipLink::new("Skip to main content", "#main-content"))
                header.govuk-template__header { (header) }
                div.govuk-width-container {
                    (before)
                    main.govuk-main-wrapper #main-content { (main) }
                }
                footer.govuk-template__footer { (footer) }
                script src=(links.js) defer {}
            }
        }
    }
}

/// What the header says.
#[derive(Clone, Debug, Default)]
pub struct Header<'a> {
    /// The product's name, a link to `home`.
    pub product: &'a str,
    /// Where that link goes.
    pub home: &'a str,
    /// Whose service this is; empty before anyone has signed in.
    pub partnership: &'a str,
    /// Who is signed in, and the way out.
    pub account: Markup,
    /// The protective marking of what the pages hold; empty for none.
    pub marking: &'a str,
}

impl Render for Header<'_> {
    fn render_to(&self, out: &mut String) {
        let header = html! {
            @if !self.marking.is_empty() {
                div.tl-marking { div.govuk-width-container { (self.marking) } }
            }
            div.tl-header {
                div."govuk-width-container"."tl-header__container" {
                    a.tl-header__product href=(self.home) { (MARK) (self.product) }
                    @if !self.partnership.is_empty() {
                        span.tl-header__partnership { (self.partnership) }
                    }
                    @if !self.account.0.is_empty() {
                        div.tl-header__account { (self.account) }
                    }
                }
            }
        };
        header.render_to(out);
    }
}

/// The footer: links as pairs of text and address, then a sentence.
#[must_use]
pub fn footer(links: &[(&str, &str)], words: &str) -> Markup {
    html! {
        div.tl-footer {
            div.govuk-width-container {
                ul.tl-footer__links {
                    @for (text, href) in links {
                        li { a.govuk-link href=(href) { (text) } }
                    }
                }
                @if !words.is_empty() { p."govuk-!-margin-0" { (words) } }
            }
        }
    }
}
