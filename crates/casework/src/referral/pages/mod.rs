//! What the pages about referrals look like.

pub(crate) mod fields;
pub(crate) mod list;
pub(crate) mod record;
pub(crate) mod rules;
pub(crate) mod words;
