//! `pretenant record`: real traffic becomes a scenario.

mod proxy;
mod upstream;

use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use pretenant_sts::clock::Clock;
use pretenant_sts::front::{Server, ServerBuilder};
use pretenant_sts::tls::{Authority, default_state_dir};
use serde::Serialize;

use super::recording_file::{self, ScrubArgs};
use crate::child::{self, Environment, Reach, TrustFiles, TrustedAlready, private_directory};
use crate::failure::{Failure, exit_code};
use crate::output;
use crate::server::listen::{cannot_listen, stop_signal};
use proxy::Recorder;
use upstream::Upstream;

/// Record real traffic into a scenario that replays without it
///
/// Starts a proxy in front of a real platform and runs COMMAND with PRETENANT_ORIGIN (and PRETENANT_AUTHORITY, if the
/// upstream's URL has a path) naming it, and trusting it. Without COMMAND it records until ctrl-C or SIGTERM. What is
/// secret is taken out before anything is written. Replay with `serve --scenario` or `exec --scenario`.
#[derive(Debug, clap::Args)]
pub struct RecordArgs {
    /// The platform to record, e.g. https://login.microsoftonline.com/contoso.com
    #[arg(long, value_name = "URL")]
    upstream: Upstream,

    /// The scenario file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    /// PEM file of the authority that signed the upstream's certificate [default: those that this machine trusts]
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,

    #[command(flatten)]
    scrub: ScrubArgs,

    /// Listen with https on this loopback address; port 0 takes a free one
    #[arg(long, value_name = "ADDR:PORT", default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))]
    listen: SocketAddr,

    /// Where the certificate authority is kept [default: $PRETENANT_STATE_DIR, else the user's state directory]
    #[arg(long, value_name = "DIR")]
    state_dir: Option<PathBuf>,

    /// Write a JSON description of the recorder to FILE once it accepts connections
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,

    /// The command and its arguments, after `--`
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// The contents of the ready file.
#[derive(Debug, Serialize)]
struct Ready {
    /// `https://localhost:<port>`.
    origin: String,
    /// The authority, if the upstream's URL has a path.
    #[serde(skip_serializing_if = "Option::is_none")]
    authority: Option<String>,
    /// PEM file of the certificate authority.
    ca_file: Option<PathBuf>,
    /// What is recorded.
    upstream: String,
    /// Process id.
    pid: u32,
}

/// Runs the command.
pub fn run(args: RecordArgs) -> Result<ExitCode, Failure> {
    if !args.listen.ip().is_loopback() {
        return Err(Failure::usage(format!(
            "{} is not a loopback address, and whoever reaches the recorder would sign in through it\n  \
             listen on 127.0.0.1 or [::1]",
            args.listen
        )));
    }
    args.scrub.check()?;
    for file in [Some(&args.out), args.ready_file.as_ref()].into_iter().flatten() {
        output::writable(file)?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::failed(format!("cannot start the runtime: {error}")))?;
    runtime.block_on(record(args)).map(ExitCode::from)
}

async fn record(args: RecordArgs) -> Result<u8, Failure> {
    let state_dir = args.state_dir.map_or_else(default_state_dir, Ok)?;
    let authority = Authority::open(&state_dir, Clock::real().now().seconds())?;
    let recorder = Arc::new(Recorder::new(args.upstream.clone(), args.upstream.client(args.ca.as_deref())?));
    let builder = ServerBuilder::new().tls(authority.server_config(&[])?).listen(args.listen);
    let server = builder.start(recorder.clone()).await.map_err(cannot_listen)?;
    let ready = ready(&args.upstream, &authority, &server);
    if let Some(file) = &args.ready_file {
        write_ready(file, &ready)?;
    }
    eprintln!("pretenant: recording {} at {}", ready.upstream, ready.origin);
    let ended = if args.command.is_empty() {
        eprintln!("pretenant: ctrl-C ends it and writes {}", args.out.display());
        stop_signal().await;
        Ok(0)
    } else {
        run_command(&args.command, &authority, &ready).await
    };
    server.stop().await;
    if let Some(file) = &args.ready_file {
        // Whoever waits for the file must not find that of a recorder that is gone.
        let _ = std::fs::remove_file(file);
    }
    let code = ended?;
    let taken = recorder.taken();
    if taken.is_empty() {
        eprintln!("pretenant: nothing was recorded: no request reached {}", ready.origin);
        return Ok(if code == 0 { exit_code::FAILED } else { code });
    }
    let options = args.scrub.options(vec![args.upstream.origin()]);
    let written = recording_file::write(&args.out, &args.upstream.origin(), &taken, &options)?;
    eprintln!("pretenant: {written}");
    Ok(code)
}

fn ready(upstream: &Upstream, authority: &Authority, server: &Server) -> Ready {
    let port = server.bindings().first().map_or(0, |binding| binding.address.port());
    let origin = format!("https://localhost:{port}");
    Ready {
        authority: upstream.path().map(|path| format!("{origin}{path}")),
        ca_file: authority.ca_file().map(Path::to_owned),
        upstream: upstream.origin(),
        pid: std::process::id(),
        origin,
    }
}

fn write_ready(file: &Path, ready: &Ready) -> Result<(), Failure> {
    let cannot = |error: std::io::Error| Failure::usage(format!("cannot write {}: {error}", file.display()));
    let json = serde_json::to_string_pretty(ready)
        .map_err(|error| Failure::failed(format!("cannot describe the recorder: {error}")))?;
    // In one step: who waits for the file never reads half of it.
    let draft = file.with_extension(format!("{}.draft", ready.pid));
    std::fs::write(&draft, json + "\n").map_err(cannot)?;
    std::fs::rename(&draft, file).map_err(cannot)
}

async fn run_command(command: &[OsString], authority: &Authority, ready: &Ready) -> Result<u8, Failure> {
    let files = private_directory()?;
    let already = TrustedAlready::read(|name| std::env::var_os(name));
    let trust = TrustFiles::write(files.path(), authority, &already)?;
    let mut environment = Environment::reaching(&Reach::new(&trust, None));
    environment.put("PRETENANT_ORIGIN", &ready.origin);
    environment.put("PRETENANT_UPSTREAM", &ready.upstream);
    if let Some(authority) = &ready.authority {
        environment.put("PRETENANT_AUTHORITY", authority);
    }
    child::run(command, &environment).await
}
