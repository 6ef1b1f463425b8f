//! Referrals from a file, and the year's report: from the CSV to the published table.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use agreement::{Agreement, Role};
use axum::http::StatusCode;
use db::{Actor, Door, Keys, Stopped, all, one};
use exchange::referrals::{COLUMNS, ImportError, Summary, import_file};
use insight::{ExportReport, SeeReport, write};
use partnership::setup::SetUpPartnership;
use testkit::{Browser, COUNCIL, Engine, Fresh, World, env_at, on_both_engines};

use crate::world;

mod limited;

const ESSEX: &str = include_str!("../../../../examples/essex.toml");
const YEAR: &str = include_str!("../../../../examples/essex-referrals-2011-12.csv");
const PUBLISHED: &str = "\
place,received,accepted,known,referred,referred_percent,referred_known,referred_not_known
Mid,498,317,223,31,9.8,31,0
South,481,238,108,27,11.3,25,2
West,413,229,138,41,17.9,33,8
North East,374,241,124,16,6.6,8,8
Total,1766,1025,593,115,11.2,97,18
";

/// Essex, set up in a fresh database.
struct Essex {
    fresh: Fresh,
    door: Door,
}

impl Essex {
    async fn on(engine: Engine) -> Self {
        let fresh = Fresh::of(engine).await;
        let (env, _) = env_at("2026-11-22T10:00:00Z");
        let keys = Keys::open(fresh.keys.clone()).await.unwrap();
        let agreement = Arc::new(Agreement::first().unwrap());
        let door = Door::new(fresh.db.clone(), env, keys, agreement);
        let file = SetUpPartnership { file: ESSEX.into() };
        door.perform(Actor::Console, None, file).await.unwrap();
        Self { fresh, door }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.fresh.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    async fn import(&self, path: &Path) -> Result<Summary, ImportError> {
        import_file(&self.door, path, "county", &mut |_| ()).await
    }

    async fn report(
        &self,
        report: &str,
        change: impl Fn(&mut SeeReport),
    ) -> Result<String, Stopped> {
        let mut asked = SeeReport {
            report: report.into(),
            from: "2011-04-01".into(),
            to: "2012-03-31".into(),
            by: "quadrant".into(),
            ..SeeReport::default()
        };
        change(&mut asked);
        let shown =
            self.door.read(Actor::Console, ExportReport { asked, format: "csv".into() }).await?;
        Ok(String::from_utf8(write::csv(&shown.answer).unwrap()).unwrap())
    }

    async fn count(&self, table: &str) -> i64 {
        let mut tx = self.fresh.db.snapshot().await.unwrap();
        let (people, referrals, cases, entries): (i64, i64, i64, i64) = one!(
            &mut tx,
            "select (select count(*) from person), (select count(*) from referral),
                    (select count(*) from case_record),
                    (select count(*) from ledger_entry where operation = 'import_referrals')"
        )
        .unwrap()
        .unwrap();
        match table {
            "person" => people,
            "referral" => referrals,
            "case_record" => cases,
            _ => entries,
        }
    }
}

/// The first rows of the year, with the header.
fn rows(count: usize) -> Vec<String> {
    YEAR.lines().take(count + 1).map(str::to_owned).collect()
}

fn changed(line: &str, column: &str, value: &str) -> String {
    let at = COLUMNS.iter().position(|it| *it == column).unwrap();
    let mut cells: Vec<&str> = line.split(',').collect();
    cells[at] = value;
    cells.join(",")
}

/// The report counted once more, from the lines of a file and by hand.
fn counted_by_hand(lines: &[String], place: &str, as_at: &str) -> String {
    let at = |name: &str| COLUMNS.iter().position(|it| *it == name).unwrap();
    let mut table: BTreeMap<String, [usize; 5]> = BTreeMap::new();
    for line in lines.iter().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let cell = |name: &str| cells[at(name)];
        let accepted = cell("decision") == "accepted" && cell("decided_on") <= as_at;
        let known = accepted && cell("known_to_social_care_last_5_years") == "yes";
        let on = cell("referred_to_social_care_on");
        let referred = accepted && !on.is_empty() && on <= as_at;
        for place in [cell(place), "Total"] {
            let row = table.entry(place.to_owned()).or_default();
            let says = [cell("received_on") <= as_at, accepted, known, referred, referred && known];
            for (sum, says) in row.iter_mut().zip(says) {
                *sum += usize::from(says);
            }
        }
    }
    let mut text = String::new();
    for (place, [received, accepted, known, referred, before]) in table {
        let percent = if accepted == 0 {
            String::new()
        } else {
            // Half up, by comparing whole numbers: the largest tenth not above part over whole and a half.
            let tenths = (0..=1000)
                .rev()
                .find(|it| it * accepted * 2 <= referred * 2000 + accepted)
                .unwrap();
            format!("{}.{}", tenths / 10, tenths % 10)
        };
        text += &format!(
            "{place},{received},{accepted},{known},{referred},{percent},{before},{}\n",
            referred - before
        );
    }
    text
}

