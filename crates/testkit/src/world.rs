//! A small partnership to test in: two organisations, a forum, and people in every role.

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU64, Ordering},
};

use agreement::{Kind, Relation, Role};
use axum::Router;
use db::{At, Db, NewEntry, Tx, insert, scope};
use jiff::Timestamp;
use kernel::{Env, ForumId, OrganisationId, PlaceId, PractitionerId, SessionId};
use uuid::Uuid;

use crate::{Browser, Engine, Fresh};

/// The organisation most people in the tests act for.
pub const COUNCIL: OrganisationId = OrganisationId(Uuid::from_u128(0xA1));
/// Another one.
pub const POLICE: OrganisationId = OrganisationId(Uuid::from_u128(0xA2));
/// The quadrant, the district in it, and the district's forum.
pub const QUADRANT: PlaceId = PlaceId(Uuid::from_u128(0xB1));
/// The district.
pub const DISTRICT: PlaceId = PlaceId(Uuid::from_u128(0xB2));
/// The forum.
pub const FORUM: ForumId = ForumId(Uuid::from_u128(0xC1));

/// A clock that stands at a moment until it is moved, and ids that count.
pub fn env_at(moment: &str) -> (Env, Arc<AtomicI64>) {
    let start: Timestamp = moment.parse().unwrap();
    let clock = Arc::new(AtomicI64::new(start.as_microsecond()));
    let ticking = Arc::clone(&clock);
    let next = AtomicU64::new(1);
    let env = Env::new(
        move || Timestamp::from_microsecond(ticking.load(Ordering::Relaxed)).unwrap(),
        move |_| {
            Uuid::from_u128(0xF000_0000_0000 + u128::from(next.fetch_add(1, Ordering::Relaxed)))
        },
    );
    (env, clock)
}

/// A partnership over a fresh database.
pub struct World {
    /// Its database.
    pub fresh: Fresh,
    /// The clock and ids.
    pub env: Env,
    /// The clock's hand, in microseconds.
    pub clock: Arc<AtomicI64>,
    /// The web.
    pub router: Router,
    /// The session cookie's name.
    pub cookie: &'static str,
    next: u128,
}

impl World {
    /// Sets the partnership up: `serve` makes the router over a database, as the binary does.
    pub async fn on<F, Fut>(engine: Engine, serve: F) -> Self
    where
        F: FnOnce(Db, Db, Env) -> Fut,
        Fut: Future<Output = (Router, &'static str)>,
    {
        let fresh = Fresh::of(engine).await;
        let (env, clock) = env_at("2026-11-22T10:00:00Z");
        let mut tx = fresh.db.begin().await.unwrap();
        plant(&mut tx, &env).await;
        tx.commit(env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        let (router, cookie) = serve(fresh.db.clone(), fresh.keys.clone(), env.clone()).await;
        Self { fresh, env, clock, router, cookie, next: 0xD000 }
    }

    /// Moves the clock.
    pub fn wait_minutes(&self, minutes: i64) {
        self.clock.fetch_add(minutes * 60_000_000, Ordering::Relaxed);
    }

    /// Somebody who has not signed in.
    pub fn visitor(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// A new practitioner of an organisation in a role, signed in.
    pub async fn someone(
        &mut self,
        name: &str,
        organisation: OrganisationId,
        role: Role,
    ) -> (Browser, PractitionerId) {
        self.next += 2;
        let id = PractitionerId(Uuid::from_u128(self.next));
        let mut tx = self.fresh.db.begin().await.unwrap();
        insert!(
            &mut tx,
            practitioner {
                id: id,
                name: name,
                sign_in_name: format!("{name} {id}").to_lowercase(),
                password_hash: "",
                active: true,
                created_at: At(self.env.now()),
            }
        )
        .unwrap();
        scope::add(&mut tx, (Kind::Account, id.0), Relation::Holder, id.0).await.unwrap();
        self.grant(&mut tx, id, organisation, role).await;
        let session = SessionId(Uuid::from_u128(self.next + 1));
        let token = format!("token-of-{id}");
        insert!(
            &mut tx,
            session {
                id: session,
                token_hash: ui::session::token_hash(&token),
                practitioner_id: id,
                organisation_id: Some(organisation),
                stage: ui::session::FULL,
                started_at: At(self.env.now()),
                ended_at: None::<At>,
            }
        )
        .unwrap();
        tx.commit(self.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        (self.visitor().with_cookie(self.cookie, &token), id)
    }

    /// One more role for someone, for any organisation.
    pub async fn also(&self, id: PractitionerId, organisation: OrganisationId, role: Role) {
        let mut tx = self.fresh.db.begin().await.unwrap();
        self.grant(&mut tx, id, organisation, role).await;
        tx.commit(self.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
    }

    async fn grant(
        &self,
        tx: &mut Tx,
        id: PractitionerId,
        organisation: OrganisationId,
        role: Role,
    ) {
        let of_forum = matches!(
            role,
            Role::Coordinator | Role::Chair | Role::ForumMember | Role::FrontDoorWorker
        );
        insert!(
            tx,
            membership {
                id: self.env.new_id(),
                practitioner_id: id,
                organisation_id: organisation,
                role: role.name(),
                forum_id: of_forum.then_some(FORUM),
                started_at: At(self.env.now()),
                ended_at: None::<At>,
            }
        )
        .unwrap();
    }
}

async fn plant(tx: &mut Tx, env: &Env) {
    let now = At(env.now());
    for (id, name, kind) in [(COUNCIL, "Essex council", "council"), (POLICE, "Police", "police")] {
        insert!(
            tx,
            organisation { id: id, name: name, kind: kind, referrer_group: kind, created_at: now }
        )
        .unwrap();
    }
    for (id, tier, name, parent) in
        [(QUADRANT, "quadrant", "Mid", None), (DISTRICT, "district", "Chelmsford", Some(QUADRANT))]
    {
        insert!(
            tx,
            place { id: id, tier: tier, name: name, gss_code: "", parent: parent, position: 1_i64 }
        )
        .unwrap();
    }
    insert!(
        tx,
        forum {
            id: FORUM,
            name: "Chelmsford MAAG",
            charter: "maag",
            charter_version: "1",
            place_id: DISTRICT,
        }
    )
    .unwrap();
    let nil = Uuid::nil();
    for kind in [Kind::Partnership, Kind::Ledger, Kind::Report] {
        scope::add(tx, (kind, nil), Relation::Recorded, nil).await.unwrap();
    }
    for kind in [Kind::Forum, Kind::Report] {
        scope::add(tx, (kind, FORUM.0), Relation::Recorded, nil).await.unwrap();
        scope::add(tx, (kind, FORUM.0), Relation::Forum, FORUM.0).await.unwrap();
    }
    scope::add(tx, (Kind::Report, nil), Relation::Forum, FORUM.0).await.unwrap();
}
