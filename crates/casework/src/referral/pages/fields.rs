//! The form of a request: short enough for a phone, strengths before needs.

use charter::{Charter, codes::Codes};
use govuk::{
    Button, Checkboxes, Choice, InsetText, Radios, Select, SummaryList, Textarea, WarningText,
};
use kernel::FieldErrors;
use maud::{Markup, html};
use people::register::approximate::when_of;
use ui::{Frame, check_row, ring_now};

use super::words;
use crate::{
    charters::charter_of,
    referral::{
        people::PersonNamed,
        refer::{Asking, ForumChoices},
        request::{AGENCIES, ASSESSMENTS, CONSENTS, KNOWN, NOT_KNOWN, Request, transitions},
    },
};

/// The forums that may be asked.
pub(crate) fn choose(answer: &ForumChoices, frame: &Frame) -> Markup {
    html! {
        (ring_now(frame))
        p.govuk-body-l { "About " (answer.person_name) }
        (died(&answer.died))
        @if answer.forums.is_empty() {
            p.govuk-body {
                "There is no forum that you can refer to. Ask your organisation's administrator to set one up."
            }
        }
        @for forum in &answer.forums {
            h2.govuk-heading-m { (forum.name) }
            p.govuk-body { (forum.summary) }
            (Button::link(
                format!("Refer to {}", forum.name),
                format!("/forums/{}/people/{}/referrals/new", forum.id, answer.person),
            ).secondary())
        }
    }
}

/// The questions with what was typed.
pub(crate) fn request(
    (typed, asked): (&Request, &Asking),
    errors: &FieldErrors,
    frame: &Frame,
) -> Markup {
    let Ok(charter) = charter_of(&asked.charter) else { return html! {} };
    html! {
        (ring_now(frame))
        (died(&asked.died))
        p.govuk-body {
            "To " strong { (asked.forum_name) } ", about " strong { (asked.person_name) } "."
        }
        @if !asked.household.is_empty() { (whom_else(typed, asked, errors)) }
        h2.govuk-heading-m { "Strengths and needs" }
        (strengths_and_needs(typed, charter, errors))
        h2.govuk-heading-m { "In their words and yours" }
        (voices(typed, charter, errors))
        h2.govuk-heading-m { "Sharing information" }
        (sharing(typed, charter, errors))
        @if !asked.has_assessment {
            (Radios::new("assessment_state",
                format!("Where does the {} stand?", charter.label("assessment").one),
                choices(ASSESSMENTS))
                .value(&typed.assessment_state).error(errors.of("assessment_state")))
        }
    }
}

/// A request about somebody who has died is a mistake, unless it is for those who are left.
fn died(died: &str) -> Markup {
    html! {
        @if !died.is_empty() {
            (WarningText::new(format!(
                "This person died {}. Refer the people who need support now, each by their own record. If the \
                 request must be about this person, say why under what is needed.", when_of(died))))
        }
    }
}

fn whom_else(typed: &Request, asked: &Asking, errors: &FieldErrors) -> Checkboxes {
    let people = asked.household.iter().map(|it| Choice::new(it.person.to_string(), &it.name));
    Checkboxes::new("people", "Who else is it about?", people)
        .small()
        .values(&typed.people)
        .hint(format!(
            "People who live with {}. Leave it empty if it is about them alone",
            asked.person_name
        ))
        .error(errors.of("people"))
}

fn choices<'a>(known: &'a [(&'a str, &'a str)]) -> impl Iterator<Item = Choice> + 'a {
    known.iter().map(|(code, words)| Choice::new(*code, *words))
}

fn coded(codes: &Codes) -> impl Iterator<Item = Choice> + '_ {
    codes.iter().map(|entry| {
        let choice = Choice::new(&entry.code, &entry.name);
        if entry.words.is_empty() { choice } else { choice.hint(&entry.words) }
    })
}

fn text(name: &str, question: &str, hint: &str, typed: &str, errors: &FieldErrors) -> Textarea {
    let area = Textarea::new(name, question).rows(4).value(typed).error(errors.of(name));
    if hint.is_empty() { area } else { area.hint(hint) }
}

fn strengths_and_needs(typed: &Request, charter: &Charter, errors: &FieldErrors) -> Markup {
    let levels = charter.levels.iter().map(|level| {
        Choice::new(level.level.to_string(), format!("{}: {}", level.level, level.name))
            .hint(&level.words)
    });
    let levels = levels.chain([Choice::new(NOT_KNOWN, "Not known")]);
    html! {
        (text("strengths", "What is going well?",
            "What the person and those around them are good at, and who helps already. They may read it",
            &typed.strengths, errors))
        (text("needs_words", "What is needed?", "", &typed.needs_words, errors))
        (Checkboxes::new("needs", "Which needs are there?", coded(&charter.needs))
            .small().values(&typed.needs).hint("Select all that apply")
            .error(errors.of("needs")))
        (Radios::new("agencies_needed", "How many organisations need to help?", choices(AGENCIES))
            .value(&typed.agencies_needed).hint("Count your own if it keeps helping")
            .error(errors.of("agencies_needed")))
        (Radios::new("level_of_need", "What is the level of need?", levels)
            .value(&typed.level_of_need).error(errors.of("level_of_need")))
        @if let Some(known) = transitions(charter) {
            (Radios::new("transition", "Is any of these true of the child or young person?", coded(known))
                .value(&typed.transition).error(errors.of("transition")))
        }
    }
}

