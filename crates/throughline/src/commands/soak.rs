//! `throughline soak`: does one operation after another and says which are kept, for the tests that
//! kill the process or cut its power. Not shown in the help.

use std::{
    io::{Write as _, stdout},
    path::PathBuf,
    sync::Arc,
};

use agreement::{Agreement, Kind, Relation};
use clap::Args;
use db::{Actor, Db, Door, Keys, NewEntry, scope};
use kernel::Env;
use partnership::organisations::web::AddOrganisation;

use super::{Failure, data};

#[derive(Args)]
pub(super) struct Soak {
    /// The folder that holds the data; what is not there is made.
    #[arg(long)]
    data: PathBuf,
    /// The first number.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// One more than the last number.
    #[arg(long, default_value_t = u64::MAX)]
    until: u64,
    /// Says that a change is kept before it is: the fault that the tests must catch.
    #[arg(long)]
    too_early: bool,
}

impl Soak {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let db = Db::sqlite(&self.data.join(data::DATABASE)).await?;
        db.migrate().await?;
        let (env, nil) = (Env::real(), uuid::Uuid::nil());
        let mut tx = db.begin().await?;
        scope::add(&mut tx, (Kind::Partnership, nil), Relation::Recorded, nil).await?;
        tx.commit(env.now(), vec![NewEntry::plain("soak")]).await?;
        let keys = Keys::open(Db::sqlite(&self.data.join(data::KEYS)).await?).await?;
        let door = Door::new(db, env, keys, Arc::new(Agreement::first()?));
        for number in self.from..self.until {
            if self.too_early {
                say(number)?;
            }
            let operation = AddOrganisation {
                name: format!("Soak {number}"),
                kind: "school".into(),
                ..AddOrganisation::default()
            };
            let key = format!("soak-{number}");
            let done = door.perform(Actor::Console, Some(&key), operation).await;
            done.map_err(|stopped| Failure::Asked(format!("number {number}: {stopped:?}")))?;
            if !self.too_early {
                say(number)?;
            }
        }
        Ok(())
    }
}

#[expect(clippy::print_stdout, reason = "what it says is what the tests hold it to")]
fn say(number: u64) -> Result<(), Failure> {
    println!("ACK {number}");
    Ok(stdout().flush()?)
}
