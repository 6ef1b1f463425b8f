//! What is done with a paper, whether it hangs on a request or on a case: the record of the permit says on which.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Spool, Stop};
use kernel::{PaperId, PersonId, ReferralId};
use schemars::JsonSchema;
use serde::Serialize;
use ui::Leaving;

use super::{
    model,
    store::{self, New, PaperLine},
};
use crate::{in_error, referral::refer::ReachPersonHeld};

/// The papers of a request or a case.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Papers {
    /// Them, the latest first.
    pub papers: Vec<PaperLine>,
    /// Whether the reader may download them.
    pub reads: bool,
    /// Whether the reader may add one.
    pub adds: bool,
    /// The request that a case came from, which has papers of its own.
    pub request: Option<ReferralId>,
}

/// What adding a paper asks: nothing but the right to.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PaperAsked {}

/// The paper that a form is about.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PaperNamed {
    /// What it is called.
    pub title: String,
}

/// A paper that leaves as a file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PaperTaken {
    /// What it is called.
    pub title: String,
    /// The ending of its kind.
    pub ending: &'static str,
    /// What it holds.
    #[serde(skip)]
    pub file: Spool,
}

impl From<PaperTaken> for Leaving {
    fn from(PaperTaken { title, ending, file }: PaperTaken) -> Self {
        Self { title, ending, file }
    }
}

/// The papers of a person's record. Whoever may `keep` it marks their own as entered in error, also when nothing can be
/// added any more, and the coordinator any. Whether one may download them goes by the person: whoever made a request reads
/// the family's address once it is accepted, and what came with it no sooner.
pub(super) async fn papers<R: Reading>(
    looking: &mut Looking<'_, R>,
    reading: &R,
    (person, keep): (PersonId, Action),
    is_open: bool,
) -> Result<Papers, Stop> {
    let found = store::papers(looking.tx, looking.permit).await?;
    let asked = [Action::SeeAddress, keep, Action::RestrictRecord];
    let rights = looking.rights(reading.subject(), &asked).await?;
    let has = |action| rights.contains(&action);
    let (keeps, coordinates) = (has(keep), has(Action::RestrictRecord));
    let reads = has(Action::SeeAddress)
        && looking.may::<ReachPersonHeld>((Kind::Person, Some(person.0))).await?;
    let may_mark = |it: &PaperLine| keeps && (coordinates || it.may_mark);
    let papers = found.into_iter().map(|it| PaperLine { may_mark: may_mark(&it), ..it }).collect();
    Ok(Papers { papers, reads, adds: keeps && is_open, request: None })
}

/// Adds a paper about a person; gives its id, and what the chronology says.
pub(super) async fn add<O: Operation>(
    doing: &mut Doing<'_, O>,
    person: PersonId,
    (title, sort, file): (&str, &str, &Spool),
) -> Result<(PaperId, String), Stop> {
    let (first, last) = both_ends(file).await?;
    let (title, format) = model::checked((title, sort), (file.size(), &first, &last))?;
    model::has_room(store::held(doing.tx, doing.permit).await?, file.size())?;
    let (id, at) = (PaperId(doing.env.new_id()), At(doing.env.now()));
    let new = New { id, person, title, sort, format, file };
    store::add(doing.tx, doing.permit, doing.keys, (new, at)).await?;
    doing.about.insert(person.0);
    Ok((id, format!("A paper was added: {}.", lower(model::sort_words(sort)))))
}

/// Downloads a paper.
pub(super) async fn take<R: Reading>(
    looking: &mut Looking<'_, R>,
    id: PaperId,
) -> Result<PaperTaken, Stop> {
    let (permit, keys) = (looking.permit, looking.keys);
    let paper = store::load(looking.tx, permit, id).await?;
    if !looking.may::<ReachPersonHeld>((Kind::Person, Some(paper.person.0))).await? {
        return Err(Stop::NotNow(model::NOT_YOURS_TO_READ.to_owned()));
    }
    let file = store::taken(looking.tx, permit, keys, (id, &paper)).await?;
    looking.names(id.0);
    looking.names(paper.person.0);
    Ok(PaperTaken { ending: paper.format()?.ending(), title: paper.title, file })
}

/// The paper that a form is about.
pub(super) async fn named<R: Reading>(
    looking: &mut Looking<'_, R>,
    id: PaperId,
) -> Result<PaperNamed, Stop> {
    let paper = store::load(looking.tx, looking.permit, id).await?;
    looking.names(paper.person.0);
    Ok(PaperNamed { title: paper.title })
}

/// Marks a paper as entered in error, for whoever added it and for those who may do `C`; gives what the chronology says.
pub(super) async fn mark<O: Operation, C: Act>(
    doing: &mut Doing<'_, O>,
    operation: &O,
    (id, reason): (PaperId, &str),
) -> Result<String, Stop> {
    let paper = store::load(doing.tx, doing.permit, id).await?;
    let reason = model::reason(reason)?;
    let is_own = paper.added_by == doing.principal().practitioner;
    if !is_own && !doing.may::<C>(operation.subject()).await? {
        return Err(Stop::NotNow(model::NOT_YOURS_TO_MARK.to_owned()));
    }
    let at = At(doing.env.now());
    store::mark(doing.tx, doing.permit, (id, reason), at).await?;
    let said = (doing.env.new_id(), id.0);
    in_error::store::paper_was_marked(doing.tx, doing.permit, said, reason, at).await?;
    doing.about.extend([id.0, paper.person.0]);
    Ok(format!("A paper was entered in error: {}.", lower(model::sort_words(&paper.sort))))
}

/// The first piece of a file and its last ones: what it is known by.
async fn both_ends(file: &Spool) -> Result<(Vec<u8>, Vec<u8>), Stop> {
    let from = file.pieces().saturating_sub(2);
    let mut last = file.piece(from).await?;
    last.extend(file.piece(from.saturating_add(1)).await?);
    Ok((file.piece(0).await?, last))
}

/// A name of a sort within a sentence.
fn lower(words: &str) -> String {
    let mut words = words.chars();
    words.next().map(|first| first.to_lowercase().chain(words).collect()).unwrap_or_default()
}
