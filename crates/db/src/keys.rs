//! Personal fields: sealed with a key for each record, so that destroying the key erases them.
//!
//! The keys live in a store of their own with its own short backup life, and a new key is committed
//! there before the first field that is sealed with it.

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use sqlx::Row as _;
use uuid::Uuid;

use crate::{Db, DbError};

const NONCE: usize = 24;

/// The store of keys.
#[derive(Clone)]
pub struct Keys {
    db: Db,
    /// The key of the blind indexes, under which equal values meet without being readable.
    blind: [u8; 32],
}

const TABLES: [&str; 2] = [
    "create table if not exists record_key (record uuid not null primary key, key bytea not null)",
    "create table if not exists named_key (name text not null primary key, key bytea not null)",
];

impl Keys {
    /// Opens the store, making its tables and its first keys when it is new.
    ///
    /// # Errors
    ///
    /// When the store cannot be opened or written.
    pub async fn open(db: Db) -> Result<Self, DbError> {
        for table in TABLES {
            match &db {
                Db::Sqlite { write, .. } => drop(sqlx::query(table).execute(write).await?),
                Db::Postgres(pool) => drop(sqlx::query(table).execute(pool).await?),
            }
        }
        let mut keys = Self { db, blind: [0; 32] };
        keys.blind = keys.named("blind index").await?;
        Ok(keys)
    }

    /// A key with a name (checkpoints, blind indexes), made when first asked for.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn named(&self, name: &str) -> Result<[u8; 32], DbError> {
        self.fetch(
            "select key from named_key where name = $1",
            "insert into named_key (name, key) values ($1, $2) on conflict do nothing",
            name,
        )
        .await
    }

    /// Seals a personal field of a record.
    ///
    /// # Errors
    ///
    /// When the key cannot be stored or the field cannot be sealed.
    pub async fn seal(&self, record: Uuid, field: &str, text: &str) -> Result<Vec<u8>, DbError> {
        let key = self.fetch(
            "select key from record_key where record = $1",
            "insert into record_key (record, key) values ($1, $2) on conflict do nothing",
            record,
        );
        let cipher = XChaCha20Poly1305::new(&key.await?.into());
        let mut nonce = [0_u8; NONCE];
        getrandom::fill(&mut nonce)?;
        let context = format!("{record}/{field}");
        let payload = Payload { msg: text.as_bytes(), aad: context.as_bytes() };
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| DbError::Sealed("could not be sealed"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens a personal field of a record; `None` when its key has been destroyed.
    ///
    /// # Errors
    ///
    /// When the store fails, or the field was altered or belongs to another record.
    pub async fn unseal(
        &self,
        record: Uuid,
        field: &str,
        sealed: &[u8],
    ) -> Result<Option<String>, DbError> {
        let found =
            self.find("select key from record_key where record = $1", record).await?;
        let Some(key) = found else { return Ok(None) };
        let Some((nonce, body)) = sealed.split_first_chunk::<NONCE>() else {
            return Err(DbError::Sealed("is too short"));
        };
        let context = format!("{record}/{field}");
        let payload = Payload { msg: body, aad: context.as_bytes() };
        let opened = XChaCha20Poly1305::new(&key.into())
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| DbError::Sealed("was altered, or belongs to another record"))?;
        String::from_utf8(opened).map(Some).map_err(|_| DbError::Sealed("is not text"))
    }

    /// Destroys the key of a record: its personal fields cannot be read again.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn destroy(&self, record: Uuid) -> Result<(), DbError> {
        const DESTROY: &str = "delete from record_key where record = $1";
        match &self.db {
            Db::Sqlite { write, .. } => {
                sqlx::query(DESTROY).bind(record).execute(write).await?;
            }
            Db::Postgres(pool) => drop(sqlx::query(DESTROY).bind(record).execute(pool).await?),
        }
        Ok(())
    }

    /// A keyed hash under which equal values of a field meet, for exact search.
    pub fn blind_index(&self, field: &str, value: &str) -> Vec<u8> {
        let Ok(mut mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.blind) else {
            return Vec::new();
        };
        mac.update(field.as_bytes());
        mac.update(&[0]);
        mac.update(value.as_bytes());
        mac.finalize().into_bytes().to_vec()
    }

    async fn fetch<'q, V>(
        &self,
        find: &'static str,
        make: &'static str,
        name: V,
    ) -> Result<[u8; 32], DbError>
    where
        V: Clone
            + Send
            + sqlx::Type<sqlx::Sqlite>
            + sqlx::Encode<'q, sqlx::Sqlite>
            + sqlx::Type<sqlx::Postgres>
            + sqlx::Encode<'q, sqlx::Postgres>
            + 'q,
    {
        if let Some(key) = self.find(find, name.clone()).await? {
            return Ok(key);
        }
        let mut key = [0_u8; 32];
        getrandom::fill(&mut key)?;
        match &self.db {
            Db::Sqlite { write, .. } => drop(
                sqlx::query(make).bind(name.clone()).bind(key.to_vec()).execute(write).await?,
            ),
            Db::Postgres(pool) => {
                drop(sqlx::query(make).bind(name.clone()).bind(key.to_vec()).execute(pool).await?);
            }
        }
        // Two may have made it at once: what was stored first counts.
        self.find(find, name).await?.ok_or(DbError::Sealed("has no key"))
    }

    async fn find<'q, V>(&self, find: &'static str, name: V) -> Result<Option<[u8; 32]>, DbError>
    where
        V: Send
            + sqlx::Type<sqlx::Sqlite>
            + sqlx::Encode<'q, sqlx::Sqlite>
            + sqlx::Type<sqlx::Postgres>
            + sqlx::Encode<'q, sqlx::Postgres>
            + 'q,
    {
        let key: Option<Vec<u8>> = match &self.db {
            Db::Sqlite { read, .. } => {
                sqlx::query(find).bind(name).fetch_optional(read).await?.map(|row| row.get(0))
            }
            Db::Postgres(pool) => {
                sqlx::query(find).bind(name).fetch_optional(pool).await?.map(|row| row.get(0))
            }
        };
        key.map(|key| key.try_into().map_err(|_| DbError::Sealed("has a key of the wrong length")))
            .transpose()
    }
}
