//! Real recordings: a program writes rows to SQLite under strace.

use std::path::Path;

use powercut::{Image, images, record};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};
use tempfile::tempdir;

const WRITER: &str = env!("CARGO_BIN_EXE_powercut-writer");
const IMAGES: usize = 200;

#[derive(Debug, Default)]
struct Found {
    corrupt: usize,
    lost: usize,
}

/// Records 150 commits and opens what 200 power cuts leave of them.
async fn after_power_cuts(synchronous: &str, moment: &str) -> Found {
    let folder = tempdir().unwrap();
    let place = folder.path().canonicalize().unwrap();
    let file = place.join("rows.db");
    let recording =
        record(&place, Path::new(WRITER), &[file.to_str().unwrap(), "150", synchronous, moment])
            .unwrap();
    let mut found = Found::default();
    for image in images(&recording, IMAGES, 2) {
        let folder = tempdir().unwrap();
        image.write_to(folder.path()).unwrap();
        match kept(&folder.path().join("rows.db")).await {
            Some(rows) => found.lost += usize::from(has_lost(&image, &rows)),
            None => found.corrupt += 1,
        }
    }
    found
}

fn has_lost(image: &Image, rows: &[i64]) -> bool {
    image.acknowledged.iter().any(|row| !rows.contains(&i64::try_from(*row).unwrap()))
}

/// The rows that SQLite finds; none when the file is damaged. A file or table that is not there yet
/// holds no rows.
async fn kept(file: &Path) -> Option<Vec<i64>> {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let mut connection = options.connect().await.ok()?;
    let (verdict,): (String,) =
        sqlx::query_as("pragma integrity_check").fetch_one(&mut connection).await.ok()?;
    if verdict != "ok" {
        return None;
    }
    let (tables,): (i64,) =
        sqlx::query_as("select count(*) from sqlite_master where name = 'kept'")
            .fetch_one(&mut connection)
            .await
            .ok()?;
    let mut rows = Vec::new();
    if tables == 1 {
        let all = sqlx::query_as::<_, (i64,)>("select n from kept").fetch_all(&mut connection);
        rows = all.await.ok()?.into_iter().map(|(n,)| n).collect();
    }
    connection.close().await.ok()?;
    Some(rows)
}

#[tokio::test]
async fn d2_rig_full_synchronous_sqlite_loses_nothing_in_200_power_cuts() {
    let found = after_power_cuts("full", "after").await;
    assert_eq!((found.corrupt, found.lost), (0, 0));
}

#[tokio::test]
async fn d2_rig_catches_an_acknowledgement_before_the_commit() {
    let found = after_power_cuts("full", "before").await;
    assert!(found.corrupt == 0 && found.lost > 50, "{found:?}");
}

#[tokio::test]
async fn d2_rig_catches_a_database_that_does_not_wait_for_the_disk() {
    let found = after_power_cuts("normal", "after").await;
    assert!(found.corrupt == 0 && found.lost > 50, "{found:?}");
}

#[tokio::test]
async fn d2_rig_sees_damage_when_nothing_is_ever_synced() {
    let found = after_power_cuts("off", "after").await;
    assert!(found.corrupt > 10 && found.lost > 50, "{found:?}");
}
