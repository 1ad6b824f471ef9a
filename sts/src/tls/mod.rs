//! HTTPS for a server on localhost: a certificate authority of this installation's own, and the server
//! certificate that it signs.
//!
//! Clients trust the authority once, by its file ([`Authority::ca_file`]) or an [export] of it. The authority is
//! made on first use and then kept in a state directory; the server certificate beside it is replaced whenever it
//! no longer fits, which nobody notices, since only the authority is trusted.

mod authority;
mod config;
mod error;
pub mod export;
mod hosts;
mod leaf;
mod names;
mod store;

pub use authority::Authority;
pub use error::TlsError;
pub use hosts::HostCertificates;
pub use store::default_state_dir;

#[cfg(test)]
mod tests {
    /// The moment at which the tests of this module happen: 2026-08-03 18:56:54Z.
    pub(super) const NOW: i64 = 1_785_783_414;
}
