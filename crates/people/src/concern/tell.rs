//! Telling of a person of concern without being among those who read it: whoever made a request knows first.

use agreement::Act;
use db::{At, Doing, Stop};
use kernel::{ConcernId, FieldErrors, PersonId};
use maud::{Markup, html};

use super::{
    model::{Checked, Known, Typed},
    pages, store,
};

/// Records what somebody told of a person of concern, for staff involved: it stands as due to be
/// looked at until somebody has. Ask for a permit about
/// something of the person's that whoever tells may change.
///
/// # Errors
///
/// Every problem with what was typed; or when the database or the store of keys fails.
pub async fn write<A: Act>(
    doing: &mut Doing<'_, A>,
    person: PersonId,
    known: Known,
) -> Result<ConcernId, Stop> {
    let today = doing.env.today();
    let tomorrow = today.tomorrow().unwrap_or(today).to_string();
    let typed = Typed { known, readers: "involved", review_on: &tomorrow };
    let checked = Checked { review_on: today, ..typed.checked(today)? };
    let id = ConcernId(doing.env.new_id());
    let said = (&checked, At(doing.env.now()));
    store::add(doing.tx, doing.keys, doing.permit, (person, id), said).await?;
    Ok(id)
}

/// The questions about what is known.
pub fn fields(known: &Known, errors: &FieldErrors) -> Markup {
    html! {
        div.tl-page-not-on-paper { (pages::bar_first()) (pages::who(known, errors)) (pages::what(known, errors)) }
    }
}
