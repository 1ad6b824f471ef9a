use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::ServerConfig;

use super::leaf::Leaf;
use super::names::Name;
use super::{Authority, TlsError, config};

/// Certificates for whatever host a proxy intercepts. Their authority lives in memory and ends with this value:
/// the one that an installation keeps and people trust for long must not vouch for any host in the world.
#[derive(Debug)]
pub struct HostCertificates {
    authority: Authority,
    made: Mutex<HashMap<String, Arc<ServerConfig>>>,
}

impl HostCertificates {
    /// An authority of its own, without certificates yet. `now` is the real time in Unix seconds.
    ///
    /// # Errors
    /// When no key can be made.
    pub fn new(now: i64) -> Result<Self, TlsError> {
        Ok(Self { authority: Authority::in_memory(now)?, made: Mutex::default() })
    }

    /// The authority that signs them, for clients to trust.
    #[must_use]
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// What a server needs that stands in for a host (a name or an IP address); made once per host.
    ///
    /// # Errors
    /// [`TlsError::Host`] for what is none.
    pub fn server_config(&self, host: &str) -> Result<Arc<ServerConfig>, TlsError> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(config) = made.get(host) {
            return Ok(config.clone());
        }
        let config = config::server_config(Leaf::obtain(&self.authority, &[Name::parse(host)?])?)?;
        made.insert(host.to_owned(), config.clone());
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::NOW;
    use super::*;

    #[test]
    fn a_host_gets_one_certificate() {
        let hosts = HostCertificates::new(NOW).unwrap();
        let [first, again, other] = ["a.example", "a.example", "::1"].map(|host| hosts.server_config(host).unwrap());
        assert!(Arc::ptr_eq(&first, &again));
        assert!(!Arc::ptr_eq(&first, &other));
        assert!(matches!(hosts.server_config("a b"), Err(TlsError::Host { .. })));
    }
}
