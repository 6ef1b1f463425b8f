//! SQL for accounts, sessions, one-time links and tries.

pub(super) mod links;
pub(super) mod named;
pub(super) mod ties;

use agreement::{Act, Permit};
use db::{At, DbError, Tx, all, insert, one, run};
use kernel::{ForumId, OrganisationId, PractitionerId, SessionId};
use uuid::Uuid;

use super::{
    choose::ChooseOrganisation,
    model::Membership,
    sign_in::{SignIn, TrySignIn},
    web::InvitePractitioner,
};

// ---------------------------------------------------------------- tries

/// When the newest wrong tries at a name were made, newest first.
pub(super) async fn wrong_tries_of(
    tx: &mut Tx,
    name_hash: &[u8],
    since: At,
    most: i64,
) -> Result<Vec<At>, DbError> {
    let rows: Vec<(At,)> = all!(
        tx,
        "select at from sign_in_attempt
          where name_hash = $1 and at > $2 and good = false
          order by at desc limit cast($3 as bigint)",
        name_hash,
        since,
        most
    )?;
    Ok(rows.into_iter().map(|(at,)| at).collect())
}

/// The same from a network address.
pub(super) async fn wrong_tries_from(
    tx: &mut Tx,
    address_hash: &[u8],
    since: At,
    most: i64,
) -> Result<Vec<At>, DbError> {
    let rows: Vec<(At,)> = all!(
        tx,
        "select at from sign_in_attempt
          where address_hash = $1 and at > $2 and good = false
          order by at desc limit cast($3 as bigint)",
        address_hash,
        since,
        most
    )?;
    Ok(rows.into_iter().map(|(at,)| at).collect())
}

/// Counts a try as a wrong one until it is known to be right, and forgets those that count no more.
pub(super) async fn count_try(
    tx: &mut Tx,
    _permit: &Permit<TrySignIn>,
    (id, name_hash, address_hash): (Uuid, &[u8], &[u8]),
    (since, at): (At, At),
) -> Result<(), DbError> {
    run!(
        tx,
        "delete from sign_in_attempt where (name_hash = $1 or address_hash = $2) and at <= $3",
        name_hash,
        address_hash,
        since
    )?;
    insert!(
        tx,
        sign_in_attempt {
            id: id,
            name_hash: name_hash,
            address_hash: address_hash,
            at: at,
            good: false,
        }
    )
}

pub(super) async fn try_was_right<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    id: Uuid,
) -> Result<(), DbError> {
    run!(tx, "update sign_in_attempt set good = true where id = $1", id).map(drop)
}

// ---------------------------------------------------------------- the account

#[derive(sqlx::FromRow)]
pub(super) struct AccountRow {
    pub(super) id: PractitionerId,
    pub(super) name: String,
    pub(super) sign_in_name: String,
    pub(super) active: bool,
    pub(super) has_password: bool,
}

pub(super) async fn account(
    tx: &mut Tx,
    practitioner: PractitionerId,
) -> Result<Option<AccountRow>, DbError> {
    one!(
        tx,
        "select id, name, sign_in_name, active, password_hash <> '' as has_password
           from practitioner where id = $1",
        practitioner
    )
}

pub(super) async fn every_account(tx: &mut Tx) -> Result<Vec<AccountRow>, DbError> {
    all!(
        tx,
        "select id, name, sign_in_name, active, password_hash <> '' as has_password
           from practitioner order by name, sign_in_name"
    )
}

pub(super) async fn is_taken(tx: &mut Tx, sign_in_name: &str) -> Result<bool, DbError> {
    let found: Option<(PractitionerId,)> =
        one!(tx, "select id from practitioner where sign_in_name = $1", sign_in_name)?;
    Ok(found.is_some())
}

pub(super) async fn add_account(
    tx: &mut Tx,
    _permit: &Permit<InvitePractitioner>,
    (id, name, sign_in_name): (PractitionerId, &str, &str),
    at: At,
) -> Result<(), DbError> {
    insert!(
        tx,
        practitioner {
            id: id,
            name: name,
            sign_in_name: sign_in_name,
            password_hash: "",
            active: true,
            created_at: at,
        }
    )
}

pub(super) async fn set_active<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    practitioner: PractitionerId,
    active: bool,
) -> Result<(), DbError> {
    run!(tx, "update practitioner set active = $1 where id = $2", active, practitioner).map(drop)
}

pub(super) async fn set_password<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    practitioner: PractitionerId,
    hash: &str,
) -> Result<(), DbError> {
    run!(tx, "update practitioner set password_hash = $1 where id = $2", hash, practitioner)
        .map(drop)
}

// ---------------------------------------------------------------- memberships

#[derive(sqlx::FromRow)]
pub(super) struct MembershipRow {
    pub(super) id: Uuid,
    pub(super) practitioner_id: PractitionerId,
    pub(super) organisation_id: OrganisationId,
    pub(super) organisation: String,
    pub(super) role: String,
    pub(super) forum: Option<String>,
    pub(super) team: Option<String>,
}

