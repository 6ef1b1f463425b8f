//! What the record, the summary and the caseload look like.

use agreement::{Action, Role};
use charter::Charter;
use govuk::{
    Button, InsetText, Pagination, Row, Select, SubNavigation, SummaryList, Table, Tag, TagColour,
    filters, next_step,
};
use maud::{Markup, html};
use ui::Frame;

use super::{
    around::{alerts, communication_words, person_words},
    caseload::{CaseLine, Caseload, SeeCases, WHOSE},
    model::Status,
    plan_part::{OfServices, Reports, contingency, plan, services, table},
    waiting::{lead_words, waiting},
    web::{CaseRecord, CaseSummary},
};
use crate::{
    charters::charter_of,
    closure::pages::after_closing,
    consent, in_error, lead,
    level::{model::words, pages::of_case},
    meeting,
    referral::pages::record::notes,
    review, wrong_person,
};

pub(super) fn caseload(asked: &SeeCases, answer: &Caseload, frame: &Frame) -> Markup {
    let rows = answer.cases.iter().map(|line| case_row(line, frame));
    let next = answer
        .next
        .as_ref()
        .map(|after| format!("/cases?status={}&whose={}&after={after}", asked.status, asked.whose));
    let filter = html! {
        form method="get" action="/cases" {
            (Select::new("status", "Which cases?").item("open", "Open").item("closed", "Closed")
                .value(&asked.status))
            (Select::new("whose", "Whose?").items(WHOSE).value(&asked.whose))
            (Button::new("Show").secondary())
        }
    };
    // Whoever comes here by a number on the home page sees that this is not every case.
    let some = WHOSE.iter().skip(1).find(|(code, _)| *code == asked.whose);
    html! {
        @if let Some((_, words)) = some {
            p.govuk-body {
                (words) ". "
                a.govuk-link href={ "/cases?status=" (asked.status) } { "See all cases" }
            }
        }
        (filters("Filter the cases", false, &filter))
        @if answer.cases.is_empty() {
            p.govuk-body { "There is no such case for you to see." }
            @if frame.principal.as_ref().is_some_and(|it| it.has(Role::Coordinator) || it.has(Role::Chair)) {
                p.govuk-body {
                    "Cases that are open today may be in a spreadsheet. "
                    a.govuk-link href="/cases/sheet" { "Bring in open cases" }
                }
            }
        } @else {
            (Table::new("Cases, the latest changed first")
                .columns(["Name", "Level", "Lead professional", "Review", "Actions", "Forum"])
                .rows(rows).named_rows().compact().cards().hidden_caption())
            (Pagination::steps(None, next))
        }
    }
}

fn case_row(line: &CaseLine, frame: &Frame) -> Row {
    let link = if line.opens {
        format!("/cases/{}", line.case)
    } else {
        format!("/cases/{}/summary", line.case)
    };
    let lead = match (&line.lead, line.lead_status.as_str()) {
        (Some(name), "accepted") => name.clone(),
        (Some(name), _) => format!("{name} (asked)"),
        (None, status) => lead::status_words(status).to_owned(),
    };
    let review = match (line.closed_on, line.next_review_on) {
        (Some(day), _) => format!("Closed on {}", frame.date(day)),
        (None, Some(day)) if day < frame.today => format!("{}: overdue", frame.date(day)),
        (None, Some(day)) => frame.date(day),
        (None, None) => "Not set".to_owned(),
    };
    let actions = match line.overdue_actions {
        0 => String::new(),
        1 => "1 overdue".to_owned(),
        more => format!("{more} overdue"),
    };
    Row::new()
        .cell(html! { a.govuk-link href=(link) { (line.name) } })
        .cell(line.level.to_string())
        .cell(lead)
        .cell(review)
        .cell(actions)
        .cell(line.forum.as_str())
}

fn status_tag(status: Status) -> Tag {
    match status {
        Status::Open => Tag::new("Open").colour(TagColour::Blue),
        Status::Closed => Tag::new("Closed").colour(TagColour::Grey),
    }
}

