//! What people can be to each other. No I/O.

use jiff::civil::Date;
use kernel::FieldErrors;

use crate::register::approximate::Approximate;

const LONGEST: usize = 1_000;

/// How far above the other somebody stands in the picture, and whether they may be responsible for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sort {
    pub(super) code: &'static str,
    /// What they are, as a choice.
    pub(super) words: &'static str,
    /// What they are, before "of".
    pub(super) is: &'static str,
    pub(super) generations: i32,
    pub(super) may_be_responsible: bool,
}

const fn sort(
    code: &'static str,
    words: &'static str,
    is: &'static str,
    (generations, may_be_responsible): (i32, bool),
) -> Sort {
    Sort { code, words, is, generations, may_be_responsible }
}

/// What the one may be to the other.
pub(super) const SORTS: [Sort; 12] = [
    sort("mother", "Mother", "is the mother", (1, true)),
    sort("father", "Father", "is the father", (1, true)),
    sort("parent", "Parent", "is a parent", (1, true)),
    sort("step_parent", "Step-parent", "is a step-parent", (1, true)),
    sort("foster_carer", "Foster carer", "is a foster carer", (1, true)),
    sort("guardian", "Guardian", "is a guardian", (1, true)),
    sort("carer", "Carer", "is a carer", (1, true)),
    sort("grandparent", "Grandparent", "is a grandparent", (2, true)),
    sort("sibling", "Sibling", "is a sibling", (0, false)),
    sort("partner", "Partner", "is the partner", (0, false)),
    sort("former_partner", "Former partner", "is a former partner", (0, false)),
    // Two records are joined so, and parted when it is said that they never were of one: nothing is moved between them.
    sort("same_person", "Other record of the same person", "is another record", (0, false)),
];

/// A child is kept as a parent the other way round.
pub(super) const CHILD: &str = "child";

/// Whether somebody holds parental responsibility: code and words.
pub(super) const RESPONSIBILITY: [(&str, &str); 3] =
    [("yes", "Yes"), ("no", "No"), ("not_known", "Not known")];

pub(super) fn sort_of(code: &str) -> Option<&'static Sort> {
    SORTS.iter().find(|it| it.code == code)
}

/// What the one is to the other, as a sentence without its full stop.
pub(crate) fn says(kind: &str, one: &str, other: &str) -> String {
    let is = sort_of(kind).map_or(kind, |sort| sort.is);
    format!("{one} {is} of {other}")
}

/// Whether each is to the other what the other is to them, so that it is the same from either side.
pub(super) fn is_mutual(code: &str) -> bool {
    sort_of(code).is_some_and(|sort| sort.generations == 0)
}

/// What the one is to the other, as a choice says it.
pub fn kind_words(code: &str) -> &str {
    sort_of(code).map_or(code, |sort| sort.words)
}

pub(super) fn responsibility_words(code: &str) -> &'static str {
    RESPONSIBILITY.iter().find(|(known, _)| *known == code).map_or("", |(_, words)| words)
}

/// Whether it is so now. That somebody was a partner is so for good, whenever it ended.
pub(super) fn holds(kind: &str, ended: &str, end_reason: &str, in_error: bool) -> bool {
    !in_error && (ended.is_empty() || kind == "former_partner" && end_reason.is_empty())
}

/// What a form about a relationship says, as typed.
pub(super) struct Typed<'a> {
    pub(super) kind: &'a str,
    pub(super) responsibility: &'a str,
    pub(super) from: &'a str,
    pub(super) until: &'a str,
}

/// A checked relationship.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Checked {
    pub(super) kind: &'static str,
    /// The one who was found is the child of the one whose page it is.
    pub(super) is_turned: bool,
    /// Empty where nobody can be responsible for the other.
    pub(super) responsibility: &'static str,
    pub(super) from: Option<Approximate>,
    pub(super) until: Option<Approximate>,
}

impl Typed<'_> {
    /// Checks a relationship; every problem goes among the errors.
    pub(super) fn checked(&self, errors: &mut FieldErrors, today: Date) -> Option<Checked> {
        let is_turned = self.kind == CHILD;
        let sort = sort_of(if is_turned { "parent" } else { self.kind });
        let sort = errors.take("kind", sort.ok_or("Select what they are to this person"));
        let asks = sort.is_some_and(|it| it.may_be_responsible);
        let known = RESPONSIBILITY.iter().find(|(code, _)| *code == self.responsibility);
        if (asks || !self.responsibility.is_empty()) && known.is_none() {
            let told =
                "Select whether the adult holds parental responsibility, or that it is not known";
            errors.add("responsibility", told);
        }
        let (from, until) = dates((self.from, self.until), errors, today);
        let responsibility = known.filter(|_| asks).map_or("", |(code, _)| *code);
        Some(Checked { kind: sort?.code, is_turned, responsibility, from, until })
    }
}

