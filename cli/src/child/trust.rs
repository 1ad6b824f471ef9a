//! Files that make clients trust the run's certificate authority, without taking away whom they trust already.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use pem::{EncodeConfig, LineEnding, Pem};
use pretenant_sts::tls::{Authority, export};
use rustls::pki_types::CertificateDer;
use rustls_native_certs::{load_certs_from_paths, load_native_certs};

use crate::failure::Failure;

/// Password of the Java trust store. It keeps nothing secret.
pub const JAVA_PASSWORD: &str = "changeit";

/// What clients trust before the run.
#[derive(Debug, Default)]
pub struct TrustedAlready {
    /// The machine's authorities (or those of `SSL_CERT_FILE` and `SSL_CERT_DIR`), and those that `REQUESTS_CA_BUNDLE`
    /// and `CURL_CA_BUNDLE` name.
    public: Vec<CertificateDer<'static>>,
    /// What `NODE_EXTRA_CA_CERTS` names.
    node: Vec<CertificateDer<'static>>,
}

impl TrustedAlready {
    /// Reads it. A file that cannot be read adds nothing: clients would not have got far with it either.
    pub fn read(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let named = |name| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let mut public = load_native_certs().certs;
        for path in ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"].into_iter().filter_map(named) {
            public.extend(certificates(&path));
        }
        Self { public: once(public), node: named("NODE_EXTRA_CA_CERTS").map_or_else(Vec::new, |p| certificates(&p)) }
    }
}

/// The files, all in one directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustFiles {
    /// The authority alone, PEM.
    pub authority: PathBuf,
    /// The authority and everything trusted before, PEM.
    pub bundle: PathBuf,
    /// The authority and what Node was told to trust besides its own, PEM.
    pub node: PathBuf,
    /// As `bundle`, PKCS#12.
    pub java: PathBuf,
}

impl TrustFiles {
    /// Writes them.
    pub fn write(directory: &Path, authority: &Authority, already: &TrustedAlready) -> Result<Self, Failure> {
        let files = Self {
            authority: directory.join("ca.pem"),
            bundle: directory.join("ca-bundle.pem"),
            node: directory.join("node-extra-ca.pem"),
            java: directory.join("truststore.p12"),
        };
        let ours = export::pem(authority);
        let java = export::pkcs12(authority, &already.public, JAVA_PASSWORD)?;
        for (file, content) in [
            (&files.authority, ours.as_bytes()),
            (&files.bundle, bundle(ours, &already.public).as_bytes()),
            (&files.node, bundle(ours, &already.node).as_bytes()),
            (&files.java, &java),
        ] {
            std::fs::write(file, content)
                .map_err(|error| Failure::failed(format!("cannot write {}: {error}", file.display())))?;
        }
        Ok(files)
    }
}

/// The certificates of a file, or of the files of a directory: Python's requests takes either.
fn certificates(path: &Path) -> Vec<CertificateDer<'static>> {
    let (file, directory) = if path.is_dir() { (None, Some(path)) } else { (Some(path), None) };
    load_certs_from_paths(file, directory).certs
}

fn once(all: Vec<CertificateDer<'static>>) -> Vec<CertificateDer<'static>> {
    let mut seen = std::collections::HashSet::new();
    all.into_iter().filter(|certificate| seen.insert(certificate.clone())).collect()
}

fn bundle(ours: &str, others: &[CertificateDer<'static>]) -> String {
    let config = EncodeConfig::new().set_line_ending(LineEnding::LF);
    let others = others.iter().map(|other| pem::encode_config(&Pem::new("CERTIFICATE", other.as_ref()), config));
    std::iter::once(ours.to_owned()).chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_785_783_414;

    fn count(file: &Path) -> usize {
        certificates(file).len()
    }

    #[test]
    fn what_was_trusted_stays_trusted() {
        let dir = tempfile::tempdir().unwrap();
        let [corporate, node] = ["corporate", "node"].map(|name| {
            let file = dir.path().join(name);
            std::fs::write(&file, Authority::in_memory(NOW).unwrap().ca_pem()).unwrap();
            file
        });
        let already = TrustedAlready::read(|name| match name {
            "REQUESTS_CA_BUNDLE" | "CURL_CA_BUNDLE" => Some(corporate.clone().into()),
            "NODE_EXTRA_CA_CERTS" => Some(node.clone().into()),
            _ => None,
        });
        let public = already.public.len();
        assert_eq!(already.public.last(), certificates(&corporate).first());

        let authority = Authority::in_memory(NOW).unwrap();
        let files = TrustFiles::write(dir.path(), &authority, &already).unwrap();
        assert_eq!(certificates(&files.authority), [authority.ca_der().clone()]);
        assert_eq!((count(&files.bundle), count(&files.node)), (public + 1, 2));
        assert!(certificates(&files.bundle).contains(authority.ca_der()));
    }
}
