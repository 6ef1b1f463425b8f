//! One referral: where it stands, what was asked, what the rules say, what came of it.

use charter::Charter;
use govuk::{Button, Details, SummaryList};
use jiff::civil::Date;
use maud::{Markup, html};
use people::{alert::pages::banner, concern::banner::Shown as AtRisk};
use ui::Frame;

use super::{rules, words};
use crate::{
    charters::charter_of,
    confirmation::pages::proposed,
    followup::pages::became,
    level::pages::relied_on,
    press::press,
    referral::{
        assessment,
        model::{Referral, Status},
        note::NoteLine,
        request::transitions,
        show::Shown,
    },
};

pub(crate) fn page(it: &Shown, frame: &Frame) -> Markup {
    let Ok(charter) = charter_of(&it.referral.charter) else { return html! {} };
    let at_risk = AtRisk { person: it.referral.person, held: &it.concerns };
    html! {
        (banner(Some(at_risk), &[], frame))
        p.govuk-body { (words::status(it.referral.status)) }
        (outcome(it, charter, frame))
        @if it.referral.status == Status::Received {
            (rules::suggestion(&it.suggested, charter))
        }
        (proposed(it, charter, frame))
        (buttons(it, frame))
        (received(it, frame))
        @if it.may_correct {
            p.govuk-body {
                a.govuk-link href={ "/referrals/" (it.referral.id) "/wrong-person" } { "This request is about somebody else" }
            }
        }
        (to_check(it, frame))
        (learned(it, frame))
        p.govuk-body { a.govuk-link href={ "/referrals/" (it.referral.id) "/papers" } { "Papers" } }
        h2.govuk-heading-m { "What was asked" }
        (asked(&it.referral, charter))
        h2.govuk-heading-m { "Who it is for: the rules one by one" }
        (rules::table(&it.rules))
        (assessment::pages::record(it.assessed.as_ref(), frame, charter))
    }
}

/// What was written while it was about another record, until somebody has checked it: of a case that is said on its own page.
fn to_check(it: &Shown, frame: &Frame) -> Markup {
    let waits = it.may_correct && it.corrections.iter().any(|it| !it.is_checked);
    let path = format!("/referrals/{}/corrections", it.referral.id);
    html! {
        @if waits {
            p.govuk-body {
                "What came with this request may be about another family. Read it, put right what is wrong, then say so."
            }
            (press(frame, &path, "I have checked it", &html! {}))
        }
    }
}

fn buttons(it: &Shown, frame: &Frame) -> Markup {
    let to = |end: &str| format!("/referrals/{}/{end}", it.referral.id);
    let assessment = match it.assessed {
        None => "Complete the assessment",
        Some(_) => "Update the assessment",
    };
    let needs_one = it.referral.asked.assessment_state != "held_elsewhere";
    let assess = Button::link(assessment, to("assessment"));
    // What its referrer has to do next; for everybody else it is one thing among others.
    let comes_next = it.assessed.is_none() && !it.may_decide;
    let assess = if comes_next { assess } else { assess.secondary() };
    html! {
        @if it.may_decide && it.referral.acknowledged_on.is_none() {
            (press(frame, &to("acknowledgement"), "Acknowledge", &html! {}))
        }
        @if it.may_decide || it.may_amend || it.may_add {
            div.govuk-button-group {
                @if it.may_decide && it.waits.is_none() { (Button::link("Decide", to("decision"))) }
                @if it.may_amend && needs_one {
                    (assess)
                }
                @if it.may_add {
                    (Button::link("Add something you learned", to("notes/new")).secondary())
                    (Button::link("Tell of a person of concern", to("persons-of-concern/new")).secondary())
                }
                @if it.may_amend {
                    (Button::link("Change", to("amend")).secondary())
                    a.govuk-link href=(to("withdrawal")) { "Withdraw" }
                }
            }
        }
    }
}

