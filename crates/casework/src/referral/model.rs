//! A referral: its states, the facts that the eligibility rules look at, its clocks. No I/O.

use charter::{
    Charter,
    facts::{FactProblem, Facts},
    rules::{Outcome, RuleResult, Suggestion},
};
use jiff::{ToSpan as _, civil::Date};
use kernel::{CaseId, ForumId, PersonId, PractitionerId, ReferralId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::request::{Asked, CONSENT};

/// Where a referral stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It waits for a decision.
    Received,
    /// A case was opened.
    Accepted,
    /// It went back to the referrer with a reason.
    Returned,
    /// The referrer took it back.
    Withdrawn,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Received, Self::Accepted, Self::Returned, Self::Withdrawn];

    /// The stable name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Accepted => "accepted",
            Self::Returned => "returned",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// What people see.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Received => "To decide",
            Self::Accepted => "Accepted",
            Self::Returned => "Returned",
            Self::Withdrawn => "Withdrawn",
        }
    }

    /// The status with this stable name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Whether it may become the other: what was decided or withdrawn stays so.
    pub const fn may_become(self, next: Self) -> bool {
        matches!((self, next), (Self::Received, Self::Accepted | Self::Returned | Self::Withdrawn))
    }

    /// Whether something learned later is still of use to whoever reads it.
    pub const fn takes_notes(self) -> bool {
        matches!(self, Self::Received | Self::Accepted)
    }

    /// Why it can no longer be decided, amended or withdrawn, and what to do instead.
    pub const fn why_not(self) -> &'static str {
        match self {
            Self::Received => "This request waits for a decision.",
            Self::Accepted => {
                "This request has been accepted and cannot be changed. Record what is new on its case."
            }
            Self::Returned => {
                "This request has been returned and cannot be changed. To ask again, make a new request."
            }
            Self::Withdrawn => {
                "This request has been withdrawn and cannot be changed. To ask again, make a new request."
            }
        }
    }
}

/// A request for support, as recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Referral {
    /// Its id.
    pub id: ReferralId,
    /// The reference that people quote.
    pub reference: String,
    /// The system in which it was first recorded; `here` for our own.
    pub source_system: String,
    /// To which forum.
    pub forum: ForumId,
    /// The forum's name.
    pub forum_name: String,
    /// The code of the forum's charter.
    pub charter: String,
    /// About whom.
    pub person: PersonId,
    /// Their name.
    pub person_name: String,
    /// Their date of birth, if known.
    pub date_of_birth: Option<Date>,
    /// `yes`, `no`, `not_known` or `declined`.
    pub learning_difficulty_or_disability: String,
    /// When it was received.
    pub received_on: Date,
    /// Who made it; none for one that was imported without a name.
    pub referrer: Option<PractitionerId>,
    /// Their name; may be empty.
    pub referrer_name: String,
    /// Their organisation; may be empty.
    pub referrer_organisation: String,
    /// What was asked.
    pub asked: Asked,
    /// When the referrer was told that it arrived, if somebody said so.
    pub acknowledged_on: Option<Date>,
    /// Who said so; may be empty.
    pub acknowledged_by: String,
    /// Where it stands.
    pub status: Status,
    /// When it was decided or withdrawn.
    pub decided_on: Option<Date>,
    /// Who decided.
    pub decided_by: String,
    /// Who confirmed it, where the charter asks for a second pair of eyes; may be empty.
    pub confirmed_by: String,
    /// Why it was returned: a code of the charter.
    pub return_reason: String,
    /// The words of whoever decided.
    pub rationale: String,
    /// Why it was decided against the rules: a code of the charter.
    pub override_reason: String,
    /// The case that was opened.
    pub case: Option<CaseId>,
    /// The lead professional of that case: where the appointment stands, and their name. Shown by
    /// [`super::show::Shown::lead`].
    #[serde(skip)]
    pub lead: Option<(String, String)>,
    /// An earlier referral of the same person within the look-back: not every reader of this one may
    /// know of it, so it is shown by [`super::show::Shown::earlier`] alone.
    #[serde(skip)]
    pub re_referral_of: Option<ReferralId>,
    /// Counts changes.
    pub version: i64,
}

/// How many years old somebody is on a day.
pub fn age_on(born: Date, day: Date) -> i64 {
    let had_birthday = (day.month(), day.day()) >= (born.month(), born.day());
    let years = i64::from(day.year()) - i64::from(born.year());
    if had_birthday { years } else { years - 1 }
}

/// The first day that still counts for "referred before".
pub fn look_back_from(charter: &Charter, received_on: Date) -> Date {
    received_on.saturating_sub(i64::from(charter.re_referral_months).months())
}

