use std::{fmt, sync::Arc};

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rustls_pki_types::{CertificateDer, pem::PemObject};
use serde_json::json;
use uuid::Builder;

use super::{AssertionAlgorithm, AssertionContext};
use crate::{ClientError, ClientErrorKind, Random, Secret};

/// How long an assertion is good for. A new one is signed for each request.
const LIFETIME_SECONDS: i64 = 600;

/// A certificate with its private key, which signs client assertions (RFC 7523; "Certificate credentials").
#[derive(Clone)]
pub struct Certificate {
    chain: Vec<CertificateDer<'static>>,
    key: Arc<EncodingKey>,
    algorithm: AssertionAlgorithm,
    send_chain: bool,
}

impl Certificate {
    /// From PEM: the certificate (its issuers may follow) and its RSA key in PKCS#8. Both may be in one file: of
    /// `key`, only the first private key is read.
    pub fn from_pem(certificates: &[u8], key: &[u8]) -> Result<Self, ClientError> {
        let chain: Vec<_> = CertificateDer::pem_slice_iter(certificates)
            .collect::<Result<_, _>>()
            .map_err(|error| refused(format!("the certificate isn't PEM: {error}")))?;
        if chain.is_empty() {
            return Err(refused("there is no CERTIFICATE block in the certificate's PEM".to_owned()));
        }
        let key = key_block(key).ok_or_else(|| refused("there is no PRIVATE KEY block in the key's PEM".to_owned()))?;
        let key = EncodingKey::from_rsa_pem(key.as_bytes())
            .map_err(|error| refused(format!("the key is no RSA key in PKCS#8 PEM: {error}")))?;
        Ok(Self { chain, key: Arc::new(key), algorithm: AssertionAlgorithm::default(), send_chain: false })
    }

    /// Signs another way than with PS256.
    pub fn algorithm(mut self, algorithm: AssertionAlgorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// Sends the chain along (`x5c`), for services that know the issuer and the subject's name instead of the
    /// certificate.
    pub fn send_chain(mut self, send: bool) -> Self {
        self.send_chain = send;
        self
    }

    pub(super) fn sign(
        &self,
        context: &AssertionContext,
        random: &dyn Random,
        now: i64,
    ) -> Result<Secret, ClientError> {
        let leaf = self.chain.first().map(AsRef::as_ref).unwrap_or_default();
        let mut header = match self.algorithm {
            AssertionAlgorithm::Ps256 => Header {
                x5t_s256: Some(BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, leaf))),
                ..Header::new(Algorithm::PS256)
            },
            AssertionAlgorithm::Rs256 => Header {
                x5t: Some(BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, leaf))),
                ..Header::new(Algorithm::RS256)
            },
        };
        header.x5c = self.send_chain.then(|| self.chain.iter().map(|der| BASE64_STANDARD.encode(der)).collect());
        let mut id = [0; 16];
        id.copy_from_slice(&random.bytes("assertion_id")[..16]);
        let claims = json!({
            "aud": context.token_endpoint,
            "iss": context.client_id,
            "sub": context.client_id,
            "jti": Builder::from_random_bytes(id).into_uuid(),
            "nbf": now,
            "iat": now,
            "exp": now.saturating_add(LIFETIME_SECONDS),
        });
        jsonwebtoken::encode(&header, &claims, &self.key)
            .map(Secret::new)
            .map_err(|error| refused(format!("the client assertion can't be signed: {error}")))
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

/// The first private key of a PEM file. The JWT library takes the first block for the key, whatever it is.
fn key_block(pem: &[u8]) -> Option<&str> {
    let text = str::from_utf8(pem).ok()?;
    let begin = text
        .match_indices("-----BEGIN ")
        .find(|(at, _)| text[*at..].lines().next().is_some_and(|line| line.trim_end().ends_with("PRIVATE KEY-----")));
    let rest = &text[begin?.0..];
    let end = rest.find("-----END ")?;
    let line = rest[end..].lines().next()?.len();
    Some(&rest[..end + line])
}

fn refused(problem: String) -> ClientError {
    ClientError::new(ClientErrorKind::Credential, problem)
}

#[cfg(test)]
mod tests {
    use super::key_block;

    #[test]
    fn the_key_is_found_behind_a_certificate() {
        let pem = "-----BEGIN CERTIFICATE-----\nQQ==\n-----END CERTIFICATE-----\n\
                   -----BEGIN PRIVATE KEY-----\nQg==\n-----END PRIVATE KEY-----\nmore\n";
        let key = "-----BEGIN PRIVATE KEY-----\nQg==\n-----END PRIVATE KEY-----";
        assert_eq!(key_block(pem.as_bytes()), Some(key));
        assert_eq!(key_block(b"-----BEGIN CERTIFICATE-----\n"), None);
    }
}
