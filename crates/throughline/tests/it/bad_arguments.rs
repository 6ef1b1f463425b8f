//! The command line with wrong arguments and wrong files: each is told what is wrong and what to do, in
//! one plain line, and nothing is left half done.

use std::{fs, path::Path, process::Command};

const TREE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Everything that a command says, and its exit code.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_throughline"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap();
    let said = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

#[track_caller]
fn refused(folder: &Path, arguments: &[&str], words: &str) {
    let (code, said) = run(folder, arguments);
    assert_eq!(code, Some(1), "{arguments:?}: {said}");
    assert!(said.contains(words), "{arguments:?}: {said}");
    assert!(said.starts_with("throughline: "), "{arguments:?}: {said}");
    for noise in ["os error", "panicked", "RUST_BACKTRACE", "ERROR"] {
        assert!(!said.contains(noise), "{arguments:?}: {said}");
    }
}

/// A folder with files that are not what they should be, and an installation in `d`.
fn set_up() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &[u8]| fs::write(folder.path().join(name), text).unwrap();
    write("empty", b"");
    write("latin.toml", b"name = \"Northmere \xe9\"\n");
    write("syntax.toml", b"name = \n");
    write("header.csv", b"name,address\nx,y\n");
    write("latin.csv", b"\xff\xfe\x00\n");
    write("phrase", b"a long enough passphrase\n");
    write("other", b"another long passphrase\n");
    write("short", b"short\n");
    let essex = format!("{TREE}/examples/essex.toml");
    let (code, said) = run(folder.path(), &["init", "--data", "d", "--partnership", &essex]);
    assert_eq!(code, Some(0), "{said}");
    folder
}

