//! The names that the server certificate is good for.

use std::net::IpAddr;

use rcgen::SanType;
use rustls::pki_types::DnsName;
use x509_parser::extensions::GeneralName;

use super::TlsError;

/// This machine, and the platform's own hosts: tests of software with a fixed authority redirect those here
/// (hosts file, proxy), and only clients that were told to trust this authority believe it.
///
/// Few clients accept `*.localhost`: Python, Node, curl and rustls want two labels after a wildcard. For those a host
/// such as `shop.localhost` must be an extra one.
const ALWAYS: &[&str] = &[
    "localhost",
    "*.localhost",
    "127.0.0.1",
    "::1",
    "login.microsoftonline.com",
    "login.windows.net",
    "login.microsoft.com",
    "*.login.microsoft.com",
    "sts.windows.net",
    "login-us.microsoftonline.com",
    "login.microsoftonline.us",
    "login.usgovcloudapi.net",
    "login.partner.microsoftonline.cn",
    "login.chinacloudapi.cn",
    "login.microsoftonline.de",
    "*.b2clogin.com",
    "*.ciamlogin.com",
    "graph.microsoft.com",
    "graph.windows.net",
    "management.azure.com",
    "management.core.windows.net",
    "vault.azure.net",
    "*.vault.azure.net",
];

/// A name in a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Name {
    /// A host, or all hosts directly below a domain (`*.`), in lower case.
    Host(String),
    Address(IpAddr),
}

impl Name {
    pub(super) fn parse(text: &str) -> Result<Self, TlsError> {
        if let Ok(address) = text.parse() {
            return Ok(Self::Address(address));
        }
        let host = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
        match DnsName::try_from(host.strip_prefix("*.").unwrap_or(&host)) {
            Ok(_) => Ok(Self::Host(host)),
            Err(_) => Err(TlsError::Host { host: text.to_owned() }),
        }
    }

    /// As a certificate to be made holds it.
    pub(super) fn to_san(&self) -> Result<SanType, TlsError> {
        Ok(match self {
            Self::Host(host) => SanType::DnsName(host.as_str().try_into()?),
            Self::Address(address) => SanType::IpAddress(*address),
        })
    }

    /// True for the same name, as a parsed certificate holds it.
    pub(super) fn is(&self, other: &GeneralName<'_>) -> bool {
        match (self, other) {
            (Self::Host(host), GeneralName::DNSName(other)) => host == other,
            (Self::Address(IpAddr::V4(v4)), GeneralName::IPAddress(other)) => v4.octets() == *other,
            (Self::Address(IpAddr::V6(v6)), GeneralName::IPAddress(other)) => v6.octets() == *other,
            _ => false,
        }
    }
}

/// The names every server certificate has, and `extra` ones.
pub(super) fn needed(extra: &[String]) -> Result<Vec<Name>, TlsError> {
    let mut names = Vec::with_capacity(ALWAYS.len() + extra.len());
    for text in ALWAYS.iter().copied().chain(extra.iter().map(String::as_str)) {
        let name = Name::parse(text)?;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extra_names_are_added_once_and_in_lower_case() {
        let extra = ["LOCALHOST", "Login.Example.com.", "login.example.com", "10.0.0.7", "fd00::7"];
        let names = needed(&extra.map(str::to_owned)).unwrap();
        assert_eq!(
            names[ALWAYS.len()..],
            [
                Name::Host("login.example.com".to_owned()),
                Name::Address([10, 0, 0, 7].into()),
                Name::Address([0xfd00, 0, 0, 0, 0, 0, 0, 7].into()),
            ]
        );
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for host in ["", "*.", "https://a.example", "a.example:8443", "[::1]", "a b", "a.*.b", "*", "bücher.example"] {
            let error = needed(&[host.to_owned()]).unwrap_err();
            assert!(matches!(error, TlsError::Host { .. }), "{host}");
            assert!(error.to_string().starts_with(&format!("`{host}` is neither")), "{error}");
        }
    }
}
