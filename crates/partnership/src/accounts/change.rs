//! The buttons on an account's page: a new link, disable, enable. [`super::ending`] ends a role.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Operation, Stop, Subject};
use kernel::{FieldErrors, PractitionerId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next};

use super::{
    link, store,
    web::{AccountShown, SeePractitioner, back},
};

/// Declares an operation that is a button on an account's page.
macro_rules! button {
    ($(#[$doc:meta])* $name:ident, $act:literal, $title:literal, $said:literal => $run:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            /// Whose account.
            pub practitioner: PractitionerId,
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
    store::end_sessions_of(doing.tx, permit, it.practitioner, now).await?;
    Ok(())
}

async fn enable(it: &EnableAccount, doing: &mut Doing<'_, EnableAccount>) -> Result<(), Stop> {
    Ok(store::set_active(doing.tx, doing.permit, it.practitioner, true).await?)
}

/// Without this, a slip of the hand would leave nobody who could mend it.
pub(super) async fn keeps_an_administrator<O: Act>(
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
