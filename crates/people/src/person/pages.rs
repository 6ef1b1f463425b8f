//! What a person's record looks like.

use agreement::Action;
use govuk::{Button, InsetText, Row, SummaryList, Table, WarningText};
use maud::{Markup, PreEscaped, html};
use ui::Frame;

use super::model::{method_words, nhs_status_words};
use super::web::{ContactShown, Episode, PersonShown, RecordShown};
use crate::register::approximate::{when_of, words_of};
use crate::{alert, communication, concern, household::model::role_words, in_error, known_as};

pub(super) fn record(shown: &PersonShown, frame: &Frame) -> Markup {
    let id = shown.summary.id;
    html! {
        @if !shown.summary.died.is_empty() {
            (WarningText::new(format!("This person died {}.", when_of(&shown.summary.died))))
        }
        (alerts(shown, frame))
        (who(shown, frame))
        p { (Button::link("Refer this person", format!("/people/{id}/referrals/new"))) }
        @match &shown.record {
            Some(record) => {
                (communicates(record, shown))
                (household(record, shown, frame))
                (alert::pages::ended(&record.alerts, frame))
                (in_error::pages::link(id))
            }
            None => {
                (InsetText::new(html! {
                    p.govuk-body {
                        "You see the summary. The agreement opens the record to staff involved, and to a \
                         forum's members around its meeting."
                    }
                    p.govuk-body {
                        "If it cannot wait: "
                        a.govuk-link href={ "/people/" (id) "/override" } { "read this record at once" }
                        "."
                    }
                }))
            }
        }
        (reach(shown))
        (episodes("Referrals", "/referrals/", "Received", &shown.referrals, frame))
        (episodes("Cases", "/cases/", "Opened", &shown.cases, frame))
        @if shown.record.is_some() {
            p.govuk-body {
                a.govuk-link href={ "/people/" (id) "/journey" } { "All that happened, in order" }
            }
        }
        @if shown.may(Action::AmendPerson) {
            p.govuk-body {
                a.govuk-link href={ "/people/" (id) "/death" } {
                    @if shown.summary.died.is_empty() { "Record that this person has died" }
                    @else { "Change when this person died" }
                }
            }
        }
        (links(shown))
    }
}

/// What staff must know first, for those who may read the record.
fn alerts(shown: &PersonShown, frame: &Frame) -> Markup {
    let Some(record) = &shown.record else { return html! {} };
    let path = format!("/people/{}/alerts", shown.summary.id);
    let may = shown.may(Action::AmendPerson);
    let holding: Vec<_> = record.alerts.iter().filter(|it| it.ended_at.is_none()).collect();
    let hrefs: Vec<String> = holding.iter().map(|it| format!("{path}/{}", it.alert)).collect();
    let lines: Vec<_> = holding
        .iter()
        .zip(&hrefs)
        .map(|(it, href)| alert::pages::Shown {
            whose: None,
            kind: &it.kind,
            words: &it.words,
            review_on: it.review_on,
            href: may.then_some(href.as_str()),
        })
        .collect();
    let (person, held) = (shown.summary.id, &record.concerns);
    let concerns = concern::banner::Shown { person, held };
    html! {
        (alert::pages::banner(Some(concerns), &lines, frame))
        p.govuk-body {
            @if may { a.govuk-link href={ (path) "/new" } { "Add an alert" } " " }
            a.govuk-link href={ "/people/" (shown.summary.id) "/persons-of-concern" } { "Persons of concern" }
        }
    }
}

fn who(shown: &PersonShown, frame: &Frame) -> Markup {
    let summary = &shown.summary;
    let born = match (summary.date_of_birth, shown.age) {
        (Some(date), Some(age)) if summary.died.is_empty() => {
            format!("{} (age {age})", frame.date(date))
        }
        (Some(date), _) => frame.date(date),
        (None, _) if !summary.born_about.is_empty() => {
            format!("About {}", words_of(&summary.born_about))
        }
        (None, _) => "Not known".to_owned(),
    };
    let path = format!("/people/{}", summary.id);
    let forms = shown.may(Action::AmendPerson).then_some(path.as_str());
    let mut list = SummaryList::new().row("Name", summary.name.as_str());
    if !shown.also_known_as.is_empty() || forms.is_some() {
        list = list.row("Also known as", known_as::name_list(&shown.also_known_as, forms));
    }
    list = list.row("Date of birth", born).row(
        "Learning difficulty or disability",
        summary.learning_difficulty_or_disability.words(),
    );
    if let Some(record) = &shown.record {
        list = list.row("NHS number", nhs_number(record));
        if !record.identifiers.is_empty() || forms.is_some() {
            list = list.row("Other numbers", known_as::identifier_list(&record.identifiers, forms));
        }
        list = list.row("District", or_not_known(&record.district));
    }
    if shown.may(Action::AmendPerson) {
        let href = format!("/people/{}/amend", summary.id);
        list = list.card("Who they are").card_action("Change", href);
    }
    html! { (list) }
}

fn nhs_number(record: &RecordShown) -> Markup {
    let status = nhs_status_words(&record.nhs_number_status);
    html! {
        (or_not_known(&record.nhs_number))
        @if !status.is_empty() { br; (status) }
    }
}

fn or_not_known(text: &str) -> &str {
    if text.is_empty() { "Not known" } else { text }
}

fn communicates(record: &RecordShown, shown: &PersonShown) -> Markup {
    let may = shown.may(Action::AmendPerson);
    let href = may.then(|| format!("/people/{}/communication", shown.summary.id));
    communication::card(record.communication.as_ref(), href)
}

