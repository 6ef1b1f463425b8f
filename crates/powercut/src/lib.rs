//! What a disk may hold after the power goes.
//!
//! [`record`] runs a program under strace and reads what it wrote to the files of a folder, what it
//! waited for (fsync), and what it had said by then: a line `ACK 17` on its output means that change
//! 17 was acknowledged. [`images`] then cuts the power at many moments. What was synced before the
//! cut is there; what was not may be there, may be missing, or may be torn at a sector of 512 bytes.
//! Whoever opens an image must find every change that had been acknowledged.
//!
//! Not modelled: disks that lie about a sync, sectors torn inside, and writes through memory maps
//! (SQLite has one, for the `-shm` file, which it rebuilds; images leave that file out).

#![warn(missing_docs)]

mod disk;
mod image;
mod recording;
mod strace;

pub use image::{Image, Images, images};
pub use recording::{Event, Recording};
pub use strace::{kill_at, record};

use std::io;

/// The content of a folder by file name.
pub type Files = std::collections::BTreeMap<String, Vec<u8>>;

/// Why a recording could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum PowercutError {
    /// The folder or the recording could not be read, or strace not be started.
    #[error("the recording could not be made: {0}")]
    Io(#[from] io::Error),
    /// strace is not there, or the program that was recorded failed.
    #[error("{what} failed: {said}")]
    Failed {
        /// What was run.
        what: String,
        /// What it printed.
        said: String,
    },
    /// The recording holds something that this model of a disk does not know.
    #[error("line {line} of the recording is not understood: {text}")]
    NotUnderstood {
        /// Counted from one.
        line: usize,
        /// The beginning of the line.
        text: String,
    },
}
