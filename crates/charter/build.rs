//! Embeds every folder under `charters/` and `forms/` in the library, so that adding a charter or a form adds no code.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

fn main() -> io::Result<()> {
    embed("charters", "shipped.rs", str::to_owned)?;
    embed("forms", "library.rs", |text| text.lines().map(str::trim_start).collect())
}

/// Every folder under one beside the crates, as a table. Forms go without the spaces before their lines: no text
/// in JSON goes over the end of one.
fn embed(root: &str, table_name: &str, kept: fn(&str) -> String) -> io::Result<()> {
    let home = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let out = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    let root = home.join("../..").join(root).canonicalize()?;
    println!("cargo::rerun-if-changed={}", root.display());

    let mut table = String::from("pub(super) const FILES: &[(&str, &[(&str, &str)])] = &[\n");
    for folder in sorted(&root)?.into_iter().filter(|path| path.is_dir()) {
        table.push_str(&format!("    ({:?}, &[\n", name(&folder)));
        for (path, place) in texts(&folder)? {
            println!("cargo::rerun-if-changed={}", place.display());
            table.push_str(&format!(
                "        ({path:?}, {:?}),\n",
                kept(&fs::read_to_string(place)?)
            ));
        }
        table.push_str("    ]),\n");
    }
    table.push_str("];\n");
    fs::write(out.join(table_name), table)
}

/// The texts of one folder: its own TOML and JSON files and those one folder deeper.
fn texts(folder: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    for place in sorted(folder)? {
        if place.is_dir() {
            for inner in sorted(&place)?.into_iter().filter(|path| is_text(path)) {
                found.push((format!("{}/{}", name(&place), name(&inner)), inner));
            }
        } else if is_text(&place) {
            found.push((name(&place), place));
        }
    }
    Ok(found)
}

fn is_text(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "toml" || ending == "json")
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        entries.push(entry?.path());
    }
    entries.sort();
    Ok(entries)
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
