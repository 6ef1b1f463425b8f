//! People: who they are, who they live with, where they can safely be reached, and who may know.
//!
//! Start with [`register`]: what is kept of a person, and the two functions by which other rooms
//! write and name one.

pub mod register;
