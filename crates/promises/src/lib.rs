//! Row A5: what the agreement promises is proven of its text by a solver, for every practitioner, every record and
//! every fact that the schema can tell of, and not for those that a test thought of. All of it is in `tests`.
