//! NHS numbers, postcodes and telephone numbers: how they are checked and kept (guide B4).

/// An NHS number as ten digits, if anything was typed.
///
/// # Errors
///
/// What to do about it.
pub fn nhs_number(typed: &str) -> Result<String, &'static str> {
    const WRONG: &str = "Check the NHS number: it has 10 digits, like 943 476 5919";
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if digits.is_empty() {
        return Ok(digits);
    }
    let values: Option<Vec<u32>> = digits.chars().map(|c| c.to_digit(10)).collect();
    let Some([first @ .., check]) = values.as_deref() else { return Err(WRONG) };
    if first.len() != 9 || first.iter().all(|digit| digit == check) {
        return Err(WRONG);
    }
    let sum: u32 = first.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    let expected = (11 - sum % 11) % 11;
    if expected == *check { Ok(digits) } else { Err(WRONG) }
}

/// An NHS number as people read it: 943 476 5919.
pub fn nhs_number_words(digits: &str) -> String {
    match (digits.get(..3), digits.get(3..6), digits.get(6..)) {
        (Some(first), Some(second), Some(third)) => format!("{first} {second} {third}"),
        _ => digits.to_owned(),
    }
}

/// The letters that a UPN may have: I, O and S could be misread.
const UPN_LETTERS: &str = "ABCDEFGHJKLMNPQRTUVWXYZ";

/// A unique pupil number in capitals: a check letter, and twelve digits of which the last is a letter in a
/// temporary one. The letter stands for the remainder by 23 of the sum of the others, each times its place.
///
/// # Errors
///
/// What to do about it.
pub fn upn(typed: &str) -> Result<String, &'static str> {
    const WRONG: &str = "Check the UPN: it has a letter and 12 digits, like H801200001001";
    let upn = identifier(typed).map_err(|_| WRONG)?;
    let letter = |c: char| UPN_LETTERS.chars().position(|it| it == c);
    let mut characters = upn.chars();
    let check = characters.next().and_then(letter).ok_or(WRONG)?;
    let rest: Vec<char> = characters.collect();
    let value = |(at, c): (usize, &char)| match c.to_digit(10) {
        Some(digit) => usize::try_from(digit).ok(),
        None if at == 11 => letter(*c),
        None => None,
    };
    let values: Option<Vec<usize>> = rest.iter().enumerate().map(value).collect();
    let values = values.filter(|it| it.len() == 12).ok_or(WRONG)?;
    let sum: usize = values.iter().zip(2..).map(|(value, place)| value * place).sum();
    if sum % 23 == check { Ok(upn) } else { Err(WRONG) }
}

/// The letters and digits of a number of any system in capitals: what makes two of them the same.
///
/// # Errors
///
/// What to do about it.
pub fn identifier(typed: &str) -> Result<String, &'static str> {
    let key: String =
        typed.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    match key.chars().count() {
        0 if typed.trim().is_empty() => Ok(key),
        0 => Err("The number must have letters or digits"),
        1..=40 => Ok(key),
        _ => Err("The number must be 40 letters and digits or fewer"),
    }
}

/// A postcode in capitals with one space, if anything was typed.
///
/// # Errors
///
/// What to do about it.
pub fn postcode(typed: &str) -> Result<String, &'static str> {
    const WRONG: &str = "Enter a full UK postcode, like CM1 1AB";
    let letters: String =
        typed.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    if letters.is_empty() {
        return Ok(letters);
    }
    if !letters.is_ascii() || !(5..=7).contains(&letters.len()) {
        return Err(WRONG);
    }
    let (outward, inward) = letters.split_at(letters.len() - 3);
    if is_outward(outward.as_bytes()) && is_inward(inward.as_bytes()) {
        Ok(format!("{outward} {inward}"))
    } else {
        Err(WRONG)
    }
}

/// A1, A11, A1A, AA1, AA11 or AA1A.
fn is_outward(code: &[u8]) -> bool {
    let shape: Vec<u8> = code
        .iter()
        .map(|c| {
            if c.is_ascii_uppercase() {
                b'A'
            } else if c.is_ascii_digit() {
                b'9'
            } else {
                b'?'
            }
        })
        .collect();
    matches!(shape.as_slice(), b"A9" | b"A99" | b"A9A" | b"AA9" | b"AA99" | b"AA9A")
}

/// A digit and two letters; some letters are never used, so that they are not misread.
fn is_inward(code: &[u8]) -> bool {
    matches!(code, [digit, first, second]
        if digit.is_ascii_digit()
            && [first, second].iter().all(|c| c.is_ascii_uppercase() && !b"CIKMOV".contains(c)))
}

