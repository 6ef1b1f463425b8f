//! What the browser is sent besides pages: styles, script, font and icon.
//!
//! `build.rs` makes them from npm packages and from `web/src`. The path of each holds the hash of
//! its content, so a browser may keep it for ever and a new release is seen at once.

/// One file.
#[derive(Debug)]
pub struct Asset {
    /// The name in the sources, such as `app.css`.
    pub name: &'static str,
    /// The path in the browser, such as `/assets/app-3f2a9c.css`.
    pub path: &'static str,
    /// The value of the `Content-Type` header.
    pub content_type: &'static str,
    /// The file as it is.
    pub bytes: &'static [u8],
    /// The same under brotli, unless that saves next to nothing.
    pub brotli: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/table.rs"));

/// The file that a browser asks for, if there is one under exactly this path.
#[must_use]
pub fn find(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.path == path)
}

/// The path of the file that the sources call `name`, such as `app.css`; empty if there is none.
///
/// Where the name is known, [`CSS`] and its like cannot be mistyped.
#[must_use]
pub fn path(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or("", |asset| asset.path)
}
