//! The things that are held, and the rules of what is decided of them. No I/O.

use std::collections::BTreeMap;

use kernel::{FieldErrors, counted};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    list::Part,
    model::{BY_SELF, GIVE, REASONS},
};

/// Why somebody reads all that is held before it goes to anybody but the person.
const FOR_ANOTHER: &str = "They may not want whoever asks to read it";
/// Why somebody reads what was written. It is the same for every text: one that told apart those that name somebody would
/// say who is there.
const WRITTEN: &str = "Read it first: it may tell of somebody else, or where somebody lives";

/// Why somebody decides whether a thing goes out. Without anybody, a person is given codes, days and what professionals are
/// called; anybody else is given nothing.
pub(super) fn asks(asked_by: &str, is_written: bool) -> &'static str {
    match () {
        () if asked_by != BY_SELF => FOR_ANOTHER,
        () if is_written => WRITTEN,
        () => "",
    }
}

/// A fact of a thing that is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fact {
    /// What it is.
    pub label: &'static str,
    /// What it says.
    pub says: String,
}

/// A thing that is held about the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Thing {
    /// By which a decision names it: of what it says, and where it stands.
    pub mark: String,
    /// The part of the answer that it belongs to.
    #[schemars(with = "String")]
    #[serde(serialize_with = "part_words")]
    pub part: Part,
    /// What it is called.
    pub title: &'static str,
    /// What it says.
    pub facts: Vec<Fact>,
    /// Why somebody decides whether it goes out; empty where it goes out by itself.
    pub asks: &'static str,
    /// Whether it is answered by itself, because it could put somebody in danger: not with the rest of its page.
    pub alone: bool,
    /// What was decided: empty where it is given, else a code; nothing while nobody has.
    pub withheld: Option<String>,
}

fn part_words<S: serde::Serializer>(part: &Part, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(part.words())
}

impl Thing {
    /// Whether somebody has to decide yet.
    #[must_use]
    pub fn waits(&self) -> bool {
        !self.asks.is_empty() && self.withheld.is_none()
    }

    /// Whether it goes into the answer.
    #[must_use]
    pub fn is_given(&self) -> bool {
        match &self.withheld {
            Some(code) => code.is_empty(),
            None => self.asks.is_empty(),
        }
    }
}

/// How many things stand on one page.
pub(super) const PAGE: usize = 50;

/// The things of a page, counted from 1: first those that wait, then in the order of the answer. Nothing where there is no
/// such page.
pub(super) fn page(mut things: Vec<Thing>, number: i64) -> Option<(Vec<Thing>, usize)> {
    things.sort_by_key(|it| !it.waits());
    let pages = things.len().div_ceil(PAGE).max(1);
    let at = usize::try_from(number).ok()?.checked_sub(1).filter(|at| *at < pages)?;
    Some((things.into_iter().skip(at.saturating_mul(PAGE)).take(PAGE).collect(), pages))
}

/// What is chosen of one thing: its mark, and a code or nothing. What names no mark is no code either.
fn choice(said: &str) -> (&str, &str) {
    let said = said.trim();
    said.split_once('=').unwrap_or((said, said))
}

/// Whether something was chosen for a thing.
pub(super) fn is_chosen(typed: &[String], mark: &str) -> bool {
    typed.iter().map(|it| choice(it)).any(|(of, code)| of == mark && !code.is_empty())
}

/// What was decided: the mark of each thing, and why it is left out, which is empty where it is given. With `rest`, whatever
/// stood on the page, waits and was not answered is given, but for what is answered by itself.
///
/// # Errors
///
/// When nothing was chosen, or something that is not there.
pub(super) fn decided(
    typed: &[String],
    rest: &str,
    things: &[Thing],
) -> Result<BTreeMap<String, String>, FieldErrors> {
    let mut errors = FieldErrors::default();
    if !["", "yes"].contains(&rest) {
        errors.add("rest", "Tick it, or leave it empty");
    }
    let mut found = BTreeMap::new();
    for (mark, code) in typed.iter().filter(|it| !it.trim().is_empty()).map(|it| choice(it)) {
        let is_known = [GIVE, ""].contains(&code) || REASONS.iter().any(|(it, _, _)| *it == code);
        let thing = things.iter().find(|it| it.mark == mark);
        match thing {
            _ if !is_known => errors.add("decisions", "Select whether it goes into the answer"),
            None => errors.add(
                "decisions",
                "Something here was changed by somebody else. Read it again and choose",
            ),
            Some(thing) if code.is_empty() => {
                if rest == "yes" && thing.waits() && !thing.alone {
                    found.insert(mark.to_owned(), String::new());
                }
            }
            Some(_) => {
                let withheld = if code == GIVE { "" } else { code };
                found.insert(mark.to_owned(), withheld.to_owned());
            }
        }
        if !errors.is_empty() {
            break;
        }
    }
    if errors.is_empty() && found.is_empty() {
        errors.add("decisions", "Select for at least one thing whether it goes into the answer");
    }
    errors.into_result().map(|()| found)
}

