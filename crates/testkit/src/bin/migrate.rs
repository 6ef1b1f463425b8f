//! Takes every step of the tests' migrations on a database, for the tests that kill it on the way: `migrate ADDRESS`.

use std::error::Error;

use db::Db;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).ok_or("migrate ADDRESS")?;
    let db = Db::open(&address).await?;
    db.migrate_by(&testkit::steps_and_later()).await?;
    db.close().await;
    Ok(())
}
