//! The search, on its page and by API.

use agreement::{Act, Action, Kind};
use db::{Keys, Looking, Reading, Sought, Stop, Subject};
use jiff::civil::Date;
use kernel::{FieldErrors, past_date};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ui::{Frame, Page, Route, Search, ring_now};

use super::{
    exact::Exact,
    model::{self, Match},
    pages, store,
};
use crate::{
    person::web::{SeeAddress, SeePerson, SeeRecord},
    register::{
        NewPerson, full_name,
        name_keys::{key_of_birth, keys_of_word, keys_to_find, searched_words},
        numbers,
    },
    sought::{BORN, exact_key, hashed, hex, word_part},
};

/// No more people than this are shown: whoever sees more has to say more.
pub(crate) const MOST_SHOWN: usize = 20;

pub(crate) fn routes() -> Vec<Route> {
    Route::search::<SearchPeople>("/people")
}

/// Who is sought. No field of it is written down anywhere.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SearchPeople {
    /// A name or part of it, in any order, spelt as heard.
    #[serde(skip_serializing)]
    pub name: String,
    /// A date of birth, such as `2012-03-04`.
    #[serde(skip_serializing)]
    pub date_of_birth: String,
    /// A full postcode: finds people whose address one may see.
    #[serde(skip_serializing)]
    pub postcode: String,
    /// A telephone number: finds people whose address one may see.
    #[serde(skip_serializing)]
    pub phone: String,
    /// An NHS number: finds people whose record one may read.
    #[serde(skip_serializing)]
    pub nhs_number: String,
    /// A UPN or the number of another system: finds people whose record one may read.
    #[serde(skip_serializing)]
    pub identifier: String,
}

/// What is asked for, checked.
#[derive(Default)]
struct Asked {
    words: Vec<String>,
    born: Option<Date>,
    postcode: String,
    phone: String,
    nhs_number: String,
    /// Its letters and digits.
    identifier: String,
}

/// Who was found.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Found {
    /// Whether anything was asked.
    pub searched: bool,
    /// The likeliest first.
    pub people: Vec<Match>,
    /// Whether there are more than are shown.
    pub more: bool,
}

impl SearchPeople {
    fn asked(&self, errors: &mut FieldErrors, today: Date) -> Asked {
        let date = past_date(&self.date_of_birth, today);
        let date = date.map_err(|why| format!("Date of birth {why}"));
        let born = errors.take("date_of_birth", date).flatten();
        let mut exact = |exact: Exact, checked: Result<String, &'static str>| {
            errors.take(exact.field(), checked).unwrap_or_default()
        };
        Asked {
            words: searched_words(&self.name),
            born,
            postcode: exact(Exact::Postcode, numbers::postcode(&self.postcode)),
            phone: exact(Exact::Phone, numbers::phone(&self.phone)),
            nhs_number: exact(Exact::NhsNumber, numbers::nhs_number(&self.nhs_number)),
            identifier: exact(Exact::Identifier, numbers::identifier(&self.identifier)),
        }
    }
}

impl Asked {
    fn is_nothing(&self) -> bool {
        self.words.is_empty() && self.born.is_none() && !self.has_reach() && !self.has_number()
    }

    fn has_reach(&self) -> bool {
        !self.postcode.is_empty() || !self.phone.is_empty()
    }

    fn has_number(&self) -> bool {
        !self.nhs_number.is_empty() || !self.identifier.is_empty()
    }

    /// The keyed hashes by which a sealed value is found; what was not asked for is nobody's.
    fn sealed(&self, keys: &Keys) -> [Vec<u8>; 2] {
        let index = |exact: Exact, value: &str| {
            let field = exact.field();
            keys.blind_index(field, &numbers::same_form(field, value))
        };
        [index(Exact::Postcode, &self.postcode), index(Exact::Phone, &self.phone)]
    }

    /// What is looked up, for the staff named on a record that this searcher may not know of.
    fn looked_up(&self, keys: &Keys) -> Vec<Sought> {
        let names = self.words.iter().enumerate().flat_map(|(at, word)| {
            keys_of_word(word).into_iter().map(move |key| (word_part(at), key))
        });
        let born = self.born.map(|born| (BORN.to_owned(), key_of_birth(born)));
        let number =
            (!self.nhs_number.is_empty()).then(|| exact_key(Exact::NhsNumber, &self.nhs_number));
        let identifier =
            (!self.identifier.is_empty()).then(|| exact_key(Exact::Identifier, &self.identifier));
        let [postcode, phone] = self.sealed(keys);
        let postcode =
            (!self.postcode.is_empty()).then(|| exact_key(Exact::Postcode, &hex(&postcode)));
        let phone = (!self.phone.is_empty()).then(|| exact_key(Exact::Phone, &hex(&phone)));
        let words = i64::try_from(self.words.len()).unwrap_or(i64::MAX);
        let all = names.chain(born).chain(number).chain(identifier).chain(postcode).chain(phone);
        all.map(|(part, key)| Sought { key: hashed(keys, &key), part, words }).collect()
    }

