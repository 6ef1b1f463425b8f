//! SQL for the chronology.

use agreement::{Act, Permit, Visible};
use db::{At, Day, DbError, Doing, Tx, all, insert, list, one, run};
use jiff::civil::Date;
use kernel::{CaseId, EventId, ForumId, PersonId, ReferralId};

use super::{
    journey::Step,
    model::{Happened, is_significant},
    web::Event,
};

/// Writes what an operation did into the chronology of a case, dated today.
///
/// # Errors
///
/// When the database fails.
pub async fn note<O: Act>(
    doing: &mut Doing<'_, O>,
    case: CaseId,
    sentence: &str,
) -> Result<(), DbError> {
    let when = (doing.env.today(), At(doing.env.now()));
    let id = doing.env.new_id();
    let line = (sentence, is_significant(doing.permit.operation()));
    add(doing.tx, doing.permit, id, case, when, line).await
}

/// The same of what goes along with a step, and is not what matters about it.
///
/// # Errors
///
/// When the database fails.
pub(crate) async fn note_besides<O: Act>(
    doing: &mut Doing<'_, O>,
    case: CaseId,
    sentence: &str,
) -> Result<(), DbError> {
    let when = (doing.env.today(), At(doing.env.now()));
    let id = doing.env.new_id();
    add(doing.tx, doing.permit, id, case, when, (sentence, false)).await
}

/// The kind of the lines that tell of a level of need, whatever it was judged for.
pub(crate) const LEVEL_OF_NEED: &str = "level_of_need";

/// Writes that the level of need was judged.
///
/// # Errors
///
/// When the database fails.
pub(crate) async fn note_level<O: Act>(
    doing: &mut Doing<'_, O>,
    case: CaseId,
    (sentence, significant): (&str, bool),
) -> Result<(), DbError> {
    insert!(
        doing.tx,
        chronology_event {
            id: doing.env.new_id(),
            case_id: case,
            happened_on: Day(doing.env.today()),
            kind: LEVEL_OF_NEED,
            said: sentence,
            significant: significant,
            recorded_by: doing.permit.principal().practitioner,
            recorded_at: At(doing.env.now()),
        }
    )
}

/// The same of what happened on another day.
///
/// # Errors
///
/// When the database fails.
pub(crate) async fn note_on<O: Act>(
    doing: &mut Doing<'_, O>,
    case: CaseId,
    on: Date,
    sentence: &str,
) -> Result<(), DbError> {
    let when = (on, At(doing.env.now()));
    let id = doing.env.new_id();
    let line = (sentence, is_significant(doing.permit.operation()));
    add(doing.tx, doing.permit, id, case, when, line).await
}

/// Writes one line: the permit's operation is its kind, the sentence names nobody.
async fn add<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    id: uuid::Uuid,
    case: CaseId,
    (on, at): (Date, At),
    (sentence, significant): (&str, bool),
) -> Result<(), DbError> {
    insert!(
        tx,
        chronology_event {
            id: id,
            case_id: case,
            happened_on: Day(on),
            kind: permit.operation(),
            said: sentence,
            significant: significant,
            recorded_by: permit.principal().practitioner,
            recorded_at: at,
        }
    )
}

/// Records by hand what happened.
pub(super) async fn record<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (id, case): (EventId, CaseId),
    it: &Happened,
    at: At,
) -> Result<(), DbError> {
    insert!(
        tx,
        chronology_event {
            id: id,
            case_id: case,
            happened_on: Day(it.on),
            kind: permit.operation(),
            said: &it.said,
            significant: it.significant,
            recorded_by: permit.principal().practitioner,
            recorded_at: at,
        }
    )
}

/// Changes whether a line is significant, and says what is wrong with it.
pub(super) async fn change<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    id: EventId,
    (significant, error_reason): (bool, &str),
) -> Result<(), DbError> {
    run!(
        tx,
        "update chronology_event set significant = $1, error_reason = $2 where id = $3 and case_id = $4",
        significant,
        error_reason,
        id,
        permit.subject()
    )?;
    Ok(())
}

/// Every line of a case, the earliest first.
pub(super) async fn events<A: Act>(tx: &mut Tx, permit: &Permit<A>) -> Result<Vec<Event>, DbError> {
    type Row = (EventId, Day, At, String, String, bool, String, Option<String>);
    let rows: Vec<Row> = all!(
        tx,
        "select e.id, e.happened_on, e.recorded_at, e.kind, e.said, e.significant, e.error_reason, p.name
         from chronology_event e
         left join practitioner p on p.id = e.recorded_by
         where e.case_id = $1 order by e.happened_on, e.recorded_at, e.id",
        permit.subject()
    )?;
    let event = |(id, on, at, kind, said, significant, error_reason, by): Row| Event {
        event: Some(id),
        on: on.0,
        recorded_at: Some(at.0),
        kind,
        said,
        significant,
        error_reason,
        by,
    };
    Ok(rows.into_iter().map(event).collect())
}

