//! Decisions: may this client have this for this user? Values in, [`plan::Plan`] or refusal out.
//!
//! The order of checks inside each function is the order in which the platform makes them: it decides which
//! AADSTS code a doubly wrong request gets. Nothing here signs, renders or reads a socket; the ledger is locked
//! in short sections and one-time things are consumed last, when nothing can fail any more.

pub mod access;
pub mod account;
pub mod authorization_code;
pub mod authorize;
pub mod client;
pub mod client_assertion;
pub mod client_credentials;
pub mod device_code;
pub mod issue;
pub mod on_behalf_of;
pub mod password;
pub mod plan;
pub mod policy;
pub mod redirect_uri;
pub mod refresh_token;
pub mod user;

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::clock::Moment;
use crate::directory::{Directory, TenantSegment};
use crate::ledger::Ledger;
use crate::origin::{Issuers, Origin};
use crate::protocol::token_request::{Grant, TokenRequest};
use crate::refusal::Refusal;
use crate::route::Dialect;
use crate::rules::ExchangeRules;
use crate::scope::ScopeRequest;
use crate::token::keys::KeyRing;
use crate::world::Settings;

/// What every decision looks at.
pub struct Context<'w> {
    /// The directory, as it was when the request arrived.
    pub directory: &'w Directory,
    /// The ledger; lock it with [`Context::ledger`].
    pub ledger: &'w Mutex<Ledger>,
    /// The world's settings.
    pub settings: &'w Settings,
    /// Signing keys, for assertions that are our own tokens.
    pub keys: KeyRing,
    /// Now.
    pub now: Moment,
    /// The tenant segment as typed.
    pub typed: &'w str,
    /// What it names.
    pub segment: &'w TenantSegment,
    /// The endpoint's version.
    pub dialect: Dialect,
    /// The host the client used.
    pub origin: &'w Origin,
    /// Issuers as the client sees them.
    pub issuers: &'w Issuers,
    /// The world's rules, in this exchange.
    pub rules: &'w ExchangeRules<'w>,
}

impl Context<'_> {
    /// The ledger, locked. Keep the guard for a few lookups, never across a signature.
    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Decides a token request.
///
/// # Errors
/// The platform's refusal.
pub fn token(
    context: &Context<'_>,
    request: &TokenRequest,
    draw: &crate::entropy::Draw,
) -> Result<plan::Plan, Refusal> {
    let client = client::identify(context, &request.client)?;
    let proof = client::authenticate(context, &client, &request.client)?;
    client::forbid_secrets_from_pages(&client, proof, request.origin.as_deref())?;
    let caller = client::Caller { app: client, proof };
    match &request.grant {
        Grant::ClientCredentials => client_credentials::decide(context, request, &caller),
        Grant::Password { username, password } => password::decide(context, request, &caller, username, password, draw),
        Grant::RefreshToken { refresh_token } => refresh_token::decide(context, request, &caller, refresh_token, draw),
        Grant::AuthorizationCode { code, redirect_uri, code_verifier } => authorization_code::decide(
            context,
            request,
            &caller,
            &authorization_code::Redemption {
                code,
                redirect_uri: redirect_uri.as_deref(),
                code_verifier: code_verifier.as_deref(),
            },
            draw,
        ),
        Grant::DeviceCode { device_code } => device_code::decide(context, request, &caller, device_code, draw),
        Grant::OnBehalfOf { assertion } => on_behalf_of::decide(context, request, &caller, assertion, draw),
    }
}

/// The scope of a delegated request that must have one.
///
/// # Errors
/// AADSTS900144 without one.
pub(crate) fn required_scope<'r>(
    context: &Context<'_>,
    request: &'r TokenRequest,
) -> Result<&'r ScopeRequest, Refusal> {
    request.scope.as_ref().ok_or_else(|| no_scope(context.dialect))
}

/// The refusal of a delegated request that says nothing about what it wants.
pub(crate) fn no_scope(dialect: Dialect) -> Refusal {
    crate::protocol::form::missing(match dialect {
        Dialect::V1 => "resource",
        Dialect::V2 => "scope",
    })
}
