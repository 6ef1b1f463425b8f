//! Sheets of the partnership's own things, chunk by chunk: what was added and changed, and every line that was not.

use std::{collections::BTreeSet, path::Path};

use db::{Actor, Operation, Stopped};
use kernel::counted;
use partnership::sheet::{Chunk, Outcome, Told, chunks};

use super::{Failure, data::Data, file};

/// How many rows come in together.
const ROWS: usize = 100;
/// How many problems are told.
const SAID: usize = 50;

/// Brings a file in by one operation for each chunk.
pub(super) async fn bring<O: Operation<Done = Outcome>>(
    data: &Data,
    path: &Path,
    operation: impl Fn(Chunk) -> O,
) -> Result<(), Failure> {
    let text = file::text(path)?;
    let unreadable = |why: &str| Failure::Asked(format!("{}: {why}", path.display()));
    let parts = chunks(&text, ROWS).map_err(|why| unreadable(&why))?;
    let door = data.door().await?;
    let mut outcome = Outcome::default();
    for part in parts {
        match door.perform(Actor::Console, None, operation(part)).await {
            Ok(done) => outcome.join(done),
            // No row of this part came in.
            Err(Stopped::Fields(errors)) => {
                for (_, told) in errors.iter() {
                    let line = told.strip_prefix("Line ").and_then(|it| it.split_once(": "));
                    let Some((line, words)) = line else { return Err(unreadable(told)) };
                    let line = line.parse().unwrap_or_default();
                    let words = vec![words.to_owned()];
                    outcome.refused.push(Told { line, words, ..Told::default() });
                }
            }
            Err(Stopped::Failed(error)) => {
                return Err(Failure::Asked(format!(
                    "{error}. The rows before this are in; import the file again to go on."
                )));
            }
            Err(other) => {
                return Err(Failure::Asked(format!("The import was not allowed: {other:?}")));
            }
        }
    }
    told(&outcome)
}

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "the outcome is what is asked for")]
fn told(outcome: &Outcome) -> Result<(), Failure> {
    let Outcome { added, changed, unchanged, refused, unread } = outcome;
    let left_out = refused.iter().map(|it| it.line).collect::<BTreeSet<_>>().len();
    println!(
        "added {}, changed {}, already there {unchanged}, left out {}",
        added.len(),
        changed.len(),
        left_out
    );
    for it in changed {
        println!("line {}: {}: {}", it.line, it.name, it.words.join("; "));
    }
    if !unread.is_empty() {
        eprintln!("Nothing reads these columns: {}", unread.join(", "));
    }
    let problems = refused.iter().flat_map(|it| it.words.iter().map(move |words| (it.line, words)));
    for (line, words) in problems.take(SAID) {
        eprintln!("line {line}: {words}");
    }
    if refused.is_empty() {
        return Ok(());
    }
    let what = format!(
        "{} did not come in. Mend what is wrong in the file and import it again: what is in already stays.",
        counted(left_out, "row", "rows")
    );
    let is_nothing = added.is_empty() && changed.is_empty() && *unchanged == 0;
    if is_nothing { Err(Failure::Asked(what)) } else { Err(Failure::InPart(what)) }
}
