use jiff::civil::date;
use uuid::Uuid;

use super::*;
use crate::cases::sheet::{Sheet, Typed};

const COUNCIL: OrganisationId = OrganisationId(Uuid::from_u128(1));
const POLICE: OrganisationId = OrganisationId(Uuid::from_u128(2));
const WES: PractitionerId = PractitionerId(Uuid::from_u128(3));
const HEAD: &str = "Ref\tGiven name\tSurname\tDOB\tNHS no\tPostcode\tDistrict\tOpened\tLevel\tNeeds\tLead\tLead agency\tReview\tActions";

fn known() -> Known {
    let practitioner = |id, name: &str, sign_in_name: &str, organisation| Practitioner {
        id,
        name: name.into(),
        sign_in_name: sign_in_name.into(),
        organisation,
    };
    let sam = PractitionerId(Uuid::from_u128(4));
    Known {
        charter: casework::charters::charter_of("maag").unwrap(),
        organisations: vec![(COUNCIL, "Essex council".into()), (POLICE, "Police".into())],
        practitioners: vec![
            practitioner(WES, "Wes Ham", "wes", COUNCIL),
            practitioner(PractitionerId(Uuid::from_u128(5)), "Pia Ash", "pia", POLICE),
            practitioner(PractitionerId(Uuid::from_u128(6)), "Pia Ash", "pia.2", COUNCIL),
            practitioner(sam, "Sam Oak", "sam", COUNCIL),
            practitioner(sam, "Sam Oak", "sam", POLICE),
        ],
        districts: BTreeMap::from([("Chelmsford".into(), "E07000070".into())]),
        own: Some(COUNCIL),
        today: date(2026, 11, 22),
    }
}

fn read(head: &str, row: &str) -> Row {
    let sheet = format!("{head}\n{row}\n");
    let typed = Typed { sheet: &sheet, above: 0, source: "Caseload", columns: &[], headed: "" };
    Sheet::read(typed).unwrap().rows.remove(0)
}

const GOOD: &str = "C-7\tZara\tQuill\t4/3/2012\t943 476 5919\tcm1 1qh\tchelmsford\t2026-09-01\tLevel 3\tyoung_carer\twes ham\t\t3/12/2026\tPolice: visit (by 1/12/2026); ring school";