fn received(it: &Shown, frame: &Frame) -> Markup {
    let referral = &it.referral;
    let mut from = referral.referrer_name.clone();
    if !referral.referrer_organisation.is_empty() {
        let comma = if from.is_empty() { "" } else { ", " };
        from = format!("{from}{comma}{}", referral.referrer_organisation);
    }
    let age = it.age.map_or("Not known".to_owned(), |age| format!("{age} when it was received"));
    let about = html! {
        @if it.may_open_person {
            a.govuk-link href={ "/people/" (referral.person) } { (referral.person_name) }
        } @else { (referral.person_name) }
    };
    let mut list = SummaryList::new().row("About", about).row("Age", age);
    if !it.people.is_empty() {
        let names: Vec<&str> = it.people.iter().map(|it| it.name.as_str()).collect();
        list = list.row("Also about", names.join(", "));
    }
    list = list
        .row("To", &referral.forum_name)
        .row("From", if from.is_empty() { "Not recorded".to_owned() } else { from })
        .row("Received", frame.date(referral.received_on));
    for it in &it.corrections {
        let reason = it.reason.trim_end_matches('.');
        let said = format!("Until {}. Put right by {}: {reason}", frame.date(it.on), it.by);
        let said = if it.is_checked { said } else { format!("{said}. Not checked yet") };
        list = list.row("About another record", said);
    }
    if let Some(on) = referral.acknowledged_on {
        list =
            list.row("Acknowledged", format!("{}, {}", frame.date(on), referral.acknowledged_by));
    } else if let (Status::Received, Some(due)) = (referral.status, it.clocks.acknowledge_by) {
        list = list.row("Acknowledge by", words::due(due, frame.today, &frame.date(due)));
    }
    if let (Status::Received, Some(due)) = (referral.status, it.clocks.decide_by) {
        list = list.row("Decide by", words::due(due, frame.today, &frame.date(due)));
    }
    if let Some((id, reference)) = &it.earlier {
        let link = html! { a.govuk-link href={ "/referrals/" (id) } { (reference) } };
        list = list.row("Referred before", link);
    }
    html! { (list) }
}

/// When the referrer hears; everybody else reads when it is decided.
fn hear_by(it: &Shown, due: Date, frame: &Frame) -> Markup {
    let me = frame.viewer.as_ref().map(|viewer| viewer.practitioner);
    let by = frame.date(due);
    html! {
        p.govuk-body {
            @if me.is_none() || me != it.referral.referrer {
                "It will be decided by " (by) "."
            } @else if due < frame.today {
                "You should have heard by " (by) ". Ask the coordinator of " (it.referral.forum_name) "."
            } @else {
                "You will hear by " (by) "."
            }
        }
    }
}

/// What was learned since it was sent, if anything was.
fn learned(it: &Shown, frame: &Frame) -> Markup {
    html! {
        @if !it.notes.is_empty() {
            h2.govuk-heading-m { "Learned since it was sent" }
            (notes(&it.notes, frame))
        }
    }
}

/// Notes, each under the day and the name of whoever wrote it.
pub(crate) fn notes(notes: &[NoteLine], frame: &Frame) -> SummaryList {
    notes.iter().fold(SummaryList::new(), |list, note| {
        list.row(format!("{}, {}", frame.date(note.on), note.by), words::lines(&note.words))
    })
}

/// Strengths before needs, always.
fn asked(referral: &Referral, charter: &Charter) -> Markup {
    let asked = &referral.asked;
    let mut list = SummaryList::new()
        .row("What is going well", words::lines(&asked.strengths))
        .row("What is needed", words::lines(&asked.needs_words))
        .row("Needs", words::needs(charter, &asked.needs))
        .row("Organisations that need to help", words::agencies(asked.agencies_needed))
        .row("Level of need", words::level(charter, asked.level_of_need));
    if let Some(known) = transitions(charter) {
        list = list.row("Move back to the community", known.name(&asked.transition));
    }
    list = list
        .row("Their own words", words::lines(&asked.own_words))
        .row("What the referrer asks and offers", words::lines(&asked.referrer_offer))
        .row("Known to social care", words::known(&asked.known_to_social_care))
        .row("Agreed to sharing", words::consent(&asked.consent))
        .row("Lawful basis", charter.lawful_bases.name(&asked.lawful_basis));
    if !asked.without_consent_reason.is_empty() {
        let reason = charter.without_consent_reasons.name(&asked.without_consent_reason);
        list = list.row("Why without consent", reason);
    }
    html! { (list.row("Assessment", words::assessment(&asked.assessment_state))) }
}

