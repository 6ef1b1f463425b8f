//! SQL for the register.

use std::collections::BTreeSet;

use agreement::{Act, Permit};
use db::{At, Day, DbError, Keys, Tx, all, insert, insert_rows, one, run};
use kernel::PersonId;

use super::{
    model::{NewPerson, PersonSummary, YesNo, full_name, with_own_name},
    name_keys, numbers,
};

/// The fields that are sealed.
const ADDRESS: &str = "address";
const POSTCODE: &str = "postcode";
const PHONE: &str = "phone";
const SAFE_CONTACT: &str = "safe_contact";
/// Codes, with a space between two.
const SAFE_METHODS: &str = "safe_contact_methods";
const SAFE_TIMES: &str = "safe_contact_times";
/// Kept only when it is so.
const CONFIDENTIAL: &str = "confidential_address";

/// Writes a person into the register: the record, the sealed contact fields and the keys of search.
///
/// Scope rows are the caller's: it knows why this person is recorded.
///
/// # Errors
///
/// When the database or the store of keys fails.
pub async fn add<O: Act>(
    tx: &mut Tx,
    keys: &Keys,
    permit: &Permit<O>,
    id: PersonId,
    person: &NewPerson,
    at: At,
) -> Result<(), DbError> {
    let district = if person.confidential_address { "" } else { person.district_code.as_str() };
    insert!(
        tx,
        person {
            id: id,
            given_name: &person.given_name,
            family_name: &person.family_name,
            date_of_birth: person.date_of_birth.map(Day),
            born_about: &person.born_about,
            learning_difficulty_or_disability: person.learning_difficulty_or_disability.code(),
            nhs_number: &person.nhs_number,
            district_code: district,
            version: 1_i64,
            created_at: at,
            updated_at: at,
        }
    )?;
    write_contacts(tx, keys, permit, id, &Contacts::of(person)).await?;
    let keys = name_keys::keys_of(&person.given_name, &person.family_name, person.date_of_birth);
    write_name_keys(tx, permit, id, keys).await
}

/// What tells this person from another. Ask for a permit about the person first.
///
/// # Errors
///
/// When the database fails.
pub async fn summary<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    id: PersonId,
) -> Result<Option<PersonSummary>, DbError> {
    type Row = (String, String, Option<Day>, String, String, String);
    let found: Option<Row> = one!(
        tx,
        "select given_name, family_name, date_of_birth, born_about, died,
                learning_difficulty_or_disability
           from person where id = $1",
        id
    )?;
    found
        .map(|(given, family, born, born_about, died, answer)| {
            Ok(PersonSummary {
                id,
                name: full_name(&given, &family),
                date_of_birth: born.map(|day| day.0),
                born_about,
                died,
                learning_difficulty_or_disability: yes_no(&answer)?,
            })
        })
        .transpose()
}

pub(crate) fn yes_no(code: &str) -> Result<YesNo, DbError> {
    YesNo::from_code(code)
        .ok_or_else(|| DbError::corrupt("person", "learning_difficulty_or_disability", code))
}

/// Where a person can be reached, in clear.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Contacts {
    pub(crate) address: String,
    pub(crate) postcode: String,
    pub(crate) phone: String,
    pub(crate) safe_contact: String,
    /// Codes of the ways in which they can safely be reached.
    pub(crate) safe_contact_methods: Vec<String>,
    pub(crate) safe_contact_times: String,
    pub(crate) confidential_address: bool,
}

impl Contacts {
    pub(crate) fn of(person: &NewPerson) -> Self {
        Self {
            address: person.address.clone(),
            postcode: person.postcode.clone(),
            phone: person.phone.clone(),
            safe_contact: person.safe_contact.clone(),
            confidential_address: person.confidential_address,
            ..Self::default()
        }
    }

