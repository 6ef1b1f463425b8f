//! What a provider gives: when it started, when and why it ended.

use agreement::{Act, Action, Kind};
use db::{At, DbError, Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::{Timestamp, civil::Date};
use kernel::{AllocationId, CaseId, FieldErrors, OrganisationId, past_date};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next};

use super::{model::Status, pages, store, web::OfferServices};
use crate::{case::store::open_head, chronology::store::note};

/// Why a service ended: code and words.
pub(super) const REASONS: [(&str, &str); 4] = [
    ("completed", "It was completed"),
    ("stopped_by_family", "The family stopped it"),
    ("not_suitable", "It was not suitable"),
    ("could_not_continue", "We could not go on with it"),
];

/// A reason in words.
pub(crate) fn reason_said(code: &str) -> Option<&'static str> {
    REASONS.iter().find(|(name, _)| *name == code).map(|(_, words)| *words)
}

/// The same within a sentence.
pub(super) fn reason_words(code: &str) -> Option<String> {
    reason_said(code).map(str::to_lowercase)
}

/// A service of a case, as it stands.
pub(super) struct Given {
    pub(super) provider: OrganisationId,
    pub(super) service: String,
    pub(super) status: String,
    pub(super) started_on: Option<Date>,
    pub(super) offered_at: Timestamp,
}

/// What has happened to a service that is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Started,
    /// With a code of the reasons.
    Ended(&'static str),
}

/// Checks what has happened, and when.
///
/// # Errors
///
/// Every problem at once.
fn checked(
    (step, reason, on): (&str, &str, &str),
    (offered_on, started_on): (Date, Option<Date>),
    today: Date,
) -> Result<(Step, Date), FieldErrors> {
    let mut errors = FieldErrors::default();
    let known = REASONS.iter().find(|(code, _)| *code == reason);
    let step = match (step, known) {
        ("started", _) => Some(Step::Started),
        ("ended", Some((code, _))) => Some(Step::Ended(code)),
        ("ended", None) => {
            errors.add("reason", "Select why it ended");
            None
        }
        _ => {
            errors.add("step", "Select whether it has started or ended");
            None
        }
    };
    let on = past_date(on, today).map_err(|why| format!("The day {why}"));
    let on = errors.take("on", on).flatten();
    let first = started_on.filter(|_| matches!(step, Some(Step::Ended(_)))).unwrap_or(offered_on);
    match on {
        None if errors.of("on").is_none() => errors.add("on", "Enter the day"),
        Some(day) if day < first => {
            errors.add("on", "The day must not be before the service was asked for or started");
        }
        _ => {}
    }
    errors.clone().into_result()?;
    step.zip(on).ok_or(errors)
}

/// Records that a service has started or ended.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RecordSupport {
    /// The case.
    pub case: CaseId,
    /// The allocation.
    pub allocation: AllocationId,
    /// started or ended.
    pub step: String,
    /// When.
    pub on: String,
    /// Why it ended: completed, stopped_by_family, not_suitable or could_not_continue.
    pub reason: String,
}

impl Act for RecordSupport {
    const NAME: &'static str = "record_support";
    const ACTION: Action = Action::ReportBack;
}

impl Operation for RecordSupport {
    type Done = ();
    const SAYS: &'static str = "Record that a service has started or ended";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let head = open_head(doing.tx, doing.permit).await?;
        let found = store::given(doing.tx, doing.permit, self.allocation).await?;
        let given = found.ok_or(Stop::NotThere)?;
        let is_ours = given.provider == doing.principal().organisation;
        if !is_ours && !doing.may_anyway::<OfferServices>(self.subject()).await? {
            return Err(Stop::NotThere);
        }
        let typed = (self.step.as_str(), self.reason.as_str(), self.on.as_str());
        let days = (doing.env.civil_date(given.offered_at), given.started_on);
        let (step, on) = checked(typed, days, doing.env.today())?;
        let status = Status::from_name(&given.status)
            .ok_or_else(|| DbError::corrupt("allocation", "status", &given.status))?;
        status.finish().map_err(|why| Stop::NotNow(why.to_owned()))?;
        let which = (self.allocation, given.provider);
        let at = At(doing.env.now());
        store::step(doing.tx, doing.permit, &head, which, (&step, on), at).await?;
        let day = on.strftime("%-d %B %Y");
        let said = match step {
            Step::Started => format!("Service started on {day}: {}.", given.service),
            Step::Ended(reason) => {
                let why = reason_words(reason).unwrap_or_default();
                format!("Service ended on {day}: {}. Reason: {why}.", given.service)
            }
        };
        note(doing, head.id, &said).await?;
        doing.about.insert(self.allocation.0);
        Ok(())
    }
}

/// What the form for the start or the end of a service shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SupportAsked {
    /// The service.
    pub service: String,
    /// When it started.
    pub started_on: Option<Date>,
}

/// Opens the form for the start or the end of a service.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskSupport {
    /// The case.
    pub case: CaseId,
    /// The allocation.
    pub allocation: AllocationId,
}

impl Act for AskSupport {
    const NAME: &'static str = "ask_support";
    const ACTION: Action = Action::ReportBack;
}

impl Reading for AskSupport {
    type Answer = SupportAsked;
    const SAYS: &'static str = "Open the form for the start or the end of a service";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<SupportAsked, Stop> {
        open_head(looking.tx, looking.permit).await?;
        let found = store::given(looking.tx, looking.permit, self.allocation).await?;
        let given = found.ok_or(Stop::NotThere)?;
        let is_ours = given.provider == looking.principal().organisation;
        if !is_ours && !looking.may_anyway::<OfferServices>(self.subject()).await? {
            return Err(Stop::NotThere);
        }
        Ok(SupportAsked { service: given.service, started_on: given.started_on })
    }
}

impl Form for RecordSupport {
    type Ask = AskSupport;
    const TITLE: &'static str = "Has the service started or ended?";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> AskSupport {
        AskSupport { case: self.case, allocation: self.allocation }
    }

    fn back(&self, _: &SupportAsked) -> Option<String> {
        Some(format!("/cases/{}/summary", self.case))
    }

    fn fields(&self, asked: &SupportAsked, errors: &FieldErrors, frame: &Frame) -> Markup {
        pages::support(self, asked, errors, frame)
    }

    fn next(&self, (): &()) -> Next {
        // A provider that has nothing left to give knows of the case no longer.
        let to = if self.step == "ended" {
            "/offers".to_owned()
        } else {
            format!("/cases/{}/summary", self.case)
        };
        Next::to(to, "It was recorded")
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[track_caller]
    fn check(step: &str, reason: &str, on: &str, wrong: &[&str]) {
        let days = (date(2026, 11, 2), Some(date(2026, 11, 9)));
        let fields: Vec<String> = match checked((step, reason, on), days, date(2026, 11, 22)) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
        };
        assert_eq!(fields, wrong);
    }

    #[test]
    fn a_service_starts_once_it_was_asked_for_and_ends_with_a_reason_after_it_started() {
        check("started", "", "2026-11-02", &[]);
        check("started", "", "2026-11-01", &["on"]);
        check("ended", "completed", "2026-11-09", &[]);
        check("ended", "completed", "2026-11-08", &["on"]);
        check("ended", "", "2026-11-23", &["reason", "on"]);
        check("", "", "", &["step", "on"]);
    }
}
