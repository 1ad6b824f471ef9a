//! Redeeming an authorization code (RFC 6749 §4.1.3, entra-server §3.3). The code is consumed last: a request that
//! fails its client authentication or PKCE leaves it usable.

use std::sync::Arc;

use super::access::{self, Asking};
use super::client::{Caller, check_origin};
use super::issue::{self, Delegation};
use super::plan::Plan;
use super::{Context, user};
use crate::aadsts;
use crate::directory::{RedirectKind, TenantSegment};
use crate::entropy::Draw;
use crate::ledger::{CodeGrant, CodeState, Ledger};
use crate::protocol::token_request::TokenRequest;
use crate::refusal::Refusal;
use crate::route::Dialect;

/// The parameters of a redemption.
pub struct Redemption<'a> {
    /// The code.
    pub code: &'a str,
    /// Must repeat the one of the authorization request.
    pub redirect_uri: Option<&'a str>,
    /// PKCE.
    pub code_verifier: Option<&'a str>,
}

/// Decides a redemption.
///
/// # Errors
/// AADSTS9002313 garbage, 70000 another client's, 700005 other tenant, 9002326/9002327/9002325 origin and PKCE of
/// pages, 7000218 no credential, 70008 expired, 54005 redeemed before, 500112 other redirect URI,
/// 501481/50148/501491 PKCE, 50173 revoked, and those of the scope.
pub fn decide(
    context: &Context<'_>,
    request: &TokenRequest,
    caller: &Caller,
    redemption: &Redemption<'_>,
    draw: &Draw,
) -> Result<Plan, Refusal> {
    let mut ledger = context.ledger();
    let grant = find(&ledger, redemption.code)?;
    same_client_and_tenant(context, &grant, caller)?;
    check_origin(grant.redirect_kind, request.origin.as_deref())?;
    credential(&grant, caller)?;
    fresh(context, &ledger, &grant, redemption.code)?;
    same_redirect_uri(&grant, redemption.redirect_uri)?;
    pkce(&grant, redemption.code_verifier)?;
    let user =
        context.directory.user(grant.user).cloned().ok_or_else(|| {
            aadsts!(50034).check("user.exists").with("user", grant.user).with("tenant", context.typed)
        })?;
    user::check_enabled(&user)?;
    not_revoked(&ledger, &grant)?;
    let tenant = context
        .directory
        .tenant(grant.tenant)
        .cloned()
        .ok_or_else(|| aadsts!(90002).check("tenant.exists").with("tenant", grant.tenant))?;
    let scope = request.scope.as_ref().filter(|s| !s.items.is_empty() || !s.oidc.is_empty()).unwrap_or(&grant.scope);
    let asking = Asking { tenant: &tenant, client: &caller.app, user: &user };
    let access = access::delegated(context, &ledger, asking, scope)?;
    let mut oidc = access.oidc;
    // v1's code flow always has an ID token.
    oidc.openid |= grant.scope.oidc.openid || context.dialect == Dialect::V1;
    oidc.profile |= grant.scope.oidc.profile;
    oidc.email |= grant.scope.oidc.email;
    oidc.offline_access |= grant.scope.oidc.offline_access;
    if !ledger.codes.redeem(redemption.code) {
        return Err(redeemed());
    }
    let delegation = Delegation {
        tenant: &tenant,
        user: &user,
        authentication: &grant.authentication,
        scope: &grant.scope,
        oidc,
        nonce: grant.nonce.clone(),
        spa_since: (grant.redirect_kind == RedirectKind::Spa).then_some(context.now),
        public: grant.redirect_kind != RedirectKind::Web,
    };
    Ok(issue::delegated(context, &mut ledger, caller, delegation, access, request.client_info, draw))
}

