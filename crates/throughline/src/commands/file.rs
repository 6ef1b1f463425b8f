//! Files and folders that cannot be used, in words that say what to do.

use std::{
    fs,
    io::{Error, ErrorKind},
    path::Path,
};

use super::Failure;

/// Why a file or folder cannot be used.
pub(super) fn failed(path: &Path, error: &Error) -> Failure {
    let why = match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder: check the path".to_owned(),
        ErrorKind::IsADirectory => "this is a folder: give a file".to_owned(),
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
            "a file stands where a folder is wanted: give another path".to_owned()
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "this account has no right to it: change who may, or give another path".to_owned()
        }
        ErrorKind::InvalidData => "this is not UTF-8 text: save it as UTF-8".to_owned(),
        ErrorKind::StorageFull => "the disk is full: make room and try again".to_owned(),
        _ => error.to_string(),
    };
    Failure::Asked(format!("{}: {why}", path.display()))
}

/// The text of a file.
pub(super) fn text(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| failed(path, &error))
}

/// Makes a folder, unless it is there.
pub(super) fn folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|error| failed(path, &error))
}
