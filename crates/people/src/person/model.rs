//! Checks what was typed about a person. No I/O.

use jiff::civil::Date;
use kernel::FieldErrors;

use crate::register::{NewPerson, YesNo, approximate::Approximate, numbers};

const LONGEST_NAME: usize = 100;
const LONGEST_TEXT: usize = 1000;
const LONGEST_TIMES: usize = 200;

/// The ways in which somebody can be reached: code and words.
pub(super) const METHODS: [(&str, &str); 6] = [
    ("phone", "Telephone"),
    ("text", "Text message"),
    ("letter", "Letter"),
    ("email", "E-mail"),
    ("in_person", "In person"),
    ("through_someone", "Through someone else"),
];

/// The words for a way of reaching somebody.
pub(super) fn method_words(code: &str) -> &str {
    METHODS.iter().find(|(known, _)| *known == code).map_or(code, |(_, words)| words)
}

/// The status of an NHS number in the words of the NHS data dictionary: code and words.
pub(super) const NHS_NUMBER_STATUSES: [(&str, &str); 3] = [
    ("verified", "Number present and verified"),
    ("not_verified", "Number present but not traced"),
    ("not_present", "Number not present and trace not required"),
];

/// The words for the status of an NHS number; none when nobody has said.
pub fn nhs_status_words(code: &str) -> &'static str {
    NHS_NUMBER_STATUSES.iter().find(|(known, _)| *known == code).map_or("", |(_, words)| words)
}

/// The status of an NHS number, which must fit whether there is one.
///
/// # Errors
///
/// What to do about it.
pub(super) fn nhs_status(typed: &str, number: &str) -> Result<&'static str, &'static str> {
    if typed.is_empty() {
        return Ok("");
    }
    let known = NHS_NUMBER_STATUSES.iter().find(|(code, _)| *code == typed);
    let (code, _) = known.ok_or("Select the status of the NHS number in the list")?;
    match (*code, number.trim().is_empty()) {
        ("not_present", false) => Err("Select another status: there is an NHS number"),
        ("verified" | "not_verified", true) => {
            Err("Enter the NHS number, or select that it is not present")
        }
        _ => Ok(code),
    }
}

/// Who they are, as typed.
pub(super) struct Identity<'a> {
    pub(super) given_name: &'a str,
    pub(super) family_name: &'a str,
    pub(super) date_of_birth: &'a str,
    pub(super) learning_difficulty_or_disability: &'a str,
    pub(super) nhs_number: &'a str,
}

/// Where they can be reached, as typed.
pub(super) struct Reach<'a> {
    pub(super) address: &'a str,
    pub(super) postcode: &'a str,
    pub(super) phone: &'a str,
    pub(super) safe_contact: &'a str,
    pub(super) district_code: &'a str,
    pub(super) confidential_address: &'a str,
}

/// How and when they can safely be reached, as typed; the words are a part of [`Reach`].
pub(super) struct Safely<'a> {
    pub(super) methods: &'a [String],
    pub(super) times: &'a str,
    pub(super) words: &'a str,
}

impl Safely<'_> {
    /// The methods in the order of the list, each once, and the times; every problem among the errors.
    pub(super) fn checked(&self, errors: &mut FieldErrors) -> (Vec<String>, String) {
        let has = |code: &str| self.methods.iter().any(|it| it == code);
        if self.methods.iter().any(|it| method_words(it) == it) {
            errors.add("safe_contact_methods", "Select how they can be reached in the list");
        }
        let times = self.times.trim();
        if times.chars().count() > LONGEST_TIMES {
            errors.add(
                "safe_contact_times",
                "When they can be reached must be 200 characters or fewer",
            );
        }
        if has("through_someone") && self.words.trim().is_empty() {
            errors.add("safe_contact", "Enter through whom they can be reached");
        }
        let methods =
            METHODS.iter().filter(|(code, _)| has(code)).map(|(code, _)| (*code).to_owned());
        (methods.collect(), times.to_owned())
    }
}

