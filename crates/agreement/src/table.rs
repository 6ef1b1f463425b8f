//! The whole agreement as tables that people review: who may do what, with every kind of record.
//!
//! The people in it are made up, one for each way of standing to a record.

use std::fmt::Write as _;

use kernel::{ForumId, OrganisationId, PractitionerId};
use uuid::Uuid;

use crate::facts::Facts;
use crate::principal::Principal;
use crate::words::{Kind, Relation, Role};
use crate::{Action, Agreement};

const ME: Uuid = Uuid::from_u128(1);
const MINE: Uuid = Uuid::from_u128(2);
const ALSO_MINE: Uuid = Uuid::from_u128(6);
const FORUM: Uuid = Uuid::from_u128(3);
const OTHER_FORUM: Uuid = Uuid::from_u128(4);
const RECORD: Uuid = Uuid::from_u128(5);
const OVERRIDE: Uuid = Uuid::from_u128(7);

/// A record that is open in the forum.
const OPEN: &[(Relation, Uuid)] = &[(Relation::Forum, FORUM), (Relation::Open, FORUM)];
/// The same after closure.
const CLOSED: &[(Relation, Uuid)] = &[(Relation::Forum, FORUM)];
/// A record that is not about people.
const PLAIN: &[(Relation, Uuid)] = &[(Relation::Forum, FORUM), (Relation::Recorded, Uuid::nil())];

/// Someone, and how the record is tied to them besides.
struct Persona {
    who: &'static str,
    principal: Principal,
    scopes: Vec<(Relation, Uuid)>,
}

impl Agreement {
    /// Everything that the agreement says, as Markdown for `docs/generated`.
    #[must_use]
    pub fn policy_table(&self) -> String {
        let mut text = String::from(
            "# Who may do what\n\nMade from the agreement: change the agreement, not this file. \
             `yes` = a clause permits it, `no` = a clause forbids it, blank = no clause permits it.\n",
        );
        text.push_str("\n## Clauses\n\n| clause | effect | in words |\n|---|---|---|\n");
        for clause in self.clauses() {
            let effect = if clause.forbids { "forbids" } else { "permits" };
            let _ = writeln!(text, "| {} | {effect} | {} |", clause.id, clause.sentence);
        }
        for kind in Kind::ALL {
            let about_people = matches!(kind, Kind::Person | Kind::Referral | Kind::Case);
            let personas = if about_people { around_people() } else { elsewhere() };
            self.write_kind(&mut text, *kind, &personas);
        }
        text
    }

    fn write_kind(&self, text: &mut String, kind: Kind, personas: &[Persona]) {
        let actions: Vec<Action> =
            Action::ALL.iter().copied().filter(|action| action.applies_to(kind)).collect();
        let names: Vec<&str> = actions.iter().map(|action| action.name()).collect();
        let _ = writeln!(text, "\n## {kind}\n\n| who | {} |", names.join(" | "));
        let _ = writeln!(text, "|---{}|", "|---".repeat(names.len()));
        for persona in personas {
            #[expect(clippy::disallowed_methods, reason = "the record is made up")]
            let facts = Facts::from_scopes(kind, Some(RECORD), persona.scopes.clone());
            let cells: Vec<&str> = actions
                .iter()
                .map(|action| self.decide(&persona.principal, *action, &facts))
                .map(|decision| match (decision.allowed, decision.clauses.is_empty()) {
                    (true, _) => "yes",
                    (false, false) => "no",
                    (false, true) => "",
                })
                .collect();
            let _ = writeln!(text, "| {} | {} |", persona.who, cells.join(" | "));
        }
    }
}

