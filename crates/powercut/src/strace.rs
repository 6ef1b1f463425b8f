//! Runs a program under strace.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Files, PowercutError, Recording};

/// Every call that changes a file or makes it durable, those that we do not model included, so that
/// a recording with one of them is refused instead of misread.
const CALLS: &str = "trace=openat,open,creat,lseek,write,writev,pwrite64,pwritev,pwritev2,fsync,fdatasync,\
     sync_file_range,ftruncate,truncate,fallocate,unlink,unlinkat,rename,renameat,renameat2,\
     copy_file_range,sendfile";

/// Runs a program to its end and tells what it did to the files of a folder; the folder should be
/// named by its real, absolute path, as the program sees it.
///
/// # Errors
/// When strace is missing and cannot be fetched, or the program fails.
pub fn record(
    folder: &Path,
    program: &Path,
    arguments: &[&str],
) -> Result<Recording, PowercutError> {
    let start = files_of(folder)?;
    let trace = tempfile::NamedTempFile::new()?;
    let output = Command::new(find()?)
        .args(["-f", "-y", "-xx", "-s", "100000000", "-e", CALLS, "-o"])
        .arg(trace.path())
        .arg(program)
        .args(arguments)
        .output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(PowercutError::Failed { what: program.display().to_string(), said });
    }
    let text = fs::read_to_string(trace.path())?;
    Recording::read(&text, &folder.display().to_string(), start)
}

/// Runs a program under strace and kills it as it begins a call for the nth time; whether it came to that.
///
/// # Errors
/// When strace is missing and cannot be fetched, or the program fails by itself.
pub fn kill_at(
    program: &Path,
    arguments: &[&str],
    (call, when): (&str, u32),
) -> Result<bool, PowercutError> {
    let inject = format!("inject={call}:signal=SIGKILL:when={when}");
    let status = Command::new(find()?)
        .args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &inject])
        .arg(program)
        .args(arguments)
        .status()?;
    if status.success() {
        return Ok(false);
    }
    // strace ends as its program did.
    match status.code() {
        None | Some(137) => Ok(true),
        Some(_) => {
            let said = status.to_string();
            Err(PowercutError::Failed { what: program.display().to_string(), said })
        }
    }
}

fn find() -> Result<PathBuf, PowercutError> {
    let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/strace");
    let output = Command::new(tool).output()?;
    if output.status.success() {
        return Ok(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(PowercutError::Failed { what: "tools/strace".into(), said })
}

fn files_of(folder: &Path) -> io::Result<Files> {
    let mut files = Files::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            files.insert(entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path())?);
        }
    }
    Ok(files)
}
