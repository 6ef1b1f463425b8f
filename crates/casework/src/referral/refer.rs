//! Referring: choose a forum, ask, check the answers, send.

use std::collections::BTreeMap;

use agreement::{Act, Action, Kind};
use db::{At, Day, DbError, Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{AdviceId, FieldErrors, ForumId, PersonId, ReferralId};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ui::{Form, Frame, Next, Page, Route};

use super::{
    model, pages,
    people::{self, PersonNamed},
    request::{self, Asked, Request},
    scopes, store,
};
use crate::{
    advice::{self, store::Written},
    charters::charter_of,
};

pub(super) fn routes() -> Vec<Route> {
    [
        Route::page::<ChooseForum>("/people/{person}/referrals/new"),
        Route::form::<Refer>("/forums/{forum}/people/{person}/referrals/new"),
    ]
    .concat()
}

/// Looking at a person for the sake of referring them.
pub(crate) struct SeePersonReferred;

impl Act for SeePersonReferred {
    const NAME: &'static str = "see_person_referred";
    const ACTION: Action = Action::SeeSummary;
}

/// Reading a person's record, as the chair of a forum that holds it does: for a permit only.
pub(super) struct SeePersonHeld;

impl Act for SeePersonHeld {
    const NAME: &'static str = "see_person_held";
    const ACTION: Action = Action::SeeRecord;
}

/// Reading a person's address, as staff involved and the coordinator of a forum that has them open may:
/// for a permit only.
pub(crate) struct ReachPersonHeld;

impl Act for ReachPersonHeld {
    const NAME: &'static str = "reach_person_held";
    const ACTION: Action = Action::SeeAddress;
}

/// The forums to which one may refer a person.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ChooseForum {
    /// The person.
    pub person: PersonId,
}

impl Act for ChooseForum {
    const NAME: &'static str = "choose_forum";
    const ACTION: Action = Action::SeeSummary;
}

/// A forum that one may refer to.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ForumChoice {
    /// Its id.
    pub id: ForumId,
    /// Its name.
    pub name: String,
    /// What it is for, from its charter.
    pub summary: String,
}

/// A person and the forums for them.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ForumChoices {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub person_name: String,
    /// When they died, as far as it is known; empty while they live.
    pub died: String,
    /// The forums.
    pub forums: Vec<ForumChoice>,
}

impl Reading for ChooseForum {
    type Answer = ForumChoices;
    const SAYS: &'static str = "The forums to which one may refer a person";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<ForumChoices, Stop> {
        let found = store::name_and_death(looking.tx, looking.permit, self.person).await?;
        let (person_name, died) = found.ok_or(Stop::NotThere)?;
        let mut forums = Vec::new();
        for (id, name, charter) in store::forums(looking.tx).await? {
            if looking.may::<Refer>((Kind::Forum, Some(id.0))).await? {
                let summary = charter_of(&charter)?.summary.clone();
                forums.push(ForumChoice { id, name, summary });
            }
        }
        Ok(ForumChoices { person: self.person, person_name, died, forums })
    }
}

impl Page for ChooseForum {
    fn title(_: &ForumChoices) -> String {
        "Where do you want to refer to?".into()
    }

    fn content(&self, answer: &ForumChoices, frame: &Frame) -> Markup {
        pages::fields::choose(answer, frame)
    }
}

/// Asks a forum for support for a person.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Refer {
    /// The forum that is asked.
    pub forum: ForumId,
    /// The person for whom.
    pub person: PersonId,
    /// A question for advice whose words are added to what is needed; may be empty.
    pub from_advice: String,
    /// What is asked.
    #[serde(flatten)]
    pub request: Request,
    /// What was sent besides: refused by name.
    #[serde(flatten)]
    #[schemars(skip)]
    pub other: BTreeMap<String, Value>,
}

impl Act for Refer {
    const NAME: &'static str = "refer";
    const ACTION: Action = Action::Refer;
}

