//! The host a client used, and the issuers that follow from it.

use uuid::Uuid;

use crate::cloud::{self, Cloud, Service};

/// Scheme and host (with port) under which the client reached this server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    scheme: &'static str,
    host: String,
}

impl Origin {
    /// From a `Host` header (or `:authority`). Anything that is not a host name falls back to `localhost`, so
    /// that no header can smuggle text into documents.
    #[must_use]
    pub fn new(tls: bool, host: &str) -> Self {
        let clean = !host.is_empty()
            && host.len() <= 255
            && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']' | b'_'));
        let host = if clean { host.to_ascii_lowercase() } else { "localhost".to_owned() };
        Self { scheme: if tls { "https" } else { "http" }, host }
    }

    /// `https://localhost:8443`.
    #[must_use]
    pub fn base(&self) -> String {
        format!("{}://{}", self.scheme, self.host)
    }

    /// True for https.
    #[must_use]
    pub fn is_tls(&self) -> bool {
        self.scheme == "https"
    }

    /// Host with port.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Host without port.
    #[must_use]
    pub fn hostname(&self) -> &str {
        match self.host.rfind(':') {
            Some(i) if !self.host[i..].contains(']') => &self.host[..i],
            _ => &self.host,
        }
    }

    /// What the client believes it talks to, when a host name of the real cloud leads here.
    #[must_use]
    pub fn cloud(&self) -> Option<Service> {
        find(&self.host).map(|(_, service)| service)
    }
}

/// The cloud of a host, which may name the port of https.
fn find(host: &str) -> Option<(&'static Cloud, Service)> {
    cloud::find(host.strip_suffix(":443").unwrap_or(host))
}

/// The issuers of a world as one client sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuers {
    v1_base: String,
    v2_base: String,
}

impl Issuers {
    /// Issuers name the host the client used; `pinned` (host and port) overrides it. Under the real cloud's
    /// names, those of its APIs included, they are the real cloud's: v1 tokens come from `sts.windows.net`.
    #[must_use]
    pub fn new(origin: &Origin, pinned: Option<&str>) -> Self {
        let host = pinned.unwrap_or(&origin.host);
        match find(host) {
            Some((cloud, _)) => {
                let v2 = cloud.login.first().copied().unwrap_or(cloud.v1_issuer);
                Self { v1_base: format!("https://{}", cloud.v1_issuer), v2_base: format!("https://{v2}") }
            }
            None => {
                let base = format!("{}://{host}", origin.scheme);
                Self { v1_base: base.clone(), v2_base: base }
            }
        }
    }

    /// What issuers of v1 tokens begin with.
    #[must_use]
    pub fn v1_base(&self) -> &str {
        &self.v1_base
    }

    /// Issuer of v1 tokens: with a trailing slash.
    #[must_use]
    pub fn v1(&self, tenant: Uuid) -> String {
        format!("{}/{tenant}/", self.v1_base)
    }

    /// Issuer of v2 tokens.
    #[must_use]
    pub fn v2(&self, tenant: Uuid) -> String {
        format!("{}/{tenant}/v2.0", self.v2_base)
    }

    /// Issuer in v1 metadata of a segment without a tenant: a template.
    #[must_use]
    pub fn v1_template(&self) -> String {
        format!("{}/{{tenantid}}/", self.v1_base)
    }

    /// Issuer in v2 metadata of a segment without a tenant: a template.
    #[must_use]
    pub fn v2_template(&self) -> String {
        format!("{}/{{tenantid}}/v2.0", self.v2_base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issuers_name_the_host_that_was_used() {
        let id = Uuid::nil();
        let issuers = Issuers::new(&Origin::new(true, "LocalHost:8443"), None);
        assert_eq!(issuers.v2(id), format!("https://localhost:8443/{id}/v2.0"));
        assert_eq!(issuers.v1(id), format!("https://localhost:8443/{id}/"));
    }

    #[test]
    fn a_redirected_cloud_host_has_the_clouds_issuers() {
        let id = Uuid::nil();
        for host in ["login.windows.net", "graph.microsoft.com:443", "westus2.login.microsoft.com"] {
            let issuers = Issuers::new(&Origin::new(true, host), None);
            assert_eq!(issuers.v1(id), format!("https://sts.windows.net/{id}/"), "{host}");
            assert_eq!(issuers.v2(id), format!("https://login.microsoftonline.com/{id}/v2.0"), "{host}");
        }
    }

    #[test]
    fn a_pinned_host_wins_and_a_hostile_header_does_not() {
        let origin = Origin::new(true, "evil\"><script>");
        assert_eq!(origin.base(), "https://localhost");
        let issuers = Issuers::new(&origin, Some("login.microsoftonline.com"));
        assert!(issuers.v1(Uuid::nil()).starts_with("https://sts.windows.net/"));
    }

    #[test]
    fn ports_are_told_from_ipv6_colons() {
        assert_eq!(Origin::new(true, "[::1]:8443").hostname(), "[::1]");
        assert_eq!(Origin::new(true, "[::1]").hostname(), "[::1]");
        assert_eq!(Origin::new(true, "localhost:1").hostname(), "localhost");
    }
}