/// The lines of a report without its header, sorted by place.
fn sorted(report: &str) -> String {
    let mut lines: Vec<&str> = report.lines().skip(1).collect();
    lines.sort_by_key(|line| line.split(',').next());
    lines.into_iter().map(|line| format!("{line}\n")).collect()
}

/// So many rows of the year come in, all of the district that the world has a forum for.
pub(crate) async fn chelmsford(world: &World, count: usize) {
    let keys = Keys::open(world.fresh.keys.clone()).await.unwrap();
    let agreement = Arc::new(Agreement::first().unwrap());
    let door = Door::new(world.fresh.db.clone(), world.env.clone(), keys, agreement);
    let mut tx = world.fresh.db.begin().await.unwrap();
    db::run!(&mut tx, "update place set gss_code = 'E07000070' where name = 'Chelmsford'").unwrap();
    tx.commit(world.env.now(), vec![db::NewEntry::plain("set_up")]).await.unwrap();
    let lines = YEAR.lines().filter(|line| line.contains("Chelmsford,")).take(count);
    let lines: Vec<&str> = lines.collect();
    let path = world.fresh.folder.path().join("c.csv");
    std::fs::write(&path, format!("{}\n{}", rows(0)[0], lines.join("\n"))).unwrap();
    let summary = import_file(&door, &path, "county", &mut |_| ()).await.unwrap();
    assert_eq!(summary.imported, u64::try_from(count).unwrap(), "{:?}", summary.reasons);
}

/// What an attacker gets who lays one table on another: each count less the one in its place.
pub(crate) fn differences(one: &[String], other: &[String]) -> Vec<i64> {
    let cells = |table: &[String]| -> BTreeMap<(String, usize), i64> {
        let mut cells = BTreeMap::new();
        for line in table.iter().skip(1) {
            let mut values = line.split(',');
            let name = values.next().unwrap().to_owned();
            for (at, value) in values.enumerate() {
                // A share has a point and is no count of people.
                if let Ok(count) = value.parse::<i64>() {
                    cells.insert((name.clone(), at), count);
                }
            }
        }
        cells
    };
    let other = cells(other);
    let both = cells(one).into_iter().filter_map(|(at, count)| Some(count - other.get(&at)?));
    both.map(i64::abs).collect()
}