/// What came of it, in the words that the referrer can print and pass on.
fn outcome(it: &Shown, charter: &Charter, frame: &Frame) -> Markup {
    let referral = &it.referral;
    let on = referral.decided_on.map(|day| frame.date(day)).unwrap_or_default();
    html! {
        @match referral.status {
            Status::Received => {
                @if let Some(due) = it.clocks.decide_by { (hear_by(it, due, frame)) }
            }
            Status::Accepted => (accepted(it, charter, &on)),
            Status::Returned => (returned(it, charter, (&on, frame))),
            Status::Withdrawn => {
                p.govuk-body { "Withdrawn on " (on) "." }
                p.govuk-body { (words::lines(&referral.rationale)) }
            }
        }
    }
}

fn accepted(it: &Shown, charter: &Charter, on: &str) -> Markup {
    let referral = &it.referral;
    let role = charter.label("lead_professional").one;
    html! {
        p.govuk-body { "Accepted on " (on) (by(referral)) "." }
        p.govuk-body { (words::lines(&referral.rationale)) }
        (relied(it))
        (against(referral, charter))
        @match &it.lead {
            Some((status, name)) if !name.is_empty() && status == "accepted" => {
                p.govuk-body { "The " (role) " is " (name) "." }
            }
            Some((status, name)) if !name.is_empty() && status == "proposed" => {
                p.govuk-body { (name) " has been asked to be " (role) "." }
            }
            _ => { p.govuk-body { "A " (role) " is still to be appointed. Until then, you stay the family's contact." } }
        }
        @if let Some(case) = referral.case {
            p.govuk-body { a.govuk-link href={ "/cases/" (case) } { "See the case" } }
        }
    }
}

fn returned(it: &Shown, charter: &Charter, (on, frame): (&str, &Frame)) -> Markup {
    let referral = &it.referral;
    let reason = charter.return_reasons.get(&referral.return_reason);
    html! {
        h2.govuk-heading-m { "Why it was returned" }
        p.govuk-body {
            "Returned on " (on) (by(referral)) ": "
            strong { (charter.return_reasons.name(&referral.return_reason)) } "."
        }
        @if let Some(reason) = reason {
            @if !reason.words.is_empty() { p.govuk-body { (reason.words) } }
        }
        p.govuk-body { (words::lines(&referral.rationale)) }
        (relied(it))
        (against(referral, charter))
        (became(it, charter, frame))
        @if it.may_open_person {
            p.govuk-body {
                "If things change, "
                a.govuk-link href={ "/people/" (referral.person) "/referrals/new" } { "ask again" }
                "."
            }
        }
    }
}

fn against(referral: &Referral, charter: &Charter) -> Markup {
    html! {
        @if !referral.override_reason.is_empty() {
            p.govuk-body {
                "Decided against the rules: "
                (charter.override_reasons.name(&referral.override_reason)) "."
            }
        }
    }
}

/// What the decision relies on, where somebody said so.
fn relied(it: &Shown) -> Markup {
    html! {
        @if !it.indicators.is_empty() {
            p.govuk-body { "It relies on:" }
            (relied_on(&it.indicators))
        }
    }
}

fn by(referral: &Referral) -> Markup {
    let (decided, confirmed) = (&referral.decided_by, &referral.confirmed_by);
    html! {
        @if !decided.is_empty() { " by " (decided) }
        @if !confirmed.is_empty() { ", confirmed by " (confirmed) }
    }
}

/// Something longer that opens when it is wanted.
pub(crate) fn more(summary: String, content: Markup) -> Details {
    Details::new(summary, content)
}
