//! What limiting a record looks like.

use govuk::{Checkboxes, Choice, Radios, Select};
use kernel::FieldErrors;
use maud::{Markup, html};

use super::{
    store::Colleague,
    web::{BarFromRecord, LimitsAsked, RestrictRecord},
};

fn name((_, name, organisation): &Colleague) -> String {
    format!("{name}, {organisation}")
}

pub(super) fn restriction(
    typed: &RestrictRecord,
    asked: &LimitsAsked,
    errors: &FieldErrors,
) -> Markup {
    let staff = asked.colleagues.iter().map(|it| Choice::new(it.0.to_string(), name(it)));
    html! {
        p.govuk-body {
            "A limited record is open to the staff you name and to nobody else, with the person's \
             referrals and cases. To everybody else it is as if there were no record. You are \
             always among the named staff, so that you can undo it."
        }
        (Radios::new("restricted", "Is the record limited to named staff?",
            [Choice::new("yes", "Yes"), Choice::new("no", "No")])
            .value(&typed.restricted).inline().error(errors.of("restricted")))
        (Checkboxes::new("named", "Who may see it?", staff).small()
            .values(typed.named.iter().map(String::as_str)).error(errors.of("named")))
    }
}

pub(super) fn bars(typed: &BarFromRecord, asked: &LimitsAsked, errors: &FieldErrors) -> Markup {
    let barred: Vec<&Colleague> =
        asked.colleagues.iter().filter(|(id, _, _)| asked.barred.contains(id)).collect();
    let staff = asked.colleagues.iter().map(|it| (it.0.to_string(), name(it)));
    html! {
        p.govuk-body {
            "Bar a member of staff who must never see this record, such as a relative. They are not \
             told: to them it is as if there were no record."
        }
        @if !barred.is_empty() {
            h2.govuk-heading-s { "Barred now" }
            ul.govuk-list.govuk-list--bullet { @for it in barred { li { (name(it)) } } }
        }
        (Select::new("practitioner", "Who?").item("", "Select someone").items(staff)
            .value(&typed.practitioner).error(errors.of("practitioner")))
        (Radios::new("barred", "Are they barred from the record?",
            [Choice::new("yes", "Yes"), Choice::new("no", "No")])
            .value(&typed.barred).inline().error(errors.of("barred")))
    }
}
