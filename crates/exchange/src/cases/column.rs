//! What a column of the sheet holds, guessed from the words at its head. No I/O.

/// What a column may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Reference,
    GivenName,
    FamilyName,
    Name,
    Born,
    NhsNumber,
    Postcode,
    District,
    OpenedOn,
    Level,
    Needs,
    Lead,
    LeadOrganisation,
    NextReview,
    Actions,
}

/// Code, words, and the heads by which it is known, in small letters.
type Described = (&'static str, &'static str, &'static [&'static str]);

impl Column {
    pub(super) const ALL: [Self; 15] = [
        Self::Reference,
        Self::GivenName,
        Self::FamilyName,
        Self::Name,
        Self::Born,
        Self::NhsNumber,
        Self::Postcode,
        Self::District,
        Self::OpenedOn,
        Self::Level,
        Self::Needs,
        Self::Lead,
        Self::LeadOrganisation,
        Self::NextReview,
        Self::Actions,
    ];

    /// The code, as a form sends it and as problems name it.
    pub(super) fn code(self) -> &'static str {
        self.described().0
    }

    pub(super) fn words(self) -> &'static str {
        self.described().1
    }

    pub(super) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    fn described(self) -> Described {
        let found = DESCRIBED.iter().find(|(it, _)| *it == self);
        found.map_or(("", "", &[]), |(_, described)| *described)
    }
}

/// Every column, in the order in which a form offers them.
const DESCRIBED: [(Column, Described); 15] = [
    (
        Column::Reference,
        (
            "reference",
            "Reference",
            &[
                "reference",
                "ref",
                "ref no",
                "case ref",
                "case number",
                "case no",
                "id",
                "case id",
                "urn",
            ],
        ),
    ),
    (
        Column::GivenName,
        (
            "given_name",
            "Given name",
            &["given name", "given names", "first name", "first names", "forename", "forenames"],
        ),
    ),
    (Column::FamilyName, ("family_name", "Family name", &["family name", "surname", "last name"])),
    (
        Column::Name,
        (
            "name",
            "Name, given and family name in one",
            &["name", "full name", "child", "person", "young person", "client", "childs name"],
        ),
    ),
    (
        Column::Born,
        ("date_of_birth", "Date of birth", &["date of birth", "dob", "born", "birth date"]),
    ),
    (Column::NhsNumber, ("nhs_number", "NHS number", &["nhs number", "nhs no", "nhs"])),
    (Column::Postcode, ("postcode", "Postcode", &["postcode", "post code"])),
    (Column::District, ("district", "District", &["district", "borough", "area"])),
    (
        Column::OpenedOn,
        (
            "opened_on",
            "Day on which it was opened",
            &[
                "opened on",
                "opened",
                "date opened",
                "open date",
                "opened date",
                "start date",
                "date accepted",
            ],
        ),
    ),
    (
        Column::Level,
        ("level", "Level of need", &["level of need", "level", "tier", "lon", "need level"]),
    ),
    (
        Column::Needs,
        ("needs", "Needs", &["needs", "need", "presenting needs", "presenting need", "concerns"]),
    ),
    (
        Column::Lead,
        (
            "lead",
            "Lead professional",
            &["lead professional", "lead practitioner", "lead worker", "key worker", "lead", "lp"],
        ),
    ),
    (
        Column::LeadOrganisation,
        (
            "lead_organisation",
            "Lead professional’s organisation",
            &[
                "lead organisation",
                "lead agency",
                "lead org",
                "lead professionals organisation",
                "agency",
            ],
        ),
    ),
    (
        Column::NextReview,
        (
            "next_review",
            "Next review",
            &["next review", "next review date", "review date", "review due", "review"],
        ),
    ),
    (
        Column::Actions,
        ("actions", "Actions", &["actions", "action", "agreed actions", "open actions", "plan"]),
    ),
];

/// A head that holds one of these somewhere is taken for it; shorter ones ("name", "lead") could be about anybody.
const LONG_ENOUGH: usize = 7;

/// What each column holds, as far as its head tells; each sort of column once, the head that says it best first.
pub(super) fn guessed(header: &[String]) -> Vec<Option<Column>> {
    let heads: Vec<String> = header.iter().map(|head| plain(head)).collect();
    let mut columns = vec![None; header.len()];
    for is_exact in [true, false] {
        for (at, head) in heads.iter().enumerate() {
            let open = |it: &Column| !columns.contains(&Some(*it));
            let found = if is_exact { known_as(head) } else { holding(head) };
            let found = found.filter(open);
            if let Some(place) = columns.get_mut(at).filter(|it| it.is_none()) {
                *place = found;
            }
        }
    }
    columns
}

/// In small letters, words with one space between.
fn plain(head: &str) -> String {
    let letters = head.chars().filter(|it| !matches!(it, '\'' | '’')).flat_map(char::to_lowercase);
    let letters: String = letters.map(|it| if it.is_alphanumeric() { it } else { ' ' }).collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn known_as(head: &str) -> Option<Column> {
    let is_known = |it: &Column| it.described().2.contains(&head) || plain(it.words()) == head;
    Column::ALL.into_iter().find(|it| is_known(it) || plain(it.code()) == head)
}

/// The column whose longest words stand in the head: "Child’s date of birth", "Lead professional (name)".
fn holding(head: &str) -> Option<Column> {
    let spaced = format!(" {head} ");
    let all = Column::ALL
        .into_iter()
        .flat_map(|it| it.described().2.iter().map(move |words| (words, it)));
    let held = all
        .filter(|(words, _)| words.len() >= LONG_ENOUGH && spaced.contains(&format!(" {words} ")));
    held.max_by_key(|(words, _)| words.len()).map(|(_, it)| it)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(header: &[&str], expected: &[&str]) {
        let header: Vec<String> = header.iter().map(|it| (*it).to_owned()).collect();
        let found = guessed(&header);
        let found: Vec<&str> = found.iter().map(|it| it.map_or("", Column::code)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn columns_are_known_by_their_heads_whatever_their_order_case_and_punctuation() {
        check(
            &["Ref. No", "SURNAME", "First_Name", "D.O.B", "dob"],
            &["reference", "family_name", "given_name", "", "date_of_birth"],
        );
        check(
            &["Child’s date of birth", "Lead Professional (name)", "Lead agency", "Level of Need"],
            &["date_of_birth", "lead", "lead_organisation", "level"],
        );
    }

    #[test]
    fn a_head_that_could_be_about_anybody_is_not_guessed_and_no_column_is_taken_twice() {
        check(&["Name", "Social worker name", "Mother"], &["name", "", ""]);
        check(&["Review date of plan", "Next review"], &["", "next_review"]);
        check(&["Surname", "Family name"], &["family_name", ""]);
    }

    #[test]
    fn every_column_has_a_code_of_its_own_and_is_known_by_its_own_words() {
        for column in Column::ALL {
            assert_eq!(Column::from_code(column.code()), Some(column));
            check(&[column.words()], &[column.code()]);
        }
        assert_eq!(Column::from_code("castle"), None);
    }
}
