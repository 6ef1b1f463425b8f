//! A whole file, from beginning to end.

use db::{Actor, Door, Stopped};
use partnership::sheet::{Chunk, chunks};

use super::{console::BringCases, plan::Outcome, sheet::MOST_ROWS};

/// What became of a file.
pub type Summary = Outcome;

/// Takes a whole text in, chunk by chunk; one that is broken off is simply taken in again.
///
/// # Errors
///
/// A sentence that says what to do; the chunks before it are in.
pub async fn import_file(
    door: &Door,
    text: &str,
    (forum, source): (&str, &str),
) -> Result<Summary, String> {
    let mut summary = Summary::default();
    for Chunk { sheet, above } in chunks(text, MOST_ROWS)? {
        let (forum, source) = (forum.to_owned(), source.to_owned());
        let part = BringCases { forum, sheet, source, above };
        match door.perform(Actor::Console, None, part).await {
            Ok(done) => summary.join(done),
            Err(Stopped::Fields(errors)) => summary.join(refused(&errors)?),
            Err(Stopped::Failed(error)) => {
                return Err(format!(
                    "{error}. The rows before this are in; import the file again to go on."
                ));
            }
            Err(other) => return Err(format!("The import was not allowed: {other:?}")),
        }
    }
    Ok(summary)
}

/// No row of a part came in: why, line by line. What is wrong with the whole file stops it.
fn refused(errors: &kernel::FieldErrors) -> Result<Outcome, String> {
    let mut outcome = Outcome::default();
    for (_, told) in errors.iter() {
        let line = told.strip_prefix("Line ").and_then(|it| it.split_once(": "));
        let Some((line, words)) = line else { return Err(told.to_owned()) };
        outcome.refuse(line.parse().unwrap_or_default(), words);
    }
    Ok(outcome)
}
