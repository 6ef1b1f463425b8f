//! The questions about a person, the same on every form that asks them.

use govuk::{Checkboxes, Choice, DateInput, Input, Radios, Select, Textarea};
use kernel::{FieldErrors, date_boxes};
use maud::{Markup, html};

use super::model::{District, Identity, METHODS, Reach, Safely};
use crate::register::YesNo;

pub(super) fn identity(typed: &Identity<'_>, errors: &FieldErrors) -> Markup {
    let [day, month, year] = date_boxes(typed.date_of_birth);
    let answers = YesNo::WORDS.map(|(code, words)| Choice::new(code, words));
    html! {
        (Input::new("given_name", "Given name").value(typed.given_name).autocomplete("off")
            .no_spellcheck().error(errors.of("given_name")))
        (Input::new("family_name", "Family name").value(typed.family_name).autocomplete("off")
            .no_spellcheck().error(errors.of("family_name")))
        (DateInput::new("date_of_birth", "Date of birth (optional)")
            .hint("For example, 27 3 2012. If only the year is known, or the month and the year, enter that.")
            .values(day, month, year).error(errors.of("date_of_birth")))
        (Radios::new("learning_difficulty_or_disability",
            "Do they have a learning difficulty or disability?", answers)
            .value(typed.learning_difficulty_or_disability)
            .error(errors.of("learning_difficulty_or_disability")))
        (Input::new("nhs_number", "NHS number (optional)")
            .hint("10 digits, like 943 476 5919").value(typed.nhs_number).width(20).digits()
            .error(errors.of("nhs_number")))
    }
}

pub(super) fn reach(typed: &Reach<'_>, districts: &[District], errors: &FieldErrors) -> Markup {
    let hidden = Choice::new("yes", "This is a refuge, or an address that must not be known")
        .hint("No district is kept in the clear, and the address is not used for any figure");
    let confidential = Checkboxes::single("confidential_address", hidden)
        .values(Some(typed.confidential_address).filter(|it| !it.is_empty()))
        .error(errors.of("confidential_address"));
    html! {
        (Textarea::new("address", "Address (optional)").hint("Without the postcode").rows(3)
            .value(typed.address).error(errors.of("address")))
        (Input::new("postcode", "Postcode (optional)").value(typed.postcode).width(10).autocomplete("off")
            .error(errors.of("postcode")))
        (confidential)
        @if !districts.is_empty() {
            (Select::new("district_code", "District (optional)")
                .hint("Leave it at “Not known” to have it filled in from the postcode, where that is known")
                .item("", "Not known")
                .items(districts.iter().cloned()).value(typed.district_code)
                .error(errors.of("district_code")))
        }
        (Input::new("phone", "Telephone (optional)").value(typed.phone).width(20).kind("tel").autocomplete("off")
            .error(errors.of("phone")))
    }
}

/// The one question about safe contact of whoever is added in a hurry.
pub(super) fn safe_words(typed: &str, errors: &FieldErrors) -> Markup {
    html! {
        (Textarea::new("safe_contact", "Safe contact (optional)").rows(3)
            .hint("How and when they can safely be reached, and what not to say or leave as a message")
            .value(typed).error(errors.of("safe_contact")))
    }
}

/// All that is asked about safe contact.
pub(super) fn safely(typed: &Safely<'_>, errors: &FieldErrors) -> Markup {
    let methods = METHODS.map(|(code, words)| Choice::new(code, words));
    html! {
        h2.govuk-heading-m { "Safe contact" }
        (Checkboxes::new("safe_contact_methods", "How can they safely be reached? (optional)", methods)
            .hint("Ask them. What is not ticked is taken to be unsafe once anything is.")
            .values(typed.methods.iter().map(String::as_str))
            .error(errors.of("safe_contact_methods")))
        (Input::new("safe_contact_times", "When? (optional)").value(typed.times).autocomplete("off")
            .hint("Such as: weekdays before 15:00").error(errors.of("safe_contact_times")))
        (safe_words(typed.words, errors))
    }
}
