//! What the pages about accounts look like.

use db::look_up::DemoAccount;
use govuk::{
    Button, Choice, Details, Input, InsetText, PasswordInput, Radios, Row, Select, SummaryList,
    Table, Tag, TagColour,
};
use kernel::{FieldErrors, OrganisationId};
use maud::{Markup, html};
use ui::Frame;

use super::{
    link::Invited,
    model::{ROLES, role_words},
    own::OwnAccount,
    sign_in::Query,
    web::{Account, AccountShown, InvitePractitioner, Member, Offered},
};

/// A form of ours that goes to its own handler: nothing of it is kept while it is typed.
fn form(frame: &Frame, action: &str, button: &str, fields: &Markup) -> Markup {
    html! {
        form method="post" action=(action) data-once="" novalidate {
            input type="hidden" name="_csrf" value=(frame.csrf);
            (fields)
            (Button::new(button))
        }
    }
}

pub(super) fn sign_in(frame: &Frame, name: &str, query: &Query, errors: &FieldErrors) -> Markup {
    let fields = html! {
        input type="hidden" name="next" value=(query.next);
        (Input::new("name", "Sign-in name").value(name).autocomplete("username").no_spellcheck()
            .width(20).error(errors.of("name")))
        (PasswordInput::new("password", "Password").error(errors.of("password")))
    };
    html! {
        @if !query.timed_out.is_empty() {
            @let why = "You were signed out, because nothing was sent from here for 15 minutes or you \
                had been signed in for 12 hours.";
            @if frame.undone { (InsetText::new(why)) } @else {
                (InsetText::new(format!("{why} What you typed is kept: sign in to go on with it.")))
            }
        }
        (form(frame, "/sign-in", "Sign in", &fields))
        @if frame.demo { p.govuk-body { a.govuk-link href="/demo" { "Choose a role to try" } } }
        @else {
            p.govuk-body {
                "If you have no account or forgot your password, ask your partnership's administrator for \
                 a link."
            }
        }
    }
}

pub(super) fn choose_organisation(
    frame: &Frame,
    choices: &[(OrganisationId, String)],
    next: &str,
    errors: &FieldErrors,
) -> Markup {
    if choices.is_empty() {
        return html! {
            p.govuk-body { "Your account has no role in any organisation now. Ask your administrator for one." }
            p.govuk-body { a.govuk-link href="/sign-in?again=yes" { "Sign in as someone else" } }
        };
    }
    let items = choices.iter().map(|(id, name)| Choice::new(id.to_string(), name.as_str()));
    let fields = html! {
        input type="hidden" name="next" value=(next);
        (Radios::new("organisation", "Which organisation are you working for now?", items)
            .hint("What you see and what is written down goes by this")
            .error(errors.of("organisation")))
    };
    html! {
        (form(frame, "/choose-organisation", "Continue", &fields))
    }
}

pub(super) fn link(frame: &Frame, invited: &Invited, errors: &FieldErrors) -> Markup {
    let fields = new_password(errors);
    html! {
        p.govuk-body { "This is for " (invited.name) ". You will sign in as " strong { (invited.sign_in_name) } "." }
        (form(frame, &frame.path, "Set password", &fields))
    }
}

pub(super) fn password(frame: &Frame, errors: &FieldErrors) -> Markup {
    let fields = html! {
        (PasswordInput::new("present", "Your present password").error(errors.of("present")))
        (new_password(errors))
    };
    html! {
        p.govuk-body { "You stay signed in here, and are signed out everywhere else." }
        (form(frame, "/account/password", "Change password", &fields))
        p.govuk-body { a.govuk-link href="/account" { "Back to your account" } }
    }
}

pub(super) fn confirm(frame: &Frame, next: &str, errors: &FieldErrors) -> Markup {
    let fields = html! {
        input type="hidden" name="next" value=(next);
        (PasswordInput::new("present", "Your password").error(errors.of("present")))
    };
    html! {
        p.govuk-body { "What you are about to do needs to be sure that it is you who sits here." }
        (form(frame, "/account/confirm", "Continue", &fields))
    }
}

fn new_password(errors: &FieldErrors) -> Markup {
    html! {
        (PasswordInput::new("password", "New password").new_password()
            .hint("12 characters or more. Three unrelated words are good")
            .error(errors.of("password")))
        (PasswordInput::new("again", "The same again").new_password().error(errors.of("again")))
    }
}

