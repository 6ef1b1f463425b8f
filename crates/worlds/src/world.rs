//! Makes a partnership at random: dense enough that every clause decides something.

use agreement::{Facts, Kind, Principal, Relation, Role, Target};
use kernel::{ForumId, OrganisationId, PractitionerId};
use uuid::Uuid;

use crate::Dice;

/// How large a world is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// How many practitioners.
    pub practitioners: usize,
    /// How many organisations.
    pub organisations: usize,
    /// How many forums.
    pub forums: usize,
    /// How many records of each kind.
    pub records_per_kind: usize,
}

/// A partnership at random.
#[derive(Clone, Debug)]
pub struct World {
    /// Whoever may ask.
    pub principals: Vec<Principal>,
    /// Whatever may be asked about, with one record of each kind that has no rows: it does not
    /// exist.
    pub records: Vec<Record>,
}

/// One record and its scope rows.
#[derive(Clone, Debug)]
pub struct Record {
    /// What sort of record it is.
    pub kind: Kind,
    /// Which record it is.
    pub id: Uuid,
    /// Its rows in `record_scope`: relation and target.
    pub scopes: Vec<(Relation, Uuid)>,
}

impl Record {
    /// The record as the door would load it.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "a test world stands in for the door")]
    pub fn facts(&self) -> Facts {
        Facts::from_scopes(self.kind, Some(self.id), self.scopes.clone())
    }
}

struct Pools {
    practitioners: Vec<Uuid>,
    organisations: Vec<Uuid>,
    forums: Vec<Uuid>,
    overrides: Vec<Uuid>,
}

/// Makes the world that belongs to a seed.
#[must_use]
pub fn world(seed: u64, size: Size) -> World {
    let mut dice = Dice::new(seed);
    let pools = Pools {
        practitioners: (0..size.practitioners).map(|_| dice.id()).collect(),
        organisations: (0..size.organisations).map(|_| dice.id()).collect(),
        forums: (0..size.forums).map(|_| dice.id()).collect(),
        overrides: (0..size.practitioners).map(|_| dice.id()).collect(),
    };
    let mut principals: Vec<Principal> =
        pools.practitioners.iter().map(|id| principal(&mut dice, &pools, *id)).collect();
    principals.extend([Principal::console(), Principal::visitor()]);
    let mut records = Vec::new();
    for kind in Kind::ALL {
        records.push(Record { kind: *kind, id: dice.id(), scopes: Vec::new() });
        for _ in 0..size.records_per_kind {
            records.push(record(&mut dice, &pools, *kind));
        }
    }
    World { principals, records }
}

fn principal(dice: &mut Dice, pools: &Pools, id: Uuid) -> Principal {
    let organisation = dice.pick(&pools.organisations).copied().unwrap_or_default();
    let mut principal = Principal::new(PractitionerId(id), OrganisationId(organisation));
    let others = dice.some(&pools.organisations, 6);
    principal.organisations.extend(others.into_iter().map(OrganisationId));
    let desk = [
        Role::Administrator,
        Role::Console,
        Role::Analyst,
        Role::InformationGovernanceLead,
        Role::Auditor,
        Role::DeskElsewhere,
    ];
    principal.roles.extend(dice.some(&desk, 12));
    principal.roles.extend(dice.some(&[Role::Practitioner], 2));
    let forums: Vec<ForumId> = pools.forums.iter().copied().map(ForumId).collect();
    principal.member_of.extend(dice.some(&forums, 3));
    principal.coordinates.extend(dice.some(&forums, 8));
    principal.chairs.extend(dice.some(&forums, 8));
    principal.front_door_of.extend(dice.some(&forums, 8));
    principal.overrides.extend(dice.some(&pools.overrides, 4));
    principal
}

fn record(dice: &mut Dice, pools: &Pools, kind: Kind) -> Record {
    let mut scopes = Vec::new();
    for relation in Relation::ALL {
        let (pool, times) = match relation.target() {
            Target::Forum => (&pools.forums, 2),
            Target::Organisation => (&pools.organisations, 1),
            Target::Practitioner => (&pools.practitioners, 2),
            Target::Override => (&pools.overrides, 1),
            Target::Marker => (&vec![Uuid::nil()], 1),
        };
        for _ in 0..times {
            let target = dice.pick(pool).copied().unwrap_or_default();
            if dice.once_in(rarity(*relation)) && !scopes.contains(&(*relation, target)) {
                scopes.push((*relation, target));
            }
        }
    }
    Record { kind, id: dice.id(), scopes }
}

/// A relation is there once in so many rolls.
fn rarity(relation: Relation) -> u64 {
    match relation {
        Relation::Forum | Relation::Open | Relation::Holder => 2,
        Relation::Restricted | Relation::Barred | Relation::BarredOrganisation => 6,
        _ => 3,
    }
}
