//! The duties of a lead professional, and what is late. No I/O.

use charter::Charter;
use jiff::{ToSpan as _, civil::Date};
use kernel::{FieldErrors, past_date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const LONGEST: usize = 200;

/// Something that a lead professional does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// Bring the team around the family together.
    ConveneTeam,
    /// Return the plan.
    ReturnPlan,
    /// Review the plan.
    Review,
}

impl Duty {
    /// Every duty, in the order in which they are due.
    pub const ALL: [Self; 3] = [Self::ConveneTeam, Self::ReturnPlan, Self::Review];

    /// The duty that a row holds.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|duty| duty.name() == name)
    }

    /// The name that a row holds.
    pub fn name(self) -> &'static str {
        match self {
            Self::ConveneTeam => "convene_team",
            Self::ReturnPlan => "return_plan",
            Self::Review => "review",
        }
    }

    /// What it is, for whoever reads a list.
    pub fn words(self) -> &'static str {
        match self {
            Self::ConveneTeam => "Bring the team around the family together",
            Self::ReturnPlan => "Return the plan",
            Self::Review => "Review the plan",
        }
    }

    /// The clock of the charter that says by when.
    fn clock(self) -> &'static str {
        match self {
            Self::ConveneTeam => "first_team_meeting",
            Self::ReturnPlan => "plan_returned",
            Self::Review => "review",
        }
    }

    /// By when it is to be done, when its clock starts on a day; nothing where the charter has no such clock.
    pub(crate) fn due(self, charter: &Charter, from: Date) -> Option<Date> {
        charter.due(self.clock(), from)
    }
}

/// What whoever accepts to lead has to do, and by when: not what was done before, and not the review, whose day stands
/// with the case.
pub(super) fn starts(charter: &Charter, accepted_on: Date, done: &[Duty]) -> Vec<(Duty, Date)> {
    let asked = [Duty::ConveneTeam, Duty::ReturnPlan].into_iter().filter(|it| !done.contains(it));
    asked.filter_map(|duty| Some((duty, duty.due(charter, accepted_on)?))).collect()
}

/// How one duty stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Done by its day, or without one.
    Done,
    /// Done after its day.
    DoneLate,
    /// Still to be done, and there is time.
    ToDo,
    /// Its day has gone.
    Late,
}

/// How a duty stands on a day.
pub fn state(due_on: Option<Date>, done_on: Option<Date>, today: Date) -> State {
    match (due_on, done_on) {
        (Some(due), Some(done)) if done > due => State::DoneLate,
        (_, Some(_)) => State::Done,
        (Some(due), None) if due < today => State::Late,
        (_, None) => State::ToDo,
    }
}

/// How far ahead a lead professional is reminded.
pub(crate) fn reminded_until(today: Date) -> Date {
    today.saturating_add(7.days())
}

/// Somebody on the team who has no account here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) organisation: String,
}

/// Who joins the team: one who has an account, or one by name; and what they do for the family.
///
/// # Errors
///
/// Every problem at once.
pub(super) fn joins(
    (has_account, name, organisation, role): (bool, &str, &str, &str),
) -> Result<(Option<Named>, String), FieldErrors> {
    let mut errors = FieldErrors::default();
    let (name, organisation) = (name.trim(), organisation.trim());
    for (field, text) in [("name", name), ("organisation", organisation), ("role", role.trim())] {
        if text.chars().count() > LONGEST {
            errors.add(field, "This must be 200 characters or fewer");
        }
    }
    let named = match (has_account, name.is_empty()) {
        (true, false) => {
            errors.add("name", "Choose somebody from the list or enter a name, not both");
            None
        }
        (false, true) => {
            errors.add("name", "Choose somebody from the list, or enter a name");
            None
        }
        (true, true) => None,
        (false, false) => {
            errors.required("organisation", organisation, "Enter where they work");
            Some(Named { name: name.to_owned(), organisation: organisation.to_owned() })
        }
    };
    let role = errors.required("role", role, "Enter what they do for the family").to_owned();
    errors.into_result()?;
    Ok((named, role))
}

/// The day on which the team met: while the case has been open, and not in the future.
///
/// # Errors
///
/// What is wrong with it.
pub(super) fn met_on(
    typed: &str,
    (opened_on, today): (Date, Date),
    errors: &mut FieldErrors,
) -> Option<Date> {
    let day = past_date(typed, today).map_err(|why| format!("The day on which they met {why}"));
    let day = errors.take("met_on", day)?;
    match day {
        None => errors.add("met_on", "Enter the day on which they met"),
        Some(day) if day < opened_on => {
            errors
                .add("met_on", "The day on which they met must not be before the case was opened");
        }
        Some(_) => {}
    }
    day
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::charters::charter_of;

    #[test]
    fn whoever_accepts_has_ten_working_days_for_the_team_and_fifteen_for_the_plan() {
        let charter = charter_of("maag").unwrap();
        let accepted = date(2026, 12, 11);
        let both = [(Duty::ConveneTeam, date(2026, 12, 29)), (Duty::ReturnPlan, date(2027, 1, 6))];
        assert_eq!(starts(charter, accepted, &[]), both);
        assert_eq!(starts(charter, accepted, &[Duty::ConveneTeam]), both[1..]);
        assert_eq!(starts(charter, accepted, &[Duty::ReturnPlan, Duty::ConveneTeam]), []);
        let mut without = charter.clone();
        without.clocks.clear();
        assert_eq!(starts(&without, accepted, &[]), [], "a charter without clocks asks nothing");
    }

    #[track_caller]
    fn check(done: Option<i8>, today: i8, expected: State) {
        let day = |day: i8| date(2026, 12, day);
        assert_eq!(state(Some(day(10)), done.map(day), day(today)), expected);
    }

    #[test]
    fn a_duty_is_late_from_the_day_after_its_own() {
        check(None, 10, State::ToDo);
        check(None, 11, State::Late);
        check(Some(10), 12, State::Done);
        check(Some(11), 12, State::DoneLate);
        assert_eq!(state(None, None, date(2026, 12, 1)), State::ToDo);
    }

    #[track_caller]
    fn check_joins(has_account: bool, [name, organisation, role]: [&str; 3], wrong: &[&str]) {
        let fields: Vec<String> = match joins((has_account, name, organisation, role)) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
        };
        assert_eq!(fields, wrong);
    }

    #[test]
    fn one_of_the_team_has_an_account_or_a_name_and_a_part() {
        check_joins(true, ["", "", "School nurse"], &[]);
        check_joins(false, ["Bea", "Brook School", "Teacher"], &[]);
        check_joins(false, ["", "", ""], &["name", "role"]);
        check_joins(false, ["Bea", "", "Teacher"], &["organisation"]);
        check_joins(true, ["Bea", "", "Teacher"], &["name"]);
        check_joins(false, [&"x".repeat(201), "y", "z"], &["name"]);
    }

    #[test]
    fn a_team_meets_while_its_case_is_open() {
        let on = |typed: &str| {
            let mut errors = FieldErrors::default();
            met_on(typed, (date(2026, 11, 2), date(2026, 11, 22)), &mut errors);
            errors.of("met_on").is_none()
        };
        assert!(on("2026-11-02") && on("22/11/2026"));
        assert!(!on("2026-11-01") && !on("2026-11-23") && !on(""));
    }
}
