use serde_json::Value;

use super::support::{Server, app_only, run, text};

/// A clock that stands still: requests are one after the other, however slow the machine is.
const FROZEN: [&str; 2] = ["--clock", "fixed:2026-11-22T12:00:00Z"];

/// Asks for the same token so often.
async fn ask(server: &Server, times: usize) {
    let client = server.client();
    for _ in 0..times {
        assert_eq!(client.post(server.token_endpoint()).form(&app_only()).send().await.unwrap().status(), 200);
    }
}

/// Stops a server while the connections to it can still close.
async fn end(server: Server) -> (std::process::ExitStatus, String) {
    tokio::task::spawn_blocking(|| server.end()).await.unwrap()
}

#[tokio::test]
async fn serve_turns_findings_into_an_exit_code_a_report_and_files() {
    let dir = tempfile::tempdir().unwrap();
    let [json, junit] = ["findings.json", "findings.xml"].map(|name| dir.path().join(name).display().to_string());
    let flags = ["--fail-on", "warning", "--findings-file", &json, "--findings-file", &junit];
    let server = Server::logged(&[&FROZEN[..], &flags].concat());
    ask(&server, 2).await;
    let (status, stderr) = end(server).await;
    assert_eq!(status.code(), Some(3), "{stderr}");
    assert!(stderr.contains("warning cache.token-still-good  daemon"), "{stderr}");
    assert!(stderr.contains("#2 ") && stderr.contains("client_credentials scope="), "{stderr}");
    assert!(stderr.ends_with("pretenant: 1 finding with severity warning or worse\n"), "{stderr}");
    let report: Value = serde_json::from_str(&std::fs::read_to_string(&json).unwrap()).unwrap();
    assert_eq!((&report["exchanges"], &report["findings"][0]["client"]["name"]), (&2.into(), &"daemon".into()));
    assert!(std::fs::read_to_string(&junit).unwrap().contains("failures=\"1\""));
}

#[tokio::test]
async fn serve_succeeds_when_nothing_is_so_severe_and_shows_what_there_is() {
    let server = Server::logged(&[&FROZEN[..], &["--fail-on", "error", "--findings"]].concat());
    ask(&server, 2).await;
    let (status, stderr) = end(server).await;
    assert_eq!(status.code(), Some(0), "{stderr}");
    assert!(stderr.contains("no errors, 1 warning and no notes in 2 exchanges"), "{stderr}");
    let server = Server::logged(&["--fail-on", "note"]);
    ask(&server, 1).await;
    let (status, stderr) = end(server).await;
    assert_eq!((status.code(), stderr.as_str()), (Some(0), "pretenant: stopping\n"));
}

#[tokio::test]
async fn a_running_server_and_a_saved_journal_are_judged_alike() {
    let server = Server::start(&[&FROZEN[..], &["--control-token", "s3cret"]].concat());
    ask(&server, 3).await;
    let journal = server.client().get(server.url("/_pretenant/journal")).bearer_auth("s3cret").send().await.unwrap();
    let file = server.dir.path().join("journal.json");
    std::fs::write(&file, journal.text().await.unwrap()).unwrap();
    let (origin, ca) = (server.url(""), server.ready["ca_file"].as_str().unwrap().to_owned());
    let asked = run(&["findings", "--server", &origin, "--ca", &ca, "--control-token", "s3cret", "--format", "json"]);
    assert_eq!(asked.status.code(), Some(0), "{}", text(&asked.stderr));
    let read = run(&["findings", "--journal", file.to_str().unwrap(), "--format", "json"]);
    assert_eq!(text(&read.stdout), text(&asked.stdout));
    assert!(text(&read.stdout).contains("daemon"));
    let failed = run(&["findings", "--journal", file.to_str().unwrap(), "--fail-on", "warning"]);
    assert_eq!(failed.status.code(), Some(3));
    assert!(text(&failed.stdout).contains("1 warning"));
    let other = ["findings", "--journal", file.to_str().unwrap(), "--client", "desktop", "--fail-on", "note"];
    assert_eq!(run(&other).status.code(), Some(0));
}

#[tokio::test]
async fn the_control_api_tells_findings() {
    let server = Server::start(&FROZEN);
    ask(&server, 2).await;
    let get = async |query: &str| {
        let answer = server.client().get(server.url(&format!("/_pretenant/findings{query}"))).send().await.unwrap();
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
    };
    for (query, found) in [
        ("", 1),
        ("?severity=warning&client=daemon&rule=cache&after=1", 1),
        ("?severity=error", 0),
        ("?client=desktop", 0),
        ("?after=2", 0),
    ] {
        let (status, report) = get(query).await;
        assert_eq!((status, report["findings"].as_array().map(Vec::len)), (200, Some(found)), "{query} {report}");
    }
    let (status, error) = get("?severity=bad").await;
    assert_eq!(status, 422, "{error}");
    let openapi: Value =
        server.client().get(server.url("/_pretenant/openapi.json")).send().await.unwrap().json().await.unwrap();
    let operation = &openapi["paths"]["/_pretenant/findings"]["get"];
    assert_eq!(operation["parameters"].as_array().map(Vec::len), Some(4), "{operation}");
    assert!(openapi["components"]["schemas"]["Finding"].is_object());
}

#[tokio::test]
async fn what_cannot_be_judged_is_said_with_its_place_and_cure() {
    let server = Server::start(&["--control-token", "s3cret"]);
    let (origin, ca) = (server.url(""), server.ready["ca_file"].as_str().unwrap().to_owned());
    let broken = server.dir.path().join("broken.json");
    std::fs::write(&broken, "{\n  \"exchanges\": [{}]}").unwrap();
    let broken = broken.to_str().unwrap();
    for (args, code, parts) in [
        (vec!["--server", &origin, "--ca", &ca], 2, vec!["control token", "--control-token TOKEN"]),
        (vec!["--server", &origin, "--ca", "/nowhere.pem"], 2, vec!["/nowhere.pem", "--ca FILE"]),
        (vec!["--server", "http://127.0.0.1:1"], 1, vec!["127.0.0.1:1", "is the server running"]),
        (vec!["--journal", broken], 2, vec!["broken.json:2:", "missing field", "/_pretenant/journal"]),
        (vec!["--journal", "/nowhere.json"], 2, vec!["/nowhere.json"]),
        (vec!["--journal", broken, "--fail-on", "bad"], 2, vec!["error, warning, note"]),
        (vec![], 2, vec!["--server", "--journal"]),
    ] {
        let output = run(&[&["findings"], args.as_slice()].concat());
        let message = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?} {message}");
        for part in parts {
            assert!(message.contains(part), "{part} in {message}");
        }
    }
    let wrong = run(&["serve", "--findings-file", "findings.html"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).contains(".xml (JUnit)"));
}
