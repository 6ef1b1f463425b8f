//! The steps: what each page is for, and what to see on it. No I/O.

/// What a step shows, of what its reader has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shows {
    /// A page that is always there.
    Always(&'static str),
    /// The request that has waited longest for a decision, with what stands behind its address.
    Request(&'static str),
    /// The next meeting.
    Meeting,
    /// The case that changed last, with what stands behind its address.
    Case(&'static str),
}

/// One step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) heading: &'static str,
    pub(super) words: &'static [&'static str],
    pub(super) shows: Shows,
    /// The words of the link.
    pub(super) link: &'static str,
    /// What is said where there is nothing to show yet.
    pub(super) nothing: &'static str,
}

pub(super) const STEPS: [Step; 7] = [
    Step {
        heading: "Today's requests",
        words: &[
            "Each request for support stands in this list until it is decided, the one that has waited longest first.",
            "Look for the day by which its referrer must hear from you. One that is past its day says so.",
        ],
        shows: Shows::Always("/referrals?status=received"),
        link: "Open the requests to decide",
        nothing: "",
    },
    Step {
        heading: "Deciding a request",
        words: &[
            "Your forum's own rules are shown beside the request, each with the facts that it used. They suggest; you decide.",
            "If you decide against them you say why, and such reasons are counted, so that a rule that does not fit can be mended.",
        ],
        shows: Shows::Request("/decision"),
        link: "Open a request to decide",
        nothing: "No request waits for you now.",
    },
    Step {
        heading: "The meeting",
        words: &[
            "Put cases on the agenda, publish it, and write down under each what was said, what was decided and why.",
            "From the moment the agenda is published until the minutes are confirmed, members read the records on it, and no longer.",
        ],
        shows: Shows::Meeting,
        link: "Open the next meeting",
        nothing: "No meeting is arranged. You arrange one under Meetings.",
    },
    Step {
        heading: "A plan and its actions",
        words: &[
            "A family's goals stand in their own words. Under each are the actions: who does them, and by when.",
            "What waits is said at the top. An action of several organisations is done when each of them says so.",
        ],
        shows: Shows::Case(""),
        link: "Open a case",
        nothing: "No case is open in your forum yet.",
    },
    Step {
        heading: "Chasing what is late",
        words: &[
            "The caseload says of each case how many of its actions are overdue and when it is next reviewed.",
            "Whoever owns a late action finds it at the top of their own home page. Yours counts the cases that nobody leads.",
        ],
        shows: Shows::Always("/cases"),
        link: "Open the caseload",
        nothing: "",
    },
    Step {
        heading: "Who can see this, and why",
        words: &[
            "At the foot of each page about somebody stands who may see it, with the clause of the agreement that lets them.",
            "Here you see who has looked, and when. Whoever reads a record leaves a line that nobody can take out.",
        ],
        shows: Shows::Case("/readers"),
        link: "Open who has looked at a case",
        nothing: "No case is open in your forum yet.",
    },
    Step {
        heading: "The report for the board",
        words: &[
            "Requests received and accepted, reasons for returns, who refers, and how many families get how far, by place and period.",
            "You see your forum's figures exactly. In what leaves it, small numbers are hidden, so that no family can be found in them.",
        ],
        shows: Shows::Always("/reports"),
        link: "Open the reports",
        nothing: "",
    },
];

/// A step by the number in its address, and that number.
pub(super) fn step(number: &str) -> Option<(usize, Step)> {
    let number: usize = number.parse().ok()?;
    Some((number, *STEPS.get(number.checked_sub(1)?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tour_has_seven_steps_and_no_other() {
        for number in 1..=7 {
            assert_eq!(step(&number.to_string()).map(|it| it.0), Some(number));
        }
        for wrong in ["0", "8", "-1", "", "end"] {
            assert!(step(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn whatever_may_not_be_there_says_so() {
        for it in STEPS {
            assert_eq!(
                it.nothing.is_empty(),
                matches!(it.shows, Shows::Always(_)),
                "{}",
                it.heading
            );
        }
    }
}
