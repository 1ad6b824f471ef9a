//! `pretenant record`, `import` and `export`.

use std::path::Path;

use serde_json::{Value, json};

use super::support::{DAEMON, Server, app_only, pretenant, run, text};

const WEB: &str = "c0000000-0000-0000-0000-000000000004";

/// A recorder in front of a world.
fn recorder(upstream: &Server, out: &Path) -> Server {
    let url = format!("{}/contoso.example", upstream.ready["origin"].as_str().unwrap());
    Server::recorder(&[
        "--upstream",
        &url,
        "--ca",
        upstream.ready["ca_file"].as_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ])
}

/// What a web application does: metadata, sign-in, redemption, an API call, a refresh, and a daemon beside it.
/// Returns every secret that went over the wire, and whom the API saw.
async fn program(server: &Server, secret: &str) -> (Vec<String>, String) {
    let client = server.client();
    let base = server.url("/contoso.example");
    let json = |response: reqwest::Response| async move { response.json::<Value>().await.unwrap() };
    let metadata =
        json(client.get(format!("{base}/v2.0/.well-known/openid-configuration")).send().await.unwrap()).await;
    let endpoint = |name: &str| metadata[name].as_str().unwrap().to_owned();
    assert!(endpoint("token_endpoint").starts_with(&base), "{metadata}");
    let authorize = [
        ("client_id", WEB),
        ("response_type", "code"),
        ("redirect_uri", "http://localhost:5000/cb"),
        ("scope", "openid profile offline_access User.Read"),
        ("state", "state-of-the-test"),
        ("nonce", "nonce-of-the-test"),
    ];
    let answer = client.get(endpoint("authorization_endpoint")).query(&authorize).send().await.unwrap();
    assert_eq!(answer.status(), 302, "{}", answer.text().await.unwrap());
    let mut secrets: Vec<String> = answer.cookies().map(|cookie| cookie.value().to_owned()).collect();
    let location: url::Url = answer.headers()["location"].to_str().unwrap().parse().unwrap();
    assert_eq!(location.path(), "/cb");
    let parameter = |name: &str| location.query_pairs().find(|(n, _)| n == name).unwrap().1.into_owned();
    assert_eq!(parameter("state"), "state-of-the-test");
    let code = parameter("code");
    let redeem = [
        ("grant_type", "authorization_code"),
        ("client_id", WEB),
        ("client_secret", secret),
        ("code", &code),
        ("redirect_uri", "http://localhost:5000/cb"),
    ];
    let tokens = json(client.post(endpoint("token_endpoint")).form(&redeem).send().await.unwrap()).await;
    let token = |name: &str| tokens[name].as_str().unwrap_or_else(|| panic!("{tokens}")).to_owned();
    let me = client.get(server.url("/v1.0/me")).bearer_auth(token("access_token")).send().await.unwrap();
    let me = json(me).await;
    let refresh = [
        ("grant_type", "refresh_token"),
        ("client_id", WEB),
        ("client_secret", secret),
        ("refresh_token", &token("refresh_token")),
        ("scope", "User.Read"),
    ];
    let refreshed = json(client.post(endpoint("token_endpoint")).form(&refresh).send().await.unwrap()).await;
    assert!(refreshed["access_token"].is_string(), "{refreshed}");
    let daemon = json(client.post(endpoint("token_endpoint")).form(&app_only()).send().await.unwrap()).await;
    assert!(daemon["access_token"].is_string(), "{daemon}");
    secrets.extend([code, secret.to_owned(), "daemon-secret".to_owned()]);
    for answer in [&tokens, &refreshed, &daemon] {
        for name in ["access_token", "refresh_token", "id_token"] {
            let Some(token) = answer[name].as_str() else { continue };
            secrets.push(token.to_owned());
            secrets.extend(token.strip_prefix("ey").and_then(|t| t.rsplit('.').next()).map(str::to_owned));
        }
    }
    (secrets, me["userPrincipalName"].as_str().unwrap_or_else(|| panic!("{me}")).to_owned())
}

