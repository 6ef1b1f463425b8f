//! What the pages about organisations look like.

use agreement::Role;
use govuk::{Button, Choice, Input, InsetText, Radios, Row, Table, Textarea, WarningText};
use kernel::{FieldErrors, OrganisationId};
use maud::{Markup, html};
use ui::Frame;

use super::{
    change::{OneOrganisation, WithdrawOrganisation},
    model::{KINDS, Organisation, kind_words, may_leave},
    web::Directory,
};

/// The member bodies, then those that have left.
pub(super) fn list(directory: &Directory, frame: &Frame) -> Markup {
    let keeps = frame.principal.as_ref().is_some_and(|it| it.has(Role::Administrator));
    let (left, members): (Vec<_>, Vec<_>) =
        directory.organisations.iter().partition(|it| it.withdrawn.is_some());
    let table =
        |caption, of: &[&Organisation]| table((caption, of), &directory.teams, keeps, frame);
    html! {
        p.govuk-body {
            "Where they work: " a.govuk-link href="/places" { "places of the partnership" } ". What they can offer: "
            a.govuk-link href="/services" { "services" } "."
        }
        (table("Organisations of the partnership", &members).hidden_caption())
        @if keeps {
            div.govuk-button-group {
                (Button::link("Add an organisation", "/organisations/new"))
                a.govuk-link href="/organisations/sheet" { "Add organisations from a spreadsheet" }
            }
        }
        @if !left.is_empty() { (table("No longer in the partnership", &left)) }
    }
}

fn table(
    (caption, organisations): (&str, &[&Organisation]),
    teams: &[(OrganisationId, String)],
    keeps: bool,
    frame: &Frame,
) -> Table {
    let has_left = organisations.iter().any(|it| it.withdrawn.is_some());
    let has_teams = organisations.iter().any(|it| teams.iter().any(|(of, _)| *of == it.id));
    let mut columns = vec!["Name", "Kind"];
    columns.extend(has_teams.then_some("Teams"));
    columns.extend(has_left.then_some("Left"));
    columns.extend(keeps.then_some("Change or withdraw"));
    let rows = organisations.iter().map(|it| {
        let own = teams.iter().filter(|(of, _)| *of == it.id);
        let own = html! { @for (_, team) in own { div { (team) } } };
        let mut row = Row::new().cell(it.name.as_str()).cell(kind_words(&it.kind));
        if has_teams {
            row = row.cell(own);
        }
        if let Some(withdrawn) = &it.withdrawn {
            row = row.cell(format!("{}: {}", frame.date(withdrawn.on), withdrawn.reason));
        }
        if keeps { row.cell(links(it, frame)) } else { row }
    });
    Table::new(caption).columns(columns).rows(rows).named_rows().cards()
}

fn links(organisation: &Organisation, frame: &Frame) -> Markup {
    let about = html! { span.govuk-visually-hidden { " " (organisation.name) } };
    let at = format!("/organisations/{}", organisation.id);
    html! {
        @if organisation.withdrawn.is_some() {
            form method="post" action={ (at) "/restoring" } data-once="" {
                (frame.hidden())
                (Button::new(html! { "Take back" (about) }).as_link())
            }
        } @else {
            a.govuk-link href={ (at) "/amend" } { "Change" (about) }
            br;
            a.govuk-link href={ (at) "/teams/new" } { "Add a team" (about) }
            br;
            a.govuk-link href={ (at) "/withdrawal" } { "Withdraw" (about) }
        }
    }
}

/// Name, kind and group of referrers, as typed.
pub(super) fn fields([name, kind, group]: [&str; 3], errors: &FieldErrors) -> Markup {
    let kinds = KINDS.iter().map(|(code, words)| Choice::new(*code, *words));
    html! {
        (Input::new("name", "Name").value(name).error(errors.of("name")))
        (Radios::new("kind", "What kind of organisation is it?", kinds)
            .value(kind).error(errors.of("kind")))
        (Input::new("referrer_group", "Group it counts under when it refers (optional)")
            .hint("A code of the charter, such as school or police")
            .value(group).error(errors.of("referrer_group")))
    }
}

pub(super) fn withdrawal(
    typed: &WithdrawOrganisation,
    asked: &OneOrganisation,
    errors: &FieldErrors,
) -> Markup {
    let OneOrganisation { organisation, people } = asked;
    html! {
        input type="hidden" name="version" value=(typed.version);
        (InsetText::new(format!(
            "{}. Nobody can be invited for it any more, and its services are no longer offered. \
             Nothing of what it did is removed.", organisation.name
        )))
        @if let Err(told) = may_leave(*people) { (WarningText::new(told)) }
        p.govuk-body {
            "You do not see cases. Before it leaves, ask the forums’ coordinators to agree who takes over its open "
            "actions and the services that it gives."
        }
        (Textarea::new("reason", "Why does it leave the partnership?").rows(3)
            .hint("Everybody of the partnership can read this. Name nobody")
            .value(&typed.reason).error(errors.of("reason")))
    }
}
