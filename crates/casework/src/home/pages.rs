//! What the home page looks like.

use govuk::{InsetText, stats};
use kernel::counted;
use maud::{Markup, html};
use ui::Frame;

use super::{
    store::{InCases, OfRequests},
    web::{AccessDue, Home, Waiting},
};
use crate::press::press;

/// What is counted, in the order in which it presses: words for one, words for more, where it leads.
const KINDS: [[&str; 3]; 25] = [
    [
        "record that somebody read at once, to look at",
        "records that somebody read at once, to look at",
        "/overrides",
    ],
    [
        "case in which a person of concern has to be looked at",
        "cases in which a person of concern has to be looked at",
        "/cases?whose=concern",
    ],
    ["late action of yours", "late actions of yours", "/actions?whose=mine"],
    ["late action of your organisation", "late actions of your organisation", "/actions"],
    [
        "referral past its day to be acknowledged or decided",
        "referrals past their day to be acknowledged or decided",
        "/referrals?status=received",
    ],
    ["decision to confirm", "decisions to confirm", "/decisions"],
    [
        "decision of yours that was not confirmed",
        "decisions of yours that were not confirmed",
        "/decisions",
    ],
    ["referral to decide", "referrals to decide", "/referrals?status=received"],
    ["question for advice to answer", "questions for advice to answer", "/advice"],
    ["answer to your question for advice", "answers to your questions for advice", "/advice"],
    [
        "case whose lead professional is away, leaves or has left",
        "cases whose lead professional is away, leaves or has left",
        "/leads",
    ],
    [
        "case without a lead professional",
        "cases without a lead professional",
        "/cases?whose=nobody",
    ],
    [
        "late duty of a lead professional: the team, the plan or the review",
        "late duties of lead professionals: the team, the plan or the review",
        "/duties",
    ],
    [
        "duty of yours as lead professional, due within a week",
        "duties of yours as lead professional, due within a week",
        "/duties",
    ],
    ["action of yours to do", "actions of yours to do", "/actions?whose=mine"],
    [
        "request to be lead professional, to answer",
        "requests to be lead professional, to answer",
        "/cases?whose=asked",
    ],
    [
        "service of yours that should have been answered",
        "services of yours that should have been answered",
        "/offers",
    ],
    [
        "service that its provider has not answered in time",
        "services that their providers have not answered in time",
        "/offers",
    ],
    [
        "service of yours offered, to accept or decline",
        "services of yours offered, to accept or decline",
        "/cases?whose=offers",
    ],
    ["open action of your organisation", "open actions of your organisation", "/actions"],
    [
        "family whose request was returned: what became of them?",
        "families whose requests were returned: what became of them?",
        "/followups",
    ],
    [
        "family whose case was closed: how are things now?",
        "families whose cases were closed: how are things now?",
        "/followups",
    ],
    ["consent to renew", "consents to renew", "/consents"],
    [
        "limited record with no staff named but coordinators",
        "limited records with no staff named but coordinators",
        "/searches",
    ],
    ["draft to finish", "drafts to finish", "/drafts"],
];

/// What waits, without what is nought.
pub(super) fn waiting(
    requests: &OfRequests,
    in_cases: &InCases,
    (without_lead, lead_away): (i64, i64),
    (overrides, unshared, drafts): (i64, i64, i64),
) -> Vec<Waiting> {
    let counts = [
        overrides,
        in_cases.concerns,
        in_cases.own_late_actions,
        in_cases.late_actions,
        requests.late,
        requests.to_confirm.saturating_add(in_cases.levels),
        requests.not_confirmed,
        requests.to_decide,
        requests.advice,
        requests.answered,
        lead_away,
        without_lead,
        in_cases.late_duties,
        in_cases.duties,
        in_cases.own_actions,
        in_cases.lead_requests,
        in_cases.late_offers,
        in_cases.unanswered,
        in_cases.offers,
        in_cases.open_actions,
        requests.followups,
        in_cases.followups,
        in_cases.renewals,
        unshared,
        drafts,
    ];
    let counts = counts.map(|count| u64::try_from(count).unwrap_or_default());
    let kinds = counts.into_iter().zip(KINDS).filter(|(count, _)| *count > 0);
    kinds
        .map(|(count, [one, more, path])| {
            let what = if count == 1 { one } else { more };
            Waiting { count, what, path }
        })
        .collect()
}

/// The offer of the tour, until somebody has seen enough of it.
fn tour(frame: &Frame) -> Markup {
    let offer = html! {
        p.govuk-body { "New here? Seven short steps show you a coordinator's week, on your own requests and cases." }
        p.govuk-body { a.govuk-link href="/tour/1" { "Take the tour" } }
        (press(frame, "/tour/end", "Do not show this again", &Markup::default()))
    };
    html! { (InsetText::new(offer)) }
}

/// How many requests to see what is held wait, and the one that is due first: the law has a day.
fn access_requests(due: &[AccessDue], frame: &Frame) -> Markup {
    let Some(first) = due.first() else { return html! {} };
    let many = counted(due.len(), "request waits", "requests wait");
    let late = match due.iter().filter(|it| it.is_late).count() {
        0 => String::new(),
        late => format!(", {late} late"),
    };
    html! {
        p.govuk-body {
            "Requests to see what is held about a person: " (many) " for an answer" (late) ". "
            a.govuk-link href={ "/people/" (first.person) "/access-requests/" (first.access) } {
                "Open the one that is due first, on " (frame.date(first.due_on))
            }
        }
    }
}

pub(super) fn home(home: &Home, frame: &Frame) -> Markup {
    html! {
        @if home.tour { (tour(frame)) }
        @if home.works_with_people || !home.waiting.is_empty() {
            h2.govuk-heading-m { "Waiting for you" }
            @if home.waiting.is_empty() && home.access_requests.is_empty() {
                (InsetText::new("Nothing is waiting for you today. If somebody is on your mind, \
                    look for them: they may be known already."))
            } @else if !home.waiting.is_empty() {
                (stats(home.waiting.iter().map(|it| (it.count, it.what, it.path))))
            }
            (access_requests(&home.access_requests, frame))
            @if let Some(meeting) = &home.next_meeting {
                p.govuk-body {
                    "Next meeting: "
                    a.govuk-link href={ "/meetings/" (meeting.meeting) } {
                        (meeting.forum) ", " (frame.date(meeting.held_on))
                    }
                    @if meeting.held_on == frame.today { " (today)" }
                }
            }
        }
        @for section in &home.sections {
            h2.govuk-heading-m { (section.heading) }
            ul.govuk-list.govuk-list--spaced {
                @for link in &section.links {
                    li { a.govuk-link href=(link.path) { (link.words) } br; (link.about) }
                }
            }
        }
    }
}
