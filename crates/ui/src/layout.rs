//! The page around every page: who you are, where you are, what happened, who can see it.

use agreement::{Principal, Role};
use govuk::{
    BackLink, Button, ErrorSummary, Header, Links, NotificationBanner, Page, ServiceNavigation,
    WarningText, footer, page_template,
};
use kernel::FieldErrors;
use maud::{Markup, html};

use crate::{App, Frame};

/// What a whole page is made of.
pub struct Document<'a> {
    /// Title and heading.
    pub title: &'a str,
    /// What kept it from being done: the title says so, and it stands above the heading.
    pub wrong: Wrong<'a>,
    /// The page's own content, below the heading.
    pub content: &'a Markup,
}

/// What kept something from being done, so that it is the first thing to be read or heard.
#[derive(Clone, Copy, Debug)]
pub enum Wrong<'a> {
    /// These answers, if there are any.
    Answers(&'a FieldErrors),
    /// Someone else changed the thing meanwhile.
    ChangedMeanwhile,
}

impl Wrong<'_> {
    fn before_title(self) -> &'static str {
        match self {
            Self::Answers(errors) if errors.is_empty() => "",
            Self::Answers(_) => "Error: ",
            Self::ChangedMeanwhile => "Not saved: ",
        }
    }

    fn summary(self) -> Markup {
        match self {
            Self::Answers(errors) if errors.is_empty() => html! {},
            Self::Answers(errors) => html! { (ErrorSummary::of(errors.iter())) },
            Self::ChangedMeanwhile => html! {
                (ErrorSummary::new()
                    .titled("Not saved: someone else changed this")
                    .description("What you typed is still in the form. Answers that you left alone now say what \
                        they wrote. Sending the form again keeps it as it stands here.")
                    .item("now", "See what it says now"))
            },
        }
    }
}

const LINKS: Links<'static> = Links {
    css: assets::CSS,
    js: assets::JS,
    boot: assets::BOOT,
    font: assets::FONT,
    icon: assets::ICON,
};

/// A whole page for a known viewer.
pub fn document(frame: &Frame, document: &Document<'_>) -> Markup {
    let title = format!("{}{}", document.wrong.before_title(), document.title);
    let main = html! {
        (document.wrong.summary())
        @if let Some(said) = &frame.said { (NotificationBanner::success(said.as_str())) }
        (set_anew(frame))
        @if frame.undone { (NotificationBanner::new(undone(frame))) }
        h1.govuk-heading-l {
            @if !frame.about.is_empty() { span.govuk-caption-l { (frame.about) " " } }
            (document.title)
        }
        (document.content)
        @if !frame.clauses.is_empty() { (who_can_see(frame)) }
    };
    page_template(&Page {
        title: &format!("{title} – {}", frame.partnership),
        links: LINKS,
        head: robots(),
        header: html! { (header(frame)) (navigation(frame)) },
        before: html! { @if let Some(page) = &frame.back { (BackLink::new(page.as_str())) } },
        main,
        footer: foot(),
    })
}

/// Tells someone that their password was set anew by a link, on every page until they say that it
/// was them: whoever made the link could have used it.
fn set_anew(frame: &Frame) -> Markup {
    let Some(anew) = frame.viewer.as_ref().and_then(|viewer| viewer.set_anew.as_ref()) else {
        return html! {};
    };
    let by = anew.by.as_deref().unwrap_or("the machine's console");
    let told = html! {
        "Your password was set anew on " (frame.instant(anew.at)) " by a link from " (by)
        ". Was that you? If not, tell your information governance lead. "
        a.govuk-link href="/account" { "Answer on your account’s page" }
    };
    html! { (WarningText::new(told)) }
}

/// What is said to whoever pressed a button and was no longer signed in.
fn undone(frame: &Frame) -> &'static str {
    if frame.viewer.is_some() {
        "The button that you pressed did nothing, because you had been signed out. Press it again."
    } else {
        "The button that you pressed did nothing, because you were signed out. Sign in, then press \
         it again."
    }
}

