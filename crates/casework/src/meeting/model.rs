//! The states of a meeting and what may be done in each; what a discussion needs. `times` has the order of its agenda,
//! `deputy` who came for somebody else. No I/O.

pub mod deputy;
pub mod times;

use jiff::civil::Date;
use kernel::{FieldErrors, PractitionerId, parse_date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The state of a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Arranged; its agenda is being made.
    Planned,
    /// The forum's members have the agenda and read the records on it.
    AgendaPublished,
    /// It has met; the minutes are being finished.
    Held,
    /// The minutes are agreed; the records on it are closed to members again.
    MinutesConfirmed,
    /// It did not take place.
    Cancelled,
}

/// What a step answers when it is not its turn.
type Step = Result<Status, &'static str>;

impl Status {
    /// Every state, in the order of a meeting's life.
    pub const ALL: [Self; 5] =
        [Self::Planned, Self::AgendaPublished, Self::Held, Self::MinutesConfirmed, Self::Cancelled];

    /// The state that a row holds.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// The name that a row holds.
    pub fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::AgendaPublished => "agenda_published",
            Self::Held => "held",
            Self::MinutesConfirmed => "minutes_confirmed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Planned => "Planned",
            Self::AgendaPublished => "Agenda published",
            Self::Held => "Held",
            Self::MinutesConfirmed => "Minutes confirmed",
            Self::Cancelled => "Cancelled",
        }
    }

    /// Whether items can be put on the agenda or taken off it.
    pub fn takes_items(self) -> bool {
        matches!(self, Self::Planned | Self::AgendaPublished)
    }

    /// Whether members read the records on the agenda.
    pub fn opens_records(self) -> bool {
        matches!(self, Self::AgendaPublished | Self::Held)
    }

    /// Whether attendance, discussion and decisions can be recorded.
    pub fn takes_minutes(self) -> bool {
        matches!(self, Self::AgendaPublished | Self::Held)
    }

    /// Planned to agenda published.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn publish(self) -> Step {
        match self {
            Self::Planned => Ok(Self::AgendaPublished),
            Self::Cancelled => Err(CANCELLED),
            _ => Err(
                "The agenda is published already. Items can be added until the meeting is held.",
            ),
        }
    }

    /// Agenda published to held.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn hold(self) -> Step {
        match self {
            Self::AgendaPublished => Ok(Self::Held),
            Self::Planned => Err("Publish the agenda first, so that members can read the records."),
            Self::Cancelled => Err(CANCELLED),
            _ => Err("This meeting is marked as held already."),
        }
    }

    /// Held to minutes confirmed.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn confirm(self) -> Step {
        match self {
            Self::Held => Ok(Self::MinutesConfirmed),
            Self::MinutesConfirmed => Err("The minutes are confirmed already."),
            Self::Cancelled => Err(CANCELLED),
            _ => Err("Mark the meeting as held first. Its minutes can be confirmed after that."),
        }
    }

    /// A meeting that will not take place.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn cancel(self) -> Step {
        match self {
            Self::Planned | Self::AgendaPublished => Ok(Self::Cancelled),
            Self::Cancelled => Err("This meeting is cancelled already."),
            _ => Err("This meeting has taken place and cannot be cancelled."),
        }
    }

    /// Items come and go until the meeting is held.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn change_items(self) -> Result<(), &'static str> {
        match self {
            Self::Cancelled => Err(CANCELLED),
            _ if self.takes_items() => Ok(()),
            _ => Err("This meeting has been held. Put the case on the agenda of the next one."),
        }
    }

    /// Attendance, discussion and decisions.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn minute(self) -> Result<(), &'static str> {
        match self {
            Self::Planned => Err("Publish the agenda first. Minutes can be taken after that."),
            Self::Cancelled => Err(CANCELLED),
            Self::MinutesConfirmed => {
                Err("The minutes are confirmed. Correct them at the next meeting.")
            }
            _ => Ok(()),
        }
    }
}

const CANCELLED: &str = "This meeting is cancelled. Arrange another one.";

/// What a meeting can decide about a case: code and words.
pub const DECISIONS: [(&str, &str); 4] = [
    ("plan_agreed", "Plan agreed"),
    ("more_information", "More information needed"),
    ("no_further_action", "No further action"),
    ("step_up", "Step up to children's social care"),
];

/// A decision in words; nothing while there is none.
pub fn decision_words(code: &str) -> &'static str {
    DECISIONS.iter().find(|(known, _)| *known == code).map_or("", |(_, words)| words)
}