    fn fields(&self) -> [(&'static str, String); 7] {
        let confidential = if self.confidential_address { "yes" } else { "" };
        [
            (ADDRESS, self.address.clone()),
            (POSTCODE, self.postcode.clone()),
            (PHONE, self.phone.clone()),
            (SAFE_CONTACT, self.safe_contact.clone()),
            (SAFE_METHODS, self.safe_contact_methods.join(" ")),
            (SAFE_TIMES, self.safe_contact_times.clone()),
            (CONFIDENTIAL, confidential.to_owned()),
        ]
    }
}

/// Seals the contact fields that say something, in place of what was there.
pub(crate) async fn write_contacts<O: Act>(
    tx: &mut Tx,
    keys: &Keys,
    _permit: &Permit<O>,
    id: PersonId,
    contacts: &Contacts,
) -> Result<(), DbError> {
    run!(tx, "delete from person_contact where person_id = $1", id)?;
    for (field, value) in contacts.fields() {
        if value.is_empty() {
            continue;
        }
        // That an address is confidential, or that somebody must not be rung, must not be read off from
        // equal indexes.
        let indexed = match field {
            CONFIDENTIAL | SAFE_METHODS | SAFE_TIMES => id.to_string(),
            _ => numbers::same_form(field, &value),
        };
        insert!(
            tx,
            person_contact {
                person_id: id,
                field: field,
                sealed: keys.seal(id.0, field, &value).await?,
                blind_index: keys.blind_index(field, &indexed),
            }
        )?;
    }
    Ok(())
}

/// Opens the contact fields, for whoever holds a permit to see the address. A field whose key has
/// been destroyed is gone.
pub(crate) async fn contacts<O: Act>(
    tx: &mut Tx,
    keys: &Keys,
    _permit: &Permit<O>,
    id: PersonId,
) -> Result<Contacts, DbError> {
    let rows: Vec<(String, Vec<u8>)> = all!(
        tx,
        "select field, sealed from person_contact where person_id = $1 order by field",
        id
    )?;
    let mut contacts = Contacts::default();
    for (field, sealed) in rows {
        let Some(value) = keys.unseal(id.0, &field, &sealed).await? else { continue };
        match field.as_str() {
            ADDRESS => contacts.address = value,
            POSTCODE => contacts.postcode = value,
            PHONE => contacts.phone = value,
            SAFE_CONTACT => contacts.safe_contact = value,
            SAFE_METHODS => {
                contacts.safe_contact_methods = value.split(' ').map(str::to_owned).collect();
            }
            SAFE_TIMES => contacts.safe_contact_times = value,
            CONFIDENTIAL => contacts.confidential_address = true,
            other => return Err(DbError::corrupt("person_contact", "field", other)),
        }
    }
    Ok(contacts)
}

/// Writes the keys by which a person is found anew, by their name and by every other name of theirs.
pub(crate) async fn rekey<O: Act>(
    tx: &mut Tx,
    permit: &Permit<O>,
    id: PersonId,
) -> Result<(), DbError> {
    type Row = (String, String, Option<Day>, Option<String>, Option<String>);
    let rows: Vec<Row> = all!(
        tx,
        "select p.given_name, p.family_name, p.date_of_birth, n.given_name, n.family_name
           from person p left join person_name n on n.person_id = p.id and n.removed_at is null
          where p.id = $1",
        id
    )?;
    let mut keys = BTreeSet::new();
    for (given, family, born, other_given, other_family) in rows {
        let (own, born) = ((given.as_str(), family.as_str()), born.map(|day| day.0));
        keys.extend(name_keys::keys_of(own.0, own.1, born));
        if let (Some(given), Some(family)) = (&other_given, &other_family) {
            let (given, family) = with_own_name((given.as_str(), family.as_str()), own);
            keys.extend(name_keys::keys_of(given, family, born));
        }
    }
    write_name_keys(tx, permit, id, keys).await
}

/// Writes the keys by which a person's name is found, in place of what was there.
async fn write_name_keys<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    id: PersonId,
    keys: BTreeSet<String>,
) -> Result<(), DbError> {
    run!(tx, "delete from name_key where person_id = $1", id)?;
    let keys: Vec<String> = keys.into_iter().collect();
    insert_rows!(tx, name_key, &keys, it => { key: it.as_str(), person_id: id })
}
