//! Admitted: which client application this is, and whether it proved it (entra-server §3.4).

use std::sync::Arc;

use uuid::Uuid;

use super::plan::Proof;
use super::{Context, client_assertion};
use crate::aadsts;
use crate::directory::{App, RedirectKind, SignInAudience, TenantSegment};
use crate::protocol::form;
use crate::protocol::token_request::ClientClaim;
use crate::refusal::{Refusal, names};
use crate::token::verify;

/// The client application of a token request.
pub struct Caller {
    /// Its registration.
    pub app: Arc<App>,
    /// How it proved who it is.
    pub proof: Proof,
}

impl Caller {
    /// Insists on a proof.
    ///
    /// # Errors
    /// AADSTS7000218 without one.
    pub fn require_proof(&self) -> Result<(), Refusal> {
        if self.proof != Proof::None {
            return Ok(());
        }
        Err(aadsts!(7000218)
            .check("client_auth.required")
            .expected("client_secret, or client_assertion with client_assertion_type")
            .found("neither"))
    }

    /// Insists on a proof unless the app is registered as a public client.
    ///
    /// # Errors
    /// AADSTS7000218.
    pub fn require_proof_unless_public(&self) -> Result<(), Refusal> {
        if self.app.allow_public_client {
            return Ok(());
        }
        self.require_proof().map_err(|refusal| {
            refusal.cure(
                "send the app's secret or certificate assertion, or turn on 'allow public client flows' in its registration",
            )
        })
    }
}

/// Finds the app registration that a request names.
///
/// # Errors
/// AADSTS900144 without a client id, 700038 when it is not a GUID, 700016 when the tenant has no such app,
/// 7000112 when it is disabled, 50194 and 9002332 when it may not be used under this tenant segment.
pub fn identify(context: &Context<'_>, claim: &ClientClaim) -> Result<Arc<App>, Refusal> {
    let from_assertion = || {
        let parts = verify::parse(claim.assertion.as_deref()?).ok()?;
        parts.text("sub").map(str::to_owned)
    };
    let id = claim.client_id.clone().or_else(from_assertion).ok_or_else(|| form::missing("client_id"))?;
    find(context, &id)
}

/// Finds the app registration of a client id.
///
/// # Errors
/// As [`identify`].
pub fn find(context: &Context<'_>, id: &str) -> Result<Arc<App>, Refusal> {
    let Ok(guid) = Uuid::try_parse(id) else {
        return Err(aadsts!(700038)
            .check("client.id")
            .with("id", id)
            .expected("the application (client) id, a GUID")
            .found(id.to_owned()));
    };
    let app = match context.segment {
        TenantSegment::Tenant(tenant) => context.directory.app_in_tenant(guid, tenant.id),
        TenantSegment::Common | TenantSegment::Organizations | TenantSegment::Consumers => context.directory.app(guid),
    };
    let Some(app) = app else {
        let known = names(context.directory.apps().iter().map(|a| &a.name));
        let tenant = context.segment.tenant().map_or_else(|| context.typed.to_owned(), |t| t.display_name.clone());
        return Err(aadsts!(700016)
            .check("client.registered")
            .with("id", id)
            .with("tenant", tenant)
            .expected(format!("an app of this tenant ({known})"))
            .found(id.to_owned()));
    };
    if !app.enabled {
        return Err(aadsts!(7000112).check("client.enabled").with("id", id).with("name", &app.display_name));
    }
    audience(context, app)?;
    Ok(app.clone())
}

/// May the app be used under this tenant segment at all?
fn audience(context: &Context<'_>, app: &App) -> Result<(), Refusal> {
    let id = app.client_id;
    match (context.segment, app.audience) {
        (TenantSegment::Common | TenantSegment::Organizations, SignInAudience::MyOrg) if !app.first_party => {
            Err(aadsts!(50194)
                .check("client.audience")
                .with("id", id)
                .with("name", &app.display_name)
                .expected("a tenant id or domain in the authority")
                .found(context.typed.to_owned()))
        }
        (TenantSegment::Consumers, SignInAudience::MyOrg | SignInAudience::MultipleOrgs) => Err(aadsts!(9002332)
            .check("client.audience")
            .with("id", id)
            .with("name", &app.display_name)
            .expected("/organizations or a tenant id in the authority")
            .found(context.typed.to_owned())),
        _ => Ok(()),
    }
}

/// Checks the credential of a request, if it carries one.
///
/// # Errors
/// AADSTS700025 when a public client presents one, 7000215, 7000222, and those of a client assertion.
pub fn authenticate(context: &Context<'_>, app: &App, claim: &ClientClaim) -> Result<Proof, Refusal> {
    match (&claim.secret, &claim.assertion) {
        (None, None) => Ok(Proof::None),
        (Some(_), Some(_)) => Err(aadsts!(9002313)
            .error("invalid_request")
            .check("client_auth.method")
            .expected("one of client_secret and client_assertion")
            .found("both")
            .cure("send either client_secret or client_assertion, not both")),
        _ if !app.has_credentials() => Err(aadsts!(700025)
            .check("client_auth.public")
            .with("name", &app.display_name)
            .expected("no credential: the app registration has none")
            .found("a client_secret or client_assertion")),
        (Some(secret), None) => check_secret(context, app, secret),
        (None, Some(assertion)) => client_assertion::check(context, app, assertion),
    }
}

fn check_secret(context: &Context<'_>, app: &App, secret: &str) -> Result<Proof, Refusal> {
    let Some(found) = app.secrets.iter().find(|s| s.value == secret) else {
        return Err(aadsts!(7000215)
            .check("client_auth.secret")
            .with("id", app.client_id)
            .expected(format!("the value of one of the {} secret(s) of app '{}'", app.secrets.len(), app.name))
            .found(format!("a value of {} characters that is none of them", secret.chars().count())));
    };
    match found.expires {
        Some(expires) if expires <= context.now.seconds() => Err(aadsts!(7000222)
            .check("client_auth.secret_expiry")
            .with("id", app.client_id)
            .expected("a secret that has not expired")
            .found(format!("one that expired at {}", crate::clock::Moment(expires * 1000).iso()))),
        _ => Ok(Proof::Secret),
    }
}

/// A page in a browser cannot keep a secret.
///
/// # Errors
/// AADSTS9002326 when a request with an `Origin` header carries a credential.
pub fn forbid_secrets_from_pages(app: &App, proof: Proof, origin: Option<&str>) -> Result<(), Refusal> {
    match origin {
        Some(origin) if proof != Proof::None => Err(aadsts!(9002326)
            .check("client_auth.cross_origin")
            .with("origin", origin)
            .expected("no client credential in a cross-origin request")
            .found(format!("a credential of app '{}'", app.name))),
        _ => Ok(()),
    }
}

/// Cross-origin redemption is for single-page apps, and only that for them (entra-server §2.7).
///
/// # Errors
/// AADSTS9002326 and 9002327.
pub fn check_origin(kind: RedirectKind, origin: Option<&str>) -> Result<(), Refusal> {
    match (kind, origin) {
        (RedirectKind::Spa, None) => Err(aadsts!(9002327)
            .check("redirect_uri.kind")
            .expected("an Origin header: the redirect URI is registered for the single-page application platform")
            .found("none")),
        (RedirectKind::Web | RedirectKind::Public, Some(origin)) => Err(aadsts!(9002326)
            .check("redirect_uri.kind")
            .with("origin", origin)
            .expected("a redirect URI of the single-page application platform, since the request comes from a page")
            .found(format!("{kind:?}"))),
        _ => Ok(()),
    }
}