/// The days by which a request is acknowledged and decided, as its charter says; none where it says none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Clocks {
    /// When the referrer has to be told that it arrived.
    pub acknowledge_by: Option<Date>,
    /// When it has to be decided.
    pub decide_by: Option<Date>,
}

impl Clocks {
    /// The clocks of a request that was received on a day.
    pub fn of(charter: &Charter, received_on: Date) -> Self {
        Self {
            acknowledge_by: charter.due("acknowledge", received_on),
            decide_by: charter.due("decide", received_on),
        }
    }

    /// Whether one that waits is past the day of either.
    pub fn is_late(self, acknowledged: bool, today: Date) -> bool {
        let past = |due: Option<Date>| due.is_some_and(|due| due < today);
        past(self.decide_by) || (!acknowledged && past(self.acknowledge_by))
    }
}

/// What a reference is made of: nothing that looks or sounds like another, and no word.
const SPEAKABLE: &[u8; 24] = b"2346789CDFGHJKMNPQRTVWXY";

/// A reference of a year from bytes of chance: short enough to say on the telephone, and in no order,
/// for gaps in an order would tell of referrals that their reader may not know of.
pub fn reference(year: i16, chance: [u8; 4]) -> String {
    let letter = |byte: u8| SPEAKABLE.get(usize::from(byte) % SPEAKABLE.len()).copied();
    let letters: String = chance.into_iter().filter_map(letter).map(char::from).collect();
    format!("R-{year}-{letters}")
}

impl Referral {
    /// How old the person was when it was received.
    pub fn age(&self) -> Option<i64> {
        self.date_of_birth.map(|born| age_on(born, self.received_on))
    }

    /// The facts that the charter's rules ask for, with the level that is to count.
    ///
    /// # Errors
    ///
    /// When the charter asks for something that a referral does not tell.
    pub fn facts(&self, charter: &Charter, level: Option<i64>) -> Result<Facts, Vec<FactProblem>> {
        let asked = &self.asked;
        let disability = match self.learning_difficulty_or_disability.as_str() {
            known @ ("yes" | "no") => known,
            _ => "not_known",
        };
        let one_agency_enough = match asked.agencies_needed {
            None => "not_known",
            Some(number) if number < 2 => "yes",
            Some(_) => "no",
        };
        let assessment = match asked.assessment_state.as_str() {
            done @ ("complete" | "held_elsewhere") => done,
            _ => "incomplete",
        };
        let basis = !matches!(asked.lawful_basis.as_str(), "" | CONSENT)
            && !asked.without_consent_reason.is_empty();
        charter
            .facts()
            .offer("age_years", self.age())
            .offer("learning_difficulty_or_disability", disability)
            .offer("one_agency_enough", one_agency_enough)
            .offer("agencies_needed", asked.agencies_needed)
            .offer("level_of_need", level)
            .offer("transition", asked.transition.as_str())
            .offer("assessment", assessment)
            .offer("consent", asked.consent.as_str())
            .offer("basis_without_consent", basis)
            .finish()
    }
}

/// One eligibility rule with its result, as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RuleShown {
    /// Its id in the charter.
    pub id: String,
    /// The rule in words.
    pub sentence: String,
    /// `met`, `not_met` or `judgement`.
    pub result: String,
    /// The facts that it used: their names and values in words.
    pub facts: Vec<(String, String)>,
}

/// What the rules suggest together: `accept`, `return` or `judgement`, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Suggested {
    /// `accept`, `return` or `judgement`.
    pub what: String,
    /// The return reasons, the most important first: codes of the charter.
    pub reasons: Vec<String>,
}

