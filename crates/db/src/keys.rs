//! Personal fields: sealed with a key for each record, so that destroying the key erases them.
//!
//! The keys live in a store of their own with its own short backup life, and a new key is committed
//! there before the first field that is sealed with it.

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
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

const TABLE: &str =
    "create table if not exists named_key (name text not null primary key, key bytea not null)";
const FIND: &str = "select key from named_key where name = $1";
const MAKE: &str = "insert into named_key (name, key) values ($1, $2) on conflict do nothing";
const DESTROY: &str = "delete from named_key where name = $1";

impl Keys {
    /// Opens the store, making its tables and its first keys when it is new.
    ///
    /// # Errors
    ///
    /// When the store cannot be opened or written.
    pub async fn open(db: Db) -> Result<Self, DbError> {
        match &db {
            Db::Sqlite { write, .. } => sqlx::query(TABLE).execute(write).await.map(|_| ())?,
            Db::Postgres(pool) => sqlx::query(TABLE).execute(pool).await.map(|_| ())?,
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
        if let Some(key) = self.find(name).await? {
            return Ok(key);
        }
        let mut key = [0_u8; 32];
        getrandom::fill(&mut key)?;
        match &self.db {
            Db::Sqlite { write, .. } => {
                sqlx::query(MAKE).bind(name).bind(key.to_vec()).execute(write).await.map(|_| ())?;
            }
            Db::Postgres(pool) => {
                sqlx::query(MAKE).bind(name).bind(key.to_vec()).execute(pool).await.map(|_| ())?;
            }
        }
        // Two may have made it at once: what was stored first counts.
        self.find(name).await?.ok_or(DbError::Sealed("has no key"))
    }

    /// Makes the keys of many records in one commit, so that a file of a thousand rows does not
    /// wait for the disk a thousand times. Sealing then finds them.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn make(&self, records: &[Uuid]) -> Result<(), DbError> {
        let mut made = Vec::with_capacity(records.len());
        for record in records {
            let mut key = [0_u8; 32];
            getrandom::fill(&mut key)?;
            made.push((of_record(*record), key.to_vec()));
        }
        match &self.db {
            Db::Sqlite { write, .. } => {
                let mut tx = write.begin().await?;
                for (name, key) in made {
                    sqlx::query(MAKE).bind(name).bind(key).execute(&mut *tx).await?;
                }
                tx.commit().await?;
            }
            Db::Postgres(pool) => {
                let mut tx = pool.begin().await?;
                for (name, key) in made {
                    sqlx::query(MAKE).bind(name).bind(key).execute(&mut *tx).await?;
                }
                tx.commit().await?;
            }
        }
        Ok(())
    }

    /// Seals a personal field of a record.
    ///
    /// # Errors
    ///
    /// When the key cannot be stored or the field cannot be sealed.
    pub async fn seal(&self, record: Uuid, field: &str, text: &str) -> Result<Vec<u8>, DbError> {
        self.seal_bytes(record, field, text.as_bytes()).await
    }

    /// The same for what is no text: a piece of a file.
    ///
    /// # Errors
    ///
    /// When the key cannot be stored or the bytes cannot be sealed.
    pub async fn seal_bytes(
        &self,
        record: Uuid,
        field: &str,
        bytes: &[u8],
    ) -> Result<Vec<u8>, DbError> {
        let cipher = XChaCha20Poly1305::new(&self.named(&of_record(record)).await?.into());
        let mut nonce = [0_u8; NONCE];
        getrandom::fill(&mut nonce)?;
        let context = format!("{record}/{field}");
        let payload = Payload { msg: bytes, aad: context.as_bytes() };
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
        let opened = self.unseal_bytes(record, field, sealed).await?;
        let text = opened.map(String::from_utf8).transpose();
        text.map_err(|_| DbError::Sealed("is not text"))
    }

    /// The same for what is no text.
    ///
    /// # Errors
    ///
    /// When the store fails, or the bytes were altered or belong to another record.
    pub async fn unseal_bytes(
        &self,
        record: Uuid,
        field: &str,
        sealed: &[u8],
    ) -> Result<Option<Vec<u8>>, DbError> {
        let Some(key) = self.find(&of_record(record)).await? else { return Ok(None) };
        let Some((nonce, body)) = sealed.split_first_chunk::<NONCE>() else {
            return Err(DbError::Sealed("is too short"));
        };
        let context = format!("{record}/{field}");
        let payload = Payload { msg: body, aad: context.as_bytes() };
        let opened = XChaCha20Poly1305::new(&key.into())
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| DbError::Sealed("was altered, or belongs to another record"))?;
        Ok(Some(opened))
    }

    /// Destroys the key of a record: its personal fields cannot be read again.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn destroy(&self, record: Uuid) -> Result<(), DbError> {
        let name = of_record(record);
        match &self.db {
            Db::Sqlite { write, .. } => {
                sqlx::query(DESTROY).bind(name).execute(write).await.map(|_| ())?;
            }
            Db::Postgres(pool) => {
                sqlx::query(DESTROY).bind(name).execute(pool).await.map(|_| ())?;
            }
        }
        Ok(())
    }

    /// A keyed hash under which equal values of a field meet, for exact search.
    pub fn blind_index(&self, field: &str, value: &str) -> Vec<u8> {
        let Ok(mut mac) = <Hmac<Sha256>>::new_from_slice(&self.blind) else {
            return Vec::new();
        };
        mac.update(field.as_bytes());
        mac.update(&[0]);
        mac.update(value.as_bytes());
        mac.finalize().into_bytes().to_vec()
    }

    async fn find(&self, name: &str) -> Result<Option<[u8; 32]>, DbError> {
        let key: Option<(Vec<u8>,)> = match &self.db {
            Db::Sqlite { read, .. } => sqlx::query_as(FIND).bind(name).fetch_optional(read).await?,
            Db::Postgres(pool) => sqlx::query_as(FIND).bind(name).fetch_optional(pool).await?,
        };
        key.map(|(key,)| {
            key.try_into().map_err(|_| DbError::Sealed("has a key of the wrong length"))
        })
        .transpose()
    }
}

fn of_record(record: Uuid) -> String {
    format!("record {record}")
}