pub(super) fn list(accounts: &[Account]) -> Markup {
    let rows = accounts.iter().map(|it| {
        Row::new()
            .cell(html! { a.govuk-link href={ "/practitioners/" (it.id) } { (it.name) } })
            .cell(it.sign_in_name.as_str())
            .cell(html! { @for member in &it.memberships { div { (member_words(member)) } } })
            .cell(state(it))
    });
    html! {
        (Button::link("Invite a practitioner", "/practitioners/new"))
        (Table::new("Accounts").columns(["Name", "Sign-in name", "Roles", "State"]).rows(rows)
            .named_rows().cards().hidden_caption())
    }
}

fn state(account: &Account) -> Markup {
    let (words, colour) = match (account.active, account.has_password) {
        (false, _) => ("Disabled", TagColour::Grey),
        (true, false) => ("Invited", TagColour::Yellow),
        (true, true) => ("Active", TagColour::Green),
    };
    html! { (Tag::new(words).colour(colour)) }
}

fn member_words(member: &Member) -> String {
    let forum = member.forum.as_ref().map(|it| format!(", {it}")).unwrap_or_default();
    let team = member.team.as_ref().map(|it| format!(", {it}")).unwrap_or_default();
    format!("{}{forum} ({}{team})", role_words(&member.role), member.organisation)
}

fn press(frame: &Frame, action: &str, button: &Button) -> Markup {
    html! {
        form method="post" action=(action) data-once="" {
            (frame.hidden())
            (button)
        }
    }
}

pub(super) fn account(shown: &AccountShown, frame: &Frame) -> Markup {
    let it = &shown.account;
    let at = format!("/practitioners/{}", it.id);
    html! {
        (SummaryList::new().row("Name", it.name.as_str())
            .row("Sign-in name", it.sign_in_name.as_str()).row("State", state(it)))
        @if let Some(link) = &shown.link {
            h2.govuk-heading-m { "Link to set a password" }
            p.govuk-body {
                "Send this to " (it.name) " in a way that reaches them alone. It works once"
                @if let Some(until) = shown.link_expires { ", until " (frame.instant(until)) }
                "."
            }
            p.govuk-body { code { (frame.address) (link) } }
            @if it.has_password {
                p.govuk-body { "It is shown here this once, and to nobody else." }
            }
        } @else if let Some(until) = shown.link_expires {
            h2.govuk-heading-m { "Link to set a password" }
            p.govuk-body {
                "A link that works until " (frame.instant(until)) " was shown to whoever made it, once. If "
                "it was lost, make a new one."
            }
        }
        h2.govuk-heading-m { "Roles" }
        p.govuk-body { "When roles change, the practitioner is signed out and signs in anew." }
        ul.govuk-list.govuk-list--spaced {
            @for member in &it.memberships {
                li {
                    (member_words(member))
                    br;
                    a.govuk-link href={ (at) "/memberships/" (member.id) "/team" } {
                        "Choose a team" span.govuk-visually-hidden { " for " (member_words(member)) }
                    }
                    (press(frame, &format!("{at}/memberships/{}/end", member.id),
                        &Button::new(html! { "End this role" span.govuk-visually-hidden { ": " (member_words(member)) } }).as_link()))
                }
            }
        }
        @if frame.viewer.as_ref().is_some_and(|viewer| viewer.practitioner == it.id) {
            p.govuk-body { "This is your own account: another administrator gives you a role." }
        } @else {
            (Button::link("Add a role", format!("{at}/memberships/new")).secondary())
        }
        h2.govuk-heading-m { "Access" }
        @if it.active {
            p.govuk-body {
                "A new link lets them set a new password. The old one works until they do. Then they are "
                "told who made the link, and when, until they say that it was them."
            }
            (press(frame, &format!("{at}/reset"), &Button::new("Make a new link").secondary()))
            (press(frame, &format!("{at}/disable"), &Button::new("Disable this account").warning()))
        } @else {
            p.govuk-body { "Nobody can sign in to this account." }
            (press(frame, &format!("{at}/enable"), &Button::new("Enable this account")))
        }
        p.govuk-body { a.govuk-link href="/practitioners" { "All accounts" } }
    }
}

