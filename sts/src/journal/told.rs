use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::header::{HeaderMap, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{Response, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::Moment;
use crate::protocol::form::Form;
use crate::rules::WireFault;

/// What an answer told the client to do, read from the answer as it went out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// OAuth `error`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// `suberror`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suberror: Option<String>,
    /// First of `error_codes`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<i64>,
    /// A claims challenge, JSON: the client should send it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<String>,
    /// Seconds to wait (`Retry-After`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<i64>,
    /// Milliseconds by which a rule held the answer back.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub held_back: u64,
    /// A rule cut the connection: the client never had the whole answer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lost: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Told {
    /// Reads what every answer may carry: headers, and what happens to it below HTTP.
    #[must_use]
    pub fn by(response: &Response<Bytes>, now: Moment) -> Self {
        let fault = response.extensions().get::<WireFault>().copied().unwrap_or_default();
        Self {
            retry_after: retry_after(response.headers(), now),
            claims: challenge(response),
            held_back: u64::try_from(fault.delay.as_millis()).unwrap_or(u64::MAX),
            lost: fault.cut.is_some(),
            ..Self::default()
        }
    }

    /// And the refusal in a JSON body.
    #[must_use]
    pub fn in_json(mut self, body: &Value) -> Self {
        let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
        self.error = text("error");
        if self.error.is_some() {
            self.suberror = text("suberror");
            self.code = body.pointer("/error_codes/0").and_then(Value::as_i64);
            self.claims = text("claims");
        }
        self
    }

    /// And the refusal in the parameters of a redirect URI.
    #[must_use]
    pub fn at_redirect(mut self, redirected: &Form) -> Self {
        self.error = redirected.first("error").map(str::to_owned);
        self.claims = redirected.first("claims").map(str::to_owned);
        self
    }

    /// True when there was nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Seconds, or a date (RFC 9110 §10.2.3).
fn retry_after(headers: &HeaderMap, now: Moment) -> Option<i64> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    text.parse().ok().or_else(|| {
        let date = jiff::fmt::rfc2822::parse(text).ok()?.timestamp().as_second();
        Some((date - now.seconds()).max(0))
    })
}

/// The claims challenge of an API: base64 in `WWW-Authenticate`, beside `insufficient_claims`.
fn challenge(response: &Response<Bytes>) -> Option<String> {
    if response.status() != StatusCode::UNAUTHORIZED && response.status() != StatusCode::FORBIDDEN {
        return None;
    }
    let all = response.headers().get_all(WWW_AUTHENTICATE).into_iter().filter_map(|h| h.to_str().ok());
    let header = all.into_iter().find(|h| h.contains("insufficient_claims"))?;
    let quoted = header.split_once("claims=\"")?.1.split_once('"')?.0;
    let plain = quoted.trim_end_matches('=');
    let decoded = URL_SAFE_NO_PAD.decode(plain).or_else(|_| STANDARD_NO_PAD.decode(plain)).ok();
    decoded.and_then(|bytes| String::from_utf8(bytes).ok()).or_else(|| Some(quoted.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(status: u16, headers: &[(&str, &str)]) -> Told {
        let response = headers.iter().fold(Response::builder().status(status), |r, (n, v)| r.header(*n, *v));
        Told::by(&response.body(Bytes::new()).unwrap(), Moment(1_795_348_800_000))
    }

    #[test]
    fn a_pause_is_told_in_seconds_or_as_a_date() {
        assert_eq!(told(429, &[("retry-after", "7")]).retry_after, Some(7));
        assert_eq!(told(503, &[("retry-after", "Sun, 22 Nov 2026 12:01:00 GMT")]).retry_after, Some(60));
        assert_eq!(told(503, &[("retry-after", "Sun, 22 Nov 2026 11:00:00 GMT")]).retry_after, Some(0));
        assert_eq!(told(503, &[("retry-after", "soon")]).retry_after, None);
    }

    #[test]
    fn an_apis_challenge_is_decoded() {
        let header = r#"Bearer realm="", error="insufficient_claims", claims="eyJhIjoxfQ==""#;
        assert_eq!(told(401, &[("www-authenticate", header)]).claims.as_deref(), Some(r#"{"a":1}"#));
        assert_eq!(told(401, &[("www-authenticate", r#"Bearer error="invalid_token""#)]).claims, None);
    }

    #[test]
    fn an_answer_that_was_cut_off_is_lost() {
        let mut response = Response::new(Bytes::new());
        let fault = WireFault { cut: Some(crate::rules::Cut::BeforeHeaders), ..WireFault::default() };
        response.extensions_mut().insert(fault);
        assert!(Told::by(&response, Moment(0)).lost);
    }
}
