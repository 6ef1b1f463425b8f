//! What a case would be, in a few words: for whoever looks at a sheet before it comes in. No I/O.

use jiff::civil::Date;
use kernel::OrganisationId;

use super::{
    column::Column,
    row::{CaseRow, Known, Lead},
};

/// What becomes of a row that comes in, one thing each.
pub(super) fn of(row: &CaseRow, known: &Known, today: Date) -> Vec<String> {
    let day = |date: Date| date.strftime("%-d %B %Y").to_string();
    let mut words = vec![format!("Level {}, opened on {}", row.level, day(row.opened_on))];
    if !row.needs.is_empty() {
        let needs = row.needs.iter().map(|code| known.charter.needs.name(code));
        words.push(format!("Needs: {}", needs.collect::<Vec<_>>().join("; ")));
    }
    words.push(match &row.lead {
        Lead::Asked(who, organisation) => {
            let found = known.practitioners.iter().find(|it| it.id == *who);
            let name = found.map_or("", |it| it.name.as_str());
            format!("{name}, {}, is asked to lead", named(known, *organisation))
        }
        Lead::NoAccount => "The lead professional has no account: appoint somebody".to_owned(),
        Lead::Nobody => "Nobody leads: appoint somebody".to_owned(),
    });
    if let Some(date) = row.next_review_on {
        let late = if date < today { " (overdue)" } else { "" };
        words.push(format!("Next review on {}{late}", day(date)));
    }
    words.extend(row.actions.iter().map(|it| {
        let late = if it.due_on < today { " (overdue)" } else { "" };
        format!("{}: {}, by {}{late}", named(known, it.owner), it.description, day(it.due_on))
    }));
    words
}

fn named(known: &Known, organisation: OrganisationId) -> &str {
    let found = known.organisations.iter().find(|(id, _)| *id == organisation);
    found.map_or("another organisation", |(_, name)| name)
}

/// A problem with what the column is called, and not its code.
pub(super) fn problem(column: &str, told: &str) -> String {
    match Column::from_code(column) {
        Some(column) => format!("{}: {told}", column.words()),
        None => format!("{column}: {told}"),
    }
}
