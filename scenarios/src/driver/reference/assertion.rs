//! A client assertion made outside the client, as an app with a key vault of its own makes one (RFC 7523 §3).

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use pretenant_client::{AssertionContext, ClientError, ClientErrorKind, Clock as _, Random as _, Secret};
use serde_json::json;

use super::environment::Environment;

/// Signs with RS256 and `x5t#S256`: the same bytes in every play.
pub fn sign(pem: &str, context: &AssertionContext, environment: &Environment) -> Result<Secret, ClientError> {
    let cannot = |what: &str| ClientError::new(ClientErrorKind::Credential, what.to_owned());
    let key = pem.find("-----BEGIN PRIVATE KEY-----").map_or(pem, |at| &pem[at..]);
    let key = EncodingKey::from_rsa_pem(key.as_bytes()).map_err(|error| cannot(&error.to_string()))?;
    let der = certificate(pem).ok_or_else(|| cannot("there is no certificate in the file"))?;
    let mut header = Header::new(Algorithm::RS256);
    header.x5t_s256 = Some(URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, &der)));
    let now = environment.now();
    let id = URL_SAFE_NO_PAD.encode(environment.bytes("assertion"));
    let claims = json!({
        "aud": context.token_endpoint,
        "iss": context.client_id,
        "sub": context.client_id,
        "jti": id,
        "nbf": now,
        "exp": now + 600,
    });
    jsonwebtoken::encode(&header, &claims, &key).map(Secret::from).map_err(|error| cannot(&error.to_string()))
}

fn certificate(pem: &str) -> Option<Vec<u8>> {
    let (_, rest) = pem.split_once("-----BEGIN CERTIFICATE-----")?;
    let (body, _) = rest.split_once("-----END CERTIFICATE-----")?;
    STANDARD.decode(body.split_whitespace().collect::<String>()).ok()
}
