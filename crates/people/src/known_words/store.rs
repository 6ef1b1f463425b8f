//! SQL for the words by which the people around a case could be told.

use agreement::{Act, Action, Agreement, Kind, Permit};
use db::{Day, DbError, Keys, Tx, all, both, found};
use kernel::{ConcernId, PersonId, ReferralId};

use super::KnownWords;
use crate::concern;

/// The words of everybody around the case that a permit is for (its person and request), as far as whoever asks may read
/// each: names and dates of birth with the summary, numbers with the record; with the address where they live, and of whom they have
/// to be kept safe. What they could not read is not looked for: to be refused a word would tell it. An access override counts for
/// nothing here.
///
/// # Errors
///
/// When the database or the store of keys fails.
pub async fn of_case<A: Act>(
    tx: &mut Tx,
    keys: &Keys,
    permit: &Permit<A>,
    agreement: &Agreement,
    (person, referral): (PersonId, ReferralId),
) -> Result<KnownWords, DbError> {
    let mut known = names_of_case(tx, permit, agreement, person).await?;
    let who = permit.principal().without_overrides();
    let address = agreement.list_filter(&who, Action::SeeAddress, Kind::Person);
    let sealed: Vec<(PersonId, String, Vec<u8>)> = found!(
        tx,
        address,
        address,
        "p.id",
        "select p.id, k.field, k.sealed
           from person p join person_contact k on k.person_id = p.id
          where p.id in (select a.person_id from case_people a where a.case_id = $1) and {more}
          order by p.id, k.field",
        permit.subject()
    )?;
    for (whose, field, sealed) in sealed {
        let Some(value) = keys.unseal(whose.0, &field, &sealed).await? else { continue };
        match field.as_str() {
            "address" => known.address(&value),
            "postcode" => known.postcode(&value),
            "phone" => known.phone(&value),
            _ => {}
        }
        known.emails_in(&value);
        known.phones_in(&value);
    }
    let concerns: Vec<(PersonId, ConcernId, Vec<u8>)> = found!(
        tx,
        address,
        address,
        "p.id",
        "select p.id, d.id, d.sealed
           from person p join person_of_concern d on d.person_id = p.id and d.outcome <> 'in_error'
          where p.id in (select a.person_id from case_people a where a.case_id = $1) and {more}
          order by p.id, d.id",
        permit.subject()
    )?;
    for (whose, id, sealed) in concerns {
        let opened = concern::store::known(keys, (whose, id), &sealed).await?;
        let Some(it) = opened else { continue };
        known.name(&concern::model::names_in(&it.name), false);
        known.phones_in(&it.whereabouts);
    }
    let rows: Vec<(String, String)> = all!(
        tx,
        "select 'school' as sort, o.name as words from organisation o where o.kind = 'school'
         union all
         select 'reference', r.source_reference from referral r where r.id = $1",
        referral
    )?;
    for (sort, words) in rows {
        if sort == "school" { known.school(&words) } else { known.number(&words) }
    }
    Ok(known)
}

/// Names, dates of birth and numbers of everybody around the case that a permit is for; whose of them are this
/// person’s own is kept.
///
/// # Errors
///
/// When the database fails.
pub async fn names_of_case<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    agreement: &Agreement,
    person: PersonId,
) -> Result<KnownWords, DbError> {
    let who = permit.principal().without_overrides();
    let [summary, record] = [Action::SeeSummary, Action::SeeRecord]
        .map(|action| agreement.list_filter(&who, action, Kind::Person));
    let rows: Vec<(PersonId, String, String, Option<Day>)> = both!(
        tx,
        record,
        summary,
        "p.id",
        "select p.id, 'name' as sort, p.given_name || ' ' || p.family_name as words, p.date_of_birth as day
           from person p
          where p.id in (select a.person_id from case_people a where a.case_id = $1) and {more}
         union all
         select p.id, 'name', n.given_name || ' ' || n.family_name, cast(null as date)
           from person p join person_name n on n.person_id = p.id and n.removed_at is null
          where p.id in (select a.person_id from case_people a where a.case_id = $1) and {more}
         union all
         select p.id, 'number', p.nhs_number, cast(null as date)
           from person p
          where p.id in (select a.person_id from case_people a where a.case_id = $1) and p.nhs_number <> '' and {also}
         union all
         select p.id, 'number', i.value, cast(null as date)
           from person p join person_identifier i on i.person_id = p.id and i.removed_at is null
          where p.id in (select a.person_id from case_people a where a.case_id = $1) and {also}",
        permit.subject()
    )?;
    let mut known = KnownWords::default();
    for (whose, sort, words, born) in rows {
        if sort == "number" {
            known.number(&words);
        } else {
            known.name(&words, whose == person);
        }
        born.into_iter().for_each(|day| known.born(day.0));
    }
    Ok(known)
}
