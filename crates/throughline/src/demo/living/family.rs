//! Who belongs to a family: records, a household, and what they are to the child.

use db::Actor;
use jiff::{ToSpan as _, civil::Date};
use kernel::PersonId;
use people::{
    family::web::RecordRelationship, household::web::AddToHousehold, person::add::AddPerson,
};

use super::{
    Telling,
    data::{Family, Somebody},
    unknown,
};
use crate::{commands::Failure, demo::POSTCODES};

/// The postcodes of a district, in the order of the file.
pub(super) fn postcodes(district: &str) -> impl Iterator<Item = String> {
    let of = move |line: &&str| line.split(',').nth(1) == Some(district);
    POSTCODES.lines().filter(of).filter_map(|line| line.split(',').next()).map(str::to_owned)
}

/// A birthday that fits an age, another one for each name.
fn born(somebody: &Somebody, today: Date) -> Date {
    let letters = somebody.given_name.bytes().chain(somebody.family_name.bytes());
    let days = letters.fold(7_i32, |sum, byte| (sum * 31 + i32::from(byte)) % 331);
    // Who is not a year old was born when the story begins.
    let days = if somebody.age == 0 { 130 + days % 200 } else { 12 + days };
    today.saturating_sub(somebody.age.years()).saturating_sub(days.days())
}

/// The part that somebody plays at home.
fn role(kind: &str, age: i32) -> &'static str {
    match (kind, age) {
        (_, ..16) => "child",
        (_, 16..18) => "young_person",
        ("mother" | "father" | "parent" | "step_parent" | "foster_carer" | "guardian", _) => {
            "parent_or_carer"
        }
        _ => "other",
    }
}

fn responsibility(kind: &str) -> &'static str {
    match kind {
        "mother" | "father" | "parent" | "guardian" | "child" => "yes",
        "grandparent" | "step_parent" | "carer" | "foster_carer" => "no",
        _ => "",
    }
}

/// Where somebody lives, as it is typed.
#[derive(Clone, Copy)]
struct Home<'a> {
    address: &'a str,
    postcode: &'a str,
    phone: &'a str,
    hidden: bool,
}

impl Telling<'_> {
    /// Adds everybody of a family.
    pub(super) async fn meet(&mut self, family: usize) -> Result<(), Failure> {
        let told = self.told(family)?;
        let (family_words, number) = (told.family.clone(), told.number);
        let referrer = self.cast.actor(&family_words.by)?;
        let phone = format!("07700 900{number:03}");
        // A postcode would say where an address is that must not be known.
        let postcode = if family_words.hidden { "" } else { &told.postcode }.to_owned();
        let home = Home {
            address: &family_words.address,
            postcode: &postcode,
            phone: &phone,
            hidden: family_words.hidden,
        };
        let child = Somebody::read(&family_words.child)?;
        let disability = if family_words.disability { "yes" } else { "no" };
        let person = self.add(referrer, &child, (home, disability)).await?;
        self.told_mut(family)?.person = person;
        for line in &family_words.home {
            let (kind, member) = Somebody::related(line)?;
            let with = Home { phone: "", ..home };
            let id = self.relative(referrer, (family, kind), &member, with).await?;
            let role = role(kind, member.age).into();
            let lives =
                AddToHousehold { person, member: id.to_string(), role, ..Default::default() };
            self.act(referrer, lives).await?;
        }
        self.meet_apart(family, referrer, &family_words).await
    }

    /// Those who live elsewhere: each alone, or in one household.
    async fn meet_apart(
        &mut self,
        family: usize,
        referrer: Actor,
        words: &Family,
    ) -> Result<(), Failure> {
        let home = Home { address: &words.apart_at, postcode: "", phone: "", hidden: false };
        let mut first = None;
        for line in &words.apart {
            let (kind, member) = Somebody::related(line)?;
            let id = self.relative(referrer, (family, kind), &member, home).await?;
            match first {
                _ if words.apart_at.is_empty() => {}
                None => first = Some(id),
                Some(person) => {
                    let role = role(kind, member.age).into();
                    let member = id.to_string();
                    let lives = AddToHousehold { person, member, role, ..Default::default() };
                    self.act(referrer, lives).await?;
                }
            }
        }
        Ok(())
    }

    async fn relative(
        &mut self,
        referrer: Actor,
        (family, kind): (usize, &str),
        member: &Somebody,
        home: Home<'_>,
    ) -> Result<PersonId, Failure> {
        let id = self.add(referrer, member, (home, "not_known")).await?;
        let told = self.told_mut(family)?;
        if told.people.insert(member.given_name.clone(), id).is_some() {
            return Err(unknown(&format!("two called {} apart", member.given_name)));
        }
        let relationship = RecordRelationship {
            person: told.person,
            other: id.to_string(),
            kind: kind.into(),
            responsibility: responsibility(kind).into(),
            ..Default::default()
        };
        self.act(referrer, relationship).await?;
        Ok(id)
    }

    async fn add(
        &self,
        who: Actor,
        somebody: &Somebody,
        (home, disability): (Home<'_>, &str),
    ) -> Result<PersonId, Failure> {
        let person = AddPerson {
            given_name: somebody.given_name.clone(),
            family_name: somebody.family_name.clone(),
            date_of_birth: born(somebody, self.today).to_string(),
            learning_difficulty_or_disability: disability.into(),
            address: home.address.into(),
            postcode: home.postcode.into(),
            phone: home.phone.into(),
            confidential_address: if home.hidden { "yes" } else { "" }.into(),
            ..AddPerson::default()
        };
        self.act(who, person).await
    }
}
