//! The first agreement written a second time, by hand, action by action.
//!
//! It shares no code with the policies, the filter or Cedar: when they disagree, somebody has made
//! a mistake, and a person must say who.

use std::collections::BTreeSet;

use agreement::{Action, Kind, Principal, Relation, Role};
use kernel::ForumId;
use uuid::Uuid;

use crate::Record;

/// Whether the first agreement allows this.
#[must_use]
pub fn allows(who: &Principal, action: Action, record: &Record) -> bool {
    if record.scopes.is_empty() || !action.applies_to(record.kind) {
        return false;
    }
    let case = Reading { who, record };
    if case.names_me(Relation::Barred) || case.bars_one_of_my_organisations() {
        return false;
    }
    if matches!(record.kind, Kind::Person | Kind::Referral | Kind::Case) {
        case.allows_about_people(action)
    } else {
        case.allows_elsewhere(action)
    }
}

struct Reading<'a> {
    who: &'a Principal,
    record: &'a Record,
}

impl Reading<'_> {
    fn allows_about_people(&self, action: Action) -> bool {
        let restricted = self.has(Relation::Restricted);
        let named = self.names_me(Relation::Named);
        if action == Action::SeeReaders {
            let governs = self.is(Role::InformationGovernanceLead) || self.is(Role::Auditor);
            return governs || (self.coordinates() && (!restricted || named));
        }
        let desk = [
            Role::Administrator,
            Role::Console,
            Role::Analyst,
            Role::InformationGovernanceLead,
            Role::Auditor,
            Role::DeskElsewhere,
        ];
        if desk.iter().any(|role| self.is(*role)) || (restricted && !named) {
            return false;
        }
        let runs = self.coordinates() || self.chairs();
        match action {
            Action::SeeSummary => self.sees_summary(restricted && named),
            Action::SeeRecord => {
                runs || self.is_involved()
                    || self.member_at_meeting()
                    || self.overrides()
                    || (restricted && named)
            }
            Action::SeeAddress => {
                self.is_involved()
                    || self.overrides()
                    || self.in_my(Relation::Open, &self.who.coordinates)
            }
            Action::AmendPerson | Action::ReportBack => {
                let owner = action == Action::ReportBack
                    && self.names_my_organisation(Relation::Organisation);
                owner || self.is_involved() || self.coordinates()
            }
            Action::RestrictRecord => self.coordinates(),
            Action::AmendReferral => self.coordinates() || self.names_me(Relation::Referrer),
            Action::DecideReferral | Action::AppointLead => runs,
            Action::RecordPlan | Action::ReviewCase | Action::CloseCase => {
                runs || self.names_me(Relation::Lead)
            }
            Action::AnswerLead => self.names_me(Relation::ProposedLead),
            Action::AnswerOffer => self.names_my_organisation(Relation::Offered),
            _ => false,
        }
    }

    fn sees_summary(&self, named_on_restricted: bool) -> bool {
        let front_door =
            self.record.kind != Kind::Case && self.in_my(Relation::Open, &self.who.front_door_of);
        named_on_restricted
            || front_door
            || self.coordinates()
            || self.chairs()
            || self.is_involved()
            || self.in_my(Relation::Open, &self.who.member_of)
            || self.member_at_meeting()
            || self.names_my_organisation(Relation::Organisation)
            || self.names_my_organisation(Relation::Offered)
            || self.names_me(Relation::ProposedLead)
            || self.overrides()
    }

    fn allows_elsewhere(&self, action: Action) -> bool {
        let runs = self.coordinates() || self.chairs();
        let member = self.in_my(Relation::Forum, &self.who.member_of);
        match action {
            Action::SeeMeeting => runs || member,
            Action::RunMeeting | Action::Convene => runs,
            Action::SeeForum | Action::SeePartnership | Action::SeeAgreement => {
                self.who.practitioner != Principal::visitor().practitioner
            }
            Action::SignIn => true,
            Action::Refer | Action::SearchPeople | Action::AddPerson => self.works_with_people(),
            Action::ManagePartnership | Action::ManageAccounts => {
                self.is(Role::Administrator) || self.is(Role::Console)
            }
            Action::Import | Action::TakeBackup => self.is(Role::Console),
            Action::SeeLedger => {
                self.is(Role::InformationGovernanceLead)
                    || self.is(Role::Auditor)
                    || self.is(Role::Console)
            }
            Action::OwnAccount => self.names_me(Relation::Holder),
            Action::SeeReportExact => runs || self.is(Role::Console),
            Action::SeeReportControlled => {
                runs || member || self.is(Role::Console) || self.is(Role::Analyst)
            }
            _ => false,
        }
    }

    fn works_with_people(&self) -> bool {
        let who = self.who;
        self.is(Role::Practitioner)
            || ![&who.member_of, &who.coordinates, &who.chairs, &who.front_door_of]
                .iter()
                .all(|forums| forums.is_empty())
    }

    fn is_involved(&self) -> bool {
        self.names_me(Relation::Referrer)
            || self.names_me(Relation::Lead)
            || self.names_me(Relation::Involved)
    }

    fn overrides(&self) -> bool {
        let held = |id: &Uuid| self.record.scopes.contains(&(Relation::Override, *id));
        self.who.overrides.iter().any(held)
    }

    fn member_at_meeting(&self) -> bool {
        self.in_my(Relation::Agenda, &self.who.member_of)
    }

    fn coordinates(&self) -> bool {
        self.in_my(Relation::Forum, &self.who.coordinates)
    }

    fn chairs(&self) -> bool {
        self.in_my(Relation::Forum, &self.who.chairs)
    }

    fn is(&self, role: Role) -> bool {
        self.who.roles.contains(&role)
    }

    fn names_me(&self, relation: Relation) -> bool {
        self.record.scopes.contains(&(relation, self.who.practitioner.0))
    }

    fn names_my_organisation(&self, relation: Relation) -> bool {
        self.record.scopes.contains(&(relation, self.who.organisation.0))
    }

    fn bars_one_of_my_organisations(&self) -> bool {
        let bars = |id: Uuid| self.record.scopes.contains(&(Relation::BarredOrganisation, id));
        self.who.organisations.iter().any(|organisation| bars(organisation.0))
    }

    fn in_my(&self, relation: Relation, mine: &BTreeSet<ForumId>) -> bool {
        mine.iter().any(|forum| self.record.scopes.contains(&(relation, forum.0)))
    }

    fn has(&self, relation: Relation) -> bool {
        self.record.scopes.iter().any(|(r, _): &(Relation, Uuid)| *r == relation)
    }
}
