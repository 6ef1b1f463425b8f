//! What was shared with somebody about a family, or kept from them, and why (golden rule 7: record the reasons, whether
//! shared or not).

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use govuk::{Checkboxes, Choice, Input, Radios, Select, Textarea};
use kernel::{CaseId, FieldErrors, OrganisationId};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next};
use uuid::Uuid;

use super::store;
use crate::{case::store::open_head, chronology::store::note};

/// What was decided: codes and words.
pub const DECISIONS: &[(&str, &str)] =
    &[("share", "To share it with them"), ("not_share", "Not to share it with them")];

const LONGEST: usize = 1_000;
const LONGEST_NAME: usize = 200;

/// Records what was shared with somebody, or kept from them.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RecordSharing {
    /// The case.
    pub case: CaseId,
    /// share or `not_share`.
    pub decision: String,
    /// The id of an organisation, unless it is somebody else.
    pub organisation: String,
    /// Who else, when it is no organisation of the partnership.
    pub other: String,
    /// What.
    pub what: String,
    /// Why.
    pub reason: String,
    /// `yes` when it is shared although the family excluded them.
    pub despite_exclusion: String,
}

/// A checked decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sharing {
    pub(super) organisation: Option<OrganisationId>,
    pub(super) other: String,
    pub(super) decision: String,
    pub(super) what: String,
    pub(super) reason: String,
    pub(super) despite_exclusion: bool,
}

impl RecordSharing {
    /// Checks what was decided: whoever the family excluded is told only against their wish, and that has to be said.
    fn checked(
        &self,
        known: &[(OrganisationId, String)],
        excluded: &[Uuid],
    ) -> Result<Sharing, FieldErrors> {
        let mut errors = FieldErrors::default();
        if !DECISIONS.iter().any(|(code, _)| *code == self.decision) {
            errors.add("decision", "Select what was decided");
        }
        let (id, other) = (self.organisation.trim(), self.other.trim());
        let found = known.iter().find(|(known, _)| known.to_string() == id).map(|(id, _)| *id);
        if !id.is_empty() && found.is_none() {
            errors.add("organisation", "Select an organisation in the list");
        } else if id.is_empty() && other.is_empty() {
            errors.add("organisation", "Select with whom, or enter who else");
        }
        if other.chars().count() > LONGEST_NAME {
            errors.add("other", "Who else must be 200 characters or fewer");
        } else if !id.is_empty() && !other.is_empty() {
            errors.add("other", "Select an organisation or enter who else, not both");
        }
        let texts =
            [("what", &self.what, "Enter what it is about"), ("reason", &self.reason, "Enter why")];
        for (field, text, missing) in texts {
            if errors.required(field, text, missing).chars().count() > LONGEST {
                errors.add(field, "This must be 1,000 characters or fewer");
            }
        }
        let despite = self.despite_exclusion.as_str();
        let is_excluded = found.is_some_and(|id| excluded.contains(&id.0));
        let is_against = self.decision == "share" && is_excluded;
        if is_against && despite != "yes" {
            errors.add(
                "despite_exclusion",
                "The family excluded this organisation. Tick this if it has to be told to keep somebody safe",
            );
        } else if !is_against && !despite.is_empty() {
            errors.add(
                "despite_exclusion",
                "Tick this only to tell an organisation that the family excluded",
            );
        }
        errors.into_result()?;
        Ok(Sharing {
            organisation: found,
            other: other.to_owned(),
            decision: self.decision.clone(),
            what: self.what.trim().to_owned(),
            reason: self.reason.trim().to_owned(),
            despite_exclusion: is_against,
        })
    }
}

impl Act for RecordSharing {
    const NAME: &'static str = "record_sharing";
    const ACTION: Action = Action::RecordPlan;
}

impl Operation for RecordSharing {
    type Done = ();
    const SAYS: &'static str = "Record what was shared with somebody, or kept from them, and why";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let head = open_head(doing.tx, doing.permit).await?;
        let known = store::organisations(doing.tx, doing.permit).await?;
        let excluded = store::excluded(doing.tx, doing.permit).await?;
        let excluded: Vec<Uuid> = excluded.iter().map(|it| it.organisation.0).collect();
        let sharing = self.checked(&known, &excluded)?;
        let made = (doing.env.new_id(), doing.env.today(), At(doing.env.now()));
        store::tell(doing.tx, doing.permit, &head, &sharing, made).await?;
        let name = known.iter().find(|(id, _)| Some(*id) == sharing.organisation);
        let name = name.map_or("somebody outside the partnership", |(_, name)| name.as_str());
        let said = match (sharing.decision.as_str(), sharing.despite_exclusion) {
            ("share", true) => {
                // Not with whom: the chronology has more readers than the plan has keepers.
                "Decided to share something although the family wished otherwise.".to_owned()
            }
            ("share", false) => format!("Decided to share with {name}."),
            _ => format!("Decided not to share with {name}."),
        };
        note(doing, head.id, &said).await?;
        Ok(())
    }
}

