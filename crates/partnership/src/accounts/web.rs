//! What an administrator does with accounts: see them, invite, reset, disable, give and end roles.

use std::borrow::Cow;

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject, Tx, look_up::LinkRow, scope};
use kernel::{FieldErrors, ForumId, OrganisationId, PractitionerId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next, Page, Route};
use uuid::Uuid;

use super::{change, ending::EndMembership, link, model, naming::keep_open, pages, store};

pub(super) fn routes() -> Vec<Route> {
    [
        Route::page::<SeePractitioners>("/practitioners"),
        Route::form::<InvitePractitioner>("/practitioners/new"),
        Route::page::<SeePractitioner>("/practitioners/{practitioner}"),
        Route::form::<AddMembership>("/practitioners/{practitioner}/memberships/new"),
        Route::press::<EndMembership>("/practitioners/{practitioner}/memberships/{membership}/end"),
        Route::press::<change::ResetPassword>("/practitioners/{practitioner}/reset"),
        Route::press::<change::DisableAccount>("/practitioners/{practitioner}/disable"),
        Route::press::<change::EnableAccount>("/practitioners/{practitioner}/enable"),
    ]
    .concat()
}

/// One account, as an administrator sees it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Account {
    /// Whose it is.
    pub id: PractitionerId,
    /// Their name.
    pub name: String,
    /// The name they sign in with.
    pub sign_in_name: String,
    /// Whether they can sign in.
    pub active: bool,
    /// Whether they have set a password yet.
    pub has_password: bool,
    /// What they are, and where.
    pub memberships: Vec<Member>,
}

/// One role of an account.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Member {
    /// Its id.
    pub id: Uuid,
    /// The organisation.
    pub organisation: String,
    /// The role's name.
    pub role: String,
    /// The forum, for roles of a forum.
    pub forum: Option<String>,
    /// The team of the organisation in which they work.
    pub team: Option<String>,
}

impl From<store::MembershipRow> for Member {
    fn from(row: store::MembershipRow) -> Self {
        let store::MembershipRow { id, organisation, role, forum, team, .. } = row;
        Self { id, organisation, role, forum, team }
    }
}

pub(super) fn account(row: store::AccountRow, memberships: Vec<Member>) -> Account {
    Account {
        id: row.id,
        name: row.name,
        sign_in_name: row.sign_in_name,
        active: row.active,
        has_password: row.has_password,
        memberships,
    }
}

/// The list of accounts.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeePractitioners {}

impl Act for SeePractitioners {
    const NAME: &'static str = "see_practitioners";
    const ACTION: Action = Action::ManageAccounts;
}

impl Reading for SeePractitioners {
    type Answer = Vec<Account>;
    const SAYS: &'static str = "The accounts of the partnership's practitioners";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Vec<Account>, Stop> {
        let rows = store::every_account(looking.tx).await?;
        let mut members = std::collections::BTreeMap::<PractitionerId, Vec<Member>>::new();
        for row in store::every_membership(looking.tx).await? {
            members.entry(row.practitioner_id).or_default().push(row.into());
        }
        let with = |row: store::AccountRow| {
            let held = members.remove(&row.id).unwrap_or_default();
            account(row, held)
        };
        Ok(rows.into_iter().map(with).collect())
    }
}

impl Page for SeePractitioners {
    fn title(_: &Vec<Account>) -> String {
        "Accounts".into()
    }

    fn content(&self, answer: &Vec<Account>, _: &Frame) -> Markup {
        pages::list(answer)
    }
}

/// One account.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeePractitioner {
    /// Whose.
    pub practitioner: PractitionerId,
}

/// One account and the one-time link that still works, if there is one.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AccountShown {
    /// The account.
    pub account: Account,
    /// The path of the link by which they set their password. Once they have one, it is shown once, to
    /// whoever made it.
    pub link: Option<String>,
    /// Until when the link works, shown or not.
    pub link_expires: Option<jiff::Timestamp>,
}

impl Act for SeePractitioner {
    const NAME: &'static str = "see_practitioner";
    const ACTION: Action = Action::ManageAccounts;
}

impl Reading for SeePractitioner {
    type Answer = AccountShown;
    const SAYS: &'static str = "One account: its roles, and its one-time link while that works";