#[tokio::test]
async fn what_was_recorded_replays_without_the_upstream_and_holds_no_secret() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("recorded.yaml");
    let upstream = Server::start(&["--sign-in", "auto"]);
    let recorder = recorder(&upstream, &out);
    assert_eq!(recorder.ready["authority"], recorder.url("/contoso.example"));
    let (secrets, saw) = program(&recorder, "web-secret").await;
    let (status, said) = recorder.end();
    assert_eq!(status.code(), Some(0), "{said}");
    assert!(said.contains("6 exchanges recorded in"), "{said}");
    drop(upstream);

    let file = std::fs::read_to_string(&out).unwrap();
    assert!(secrets.len() > 10, "{secrets:?}");
    for secret in secrets {
        assert!(!file.contains(&secret), "{secret} is left in {file}");
    }
    assert_eq!(file.matches("https://localhost").count(), 1, "only the title names the upstream: {file}");

    let replay = Server::start(&["--scenario", out.to_str().unwrap()]);
    assert_eq!(replay.ready["authority"], replay.url("/contoso.example"));
    let (_, sees) = program(&replay, "any secret").await;
    assert_eq!(sees, saw);
    let other = [
        ("grant_type", "client_credentials"),
        ("client_id", DAEMON),
        ("client_secret", "x"),
        ("scope", "api://orders/.default"),
    ];
    let refused = replay.client().post(replay.token_endpoint()).form(&other).send().await.unwrap();
    assert_eq!(refused.status(), 404);
    let refused: Value = refused.json().await.unwrap();
    assert_eq!(
        (&refused["error"], &refused["recording"]["nearest"]["differs_in"]),
        (&json!("not_recorded"), &json!("scopes"))
    );
}

#[tokio::test]
async fn an_archive_of_a_recording_can_be_imported_and_replayed() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let upstream = Server::start(&["--sign-in", "auto"]);
    let recorder = recorder(&upstream, Path::new(&path("recorded.yaml")));
    program(&recorder, "web-secret").await;
    recorder.end();
    let journal =
        upstream.client().get(upstream.url("/_pretenant/journal")).send().await.unwrap().bytes().await.unwrap();
    std::fs::write(path("journal.json"), journal).unwrap();
    drop(upstream);

    for (from, to) in [("recorded.yaml", "recorded.har"), ("journal.json", "journal.har")] {
        let output = run(&["export", &path(from), "--har", &path(to)]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let har: Value = serde_json::from_slice(&std::fs::read(path(to)).unwrap()).unwrap();
        assert_eq!(har["log"]["entries"].as_array().unwrap().len(), 6, "{to}");
    }
    let output = run(&["import", &path("recorded.har"), "--out", &path("imported.yaml"), "--anonymize"]);
    assert!(text(&output.stderr).contains("6 exchanges recorded in"), "{}", text(&output.stderr));
    assert!(!std::fs::read_to_string(path("imported.yaml")).unwrap().contains("ada@contoso.example"));
    let output = run(&["import", &path("recorded.har"), "--out", &path("imported.yaml")]);
    assert!(output.status.success());
    let replay = Server::start(&["--scenario", &path("imported.yaml")]);
    assert_eq!(program(&replay, "any secret").await.1, "ada@contoso.example");
}

