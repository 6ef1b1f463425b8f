//! Saying that a request or a case is about somebody else.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject, scope};
use kernel::{CaseId, FieldErrors, PersonId, ReferralId};
use maud::Markup;
use people::search::{Match, find_another};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};

use super::{
    model, pages,
    store::{self, Matter, Right, ties},
};
use crate::{
    charters::charter_of,
    chronology::store::note,
    form, level, paper,
    referral::{
        model::look_back_from,
        refer::{ReachPersonHeld, SeePersonReferred},
    },
};

const IT_IS_A_CASE: &str =
    "This request was accepted. Say on the page of its case that it is about somebody else.";

/// Says that a request is about somebody else, while it is no case.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CorrectReferral {
    /// The request.
    pub referral: ReferralId,
    /// The version that was read.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub version: i64,
    /// The name by which the form looks for the right person; not kept.
    #[serde(skip_serializing)]
    pub find: String,
    /// The id of the right person.
    pub other: String,
    /// How that is known; it names nobody.
    pub reason: String,
}

impl Act for CorrectReferral {
    const NAME: &'static str = "correct_referral_person";
    const ACTION: Action = Action::RestrictRecord;
}

impl Operation for CorrectReferral {
    type Done = ();
    const SAYS: &'static str = "Say that a referral is about somebody else";

    fn subject(&self) -> Subject {
        (Kind::Referral, Some(self.referral.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let matter = store::matter(doing.tx, doing.permit).await?.ok_or(Stop::NotThere)?;
        if matter.was_accepted() {
            return Err(Stop::NotNow(IT_IS_A_CASE.to_owned()));
        }
        correct(doing, &matter, (&self.other, &self.reason), self.version).await
    }
}

/// Says that a case is about somebody else, with the request that it came from.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CorrectCase {
    /// The case.
    pub case: CaseId,
    /// The version that was read.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub version: i64,
    /// The name by which the form looks for the right person; not kept.
    #[serde(skip_serializing)]
    pub find: String,
    /// The id of the right person.
    pub other: String,
    /// How that is known; it names nobody.
    pub reason: String,
}

impl Act for CorrectCase {
    const NAME: &'static str = "correct_case_person";
    const ACTION: Action = Action::RestrictRecord;
}

impl Operation for CorrectCase {
    type Done = ();
    const SAYS: &'static str = "Say that a case is about somebody else";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let matter = store::matter(doing.tx, doing.permit).await?.ok_or(Stop::NotThere)?;
        correct(doing, &matter, (&self.other, &self.reason), self.version).await?;
        let said = "Until now this case was about another record. What was written before has to be checked.";
        note(doing, self.case, said).await?;
        Ok(())
    }
}

/// Puts it right: the request and its case, what belongs to them, and who may see what.
async fn correct<O: Operation>(
    doing: &mut Doing<'_, O>,
    matter: &Matter,
    typed: (&str, &str),
    version: i64,
) -> Result<(), Stop> {
    let (person, reason) = model::checked(typed, matter.person)?;
    // One answer for absent and for not to be seen.
    if !doing.may::<SeePersonReferred>((Kind::Person, Some(person.0))).await? {
        let told = "Select someone whose record you may see";
        return Err(FieldErrors::one("other", told).into());
    }
    opens_nothing_to_oneself(doing, person).await?;
    opens_nothing_that_is_limited(doing, matter, person).await?;
    if matter.version != version {
        return Err(theirs(matter));
    }
    let named = store::named(doing.tx, doing.permit, matter.referral).await?;
    let since = look_back_from(charter_of(&matter.charter)?, matter.received_on.0);
    let right = Right {
        id: doing.env.new_id(),
        person,
        household: people::household::of(doing.tx, doing.permit, person).await?,
        reason: &reason,
        on: doing.env.today(),
        at: At(doing.env.now()),
    };
    if !store::correct(doing.tx, doing.permit, matter, &right, since).await? {
        return Err(theirs(matter));
    }
    let moved = (matter.person, person);
    let papers = (matter.referral, matter.case_id);
    paper::store::reseal(doing.tx, doing.permit, doing.keys, papers, moved).await?;
    if let Some(case) = matter.case_id {
        form::store::reseal(doing.tx, doing.permit, doing.keys, case, moved).await?;
        level::proposed::moved(doing, case).await?;
        doing.about.insert(case.0);
    }
    ties::move_to(doing.tx, doing.permit, matter, person).await?;
    doing.about.extend(named);
    doing.about.extend([matter.referral.0, matter.person.0, person.0]);
    doing.detail = json!({ "was": matter.person, "is": person });
    Ok(())
}

/// Whoever runs the forum would read the right person's record and address by it, as by referring them to their own forum:
/// only somebody who reads both already says so.
async fn opens_nothing_to_oneself<O: Operation>(
    doing: &mut Doing<'_, O>,
    person: PersonId,
) -> Result<(), Stop> {
    let record = (Kind::Person, Some(person.0));
    if doing.may_anyway::<ReachPersonHeld>(record).await? {
        return Ok(());
    }
    let told = "You would read this person's record by that. Ask someone who works with them to make a new request, and \
                close this one";
    Err(FieldErrors::one("other", told).into())
}

