//! Embeds every folder under `charters/` in the library, so that adding a charter adds no code.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

fn main() -> io::Result<()> {
    let home = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let out = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    let charters = home.join("../../charters").canonicalize()?;
    println!("cargo::rerun-if-changed={}", charters.display());

    let mut table = String::from("pub(super) const FILES: &[(&str, &[(&str, &str)])] = &[\n");
    for folder in sorted(&charters)?.into_iter().filter(|path| path.is_dir()) {
        table.push_str(&format!("    ({:?}, &[\n", name(&folder)));
        for (path, place) in texts(&folder)? {
            println!("cargo::rerun-if-changed={}", place.display());
            table.push_str(&format!("        ({path:?}, include_str!({place:?})),\n"));
        }
        table.push_str("    ]),\n");
    }
    table.push_str("];\n");
    fs::write(out.join("shipped.rs"), table)
}

/// The texts of one charter: its own TOML files and its forms, as the library reads them.
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
