//! The charters that come with the product. The table is made by `build.rs` from `charters/`.

use crate::{Charter, Problem};

mod table {
    include!(concat!(env!("OUT_DIR"), "/shipped.rs"));
}

/// The codes of the charters that come with the product.
pub fn shipped_codes() -> impl Iterator<Item = &'static str> {
    table::FILES.iter().map(|(code, _)| *code)
}

/// The files of a charter that comes with the product: path and text.
pub fn shipped_texts(code: &str) -> Option<&'static [(&'static str, &'static str)]> {
    table::FILES.iter().find(|(name, _)| *name == code).map(|(_, files)| *files)
}

/// A charter that comes with the product; none when no such charter does.
pub fn shipped(code: &str) -> Option<Result<Charter, Vec<Problem>>> {
    shipped_texts(code).map(Charter::load)
}
