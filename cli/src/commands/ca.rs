//! `pretenant ca`: the certificate that clients must trust.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use pretenant_sts::tls::{Authority, default_state_dir, export};

use crate::failure::Failure;

/// Show or export the local certificate authority that signs the server's certificate
///
/// Without --pem or --pkcs12, prints the path of its PEM file, e.g. for SSL_CERT_FILE, REQUESTS_CA_BUNDLE or
/// NODE_EXTRA_CA_CERTS. The authority is made on first use.
#[derive(Debug, clap::Args)]
pub struct CaArgs {
    /// Where the authority is kept [default: $PRETENANT_STATE_DIR, else the user's state directory]
    #[arg(long, value_name = "DIR")]
    state_dir: Option<PathBuf>,

    /// Print the certificate in PEM
    #[arg(long, conflicts_with = "pkcs12")]
    pem: bool,

    /// Write a trust store for Java
    #[arg(long, value_name = "FILE")]
    pkcs12: Option<PathBuf>,

    /// The trust store's password; it keeps nothing secret, but Java wants one
    #[arg(long, value_name = "PW", requires = "pkcs12", default_value = "changeit")]
    password: String,
}

/// Runs the command. `now` is the real time in Unix seconds.
pub fn run(args: CaArgs, now: i64) -> Result<(), Failure> {
    let state_dir = match args.state_dir {
        Some(directory) => directory,
        None => default_state_dir()?,
    };
    let authority = Authority::open(&state_dir, now)?;
    if let Some(file) = args.pkcs12 {
        let store = export::pkcs12(&authority, &[], &args.password)?;
        return write_private(&file, &store)
            .map_err(|error| Failure::failed(format!("cannot write {}: {error}", file.display())));
    }
    let mut out = io::stdout().lock();
    if args.pem {
        out.write_all(export::pem(&authority).as_bytes())
    } else {
        // An opened authority has a file.
        let file = authority.ca_file().unwrap_or(&state_dir);
        writeln!(out, "{}", file.display())
    }
    .and_then(|()| out.flush())
    .map_err(|error| Failure::failed(format!("cannot write to standard output: {error}")))
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}
