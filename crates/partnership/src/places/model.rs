//! How places hang together, and what rows of a sheet would do to them. No I/O.

use kernel::{FieldErrors, PlaceId};
use schemars::JsonSchema;
use serde::Serialize;

use crate::sheet::{Columns, Planned, Row, Sheet, Step};

/// Wards are many: they stand folded away under the place that they lie in.
pub(crate) const WARD: &str = "ward";
/// People are counted by the codes of these.
const DISTRICT: &str = "district";

const LONGEST_NAME: usize = 100;
const LONGEST_TIER: usize = 40;
const LONGEST_VINTAGE: usize = 60;

/// The columns of a sheet of places.
pub(crate) const COLUMNS: Columns =
    Columns { needed: &["tier", "name"], optional: &["gss_code", "vintage", "parent"] };

/// A place of the partnership.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// Its id.
    pub id: PlaceId,
    /// The code of its tier.
    pub tier: String,
    /// Its name.
    pub name: String,
    /// Its code in the national register of places (GSS); may be empty.
    pub gss_code: String,
    /// The release that the code is of, such as ONSPD November 2025; may be empty.
    pub vintage: String,
    /// The place that it lies in.
    pub parent: Option<PlaceId>,
}

/// The code of a tier as words.
pub(crate) fn tier_words(code: &str) -> String {
    let mut letters = code.replace('_', " ");
    if let Some(first) = letters.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    letters
}

/// The places as a tree: each after the one that it lies in, with how deep it lies.
pub(crate) fn tree(places: &[Place]) -> Vec<(usize, &Place)> {
    let mut found = Vec::new();
    let is_known = |id: &PlaceId| places.iter().any(|it| it.id == *id);
    let tops = places.iter().filter(|it| !it.parent.as_ref().is_some_and(is_known));
    let mut waiting: Vec<(usize, &Place)> = tops.map(|it| (0, it)).rev().collect();
    while let Some((depth, place)) = waiting.pop() {
        found.push((depth, place));
        let inside = places.iter().filter(|it| it.parent == Some(place.id));
        waiting.extend(inside.map(|it| (depth + 1, it)).rev());
    }
    found
}

/// What the rows of a sheet would do, one after another: a place that a row adds is known to those below.
pub(crate) fn plan(
    sheet: &Sheet,
    known: Vec<Place>,
    new_tiers: &[String],
    new_id: &mut dyn FnMut() -> PlaceId,
) -> Vec<Planned<Place>> {
    let mut places = Places { all: known, touched: Vec::new() };
    let mut plan = Vec::new();
    for row in &sheet.rows {
        let step = places.step(row, new_tiers, new_id);
        match &step {
            Step::Add(place) => {
                places.all.push(place.clone());
                places.touched.push((place.id, row.line));
            }
            Step::Change(place, _) => {
                places.all.retain(|it| it.id != place.id);
                places.all.push(place.clone());
                places.touched.push((place.id, row.line));
            }
            Step::Nothing | Step::Refuse(_) => {}
        }
        plan.push(Planned { line: row.line, name: row.text("name").to_owned(), step });
    }
    plan
}

/// The places as they are after the rows so far.
struct Places {
    all: Vec<Place>,
    /// Which of them a row of the sheet spoke of, and in which line.
    touched: Vec<(PlaceId, i64)>,
}