/// The good row with one column changed: its problems, by column.
#[track_caller]
fn check(column: usize, cell: &str, expected: &[&str]) {
    let mut cells: Vec<&str> = GOOD.split('\t').collect();
    cells[column] = cell;
    let told: Vec<String> = match checked(&read(HEAD, &cells.join("\t")), &known()) {
        Ok(_) => vec![],
        Err(errors) => errors.iter().map(|(column, told)| format!("{column}: {told}")).collect(),
    };
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn a_row_is_read_with_everything_that_it_says() {
    let row = checked(&read(HEAD, GOOD), &known()).unwrap();
    let review = date(2026, 12, 3);
    let action = |description: &str, owner, due_on| Action {
        description: description.into(),
        owner,
        due_on,
    };
    assert_eq!(
        row,
        CaseRow {
            reference: "C-7".into(),
            hash: row.hash.clone(),
            given_name: "Zara".into(),
            family_name: "Quill".into(),
            born: Some(date(2012, 3, 4)),
            nhs_number: "9434765919".into(),
            postcode: "CM1 1QH".into(),
            district: "E07000070".into(),
            opened_on: date(2026, 9, 1),
            level: 3,
            needs: vec!["young_carer".into()],
            lead: Lead::Asked(WES, COUNCIL),
            next_review_on: Some(review),
            actions: vec![
                action("visit", POLICE, date(2026, 12, 1)),
                action("ring school", COUNCIL, review),
            ],
        }
    );
}

#[test]
fn every_problem_of_a_row_is_told_by_its_column() {
    check(1, "", &["given_name: Enter a given name"]);
    check(3, "31/2/2012", &["date_of_birth: must be a real date"]);
    check(
        3,
        "41000",
        &["date_of_birth: must be a date, like 3/12/2026. This is how a spreadsheet"],
    );
    check(4, "1234567890", &["nhs_number: Check the NHS number"]);
    check(5, "CM1", &["postcode: Enter a full UK postcode"]);
    check(6, "Atlantis", &["district: must be a district"]);
    check(7, "", &["opened_on: Enter the day"]);
    check(7, "1/12/2026", &["opened_on: must be today or in the past"]);
    check(7, "1/1/2010", &["opened_on: must not be before the date of birth"]);
    check(8, "9", &["level: must be one of 1 ("]);
    check(8, "", &["level: Enter the level of need"]);
    check(9, "young_carer; castle", &["needs: There is no need “castle”"]);
    check(11, "Castle", &["lead_organisation: There is no organisation “Castle”"]);
    check(13, "Castle: visit", &["actions: There is no organisation “Castle”"]);
    check(13, "visit (by Friday)", &["actions: The day of an action must be a real date"]);
    let all = "\t\t\t\t\t\t\t\tx\t\t\t\t\t";
    let errors = checked(&read(HEAD, all), &known()).unwrap_err();
    let columns: Vec<&str> = errors.iter().map(|(column, _)| column).collect();
    assert_eq!(columns, ["given_name", "family_name", "opened_on", "level"]);
}

#[test]
fn a_lead_is_found_by_name_or_sign_in_name_and_two_of_one_name_are_told_apart() {
    let lead = |name: &str, of: &str| {
        let mut cells: Vec<&str> = GOOD.split('\t').collect();
        (cells[10], cells[11]) = (name, of);
        checked(&read(HEAD, &cells.join("\t")), &known()).map(|it| it.lead)
    };
    assert_eq!(lead("WES", ""), Ok(Lead::Asked(WES, COUNCIL)));
    assert_eq!(lead("", "Police"), Ok(Lead::Nobody));
    assert_eq!(lead("Nobody Here", ""), Ok(Lead::NoAccount));
    assert!(matches!(lead("pia ash", "police"), Ok(Lead::Asked(_, POLICE))));
    assert!(matches!(lead("pia.2", ""), Ok(Lead::Asked(_, COUNCIL))));
    check(10, "Pia Ash", &["lead: Several practitioners have this name"]);
    check(10, "Sam Oak", &["lead: This practitioner works for several organisations"]);
}

#[test]
fn one_column_may_hold_the_whole_name_in_either_order() {
    for (written, expected) in [
        ("Zara May Quill", ("Zara May", "Quill")),
        ("Quill, Zara May", ("Zara May", "Quill")),
        ("Quill", ("", "Quill")),
    ] {
        let row = read("Name\tOpened\tLevel", &format!("{written}\t1/9/2026\t3"));
        assert_eq!(name_of(&row), (expected.0.to_owned(), expected.1.to_owned()));
    }
}

#[test]
fn a_row_without_a_reference_is_known_by_what_it_says() {
    let one = read("Name\tOpened\tLevel", "Zara Quill\t1/9/2026\t3");
    let same = read("Level\tOpened\tName", "3\t1/9/2026\t Zara Quill ");
    let other = read("Name\tOpened\tLevel", "Zara Quill\t1/9/2026\t2");
    assert_eq!(reference_of(&one), reference_of(&same));
    assert_ne!(reference_of(&one), reference_of(&other));
}

#[test]
fn an_action_without_owner_or_day_is_asked_for_when_nothing_else_says_it() {
    let nobody = Known { own: None, ..known() };
    let row = read("Name\tOpened\tLevel\tActions", "Zara Quill\t1/9/2026\t3\tvisit");
    let errors = checked(&row, &nobody).unwrap_err();
    assert!(errors.of("actions").unwrap().contains("Enter who owns each action"), "{errors:?}");
    let row = checked(&row, &known()).unwrap();
    assert_eq!(row.actions[0].owner, COUNCIL);
}
