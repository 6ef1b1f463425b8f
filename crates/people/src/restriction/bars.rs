//! Keeps a practitioner or an organisation out of a person's records, and lets them back.

use agreement::{Act, Action, Kind, Permit, Principal, Relation};
use db::{At, DbError, Doing, Looking, Operation, Reading, Stop, Subject, Tx};
use jiff::Timestamp;
use kernel::{FieldErrors, OrganisationId, PersonId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};
use uuid::Uuid;

use super::{
    model, pages,
    store::{self, Colleague},
    web::known,
};

/// The longest reason for a bar.
const LONGEST: usize = 1_000;

/// Bars a practitioner or an organisation from a person's records.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BarFromRecord {
    /// Whose records.
    pub person: PersonId,
    /// The id of the practitioner, unless an organisation is barred.
    pub practitioner: String,
    /// The id of the organisation, unless a practitioner is barred.
    pub organisation: String,
    /// Why.
    pub reason: String,
}

impl Act for BarFromRecord {
    const NAME: &'static str = "bar_from_record";
    const ACTION: Action = Action::RestrictRecord;
}

fn reason(errors: &mut FieldErrors, typed: &str, missing: &str) -> String {
    let reason = errors.required("reason", typed, missing);
    if reason.chars().count() > LONGEST {
        errors.add("reason", "The reason must be 1,000 characters or fewer");
    }
    reason.to_owned()
}

impl BarFromRecord {
    /// Whom to bar, of those there are; nobody keeps themself out, or nobody could undo it.
    fn whom(
        &self,
        errors: &mut FieldErrors,
        colleagues: &[Colleague],
        organisations: &[(OrganisationId, String)],
        own: &Principal,
    ) -> Option<(Relation, Uuid)> {
        let (staff, organisation) = (self.practitioner.trim(), self.organisation.trim());
        if !staff.is_empty() && !organisation.is_empty() {
            errors.add("organisation", "Select a member of staff or an organisation, not both");
            return None;
        }
        if !organisation.is_empty() {
            let found = organisations.iter().find(|(id, _)| id.to_string() == organisation);
            let found = found.map(|(id, _)| id.0).ok_or("Select an organisation in the list");
            let target = errors.take("organisation", found)?;
            if own.organisations.contains(&OrganisationId(target)) {
                errors.add(
                    "organisation",
                    "You cannot bar an organisation of your own: ask the coordinator of another",
                );
            }
            return Some((Relation::BarredOrganisation, target));
        }
        let found = known(colleagues, staff).ok_or(if staff.is_empty() {
            "Select a member of staff, or an organisation"
        } else {
            "Select someone in the list"
        });
        let target = errors.take("practitioner", found)?.0;
        if target == own.practitioner.0 {
            errors.add("practitioner", "You cannot bar yourself: ask another coordinator");
        }
        Some((Relation::Barred, target))
    }
}

impl Operation for BarFromRecord {
    type Done = PersonId;
    const SAYS: &'static str = "Bar a practitioner or an organisation from a person's records";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<PersonId, Stop> {
        let mut errors = FieldErrors::default();
        let colleagues = store::colleagues(doing.tx).await?;
        let organisations = store::organisations(doing.tx).await?;
        let own = doing.permit.principal();
        let whom = self.whom(&mut errors, &colleagues, &organisations, own);
        let reason = reason(&mut errors, &self.reason, "Enter why they must not see the record");
        let barred = store::bars(doing.tx, doing.permit).await?;
        if let Some((_, target)) = whom
            && barred.iter().any(|bar| bar.target == target)
        {
            errors.add("practitioner", "They are barred already");
        }
        errors.clone().into_result()?;
        let whom = whom.ok_or(errors)?;
        let made = (doing.env.new_id(), At(doing.env.now()));
        let made_in = store::speaks_for(doing.tx, doing.permit, self.person).await?;
        let of = (self.person, made_in);
        store::bar(doing.tx, doing.permit, of, whom, (&reason, false), made).await?;
        doing.detail = json!({ "barred": whom.1, "reason": reason });
        Ok(self.person)
    }
}

/// Lets a practitioner or an organisation back to a person's records.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LiftBar {
    /// Whose records.
    pub person: PersonId,
    /// The practitioner or organisation.
    pub target: Uuid,
    /// Why.
    pub reason: String,
}

/// What was written about another family is read first: whoever comes back would read it.
pub(super) const CHECK_FIRST: &str = "Something of theirs was about another record until lately. Open it, check what was written before \
     and say so; then this can be done.";

impl Act for LiftBar {
    const NAME: &'static str = "lift_bar";
    const ACTION: Action = Action::RestrictRecord;
}

impl Operation for LiftBar {
    type Done = PersonId;
    const SAYS: &'static str = "Let a practitioner or an organisation back to a person's records";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<PersonId, Stop> {
        let bars = store::bars(doing.tx, doing.permit).await?;
        let bar = bars.iter().find(|bar| bar.target == self.target).ok_or(Stop::NotThere)?;
        let open = store::worked_with_in(doing.tx, doing.permit, self.person).await?;
        model::may_lift(&doing.principal().coordinates, bar.made_in.as_slice(), &open)
            .map_err(|why| Stop::NotNow(why.into()))?;
        if store::has_to_be_checked(doing.tx, doing.permit, self.person).await? {
            return Err(Stop::NotNow(CHECK_FIRST.into()));
        }
        let relation = Relation::from_name(&bar.relation)
            .ok_or_else(|| DbError::corrupt("record_scope", "relation", &bar.relation))?;
        let mut errors = FieldErrors::default();
        let reason = reason(&mut errors, &self.reason, "Enter why they may see the record again");
        errors.into_result()?;
        let (whom, at) = ((relation, self.target), At(doing.env.now()));
        store::unbar(doing.tx, doing.permit, self.person, whom, &reason, at).await?;
        doing.detail = json!({ "let_back": self.target, "reason": reason });
        Ok(self.person)
    }
}