/// Nothing leaves, and nothing is said to have been answered, while something waits to be decided.
///
/// # Errors
///
/// When something waits: how much, and what to do.
pub(super) fn may_answer(things: &[Thing]) -> Result<(), String> {
    match things.iter().filter(|it| it.waits()).count() {
        0 => Ok(()),
        waiting => {
            let waiting = counted(waiting, "thing waits", "things wait");
            Err(format!("{waiting} to be decided. Decide what goes into the answer first."))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thing(mark: &str, asks: &'static str, withheld: Option<&str>) -> Thing {
        let withheld = withheld.map(str::to_owned);
        Thing {
            mark: mark.into(),
            part: Part::Who,
            title: "A thing",
            facts: Vec::new(),
            asks,
            alone: false,
            withheld,
        }
    }

    #[test]
    fn what_may_tell_of_somebody_else_goes_out_only_once_somebody_has_said_so() {
        assert!(thing("a", "", None).is_given());
        assert!(!thing("a", "why", None).is_given() && thing("a", "why", None).waits());
        assert!(thing("a", "why", Some("")).is_given());
        assert!(!thing("a", "", Some("harm")).is_given());
    }

    #[test]
    fn what_somebody_wrote_is_read_first_and_everything_is_where_another_asks() {
        assert_eq!(asks(BY_SELF, false), "");
        assert_eq!(asks(BY_SELF, true), WRITTEN);
        for asker in ["parent", "chosen", ""] {
            assert_eq!((asks(asker, false), asks(asker, true)), (FOR_ANOTHER, FOR_ANOTHER));
        }
    }

    #[test]
    fn a_decision_names_what_was_read_and_a_reason_that_there_is() {
        let things = [thing("a", "why", None)];
        let say = |typed: &str| decided(&[typed.to_owned()], "", &things);
        let said = |withheld: &str| BTreeMap::from([("a".to_owned(), withheld.to_owned())]);
        assert_eq!(say("a=give").unwrap(), said(""));
        assert_eq!(say("a=harm").unwrap(), said("harm"));
        for wrong in ["b=give", "b=", "a=whim", "a", "a=", ""] {
            assert!(say(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_rest_of_a_page_is_given_where_it_was_shown_waits_and_puts_nobody_in_danger() {
        let mut things = ["shown", "answered", "decided", "danger", "not shown"]
            .map(|mark| thing(mark, "why", (mark == "decided").then_some("harm")));
        things[3].alone = true;
        let typed = ["shown=", "answered=harm", "decided=", "danger="].map(str::to_owned);
        let marks =
            |rest: &str| decided(&typed, rest, &things).unwrap().into_iter().collect::<Vec<_>>();
        let said = |mark: &str, withheld: &str| (mark.to_owned(), withheld.to_owned());
        assert_eq!(marks(""), [said("answered", "harm")]);
        assert_eq!(marks("yes"), [said("answered", "harm"), said("shown", "")]);
        let wrong = decided(&["shown=whim".to_owned()], "perhaps", &things).unwrap_err();
        assert_eq!(wrong.iter().map(|(field, _)| field).collect::<Vec<_>>(), ["rest", "decisions"]);
    }

    #[test]
    fn nothing_is_answered_while_something_waits_and_it_says_how_much() {
        let waits = |count: usize| vec![thing("a", "why", None); count];
        assert!(may_answer(&[thing("a", "", None), thing("b", "why", Some("harm"))]).is_ok());
        assert!(may_answer(&waits(1)).unwrap_err().starts_with("1 thing waits"));
        assert!(may_answer(&waits(2)).unwrap_err().starts_with("2 things wait"));
    }

    #[test]
    fn a_page_begins_with_what_waits_and_one_that_is_not_there_is_none() {
        let mut all: Vec<Thing> = (0..60).map(|n| thing(&n.to_string(), "", None)).collect();
        all.push(thing("last", "why", None));
        let (first, pages) = page(all.clone(), 1).unwrap();
        assert_eq!((first[0].mark.as_str(), first.len(), pages), ("last", PAGE, 2));
        assert_eq!(page(all.clone(), 2).unwrap().0.len(), 11);
        assert!(page(all.clone(), 3).is_none() && page(all, 0).is_none());
        assert!(page(Vec::new(), 1).is_some());
    }
}
