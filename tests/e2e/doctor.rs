//! The scope doctor from the command line.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::Value;

use super::support::{Server, pretenant, run, text};

const CORRELATION: &str = "11111111-2222-3333-4444-555555555555";

fn json(output: &std::process::Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}{}", text(&output.stdout), text(&output.stderr)))
}

#[test]
fn scopes_are_explained_with_exit_codes() {
    let right = run(&["scope", "explain", "api://orders/api.read", "offline_access"]);
    assert_eq!(right.status.code(), Some(0), "{}", text(&right.stdout));
    let wrong = run(&["scope", "explain", "graph.microsoft.com/User.Read"]);
    assert_eq!(wrong.status.code(), Some(1));
    let printed = text(&wrong.stdout);
    assert!(printed.contains("try         https://graph.microsoft.com/User.Read\n"), "{printed}");
    assert!(!printed.contains('\u{1b}') && wrong.stderr.is_empty(), "no colours in a pipe, nothing on stderr");
    for usage in [
        &["scope", "explain"][..],
        &["scope", "explain", "x", "--client", "nobody"],
        &["scope", "explain", "x", "--world", "no-such-file.yaml"],
        &["scope", "explain", "x", "--endpoint", "v3"],
    ] {
        assert_eq!(run(usage).status.code(), Some(2), "{usage:?}");
    }
}

#[test]
fn options_of_scope_explain_change_the_question() {
    let codes = |args: &[&str]| {
        let output = run(&[&["scope", "explain", "--json"], args].concat());
        let report = json(&output);
        (report["verdict"].as_str().unwrap().to_owned(), report["answer"]["code"].as_u64())
    };
    assert_eq!(codes(&["User.Read"]), ("works".into(), None));
    assert_eq!(codes(&["User.Read", "--app-only"]), ("refused".into(), Some(1_002_012)));
    assert_eq!(codes(&["User.Read", "--resource", "https://graph.microsoft.com"]), ("refused".into(), Some(901_002)));
    assert_eq!(codes(&["--resource", "https://graph.microsoft.com", "--endpoint", "v1"]), ("works".into(), None));
    assert_eq!(codes(&["User.Read", "--endpoint", "v1"]), ("refused".into(), Some(900_144)));
    assert_eq!(codes(&["api://orders/api.read", "--token-version", "v1"]), ("rejected".into(), None));
    let dir = tempfile::tempdir().unwrap();
    let world = dir.path().join("strict.yaml");
    std::fs::write(
        &world,
        "use: contoso\napis:\n  - { name: arm, accepted_audiences: [\"https://management.core.windows.net/\"] }\n",
    )
    .unwrap();
    let scope = "https://management.core.windows.net/user_impersonation";
    assert_eq!(codes(&[scope]), ("works".into(), None));
    assert_eq!(codes(&[scope, "--world", world.to_str().unwrap()]), ("rejected".into(), None));
}

