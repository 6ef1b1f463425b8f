//! What an action is, and when it is done. No I/O.

use jiff::civil::Date;
use kernel::{FieldErrors, GoalId, MeetingId, OrganisationId, parse_date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The longest description or word of report.
pub const LONGEST: usize = 2_000;

const LONGEST_REASON: usize = 500;

/// The state of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nobody has done anything yet.
    Open,
    /// Begun, or done by some of its owners.
    PartDone,
    /// Done by every owner.
    Done,
    /// Given up, or every owner says that it was not done.
    NotDone,
}

/// What one owner reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// Done.
    Done,
    /// Begun.
    PartDone,
    /// Not done.
    NotDone,
}

impl Status {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Open, Self::PartDone, Self::Done, Self::NotDone];

    /// The state that a row holds.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// The name that a row holds.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::PartDone => "part_done",
            Self::Done => "done",
            Self::NotDone => "not_done",
        }
    }

    /// Whether somebody still has to do something.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::PartDone)
    }

    /// Whether it should have been done by now.
    pub fn is_overdue(self, due: Date, today: Date) -> bool {
        self.is_open() && due < today
    }

    /// Whether an owner may report.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn report(self) -> Result<(), &'static str> {
        match self {
            Self::Done => Err("This action is done. If more is needed, record a new action."),
            _ => Ok(()),
        }
    }

    /// The state that follows from what each owner last said; `None` when one has said nothing.
    /// A joint action is done when every owner has said so.
    pub fn from_reports(owners: &[Option<Report>]) -> Self {
        let every = |report| !owners.is_empty() && owners.iter().all(|it| *it == Some(report));
        let begun = owners.iter().any(|it| matches!(it, Some(Report::Done | Report::PartDone)));
        match begun {
            _ if every(Report::Done) => Self::Done,
            _ if every(Report::NotDone) => Self::NotDone,
            true => Self::PartDone,
            false => Self::Open,
        }
    }
}

impl Report {
    /// The report that a form or a row holds.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "done" => Some(Self::Done),
            "part_done" => Some(Self::PartDone),
            "not_done" => Some(Self::NotDone),
            _ => None,
        }
    }

    /// The name that a row holds.
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::PartDone => "part_done",
            Self::NotDone => "not_done",
        }
    }
}

/// An action as typed.
pub struct Typed<'a> {
    /// What is to be done.
    pub description: &'a str,
    /// By when.
    pub due_on: &'a str,
    /// The owning organisations.
    pub owners: &'a [String],
    /// The one that answers for it.
    pub accountable: &'a str,
    /// The meeting that agreed it; may be empty.
    pub meeting: &'a str,
    /// The goal that it serves; may be empty.
    pub goal: &'a str,
}

/// A checked action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What is to be done.
    pub description: String,
    /// By when.
    pub due_on: Date,
    /// The owning organisations.
    pub owners: Vec<OrganisationId>,
    /// The one that answers for it.
    pub accountable: OrganisationId,
    /// The meeting that agreed it.
    pub meeting: Option<MeetingId>,
    /// The goal that it serves.
    pub goal: Option<GoalId>,
}

/// Checks an action against the organisations, meetings and goals that may be chosen; it is due on the earliest day
/// or after it.
///
/// # Errors
///
/// Every problem at once.
pub fn checked(
    typed: &Typed<'_>,
    organisations: &[OrganisationId],
    (meetings, goals): (&[MeetingId], &[GoalId]),
    earliest: Date,
) -> Result<Action, FieldErrors> {
    let mut errors = FieldErrors::default();
    let description =
        errors.required("description", typed.description, "Enter what is to be done").to_owned();
    if description.chars().count() > LONGEST {
        errors.add("description", "What is to be done must be 2,000 characters or fewer");
    }
    let due_on = due_date(typed.due_on, earliest, &mut errors);
    let owners = owners(typed.owners, organisations, &mut errors);
    let accountable = match (typed.accountable.trim(), owners.as_slice()) {
        ("", [only]) => Some(*only),
        (text, owners) => owners.iter().copied().find(|it| it.to_string() == text),
    };
    if accountable.is_none() && !owners.is_empty() {
        errors.add("accountable", "Select which of its owners answers for the action");
    }
    let meeting = meetings.iter().copied().find(|it| it.to_string() == typed.meeting.trim());
    if meeting.is_none() && !typed.meeting.trim().is_empty() {
        errors.add("meeting", "Select the meeting that agreed it, or none");
    }
    let goal = goals.iter().copied().find(|it| it.to_string() == typed.goal.trim());
    if goal.is_none() && !typed.goal.trim().is_empty() {
        errors.add("goal", "Select the goal that it serves, or none");
    }
    errors.clone().into_result()?;
    match (due_on, accountable) {
        (Some(due_on), Some(accountable)) => {
            Ok(Action { description, due_on, owners, accountable, meeting, goal })
        }
        _ => Err(errors),
    }
}

