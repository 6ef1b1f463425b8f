//! Writes sample pages and the files they need into a folder, for looking at:
//! `cargo run -p govuk --example gallery -- target/gallery`.

mod pages;

use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or("target/gallery".to_owned()));
    std::fs::create_dir_all(folder.join("assets"))?;
    for asset in assets::ASSETS {
        std::fs::write(folder.join(asset.path.trim_start_matches('/')), asset.bytes)?;
    }
    for (name, page) in pages::all() {
        std::fs::write(folder.join(name), page.into_string())?;
    }
    Ok(())
}
