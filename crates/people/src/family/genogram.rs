//! The genogram: a family as a picture. A square is a father, a circle a mother, a diamond anybody else, for
//! gender is not recorded. Generations stand in rows, those who live together on one ground.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::PersonId;
use maud::{Markup, html};
use ui::Frame;

use super::{
    model::sort_of,
    pages::sentence,
    see::{FamilyMember, FamilyShown, Relationship},
};

const WIDE: i32 = 160;
const HIGH: i32 = 170;
const MARGIN: i32 = 24;
/// Half of a shape.
const HALF: i32 = 24;
/// From the edge to the middle of the first row.
const TOP: i32 = MARGIN + HALF + 16;
/// From the middle of a shape to below its name.
const BELOW: i32 = 76;
/// Letters that fit under a shape.
const LETTERS: usize = 18;

/// Where the middle of somebody's shape is.
type Place = (i32, i32);

/// The picture, with the same said in words for whoever does not see it.
pub(super) fn picture(person: PersonId, shown: &FamilyShown, frame: &Frame) -> Markup {
    let lines: Vec<&Relationship> = shown.relationships.iter().filter(|it| it.holds()).collect();
    let rows = rows(person, &shown.people, &lines);
    let widest = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = WIDE * length(widest) + 2 * MARGIN;
    let height = TOP + HIGH * (length(rows.len()) - 1) + BELOW + MARGIN;
    let places = places(&rows, widest);
    let name = |id: PersonId| {
        let found = shown.people.iter().find(|it| it.person == id);
        found.map(|it| it.name.clone()).unwrap_or_default()
    };
    let said: Vec<String> = lines.iter().map(|it| format!("{}.", sentence(it, name))).collect();
    html! {
        div.tl-scroll role="region" aria-label="Genogram" tabindex="0" {
            svg role="img" aria-labelledby="genogram-title genogram-said" width=(width) height=(height)
                viewBox={ "0 0 " (width) " " (height) } xmlns="http://www.w3.org/2000/svg" {
                title #genogram-title { "Genogram" }
                desc #genogram-said { (said.join(" ")) }
                @for row in &rows { (ground(row, &places)) }
                @for line in &lines { (connection(line, &places)) }
                @for member in rows.iter().flatten() {
                    (shape(member, (person, &lines), &places, frame.today))
                }
            }
        }
        p.govuk-body {
            "A square is a father, a circle a mother, a diamond anybody else. The thick line is around the \
             person whose record this is; the grey ground is where they live. A broken line is a tie that is \
             not of birth, a dotted one joins siblings. A cross is through whoever has died."
        }
    }
}

fn length(count: usize) -> i32 {
    i32::try_from(count).unwrap_or_default()
}

/// The people by generation, the oldest at the top; who lives with the person stands together.
fn rows<'a>(
    person: PersonId,
    people: &'a [FamilyMember],
    lines: &[&Relationship],
) -> Vec<Vec<&'a FamilyMember>> {
    let generations = generations(person, lines);
    let mut rows: BTreeMap<i32, Vec<&FamilyMember>> = BTreeMap::new();
    for member in people {
        let is_tied = member.person == person || generations.contains_key(&member.person);
        if is_tied || member.at_home {
            let generation = generations.get(&member.person).copied().unwrap_or_default();
            rows.entry(generation).or_default().push(member);
        }
    }
    for row in rows.values_mut() {
        row.sort_by_key(|it| !it.at_home);
    }
    rows.into_values().collect()
}

/// How many generations below the person everybody is who is tied to them, directly or through another.
fn generations(person: PersonId, lines: &[&Relationship]) -> BTreeMap<PersonId, i32> {
    let mut known = BTreeMap::from([(person, 0)]);
    let mut is_news = true;
    while is_news {
        is_news = false;
        for line in lines {
            let above = sort_of(&line.kind).map_or(0, |sort| sort.generations);
            let ends = (known.get(&line.person).copied(), known.get(&line.other).copied());
            match ends {
                (Some(at), None) => drop(known.insert(line.other, at + above)),
                (None, Some(at)) => drop(known.insert(line.person, at - above)),
                _ => continue,
            }
            is_news = true;
        }
    }
    known
}

/// Every row begins in a column of the same grid, so that there is a free way between the columns.
fn places(rows: &[Vec<&FamilyMember>], widest: usize) -> BTreeMap<PersonId, Place> {
    let mut places = BTreeMap::new();
    for (down, row) in rows.iter().enumerate() {
        let first = length(widest.saturating_sub(row.len()) / 2);
        for (across, member) in row.iter().enumerate() {
            let x = MARGIN + WIDE / 2 + WIDE * (first + length(across));
            places.insert(member.person, (x, TOP + HIGH * length(down)));
        }
    }
    places
}