fn due_date(text: &str, earliest: Date, errors: &mut FieldErrors) -> Option<Date> {
    let parsed = parse_date(text).map_err(|why| format!("The day by which it is due {why}"));
    match errors.take("due_on", parsed)? {
        None => {
            errors.add("due_on", "Enter the day by which it is due");
            None
        }
        Some(day) if day < earliest => {
            errors.add("due_on", "The day by which it is due must be today or later");
            None
        }
        day => day,
    }
}

fn owners(
    typed: &[String],
    known: &[OrganisationId],
    errors: &mut FieldErrors,
) -> Vec<OrganisationId> {
    let mut owners = Vec::new();
    for text in typed {
        match known.iter().find(|it| it.to_string() == text.trim()) {
            Some(owner) if !owners.contains(owner) => owners.push(*owner),
            Some(_) => {}
            None => {
                errors.add("owners", "Select organisations of the list only");
                return Vec::new();
            }
        }
    }
    if owners.is_empty() {
        errors.add("owners", "Select at least one organisation that owns the action");
    }
    owners
}

/// Checks what is changed about an action that was due on a day. A new day is today or later and needs a reason, and
/// an owner that has reported stays one.
///
/// # Errors
///
/// Every problem at once.
pub fn amended(
    checked: Result<Action, FieldErrors>,
    (was_due, today): (Date, Date),
    reported: &[OrganisationId],
    reason: &str,
) -> Result<(Action, Option<String>), FieldErrors> {
    let (action, mut errors) = match checked {
        Ok(action) => (Some(action), FieldErrors::default()),
        Err(errors) => (None, errors),
    };
    let mut moved = None;
    if let Some(action) = &action {
        if action.due_on != was_due {
            if action.due_on < today {
                errors.add("due_on", "The day by which it is due must be today or later");
            }
            let why = errors.required("reason", reason, "Enter why the day is changed");
            if why.chars().count() > LONGEST_REASON {
                errors.add("reason", "Why the day is changed must be 500 characters or fewer");
            }
            moved = Some(why.to_owned());
        }
        if reported.iter().any(|owner| !action.owners.contains(owner)) {
            errors.add("owners", "An organisation that has reported on it stays one of its owners");
        }
    }
    match action {
        Some(action) if errors.is_empty() => Ok((action, moved)),
        _ => Err(errors),
    }
}