/// Everyone who stands to a person, referral or case in some way.
fn around_people() -> Vec<Persona> {
    let agenda = [OPEN, &[(Relation::Agenda, FORUM)]].concat();
    let restricted = [OPEN, &[(Relation::Restricted, Uuid::nil())]].concat();
    let named = [restricted.as_slice(), &[(Relation::Named, ME)]].concat();
    let tied = |relation, target| [CLOSED, &[(relation, target)]].concat();
    let mut personas = vec![
        persona("coordinator, open", coordinator(), OPEN),
        persona("coordinator, closed", coordinator(), CLOSED),
        persona("chair, open", chair(), OPEN),
        persona("chair, closed", chair(), CLOSED),
        persona("member, open", member(FORUM), OPEN),
        persona("member, from agenda to minutes", member(FORUM), &agenda),
        persona("member, closed", member(FORUM), CLOSED),
        persona("member of another forum", member(OTHER_FORUM), &agenda),
        persona("front-door worker, open", front_door(), OPEN),
        persona("front-door worker, closed", front_door(), CLOSED),
        persona("referrer", practitioner(), &tied(Relation::Referrer, ME)),
        persona("lead professional", practitioner(), &tied(Relation::Lead, ME)),
        persona("staff involved", practitioner(), &tied(Relation::Involved, ME)),
        persona("asked to be lead professional", practitioner(), &tied(Relation::ProposedLead, ME)),
        persona("organisation owns an action", practitioner(), &tied(Relation::Organisation, MINE)),
        persona("organisation asked to provide", practitioner(), &tied(Relation::Offered, MINE)),
        persona("access override", overriding(), &tied(Relation::Override, OVERRIDE)),
        persona(
            "access override that is over",
            practitioner(),
            &tied(Relation::Override, OVERRIDE),
        ),
        persona("any other practitioner", practitioner(), OPEN),
    ];
    personas.extend(desks(OPEN));
    personas.extend([
        persona("restricted: coordinator", coordinator(), &restricted),
        persona("restricted: coordinator who is named", coordinator(), &named),
        persona("restricted: practitioner who is named", practitioner(), &named),
        persona(
            "restricted: access override",
            overriding(),
            &[restricted.as_slice(), &[(Relation::Override, OVERRIDE)]].concat(),
        ),
        persona(
            "barred, access override",
            overriding(),
            &[(Relation::Override, OVERRIDE), (Relation::Barred, ME)],
        ),
        persona("restricted: auditor", desk(Role::Auditor), &restricted),
        persona("barred coordinator", coordinator(), &tied(Relation::Barred, ME)),
        persona(
            "coordinator of a barred organisation",
            coordinator(),
            &tied(Relation::BarredOrganisation, MINE),
        ),
        persona(
            "coordinator, also of a barred organisation",
            of_two(coordinator()),
            &tied(Relation::BarredOrganisation, ALSO_MINE),
        ),
        persona("coordinator who is also administrator", both(), OPEN),
        persona("coordinator, administrator for another organisation", desk_elsewhere(), OPEN),
        persona("coordinator, no such record", coordinator(), &[]),
    ]);
    personas
}

/// Everyone who stands to another record in some way.
fn elsewhere() -> Vec<Persona> {
    let own = [PLAIN, &[(Relation::Holder, ME)]].concat();
    let mut personas = vec![
        persona("coordinator", coordinator(), PLAIN),
        persona("chair", chair(), PLAIN),
        persona("member", member(FORUM), PLAIN),
        persona("member of another forum", member(OTHER_FORUM), PLAIN),
        persona("front-door worker", front_door(), PLAIN),
        persona("practitioner", practitioner(), PLAIN),
        persona("account without a role", nobody(), PLAIN),
        persona("holder of the account", nobody(), &own),
        persona("visitor who has not signed in", Principal::visitor(), PLAIN),
    ];
    personas.extend(desks(PLAIN));
    personas.push(persona("desk role for another organisation", desk(Role::DeskElsewhere), PLAIN));
    personas.push(persona("coordinator, no such record", coordinator(), &[]));
    personas
}

/// Those who run, count or check, and work with nobody.
fn desks(scopes: &[(Relation, Uuid)]) -> Vec<Persona> {
    vec![
        persona("administrator", desk(Role::Administrator), scopes),
        persona("console", Principal::console(), scopes),
        persona("analyst", desk(Role::Analyst), scopes),
        persona("information governance lead", desk(Role::InformationGovernanceLead), scopes),
        persona("auditor", desk(Role::Auditor), scopes),
    ]
}

fn persona(who: &'static str, principal: Principal, scopes: &[(Relation, Uuid)]) -> Persona {
    Persona { who, principal, scopes: scopes.to_vec() }
}

fn nobody() -> Principal {
    Principal::new(PractitionerId(ME), OrganisationId(MINE))
}

fn desk(role: Role) -> Principal {
    let mut principal = nobody();
    principal.roles.insert(role);
    principal
}

fn practitioner() -> Principal {
    desk(Role::Practitioner)
}

fn coordinator() -> Principal {
    let mut principal = practitioner();
    principal.coordinates.insert(ForumId(FORUM));
    principal
}

fn both() -> Principal {
    let mut principal = coordinator();
    principal.roles.insert(Role::Administrator);
    principal
}

fn desk_elsewhere() -> Principal {
    let mut principal = of_two(coordinator());
    principal.roles.insert(Role::DeskElsewhere);
    principal
}

fn of_two(mut principal: Principal) -> Principal {
    principal.organisations.insert(OrganisationId(ALSO_MINE));
    principal
}

fn chair() -> Principal {
    let mut principal = practitioner();
    principal.chairs.insert(ForumId(FORUM));
    principal
}

fn member(forum: Uuid) -> Principal {
    let mut principal = practitioner();
    principal.member_of.insert(ForumId(forum));
    principal
}

fn overriding() -> Principal {
    let mut principal = practitioner();
    principal.overrides.insert(OVERRIDE);
    principal
}

fn front_door() -> Principal {
    let mut principal = practitioner();
    principal.front_door_of.insert(ForumId(FORUM));
    principal
}
