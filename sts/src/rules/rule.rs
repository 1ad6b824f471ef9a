//! What a user writes.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::words::{ConsentWord, DropWord, EndpointWord, GrantWord, KeysWord, RevokeWord, StageWord, VersionWord};
use crate::token::mint::{MintKey, MintSignature};

/// When an exchange looks like this, then the platform or the API does that.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What reports and the journal call it; no two rules have the same name. Default: `rule N`, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Which exchanges, and how many of them. Default: every one.
    #[serde(default)]
    pub when: When,
    /// What happens to them.
    pub then: Then,
}

/// Which exchanges: everything that is given must hold. The keys are looked at in this order; of an exchange that came
/// close, the control API tells the first key that did not hold.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct When {
    /// The endpoint; `api` for the protected APIs. Default: all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<EndpointWord>,
    /// The endpoint's version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<VersionWord>,
    /// The grant of a token request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant: Option<GrantWord>,
    /// The tenant of the path: its name, id or domain, or `common`, `organizations`, `consumers` as typed. Once the
    /// request is decided, also the tenant that issues.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// The client application: name or client id. At an API, the one that the token was issued to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The user: name, object id or user principal name. Known where the request tells (user name, login hint, code,
    /// refresh token, assertion, bearer token), and always once the request is decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// One of the scopes asked for, as typed or its permission alone; letter case does not matter. Once the request is
    /// decided, also those that a code or refresh token stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The API asked for or called: name, client id or App ID URI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// HTTP method. A browser's preflights (`OPTIONS`) only meet rules that name the method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The path, where `*` stands for any characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Request headers by name; in a value `*` stands for any characters, so that `"*"` asks for presence.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub header: IndexMap<String, String>,
    /// Parameters of query and body by name; in a value `*` stands for any characters.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub parameter: IndexMap<String, String>,
    /// The correlation id that the client sent (`client-request-id`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// Status of the answer; only for effects on an answer that is ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Anything else: an expression in the Common Expression Language (CEL) over `request`, e.g.
    /// `request.parameters.scope.contains("Mail")`. `request` has `method`, `path`, `endpoint`, `version`, `grant`,
    /// `tenant` (as typed), `client` (name), `user` (user principal name), `scopes`, `resources` (names), `parameters`,
    /// `headers` (names in lower case), `token` (claims of the bearer token or assertion), `correlation_id`, and
    /// `status` of an answer that is ready. What cannot be evaluated, such as a parameter that is not there, does not
    /// hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    /// Only the nth exchange that meets everything above, from 1. Only exchanges count that come to the rule's stage: for
    /// a refusal those that would be granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nth: Option<u64>,
    /// Only the first so many, counted after `after`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<u64>,
    /// Only every so manieth, counted after `after`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub every: Option<u64>,
    /// Not the first so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<u64>,
    /// With this probability, from 0 to 1; drawn from the world's seed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
}

