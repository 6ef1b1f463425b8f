//! Writes rows to a SQLite file and says `ACK n` for each, so that the rig can be tried on the engine
//! itself: `powercut-writer FILE ROWS full|normal after|before`, where `before` acknowledges before the commit.
#![expect(clippy::print_stdout, reason = "what it prints is what is recorded")]

use std::error::Error;
use std::io::{Write as _, stdout};

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, rows, synchronous, moment] = arguments.as_slice() else {
        return Err("powercut-writer FILE ROWS full|normal after|before".into());
    };
    let synchronous: SqliteSynchronous = synchronous.parse()?;
    let mut connection = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous)
        .pragma("wal_autocheckpoint", "30")
        .connect()
        .await?;
    sqlx::query("create table if not exists kept (n integer primary key, pad text not null)")
        .execute(&mut connection)
        .await?;
    for row in 0..rows.parse::<u32>()? {
        let mut transaction = connection.begin().await?;
        sqlx::query("insert into kept (n, pad) values ($1, $2)")
            .bind(row)
            .bind("x".repeat(700))
            .execute(&mut *transaction)
            .await?;
        if moment == "before" {
            acknowledge(row)?;
        }
        transaction.commit().await?;
        if moment == "after" {
            acknowledge(row)?;
        }
    }
    connection.close().await?;
    Ok(())
}

fn acknowledge(row: u32) -> std::io::Result<()> {
    println!("ACK {row}");
    stdout().flush()
}
