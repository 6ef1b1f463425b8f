//! The sample pages: a list, a case, a form and a meeting, with made-up people.

use govuk::*;
use maud::{Markup, html};

const LINKS: Links<'static> = Links {
    css: assets::CSS,
    js: assets::JS,
    boot: assets::BOOT,
    font: assets::FONT,
    icon: assets::ICON,
};

/// Every page with its file name.
pub(crate) fn all() -> Vec<(&'static str, Markup)> {
    vec![
        ("caseload.html", page("Caseload", 0, html! {}, caseload())),
        (
            "case.html",
            page(
                "R-2026-0140",
                0,
                BackLink::new("caseload.html").text("Caseload").into_markup(),
                case(),
            ),
        ),
        ("form.html", page("Error: Refer a family", 1, BackLink::new("#").into_markup(), form())),
        ("meeting.html", page("Panel meeting", 2, html! {}, meeting())),
    ]
}

trait IntoMarkup {
    fn into_markup(self) -> Markup;
}

impl<T: maud::Render> IntoMarkup for T {
    fn into_markup(self) -> Markup {
        self.render()
    }
}

fn page(title: &str, part: usize, before: Markup, main: Markup) -> Markup {
    let header = Header {
        product: "Throughline",
        home: "/",
        partnership: "North Vale partnership",
        account: html! {
            span { "Priya Nair, Council housing" }
            form { (Button::new("Sign out").as_link()) }
        },
        marking: "",
    };
    let navigation = ServiceNavigation::new()
        .item("Caseload", "caseload.html", part == 0)
        .item("Refer", "form.html", part == 1)
        .item("Meetings", "meeting.html", part == 2)
        .item("Reports", "#", part == 3);
    page_template(&Page {
        title: &format!("{title} - Throughline"),
        links: LINKS,
        header: html! { (header) (navigation) },
        before,
        main,
        footer: footer(
            &[
                ("Help", "#"),
                ("Privacy", "#"),
                ("Accessibility statement", "#"),
                ("Licences", assets::LICENCES),
            ],
            "A demonstration with made-up people. Nothing here is real.",
        ),
        ..Page::default()
    })
}

const PEOPLE: [(&str, &str, TagColour, &str, &str, &str, u32); 6] = [
    (
        "Kathryn O'Malley",
        "Active",
        TagColour::Green,
        "Harbour Trust",
        "Housing, mental health, drugs",
        "12 Nov 2026",
        0,
    ),
    (
        "Dean Whitlock",
        "Referred",
        TagColour::Blue,
        "Council housing",
        "Debt, housing",
        "13 Nov 2026",
        13,
    ),
    (
        "Amara Okonkwo",
        "Paused",
        TagColour::Grey,
        "NHS mental health",
        "Domestic abuse, mental health",
        "14 Nov 2026",
        26,
    ),
    (
        "Stephen Price",
        "At risk",
        TagColour::Red,
        "Probation",
        "Offending, alcohol, housing",
        "Overdue: 5 Nov 2026",
        39,
    ),
    ("Łucja Żółtowska", "Active", TagColour::Green, "Harbour Trust", "Housing", "16 Nov 2026", 52),
    (
        "Tomasz Nowak",
        "Referred",
        TagColour::Blue,
        "Council housing",
        "Debt, housing",
        "17 Nov 2026",
        165,
    ),
];

fn caseload() -> Markup {
    let table = Table::new("Open cases")
        .hidden_caption()
        .columns([
            "Person and reference",
            "Status",
            "Lead organisation",
            "Needs",
            "Next action due",
        ])
        .column(Cell::new("Days open").numeric())
        .rows(PEOPLE.iter().cycle().take(14).enumerate().map(|(n, p)| {
            Row::new()
                .cell(html! {
                    a.govuk-link."govuk-!-font-weight-bold" href="case.html" { (p.0) }
                    (under(&format!("R-2026-{:04}", 140 + n)))
                })
                .cell(Tag::new(p.1).colour(p.2).into_markup())
                .cell(p.3)
                .cell(p.4)
                .cell(match p.5.strip_prefix("Overdue: ") {
                    Some(date) => html! { span.tl-late { "Overdue:" } " " (date) },
                    None => html! { (p.5) },
                })
                .number(p.6)
        }))
        .named_rows()
        .compact()
        .cards();
    html! {
        h1.govuk-heading-l { "Caseload" }
        (stats([(50, "open cases", "#"), (4, "actions overdue", "#"), (7, "to report back by Thursday", "#")]))
        div.tl-columns {
            form method="get" {
                (filters("Filters", false, &html! {
                    (Input::new("name", "Name or reference"))
                    (Radios::new("status", "Status", [("", "All"), ("active", "Active"), ("referred", "Referred"), ("paused", "Paused")]).value("active").small())
                    (Select::new("organisation", "Lead organisation").items([("", "Any"), ("ht", "Harbour Trust"), ("ch", "Council housing")]))
                    (Button::new("Apply filters").secondary())
                }))
            }
            div {
                h2.govuk-heading-m { "50 open cases" }
                (table)
                (Pagination::new(3, 9, |page| format!("?page={page}")))
            }
        }
    }
}