fn level_words(charter: Option<&Charter>, level: i64) -> String {
    charter.map_or_else(|| level.to_string(), |it| words(level, it).to_lowercase())
}

pub(super) fn record(case: &CaseRecord, frame: &Frame) -> Markup {
    let charter = charter_of(&case.charter).ok();
    let who = case.people.iter().find(|it| it.person == case.person);
    let path = format!("/cases/{}", case.case);
    let reports =
        Reports { on_own: case.may(Action::ReportBack), on_all: case.may(Action::RecordPlan) };
    html! {
        @if who.is_none() { p.govuk-body { "A person whose details you may not see" } }
        p.govuk-body { (status_tag(case.status)) }
        (wrong_person::banner(case.correction, &path, frame))
        (alerts(case, frame))
        (parts(case, &path))
        (what_waits(case, frame))
        (buttons(case, &path))
        (facts(case, charter, frame))
        (plan((&case.goals, &case.actions), reports, charter, &path, frame))
        (contingency(&case.contingency, case.may(Action::RecordPlan) && case.status.is_open(), &path))
        p.govuk-body { a.govuk-link href={ (path) "/relapses" } { "Old needs that are back" } }
        (services(&case.allocations, of_services(|it| case.is_open_to(it)), charter, (&path, frame)))
        (referral(case, charter, frame))
        (meetings(case, frame))
        (reviews(case, frame))
        (lead_history(case, charter, frame))
        @if case.may(Action::RestrictRecord) { (wrong_person::link(&path)) }
    }
}

/// What the reader may do about services of a case that is open.
fn of_services(may: impl Fn(Action) -> bool) -> OfServices {
    OfServices {
        answers: may(Action::AnswerOffer),
        reports: may(Action::ReportBack),
        keeps: may(Action::RecordPlan),
    }
}

fn parts(case: &CaseRecord, path: &str) -> SubNavigation {
    let parts = SubNavigation::new("Parts of this case")
        .item("Case", path, true)
        .item("Duties and team", format!("{path}/duties"), false)
        .item("Plan to share", format!("{path}/plan"), false)
        .item("Consent", format!("{path}/consent"), false)
        .item("Step-up", format!("{path}/step-up"), false)
        .item("Chronology", format!("{path}/chronology"), false)
        .item("Forms", format!("{path}/forms"), false)
        .item("Papers", format!("{path}/papers"), false)
        .item("The person's record", format!("/people/{}", case.person), false);
    if case.may(Action::SeeReaders) {
        parts.item("Who has looked at this case", format!("{path}/readers"), false)
    } else {
        parts
    }
}

fn what_waits(case: &CaseRecord, frame: &Frame) -> Markup {
    let waiting = waiting(case, frame.today);
    let list = html! { ul.govuk-list { @for sentence in &waiting { li { (sentence) } } } };
    html! { @if !waiting.is_empty() { (next_step("What waits", &list)) } }
}

