//! The consent form in plain words, to read with the family, to print and to sign. Like the plan to share (ADR 10) it may
//! be read by whoever lives there: organisations at work are on it once somebody has chosen that they may be on the
//! plan, and those that must not be told are written in by hand.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use govuk::WarningText;
use kernel::CaseId;
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};

use super::store;
use crate::share::see::on_the_plan;

/// The consent form.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ConsentForm {
    /// The forum.
    pub forum: String,
    /// The organisations whose staff meet there, without those that must not be told.
    pub at_the_table: Vec<String>,
    /// The organisations of the plan to share.
    pub on_the_plan: Vec<String>,
    /// Those that must not be told: on the screen, and not on the paper.
    pub excluded: Vec<String>,
}

/// The consent form in plain words, to print and to sign.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeConsentForm {
    /// The case.
    pub case: CaseId,
}

impl Act for SeeConsentForm {
    const NAME: &'static str = "see_consent_form";
    const ACTION: Action = Action::SeeRecord;
}

impl Reading for SeeConsentForm {
    type Answer = ConsentForm;
    const SAYS: &'static str = "The consent form in plain words, to print and to sign";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<ConsentForm, Stop> {
        let permit = looking.permit;
        let (head, forum, mut on_the_plan) =
            on_the_plan(looking.tx, permit, looking.env.today()).await?;
        let (excluded, at_the_table) = store::at_the_table(looking.tx, permit, &head).await?;
        on_the_plan.retain(|name| !excluded.contains(name));
        let rights = looking.rights(self.subject(), &[Action::RecordPlan]).await?;
        let excluded = if rights.is_empty() { Vec::new() } else { excluded };
        Ok(ConsentForm { forum, at_the_table, on_the_plan, excluded })
    }
}

impl Page for SeeConsentForm {
    fn title(_: &ConsentForm) -> String {
        "Do you agree?".into()
    }

    fn back(&self, _: &ConsentForm) -> Option<String> {
        Some(format!("/cases/{}/consent", self.case))
    }

    fn content(&self, answer: &ConsentForm, _: &Frame) -> Markup {
        content(answer)
    }
}

fn before_signing(form: &ConsentForm) -> Markup {
    html! {
        div.tl-before-sharing {
            (WarningText::new(
                "Read it before you print it. Whoever else lives there may read it, too. An organisation that works \
                 with the family is on it only where somebody chose that it may be on the plan to share."))
            @if !form.excluded.is_empty() {
                p.govuk-body {
                    "Must not be told: " strong { (form.excluded.join(", ")) } ". This is not on the paper. Write it in "
                    "by hand, if nobody who reads the paper is put at risk by it."
                }
            }
        }
    }
}

fn names(names: &[String]) -> Markup {
    html! { ul.govuk-list.govuk-list--bullet { @for name in names { li { (name) } } } }
}

fn content(form: &ConsentForm) -> Markup {
    html! {
        (before_signing(form))
        p.govuk-body.tl-to-write { "This is about (name and date of birth)" }
        p.govuk-body {
            "Several organisations would like to help you together. You decide whether they may. You can say yes to "
            "some of this and no to the rest."
        }
        h2.govuk-heading-m { "What we share" }
        ul.govuk-list.govuk-list--bullet {
            li { "your name, and who lives with you" }
            li { "what is going well, and what you need" }
            li { "the plan that we make with you, and how it goes" }
        }
        p.govuk-body { "We share only what somebody needs in order to help you." }
        h2.govuk-heading-m { "With whom" }
        @if !form.at_the_table.is_empty() {
            p.govuk-body { "These organisations meet as the " (form.forum) ":" }
            (names(&form.at_the_table))
        }
        @if !form.on_the_plan.is_empty() {
            p.govuk-body { "These help you, or are asked to:" }
            (names(&form.on_the_plan))
        }
        h2.govuk-heading-m { "With whom not" }
        p.govuk-body { "You can tell us whom we must not tell. We write it here:" }
        (lines_to_write(2))
        h2.govuk-heading-m { "When we have to share without asking" }
        p.govuk-body {
            "If somebody may come to serious harm, or the law says so, we may have to tell others without your "
            "agreement. We tell you first, unless that would put somebody at risk."
        }
        h2.govuk-heading-m { "What you can do" }
        ul.govuk-list.govuk-list--bullet {
            li { "change your mind at any time: tell whoever gave you this, on the telephone, in person or in writing. We write it down the same day, and stop what rests on your agreement" }
            li { "ask to see what is written about you, and who has looked at it" }
            li { "ask us to put right what is wrong" }
            li { "say that you are not happy with us, to us or to the Information Commissioner’s Office" }
        }
        h2.govuk-heading-m { "Your answer" }
        ul.govuk-list {
            li { "☐ I agree that these organisations work with us." }
            li { "☐ I agree that they share what is needed for that." }
            li { "☐ I do not agree." }
        }
        (signature("Signed by the person, or a young person who can decide this"))
        (signature("Signed by somebody with parental responsibility"))
        (signature("Signed by the practitioner, who explained it"))
    }
}

fn lines_to_write(how_many: usize) -> Markup {
    html! { @for _ in 0..how_many { p.govuk-body.tl-to-write { (NO_BREAK) } } }
}

fn signature(whose: &str) -> Markup {
    html! {
        p class="govuk-body govuk-!-margin-bottom-0" { (whose) }
        p.govuk-body.tl-to-write { "Name, signature and date" }
    }
}

/// So that an empty line has a height.
const NO_BREAK: &str = "\u{a0}";
