//! SQL for searches that were for somebody whose record is limited.

use std::collections::{BTreeMap, BTreeSet};

use agreement::Visible;
use db::{Among, At, DbError, Keys, Tx, list};
use kernel::{Env, PersonId, PractitionerId};

use super::{
    exact_key, hashed, hex,
    model::{LookedAfter, LookedUp},
};
use crate::{register::full_name, search::exact::Exact};

/// The people whose limited records name this practitioner, and all that a search for them would
/// look up.
pub(super) async fn looked_after(
    tx: &mut Tx,
    keys: &Keys,
    visible: &Visible,
    who: PractitionerId,
) -> Result<BTreeMap<PersonId, LookedAfter>, DbError> {
    let mut people: BTreeMap<PersonId, LookedAfter> = BTreeMap::new();
    let rows: Vec<(PersonId, String, String, String, String)> = list!(
        tx,
        visible,
        "p.id",
        "select p.id, p.given_name, p.family_name, p.nhs_number, k.key
           from record_scope s
           join person p on p.id = s.record
           join name_key k on k.person_id = p.id
          where s.target = $1 and s.relation = 'named' and s.kind = 'person' and {visible}
         union all
         select p.id, p.given_name, p.family_name, p.nhs_number, 'identifier:' || i.value_key
           from record_scope s
           join person p on p.id = s.record
           join person_identifier i on i.person_id = p.id and i.removed_at is null
          where s.target = $1 and s.relation = 'named' and s.kind = 'person' and {visible}",
        who
    )?;
    for (id, given, family, nhs_number, key) in rows {
        let person = people.entry(id).or_default();
        if person.name.is_empty() {
            person.name = full_name(&given, &family);
            let (_, number) = exact_key(Exact::NhsNumber, &nhs_number);
            person.keys.insert(hashed(keys, &number));
        }
        person.keys.insert(hashed(keys, &key));
    }
    let rows: Vec<(PersonId, String, Vec<u8>)> = list!(
        tx,
        visible,
        "p.id",
        "select p.id, c.field, c.blind_index
           from record_scope s
           join person p on p.id = s.record
           join person_contact c on c.person_id = p.id
          where s.target = $1 and s.relation = 'named' and s.kind = 'person'
            and c.field in ('postcode', 'phone') and {visible}",
        who
    )?;
    for (id, field, blind_index) in rows {
        let Some(exact) = Exact::from_field(&field) else { continue };
        let (_, key) = exact_key(exact, &hex(&blind_index));
        people.entry(id).or_default().keys.insert(hashed(keys, &key));
    }
    Ok(people)
}

/// What others looked up since a moment, of these people's keys: of the searches of which enough met one
/// of them to be told. No number of other searches crowds one out.
pub(super) async fn looked_up(
    tx: &mut Tx,
    env: &Env,
    people: &BTreeMap<PersonId, LookedAfter>,
    (who, since): (PractitionerId, At),
) -> Result<Vec<LookedUp>, DbError> {
    type Row = (uuid::Uuid, i64, String, i64, At, Option<String>);
    let wanted = Among::new(people.values().flat_map(|it| it.keys.iter().copied()));
    let rows: Vec<Row> = list!(
        tx,
        wanted,
        "q.key",
        "select q.key, q.seq, q.part, q.words, e.at, o.name
           from ledger_sought q
           join ledger_entry e on e.seq = q.seq
           left join organisation o on o.id = e.organisation
          where e.at >= $1 and e.actor <> $2 and {visible}
            and q.seq in (select q.seq from ledger_sought q where {visible}
                           group by q.seq
                          having count(distinct q.part) >= 2 or max(q.words) <= 1
                              or min(case when q.part like 'word%' or q.part = 'born' then 1
                                          else 0 end) = 0)
          order by q.seq desc",
        since,
        who
    )?;
    let looked_up = |(key, seq, part, words, at, organisation): Row| LookedUp {
        key,
        seq,
        part,
        words,
        on: env.civil_date(at.0),
        organisation: organisation.unwrap_or_default(),
    };
    Ok(rows.into_iter().map(looked_up).collect())
}

/// The searches since a moment that did show these people, or made their record, by those who may
/// know of them.
pub(super) async fn found(
    tx: &mut Tx,
    visible: &Visible,
    (who, since): (PractitionerId, At),
) -> Result<BTreeSet<(PersonId, i64)>, DbError> {
    let rows: Vec<(PersonId, i64)> = list!(
        tx,
        visible,
        "p.id",
        "select p.id, e.seq
           from record_scope s
           join person p on p.id = s.record
           join ledger_about l on l.record = p.id
           join ledger_entry e on e.seq = l.seq
          where s.target = $1 and s.relation = 'named' and s.kind = 'person'
            and e.operation in ('search_people', 'ask_household', 'ask_relationship', 'add_person',
                                'ask_cases_sheet', 'import_cases') and e.at >= $2 and {visible}",
        who,
        since
    )?;
    Ok(rows.into_iter().collect())
}
