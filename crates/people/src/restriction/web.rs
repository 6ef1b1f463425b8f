//! Limits a person's records to named staff, and opens them again.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::ToSpan as _;
use kernel::{FieldErrors, PersonId, PractitionerId, one_or_many};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next, Route};

use super::{
    bars::{BarFromRecord, CHECK_FIRST, LiftBar},
    model, pages,
    store::{self, Colleague},
};

/// For so long the form says that somebody who is named has left an organisation.
const LEFT_LATELY_DAYS: i64 = 90;

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::form::<RestrictRecord>("/people/{person}/restriction"),
        Route::form::<BarFromRecord>("/people/{person}/bars"),
        Route::form::<LiftBar>("/people/{person}/bars/{target}/lifting"),
    ]
    .concat()
}

/// Limits a person's records to named staff, or opens them again.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RestrictRecord {
    /// Whose.
    pub person: PersonId,
    /// `yes` or `no`.
    pub restricted: String,
    /// Ids of the practitioners who may see the records. Whoever restricts is always among them.
    #[serde(deserialize_with = "one_or_many")]
    pub named: Vec<String>,
}

impl Act for RestrictRecord {
    const NAME: &'static str = "restrict_record";
    const ACTION: Action = Action::RestrictRecord;
}

impl Operation for RestrictRecord {
    type Done = PersonId;
    const SAYS: &'static str = "Limit a person's records to named staff, or open them again";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<PersonId, Stop> {
        let mut errors = FieldErrors::default();
        if !matches!(self.restricted.as_str(), "yes" | "no") {
            errors.add("restricted", "Select whether the record is limited to named staff");
        }
        let colleagues = store::colleagues(doing.tx).await?;
        let mut named = Vec::new();
        for id in &self.named {
            match known(&colleagues, id) {
                Some(practitioner) => named.push(practitioner),
                None => errors.add("named", "Select staff in the list"),
            }
        }
        errors.into_result()?;
        // Or nobody could undo it, or go on with the work.
        named.push(doing.principal().practitioner);
        named.extend(store::at_work(doing.tx, doing.permit, self.person).await?);
        let mut made_in = store::limits(doing.tx, doing.permit, self.person).await?.made_in;
        let lifts = self.restricted == "no";
        if lifts {
            let open = store::worked_with_in(doing.tx, doing.permit, self.person).await?;
            model::may_lift(&doing.principal().coordinates, &made_in, &open)
                .map_err(|why| Stop::NotNow(why.into()))?;
            if store::has_to_be_checked(doing.tx, doing.permit, self.person).await? {
                return Err(Stop::NotNow(CHECK_FIRST.into()));
            }
        } else if made_in.is_empty() {
            made_in.extend(store::speaks_for(doing.tx, doing.permit, self.person).await?);
        }
        for record in store::records(doing.tx, doing.permit, self.person).await? {
            if lifts {
                store::lift(doing.tx, doing.permit, record).await?;
            } else {
                let limit = (named.as_slice(), made_in.as_slice());
                store::restrict(doing.tx, doing.permit, record, limit).await?;
            }
        }
        store::limit_what_was_written(doing.tx, doing.permit, self.person).await?;
        Ok(self.person)
    }
}

pub(super) fn known(colleagues: &[Colleague], id: &str) -> Option<PractitionerId> {
    let id: PractitionerId = id.parse().ok()?;
    colleagues.iter().any(|(known, _, _)| *known == id).then_some(id)
}

/// What the form needs.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskLimits {
    /// Whose records.
    pub person: PersonId,
}

/// Whom one can name, and who is named now.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LimitsAsked {
    pub(super) colleagues: Vec<Colleague>,
    pub(super) is_restricted: bool,
    pub(super) named: Vec<PractitionerId>,
    pub(super) left: Vec<(String, String)>,
}

impl Act for AskLimits {
    const NAME: &'static str = "ask_limits";
    const ACTION: Action = Action::RestrictRecord;
}

impl Reading for AskLimits {
    type Answer = LimitsAsked;
    const SAYS: &'static str = "Open the form for limiting a person's records";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<LimitsAsked, Stop> {
        let limits = store::limits(looking.tx, looking.permit, self.person).await?;
        let now = looking.env.now();
        let since = At(now.saturating_sub((24 * LEFT_LATELY_DAYS).hours()).unwrap_or(now));
        let left = store::left_since(looking.tx, looking.permit, since).await?;
        Ok(LimitsAsked {
            left,
            colleagues: store::colleagues(looking.tx).await?,
            is_restricted: limits.is_restricted,
            named: limits.named,
        })
    }
}

impl Form for RestrictRecord {
    type Ask = AskLimits;
    const TITLE: &'static str = "Limit a record to named staff";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> AskLimits {
        AskLimits { person: self.person }
    }

    fn begin(self, asked: &LimitsAsked) -> Self {
        let restricted = if asked.is_restricted { "yes" } else { "" };
        let named = asked.named.iter().map(ToString::to_string).collect();
        Self { restricted: restricted.to_owned(), named, ..self }
    }

    fn fields(&self, asked: &LimitsAsked, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::restriction(self, asked, errors)
    }

    fn next(&self, done: &PersonId) -> Next {
        Next::to(format!("/people/{done}"), "Who may see the record was changed")
    }
}
