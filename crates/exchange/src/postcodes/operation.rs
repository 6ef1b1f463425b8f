//! The steps by which a release of the lookup comes in: begun, filled, put in use, and the one before removed.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Operation, Stop, Subject};
use kernel::FieldErrors;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::{file::hex, row::PostcodeRow, store};

/// How long the name of a release may be.
const LONGEST: usize = 60;
/// Another import took over, or this one came too late.
const NOT_THIS_ONE: &str =
    "Another import of postcodes has begun since this one: let that one finish.";

/// Begins a release of the lookup.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BeginPostcodes {
    /// What the release is called, such as ONSPD November 2025.
    pub vintage: String,
    /// The sha256 of the file.
    pub file_hash: String,
    /// Whether every postcode of the file is kept, and not only those of the partnership's districts.
    pub every: bool,
}

/// A release that was begun.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct BegunPostcodes {
    /// Its number.
    pub release: i64,
    /// Whether the same is in use already, so that there is nothing to bring in.
    pub unchanged: bool,
    /// The codes of the districts whose postcodes are kept; none when all are.
    pub districts: Vec<String>,
}

impl Act for BeginPostcodes {
    const NAME: &'static str = "begin_postcodes";
    const ACTION: Action = Action::Import;
}

impl Operation for BeginPostcodes {
    type Done = BegunPostcodes;
    const SAYS: &'static str = "Begin a release of the lookup of postcodes";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<BegunPostcodes, Stop> {
        let mut errors = FieldErrors::default();
        let vintage = errors.required(
            "vintage",
            &self.vintage,
            "Enter what the release is called, such as ONSPD November 2025",
        );
        if vintage.chars().count() > LONGEST || vintage.chars().any(char::is_control) {
            let told =
                format!("What the release is called must be {LONGEST} plain characters or fewer");
            errors.add("vintage", told);
        }
        errors.into_result()?;
        let districts = if self.every { Vec::new() } else { store::districts(doing.tx).await? };
        // The same file says something else once the partnership has another district.
        let basis = [&[vintage.to_owned(), self.file_hash.clone()][..], &districts[..]].concat();
        let basis = hex(Sha256::new_with_prefix(basis.join("\u{1f}")));
        let (last, in_use) = store::last(doing.tx).await?;
        if in_use.is_some_and(|(_, of)| of == basis) {
            return Ok(BegunPostcodes { release: last, unchanged: true, districts });
        }
        if !self.every && districts.is_empty() {
            return Err(Stop::NotNow(
                "No district of the partnership has a GSS code: import its places with their codes, or keep every \
                 postcode with --all."
                    .into(),
            ));
        }
        let release = last.saturating_add(1);
        let at = At(doing.env.now());
        store::begin(doing.tx, doing.permit, release, (vintage, &basis), at).await?;
        doing.detail = json!({ "release": release, "vintage": vintage, "file": self.file_hash });
        Ok(BegunPostcodes { release, unchanged: false, districts })
    }
}

/// Adds a chunk of postcodes to a release that is not in use yet.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AddPostcodes {
    /// The release.
    pub release: i64,
    /// The postcodes.
    pub rows: Vec<PostcodeRow>,
}

impl Act for AddPostcodes {
    const NAME: &'static str = "add_postcodes";
    const ACTION: Action = Action::Import;
}

impl Operation for AddPostcodes {
    type Done = ();
    const SAYS: &'static str = "Add postcodes to a release of the lookup";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let mut hash = Sha256::new();
        for row in &self.rows {
            row.check()?;
            let cells = [&row.postcode, &row.district, &row.ward, &row.terminated];
            hash.update(cells.map(String::as_str).join("\u{1f}"));
            hash.update("\n");
        }
        if !store::is_filled(doing.tx, self.release).await? {
            return Err(Stop::NotNow(NOT_THIS_ONE.into()));
        }
        store::add(doing.tx, doing.permit, self.release, &self.rows).await?;
        // One hash over all rows commits to each of them. It is public data: nobody has to prove one row.
        doing.detail =
            json!({ "release": self.release, "count": self.rows.len(), "rows": hex(hash) });
        Ok(())
    }
}

/// Puts a release in use, in place of the one before.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct UsePostcodes {
    /// The release.
    pub release: i64,
    /// How many postcodes it must hold.
    pub postcodes: i64,
}

impl Act for UsePostcodes {
    const NAME: &'static str = "use_postcodes";
    const ACTION: Action = Action::Import;
}

impl Operation for UsePostcodes {
    type Done = ();
    const SAYS: &'static str = "Put a release of the lookup of postcodes in use";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let is_last = store::is_filled(doing.tx, self.release).await?;
        if !is_last || store::held(doing.tx, self.release).await? != self.postcodes {
            return Err(Stop::NotNow(NOT_THIS_ONE.into()));
        }
        let at = At(doing.env.now());
        store::put_in_use(doing.tx, doing.permit, self.release, at).await?;
        doing.detail = json!({ "release": self.release, "postcodes": self.postcodes });
        Ok(())
    }
}

/// Removes some rows of releases that were replaced, or that were never finished.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RemovePostcodes {}

/// What is left to remove.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct RemovedPostcodes {
    /// Whether there is more.
    pub more: bool,
}

impl Act for RemovePostcodes {
    const NAME: &'static str = "remove_postcodes";
    const ACTION: Action = Action::Import;
}

impl Operation for RemovePostcodes {
    type Done = RemovedPostcodes;
    const SAYS: &'static str = "Remove postcodes of a release that was replaced";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<RemovedPostcodes, Stop> {
        let Some(release) = store::replaced(doing.tx).await? else {
            return Ok(RemovedPostcodes { more: false });
        };
        let removed = store::remove(doing.tx, doing.permit, release).await?;
        doing.detail = json!({ "release": release, "removed": removed });
        Ok(RemovedPostcodes { more: store::replaced(doing.tx).await?.is_some() })
    }
}
