//! Reading tokens that come back: as an API does, and as on-behalf-of does with its assertion.

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::jws::Object;
use super::keys::KeyRing;

/// A token taken apart, nothing checked yet.
#[derive(Debug, Clone)]
pub struct Parts<'t> {
    /// The JOSE header.
    pub header: Object,
    /// The claims.
    pub claims: Object,
    /// What the signature covers.
    pub signed: &'t str,
    /// The signature, decoded.
    pub signature: Vec<u8>,
}

/// Why a token could not be taken apart or its signature not be verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenFault {
    /// Not three base64url parts with JSON objects in the first two.
    Malformed,
    /// `alg` is not one we verify; carries it.
    Algorithm(String),
    /// No published key has this `kid`.
    UnknownKey(String),
    /// The key is known, the signature is wrong.
    Signature,
}

/// Takes a compact JWS apart. Padded base64url is accepted.
///
/// # Errors
/// [`TokenFault::Malformed`].
pub fn parse(token: &str) -> Result<Parts<'_>, TokenFault> {
    let (signed, signature) = token.rsplit_once('.').ok_or(TokenFault::Malformed)?;
    let (header, claims) = signed.split_once('.').ok_or(TokenFault::Malformed)?;
    Ok(Parts { header: object(header)?, claims: object(claims)?, signed, signature: decode(signature)? })
}

fn decode(part: &str) -> Result<Vec<u8>, TokenFault> {
    URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).map_err(|_| TokenFault::Malformed)
}

fn object(part: &str) -> Result<Object, TokenFault> {
    match serde_json::from_slice(&decode(part)?) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(TokenFault::Malformed),
    }
}

impl Parts<'_> {
    /// A claim that is a string.
    #[must_use]
    pub fn text(&self, claim: &str) -> Option<&str> {
        self.claims.get(claim)?.as_str()
    }

    /// A claim that is a number (fractions are cut off).
    #[must_use]
    pub fn number(&self, claim: &str) -> Option<i64> {
        number(self.claims.get(claim)?)
    }

    /// A header member that is a string.
    #[must_use]
    pub fn header_text(&self, member: &str) -> Option<&str> {
        self.header.get(member)?.as_str()
    }

    /// Checks the signature with the world's published keys.
    ///
    /// # Errors
    /// Any [`TokenFault`] but `Malformed`.
    pub fn verify(&self, keys: &KeyRing) -> Result<(), TokenFault> {
        let alg = self.header_text("alg").unwrap_or_default();
        if alg != "RS256" {
            return Err(TokenFault::Algorithm(alg.to_owned()));
        }
        let kid = self.header_text("kid").or_else(|| self.header_text("x5t")).unwrap_or_default();
        let key = keys.find(kid).ok_or_else(|| TokenFault::UnknownKey(kid.to_owned()))?;
        self.verify_with("RS256", key.public_der())
    }

    /// Checks the signature with a PKCS#1 public key.
    ///
    /// # Errors
    /// [`TokenFault::Algorithm`] or [`TokenFault::Signature`].
    pub fn verify_with(&self, alg: &str, public_der: &[u8]) -> Result<(), TokenFault> {
        let result = match alg {
            "RS256" => UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public_der)
                .verify(self.signed.as_bytes(), &self.signature),
            "PS256" => UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, public_der)
                .verify(self.signed.as_bytes(), &self.signature),
            other => return Err(TokenFault::Algorithm(other.to_owned())),
        };
        result.map_err(|_| TokenFault::Signature)
    }
}

/// A JSON number as seconds; MSAL Python sends `exp` as a fraction.
#[expect(clippy::cast_possible_truncation, reason = "a fraction of a second does not matter here")]
pub(crate) fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_f64().map(|f| f as i64))
}
