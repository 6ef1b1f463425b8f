//! What the page of searches looks like.

use govuk::{Row, Table};
use maud::{Markup, html};
use ui::Frame;

use super::{model::SearchNotice, web::LOOK_BACK_DAYS};

pub(super) fn notices(notices: &[SearchNotice], frame: &Frame) -> Markup {
    let rows = notices.iter().map(|it| {
        let person = html! { a.govuk-link href={ "/people/" (it.person) } { (it.name) } };
        Row::new().cell(person).cell(it.organisation.as_str()).cell(frame.date(it.on))
    });
    html! {
        p.govuk-body {
            "Some people's records are limited to the staff named on them. When such a record names \
             you and somebody else searches for the person, they find nothing, and you are told \
             here for " (LOOK_BACK_DAYS) " days. They may be about to make a second record, or to \
             work with the person without knowing that you do."
        }
        p.govuk-body {
            "You are not told who searched, and they are not told of you. If it matters, ask your \
             information governance lead, who can see who it was."
        }
        @if notices.is_empty() {
            p.govuk-body { "Nobody has searched for a person you look after." }
        } @else {
            (Table::new("Searches").columns(["Person", "Somebody searched from", "Date"])
                .rows(rows).named_rows().cards().hidden_caption())
        }
    }
}
