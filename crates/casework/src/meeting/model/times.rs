//! The order of an agenda, and when each of its items comes. No I/O.

use std::collections::BTreeSet;

use charter::Sitting;
use jiff::{SignedDuration, civil::Time};
use kernel::{AgendaItemId, FieldErrors, parse_time};

/// The longest that one item can have, in minutes.
const LONGEST_ITEM: u32 = 240;

/// When the items of an agenda come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Times {
    /// When each begins, in order.
    pub starts: Vec<Time>,
    /// How many minutes each has.
    pub minutes: Vec<u32>,
    /// When the last one ends.
    pub ends: Time,
    /// How many minutes they take together.
    pub total: u32,
    /// By how many minutes that is more than the meeting has.
    pub over: u32,
}

/// When the items come: each has its own minutes, or those that the charter gives. Nothing while the beginning is not
/// known, or how long one of them has.
pub fn times(own: &[Option<i64>], starts: Option<Time>, charter: Sitting) -> Option<Times> {
    let begins = starts.or(charter.starts)?;
    let minutes = |own: &Option<i64>| match own {
        Some(minutes) => u32::try_from(*minutes).ok(),
        None => charter.item_minutes,
    };
    let minutes: Vec<u32> = own.iter().map(minutes).collect::<Option<_>>()?;
    let after = |total: u32| begins.saturating_add(SignedDuration::from_mins(total.into()));
    let mut total = 0;
    let mut starts = Vec::new();
    for each in &minutes {
        starts.push(after(total));
        total += each;
    }
    let over = charter.minutes.map_or(0, |has| total.saturating_sub(has));
    Some(Times { starts, minutes, ends: after(total), total, over })
}

/// A time as people read it.
pub fn in_words(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

/// An agenda as it was typed.
pub struct Typed<'a> {
    /// The items, in the order in which they were shown.
    pub items: &'a [String],
    /// The place of each.
    pub places: &'a [String],
    /// The minutes of each; may be empty.
    pub minutes: &'a [String],
    /// When the meeting begins; may be empty.
    pub starts: &'a str,
}

/// An agenda put in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arranged {
    /// The items in their new order, each with the minutes that it has of its own.
    pub items: Vec<(AgendaItemId, Option<u32>)>,
    /// When the meeting begins, when that is not as the charter says.
    pub starts: Option<Time>,
}

/// The name of the field of one item: the first has the plain one, where a list of mistakes leads.
pub fn field(name: &str, position: usize) -> String {
    if position == 0 { name.to_owned() } else { format!("{name}-{position}") }
}

/// Puts an agenda in order: an item whose place was changed goes there, and the others keep their order around it.
///
/// # Errors
///
/// Every problem at once.
pub fn arranged(
    typed: &Typed<'_>,
    known: &BTreeSet<AgendaItemId>,
) -> Result<Arranged, FieldErrors> {
    let mut errors = FieldErrors::default();
    let starts = parse_time(typed.starts).map_err(|why| format!("When the meeting begins {why}"));
    let starts = errors.take("starts", starts).flatten();
    let items = items(typed, known, &mut errors);
    let (mut stay, mut moved) = (Vec::new(), Vec::new());
    for (position, item) in items.iter().enumerate() {
        let number = position + 1;
        let text = typed.places.get(position).map_or("", |it| it.trim());
        let place = text.parse().ok().filter(|place| (1..=items.len()).contains(place));
        let minutes = typed.minutes.get(position).map_or("", |it| it.trim());
        let own = minutes.parse().ok().filter(|own| (1..=LONGEST_ITEM).contains(own));
        if own.is_none() && !minutes.is_empty() {
            let told = format!(
                "The minutes of item {number} must be a whole number from 1 to {LONGEST_ITEM}"
            );
            errors.add(field("minutes", position), told);
        }
        match place {
            None => {
                let told = format!(
                    "The place of item {number} must be a number from 1 to {}",
                    items.len()
                );
                errors.add(field("place", position), told);
            }
            Some(place) if place == number => stay.push((*item, own)),
            Some(place) => moved.push((place, (*item, own))),
        }
    }
    errors.into_result()?;
    moved.sort_by_key(|(place, _)| *place);
    let mut next = 0;
    for (place, item) in moved {
        // Of two that were given one place, the one that stood first comes first.
        let at = (place - 1).max(next).min(stay.len());
        stay.insert(at, item);
        next = at + 1;
    }
    Ok(Arranged { items: stay, starts })
}

