//! The home page: what to do next, by role.

use agreement::{Act, Action, Kind, Principal, Role};
use db::{Looking, Reading, Stop, Subject};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page, Route};

pub(crate) fn routes() -> Vec<Route> {
    Route::page::<SeeHome>("/")
}

/// One thing to do: words, where it is, and a sentence about it.
type Link = (&'static str, &'static str, &'static str);

/// Things to do under one heading, and whom they are shown to. What is behind each is decided there.
struct Section {
    heading: &'static str,
    links: &'static [Link],
    is_for: fn(&Principal) -> bool,
}

const SECTIONS: &[Section] = &[
    Section {
        heading: "Work with people",
        links: &[
            ("Refer someone", "/people", "Look for them first: they may be known already."),
            ("Cases", "/cases", "The people you work with, and what is due."),
            ("Referrals", "/referrals", "What you sent, and what became of it."),
            (
                "Searches for people you look after",
                "/searches",
                "Whether somebody looked for a person whose record is limited to you and others.",
            ),
        ],
        is_for: Principal::works_with_people,
    },
    Section {
        heading: "Your forum",
        links: &[
            ("Referrals to decide", "/referrals", "Those that wait for a decision."),
            (
                "Meetings",
                "/meetings",
                "Arrange the next one, publish its agenda, record what was agreed.",
            ),
        ],
        is_for: |it| it.has(Role::Coordinator) || it.has(Role::Chair),
    },
    Section {
        heading: "Your forum",
        links: &[("Meetings", "/meetings", "What is on the agenda, and what you are asked.")],
        is_for: |it| {
            it.has(Role::ForumMember) && !it.has(Role::Coordinator) && !it.has(Role::Chair)
        },
    },
    Section {
        heading: "Figures",
        links: &[("Reports", "/reports", "Referrals, decisions and outcomes by place and period.")],
        is_for: Principal::reads_figures,
    },
    Section {
        heading: "Run the partnership",
        links: &[
            (
                "Invite a practitioner",
                "/practitioners/new",
                "An account, its role and a link to send.",
            ),
            ("Accounts", "/practitioners", "Roles, new links, accounts to disable."),
            ("Organisations", "/organisations", "The member bodies of the partnership."),
        ],
        is_for: |it| it.has(Role::Administrator),
    },
    Section {
        heading: "Check that rules are kept",
        links: &[("Ledger", "/ledger", "Who did what, and who looked at what.")],
        is_for: |it| it.has(Role::InformationGovernanceLead) || it.has(Role::Auditor),
    },
    Section {
        heading: "For everyone",
        links: &[
            (
                "The information-sharing agreement",
                "/agreement",
                "Who may see what, in plain sentences.",
            ),
            ("Your account", "/account", "Your roles; sign out everywhere."),
        ],
        is_for: |_| true,
    },
];

/// The home page.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SeeHome {}

/// The headings of the home page, each with its links: words and path.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Home {
    sections: Vec<(String, Vec<(String, String)>)>,
}

impl Act for SeeHome {
    const NAME: &'static str = "see_home";
    const ACTION: Action = Action::SeePartnership;
}

impl Reading for SeeHome {
    type Answer = Home;
    const SAYS: &'static str = "What there is to do for you";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Home, Stop> {
        let shown = shown_to(looking.principal());
        let links = |it: &Section| {
            it.links.iter().map(|(words, path, _)| ((*words).into(), (*path).into())).collect()
        };
        Ok(Home { sections: shown.map(|it| (it.heading.to_owned(), links(it))).collect() })
    }
}

fn shown_to(principal: &Principal) -> impl Iterator<Item = &'static Section> {
    SECTIONS.iter().filter(|it| (it.is_for)(principal))
}

impl Page for SeeHome {
    fn title(_: &Home) -> String {
        "What to do next".into()
    }

    fn content(&self, _: &Home, frame: &Frame) -> Markup {
        let Some(principal) = &frame.principal else { return Markup::default() };
        html! {
            @for section in shown_to(principal) {
                h2.govuk-heading-m { (section.heading) }
                ul.govuk-list.govuk-list--spaced {
                    @for (words, path, about) in section.links {
                        li { a.govuk-link href=(path) { (words) } br; (about) }
                    }
                }
            }
        }
    }
}
