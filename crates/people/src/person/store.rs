//! SQL for one person's record.

pub(super) mod beside;

use agreement::{Act, Kind, Permit, Visible};
use db::{At, Day, DbError, Tx, all, found, one, run};
use jiff::civil::Date;
use kernel::PersonId;
use uuid::Uuid;

use super::{model::District, web::Episode};
use crate::register::{NewPerson, PersonSummary, YesNo, full_name, yes_no};

/// A person's record without what is sealed.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) given_name: String,
    pub(super) family_name: String,
    pub(super) date_of_birth: Option<Date>,
    /// A year, or a month of a year, when no more is known.
    pub(super) born_about: String,
    /// As far as it is known; empty while they live.
    pub(super) died: String,
    pub(super) learning_difficulty_or_disability: YesNo,
    pub(super) nhs_number: String,
    /// A code; empty when nobody has said.
    pub(super) nhs_number_status: String,
    pub(super) district_code: String,
    /// The district's name; its code when the partnership does not know it.
    pub(super) district: String,
    pub(super) version: i64,
}

impl Record {
    pub(super) fn summary(&self, id: PersonId) -> PersonSummary {
        PersonSummary {
            id,
            name: full_name(&self.given_name, &self.family_name),
            date_of_birth: self.date_of_birth,
            born_about: self.born_about.clone(),
            died: self.died.clone(),
            learning_difficulty_or_disability: self.learning_difficulty_or_disability,
        }
    }
}

pub(super) async fn record<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    id: PersonId,
) -> Result<Option<Record>, DbError> {
    type Row =
        (String, String, Option<Day>, String, String, String, String, String, String, String, i64);
    let found: Option<Row> = one!(
        tx,
        "select given_name, family_name, date_of_birth, born_about, died,
                learning_difficulty_or_disability, nhs_number, nhs_number_status, district_code,
                coalesce((select max(d.name) from place d
                          where d.tier = 'district' and d.gss_code = district_code
                            and d.gss_code <> ''), district_code),
                version
           from person where id = $1",
        id
    )?;
    let record = |row: Row| {
        let (
            given_name,
            family_name,
            born,
            born_about,
            died,
            answer,
            number,
            status,
            code,
            place,
            version,
        ) = row;
        Ok(Record {
            given_name,
            family_name,
            date_of_birth: born.map(|day| day.0),
            born_about,
            died,
            learning_difficulty_or_disability: yes_no(&answer)?,
            nhs_number: number,
            nhs_number_status: status,
            district_code: code,
            district: place,
            version,
        })
    };
    found.map(record).transpose()
}

/// The districts of the partnership, in its order; a district without a code goes by its name.
pub(super) async fn districts(tx: &mut Tx) -> Result<Vec<District>, DbError> {
    let rows: Vec<(String, String)> = all!(
        tx,
        "select gss_code, name from place where tier = 'district' order by position, name"
    )?;
    let district =
        |(code, name): District| if code.is_empty() { (name.clone(), name) } else { (code, name) };
    Ok(rows.into_iter().map(district).collect())
}

/// The code of the district in which the lookup has the postcode, if it knows it: it lags behind. Nothing is looked
/// up for an address that must not be known.
pub(super) async fn lies_in(tx: &mut Tx, person: &NewPerson) -> Result<Option<String>, DbError> {
    if person.confidential_address || person.postcode.is_empty() {
        return Ok(None);
    }
    let found: Option<(String,)> = one!(
        tx,
        "select p.district_code
           from postcode_release r join postcode p on p.release_id = r.id
          where r.in_use = true and p.postcode = $1",
        person.postcode.replace(' ', "")
    )?;
    Ok(found.map(|(code,)| code))
}

/// Writes who they are, if nobody else did since this version: answers whether it was written.
pub(super) async fn amend<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    id: PersonId,
    (person, nhs_number_status): (&NewPerson, &str),
    (version, at): (i64, At),
) -> Result<bool, DbError> {
    let changed = run!(
        tx,
        "update person
            set given_name = $1, family_name = $2, date_of_birth = $3, born_about = $4,
                learning_difficulty_or_disability = $5, nhs_number = $6, nhs_number_status = $7,
                updated_at = $8, version = version + 1
          where id = $9 and version = $10",
        &person.given_name,
        &person.family_name,
        person.date_of_birth.map(Day),
        &person.born_about,
        person.learning_difficulty_or_disability.code(),
        &person.nhs_number,
        nhs_number_status,
        at,
        id,
        version
    )?;
    Ok(changed == 1)
}

/// Writes when somebody died, if nobody else changed the record since this version.
pub(super) async fn set_died<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    id: PersonId,
    died: &str,
    (version, at): (i64, At),
) -> Result<bool, DbError> {
    let changed = run!(
        tx,
        "update person set died = $1, updated_at = $2, version = version + 1
          where id = $3 and version = $4",
        died,
        at,
        id,
        version
    )?;
    Ok(changed == 1)
}

/// Writes the district, if nobody else changed the record since this version.
pub(super) async fn move_to<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    id: PersonId,
    district: &str,
    (version, at): (i64, At),
) -> Result<bool, DbError> {
    let changed = run!(
        tx,
        "update person set district_code = $1, updated_at = $2, version = version + 1
          where id = $3 and version = $4",
        district,
        at,
        id,
        version
    )?;
    Ok(changed == 1)
}

/// The referrals and cases of a person that the reader may know of, the latest first.
pub(super) async fn episodes(
    tx: &mut Tx,
    (referrals, cases): (&Visible, &Visible),
    id: PersonId,
) -> Result<Vec<(Kind, Episode)>, DbError> {
    let rows: Vec<(String, Uuid, String, String, Day)> = found!(
        tx,
        referrals,
        cases,
        "c.id",
        "select 'referral' as sort, r.id as id, f.name, r.status, r.received_on as began
           from referral r
           join forum f on f.id = r.forum_id
          where r.person_id = $1 and r.id in ({found})
         union all
         select 'case', c.id, f.name, c.status, c.opened_on
           from case_record c
           join forum f on f.id = c.forum_id
          where c.person_id = $1 and {more}
          order by began desc, id",
        id
    )?;
    let episode = |(sort, id, forum, status, began): (String, Uuid, String, String, Day)| {
        let kind = if sort == "referral" { Kind::Referral } else { Kind::Case };
        (kind, Episode { id, forum, status, began_on: began.0 })
    };
    Ok(rows.into_iter().map(episode).collect())
}