fn voices(typed: &Request, charter: &Charter, errors: &FieldErrors) -> Markup {
    let person = charter.label("person").one;
    let years = charter.known_to_social_care_years;
    html! {
        (text("own_words", &format!("What does the {person} say?"),
            "In their own words. If they have not been asked yet, say why and when they will be",
            &typed.own_words, errors))
        (text("referrer_offer", "What do you ask for, and what will you keep doing yourself?",
            "You stay involved: a request is not a handover", &typed.referrer_offer, errors))
        (Radios::new("known_to_social_care",
            format!("Has social care known them in the last {years} years?"), choices(KNOWN))
            .inline().value(&typed.known_to_social_care)
            .error(errors.of("known_to_social_care")))
    }
}

fn sharing(typed: &Request, charter: &Charter, errors: &FieldErrors) -> Markup {
    let items = |codes: &Codes, none: &str| {
        let entries = codes.iter().map(|entry| (entry.code.clone(), entry.name.clone()));
        [(String::new(), none.to_owned())].into_iter().chain(entries).collect::<Vec<_>>()
    };
    html! {
        (Radios::new("consent", "Did they agree that this is shared with the forum?", choices(CONSENTS))
            .value(&typed.consent).error(errors.of("consent")))
        (InsetText::new(
            "If they agreed, leave the next two answers empty. You may share without consent where \
             the law lets you: then say on which basis, and why."))
        (Select::new("lawful_basis", "Lawful basis for sharing")
            .items(items(&charter.lawful_bases, "None chosen"))
            .value(&typed.lawful_basis).error(errors.of("lawful_basis")))
        (Select::new("without_consent_reason", "Why is it shared without consent?")
            .items(items(&charter.without_consent_reasons, "None chosen"))
            .value(&typed.without_consent_reason)
            .error(errors.of("without_consent_reason")))
    }
}

/// "Check your answers": all that will be sent, in words.
pub(crate) fn check(typed: &Request, asked: &Asking) -> Markup {
    let Ok(charter) = charter_of(&asked.charter) else { return html! {} };
    let level = typed.level_of_need.parse().ok();
    let transition = transitions(charter).map_or("", |known| known.name(&typed.transition));
    let without = charter.without_consent_reasons.name(&typed.without_consent_reason);
    let mut list = SummaryList::new().row("To", &asked.forum_name).row("About", &asked.person_name);
    if !asked.household.is_empty() {
        let ticked = |it: &&PersonNamed| typed.people.contains(&it.person.to_string());
        let names: Vec<&str> =
            asked.household.iter().filter(ticked).map(|it| it.name.as_str()).collect();
        let names = if names.is_empty() { "Nobody".to_owned() } else { names.join(", ") };
        list = list.push(check_row("Also about", names, "people"));
    }
    list = list
        .push(check_row("What is going well", words::lines(&typed.strengths), "strengths"))
        .push(check_row("What is needed", words::lines(&typed.needs_words), "needs_words"))
        .push(check_row("Needs", words::needs(charter, &typed.needs), "needs"))
        .push(check_row(
            "Organisations that need to help",
            words::of(AGENCIES, &typed.agencies_needed),
            "agencies_needed",
        ))
        .push(check_row("Level of need", words::level(charter, level), "level_of_need"))
        .push(check_row("Their own words", words::lines(&typed.own_words), "own_words"))
        .push(check_row(
            "What you ask and offer",
            words::lines(&typed.referrer_offer),
            "referrer_offer",
        ))
        .push(check_row(
            "Known to social care",
            words::known(&typed.known_to_social_care),
            "known_to_social_care",
        ))
        .push(check_row("Agreed to sharing", words::consent(&typed.consent), "consent"));
    for (name, value, field) in [
        ("Move back to the community", transition, "transition"),
        ("Lawful basis", charter.lawful_bases.name(&typed.lawful_basis), "lawful_basis"),
        ("Why without consent", without, "without_consent_reason"),
    ] {
        if !value.is_empty() {
            list = list.push(check_row(name, value, field));
        }
    }
    if !asked.has_assessment {
        let state = words::assessment(&typed.assessment_state);
        list = list.push(check_row("Assessment", state, "assessment_state"));
    }
    html! { (list) }
}

/// A question for advice whose words may be used, where the reader asked one.
pub(crate) fn advice(chosen: &str, asked: &Asking, errors: &FieldErrors, frame: &Frame) -> Markup {
    let items = asked.written.iter().map(|(id, on, situation, _)| {
        let begins: String = situation.chars().take(60).collect();
        (id.to_string(), format!("Yes: {}, “{begins}…”", frame.date(*on)))
    });
    html! {
        @if !asked.written.is_empty() {
            (Select::new("from_advice", "You asked this forum for advice. Use what you wrote?")
                .hint("It is added to what is needed. Choose it only if it is about this family")
                .item("", "No").items(items)
                .value(chosen).error(errors.of("from_advice")))
        }
    }
}
