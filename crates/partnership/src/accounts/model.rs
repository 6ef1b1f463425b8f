//! The rules of accounts. No I/O.

use agreement::Role;
use jiff::{SignedDuration, Timestamp};
use kernel::{FieldErrors, ForumId, OrganisationId, PractitionerId};

/// Tries are counted over so long.
pub const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// So many wrong tries at one name are looked at in the window.
pub const TRIES_OF_A_NAME: i64 = 10;

/// So many wrong tries from one network address: a whole council may sit behind one.
pub const TRIES_FROM_AN_ADDRESS: i64 = 300;

/// A one-time link works for so long.
pub const LINK_LASTS: SignedDuration = SignedDuration::from_hours(72);

const SHORTEST_PASSWORD: usize = 12;
const LONGEST_PASSWORD: usize = 128;
const LONGEST_NAME: usize = 120;

/// Passwords of the right length that guessers try first.
const COMMON: &[&str] = &[
    "123456789012",
    "1234567890123",
    "12345678901234",
    "123456789abc",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "abcdefghijkl",
    "administrator",
    "changemeplease",
    "correct horse battery staple",
    "correcthorsebatterystaple",
    "iloveyouforever",
    "letmeinplease",
    "manchesterunited",
    "password1234",
    "password12345",
    "password123456",
    "passwordpassword",
    "qazwsxedcrfv",
    "qwerty123456",
    "qwertyqwerty",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyuiopasdfgh",
    "safeguarding",
    "safeguarding1",
    "throughline1",
    "throughline123",
    "welcome12345",
    "welcomewelcome",
];

/// Who is named on a limited record when nobody is left who is: the coordinators where the person is
/// open, for they are at work; else those of where it was limited, and last of where the person is held.
pub fn named_instead(coordinators: &[(String, PractitionerId)]) -> Vec<PractitionerId> {
    let of = |how: &str| -> Vec<PractitionerId> {
        coordinators.iter().filter(|it| it.0 == how).map(|it| it.1).collect()
    };
    let by_nearness = ["open", "restricted", "forum"].into_iter().map(of);
    by_nearness.into_iter().find(|it| !it.is_empty()).unwrap_or_default()
}

/// The roles that an administrator gives: name, words, and whether it is a role in a forum.
pub const ROLES: &[(Role, &str, bool)] = &[
    (Role::Practitioner, "Practitioner", false),
    (Role::Coordinator, "Forum coordinator", true),
    (Role::Chair, "Chair of a forum", true),
    (Role::ForumMember, "Member of a forum", true),
    (Role::FrontDoorWorker, "Front-door worker of a forum", true),
    (Role::Administrator, "Administrator", false),
    (Role::Analyst, "Analyst", false),
    (Role::InformationGovernanceLead, "Information governance lead", false),
    (Role::Auditor, "Auditor", false),
];

/// The words for a role.
pub fn role_words(name: &str) -> &str {
    ROLES.iter().find(|(role, ..)| role.name() == name).map_or(name, |(_, words, _)| words)
}

/// What a practitioner may be in one organisation, checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// For which organisation.
    pub organisation: OrganisationId,
    /// In which role.
    pub role: Role,
    /// In which forum, for the roles of one.
    pub forum: Option<ForumId>,
}

/// Checks a membership as typed.
pub fn membership(
    errors: &mut FieldErrors,
    organisation: &str,
    role: &str,
    forum: &str,
) -> Option<Membership> {
    let organisation =
        errors.take("organisation", organisation.parse().map_err(|_| "Select the organisation"));
    let role = ROLES.iter().find(|(known, ..)| known.name() == role);
    let role = errors.take("role", role.ok_or("Select what they will be"));
    let (role, _, of_a_forum) = role.copied()?;
    let forum = match (of_a_forum, forum.trim().parse::<ForumId>()) {
        (false, _) => None,
        (true, Ok(forum)) => Some(forum),
        (true, Err(_)) => {
            errors.add("forum", "Select the forum that the role is in");
            return None;
        }
    };
    Some(Membership { organisation: organisation?, role, forum })
}

/// A practitioner's name, checked.
pub fn name(errors: &mut FieldErrors, typed: &str) -> String {
    let name = errors.required("name", typed, "Enter their name");
    if name.chars().count() > LONGEST_NAME {
        errors.add("name", "Their name must be 120 characters or fewer");
    }
    name.to_owned()
}

/// A sign-in name as it is kept and compared.
pub fn tidy_sign_in_name(typed: &str) -> String {
    typed.trim().to_lowercase()
}

/// A sign-in name, checked.
pub fn sign_in_name(errors: &mut FieldErrors, typed: &str) -> String {
    let name = tidy_sign_in_name(typed);
    let fits = |it: char| it.is_ascii_alphanumeric() || ".-_@+".contains(it);
    if name.is_empty() {
        errors.add("sign_in_name", "Enter a name to sign in with");
    } else if !(3..=80).contains(&name.len()) || !name.chars().all(fits) {
        errors.add(
            "sign_in_name",
            "The sign-in name must be 3 to 80 letters, digits or . - _ @ +, such as a.patel",
        );
    }
    name
}

/// A new password and the same again, checked.
///
/// # Errors
///
/// Every problem at once.
pub fn new_password(sign_in_name: &str, typed: &str, again: &str) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    let length = typed.chars().count();
    let lower = typed.trim().to_lowercase();
    let mut letters = lower.chars();
    let first = letters.next();
    if typed.is_empty() {
        errors.add("password", "Enter a password");
    } else if length < SHORTEST_PASSWORD {
        errors.add("password", "The password must be 12 characters or more");
    } else if length > LONGEST_PASSWORD {
        errors.add("password", "The password must be 128 characters or fewer");
    } else if COMMON.contains(&lower.as_str()) || letters.all(|it| Some(it) == first) {
        errors
            .add("password", "This password is one of the first that guessers try. Choose another");
    } else if lower.contains(sign_in_name) && !sign_in_name.is_empty() {
        errors.add("password", "The password must not contain the sign-in name");
    }
    if again != typed {
        errors.add("again", "The second password must be the same as the first");
    }
    errors.into_result()
}