/// What is left over when a form has been read: nothing in it was asked.
///
/// # Errors
///
/// Each name that does not belong.
pub(super) fn nothing_else(other: &BTreeMap<String, Value>) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    for name in other.keys() {
        errors.add(name.clone(), format!("There is no question “{name}”. Leave it out"));
    }
    errors.into_result()
}

impl Operation for Refer {
    type Done = ReferralId;
    const SAYS: &'static str = "Make a referral to a forum";

    fn subject(&self) -> Subject {
        (Kind::Forum, Some(self.forum.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<ReferralId, Stop> {
        let person = (Kind::Person, Some(self.person.0));
        let seen = doing.permit_for::<SeePersonReferred>(person).await?;
        let found = advice::store::forum_and_written(doing.tx, doing.permit, self.forum);
        let (_, code, written) = found.await?.ok_or(Stop::NotThere)?;
        let charter = charter_of(&code)?;
        self.opens_nothing_to_oneself(doing).await?;
        nothing_else(&self.other)?;
        let (today, id) = (doing.env.today(), ReferralId(doing.env.new_id()));
        let named = people::checked(doing, (self.person, id), &self.request.people).await?;
        let (request, from_advice) = self.with_advice(&written);
        let mut checked = request::checked(&request, charter, false);
        if let Err(told) = from_advice {
            let mut errors = checked.err().unwrap_or_default();
            errors.add("from_advice", told);
            checked = Err(errors);
        }
        let (asked, named) = people::both(checked, named)?;
        let since = model::look_back_from(charter, today);
        let referrer = (doing.principal().practitioner, doing.principal().organisation);
        let new = store::New {
            id,
            reference: store::free_reference(doing.tx, doing.permit, today.year()).await?,
            forum: self.forum,
            charter_version: charter.version.clone(),
            person: self.person,
            household: ::people::household::of(doing.tx, doing.permit, self.person).await?,
            received_on: today,
            referrer,
            referrer_group: store::referrer_group(doing.tx, referrer.1).await?,
            re_referral_of: store::earlier(doing.tx, doing.permit, self.person, since).await?,
        };
        let at = At(doing.env.now());
        store::add(doing.tx, doing.permit, new, &asked, at).await?;
        people::save(doing, id, named).await?;
        record_consent(doing, (id, self.person), &asked).await?;
        if let Ok(Some(of)) = from_advice {
            advice::store::became(doing.tx, doing.permit, of, id).await?;
        }
        let records = (id, self.person, self.forum);
        scopes::referred(doing.tx, (doing.permit, &seen), records, referrer.0).await?;
        doing.about.extend([id.0, self.person.0]);
        doing.detail = json!({ "referral": id });
        Ok(id)
    }
}

impl Refer {
    /// What is asked, with the words of the question for advice that was chosen, if one was.
    fn with_advice(
        &self,
        written: &[Written],
    ) -> (Request, Result<Option<AdviceId>, &'static str>) {
        let (mut request, chosen) = (self.request.clone(), self.from_advice.trim());
        if chosen.is_empty() {
            return (request, Ok(None));
        }
        let Some((id, _, situation, tried)) = written.iter().find(|it| it.0.to_string() == chosen)
        else {
            return (request, Err("Select one of your questions, or none"));
        };
        let words = advice::model::as_needs(situation, tried);
        request.needs_words = match request.needs_words.trim() {
            "" => words,
            typed => format!("{typed}\n\n{words}"),
        };
        (request, Ok(Some(*id)))
    }

    /// What a forum holds, its coordinator and chair read, and while it is open the coordinator the
    /// address: by referring to a forum that they run, for whichever of their organisations, they would
    /// open to themselves what is closed to them now.
    async fn opens_nothing_to_oneself(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let person = (Kind::Person, Some(self.person.0));
        let has = match doing.principal().opened_by_holding(self.forum) {
            None => true,
            Some(Action::SeeRecord) => doing.may_anyway::<SeePersonHeld>(person).await?,
            Some(_) => doing.may_anyway::<ReachPersonHeld>(person).await?,
        };
        if has {
            return Ok(());
        }
        let told = "You would read this person's record by referring them to your own forum. Ask someone who works \
                    with them to make the request.";
        Err(Stop::NotNow(told.to_owned()))
    }
}

/// Records what was said about sharing, with the basis and reason in words.
pub(super) async fn record_consent<O: Operation>(
    doing: &mut Doing<'_, O>,
    of: (ReferralId, PersonId),
    asked: &Asked,
) -> Result<(), DbError> {
    let id = doing.env.new_id();
    let when = (Day(doing.env.today()), At(doing.env.now()));
    store::add_consent(doing.tx, doing.permit, (id, of), asked, when).await
}

/// What the form for referring needs.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskRefer {
    /// The forum that is asked.
    pub forum: ForumId,
    /// The person for whom.
    pub person: PersonId,
}

impl Act for AskRefer {
    const NAME: &'static str = "ask_refer";
    const ACTION: Action = Action::Refer;
}

/// What the form for a request shows around its questions.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Asking {
    /// The forum's name.
    pub forum_name: String,
    /// Its charter's code and version, such as `maag/1`.
    pub charter: String,
    /// The name of the person.
    pub person_name: String,
    /// When they died, as far as it is known; empty while they live, and for a request that was made already.
    pub died: String,
    /// Who lives with them, as far as the reader may know of each: the request may be about them, too.
    pub household: Vec<PersonNamed>,
    /// Whether an assessment was completed here.
    pub has_assessment: bool,
    /// What the reader asked the forum for advice about, and has not yet made a request of.
    pub written: Vec<Written>,
}

impl Reading for AskRefer {
    type Answer = Asking;
    const SAYS: &'static str = "Open the form for a referral";