pub(super) fn invitation(
    typed: &InvitePractitioner,
    offered: &Offered,
    errors: &FieldErrors,
) -> Markup {
    html! {
        (Input::new("name", "Name").value(&typed.name).error(errors.of("name")))
        (Input::new("sign_in_name", "Sign-in name").value(&typed.sign_in_name).no_spellcheck()
            .hint("Such as a.patel or a work email address").error(errors.of("sign_in_name")))
        (membership(&typed.organisation, &typed.role, &typed.forum, offered, errors))
    }
}

pub(super) fn membership(
    organisation: &str,
    role: &str,
    forum: &str,
    offered: &Offered,
    errors: &FieldErrors,
) -> Markup {
    let roles = ROLES.iter().map(|(role, words, _)| Choice::new(role.name(), *words));
    html! {
        (Select::new("organisation", "Organisation").item("", "Select one")
            .items(offered.organisations.iter().map(|(id, name)| (id.to_string(), name.as_str())))
            .value(organisation).error(errors.of("organisation")))
        (Radios::new("role", "What will they be?", roles).value(role).error(errors.of("role")))
        (Select::new("forum", "Forum, for roles of a forum").item("", "None")
            .items(offered.forums.iter().map(|(id, name)| (id.to_string(), name.as_str())))
            .value(forum).error(errors.of("forum")))
    }
}

pub(super) fn own_account(own: &OwnAccount, frame: &Frame) -> Markup {
    let account = &own.account;
    html! {
        @if !own.set_anew.is_empty() {
            h2.govuk-heading-m { "When your password was set anew by a link" }
            ul.govuk-list.govuk-list--bullet {
                @for anew in &own.set_anew {
                    @let by = anew.by.as_deref().unwrap_or("the machine's console");
                    li { (frame.instant(anew.at)) ", by a link from " (by) }
                }
            }
            @if frame.viewer.as_ref().is_some_and(|viewer| viewer.set_anew.is_some()) {
                p.govuk-body { "If one of them was not you, tell your information governance lead." }
                (press(frame, "/account/password/confirm", &Button::new("Each of them was me").secondary()))
            }
        }
        (SummaryList::new().row("Name", account.name.as_str())
            .row("Sign-in name", account.sign_in_name.as_str())
            .row("Roles", html! { @for member in &account.memberships { div { (member_words(member)) } } }))
        p.govuk-body { a.govuk-link href="/account/password" { "Change your password" } }
        p.govuk-body { a.govuk-link href="/account/away" { "Say that you are away or leaving" } }
        p.govuk-body { a.govuk-link href="/choose-organisation" { "Work for another of your organisations" } }
        h2.govuk-heading-m { "Sign out everywhere" }
        p.govuk-body { "If you lost a telephone, or left yourself signed in on another computer." }
        (press(frame, "/account/sign-out-everywhere", &Button::new("Sign out everywhere").secondary()))
    }
}

pub(super) fn sign_out() -> Markup {
    html! { p.govuk-body { "What you have typed and not sent is kept for when you are back." } }
}

pub(super) fn demo(accounts: &[DemoAccount]) -> Markup {
    html! {
        p.govuk-body { "Everybody here is invented. Choose who to be; you can change at any time." }
        @let (others, first): (Vec<&DemoAccount>, Vec<_>) = accounts.iter().partition(|it| is_named(it));
        @for account in first {
            (demo_press(account, format!("{} – {}", demo_words(account), account.name)))
        }
        @if !others.is_empty() {
            (Details::new("Somebody else who works here", html! {
                @for account in others { (demo_press(account, account.name.clone())) }
            }))
        }
        @if accounts.is_empty() { p.govuk-body { "There are no accounts to try." } }
    }
}

fn demo_press(account: &DemoAccount, words: String) -> Markup {
    html! {
        form method="post" action={ "/demo/sign-in/" (demo_role(account)) } {
            (Button::new(words).secondary())
        }
    }
}

/// Whether an account is called after its holder, and not after what they are: those stand first.
fn is_named(account: &DemoAccount) -> bool {
    demo_role(account) == account.name.to_lowercase().replace(' ', "-")
}

fn demo_role(account: &DemoAccount) -> &str {
    account.sign_in_name.strip_prefix("demo-").unwrap_or_default()
}

fn demo_words(account: &DemoAccount) -> String {
    let role = demo_role(account).replace('-', "_");
    match role_words(&role) {
        words if words == role => role.replace('_', " "),
        words => words.to_owned(),
    }
}
