//! The demonstration: an invented partnership in full swing, on a throwaway folder.
//!
//! Everything in it is made through the door, as the people of it would make it: [`people`] says who they are,
//! [`living`] tells what they did in the last months, from the files of `examples/northmere`. [`short`] is a story of four
//! families, which the browser journeys walk; [`known`] says what is known of the first of them.

mod hand;
mod known;
mod living;
mod people;
mod short;

use std::io::Read;

use db::{Actor, Door, Operation, Reading, Stopped};
use exchange::postcodes::{Keep, import_postcodes};
use partnership::setup::{self, SetUpPartnership};

use crate::commands::Failure;

pub use hand::Hand;
pub use people::{CAST, Player};

const PARTNERSHIP: &str = include_str!("../../../../examples/northmere.toml");
/// Real postcodes: examples/postcodes/NOTICE.md says where they come from.
const POSTCODES: &str = include_str!("../../../../examples/postcodes/onspd-extract.csv");

/// What is told before anybody comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Story {
    /// Some months of a partnership.
    Living,
    /// Four families at four stages.
    Short,
}

/// Sets the partnership up and tells its story so far.
///
/// # Errors
///
/// When the story no longer fits the product: which step, and why.
pub async fn set_up(door: &Door, hand: &Hand, story: Story) -> Result<(), Failure> {
    hand.stand_back();
    if story == Story::Living {
        living::begin(hand);
    }
    act(door, Actor::Console, SetUpPartnership { file: PARTNERSHIP.to_owned() }).await?;
    let open = || Ok(Box::new(POSTCODES.as_bytes()) as Box<dyn Read + Send>);
    let postcodes = import_postcodes(door, &open, "ONSPD November 2025", Keep::Ours).await;
    postcodes.map_err(|error| Failure::Asked(format!("the demonstration's postcodes: {error}")))?;
    match story {
        Story::Living => living::tell(door, hand).await?,
        Story::Short => {
            let cast = people::invite(door, &[]).await?;
            short::begin(door, &cast).await?;
            hand.come_to_now();
            short::tell(door, &cast).await?;
        }
    }
    hand.come_to_now();
    Ok(())
}

/// Whom Northmere rings when somebody is at risk, and their number.
///
/// # Errors
///
/// When the file that we ship is broken.
pub fn safeguarding() -> Result<(String, String), Failure> {
    let file = partnership_file()?;
    Ok((file.safeguarding_name, file.safeguarding_phone))
}

fn partnership_file() -> Result<setup::PartnershipFile, Failure> {
    setup::read(PARTNERSHIP)
        .map_err(|errors| Failure::Asked(format!("the demonstration's partnership: {errors:?}")))
}

/// One step of the story.
async fn act<O: Operation>(door: &Door, who: Actor, operation: O) -> Result<O::Done, Failure> {
    door.perform(who, None, operation).await.map_err(|stopped| unfit(O::NAME, &stopped))
}

/// What somebody has to look at for the next step.
async fn look<R: Reading>(door: &Door, who: Actor, reading: R) -> Result<R::Answer, Failure> {
    let shown = door.read(who, reading).await;
    shown.map(|shown| shown.answer).map_err(|stopped| unfit(R::NAME, &stopped))
}

fn unfit(step: &str, stopped: &Stopped) -> Failure {
    Failure::Asked(format!("the demonstration's step {step} does not fit: {stopped:?}"))
}
