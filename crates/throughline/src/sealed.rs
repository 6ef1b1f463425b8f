//! Files that leave the machine: encrypted as a whole under a passphrase, so that one who finds a
//! backup finds nothing, and one who alters or cuts it is found out.
//!
//! The key comes from the passphrase by argon2id. The content is sealed in chunks with
//! XChaCha20-Poly1305; the nonce of a chunk holds its place and whether it is the last one (the
//! STREAM construction), so chunks can be neither moved, left out nor cut off.

use std::io::{self, Read, Write};

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};

const MAGIC: &[u8; 21] = b"throughline sealed 1\n";
const SALT: usize = 16;
const PREFIX: usize = 19;
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;
/// 64 MiB and three passes: half a second, each time somebody guesses.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
/// Far above any real description.
const LONGEST_ABOUT: u32 = 1_000_000;

/// The description at the beginning of a sealed file, and the rest of it to be read.
pub(crate) struct Unsealed<R> {
    pub(crate) about: Vec<u8>,
    pub(crate) content: Unsealer<R>,
}

/// Seals a description and everything that can be read.
pub(crate) fn seal(
    passphrase: &str,
    about: &[u8],
    from: impl Read,
    to: &mut impl Write,
) -> io::Result<()> {
    let mut start = [0; MAGIC.len() + SALT + PREFIX];
    getrandom::fill(&mut start).map_err(io::Error::other)?;
    if let Some(magic) = start.first_chunk_mut() {
        *magic = *MAGIC;
    }
    let chunks = Chunks::new(passphrase, &start)?;
    to.write_all(&start)?;
    let length = u32::try_from(about.len()).map_err(io::Error::other)?.to_be_bytes();
    let mut from = length.as_slice().chain(about).chain(from);
    let (mut number, mut next) = (0, read_up_to(&mut from, CHUNK)?);
    loop {
        let chunk = std::mem::replace(&mut next, read_up_to(&mut from, CHUNK)?);
        let is_last = next.is_empty();
        to.write_all(&chunks.seal(number, is_last, &chunk)?)?;
        if is_last {
            return Ok(());
        }
        number += 1;
    }
}

/// Opens a sealed file. What is read from it is proven to be what was sealed; the end of it only
/// when reading has come to the end.
pub(crate) fn unseal<R: Read>(passphrase: &str, mut from: R) -> io::Result<Unsealed<R>> {
    let mut start = [0; MAGIC.len() + SALT + PREFIX];
    let is_ours = from.read_exact(&mut start).is_ok() && start.starts_with(MAGIC);
    if !is_ours {
        return Err(wrong("this file is not a backup made by throughline"));
    }
    let chunks = Chunks::new(passphrase, &start)?;
    let next = read_up_to(&mut from, CHUNK + TAG)?;
    let mut content = Unsealer { chunks, from, number: 0, next, open: Vec::new(), at: 0 };
    let mut length = [0; 4];
    content.read_exact(&mut length)?;
    let length = u32::from_be_bytes(length);
    if length > LONGEST_ABOUT {
        return Err(wrong("this file says too much about itself"));
    }
    let mut about = Vec::new();
    (&mut content).take(u64::from(length)).read_to_end(&mut about)?;
    Ok(Unsealed { about, content })
}

/// Reads the content of a sealed file.
pub(crate) struct Unsealer<R> {
    chunks: Chunks,
    from: R,
    number: u32,
    /// The next sealed chunk; empty after the last one.
    next: Vec<u8>,
    open: Vec<u8>,
    at: usize,
}

impl<R: Read> Read for Unsealer<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at == self.open.len() {
            if self.next.is_empty() {
                return Ok(0);
            }
            let sealed =
                std::mem::replace(&mut self.next, read_up_to(&mut self.from, CHUNK + TAG)?);
            self.open = self.chunks.open(self.number, self.next.is_empty(), &sealed)?;
            self.at = 0;
            self.number += 1;
        }
        let count = self.open.get(self.at..).unwrap_or_default().read(into)?;
        self.at += count;
        Ok(count)
    }
}