/// What both forms need.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskBars {
    /// Whose records.
    pub person: PersonId,
}

/// Somebody who is barred now.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Bar {
    /// The practitioner or organisation.
    pub target: Uuid,
    /// Their name.
    pub name: String,
    /// Why they were barred; empty when that was not recorded here.
    pub reason: String,
    /// By whom.
    pub barred_by: String,
    /// Since when.
    pub barred_at: Option<Timestamp>,
}

impl From<store::BarRow> for Bar {
    fn from(bar: store::BarRow) -> Self {
        Self {
            target: bar.target,
            name: bar.name.unwrap_or_default(),
            reason: bar.reason.unwrap_or_default(),
            barred_by: bar.barred_by.unwrap_or_default(),
            barred_at: bar.barred_at.map(|at| at.0),
        }
    }
}

/// Somebody who was barred.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LiftedBar {
    /// Their name.
    pub name: String,
    /// Why they were barred.
    pub reason: String,
    /// Why they were let back.
    pub lift_reason: String,
    /// By whom.
    pub lifted_by: String,
    /// When.
    pub lifted_at: Option<Timestamp>,
}

/// Whom one can bar, who is barred now, and who was.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BarsAsked {
    pub(super) colleagues: Vec<Colleague>,
    pub(super) organisations: Vec<(OrganisationId, String)>,
    pub(super) barred: Vec<Bar>,
    pub(super) lifted: Vec<LiftedBar>,
}

async fn asked<A: Act>(tx: &mut Tx, permit: &Permit<A>) -> Result<BarsAsked, Stop> {
    let barred = store::bars(tx, permit).await?.into_iter().map(Bar::from).collect();
    let lifted = store::lifted(tx, permit).await?.into_iter();
    let lifted = lifted.map(|(name, reason, lift_reason, at, by)| LiftedBar {
        name: name.unwrap_or_default(),
        reason,
        lift_reason,
        lifted_by: by.unwrap_or_default(),
        lifted_at: at.map(|at| at.0),
    });
    let lifted = lifted.collect();
    let (colleagues, organisations) =
        (store::colleagues(tx).await?, store::organisations(tx).await?);
    Ok(BarsAsked { colleagues, organisations, barred, lifted })
}

impl Act for AskBars {
    const NAME: &'static str = "ask_bars";
    const ACTION: Action = Action::RestrictRecord;
}

impl Reading for AskBars {
    type Answer = BarsAsked;
    const SAYS: &'static str = "Open the form for barring someone from a person's records";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<BarsAsked, Stop> {
        asked(looking.tx, looking.permit).await
    }
}

/// Opens the form for letting somebody back.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskLifting {
    /// Whose records.
    pub person: PersonId,
    /// The practitioner or organisation.
    pub target: Uuid,
}

impl Act for AskLifting {
    const NAME: &'static str = "ask_lifting";
    const ACTION: Action = Action::RestrictRecord;
}

impl Reading for AskLifting {
    type Answer = Bar;
    const SAYS: &'static str = "Open the form for letting someone back to a person's records";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Bar, Stop> {
        let bars = store::bars(looking.tx, looking.permit).await?;
        let bar = bars.into_iter().find(|bar| bar.target == self.target).ok_or(Stop::NotThere)?;
        let open = store::worked_with_in(looking.tx, looking.permit, self.person).await?;
        model::may_lift(&looking.principal().coordinates, bar.made_in.as_slice(), &open)
            .map_err(|why| Stop::NotNow(why.into()))?;
        Ok(Bar::from(bar))
    }
}

impl Form for BarFromRecord {
    type Ask = AskBars;
    const TITLE: &'static str = "Bar someone from a record";
    const BUTTON: &'static str = "Bar them from the record";

    fn ask(&self) -> AskBars {
        AskBars { person: self.person }
    }

    fn fields(&self, asked: &BarsAsked, errors: &FieldErrors, frame: &Frame) -> Markup {
        pages::bars(self, asked, errors, frame)
    }

    fn next(&self, done: &PersonId) -> Next {
        Next::to(format!("/people/{done}/bars"), "They were barred from the record")
    }
}

impl Form for LiftBar {
    type Ask = AskLifting;
    const TITLE: &'static str = "Let them back to the record";
    const BUTTON: &'static str = "Let them back";

    fn ask(&self) -> AskLifting {
        AskLifting { person: self.person, target: self.target }
    }

    fn fields(&self, bar: &Bar, errors: &FieldErrors, frame: &Frame) -> Markup {
        pages::lifting(self, bar, errors, frame)
    }

    fn next(&self, done: &PersonId) -> Next {
        Next::to(format!("/people/{done}/bars"), "They were let back to the record")
    }
}