/// The results as pages show them.
pub fn shown(results: &[RuleResult]) -> (Vec<RuleShown>, Suggested) {
    let rules = results.iter().map(|rule| RuleShown {
        id: rule.id.clone(),
        sentence: rule.sentence.clone(),
        result: match rule.outcome {
            Outcome::Eligible => "met",
            Outcome::Return { .. } => "not_met",
            Outcome::Judgement => "judgement",
        }
        .to_owned(),
        facts: rule.facts_used.clone(),
    });
    let (what, reasons) = match Suggestion::from_results(results) {
        Suggestion::Accept => ("accept", Vec::new()),
        Suggestion::Return { reasons } => ("return", reasons),
        Suggestion::Judgement { .. } => ("judgement", Vec::new()),
    };
    (rules.collect(), Suggested { what: what.to_owned(), reasons })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::charters::charter_of;

    fn referral(change: impl FnOnce(&mut Referral)) -> Referral {
        let asked = Asked {
            agencies_needed: Some(2),
            level_of_need: Some(3),
            transition: "none".into(),
            consent: "given".into(),
            lawful_basis: "consent".into(),
            assessment_state: "complete".into(),
            ..Asked::default()
        };
        let mut referral = Referral {
            id: ReferralId::default(),
            reference: reference(2026, [1; 4]),
            source_system: "here".into(),
            forum: ForumId::default(),
            forum_name: String::new(),
            charter: "maag".into(),
            person: PersonId::default(),
            person_name: String::new(),
            date_of_birth: Some(date(2015, 2, 28)),
            learning_difficulty_or_disability: "no".into(),
            received_on: date(2026, 11, 22),
            referrer: None,
            referrer_name: String::new(),
            referrer_organisation: String::new(),
            asked,
            acknowledged_on: None,
            acknowledged_by: String::new(),
            status: Status::Received,
            decided_on: None,
            decided_by: String::new(),
            confirmed_by: String::new(),
            return_reason: String::new(),
            rationale: String::new(),
            override_reason: String::new(),
            case: None,
            lead: None,
            re_referral_of: None,
            version: 1,
        };
        change(&mut referral);
        referral
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Referral), what: &str, reasons: &[&str]) {
        let (referral, charter) = (referral(change), charter_of("maag").unwrap());
        let facts = referral.facts(charter, referral.asked.level_of_need).unwrap();
        let (_, suggested) = shown(&charter.assess(&facts));
        assert_eq!(
            (suggested.what.as_str(), suggested.reasons),
            (what, reasons.iter().map(|it| (*it).into()).collect())
        );
    }

    #[test]
    fn a_referral_that_meets_every_rule_is_to_be_accepted() {
        check(|_| {}, "accept", &[]);
    }

    #[test]
    fn a_need_that_one_organisation_can_meet_is_to_be_returned() {
        check(|it| it.asked.agencies_needed = Some(1), "return", &["single_agency_response"]);
        check(|it| it.asked.agencies_needed = None, "judgement", &[]);
    }

    #[test]
    fn the_highest_level_is_only_for_a_move_back_to_the_community() {
        check(|it| it.asked.level_of_need = Some(4), "return", &["above_threshold_social_care"]);
        check(
            |it| {
                it.asked.level_of_need = Some(4);
                it.asked.transition = "in_hospital".into();
            },
            "accept",
            &[],
        );
    }

    #[test]
    fn without_consent_or_a_basis_with_its_reason_it_is_to_be_returned() {
        check(|it| it.asked.consent = "refused".into(), "return", &["consent_not_given"]);
        check(
            |it| {
                it.asked.consent = "refused".into();
                it.asked.lawful_basis = "public_task".into();
                it.asked.without_consent_reason = "would_prejudice_protection".into();
            },
            "accept",
            &[],
        );
    }

    #[test]
    fn somebody_over_nineteen_needs_a_disability_and_nobody_knows_their_age_without_a_date() {
        check(|it| it.date_of_birth = Some(date(2004, 1, 1)), "return", &["outside_age_range"]);
        check(
            |it| {
                it.date_of_birth = Some(date(2004, 1, 1));
                it.learning_difficulty_or_disability = "yes".into();
            },
            "accept",
            &[],
        );
        check(|it| it.date_of_birth = None, "judgement", &[]);
    }

    #[test]
    fn a_request_is_late_when_nobody_acknowledged_it_in_time_or_decided_it() {
        let clocks = Clocks::of(charter_of("maag").unwrap(), date(2026, 11, 20));
        assert_eq!(clocks.acknowledge_by, Some(date(2026, 11, 23)));
        assert_eq!(clocks.decide_by, Some(date(2026, 11, 27)));
        for (acknowledged, day, late) in [
            (false, 23, false),
            (false, 24, true),
            (true, 24, false),
            (true, 27, false),
            (true, 28, true),
        ] {
            assert_eq!(
                clocks.is_late(acknowledged, date(2026, 11, day)),
                late,
                "{acknowledged} {day}"
            );
        }
    }

    #[test]
    fn an_age_counts_from_the_birthday() {
        assert_eq!(age_on(date(2007, 11, 22), date(2026, 11, 22)), 19);
        assert_eq!(age_on(date(2007, 11, 23), date(2026, 11, 22)), 18);
        assert_eq!(age_on(date(2008, 2, 29), date(2026, 2, 28)), 17);
    }

    #[test]
    fn what_was_decided_or_withdrawn_stays_so() {
        for status in Status::ALL {
            assert_eq!(Status::from_name(status.name()), Some(status));
            for next in Status::ALL {
                let may = status == Status::Received && next != Status::Received;
                assert_eq!(status.may_become(next), may, "{status:?} to {next:?}");
            }
        }
    }

    #[test]
    fn the_look_back_is_the_charters_and_a_reference_is_short() {
        let charter = charter_of("maag").unwrap();
        assert_eq!(look_back_from(charter, date(2026, 11, 22)), date(2025, 11, 22));
        assert_eq!(reference(2026, [5, 13, 16, 50]), "R-2026-8KP4");
    }
}