/// How somebody attended: code and words.
pub const ATTENDANCE: [(&str, &str); 5] = [
    ("present", "Present"),
    ("apologies", "Apologies"),
    ("deputy_sent", "Sent a deputy"),
    ("written_update", "Sent a written update"),
    ("absent", "Absent"),
];

/// Attendance in words.
pub fn attendance_words(code: &str) -> &'static str {
    ATTENDANCE.iter().find(|(known, _)| *known == code).map_or("Not recorded", |(_, words)| words)
}

/// Checks the day of a meeting.
///
/// # Errors
///
/// When it is not a day to come.
pub fn day(text: &str, today: Date) -> Result<Date, FieldErrors> {
    let wrong = |why: String| FieldErrors::one("held_on", why);
    match parse_date(text).map_err(|why| wrong(format!("The day of the meeting {why}")))? {
        None => Err(wrong("Enter the day of the meeting".into())),
        Some(day) if day < today => {
            Err(wrong("The day of the meeting must be today or later".into()))
        }
        Some(day) => Ok(day),
    }
}

/// A checked discussion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discussion {
    /// What was said.
    pub discussion: String,
    /// A code of [`DECISIONS`]; empty while nothing is decided.
    pub decision: String,
    /// Why.
    pub rationale: String,
    /// Who saw it otherwise, and why; empty when nobody did.
    pub dissent: String,
}

/// Checks a discussion: a decision comes with its reasons, and whoever sees it otherwise dissents from one.
///
/// # Errors
///
/// Every problem at once.
pub fn discussed(
    discussion: &str,
    decision: &str,
    rationale: &str,
    dissent: &str,
) -> Result<Discussion, FieldErrors> {
    const LONGEST: usize = 8_000;
    let mut errors = FieldErrors::default();
    let discussion = errors.required("discussion", discussion, "Enter what was discussed");
    if !decision.is_empty() && decision_words(decision).is_empty() {
        errors.add("decision", "Select what the meeting decided");
    }
    let rationale = rationale.trim();
    if !decision.is_empty() && rationale.is_empty() {
        errors.add("rationale", "Enter why the meeting decided this");
    }
    let dissent = dissent.trim();
    if decision.is_empty() && !dissent.is_empty() {
        errors.add("dissent", "Nothing is decided yet that somebody could disagree with");
    }
    for (field, text) in
        [("discussion", discussion), ("rationale", rationale), ("dissent", dissent)]
    {
        if text.chars().count() > LONGEST {
            errors.add(field, "This must be 8,000 characters or fewer");
        }
    }
    errors.into_result()?;
    Ok(Discussion {
        discussion: discussion.to_owned(),
        decision: decision.to_owned(),
        rationale: rationale.to_owned(),
        dissent: dissent.to_owned(),
    })
}

/// Whether enough organisations are present: each counts once, and a deputy stands for who sent them.
pub fn is_quorate(present: usize, quorum: Option<u32>) -> bool {
    quorum.is_none_or(|quorum| present >= usize::try_from(quorum).unwrap_or(usize::MAX))
}

/// Whether somebody who attended so counts as there.
pub fn is_there(code: &str) -> bool {
    matches!(code, "present" | "deputy_sent")
}

/// The days of a series: so many weeks in a row.
///
/// # Errors
///
/// Every problem at once: the day, and what is no number of weeks up to a year.
pub fn weekly(first: &str, weeks: &str, today: Date) -> Result<Vec<Date>, FieldErrors> {
    let (first, weeks) = (day(first, today), weeks.trim());
    let count = if weeks.is_empty() { Some(1) } else { weeks.parse::<u32>().ok() };
    let count = count.filter(|it| (1..=52).contains(it));
    let mut errors = first.as_ref().err().cloned().unwrap_or_default();
    if count.is_none() {
        errors.add("weeks", "The number of weeks must be a whole number from 1 to 52");
    }
    errors.into_result()?;
    let (first, count) = (first?, count.unwrap_or(1));
    let days = (0..count).map(|week| first.saturating_add(jiff::Span::new().weeks(week)));
    Ok(days.collect())
}