fn find(ledger: &Ledger, code: &str) -> Result<Arc<CodeGrant>, Refusal> {
    ledger.codes.get(code).map(|state| state.grant().clone()).ok_or_else(|| {
        aadsts!(9002313)
            .error("invalid_grant")
            .check("code.known")
            .expected("a code of this world, exactly as it was sent to the redirect URI")
            .found(format!("a string of {} characters that this world never issued", code.chars().count()))
            .cure("send the value of the 'code' parameter, percent-decoded once")
    })
}

fn same_client_and_tenant(context: &Context<'_>, grant: &CodeGrant, caller: &Caller) -> Result<(), Refusal> {
    if grant.client != caller.app.client_id {
        return Err(aadsts!(70000)
            .check("code.client")
            .expected(format!("the client it was issued to, {}", grant.client))
            .found(caller.app.client_id.to_string())
            .cure("redeem a code with the client id that asked for it"));
    }
    match context.segment {
        TenantSegment::Tenant(tenant) if tenant.id != grant.tenant => Err(aadsts!(700005)
            .check("code.tenant")
            .expected(format!("the tenant that issued it, {}", grant.tenant))
            .found(tenant.id.to_string())),
        _ => Ok(()),
    }
}

fn credential(grant: &CodeGrant, caller: &Caller) -> Result<(), Refusal> {
    match grant.redirect_kind {
        RedirectKind::Web => caller.require_proof(),
        RedirectKind::Spa | RedirectKind::Public => Ok(()),
    }
}

fn fresh(context: &Context<'_>, ledger: &Ledger, grant: &CodeGrant, code: &str) -> Result<(), Refusal> {
    if matches!(ledger.codes.get(code), Some(CodeState::Redeemed(_))) {
        return Err(redeemed());
    }
    if context.now < grant.expires {
        return Ok(());
    }
    Err(aadsts!(70008)
        .check("code.lifetime")
        .expected(format!("redemption before {}", grant.expires.iso()))
        .found(format!("redemption at {}", context.now.iso())))
}

fn redeemed() -> Refusal {
    aadsts!(54005).check("code.single_use").expected("a code that was not redeemed before").found("its second use")
}

fn same_redirect_uri(grant: &CodeGrant, sent: Option<&str>) -> Result<(), Refusal> {
    match (&grant.redirect_uri, sent) {
        (Some(asked), Some(sent)) if asked == sent => Ok(()),
        // Hybrid single-page apps redeem without repeating it.
        (Some(_), None) if grant.redirect_kind == RedirectKind::Spa => Ok(()),
        (None, None) => Ok(()),
        (asked, sent) => {
            let asked = asked.clone().unwrap_or_default();
            let sent = sent.unwrap_or_default();
            Err(aadsts!(500112)
                .check("code.redirect_uri")
                .with("redirect_uri", sent)
                .with("expected", &asked)
                .expected(asked)
                .found(sent.to_owned()))
        }
    }
}

fn pkce(grant: &CodeGrant, verifier: Option<&str>) -> Result<(), Refusal> {
    match &grant.challenge {
        Some(challenge) => challenge.verify(verifier),
        None if grant.redirect_kind == RedirectKind::Spa => Err(aadsts!(9002325)
            .check("pkce.required")
            .expected("code_challenge in the authorization request and code_verifier here")
            .found("no code_challenge")),
        None if verifier.is_some() => Err(aadsts!(501481)
            .check("pkce.verifier")
            .expected("no code_verifier: the authorization request had no code_challenge")
            .found("a code_verifier")),
        None => Ok(()),
    }
}

fn not_revoked(ledger: &Ledger, grant: &CodeGrant) -> Result<(), Refusal> {
    let revocation = ledger.revocations.of(grant.user);
    if revocation.epoch <= grant.authentication.epoch {
        return Ok(());
    }
    Err(aadsts!(50173)
        .check("code.revoked")
        .with("issued", grant.issued.ticks())
        .with("valid_from", revocation.valid_from.ticks())
        .expected("a grant made after the last password change or revocation"))
}