/// Opens the form for what was shared or kept back.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskSharing {
    /// The case.
    pub case: CaseId,
}

impl Act for AskSharing {
    const NAME: &'static str = "ask_sharing";
    const ACTION: Action = Action::RecordPlan;
}

impl Reading for AskSharing {
    /// The organisations of the partnership: ids and names.
    type Answer = Vec<(OrganisationId, String)>;
    const SAYS: &'static str = "Open the form for what was shared with somebody, or kept from them";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Self::Answer, Stop> {
        drop(open_head(looking.tx, looking.permit).await?);
        Ok(store::organisations(looking.tx, looking.permit).await?)
    }
}

impl Form for RecordSharing {
    type Ask = AskSharing;
    const TITLE: &'static str = "Record a decision to share, or not to share";
    const BUTTON: &'static str = "Record decision";

    fn ask(&self) -> AskSharing {
        AskSharing { case: self.case }
    }

    fn back(&self, _: &Vec<(OrganisationId, String)>) -> Option<String> {
        Some(format!("/cases/{}/consent", self.case))
    }

    fn fields(
        &self,
        known: &Vec<(OrganisationId, String)>,
        errors: &FieldErrors,
        _: &Frame,
    ) -> Markup {
        let organisations = known.iter().map(|(id, name)| (id.to_string(), name.as_str()));
        let decisions = DECISIONS.iter().map(|(code, words)| Choice::new(*code, *words));
        let tick =
            Choice::new("yes", "Share although the family excluded them, to keep somebody safe")
                .hint("Ask your safeguarding lead first. It does not open the record to them");
        let ticked: Vec<&str> =
            if self.despite_exclusion == "yes" { vec!["yes"] } else { Vec::new() };
        html! {
            (Radios::new("decision", "What was decided?", decisions)
                .value(&self.decision).error(errors.of("decision")))
            (Select::new("organisation", "With whom?").item("", "Somebody else").items(organisations)
                .value(&self.organisation).error(errors.of("organisation")))
            (Input::new("other", "Who else? (optional)")
                .hint("Somebody who is not in the list, such as a landlord. Give their part, not their name")
                .value(&self.other).error(errors.of("other")))
            (Textarea::new("what", "What is it about?").rows(3)
                .hint("Only as much as they need to know")
                .value(&self.what).error(errors.of("what")))
            (Textarea::new("reason", "Why?").rows(3).value(&self.reason).error(errors.of("reason")))
            (Checkboxes::new("despite_exclusion", "Did the family exclude them?", [tick])
                .values(ticked).error(errors.of("despite_exclusion")))
        }
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/cases/{}/consent", self.case), "The decision was recorded")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(decision: &str, organisation: u128, despite: &str, expected: Result<bool, &[&str]>) {
        let id = |n: u128| OrganisationId(Uuid::from_u128(n));
        let typed = RecordSharing {
            decision: decision.into(),
            organisation: id(organisation).to_string(),
            what: "What the school saw".into(),
            reason: "They asked us to".into(),
            despite_exclusion: despite.into(),
            ..RecordSharing::default()
        };
        let known = [(id(1), "School".to_owned()), (id(2), "Police".to_owned())];
        let checked = typed.checked(&known, &[Uuid::from_u128(2)]);
        let checked: Result<bool, Vec<String>> = checked
            .map(|it| it.despite_exclusion)
            .map_err(|it| it.iter().map(|(at, _)| at.to_owned()).collect());
        assert_eq!(checked, expected.map_err(|it| it.iter().map(|at| (*at).to_owned()).collect()));
    }

    #[test]
    fn whoever_the_family_excluded_is_told_only_when_that_is_said() {
        check("share", 1, "", Ok(false));
        check("share", 2, "", Err(&["despite_exclusion"]));
        check("share", 2, "yes", Ok(true));
        check("not_share", 2, "", Ok(false));
        check("not_share", 2, "yes", Err(&["despite_exclusion"]));
        check("share", 1, "yes", Err(&["despite_exclusion"]));
        check("", 9, "", Err(&["decision", "organisation"]));
    }
}
