//! A whole release, from beginning to end.

use db::{Actor, Door, Operation, Stopped};

use super::{
    file::{Open, Rows, checked},
    operation::{AddPostcodes, BeginPostcodes, BegunPostcodes, RemovePostcodes, UsePostcodes},
};
use crate::referrals::ImportError;

/// How many rows come in together.
const CHUNK: usize = 5_000;

/// Which postcodes of a file are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Those of the partnership's districts.
    Ours,
    /// All of them.
    Every,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// Postcodes that are in use now; none when the same were in use already.
    pub postcodes: i64,
    /// Those of them that are no longer given to addresses.
    pub terminated: i64,
    /// Rows of other districts, or of none.
    pub elsewhere: i64,
    /// Whether the same file was in use already.
    pub unchanged: bool,
}

/// Brings a release of the ONS Postcode Directory in and puts it in use as a whole.
///
/// # Errors
///
/// [`ImportError`] says what to do; what was in use stays in use.
pub async fn import_postcodes(
    door: &Door,
    open: Open<'_>,
    vintage: &str,
    keep: Keep,
) -> Result<Brought, ImportError> {
    let file_hash = checked(open)?;
    let begin =
        BeginPostcodes { vintage: vintage.to_owned(), file_hash, every: keep == Keep::Every };
    let begun = perform(door, begin).await?;
    if begun.unchanged {
        return Ok(Brought { unchanged: true, ..Brought::default() });
    }
    let brought = fill(door, open, &begun, keep).await?;
    if brought.postcodes == 0 {
        return Err(ImportError::Unreadable(
            "No postcode of the file lies in a district of the partnership: check the codes of its places, or keep \
             every postcode with --all."
                .into(),
        ));
    }
    let release = UsePostcodes { release: begun.release, postcodes: brought.postcodes };
    perform(door, release).await?;
    while perform(door, RemovePostcodes {}).await?.more {}
    Ok(brought)
}

async fn fill(
    door: &Door,
    open: Open<'_>,
    begun: &BegunPostcodes,
    keep: Keep,
) -> Result<Brought, ImportError> {
    let mut brought = Brought::default();
    let mut rows = Rows::open(open)?;
    let mut chunk = AddPostcodes { release: begun.release, rows: Vec::new() };
    loop {
        let next = rows.next()?;
        let is_last = next.is_none();
        if let Some((_, row)) = next {
            let is_ours = begun.districts.binary_search(&row.district).is_ok();
            if row.district.is_empty() || (keep == Keep::Ours && !is_ours) {
                brought.elsewhere += 1;
            } else {
                brought.postcodes += 1;
                brought.terminated += i64::from(!row.terminated.is_empty());
                chunk.rows.push(row);
            }
        }
        if chunk.rows.len() == CHUNK || (is_last && !chunk.rows.is_empty()) {
            perform(door, chunk.clone()).await?;
            chunk.rows.clear();
        }
        if is_last {
            return Ok(brought);
        }
    }
}

async fn perform<O: Operation>(door: &Door, operation: O) -> Result<O::Done, ImportError> {
    let done = door.perform(Actor::Console, None, operation).await;
    done.map_err(|stopped| match stopped {
        Stopped::Failed(error) => ImportError::Stopped(format!(
            "{error}. The postcodes in use are those of before; import the file again."
        )),
        Stopped::NotNow(why) => ImportError::Stopped(why),
        Stopped::Fields(errors) => {
            let told: Vec<&str> = errors.iter().map(|(_, told)| told).collect();
            ImportError::Stopped(told.join(". "))
        }
        other => ImportError::Stopped(format!("The import was not allowed: {other:?}")),
    })
}
