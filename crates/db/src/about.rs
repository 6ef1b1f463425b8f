//! Whom a record is about, for the heading of a form.

use agreement::{Action, Agreement, Facts, Kind, Principal, Relation};
use uuid::Uuid;

use crate::{DbError, Tx, all, scope};

/// The person that a record is, or is about, and what decides who may know of them.
pub(crate) struct Whom {
    person: Uuid,
    name: String,
    facts: Facts,
}

/// What is known of whom, word by word: `name` and the name, or `tie`, a relation and its target.
pub(crate) type Row = (String, String, Option<Uuid>, Uuid);

impl Whom {
    /// The same from rows of a statement; nobody for a record about nobody.
    pub(crate) fn read(rows: Vec<Row>) -> Result<Option<Self>, DbError> {
        let (mut named, mut ties): (_, Vec<(Relation, Uuid)>) = (None, Vec::new());
        for (sort, word, target, person) in rows {
            match sort.as_str() {
                "name" => named = Some((person, word)),
                _ => ties.push((scope::relation(&word)?, target.unwrap_or_default())),
            }
        }
        Ok(named.map(|(person, name)| {
            let facts = scope::as_facts((Kind::Person, Some(person)), ties);
            Self { person, name, facts }
        }))
    }

    /// Person and name, unless this reader may not know of them: who may answer for a case need not know
    /// whose it is.
    pub(crate) fn known_to(
        self,
        agreement: &Agreement,
        reader: &Principal,
    ) -> Option<(Uuid, String)> {
        let may_know = agreement.decide(reader, Action::SeeSummary, &self.facts).allowed;
        may_know.then_some((self.person, self.name))
    }
}

/// Whom a case is about, for a form that is about another record than its subject.
pub(crate) async fn of_case(tx: &mut Tx, case: Uuid) -> Result<Option<Whom>, DbError> {
    let rows: Vec<Row> = all!(
        tx,
        "select 'name', p.given_name || ' ' || p.family_name, cast(null as uuid), p.id
           from case_record c
           join person p on p.id = c.person_id
          where c.id = $1
         union all
         select 'tie', s.relation, s.target, s.record
           from case_record c
           join record_scope s on s.kind = 'person' and s.record = c.person_id
          where c.id = $1",
        case
    )?;
    Whom::read(rows)
}
