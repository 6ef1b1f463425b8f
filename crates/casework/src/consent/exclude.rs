//! Excluding organisations that a family does not want to be told. It keeps their staff out of everything that is
//! about the person (ADR 2), and nobody can offer their services, give them an action or ask them to lead.

use agreement::{Act, Action, Kind, Relation};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject, scope};
use govuk::{Checkboxes, Choice, InsetText, Textarea};
use kernel::{CaseId, FieldErrors, ForumId, OrganisationId, PersonId, PractitionerId};
use maud::{Markup, html};
use people::restriction::exclusion;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};
use uuid::Uuid;

use super::{pages, see::SeeConsent, store};
use crate::{
    case::store::{open_head, scopes},
    chronology::store::note,
};

const LONGEST: usize = 1_000;

/// Excludes organisations that a family does not want to be told.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ExcludeOrganisations {
    /// The case.
    pub case: CaseId,
    /// Their ids.
    #[serde(deserialize_with = "kernel::one_or_many")]
    pub organisations: Vec<String>,
    /// Why.
    pub reason: String,
    /// `yes` when it holds for everybody of the household whose record the coordinator may limit.
    pub everybody: String,
}

impl Act for ExcludeOrganisations {
    const NAME: &'static str = "exclude_organisations";
    const ACTION: Action = Action::RestrictRecord;
}

/// Which organisations were chosen: none that would keep out whoever does it, or every coordinator of the forum.
fn chosen(
    typed: &[String],
    open: &[(OrganisationId, String)],
    coordinators: &[(PractitionerId, OrganisationId)],
    (own, barred): (&[OrganisationId], &[Uuid]),
) -> Result<Vec<(OrganisationId, String)>, String> {
    let mut chosen = Vec::new();
    for text in typed.iter().map(|it| it.trim()) {
        let found = open.iter().find(|(id, _)| id.to_string() == text);
        let found = found.ok_or("Select organisations in the list")?;
        if own.contains(&found.0) {
            return Err(format!(
                "You work for {}: ask the coordinator of another organisation",
                found.1
            ));
        }
        chosen.push(found.clone());
    }
    if chosen.is_empty() {
        return Err("Select the organisations that must not be told".to_owned());
    }
    let is_out =
        |it: &OrganisationId| chosen.iter().any(|(id, _)| id == it) || barred.contains(&it.0);
    let kept_out: Vec<_> = coordinators.iter().filter(|(_, of)| is_out(of)).collect();
    let stays = |who: &PractitionerId| {
        !barred.contains(&who.0) && !kept_out.iter().any(|(out, _)| out == who)
    };
    if !coordinators.is_empty() && !coordinators.iter().any(|(who, _)| stays(who)) {
        return Err("No coordinator of this forum could see the case any more. Agree with them who \
                    looks after it, and have somebody of another organisation made coordinator first"
            .to_owned());
    }
    Ok(chosen)
}

/// For how many of the household it was done.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ExclusionDone {
    /// Besides the person of the case.
    pub others: usize,
}

impl Operation for ExcludeOrganisations {
    type Done = ExclusionDone;
    const SAYS: &'static str = "Exclude organisations that a family does not want to be told";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<ExclusionDone, Stop> {
        let head = open_head(doing.tx, doing.permit).await?;
        drop(doing.permit_for::<SeeConsent>(self.subject()).await?);
        let barred = scopes::barred(doing.tx, &head).await?;
        let mut open = store::organisations(doing.tx, doing.permit).await?;
        open.retain(|(id, _)| !barred.contains(&id.0));
        let coordinators = store::coordinators(doing.tx, doing.permit, head.forum).await?;
        let own: Vec<_> = doing.principal().organisations.iter().copied().collect();
        let mut errors = FieldErrors::default();
        let found = chosen(&self.organisations, &open, &coordinators, (&own, &barred));
        let found = errors.take("organisations", found).unwrap_or_default();
        let reason =
            errors.required("reason", &self.reason, "Enter what the family said").to_owned();
        if reason.chars().count() > LONGEST {
            errors.add("reason", "What the family said must be 1,000 characters or fewer");
        }
        if !matches!(self.everybody.as_str(), "" | "yes") {
            errors.add("everybody", "Tick it, or leave it empty");
        }
        errors.into_result()?;
        let others = if self.everybody == "yes" {
            let (who, limits) = (doing.principal(), Action::RestrictRecord);
            let held = doing.agreement.list_filter(who, limits, Kind::Person);
            store::household(doing.tx, &held, &head).await?
        } else {
            Vec::new()
        };
        let organisations: Vec<_> = found.iter().map(|(id, _)| *id).collect();
        for person in std::iter::once(&head.person).chain(&others) {
            keep_out(doing, (*person, head.forum), &organisations, &reason).await?;
        }
        // Which of them is for those who keep the plan: where somebody works may tell who is to be feared.
        note(doing, head.id, "It was recorded who must not be told.").await?;
        doing.detail = json!({ "excluded": organisations, "reason": reason });
        doing.about.insert(head.person.0);
        doing.about.extend(others.iter().map(|it| it.0));
        Ok(ExclusionDone { others: others.len() })
    }
}

