//! The allocation group's charter, as it is shipped.

use charter::{Charter, Movement, clocks::Length, shipped, shipped_codes};
use jiff::civil::date;

pub(crate) fn allocation_group() -> Charter {
    match shipped("maag").expect("the charter is shipped") {
        Ok(charter) => charter,
        Err(problems) => {
            let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
            panic!("{}", all.join("\n"))
        }
    }
}

#[test]
fn every_shipped_charter_is_sound_and_has_its_folders_name() {
    for code in shipped_codes() {
        let charter = shipped(code).unwrap().unwrap_or_else(|problems| panic!("{problems:#?}"));
        assert_eq!(charter.code, code);
    }
    assert!(shipped("no-such-charter").is_none());
}

#[test]
fn a_request_is_acknowledged_within_one_working_day_and_decided_within_five() {
    let charter = allocation_group();
    let before_christmas = date(2026, 12, 24);
    assert_eq!(charter.due("acknowledge", before_christmas), Some(date(2026, 12, 29)));
    assert_eq!(charter.due("decide", before_christmas), Some(date(2027, 1, 5)));
    assert_eq!(charter.due("no_such_clock", before_christmas), None);
}

#[test]
fn a_review_that_falls_on_a_bank_holiday_moves_to_the_next_working_day() {
    let charter = allocation_group();
    assert_eq!(charter.clock("review").unwrap().length, Length::Weeks(6));
    assert_eq!(charter.due("review", date(2026, 11, 20)), Some(date(2027, 1, 4)));
    assert_eq!(charter.due("review", date(2026, 11, 23)), Some(date(2027, 1, 4)));
    assert_eq!(charter.due("review", date(2026, 11, 24)), Some(date(2027, 1, 5)));
}

#[test]
fn the_forum_uses_its_own_words_and_the_fields_where_it_has_none() {
    let charter = allocation_group();
    assert_eq!(charter.label("referral").one, "request for support");
    assert_eq!(charter.label("care_team").many, "teams around the family");
    assert_eq!(charter.label("action").many, "actions");
}

#[test]
fn closing_a_case_says_whether_it_is_a_step_up_or_down() {
    let charter = allocation_group();
    assert_eq!(charter.movement("stepped_up_to_social_care"), Movement::StepUp);
    assert_eq!(charter.movement("stepped_down_to_universal"), Movement::StepDown);
    assert_eq!(charter.movement("needs_met"), Movement::Neither);
}

#[test]
fn codes_are_looked_up_and_a_dropped_code_still_reads() {
    let charter = allocation_group();
    assert_eq!(charter.needs.len(), 16);
    assert_eq!(charter.referrer_groups.len(), 10);
    assert_eq!(charter.needs.name("debt"), "Debt and money");
    assert_eq!(charter.needs.name("dropped_long_ago"), "dropped_long_ago");
    assert_eq!(charter.level(3).unwrap().name, "Intensive");
    assert!(charter.level(5).is_none());
    assert_eq!(charter.re_referral_months, 12);
    assert_eq!(charter.known_to_social_care_years, 5);
    assert_eq!(charter.without_consent_reasons.len(), 3);
}

#[test]
fn the_indicators_of_need_cover_every_level_and_domain_and_name_their_document() {
    let charter = allocation_group();
    let document = charter.threshold_document.as_ref().unwrap();
    assert_eq!((document.version.as_str(), document.valid_from), ("2026", date(2026, 4, 1)));
    for level in &charter.levels {
        for domain in &charter.need_domains {
            let mut here = charter.need_indicators.iter();
            let found = here.any(|it| it.level == level.level && it.domain == domain.code);
            assert!(found, "level {}, {}", level.level, domain.name);
        }
    }
    assert_eq!(charter.need_indicator("home_at_risk").map(|it| it.level), Some(3));
    assert_eq!(charter.need_indicator("dropped_long_ago"), None);
}

#[test]
fn a_charter_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + Clone + 'static>() {}
    shared::<Charter>();
}
