//! Who may be named for an action, and for which. No I/O.

use jiff::civil::Date;
use kernel::{ActionId, CaseId, FieldErrors, OrganisationId, PractitionerId};

use crate::{
    absence::model::Absence,
    plan::web::{ActionLine, OwnerLine},
};

/// The answer that names nobody.
pub const NOBODY: &str = "nobody";

/// Somebody of an organisation who may see the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// Who.
    pub practitioner: PractitionerId,
    /// Their name.
    pub name: String,
    /// When they are away.
    pub absence: Option<Absence>,
}

impl Colleague {
    /// Who they are, for a list to choose from.
    pub fn words(&self, today: Date) -> String {
        match self.absence.and_then(|it| it.words(today)) {
            Some(away) => format!("{}: {away}", self.name),
            None => self.name.clone(),
        }
    }
}

/// Checks who was chosen; nobody is a choice, too.
///
/// # Errors
///
/// When it is neither: the same whether they exist or not.
pub fn chosen(text: &str, all: &[Colleague]) -> Result<Option<PractitionerId>, FieldErrors> {
    let text = text.trim();
    let found = all.iter().map(|it| it.practitioner).find(|it| it.to_string() == text);
    match found {
        None if text == NOBODY => Ok(None),
        None => {
            let told = "Select who does it, or “Nobody by name”";
            Err(FieldErrors::one("practitioner", told))
        }
        found => Ok(found),
    }
}

/// Whether there is still something for this owner to do.
///
/// # Errors
///
/// What to do instead.
pub fn has_to_do(action: &ActionLine, owner: &OwnerLine) -> Result<(), &'static str> {
    if !action.status.is_open() {
        return Err("This action is settled. If more is needed, record a new action.");
    }
    if owner.report.as_deref() == Some("done") {
        return Err("This organisation has said that its part is done.");
    }
    Ok(())
}

/// The actions that are handed over: each line is the id of a case, a space, and the id of an action in it.
///
/// # Errors
///
/// When nothing is chosen, or something that is no such line.
pub fn handed_over(lines: &[String]) -> Result<Vec<(CaseId, ActionId)>, FieldErrors> {
    let read = |line: &String| {
        let (case, action) = line.trim().split_once(' ')?;
        Some((case.parse().ok()?, action.trim().parse().ok()?))
    };
    let chosen: Option<Vec<_>> = lines.iter().map(read).collect();
    let wrong = |told: &str| FieldErrors::one("actions", told);
    let mut chosen = chosen.ok_or_else(|| wrong("Select actions of the list only"))?;
    chosen.sort();
    chosen.dedup();
    if chosen.is_empty() {
        return Err(wrong("Select the actions to hand over"));
    }
    Ok(chosen)
}

/// The part of an action that somebody is named for; for the organisation of whoever does it from now on.
pub fn part(
    action: &ActionLine,
    who: PractitionerId,
    organisation: Option<OrganisationId>,
) -> Option<&OwnerLine> {
    action.owners.iter().find(|owner| {
        let is_theirs = owner.named.as_ref().is_some_and(|it| it.practitioner == who);
        is_theirs && organisation.is_none_or(|it| it == owner.organisation)
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;
    use crate::plan::{model::Status, web::Named};

    fn who(n: u128) -> PractitionerId {
        PractitionerId(Uuid::from_u128(n))
    }

    fn colleague(n: u128) -> Colleague {
        Colleague { practitioner: who(n), name: "Pia".into(), absence: None }
    }

    fn action(status: Status, owners: &[(u128, Option<u128>, Option<&str>)]) -> ActionLine {
        let owner =
            |(organisation, named, report): &(u128, Option<u128>, Option<&str>)| OwnerLine {
                organisation: OrganisationId(Uuid::from_u128(*organisation)),
                name: "Police".into(),
                accountable: true,
                named: named.map(|n| Named {
                    practitioner: who(n),
                    name: "Pia".into(),
                    has_left: false,
                }),
                report: report.map(str::to_owned),
                said: String::new(),
                reported_at: None,
            };
        ActionLine {
            action: ActionId(Uuid::from_u128(9)),
            goal: None,
            description: "Visit".into(),
            due_on: date(2026, 11, 22),
            status,
            is_overdue: false,
            version: 1,
            owners: owners.iter().map(owner).collect(),
        }
    }

    #[test]
    fn one_of_those_offered_is_named_or_nobody_and_nothing_is_no_answer() {
        let all = [colleague(1)];
        assert_eq!(chosen(&who(1).to_string(), &all), Ok(Some(who(1))));
        assert_eq!(chosen(" nobody ", &all), Ok(None));
        for wrong in ["", "castle", &who(2).to_string()] {
            assert!(chosen(wrong, &all).is_err(), "{wrong}");
        }
    }

    #[test]
    fn whoever_is_away_is_offered_and_the_list_says_so() {
        let away = Absence { from: date(2026, 11, 20), until: Some(date(2026, 12, 4)) };
        let pia = Colleague { absence: Some(away), ..colleague(1) };
        assert_eq!(pia.words(date(2026, 11, 22)), "Pia: away until 4 December 2026");
        assert_eq!(pia.words(date(2026, 12, 5)), "Pia");
    }

    #[test]
    fn nobody_is_named_for_what_is_done() {
        let check = |status, report| {
            let it = action(status, &[(1, None, report)]);
            has_to_do(&it, &it.owners[0]).is_ok()
        };
        assert!(check(Status::Open, None) && check(Status::PartDone, Some("part_done")));
        assert!(
            !check(Status::PartDone, Some("done")) && !check(Status::NotDone, Some("not_done"))
        );
    }

    #[test]
    fn what_is_handed_over_is_the_part_of_the_organisation_that_takes_it() {
        let it = action(Status::Open, &[(1, Some(7), None), (2, Some(7), None), (3, None, None)]);
        let of = |n| Some(OrganisationId(Uuid::from_u128(n)));
        let found = |n| part(&it, who(7), of(n)).map(|owner| owner.organisation);
        assert_eq!([found(1), found(2), found(3)], [of(1), of(2), None]);
        assert!(part(&it, who(7), None).is_some() && part(&it, who(8), None).is_none());
    }

    #[test]
    fn lines_to_hand_over_name_a_case_and_an_action() {
        let (case, id) = (CaseId(Uuid::from_u128(1)), ActionId(Uuid::from_u128(2)));
        let line = format!("{case} {id}");
        assert_eq!(handed_over(&[line.clone(), line]), Ok(vec![(case, id)]));
        assert!(handed_over(&[]).is_err() && handed_over(&[case.to_string()]).is_err());
    }
}