/// Checks who attended: each line is `practitioner code`, and those not named stay as they were.
///
/// # Errors
///
/// When a line names nobody of the forum, or no known code.
pub fn attended(
    lines: &[String],
    members: &[PractitionerId],
) -> Result<Vec<(PractitionerId, &'static str)>, FieldErrors> {
    let read = |line: &String| {
        let (who, code) = line.trim().split_once(' ')?;
        let member = members.iter().find(|member| member.to_string() == who)?;
        let (code, _) = ATTENDANCE.iter().find(|(known, _)| *known == code.trim())?;
        Some((*member, *code))
    };
    let attended: Option<Vec<_>> =
        lines.iter().filter(|line| !line.trim().is_empty()).map(read).collect();
    attended.ok_or_else(|| {
        FieldErrors::one("attendance", "Select how each member of the forum attended")
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Which of publish, hold, confirm and cancel a state takes, and where they lead.
    #[track_caller]
    fn check(from: Status, expected: [Option<Status>; 4]) {
        let steps = [from.publish(), from.hold(), from.confirm(), from.cancel()];
        assert_eq!(steps.map(Result::ok), expected, "{from:?}");
    }

    #[test]
    fn a_meeting_is_planned_published_held_and_confirmed_in_this_order() {
        use Status::{AgendaPublished, Cancelled, Held, MinutesConfirmed, Planned};
        check(Planned, [Some(AgendaPublished), None, None, Some(Cancelled)]);
        check(AgendaPublished, [None, Some(Held), None, Some(Cancelled)]);
        check(Held, [None, None, Some(MinutesConfirmed), None]);
        check(MinutesConfirmed, [None; 4]);
        check(Cancelled, [None; 4]);
    }

    #[test]
    fn items_and_minutes_have_their_time() {
        let taking = |is: fn(Status) -> bool| Status::ALL.map(is);
        assert_eq!(taking(|it| it.change_items().is_ok()), [true, true, false, false, false]);
        assert_eq!(taking(|it| it.minute().is_ok()), [false, true, true, false, false]);
        assert_eq!(taking(Status::opens_records), [false, true, true, false, false]);
        assert_eq!(taking(Status::takes_minutes), [false, true, true, false, false]);
        for status in Status::ALL {
            assert_eq!(Status::from_name(status.name()), Some(status));
        }
    }

    #[track_caller]
    fn check_discussion(discussion: &str, decision: &str, rationale: &str, wrong: &[&str]) {
        check_dissent([discussion, decision, rationale, ""], wrong);
    }

    #[track_caller]
    fn check_dissent([discussion, decision, rationale, dissent]: [&str; 4], wrong: &[&str]) {
        let fields: Vec<String> = match discussed(discussion, decision, rationale, dissent) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
        };
        assert_eq!(fields, wrong);
    }

    #[test]
    fn a_decision_comes_with_its_reasons_and_a_discussion_may_stay_undecided() {
        check_discussion("Spoke", "", "", &[]);
        check_discussion("Spoke", "plan_agreed", "All agree", &[]);
        check_discussion("Spoke", "plan_agreed", "", &["rationale"]);
        check_discussion("", "castle", "x", &["discussion", "decision"]);
    }

    #[test]
    fn who_sees_it_otherwise_dissents_from_a_decision() {
        check_dissent(["Spoke", "plan_agreed", "Most agree", "Police: too early"], &[]);
        check_dissent(["Spoke", "", "", "Police: too early"], &["dissent"]);
    }

    #[test]
    fn a_series_is_so_many_weeks_in_a_row() {
        let (today, first) = (date(2026, 11, 22), date(2026, 12, 21));
        assert_eq!(weekly("2026-12-21", "", today), Ok(vec![first]));
        assert_eq!(weekly("2026-12-21", " 2 ", today), Ok(vec![first, date(2026, 12, 28)]));
        for wrong in ["0", "53", "some", "-1"] {
            assert!(weekly("2026-12-21", wrong, today).is_err(), "{wrong}");
        }
        let both = weekly("", "some", today).unwrap_err();
        assert!(both.of("held_on").is_some() && both.of("weeks").is_some());
    }

    #[test]
    fn a_quorum_is_of_those_who_are_there_or_sent_somebody() {
        let there = ATTENDANCE.map(|(code, _)| is_there(code));
        assert_eq!(there, [true, false, true, false, false]);
        assert!(is_quorate(0, None) && is_quorate(3, Some(3)) && !is_quorate(2, Some(3)));
    }

    #[test]
    fn a_meeting_is_today_or_later() {
        let today = date(2026, 11, 22);
        assert_eq!(day("2026-11-22", today), Ok(today));
        assert!(day("2026-11-21", today).is_err() && day("", today).is_err());
    }

    #[test]
    fn attendance_is_of_members_and_in_known_words() {
        let member = PractitionerId(uuid::Uuid::from_u128(1));
        let line = |code: &str| vec![format!("{member} {code}")];
        assert_eq!(attended(&line("present"), &[member]), Ok(vec![(member, "present")]));
        assert!(attended(&line("asleep"), &[member]).is_err());
        assert!(attended(&line("present"), &[]).is_err());
    }
}