impl Places {
    fn step(
        &self,
        row: &Row,
        new_tiers: &[String],
        new_id: &mut dyn FnMut() -> PlaceId,
    ) -> Step<Place> {
        let mut errors = row.problems.clone();
        let tier = self.tier(row, new_tiers, &mut errors);
        let name = errors.required("name", row.text("name"), "Enter the place’s name").to_owned();
        too_long(&mut errors, "name", &name, LONGEST_NAME);
        let code = row.text("gss_code").to_owned();
        if !code.is_empty() && !is_gss(&code) {
            errors.add("gss_code", "must be a letter and 8 digits, such as E07000070, or empty");
        }
        too_long(&mut errors, "vintage", row.text("vintage"), LONGEST_VINTAGE);
        let parent = self.parent(row, &tier, &mut errors);
        if !errors.is_empty() {
            return Step::Refuse(errors);
        }
        let mut place = match self.meant(&tier, &name, &code, parent) {
            Ok(Some(known)) => known.clone(),
            Ok(None) => Place { id: new_id(), tier, ..Place::default() },
            Err((column, told)) => return Step::Refuse(FieldErrors::one(column, told)),
        };
        place.name = name;
        place.parent = parent.or(place.parent);
        if !code.is_empty() {
            place.gss_code = code;
        }
        if let Some(vintage) = row.cell("vintage").filter(|it| !it.is_empty()) {
            vintage.clone_into(&mut place.vintage);
        }
        self.settle(place)
    }

    fn tier(&self, row: &Row, new_tiers: &[String], errors: &mut FieldErrors) -> String {
        let tier = errors.required("tier", row.text("tier"), "Enter the tier of the place");
        let mut tiers: Vec<&str> = self.all.iter().map(|it| it.tier.as_str()).collect();
        tiers.extend(new_tiers.iter().map(String::as_str));
        let code = tier.to_lowercase().replace(' ', "_");
        if !tier.is_empty() && !tiers.contains(&code.as_str()) {
            tiers.sort_unstable();
            tiers.dedup();
            let known = tiers.join(", ");
            errors.add(
                "tier",
                format!("There is no tier “{tier}”. Use one of {known}, or allow it with --new-tier {code}"),
            );
        }
        too_long(errors, "tier", &code, LONGEST_TIER);
        code
    }

    /// The place that the row says it lies in, by its code or its name.
    fn parent(&self, row: &Row, tier: &str, errors: &mut FieldErrors) -> Option<PlaceId> {
        let wanted = row.text("parent");
        if wanted.is_empty() {
            return None;
        }
        let by_code = self.all.iter().find(|it| it.gss_code == wanted);
        let mut found: Vec<&Place> = match by_code {
            Some(place) => vec![place],
            None => self.all.iter().filter(|it| it.name == wanted && it.tier != tier).collect(),
        };
        // The nearest: of a county and a district of one name, a ward lies in the district.
        let deepest = found.iter().map(|it| self.depth(it)).max();
        found.retain(|it| Some(self.depth(it)) == deepest);
        match found.as_slice() {
            [place] => Some(place.id),
            [] => {
                let told = format!(
                    "There is no place “{wanted}” to lie in: add it first, in a line above or in another file"
                );
                errors.add("parent", told);
                None
            }
            _ => {
                errors.add(
                    "parent",
                    format!("There are several places “{wanted}”: use its GSS code"),
                );
                None
            }
        }
    }

    fn depth(&self, place: &Place) -> usize {
        self.around(place).count()
    }

    /// The places that a place lies in, the nearest first.
    fn around(&self, place: &Place) -> impl Iterator<Item = &Place> {
        let mut at = place.parent;
        // No tree is deeper than it has places.
        (0..self.all.len()).map_while(move |_| {
            let found = self.all.iter().find(|it| Some(it.id) == at)?;
            at = found.parent;
            Some(found)
        })
    }

    /// The place that a row means: the one with its code, else the one of its tier and name.
    fn meant(
        &self,
        tier: &str,
        name: &str,
        code: &str,
        parent: Option<PlaceId>,
    ) -> Result<Option<&Place>, (&'static str, String)> {
        if let Some(known) = self.all.iter().find(|it| !code.is_empty() && it.gss_code == code) {
            if known.tier != tier {
                let what = tier_words(&known.tier).to_lowercase();
                return Err((
                    "gss_code",
                    format!("{code} is the code of the {what} {}", known.name),
                ));
            }
            return Ok(Some(known));
        }
        let named = |it: &&Place| {
            it.tier == tier && it.name == name && (parent.is_none() || it.parent == parent)
        };
        let mut found = self.all.iter().filter(named);
        match (found.next(), found.next()) {
            (None, _) if parent.is_none() && !self.stands_alone(tier) => Err((
                "parent",
                "Enter the name or the GSS code of the place that it lies in".into(),
            )),
            (None, _) => Ok(None),
            (Some(_), Some(_)) => {
                Err(("parent", format!("There are several places “{name}”: say in which it lies")))
            }
            (Some(known), None) => self.recoded(known, code).map(Some),
        }
    }