/// What happens. Several effects in one rule go together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Then {
    /// Refuse with this AADSTS code, e.g. `AADSTS50076`: status, `error`, `suberror` and text from the catalogue. At the
    /// authorize endpoint it goes to the redirect URI or on an error page, as the platform does with this code. APIs do
    /// not speak AADSTS: see `claims` and `error`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refuse: Option<String>,
    /// `error` of the refusal; without `refuse`, an OAuth error of your own (status 400 unless `status` says otherwise).
    /// At an API `error` of a 401's `WWW-Authenticate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// `suberror` of the refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suberror: Option<String>,
    /// `error_description` of the refusal, behind `AADSTSnnnnn: ` where there is a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A claims challenge, as conditional access makes it: `claims` of the refusal (AADSTS50076 unless `refuse` or
    /// `error` says otherwise); at an API a 401 with `insufficient_claims` in `WWW-Authenticate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claims: Option<Value>,
    /// HTTP status of the answer. Alone, or with `retry_after` and `headers`, it is an empty answer of your own, and the
    /// platform is not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// `Retry-After`, a duration such as `7s`. Alone it is an empty answer with status 429.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<String>,
    /// Headers to set on the answer; `null` removes one.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub headers: IndexMap<String, Option<String>>,
    /// Answer with this text (status 200 unless `status` says otherwise); the platform is not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Answer with this JSON (status 200 unless `status` says otherwise); the platform is not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json: Option<Value>,
    /// Let consent be missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<ConsentWord>,
    /// Alter the access token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<TokenPatch>,
    /// Alter the ID token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<IdTokenPatch>,
    /// Alter the members of a JSON answer: leave out `id_token`, rename `access_token`, retype `expires_in`, set `scope`,
    /// `refresh_in` or `foci` …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<Patch>,
    /// Alter the parameters that go to the redirect URI, `state` and `code` included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect: Option<Patch>,
    /// `Content-Type` of the answer; the body stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// Cut the JSON of the answer short, so that it cannot be parsed; status and length are those of a whole answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub malformed_json: Option<bool>,
    /// Send only so many bytes of the announced body, then break the connection (HTTP/2: reset the stream).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub truncate: Option<u64>,
    /// Wait so long before answering, e.g. `2s`. This is real time, also where the world's clock stands still.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay: Option<String>,
    /// And up to so much longer, drawn from the world's seed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jitter: Option<String>,
    /// Send the body in small pieces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trickle: Option<TrickleEntry>,
    /// Break the connection (HTTP/2: reset the stream) instead of answering, or behind the headers. What was asked for
    /// has been done all the same, unless the rule is `at: received`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drop_connection: Option<DropWord>,
    /// What happens to the signing keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keys: Option<KeysWord>,
    /// Answer this exchange with a clock that is so far ahead, or with `-` behind: `Date`, `iat`, `exp`, and every check
    /// of a lifetime.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock_skew: Option<String>,
    /// What is revoked before the exchange is answered: of the `user` and `client` that `when` names, else everybody's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoke: Option<RevokeWord>,
    /// The stage to act in, where the one that the effects belong to is not meant. Refusals, consent and changed tokens
    /// belong to `decided`, an answer of your own, keys, clock and revocation to `received`, everything else to
    /// `rendered`. A refusal `at: received` does not ask whether the request was in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<StageWord>,
}

/// Changes to an access token. Everything that is not given stays as it was issued.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TokenPatch {
    /// `aud`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aud: Option<String>,
    /// `iss`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
    /// Lifetime from now, e.g. `90s`: `exp`, and `expires_in` of the answer. Negative: expired already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<String>,
    /// `nbf`, so long from now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<String>,
    /// Claims to set; `null` removes one.
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    pub claims: serde_json::Map<String, Value>,
    /// Header members to set; `null` removes one.
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    pub header: serde_json::Map<String, Value>,
    /// The key that signs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<MintKey>,
    /// How it is signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<MintSignature>,
    /// Encrypt it for the API: nobody else can read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encrypt: Option<bool>,
}

/// Changes to an ID token.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct IdTokenPatch {
    /// `aud`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aud: Option<String>,
    /// `iss`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
    /// Lifetime from now, e.g. `90s`: `exp`. Negative: expired already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<String>,
    /// `nbf`, so long from now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<String>,
    /// Claims to set; `null` removes one.
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    pub claims: serde_json::Map<String, Value>,
    /// Header members to set; `null` removes one.
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    pub header: serde_json::Map<String, Value>,
    /// The key that signs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<MintKey>,
    /// How it is signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<MintSignature>,
}

/// Changes to named values: `drop` first, then `rename`, then `set`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Patch {
    /// Members to leave out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drop: Vec<String>,
    /// Members to call otherwise: old name to new name.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub rename: IndexMap<String, String>,
    /// Members to set, with any type.
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    pub set: serde_json::Map<String, Value>,
}

/// A body in small pieces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrickleEntry {
    /// Bytes per piece.
    pub bytes: u64,
    /// Pause between two pieces, e.g. `50ms`.
    pub every: String,
}
