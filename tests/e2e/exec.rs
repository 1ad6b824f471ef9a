//! `pretenant exec`.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, ExitStatus, Output, Stdio};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use super::support::{DAEMON, GRAPH, Server, app_only, pretenant, text};

/// `pretenant exec` with a command that tells its environment and ends with the code that it is told.
struct Exec {
    child: Child,
    dir: TempDir,
    env: BTreeMap<String, String>,
}

impl Exec {
    fn start(args: &[&str]) -> Self {
        Self::running(args, r#"env > env.new && mv env.new env; read code; exit "$code""#)
    }

    /// `script` must write its environment to the file `env` in one step.
    fn running(args: &[&str], script: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut child = pretenant()
            .arg("exec")
            .args(args)
            .args(["--", "sh", "-c", script])
            .current_dir(dir.path())
            .env("AZURE_PASSWORD", "real")
            // Or the terminal that somebody runs this test in counts as the command's.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let env = loop {
            if let Ok(env) = std::fs::read_to_string(dir.path().join("env")) {
                break env;
            }
            assert!(child.try_wait().unwrap().is_none(), "exec ended before its command was done");
            std::thread::sleep(Duration::from_millis(5));
        };
        let pair = |line: &str| line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self { child, env: env.lines().filter_map(pair).collect(), dir }
    }

    /// Lets the command end.
    fn end(&mut self, code: u8) -> (Option<i32>, String) {
        self.child.stdin.take().unwrap().write_all(format!("{code}\n").as_bytes()).unwrap();
        let (status, stderr) = self.wait();
        (status.code(), stderr)
    }

    fn wait(&mut self) -> (ExitStatus, String) {
        let mut stderr = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        (self.child.wait().unwrap(), stderr)
    }

    fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args([name, &pid]).status().unwrap().success());
    }

    /// What a client does that reads the environment: through the proxy, trusting `ca_file`.
    fn client(&self, ca_file: &str) -> reqwest::Client {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let pem = std::fs::read(ca_file).unwrap();
        reqwest::Client::builder()
            .tls_certs_only(reqwest::Certificate::from_pem_bundle(&pem).unwrap())
            .proxy(reqwest::Proxy::all(&self.env["HTTPS_PROXY"]).unwrap())
            .build()
            .unwrap()
    }

    /// Sends bytes to the proxy; everything that comes back.
    fn to_proxy(&self, request: &str) -> String {
        let address = self.env["HTTPS_PROXY"].strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Exec {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn exec(args: &[&str]) -> (Output, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let output = pretenant().arg("exec").args(args).current_dir(dir.path()).stdin(Stdio::null()).output().unwrap();
    (output, dir)
}

fn json(file: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

#[test]
fn the_exit_code_is_the_commands() {
    for (script, code) in [("exit 0", 0), ("exit 7", 7), ("kill -KILL $$", 137), ("kill -TERM $$", 143)] {
        let (output, _dir) = exec(&["--", "sh", "-c", script]);
        assert_eq!(output.status.code(), Some(code), "{script}: {}", text(&output.stderr));
    }
}

#[test]
fn output_is_the_commands_alone() {
    let (output, _dir) = exec(&["--", "echo", "hello"]);
    assert_eq!((text(&output.stdout).as_str(), text(&output.stderr).as_str()), ("hello\n", ""));
}

#[test]
fn signals_are_passed_on_and_the_command_decides() {
    for signal in ["-TERM", "-INT", "-HUP"] {
        let trap =
            format!("trap 'exit 9' {}; env > env.new; mv env.new env; while :; do sleep 0.02; done", &signal[1..]);
        let mut exec = Exec::running(&[], &trap);
        exec.signal(signal);
        assert_eq!(exec.wait().0.code(), Some(9), "{signal}");
    }
}

#[tokio::test]
async fn the_environment_leads_to_the_world_and_its_files_go_with_it() {
    let mut exec = Exec::start(&[]);
    let env = &exec.env;
    assert_eq!(env["PRETENANT_AUTHORITY"], format!("{}/{}", env["PRETENANT_ORIGIN"], env["PRETENANT_TENANT_ID"]));
    assert_eq!(env["AZURE_AUTHORITY_HOST"], env["PRETENANT_ORIGIN"]);
    assert_eq!((env["AZURE_CLIENT_ID"].as_str(), env["AZURE_CLIENT_SECRET"].as_str()), (DAEMON, "daemon-secret"));
    assert_eq!(env["PRETENANT_USER_ADA_UPN"], "ada@contoso.example");
    assert!(!env.contains_key("AZURE_PASSWORD") && !env.contains_key("HTTPS_PROXY"));
    let pem = std::fs::read_to_string(&env["PRETENANT_APP_DAEMON_CERTIFICATE_FILE"]).unwrap();
    assert!(pem.contains("PRIVATE KEY"));
    assert_eq!(json(env["PRETENANT_READY_FILE"].as_ref())["origin"], env["PRETENANT_ORIGIN"]);

    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    for bundle in ["PRETENANT_CA_FILE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"]
    {
        let pem = std::fs::read(&env[bundle]).unwrap();
        let trusting = reqwest::Certificate::from_pem_bundle(&pem).unwrap();
        let client = reqwest::Client::builder().tls_certs_only(trusting).no_proxy().build().unwrap();
        let url = format!("{}/oauth2/v2.0/token", env["PRETENANT_AUTHORITY"]);
        assert_eq!(client.post(url).form(&app_only()).send().await.unwrap().status(), 200, "{bundle}");
    }
    assert!(env["JAVA_TOOL_OPTIONS"].contains("truststore.p12"));

    use std::os::unix::fs::PermissionsExt as _;
    let files = Path::new(&env["PRETENANT_CA_FILE"]).parent().unwrap().to_owned();
    assert_eq!(std::fs::metadata(&files).unwrap().permissions().mode() & 0o777, 0o700);
    let (code, stderr) = exec.end(0);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert!(!files.exists());
    assert!(!exec.dir.path().join("pretenant-journal.json").exists());
}

#[tokio::test]
async fn another_app_and_world_can_be_chosen() {
    let dir = tempfile::tempdir().unwrap();
    let world = dir.path().join("world.yaml");
    std::fs::write(&world, "{tenants: [{name: acme}], apps: [{name: my-app, secrets: [{value: s}]}]}").unwrap();
    let mut exec = Exec::start(&["--world", world.to_str().unwrap(), "--app", "my-app"]);
    assert_eq!(exec.env["AZURE_CLIENT_SECRET"], "s");
    assert_eq!(exec.env["AZURE_CLIENT_ID"], exec.env["PRETENANT_APP_MY_APP_CLIENT_ID"]);
    assert_eq!(exec.end(0).0, Some(0));
}

#[tokio::test]
async fn a_failure_leaves_the_journal_as_json_and_har() {
    let mut exec = Exec::start(&[]);
    let mut form = app_only();
    form[2].1 = "hunter2";
    let pem = std::fs::read(&exec.env["PRETENANT_CA_FILE"]).unwrap();
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let trusting = [reqwest::Certificate::from_pem(&pem).unwrap()];
    let client = reqwest::Client::builder().tls_certs_only(trusting).no_proxy().build().unwrap();
    let url = format!("{}/oauth2/v2.0/token", exec.env["PRETENANT_AUTHORITY"]);
    assert_eq!(client.post(&url).form(&form).send().await.unwrap().status(), 401);

    let (code, stderr) = exec.end(3);
    assert_eq!(code, Some(3));
    assert_eq!(stderr, "pretenant: 1 exchange with the world: see pretenant-journal.json and pretenant-journal.har\n");
    let journal = json(&exec.dir.path().join("pretenant-journal.json"));
    assert_eq!(journal["exchanges"][0]["code"], 7000215);
    let har = json(&exec.dir.path().join("pretenant-journal.har"));
    assert_eq!(har["log"]["version"], "1.2");
    assert_eq!(har["log"]["entries"][0]["request"]["url"], url);
    assert_eq!(har["log"]["entries"][0]["response"]["status"], 401);
    assert!(!(journal.to_string() + &har.to_string()).contains("hunter2"));
}

#[test]
fn a_journal_that_was_asked_for_is_written_after_success_too() {
    let (output, dir) = exec(&["--journal", "j.json", "--", "true"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(json(&dir.path().join("j.json"))["exchanges"], Value::Array(vec![]));
    assert!(!dir.path().join("pretenant-journal.har").exists());
}

#[test]
fn findings_fail_a_run_where_that_was_asked_for() {
    let connect = "CONNECT outlook.office.com:443 HTTP/1.1\r\nhost: outlook.office.com:443\r\n\r\n";
    for (fail_on, ended, code) in [(None, 0, 0), (Some("error"), 0, 3), (Some("note"), 7, 7)] {
        let fail_on: Vec<&str> = fail_on.into_iter().flat_map(|severity| ["--fail-on", severity]).collect();
        let mut exec = Exec::start(&[&["--intercept"], &fail_on[..]].concat());
        exec.to_proxy(connect);
        let (found, stderr) = exec.end(ended);
        assert_eq!(found, Some(code), "{fail_on:?}");
        assert_eq!(stderr.contains("escape.real-host"), !fail_on.is_empty(), "{stderr}");
        assert_eq!(exec.dir.path().join("pretenant-journal.json").exists(), code != 0);
    }
}

#[tokio::test]
async fn code_with_the_real_host_names_built_in_reaches_the_world() {
    let mut exec = Exec::start(&["--intercept"]);
    let client = exec.client(&exec.env["SSL_CERT_FILE"]);
    let login = format!("https://login.microsoftonline.com/{}", exec.env["PRETENANT_TENANT_ID"]);
    let metadata: Value = client
        .get(format!("{login}/v2.0/.well-known/openid-configuration"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(metadata["issuer"], format!("{login}/v2.0"));
    let endpoint = metadata["token_endpoint"].as_str().unwrap();
    let tokens: Value = client.post(endpoint).form(&app_only()).send().await.unwrap().json().await.unwrap();
    let token = tokens["access_token"].as_str().unwrap();
    // Under the real name, and under the world's own: one token is good for both.
    for users in ["https://graph.microsoft.com/v1.0/users", &format!("{}/users", exec.env["PRETENANT_API_GRAPH_URL"])] {
        let answer = client.get(users).bearer_auth(token).send().await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.version()), (200, http::Version::HTTP_2), "{users}");
    }
    let own = format!("{}/oauth2/v2.0/token", exec.env["PRETENANT_AUTHORITY"]);
    let tokens: Value = client.post(own).form(&app_only()).send().await.unwrap().json().await.unwrap();
    let token = tokens["access_token"].as_str().unwrap();
    let answer = client.get("https://graph.microsoft.com/v1.0/users").bearer_auth(token).send().await.unwrap();
    assert_eq!(answer.status(), 200);

    let keys = exec.to_proxy(
        "GET http://login.microsoftonline.com/common/discovery/keys HTTP/1.1\r\nhost: login.microsoftonline.com\r\nconnection: close\r\n\r\n",
    );
    assert!(keys.starts_with("HTTP/1.1 200") && keys.contains("\"keys\""), "{keys}");
    let (code, stderr) = exec.end(0);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
}

#[test]
fn another_host_is_refused_with_the_cure() {
    let mut exec = Exec::start(&["--intercept", "--journal", "j.json"]);
    let answer = exec.to_proxy("CONNECT outlook.office.com:443 HTTP/1.1\r\nhost: outlook.office.com:443\r\n\r\n");
    let reason = "HTTP/1.1 403 Refused by pretenant; --allow outlook.office.com lets it through\r\n";
    assert!(answer.starts_with(reason), "{answer}");
    let plain = "GET http://example.com:8080/x HTTP/1.1\r\nhost: example.com:8080\r\nconnection: close\r\n\r\n";
    let answer = exec.to_proxy(plain);
    assert!(answer.starts_with("HTTP/1.1 403") && answer.contains("--allow example.com:8080"), "{answer}");
    assert!(exec.to_proxy("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").starts_with("HTTP/1.1 400"));

    let (code, stderr) = exec.end(0);
    assert_eq!(code, Some(0));
    assert!(
        stderr.contains("refused outlook.office.com:443: not a host of the world; --allow outlook.office.com"),
        "{stderr}"
    );
    let incidents = json(&exec.dir.path().join("j.json"))["incidents"].clone();
    assert_eq!(incidents[0]["host"], "outlook.office.com");
    assert_eq!((&incidents[0]["microsoft"], &incidents[0]["what"]), (&Value::Bool(true), &"refused".into()));
    let findings = json(&exec.dir.path().join("j.json"))["findings"].clone();
    assert_eq!(findings[0]["rule"], "escape.real-host");
    assert_eq!((findings.as_array().unwrap().len(), &findings[0]["times"]), (1, &1.into()));
    assert_eq!((&incidents[1]["microsoft"], &incidents[1]["port"]), (&Value::Bool(false), &8080.into()));
}

#[tokio::test]
async fn a_host_that_is_allowed_answers_for_itself() {
    let other = Server::start(&[]);
    let plain = TcpListener::bind("127.0.0.1:0").unwrap();
    let (host, port) =
        (other.ready["origin"].as_str().unwrap().strip_prefix("https://").unwrap(), plain.local_addr().unwrap().port());
    let gone = { TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port() };
    let allow = ["--allow", host, "--allow", &format!("127.0.0.1:{port}"), "--allow", &format!("127.0.0.1:{gone}")];
    let mut exec = Exec::start(&[&["--intercept"], &allow[..]].concat());

    // Its own certificate, from an authority that the command does not know.
    let through = exec.client(other.ready["ca_file"].as_str().unwrap());
    assert_eq!(through.get(other.url("/_pretenant/health")).send().await.unwrap().status(), 200);
    assert!(exec.client(&exec.env["PRETENANT_CA_FILE"]).get(other.url("/")).send().await.is_err());

    let server = std::thread::spawn(move || {
        let (mut stream, _) = plain.accept().unwrap();
        let mut request = [0; 4096];
        let length = stream.read(&mut request).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello").unwrap();
        text(&request[..length])
    });
    let request = format!(
        "GET http://127.0.0.1:{port}/x?y HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nproxy-connection: close\r\nconnection: close\r\n\r\n"
    );
    let answer = exec.to_proxy(&request);
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("hello"), "{answer}");
    let received = server.join().unwrap();
    assert!(received.starts_with("GET /x?y HTTP/1.1\r\n") && !received.contains("proxy-"), "{received}");

    let answer = exec.to_proxy(&format!("CONNECT 127.0.0.1:{gone} HTTP/1.1\r\nhost: 127.0.0.1:{gone}\r\n\r\n"));
    assert!(answer.starts_with(&format!("HTTP/1.1 502 Cannot reach 127.0.0.1:{gone}")), "{answer}");
    assert!(exec.end(0).1.contains(&format!("cannot reach 127.0.0.1:{gone}")));
}

#[test]
fn a_command_that_cannot_be_run_is_told_as_shells_do() {
    let (output, dir) = exec(&["--", "no-such-command-anywhere", "x"]);
    assert_eq!(output.status.code(), Some(127));
    assert_eq!(
        text(&output.stderr),
        "pretenant: cannot run `no-such-command-anywhere`: there is no such command\n  check its spelling, and PATH\n"
    );
    assert!(!dir.path().join("pretenant-journal.json").exists());
    let (output, _dir) = exec(&["--", "/"]);
    assert_eq!(output.status.code(), Some(126), "{}", text(&output.stderr));
}

#[test]
fn what_is_typed_wrong_is_told_before_anything_runs() {
    for (args, told) in [
        (vec!["--"], "required"),
        (vec!["touch", "ran"], "unexpected argument 'touch'"),
        (vec!["--allow", "example.com", "--", "touch", "ran"], "--intercept"),
        (vec!["--intercept", "--allow", "https://x", "--", "touch", "ran"], "write a host without scheme and path"),
        (vec!["--fail-on", "typo", "--", "touch", "ran"], "possible values: error, warning, note"),
        (vec!["--app", "nobody", "--", "touch", "ran"], "--app takes one of desktop, device"),
        (vec!["--har", "none/x.har", "--", "touch", "ran"], "there is no directory none"),
        (vec!["--journal", ".", "--", "touch", "ran"], "is a directory"),
        (vec!["--world", "none.yaml", "--", "touch", "ran"], "none.yaml"),
    ] {
        let (output, dir) = exec(&args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(text(&output.stderr).contains(told), "{args:?}: {}", text(&output.stderr));
        assert!(!dir.path().join("ran").exists(), "{args:?}");
    }
}

#[tokio::test]
async fn a_seed_gives_the_same_identifiers_again() {
    let mut ids = Vec::new();
    for _ in 0..2 {
        let mut exec = Exec::start(&["--intercept", "--seed", "5", "--clock", "fixed:2026-11-22T12:00:00Z"]);
        let client = exec.client(&exec.env["PRETENANT_CA_FILE"]);
        let url = "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token";
        let form = [("grant_type", "client_credentials"), ("client_id", DAEMON), ("scope", GRAPH)];
        let refused = client.post(url).form(&form).send().await.unwrap();
        ids.push(refused.text().await.unwrap());
        exec.end(0);
    }
    assert_eq!(ids[0], ids[1]);
}