async fn opens_nothing_that_is_limited<O: Operation>(
    doing: &mut Doing<'_, O>,
    matter: &Matter,
    person: PersonId,
) -> Result<(), Stop> {
    let was = scope::of(doing.tx, (Kind::Person, matter.person.0)).await?;
    let becomes = scope::of(doing.tx, (Kind::Person, person.0)).await?;
    let mut tied = scope::of(doing.tx, (Kind::Referral, matter.referral.0)).await?;
    if let Some(case) = matter.case_id {
        tied.extend(scope::of(doing.tx, (Kind::Case, case.0)).await?);
    }
    let works = store::works(doing.tx, doing.permit).await?;
    let people = (&model::parts(&tied, &works), &model::staff(&tied));
    let opens = model::opens_nothing(&was, &becomes, people);
    opens.map_err(|why| FieldErrors::one("other", why).into())
}

/// That somebody else changed it meanwhile.
fn theirs(matter: &Matter) -> Stop {
    Stop::Conflict(json!({ "version": matter.version, "It is about": matter.person_name }))
}

/// What the form shows: whom it is about now, and whom the search found.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CorrectionAsked {
    /// The reference of the request.
    pub reference: String,
    /// Whom it is about now.
    pub name: String,
    /// Those of the name that was typed whom the reader may know of.
    pub found: Vec<Match>,
    /// The version of the case, or of the request.
    pub version: i64,
}

async fn asked<R: Act>(
    looking: &mut Looking<'_, R>,
    find: &str,
) -> Result<(Matter, CorrectionAsked), Stop> {
    let matter = store::matter(looking.tx, looking.permit).await?.ok_or(Stop::NotThere)?;
    looking.names(matter.person.0);
    let found = find_another(looking, matter.person, find).await?;
    let (reference, name) = (matter.reference.clone(), matter.person_name.clone());
    let version = matter.version;
    Ok((matter, CorrectionAsked { reference, name, found, version }))
}

/// Opens the form for saying that a request is about somebody else.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskReferralCorrection {
    /// The request.
    pub referral: ReferralId,
    /// The name that was typed.
    #[serde(skip_serializing)]
    pub find: String,
}

impl Act for AskReferralCorrection {
    const NAME: &'static str = "ask_correct_referral_person";
    const ACTION: Action = Action::RestrictRecord;
}

impl Reading for AskReferralCorrection {
    type Answer = CorrectionAsked;
    const SAYS: &'static str = "Open the form for saying that a referral is about somebody else";

    fn subject(&self) -> Subject {
        (Kind::Referral, Some(self.referral.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<CorrectionAsked, Stop> {
        let (matter, asked) = asked(looking, &self.find).await?;
        if matter.was_accepted() {
            return Err(Stop::NotNow(IT_IS_A_CASE.to_owned()));
        }
        Ok(asked)
    }
}

/// Opens the form for saying that a case is about somebody else.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskCaseCorrection {
    /// The case.
    pub case: CaseId,
    /// The name that was typed.
    #[serde(skip_serializing)]
    pub find: String,
}

impl Act for AskCaseCorrection {
    const NAME: &'static str = "ask_correct_case_person";
    const ACTION: Action = Action::RestrictRecord;
}

impl Reading for AskCaseCorrection {
    type Answer = CorrectionAsked;
    const SAYS: &'static str = "Open the form for saying that a case is about somebody else";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<CorrectionAsked, Stop> {
        Ok(asked(looking, &self.find).await?.1)
    }
}

impl Form for CorrectReferral {
    type Ask = AskReferralCorrection;
    const TITLE: &'static str = "This request is about somebody else";
    const BUTTON: &'static str = "Move the request";

    fn ask(&self) -> AskReferralCorrection {
        AskReferralCorrection { referral: self.referral, find: self.find.clone() }
    }

    fn begin(self, asked: &CorrectionAsked) -> Self {
        Self { version: asked.version, ..self }
    }

    fn fields(&self, asked: &CorrectionAsked, errors: &FieldErrors, frame: &Frame) -> Markup {
        let typed = pages::Typed {
            version: self.version,
            find: &self.find,
            other: &self.other,
            reason: &self.reason,
        };
        pages::fields(&typed, asked, errors, frame)
    }

    fn next(&self, (): &()) -> Next {
        Next::to(
            format!("/referrals/{}", self.referral),
            "The request is with the right person now",
        )
    }
}

impl Form for CorrectCase {
    type Ask = AskCaseCorrection;
    const TITLE: &'static str = "This case is about somebody else";
    const BUTTON: &'static str = "Move the case";

    fn ask(&self) -> AskCaseCorrection {
        AskCaseCorrection { case: self.case, find: self.find.clone() }
    }

    fn begin(self, asked: &CorrectionAsked) -> Self {
        Self { version: asked.version, ..self }
    }

    fn fields(&self, asked: &CorrectionAsked, errors: &FieldErrors, frame: &Frame) -> Markup {
        let typed = pages::Typed {
            version: self.version,
            find: &self.find,
            other: &self.other,
            reason: &self.reason,
        };
        pages::fields(&typed, asked, errors, frame)
    }

    fn next(&self, (): &()) -> Next {
        let to = format!("/cases/{}/corrections", self.case);
        Next::to(to, "The case is with the right person now. Check what was written before")
    }
}