#[test]
fn a_partnership_file_or_folder_that_cannot_be_used_is_told_and_leaves_nothing_behind() {
    let folder = set_up();
    let folder = folder.path();
    let init = |file| ["init", "--data", "new", "--partnership", file];
    refused(folder, &init("nowhere.toml"), "nowhere.toml: there is no such file");
    refused(folder, &init("d"), "d: this is a folder: give a file");
    refused(folder, &init("latin.toml"), "latin.toml: this is not UTF-8 text: save it as UTF-8");
    refused(folder, &init("empty"), "Add name = ");
    refused(folder, &init("syntax.toml"), "line 1: This is not TOML");

    let essex = format!("{TREE}/examples/essex.toml");
    let into = |data| ["init", "--partnership", essex.as_str(), "--data", data];
    refused(folder, &into("empty"), "a file stands where a folder is wanted");
    refused(folder, &into("empty/below"), "a file stands where a folder is wanted");
    refused(folder, &into("d"), "already holds a partnership");
    let with = |more: [&'static str; 2]| [into("new").as_slice(), &more].concat();
    refused(folder, &with(["--sign-in-name", ""]), "Enter a name to sign in with");
    refused(folder, &with(["--administrator", " "]), "Enter their name");
    refused(folder, &with(["--database-url", "mysql://x"]), "postgres://name@host/database");
    assert!(!folder.join("new").exists(), "half an installation was left behind");
}

#[test]
fn a_file_of_referrals_that_is_none_is_told_and_so_is_a_folder_without_data() {
    let folder = set_up();
    let folder = folder.path();
    let import = |file| ["import", "referrals", "--data", "d", file];
    refused(folder, &import("nowhere.csv"), "nowhere.csv: there is no such file");
    refused(folder, &import("d"), "d: this is a folder: give a file");
    refused(folder, &import("empty"), "empty: The file is empty.");
    refused(folder, &import("latin.csv"), "Save the file as “CSV UTF-8”");
    refused(folder, &import("header.csv"), "columns are missing: referral_ref");
    for command in [
        vec!["serve"],
        vec!["ledger", "verify"],
        vec!["import", "referrals", "header.csv"],
        vec!["report", "allocation", "--from", "2011-04-01", "--to", "2012-03-31"],
        vec!["backup", "--to", "b"],
    ] {
        let command = [command.as_slice(), &["--data", "nowhere"]].concat();
        refused(folder, &command, "make one with `throughline init --data nowhere");
    }
    assert!(!folder.join("nowhere").exists());
    let year = ["report", "allocation", "--data", "d", "--from", "2011-04-01", "--to"];
    let report = |more: &[&'static str]| [year.as_slice(), more].concat();
    refused(folder, &report(&["2012-02-30"]), "The last day must be a real date");
    refused(folder, &report(&["2012-03-30", "--publish"]), "Choose a whole financial year");
    refused(folder, &report(&["2012-03-31", "--out", "no/x.csv"]), "no/x.csv: there is no such");
    refused(folder, &report(&["2012-03-31", "--out", "d"]), "d: this is a folder");
    refused(folder, &["agreement", "check", "nowhere.cedar"], "there is no such file");
    refused(folder, &["docs", "--write", "empty/x"], "a file stands where a folder is wanted");
}

#[test]
fn a_backup_that_cannot_be_taken_or_brought_back_is_told_and_the_folder_stays_as_it_was() {
    let folder = set_up();
    let folder = folder.path();
    let backup = |to, phrase| ["backup", "--data", "d", "--to", to, "--passphrase-file", phrase];
    refused(folder, &backup("b", "nowhere"), "nowhere: there is no such file");
    refused(folder, &backup("b", "short"), "at least 12 characters");
    refused(folder, &backup("no/b", "phrase"), "no: there is no such file or folder");
    refused(folder, &backup("d", "phrase"), "d is there already");
    assert_eq!(run(folder, &backup("b", "phrase")).0, Some(0));

    let restore = |from, data, phrase| {
        ["restore", "--from", from, "--data", data, "--passphrase-file", phrase]
    };
    refused(folder, &restore("b", "r", "other"), "the passphrase is wrong");
    refused(folder, &restore("b", "d", "phrase"), "d is not empty: give an empty folder");
    refused(folder, &restore("b", "empty", "phrase"), "a file stands where a folder is wanted");
    refused(folder, &restore("nowhere", "r", "phrase"), "nowhere.keys: there is no such file");
    fs::copy(folder.join("b.keys"), folder.join("cut.keys")).unwrap();
    let whole = fs::read(folder.join("b")).unwrap();
    fs::write(folder.join("cut"), &whole[..whole.len() / 2]).unwrap();
    refused(folder, &restore("cut", "r", "phrase"), "cut: the file was altered or cut off");
    assert!(!folder.join("r").exists(), "half a restore was left behind");
    assert_eq!(run(folder, &restore("b", "r", "phrase")).0, Some(0));
}

#[tokio::test]
async fn a_database_of_a_newer_version_or_of_something_else_is_not_touched() {
    let folder = set_up();
    let db = db::Db::sqlite(&folder.path().join("d/throughline.db")).await.unwrap();
    let db::Db::Sqlite { write, .. } = &db else { panic!("it is a file") };
    let newer =
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
        select version + 90, description, success, checksum, execution_time from _sqlx_migrations";
    sqlx::query(newer).execute(write).await.unwrap();
    db.close().await;
    let essex = format!("{TREE}/examples/essex.toml");
    for command in [
        vec!["serve"],
        vec!["ledger", "verify"],
        vec!["backup", "--to", "b"],
        vec!["init", "--partnership", &essex],
    ] {
        let command = [command.as_slice(), &["--data", "d"]].concat();
        refused(folder.path(), &command, "made by a newer version of Throughline");
    }
    fs::create_dir(folder.path().join("odd")).unwrap();
    for name in ["throughline.db", "keys.db"] {
        fs::write(
            folder.path().join("odd").join(name),
            "not a database at all, only words ".repeat(99),
        )
        .unwrap();
    }
    refused(folder.path(), &["ledger", "verify", "--data", "odd"], "throughline.db cannot be used");
}

#[test]
fn every_command_says_what_it_is_for_and_every_wrong_argument_how_to_ask() {
    let folder = tempfile::tempdir().unwrap();
    let (_, help) = run(folder.path(), &["--help"]);
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| !line.starts_with("Commands:"))
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|command| *command != "help")
        .collect();
    assert!(commands.len() >= 12, "{commands:?}");
    for command in commands {
        let (code, said) = run(folder.path(), &[command, "--help"]);
        assert_eq!(code, Some(0), "{command}");
        let first = said.lines().next().unwrap();
        assert!(first.split_whitespace().count() >= 4, "{command} says only “{first}”");
        // Each argument has words beside or below it.
        let lines: Vec<&str> = said.lines().collect();
        for (at, line) in
            lines.iter().enumerate().filter(|(_, it)| it.trim_start().starts_with("--"))
        {
            let beside = line.trim().contains("  ");
            let below = lines.get(at + 1).is_some_and(|it| it.starts_with("          "));
            assert!(beside || below, "{command}: {line}");
        }
        let (code, said) = run(folder.path(), &[command, "--dragons"]);
        assert_eq!(code, Some(2), "{command}: {said}");
        assert!(said.contains("--dragons") && said.contains("--help"), "{command}: {said}");
    }
}
