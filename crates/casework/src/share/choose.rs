//! Choosing what stands on the plan to share.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use govuk::{Checkboxes, Choice, WarningText};
use kernel::{CaseId, FieldErrors};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next};

use super::{
    model::{Line, Part, chosen},
    see::Whole,
    store,
};
use crate::chronology::store::note;

/// Says which lines stand on the plan to share.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ChooseLines {
    /// The case.
    pub case: CaseId,
    /// The lines that were read: the mark of each.
    #[serde(deserialize_with = "kernel::one_or_many")]
    pub shown: Vec<String>,
    /// Those of them that may stand on the plan.
    #[serde(deserialize_with = "kernel::one_or_many")]
    pub lines: Vec<String>,
}

impl Act for ChooseLines {
    const NAME: &'static str = "choose_lines";
    const ACTION: Action = Action::RecordPlan;
}

impl Operation for ChooseLines {
    type Done = ();
    const SAYS: &'static str = "Choose what stands on the plan to share";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let whole = Whole::load(doing.tx, doing.permit, doing.env.today()).await?;
        let said = chosen(&whole.lines(), &self.shown, &self.lines)?;
        let at = At(doing.env.now());
        for (line, is_shared) in &said {
            store::choose(doing.tx, doing.permit, &whole.head, (line, *is_shared), at).await?;
        }
        note(doing, whole.head.id, "It was chosen what stands on the plan to share.").await?;
        Ok(())
    }
}

/// Opens the form for choosing what stands on the plan to share.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskLines {
    /// The case.
    pub case: CaseId,
}

impl Act for AskLines {
    const NAME: &'static str = "ask_lines";
    const ACTION: Action = Action::RecordPlan;
}

impl Reading for AskLines {
    /// What could stand on the plan.
    type Answer = Vec<Line>;
    const SAYS: &'static str = "Open the form for choosing what stands on the plan to share";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Vec<Line>, Stop> {
        let whole = Whole::load(looking.tx, looking.permit, looking.env.today()).await?;
        Ok(whole.lines())
    }
}

impl Form for ChooseLines {
    type Ask = AskLines;
    const TITLE: &'static str = "Choose what is on the plan to share";
    const BUTTON: &'static str = "Save and see the plan";

    fn ask(&self) -> AskLines {
        AskLines { case: self.case }
    }

    fn back(&self, _: &Vec<Line>) -> Option<String> {
        Some(format!("/cases/{}/plan", self.case))
    }

    fn begin(self, asked: &Vec<Line>) -> Self {
        let ticked = asked.iter().filter(|line| line.choice == Some(true));
        Self { lines: ticked.map(|line| line.id.to_string()).collect(), ..self }
    }

    fn fields(&self, asked: &Vec<Line>, errors: &FieldErrors, _: &Frame) -> Markup {
        let choices = asked.iter().map(choice);
        html! {
            (WarningText::new(
                "Whoever else lives there may read the plan. The name of a service, an organisation or an action \
                 can tell them what they must not know. When in doubt, leave it off."))
            @for line in asked { input type="hidden" name="shown" value=(line.mark); }
            @if asked.is_empty() {
                p.govuk-body { "Nothing has been recorded that could be on it." }
            } @else {
                (Checkboxes::new("lines", "What may be on it?", choices)
                    .values(self.lines.iter().map(String::as_str)).error(errors.of("lines")))
            }
        }
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/cases/{}/plan", self.case), "What is on the plan was saved")
    }
}

fn choice(line: &Line) -> Choice {
    let part = match line.part {
        Part::Strengths => "What is going well",
        Part::Goal => "Goal",
        Part::Action => "Action",
        Part::Service => "Help",
        Part::About => "What matters",
        Part::Contingency => "If things get worse",
        Part::Lead => "Whom to talk to",
    };
    let choice =
        Choice::new(line.id.to_string(), format!("{part}: {}", line.words.replace('\n', ". ")));
    match line.choice {
        None => choice.hint("Not chosen yet"),
        Some(_) => choice,
    }
}
