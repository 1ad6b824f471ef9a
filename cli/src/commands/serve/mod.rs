//! `pretenant serve`: the main job.

mod banner;
mod settings;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use pretenant_sts::clock::Clock;
use pretenant_sts::control::{Site, SiteOptions};
use pretenant_sts::front::ServerBuilder;
use pretenant_sts::tls::Authority;

use crate::failure::Failure;
use crate::findings_report::FindingsArgs;
use crate::server::listen::{cannot_listen, stop_signal};
use crate::server::ready::Ready;
use crate::server::samples;
use crate::server::world::WorldOptions;
use settings::ServeSettings;

/// Start the pretend tenant
///
/// Without options: https on 127.0.0.1:8443 and [::1]:8443, with the built-in world. Stops on ctrl-C or SIGTERM.
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    #[command(flatten)]
    world: WorldOptions,

    /// Listen with https; may be given several times; port 0 takes a free one
    /// [default: 127.0.0.1:8443 and [::1]:8443]
    #[arg(long, value_name = "ADDR:PORT")]
    listen: Vec<SocketAddr>,

    /// Listen with plain http, too
    #[arg(long, value_name = "ADDR:PORT")]
    http_listen: Vec<SocketAddr>,

    /// Where the certificate authority and sample files are kept
    /// [default: $PRETENANT_STATE_DIR, else the user's state directory]
    #[arg(long, value_name = "DIR")]
    state_dir: Option<PathBuf>,

    /// Write a JSON description of the running server to FILE once it accepts connections
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,

    /// Bearer token that the control API requires; needed to listen on other addresses than loopback
    #[arg(long, value_name = "TOKEN")]
    control_token: Option<String>,

    #[command(flatten)]
    findings: FindingsArgs,
}

/// Runs the command.
pub fn run(args: ServeArgs) -> Result<(), Failure> {
    let settings = ServeSettings::new(args)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::failed(format!("cannot start the runtime: {error}")))?;
    runtime.block_on(serve(settings))
}

async fn serve(settings: ServeSettings) -> Result<(), Failure> {
    let authority = Authority::open(&settings.state_dir, Clock::real().now().seconds())?;
    let control = settings.control;
    let world = control.world().clone();
    let certificates = samples::write_certificates(&world.directory(), &settings.state_dir)?;
    let tls = authority.server_config(&[])?;
    let options = SiteOptions { control_token: settings.control_token, tls: Some(tls.clone()) };
    let mut builder = ServerBuilder::new().tls(tls);
    for address in settings.listen {
        builder = builder.listen(address);
    }
    for address in settings.http_listen {
        builder = builder.listen_http(address);
    }
    let server = builder.start(Arc::new(Site::new(control.clone(), options))).await.map_err(cannot_listen)?;
    let ready = Ready::new(&world, server.bindings(), authority.ca_file(), &certificates);
    if let Some(file) = &settings.ready_file {
        ready.write(file)?;
    }
    banner::print(&ready, &world);
    stop_signal().await;
    eprintln!("pretenant: stopping");
    server.stop().await;
    if let Some(file) = &settings.ready_file {
        // Whoever waits for the file must not find that of a server that is gone.
        let _ = std::fs::remove_file(file);
    }
    settings.findings.conclude(&control)
}
