//! SQL for the lookup of postcodes.

use agreement::Permit;
use db::{At, Day, DbError, Tx, all, insert, insert_rows, one, run};

use super::{
    operation::{AddPostcodes, BeginPostcodes, RemovePostcodes, UsePostcodes},
    row::PostcodeRow,
};

/// How many rows are removed together: a change holds the ledger's head only for a moment.
const AT_ONCE: i64 = 20_000;

/// The codes of the partnership's districts, sorted.
pub(super) async fn districts(tx: &mut Tx) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> =
        all!(tx, "select distinct gss_code from place where tier = 'district' and gss_code <> ''")?;
    // Sorted here: an engine sorts by the rules of a language.
    let mut codes: Vec<String> = rows.into_iter().map(|(code,)| code).collect();
    codes.sort_unstable();
    Ok(codes)
}

/// The number of the last release, and the one in use with what it was made from.
pub(super) async fn last(tx: &mut Tx) -> Result<(i64, Option<(i64, String)>), DbError> {
    let last: Option<(i64,)> = one!(tx, "select coalesce(max(id), 0) from postcode_release")?;
    let in_use: Option<(i64, String)> =
        one!(tx, "select id, basis from postcode_release where in_use = true")?;
    Ok((last.map_or(0, |(id,)| id), in_use))
}

pub(super) async fn begin(
    tx: &mut Tx,
    _permit: &Permit<BeginPostcodes>,
    release: i64,
    (vintage, basis): (&str, &str),
    at: At,
) -> Result<(), DbError> {
    insert!(
        tx,
        postcode_release {
            id: release,
            vintage: vintage,
            basis: basis,
            postcodes: 0_i64,
            in_use: false,
            begun_at: at,
        }
    )
}

/// Whether a release is the one that is being filled: the last, and not in use.
pub(super) async fn is_filled(tx: &mut Tx, release: i64) -> Result<bool, DbError> {
    let (last, in_use) = last(tx).await?;
    Ok(last == release && release > 0 && in_use.is_none_or(|(id, _)| id != release))
}

pub(super) async fn add(
    tx: &mut Tx,
    _permit: &Permit<AddPostcodes>,
    release: i64,
    rows: &[PostcodeRow],
) -> Result<(), DbError> {
    insert_rows!(tx, postcode, rows, it => {
        release_id: release,
        postcode: it.postcode.as_str(),
        district_code: it.district.as_str(),
        ward_code: it.ward.as_str(),
        terminated_on: it.terminated_on().map(Day),
    })?;
    run!(
        tx,
        "update postcode_release set postcodes = postcodes + $1 where id = $2",
        i64::try_from(rows.len()).unwrap_or(i64::MAX),
        release
    )?;
    Ok(())
}

/// How many postcodes a release holds.
pub(super) async fn held(tx: &mut Tx, release: i64) -> Result<i64, DbError> {
    let held: Option<(i64,)> =
        one!(tx, "select postcodes from postcode_release where id = $1", release)?;
    Ok(held.map_or(0, |(held,)| held))
}

/// One change: whoever reads sees the release before, or this one whole.
pub(super) async fn put_in_use(
    tx: &mut Tx,
    _permit: &Permit<UsePostcodes>,
    release: i64,
    at: At,
) -> Result<(), DbError> {
    run!(tx, "update postcode_release set in_use = false where in_use = true")?;
    run!(
        tx,
        "update postcode_release set in_use = true, in_use_since = $1 where id = $2",
        at,
        release
    )?;
    Ok(())
}

/// A release that nothing will read again: older than the one in use.
pub(super) async fn replaced(tx: &mut Tx) -> Result<Option<i64>, DbError> {
    let found: Option<(i64,)> = one!(
        tx,
        "select min(r.id) from postcode_release r
          where r.id < (select u.id from postcode_release u where u.in_use = true)
         having min(r.id) is not null"
    )?;
    Ok(found.map(|(id,)| id))
}

/// Removes some rows of a release, and the release itself with the last of them.
pub(super) async fn remove(
    tx: &mut Tx,
    _permit: &Permit<RemovePostcodes>,
    release: i64,
) -> Result<u64, DbError> {
    let removed = run!(
        tx,
        "delete from postcode
          where release_id = $1
            and postcode in (select postcode from postcode where release_id = $1
                              order by postcode limit cast($2 as bigint))",
        release,
        AT_ONCE
    )?;
    let left: Option<(String,)> = one!(
        tx,
        "select postcode from postcode where release_id = $1 order by postcode limit 1",
        release
    )?;
    if left.is_none() {
        run!(tx, "delete from postcode_release where id = $1", release)?;
    }
    Ok(removed)
}
