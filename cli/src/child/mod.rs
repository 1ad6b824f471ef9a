//! Commands that are run with an environment in which they find a server of ours and trust it.

mod environment;
mod run;
mod trust;

use tempfile::TempDir;

pub use environment::{Environment, Reach};
pub use run::run;
pub use trust::{TrustFiles, TrustedAlready};

use crate::failure::Failure;

/// A directory of this user's alone, for the files that the environment names; removed when it is dropped.
pub fn private_directory() -> Result<TempDir, Failure> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    let made = builder.prefix("pretenant-").tempdir();
    made.map_err(|error| Failure::failed(format!("cannot make a temporary directory: {error}")))
}
