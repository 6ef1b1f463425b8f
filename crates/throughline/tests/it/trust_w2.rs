//! Row W2: requests made up by schemathesis from our own description of the API.

use std::{fs, path::Path, process::Command};

use serde_json::{Value, json};
use testkit::Engine;
use throughline::routes;
use uuid::Uuid;

use crate::trust_ground::{Ground, Standing, id_of};

/// How many there are at least, on each of the two engines, each with somebody else asking.
const CASES: u64 = 1_000;

/// The description, with ids of records that exist among those to be tried.
fn description() -> Value {
    let mut described = ui::describe(&routes());
    let paths = described["paths"].as_object_mut().unwrap();
    for operations in paths.values_mut().flat_map(|it| it.as_object_mut().unwrap().values_mut()) {
        for parameter in operations["parameters"].as_array_mut().unwrap() {
            let kind = agreement::Kind::from_name(parameter["name"].as_str().unwrap());
            if let (Some(kind), "path") = (kind, parameter["in"].as_str().unwrap()) {
                let own = match kind {
                    agreement::Kind::Forum => testkit::FORUM.0,
                    kind => id_of(kind, Standing::Own),
                };
                parameter["schema"] =
                    json!({ "type": "string", "enum": [own, own, Uuid::from_u128(0xDEAD)] });
            }
        }
    }
    described
}

fn tool() -> String {
    let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/schemathesis");
    let output = Command::new(tool).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// The number before a word in what was printed.
fn number_before(text: &str, word: &str) -> u64 {
    let before = text.split(word).next().unwrap().trim_end();
    before
        .rsplit(|c: char| !c.is_ascii_digit() && c != ',')
        .next()
        .unwrap()
        .replace(',', "")
        .parse()
        .unwrap_or(0)
}

mod slow {
    use super::*;

    /// A coordinator is let in nearly everywhere.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn w2_requests_made_up_from_our_description_find_no_failure_and_no_broken_promise_on_sqlite()
     {
        no_failure(Engine::Sqlite, "coordinator").await;
    }

    /// A practitioner is let in to what they work on, and refused the rest.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn w2_the_same_holds_on_postgres_for_a_practitioner_who_is_refused_much() {
        no_failure(Engine::Postgres, "practitioner").await;
    }

    async fn no_failure(engine: Engine, role: &'static str) {
        let ground = Ground::on(engine).await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = ground.world.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("openapi.json");
        let described = description();
        fs::write(&file, described.to_string()).unwrap();
        let operations: usize = described["paths"]
            .as_object()
            .unwrap()
            .values()
            .map(|it| it.as_object().unwrap().len())
            .sum();
        let each = (CASES / u64::try_from(operations).unwrap() + 12).to_string();
        let token = ground.who(role).token.clone().unwrap();
        let output = tokio::task::spawn_blocking(move || {
            Command::new(tool())
                .arg("run").arg(&file)
                .args(["--url", &format!("http://{address}"), "--header", &format!("Authorization: Bearer {token}")])
                .args(["--phases", "coverage,fuzzing", "--max-examples", &each, "--no-shrink"])
                .args(["--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"])
                .args(["--exclude-path-regex", "sign-", "--continue-on-failure", "--max-failures", "40", "--no-color"])
                .args(["--suppress-health-check", "all", "--workers", "1"])
                .arg("--generation-deterministic")
                .current_dir(folder.path())
                .output()
                .unwrap()
        }).await.unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        let tail = said.split("= ERRORS =").last().unwrap_or(&said);
        assert!(output.status.success(), "{tail}{}", String::from_utf8_lossy(&output.stderr));
        let cases = number_before(&said, " generated,");
        assert!(cases >= CASES, "{cases} cases: {tail}");
    }
}
