//! What a partnership's file says. No I/O.

use jiff::civil::Date;

/// A partnership as its file describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartnershipFile {
    /// Its name.
    pub name: String,
    /// Whom to ring when somebody is at risk of harm; may be empty.
    pub safeguarding_name: String,
    /// Their telephone number; empty when nobody is named.
    pub safeguarding_phone: String,
    /// The tiers of its places, from the widest to the narrowest: code and name.
    pub tiers: Vec<(String, String)>,
    /// Its places, in the order in which its reports name them.
    pub places: Vec<NewPlace>,
    /// Its member bodies.
    pub organisations: Vec<NewOrganisation>,
    /// Its forums.
    pub forums: Vec<NewForum>,
}

/// One place of the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewPlace {
    /// Its line in the file.
    pub line: usize,
    /// The code of its tier.
    pub tier: String,
    /// Its name, of which a tier has one in each place.
    pub name: String,
    /// Its code in the national register of places (GSS); may be empty.
    pub gss_code: String,
    /// The release of the register that the code is of; may be empty.
    pub vintage: String,
    /// The name of the place that it lies in, of a wider tier; empty for the widest.
    pub lies_in: String,
    /// Where in the list that place stands.
    pub parent: Option<usize>,
}

/// One member body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewOrganisation {
    /// Its line in the file.
    pub line: usize,
    /// Its name.
    pub name: String,
    /// A code of the kinds of organisation.
    pub kind: String,
    /// The group it counts under when it refers; may be empty.
    pub referrer_group: String,
    /// What it can allocate.
    pub services: Vec<NewService>,
}

/// One service of an organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewService {
    /// Its line in the file.
    pub line: usize,
    /// Its name.
    pub name: String,
    /// With how many families it can work at a time.
    pub capacity: i64,
    /// For whom it is; may be empty.
    pub criteria: String,
    /// The names of the places where it is offered; everywhere when there is none.
    pub places: Vec<String>,
    /// Where in the list of places those stand.
    pub places_at: Vec<usize>,
    /// From when it is offered; at once when not set.
    pub goes_live_on: Option<Date>,
}

/// One forum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewForum {
    /// Its line in the file.
    pub line: usize,
    /// Its name.
    pub name: String,
    /// The code of its charter.
    pub charter: String,
    /// The version of that charter.
    pub charter_version: String,
    /// The name of its place.
    pub place: String,
    /// Where in the list of places that stands.
    pub place_at: Option<usize>,
}
