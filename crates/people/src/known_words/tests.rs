use jiff::civil::date;

use super::*;

fn family() -> KnownWords {
    let mut known = KnownWords::default();
    known.name("Zoë O’Brien-Lee", true);
    known.name("Will de Silva", false);
    known.name("Mary", false);
    known.born(date(2012, 5, 3));
    known.address("Flat 2, 17 St Anne's Rd\nBrambleford");
    known.postcode("CM1 1AB");
    known.phone("01632 960 555");
    known.number("943 476 5919");
    known.number("R-2026-8KP4");
    known.emails_in("Write to zoe.lee@post.example, never ring");
    known.school("Larkfield Primary School");
    known
}

/// The words of a text that are found, as they stand there.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let found = family().hits(text);
    let words: Vec<&str> = found.iter().filter_map(|it| text.get(it.at.clone())).collect();
    assert_eq!(words, expected, "{text}: {found:?}");
}

#[test]
fn a_name_is_found_whole_whatever_its_case_and_accents_and_as_a_possessive() {
    check("ZOE slept", &["ZOE"]);
    check("Mary’s bed, mary's and Marys", &["Mary’s", "mary's", "Marys"]);
    check("obrien, O'Brien and O’BRIEN", &["obrien", "O'Brien", "O’BRIEN"]);
    check("Ma\u{200b}ry and Zoe\u{308}", &["Ma\u{200b}ry", "Zoe\u{308}"]);
    check("Maryland and Rosemary are other words", &[]);
}

#[test]
fn a_name_that_is_another_word_too_counts_where_it_is_written_as_a_name() {
    check("They will come, and de facto they did", &[]);
    check("They told Will", &["Will"]);
    check("silva", &["silva"]);
}

#[test]
fn a_date_of_birth_is_found_however_it_is_written() {
    for text in [
        "3 May 2012",
        "3rd May",
        "3rd of May 2012",
        "May 3, 2012",
        "03/05/2012",
        "3.5.12",
        "2012-05-03",
        "03-05-12",
    ] {
        check(text, &[text]);
    }
    check("4 May 2012, 3 June 2012, 3 May 2013, 2012", &[]);
}

#[test]
fn where_they_live_and_how_they_are_rung_is_found_however_it_is_parted() {
    check("in CM1 1AB or cm11ab", &["CM1 1AB", "cm11ab"]);
    check("in St Anne’s Road, and st annes rd", &["St Anne’s Road", "st annes rd"]);
    check("in brambleford", &["brambleford"]);
    check("in a flat on a road", &[]);
    for text in [
        "01632 960 555",
        "01632960555",
        "+44 1632 960-555",
        "0044 1632 960555",
        "44 (0)1632 960555",
    ] {
        check(text, &[text.trim_start_matches('+')]);
    }
    check("to Zoe.Lee@post.example", &["Zoe.Lee@post.example"]);
}

#[test]
fn numbers_references_and_schools_are_found() {
    check("9434765919 or 943-476-5919", &["9434765919", "943-476-5919"]);
    check("see r 2026 8kp4", &["r 2026 8kp4"]);
    check("at Larkfield, at Larkfield primary school", &["Larkfield", "Larkfield primary school"]);
    check("at a primary school", &[]);
}

#[test]
fn a_text_is_kept_without_them_and_with_another_name() {
    let text = "Zoë O’Brien-Lee’s brother Will rang from 01632 960 555.";
    let known = family();
    assert_eq!(
        left_out(text, &known.hits(text), "Sam"),
        "Sam’s brother [left out] rang from [left out]."
    );
    assert_eq!(left_out("Nobody", &[], "Sam"), "Nobody");
}

#[test]
fn what_looks_like_a_name_or_a_number_is_found_whoever_it_is() {
    let allowed = plain_words(["Women’s Aid", "I", "NHS"]);
    let found = |text: &str| -> Vec<(String, What)> {
        let hits = shapes(text, &allowed).into_iter();
        hits.map(|it| (text.get(it.at).unwrap_or_default().to_owned(), it.what)).collect()
    };
    let of = |text: &str, what| vec![(text.to_owned(), what)];
    assert_eq!(found("She rang Women's Aid and the NHS. They came; I’m glad."), []);
    assert_eq!(found("She met Alfie"), of("Alfie", What::Capital));
    assert_eq!(found("Rung on 07700 900123 twice"), of("07700 900123", What::Number));
    assert_eq!(found("To a.b@post.example now"), of("a.b@post.example", What::Email));
    assert_eq!(found("On 3 May 2026 they did"), of("3 May 2026", What::Date));
    assert_eq!(found("Near sw1a 1aa then"), of("sw1a 1aa", What::Postcode));
    assert_eq!(found("And [left out] too"), of("[left out]", What::Gap));
}

#[test]
fn a_message_tells_each_word_once_as_it_was_typed() {
    let text = "mary and mary and Zoe";
    let told = told(text, &family().hits(text)).unwrap();
    assert_eq!(told, "Take out what could tell who it is: “mary” (a name), “Zoe” (a name)");
}
