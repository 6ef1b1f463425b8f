//! What consent looks like: the page of a case, the form, and the words for what was said.

use charter::{Charter, codes::Codes};
use govuk::{
    Button, Choice, DateInput, Input, InsetText, Radios, Row, Select, SummaryList, Table, Textarea,
    WarningText,
};
use kernel::{CaseId, FieldErrors, date_boxes};
use maud::{Markup, html};
use ui::Frame;

use super::{
    decider::{DECIDERS, FINDINGS},
    model::{CASE_STUDY, DECISIONS, PURPOSES},
    see::{ConsentPage, Excluded, Renewal, SharingLine},
    web::{ConsentLine, RecordConsent},
};
use crate::{
    case::waiting::withdrawn,
    case::web::ConsentState,
    charters::charter_of,
    in_error::{self, pages::struck},
    wrong_person::BEFORE,
};

/// What was said, in words that follow a purpose.
pub(crate) fn decision_words(decision: &str) -> &str {
    match decision {
        "given" => "Agreed",
        "refused" => "Refused",
        "withdrawn" => "Withdrawn",
        other => other,
    }
}

/// To what it is, in words that follow "consent to".
pub(crate) fn purpose_words(purpose: &str) -> &'static str {
    match purpose {
        "support" => "Support",
        CASE_STUDY => "A case study",
        _ => "Sharing information",
    }
}

/// A state with its day and, for sharing without consent, its basis.
pub(crate) fn state_words(
    (decision, basis): (&str, &str),
    day: &str,
    charter: Option<&Charter>,
) -> String {
    let basis = match basis {
        "" | "consent" => String::new(),
        code => {
            let name = charter.map_or(code, |charter| charter.lawful_bases.name(code));
            format!(". Shared on the basis of: {}", name.to_lowercase())
        }
    };
    format!("{} on {day}{basis}", decision_words(decision))
}

/// What they are asked again, and why.
pub(crate) fn renewal_words(renewal: Renewal) -> String {
    let purpose = if renewal.is_sharing { "sharing information" } else { "support" };
    format!("Consent to {purpose}: {}", renewal.why.words())
}

/// Who decided, in a row of what was said.
fn decider_words(line: &ConsentLine, frame: &Frame) -> String {
    let who = match (line.decider.as_str(), line.finding.as_str()) {
        ("person", _) => "The person themself",
        ("parent", _) => "Somebody with parental responsibility",
        ("young_person", _) => "A young person who was judged able to decide",
        ("capacity", "not_able") => "Decided in their best interests: they lack capacity",
        ("capacity", _) => "The person themself, who has capacity",
        _ => return "Not recorded".to_owned(),
    };
    let Some(on) = line.assessed_on else { return who.to_owned() };
    let judged = [&line.about, &line.finding_reason].map(|it| it.trim_end_matches('.'));
    format!(
        "{who}. About: {}. Judged by {} on {}: {}",
        judged[0],
        line.assessed_by,
        frame.date(on),
        judged[1]
    )
}

/// What excluding an organisation stops, and what it does not.
pub(super) fn what_it_stops() -> Markup {
    html! {
        p.govuk-body {
            "From that moment nobody with a role in an excluded organisation sees this person’s record, requests or "
            "cases, in any forum and whatever their role. Its services are not offered to them, it is given no action, "
            "and its staff are not asked to lead."
        }
        p.govuk-body {
            "It does not stop what somebody says in a meeting or on the telephone, or what they know already. Others of the "
            "household are kept from them, too, where that was ticked and this forum holds their record; ask the coordinator "
            "who holds the rest to bar them there."
        }
    }
}

pub(super) fn consent(page: &ConsentPage, case: CaseId, frame: &Frame) -> Markup {
    let path = &format!("/cases/{case}");
    let charter = charter_of(&page.charter).ok();
    let changes = page.records && page.is_open;
    html! {
        @for renewal in &page.renewals {
            p.govuk-body { strong { "Consent to renew. " } (renewal_words(*renewal)) ". Ask them again." }
        }
        @if let Some(told) = withdrawn(&states(&page.history)).filter(|_| page.is_open) { (WarningText::new(told)) }
        (now(page, charter, frame))
        @if page.records && !page.is_open {
            p.govuk-body {
                "The case is closed. What they say about a "
                a.govuk-link href={ (path) "/case-study" } { "case study" } " can still be recorded."
            }
        }
        div.govuk-button-group {
            @if page.records { (Button::link("Record consent", format!("{path}/consent/new"))) }
            (Button::link("Form to print and sign", format!("{path}/consent/form")).secondary())
            @if changes { (Button::link("Add the signed form", format!("{path}/papers/new")).secondary()) }
        }
        h2.govuk-heading-m { "Who must not be told" }
        (exclusions(page, path))
        @if page.is_open && page.lets_back {
            p { (Button::link("Exclude an organisation", format!("{path}/exclusions/new")).secondary()) }
        }
        h2.govuk-heading-m { "What was shared, or kept back" }
        @if page.sharing.is_empty() { p.govuk-body { "Nothing has been recorded." } }
        @else {
            (sharing(&page.sharing, frame))
            (in_error::pages::link(case))
        }
        @if changes {
            p { (Button::link("Record a decision to share, or not to", format!("{path}/sharing/new")).secondary()) }
        }
        @if !page.history.is_empty() { (history(page, path, charter, frame)) }
    }
}

