//! SQL for the words by which the people around a case could be told.

use agreement::{Act, Action, Agreement, Kind, Permit};
use db::{Day, DbError, Keys, Tx, both, found};
use kernel::{CaseId, PersonId};

use super::KnownWords;

/// The words of everybody around a case, as far as whoever asks may read each: names and dates of birth with the summary,
/// numbers with the record, and where they live with the address. What they could not read is not looked for: to be refused
/// a word would tell it. An access override counts for nothing here.
///
/// # Errors
///
/// When the database or the store of keys fails.
pub async fn of_case<A: Act>(
    tx: &mut Tx,
    keys: &Keys,
    permit: &Permit<A>,
    agreement: &Agreement,
    case: CaseId,
) -> Result<KnownWords, DbError> {
    let who = permit.principal().without_overrides();
    let [summary, record, address] = [Action::SeeSummary, Action::SeeRecord, Action::SeeAddress]
        .map(|action| agreement.list_filter(&who, action, Kind::Person));
    let rows: Vec<(String, String, Option<Day>, i64)> = both!(
        tx,
        record,
        summary,
        "p.id",
        "select 'name' as sort, p.given_name || ' ' || p.family_name as words, p.date_of_birth as day,
                cast(case when exists (select 1 from case_record c where c.id = $1 and c.person_id = p.id)
                     then 1 else 0 end as bigint) as is_own
           from person p
          where p.id in (select a.person_id from case_people a where a.case_id = $1) and {more}
         union all
         select 'name', n.given_name || ' ' || n.family_name, cast(null as date),
                cast(case when exists (select 1 from case_record c where c.id = $1 and c.person_id = p.id)
                     then 1 else 0 end as bigint)
           from person p join person_name n on n.person_id = p.id and n.removed_at is null
          where p.id in (select a.person_id from case_people a where a.case_id = $1) and {more}
         union all
         select 'number', p.nhs_number, cast(null as date), cast(0 as bigint)
           from person p
          where p.id in (select a.person_id from case_people a where a.case_id = $1) and p.nhs_number <> '' and {also}
         union all
         select 'number', i.value, cast(null as date), cast(0 as bigint)
           from person p join person_identifier i on i.person_id = p.id and i.removed_at is null
          where p.id in (select a.person_id from case_people a where a.case_id = $1) and {also}
         union all
         select 'number', r.source_reference, cast(null as date), cast(0 as bigint)
           from case_record c join referral r on r.id = c.referral_id
          where c.id = $1",
        case
    )?;
    let mut known = KnownWords::default();
    for (sort, words, born, is_own) in rows {
        if sort == "number" {
            known.number(&words);
        } else {
            known.name(&words, is_own == 1);
        }
        born.into_iter().for_each(|day| known.born(day.0));
    }
    let sealed: Vec<(PersonId, String, Vec<u8>)> = found!(
        tx,
        address,
        address,
        "k.person_id",
        "select k.person_id, k.field, k.sealed from person_contact k
          where k.person_id in (select a.person_id from case_people a where a.case_id = $1) and {more}
          order by k.person_id, k.field",
        case
    )?;
    for (person, field, sealed) in sealed {
        let Some(value) = keys.unseal(person.0, &field, &sealed).await? else { continue };
        match field.as_str() {
            "address" => known.address(&value),
            "postcode" => known.postcode(&value),
            "phone" => known.phone(&value),
            _ => {}
        }
        known.emails_in(&value);
        known.phones_in(&value);
    }
    let schools: Vec<(String,)> =
        db::all!(tx, "select name from organisation where kind = 'school' order by name")?;
    schools.iter().for_each(|(name,)| known.school(name));
    Ok(known)
}
