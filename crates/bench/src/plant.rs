//! The partnership before its cases: tables of names and days, forums, and the people who measure.

use db::{At, Day, Db, insert};
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use crate::{
    Problem,
    grow::{DAYS, FAMILY, GIVEN, HUBS, Of, Pen, id, name},
};

/// Makes the tables of names and days, the people who measure, and a partnership without cases.
pub(crate) async fn plant(address: &str, db: &Db, password_hash: &str) -> Result<(), Problem> {
    let mut pen = Pen::open(address).await?;
    pen.write("create table bench_name (family integer, nth integer, name text)".into()).await?;
    pen.write("create table bench_key (name text, key text)".into()).await?;
    pen.write("create table bench_part (name text, word text, sound text, beginning text, first text, last text)".into()).await?;
    pen.write("create table bench_day (nth integer primary key, day date, at timestamptz)".into())
        .await?;
    let now = now();
    let mut tx = db.begin().await?;
    for (family, count) in [(0_i64, GIVEN), (1, FAMILY)] {
        for i in 0..count {
            plant_name(&mut tx, (family, i)).await?;
        }
    }
    let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    for i in 0..DAYS {
        let back = i64::try_from(i)?;
        let at = now - SignedDuration::from_hours(24 * back) - SignedDuration::from_secs(1);
        let day = today.checked_sub(back.days())?;
        insert!(&mut tx, bench_day { nth: back, day: Day(day), at: At(at) })?;
    }
    plant_partnership(&mut tx, now, password_hash).await?;
    tx.commit(now, vec![db::NewEntry::plain("set_up")]).await?;
    Ok(())
}

/// A given (0) or family (1) name, its keys, and what of it goes into the keys of two words.
async fn plant_name(tx: &mut db::Tx, (family, i): (i64, u64)) -> Result<(), Problem> {
    let name = name(i, family == 1);
    let nth = i64::try_from(i)?;
    insert!(tx, bench_name { family: family, nth: nth, name: name.clone() })?;
    for key in people::register::name_keys::keys_of(&name, "", None) {
        insert!(tx, bench_key { name: name.clone(), key: key })?;
    }
    for word in people::register::name_keys::words(&name) {
        let part = people::register::name_pairs::Part::of(&word);
        insert!(
            tx,
            bench_part {
                name: name.clone(),
                word: part.word,
                sound: part.sound,
                beginning: part.beginning,
                first: part.first,
                last: part.last,
            }
        )?;
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a bench runs in real time")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// Somebody with a role in forums, signed in with the token that their number makes.
async fn plant_partnership(
    tx: &mut db::Tx,
    now: Timestamp,
    password_hash: &str,
) -> Result<(), Problem> {
    insert!(tx, partnership { id: 1_i64, name: "Bench", set_up_at: At(now) })?;
    insert!(
        tx,
        organisation {
            id: id(Of::Organisation, 0),
            name: "Council",
            kind: "council",
            referrer_group: "council",
            created_at: At(now),
        }
    )?;
    insert!(
        tx,
        place {
            id: id(Of::Place, 0),
            tier: "district",
            name: "Everywhere",
            gss_code: "",
            parent: None::<uuid::Uuid>,
            position: 1_i64,
        }
    )?;
    for hub in 0..HUBS {
        plant_forum(tx, id(Of::Hub, hub), &format!("Hub {hub}")).await?;
    }
    plant_forum(tx, id(Of::Forum, 0), "Forum 0").await?;
    for n in 0..PEOPLE {
        plant_practitioner(tx, now, n, password_hash).await?;
    }
    Ok(())
}

async fn plant_forum(tx: &mut db::Tx, forum: uuid::Uuid, name: &str) -> Result<(), Problem> {
    use agreement::{Kind, Relation};
    insert!(
        tx,
        forum {
            id: forum,
            name: name,
            charter: "maag",
            charter_version: "1",
            place_id: id(Of::Place, 0),
        }
    )?;
    for kind in [Kind::Forum, Kind::Report] {
        db::scope::add(tx, (kind, forum), Relation::Recorded, uuid::Uuid::nil()).await?;
        db::scope::add(tx, (kind, forum), Relation::Forum, forum).await?;
    }
    db::scope::add(tx, (Kind::Report, uuid::Uuid::nil()), Relation::Forum, forum).await?;
    Ok(())
}

/// The coordinator of forum 0; the coordinator of all hubs; everybody who signs in on Monday at nine.
pub(crate) const COORDINATOR: u64 = 0;
/// Sees everybody.
pub(crate) const HUB_COORDINATOR: u64 = 1;
/// The first of those who only sign in.
pub(crate) const FIRST_STARTER: u64 = 2;
const PEOPLE: u64 = 2 + 200;

async fn plant_practitioner(
    tx: &mut db::Tx,
    now: Timestamp,
    n: u64,
    password_hash: &str,
) -> Result<(), Problem> {
    let practitioner = id(Of::Practitioner, n);
    insert!(
        tx,
        practitioner {
            id: practitioner,
            name: format!("Practitioner {n}"),
            sign_in_name: format!("starter{n}"),
            password_hash: password_hash.to_owned(),
            active: true,
            created_at: At(now),
        }
    )?;
    let account = (agreement::Kind::Account, practitioner);
    db::scope::add(tx, account, agreement::Relation::Holder, practitioner).await?;
    let forums: Vec<uuid::Uuid> = match n {
        COORDINATOR => vec![id(Of::Forum, 0)],
        HUB_COORDINATOR => (0..HUBS).map(|hub| id(Of::Hub, hub)).collect(),
        _ => Vec::new(),
    };
    let roles = forums.into_iter().map(|forum| ("coordinator", Some(forum)));
    for (at, (role, forum)) in roles.chain([("practitioner", None)]).enumerate() {
        insert!(
            tx,
            membership {
                id: id(Of::Membership, n * 100 + u64::try_from(at)?),
                practitioner_id: practitioner,
                organisation_id: id(Of::Organisation, 0),
                role: role,
                forum_id: forum,
                started_at: At(now),
                ended_at: None::<At>,
            }
        )?;
    }
    insert!(
        tx,
        session {
            id: id(Of::Session, n),
            token_hash: ui::session::token_hash(&token(n)),
            practitioner_id: practitioner,
            organisation_id: Some(id(Of::Organisation, 0)),
            stage: ui::session::FULL,
            started_at: At(now),
            ended_at: None::<At>,
        }
    )?;
    Ok(())
}

/// The token of a practitioner's session.
pub(crate) fn token(n: u64) -> String {
    format!("bench-token-{n}")
}
