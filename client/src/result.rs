use serde_json::{Map, Value};

use crate::{Account, Scopes, Secret};

/// What an acquisition brings.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TokenResult {
    /// The access token: opaque, not to be parsed, meant for the API alone.
    pub access_token: Secret,
    /// How the token is presented; `Bearer`.
    pub token_type: String,
    /// When the access token expires, in unix seconds, as the platform said (never read from the token).
    pub expires_on: i64,
    /// From when on it is renewed early, in unix seconds.
    pub refresh_on: Option<i64>,
    /// The tenant the token is for: for a guest, the guest's tenant.
    pub tenant_id: Option<String>,
    /// The scopes granted, as the platform spelled them.
    pub scopes: Scopes,
    /// Scopes that were asked for and not granted.
    pub declined_scopes: Scopes,
    /// The user's object id in [`tenant_id`](Self::tenant_id) (`oid`, else `sub`); none for application tokens.
    pub unique_id: Option<String>,
    /// The user; none for application tokens.
    pub account: Option<Account>,
    /// The ID token; none for application tokens.
    pub id_token: Option<IdToken>,
    /// Where the access token came from.
    pub source: TokenSource,
    /// Why the cache alone didn't do.
    pub refresh_reason: RefreshReason,
    /// The correlation id of the call (of the first call, where several were joined).
    pub correlation_id: String,
}

/// An ID token: its text and the claims it makes.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct IdToken {
    /// The token as it came.
    pub raw: Secret,
    /// Its claims. The signature isn't verified: the token came from the token endpoint, over TLS.
    pub claims: Map<String, Value>,
}

/// Where an access token came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenSource {
    /// The token cache; nothing was sent.
    Cache,
    /// The token endpoint.
    Network,
    /// The token endpoint, while the cached token was still good: it had passed its `refresh_in`.
    ProactiveRefresh,
}

/// Why the cache alone didn't answer a call that looks there first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RefreshReason {
    /// It did, or the flow never asks it.
    NotApplicable,
    /// The caller demanded a new token, or passed a claims challenge.
    ForceRefreshOrClaims,
    /// There was no access token that matches.
    NoCachedAccessToken,
    /// It has expired or is about to.
    Expired,
    /// It has passed its `refresh_in`.
    ProactivelyRefreshed,
}
