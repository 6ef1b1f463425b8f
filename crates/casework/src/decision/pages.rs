//! The form for deciding: what was asked and what the rules say, then the decision.

use charter::{Charter, codes::Codes};
use govuk::{Choice, Details, Radios, Select, SummaryList, Textarea};
use kernel::FieldErrors;
use maud::{Markup, html};
use ui::Frame;

use super::web::Decide;
use crate::{
    charters::charter_of,
    confirmation::pages::told_before,
    level::pages::indicators,
    referral::{
        pages::{rules, words},
        show::Shown,
    },
};

pub(super) fn form(typed: &Decide, it: &Shown, errors: &FieldErrors, frame: &Frame) -> Markup {
    let Ok(charter) = charter_of(&it.referral.charter) else { return html! {} };
    html! {
        input type="hidden" name="version" value=(typed.version);
        p.govuk-body {
            (words::title(&it.referral)) ", about " strong { (it.referral.person_name) } ". "
            a.govuk-link href={ "/referrals/" (it.referral.id) } { "Read all that was asked" }
        }
        @if let Some(due) = it.clocks.decide_by {
            p.govuk-body { "Decide by " (words::due(due, frame.today, &frame.date(due))) "." }
        }
        (in_short(it, charter))
        h2.govuk-heading-m { "What the rules say" }
        (rules::suggestion(&it.suggested, charter))
        (rules::table(&it.rules))
        h2.govuk-heading-m { "Your decision" }
        (told_before(charter))
        (decision(typed, charter, errors))
    }
}

fn in_short(it: &Shown, charter: &Charter) -> Markup {
    let asked = &it.referral.asked;
    let list = SummaryList::new()
        .row("What is going well", words::lines(&asked.strengths))
        .row("What is needed", words::lines(&asked.needs_words))
        .row("Needs", words::needs(charter, &asked.needs))
        .row("Their own words", words::lines(&asked.own_words));
    html! { (Details::new("What was asked, in short", html! { (list) }).open(true)) }
}

fn decision(typed: &Decide, charter: &Charter, errors: &FieldErrors) -> Markup {
    let levels = charter.levels.iter().map(|level| {
        Choice::new(level.level.to_string(), format!("{}: {}", level.level, level.name))
    });
    let level = Radios::new("level_of_need", "At which level of need?", levels)
        .value(&typed.level_of_need)
        .error(errors.of("level_of_need"));
    let reason = select("return_reason", "Why do you return it?", &charter.return_reasons)
        .value(&typed.return_reason)
        .hint("The referrer reads the charter's words for this reason, and yours")
        .error(errors.of("return_reason"));
    let choices = [
        Choice::new("accept", "Accept: open a case").conditional(html! { (level) }),
        Choice::new("return", "Return to the referrer").conditional(html! { (reason) }),
    ];
    html! {
        (Radios::new("decision", "What do you decide?", choices)
            .value(&typed.decision).error(errors.of("decision")))
        (indicators(charter, &typed.indicators, errors))
        (Textarea::new("rationale", "Why?").rows(4)
            .hint("The referrer reads this. Say what to do next if you return it")
            .value(&typed.rationale).error(errors.of("rationale")))
        (select("override_reason", "If you decide against the rules, why?", &charter.override_reasons)
            .hint("Counted, so that a rule that does not fit can be mended")
            .value(&typed.override_reason).error(errors.of("override_reason")))
    }
}

fn select(name: &str, label: &str, codes: &Codes) -> Select {
    let entries = codes.iter().map(|entry| (entry.code.clone(), entry.name.clone()));
    Select::new(name, label).item("", "Choose").items(entries)
}