    fn subject(&self) -> Subject {
        (Kind::Account, Some(self.practitioner.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<AccountShown, Stop> {
        let row = store::account(looking.tx, self.practitioner).await?.ok_or(Stop::NotThere)?;
        let members = store::memberships(looking.tx, self.practitioner).await?;
        let now = At(looking.env.now());
        let found = store::links::link_of(looking.tx, self.practitioner, now).await?;
        let found = found.filter(|_| row.active);
        let link = match found {
            Some(found) if !row.has_password || is_first_look(looking, &found).await? => {
                Some(format!("/link/{}", link::token(looking.keys, found.id).await?))
            }
            _ => None,
        };
        Ok(AccountShown {
            account: account(row, members.into_iter().map(Member::from).collect()),
            link_expires: found.map(|it| it.expires_at.0),
            link,
        })
    }
}

/// Whether a link is looked at by whoever made it, for the first time: whoever may hand out links to
/// accounts should not find those that others made, nor have one at hand for days.
async fn is_first_look(
    looking: &mut Looking<'_, SeePractitioner>,
    link: &LinkRow,
) -> Result<bool, Stop> {
    let who = looking.principal().practitioner;
    if link.made_by != Some(who) {
        return Ok(false);
    }
    let (make, see) = (change::ResetPassword::NAME, SeePractitioner::NAME);
    let both = (who, link.practitioner_id);
    let last = store::links::last_of(looking.tx, both, (make, see)).await?;
    Ok(last.as_deref() == Some(make))
}

impl Page for SeePractitioner {
    fn title(_: &AccountShown) -> String {
        "Account".into()
    }

    fn content(&self, answer: &AccountShown, frame: &Frame) -> Markup {
        pages::account(answer, frame)
    }
}

/// What the forms about accounts offer to choose from.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskAccount {}

/// Organisations and forums, by name.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Offered {
    /// The organisations.
    pub organisations: Vec<(OrganisationId, String)>,
    /// The forums.
    pub forums: Vec<(ForumId, String)>,
}

impl Act for AskAccount {
    const NAME: &'static str = "ask_account";
    const ACTION: Action = Action::ManageAccounts;
}

impl Reading for AskAccount {
    type Answer = Offered;
    const SAYS: &'static str = "Open a form about accounts";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Offered, Stop> {
        offered(looking.tx).await
    }
}

/// What the form for one more role needs: the account, and what there is to choose from.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskMembership {
    /// Whose account.
    pub practitioner: PractitionerId,
}

impl Act for AskMembership {
    const NAME: &'static str = "ask_membership";
    const ACTION: Action = Action::ManageAccounts;
}

impl Reading for AskMembership {
    type Answer = Offered;
    const SAYS: &'static str = "Open the form for one more role of an account";

