use aws_lc_rs::digest;
use x509_parser::oid_registry::OID_PKCS1_RSAENCRYPTION;
use x509_parser::pem::Pem;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::directory::Certificate;
use crate::directory::file::{CertificateEntry, SAMPLE_CERTIFICATE_PEM, SAMPLE_KEY_PEM};
use crate::document::{Findings, Pointer};

/// The certificate; reports it when it can't sign client assertions.
pub(super) fn build(entry: &CertificateEntry, at: &Pointer, findings: &mut Findings) -> Option<Certificate> {
    let (pem, at, sample_key_pem) = match entry {
        CertificateEntry::Sample => {
            let both = format!("{SAMPLE_CERTIFICATE_PEM}{SAMPLE_KEY_PEM}");
            (SAMPLE_CERTIFICATE_PEM, at.clone(), Some(both))
        }
        CertificateEntry::Pem(pem) => (pem.as_str(), at.key("pem"), None),
        CertificateEntry::File(file) => {
            let help = "put the certificate itself under `pem`".to_owned();
            let message = format!("the certificate file `{file}` can only be read from a world file");
            findings.add_with_help(&at.key("file"), message, Some(help));
            return None;
        }
    };
    match parse(pem) {
        Ok(certificate) => Some(Certificate { sample_key_pem, ..certificate }),
        Err(problem) => {
            findings.add(&at, problem);
            None
        }
    }
}

/// Reads the first certificate of a PEM text.
fn parse(pem: &str) -> Result<Certificate, &'static str> {
    let der = Pem::iter_from_buffer(pem.as_bytes())
        .filter_map(Result::ok)
        .find(|block| block.label == "CERTIFICATE")
        .ok_or("there is no PEM certificate (`-----BEGIN CERTIFICATE-----`) here")?
        .contents;
    let (_, certificate) = X509Certificate::from_der(&der).map_err(|_| "the certificate is malformed")?;
    let key = certificate.public_key();
    if key.algorithm.algorithm != OID_PKCS1_RSAENCRYPTION {
        return Err("only RSA certificates can sign client assertions");
    }
    let public_key = key.subject_public_key.data.to_vec();
    let validity = certificate.validity();
    let (not_before, not_after) = (validity.not_before.timestamp(), validity.not_after.timestamp());
    Ok(Certificate {
        sha1: hash(&digest::SHA1_FOR_LEGACY_USE_ONLY, &der),
        sha256: hash(&digest::SHA256, &der),
        public_key,
        not_before,
        not_after,
        sample_key_pem: None,
        der,
    })
}

fn hash<const N: usize>(algorithm: &'static digest::Algorithm, data: &[u8]) -> [u8; N] {
    let mut bytes = [0; N];
    bytes.copy_from_slice(digest::digest(algorithm, data).as_ref());
    bytes
}
