//! Adds a person who is not known yet.

use std::collections::BTreeSet;

use agreement::{Act, Action, Kind, Relation};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject, scope};
use govuk::{Checkboxes, Choice};
use kernel::{FieldErrors, PersonId};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next};

use super::{
    forms,
    model::{District, Identity, Reach},
    store,
};
use crate::{
    register::{self, NewPerson, full_name, name_keys},
    search::{self, web::traces_of_adding},
};

/// Adds a person. Whoever adds them is involved from then on.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AddPerson {
    /// Given names.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Such as `2012-03-04`; `2012-03` or `2012` when no more is known; empty when nothing is.
    pub date_of_birth: String,
    /// `yes`, `no`, `not_known` or `declined`.
    pub learning_difficulty_or_disability: String,
    /// Ten digits; may be empty.
    pub nhs_number: String,
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
    /// How they can safely be reached; may be empty.
    pub safe_contact: String,
    /// `yes` when somebody of this name and date of birth is known and this is another person.
    pub another_person: String,
}

impl AddPerson {
    fn identity(&self) -> Identity<'_> {
        Identity {
            given_name: &self.given_name,
            family_name: &self.family_name,
            date_of_birth: &self.date_of_birth,
            learning_difficulty_or_disability: &self.learning_difficulty_or_disability,
            nhs_number: &self.nhs_number,
        }
    }

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
}

impl Act for AddPerson {
    const NAME: &'static str = "add_person";
    const ACTION: Action = Action::AddPerson;
}

impl Operation for AddPerson {
    type Done = PersonId;
    const SAYS: &'static str = "Add a person who has no record yet";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<PersonId, Stop> {
        let (mut person, mut errors) = (NewPerson::default(), FieldErrors::default());
        let districts = store::districts(doing.tx).await?;
        self.identity().check(&mut person, &mut errors, doing.env.today());
        self.reach().check(&mut person, &mut errors, &districts);
        let found = store::lies_in(doing.tx, &person).await?;
        self.reach().settle(&mut person, &mut errors, &districts, found.as_deref());
        errors.into_result()?;
        // Before anything is looked for, and whoever asks: a program adds without searching first.
        doing.sought = traces_of_adding(doing.keys, &person);
        let known =
            if self.another_person == "yes" { vec![] } else { known(doing, &person).await? };
        if !known.is_empty() {
            doing.about.extend(known.iter().map(|it| it.0));
            let known = "Someone with this name and date of birth has a record that you may see. \
                Search for them. If this is another person, say so below";
            return Err(FieldErrors::one("another_person", known).into());
        }
        let id = PersonId(doing.env.new_id());
        let adder = doing.principal().practitioner;
        let at = At(doing.env.now());
        register::add(doing.tx, doing.keys, doing.permit, id, &person, at).await?;
        scope::add(doing.tx, (Kind::Person, id.0), Relation::Involved, adder.0).await?;
        doing.about.insert(id.0);
        Ok(id)
    }
}

/// Those whom the adder may know of, of the same name and date of birth. Nobody else counts: an answer
/// that told of them would be a disclosure.
async fn known(
    doing: &mut Doing<'_, AddPerson>,
    person: &NewPerson,
) -> Result<Vec<PersonId>, Stop> {
    let visible = doing.agreement.list_filter(doing.principal(), Action::SeeSummary, Kind::Person);
    let name = full_name(&person.given_name, &person.family_name);
    let keys = name_keys::keys_to_find(&name, person.date_of_birth);
    let candidates = search::store::candidates(doing.tx, &visible, keys).await?;
    let who = search::Who {
        given_name: person.given_name.clone(),
        family_name: person.family_name.clone(),
        born: person.date_of_birth,
        nhs_number: String::new(),
    };
    let known: BTreeSet<PersonId> =
        candidates.iter().filter(|it| search::is_same(&who, it)).map(|it| it.id).collect();
    Ok(known.into_iter().collect())
}

/// What the form needs: the districts.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskPerson {}

impl Act for AskPerson {
    const NAME: &'static str = "ask_person";
    const ACTION: Action = Action::AddPerson;
}

impl Reading for AskPerson {
    type Answer = Vec<District>;
    const SAYS: &'static str = "Open the form for adding a person";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Vec<District>, Stop> {
        Ok(store::districts(looking.tx).await?)
    }
}

impl Form for AddPerson {
    type Ask = AskPerson;
    const TITLE: &'static str = "Add a person";
    const BUTTON: &'static str = "Add person";

    fn ask(&self) -> AskPerson {
        AskPerson {}
    }

    fn fields(&self, districts: &Vec<District>, errors: &FieldErrors, _: &Frame) -> Markup {
        let wrong = errors.of("another_person");
        let another =
            Choice::new("yes", "This is another person with the same name and date of birth");
        let another = Checkboxes::single("another_person", another)
            .values(Some(self.another_person.as_str()).filter(|it| !it.is_empty()))
            .error(wrong);
        html! {
            p.govuk-body {
                "Before you add somebody, "
                a.govuk-link href="/people" { "search for them" }
                ": they may have a record already."
            }
            (forms::identity(&self.identity(), errors))
            h2.govuk-heading-m { "Where to reach them" }
            p.govuk-body { "Only staff involved with them will see this." }
            (forms::reach(&self.reach(), districts, errors))
            (forms::safe_words(&self.safe_contact, errors))
            @if wrong.is_some() || !self.another_person.is_empty() { (another) }
        }
    }

    fn next(&self, done: &PersonId) -> Next {
        Next::to(format!("/people/{done}"), "The person was added")
    }
}
