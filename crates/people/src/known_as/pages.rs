//! What other names and numbers look like.

use govuk::{Choice, Input, InsetText, Radios, Textarea};
use kernel::FieldErrors;
use maud::{Markup, html};

use super::{
    identifiers::IdentifierLine,
    model::{IDENTIFIER_KINDS, NAME_KINDS, TypedIdentifier, TypedName, name_kind_words},
    names::OtherName,
};
use crate::register::full_name;

pub(super) fn name_words(name: &OtherName) -> String {
    full_name(&name.given_name, &name.family_name)
}

pub(super) fn identifier_words(line: &IdentifierLine) -> String {
    let whose = if line.kind == "upn" { "UPN" } else { line.system.as_str() };
    format!("{whose}: {}", line.value)
}

/// The names in a record; `path` leads to the forms, for those who may change it.
pub(crate) fn name_list(names: &[OtherName], path: Option<&str>) -> Markup {
    html! {
        ul.govuk-list {
            @for name in names {
                li {
                    (name_words(name)) " (" (name_kind_words(&name.kind).to_lowercase()) ")"
                    @if let Some(path) = path {
                        " "
                        a.govuk-link href={ (path) "/names/" (name.name) "/removal" } {
                            "Take off" span.govuk-visually-hidden { " the name " (name_words(name)) }
                        }
                    }
                }
            }
            @if let Some(path) = path {
                li { a.govuk-link href={ (path) "/names/new" } { "Add another name" } }
            }
        }
    }
}

/// The numbers in a record; `path` leads to the forms, for those who may change it.
pub(crate) fn identifier_list(lines: &[IdentifierLine], path: Option<&str>) -> Markup {
    html! {
        ul.govuk-list {
            @for line in lines {
                li {
                    (identifier_words(line))
                    @if let Some(path) = path {
                        " "
                        a.govuk-link href={ (path) "/identifiers/" (line.identifier) "/removal" } {
                            "Take off" span.govuk-visually-hidden { " the number " (identifier_words(line)) }
                        }
                    }
                }
            }
            @if let Some(path) = path {
                li { a.govuk-link href={ (path) "/identifiers/new" } { "Add a number" } }
            }
        }
    }
}

pub(super) fn new_name(typed: &TypedName<'_>, errors: &FieldErrors) -> Markup {
    let kinds = NAME_KINDS.map(|(code, words)| Choice::new(code, words));
    html! {
        (InsetText::new("Whoever may know that this person has a record finds them by this name, and sees \
            it. If somebody looks for them under it who must not find them, limit the record to named staff \
            first, or leave the name out."))
        (Radios::new("kind", "What kind of name is it?", kinds).value(typed.kind)
            .error(errors.of("kind")))
        (Input::new("given_name", "Given name")
            .hint("Leave it empty if it is the same as now").value(typed.given_name)
            .autocomplete("off").no_spellcheck().error(errors.of("given_name")))
        (Input::new("family_name", "Family name")
            .hint("Leave it empty if it is the same as now").value(typed.family_name)
            .autocomplete("off").no_spellcheck().error(errors.of("family_name")))
    }
}

pub(super) fn new_identifier(typed: &TypedIdentifier<'_>, errors: &FieldErrors) -> Markup {
    let system = html! {
        (Input::new("system", "Whose number is it?").hint("The system or the organisation, such as Mosaic")
            .value(typed.system).width(20).autocomplete("off").error(errors.of("system")))
    };
    let kinds = IDENTIFIER_KINDS.map(|(code, words)| match code {
        "local" => Choice::new(code, words).conditional(system.clone()),
        _ => Choice::new(code, words).hint("A letter and 12 digits, like H801200001001"),
    });
    html! {
        (Radios::new("kind", "What kind of number is it?", kinds).value(typed.kind)
            .error(errors.of("kind")))
        (Input::new("value", "The number").value(typed.value).width(20).autocomplete("off")
            .no_spellcheck().error(errors.of("value")))
    }
}

pub(super) fn removal(what: &str, reason: &str, errors: &FieldErrors) -> Markup {
    html! {
        (InsetText::new(what.to_owned()))
        p.govuk-body { "Nobody will find the person by it any more. That it stood here stays known." }
        (Textarea::new("reason", "Why is it taken off the record?").rows(2).value(reason)
            .error(errors.of("reason")))
    }
}
