//! What a recording consists of, as it is written.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::meaning::Meaning;

/// What a real platform answered, ready to be played without it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recording {
    /// When it was recorded, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<String>,
    /// What happens to a request that nothing is recorded for.
    #[serde(default, skip_serializing_if = "Otherwise::is_refuse")]
    pub otherwise: Otherwise,
    /// The exchanges. Of several with the same meaning the first answers the first request, the second the second,
    /// and the last one every further request.
    pub exchanges: Vec<Recorded>,
}

/// What happens to a request that nothing is recorded for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Otherwise {
    /// It is refused, with the nearest recorded exchange and what differs.
    #[default]
    Refuse,
    /// The world answers it.
    World,
}

impl Otherwise {
    fn is_refuse(&self) -> bool {
        *self == Self::Refuse
    }
}

/// A request and its answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    /// What the request means: a request that means the same gets this answer.
    pub request: Meaning,
    /// What else was sent, for the reader: it need not be the same.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub sent: IndexMap<String, String>,
    /// The answer.
    pub response: Answer,
}

/// An answer with placeholders for everything that is made anew when it is played. It has at most one of `to_app`,
/// `json`, `text` and `base64`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers, names in lower case.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub headers: IndexMap<String, String>,
    /// `Set-Cookie` headers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cookies: Vec<String>,
    /// Parameters that go to the application's redirect URI, in the way that the authorization request asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_app: Option<IndexMap<String, String>>,
    /// A JSON body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json: Option<Value>,
    /// A text body, such as a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Any other body, in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base64: Option<String>,
    /// The tokens that `${token:…}` stands for, by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub tokens: IndexMap<String, TokenEntry>,
}

/// A token, signed by the world's key when it is played.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenEntry {
    /// The JWS header; `${kid}` is the key that signs. With `alg: none` it is not signed.
    pub header: Map<String, Value>,
    /// The claims. The times `iat`, `nbf`, `exp` and `auth_time` count in seconds from the moment of the answer.
    pub claims: Map<String, Value>,
}

impl Answer {
    /// The texts of the answer outside JSON and tokens.
    pub(super) fn texts(&mut self) -> impl Iterator<Item = &mut String> {
        let to_app = self.to_app.iter_mut().flat_map(|parameters| parameters.values_mut());
        self.headers.values_mut().chain(&mut self.cookies).chain(to_app).chain(&mut self.text)
    }
}
