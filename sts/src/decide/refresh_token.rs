//! Redeeming a refresh token (RFC 6749 §6, entra-server §3.3): bound to user and client, not to an API or tenant.
//! The old token stays valid.

use std::sync::Arc;

use super::access::{self, Asking};
use super::client::{Caller, check_origin};
use super::issue::{self, Delegation, SPA_LIFETIME};
use super::plan::Plan;
use super::{Context, user};
use crate::aadsts;
use crate::directory::{RedirectKind, User};
use crate::entropy::Draw;
use crate::ledger::{Ledger, RefreshGrant};
use crate::protocol::token_request::TokenRequest;
use crate::refusal::Refusal;
use crate::route::Dialect;

/// Decides a refresh.
///
/// # Errors
/// AADSTS9002313 garbage, 70000 unknown or another client's, 9002326/9002327 origin, 7000218 no credential,
/// 700082/700084 expired, 50173 revoked, 50057 disabled, 50020 other tenant, and those of the scope.
pub fn decide(
    context: &Context<'_>,
    request: &TokenRequest,
    caller: &Caller,
    refresh_token: &str,
    draw: &Draw,
) -> Result<Plan, Refusal> {
    let mut ledger = context.ledger();
    let grant = find(&ledger, refresh_token)?;
    belongs(&grant, caller)?;
    if let Some(origin_kind) = origin_rule(&grant, request) {
        check_origin(origin_kind, request.origin.as_deref())?;
    }
    if !grant.public {
        caller.require_proof()?;
    }
    alive(context, &grant)?;
    let user = holder(context, &ledger, &grant)?;
    let tenant = user::issuing_tenant(context, &user, &caller.app)?;
    user::check_assignment(context, &user, &caller.app)?;
    let scope = request.scope.as_ref().unwrap_or(&grant.scope);
    let asking = Asking { tenant: &tenant, client: &caller.app, user: &user };
    let access = access::delegated(context, &ledger, asking, scope)?;
    let mut oidc = access.oidc;
    oidc.offline_access |= grant.scope.oidc.offline_access;
    // v1 keeps the ID token coming, as its code flow does.
    oidc.openid |= context.dialect == Dialect::V1;
    let delegation = Delegation {
        tenant: &tenant,
        user: &user,
        authentication: &grant.authentication,
        scope: &grant.scope,
        oidc,
        nonce: None,
        spa_since: grant.spa_since,
        public: grant.public,
    };
    Ok(issue::delegated(context, &mut ledger, caller, delegation, access, request.client_info, draw))
}

fn find(ledger: &Ledger, token: &str) -> Result<Arc<RefreshGrant>, Refusal> {
    if let Some(grant) = ledger.refresh_tokens.get(token) {
        return Ok(grant.clone());
    }
    let looks_right = token.starts_with("0.A") || token.starts_with("1.A");
    let refusal = if looks_right { aadsts!(70000) } else { aadsts!(9002313).error("invalid_grant") };
    Err(refusal
        .check("refresh_token.known")
        .expected("a refresh token of this world, exactly as it was issued")
        .found(format!("a string of {} characters that this world never issued", token.chars().count()))
        .cure("sign in again; restarting or resetting a world forgets its refresh tokens"))
}

fn belongs(grant: &RefreshGrant, caller: &Caller) -> Result<(), Refusal> {
    let family = grant.family.is_some() && grant.family == caller.app.flows.foci;
    if grant.client == caller.app.client_id || family {
        return Ok(());
    }
    let refusal = if grant.family.is_some() { aadsts!(70000).suberror("client_mismatch") } else { aadsts!(70000) };
    Err(refusal
        .check("refresh_token.client")
        .expected(format!("the client it was issued to, {}", grant.client))
        .found(caller.app.client_id.to_string())
        .cure("redeem a refresh token with the client id that got it"))
}

/// Only single-page apps refresh from a page; a token without that mark is held to the rule for servers.
fn origin_rule(grant: &RefreshGrant, request: &TokenRequest) -> Option<RedirectKind> {
    match (grant.spa_since, &request.origin) {
        (Some(_), _) => Some(RedirectKind::Spa),
        (None, Some(_)) => Some(RedirectKind::Web),
        (None, None) => None,
    }
}

fn alive(context: &Context<'_>, grant: &RefreshGrant) -> Result<(), Refusal> {
    if context.now < grant.expires {
        return Ok(());
    }
    let expiry = format!("it expired at {}", grant.expires.iso());
    let refusal = match grant.spa_since {
        Some(since) => aadsts!(700084).with("issued", since.ticks()).with("lifetime", span(SPA_LIFETIME)),
        None => aadsts!(700082)
            .with("issued", grant.issued.ticks())
            .with("lifetime", span(grant.expires.seconds() - grant.issued.seconds())),
    };
    Err(refusal.check("refresh_token.lifetime").expected("a refresh token that is still alive").found(expiry))
}

/// `90.00:00:00`, as refusals write durations.
fn span(seconds: i64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    format!("{days}.{:02}:{:02}:{:02}", rest / 3600, rest % 3600 / 60, rest % 60)
}

/// The user of the grant, unless their grants were revoked since.
fn holder(context: &Context<'_>, ledger: &Ledger, grant: &RefreshGrant) -> Result<Arc<User>, Refusal> {
    let Some(user) = context.directory.user(grant.user) else {
        return Err(aadsts!(50034)
            .check("user.exists")
            .with("user", grant.user)
            .with("tenant", context.typed)
            .expected("a user that still exists")
            .found(grant.user.to_string()));
    };
    user::check_enabled(user)?;
    let revocation = ledger.revocations.of(user.oid);
    if grant.revoked || revocation.epoch > grant.authentication.epoch {
        let valid_from = if grant.revoked { context.now } else { revocation.valid_from };
        return Err(aadsts!(50173)
            .check("refresh_token.revoked")
            .with("issued", grant.issued.ticks())
            .with("valid_from", valid_from.ticks())
            .expected("a grant made after the last password change or revocation")
            .found(format!("one from a sign-in at {}", grant.authentication.time.iso())));
    }
    Ok(user.clone())
}

#[cfg(test)]
mod tests {
    #[test]
    fn spans_are_written_the_dotnet_way() {
        assert_eq!(super::span(90 * 86_400), "90.00:00:00");
        assert_eq!(super::span(86_400 + 3_661), "1.01:01:01");
    }
}
