//! Reading tokens that come back: as an API does, and as on-behalf-of does with its assertion.

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::jws::Object;
use super::keys::{KeyRing, SigningKey};

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
    Malformed(Flaw),
    /// `alg` is not one we verify; carries it.
    Algorithm(String),
    /// No published key has this `kid`.
    UnknownKey(String),
    /// The key is known, the signature is wrong.
    Signature,
}

/// What keeps a text from being a token that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// A compact JWS has three parts; this one has so many.
    Parts(usize),
    /// A part is not base64url.
    Encoding(Part),
    /// A part is base64url, but of no JSON object.
    Json(Part),
    /// Encrypted (five parts), for somebody else or damaged.
    Sealed,
}

/// A part of a compact JWS (RFC 7515 §7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The first: the JOSE header.
    Header,
    /// The second: the claims.
    Claims,
    /// The third.
    Signature,
}

impl Part {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Claims => "claims",
            Self::Signature => "signature",
        }
    }
}

/// Takes a compact JWS apart. Padded base64url is accepted.
///
/// # Errors
/// [`TokenFault::Malformed`].
pub fn parse(token: &str) -> Result<Parts<'_>, TokenFault> {
    let count = token.split('.').count();
    let apart =
        token.rsplit_once('.').and_then(|(signed, signature)| Some((signed, signed.split_once('.')?, signature)));
    let Some((signed, (header, claims), signature)) = apart.filter(|_| count == 3) else {
        return Err(TokenFault::Malformed(Flaw::Parts(count)));
    };
    Ok(Parts {
        header: object(header, Part::Header)?,
        claims: object(claims, Part::Claims)?,
        signed,
        signature: decode(signature, Part::Signature)?,
    })
}

fn decode(text: &str, part: Part) -> Result<Vec<u8>, TokenFault> {
    let decoded = URL_SAFE_NO_PAD.decode(text.trim_end_matches('='));
    decoded.map_err(|_| TokenFault::Malformed(Flaw::Encoding(part)))
}

/// A part as the JSON object that it encodes.
///
/// # Errors
/// [`TokenFault::Malformed`].
pub fn object(text: &str, part: Part) -> Result<Object, TokenFault> {
    match serde_json::from_slice(&decode(text, part)?) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(TokenFault::Malformed(Flaw::Json(part))),
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

    /// The published key that the header names.
    ///
    /// # Errors
    /// [`TokenFault::Algorithm`] or [`TokenFault::UnknownKey`].
    pub fn signing_key(&self, keys: &KeyRing) -> Result<&'static SigningKey, TokenFault> {
        let alg = self.header_text("alg").unwrap_or_default();
        if alg != "RS256" {
            return Err(TokenFault::Algorithm(alg.to_owned()));
        }
        let kid = self.header_text("kid").or_else(|| self.header_text("x5t")).unwrap_or_default();
        keys.find(kid).ok_or_else(|| TokenFault::UnknownKey(kid.to_owned()))
    }

    /// Checks the signature with the world's published keys.
    ///
    /// # Errors
    /// Any [`TokenFault`] but `Malformed`.
    pub fn verify(&self, keys: &KeyRing) -> Result<(), TokenFault> {
        self.verify_with("RS256", self.signing_key(keys)?.public_der())
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