/// When somebody died, as it is kept; empty when that was entered in error.
///
/// # Errors
///
/// What to do about it.
pub(super) fn death(
    (died, in_error): (&str, &str),
    born: Option<Date>,
    today: Date,
) -> Result<String, FieldErrors> {
    let mut errors = FieldErrors::default();
    match in_error {
        "yes" => return Ok(String::new()),
        "" => {}
        _ => errors.add("in_error", "Select yes, or leave it empty"),
    }
    let died = Approximate::past(died, today).map_err(|why| format!("When they died {why}"));
    let died = errors.take("died", died).flatten();
    match died {
        None if errors.of("died").is_none() => {
            errors.add("died", "Enter when they died; a year alone is enough");
        }
        Some(died) if born.is_some_and(|born| died.last() < born) => {
            errors.add("died", "When they died must be after they were born");
        }
        _ => {}
    }
    errors.into_result().map(|()| died.map(Approximate::text).unwrap_or_default())
}

/// A district to choose: its code and its name.
pub(crate) type District = (String, String);

impl Identity<'_> {
    /// Puts what was typed into the person, and every problem among the errors.
    pub(super) fn check(&self, person: &mut NewPerson, errors: &mut FieldErrors, today: Date) {
        let names = [
            ("given_name", self.given_name, "Enter their given name", &mut person.given_name),
            ("family_name", self.family_name, "Enter their family name", &mut person.family_name),
        ];
        for (field, typed, missing, into) in names {
            let name = errors.required(field, typed, missing);
            if name.chars().count() > LONGEST_NAME {
                errors.add(field, format!("A name must be {LONGEST_NAME} characters or fewer"));
            }
            into.push_str(name);
        }
        let born = Approximate::past(self.date_of_birth, today);
        let born = born.map_err(|why| format!("Date of birth {why}"));
        if let Some(born) = errors.take("date_of_birth", born).flatten() {
            person.date_of_birth = born.day();
            person.born_about = if born.day().is_none() { born.text() } else { String::new() };
        }
        match YesNo::from_code(self.learning_difficulty_or_disability) {
            Some(answer) => person.learning_difficulty_or_disability = answer,
            None => errors.add(
                "learning_difficulty_or_disability",
                "Select whether they have a learning difficulty or disability",
            ),
        }
        let number = errors.take("nhs_number", numbers::nhs_number(self.nhs_number));
        person.nhs_number = number.unwrap_or_default();
    }
}