fn dates(
    (from, until): (&str, &str),
    errors: &mut FieldErrors,
    today: Date,
) -> (Option<Approximate>, Option<Approximate>) {
    let past = |typed: &str, name: &str| {
        Approximate::past(typed, today).map_err(|why| format!("{name} {why}"))
    };
    let from = errors.take("from", past(from, "When it began")).flatten();
    let until = errors.take("until", past(until, "When it ended")).flatten();
    if from.zip(until).is_some_and(|(from, until)| until.is_before(from)) {
        errors.add("until", "When it ended must be after it began");
    }
    (from, until)
}

/// How a relationship that stood in the record ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ending {
    /// It never was so.
    pub(super) in_error: bool,
    pub(super) until: Option<Approximate>,
    pub(super) reason: String,
}

/// Checks how a relationship ends: it was so until some day, or it never was.
///
/// # Errors
///
/// Every problem at once.
pub(super) fn ending(
    (outcome, until, reason): (&str, &str, &str),
    from: &str,
    today: Date,
) -> Result<Ending, FieldErrors> {
    let mut errors = FieldErrors::default();
    let in_error = outcome == "in_error";
    if !in_error && outcome != "ended" {
        errors.add("outcome", "Select whether it ended or was entered in error");
    }
    let (_, until) = if in_error { (None, None) } else { dates((from, until), &mut errors, today) };
    if outcome == "ended" && until.is_none() && errors.of("until").is_none() {
        errors.add("until", "Enter when it ended; a year alone is enough");
    }
    let reason = errors.required("reason", reason, "Enter what happened, or what was wrong");
    if reason.chars().count() > LONGEST {
        errors.add("reason", "What happened must be 1,000 characters or fewer");
    }
    let reason = reason.to_owned();
    errors.into_result().map(|()| Ending { in_error, until, reason })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 22);

    #[track_caller]
    fn check(typed: [&str; 4], wrong: &[&str]) -> Option<Checked> {
        let [kind, responsibility, from, until] = typed;
        let mut errors = FieldErrors::default();
        let checked = Typed { kind, responsibility, from, until }.checked(&mut errors, TODAY);
        assert_eq!(errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), wrong);
        checked
    }

    #[test]
    fn whoever_looks_after_a_child_holds_responsibility_or_not_or_nobody_knows() {
        check(["mother", "yes", "", ""], &[]);
        check(["carer", "", "", ""], &["responsibility"]);
        let partner = check(["partner", "yes", "//2019", ""], &[]);
        assert_eq!(partner.map(|it| it.responsibility), Some(""), "not of a partner");
        check(["aunt", "", "//2027", "3//2019"], &["kind", "from", "until"]);
    }

    #[test]
    fn partners_and_siblings_are_so_from_either_side_and_parents_are_not() {
        let mutual: Vec<&str> = SORTS.iter().map(|it| it.code).filter(|it| is_mutual(it)).collect();
        assert_eq!(mutual, ["sibling", "partner", "former_partner", "same_person"]);
    }

    #[test]
    fn a_child_is_a_parent_the_other_way_round() {
        let child = check(["child", "not_known", "", ""], &[]);
        assert_eq!(child.map(|it| (it.kind, it.is_turned)), Some(("parent", true)));
    }

    #[test]
    fn nothing_ends_before_it_began() {
        check(["partner", "", "//2019", "/5/2019"], &[]);
        check(["partner", "", "/6/2019", "/5/2019"], &["until"]);
        let end = |typed| ending(typed, "2019-06", TODAY);
        assert!(end(("ended", "//2020", "They parted")).is_ok());
        assert!(end(("in_error", "", "Another Ada")).is_ok_and(|it| it.in_error));
        let wrong = |typed| {
            let errors = end(typed).err().unwrap_or_default();
            errors.iter().map(|(field, _)| field.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(wrong(("", "", "")), ["outcome", "reason"]);
        assert_eq!(wrong(("ended", "", " ")), ["until", "reason"]);
        assert_eq!(wrong(("ended", "/5/2019", "They parted")), ["until"]);
    }
}