#[test]
fn tokens_are_explained_from_argument_and_standard_input() {
    let minted = run(&["token", "--api", "orders", "--user", "ada", "--scope", "api.read"]);
    let token = text(&minted.stdout).trim().to_owned();
    let good = run(&["token", "explain", &token, "--api", "orders"]);
    assert_eq!(good.status.code(), Some(0), "{}", text(&good.stdout));
    let foreign = run(&["token", "explain", &token, "--api", "vault", "--json"]);
    assert_eq!(foreign.status.code(), Some(1));
    assert_eq!(json(&foreign)["apis"][0]["diagnosis"]["check"], "api.audience");
    assert_eq!(json(&foreign)["apis"][0]["scope"], "11111111-1111-1111-1111-111111111111/api.read");
    let late = run(&["token", "explain", &token, "--at", "2036-11-22T12:00:00Z", "--json"]);
    assert_eq!(json(&late)["apis"][0]["diagnosis"]["check"], "api.lifetime");
    let elsewhere = run(&["token", "explain", &token, "--origin", "https://localhost:9", "--json"]);
    assert_eq!(json(&elsewhere)["apis"][0]["diagnosis"]["check"], "api.issuer");

    let mut child = pretenant()
        .args(["token", "explain", "-", "--method", "POST", "--path", "/api/orders"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(format!("Bearer {token}\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("answers 403: POST /api/orders"), "{}", text(&output.stdout));

    assert_eq!(run(&["token", "explain", &token, "--api", "nothing"]).status.code(), Some(2));
    assert_eq!(run(&["token", "explain", &token, "--at", "tomorrow"]).status.code(), Some(2));
}

#[tokio::test]
async fn a_running_server_tells_why() {
    let server = Server::start(&["--control-token", "s3cret"]);
    let client = server.client();
    let refused = client
        .post(server.token_endpoint())
        .header("client-request-id", CORRELATION)
        .form(&[
            ("grant_type", "password"),
            ("client_id", "c0000000-0000-0000-0000-000000000002"),
            ("username", "ada@contoso.example"),
            ("password", "Pa55-ada!"),
            ("scope", "11111111-1111-1111-1111-111111111111"),
        ])
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), 400);
    client.get(server.url("/api/orders")).header("client-request-id", CORRELATION).send().await.unwrap();
    let origin = server.ready["origin"].as_str().unwrap();
    let state = server.state();
    let state = state.to_str().unwrap();
    let ask = |more: &[&str]| {
        let base = ["why", CORRELATION, "--server", origin, "--state-dir", state];
        run(&[&base, more].concat())
    };
    let output = ask(&["--control-token", "s3cret"]);
    let printed = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{printed}{}", text(&output.stderr));
    assert!(printed.contains("check       scope.permission\n"), "{printed}");
    assert!(printed.contains("try         11111111-1111-1111-1111-111111111111/.default\n"), "{printed}");
    assert!(printed.contains("GET /api/orders  401"), "{printed}");
    assert!(!printed.contains("Pa55"), "{printed}");
    let machine = json(&ask(&["--control-token", "s3cret", "--json"]));
    assert_eq!(machine["exchanges"].as_array().unwrap().len(), 2);

    let denied = ask(&[]);
    assert_eq!(denied.status.code(), Some(2));
    assert!(text(&denied.stderr).contains("--control-token"), "{}", text(&denied.stderr));
    let unknown = run(&[
        "why",
        "99999999-2222-3333-4444-555555555555",
        "--server",
        origin,
        "--state-dir",
        state,
        "--control-token",
        "s3cret",
    ]);
    assert!(unknown.status.code() == Some(1) && text(&unknown.stderr).contains("remembers no exchange"));
    assert_eq!(run(&["why", "not-an-id"]).status.code(), Some(2));
    let nowhere = run(&["why", CORRELATION, "--server", "http://127.0.0.1:1"]);
    assert!(
        nowhere.status.code() == Some(1) && text(&nowhere.stderr).contains("cannot ask"),
        "{}",
        text(&nowhere.stderr)
    );
}

/// The commands of docs/scope-doctor.md that need no server, with their output.
#[test]
fn the_documented_output_is_real() {
    let docs = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/scope-doctor.md")).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let mut compared = 0;
    for block in docs.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        for step in block.split("$ ").skip(1) {
            let (command, output) = step.split_once('\n').unwrap();
            let mut words = command.split(' ');
            match (words.next(), words.next()) {
                (Some("cat"), Some(name)) => std::fs::write(dir.path().join(name), output).unwrap(),
                (Some("pretenant"), Some("scope")) => {
                    let run = pretenant().arg("scope").args(words).current_dir(&dir).output().unwrap();
                    assert_eq!(text(&run.stdout), output, "{command}");
                    compared += 1;
                }
                _ => {}
            }
        }
    }
    assert_eq!(compared, 2);
}