/// A telephone number, if anything was typed, with its own spacing.
///
/// # Errors
///
/// What to do about it.
pub fn phone(typed: &str) -> Result<String, &'static str> {
    const WRONG: &str = "Enter a telephone number, like 01245 496 0123 or 07700 900 982";
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(String::new());
    }
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    let allowed = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '+' | '-' | '(' | ')');
    if typed.chars().all(allowed) && (10..=15).contains(&digits) {
        Ok(typed.to_owned())
    } else {
        Err(WRONG)
    }
}

/// What makes two values of a contact field the same, for the blind index.
pub fn same_form(field: &str, value: &str) -> String {
    match field {
        "phone" => {
            let digits: String = value.chars().filter(char::is_ascii_digit).collect();
            let national = digits.strip_prefix("0044").or_else(|| digits.strip_prefix("44"));
            let national = national.unwrap_or(&digits);
            national.strip_prefix('0').unwrap_or(national).to_owned()
        }
        _ => value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_nhs_number_has_ten_digits_and_the_right_check_digit() {
        for good in ["9000000009", "943 476 5919", "450-557-7104", " 9434765919 "] {
            assert!(nhs_number(good).is_ok(), "{good}");
        }
        assert_eq!(nhs_number("943 476 5919").as_deref(), Ok("9434765919"));
        assert_eq!(nhs_number(" ").as_deref(), Ok(""));
        assert_eq!(nhs_number_words("9434765919"), "943 476 5919");
        // The last: its first nine digits would need a check digit of ten, so there is no such number.
        let bad = [
            "1234567890",
            "943476591",
            "94347659190",
            "9434765918",
            "1111111111",
            "0000000000",
            "943476591O",
            "x",
            "9434765919x",
            "1000000010",
        ];
        for bad in bad {
            assert!(nhs_number(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn no_nhs_number_passes_whose_check_digit_would_be_ten() {
        let passing = (0..2_000_u32).filter(|n| {
            let first = 400_000_000 + n * 7;
            (0..10).any(|check| nhs_number(&format!("{first}{check}")).is_ok())
        });
        let passing = passing.count();
        assert!((1_700..1_900).contains(&passing), "about ten in eleven: {passing}");
    }

    #[test]
    fn a_upn_has_the_letter_that_its_digits_give() {
        for good in ["H801200001001", "B801200005001", " h801 200 001 001 ", "H80120000100B"] {
            assert!(upn(good).is_ok(), "{good}");
        }
        assert_eq!(upn("h801200001001").as_deref(), Ok("H801200001001"));
        // A wrong digit, digits that changed places, a letter that no UPN has, too short, too long.
        for bad in [
            "H801200001002",
            "H081200001001",
            "I801200001001",
            "H80120000100",
            "H8012000010011",
            "H80120000100I",
            "HA01200001001",
            "",
            "801200001001H",
        ] {
            assert!(upn(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn numbers_of_other_systems_meet_however_they_are_written() {
        assert_eq!(identifier("mos-12 34/b"), identifier("MOS1234B"));
        assert_eq!(identifier(" "), Ok(String::new()));
        assert!(identifier("--").is_err() && identifier(&"7".repeat(41)).is_err());
    }

    #[test]
    fn a_postcode_is_kept_in_capitals_with_one_space() {
        for (typed, kept) in [
            ("cm11ab", "CM1 1AB"),
            ("M1 1AA", "M1 1AA"),
            (" ec1a  1bb ", "EC1A 1BB"),
            ("w1a0ax", "W1A 0AX"),
            ("SS99 9ZZ", "SS99 9ZZ"),
            ("", ""),
        ] {
            assert_eq!(postcode(typed).as_deref(), Ok(kept), "{typed}");
        }
        for bad in
            ["CM1", "CM1 1AC", "CM1 1IA", "1CM 1AB", "CM1 AAB", "CMM1 1AB", "CM1 1A", "€M1 1AB"]
        {
            assert!(postcode(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_telephone_number_has_enough_digits_and_nothing_else() {
        assert_eq!(phone(" 07700 900982 ").as_deref(), Ok("07700 900982"));
        assert!(phone("+44 (0)7700 900 982").is_ok());
        for bad in ["999", "0770 090", "ask for Sam 07700 900982", "077009009820770090098207700"] {
            assert!(phone(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn equal_numbers_meet_however_they_are_written() {
        let same = same_form("phone", "07700 900982");
        assert_eq!(same, same_form("phone", "+44 7700 900-982"));
        assert_eq!(same_form("postcode", "CM1 1AB"), same_form("postcode", "cm11ab"));
        assert_ne!(same, same_form("phone", "07700 900983"));
    }
}