struct Chunks {
    cipher: XChaCha20Poly1305,
    start: Vec<u8>,
}

impl Chunks {
    fn new(passphrase: &str, start: &[u8]) -> io::Result<Self> {
        let salt = start.get(MAGIC.len()..MAGIC.len() + SALT).unwrap_or_default();
        let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).map_err(io::Error::other)?;
        let mut key = [0; 32];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), salt, &mut key)
            .map_err(io::Error::other)?;
        Ok(Self { cipher: XChaCha20Poly1305::new(&key.into()), start: start.to_vec() })
    }

    fn nonce(&self, number: u32, is_last: bool) -> XNonce {
        let mut nonce = [0; 24];
        let prefix = self.start.get(MAGIC.len() + SALT..).unwrap_or_default();
        let parts = prefix.iter().copied().chain(number.to_be_bytes()).chain([u8::from(is_last)]);
        nonce.iter_mut().zip(parts).for_each(|(place, byte)| *place = byte);
        nonce.into()
    }

    fn seal(&self, number: u32, is_last: bool, msg: &[u8]) -> io::Result<Vec<u8>> {
        let payload = Payload { msg, aad: &self.start };
        let sealed = self.cipher.encrypt(&self.nonce(number, is_last), payload);
        sealed.map_err(|_| io::Error::other("the backup could not be encrypted"))
    }

    fn open(&self, number: u32, is_last: bool, msg: &[u8]) -> io::Result<Vec<u8>> {
        let payload = Payload { msg, aad: &self.start };
        let open = self.cipher.decrypt(&self.nonce(number, is_last), payload);
        open.map_err(|_| match number {
            0 => wrong("the passphrase is wrong, or the file was altered or cut off"),
            _ => wrong("the file was altered or cut off: take another copy of this backup"),
        })
    }
}

fn wrong(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

fn read_up_to(from: &mut impl Read, most: usize) -> io::Result<Vec<u8>> {
    let mut chunk = Vec::with_capacity(most);
    from.take(u64::try_from(most).unwrap_or(u64::MAX)).read_to_end(&mut chunk)?;
    Ok(chunk)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSPHRASE: &str = "correct horse battery staple";

    fn sealed(content: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        seal(PASSPHRASE, b"about", content, &mut file).unwrap();
        file
    }

    fn opened(passphrase: &str, file: &[u8]) -> io::Result<Vec<u8>> {
        let mut unsealed = unseal(passphrase, file)?;
        assert_eq!(unsealed.about, b"about");
        let mut content = Vec::new();
        unsealed.content.read_to_end(&mut content)?;
        Ok(content)
    }

    #[test]
    fn what_was_sealed_comes_back_whatever_its_length() {
        for length in [0, 1, CHUNK - 9, CHUNK - 8, CHUNK, 2 * CHUNK - 9, 3 * CHUNK] {
            let content = vec![7; length];
            assert_eq!(opened(PASSPHRASE, &sealed(&content)).unwrap(), content, "{length}");
        }
    }

    #[test]
    fn another_passphrase_and_any_altered_or_missing_byte_are_refused() {
        let file = sealed(&vec![7; CHUNK + 100]);
        assert!(opened("correct horse battery stapl", &file).is_err());
        let start = MAGIC.len() + SALT + PREFIX;
        for at in [0, MAGIC.len(), start - 1, start, start + CHUNK + TAG, file.len() - 1] {
            let mut altered = file.clone();
            altered[at] ^= 1;
            assert!(opened(PASSPHRASE, &altered).is_err(), "byte {at}");
        }
        for length in [0, start, start + 10, start + CHUNK + TAG, file.len() - 1] {
            assert!(opened(PASSPHRASE, &file[..length]).is_err(), "cut to {length}");
        }
        assert!(opened(PASSPHRASE, &[file.clone(), vec![0]].concat()).is_err());
    }
}