/// A page that says the same to everybody.
pub(crate) fn bare(app: &App, title: &str, content: &Markup) -> Markup {
    page_template(&Page {
        title: &format!("{title} – {}", app.config.partnership),
        links: LINKS,
        head: robots(),
        header: html! { (Header { product: "Throughline", home: "/", ..Header::default() }) },
        before: html! {},
        main: html! { h1.govuk-heading-l { (title) } (content) },
        footer: foot(),
    })
}

fn robots() -> Markup {
    html! { meta name="robots" content="noindex"; }
}

fn header(frame: &Frame) -> Markup {
    let account = frame.viewer.as_ref().map(|viewer| {
        html! {
            span {
                (viewer.name)
                @if !viewer.organisation_name.is_empty() { ", " (viewer.organisation_name) }
            }
            a.govuk-link href="/account" { "Your account" }
            form method="post" action="/sign-out" {
                input type="hidden" name="_csrf" value=(frame.csrf);
                (Button::new("Sign out").as_link())
            }
        }
    });
    let marking = if frame.demo { "Demonstration: everybody in it is invented" } else { "" };
    html! {
        (Header {
            product: "Throughline",
            home: "/",
            partnership: &frame.partnership,
            account: account.unwrap_or_default(),
            marking,
        })
    }
}

type Link = (&'static str, &'static str, fn(&Principal) -> bool);

/// Where each role goes: path, words, and who is shown it. What is behind each is decided there.
const NAVIGATION: &[Link] = &[
    ("/", "Home", |_| true),
    ("/people", "Find a person", Principal::works_with_people),
    ("/referrals", "Referrals", Principal::works_with_people),
    ("/cases", "Cases", Principal::works_with_people),
    ("/meetings", "Meetings", Principal::works_with_people),
    ("/reports", "Reports", Principal::reads_figures),
    ("/practitioners", "Accounts", |it| it.has(Role::Administrator)),
    ("/organisations", "Organisations", |it| it.has(Role::Administrator)),
    ("/services", "Services", |it| it.has(Role::Administrator)),
    ("/ledger", "Ledger", |it| it.has(Role::InformationGovernanceLead) || it.has(Role::Auditor)),
    ("/agreement", "Agreement", |_| true),
];

fn navigation(frame: &Frame) -> Markup {
    let Some(principal) = &frame.principal else { return html! {} };
    if frame.viewer.is_none() {
        return html! {};
    }
    let shown = NAVIGATION.iter().filter(|(_, _, is_for)| is_for(principal));
    let navigation = shown.fold(ServiceNavigation::new(), |navigation, (path, words, _)| {
        navigation.item(*words, *path, is_current(path, &frame.path))
    });
    html! { (navigation) }
}

fn is_current(link: &str, path: &str) -> bool {
    path == link || (link != "/" && path.strip_prefix(link).is_some_and(|it| it.starts_with('/')))
}

fn who_can_see(frame: &Frame) -> Markup {
    let sentences: Vec<&str> =
        frame.clauses.iter().map(|(_, sentence)| sentence.as_str()).collect();
    let clauses = html! {
        p.govuk-body {
            "You were let in by "
            @for (at, (id, _)) in frame.clauses.iter().enumerate() {
                @if at > 0 { " and " }
                a.govuk-link href={ "/agreement#" (id) } { "clause " (id) }
            }
            " of the information-sharing agreement."
        }
        @if !frame.others.is_empty() {
            p.govuk-body { "Others are let in by these:" }
            ul.govuk-list.govuk-list--bullet {
                @for (id, sentence) in &frame.others {
                    li { (sentence) " " a.govuk-link href={ "/agreement#" (id) } { "Clause " (id) } }
                }
            }
        }
        p.govuk-body { "That you opened this page is an entry in the ledger." }
    };
    // What lets somebody search, or ask a forum, says nothing of who reads what they then write.
    let heading = if frame.is_of_record { "Who can see this" } else { "Why you may open this" };
    govuk::who_can_see(heading, &sentences.join(" "), clauses)
}

fn foot() -> Markup {
    footer(
        &[("Information-sharing agreement", "/agreement"), ("Licences", assets::LICENCES)],
        "Every look at a record is written down. If a child or adult is in immediate danger, phone 999.",
    )
}