    /// A ward keeps its name when its borders and with them its code change; a district's code is what people are
    /// counted by.
    fn recoded<'a>(
        &self,
        known: &'a Place,
        code: &str,
    ) -> Result<&'a Place, (&'static str, String)> {
        let other = !code.is_empty() && !known.gss_code.is_empty() && known.gss_code != code;
        if other && known.tier == DISTRICT {
            let (name, old) = (&known.name, &known.gss_code);
            return Err((
                "gss_code",
                format!(
                    "{name} has the code {old}, by which people are counted: it keeps it. Leave this line out"
                ),
            ));
        }
        Ok(known)
    }

    /// Whether places of this tier lie in no other.
    fn stands_alone(&self, tier: &str) -> bool {
        self.all.is_empty() || self.all.iter().any(|it| it.tier == tier && it.parent.is_none())
    }

    /// What is left to do for a place to be so.
    fn settle(&self, place: Place) -> Step<Place> {
        if let Some((_, line)) = self.touched.iter().find(|(id, _)| *id == place.id) {
            return refuse("name", format!("stands in line {line} already"));
        }
        let twin = |it: &&Place| {
            it.id != place.id
                && (&it.tier, &it.name, it.parent) == (&place.tier, &place.name, place.parent)
        };
        if self.all.iter().any(|it| twin(&it)) {
            return refuse("name", format!("There is already a place “{}” there", place.name));
        }
        let Some(known) = self.all.iter().find(|it| it.id == place.id) else {
            return Step::Add(place);
        };
        let inside = |it: &Place| it.id == place.id || self.around(it).any(|it| it.id == place.id);
        let parent = self.all.iter().find(|it| Some(it.id) == place.parent);
        if place.parent != known.parent && parent.is_some_and(inside) {
            return refuse("parent", "A place cannot lie in itself".into());
        }
        let how = self.differences(known, &place);
        if how.is_empty() { Step::Nothing } else { Step::Change(place, how) }
    }

    fn differences(&self, old: &Place, new: &Place) -> Vec<String> {
        let name_of = |id: Option<PlaceId>| {
            let found = self.all.iter().find(|it| Some(it.id) == id);
            found.map_or_else(String::new, |it| it.name.clone())
        };
        let (before, after) = (name_of(old.parent), name_of(new.parent));
        let pairs = [
            ("name", [&old.name, &new.name]),
            ("gss_code", [&old.gss_code, &new.gss_code]),
            ("vintage", [&old.vintage, &new.vintage]),
            ("parent", [&before, &after]),
        ];
        crate::sheet::differences(pairs.map(|(column, both)| (column, both.map(String::as_str))))
    }
}

fn refuse(column: &str, told: String) -> Step<Place> {
    Step::Refuse(FieldErrors::one(column, told))
}

fn too_long(errors: &mut FieldErrors, column: &str, text: &str, longest: usize) {
    if text.chars().count() > longest {
        errors.add(column, format!("must be {longest} characters or fewer"));
    }
}

/// A letter for the nation and eight digits.
fn is_gss(code: &str) -> bool {
    let Some((nation, digits)) = code.split_at_checked(1) else { return false };
    nation.bytes().all(|it| it.is_ascii_uppercase())
        && digits.len() == 8
        && digits.bytes().all(|it| it.is_ascii_digit())
}

#[cfg(test)]
mod tests;