/// What was said last about each purpose.
fn states(history: &[ConsentLine]) -> Vec<ConsentState> {
    let last = |purpose: &str| history.iter().find(|it| it.counts() && it.purpose == purpose);
    let state = |it: &ConsentLine| ConsentState {
        purpose: it.purpose.clone(),
        decision: it.decision.clone(),
        on: it.on,
        lawful_basis: it.lawful_basis.clone(),
    };
    ["support", "share"].into_iter().filter_map(last).map(state).collect()
}

fn now(page: &ConsentPage, charter: Option<&Charter>, frame: &Frame) -> SummaryList {
    let row = |list: SummaryList, (purpose, key): (&str, &'static str)| {
        let said = page.history.iter().find(|it| it.counts() && it.purpose == purpose);
        // Nobody has to be asked for their story.
        let Some(said) = said else {
            return if purpose == CASE_STUDY { list } else { list.row(key, "Not recorded") };
        };
        let state = (said.decision.as_str(), said.lawful_basis.as_str());
        list.row(key, state_words(state, &frame.date(said.on), charter))
    };
    let keys = [
        ("support", "Consent to support"),
        ("share", "Consent to sharing"),
        (CASE_STUDY, "Consent to a case study"),
    ];
    keys.into_iter().fold(SummaryList::new(), row)
}

fn exclusions(page: &ConsentPage, path: &str) -> Markup {
    let clashes: Vec<String> = page.excluded.iter().filter_map(clash).collect();
    html! {
        @if page.excluded.is_empty() {
            p.govuk-body { "Nobody." }
        } @else {
            ul.govuk-list.govuk-list--bullet { @for it in &page.excluded { li { (it.name) } } }
            @for told in &clashes { (WarningText::new(told.as_str())) }
            @if !clashes.is_empty() && page.is_open {
                p.govuk-body {
                    "To change that: "
                    a.govuk-link href={ (path) "/lead" } { "ask somebody else to lead" } ", or "
                    a.govuk-link href=(path) { "change the actions and services of the case" } "."
                }
            }
            (what_it_stops())
            @if page.lets_back {
                p.govuk-body {
                    a.govuk-link href={ "/people/" (page.person) "/bars" } { "Why they were excluded, and letting them back" }
                }
            }
        }
    }
}

