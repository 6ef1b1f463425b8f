//! Figures beside what their reader sees otherwise, and beside the figures of other readers: nobody
//! finds by subtraction what is hidden from them.

use agreement::{Kind, Relation, Role};
use axum::http::StatusCode;
use db::{Actor, NewEntry, one, run, scope};
use insight::{ExportReport, SeeReport, write};
use kernel::ForumId;
use testkit::{Browser, COUNCIL, FORUM, POLICE, QUADRANT, World, on_both_engines};
use uuid::Uuid;

use crate::{
    essex::{chelmsford, differences},
    world, world_and_app,
};

const ELSEWHERE: ForumId = ForumId(Uuid::from_u128(0xC2));
const REPORTS: [&str; 4] = ["allocation", "returns", "referrers", "funnel"];
const YEAR: &str = "from=2011-04-01&to=2012-03-31";

async fn table(reader: &mut Browser, report: &str, by: &str) -> Vec<String> {
    let reply = reader.get(&format!("/reports/{report}/csv?{YEAR}&by={by}")).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    reply.body.lines().map(str::to_owned).collect()
}

/// A returned referral of the year.
async fn a_returned_one(world: &World) -> Uuid {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    let found: Option<(Uuid,)> = one!(
        &mut tx,
        "select id from referral where status = 'returned' order by source_reference limit 1"
    )
    .unwrap();
    found.unwrap().0
}

async fn tie(world: &World, referral: Uuid, relation: Relation, target: Uuid) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    scope::add(&mut tx, (Kind::Referral, referral), relation, target).await.unwrap();
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

/// A second forum, for the whole quadrant, to which a few of the referrals belong.
async fn a_second_forum(world: &World, few: i64) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    db::insert!(
        &mut tx,
        forum {
            id: ELSEWHERE,
            name: "Mid MAAG",
            charter: "maag",
            charter_version: "1",
            place_id: QUADRANT,
        }
    )
    .unwrap();
    for kind in [Kind::Forum, Kind::Report] {
        scope::add(&mut tx, (kind, ELSEWHERE.0), Relation::Recorded, Uuid::nil()).await.unwrap();
        scope::add(&mut tx, (kind, ELSEWHERE.0), Relation::Forum, ELSEWHERE.0).await.unwrap();
    }
    run!(
        &mut tx,
        "update referral set forum_id = $1
          where id in (select id from referral order by source_reference limit $2)",
        ELSEWHERE,
        few
    )
    .unwrap();
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

on_both_engines! {
    async fn exact_figures_count_only_what_their_reader_may_see(engine: Engine) {
        let (mut world, app) = world_and_app(engine).await;
        let (mut chair, _) = world.someone("Cher", COUNCIL, Role::Chair).await;
        let (mut barred, id) = world.someone("Bart", COUNCIL, Role::Chair).await;
        chelmsford(&world, 12).await;
        let hidden = a_returned_one(&world).await;
        tie(&world, hidden, Relation::Barred, id.0).await;
        for report in REPORTS {
            let all = table(&mut chair, report, "district").await;
            let seen = table(&mut barred, report, "district").await;
            assert!(differences(&all, &seen).contains(&1), "{report}: {all:?} {seen:?}");
        }
        let page = barred.get(&format!("/reports/funnel?{YEAR}")).await;
        assert!(page.says("Requests received: 11.") && page.says("records you may see are counted"), "{}", page.body);

        // Limited to named staff, it is in nobody's figures but theirs, whoever runs the forum.
        tie(&world, hidden, Relation::Restricted, Uuid::nil()).await;
        let page = chair.get(&format!("/reports/funnel?{YEAR}")).await;
        assert!(page.says("Requests received: 11."), "{}", page.body);

        // The console sees no request, so that it counts them all.
        let asked = SeeReport {
            report: "funnel".into(),
            from: "2011-04-01".into(),
            to: "2012-03-31".into(),
            ..SeeReport::default()
        };
        let shown = app.door.read(Actor::Console, ExportReport { asked, format: "csv".into() }).await;
        let csv = String::from_utf8(write::csv(&shown.unwrap().answer).unwrap()).unwrap();
        assert!(csv.contains("Received,12,"), "{csv}");
    }

    async fn no_two_readers_tables_differ_by_a_few_people(engine: Engine) {
        let mut world = world(engine).await;
        let (mut analyst, _) = world.someone("Ann", COUNCIL, Role::Analyst).await;
        let (mut member, _) = world.someone("Mo", POLICE, Role::ForumMember).await;
        let (mut chair, _) = world.someone("Cher", COUNCIL, Role::Chair).await;
        chelmsford(&world, 60).await;
        a_second_forum(&world, 8).await;
        let mut found = false;
        for report in REPORTS {
            for by in ["quadrant", "district"] {
                let all = table(&mut analyst, report, by).await;
                let some = table(&mut member, report, by).await;
                assert!(some.iter().any(|line| line.starts_with("Total") || report == "funnel"), "{some:?}");
                for few in differences(&all, &some) {
                    assert!(!(1..=4).contains(&few), "{report} by {by}: {few} people between {all:?} and {some:?}");
                }
                // The same attack finds people where nothing is hidden, so it can find them.
                let exact = table(&mut chair, report, by).await;
                found |= differences(&all, &exact).iter().any(|few| (1..=4).contains(few));
            }
        }
        assert!(found, "{FORUM}");
    }
}
