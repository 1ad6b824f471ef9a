//! The authority's certificate in the forms that trust stores want it in. None holds a private key.

use p12_keystore::{Certificate, KeyStore, KeyStoreEntry};
use rustls::pki_types::CertificateDer;

use super::{Authority, TlsError};

const ALIAS: &str = "pretenant";

/// PEM: for OpenSSL, Python, Node, Go, .NET on Linux, curl.
#[must_use]
pub fn pem(authority: &Authority) -> &str {
    authority.ca_pem()
}

/// A PKCS#12 trust store: for Java (`-Djavax.net.ssl.trustStore`, version 8u301 or later). The password keeps
/// nothing secret, but Java wants one.
///
/// Java trusts what is in it instead of its own authorities, so `others` can be put in, too; what of them cannot
/// be read is left out.
///
/// # Errors
/// [`TlsError::Password`] for a password that Java could not use.
pub fn pkcs12(authority: &Authority, others: &[CertificateDer<'_>], password: &str) -> Result<Vec<u8>, TlsError> {
    if password.is_empty() || !password.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Err(TlsError::Password);
    }
    let mut trusted = KeyStore::new();
    // The crate marks certificates without a key with Oracle's trustedKeyUsage, else Java would not see them.
    let certificate = Certificate::from_der(authority.ca_der())?;
    trusted.add_entry(ALIAS, KeyStoreEntry::Certificate(certificate));
    for (number, other) in others.iter().enumerate() {
        if let Ok(certificate) = Certificate::from_der(other.as_ref()) {
            trusted.add_entry(&format!("other-{number}"), KeyStoreEntry::Certificate(certificate));
        }
    }
    Ok(trusted.writer(password).write()?)
}

#[cfg(test)]
mod tests {
    use p12_keystore::Pkcs12ImportPolicy;

    use super::super::tests::NOW;
    use super::*;

    #[test]
    fn trust_store_holds_the_certificate_as_trusted() {
        let authority = Authority::in_memory(NOW).unwrap();
        let other = Authority::in_memory(NOW).unwrap();
        let others = [other.ca_der().clone(), CertificateDer::from(&b"no certificate"[..])];
        let bytes = pkcs12(&authority, &others, "changeit").unwrap();
        // The strict policy drops certificates that are not marked as trusted.
        let read = KeyStore::from_pkcs12(&bytes, "changeit", Pkcs12ImportPolicy::Strict).unwrap();
        assert_eq!(read.entries_len(), 2);
        let Some(KeyStoreEntry::Certificate(certificate)) = read.entry(ALIAS) else {
            panic!("no such entry");
        };
        assert_eq!(certificate.as_der(), authority.ca_der().as_ref());
        assert!(read.entry("other-0").is_some());
        assert!(KeyStore::from_pkcs12(&bytes, "other", Pkcs12ImportPolicy::Strict).is_err());
    }

    #[test]
    fn passwords_that_java_cannot_use_are_refused() {
        let authority = Authority::in_memory(NOW).unwrap();
        for password in ["", "pässword", "new\nline"] {
            assert!(matches!(pkcs12(&authority, &[], password), Err(TlsError::Password)));
        }
    }
}