/// The referral that a case came from.
pub(super) type Came = (String, Day, String, Option<Day>, i64, String);

/// The referral's reference, when it came, from which group, when it was accepted at which level, and
/// the edition of the case's charter.
pub(super) async fn referral<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Option<Came>, DbError> {
    let found: Option<Came> = one!(
        tx,
        "select r.source_reference, r.received_on, r.referrer_group, r.decided_on, c.level_of_need,
                f.charter || '/' || c.charter_version
         from case_record c
         join referral r on r.id = c.referral_id
         join forum f on f.id = c.forum_id
         where c.id = $1",
        permit.subject()
    )?;
    if let Some((.., edition)) = &found {
        crate::charters::ready(tx, edition).await?;
    }
    Ok(found)
}

/// The name of the permit's person.
pub(super) async fn name<A: Act>(tx: &mut Tx, permit: &Permit<A>) -> Result<String, DbError> {
    let found: Option<(String,)> = one!(
        tx,
        "select given_name || ' ' || family_name from person where id = $1",
        permit.subject()
    )?;
    Ok(found.map(|(name,)| name).unwrap_or_default())
}

/// What happened in a person's cases, in those of other records of the same person too.
pub(super) async fn in_cases(
    tx: &mut Tx,
    reads: &Visible,
    person: PersonId,
) -> Result<Vec<Step>, DbError> {
    type Row = (Day, String, String, bool, String, String, CaseId, ReferralId);
    let rows: Vec<Row> = list!(
        tx,
        reads,
        "c.id",
        "select e.happened_on, e.kind, e.said, e.significant, e.error_reason, f.name, c.id, c.referral_id
           from case_record c join chronology_event e on e.case_id = c.id join forum f on f.id = c.forum_id
          where (c.person_id = $1
                 or c.person_id in (select w.other_id from relationship w
                                     where w.person_id = $1 and w.kind = 'same_person' and not w.in_error)
                 or c.person_id in (select w.person_id from relationship w
                                     where w.other_id = $1 and w.kind = 'same_person' and not w.in_error))
            and {visible}
          order by e.happened_on, e.recorded_at, e.id",
        person
    )?;
    let step = |(on, kind, said, significant, error_reason, forum, case, referral): Row| Step {
        on: on.0,
        kind,
        said,
        significant,
        error_reason,
        forum,
        case: Some(case),
        referral: Some(referral),
    };
    Ok(rows.into_iter().map(step).collect())
}

/// That a request or a case which stood with a person was about somebody else: told to those who run its forum, for
/// nobody else need know that there was one.
pub(super) async fn moved_away<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Vec<Step>, DbError> {
    let rows: Vec<(Day, ForumId, String, String)> = all!(
        tx,
        "select k.corrected_on, f.id, f.name, w.name
           from person_correction k
           join forum f on f.id = k.forum_id
           join practitioner w on w.id = k.corrected_by
          where k.was_person_id = $1 order by k.corrected_at, k.id",
        permit.subject()
    )?;
    let who = permit.principal();
    let runs = |forum: &ForumId| who.coordinates.contains(forum) || who.chairs.contains(forum);
    let step = |(on, _, forum, by): (Day, ForumId, String, String)| Step {
        on: on.0,
        kind: "correct_case_person".to_owned(),
        said: format!("A request that stood here was about somebody else. Put right by {by}."),
        significant: true,
        error_reason: String::new(),
        forum,
        case: None,
        referral: None,
    };
    Ok(rows.into_iter().filter(|(_, forum, ..)| runs(forum)).map(step).collect())
}

/// A person's requests, each when it came and, when it was returned or withdrawn, that it was.
pub(super) async fn requests(
    tx: &mut Tx,
    reads: &Visible,
    person: PersonId,
) -> Result<Vec<Step>, DbError> {
    type Row = (ReferralId, String, Day, String, Option<Day>, String);
    let rows: Vec<Row> = list!(
        tx,
        reads,
        "r.id",
        "select r.id, r.source_reference, r.received_on, r.status, r.decided_on, f.name
           from referral r join forum f on f.id = r.forum_id
          where (r.person_id = $1
                 or r.person_id in (select w.other_id from relationship w
                                     where w.person_id = $1 and w.kind = 'same_person' and not w.in_error)
                 or r.person_id in (select w.person_id from relationship w
                                     where w.other_id = $1 and w.kind = 'same_person' and not w.in_error))
            and {visible}
          order by r.received_on, r.id",
        person
    )?;
    let mut steps = Vec::new();
    for (id, reference, received, status, decided, forum) in rows {
        let step = |on: Date, said: String, significant: bool| Step {
            on,
            kind: String::new(),
            said,
            significant,
            error_reason: String::new(),
            forum: forum.clone(),
            case: None,
            referral: Some(id),
        };
        steps.push(step(received.0, format!("Help was asked for ({reference})."), true));
        if let Some(on) = decided.filter(|_| status == "returned") {
            steps.push(step(on.0, format!("The request was returned ({reference})."), true));
        }
    }
    Ok(steps)
}
