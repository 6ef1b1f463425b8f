//! The buttons on an account's page: a new link, disable, enable, end a role.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Operation, Stop, Subject};
use kernel::{FieldErrors, PractitionerId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next};
use uuid::Uuid;

use super::{
    link, store,
    web::{AccountShown, SeePractitioner, back},
};

/// Declares an operation that is a button on an account's page.
macro_rules! button {
    ($(#[$doc:meta])* $name:ident, $act:literal, $title:literal, $said:literal
     $(, $field:ident: $kind:ty)? => $run:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            /// Whose account.
            pub practitioner: PractitionerId,
            $(#[doc = "Which one."] pub $field: $kind,)?
        }

        impl Act for $name {
            const NAME: &'static str = $act;
            const ACTION: Action = Action::ManageAccounts;
        }

        impl Operation for $name {
            type Done = ();
            const SAYS: &'static str = $title;

            fn subject(&self) -> Subject {
                (Kind::Account, Some(self.practitioner.0))
            }

            async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
                $run(self, doing).await
            }
        }

        impl Form for $name {
            type Ask = SeePractitioner;
            const TITLE: &'static str = $title;
            const BUTTON: &'static str = $title;

            fn ask(&self) -> SeePractitioner {
                SeePractitioner { practitioner: self.practitioner }
            }

            fn fields(&self, _: &AccountShown, _: &FieldErrors, _: &Frame) -> Markup {
                Markup::default()
            }

            fn next(&self, _: &()) -> Next {
                back(self.practitioner, $said)
            }
        }
    };
}

button! {
    /// Makes a new one-time link. The old password works until the link is used.
    ResetPassword, "reset_password", "Make a new link", "There is a new link. Send it" => reset
}
button! {
    /// Shuts an account: its sessions end at once and nobody can sign in to it.
    DisableAccount, "disable_account", "Disable this account", "The account is disabled" => disable
}
button! {
    /// Opens an account that was shut.
    EnableAccount, "enable_account", "Enable this account", "The account is enabled" => enable
}
button! {
    /// Ends a role of an account; its sessions end.
    EndMembership, "end_membership", "End this role", "The role has ended", membership: Uuid => end
}

async fn reset(it: &ResetPassword, doing: &mut Doing<'_, ResetPassword>) -> Result<(), Stop> {
    let account = store::account(doing.tx, it.practitioner).await?.ok_or(Stop::NotThere)?;
    if !account.active {
        return Err(Stop::NotNow("Enable the account first, then make a link for it.".into()));
    }
    link::make(doing, doing.permit, it.practitioner, "reset").await
}

async fn disable(it: &DisableAccount, doing: &mut Doing<'_, DisableAccount>) -> Result<(), Stop> {
    keeps_an_administrator(doing, it.practitioner).await?;
    let (permit, now) = (doing.permit, At(doing.env.now()));
    store::set_active(doing.tx, permit, it.practitioner, false).await?;
    Ok(store::end_sessions_of(doing.tx, permit, it.practitioner, now).await?)
}

async fn enable(it: &EnableAccount, doing: &mut Doing<'_, EnableAccount>) -> Result<(), Stop> {
    Ok(store::set_active(doing.tx, doing.permit, it.practitioner, true).await?)
}

async fn end(it: &EndMembership, doing: &mut Doing<'_, EndMembership>) -> Result<(), Stop> {
    let held = store::memberships(doing.tx, it.practitioner).await?;
    let ending = held.iter().find(|row| row.id == it.membership).ok_or(Stop::NotThere)?;
    let is_administrator =
        |row: &store::MembershipRow| row.role == agreement::Role::Administrator.name();
    let others = held.iter().filter(|row| is_administrator(row)).count();
    if is_administrator(ending) && others == 1 {
        keeps_an_administrator(doing, it.practitioner).await?;
    }
    let (permit, now) = (doing.permit, At(doing.env.now()));
    store::end_membership(doing.tx, permit, it.membership, now).await?;
    Ok(store::end_sessions_of(doing.tx, permit, it.practitioner, now).await?)
}

/// Without this, a slip of the hand would leave nobody who could mend it.
async fn keeps_an_administrator<O: Act>(
    doing: &mut Doing<'_, O>,
    without: PractitionerId,
) -> Result<(), Stop> {
    if store::other_administrators(doing.tx, without).await? {
        return Ok(());
    }
    Err(Stop::NotNow(
        "No other administrator would be left. Make another account an administrator first.".into(),
    ))
}
