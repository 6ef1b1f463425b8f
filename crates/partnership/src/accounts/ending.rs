//! Ending a role. With the last role for an organisation ends what the practitioner was to cases for it,
//! and with the last role anywhere all that they were to anybody.

use agreement::{Act, Action, Kind, Role};
use db::{At, Doing, Operation, Stop, Subject};
use kernel::{FieldErrors, PractitionerId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};
use uuid::Uuid;

use super::{
    change::keeps_an_administrator,
    naming::keep_open,
    store::{self, MembershipRow, ties},
    web::{AccountShown, SeePractitioner, back},
};

/// Ends a role of an account; its sessions end, and with the last role for an organisation what its
/// holder was to cases for that organisation.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EndMembership {
    /// Whose account.
    pub practitioner: PractitionerId,
    /// Which role.
    pub membership: Uuid,
}

/// What ended with a role.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Ended {
    /// How many open cases have no lead professional now.
    pub leads_to_appoint: u64,
    /// How many limited records nobody can open now.
    #[serde(default)]
    pub open_to_nobody: u64,
}

impl Act for EndMembership {
    const NAME: &'static str = "end_membership";
    const ACTION: Action = Action::ManageAccounts;
}

impl Operation for EndMembership {
    type Done = Ended;
    const SAYS: &'static str = "End this role";

    fn subject(&self) -> Subject {
        (Kind::Account, Some(self.practitioner.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<Ended, Stop> {
        let held = store::memberships(doing.tx, self.practitioner).await?;
        let ending = held.iter().find(|row| row.id == self.membership).ok_or(Stop::NotThere)?;
        let is_administrator = |row: &MembershipRow| row.role == Role::Administrator.name();
        let others = held.iter().filter(|row| is_administrator(row)).count();
        if is_administrator(ending) && others == 1 {
            keeps_an_administrator(doing, self.practitioner).await?;
        }
        let (permit, now) = (doing.permit, At(doing.env.now()));
        store::end_membership(doing.tx, permit, self.membership, now).await?;
        store::end_sessions_of(doing.tx, permit, self.practitioner, now).await?;
        let of = ending.organisation_id;
        if held.iter().filter(|row| row.organisation_id == of).count() > 1 {
            return Ok(Ended { leads_to_appoint: 0, open_to_nobody: 0 });
        }
        let mut gone = ties::withdraw(doing.tx, permit, (self.practitioner, of), now).await?;
        if held.iter().all(|row| row.organisation_id == of) {
            gone.relations += ties::withdraw_all(doing.tx, permit, self.practitioner).await?;
        }
        let kept = keep_open(doing).await?;
        doing.detail = json!({
            "organisation_left": of,
            "leads_ended": gone.leads,
            "relations_withdrawn": gone.relations,
            "named_instead": kept.named,
        });
        Ok(Ended { leads_to_appoint: gone.leads, open_to_nobody: kept.open_to_nobody })
    }
}

fn counted(count: u64, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

impl Form for EndMembership {
    type Ask = SeePractitioner;
    const TITLE: &'static str = "End this role";
    const BUTTON: &'static str = "End this role";

    fn ask(&self) -> SeePractitioner {
        SeePractitioner { practitioner: self.practitioner }
    }

    fn fields(&self, _: &AccountShown, _: &FieldErrors, _: &Frame) -> Markup {
        Markup::default()
    }

    fn next(&self, done: &Ended) -> Next {
        let mut say = "The role has ended".to_owned();
        if done.leads_to_appoint > 0 {
            let cases = counted(done.leads_to_appoint, "open case needs", "open cases need");
            say.push_str(&format!(
                ". {cases} another lead professional: tell the coordinators, who find them in their \
                 caseload"
            ));
        }
        if done.open_to_nobody > 0 {
            let records = counted(done.open_to_nobody, "limited record is", "limited records are");
            say.push_str(&format!(
                ". {records} open to nobody now: give a forum without a coordinator one, who is then \
                 named there"
            ));
        }
        back(self.practitioner, say)
    }
}
