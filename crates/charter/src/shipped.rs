//! The charters that come with the product. The table is made by `build.rs` from `charters/`.

use crate::{Charter, Problem};

mod table {
    include!(concat!(env!("OUT_DIR"), "/shipped.rs"));
}

/// The codes of the charters that come with the product.
pub fn shipped_codes() -> impl Iterator<Item = &'static str> {
    table::FILES.iter().map(|(code, _)| *code)
}

/// A charter that comes with the product; none when no such charter does.
pub fn shipped(code: &str) -> Option<Result<Charter, Vec<Problem>>> {
    let (_, files) = table::FILES.iter().find(|(name, _)| *name == code)?;
    Some(Charter::load(files))
}
