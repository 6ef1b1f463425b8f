//! What requests to see what is held look like, and the answer as a page to print.

use govuk::{
    Button, Cell, Checkboxes, Choice, DateInput, InsetText, Radios, Row, Select, SummaryList,
    Table, Textarea, WarningText,
};
use jiff::civil::Date;
use kernel::{FieldErrors, date_boxes};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use ui::Frame;

use super::{
    answer::Answer,
    list::Part,
    model::{self, ASKERS, GIVE, REASONS, Status, asker_words},
    review::{AccessReview, DecideHeld, HeldAsked},
    store::AccessRequest,
    things::{self, Fact, Thing},
    web::{AccessRequests, RecordAccessRequest},
};

pub(super) fn list(answer: &AccessRequests, frame: &Frame) -> Markup {
    let path = format!("/people/{}/access-requests", answer.person);
    let rows = answer.requests.iter().map(|it| {
        let link =
            html! { a.govuk-link href={ (path) "/" (it.access) } { (frame.date(it.received_on)) } };
        Row::new()
            .cell(link)
            .cell(asker_words(&it.asked_by))
            .cell(due(it, answer.today, frame))
            .cell(it.status.words())
    });
    html! {
        p.govuk-body {
            "Everybody may ask what is held about them. The answer is due within one month, and it costs nothing."
        }
        p { (Button::link("Record a request", format!("{path}/new"))) }
        @if answer.requests.is_empty() {
            p.govuk-body { "Nobody has asked yet." }
        } @else {
            (Table::new("Requests").columns(["Received", "Who asks", "Due", "Where it stands"]).rows(rows).named_rows().cards()
                .hidden_caption())
        }
    }
}

fn due(request: &AccessRequest, today: Date, frame: &Frame) -> String {
    let due = frame.date(request.due_on);
    if model::is_late(request.status, request.due_on, today) { format!("{due}: late") } else { due }
}

pub(super) fn new(typed: &RecordAccessRequest, errors: &FieldErrors) -> Markup {
    let choices = ASKERS.map(|(code, words)| Choice::new(code, words));
    let [day, month, year] = date_boxes(&typed.received_on);
    html! {
        (Radios::new("asked_by", "Who asks?", choices).value(&typed.asked_by).error(errors.of("asked_by")))
        (Textarea::new("identity", "How do you know who asks?").rows(3)
            .hint("Such as: I know them, or I saw their passport. A parent needs parental responsibility, and the child may \
                   be old enough to ask for themself")
            .value(&typed.identity).error(errors.of("identity")))
        (DateInput::new("received_on", "When was it received?")
            .hint("The day on which you had it and knew who asks. The month begins then")
            .values(day, month, year).error(errors.of("received_on")))
    }
}

pub(super) fn extension(
    asked: &AccessRequest,
    reason: &str,
    errors: &FieldErrors,
    frame: &Frame,
) -> Markup {
    html! {
        p.govuk-body { "The answer is due on " (frame.date(asked.due_on)) ". It can have two months more, once." }
        (Textarea::new("reason", "Why does it take longer?").rows(3)
            .hint("Only where there is very much to read, or they asked many times. Whoever asked is told this")
            .value(reason).error(errors.of("reason")))
    }
}

pub(super) fn end((outcome, words): (&str, &str), errors: &FieldErrors) -> Markup {
    let why = html! {
        (Textarea::new("words", "Why is there no answer?").rows(3)
            .hint("Such as: they took it back").value(words).error(errors.of("words")))
    };
    let choices = [
        Choice::new("answered", "The answer was given"),
        Choice::new("ended", "There will be no answer").conditional(why),
    ];
    html! { (Radios::new("outcome", "How did it end?", choices).value(outcome).error(errors.of("outcome"))) }
}

