//! SQL for the search.

use agreement::Visible;
use db::{Day, DbError, Tx, list};
use kernel::PersonId;

use super::model::Candidate;
use crate::register::name_keys::SEARCH_KEYS;

/// Visible people who share a key with what is sought, those who share most first.
pub(crate) async fn candidates(
    tx: &mut Tx,
    visible: &Visible,
    keys: [String; SEARCH_KEYS],
) -> Result<Vec<Candidate>, DbError> {
    type Row = (PersonId, String, String, Option<Day>);
    let [a, b, c, d, e, f, g, h, i, j] = keys;
    let rows: Vec<Row> = list!(
        tx,
        visible,
        "k.person_id",
        "select p.id, p.given_name, p.family_name, p.date_of_birth
           from name_key k
           join person p on p.id = k.person_id
          where k.key in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) and {visible}
          group by p.id, p.given_name, p.family_name, p.date_of_birth
          order by count(*) desc, p.id
          limit 200",
        a,
        b,
        c,
        d,
        e,
        f,
        g,
        h,
        i,
        j
    )?;
    let candidate = |(id, given_name, family_name, born): Row| Candidate {
        id,
        given_name,
        family_name,
        date_of_birth: born.map(|day| day.0),
    };
    Ok(rows.into_iter().map(candidate).collect())
}
