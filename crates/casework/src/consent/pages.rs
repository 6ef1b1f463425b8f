//! What the form about consent looks like, and the words for what was said.

use charter::{Charter, codes::Codes};
use govuk::{Choice, InsetText, Radios, Row, Select, Table, Textarea};
use kernel::FieldErrors;
use maud::{Markup, html};
use ui::Frame;

use super::{
    model::{DECISIONS, PURPOSES},
    web::{ConsentAsked, ConsentLine, RecordConsent},
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

fn purpose_words(purpose: &str) -> &'static str {
    if purpose == "support" { "Support" } else { "Sharing information" }
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

pub(super) fn form(
    typed: &RecordConsent,
    asked: &ConsentAsked,
    charter: &Charter,
    errors: &FieldErrors,
    frame: &Frame,
) -> Markup {
    let choices = |codes: &'static [(&'static str, &'static str)]| {
        codes.iter().map(|(code, words)| Choice::new(*code, *words))
    };
    let items = |codes: &Codes| -> Vec<(String, String)> {
        codes.iter().map(|it| (it.code.clone(), it.name.clone())).collect()
    };
    html! {
        (Radios::new("purpose", "What is it about?", choices(PURPOSES))
            .value(&typed.purpose).error(errors.of("purpose")))
        (Radios::new("decision", "What did they say?", choices(DECISIONS))
            .value(&typed.decision).error(errors.of("decision")))
        (Textarea::new("note", "Who said it, and how do you know?").rows(2)
            .hint("Such as: his mother, on the telephone today")
            .value(&typed.note).error(errors.of("note")))
        (InsetText::new(
            "If they agreed, leave the next two answers empty. If information is still shared without consent, say on \
             which lawful basis, and why. If it is not, leave them empty and agree what stops."))
        (Select::new("lawful_basis", "Lawful basis for sharing (optional)")
            .item("", "None chosen").items(items(&charter.lawful_bases))
            .value(&typed.lawful_basis).error(errors.of("lawful_basis")))
        (Select::new("without_consent_reason", "Why is it shared without consent? (optional)")
            .item("", "None chosen").items(items(&charter.without_consent_reasons))
            .value(&typed.without_consent_reason).error(errors.of("without_consent_reason")))
        @if !asked.history.is_empty() { (history(&asked.history, charter, frame)) }
    }
}

fn history(lines: &[ConsentLine], charter: &Charter, frame: &Frame) -> Table {
    let rows = lines.iter().map(|line| {
        let reason = charter.without_consent_reasons.name(&line.without_consent_reason);
        let said = [line.note.as_str(), charter.lawful_bases.name(&line.lawful_basis), reason];
        let said = said.map(|it| it.trim_end_matches('.')).into_iter();
        let note = said.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(". ");
        Row::new()
            .cell(frame.date(line.on))
            .cell(purpose_words(&line.purpose))
            .cell(decision_words(&line.decision))
            .cell(note)
            .cell(line.by.clone().unwrap_or_default())
    });
    Table::new("What was said before")
        .columns(["Date", "About", "What they said", "How it is known", "Recorded by"])
        .rows(rows)
        .cards()
        .caption_classes("govuk-table__caption--m")
}
