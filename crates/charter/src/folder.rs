//! Reads a charter's folder from disk: the one place in this crate that touches a file.

use std::{fs, io, path::Path};

use crate::Problem;

/// How many files a folder may hold before something is clearly wrong.
const MOST_FILES: usize = 200;
/// How long one file may be.
const LONGEST: u64 = 2_000_000;

/// The files of a charter's folder: path and text.
///
/// # Errors
///
/// Why some could not be read.
pub fn texts(folder: &Path) -> Result<Vec<(String, String)>, Vec<Problem>> {
    let (files, problems) = read(folder);
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

/// The TOML and JSON files of a folder and of its sub-folders, with what could not be read.
pub(crate) fn read(folder: &Path) -> (Vec<(String, String)>, Vec<Problem>) {
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    read_into(folder, "", &mut files, &mut problems);
    files.sort();
    (files, problems)
}

fn read_into(
    folder: &Path,
    prefix: &str,
    files: &mut Vec<(String, String)>,
    problems: &mut Vec<Problem>,
) {
    let entries = match fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
        Ok(entries) => entries,
        Err(error) => {
            let mend = "give the path of a charter's folder";
            let wrong = format!("the folder cannot be read: {error}");
            problems.push(Problem::of_file(folder.display().to_string(), wrong, mend));
            return;
        }
    };
    for entry in entries {
        let path = entry.path();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if prefix.is_empty() && path.is_dir() {
            read_into(&path, &format!("{name}/"), files, problems);
        } else if name.ends_with(".toml") || name.ends_with(".json") {
            match read_text(&path, files.len()) {
                Ok(text) => files.push((name, text)),
                Err(error) => {
                    let wrong = format!("the file cannot be read: {error}");
                    problems.push(Problem::of_file(name, wrong, "mend or remove it"));
                }
            }
        }
    }
}

fn read_text(path: &Path, already: usize) -> io::Result<String> {
    if already >= MOST_FILES {
        return Err(io::Error::other(format!("the folder has more than {MOST_FILES} files")));
    }
    if fs::metadata(path)?.len() > LONGEST {
        return Err(io::Error::other(format!("it is longer than {LONGEST} bytes")));
    }
    fs::read_to_string(path)
}