/// The ground under those of one row who live with the person; they stand next to each other.
fn ground(row: &[&FamilyMember], places: &BTreeMap<PersonId, Place>) -> Markup {
    let home = row.iter().filter(|it| it.at_home).filter_map(|it| places.get(&it.person));
    let home: Vec<&Place> = home.collect();
    let (Some((left, y)), Some((right, _))) = (home.first(), home.last()) else { return html! {} };
    html! {
        rect x=(left - WIDE / 2 + 6) y=(y - HALF - 12) width=(right - left + WIDE - 12)
            height=(HALF + BELOW + 18) rx="8" fill="#f3f2f1" stroke="#505a5f" {}
    }
}

/// What a line between two people looks like, and the way it takes.
fn connection(line: &Relationship, places: &BTreeMap<PersonId, Place>) -> Markup {
    let (Some(one), Some(other)) = (places.get(&line.person), places.get(&line.other)) else {
        return html! {};
    };
    let (way, dashes) = match line.kind.as_str() {
        "partner" | "former_partner" => (level(*one, *other, HALF), "none"),
        "same_person" => (level(*one, *other, HALF), "1 5"),
        "sibling" => (over(*one, *other), "2 4"),
        "mother" | "father" | "parent" | "grandparent" => (down(*one, *other), "none"),
        _ => (down(*one, *other), "8 5"),
    };
    html! {
        path d=(way) fill="none" stroke="#0b0c0c" stroke-width="2" stroke-dasharray=(dashes) {}
        @if line.kind == "former_partner" { (cut(*one, *other)) }
    }
}

/// From below the name of the one to the top of the other, with a level part half way; past a generation
/// between them on the free way beside the column. Where the one stands lower, a straight line.
fn down((x, y): Place, (to_x, to_y): Place) -> String {
    let (from, to) = (y + BELOW, to_y - HALF);
    if to <= from {
        return format!("M {x} {y} L {to_x} {to_y}");
    }
    if to_y - y > HIGH {
        let beside = if x < to_x { to_x - WIDE / 2 } else { to_x + WIDE / 2 };
        return format!("M {x} {from} V {} H {beside} V {} H {to_x} V {to}", from + 8, to - 14);
    }
    let half = i32::midpoint(from, to);
    format!("M {x} {from} V {half} H {to_x} V {to}")
}

/// From side to side when they are neighbours; else below the shapes of those who stand between.
fn level((x, y): Place, (to_x, to_y): Place, half: i32) -> String {
    let (left, right) = if x < to_x { ((x, y), (to_x, to_y)) } else { ((to_x, to_y), (x, y)) };
    if left.1 == right.1 && right.0 - left.0 > WIDE {
        let under = y + half + 8;
        return format!(
            "M {} {} V {under} H {} V {}",
            left.0,
            left.1 + half,
            right.0,
            right.1 + half
        );
    }
    format!("M {} {} L {} {}", left.0 + half, left.1, right.0 - half, right.1)
}

/// Above the shapes.
fn over((x, y): Place, (to_x, to_y): Place) -> String {
    let above = y.min(to_y) - HALF - 8;
    format!("M {x} {} V {above} H {to_x} V {}", y - HALF, to_y - HALF)
}

/// Two strokes through the line of former partners.
fn cut((x, y): Place, (to_x, to_y): Place) -> Markup {
    let is_far = (x - to_x).abs() > WIDE && y == to_y;
    let (middle, y) =
        (i32::midpoint(x, to_x), if is_far { y + HALF + 8 } else { i32::midpoint(y, to_y) });
    html! {
        @for step in [-5, 3] {
            path d={ "M " (middle + step - 4) " " (y + 9) " L " (middle + step + 6) " " (y - 9) }
                stroke="#0b0c0c" stroke-width="2" {}
        }
    }
}

