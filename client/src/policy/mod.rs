//! The decisions on which the client's promises rest, one method each.
//!
//! Everything here is pure: no clock, no cache, no wire. The rest of the client asks and obeys, so that a decision can
//! be replaced by name.

mod classify;
mod expiry;
mod identity;
mod issuer;
mod retry;
mod scopes;

pub(crate) use classify::{Endpoint, Verdict};
pub(crate) use identity::{IdTokenExpectation, Wanted};

use std::time::Duration;

use serde_json::{Map, Value};
use url::Url;

use crate::{
    OAuthError, Scopes,
    cache::AccessToken,
    wire::{ClientInfo, UserClaims},
};

/// The decisions. The default methods are the promises; a replacement overrides one.
pub(crate) trait Policy: Send + Sync {
    /// Whether a cached access token is good for long enough to be handed out.
    fn is_usable(&self, expires_on: i64, cached_at: Option<i64>, now: i64) -> bool {
        expiry::is_usable(expires_on, cached_at, now)
    }

    /// Whether a usable token is to be renewed early.
    fn is_renewal_due(&self, refresh_on: Option<i64>, now: i64) -> bool {
        expiry::is_renewal_due(refresh_on, now)
    }

    /// Whether a cached access token is one that was asked for; its life is another matter.
    fn fits(&self, token: &AccessToken, wanted: &Wanted<'_>) -> bool {
        identity::fits(token, wanted) && self.scopes_cover(&token.target(), wanted.scopes)
    }

    /// Whether a token with these scopes answers a request for those.
    fn scopes_cover(&self, target: &Scopes, requested: &Scopes) -> bool {
        scopes::cover(target, requested)
    }

    /// Whether a new token takes the place of one with these scopes.
    fn scopes_overlap(&self, new: &Scopes, old: &Scopes) -> bool {
        scopes::overlap(new, old)
    }

    /// The scopes to file a token under.
    fn target(&self, requested: &Scopes, granted: Option<&Scopes>) -> Scopes {
        scopes::target(requested, granted)
    }

    /// What was asked for and not granted.
    fn declined(&self, requested: &Scopes, granted: Option<&Scopes>) -> Scopes {
        scopes::declined(requested, granted)
    }

    /// Whether two home account ids name one account.
    fn same_account(&self, one: &str, other: &str) -> bool {
        identity::same_account(one, other)
    }

    /// Whether an answer of the authorize endpoint belongs to the request.
    fn state_fits(&self, sent: &str, received: Option<&str>) -> bool {
        received == Some(sent)
    }

    /// Whether the answer to a request for one user's token is about him.
    fn answers_for(&self, home_account_id: &str, info: Option<&ClientInfo>, claims: Option<&UserClaims<'_>>) -> bool {
        identity::answers_for(home_account_id, info, claims)
    }

    /// Whether an ID token belongs to the request that sent a nonce.
    fn nonce_fits(&self, sent: &str, claims: &Map<String, Value>) -> bool {
        claims.get("nonce").and_then(Value::as_str) == Some(sent)
    }

    /// Whether an ID token may be believed.
    fn check_id_token(&self, claims: &Map<String, Value>, expected: &IdTokenExpectation<'_>) -> Result<(), String> {
        identity::check_id_token(claims, expected)
    }

    /// Whether metadata with this issuer may speak for an authority.
    fn issuer_fits(&self, issuer: &str, authority: &Url) -> bool {
        issuer::fits(issuer, authority)
    }

    /// What a refusal means to the caller.
    fn verdict(&self, refusal: &OAuthError, endpoint: Endpoint) -> Verdict {
        classify::verdict(refusal, endpoint)
    }

    /// How long to wait before a request is sent again; none: it isn't.
    fn retry_delay(&self, status: u16, retry_after: Option<u64>, attempts: u32) -> Option<Duration> {
        retry::retry_delay(status, retry_after, attempts)
    }

    /// For how many seconds a refused request isn't repeated.
    fn pause(&self, status: u16, retry_after: Option<u64>) -> Option<u64> {
        retry::pause(status, retry_after)
    }

    /// For how many seconds a refresh isn't repeated that met a demand for UI.
    fn ui_pause(&self, is_public_client: bool) -> Option<u64> {
        retry::ui_pause(is_public_client)
    }

    /// Seconds to the next poll for a device code; none: the error ends the flow.
    fn next_poll(&self, error: &str, interval: u64) -> Option<u64> {
        retry::next_poll(error, interval)
    }

    /// Seconds to the next poll for a device code where the last one got no answer about it.
    fn next_poll_after_trouble(&self, interval: u64, retry_after: Option<u64>) -> u64 {
        retry::next_poll_after_trouble(interval, retry_after)
    }
}

/// The decisions as documented.
pub(crate) struct Standard;

impl Policy for Standard {}