/// The request: how far its answer is, and what to do next.
pub(super) fn review(answer: &AccessReview, frame: &Frame) -> Markup {
    let request = &answer.request;
    let path = format!("/people/{}/access-requests/{}", answer.person, request.access);
    let waiting = answer.waiting.len();
    let is_extended = !request.extension_reason.is_empty();
    let more = model::may_extend((request.status, is_extended), request.due_on, answer.today);
    html! {
        (facts(request, answer.today, frame))
        @if request.status == Status::Open {
            @if waiting > 0 {
                p.govuk-body { strong { (waiting) } @if waiting == 1 { " thing waits" } @else { " things wait" } " to be read and decided on before anything goes out." }
                p { (Button::link("Decide what goes into the answer", format!("{path}/items/1"))) }
            } @else {
                p.govuk-body { "Nothing waits to be decided." }
                p { (Button::link("Download the answer", format!("{path}/file"))) }
                ul.govuk-list {
                    li { a.govuk-link href={ (path) "/data/file" } { "Download it for another program (JSON)" } }
                    li { a.govuk-link href={ (path) "/items/1" } { "Read what is in it, and change what was decided" } }
                }
            }
        }
        (in_it(answer))
        @if request.status == Status::Open {
            ul.govuk-list {
                @if more.is_ok() {
                    li { a.govuk-link href={ (path) "/extension" } { "Take longer to answer" } }
                }
                li { a.govuk-link href={ (path) "/end" } { "Say that the answer was given, or end the request" } }
            }
        }
    }
}

fn facts(request: &AccessRequest, today: Date, frame: &Frame) -> Markup {
    let mut list = SummaryList::new()
        .row("Where it stands", request.status.words())
        .row("Who asks", asker_words(&request.asked_by))
        .row("How we know who asks", request.identity.as_str())
        .row("Received", frame.date(request.received_on))
        .row("Due", due(request, today, frame))
        .row("Recorded by", request.recorded_by.as_str());
    if !request.extension_reason.is_empty() {
        list = list.row("Why it takes longer", request.extension_reason.as_str());
    }
    if let Some(day) = request.ended_on {
        list = list.row("Over since", frame.date(day));
    }
    if !request.end_words.is_empty() {
        list = list.row("Why there was no answer", request.end_words.as_str());
    }
    html! { (list) }
}

fn in_it(answer: &AccessReview) -> Markup {
    let rows = answer
        .parts
        .iter()
        .map(|it| Row::new().cell(it.part).number(it.given).number(it.waiting).number(it.withheld));
    html! {
        h2.govuk-heading-m { "What is in the answer" }
        (Table::new("What is in the answer").column("Part").column(Cell::new("Goes in").numeric()).column(Cell::new("To decide").numeric())
            .column(Cell::new("Left out").numeric()).rows(rows).named_rows()
            .cards().hidden_caption())
        (InsetText::new(html! {
            p.govuk-body {
                "It holds the person’s record, and their referrals and cases with your forum. Where another forum works \
                 with them, its coordinator answers for what it holds, even where you may read it. Files and who has looked \
                 at the record are not in it: read them, and give them apart."
            }
            p.govuk-body {
                "From whom somebody has to be kept safe goes to nobody but that person themself, and only where you may see \
                 the address."
            }
            @if !answer.reaches {
                p.govuk-body {
                    "Address and telephone are not in it, because you may not see them now. Ask staff involved to give them."
                }
            }
            @if !answer.has_forms {
                p.govuk-body {
                    "Forms of a case are not in it where you may not see now where the family lives. Ask staff involved to \
                     give them."
                }
            }
        }))
    }
}

pub(super) fn decide(typed: &DecideHeld, asked: &HeldAsked, errors: &FieldErrors) -> Markup {
    // What is wrong leads to the first that has no answer.
    let is_open = |it: &Thing| it.waits() && !things::is_chosen(&typed.decisions, &it.mark);
    let first = asked.things.iter().position(is_open).unwrap_or_default();
    let waits = asked.things.iter().any(|it| it.waits() && !it.alone);
    html! {
        (WarningText::new("Whoever asks reads what goes in, and so may those who live with them. Leave out what is about \
            somebody else, unless they agreed or it is reasonable without. Professionals are named."))
        @if asked.status != Status::Open { p.govuk-body { "This request is over." } }
        @if waits { (rest(typed, errors)) }
        @for (at, thing) in asked.things.iter().enumerate() { (choice(typed, thing, (at, at == first), errors)) }
        @if asked.things.is_empty() { p.govuk-body { "Nothing is held that you may read." } }
        @if asked.pages > 1 {
            p.govuk-body {
                "Page " (typed.step) " of " (asked.pages) ". "
                @if typed.step > 1 { a.govuk-link href=(typed.step.saturating_sub(1)) { "Page before" } " " }
                @if usize::try_from(typed.step).is_ok_and(|step| step < asked.pages) {
                    a.govuk-link href=(typed.step.saturating_add(1)) { "Next page" }
                }
            }
        }
    }
}

