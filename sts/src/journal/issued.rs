use bytes::Bytes;
use http::{Response, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Digest;
use crate::protocol::form::Form;

/// What an answer gave the client, read from the answer as it went out: tokens and codes as digests, the rest as it
/// was told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    /// Access token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token: Option<Digest>,
    /// Refresh token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<Digest>,
    /// ID token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token: Option<Digest>,
    /// Authorization code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Digest>,
    /// Device code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_code: Option<Digest>,
    /// Seconds that the access token or device code lives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<i64>,
    /// Seconds after which the client should renew the access token ahead of its expiry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_in: Option<i64>,
    /// Seconds that the refresh token lives, where the client is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token_expires_in: Option<i64>,
    /// Seconds between polls for a device code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<i64>,
    /// `scope` of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

/// No answer of the platform is longer; what a rule makes longer is not looked into.
const LONGEST: usize = 64 * 1024;

impl Issued {
    /// Reads a JSON answer of the token or device authorization endpoint.
    #[must_use]
    pub fn in_json(body: &Value) -> Self {
        let digest = |name: &str| body.get(name)?.as_str().map(Digest::of);
        let number = |name: &str| body.get(name).and_then(number);
        Self {
            access_token: digest("access_token"),
            refresh_token: digest("refresh_token"),
            id_token: digest("id_token"),
            code: None,
            device_code: digest("device_code"),
            expires_in: number("expires_in"),
            refresh_in: number("refresh_in"),
            refresh_token_expires_in: number("refresh_token_expires_in"),
            interval: number("interval"),
            scope: body.get("scope").and_then(Value::as_str).map(str::to_owned),
        }
    }

    /// Reads what the authorization endpoint sends to the redirect URI: parameters of the URL, or fields of the form
    /// that the browser posts.
    #[must_use]
    pub fn at_redirect(response: &Response<Bytes>, redirected: &Form) -> Self {
        let html = (response.status() == StatusCode::OK && response.body().len() <= LONGEST)
            .then(|| std::str::from_utf8(response.body()).ok())
            .flatten()
            .filter(|html| html.contains(r#"name="hiddenform""#));
        let digest = |name: &str| {
            let posted = || field(html?, name);
            redirected.first(name).or_else(posted).filter(|v| !v.is_empty()).map(Digest::of)
        };
        Self {
            access_token: digest("access_token"),
            id_token: digest("id_token"),
            code: digest("code"),
            expires_in: redirected.first("expires_in").and_then(|n| n.parse().ok()),
            scope: redirected.first("scope").map(str::to_owned),
            ..Self::default()
        }
    }

    /// True when there was nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The JSON object in an answer, if that is what the client finds there.
#[must_use]
pub fn json(response: &Response<Bytes>) -> Option<Value> {
    let body = response.body();
    (body.len() <= LONGEST && body.starts_with(b"{")).then(|| serde_json::from_slice(body).ok()).flatten()
}

/// v1 writes numbers as strings.
fn number(value: &Value) -> Option<i64> {
    crate::token::verify::number(value).or_else(|| value.as_str()?.parse().ok())
}

/// The value of a hidden field of our form. Codes and tokens hold nothing that HTML escapes.
fn field<'h>(html: &'h str, name: &str) -> Option<&'h str> {
    let rest = html.split_once(&format!(r#"name="{name}" value=""#))?.1;
    Some(rest.split_once('"')?.0)
}