fn case() -> Markup {
    html! {
        span.govuk-caption-l { "R-2026-0140" }
        h1.govuk-heading-l { "Kathryn O'Malley" }
        (Banner::new(BannerKind::Warning, "Do not phone the home number: leave word with her sister."))
        (SubNavigation::new("Parts of this case").item("Summary", "#", true).item("Plan", "#", false).item("Chronology", "#", false).item("Who has looked", "#", false))
        (next_step("Next: report back by 19 November", &html! {
            p.govuk-body { "The forum asked Council housing to say whether the ground-floor room was taken." }
            (Button::link("Report back", "#"))
        }))
        div.govuk-grid-row {
            div.govuk-grid-column-two-thirds {
                (SummaryList::new()
                    .row_with_change("Lead professional", "F. Adeyemi, Harbour Trust", "#")
                    .row("Level", "3, agreed 5 November 2026")
                    .row_with_change("Consent", Tag::new("Given").colour(TagColour::Green).into_markup(), "#")
                    .row("Lives in", "North Vale")
                    .card("About the case").card_action("Change all", "#"))
                h2.govuk-heading-m { "Chronology" }
                (Timeline::new(vec![
                    TimelineItem::new("Action done", "2026-11-12T10:15:00Z", "12 November 2026, 10:15am").by("F. Adeyemi, Harbour Trust").description("Ground-floor room offered and viewed."),
                    TimelineItem::new("Decision recorded", "2026-11-05T10:15:00Z", "5 November 2026").by("the chair").description("Level 3. Review in four weeks."),
                ]).heading_level(3).compact())
            }
            div.govuk-grid-column-one-third {
                (TaskList::new("steps").done("Referral", "#").open("Assessment", "#", Tag::new("Incomplete")).hint("Two domains left").waiting("Plan"))
            }
        }
        (who_can_see("Who can see this", "Named members of five organisations in the North forum, and the two people who work with Kathryn.", html! {
            p.govuk-body-s { "Clause 4: members of a forum see the summary of a case while it is open there." }
        }))
    }
}

fn form() -> Markup {
    let errors =
        [("born", "Enter the date of birth"), ("consent", "Say whether the family agrees")];
    html! {
        div.govuk-grid-row { div.govuk-grid-column-two-thirds {
            (ErrorSummary::of(errors))
            h1.govuk-heading-l { "Refer a family" }
            form method="post" action="/refer" data-once data-draft="/drafts/refer" novalidate {
                (Input::new("name", "Full name").value("Łucja \"Lou\" <Żółtowska>").autocomplete("off").hint("As the family writes it"))
                (DateInput::new("born", "Date of birth").hint("For example, 27 3 2019").values("31", "2", "").error(Some("Enter the date of birth")))
                (Radios::new("consent", "Does the family agree to this referral?", [
                    Choice::new("yes", "Yes").conditional(Input::new("who", "Who said so?").into_markup()),
                    Choice::new("no", "No").hint("You will be asked for the lawful basis"),
                ]).error(Some("Say whether the family agrees")))
                (Checkboxes::new("needs", "What do they need help with?", [("housing", "Housing"), ("debt", "Debt")]).item(Choice::divider("or")).item(Choice::new("none", "None of these").exclusive()).values(["housing"]))
                (CharacterCount::new("why", "What has been tried?", 500).value("Two visits.").rows(4))
                (Select::new("place", "Where do they live?").items([("n", "North Vale"), ("s", "South Vale")]).value("s"))
                (PasswordInput::new("password", "Your password"))
                (FileUpload::new("file", "A letter, if there is one").accept(".pdf"))
                (WarningText::new("The family will be told that you asked."))
                (InsetText::new("It takes about four minutes."))
                (Details::new("What happens next?", "The coordinator answers within two working days."))
                div.tl-thumb { (button_group(&[Button::new("Check your answers"), Button::new("Save for later").secondary().sends("then", "later")])) }
            }
        } }
    }
}

fn meeting() -> Markup {
    let items = [
        AgendaItem { title: "Welcome and confidentiality", href: "#", now: false },
        AgendaItem { title: "K. O'Malley (R-2026-0140)", href: "#", now: true },
        AgendaItem { title: "D. Whitlock (R-2026-0141)", href: "#", now: false },
        AgendaItem { title: "A. Okonkwo (R-2026-0142)", href: "#", now: false },
        AgendaItem { title: "Closed session", href: "", now: false },
    ];
    html! {
        span.govuk-caption-l { "North Vale allocation group" }
        h1.govuk-heading-l { "Meeting, 12 November 2026" }
        (NotificationBanner::success("The decision on K. O'Malley is recorded."))
        p.tl-live role="status" { "Live: changes appear as they are made" }
        div."tl-columns"."tl-columns--three" {
            (agenda("Agenda", &items))
            div {
                h2.govuk-heading-m { "Updates: K. O'Malley" }
                (Textarea::new("update", "Your update").hint("Everyone in the meeting sees it at once.").rows(3))
                (Button::new("Share update").once())
                ul.tl-updates {
                    @for (who, when, words) in [("Harbour Trust", "F. Adeyemi, 10:15am", "Seen twice a week. Registered with a GP."), ("Police", "Sgt L. Marsh, 10:12am", "No incidents since the last meeting.")] {
                        li.tl-updates__item { strong { (who) } " " span.tl-meta { (when) } p."govuk-body"."govuk-!-margin-0" { (words) } }
                    }
                }
            }
            div {
                h2.govuk-heading-m { "Actions" }
                (Table::new("Actions agreed").hidden_caption().columns(["Action and owner", "Due"])
                    .row(Row::new().cell(html! { "Confirm ground-floor room" (under("Council housing")) }).cell("14 Nov"))
                    .row(Row::new().cell(html! { "Send assessment letter" (under("NHS mental health")) }).cell("13 Nov"))
                    .compact())
            }
        }
    }
}
