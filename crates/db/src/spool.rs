//! A file on its way: one that is being sent, or one that is about to leave. It stands in a nameless file of the
//! folder for temporary files, in pieces that are sealed under a key which only memory holds: so the server holds one
//! piece of it at a time, and what is left on a disk after a power cut can be read by nobody.

use std::{
    fmt,
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    sync::{Arc, Mutex},
};

use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce, aead::Aead as _};
use serde::{Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use crate::DbError;

/// How much of a file is in memory, in one row, at a time.
pub const PIECE: usize = 256 * 1024;

/// What sealing adds to a piece.
const TAG: usize = 16;

/// A whole file on its way; without a file it is empty.
#[derive(Clone, Default)]
pub struct Spool(Option<Arc<Whole>>);

struct Whole {
    file: Arc<Mutex<File>>,
    cipher: XChaCha20Poly1305,
    size: u64,
    pieces: u32,
    digest: String,
}

/// A file that is being written, piece by piece.
pub struct Spooling {
    file: Arc<Mutex<File>>,
    cipher: XChaCha20Poly1305,
    waiting: Vec<u8>,
    size: u64,
    pieces: u32,
    digest: Sha256,
}

impl fmt::Debug for Spool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Spool of {} bytes", self.size())
    }
}

/// An operation commits to what a file holds, and two that send another file under one key are two.
impl Serialize for Spool {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.digest())
    }
}

/// The key is of this one file, so the number of a piece is never used twice with it.
fn nonce(piece: u32) -> XNonce {
    let mut nonce = [0_u8; 24];
    nonce.iter_mut().zip(piece.to_le_bytes()).for_each(|(at, byte)| *at = byte);
    nonce.into()
}

fn place(piece: u32) -> u64 {
    u64::from(piece).saturating_mul((PIECE + TAG) as u64)
}

/// Reads and writes of a disk stand on a thread of their own.
async fn on_disk<T: Send + 'static>(
    file: &Arc<Mutex<File>>,
    work: impl FnOnce(&mut File) -> io::Result<T> + Send + 'static,
) -> Result<T, DbError> {
    let file = Arc::clone(file);
    let done = tokio::task::spawn_blocking(move || {
        let mut file = file.lock().map_err(|_| io::Error::other("a writer panicked"))?;
        work(&mut file)
    });
    Ok(done.await??)
}

impl Spooling {
    /// Begins a file.
    ///
    /// # Errors
    ///
    /// When there is no room for it, or no randomness.
    pub fn begin() -> Result<Self, DbError> {
        let mut key = [0_u8; 32];
        getrandom::fill(&mut key)?;
        Ok(Self {
            file: Arc::new(Mutex::new(tempfile::tempfile()?)),
            cipher: XChaCha20Poly1305::new(&key.into()),
            waiting: Vec::new(),
            size: 0,
            pieces: 0,
            digest: Sha256::new(),
        })
    }

    /// How many bytes have been added.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds bytes at its end.
    ///
    /// # Errors
    ///
    /// When they cannot be written.
    pub async fn add(&mut self, mut bytes: &[u8]) -> Result<(), DbError> {
        self.digest.update(bytes);
        self.size = self.size.saturating_add(bytes.len() as u64);
        while let Some((some, rest)) = bytes.split_at_checked(PIECE - self.waiting.len()) {
            self.waiting.extend_from_slice(some);
            self.write().await?;
            bytes = rest;
        }
        self.waiting.extend_from_slice(bytes);
        Ok(())
    }

    async fn write(&mut self) -> Result<(), DbError> {
        let sealed = self.cipher.encrypt(&nonce(self.pieces), self.waiting.as_slice());
        let sealed = sealed.map_err(|_| DbError::Sealed("could not be sealed"))?;
        on_disk(&self.file, move |file| file.write_all(&sealed)).await?;
        self.waiting.clear();
        self.pieces = self.pieces.saturating_add(1);
        Ok(())
    }

    /// Ends it: the file is whole.
    ///
    /// # Errors
    ///
    /// When its end cannot be written.
    pub async fn end(mut self) -> Result<Spool, DbError> {
        if !self.waiting.is_empty() {
            self.write().await?;
        }
        let digest = self.digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let Self { file, cipher, size, pieces, .. } = self;
        Ok(Spool(Some(Arc::new(Whole { file, cipher, size, pieces, digest }))))
    }
}

impl Spool {
    /// How many bytes it has.
    pub fn size(&self) -> u64 {
        self.0.as_ref().map_or(0, |it| it.size)
    }

    /// How many pieces.
    pub fn pieces(&self) -> u32 {
        self.0.as_ref().map_or(0, |it| it.pieces)
    }

    /// The SHA-256 of all of it, as text; empty without a file.
    pub fn digest(&self) -> &str {
        self.0.as_ref().map_or("", |it| it.digest.as_str())
    }

    /// One of its pieces; an empty one past its end.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or was altered on the disk.
    pub async fn piece(&self, number: u32) -> Result<Vec<u8>, DbError> {
        let Some(whole) = self.0.as_ref().filter(|it| number < it.pieces) else {
            return Ok(Vec::new());
        };
        let sealed = on_disk(&whole.file, move |file| {
            file.seek(SeekFrom::Start(place(number)))?;
            let mut sealed = Vec::with_capacity(PIECE + TAG);
            file.take((PIECE + TAG) as u64).read_to_end(&mut sealed)?;
            Ok(sealed)
        });
        let opened = whole.cipher.decrypt(&nonce(number), sealed.await?.as_slice());
        opened.map_err(|_| DbError::Sealed("was altered on its way"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn of(bytes: &[u8], at_once: usize) -> Spool {
        let mut spooling = Spooling::begin().unwrap();
        for some in bytes.chunks(at_once) {
            spooling.add(some).await.unwrap();
        }
        spooling.end().await.unwrap()
    }

    #[tokio::test]
    async fn a_file_comes_back_as_it_was_however_it_was_cut_on_its_way() {
        let bytes: Vec<u8> = (0..=250_u8).cycle().take(2 * PIECE + 5).collect();
        for (length, at_once) in [(0, 1), (5, 1), (PIECE, 7_000), (2 * PIECE + 5, 3 * PIECE)] {
            let sent = &bytes[..length];
            let spool = of(sent, at_once).await;
            let mut back = Vec::new();
            for number in 0..spool.pieces() {
                back.extend(spool.piece(number).await.unwrap());
            }
            assert!(back == sent && spool.size() == length as u64, "{length} by {at_once}");
            assert_eq!(spool.pieces() as usize, length.div_ceil(PIECE));
            assert!(spool.piece(spool.pieces()).await.unwrap().is_empty());
        }
    }

    #[tokio::test]
    async fn what_stands_on_the_disk_on_its_way_is_sealed() {
        let spool = of(b"14 Hidden Lane", 3).await;
        let whole = spool.0.unwrap();
        let mut stands = Vec::new();
        let mut file = whole.file.lock().unwrap();
        file.seek(SeekFrom::Start(0)).unwrap();
        file.read_to_end(&mut stands).unwrap();
        assert_eq!(stands.len(), 14 + TAG);
        assert!(!stands.windows(6).any(|it| it == b"Hidden"));
    }
}