/// A new password in place of the present one, checked as far as can be told without a try.
///
/// # Errors
///
/// Every problem at once.
pub fn changed_password(
    sign_in_name: &str,
    present: &str,
    typed: &str,
    again: &str,
) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    if present.is_empty() {
        errors.add("present", "Enter your present password");
    }
    if let Err(wrong) = new_password(sign_in_name, typed, again) {
        wrong.iter().for_each(|(field, message)| errors.add(field, message));
    } else if present == typed {
        errors.add("password", "The new password must be another one than the present one");
    }
    errors.into_result()
}

/// When the next try will be looked at, given the newest wrong tries of the window: as many as are
/// allowed, newest first. Nothing when there is still one left.
pub fn wait_until(wrong: &[Timestamp], allowed: i64) -> Option<Timestamp> {
    let allowed = usize::try_from(allowed).unwrap_or(usize::MAX);
    let oldest = wrong.get(allowed.checked_sub(1)?)?;
    oldest.checked_add(WINDOW).ok()
}

/// The page to go to after signing in: one of ours that can be looked at, or the home page.
pub fn next_page(asked: &str) -> &str {
    let plain = |it: u8| it.is_ascii_graphic() && !matches!(it, b'\\' | b'"' | b'<' | b'>');
    let ours = asked.len() <= 300
        && asked.starts_with('/')
        && !asked.starts_with("//")
        && asked.bytes().all(plain);
    let begins = |start: &&str| asked.starts_with(*start);
    let never = ["/api/", "/assets/", "/sign-", "/link/", "/demo", "/drafts", "/choose-"];
    if ours && !never.iter().any(begins) { asked } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn goes(asked: &str, expected: &str) {
        assert_eq!(next_page(asked), expected, "{asked}");
    }

    #[test]
    fn after_signing_in_one_comes_to_a_page_of_ours_and_nowhere_else() {
        goes("/organisations", "/organisations");
        goes("/people?name=Lee%20Ward", "/people?name=Lee%20Ward");
        for elsewhere in [
            "",
            "organisations",
            "//example.org",
            "/\\example.org",
            "https://example.org",
            "/\t/example.org",
            "/\n/example.org",
            "javascript:alert(1)",
            "/sign-out",
            "/sign-in",
            "/api/v1/people",
            "/é",
        ] {
            goes(elsewhere, "/");
        }
    }

    #[track_caller]
    fn password(typed: &str, good: bool) {
        assert_eq!(new_password("a.patel", typed, typed).is_ok(), good, "{typed}");
    }

    #[test]
    fn a_password_is_long_and_not_one_that_guessers_try_first() {
        password("seven brown herons", true);
        password("short", false);
        password("Password1234", false);
        password("aaaaaaaaaaaaaaaa", false);
        password("my name is a.patel", false);
        password(&"x y".repeat(50), false);
        assert!(new_password("a.patel", "seven brown herons", "seven brown heron").is_err());
    }

    #[test]
    fn the_eleventh_wrong_try_waits_until_the_first_of_the_ten_is_a_quarter_of_an_hour_old() {
        let at = |minute: i64| Timestamp::from_second(minute * 60).unwrap();
        let wrong: Vec<_> = (1..=10).rev().map(at).collect();
        assert_eq!(wait_until(&wrong, TRIES_OF_A_NAME), Some(at(16)));
        assert_eq!(wait_until(wrong.get(..9).unwrap(), TRIES_OF_A_NAME), None);
    }

    #[track_caller]
    fn member(role: &str, forum: &str, wrong: &[&str]) {
        let mut errors = FieldErrors::default();
        let id = OrganisationId::default().to_string();
        let found = membership(&mut errors, &id, role, forum);
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!((fields.as_slice(), found.is_some()), (wrong, wrong.is_empty()));
    }

    #[test]
    fn the_roles_of_a_forum_need_a_forum_and_the_others_have_none() {
        let forum = ForumId::default().to_string();
        member("chair", &forum, &[]);
        member("chair", "", &["forum"]);
        member("auditor", &forum, &[]);
        member("console", &forum, &["role"]);
        member("account_holder", "", &["role"]);
    }

    #[test]
    fn a_sign_in_name_is_compared_without_case_or_spaces_around_it() {
        let mut errors = FieldErrors::default();
        assert_eq!(sign_in_name(&mut errors, " A.Patel "), "a.patel");
        assert!(errors.is_empty());
        for wrong in ["", "ab", "a b c", "a/b/c"] {
            let mut errors = FieldErrors::default();
            sign_in_name(&mut errors, wrong);
            assert!(!errors.is_empty(), "{wrong}");
        }
    }

    #[test]
    fn a_record_that_nobody_is_left_to_open_falls_to_the_coordinators_nearest_to_the_person() {
        let who = |n: u128| PractitionerId(uuid::Uuid::from_u128(n));
        let row = |how: &str, n| (how.to_owned(), who(n));
        let all = [row("forum", 1), row("open", 2), row("open", 3), row("restricted", 4)];
        assert_eq!(named_instead(&all), [who(2), who(3)]);
        assert_eq!(named_instead(&[row("forum", 1), row("restricted", 4)]), [who(4)]);
        assert_eq!(named_instead(&all[..1]), [who(1)]);
        assert_eq!(named_instead(&[]), []);
    }
}
