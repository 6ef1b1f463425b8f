//! The search, on its page and by API.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{FieldErrors, past_date};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Frame, Page, Route, Search};

use super::{
    model::{Match, Sought},
    pages, store,
};
use crate::{
    person::web::SeePerson,
    register::name_keys::{keys_to_find, words},
};

/// No more people than this are shown: whoever sees more has to say more.
pub(crate) const MOST_SHOWN: usize = 20;

pub(crate) fn routes() -> Vec<Route> {
    Route::search::<SearchPeople>("/people")
}

/// Who is sought. Neither field is written down anywhere.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SearchPeople {
    /// A name or part of it, in any order, spelt as heard.
    #[serde(skip_serializing)]
    pub name: String,
    /// A date of birth, such as `2012-03-04`.
    #[serde(skip_serializing)]
    pub date_of_birth: String,
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
    fn born(&self, errors: &mut FieldErrors, today: Date) -> Option<Date> {
        let date = past_date(&self.date_of_birth, today);
        let date = date.map_err(|why| format!("Date of birth {why}"));
        errors.take("date_of_birth", date).flatten()
    }
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
        let born = self.born(&mut errors, looking.env.today());
        errors.into_result()?;
        if words(&self.name).is_empty() && born.is_none() {
            return Ok(Found::default());
        }
        // Enough to tell later that the same was asked, not what was asked.
        let sought = format!("{} {born:?}", words(&self.name).join(" "));
        looking.detail = json!({ "sought": looking.keys.blind_index("search", &sought) });
        let visible = looking.visible::<SeePerson>(Kind::Person);
        let keys = keys_to_find(&self.name, born);
        let candidates = store::candidates(looking.tx, &visible, keys).await?;
        let mut people = Sought::new(&self.name, born).among(candidates);
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
        let born = self.born(&mut errors, today);
        if errors.is_empty() && words(&self.name).is_empty() && born.is_none() {
            errors.add("name", "Enter a name, a date of birth or both");
        }
        errors
    }

    fn fields(&self, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::fields(self, errors)
    }
}
