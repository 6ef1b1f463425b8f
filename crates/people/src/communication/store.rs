//! SQL for how a person communicates.

use agreement::{Act, Permit};
use db::{At, DbError, Tx, all, insert, insert_rows, run};
use kernel::PersonId;

use super::{model::Checked, web::Communication};

/// How a person communicates; nothing when nobody has asked yet. Ask for a permit to read the record.
pub(crate) async fn of<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    person: PersonId,
) -> Result<Option<Communication>, DbError> {
    type Row = (String, String, String, i64, Option<String>);
    let rows: Vec<Row> = all!(
        tx,
        "select c.interpreter, c.language, c.words, c.version, n.need
           from person_communication c
           left join person_communication_need n on n.person_id = c.person_id
          where c.person_id = $1 order by n.need",
        person
    )?;
    let mut found: Option<Communication> = None;
    for (interpreter, language, words, version, need) in rows {
        let empty = Communication { interpreter, language, needs: vec![], words, version };
        found.get_or_insert(empty).needs.extend(need);
    }
    Ok(found)
}

/// Writes how a person communicates, if nobody else did since this version, which is 0 where nobody has
/// asked yet: answers whether it was written.
pub(super) async fn amend<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    person: PersonId,
    said: &Checked,
    (version, at): (i64, At),
) -> Result<bool, DbError> {
    let by = permit.principal().practitioner;
    let now = of(tx, permit, person).await?.map_or(0, |it| it.version);
    if now != version {
        return Ok(false);
    }
    if now == 0 {
        insert!(
            tx,
            person_communication {
                person_id: person,
                interpreter: said.interpreter,
                language: &said.language,
                words: &said.words,
                version: 1_i64,
                updated_by: by,
                updated_at: at,
            }
        )?;
    } else {
        run!(
            tx,
            "update person_communication
                set interpreter = $1, language = $2, words = $3, version = version + 1,
                    updated_by = $4, updated_at = $5
              where person_id = $6",
            said.interpreter,
            &said.language,
            &said.words,
            by,
            at,
            person
        )?;
    }
    run!(tx, "delete from person_communication_need where person_id = $1", person)?;
    insert_rows!(tx, person_communication_need, &said.needs, it => { person_id: person, need: *it })?;
    Ok(true)
}
