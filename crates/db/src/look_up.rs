//! What is asked before anything can be decided: whose token or sign-in name it is, which
//! organisations someone may act for, whether a link is good, and one's own drafts.
//!
//! This is the whole list. Nobody outside this crate gets a transaction in any other way than inside
//! an operation or a reading, which has a permit; so nothing about a person can be asked here.

use kernel::{OrganisationId, PractitionerId};
use uuid::Uuid;

use crate::{At, DbError, Door, Tx, all, one};

/// A live session.
#[derive(sqlx::FromRow)]
pub struct SessionRow {
    /// The session.
    pub id: Uuid,
    /// Whose.
    pub practitioner_id: PractitionerId,
    /// For which organisation, once that is chosen.
    pub organisation_id: Option<OrganisationId>,
    /// When it began.
    pub started_at: At,
    /// How far its holder has come in signing in.
    pub stage: String,
    /// The holder's name.
    pub name: String,
    /// The organisation's name.
    pub organisation_name: Option<String>,
    /// When it last left an entry in the ledger.
    pub last_entry_at: Option<At>,
    /// When the holder's password was last set anew by a link, until they say that it was them.
    pub set_anew_at: Option<At>,
    /// The name of whoever made that link.
    pub set_anew_by: Option<String>,
}

/// A one-time link.
#[derive(Clone, Copy, sqlx::FromRow)]
pub struct LinkRow {
    /// The link.
    pub id: Uuid,
    /// Whose.
    pub practitioner_id: PractitionerId,
    /// Until when it is good.
    pub expires_at: At,
    /// Who made it, unless the machine's console did.
    pub made_by: Option<PractitionerId>,
}

/// An account of the demonstration.
#[derive(sqlx::FromRow)]
pub struct DemoAccount {
    /// Who.
    pub id: PractitionerId,
    /// Their name.
    pub name: String,
    /// `demo-` and their role.
    pub sign_in_name: String,
}

impl Door {
    /// The live session of a token, of an account that is active.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn session(&self, token_hash: &[u8]) -> Result<Option<SessionRow>, DbError> {
        one!(
            &mut self.glance().await?,
            "select s.id, s.practitioner_id, s.organisation_id, s.started_at, s.stage, p.name,
                    o.name as organisation_name,
                    (select e.at from ledger_entry e where e.session = s.id
                      order by e.seq desc limit 1) as last_entry_at,
                    l.set_anew_at, m.name as set_anew_by
               from session s
               join practitioner p on p.id = s.practitioner_id
               left join organisation o on o.id = s.organisation_id
               left join one_time_link l on l.practitioner_id = s.practitioner_id
                 and l.set_anew_at is not null and l.confirmed_at is null
               left join practitioner m on m.id = l.made_by
              where s.token_hash = $1 and s.ended_at is null and p.active = true
              order by l.set_anew_at desc limit 1",
            token_hash
        )
    }

    /// What someone typed into a form and has not sent, still sealed, and when.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn own_draft(
        &self,
        practitioner: PractitionerId,
        form: &str,
    ) -> Result<Option<(Vec<u8>, At)>, DbError> {
        one!(
            &mut self.glance().await?,
            "select sealed, saved_at from draft where practitioner_id = $1 and form = $2",
            practitioner,
            form
        )
    }

    /// The active account of a sign-in name and its password's hash, if it has one.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn account_named(
        &self,
        sign_in_name: &str,
    ) -> Result<Option<(PractitionerId, String)>, DbError> {
        one!(
            &mut self.glance().await?,
            "select id, password_hash from practitioner
              where sign_in_name = $1 and active = true and password_hash <> ''",
            sign_in_name
        )
    }

    /// The organisations that someone who has given the right password may choose from.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn organisations_of(
        &self,
        practitioner: PractitionerId,
    ) -> Result<Vec<(OrganisationId, String)>, DbError> {
        organisations_of(&mut self.glance().await?, practitioner).await
    }

    /// Whether the link with this hash can still be used.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn is_link_usable(&self, token_hash: &[u8]) -> Result<bool, DbError> {
        let now = At(self.env().now());
        Ok(usable_link(&mut self.glance().await?, token_hash, now).await?.is_some())
    }

    /// The demonstration's accounts: one for each role.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn demo_accounts(&self) -> Result<Vec<DemoAccount>, DbError> {
        all!(
            &mut self.glance().await?,
            "select id, name, sign_in_name from practitioner
              where sign_in_name like 'demo-%' and active = true
              order by sign_in_name"
        )
    }
}

/// The organisations that someone may act for.
///
/// # Errors
///
/// When the database fails.
pub async fn organisations_of(
    tx: &mut Tx,
    practitioner: PractitionerId,
) -> Result<Vec<(OrganisationId, String)>, DbError> {
    all!(
        tx,
        "select distinct o.id, o.name
           from membership m
           join organisation o on o.id = m.organisation_id
           join practitioner p on p.id = m.practitioner_id
          where m.practitioner_id = $1 and m.ended_at is null and p.active = true
          order by o.name, o.id",
        practitioner
    )
}

/// The link with this hash, if it can still be used.
///
/// # Errors
///
/// When the database fails.
pub async fn usable_link(
    tx: &mut Tx,
    token_hash: &[u8],
    now: At,
) -> Result<Option<LinkRow>, DbError> {
    one!(
        tx,
        "select l.id, l.practitioner_id, l.expires_at, l.made_by
           from one_time_link l
           join practitioner p on p.id = l.practitioner_id
          where l.token_hash = $1 and l.used_at is null and l.expires_at > $2 and p.active = true",
        token_hash,
        now
    )
}
