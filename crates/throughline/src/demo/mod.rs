//! The demonstration: an invented partnership in full swing, on a throwaway folder.
//!
//! Everything in it is made through the door, as the people of it would make it: [`people`] says who
//! they are, [`story`] what they did before you came in, [`known`] what they know of one family.

mod hand;
mod known;
mod people;
mod story;

use std::io::Read;

use db::{Actor, Door, Operation, Stopped};
use exchange::postcodes::{Keep, import_postcodes};
use partnership::setup::{self, SetUpPartnership};

use crate::commands::Failure;

pub use hand::Hand;
pub use people::{CAST, Player};

const PARTNERSHIP: &str = include_str!("../../../../examples/northmere.toml");
/// Real postcodes: examples/postcodes/NOTICE.md says where they come from.
const POSTCODES: &[u8] = include_bytes!("../../../../examples/postcodes/onspd-extract.csv");

/// Sets the partnership up and tells its story so far.
///
/// # Errors
///
/// When the story no longer fits the product: which step, and why.
pub async fn set_up(door: &Door, hand: &Hand) -> Result<(), Failure> {
    hand.stand_back();
    act(door, Actor::Console, SetUpPartnership { file: PARTNERSHIP.to_owned() }).await?;
    let open = || Ok(Box::new(POSTCODES) as Box<dyn Read + Send>);
    let postcodes = import_postcodes(door, &open, "ONSPD November 2025", Keep::Ours).await;
    postcodes.map_err(|error| Failure::Asked(format!("the demonstration's postcodes: {error}")))?;
    let cast = people::invite(door).await?;
    story::begin(door, &cast).await?;
    hand.come_to_now();
    story::tell(door, &cast).await
}

/// Whom Northmere rings when somebody is at risk, and their number.
///
/// # Errors
///
/// When the file that we ship is broken.
pub fn safeguarding() -> Result<(String, String), Failure> {
    let file = setup::read(PARTNERSHIP)
        .map_err(|errors| Failure::Asked(format!("the demonstration's partnership: {errors:?}")))?;
    Ok((file.safeguarding_name, file.safeguarding_phone))
}

/// One step of the story.
async fn act<O: Operation>(door: &Door, who: Actor, operation: O) -> Result<O::Done, Failure> {
    door.perform(who, None, operation).await.map_err(|stopped| unfit(O::NAME, &stopped))
}

fn unfit(step: &str, stopped: &Stopped) -> Failure {
    Failure::Asked(format!("the demonstration's step {step} does not fit: {stopped:?}"))
}
