use serde::{Deserialize, Serialize};

use super::Digest;
use crate::protocol::form::Form;

/// Tokens and codes that a request presented, as digests: whoever reads the journal can tell that two requests
/// presented the same one, and which exchange had issued it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presented {
    /// Authorization code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Digest>,
    /// Refresh token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<Digest>,
    /// Device code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_code: Option<Digest>,
    /// The user's token that an on-behalf-of request exchanges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assertion: Option<Digest>,
    /// The bearer token of a call to an API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bearer: Option<Digest>,
}

impl Presented {
    /// Reads the body of a request to the token endpoint.
    #[must_use]
    pub fn to_token_endpoint(body: &Form) -> Self {
        let digest = |name| body.first(name).filter(|v| !v.is_empty()).map(Digest::of);
        // v1 libraries send the device code as `code`.
        let polls = body.first("grant_type").is_some_and(|g| g.ends_with("device_code"));
        let code = digest("code");
        Self {
            code: code.filter(|_| !polls),
            refresh_token: digest("refresh_token"),
            device_code: digest("device_code").or(code.filter(|_| polls)),
            assertion: digest("assertion"),
            bearer: None,
        }
    }

    /// Reads the `Authorization` header of a call to an API.
    #[must_use]
    pub fn to_api(authorization: Option<&str>) -> Self {
        let token = authorization.and_then(|header| {
            let (scheme, token) = header.split_once(' ')?;
            Some(token.trim()).filter(|t| scheme.eq_ignore_ascii_case("bearer") && !t.is_empty())
        });
        Self { bearer: token.map(Digest::of), ..Self::default() }
    }

    /// True when there was none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
