//! The signing keys: a small pool of public test keys, embedded, parsed once per process.

use std::sync::LazyLock;

use aws_lc_rs::digest;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// A key that can sign tokens, with its self-signed certificate.
#[derive(Debug)]
pub struct SigningKey {
    /// `kid` and `x5t`: base64url of the certificate's SHA-1.
    pub kid: String,
    pub(super) pair: KeyPair,
    certificate: &'static [u8],
}

static POOL: LazyLock<Vec<SigningKey>> = LazyLock::new(|| {
    [
        (include_bytes!("../../keys/signing-1.pk8").as_slice(), include_bytes!("../../keys/signing-1.cer").as_slice()),
        (include_bytes!("../../keys/signing-2.pk8"), include_bytes!("../../keys/signing-2.cer")),
        (include_bytes!("../../keys/signing-3.pk8"), include_bytes!("../../keys/signing-3.cer")),
        (include_bytes!("../../keys/signing-4.pk8"), include_bytes!("../../keys/signing-4.cer")),
    ]
    .into_iter()
    .filter_map(|(pkcs8, certificate)| {
        let pair = KeyPair::from_pkcs8(pkcs8).ok()?;
        let sha1 = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, certificate);
        Some(SigningKey { kid: URL_SAFE_NO_PAD.encode(sha1.as_ref()), pair, certificate })
    })
    .collect()
});

impl SigningKey {
    /// The key as a member of a JWKS document (entra-server §1.6). `issuer` is only on the v2 document.
    #[must_use]
    pub fn jwk(&self, issuer: Option<&str>) -> Value {
        let public = self.pair.public_key();
        let modulus = public.modulus().big_endian_without_leading_zero().to_vec();
        let exponent = public.exponent().big_endian_without_leading_zero().to_vec();
        let mut jwk = json!({
            "kty": "RSA",
            "use": "sig",
            "kid": self.kid,
            "x5t": self.kid,
            "n": URL_SAFE_NO_PAD.encode(modulus),
            "e": URL_SAFE_NO_PAD.encode(exponent),
            "x5c": [STANDARD.encode(self.certificate)],
        });
        if let Some(issuer) = issuer {
            jwk["issuer"] = json!(issuer);
        }
        jwk
    }

    /// The public key, PKCS#1 `RSAPublicKey` DER.
    #[must_use]
    pub fn public_der(&self) -> &[u8] {
        self.pair.public_key().as_ref()
    }
}

/// Which keys of the pool a world signs with and publishes. Cheap to copy; holds no key material.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyRing {
    active: usize,
}

impl KeyRing {
    /// Signs with the first key of the pool and publishes the first two, so that a rotation never signs with
    /// a key that clients could not have fetched.
    #[must_use]
    pub fn new() -> Self {
        Self { active: 0 }
    }

    /// The key that signs.
    #[must_use]
    pub fn active(&self) -> Option<&'static SigningKey> {
        POOL.get(self.active % POOL.len().max(1))
    }

    /// The published keys: the one that signs, the next one, and after a rotation the previous one.
    #[must_use]
    pub fn published(&self) -> Vec<&'static SigningKey> {
        let n = POOL.len().max(1);
        let mut indexes = vec![self.active % n, (self.active + 1) % n];
        if self.active > 0 {
            indexes.push((self.active - 1) % n);
        }
        indexes.dedup();
        indexes.into_iter().filter_map(|i| POOL.get(i)).collect()
    }

    /// The published keys without the one that signs.
    #[must_use]
    pub fn without_active(&self) -> Vec<&'static SigningKey> {
        let active = self.active().map(|k| &k.kid);
        self.published().into_iter().filter(|k| Some(&k.kid) != active).collect()
    }

    /// A published key by its `kid`.
    #[must_use]
    pub fn find(&self, kid: &str) -> Option<&'static SigningKey> {
        self.published().into_iter().find(|k| k.kid == kid)
    }

    /// A key of the pool that is not published: signs tokens whose `kid` nobody can resolve.
    #[must_use]
    pub fn unpublished(&self) -> Option<&'static SigningKey> {
        let published = self.published();
        POOL.iter().find(|k| !published.iter().any(|p| p.kid == k.kid))
    }

    /// Moves on to the next key.
    pub fn rotate(&mut self) {
        self.active += 1;
    }
}

impl Default for KeyRing {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pool_is_whole_and_the_active_key_is_published() {
        assert_eq!(POOL.len(), 4);
        let mut ring = KeyRing::new();
        for _ in 0..5 {
            let active = ring.active().unwrap();
            assert!(ring.find(&active.kid).is_some());
            ring.rotate();
        }
    }

    #[test]
    fn a_key_is_unpublished_after_two_rotations_and_there_is_always_one() {
        let mut ring = KeyRing::new();
        let first = ring.active().unwrap();
        ring.rotate();
        assert!(ring.find(&first.kid).is_some() && ring.unpublished().is_some());
        ring.rotate();
        assert!(ring.find(&first.kid).is_none());
        assert!(ring.find(&ring.unpublished().unwrap().kid).is_none());
    }

    #[test]
    fn the_next_key_is_published_before_it_signs() {
        let mut ring = KeyRing::new();
        let before: Vec<_> = ring.published().iter().map(|k| k.kid.clone()).collect();
        ring.rotate();
        assert!(before.contains(&ring.active().unwrap().kid));
    }
}
