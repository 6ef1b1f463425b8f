//! SQL for the search.

use std::collections::BTreeSet;

use agreement::{Act, Permit, Visible};
use db::{Day, DbError, Tx, all, found, list};
use jiff::civil::Date;
use kernel::PersonId;

use super::{
    exact::Exact,
    model::{Candidate, Sought},
};
use crate::register::name_keys::{SEARCH_KEYS, keys_to_find};

/// Visible people who share a key with what is sought, by the keys that say most first: a common word
/// alone is borne by thousands, and whoever gets so many has to say more.
pub(crate) async fn candidates(
    tx: &mut Tx,
    visible: &Visible,
    keys: [String; SEARCH_KEYS],
) -> Result<Vec<Candidate>, DbError> {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y] = keys;
    let rows: Vec<Row> = found!(
        tx,
        visible,
        visible,
        "k.person_id",
        "select p.id, p.given_name, p.family_name, p.date_of_birth, n.given_name, n.family_name
           from (select distinct near.person_id
                   from (select k.person_id from name_key k
                          where k.key in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
                                          $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
                                          $25) and {more}
                          order by k.key, k.person_id limit 200) near) found
           join person p on p.id = found.person_id
           left join person_name n on n.person_id = p.id and n.removed_at is null",
        a,
        b,
        c,
        d,
        e,
        f,
        g,
        h,
        i,
        j,
        k,
        l,
        m,
        n,
        o,
        p,
        q,
        r,
        s,
        t,
        u,
        v,
        w,
        x,
        y
    )?;
    Ok(rows.into_iter().map(candidate).collect())
}

/// Whether somebody whose record is limited to named staff, or kept from anybody, may be this
/// person: a record made without asking who they are would be one without those limits.
///
/// # Errors
///
/// When the database fails.
pub async fn meets_limited<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    name: &str,
    born: Option<Date>,
) -> Result<bool, DbError> {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y] =
        keys_to_find(name, born);
    let rows: Vec<Row> = all!(
        tx,
        "select distinct p.id, p.given_name, p.family_name, p.date_of_birth,
                n.given_name as other_given, n.family_name as other_family
           from name_key k
           join record_scope s on s.kind = 'person' and s.record = k.person_id
           join person p on p.id = k.person_id
           left join person_name n on n.person_id = p.id and n.removed_at is null
          where k.key in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                          $18, $19, $20, $21, $22, $23, $24, $25)
            and s.relation in ('restricted', 'barred', 'barred_organisation')",
        a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v,
        w,
        x,
        y
    )?;
    Ok(Sought::new(name, born).meets(rows.into_iter().map(candidate)))
}

/// A person with one of their other names, if they have any.
type Row = (PersonId, String, String, Option<Day>, Option<String>, Option<String>);

fn candidate((id, given_name, family_name, born, given, family): Row) -> Candidate {
    let also = given.zip(family).into_iter().collect();
    let date_of_birth = born.map(|day| day.0);
    Candidate { id, given_name, family_name, also, date_of_birth, same: BTreeSet::new() }
}

/// How many keys or numbers one statement looks up.
pub(crate) const KEYS_AT_ONCE: usize = 25;

/// Visible people under these keys of a date of birth, all of them.
pub(crate) async fn born(
    tx: &mut Tx,
    visible: &Visible,
    keys: [String; KEYS_AT_ONCE],
) -> Result<Vec<Candidate>, DbError> {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y] = keys;
    let rows: Vec<Row> = found!(
        tx,
        visible,
        visible,
        "k.person_id",
        "select p.id, p.given_name, p.family_name, p.date_of_birth,
                n.given_name as other_given, n.family_name as other_family
           from name_key k
           join person p on p.id = k.person_id
           left join person_name n on n.person_id = p.id and n.removed_at is null
          where k.key in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                          $18, $19, $20, $21, $22, $23, $24, $25) and {more}",
        a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v,
        w,
        x,
        y
    )?;
    Ok(rows.into_iter().map(candidate).collect())
}

/// Visible people with one of these NHS numbers, and the number.
pub(crate) async fn numbered_among(
    tx: &mut Tx,
    record_visible: &Visible,
    numbers: [String; KEYS_AT_ONCE],
) -> Result<Vec<(PersonId, String)>, DbError> {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y] = numbers;
    found!(
        tx,
        record_visible,
        record_visible,
        "p.id",
        "select p.id, p.nhs_number
           from person p
          where p.nhs_number in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
                                 $17, $18, $19, $20, $21, $22, $23, $24, $25)
            and p.nhs_number <> '' and {more}",
        a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v,
        w,
        x,
        y
    )
}

/// People with this postcode or telephone number, by its blind index, among those whose address the
/// searcher may see.
pub(crate) async fn reached_at(
    tx: &mut Tx,
    address_visible: &Visible,
    [postcode, phone]: [Vec<u8>; 2],
) -> Result<Vec<Candidate>, DbError> {
    type Row = (PersonId, String, String, Option<Day>, String);
    let rows: Vec<Row> = list!(
        tx,
        address_visible,
        "c.person_id",
        "select p.id, p.given_name, p.family_name, p.date_of_birth, c.field
           from person_contact c
           join person p on p.id = c.person_id
          where c.field in ('postcode', 'phone') and c.blind_index in ($1, $2) and {visible}
          order by p.id, c.field
          limit 200",
        postcode,
        phone
    )?;
    rows.into_iter().map(exact).collect()
}

/// People with this NHS number, or with this number of another system, among those whose record the
/// searcher may see. What is empty is nobody's.
pub(crate) async fn numbered(
    tx: &mut Tx,
    record_visible: &Visible,
    (nhs_number, identifier): (&str, &str),
) -> Result<Vec<Candidate>, DbError> {
    type Row = (PersonId, String, String, Option<Day>, String);
    let rows: Vec<Row> = list!(
        tx,
        record_visible,
        "p.id",
        "select p.id, p.given_name, p.family_name, p.date_of_birth, 'nhs_number' as field
           from person p
          where p.nhs_number = $1 and p.nhs_number <> '' and {visible}
         union all
         select p.id, p.given_name, p.family_name, p.date_of_birth, 'identifier'
           from person_identifier i
           join person p on p.id = i.person_id
          where i.value_key = $2 and i.value_key <> '' and i.removed_at is null and {visible}
          order by id
          limit 200",
        nhs_number,
        identifier
    )?;
    rows.into_iter().map(exact).collect()
}

fn exact(
    (id, given_name, family_name, born, field): (PersonId, String, String, Option<Day>, String),
) -> Result<Candidate, DbError> {
    let same = Exact::from_field(&field);
    let same = same.ok_or_else(|| DbError::corrupt("person_contact", "field", &field))?;
    let date_of_birth = born.map(|day| day.0);
    let (also, same) = (BTreeSet::new(), BTreeSet::from([same]));
    Ok(Candidate { id, given_name, family_name, also, date_of_birth, same })
}
