//! The demonstration: an invented partnership in full swing, on a throwaway folder.
//!
//! Everything in it is made through the door, as the people of it would make it: [`people`] says who
//! they are, [`story`] what they did before you came in, [`known`] what they know of one family.

mod known;
mod people;
mod story;

use db::{Actor, Door, Operation, Stopped};
use partnership::setup::SetUpPartnership;

use crate::commands::Failure;

pub use people::{CAST, Player};

const PARTNERSHIP: &str = include_str!("../../../../examples/northmere.toml");

/// Sets the partnership up and tells its story so far.
///
/// # Errors
///
/// When the story no longer fits the product: which step, and why.
pub async fn set_up(door: &Door) -> Result<(), Failure> {
    act(door, Actor::Console, SetUpPartnership { file: PARTNERSHIP.to_owned() }).await?;
    let cast = people::invite(door).await?;
    story::tell(door, &cast).await
}

/// One step of the story.
async fn act<O: Operation>(door: &Door, who: Actor, operation: O) -> Result<O::Done, Failure> {
    door.perform(who, None, operation).await.map_err(|stopped| unfit(O::NAME, &stopped))
}

fn unfit(step: &str, stopped: &Stopped) -> Failure {
    Failure::Asked(format!("the demonstration's step {step} does not fit: {stopped:?}"))
}
