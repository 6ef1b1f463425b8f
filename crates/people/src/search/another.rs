//! Finding a second person for a form about a first: one who lives with them, or is related to them.

use agreement::{Act, Kind};
use db::{Looking, Stop};
use govuk::{Choice, Radios};
use kernel::{FieldErrors, PersonId};
use maud::{Markup, html};
use ui::Frame;

use super::{
    model::{Match, Sought},
    store,
    web::{MOST_SHOWN, traces},
};
use crate::{person::web::SeePerson, register::name_keys::keys_to_find};

/// The people of a name whom the reader may know of, but for the person whom the form is about. It is a search like
/// any other, and leaves the same trace (ADR 4).
///
/// # Errors
///
/// When the database fails.
pub async fn find<R: Act>(
    looking: &mut Looking<'_, R>,
    but: PersonId,
    name: &str,
) -> Result<Vec<Match>, Stop> {
    if name.trim().is_empty() {
        return Ok(Vec::new());
    }
    (looking.detail, looking.sought) = traces(looking.keys, name);
    let visible = looking.visible::<SeePerson>(Kind::Person);
    let candidates = store::candidates(looking.tx, &visible, keys_to_find(name, None)).await?;
    let mut found = Sought::new(name, None).among(candidates);
    found.retain(|it| it.person != but);
    found.truncate(MOST_SHOWN);
    looking.lists(&visible, found.iter().map(|it| it.person.0));
    Ok(found)
}

/// The question which of them it is, with the answer so far; or that nobody was found.
pub fn who_is_it(
    (field, answer): (&str, &str),
    (name, found): (&str, &[Match]),
    errors: &FieldErrors,
    frame: &Frame,
) -> Markup {
    if found.is_empty() {
        return html! {
            @if let Some(wrong) = errors.of(field) {
                p.govuk-error-message id=(field) { (wrong) }
            }
            @if !name.trim().is_empty() {
                p.govuk-body {
                    "Nobody whose record you may see matches. "
                    a.govuk-link href="/people" { "Search again and add them" }
                    " first."
                }
            }
        };
    }
    let choices = found.iter().map(|it| {
        let born = it.date_of_birth.map_or_else(
            || "Date of birth not known".to_owned(),
            |date| format!("Born {}", frame.date(date)),
        );
        Choice::new(it.person.to_string(), it.name.as_str()).hint(format!("{born}; {}", it.why))
    });
    html! { (Radios::new(field, "Who is it?", choices).value(answer).error(errors.of(field))) }
}
