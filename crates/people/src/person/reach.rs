//! Corrects where a person can be reached: only for those who may see it.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{FieldErrors, PersonId, one_or_many, whole_number};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};

use super::{
    forms,
    model::{District, Reach, Safely, method_words},
    store,
    web::SeeAddress,
};
use crate::register::{Contacts, NewPerson, contacts, write_contacts};

/// Corrects address, telephone and safe contact, all of them at once.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AmendContact {
    /// Who.
    pub person: PersonId,
    /// The version that was read.
    #[serde(deserialize_with = "whole_number")]
    pub version: i64,
    /// Where they live; may be empty.
    pub address: String,
    /// Its postcode; may be empty.
    pub postcode: String,
    /// `yes` for a refuge or an address that must not be known; otherwise empty.
    pub confidential_address: String,
    /// A district of the partnership, for figures; may be empty.
    pub district_code: String,
    /// A telephone number; may be empty.
    pub phone: String,
    /// How they can safely be reached: `phone`, `text`, `letter`, `email`, `in_person`,
    /// `through_someone`; may be empty.
    #[serde(deserialize_with = "one_or_many")]
    pub safe_contact_methods: Vec<String>,
    /// When they can safely be reached; may be empty.
    pub safe_contact_times: String,
    /// With which words, through whom, and what not to do; may be empty.
    pub safe_contact: String,
}

impl AmendContact {
    fn reach(&self) -> Reach<'_> {
        Reach {
            address: &self.address,
            postcode: &self.postcode,
            phone: &self.phone,
            safe_contact: &self.safe_contact,
            district_code: &self.district_code,
            confidential_address: &self.confidential_address,
        }
    }

    fn safely(&self) -> Safely<'_> {
        Safely {
            methods: &self.safe_contact_methods,
            times: &self.safe_contact_times,
            words: &self.safe_contact,
        }
    }
}

impl Act for AmendContact {
    const NAME: &'static str = "amend_contact";
    const ACTION: Action = Action::AmendPerson;
}

impl Operation for AmendContact {
    type Done = PersonId;
    const SAYS: &'static str = "Correct where a person can be reached";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<PersonId, Stop> {
        // A conflict shows what is there: whoever writes must be allowed to read it.
        let permit = doing.permit_for::<SeeAddress>(self.subject()).await?;
        let (mut person, mut errors) = (NewPerson::default(), FieldErrors::default());
        let districts = store::districts(doing.tx).await?;
        self.reach().check(&mut person, &mut errors, &districts);
        let found = store::lies_in(doing.tx, &person).await?;
        self.reach().settle(&mut person, &mut errors, &districts, found.as_deref());
        let (safe_contact_methods, safe_contact_times) = self.safely().checked(&mut errors);
        errors.into_result()?;
        let district = person.district_code.as_str();
        let version = (self.version, At(doing.env.now()));
        if !store::move_to(doing.tx, doing.permit, self.person, district, version).await? {
            let record = store::record(doing.tx, doing.permit, self.person).await?;
            let version = record.ok_or(Stop::NotThere)?.version;
            let theirs = contacts(doing.tx, doing.keys, &permit, self.person).await?;
            return Err(conflict(&theirs, version));
        }
        let typed = Contacts { safe_contact_methods, safe_contact_times, ..Contacts::of(&person) };
        write_contacts(doing.tx, doing.keys, doing.permit, self.person, &typed).await?;
        Ok(self.person)
    }
}

fn conflict(theirs: &Contacts, version: i64) -> Stop {
    let methods = theirs.safe_contact_methods.iter().map(|code| method_words(code));
    Stop::Conflict(json!({
        "version": version,
        "Address": theirs.address,
        "Postcode": theirs.postcode,
        "Telephone": theirs.phone,
        "How they can safely be reached": methods.collect::<Vec<_>>().join(", "),
        "When": theirs.safe_contact_times,
        "Safe contact": theirs.safe_contact,
    }))
}

/// What the form begins from.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskContact {
    /// Who.
    pub person: PersonId,
}

/// The form filled with what the record says, and the districts to choose from.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct ContactAsked {
    now: AmendContact,
    districts: Vec<District>,
}

impl Act for AskContact {
    const NAME: &'static str = "ask_contact";
    const ACTION: Action = Action::AmendPerson;
}

impl Reading for AskContact {
    type Answer = ContactAsked;
    const SAYS: &'static str = "Open the form for correcting where a person can be reached";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<ContactAsked, Stop> {
        let permit = looking.permit_for::<SeeAddress>(self.subject()).await?;
        let found = store::record(looking.tx, looking.permit, self.person).await?;
        let record = found.ok_or(Stop::NotThere)?;
        let now = contacts(looking.tx, looking.keys, &permit, self.person).await?;
        let confidential = if now.confidential_address { "yes" } else { "" };
        let districts = store::districts(looking.tx).await?;
        Ok(ContactAsked {
            now: AmendContact {
                person: self.person,
                version: record.version,
                address: now.address,
                postcode: now.postcode,
                confidential_address: confidential.to_owned(),
                district_code: chosen(record.district_code, &districts),
                phone: now.phone,
                safe_contact_methods: now.safe_contact_methods,
                safe_contact_times: now.safe_contact_times,
                safe_contact: now.safe_contact,
            },
            districts,
        })
    }
}

/// The answer on the form. A district without a code goes by its name; of people who were recorded before it was given
/// one, the name is kept.
fn chosen(kept: String, districts: &[District]) -> String {
    let is_known = districts.iter().any(|(code, _)| *code == kept);
    let named = districts.iter().find(|(_, name)| !is_known && *name == kept);
    named.map_or(kept, |(code, _)| code.clone())
}

impl Form for AmendContact {
    type Ask = AskContact;
    const TITLE: &'static str = "Change contact details";
    const BUTTON: &'static str = "Save changes";
    const TOGETHER: &'static [&'static str] = &["address", "postcode", "district_code"];

    fn ask(&self) -> AskContact {
        AskContact { person: self.person }
    }

    fn begin(self, asked: &ContactAsked) -> Self {
        asked.now.clone()
    }

    fn fields(&self, asked: &ContactAsked, errors: &FieldErrors, _: &Frame) -> Markup {
        html! {
            input type="hidden" name="version" value=(self.version);
            p.govuk-body { "Only staff involved with them see this." }
            (forms::reach(&self.reach(), &asked.districts, errors))
            (forms::safely(&self.safely(), errors))
        }
    }

    fn next(&self, done: &PersonId) -> Next {
        Next::to(format!("/people/{done}"), "The changes were saved")
    }
}
