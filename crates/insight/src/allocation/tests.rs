use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn place(id: u128, tier: &str, name: &str, parent: Option<u128>) -> Place {
    let id_of = |id| PlaceId(Uuid::from_u128(id));
    let parent = parent.map(id_of);
    Place { id: id_of(id), tier: tier.into(), name: name.into(), parent }
}

fn forum(id: u128, place: u128, counts: [i64; 5]) -> ForumCount {
    let [received, accepted, known, referred, referred_known] = counts;
    let counted = Counted { received, accepted, known, referred, referred_known };
    let place = PlaceId(Uuid::from_u128(place));
    ForumCount { forum: ForumId(Uuid::from_u128(id)), place, counted }
}

/// A county of two quadrants with two districts each; the places are numbered 1 to 7.
fn county() -> Vec<Place> {
    vec![
        place(1, "county", "County", None),
        place(2, "quadrant", "North", Some(1)),
        place(3, "quadrant", "South", Some(1)),
        place(4, "district", "A", Some(2)),
        place(5, "district", "B", Some(2)),
        place(6, "district", "C", Some(3)),
        place(7, "district", "D", Some(3)),
    ]
}

fn all(forums: &[ForumCount]) -> BTreeSet<ForumId> {
    forums.iter().map(|it| it.forum).collect()
}

#[track_caller]
fn check(forums: &[ForumCount], by: &str, exact: bool, expected: &[&str]) {
    let figures = table(&county(), forums, &all(forums), by, exact);
    let lines: Vec<String> = figures
        .lines
        .iter()
        .map(|line| {
            let values: Vec<String> = line.values.iter().map(|value| value.text()).collect();
            format!("{} {}", line.name, values.join(" "))
        })
        .collect();
    assert_eq!(lines, expected);
}

#[test]
fn every_tier_adds_up_to_the_same_total_and_what_is_in_no_place_of_it_is_told() {
    let forums = [
        forum(1, 4, [10, 8, 6, 4, 3]),
        forum(2, 6, [20, 10, 5, 5, 0]),
        forum(3, 1, [1, 0, 0, 0, 0]),
    ];
    let total = "Total 31 18 11 9 50.0 3 6";
    check(&forums, "county", true, &["County 31 18 11 9 50.0 3 6", total]);
    let (north, south) = ("North 10 8 6 4 50.0 3 1", "South 20 10 5 5 50.0 0 5");
    check(&forums, "quadrant", true, &[north, south, "In no quadrant 1 0 0 0  0 0", total]);
}

#[test]
fn places_without_a_forum_are_no_lines_however_many_wards_there_are() {
    let mut places = county();
    places.extend((8..308).map(|id| place(id, "ward", "Ward", Some(4))));
    let tree = Tree::grow(&places, &[forum(1, 4, [10, 8, 6, 4, 3])]);
    let named: Vec<&str> = tree.nodes.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(named, ["Total", "County", "North", "A"]);
}

#[test]
fn a_district_that_is_hidden_cannot_be_had_from_its_quadrant() {
    let forums = [
        forum(1, 4, [100, 80, 60, 22, 12]),
        forum(2, 5, [100, 80, 60, 32, 12]),
        forum(3, 6, [100, 80, 60, 3, 3]),
        forum(4, 7, [100, 80, 60, 30, 20]),
    ];
    let by = |tier| table(&county(), &forums, &all(&forums), tier, false);
    let referred = |figures: &Figures, name: &str| {
        figures.lines.iter().find(|line| line.name == name).unwrap().values[3]
    };
    let (districts, quadrants) = (by("district"), by("quadrant"));
    assert_eq!(referred(&districts, "C"), Value::Hidden);
    let beside = [referred(&districts, "D"), referred(&quadrants, "South")];
    assert!(beside.contains(&Value::Hidden), "{beside:?}");
}

#[test]
fn a_forum_that_is_hidden_cannot_be_had_from_the_tables_of_two_readers() {
    let forums = [forum(1, 4, [100, 80, 60, 22, 12]), forum(2, 4, [100, 80, 60, 3, 3])];
    let referred = |ours: &[ForumCount]| {
        let lines = table(&county(), &forums, &all(ours), "district", false).lines;
        lines.last().unwrap().values[3]
    };
    assert_eq!(referred(&forums[1..]), Value::Hidden);
    let beside = [referred(&forums[..1]), referred(&forums)];
    assert!(beside.contains(&Value::Hidden), "{beside:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn nothing_small_is_shown_and_no_percentage_gives_a_hidden_count_away(
        worlds in prop::collection::vec((0_i64..60, 0_i64..=9, 0_i64..=9, 0_i64..=9, 0_i64..=9), 4)
    ) {
        let forums: Vec<ForumCount> = worlds
            .into_iter()
            .zip(4..)
            .map(|((received, a, k, r, b), place)| {
                let accepted = received * a / 9;
                let known = accepted * k / 9;
                let before = known * b / 9;
                let referred = before + (accepted - known) * r / 9;
                forum(place, place, [received, accepted, known, referred, before])
            })
            .collect();
        for tier in ["county", "quadrant", "district"] {
            for line in table(&county(), &forums, &all(&forums), tier, false).lines {
                for value in &line.values {
                    let small = matches!(value, Value::Count(1..=4));
                    prop_assert!(!small, "{tier} {line:?}");
                }
                let hidden = [line.values[1], line.values[3]].contains(&Value::Hidden);
                prop_assert_eq!(hidden, line.values[4] == Value::Hidden);
            }
        }
    }
}