/// Checks a report: whoever has not done it all says why.
///
/// # Errors
///
/// Every problem at once.
pub fn reported(status: &str, said: &str) -> Result<(Report, String), FieldErrors> {
    let mut errors = FieldErrors::default();
    let report = Report::from_name(status);
    let said = said.trim();
    match report {
        None => errors.add("status", "Select whether it is done"),
        Some(Report::Done) => {}
        Some(Report::PartDone) => {
            errors.required("said", said, "Say what is done and what is still missing");
        }
        Some(Report::NotDone) => {
            errors.required("said", said, "Say why it was not done");
        }
    }
    if said.chars().count() > LONGEST {
        errors.add("said", "What you say must be 2,000 characters or fewer");
    }
    errors.clone().into_result()?;
    report.map(|report| (report, said.to_owned())).ok_or(errors)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    #[track_caller]
    fn check(owners: &[Option<Report>], expected: Status) {
        assert_eq!(Status::from_reports(owners), expected);
    }

    #[test]
    fn a_joint_action_is_done_when_every_owner_has_said_so() {
        use Report::{Done, NotDone, PartDone};
        check(&[None, None], Status::Open);
        check(&[Some(Done), None], Status::PartDone);
        check(&[Some(Done), Some(Done)], Status::Done);
        check(&[Some(Done), Some(NotDone)], Status::PartDone);
        check(&[Some(NotDone), None], Status::Open);
        check(&[Some(NotDone), Some(NotDone)], Status::NotDone);
        check(&[Some(PartDone)], Status::PartDone);
        check(&[], Status::Open);
    }

    #[test]
    fn an_action_is_overdue_the_day_after_it_was_due_unless_it_is_settled() {
        let due = date(2026, 11, 22);
        assert!(!Status::Open.is_overdue(due, due));
        assert!(Status::PartDone.is_overdue(due, date(2026, 11, 23)));
        assert!(!Status::Done.is_overdue(due, date(2026, 11, 23)));
        assert!(!Status::NotDone.is_overdue(due, date(2026, 11, 23)));
        assert!(Status::Done.report().is_err() && Status::NotDone.report().is_ok());
    }

    fn organisation(n: u128) -> OrganisationId {
        OrganisationId(Uuid::from_u128(n))
    }

    #[track_caller]
    fn check_form(
        description: &str,
        due_on: &str,
        owners: &[u128],
        accountable: &str,
        wrong: &[&str],
    ) {
        let owners: Vec<String> = owners.iter().map(|n| organisation(*n).to_string()).collect();
        let typed =
            Typed { description, due_on, owners: &owners, accountable, meeting: "", goal: "" };
        let known = [organisation(1), organisation(2)];
        let fields: Vec<String> = match checked(&typed, &known, (&[], &[]), date(2026, 11, 22)) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
        };
        assert_eq!(fields, wrong);
    }

    #[test]
    fn an_action_needs_words_a_day_to_come_owners_and_one_that_answers_for_it() {
        let two = organisation(2).to_string();
        check_form("Visit", "2026-11-30", &[1], "", &[]);
        check_form("Visit", "2026-11-30", &[1, 2], &two, &[]);
        check_form("Visit", "2026-11-30", &[1, 2], "", &["accountable"]);
        check_form("Visit", "2026-11-30", &[1], &two, &["accountable"]);
        check_form("Visit", "2026-11-21", &[1], "", &["due_on"]);
        check_form("Visit", "31/2/2026", &[9], "", &["due_on", "owners"]);
        check_form(" ", "", &[], "", &["description", "due_on", "owners"]);
    }

    #[track_caller]
    fn check_change(due_on: Date, owners: &[u128], reason: &str, wrong: &[&str]) {
        let action = Action {
            description: "Visit".into(),
            due_on,
            owners: owners.iter().map(|n| organisation(*n)).collect(),
            accountable: organisation(1),
            meeting: None,
            goal: None,
        };
        let days = (date(2026, 11, 20), date(2026, 11, 22));
        let fields: Vec<String> = match amended(Ok(action), days, &[organisation(1)], reason) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
        };
        assert_eq!(fields, wrong);
    }

    #[test]
    fn the_day_of_an_action_moves_with_a_reason_and_who_reported_stays_an_owner() {
        check_change(date(2026, 11, 20), &[1], "", &[]);
        check_change(date(2026, 12, 1), &[1, 2], "The school is shut", &[]);
        check_change(date(2026, 12, 1), &[1], " ", &["reason"]);
        check_change(date(2026, 11, 21), &[1], "", &["due_on", "reason"]);
        check_change(date(2026, 11, 20), &[2], "", &["owners"]);
    }

    #[test]
    fn whoever_has_not_done_it_all_says_why() {
        assert!(reported("done", "").is_ok());
        assert!(reported("part_done", " ").is_err());
        assert!(reported("not_done", "").is_err());
        assert!(reported("not_done", "The family was away").is_ok());
        assert!(reported("later", "x").is_err());
    }
}
