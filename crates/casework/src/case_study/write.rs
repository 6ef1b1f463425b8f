//! Writing a case study, beginning from a draft without names.

use agreement::{Act, Action, Kind, Permit};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject, Tx};
use jiff::civil::Date;
use kernel::{CaseId, FieldErrors};
use maud::Markup;
use people::known_words;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};

use super::{
    model::{self, NO_ADDRESS, Status, Study},
    pages, store,
};
use crate::{
    allocation,
    case::store::{head, record},
    chronology::store::note,
    goal, plan,
};

/// Whether somebody reads where the person lives.
pub(super) struct ReadsAddress;

impl Act for ReadsAddress {
    const NAME: &'static str = "reads_address_for_case_study";
    const ACTION: Action = Action::SeeAddress;
}

/// Writes a case study of a closed case; it waits for a second person.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WriteCaseStudy {
    /// The case.
    pub case: CaseId,
    /// The made-up name that stands for the person.
    pub pseudonym: String,
    /// What was asked for.
    pub asked: String,
    /// What was going well.
    pub strengths: String,
    /// What was done, and by which organisations.
    pub done: String,
    /// What changed.
    pub changed: String,
    /// What might have happened without it; may be empty.
    pub otherwise: String,
}

impl WriteCaseStudy {
    fn study(&self) -> Study {
        Study {
            pseudonym: self.pseudonym.clone(),
            asked: self.asked.clone(),
            strengths: self.strengths.clone(),
            done: self.done.clone(),
            changed: self.changed.clone(),
            otherwise: self.otherwise.clone(),
        }
    }
}

impl Act for WriteCaseStudy {
    const NAME: &'static str = "write_case_study";
    const ACTION: Action = Action::CloseCase;
}

impl Operation for WriteCaseStudy {
    type Done = ();
    const SAYS: &'static str = "Write a case study of a closed case, without anybody's name";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let not_now = |why: &str| Stop::NotNow(why.to_owned());
        let head = head(doing.tx, doing.permit).await?;
        let ground = store::ground(doing.tx, doing.permit, &head).await?;
        ground.may_be_told().map_err(not_now)?;
        let address = (Kind::Person, Some(head.person.0));
        if !doing.may_anyway::<ReadsAddress>(address).await? {
            return Err(not_now(NO_ADDRESS));
        }
        let known = known_words::of_case(
            doing.tx,
            doing.keys,
            doing.permit,
            doing.agreement,
            (head.person, head.referral),
        )
        .await?;
        let organisations = store::organisations(doing.tx).await?;
        let study = model::checked(&self.study(), &known, &organisations)?;
        let made = (doing.env.new_id(), doing.env.today(), At(doing.env.now()));
        store::write(doing.tx, doing.permit, &head, &study, made).await?;
        doing.about.insert(head.person.0);
        doing.detail = json!({ "study": made.0 });
        note(doing, head.id, "A case study was written. It waits for a second person.").await?;
        Ok(())
    }
}

/// Opens the form for a case study, with a draft.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskCaseStudy {
    /// The case.
    pub case: CaseId,
}

impl Act for AskCaseStudy {
    const NAME: &'static str = "ask_case_study";
    const ACTION: Action = Action::CloseCase;
}

impl Reading for AskCaseStudy {
    /// A draft without the names that are known, or what was written before.
    type Answer = Study;
    const SAYS: &'static str = "Open the form for a case study, with a draft without names";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Study, Stop> {
        let (head, body) = record::whole(looking.tx, looking.permit).await?;
        let ground = store::ground(looking.tx, looking.permit, &head).await?;
        ground.may_be_told().map_err(|why| Stop::NotNow(why.to_owned()))?;
        let address = (Kind::Person, Some(head.person.0));
        if !looking.may_anyway::<ReadsAddress>(address).await? {
            return Err(Stop::NotNow(NO_ADDRESS.to_owned()));
        }
        let latest = store::latest(looking.tx, looking.permit).await?;
        if let Some(it) = latest.filter(|it| it.status != Status::Replaced) {
            return Ok(it.study);
        }
        let (tx, permit) = (&mut *looking.tx, looking.permit);
        // Where they live is found when it is saved: the page keeps to its number of statements.
        let known = known_words::names_of_case(tx, permit, looking.agreement, head.person).await?;
        let said = said(tx, permit, body, looking.env.today()).await?;
        Ok(model::draft(said, &known))
    }
}

/// What the case says, as it stands there.
async fn said<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    body: record::Body,
    today: Date,
) -> Result<Study, Stop> {
    let actions = plan::store::of_case(tx, permit, today).await?;
    let services = allocation::store::of_case(tx, permit).await?;
    let goals = goal::store::of_case(tx, permit).await?;
    let mut done: Vec<String> = Vec::new();
    for action in actions.iter().filter(|it| it.status == plan::model::Status::Done) {
        let owners = action.owners.iter().map(|it| it.name.as_str()).collect::<Vec<_>>();
        done.push(format!("{}: {}", owners.join(" and "), action.description));
    }
    let given = services.iter().filter(|it| it.started_on.is_some() || it.status == "accepted");
    done.extend(given.map(|it| format!("{}: {}", it.provider, it.service)));
    let mut changed: Vec<String> = Vec::new();
    for goal in goals {
        let went = goal.outcome.map(goal::model::Outcome::words).unwrap_or_default();
        let words = goal.words.trim_end_matches('.');
        changed.push(
            format!("{words}: {}. {}", went.to_lowercase(), goal.outcome_words)
                .trim_end()
                .to_owned(),
        );
    }
    changed.extend(body.closing.map(|it| it.summary));
    Ok(Study {
        pseudonym: String::new(),
        asked: body.words.needs,
        strengths: body.words.strengths,
        done: done.join("\n"),
        changed: changed.join("\n"),
        otherwise: String::new(),
    })
}

impl Form for WriteCaseStudy {
    type Ask = AskCaseStudy;
    const TITLE: &'static str = "Write a case study";
    const BUTTON: &'static str = "Give it to a second person";

    fn ask(&self) -> AskCaseStudy {
        AskCaseStudy { case: self.case }
    }

    fn back(&self, _: &Study) -> Option<String> {
        Some(format!("/cases/{}/case-study", self.case))
    }

    fn begin(self, asked: &Study) -> Self {
        let Study { pseudonym, asked, strengths, done, changed, otherwise } = asked.clone();
        Self { case: self.case, pseudonym, asked, strengths, done, changed, otherwise }
    }

    fn fields(&self, _: &Study, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::fields(self, errors)
    }

    fn next(&self, (): &()) -> Next {
        Next::to(
            format!("/cases/{}/case-study", self.case),
            "The case study was saved. Somebody else who keeps the plan reads it before others do",
        )
    }
}
