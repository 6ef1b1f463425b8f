//! SQL for papers. What they hold is sealed under the person's key, piece by piece; each piece knows its place and how
//! many there are, so that one that was altered, moved or lost is noticed.

use agreement::{Act, Kind, Permit};
use db::{At, DbError, Keys, PIECE, Spool, Spooling, Stop, Tx, all, insert, one, run};
use jiff::Timestamp;
use kernel::{CaseId, PaperId, PersonId, PractitionerId, ReferralId};
use schemars::JsonSchema;
use serde::Serialize;

use super::model::Format;

/// A paper, as a list shows it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PaperLine {
    /// The paper.
    pub paper: PaperId,
    /// What it is called.
    pub title: String,
    /// What it is: a code.
    pub sort: String,
    /// The ending of its kind of file, such as `pdf`.
    pub format: String,
    /// Its size in bytes.
    pub size: i64,
    /// Who added it.
    pub added_by: String,
    /// When.
    pub added_at: Timestamp,
    /// Why it should not be here; empty for one that may be read.
    pub error_reason: String,
    /// Whether the reader may mark it as entered in error.
    pub may_mark: bool,
}

/// A paper that is added.
pub(super) struct New<'a> {
    pub(super) id: PaperId,
    pub(super) person: PersonId,
    pub(super) title: &'a str,
    pub(super) sort: &'a str,
    pub(super) format: Format,
    pub(super) file: &'a Spool,
}

/// What a piece of a paper is sealed as.
fn field(paper: PaperId, number: u32, pieces: u32) -> String {
    format!("paper {paper} {number} of {pieces}")
}

/// Adds a paper to the request or the case of a permit.
pub(super) async fn add<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    keys: &Keys,
    (new, at): (New<'_>, At),
) -> Result<(), DbError> {
    let New { id, person, title, sort, format, file } = new;
    let (kind, on) = (permit.kind(), permit.subject());
    insert!(
        tx,
        paper {
            id: id,
            referral_id: on.filter(|_| kind == Kind::Referral).map(ReferralId),
            case_id: on.filter(|_| kind == Kind::Case).map(CaseId),
            person_id: person,
            title: title,
            sort: sort,
            format: format.ending(),
            size: i64::try_from(file.size()).unwrap_or(i64::MAX),
            pieces: i64::from(file.pieces()),
            added_by: permit.principal().practitioner,
            added_at: at,
            error_reason: "",
            error_by: None::<PractitionerId>,
            error_at: None::<At>,
        }
    )?;
    for number in 0..file.pieces() {
        let piece = file.piece(number).await?;
        let field = field(id, number, file.pieces());
        let sealed = keys.seal_bytes(person.0, &field, &piece).await?;
        insert!(tx, paper_piece { paper_id: id, number: i64::from(number), sealed: sealed })?;
    }
    Ok(())
}

/// How many bytes the papers of the request or the case of a permit hold, with those that were entered in error.
pub(super) async fn held<A: Act>(tx: &mut Tx, permit: &Permit<A>) -> Result<u64, DbError> {
    let found: Option<(i64,)> = one!(
        tx,
        "select cast(coalesce(sum(size), 0) as bigint) from paper where referral_id = $1 or case_id = $1",
        permit.subject()
    )?;
    Ok(found.and_then(|(bytes,)| u64::try_from(bytes).ok()).unwrap_or_default())
}

type LineRow = (PaperId, String, String, String, i64, String, At, String, PractitionerId);

/// The papers of the request or the case of a permit, the latest first; one may mark those that one added.
pub(super) async fn papers<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Vec<PaperLine>, DbError> {
    let rows: Vec<LineRow> = all!(
        tx,
        "select p.id, p.title, p.sort, p.format, p.size, w.name, p.added_at, p.error_reason, p.added_by
           from paper p join practitioner w on w.id = p.added_by
          where p.referral_id = $1 or p.case_id = $1 order by p.added_at desc, p.id",
        permit.subject()
    )?;
    let reader = permit.principal().practitioner;
    let line = |(paper, title, sort, format, size, added_by, at, error_reason, by): LineRow| {
        let (added_at, may_mark) = (at.0, by == reader);
        PaperLine { paper, title, sort, format, size, added_by, added_at, error_reason, may_mark }
    };
    Ok(rows.into_iter().map(line).collect())
}

/// A paper that can be read.
pub(super) struct Paper {
    pub(super) title: String,
    pub(super) sort: String,
    pub(super) person: PersonId,
    pub(super) added_by: PractitionerId,
    format: String,
    pieces: i64,
}