fn facts(case: &CaseRecord, charter: Option<&Charter>, frame: &Frame) -> Markup {
    let stage = charter.map_or(case.stage.as_str(), |it| it.stages.name(&case.stage));
    let mut list = SummaryList::new()
        .row("Forum", case.forum.as_str())
        .row("Stage", stage)
        .row("Level of need", of_case(case, &level_words(charter, case.level)))
        .row("Opened", frame.date(case.opened_on))
        .row("Lead professional", lead_words(case.lead.as_ref(), &case.lead_status));
    if !case.people.is_empty() {
        let people = case.people.iter().map(|it| person_words(it, frame));
        list = list.row(
            "Household",
            html! {
                ul.govuk-list { @for person in people { li { (person) } } }
            },
        );
    }
    if !case.communication.is_empty() {
        let said = case.communication.iter().map(|it| communication_words(it, case));
        let said = html! { ul.govuk-list { @for words in said { li { (words) } } } };
        list = list.row("Communication", said);
    }
    list = match &case.closing {
        None => {
            let review = match case.next_review_on {
                Some(day) if day < frame.today => format!("{}: overdue", frame.date(day)),
                Some(day) => frame.date(day),
                None => "Not set".to_owned(),
            };
            list.row("Next review", review)
        }
        Some(closing) => {
            let reason = charter
                .map_or(closing.reason.as_str(), |it| it.closure_reasons.name(&closing.reason));
            let outcome =
                charter.map_or(closing.outcome.as_str(), |it| it.outcomes.name(&closing.outcome));
            list.row("Closed", frame.date(closing.on))
                .row("Reason", reason)
                .row("Outcome", outcome)
                .row("How it ended", closing.summary.as_str())
        }
    };
    for (purpose, key) in [("support", "Consent to support"), ("share", "Consent to sharing")] {
        if let Some(said) = case.consent.iter().find(|it| it.purpose == purpose) {
            let state = (said.decision.as_str(), said.lawful_basis.as_str());
            list = list.row(key, consent::pages::state_words(state, &frame.date(said.on), charter));
        }
    }
    if let Some(day) = case.stepped_up_on {
        list = list.row("Asked to step up", frame.date(day));
    }
    html! { (list) }
}

/// What the reader may do now.
fn buttons(case: &CaseRecord, path: &str) -> Markup {
    if !case.status.is_open() {
        return after_closing(case, path);
    }
    html! {
        div.govuk-button-group {
            @if case.may(Action::RecordPlan) {
                (Button::link("Record an action", format!("{path}/actions/new")))
                (Button::link("Set a goal", format!("{path}/goals/new")).secondary())
                (Button::link("Offer services", format!("{path}/allocations/new")).secondary())
            }
            @if case.may(Action::AppointLead) {
                (Button::link("Propose a lead professional", format!("{path}/lead")).secondary())
            }
            @if case.may(Action::AnswerLead) {
                (Button::link("Answer: will you be lead professional?", format!("{path}/lead/answer")))
            }
            @if case.may(Action::ReportBack) {
                (Button::link("An old need is back", format!("{path}/relapses/new")).secondary())
            }
            @if case.may(Action::ReviewCase) {
                (Button::link("Review the plan", format!("{path}/reviews/new")).secondary())
            }
            @if case.may(Action::RecordPlan) {
                (Button::link("Record consent", format!("{path}/consent/new")).secondary())
            }
            @if case.may(Action::CloseCase) {
                (Button::link("Close the case", format!("{path}/closure")).secondary())
            }
        }
    }
}

fn referral(case: &CaseRecord, charter: Option<&Charter>, frame: &Frame) -> Markup {
    let needs =
        case.needs.iter().map(|need| charter.map_or(need.as_str(), |it| it.needs.name(need)));
    let needs: Vec<&str> = needs.collect();
    let said = [
        ("Strengths", &case.words.strengths),
        ("In their own words", &case.words.own_words),
        ("Needs in words", &case.words.needs),
        ("What the referrer offers", &case.words.referrer_offer),
    ];
    let mut list = SummaryList::new();
    for (key, words) in said.into_iter().filter(|(_, words)| !words.is_empty()) {
        list = list.row(key, words.as_str());
    }
    if !needs.is_empty() {
        list = list.row("Needs", needs.join(", "));
    }
    html! {
        h2.govuk-heading-m { "From the referral" }
        (list)
        p.govuk-body {
            a.govuk-link href={ "/referrals/" (case.referral) } { "Read the whole referral, with its assessment" }
        }
        @if !case.notes.is_empty() {
            h3.govuk-heading-s { "Learned since it was sent" }
            (notes(&case.notes, frame))
            (in_error::pages::link(case.case))
        }
    }
}

