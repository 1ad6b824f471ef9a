//! Tokens per second over TLS, beside the bare RS256 signing rate of the same cores, in one run.
//!
//! `cargo bench --bench tokens`. Prints, for 1 and 16 connections: tokens per second, server CPU per token, and
//! what of it is not the signature. CPU times are the scheduler's (Linux). Nothing is asserted: machines differ.
#![expect(clippy::disallowed_methods, reason = "a benchmark measures wall-clock time")]
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot run should say where it stopped")]

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::RSA_PKCS1_SHA256;

const ROUND: Duration = Duration::from_secs(2);
const ROUNDS: usize = 5;
const FORM: &str = "grant_type=client_credentials&client_id=c0000000-0000-0000-0000-000000000005\
                    &client_secret=daemon-secret&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default";

fn main() {
    // `cargo test --benches` only wants to know that it builds.
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let state = tempfile::tempdir().unwrap();
    let started = Instant::now();
    let mut server = Server::start(state.path());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let load = Load::new(&server, state.path());
    runtime.block_on(load.send(Ask::Token, &load.client()));
    println!("process start to first token over TLS: {:.1} ms\n", started.elapsed().as_secs_f64() * 1e3);

    let mut signing = Vec::new();
    let mut rows: Vec<(Ask, usize, Vec<Round>)> =
        [(Ask::Token, 1), (Ask::Token, 16), (Ask::UserRealm, 1), (Ask::UserRealm, 16)]
            .map(|(ask, connections)| (ask, connections, Vec::new()))
            .into();
    // Interleaved, so that what else the machine does hits all alike.
    for _ in 0..ROUNDS {
        signing.push(sign_micros());
        for (ask, connections, rounds) in &mut rows {
            rounds.push(runtime.block_on(load.round(*ask, *connections, &server)));
        }
    }
    let signature = median(signing);
    let in_process = median((0..ROUNDS).map(|_| in_process_micros()).collect());
    println!("RS256 signature: {signature:.0} µs of CPU ({:.0} per second and core)\n", 1e6 / signature);
    println!("the same token in process, no socket: {:.0} µs besides the signature\n", in_process - signature);
    println!("what        connections  per second  of one core's signatures  server CPU each  besides the signature");
    for (ask, connections, rounds) in rows {
        let rate = median(rounds.iter().map(|r| r.rate).collect());
        let cpu = median(rounds.iter().map(|r| r.cpu_micros).collect());
        let signed = if ask == Ask::Token { signature } else { 0.0 };
        println!(
            "{:<10}  {connections:>11}  {rate:>10.0}  {:>23.0}%  {cpu:>12.0} µs  {:>18.0} µs",
            format!("{ask:?}"),
            rate * signed / 1e4,
            cpu - signed
        );
    }
    server.stop();
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ask {
    /// An app-only token.
    Token,
    /// A small answer without a signature: what HTTP, TLS, routing and the journal cost.
    UserRealm,
}

struct Round {
    rate: f64,
    cpu_micros: f64,
}

struct Server {
    child: Child,
    origin: String,
}

impl Server {
    fn start(state: &std::path::Path) -> Self {
        let ready = state.join("ready.json");
        let child = Command::new(env!("CARGO_BIN_EXE_pretenant"))
            .args(["serve", "--listen", "127.0.0.1:0", "--state-dir"])
            .arg(state)
            .arg("--ready-file")
            .arg(&ready)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let text = loop {
            match std::fs::read_to_string(&ready) {
                Ok(text) => break text,
                Err(_) => std::thread::sleep(Duration::from_micros(200)),
            }
        };
        let ready: serde_json::Value = serde_json::from_str(&text).unwrap();
        Self { child, origin: ready["origin"].as_str().unwrap().to_owned() }
    }

    /// CPU seconds of the server's threads so far.
    fn cpu(&self) -> f64 {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).unwrap();
        tasks.map(|task| cpu_seconds(&task.unwrap().path())).sum()
    }

    fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[derive(Clone)]
struct Load {
    token_endpoint: String,
    user_realm: String,
    ca: reqwest::Certificate,
}

impl Load {
    fn new(server: &Server, state: &std::path::Path) -> Self {
        let pem = std::fs::read(state.join("ca.pem")).unwrap();
        Self {
            token_endpoint: format!("{}/contoso.example/oauth2/v2.0/token", server.origin),
            user_realm: format!("{}/common/userrealm/ada@contoso.example", server.origin),
            ca: reqwest::Certificate::from_pem(&pem).unwrap(),
        }
    }

    fn client(&self) -> reqwest::Client {
        reqwest::Client::builder()
            .tls_certs_only([self.ca.clone()])
            .http1_only()
            .pool_max_idle_per_host(1)
            .build()
            .unwrap()
    }

    async fn send(&self, ask: Ask, client: &reqwest::Client) {
        let (request, expected) = match ask {
            Ask::Token => {
                let form = "application/x-www-form-urlencoded";
                (client.post(&self.token_endpoint).header("content-type", form).body(FORM), "access_token")
            }
            Ask::UserRealm => (client.get(&self.user_realm), "Managed"),
        };
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert!(response.text().await.unwrap().contains(expected));
    }

    async fn round(&self, ask: Ask, connections: usize, server: &Server) -> Round {
        let clients: Vec<_> = (0..connections).map(|_| self.client()).collect();
        for client in &clients {
            self.send(ask, client).await;
        }
        let (cpu, start) = (server.cpu(), Instant::now());
        let mut workers = tokio::task::JoinSet::new();
        for client in clients {
            let load = self.clone();
            workers.spawn(async move {
                let mut count = 0_u32;
                while start.elapsed() < ROUND {
                    load.send(ask, &client).await;
                    count += 1;
                }
                count
            });
        }
        let counts = workers.join_all().await;
        let tokens = f64::from(counts.iter().sum::<u32>());
        let (cpu, seconds) = (server.cpu() - cpu, start.elapsed().as_secs_f64());
        Round { rate: tokens / seconds, cpu_micros: cpu * 1e6 / tokens }
    }
}

/// CPU seconds of a thread, from the scheduler's own count (Linux).
fn cpu_seconds(task: &std::path::Path) -> f64 {
    let stat = std::fs::read_to_string(task.join("schedstat")).unwrap_or_default();
    stat.split(' ').next().and_then(|nanos| nanos.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

/// CPU microseconds of a bare RS256 signature over a token's worth of bytes, with a key that is parsed once.
/// Taken while the other core signs, too: under load both cores are slower than one alone.
fn sign_micros() -> f64 {
    let signing = || {
        let key = KeyPair::from_pkcs8(include_bytes!("../sts/keys/signing-1.pk8")).unwrap();
        let (random, message) = (SystemRandom::new(), [7_u8; 1100]);
        let mut signature = vec![0; key.public_modulus_len()];
        let task = std::path::Path::new("/proc/thread-self");
        let (start, cpu, mut count) = (Instant::now(), cpu_seconds(task), 0_u32);
        while start.elapsed() < Duration::from_millis(500) {
            key.sign(&RSA_PKCS1_SHA256, &random, &message, &mut signature).unwrap();
            count += 1;
        }
        (cpu_seconds(task) - cpu) * 1e6 / f64::from(count)
    };
    let other = std::thread::spawn(signing);
    (signing() + other.join().unwrap()) / 2.0
}

/// CPU microseconds of one token through `World::handle`, on a thread of its own: no socket, TLS or HTTP.
fn in_process_micros() -> f64 {
    use pretenant_sts::{clock::Clock, directory::file, entropy::Entropy, world::Settings, world::World};
    let directory = file::builtin().build().unwrap();
    let world = World::new(directory, Settings::default(), Clock::real(), Entropy::os());
    let request = http::Request::post("/contoso.example/oauth2/v2.0/token")
        .header("host", "localhost:8443")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(FORM.into())
        .unwrap();
    let task = std::path::Path::new("/proc/thread-self");
    let (cpu, count) = (cpu_seconds(task), 500);
    for _ in 0..count {
        assert_eq!(world.handle(true, &request).status(), 200);
    }
    (cpu_seconds(task) - cpu) * 1e6 / f64::from(count)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
