//! The part that someone plays in a household. No I/O.

/// The parts: code and words.
pub const ROLES: [(&str, &str); 4] = [
    ("child", "Child"),
    ("young_person", "Young person"),
    ("parent_or_carer", "Parent or carer"),
    ("other", "Someone else who lives there"),
];

/// The words for a part.
pub fn role_words(code: &str) -> &str {
    ROLES.iter().find(|(known, _)| *known == code).map_or(code, |(_, words)| words)
}

/// The part that an age suggests, for whoever the household is recorded through.
pub(crate) fn role_at(age: Option<i16>) -> &'static str {
    match age {
        Some(..16) => "child",
        Some(16..18) => "young_person",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_in_a_household_follows_age() {
        for (age, role) in [
            (Some(0), "child"),
            (Some(15), "child"),
            (Some(16), "young_person"),
            (Some(18), "other"),
            (None, "other"),
        ] {
            assert_eq!(role_at(age), role);
            assert_ne!(role_words(role), role);
        }
    }
}
