//! The operation that brings a chunk of rows in.

use std::collections::BTreeMap;

use agreement::{Act, Action, Kind};
use db::{Doing, Operation, Stop, Subject};
use kernel::{FieldErrors, PersonId};
use people::{register::full_name, search::meets_limited};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{
    row::{Known, ReferralRow, TypedRow, checked, hash},
    store,
};

/// Why a row about somebody who may be known by a limited record does not come in: it would make a
/// second record, open to those who are kept out of the first. It says nothing of anybody; whoever
/// enters it by hand searches first, and named staff are told of that.
const BY_HAND: &str = "Needs a person's decision: enter it by hand";

/// Brings rows of a file in; those that cannot come in are answered with the reason.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ImportReferrals {
    /// The run that the chunk belongs to.
    pub run: Uuid,
    /// The sha256 of the file.
    pub file_hash: String,
    /// The system that the rows come from.
    pub source: String,
    /// The rows as they stand in the file.
    pub rows: Vec<TypedRow>,
}

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is in now.
    Imported,
    /// It was in already, word for word.
    Unchanged,
    /// It was in already, and said something else: nothing was changed.
    Conflict,
    /// It is wrong: every problem, by column.
    Rejected(FieldErrors),
}

/// What became of the rows, in their order.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Imported {
    /// One for each row.
    pub outcomes: Vec<Outcome>,
}

impl Act for ImportReferrals {
    const NAME: &'static str = "import_referrals";
    const ACTION: Action = Action::Import;
}

impl Operation for ImportReferrals {
    type Done = Imported;
    const SAYS: &'static str = "Bring in referrals from another system";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<Imported, Stop> {
        let known =
            Known { districts: store::districts(doing.tx).await?, today: doing.env.today() };
        let hashes: Vec<String> = self.rows.iter().map(hash).collect();
        let rows = self.rows.iter().map(|row| checked(row, &known)).zip(&hashes);
        let mut outcomes = Vec::with_capacity(self.rows.len());
        let mut new: Vec<(ReferralRow, &str)> = Vec::new();
        // Two rows of one chunk may have the same identity.
        let mut seen = BTreeMap::new();
        for (row, hash) in rows {
            let row = match row {
                Ok(row) => row,
                Err(errors) => {
                    outcomes.push(Outcome::Rejected(errors));
                    continue;
                }
            };
            let name = full_name(&row.given_name, &row.family_name);
            let identity = (row.reference.clone(), row.received_on);
            let before = match seen.get(&identity) {
                Some(hash) => Some(String::clone(hash)),
                None => store::hash_of(doing.tx, doing.permit, &self.source, &row).await?,
            };
            outcomes.push(match before {
                None if meets_limited(doing.tx, doing.permit, &name, row.born_on).await? => {
                    Outcome::Rejected(FieldErrors::one("the row", BY_HAND))
                }
                None => {
                    seen.insert(identity, hash.clone());
                    new.push((row, hash));
                    Outcome::Imported
                }
                Some(before) if before == *hash => Outcome::Unchanged,
                Some(_) => Outcome::Conflict,
            });
        }
        self.keep(doing, &new).await?;
        store::count(doing.tx, doing.permit, self, &outcomes, doing.env).await?;
        doing.detail = json!({
            "file": self.file_hash, "run": self.run, "source": self.source, "rows": hashes,
            "imported": new.len(),
        });
        Ok(Imported { outcomes })
    }
}

impl ImportReferrals {
    async fn keep(
        &self,
        doing: &mut Doing<'_, Self>,
        new: &[(ReferralRow, &str)],
    ) -> Result<(), Stop> {
        let people: Vec<Uuid> = new.iter().map(|_| doing.env.new_id()).collect();
        doing.keys.make(&people).await?;
        for ((row, hash), person) in new.iter().zip(people) {
            let row = store::New { source: &self.source, row, hash, person: PersonId(person) };
            store::add(doing.tx, doing.permit, doing.keys, doing.env, &row).await?;
            doing.about.insert(person);
        }
        Ok(())
    }
}