#[test]
fn a_command_finds_the_recorder_and_its_exit_code_is_passed_on() {
    let dir = tempfile::tempdir().unwrap();
    let record = |script: &str| {
        pretenant()
            .args([
                "record",
                "--upstream",
                "https://localhost:1/contoso.example",
                "--out",
                "out.yaml",
                "--state-dir",
                "state",
            ])
            .args(["--", "sh", "-c", script])
            .current_dir(dir.path())
            .output()
            .unwrap()
    };
    let output = record(r#"env > env; test -s "$SSL_CERT_FILE" && test -s "$REQUESTS_CA_BUNDLE" && exit 7"#);
    assert_eq!(output.status.code(), Some(7), "{}", text(&output.stderr));
    let env = std::fs::read_to_string(dir.path().join("env")).unwrap();
    let value = |name: &str| env.lines().find_map(|line| line.strip_prefix(&format!("{name}="))).unwrap().to_owned();
    assert_eq!(value("PRETENANT_AUTHORITY"), format!("{}/contoso.example", value("PRETENANT_ORIGIN")));
    let output = record("exit 0");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("nothing was recorded"), "{}", text(&output.stderr));
    assert!(!dir.path().join("out.yaml").exists());
}

#[tokio::test]
async fn an_upstream_that_is_not_there_is_said_to_the_client_and_to_the_user() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out.yaml");
    // Nobody listens on the port of a listener that is gone.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let recorder =
        Server::recorder(&["--upstream", &format!("http://127.0.0.1:{port}"), "--out", out.to_str().unwrap()]);
    let answer = recorder.client().get(recorder.url("/common/discovery/keys")).send().await.unwrap();
    assert_eq!(answer.status(), 502);
    assert!(answer.text().await.unwrap().contains("does not answer"));
    let (status, said) = recorder.end();
    assert_eq!(status.code(), Some(1));
    assert!(
        said.contains(&format!("http://127.0.0.1:{port} does not answer")) && said.contains("nothing was recorded"),
        "{said}"
    );
}

#[test]
fn what_cannot_be_recorded_imported_or_exported_is_said_with_its_cure() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("empty.pem"), "nothing").unwrap();
    std::fs::write(path("broken.har"), "{ \"log\": {\n  \"entries\": 1 } }").unwrap();
    std::fs::write(path("other.har"), "{ \"log\": { \"entries\": [] } }").unwrap();
    std::fs::write(path("plain.yaml"), "title: no recording\n").unwrap();
    std::fs::write(
        path("wrong.yaml"),
        "recording:\n  exchanges:\n    - request: { endpoint: tokn }\n      response: { status: 200 }\n",
    )
    .unwrap();
    let (out, state) = (path("out.yaml"), path("state"));
    let record =
        |more: &[&str]| [&["record", "--state-dir", &state], more].concat().iter().map(|s| (*s).to_owned()).collect();
    let owned = |args: &[&str]| args.iter().map(|s| (*s).to_owned()).collect::<Vec<String>>();
    let cases: Vec<(Vec<String>, &str)> = vec![
        (record(&["--upstream", "login.example", "--out", &out]), "expected a URL"),
        (record(&["--upstream", "https://x", "--out", &path("nowhere/out.yaml")]), "make it first"),
        (record(&["--upstream", "https://x", "--out", &out, "--ca", &path("no.pem")]), "cannot use"),
        (record(&["--upstream", "https://x", "--out", &out, "--ca", &path("empty.pem")]), "no PEM certificate"),
        (record(&["--upstream", "https://x", "--out", &out, "--listen", "0.0.0.0:0"]), "not a loopback address"),
        (record(&["--upstream", "https://x", "--out", &out, "--keep", "refreshToken"]), "a credential"),
        (owned(&["import", &path("broken.har"), "--out", &out]), "broken.har:2:14"),
        (owned(&["import", &path("other.har"), "--out", &out]), "preserve log"),
        (owned(&["import", &path("no.har"), "--out", &out]), "cannot read"),
        (owned(&["export", &path("plain.yaml"), "--har", &path("x.har")]), "has no recording"),
        (owned(&["export", &path("wrong.yaml"), "--har", &path("x.har")]), "wrong.yaml:3:28"),
        (owned(&["serve", "--scenario", &path("wrong.yaml")]), "did you mean `token`?"),
    ];
    for (args, part) in cases {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let output = run(&args);
        let message = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?} {message}");
        assert!(message.contains(part), "{part} in {message}");
    }
}