    fn subject(&self) -> Subject {
        (Kind::Forum, Some(self.forum.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Asking, Stop> {
        let person = (Kind::Person, Some(self.person.0));
        let seen = looking.permit_for::<SeePersonReferred>(person).await?;
        let found = advice::store::forum_and_written(looking.tx, looking.permit, self.forum);
        let (forum_name, charter, written) = found.await?.ok_or(Stop::NotThere)?;
        charter_of(&charter)?;
        let found = store::name_and_death(looking.tx, &seen, self.person).await?;
        let (person_name, died) = found.ok_or(Stop::NotThere)?;
        looking.names(self.person.0);
        let household = people::of_household(looking, (self.person, None)).await?;
        let household = household.into_iter().map(|(it, _)| it).collect();
        let has_assessment = false;
        Ok(Asking { forum_name, charter, person_name, died, household, has_assessment, written })
    }
}

impl Form for Refer {
    type Ask = AskRefer;
    const TITLE: &'static str = "Make a referral";
    const BUTTON: &'static str = "Send";

    fn ask(&self) -> AskRefer {
        AskRefer { forum: self.forum, person: self.person }
    }

    fn fields(&self, asked: &Asking, errors: &FieldErrors, frame: &Frame) -> Markup {
        html! {
            (pages::fields::advice(&self.from_advice, asked, errors, frame))
            (pages::fields::request((&self.request, asked), errors, frame))
        }
    }

    fn check(&self, asked: &Asking) -> Option<Markup> {
        Some(pages::fields::check(&self.with_advice(&asked.written).0, asked))
    }

    fn problems(&self, asked: &Asking, _: &Frame) -> FieldErrors {
        let (request, from_advice) = self.with_advice(&asked.written);
        let mut errors = problems(&request, asked);
        if let Err(told) = from_advice {
            errors.add("from_advice", told);
        }
        errors
    }

    fn next(&self, done: &ReferralId) -> Next {
        Next::to(format!("/referrals/{done}"), "Your request was sent")
    }
}

/// What is wrong with a request before it is sent.
pub(super) fn problems(request: &Request, asked: &Asking) -> FieldErrors {
    let Ok(charter) = charter_of(&asked.charter) else { return FieldErrors::default() };
    let checked = request::checked(request, charter, asked.has_assessment);
    let mut errors = checked.err().unwrap_or_default();
    if let Some(wrong) = people::problem(&request.people, &asked.household) {
        errors.add("people", wrong);
    }
    errors
}