impl Reach<'_> {
    /// Puts what was typed into the person, and every problem among the errors.
    pub(super) fn check(
        &self,
        person: &mut NewPerson,
        errors: &mut FieldErrors,
        districts: &[District],
    ) {
        person.address = self.text(errors, "address", self.address);
        let postcode = errors.take("postcode", numbers::postcode(self.postcode));
        person.postcode = postcode.unwrap_or_default();
        let phone = errors.take("phone", numbers::phone(self.phone));
        person.phone = phone.unwrap_or_default();
        person.safe_contact = self.text(errors, "safe_contact", self.safe_contact);
        let district = self.district_code.trim();
        if !district.is_empty() && !districts.iter().any(|(code, _)| code == district) {
            errors.add("district_code", "Select a district in the list");
        }
        person.district_code = district.to_owned();
        match self.confidential_address {
            "" => {}
            "yes" => person.confidential_address = true,
            _ => errors.add("confidential_address", "Select yes, or leave it empty"),
        }
    }

    /// Settles the district, once it is known in which one the lookup has the postcode: an answer that was left
    /// open is filled in, and one that does not go with the postcode is told. Of an address that must not be known
    /// no district is kept at all.
    pub(super) fn settle(
        &self,
        person: &mut NewPerson,
        errors: &mut FieldErrors,
        districts: &[District],
        found: Option<&str>,
    ) {
        if person.confidential_address {
            person.district_code.clear();
            return;
        }
        let Some(found) = found.filter(|found| *found != person.district_code) else { return };
        let known = districts.iter().find(|(code, _)| code == found);
        match (known, person.district_code.is_empty()) {
            (Some(_), true) => found.clone_into(&mut person.district_code),
            // Another partnership's: none of the districts here can be chosen for it.
            (None, true) => {}
            (Some((_, name)), false) => errors.add(
                "district_code",
                format!("The postcode is in {name}. Select {name}, or correct the postcode"),
            ),
            (None, false) => errors.add(
                "district_code",
                format!(
                    "The postcode is in none of these districts (its district is {found}). Select “Not known”, or \
                     correct the postcode"
                ),
            ),
        }
    }

    fn text(&self, errors: &mut FieldErrors, field: &str, typed: &str) -> String {
        if typed.chars().count() > LONGEST_TEXT {
            errors.add(field, format!("This must be {LONGEST_TEXT} characters or fewer"));
        }
        typed.trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn good() -> Identity<'static> {
        Identity {
            given_name: " Zara ",
            family_name: "Quill",
            date_of_birth: "2012-03-04",
            learning_difficulty_or_disability: "declined",
            nhs_number: "943 476 5919",
        }
    }

    #[track_caller]
    fn check(identity: &Identity<'_>, reach: &Reach<'_>, expected: &[&str]) -> NewPerson {
        let (mut person, mut errors) = (NewPerson::default(), FieldErrors::default());
        identity.check(&mut person, &mut errors, date(2026, 11, 22));
        reach.check(&mut person, &mut errors, &[("E07000070".into(), "Chelmsford".into())]);
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, expected);
        person
    }

    fn nowhere() -> Reach<'static> {
        Reach {
            address: "",
            postcode: "",
            phone: "",
            safe_contact: "",
            district_code: "",
            confidential_address: "",
        }
    }

    #[test]
    fn a_person_needs_names_and_an_answer_and_may_have_no_date_of_birth() {
        let person = check(&good(), &nowhere(), &[]);
        assert_eq!(
            (person.given_name.as_str(), person.nhs_number.as_str()),
            ("Zara", "9434765919")
        );
        assert_eq!(person.learning_difficulty_or_disability, YesNo::Declined);
        check(&Identity { date_of_birth: "", nhs_number: "", ..good() }, &nowhere(), &[]);
    }

    #[track_caller]
    fn settled(chosen: &str, confidential: bool, found: Option<&str>) -> Result<String, String> {
        let districts = [("E07000070", "Chelmsford"), ("E07000067", "Braintree")]
            .map(|(code, name)| (code.into(), name.into()));
        let mut person = NewPerson {
            district_code: chosen.into(),
            confidential_address: confidential,
            ..NewPerson::default()
        };
        let mut errors = FieldErrors::default();
        nowhere().settle(&mut person, &mut errors, &districts, found);
        match errors.of("district_code") {
            Some(told) => Err(told.to_owned()),
            None => Ok(person.district_code),
        }
    }

    #[test]
    fn a_postcode_says_the_district_and_a_district_that_does_not_go_with_it_is_told() {
        assert_eq!(settled("", false, Some("E07000070")), Ok("E07000070".into()));
        assert_eq!(settled("E07000070", false, Some("E07000070")), Ok("E07000070".into()));
        assert_eq!(settled("E07000070", false, None), Ok("E07000070".into()));
        assert_eq!(settled("", false, None), Ok(String::new()));
        let told = settled("E07000067", false, Some("E07000070"));
        assert!(told.is_err_and(|told| told.contains("in Chelmsford. Select Chelmsford")));
        assert_eq!(settled("", false, Some("E08000026")), Ok(String::new()));
        let told = settled("E07000067", false, Some("E08000026"));
        assert!(told.is_err_and(|told| told.contains("E08000026") && told.contains("Not known")));
    }

    #[test]
    fn of_an_address_that_must_not_be_known_no_district_is_kept_or_filled_in() {
        for chosen in ["", "E07000070", "E07000067"] {
            assert_eq!(settled(chosen, true, Some("E07000070")), Ok(String::new()), "{chosen}");
        }
    }

    #[test]
    fn whoever_is_reached_through_somebody_else_is_reached_through_somebody() {
        let check = |methods: &[&str], times: &str, words: &str, wrong: &[&str]| {
            let methods: Vec<String> = methods.iter().map(ToString::to_string).collect();
            let mut errors = FieldErrors::default();
            let safely = Safely { methods: &methods, times, words };
            let (methods, _) = safely.checked(&mut errors);
            assert_eq!(errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), wrong);
            methods
        };
        assert_eq!(check(&["text", "phone", "text"], " after 5 ", "", &[]), ["phone", "text"]);
        check(&["through_someone"], "", " ", &["safe_contact"]);
        check(&["through_someone"], "", "Her sister", &[]);
        check(&["pigeon"], &"x".repeat(201), "", &["safe_contact_methods", "safe_contact_times"]);
    }

    #[test]
    fn the_status_of_an_nhs_number_fits_whether_there_is_one() {
        assert_eq!(nhs_status("verified", "943 476 5919"), Ok("verified"));
        assert_eq!(nhs_status("not_present", " "), Ok("not_present"));
        assert_eq!(nhs_status("", ""), Ok(""));
        for (status, number) in
            [("verified", ""), ("not_verified", " "), ("not_present", "9"), ("odd", "9")]
        {
            assert!(nhs_status(status, number).is_err(), "{status}");
        }
    }

    #[test]
    fn a_date_of_birth_may_be_known_to_the_year_alone() {
        let person = check(&Identity { date_of_birth: "//1984", ..good() }, &nowhere(), &[]);
        assert_eq!((person.date_of_birth, person.born_about.as_str()), (None, "1984"));
        let person = check(&good(), &nowhere(), &[]);
        assert_eq!(
            (person.date_of_birth, person.born_about.as_str()),
            (Some(date(2012, 3, 4)), "")
        );
        check(&Identity { date_of_birth: "//2027", ..good() }, &nowhere(), &["date_of_birth"]);
    }

    #[test]
    fn nobody_dies_before_they_are_born_and_a_mistake_is_taken_back() {
        let (born, today) = (Some(date(2012, 3, 4)), date(2026, 11, 22));
        let kept = |died, in_error| death((died, in_error), born, today);
        assert_eq!(kept("/5/2026", "").as_deref(), Ok("2026-05"));
        assert_eq!(kept("2012", "").as_deref(), Ok("2012"));
        assert_eq!(kept("", "yes").as_deref(), Ok(""));
        for (died, in_error, field) in [
            ("", "", "died"),
            ("2011", "", "died"),
            ("2027", "", "died"),
            ("2020", "perhaps", "in_error"),
        ] {
            assert!(kept(died, in_error).is_err_and(|it| it.of(field).is_some()), "{died}");
        }
    }

    #[test]
    fn every_problem_is_told_at_once_in_the_forms_order() {
        let wrong = Identity {
            given_name: "",
            family_name: &"x".repeat(101),
            date_of_birth: "2027-01-01",
            learning_difficulty_or_disability: "perhaps",
            nhs_number: "123",
        };
        let nowhere = Reach {
            address: "",
            postcode: "CM1",
            phone: "999",
            safe_contact: &"x".repeat(1001),
            district_code: "Atlantis",
            confidential_address: "maybe",
        };
        check(
            &wrong,
            &nowhere,
            &[
                "given_name",
                "family_name",
                "date_of_birth",
                "learning_difficulty_or_disability",
                "nhs_number",
                "postcode",
                "phone",
                "safe_contact",
                "district_code",
                "confidential_address",
            ],
        );
    }
}