    fn subject(&self) -> Subject {
        (Kind::Account, Some(self.practitioner.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Offered, Stop> {
        offered(looking.tx).await
    }
}

async fn offered(tx: &mut Tx) -> Result<Offered, Stop> {
    Ok(Offered { organisations: store::organisations(tx).await?, forums: store::forums(tx).await? })
}

/// A role, checked against what there is.
async fn membership_of<O: Act>(
    doing: &mut Doing<'_, O>,
    errors: &mut FieldErrors,
    (organisation, role, forum): (&str, &str, &str),
) -> Result<Option<model::Membership>, Stop> {
    let asked = model::membership(errors, organisation, role, forum);
    let (organisation, forum) = (organisation.trim(), forum.trim());
    let organisations = store::organisations(doing.tx).await?;
    let is_known = organisations.iter().any(|(id, _)| id.to_string() == organisation);
    if !is_known && errors.of("organisation").is_none() {
        errors.add("organisation", "Select the organisation");
    }
    let forums = store::forums(doing.tx).await?;
    let is_known = forum.is_empty() || forums.iter().any(|(id, _)| id.to_string() == forum);
    if !is_known && errors.of("forum").is_none() {
        errors.add("forum", "Select the forum that the role is in");
    }
    Ok(asked)
}

/// Invites a practitioner: an account, its first role, and a one-time link.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct InvitePractitioner {
    /// Their name.
    pub name: String,
    /// The name they will sign in with.
    pub sign_in_name: String,
    /// The organisation's id.
    pub organisation: String,
    /// The role's name, such as `practitioner`.
    pub role: String,
    /// The forum's id, for the roles of a forum.
    pub forum: String,
}

impl Act for InvitePractitioner {
    const NAME: &'static str = "invite_practitioner";
    const ACTION: Action = Action::ManageAccounts;
}

impl Operation for InvitePractitioner {
    type Done = PractitionerId;
    const SAYS: &'static str = "Invite a practitioner";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<PractitionerId, Stop> {
        let mut errors = FieldErrors::default();
        let name = model::name(&mut errors, &self.name);
        let sign_in_name = model::sign_in_name(&mut errors, &self.sign_in_name);
        if store::is_taken(doing.tx, &sign_in_name).await? {
            errors.add("sign_in_name", "Somebody has this sign-in name already. Choose another");
        }
        let typed = (self.organisation.as_str(), self.role.as_str(), self.forum.as_str());
        let membership = membership_of(doing, &mut errors, typed).await?;
        errors.into_result()?;
        let membership = membership.ok_or(Stop::NotThere)?;
        let (id, now) = (PractitionerId(doing.env.new_id()), At(doing.env.now()));
        let permit = doing.permit;
        store::add_account(doing.tx, permit, (id, &name, &sign_in_name), now).await?;
        scope::add(doing.tx, (Kind::Account, id.0), agreement::Relation::Holder, id.0).await?;
        let row = (doing.env.new_id(), id);
        store::add_membership(doing.tx, permit, row, membership, now).await?;
        link::make(doing, permit, id, "invitation").await?;
        doing.detail = json!({ "named_instead": keep_open(doing).await?.named });
        doing.about.insert(id.0);
        Ok(id)
    }
}

impl Form for InvitePractitioner {
    type Ask = AskAccount;
    const TITLE: &'static str = "Invite a practitioner";
    const BUTTON: &'static str = "Make the account and its link";

    fn ask(&self) -> AskAccount {
        AskAccount {}
    }

    fn fields(&self, offered: &Offered, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::invitation(self, offered, errors)
    }

    fn next(&self, done: &PractitionerId) -> Next {
        Next::to(format!("/practitioners/{done}"), "The account is made. Send its link")
    }
}

/// Gives an account one more role.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AddMembership {
    /// Whose account.
    pub practitioner: PractitionerId,
    /// The organisation's id.
    pub organisation: String,
    /// The role's name.
    pub role: String,
    /// The forum's id, for the roles of a forum.
    pub forum: String,
}

impl Act for AddMembership {
    const NAME: &'static str = "add_membership";
    const ACTION: Action = Action::ManageAccounts;
}

impl Operation for AddMembership {
    type Done = Uuid;
    const SAYS: &'static str = "Give an account one more role; its sessions end";

    fn subject(&self) -> Subject {
        (Kind::Account, Some(self.practitioner.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<Uuid, Stop> {
        if self.practitioner == doing.principal().practitioner {
            return Err(Stop::NotNow(
                "Nobody gives a role to their own account. Ask another administrator to do it."
                    .into(),
            ));
        }
        let mut errors = FieldErrors::default();
        let typed = (self.organisation.as_str(), self.role.as_str(), self.forum.as_str());
        let membership = membership_of(doing, &mut errors, typed).await?;
        errors.into_result()?;
        let membership = membership.ok_or(Stop::NotThere)?;
        let (id, now, permit) = (doing.env.new_id(), At(doing.env.now()), doing.permit);
        store::add_membership(doing.tx, permit, (id, self.practitioner), membership, now).await?;
        store::end_sessions_of(doing.tx, permit, self.practitioner, now).await?;
        // A new coordinator may be the first who can open what nobody was left to open.
        doing.detail = json!({ "named_instead": keep_open(doing).await?.named });
        Ok(id)
    }
}

impl Form for AddMembership {
    type Ask = AskMembership;
    const TITLE: &'static str = "Add a role";
    const BUTTON: &'static str = "Add role";

    fn ask(&self) -> AskMembership {
        AskMembership { practitioner: self.practitioner }
    }

    fn fields(&self, offered: &Offered, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::membership(&self.organisation, &self.role, &self.forum, offered, errors)
    }

    fn next(&self, _: &Uuid) -> Next {
        back(self.practitioner, "The role was added")
    }
}

pub(super) fn back(practitioner: PractitionerId, say: impl Into<Cow<'static, str>>) -> Next {
    Next::to(format!("/practitioners/{practitioner}"), say)
}
