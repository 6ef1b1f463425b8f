//! Does one operation of the service after another and says `ACK n` when it is kept, for the tests
//! that kill the process or cut its power: `soak FOLDER FROM UNTIL after|before`, where `before`
//! says so before it is kept: the fault that the tests must catch.
#![expect(clippy::print_stdout, reason = "what it says is what the tests hold it to")]

use std::{
    error::Error,
    io::{Write as _, stdout},
    path::Path,
    sync::Arc,
};

use agreement::Agreement;
use db::{Actor, Db, Door, Keys};
use kernel::Env;
use partnership::organisations::web::AddOrganisation;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, from, until, moment] = arguments.as_slice() else {
        return Err("soak FOLDER FROM UNTIL after|before".into());
    };
    let folder = Path::new(folder);
    let db = Db::sqlite(&folder.join("throughline.db")).await?;
    db.migrate().await?;
    let keys = Keys::open(Db::sqlite(&folder.join("keys.db")).await?).await?;
    let door = Door::new(db, Env::real(), keys, Arc::new(Agreement::first()?));
    for number in from.parse()?..until.parse::<u64>()? {
        if moment == "before" {
            say(number)?;
        }
        let operation = AddOrganisation {
            name: format!("Soak {number}"),
            kind: "school".into(),
            ..AddOrganisation::default()
        };
        let key = format!("soak-{number}");
        let done = door.perform(Actor::Console, Some(&key), operation).await;
        done.map_err(|stopped| format!("number {number}: {stopped:?}"))?;
        if moment == "after" {
            say(number)?;
        }
    }
    Ok(())
}

fn say(number: u64) -> std::io::Result<()> {
    println!("ACK {number}");
    stdout().flush()
}