impl Paper {
    pub(super) fn format(&self) -> Result<Format, DbError> {
        let format = Format::from_ending(&self.format);
        format.ok_or_else(|| DbError::corrupt("paper", "format", &self.format))
    }
}

/// One paper of the request or the case of a permit, unless it was entered in error.
pub(super) async fn load<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    id: PaperId,
) -> Result<Paper, Stop> {
    let row: Option<(String, String, PersonId, String, i64, String, PractitionerId)> = one!(
        tx,
        "select title, sort, person_id, format, pieces, error_reason, added_by from paper
          where id = $1 and (referral_id = $2 or case_id = $2)",
        id,
        permit.subject()
    )?;
    let (title, sort, person, format, pieces, error, added_by) = row.ok_or(Stop::NotThere)?;
    if !error.is_empty() {
        let why =
            "This paper was entered in error and is not given out any more. Its line says why.";
        return Err(Stop::NotNow(why.into()));
    }
    Ok(Paper { title, sort, person, added_by, format, pieces })
}

/// What a paper holds, opened piece by piece. After its person was erased, it is not there.
pub(super) async fn taken<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    keys: &Keys,
    (id, paper): (PaperId, &Paper),
) -> Result<Spool, Stop> {
    let broken = || DbError::corrupt("paper_piece", "sealed", "a piece is missing");
    let pieces = u32::try_from(paper.pieces).map_err(|_| broken())?;
    let mut spooling = Spooling::begin()?;
    for number in 0..pieces {
        let row: Option<(Vec<u8>,)> = one!(
            tx,
            "select s.sealed from paper_piece s join paper p on p.id = s.paper_id
              where s.paper_id = $1 and s.number = $2 and (p.referral_id = $3 or p.case_id = $3)",
            id,
            i64::from(number),
            permit.subject()
        )?;
        let (sealed,) = row.ok_or_else(broken)?;
        let opened = keys.unseal_bytes(paper.person.0, &field(id, number, pieces), &sealed).await?;
        let opened = opened.ok_or(Stop::NotThere)?;
        if opened.len() > PIECE {
            return Err(broken().into());
        }
        spooling.add(&opened).await?;
    }
    Ok(spooling.end().await?)
}

/// Says that a paper was entered in error: its line stays, and what it holds is not given out any more.
pub(super) async fn mark<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (id, reason): (PaperId, &str),
    at: At,
) -> Result<(), DbError> {
    run!(
        tx,
        "update paper set error_reason = $1, error_by = $2, error_at = $3
          where id = $4 and (referral_id = $5 or case_id = $5)",
        reason,
        permit.principal().practitioner,
        at,
        id,
        permit.subject()
    )?;
    Ok(())
}

/// Seals the papers of a request and its case under the key of another person, for they are about them now. What nobody
/// can open any more, because the one was erased, stays so.
pub(crate) async fn reseal<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    keys: &Keys,
    (referral, case): (ReferralId, Option<CaseId>),
    (was, is): (PersonId, PersonId),
) -> Result<(), DbError> {
    let papers: Vec<(PaperId, i64)> = all!(
        tx,
        "select id, pieces from paper where (referral_id = $1 or case_id = $2) and person_id = $3",
        referral,
        case,
        was
    )?;
    for (id, pieces) in papers {
        let whole = u32::try_from(pieces)
            .map_err(|_| DbError::corrupt("paper", "pieces", pieces.to_string()))?;
        let mut is_open = true;
        for number in 0..whole {
            is_open &= reseal_piece(tx, permit, keys, (id, number, whole), (was, is)).await?;
        }
        if is_open {
            run!(tx, "update paper set person_id = $1 where id = $2", is, id)?;
        }
    }
    Ok(())
}

/// One piece; false where nobody can open it any more.
async fn reseal_piece<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    keys: &Keys,
    (id, number, pieces): (PaperId, u32, u32),
    (was, is): (PersonId, PersonId),
) -> Result<bool, DbError> {
    let (field, at) = (field(id, number, pieces), i64::from(number));
    let row: Option<(Vec<u8>,)> =
        one!(tx, "select sealed from paper_piece where paper_id = $1 and number = $2", id, at)?;
    let (sealed,) =
        row.ok_or_else(|| DbError::corrupt("paper_piece", "sealed", "a piece is missing"))?;
    let Some(opened) = keys.unseal_bytes(was.0, &field, &sealed).await? else { return Ok(false) };
    let sealed = keys.seal_bytes(is.0, &field, &opened).await?;
    run!(
        tx,
        "update paper_piece set sealed = $1 where paper_id = $2 and number = $3",
        sealed,
        id,
        at
    )?;
    Ok(true)
}
