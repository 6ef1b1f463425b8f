//! Every operation against every role, as a table that people review: what a change of the agreement
//! or of an operation's action gives to whom, or takes away.
//!
//! The people and records in it are made up: one role at a time, one for each way of standing.

use std::fmt::Write as _;

use kernel::{ForumId, OrganisationId, PractitionerId};
use uuid::Uuid;

use crate::facts::Facts;
use crate::principal::Principal;
use crate::words::{Kind, Relation, Role};
use crate::{Action, Agreement};

const ME: Uuid = Uuid::from_u128(1);
const MINE: Uuid = Uuid::from_u128(2);
const FORUM: Uuid = Uuid::from_u128(3);
const ELSEWHERE: Uuid = Uuid::from_u128(4);
const RECORD: Uuid = Uuid::from_u128(5);
const MARK: Uuid = Uuid::nil();

type Scope = (Relation, Uuid);

/// A way in which a record stands to whoever asks: its sign in the table, in words, and its rows.
type Standing = (char, &'static str, &'static [Scope]);

/// Of a person, a referral or a case.
const OF_PEOPLE: &[Standing] = &[
    ('o', "open in their forum", &[(Relation::Forum, FORUM), (Relation::Open, FORUM)]),
    (
        'a',
        "from agenda to minutes in their forum",
        &[(Relation::Forum, FORUM), (Relation::Open, FORUM), (Relation::Agenda, FORUM)],
    ),
    ('c', "closed in their forum", &[(Relation::Forum, FORUM)]),
    (
        'w',
        "elsewhere, and they referred",
        &[(Relation::Forum, ELSEWHERE), (Relation::Referrer, ME)],
    ),
    ('l', "elsewhere, and they lead", &[(Relation::Forum, ELSEWHERE), (Relation::Lead, ME)]),
    (
        'i',
        "elsewhere, and they are involved",
        &[(Relation::Forum, ELSEWHERE), (Relation::Involved, ME)],
    ),
    (
        'p',
        "elsewhere, and they are proposed to lead",
        &[(Relation::Forum, ELSEWHERE), (Relation::ProposedLead, ME)],
    ),
    (
        's',
        "elsewhere, and their organisation is asked for a service",
        &[(Relation::Forum, ELSEWHERE), (Relation::Offered, MINE)],
    ),
    (
        't',
        "elsewhere, and their organisation owns an action",
        &[(Relation::Forum, ELSEWHERE), (Relation::Organisation, MINE)],
    ),
    (
        'n',
        "open in their forum, restricted, and they are named",
        &[
            (Relation::Forum, FORUM),
            (Relation::Open, FORUM),
            (Relation::Restricted, MARK),
            (Relation::Named, ME),
        ],
    ),
    (
        'r',
        "open in their forum, restricted to others",
        &[(Relation::Forum, FORUM), (Relation::Open, FORUM), (Relation::Restricted, MARK)],
    ),
    (
        'b',
        "open in their forum, they lead and are barred",
        &[
            (Relation::Forum, FORUM),
            (Relation::Open, FORUM),
            (Relation::Lead, ME),
            (Relation::Barred, ME),
        ],
    ),
    (
        'e',
        "elsewhere, and not tied to them",
        &[(Relation::Forum, ELSEWHERE), (Relation::Open, ELSEWHERE)],
    ),
];

/// Of everything else.
const OF_THE_REST: &[Standing] = &[
    ('f', "of their forum", &[(Relation::Recorded, MARK), (Relation::Forum, FORUM)]),
    (
        'e',
        "of another forum, or of none",
        &[(Relation::Recorded, MARK), (Relation::Forum, ELSEWHERE)],
    ),
    ('m', "their own account", &[(Relation::Holder, ME)]),
];

fn standings(kind: Kind) -> &'static [Standing] {
    match kind {
        Kind::Person | Kind::Referral | Kind::Case => OF_PEOPLE,
        _ => OF_THE_REST,
    }
}

/// Somebody who has one role and no other.
fn holder_of(role: Role) -> Principal {
    let mut who = Principal::new(PractitionerId(ME), OrganisationId(MINE));
    match role {
        Role::Console => return Principal::console(),
        Role::Coordinator => drop(who.coordinates.insert(ForumId(FORUM))),
        Role::Chair => drop(who.chairs.insert(ForumId(FORUM))),
        Role::ForumMember => drop(who.member_of.insert(ForumId(FORUM))),
        Role::FrontDoorWorker => drop(who.front_door_of.insert(ForumId(FORUM))),
        other => drop(who.roles.insert(other)),
    }
    who
}

impl Agreement {
    /// What every role may do with which records, by these operations: name, action, kind of record.
    #[must_use]
    pub fn access_table(&self, operations: &[(&str, Action, Kind)]) -> String {
        let mut text = String::from(
            "# Who may do which operation, to which records\n\nMade from the list of routes and the \
             agreement: change those, not this file. A cell holds a sign for each standing of the \
             record in which somebody with this role alone may do the operation; blank is never. The \
             tests ask the same of every route through the web.\n",
        );
        let mut who = vec![("visitor", Principal::visitor())];
        who.extend(Role::ALL.iter().map(|role| (role.name(), holder_of(*role))));
        for kind in Kind::ALL {
            let mut of_kind: Vec<_> = operations.iter().filter(|it| it.2 == *kind).collect();
            of_kind.sort_by_key(|it| it.0);
            of_kind.dedup_by_key(|it| it.0);
            if of_kind.is_empty() {
                continue;
            }
            let names: Vec<_> = who.iter().map(|(name, _)| name.replace('_', " ")).collect();
            let _ = writeln!(text, "\n## {kind}\n");
            for (sign, words, _) in standings(*kind) {
                let _ = writeln!(text, "- `{sign}` {words}");
            }
            let _ = writeln!(text, "\n| operation | action | {} |", names.join(" | "));
            let _ = writeln!(text, "|---|---{}|", "|---".repeat(names.len()));
            for (operation, action, _) in of_kind {
                let cells: Vec<_> =
                    who.iter().map(|(_, who)| self.signs(who, *action, *kind)).collect();
                let _ = writeln!(text, "| {operation} | {action} | {} |", cells.join(" | "));
            }
        }
        text
    }

    /// The signs of the standings in which this is allowed.
    fn signs(&self, who: &Principal, action: Action, kind: Kind) -> String {
        let allowed = |(_, _, scopes): &&Standing| {
            #[expect(clippy::disallowed_methods, reason = "the record is made up")]
            let facts = Facts::from_scopes(kind, Some(RECORD), scopes.to_vec());
            self.decide(who, action, &facts).allowed
        };
        standings(kind).iter().filter(allowed).map(|(sign, _, _)| sign).collect()
    }
}
