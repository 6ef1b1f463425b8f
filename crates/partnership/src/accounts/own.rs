//! What everyone does with their own account: see it, sign out here, sign out everywhere.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::FieldErrors;
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next, Page, Route};

use super::{
    pages, store,
    web::{Account, Member, account},
};

pub(super) fn routes() -> Vec<Route> {
    [
        Route::page::<SeeOwnAccount>("/account"),
        Route::form::<SignOut>("/sign-out"),
        Route::press::<ConfirmNewPassword>("/account/password/confirm"),
        Route::press::<SignOutEverywhere>("/account/sign-out-everywhere"),
    ]
    .concat()
}

/// One's own account.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeOwnAccount {}

/// One's own account, and each time that its password was set anew by a link.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OwnAccount {
    /// The account.
    #[serde(flatten)]
    pub account: Account,
    /// Newest first. What was confirmed before is told again: it may have been confirmed by someone else.
    pub set_anew: Vec<SetAnew>,
}

/// That the password was set anew.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SetAnew {
    /// When.
    pub at: jiff::Timestamp,
    /// Who had made the link, unless the machine's console did.
    pub by: Option<String>,
}

impl Act for SeeOwnAccount {
    const NAME: &'static str = "see_own_account";
    const ACTION: Action = Action::OwnAccount;
}

impl Reading for SeeOwnAccount {
    type Answer = OwnAccount;
    const SAYS: &'static str = "Your own account";

    fn subject(&self) -> Subject {
        (Kind::Account, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<OwnAccount, Stop> {
        let who = looking.principal().practitioner;
        let row = store::account(looking.tx, who).await?.ok_or(Stop::NotThere)?;
        let members = store::memberships(looking.tx, who).await?;
        let set_anew = store::links::set_anew(looking.tx, who).await?;
        Ok(OwnAccount {
            account: account(row, members.into_iter().map(Member::from).collect()),
            set_anew: set_anew.into_iter().map(|(at, by)| SetAnew { at: at.0, by }).collect(),
        })
    }
}

impl Page for SeeOwnAccount {
    fn title(_: &OwnAccount) -> String {
        "Your account".into()
    }

    fn content(&self, answer: &OwnAccount, frame: &Frame) -> Markup {
        pages::own_account(answer, frame)
    }
}

/// Ends the session.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SignOut {}

impl Act for SignOut {
    const NAME: &'static str = "sign_out";
    const ACTION: Action = Action::OwnAccount;
}

impl Operation for SignOut {
    type Done = ();
    const SAYS: &'static str = "Sign out";

    fn subject(&self) -> Subject {
        (Kind::Account, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let now = At(doing.env.now());
        if let Some(session) = doing.principal().session {
            store::end_session(doing.tx, doing.permit, session, now).await?;
        }
        Ok(())
    }
}

impl Form for SignOut {
    type Ask = SeeOwnAccount;
    const TITLE: &'static str = "Sign out";
    const BUTTON: &'static str = "Sign out";

    fn ask(&self) -> SeeOwnAccount {
        SeeOwnAccount {}
    }

    fn fields(&self, _: &OwnAccount, _: &FieldErrors, _: &Frame) -> Markup {
        pages::sign_out()
    }

    fn next(&self, _: &()) -> Next {
        Next::to("/sign-in", "You are signed out")
    }
}

/// Ends every session of one's account: after a lost telephone or a forgotten computer.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SignOutEverywhere {}

impl Act for SignOutEverywhere {
    const NAME: &'static str = "sign_out_everywhere";
    const ACTION: Action = Action::OwnAccount;
}

impl Operation for SignOutEverywhere {
    type Done = ();
    const SAYS: &'static str = "Sign out on every device";

    fn subject(&self) -> Subject {
        (Kind::Account, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let (who, now) = (doing.principal().practitioner, At(doing.env.now()));
        Ok(store::end_sessions_of(doing.tx, doing.permit, who, now).await?)
    }
}

impl Form for SignOutEverywhere {
    type Ask = SeeOwnAccount;
    const TITLE: &'static str = "Sign out everywhere";
    const BUTTON: &'static str = "Sign out everywhere";

    fn ask(&self) -> SeeOwnAccount {
        SeeOwnAccount {}
    }

    fn fields(&self, _: &OwnAccount, _: &FieldErrors, _: &Frame) -> Markup {
        Markup::default()
    }

    fn next(&self, _: &()) -> Next {
        Next::to("/sign-in", "You are signed out on every device")
    }
}

/// Says that it was oneself who set the password anew: one is not asked again.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ConfirmNewPassword {}

impl Act for ConfirmNewPassword {
    const NAME: &'static str = "confirm_new_password";
    const ACTION: Action = Action::OwnAccount;
}

impl Operation for ConfirmNewPassword {
    type Done = ();
    const SAYS: &'static str = "Say that it was you who set your password anew";

    fn subject(&self) -> Subject {
        (Kind::Account, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let now = At(doing.env.now());
        Ok(store::links::confirm(doing.tx, doing.permit, now).await?)
    }
}

impl Form for ConfirmNewPassword {
    type Ask = SeeOwnAccount;
    const TITLE: &'static str = "Your new password";
    const BUTTON: &'static str = "Each of them was me";

    fn ask(&self) -> SeeOwnAccount {
        SeeOwnAccount {}
    }

    fn fields(&self, _: &OwnAccount, _: &FieldErrors, _: &Frame) -> Markup {
        Markup::default()
    }

    fn next(&self, _: &()) -> Next {
        Next::to("/account", "You said that your new password was set by you")
    }
}