fn household(record: &RecordShown, shown: &PersonShown, frame: &Frame) -> Markup {
    let rows = record.household.iter().map(|member| {
        let name = html! { a.govuk-link href={ "/people/" (member.person) } { (member.name) } };
        let state = member
            .left_on
            .map_or_else(|| "Lives there".to_owned(), |day| format!("Left on {}", frame.date(day)));
        Row::new().cell(name).cell(role_words(&member.role)).cell(state)
    });
    let path = format!("/people/{}/household", shown.summary.id);
    let lives_in_one = record.stays.iter().any(|(_, left)| left.is_none());
    html! {
        h2.govuk-heading-m { "Household" }
        @if record.household.is_empty() {
            p.govuk-body { "Nobody whose record you may see is recorded as living with them." }
        } @else {
            (Table::new("Household").columns(["Name", "Part in the household", "Now"]).rows(rows)
                .named_rows().cards().hidden_caption())
        }
        @for left in record.stays.iter().filter_map(|(_, left)| *left) {
            p.govuk-body { "Left a household on " (frame.date(left)) "." }
        }
        p.govuk-body {
            a.govuk-link href={ "/people/" (shown.summary.id) "/family" } { "Family and relationships" }
        }
        @if shown.may(Action::AmendPerson) {
            ul.govuk-list {
                li { a.govuk-link href=(path) { "Add someone to the household" } }
                @if lives_in_one {
                    li {
                        a.govuk-link href={ (path) "/leaving" } {
                            "Record that this person left the household"
                        }
                    }
                }
            }
        }
    }
}

fn reach(shown: &PersonShown) -> Markup {
    html! {
        h2.govuk-heading-m { "Where to reach them" }
        @match &shown.contact {
            None => p.govuk-body { "Address and telephone are shown to staff involved." },
            Some(contact) => { (contact_list(contact, shown)) }
        }
    }
}

fn contact_list(contact: &ContactShown, shown: &PersonShown) -> Markup {
    let methods = contact.safe_contact_methods.iter().map(|code| method_words(code));
    let methods: Vec<&str> = methods.collect();
    let methods = if methods.is_empty() { "Not asked yet".to_owned() } else { methods.join(", ") };
    let mut list = SummaryList::new()
        .row("Safe ways to reach them", methods)
        .row("Safe times", or_not_known(&contact.safe_contact_times))
        .row("Safe contact", lines(&contact.safe_contact))
        .row("Address", lines(&contact.address))
        .row("Postcode", or_not_known(&contact.postcode))
        .row("Telephone", telephone(contact));
    if shown.may(Action::AmendPerson) {
        let href = format!("/people/{}/contact", shown.summary.id);
        list = list.card("Contact details").card_action("Change", href);
    }
    html! {
        @if contact.confidential_address {
            (WarningText::new("This address is confidential. Do not say it, write it down \
                or send it to anybody."))
        }
        (list)
    }
}

/// The number, and whether it may be used: whoever is in a hurry reads no further.
fn telephone(contact: &ContactShown) -> Markup {
    let is_safe = |method: &str| contact.safe_contact_methods.iter().any(|it| it == method);
    let asked = !contact.safe_contact_methods.is_empty() && !contact.phone.is_empty();
    let warning = match (is_safe("phone"), is_safe("text")) {
        _ if !asked => None,
        (true, _) => None,
        (false, true) => Some("Send a text message; do not ring"),
        (false, false) => Some("Do not ring or text: it is not a safe way to reach them"),
    };
    html! {
        (or_not_known(&contact.phone))
        @if let Some(words) = warning { br; strong { (words) } }
    }
}

fn lines(text: &str) -> Markup {
    html! {
        @for (at, line) in or_not_known(text).lines().enumerate() {
            @if at > 0 { (PreEscaped("<br>")) }
            (line)
        }
    }
}

fn episodes(title: &str, path: &str, began: &str, episodes: &[Episode], frame: &Frame) -> Markup {
    let rows = episodes.iter().map(|it| {
        let link = html! { a.govuk-link href={ (path) (it.id) } { (it.forum) } };
        Row::new().cell(link).cell(status_words(&it.status)).cell(frame.date(it.began_on))
    });
    html! {
        @if !episodes.is_empty() {
            h2.govuk-heading-m { (title) }
            (Table::new(title).columns(["Forum", "Status", began]).rows(rows).named_rows().cards()
                .hidden_caption())
        }
    }
}

fn status_words(status: &str) -> &str {
    match status {
        "received" => "Received",
        "accepted" => "Accepted",
        "returned" => "Returned",
        "withdrawn" => "Withdrawn",
        "open" => "Open",
        "closed" => "Closed",
        other => other,
    }
}

fn links(shown: &PersonShown) -> Markup {
    let id = shown.summary.id;
    let all = [
        (Action::SeeReaders, "readers", "Who has looked at this record"),
        (Action::RestrictRecord, "restriction", "Limit this record to named staff"),
        (Action::RestrictRecord, "bars", "Bar someone from this record"),
        (Action::RestrictRecord, "access-requests", "Requests to see what is held"),
    ];
    let offered: Vec<_> = all.iter().filter(|(action, _, _)| shown.may(*action)).collect();
    html! {
        @if !offered.is_empty() {
            h2.govuk-heading-m { "Who may see this record" }
            ul.govuk-list {
                @for (_, path, words) in offered {
                    li { a.govuk-link href={ "/people/" (id) "/" (path) } { (words) } }
                }
            }
        }
    }
}