on_both_engines! {
    async fn the_year_of_essex_comes_in_whole_and_gives_the_published_table_to_the_digit(engine: Engine) {
        let essex = Essex::on(engine).await;
        let file = essex.file("year.csv", YEAR);
        let began = std::time::Instant::now();
        let summary = essex.import(&file).await.unwrap();
        assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
        assert_eq!((summary.imported, summary.left_out()), (1766, 0), "{:?}", summary.reasons);
        assert_eq!(essex.count("case_record").await, 1025);
        assert_eq!(essex.count("entries").await, 18);
        assert_eq!(essex.report("allocation", |_| ()).await.unwrap(), PUBLISHED);

        let lines: Vec<String> = YEAR.lines().map(str::to_owned).collect();
        let by = |tier: &'static str| move |asked: &mut SeeReport| asked.by = tier.into();
        let districts = essex.report("allocation", by("district")).await.unwrap();
        assert_eq!(sorted(&districts), counted_by_hand(&lines, "district", "2026-11-22"));
        let as_at = |asked: &mut SeeReport| asked.as_at = "2011-12-31".into();
        let half = essex.report("allocation", as_at).await.unwrap();
        let seen: Vec<String> =
            lines.iter().filter(|line| line.split(',').nth(1).unwrap() <= "2011-12-31" || line.starts_with("ref")).cloned().collect();
        assert_eq!(sorted(&half), counted_by_hand(&seen, "area", "2011-12-31"));

        let returns = essex.report("returns", |_| ()).await.unwrap();
        assert!(returns.contains("One organisation can meet the need,370,49.9\n"), "{returns}");
        assert!(returns.ends_with("Total,741,100.0\n"));
        let referrers = essex.report("referrers", |_| ()).await.unwrap();
        for line in [
            "Children's centre or early years setting,82,4.6\n",
            "\"Health, including GPs\",187,10.6\n",
            "\"Children's social care, step-down\",298,16.9\n",
        ] {
            assert!(referrers.contains(line), "{referrers}");
        }
        let funnel = essex.report("funnel", |_| ()).await.unwrap();
        assert!(funnel.contains("Received,1766,100.0\nDecided,1766,100.0\nAccepted,1025,58.0\n"), "{funnel}");
        assert!(funnel.contains("(step-up),115,6.5\n"), "{funnel}");

        let again = essex.import(&file).await.unwrap();
        assert_eq!((again.imported, again.unchanged), (0, 1766));
        assert_eq!(essex.count("person").await, 1766);
    }

    async fn another_file_in_another_order_is_counted_just_as_rightly(engine: Engine) {
        let essex = Essex::on(engine).await;
        let header = rows(0).remove(0);
        let mut lines: Vec<String> = YEAR.lines().skip(1).step_by(9).map(str::to_owned).collect();
        lines.reverse();
        lines.insert(0, header);
        let file = essex.file("some.csv", &format!("\u{feff}{}\r\n", lines.join("\r\n")));
        let summary = essex.import(&file).await.unwrap();
        assert_eq!(usize::try_from(summary.imported).unwrap(), lines.len() - 1);
        let report = essex.report("allocation", |_| ()).await.unwrap();
        assert_eq!(sorted(&report), counted_by_hand(&lines, "area", "2026-11-22"));
        let order: Vec<&str> = report.lines().map(|line| line.split(',').next().unwrap()).collect();
        assert_eq!(order, ["place", "Mid", "South", "West", "North East", "Total"]);
    }

    async fn what_is_imported_is_sealed_told_in_the_ledger_and_marked_as_assessed_elsewhere(engine: Engine) {
        let essex = Essex::on(engine).await;
        let lines = rows(6);
        essex.import(&essex.file("six.csv", &lines.join("\n"))).await.unwrap();
        let mut tx = essex.fresh.db.snapshot().await.unwrap();
        let states: Vec<(String, String, String)> = all!(&mut tx,
            "select r.assessment_state, r.referrer_group, c.lead_status
               from referral r join case_record c on c.id = r.case_id order by r.source_reference").unwrap();
        assert!(!states.is_empty());
        for (assessment, group, lead) in states {
            assert_eq!(assessment, "held_elsewhere");
            let expected = if group == "social_care_step_down" { "to_be_appointed" } else { "none" };
            assert_eq!(lead, expected);
        }
        let sealed: Vec<(Vec<u8>,)> = all!(&mut tx, "select sealed from person_contact where field = 'postcode'").unwrap();
        assert_eq!(sealed.len(), 6);
        assert!(!sealed.iter().any(|(it,)| String::from_utf8_lossy(it).contains("CM1")));
        let detail: Vec<(Vec<u8>,)> = all!(&mut tx,
            "select d.detail from ledger_detail d join ledger_entry e on e.seq = d.seq
              where e.operation = 'import_referrals'").unwrap();
        let detail: serde_json::Value = serde_json::from_slice(&detail[0].0).unwrap();
        let hashes: Vec<(String,)> =
            all!(&mut tx, "select source_hash from referral order by source_reference").unwrap();
        assert_eq!(detail["rows"].as_array().unwrap().len(), 6);
        assert_eq!(detail["rows"][0], hashes[0].0.as_str());
    }

    async fn bad_rows_are_told_the_rest_comes_in_and_the_mended_rows_come_in_later(engine: Engine) {
        let essex = Essex::on(engine).await;
        let mut lines = rows(5);
        let sound = lines.clone();
        lines[2] = changed(&changed(&lines[2], "level_of_need", "9"), "received_on", "2011-13-01");
        lines[4] = changed(&lines[4], "first_name", "=HYPERLINK(1)").replace("SS5 4HJ", "nowhere");
        let file = essex.file("five.csv", &lines.join("\n"));
        let summary = essex.import(&file).await.unwrap();
        assert_eq!((summary.imported, summary.rejected), (3, 2), "{:?}", summary.reasons);
        assert_eq!(summary.reasons[0], "line 3: received_on: must be a real date such as 2011-04-01");
        assert!(summary.reasons[1].starts_with("line 3: level_of_need: must be one of"));
        assert!(summary.reasons[2].starts_with("line 5: postcode: "), "{:?}", summary.reasons);
        let (rejected, reasons) = summary.left_out.clone().unwrap();
        assert!(std::fs::read_to_string(reasons).unwrap().contains("line 5: postcode"));
        let left = std::fs::read_to_string(&rejected).unwrap();
        assert!(left.starts_with("referral_ref,received_on,") && left.contains(",'=HYPERLINK(1),"), "{left}");

        let mended = left.replace("2011-13-01", "2011-04-01").replace(",9,", ",4,").replace("nowhere", "SS5 4HJ");
        let again = essex.import(&essex.file("mended.csv", &mended)).await.unwrap();
        assert_eq!((again.imported, again.left_out()), (2, 0), "{:?}", again.reasons);
        let mut tx = essex.fresh.db.snapshot().await.unwrap();
        let names: Vec<(String,)> =
            all!(&mut tx, "select given_name from person where given_name like '%HYPERLINK%'").unwrap();
        assert_eq!(names, [("=HYPERLINK(1)".to_owned(),)]);

        let mut other = sound;
        other[1] = changed(&other[1], "level_of_need", "2");
        let conflict = essex.import(&essex.file("other.csv", &other[..2].join("\n"))).await.unwrap();
        assert_eq!((conflict.in_now(), conflict.conflicts), (0, 1));
        let (level,): (i64,) = one!(&mut tx,
            "select level_of_need from referral where source_reference = 'R2011-00001'").unwrap().unwrap();
        assert_eq!(level, 3);
    }

    async fn a_file_that_is_not_such_a_file_is_told_so_and_changes_nothing(engine: Engine) {
        let essex = Essex::on(engine).await;
        for (text, told) in [
            ("", "The file is empty"),
            ("referral_ref;received_on\n", "commas between them"),
            ("referral_ref,area\nR1,Mid\n", "columns are missing: received_on, district,"),
            (&format!("{},area\n", rows(0)[0]), "more than once: area"),
            (&rows(0)[0], "no rows below its first line"),
        ] {
            let error = essex.import(&essex.file("odd.csv", text)).await.unwrap_err();
            assert!(error.to_string().contains(told), "{error}");
        }
        let lines = rows(3);
        let open = format!("{}\n{}\n\"{}\n{}", lines[0], lines[1], lines[2], lines[3]);
        let summary = essex.import(&essex.file("open.csv", &open)).await.unwrap();
        assert_eq!((summary.imported, summary.rejected), (1, 1));
        assert!(summary.reasons[0].contains("a quotation mark may be left open"), "{:?}", summary.reasons);
        let mut bytes = lines[..2].join("\n").replace("Summer", "Zo?").into_bytes();
        let at = bytes.iter().rposition(|byte| *byte == b'?').unwrap();
        bytes[at] = 0xEB;
        let path = essex.fresh.folder.path().join("latin.csv");
        std::fs::write(&path, bytes).unwrap();
        let summary = essex.import(&path).await.unwrap();
        assert!(summary.reasons[0].starts_with("line 2: first_name: is not UTF-8 text"), "{:?}", summary.reasons);
    }

    async fn an_analyst_sees_no_small_count_and_no_day_by_which_two_tables_could_be_subtracted(engine: Engine) {
        let mut world = world(engine).await;
        let (mut analyst, _) = world.someone("Ann", COUNCIL, Role::Analyst).await;
        let (mut chair, _) = world.someone("Cher", COUNCIL, Role::Chair).await;
        let (mut worker, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        chelmsford(&world, 12).await;

        let year = "/reports/allocation?from=2011-04-01&to=2012-03-31&by=quadrant";
        let page = analyst.get(year).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.says("Counts from 1 to 4 are hidden") && page.says("[c]"), "{}", page.body);
        let exact = chair.get(year).await;
        assert!(exact.says("Requests received: 12.") && !exact.says("[c]"), "{}", exact.body);
        assert!(!exact.says("Counts from 1 to 4 are hidden"));
        // Figures of all requests beside exact ones of those that the chair sees: what is hidden from
        // them would be the difference.
        let published = chair.get(&format!("{year}&publish=yes")).await;
        assert_eq!(published.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(published.says("Ask an analyst for figures to publish"), "{}", published.body);
        for asked in ["from=2011-04-01&to=2012-03-30", "from=2011-04-01&to=2011-06-30", "from=2010-04-01&to=2012-03-31"] {
            for path in [format!("/reports/allocation?{asked}"), format!("/api/v1/reports/allocation?{asked}")] {
                let part = analyst.get(&path).await;
                assert_eq!(part.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
                assert!(part.says("Choose a whole financial year"), "{}", part.body);
            }
            let file = analyst.get(&format!("/reports/allocation/csv?{asked}")).await;
            assert_eq!(file.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(file.says("Choose a whole financial year"), "{}", file.body);
            assert_eq!(chair.get(&format!("/reports/allocation?{asked}")).await.status, StatusCode::OK);
        }
        let early = analyst.get("/reports/allocation?from=2026-04-01&to=2027-03-31").await;
        assert!(early.says("come out on 1 November 2027"), "{}", early.body);
        assert_eq!(worker.get(year).await.status, StatusCode::NOT_FOUND);
        let index = analyst.get("/reports").await;
        assert!(index.says("Requests returned, by reason"));

        let csv = analyst.get("/reports/allocation/csv?from=2011-04-01&to=2012-03-31&by=quadrant").await;
        assert_eq!(csv.status, StatusCode::OK);
        assert!(csv.body.starts_with("place,received,accepted,known,referred,referred_percent,referred_known,referred_not_known\nMid,"));
        assert!(!csv.body.contains("hidden") && csv.body.contains("[c]"), "{}", csv.body);
        let sheet = analyst.get("/reports/allocation/xlsx?from=2011-04-01&to=2012-03-31").await;
        assert!(sheet.body.starts_with("PK"), "{}", sheet.status);
        assert_eq!(analyst.get("/reports/dragons").await.status, StatusCode::NOT_FOUND);
        let bad = analyst.get("/reports/allocation?from=x&to=2012-02-30&by=castle").await;
        assert!(bad.says("The first day must be a real date") || bad.says("The first day must include"), "{}", bad.body);
        assert!(bad.says("The last day must be a real date") && bad.says("Choose one of the tiers"), "{}", bad.body);
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bad.body.contains("href=\"#by\"") && bad.body.contains("id=\"by-error\""), "beside the field: {}", bad.body);
        let json = analyst.get("/api/v1/reports/allocation?from=x&by=castle").await;
        assert_eq!(json.status, StatusCode::UNPROCESSABLE_ENTITY);
        let fields: Vec<String> = json.json()["errors"].as_array().unwrap().iter().map(|it| it["field"].to_string()).collect();
        assert_eq!(fields, ["\"from\"", "\"by\""], "{}", json.body);
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let kinds: Vec<(String, String)> = all!(&mut tx,
            "select distinct kind, outcome from ledger_entry where operation = 'export_report' order by outcome").unwrap();
        assert_eq!(kinds, [("export".to_owned(), "shown".to_owned()), ("export".to_owned(), "stopped".to_owned())]);
    }

    async fn no_two_tables_that_an_analyst_can_have_differ_by_a_few_people(engine: Engine) {
        let mut world = world(engine).await;
        let (mut analyst, _) = world.someone("Ann", COUNCIL, Role::Analyst).await;
        let (mut chair, _) = world.someone("Cher", COUNCIL, Role::Chair).await;
        chelmsford(&world, 40).await;
        let days = ["2011-04-01", "2011-07-01", "2012-03-30", "2012-03-31", "2012-04-01", "2013-03-31"];
        let as_at = ["", "2011-07-31", "2012-03-31", "2012-10-30", "2026-11-22"];
        let mut tables: Vec<(String, Vec<String>)> = Vec::new();
        let mut asked = 0;
        for report in ["allocation", "returns", "referrers", "funnel"] {
            for by in ["quadrant", "district"].iter().take(if report == "allocation" { 2 } else { 1 }) {
                for (from, to) in days.iter().flat_map(|from| days.map(|to| (*from, to))).filter(|(from, to)| from <= to) {
                    for as_at in as_at {
                        let path = format!("/reports/{report}/csv?from={from}&to={to}&as_at={as_at}&by={by}");
                        let table = analyst.get(&path).await;
                        if table.status == StatusCode::OK {
                            tables.push((report.to_owned(), table.body.lines().map(str::to_owned).collect()));
                        }
                        asked += 1;
                    }
                }
            }
        }
        assert!(tables.len() >= 5 * as_at.len() && tables.len() < asked / 4, "{} of {asked}", tables.len());
        for (at, (report, one)) in tables.iter().enumerate() {
            for (_, other) in tables.iter().skip(at + 1).filter(|(it, _)| it == report) {
                for few in differences(one, other) {
                    assert!(!(1..=4).contains(&few), "{few} people between {one:?} and {other:?}");
                }
            }
        }
        // The same attack on exact figures finds people, so it can find them.
        let exact = async |chair: &mut Browser, as_at: &str| {
            let path = format!("/reports/allocation/csv?from=2011-04-01&to=2012-03-31&by=quadrant&as_at={as_at}");
            chair.get(&path).await.body.lines().map(str::to_owned).collect::<Vec<_>>()
        };
        let (june, july) = (exact(&mut chair, "2011-04-07").await, exact(&mut chair, "2011-04-08").await);
        assert!(differences(&june, &july).iter().any(|few| (1..=4).contains(few)), "{june:?} {july:?}");
    }
}