/// One press for a page that was read, where each thing would need one.
fn rest(typed: &DecideHeld, errors: &FieldErrors) -> Markup {
    let tick = Choice::new("yes", "Everything on this page that I have not answered goes in");
    let ticked: Vec<&str> = if typed.rest == "yes" { vec!["yes"] } else { Vec::new() };
    html! {
        (Checkboxes::new("rest", "Have you read everything on this page?", [tick])
            .hint("Tick this only once you have read all of it. What could put somebody in danger, such as an address or an \
                   alert, still needs an answer of its own")
            .values(ticked).error(errors.of("rest")))
    }
}

fn choice(
    typed: &DecideHeld,
    thing: &Thing,
    (at, is_first): (usize, bool),
    errors: &FieldErrors,
) -> Markup {
    let value = |code: &str| format!("{}={code}", thing.mark);
    let given = |code: &str| value(if code.is_empty() { GIVE } else { code });
    let chosen = typed.decisions.iter().find(|it| it.starts_with(&value("")));
    let now = thing.withheld.as_deref().map_or_else(|| value(""), given);
    let id = if is_first { "decisions".to_owned() } else { format!("decisions-{}", thing.mark) };
    let name = format!("{}. {}", at.saturating_add(1), thing.title);
    let goes_in = "It goes in";
    let select = Select::new("decisions", format!("Does this go into the answer? {name}")).id(id);
    // What was decided is changed, and not taken back.
    let select = match (thing.withheld.is_some(), thing.asks.is_empty()) {
        (false, true) => select.item(value(""), goes_in),
        (false, false) => select.item(value(""), "Select").item(value(GIVE), goes_in),
        (true, _) => select.item(value(GIVE), goes_in),
    };
    html! {
        h2.govuk-heading-s { (name) }
        (said(&thing.facts))
        @if !thing.asks.is_empty() { p.govuk-body { strong { (thing.asks) "." } } }
        (select.items(REASONS.map(|(code, words, _)| (value(code), format!("Leave it out: {words}"))))
            .value(chosen.cloned().unwrap_or(now)).error(errors.of("decisions").filter(|_| is_first)))
    }
}

fn said(facts: &[Fact]) -> Markup {
    let list = facts.iter().fold(SummaryList::new().compact(), |list, fact| {
        list.row(fact.label, html! { (lines(&fact.says)) })
    });
    html! { (list) }
}

fn lines(text: &str) -> Markup {
    html! {
        @for (at, line) in text.lines().enumerate() {
            @if at > 0 { (PreEscaped("<br>")) }
            (line)
        }
    }
}

/// How the answer looks on paper.
const STYLE: &str = "body{font:12pt/1.4 Arial,sans-serif;max-width:45em;margin:2em auto;padding:0 1em;color:#0b0c0c}\
    h1{font-size:20pt}h2{font-size:15pt;border-bottom:2px solid}h3{font-size:12pt;margin-bottom:0}\
    dl{margin:0 0 1em;break-inside:avoid}dt{font-weight:bold;float:left;clear:left;width:14em}\
    dd{margin:0 0 .2em 14.5em}@media(max-width:40em){dt{float:none}dd{margin-left:0}}";

/// The answer, as a page that needs nothing else.
pub(super) fn file(answer: &Answer) -> Markup {
    let mut part: Option<Part> = None;
    let whom = if answer.by_self { "you. Where you are" } else { "them. Where they are" };
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (answer.title()) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (answer.title()) }
                p { "You asked on " (answer.received_on) ". This was made on " (answer.on) "." }
                p {
                    "It is what one forum holds about " (whom) " known to another forum, that forum answers you, too. \
                     If something is wrong, tell us: we put it right or add what you say."
                }
                (left_out(answer))
                @for thing in &answer.things {
                    @if part.replace(thing.part) != Some(thing.part) { h2 { (thing.part.words()) } }
                    h3 { (thing.title) }
                    dl { @for fact in &thing.facts { dt { (fact.label) } dd { (lines(&fact.says)) } } }
                }
            }
        }
    }
}

fn left_out(answer: &Answer) -> Markup {
    let whose = if answer.by_self { "Your" } else { "Their" };
    html! {
        p { "What is about other people is left out, unless it is fair to tell you. Professionals are named." }
        @for says in &answer.left_out { p { (says) " They are left out." } }
        @if !answer.reaches { p { (whose) " address and telephone number are not in it. Ask us about them." } }
        @if !answer.has_forms { p { "Some forms that were filled in are not in it. Ask us about them." } }
        p { "You may complain to us, or to the Information Commissioner." }
    }
}