    /// Enough to tell later that the same was asked, not what was asked.
    fn hashed(&self, keys: &Keys) -> Vec<u8> {
        let Self { words, born, postcode, phone, nhs_number, identifier } = self;
        let mut sought = format!("{} {born:?}", words.join(" "));
        for exact in [postcode, phone, nhs_number, identifier] {
            sought.push('\u{0}');
            sought.push_str(exact);
        }
        keys.blind_index("search", &sought)
    }
}

/// What looking for a name leaves in the ledger, wherever it is looked for: a hash of the question for
/// the detail, and what was looked up.
pub(crate) fn traces(keys: &Keys, name: &str) -> (Value, Vec<Sought>) {
    let asked = Asked { words: searched_words(name), ..Asked::default() };
    (json!({ "sought": asked.hashed(keys) }), asked.looked_up(keys))
}

/// What adding a person looks up, and so leaves in the ledger: name, date of birth and the number that
/// nobody else has. A postcode or telephone is not among them: neighbours and families share it.
pub(crate) fn traces_of_adding(keys: &Keys, person: &NewPerson) -> Vec<Sought> {
    let name = full_name(&person.given_name, &person.family_name);
    let (words, nhs_number) = (searched_words(&name), person.nhs_number.clone());
    Asked { words, born: person.date_of_birth, nhs_number, ..Asked::default() }.looked_up(keys)
}

impl Act for SearchPeople {
    const NAME: &'static str = "search_people";
    const ACTION: Action = Action::SearchPeople;
}

impl Reading for SearchPeople {
    type Answer = Found;
    const SAYS: &'static str =
        "People who may be the one sought, among those one may know of, and why each matches";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Found, Stop> {
        let mut errors = FieldErrors::default();
        let asked = self.asked(&mut errors, looking.env.today());
        errors.into_result()?;
        if asked.is_nothing() {
            return Ok(Found::default());
        }
        looking.detail = json!({ "sought": asked.hashed(looking.keys) });
        looking.sought = asked.looked_up(looking.keys);
        let visible = looking.visible::<SeePerson>(Kind::Person);
        let keys = keys_to_find(&self.name, asked.born);
        let mut candidates = store::candidates(looking.tx, &visible, keys).await?;
        // An exact value adds people and never takes any away: for whoever may not see the value in
        // the record, the answer is the same with it and without it.
        if asked.has_reach() {
            let visible = looking.visible::<SeeAddress>(Kind::Person);
            let sealed = asked.sealed(looking.keys);
            candidates.extend(store::reached_at(looking.tx, &visible, sealed).await?);
        }
        if asked.has_number() {
            let visible = looking.visible::<SeeRecord>(Kind::Person);
            let sought = (asked.nhs_number.as_str(), asked.identifier.as_str());
            candidates.extend(store::numbered(looking.tx, &visible, sought).await?);
        }
        let mut people = model::Sought::new(&self.name, asked.born).among(candidates);
        let more = people.len() > MOST_SHOWN;
        people.truncate(MOST_SHOWN);
        looking.lists(&visible, people.iter().map(|found| found.person.0));
        Ok(Found { searched: true, people, more })
    }
}

impl Page for SearchPeople {
    fn title(_: &Found) -> String {
        "Find a person".into()
    }

    fn content(&self, found: &Found, frame: &Frame) -> Markup {
        pages::found(self, found, frame)
    }
}

impl Search for SearchPeople {
    const BUTTON: &'static str = "Search";

    fn problems(&self, today: Date) -> FieldErrors {
        let mut errors = FieldErrors::default();
        let asked = self.asked(&mut errors, today);
        if errors.is_empty() && asked.is_nothing() {
            errors.add("name", "Enter a name, a date of birth, or something else you know");
        }
        errors
    }

    fn above(frame: &Frame) -> Markup {
        ring_now(frame)
    }

    fn fields(&self, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::fields(self, errors)
    }
}
