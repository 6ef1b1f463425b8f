//! The command line as others run it: from an empty folder to the table, and what each exit code says.

use std::{
    path::Path,
    process::{Command, Output},
};

const TREE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn throughline(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_throughline"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    let all = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8_lossy(&all).into_owned()
}

#[track_caller]
fn check(folder: &Path, arguments: &[&str], code: i32, words: &str) -> String {
    let output = throughline(folder, arguments);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    assert!(said.contains(words), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn from_an_empty_folder_to_a_table_with_the_exit_codes_that_scripts_rely_on() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let essex = format!("{TREE}/examples/essex.toml");
    let year = std::fs::read_to_string(format!("{TREE}/examples/essex-referrals-2011-12.csv"));
    let lines: Vec<String> = year.unwrap().lines().take(4).map(str::to_owned).collect();
    std::fs::write(folder.join("broken.toml"), "name = \"N\"\nplacs = 3\n").unwrap();

    let import = |file| ["import", "referrals", "--data", "d", file];
    check(folder, &import("good.csv"), 1, "throughline init");
    let init = ["init", "--data", "d", "--partnership", "broken.toml"];
    check(folder, &init, 1, "line 2: Nothing reads “placs”");
    assert!(!folder.join("d").exists(), "a broken file leaves nothing behind");
    let init = ["init", "--data", "d", "--partnership", &essex];
    let said = check(folder, &init, 0, "17 places, 12 organisations, 12 forums");
    assert!(said.contains("chooses a password once at this link:"), "{said}");
    check(folder, &init, 1, "already holds a partnership");

    std::fs::write(folder.join("good.csv"), lines.join("\n")).unwrap();
    check(folder, &import("good.csv"), 0, "imported 3, already there 0");
    check(folder, &import("good.csv"), 0, "imported 0, already there 3");
    let bad = lines[1].replace("R2011-00001", "R9").replace(",given,", ",maybe,");
    std::fs::write(folder.join("some.csv"), format!("{}\n{bad}", lines.join("\n"))).unwrap();
    check(folder, &import("some.csv"), 3, "line 5: consent: must be one of given, refused");
    assert!(folder.join("some.rejected.csv").exists() && folder.join("some.rejected.txt").exists());
    check(folder, &import("some.rejected.csv"), 1, "1 row did not come in");
    check(folder, &import("nowhere.csv"), 1, "nowhere.csv");
    check(folder, &import("broken.toml"), 1, "columns are missing");

    let report =
        ["report", "allocation", "--data", "d", "--from", "2011-04-01", "--to", "2012-03-31"];
    let with = |more: &[&'static str]| [report.as_slice(), more].concat();
    let table = check(folder, &with(&["--by", "quadrant", "--format", "csv"]), 0, "");
    assert_eq!(
        table,
        "place,received,accepted,known,referred,referred_percent,referred_known,referred_not_known\n\
         Mid,1,1,1,1,100.0,1,0\nSouth,0,0,0,0,,0,0\nWest,2,0,0,0,,0,0\nNorth East,0,0,0,0,,0,0\n\
         Total,3,1,1,1,100.0,1,0\n"
    );
    let before = check(
        folder,
        &with(&["--by", "county", "--format", "csv", "--as-at", "2011-04-30"]),
        0,
        "",
    );
    assert!(before.ends_with("Total,3,1,1,0,0.0,0,0\n"), "{before}");
    let hidden = check(folder, &with(&["--publish"]), 0, "Counts from 1 to 4 are hidden");
    assert!(hidden.contains("[c]") && !hidden.contains(" 3 "), "{hidden}");
    check(folder, &with(&["--by", "castle"]), 1, "county, quadrant, district");
    check(folder, &with(&["--as-at", "2999-01-01"]), 1, "must be today or in the past");
    check(folder, &with(&["--format", "xlsx", "--out", "table.xlsx"]), 0, "");
    assert!(std::fs::read(folder.join("table.xlsx")).unwrap().starts_with(b"PK"));
}

#[test]
fn the_partnerships_own_things_are_brought_in_with_the_same_exit_codes() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let essex = format!("{TREE}/examples/essex.toml");
    check(folder, &["init", "--data", "d", "--partnership", &essex], 0, "Essex is set up");
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();

    let extract = format!("{TREE}/examples/postcodes/onspd-extract.csv");
    let postcodes =
        ["import", "postcodes", "--data", "d", "--vintage", "ONSPD November 2025", &extract];
    check(folder, &postcodes, 0, "in use 360, of them no longer given to addresses 0, left out 0");
    check(folder, &postcodes, 0, "in use already");
    write("bad.csv", "pcds,lad25cd\nCM1,E07000070\n");
    let bad = ["import", "postcodes", "--data", "d", "--vintage", "X", "bad.csv"];
    check(folder, &bad, 1, "bad.csv: 1 problems: nothing was brought in");

    let wards = "tier,name,gss_code,vintage,parent\n\
        ward,Goat Hall,E05015470,December 2023,Chelmsford\nward,Keep,E0,,Atlantis\n";
    write("wards.csv", wards);
    let places = ["import", "places", "--data", "d", "--new-tier", "ward", "wards.csv"];
    check(folder, &places, 3, "added 1, changed 0, already there 0, left out 1");
    let chelmsford_and_maldon = format!("{TREE}/examples/essex-wards.csv");
    let shipped = [&places[..6], &[chelmsford_and_maldon.as_str()]].concat();
    check(folder, &shipped, 0, "added 40, changed 1, already there 0, left out 0");
    check(folder, &shipped, 0, "added 0, changed 0, already there 41");
    check(folder, &places[..4], 2, "FILE");
    let untold = ["import", "places", "--data", "d", "castles.csv"];
    write("castles.csv", "tier,name\ncastle,Keep\n");
    check(folder, &untold, 1, "line 2: tier: There is no tier “castle”");

    let rows: String = (0..150).map(|at| format!("Body {at},school\n")).collect();
    write("bodies.csv", &format!("name,kind\n{rows}Body 150,castle\n"));
    let bodies = ["import", "organisations", "--data", "d", "bodies.csv"];
    let said = "line 152: kind: Select what kind of organisation it is";
    check(folder, &bodies, 3, said);
    write(
        "services.csv",
        "organisation,name,capacity,places\nBody 7,Homework club,12,Chelmsford\n",
    );
    let services = ["import", "services", "--data", "d", "services.csv"];
    check(folder, &services, 0, "added 1, changed 0");
    check(folder, &services, 0, "added 0, changed 0, already there 1");
    write("services.csv", "organisation,name\nBody 7,Homework club\n");
    check(folder, &services, 1, "These are missing: capacity");
}