/// The memberships of one account that have not ended.
pub(super) async fn memberships(
    tx: &mut Tx,
    practitioner: PractitionerId,
) -> Result<Vec<MembershipRow>, DbError> {
    all!(
        tx,
        "select m.id, m.practitioner_id, m.organisation_id, o.name as organisation, m.role,
                f.name as forum, t.name as team
           from membership m
           join organisation o on o.id = m.organisation_id
           left join forum f on f.id = m.forum_id
           left join team t on t.id = m.team_id
          where m.practitioner_id = $1 and m.ended_at is null
          order by o.name, m.role, f.name",
        practitioner
    )
}

/// The memberships of everybody that have not ended.
pub(super) async fn every_membership(tx: &mut Tx) -> Result<Vec<MembershipRow>, DbError> {
    all!(
        tx,
        "select m.id, m.practitioner_id, m.organisation_id, o.name as organisation, m.role,
                f.name as forum, t.name as team
           from membership m
           join organisation o on o.id = m.organisation_id
           left join forum f on f.id = m.forum_id
           left join team t on t.id = m.team_id
          where m.ended_at is null
          order by o.name, m.role, f.name"
    )
}

pub(super) async fn add_membership<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    (id, practitioner): (Uuid, PractitionerId),
    membership: Membership,
    at: At,
) -> Result<(), DbError> {
    insert!(
        tx,
        membership {
            id: id,
            practitioner_id: practitioner,
            organisation_id: membership.organisation,
            role: membership.role.name(),
            forum_id: membership.forum,
            started_at: at,
            ended_at: None::<At>,
        }
    )
}

pub(super) async fn end_membership<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    id: Uuid,
    at: At,
) -> Result<(), DbError> {
    run!(tx, "update membership set ended_at = $1 where id = $2 and ended_at is null", at, id)
        .map(drop)
}

/// Whether anybody else could still keep accounts.
pub(super) async fn other_administrators(
    tx: &mut Tx,
    practitioner: PractitionerId,
) -> Result<bool, DbError> {
    let found: Option<(Uuid,)> = one!(
        tx,
        "select m.id
           from membership m
           join practitioner p on p.id = m.practitioner_id
          where m.role = 'administrator' and m.ended_at is null and p.active = true
            and m.practitioner_id <> $1
          limit 1",
        practitioner
    )?;
    Ok(found.is_some())
}

pub(super) async fn organisations(tx: &mut Tx) -> Result<Vec<(OrganisationId, String)>, DbError> {
    all!(tx, "select id, name from organisation where withdrawn_on is null order by name")
}

pub(super) async fn forums(tx: &mut Tx) -> Result<Vec<(ForumId, String)>, DbError> {
    all!(tx, "select id, name from forum order by name")
}

// ---------------------------------------------------------------- sessions

/// A new session: whose, for which organisation, at which stage.
pub(super) struct NewSession<'a> {
    pub(super) id: SessionId,
    pub(super) token_hash: &'a [u8],
    pub(super) practitioner: PractitionerId,
    pub(super) organisation: Option<OrganisationId>,
    pub(super) stage: &'a str,
}

pub(super) async fn add_session(
    tx: &mut Tx,
    _permit: &Permit<SignIn>,
    new: NewSession<'_>,
    at: At,
) -> Result<(), DbError> {
    insert!(
        tx,
        session {
            id: new.id,
            token_hash: new.token_hash,
            practitioner_id: new.practitioner,
            organisation_id: new.organisation,
            stage: new.stage,
            started_at: at,
            ended_at: None::<At>,
        }
    )
}

/// Gives a session its organisation and a new token; the old token is dead.
pub(super) async fn choose(
    tx: &mut Tx,
    _permit: &Permit<ChooseOrganisation>,
    (session, practitioner): (SessionId, PractitionerId),
    organisation: OrganisationId,
    token_hash: &[u8],
) -> Result<u64, DbError> {
    run!(
        tx,
        "update session set organisation_id = $1, token_hash = $2, stage = 'full'
          where id = $3 and practitioner_id = $4 and ended_at is null",
        organisation,
        token_hash,
        session,
        practitioner
    )
}

pub(super) async fn end_session<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    session: SessionId,
    at: At,
) -> Result<(), DbError> {
    run!(tx, "update session set ended_at = $1 where id = $2 and ended_at is null", at, session)
        .map(drop)
}

/// Its holder has shown with their password that it is them.
pub(super) async fn confirm_session<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    session: SessionId,
    at: At,
) -> Result<(), DbError> {
    run!(tx, "update session set confirmed_at = $1 where id = $2 and ended_at is null", at, session)
        .map(drop)
}

pub(super) async fn end_sessions_of<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    practitioner: PractitionerId,
    at: At,
) -> Result<(), DbError> {
    run!(
        tx,
        "update session set ended_at = $1 where practitioner_id = $2 and ended_at is null",
        at,
        practitioner
    )
    .map(drop)
}

/// Ends every session of an account but the one that asks for it.
pub(super) async fn end_other_sessions<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    (practitioner, but): (PractitionerId, Option<SessionId>),
    at: At,
) -> Result<(), DbError> {
    run!(
        tx,
        "update session set ended_at = $1
          where practitioner_id = $2 and id <> $3 and ended_at is null",
        at,
        practitioner,
        but.unwrap_or_default()
    )
    .map(drop)
}
