//! Tests of the agreement as others use it.

mod decisions;
mod loading;
mod permits;
mod sql;
mod table;
