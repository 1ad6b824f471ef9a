//! What was typed, and what it means.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;

use pretenant_sts::control::Control;
use pretenant_sts::tls::default_state_dir;

use super::ServeArgs;
use crate::failure::Failure;
use crate::findings_report::FindingsArgs;

const DEFAULT_PORT: u16 = 8443;

/// Everything a server needs, checked.
pub struct ServeSettings {
    /// The world and its controls.
    pub control: Control,
    /// Bearer token of the control API.
    pub control_token: Option<String>,
    /// https addresses.
    pub listen: Vec<SocketAddr>,
    /// http addresses.
    pub http_listen: Vec<SocketAddr>,
    /// State directory.
    pub state_dir: PathBuf,
    /// Ready file.
    pub ready_file: Option<PathBuf>,
    /// What to do with findings.
    pub findings: FindingsArgs,
}

impl ServeSettings {
    /// Checks what was typed.
    pub fn new(args: ServeArgs) -> Result<Self, Failure> {
        loopback_or_token(&args)?;
        Ok(Self {
            control: args.world.open()?.control,
            control_token: args.control_token,
            listen: if args.listen.is_empty() { default_addresses() } else { args.listen },
            http_listen: args.http_listen,
            state_dir: match args.state_dir {
                Some(dir) => dir,
                None => default_state_dir()?,
            },
            ready_file: args.ready_file,
            findings: args.findings,
        })
    }
}

/// Both loopback addresses; IPv6 only where the machine has it.
fn default_addresses() -> Vec<SocketAddr> {
    let v6 = SocketAddr::from((Ipv6Addr::LOCALHOST, DEFAULT_PORT));
    let has_v6 = std::net::UdpSocket::bind((Ipv6Addr::LOCALHOST, 0)).is_ok();
    let v4 = SocketAddr::from((Ipv4Addr::LOCALHOST, DEFAULT_PORT));
    if has_v6 { vec![v4, v6] } else { vec![v4] }
}

/// This is a fake with public keys and a control API: whoever shows it to a network must mean it.
fn loopback_or_token(args: &ServeArgs) -> Result<(), Failure> {
    let outside = args.listen.iter().chain(&args.http_listen).find(|a| !a.ip().is_loopback());
    match (outside, &args.control_token) {
        (Some(address), None) => Err(Failure::usage(format!(
            "{address} is not a loopback address, and the control API would be open to everybody who reaches it\n  \
             listen on 127.0.0.1 or [::1], or protect the control API with --control-token TOKEN"
        ))),
        _ => Ok(()),
    }
}