/// Keeps organisations out of all that is about a person, those that are not kept out already.
async fn keep_out(
    doing: &mut Doing<'_, ExcludeOrganisations>,
    (person, forum): (PersonId, ForumId),
    organisations: &[OrganisationId],
    reason: &str,
) -> Result<(), Stop> {
    let ties = scope::of(doing.tx, (Kind::Person, person.0)).await?;
    for organisation in organisations {
        if ties.contains(&(Relation::BarredOrganisation, organisation.0)) {
            continue;
        }
        let made = (doing.env.new_id(), At(doing.env.now()));
        let of = (person, forum);
        exclusion::exclude(doing.tx, doing.permit, of, *organisation, reason, made).await?;
    }
    Ok(())
}

/// Opens the form for excluding organisations.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskExclusion {
    /// The case.
    pub case: CaseId,
}

impl Act for AskExclusion {
    const NAME: &'static str = "ask_exclusion";
    const ACTION: Action = Action::RestrictRecord;
}

impl Reading for AskExclusion {
    /// The organisations that can be excluded: ids and names.
    type Answer = Vec<(OrganisationId, String)>;
    const SAYS: &'static str = "Open the form for excluding organisations";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Self::Answer, Stop> {
        let head = open_head(looking.tx, looking.permit).await?;
        drop(looking.permit_for::<SeeConsent>(self.subject()).await?);
        let barred = scopes::barred(looking.tx, &head).await?;
        let mut open = store::organisations(looking.tx, looking.permit).await?;
        let own = &looking.principal().organisations;
        open.retain(|(id, _)| !barred.contains(&id.0) && !own.contains(id));
        Ok(open)
    }
}

impl Form for ExcludeOrganisations {
    type Ask = AskExclusion;
    const TITLE: &'static str = "Who must not be told?";
    const BUTTON: &'static str = "Exclude them now";

    fn ask(&self) -> AskExclusion {
        AskExclusion { case: self.case }
    }

    fn back(&self, _: &Vec<(OrganisationId, String)>) -> Option<String> {
        Some(format!("/cases/{}/consent", self.case))
    }

    fn fields(
        &self,
        open: &Vec<(OrganisationId, String)>,
        errors: &FieldErrors,
        _: &Frame,
    ) -> Markup {
        let choices = open.iter().map(|(id, name)| Choice::new(id.to_string(), name));
        html! {
            (pages::what_it_stops())
            (Checkboxes::new("organisations", "Which organisations did the family exclude?", choices).small()
                .values(self.organisations.iter().map(String::as_str)).error(errors.of("organisations")))
            (Textarea::new("reason", "What did the family say?").rows(3)
                .hint("Only a coordinator reads this")
                .value(&self.reason).error(errors.of("reason")))
            (Checkboxes::new("everybody", "Who else must be kept from them? (optional)", [
                Choice::new("yes", "Everybody of the household whose record this forum holds")
                    .hint("Tick it when nobody who lives there should be known to them"),
            ]).values(Some(self.everybody.as_str())).error(errors.of("everybody")))
            (InsetText::new("The coordinator of this forum can let them back when the family changes their mind."))
        }
    }

    fn next(&self, done: &ExclusionDone) -> Next {
        let said = match (self.everybody.as_str(), done.others) {
            ("yes", 0) => {
                "They were excluded. This forum holds the record of nobody else of the household"
                    .to_owned()
            }
            (_, 0) => "They were excluded".to_owned(),
            (_, 1) => "They were excluded here and from 1 more record of the household".to_owned(),
            (_, more) => {
                format!("They were excluded here and from {more} more records of the household")
            }
        };
        Next::to(format!("/cases/{}/consent", self.case), said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn organisation(n: u128) -> OrganisationId {
        OrganisationId(Uuid::from_u128(n))
    }

    #[track_caller]
    fn check(
        typed: &[u128],
        coordinators: &[(u128, u128)],
        barred: &[u128],
        expected: Option<usize>,
    ) {
        let open: Vec<_> = (1..=4).map(|n| (organisation(n), format!("{n}"))).collect();
        let typed: Vec<String> = typed.iter().map(|n| organisation(*n).to_string()).collect();
        let who =
            |(who, of): &(u128, u128)| (PractitionerId(Uuid::from_u128(*who)), organisation(*of));
        let coordinators: Vec<_> = coordinators.iter().map(who).collect();
        let barred: Vec<_> = barred.iter().map(|n| Uuid::from_u128(*n)).collect();
        let found = chosen(&typed, &open, &coordinators, (&[organisation(1)], &barred));
        assert_eq!(found.ok().map(|it| it.len()), expected);
    }

    #[test]
    fn several_are_excluded_at_once_and_nobody_excludes_their_own() {
        check(&[2, 3], &[(70, 4)], &[], Some(2));
        check(&[], &[(70, 4)], &[], None);
        check(&[1], &[(70, 4)], &[], None);
        check(&[9], &[(70, 4)], &[], None);
    }

    #[test]
    fn a_forum_is_not_left_without_a_coordinator_who_sees_the_case() {
        check(&[4], &[(70, 4)], &[], None);
        check(&[4], &[(70, 4), (71, 3)], &[], Some(1));
        check(&[4], &[(70, 4), (71, 3)], &[3], None);
        check(&[4], &[(70, 4), (71, 3)], &[71], None);
        check(&[4], &[(70, 3), (70, 4)], &[], None);
        check(&[4], &[], &[], Some(1));
    }
}
