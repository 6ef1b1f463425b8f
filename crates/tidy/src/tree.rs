//! The files of the tree, found by walking it: a tarball without git is checked like a clone.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Fetched and generated things, which nobody wrote here.
const NOT_OURS: [&str; 5] = [".git", "target", "node_modules", "pictures", "results"];

/// A text file of the tree.
pub struct File {
    /// Its path from the top, with `/` between the parts.
    pub path: String,
    /// What it holds.
    pub text: String,
}

impl File {
    /// Whether its name ends with one of these, each written without the dot.
    #[must_use]
    pub fn is_any(&self, endings: &[&str]) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
    }
}

/// The folder that holds the whole workspace.
#[must_use]
pub fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .map(Path::to_path_buf)
        .unwrap_or_default()
}

/// Every text file below the top, in order of path; what is not UTF-8 is left out.
///
/// # Errors
/// When a folder or a file cannot be read.
pub fn files() -> io::Result<Vec<File>> {
    let mut found = Vec::new();
    walk(&top(), "", &mut found)?;
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn walk(folder: &Path, prefix: &str, found: &mut Vec<File>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type()?;
        if NOT_OURS.contains(&name.as_str()) {
            continue;
        }
        if kind.is_dir() {
            walk(&entry.path(), &format!("{prefix}{name}/"), found)?;
        } else if kind.is_file()
            && let Ok(text) = String::from_utf8(fs::read(entry.path())?)
        {
            found.push(File { path: format!("{prefix}{name}"), text });
        }
    }
    Ok(())
}
