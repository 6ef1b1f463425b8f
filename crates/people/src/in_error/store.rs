//! SQL for what was said to be wrong on a person's record.

use agreement::{Act, Permit};
use db::{At, DbError, Tx, all, insert, run};
use kernel::{AlertId, PersonId, PractitionerId, RelationshipId};
use uuid::Uuid;

use super::{model::MarkedSort, see::MarkTakenBack};
use crate::{alert, family};

/// What was said to be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Marked {
    /// Of whom, and which.
    Alert(PersonId, AlertId),
    /// Which, and what one is to the other: the one, and the other.
    Relationship(RelationshipId, PersonId, PersonId),
}

impl Marked {
    pub(super) fn sort(self) -> MarkedSort {
        match self {
            Self::Alert(..) => MarkedSort::Alert,
            Self::Relationship(..) => MarkedSort::Relationship,
        }
    }

    pub(super) fn id(self) -> Uuid {
        match self {
            Self::Alert(_, id) => id.0,
            Self::Relationship(id, ..) => id.0,
        }
    }

    /// Who else it is about.
    pub(super) fn other_than(self, person: PersonId) -> Option<PersonId> {
        match self {
            Self::Alert(..) => None,
            Self::Relationship(_, one, other) => Some(if one == person { other } else { one }),
        }
    }
}

/// That somebody said of it that it was entered in error, and whether that was taken back.
pub(super) struct Said {
    pub(super) id: Uuid,
    pub(super) marked: Marked,
    /// What sort of alert or relationship it is.
    pub(super) kind: String,
    /// What an alert says, if it holds or ended; of what was entered in error nobody reads it.
    pub(super) words: String,
    pub(super) reason: String,
    pub(super) by: PractitionerId,
    pub(super) by_name: String,
    pub(super) at: At,
    pub(super) taken_back: Option<MarkTakenBack>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    person_id: PersonId,
    other_id: Option<PersonId>,
    alert_id: Option<AlertId>,
    relationship_id: Option<RelationshipId>,
    kind: String,
    words: String,
    reason: String,
    said_by: PractitionerId,
    said_name: String,
    said_at: At,
    back_reason: String,
    back_name: Option<String>,
    back_at: Option<At>,
}

/// What was said to be wrong on a person's record, the latest first. Whoever is at the other end of a relationship is for the
/// caller to decide on.
pub(super) async fn said<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    person: PersonId,
) -> Result<Vec<Said>, DbError> {
    let rows: Vec<Row> = all!(
        tx,
        "select e.id, e.person_id, e.other_id, e.alert_id, e.relationship_id, coalesce(a.kind, r.kind, '') as kind,
                case when a.in_error then '' else coalesce(a.words, '') end as words, e.reason, e.said_by,
                w.name as said_name, e.said_at, e.back_reason, k.name as back_name, e.back_at
           from person_error e
           join practitioner w on w.id = e.said_by
           left join practitioner k on k.id = e.back_by
           left join person_alert a on a.id = e.alert_id
           left join relationship r on r.id = e.relationship_id
          where e.id in (select m.id from person_error m where m.person_id = $1
                         union all select m.id from person_error m where m.other_id = $1)
          order by e.said_at desc, e.id desc",
        person
    )?;
    rows.into_iter().map(said_of).collect()
}

fn said_of(row: Row) -> Result<Said, DbError> {
    let marked = match (row.alert_id, row.relationship_id, row.other_id) {
        (Some(alert), ..) => Marked::Alert(row.person_id, alert),
        (None, Some(id), Some(other)) => Marked::Relationship(id, row.person_id, other),
        _ => return Err(DbError::corrupt("person_error", "alert_id", "")),
    };
    let reason = row.back_reason;
    let back = row.back_name.zip(row.back_at);
    Ok(Said {
        id: row.id,
        marked,
        kind: row.kind,
        words: row.words,
        reason: row.reason,
        by: row.said_by,
        by_name: row.said_name,
        at: row.said_at,
        taken_back: back.map(|(by, at)| MarkTakenBack { reason, by, at: at.0 }),
    })
}

/// Keeps that something was said to be wrong, which its own operation has said.
pub(crate) async fn was_marked<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    marked: Marked,
    (id, reason, at): (Uuid, &str, At),
) -> Result<(), DbError> {
    let (person, other, alert, relationship) = match marked {
        Marked::Alert(person, alert) => (person, None, Some(alert), None),
        Marked::Relationship(id, one, other) => (one, Some(other), None, Some(id)),
    };
    insert!(
        tx,
        person_error {
            id: id,
            person_id: person,
            other_id: other,
            alert_id: alert,
            relationship_id: relationship,
            reason: reason,
            said_by: permit.principal().practitioner,
            said_at: at,
            back_reason: "",
            back_by: None::<PractitionerId>,
            back_at: None::<At>,
        }
    )
}

/// Says that it was no error after all: it stands as it did. Not when somebody else was quicker.
pub(super) async fn take_back<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    said: &Said,
    (reason, at): (&str, At),
) -> Result<bool, DbError> {
    let taken = run!(
        tx,
        "update person_error set back_reason = $1, back_by = $2, back_at = $3 where id = $4 and back_at is null",
        reason,
        permit.principal().practitioner,
        at,
        said.id
    )?;
    if taken == 0 {
        return Ok(false);
    }
    match said.marked {
        Marked::Alert(person, id) => alert::store::stands_again(tx, permit, (person, id)).await?,
        Marked::Relationship(id, ..) => family::store::stands_again(tx, permit, id).await?,
    }
    Ok(true)
}
