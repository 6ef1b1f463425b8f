//! Tests of the agreement as others use it.

mod decisions;
