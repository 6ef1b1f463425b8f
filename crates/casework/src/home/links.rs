//! Where things are, by role: the links below what waits.

use agreement::{Principal, Role};

/// One thing to do: words, where it is, and a sentence about it.
pub(super) type Link = (&'static str, &'static str, &'static str);

/// Things to do under one heading, and whom they are shown to. What is behind each is decided there.
pub(super) struct Section {
    pub(super) heading: &'static str,
    pub(super) links: &'static [Link],
    is_for: fn(&Principal) -> bool,
}

const SECTIONS: &[Section] = &[
    Section {
        heading: "Work with people",
        links: &[
            ("Refer someone", "/people", "Look for them first: they may be known already."),
            ("Advice", "/advice", "When you are not sure whether to make a request, ask."),
            ("Cases", "/cases", "The people you work with, and what is due."),
            (
                "Actions",
                "/actions",
                "What you and your organisation have said you will do, and by when.",
            ),
            ("Referrals", "/referrals", "What you sent, and what became of it."),
            ("Services", "/services", "What there is to offer families, for whom and where."),
            ("Case studies", "/case-studies", "What helped others, without anybody’s name."),
            (
                "Waiting lists",
                "/offers",
                "Who waits for a service of yours, and what you are asked for.",
            ),
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
                "What became of them",
                "/followups/counts",
                "Returned requests and closed cases, as those who knew them say some months later.",
            ),
            (
                "Records read at once",
                "/overrides",
                "Who gave themself access because it could not wait.",
            ),
            (
                "Lead professionals",
                "/leads",
                "Who leads how many cases, who is away, and handing cases over.",
            ),
            (
                "Services asked for",
                "/offers",
                "What providers have not answered, and who waits for a place.",
            ),
            ("Gaps in services", "/gaps", "What was missing for families, by need."),
            ("Awareness sessions", "/sessions", "Who was told what the forum is for."),
            (
                "Late duties",
                "/duties",
                "Teams that have not met, plans and reviews that have not come back.",
            ),
            (
                "Meetings",
                "/meetings",
                "Arrange the next one, publish its agenda, record what was agreed.",
            ),
            (
                "Bring in open cases",
                "/cases/sheet",
                "From the spreadsheet in which they are today.",
            ),
            ("Tour of seven steps", "/tour/1", "What a coordinator does here, on what is yours."),
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
            ("Services", "/services", "What they can offer families, for whom and where."),
            ("Places", "/places", "Tiers, codes, and which forums and services name each."),
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
            ("Your account", "/account", "Your roles, your password, and signing out everywhere."),
        ],
        is_for: |_| true,
    },
];

pub(super) fn shown_to(principal: &Principal) -> impl Iterator<Item = &'static Section> {
    SECTIONS.iter().filter(|it| (it.is_for)(principal))
}