fn meetings(case: &CaseRecord, frame: &Frame) -> Markup {
    let rows = case.decisions.iter().map(|it| {
        let day = html! {
            a.govuk-link href={ "/meetings/" (it.meeting) } { (frame.date(it.on)) }
        };
        let decision = match meeting::model::decision_words(&it.decision) {
            "" => "On the agenda",
            words => words,
        };
        Row::new().cell(day).cell(decision).cell(it.rationale.as_str())
    });
    html! {
        @if !case.decisions.is_empty() {
            (Table::new("Meetings").columns(["Meeting", "Decision", "Reasons"]).rows(rows)
                .named_rows().cards().caption_classes("govuk-table__caption--m"))
        }
    }
}

fn reviews(case: &CaseRecord, frame: &Frame) -> Markup {
    let rows = case.reviews.iter().map(|it| {
        let next = it.next_review_on.map(|day| frame.date(day)).unwrap_or_default();
        Row::new()
            .cell(frame.date(it.on))
            .cell(it.progress.as_str())
            .cell(review::decision_words(&it.decision))
            .cell(next)
    });
    html! {
        @if !case.reviews.is_empty() {
            (Table::new("Reviews").columns(["Date", "What has changed", "What follows", "Next review"])
                .rows(rows).named_rows().cards().caption_classes("govuk-table__caption--m"))
        }
    }
}

fn lead_history(case: &CaseRecord, charter: Option<&Charter>, frame: &Frame) -> Markup {
    let rows = case.lead_requests.iter().map(|it| {
        let why = charter.map_or(it.decline_reason.as_str(), |charter| {
            charter.decline_reasons.name(&it.decline_reason)
        });
        let state = lead::request_words(&it.status);
        let state = if why.is_empty() {
            state.to_owned()
        } else {
            format!("{state}: {}", why.to_lowercase())
        };
        Row::new()
            .cell(it.name.as_str())
            .cell(it.organisation.as_str())
            .cell(frame.instant(it.proposed_at))
            .cell(state)
    });
    html! {
        @if !case.lead_requests.is_empty() {
            (Table::new("Who was asked to be lead professional")
                .columns(["Name", "Organisation", "Asked", "Answer"]).rows(rows)
                .named_rows().cards().caption_classes("govuk-table__caption--m"))
        }
    }
}

pub(super) fn summary(case: &CaseSummary, frame: &Frame) -> Markup {
    let charter = charter_of(&case.charter).ok();
    let who = case.people.first();
    let name = who.map_or("A person whose details you may not see", |it| it.name.as_str());
    let path = format!("/cases/{}", case.case);
    let reports =
        Reports { on_own: case.may(Action::ReportBack), on_all: case.may(Action::RecordPlan) };
    let list = SummaryList::new()
        .row("Forum", case.forum.as_str())
        .row("Level of need", level_words(charter, case.level))
        .row("Lead professional", lead_words(case.lead.as_ref(), &case.lead_status));
    html! {
        h2.govuk-heading-m { (name) }
        p.govuk-body { (status_tag(case.status)) }
        (list)
        @if case.may(Action::SeeRecord) {
            p.govuk-body { a.govuk-link href=(path) { "Open the whole record" } }
        } @else {
            (InsetText::new(html! {
                p.govuk-body {
                    "You see the summary. Ask the lead professional or the coordinator if you need to know more."
                }
                @if let Some(who) = who {
                    p.govuk-body {
                        "If it cannot wait: "
                        a.govuk-link href={ "/people/" (who.person) "/override" } { "read this record at once" }
                        "."
                    }
                }
            }))
        }
        @if case.status.is_open() && case.may(Action::AnswerLead) {
            (Button::link("Answer: will you be lead professional?", format!("{path}/lead/answer")))
        }
        @if !case.actions.is_empty() {
            (table("Your organisation’s actions", &case.actions.iter().collect::<Vec<_>>(), reports, &path, frame))
        }
        (services(&case.allocations, of_services(|it| case.is_open_to(it)), charter, (&path, frame)))
    }
}
