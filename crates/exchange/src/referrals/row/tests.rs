//! Rows that are sound, and what is wrong with others.

use jiff::civil::date;

use super::*;

fn known() -> Known {
    let charter = Arc::new(charter::shipped("maag").unwrap().unwrap());
    let district = District {
        name: "Harlow".into(),
        forum: ForumId::default(),
        charter,
        around: vec!["West".into(), "Essex".into()],
    };
    Known { districts: [("E07000073".to_owned(), district)].into(), today: date(2026, 11, 22) }
}

fn sound() -> TypedRow {
    TypedRow {
        referral_ref: "R1".into(),
        received_on: "2011-04-01".into(),
        area: "West".into(),
        district: "Harlow".into(),
        district_code: "E07000073".into(),
        referrer_type: "school".into(),
        first_name: "Ada".into(),
        last_name: "Byron".into(),
        date_of_birth: "2001-12-10".into(),
        postcode: "cm201hz".into(),
        needs: "debt;housing;debt".into(),
        level_of_need: "3".into(),
        consent: "given".into(),
        decision: "accepted".into(),
        decided_on: "2011-04-05".into(),
        return_reason: String::new(),
        known_to_social_care_last_5_years: "yes".into(),
        referred_to_social_care_on: "2012-10-17".into(),
    }
}

#[track_caller]
fn check(change: impl Fn(&mut TypedRow), expected: &[&str]) {
    let mut row = sound();
    change(&mut row);
    let told: Vec<String> = match checked(&row, &known()) {
        Ok(_) => vec![],
        Err(errors) => errors.iter().map(|(column, _)| column.to_owned()).collect(),
    };
    assert_eq!(told, expected);
}

#[test]
fn a_sound_row_is_read_with_its_postcode_and_needs_in_one_form() {
    let row = checked(&sound(), &known()).unwrap();
    assert_eq!(row.postcode, "CM20 1HZ");
    assert_eq!(row.needs, ["debt", "housing"]);
    assert!(row.accepted);
}

#[test]
fn every_problem_of_a_row_is_told_by_its_column() {
    check(|row| row.referral_ref = " ".into(), &["referral_ref"]);
    check(|row| row.received_on = "01/04/2011".into(), &["received_on"]);
    check(|row| row.received_on = "2011-02-30".into(), &["received_on"]);
    check(|row| row.decided_on = "2011-03-31".into(), &["decided_on"]);
    check(|row| row.decided_on = String::new(), &["decided_on"]);
    check(
        |row| row.referred_to_social_care_on = "2026-11-23".into(),
        &["referred_to_social_care_on"],
    );
    check(|row| row.date_of_birth = "2011-04-02".into(), &["date_of_birth"]);
    check(|row| row.district_code = "E07000000".into(), &["district_code"]);
    check(|row| row.district = "Tendring".into(), &["district"]);
    check(|row| row.area = "Mid".into(), &["area"]);
    check(|row| row.referrer_type = "castle".into(), &["referrer_type"]);
    check(|row| row.needs = "debt;dragons;debt".into(), &["needs"]);
    check(|row| row.level_of_need = "5".into(), &["level_of_need"]);
    check(|row| row.postcode = "123".into(), &["postcode"]);
    check(|row| row.decision = "returned".into(), &["return_reason"]);
    check(|row| row.return_reason = "below_threshold".into(), &["return_reason"]);
    check(|row| row.first_name = "A\nB".into(), &["first_name"]);
    check(|row| row.last_name = "x".repeat(201), &["last_name"]);
    check(
        |row| {
            row.consent = "maybe".into();
            row.decision = "later".into();
            row.known_to_social_care_last_5_years = String::new();
        },
        &["consent", "decision", "known_to_social_care_last_5_years"],
    );
}

#[test]
fn spaces_do_not_change_what_a_row_says_and_anything_else_does() {
    let mut spaced = sound();
    spaced.area = " West ".into();
    assert_eq!(hash(&spaced), hash(&sound()));
    spaced.level_of_need = "2".into();
    assert_ne!(hash(&spaced), hash(&sound()));
}
