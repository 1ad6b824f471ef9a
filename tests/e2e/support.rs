//! A server process of one's own.

use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

pub const DAEMON: &str = "c0000000-0000-0000-0000-000000000005";
pub const GRAPH: &str = "https://graph.microsoft.com/.default";

pub fn pretenant() -> Command {
    Command::new(env!("CARGO_BIN_EXE_pretenant"))
}

/// Runs a command to its end.
pub fn run(args: &[&str]) -> Output {
    pretenant().args(args).stdin(Stdio::null()).output().unwrap()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// `pretenant serve` on a free port, with state of its own. Stopped when dropped.
pub struct Server {
    child: Child,
    pub dir: TempDir,
    pub ready: Value,
}

impl Server {
    pub fn start(args: &[&str]) -> Self {
        Self::launch("serve", args, tempfile::tempdir().unwrap(), Stdio::inherit())
    }

    /// `pretenant record`.
    pub fn recorder(args: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let log = std::fs::File::create(dir.path().join("stderr")).unwrap();
        Self::launch("record", args, dir, log.into())
    }

    /// One whose standard error [`Server::end`] returns.
    pub fn logged(args: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let log = std::fs::File::create(dir.path().join("stderr")).unwrap();
        Self::launch("serve", args, dir, log.into())
    }

    fn launch(command: &str, args: &[&str], dir: TempDir, stderr: Stdio) -> Self {
        let ready = dir.path().join("ready.json");
        let mut child = pretenant()
            .args([command, "--listen", "127.0.0.1:0", "--state-dir"])
            .arg(dir.path().join("state"))
            .arg("--ready-file")
            .arg(&ready)
            .args(args)
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()
            .unwrap();
        // The file appears in one step, once connections are accepted; a server that ends first never writes it.
        let ready = loop {
            if let Ok(text) = std::fs::read_to_string(&ready) {
                break serde_json::from_str(&text).unwrap();
            }
            assert!(child.try_wait().unwrap().is_none(), "the server ended before it was ready");
            std::thread::sleep(Duration::from_millis(5));
        };
        Self { child, dir, ready }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.ready["origin"].as_str().unwrap())
    }

    pub fn token_endpoint(&self) -> String {
        format!("{}/oauth2/v2.0/token", self.ready["authority"].as_str().unwrap())
    }

    pub fn client(&self) -> reqwest::Client {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let pem = std::fs::read(self.ready["ca_file"].as_str().unwrap()).unwrap();
        reqwest::Client::builder()
            .tls_certs_only([reqwest::Certificate::from_pem(&pem).unwrap()])
            .redirect(reqwest::redirect::Policy::none())
            .cookie_store(true)
            .build()
            .unwrap()
    }

    /// Sends SIGTERM and waits for the end.
    pub fn terminate(mut self) -> (std::process::ExitStatus, String) {
        let status = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status().unwrap();
        assert!(status.success());
        let mut banner = String::new();
        std::io::Read::read_to_string(self.child.stdout.as_mut().unwrap(), &mut banner).unwrap();
        (self.child.wait().unwrap(), banner)
    }

    /// Sends SIGTERM and waits for the end; what a logged server wrote to standard error.
    pub fn end(mut self) -> (std::process::ExitStatus, String) {
        assert!(Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status().unwrap().success());
        let status = self.child.wait().unwrap();
        (status, std::fs::read_to_string(self.dir.path().join("stderr")).unwrap())
    }

    pub fn state(&self) -> std::path::PathBuf {
        self.dir.path().join("state")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The form of an app-only token.
pub fn app_only() -> Vec<(&'static str, &'static str)> {
    vec![
        ("grant_type", "client_credentials"),
        ("client_id", DAEMON),
        ("client_secret", "daemon-secret"),
        ("scope", GRAPH),
    ]
}
