//! The JWS writer (RFC 7515 §7.1): header order is the platform's, and a key is parsed once, not per signature.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::keys::SigningKey;

/// A JSON object whose members keep their order.
pub type Object = Map<String, Value>;

/// The header of a token (entra-server §5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderStyle {
    /// v1 tokens: `typ, alg, x5t, kid`.
    V1,
    /// v2 tokens: `typ, alg, kid`.
    V2,
}

/// Signs `claims` with RS256. The empty string stands for a token that could not be signed; the embedded keys
/// are 2048 bits, for which the library has no failure but exhausted memory.
#[must_use]
pub fn sign(key: &SigningKey, style: HeaderStyle, claims: &Object) -> String {
    sign_with_header(key, &header(style, &key.kid), claims)
}

/// The header of a signed token.
#[must_use]
pub fn header(style: HeaderStyle, kid: &str) -> Value {
    match style {
        HeaderStyle::V1 => json!({"typ": "JWT", "alg": "RS256", "x5t": kid, "kid": kid}),
        HeaderStyle::V2 => json!({"typ": "JWT", "alg": "RS256", "kid": kid}),
    }
}

/// The header of an unsigned token.
#[must_use]
pub fn unsigned_header() -> Value {
    json!({"typ": "JWT", "alg": "none"})
}

/// Signs `claims` under a header of the caller's.
#[must_use]
pub fn sign_with_header(key: &SigningKey, header: &Value, claims: &Object) -> String {
    let mut token = unsigned_input(header, claims);
    let mut signature = vec![0; key.pair.public_modulus_len()];
    if key.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), token.as_bytes(), &mut signature).is_err() {
        return String::new();
    }
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    token
}

/// An unsigned token (`alg: none`, empty signature), as the v1 token endpoint issues ID tokens.
#[must_use]
pub fn unsigned(claims: &Object) -> String {
    let mut token = unsigned_input(&unsigned_header(), claims);
    token.push('.');
    token
}

fn unsigned_input(header: &Value, claims: &Object) -> String {
    let mut out = String::with_capacity(2048);
    URL_SAFE_NO_PAD.encode_string(header.to_string(), &mut out);
    out.push('.');
    URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(claims).unwrap_or_default(), &mut out);
    out
}