/// The items, each once and each on the agenda.
fn items(
    typed: &Typed<'_>,
    known: &BTreeSet<AgendaItemId>,
    errors: &mut FieldErrors,
) -> Vec<AgendaItemId> {
    let read: Option<Vec<AgendaItemId>> =
        typed.items.iter().map(|it| it.trim().parse().ok()).collect();
    let all = read.unwrap_or_default();
    let each: BTreeSet<AgendaItemId> = all.iter().copied().collect();
    let lines = typed.places.len().max(typed.minutes.len());
    if all.is_empty() || each.len() < all.len() || !each.is_subset(known) || lines > all.len() {
        errors.add("place", "The agenda has changed. Open this page again to see it as it is now");
        return Vec::new();
    }
    all
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;
    use uuid::Uuid;

    use super::*;

    const CHARTER: Sitting =
        Sitting { starts: Some(time(9, 30, 0, 0)), minutes: Some(30), item_minutes: Some(10) };

    #[test]
    fn items_follow_each_other_and_an_agenda_can_be_too_long() {
        let all = times(&[None, Some(20), None], None, CHARTER).unwrap();
        let starts: Vec<String> = all.starts.iter().map(|it| in_words(*it)).collect();
        assert_eq!(starts, ["09:30", "09:40", "10:00"]);
        assert_eq!((in_words(all.ends), all.total, all.over), ("10:10".into(), 40, 10));
        let later = times(&[None], Some(time(14, 0, 0, 0)), CHARTER).unwrap();
        assert_eq!((in_words(later.starts[0]), later.over), ("14:00".into(), 0));
        assert_eq!(times(&[None], Some(time(14, 0, 0, 0)), Sitting::default()), None);
        assert_eq!(times(&[Some(5)], None, Sitting::default()), None);
    }

    fn id(n: u128) -> AgendaItemId {
        AgendaItemId(Uuid::from_u128(n))
    }

    /// The order that follows from these places of items 1, 2, 3 …
    #[track_caller]
    fn check(places: &[&str], expected: &[u128]) {
        let known: BTreeSet<_> = (1..=5).map(id).collect();
        let items: Vec<String> = (1..=5).take(places.len()).map(|n| id(n).to_string()).collect();
        let places: Vec<String> = places.iter().map(|it| (*it).to_owned()).collect();
        let typed = Typed { items: &items, places: &places, minutes: &[], starts: "" };
        let order = arranged(&typed, &known).map(|it| it.items);
        let expected: Vec<_> = expected.iter().map(|n| (id(*n), None)).collect();
        assert_eq!(order, Ok(expected));
    }

    #[test]
    fn an_item_goes_to_its_place_and_the_others_keep_their_order() {
        check(&["1", "2", "3", "4", "5"], &[1, 2, 3, 4, 5]);
        check(&["1", "2", "3", "4", "1"], &[5, 1, 2, 3, 4]);
        check(&["3", "2", "3", "4", "5"], &[2, 3, 1, 4, 5]);
        check(&["1", "4", "3", "2", "5"], &[1, 4, 3, 2, 5]);
        check(&["5", "4", "3", "2", "1"], &[5, 4, 3, 2, 1]);
        check(&["1", "2", "1", "1", "5"], &[3, 4, 1, 2, 5]);
    }

    #[test]
    fn every_mistake_is_told_at_once_and_where_it_is() {
        let known: BTreeSet<_> = (1..=2).map(id).collect();
        let lines = |lines: [&str; 2]| lines.map(str::to_owned).to_vec();
        let items = [id(1).to_string(), id(2).to_string()];
        let (places, minutes) = (lines(["1", "3"]), lines(["0", "ten"]));
        let typed = Typed { items: &items, places: &places, minutes: &minutes, starts: "early" };
        let wrong = arranged(&typed, &known).unwrap_err();
        let fields: Vec<&str> = wrong.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["starts", "minutes", "minutes-1", "place-1"]);
        let unknown = arranged(&typed, &BTreeSet::new()).unwrap_err();
        assert!(unknown.of("place").is_some(), "{unknown:?}");
    }
}
