//! Scenario files from outside: played, checked, served, verified.

use std::path::Path;

use serde_json::Value;

use super::support::{Server, app_only, run, text};

const REFUSED_ONCE: &str = "\
title: A rule refuses the first request
rules:
  - name: once
    when: { endpoint: token, first: 1 }
    then: { refuse: AADSTS50076 }
client: { app: daemon }
steps:
  - client_credentials: { scopes: [\"https://graph.microsoft.com/.default\"] }
    expect: { error: { code: AADSTS50076 } }
expect:
  rules: [{ name: once, fired: 1 }]
  journal: [{ of: { endpoint: token, status: 200 }, count: 1 }]
";

fn file(dir: &Path, name: &str, text: &str) -> String {
    let path = dir.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn the_bundled_library_passes_and_tells_programs_so() {
    let output = run(&["play", "--report", "json", "--jobs", "8"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let scenarios = report["scenarios"].as_array().unwrap();
    assert!(scenarios.len() >= 80, "{} scenarios", scenarios.len());
    for scenario in scenarios {
        assert_eq!(scenario["result"], "passed", "{scenario}");
        assert_eq!(scenario["transcript_sha256"].as_str().map(str::len), Some(64), "{scenario}");
    }
    assert_eq!(run(&["play", "--report", "json", "--jobs", "1"]).stdout, output.stdout);
}

#[test]
fn a_failure_shows_line_expectation_fact_and_wire() {
    let dir = tempfile::tempdir().unwrap();
    let broken = file(dir.path(), "broken.yaml", &REFUSED_ONCE.replace("code: AADSTS50076 }", "code: AADSTS65001 }"));
    let output = run(&["play", &broken]);
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stdout);
    for part in ["broken.yaml:9:30", "expected `AADSTS65001`", "POST token client_credentials", "AADSTS50076 [once]"] {
        assert!(told.contains(part), "{part} in {told}");
    }
    assert!(told.ends_with("0 passed, 1 failed\n"), "{told}");
}

#[test]
fn a_transcript_is_blessed_and_then_compared() {
    let dir = tempfile::tempdir().unwrap();
    let text_of = REFUSED_ONCE.replace("  journal: [{ of: { endpoint: token, status: 200 }, count: 1 }]\n", "");
    let scenario = file(dir.path(), "s.yaml", &text_of);
    let code = |args: &[&str]| run(args).status.code();
    assert_eq!(code(&["play", &scenario, "--bless"]), Some(0));
    assert_eq!(code(&["play", &scenario]), Some(0));
    let golden = dir.path().join("s.transcript");
    let damaged = std::fs::read_to_string(&golden).unwrap().replace("AADSTS50076", "AADSTS50079");
    std::fs::write(&golden, damaged).unwrap();
    let output = run(&["play", &scenario]);
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stdout);
    assert!(told.contains("--bless") && told.contains("\n-") && told.contains("\n+"), "{told}");
}

#[test]
fn wrong_files_are_all_told_before_anything_runs() {
    let dir = tempfile::tempdir().unwrap();
    let one = file(dir.path(), "one.yaml", "steps:\n  - silnet: {}\n");
    let two = file(dir.path(), "two.yaml", "rules:\n  - then: { refuse: AADSTS1 }\n");
    for command in [&["play", &one, &two][..], &["scenario", "check", &one, &two], &["serve", "--scenario", &one]] {
        let output = run(command);
        assert_eq!(output.status.code(), Some(2), "{command:?}");
        assert!(text(&output.stderr).contains("one.yaml:2:5"), "{}", text(&output.stderr));
        assert_eq!(text(&output.stderr).contains("two.yaml:2:"), command.contains(&two.as_str()));
    }
    let nothing = run(&["play", &dir.path().join("no").display().to_string()]);
    assert_eq!(nothing.status.code(), Some(2));
}

#[test]
fn reports_are_what_they_say() {
    let dir = tempfile::tempdir().unwrap();
    let scenario = file(dir.path(), "s.yaml", REFUSED_ONCE);
    let junit = text(&run(&["play", &scenario, "--report", "junit"]).stdout);
    assert!(junit.contains("failures=\"1\"") && junit.contains("A rule refuses the first request"), "{junit}");
    let html = text(&run(&["play", &scenario, "--report", "html"]).stdout);
    assert!(html.starts_with("<!doctype html>") && html.contains("0 passed, 1 failed"), "{html}");
    for command in ["schema", "reference", "list", "coverage"] {
        let output = run(&["scenario", command]);
        assert!(output.status.success() && !output.stdout.is_empty(), "{command}");
    }
    let misspelt = run(&["scenario", "print", "interactive/wrong-passwort"]);
    assert!(text(&misspelt.stderr).contains("did you mean interactive/wrong-password?"), "{}", text(&misspelt.stderr));
}

#[tokio::test]
async fn a_served_scenario_is_verified_after_the_test() {
    let dir = tempfile::tempdir().unwrap();
    let scenario = file(dir.path(), "s.yaml", REFUSED_ONCE);
    let server = Server::start(&["--scenario", &scenario]);
    let (origin, ca) = (server.url(""), server.ready["ca_file"].as_str().unwrap().to_owned());
    let verify = |report: &'static str| {
        let args = ["verify", &scenario, "--server", &origin, "--ca", &ca, "--report", report].map(str::to_owned);
        tokio::task::spawn_blocking(move || run(&args.iter().map(String::as_str).collect::<Vec<_>>()))
    };
    let client = server.client();
    let ask = || async {
        client.post(server.token_endpoint()).form(&app_only()).send().await.unwrap().json::<Value>().await.unwrap()
    };

    assert_eq!(ask().await["error_codes"][0], 50_076);
    let unmet = verify("terminal").await.unwrap();
    assert_eq!(unmet.status.code(), Some(1));
    assert!(text(&unmet.stdout).contains("expected 1 such exchanges, found 0"), "{}", text(&unmet.stdout));
    assert!(text(&verify("junit").await.unwrap().stdout).contains("failures=\"1\""));

    assert_eq!(ask().await["token_type"], "Bearer");
    let met = verify("json").await.unwrap();
    assert_eq!(met.status.code(), Some(0), "{}", text(&met.stderr));
    let report: Value = serde_json::from_slice(&met.stdout).unwrap();
    assert_eq!(report["scenarios"][0]["result"], "passed");
}

#[test]
fn exec_verifies_what_a_scenario_expects_at_the_end() {
    let dir = tempfile::tempdir().unwrap();
    let scenario = file(dir.path(), "s.yaml", REFUSED_ONCE);
    let journal = dir.path().join("journal.json").display().to_string();
    let output = run(&["exec", "--scenario", &scenario, "--journal", &journal, "--", "true"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("fires 1 times, found 0"), "{}", text(&output.stderr));
    let unused =
        REFUSED_ONCE.replace("fired: 1", "fired: 0").replace("status: 200 }, count: 1", "status: 200 }, count: 0");
    let scenario = file(dir.path(), "unused.yaml", &unused);
    let output = run(&["exec", "--scenario", &scenario, "--journal", &journal, "--", "true"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}