/// What an excluded organisation still has a part in, and what to do.
fn clash(it: &Excluded) -> Option<String> {
    let counted = |number: i64, one: &str, more: &str| match number {
        0 => None,
        1 => Some(format!("has 1 {one}")),
        number => Some(format!("has {number} {more}")),
    };
    let parts = [
        it.leads.then(|| "leads, or is asked to".to_owned()),
        counted(it.actions, "open action", "open actions"),
        counted(
            it.services,
            "service to give or to answer about",
            "services to give or to answer about",
        ),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let referred = if it.referred { " They made the request, so they know of it." } else { "" };
    if parts.is_empty() {
        return it.referred.then(|| format!("{} made the request, so they know of it.", it.name));
    }
    let parts = parts.join(", ");
    Some(format!(
        "{} must not be told and still {parts}. Its staff no longer see the case. Give this to somebody else.{referred}",
        it.name
    ))
}

fn sharing(lines: &[SharingLine], frame: &Frame) -> Table {
    let rows = lines.iter().map(|it| {
        let decision = match (it.decision.as_str(), it.despite_exclusion) {
            ("share", true) => "Shared, although the family excluded them",
            ("share", false) => "Shared",
            _ => "Not shared",
        };
        Row::new()
            .cell(frame.date(it.on))
            .cell(it.whom.as_str())
            .cell(decision)
            .cell(struck(&it.what, &it.error_reason))
            .cell(it.reason.as_str())
            .cell(it.by.as_str())
    });
    Table::new("What was shared, or kept back")
        .columns(["Date", "With whom", "Decision", "What", "Why", "Recorded by"])
        .rows(rows)
        .cards()
        .hidden_caption()
}

/// The form; once the case is closed only what they say of a case study is asked.
pub(super) fn form(
    typed: &RecordConsent,
    (charter, is_open): (&Charter, bool),
    errors: &FieldErrors,
) -> Markup {
    let purposes = PURPOSES.iter().filter(|(code, _)| is_open || *code == CASE_STUDY);
    html! {
        (Radios::new("purpose", "What is it about?", choices(purposes))
            .value(&typed.purpose).error(errors.of("purpose")))
        (Radios::new("decision", "What did they say?", choices(DECISIONS.iter()))
            .value(&typed.decision).error(errors.of("decision")))
        (Radios::new("decider", "Who decided?", choices(DECIDERS.iter()))
            .value(&typed.decider).error(errors.of("decider")))
        (Textarea::new("note", "Who said it, and how do you know?").rows(2)
            .hint("Such as: his mother, on the telephone today")
            .value(&typed.note).error(errors.of("note")))
        (judged(typed, errors))
        @if is_open { (without_consent(typed, charter, errors)) }
    }
}

/// On what it is shared without their consent.
fn without_consent(typed: &RecordConsent, charter: &Charter, errors: &FieldErrors) -> Markup {
    let items = |codes: &Codes| -> Vec<(String, String)> {
        codes.iter().map(|it| (it.code.clone(), it.name.clone())).collect()
    };
    html! {
        h2.govuk-heading-m { "Only if it is shared without consent" }
        (InsetText::new(
            "If they agreed, leave the next two answers empty. If information is still shared without consent, say on \
             which lawful basis, and why. If it is not, leave them empty and agree what stops."))
        (Select::new("lawful_basis", "Lawful basis for sharing (optional)")
            .item("", "None chosen").items(items(&charter.lawful_bases))
            .value(&typed.lawful_basis).error(errors.of("lawful_basis")))
        (Select::new("without_consent_reason", "Why is it shared without consent? (optional)")
            .item("", "None chosen").items(items(&charter.without_consent_reasons))
            .value(&typed.without_consent_reason).error(errors.of("without_consent_reason")))
    }
}

fn choices(
    codes: impl Iterator<Item = &'static (&'static str, &'static str)>,
) -> impl Iterator<Item = Choice> {
    codes.map(|(code, words)| Choice::new(*code, *words))
}

/// What is asked where somebody judged whether they are able to decide.
fn judged(typed: &RecordConsent, errors: &FieldErrors) -> Markup {
    let [day, month, year] = date_boxes(&typed.assessed_on);
    html! {
        h2.govuk-heading-m { "Only if somebody judged whether they are able to decide" }
        (InsetText::new(
            "It is judged for one decision at a time. Help them to decide first. Somebody may decide what you would not. \
             Leave this part empty for a parent, or for somebody of 16 or over whom nobody doubts."))
        (Input::new("about", "What was to be decided? (optional)")
            .hint("Such as: whether the school is told about the move")
            .value(&typed.about).error(errors.of("about")))
        (Radios::new("finding", "Are they able to decide this? (optional)", choices(FINDINGS.iter()))
            .item(Choice::new("", "Nobody judged it").checked(typed.finding.is_empty()))
            .value(&typed.finding).error(errors.of("finding")))
        (Textarea::new("finding_reason", "Why? (optional)").rows(2)
            .hint("Do they understand it, remember it, weigh it up, and say what they want?")
            .value(&typed.finding_reason).error(errors.of("finding_reason")))
        (Input::new("assessed_by", "Who judged it? (optional)").hint("Their part, such as: the school nurse")
            .value(&typed.assessed_by).error(errors.of("assessed_by")))
        (DateInput::new("assessed_on", "On which day? (optional)")
            .values(day, month, year).error(errors.of("assessed_on")))
    }
}

/// What a line says: about what, and which decision.
fn line_words(line: &ConsentLine) -> (&'static str, &str) {
    (purpose_words(&line.purpose), decision_words(&line.decision))
}

fn history(page: &ConsentPage, path: &str, charter: Option<&Charter>, frame: &Frame) -> Table {
    let name = |codes: fn(&Charter) -> &Codes, code: &str| -> String {
        charter.map_or(code, |charter| codes(charter).name(code)).to_owned()
    };
    let rows = page.history.iter().map(|line| {
        let reason = name(|it| &it.without_consent_reasons, &line.without_consent_reason);
        let said = [line.note.clone(), name(|it| &it.lawful_bases, &line.lawful_basis), reason];
        let said = said.iter().map(|it| it.trim_end_matches('.'));
        let note = said.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(". ");
        Row::new()
            .cell(frame.date(line.on))
            .cell(purpose_words(&line.purpose))
            .cell(decided(line, page.records, path, &frame.date(line.on)))
            .cell(decider_words(line, frame))
            .cell(note)
            .cell(line.by.clone().unwrap_or_default())
    });
    Table::new("What was said")
        .columns([
            "Date",
            "About",
            "What they said",
            "Who decided",
            "How it is known",
            "Recorded by",
        ])
        .rows(rows)
        .cards()
        .caption_classes("govuk-table__caption--m")
}

/// What was decided; struck through when it was entered in error, and otherwise where that is said.
fn decided(line: &ConsentLine, records: bool, path: &str, date: &str) -> Markup {
    let (purpose, decision) = line_words(line);
    html! {
        @if line.counts() {
            (decision)
            @if line.before_correction { div.govuk-hint { (BEFORE) } }
            @if records {
                div {
                    a.govuk-link href={ (path) "/entries/" (line.consent) "/error" } {
                        "Entered in error?"
                        span.govuk-visually-hidden { " " (date) ", " (purpose) ": " (decision) }
                    }
                }
            }
        } @else {
            s { (decision) }
            div.govuk-hint {
                "Entered in error: " (line.error_reason)
                @if let Some(by) = &line.error_by { " (" (by) ")" }
            }
            div { a.govuk-link href={ (path) "/errors" } { "What was entered in error" } }
        }
    }
}