fn shape(
    member: &FamilyMember,
    (person, lines): (PersonId, &[&Relationship]),
    places: &BTreeMap<PersonId, Place>,
    today: Date,
) -> Markup {
    let Some((x, y)) = places.get(&member.person).copied() else { return html! {} };
    let is = |kind: &str| lines.iter().any(|it| it.person == member.person && it.kind == kind);
    let stroke = if member.person == person { "5" } else { "2" };
    let (given, family) = member.name.rsplit_once(' ').unwrap_or((member.name.as_str(), ""));
    html! {
        @if is("father") {
            rect x=(x - HALF) y=(y - HALF) width=(2 * HALF) height=(2 * HALF) fill="#ffffff"
                stroke="#0b0c0c" stroke-width=(stroke) {}
        } @else if is("mother") {
            circle cx=(x) cy=(y) r=(HALF) fill="#ffffff" stroke="#0b0c0c" stroke-width=(stroke) {}
        } @else {
            path d={ "M " (x) " " (y - HALF) " L " (x + HALF) " " (y) " L " (x) " " (y + HALF) " L "
                (x - HALF) " " (y) " Z" } fill="#ffffff" stroke="#0b0c0c" stroke-width=(stroke) {}
        }
        @if !member.died.is_empty() {
            path d={ "M " (x - HALF) " " (y - HALF) " L " (x + HALF) " " (y + HALF) " M " (x + HALF) " "
                (y - HALF) " L " (x - HALF) " " (y + HALF) } stroke="#0b0c0c" stroke-width="2" {}
        } @else if let Some(age) = age(member, today) {
            text x=(x) y=(y + 5) text-anchor="middle" font-size="15" fill="#0b0c0c" { (age) }
        }
        @for (words, at) in [(given, 44), (family, 62)] {
            text x=(x) y=(y + at) text-anchor="middle" font-size="15" fill="#0b0c0c" { (short(words)) }
        }
    }
}

/// The years that somebody has lived, when that is known.
fn age(member: &FamilyMember, today: Date) -> Option<i16> {
    let born = member.date_of_birth?;
    let before_birthday = (today.month(), today.day()) < (born.month(), born.day());
    Some(today.year() - born.year() - i16::from(before_birthday)).filter(|years| *years >= 0)
}

/// As much of a name as fits; the table has all of it.
fn short(words: &str) -> String {
    if words.chars().count() <= LETTERS {
        return words.to_owned();
    }
    words.chars().take(LETTERS - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use kernel::RelationshipId;
    use uuid::Uuid;

    use super::*;

    fn id(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    fn line(person: u128, kind: &str, other: u128) -> Relationship {
        Relationship {
            relationship: RelationshipId(Uuid::from_u128(person * 100 + other)),
            person: id(person),
            kind: kind.into(),
            other: id(other),
            responsibility: String::new(),
            began: String::new(),
            ended: String::new(),
            end_reason: String::new(),
            in_error: false,
        }
    }

    fn member(n: u128, at_home: bool) -> FamilyMember {
        FamilyMember {
            person: id(n),
            name: format!("Person {n}"),
            date_of_birth: None,
            died: String::new(),
            at_home,
        }
    }

    /// The numbers of the people in each row.
    fn laid_out(people: &[FamilyMember], lines: &[Relationship]) -> Vec<Vec<u128>> {
        let lines: Vec<&Relationship> = lines.iter().collect();
        let rows = rows(id(1), people, &lines);
        rows.iter().map(|row| row.iter().map(|it| it.person.0.as_u128()).collect()).collect()
    }

    #[test]
    fn generations_stand_in_rows_and_who_lives_together_stands_together() {
        let people: Vec<_> = [(1, true), (2, true), (3, false), (4, false), (5, true), (6, false)]
            .map(|(n, at_home)| member(n, at_home))
            .into();
        let lines = [
            line(2, "mother", 1),
            line(3, "father", 1),
            line(4, "grandparent", 1),
            line(5, "sibling", 1),
            line(1, "parent", 6),
            line(2, "former_partner", 3),
        ];
        assert_eq!(laid_out(&people, &lines), [vec![4], vec![2, 3], vec![1, 5], vec![6]]);
    }

    #[test]
    fn whoever_is_tied_to_nobody_is_drawn_only_when_they_live_there() {
        let people = [member(1, true), member(2, true), member(3, false)];
        assert_eq!(laid_out(&people, &[]), [vec![1, 2]]);
    }

    #[test]
    fn no_two_shapes_stand_on_each_other_however_they_are_tied() {
        let people: Vec<_> = (1..=9).map(|n| member(n, n % 2 == 0)).collect();
        // A knot: everybody is a parent of the next, and the last of the first.
        let lines: Vec<_> = (1..=9).map(|n| line(n, "parent", n % 9 + 1)).collect();
        let lines: Vec<&Relationship> = lines.iter().collect();
        let rows = rows(id(1), &people, &lines);
        let places = places(&rows, 9);
        let different: std::collections::BTreeSet<_> = places.values().collect();
        assert_eq!((places.len(), different.len()), (9, 9));
    }

    #[test]
    fn a_long_name_is_cut_to_what_fits() {
        assert_eq!(short("Ada"), "Ada");
        assert_eq!(short("Wolfeschlegelsteinhausen").chars().count(), LETTERS);
    }
}
