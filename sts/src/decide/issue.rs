//! What all delegated grants end in: a plan with ID token and refresh token as the scopes ask for.

use std::sync::Arc;

use super::Context;
use super::access::Access;
use super::client::Caller;
use super::plan::{IdTokenPlan, Plan, RefreshPlan, Subject};
use crate::clock::Moment;
use crate::directory::{App, Principal, Tenant, User};
use crate::entropy::Draw;
use crate::ledger::{Authentication, Ledger, RefreshGrant};
use crate::route::Dialect;
use crate::scope::{Oidc, ScopeRequest};
use crate::token::opaque;

/// Whom a delegated plan is for, and what the refresh token that comes with it will stand for.
pub struct Delegation<'a> {
    /// The issuing tenant.
    pub tenant: &'a Arc<Tenant>,
    /// The user.
    pub user: &'a Arc<User>,
    /// How they signed in.
    pub authentication: &'a Authentication,
    /// What a refresh without `scope` will ask for.
    pub scope: &'a ScopeRequest,
    /// OpenID Connect scopes in force.
    pub oidc: Oidc,
    /// Nonce for the ID token.
    pub nonce: Option<String>,
    /// When the chain of a single-page app began; `None` for all others.
    pub spa_since: Option<Moment>,
    /// The client may redeem the refresh token without a credential.
    pub public: bool,
}

/// Seconds that a refresh token of a single-page app lives, from the first one on (entra-server §3.3).
pub const SPA_LIFETIME: i64 = 86_400;
/// Seconds of inactivity that a refresh token survives.
const INACTIVITY: i64 = 90 * 86_400;

/// Makes the plan, and records the refresh token in the ledger. The last step of a decision.
pub fn delegated(
    context: &Context<'_>,
    ledger: &mut Ledger,
    caller: &Caller,
    delegation: Delegation<'_>,
    access: Access,
    client_info: bool,
    draw: &Draw,
) -> Plan {
    // v1 has no offline_access: a delegated response always carries a refresh token.
    let offline = delegation.oidc.offline_access || context.dialect == Dialect::V1;
    let refresh_token = offline.then(|| record_refresh_token(context, ledger, &caller.app, &delegation, draw));
    let id_token = delegation.oidc.openid.then(|| IdTokenPlan {
        nonce: delegation.nonce.clone(),
        profile: delegation.oidc.profile || context.dialect == Dialect::V1,
        email: delegation.oidc.email,
        roles: context.directory.roles(Principal::User(delegation.user.oid), caller.app.client_id),
    });
    Plan {
        dialect: context.dialect,
        tenant: delegation.tenant.clone(),
        client: caller.app.clone(),
        proof: caller.proof,
        api: access.api,
        resource: access.resource,
        scopes: access.scopes,
        roles: access.roles,
        response_scope: Some(access.response_scope),
        subject: Subject::User { user: delegation.user.clone(), authentication: delegation.authentication.clone() },
        id_token,
        refresh_token,
        client_info,
    }
}

fn record_refresh_token(
    context: &Context<'_>,
    ledger: &mut Ledger,
    client: &App,
    delegation: &Delegation<'_>,
    draw: &Draw,
) -> RefreshPlan {
    let set = client.lifetimes.or(context.directory.settings().lifetimes).refresh_token;
    let expires = match delegation.spa_since {
        Some(since) => since.plus(set.unwrap_or(SPA_LIFETIME)),
        None => context.now.plus(set.unwrap_or(INACTIVITY)),
    };
    let token = opaque::refresh_token(delegation.tenant.id, client.client_id, draw);
    ledger.refresh_tokens.insert(
        token.clone(),
        RefreshGrant {
            client: client.client_id,
            tenant: delegation.tenant.id,
            user: delegation.user.oid,
            authentication: delegation.authentication.clone(),
            scope: delegation.scope.clone(),
            issued: context.now,
            expires,
            spa_since: delegation.spa_since,
            public: delegation.public,
            family: client.flows.foci.clone(),
            revoked: false,
        },
    );
    let left = expires.seconds() - context.now.seconds() - 1;
    RefreshPlan { token, expires_in: delegation.spa_since.map(|_| left.max(0)) }
}
