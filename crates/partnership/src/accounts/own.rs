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
        Route::press::<SignOutEverywhere>("/account/sign-out-everywhere"),
    ]
    .concat()
}

/// One's own account.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeOwnAccount {}

impl Act for SeeOwnAccount {
    const NAME: &'static str = "see_own_account";
    const ACTION: Action = Action::OwnAccount;
}

impl Reading for SeeOwnAccount {
    type Answer = Account;
    const SAYS: &'static str = "Your own account";

    fn subject(&self) -> Subject {
        (Kind::Account, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Account, Stop> {
        let who = looking.principal().practitioner;
        let row = store::account(looking.tx, who).await?.ok_or(Stop::NotThere)?;
        let members = store::memberships(looking.tx, who).await?;
        Ok(account(row, members.into_iter().map(Member::from).collect()))
    }
}

impl Page for SeeOwnAccount {
    fn title(_: &Account) -> String {
        "Your account".into()
    }

    fn content(&self, answer: &Account, frame: &Frame) -> Markup {
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

    fn fields(&self, _: &Account, _: &FieldErrors, _: &Frame) -> Markup {
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

    fn fields(&self, _: &Account, _: &FieldErrors, _: &Frame) -> Markup {
        Markup::default()
    }

    fn next(&self, _: &()) -> Next {
        Next::to("/sign-in", "You are signed out on every device")
    }
}
