//! The tree held to its own rules: sizes, words, edges between crates, dependencies, where SQL may stand.
//!
//! The library reads source text well enough to tell code from comments and strings; the gates
//! themselves are the tests in `tests/it`, each one a sentence of CONTRIBUTING.md.

#![warn(missing_docs)]

mod function;
mod source;
mod tree;

pub use function::{Function, functions};
pub use source::{Literal, Source};
pub use tree::{File, files, top};
