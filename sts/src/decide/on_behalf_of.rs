//! On-behalf-of: an API exchanges the token it was called with for one of a downstream API (entra-server §7).

use std::sync::Arc;

use uuid::Uuid;

use super::access::{self, Asking};
use super::client::Caller;
use super::issue::{self, Delegation};
use super::plan::Plan;
use super::{Context, user};
use crate::aadsts;
use crate::clock::Moment;
use crate::directory::{App, User};
use crate::entropy::Draw;
use crate::ledger::Authentication;
use crate::protocol::token_request::TokenRequest;
use crate::refusal::Refusal;
use crate::token::jwe;
use crate::token::verify::{self, Parts, TokenFault};

/// Decides an on-behalf-of request.
///
/// # Errors
/// AADSTS7000218 no credential, 50027 malformed, 240002 an ID token, 50013 signature, 500133 expired,
/// 500131 audience, 50034/50057/50020 user, and those of the scope.
pub fn decide(
    context: &Context<'_>,
    request: &TokenRequest,
    caller: &Caller,
    assertion: &str,
    draw: &Draw,
) -> Result<Plan, Refusal> {
    caller.require_proof()?;
    let assertion = jwe::opened(assertion);
    let parts = verify::parse(&assertion).map_err(|_| {
        aadsts!(50027)
            .check("assertion.format")
            .with("reason", "JWT token is invalid or malformed.")
            .expected("the access token that the API was called with")
            .found("something that is no JWT")
    })?;
    signature(context, &parts)?;
    is_access_token(&parts)?;
    lifetime(context, &parts)?;
    audience(&parts, &caller.app)?;
    let user = holder(context, &parts)?;
    let tenant = user::issuing_tenant(context, &user, &caller.app)?;
    let scope = super::required_scope(context, request)?;
    let mut ledger = context.ledger();
    let asking = Asking { tenant: &tenant, client: &caller.app, user: &user };
    let access = access::delegated(context, &ledger, asking, scope)?;
    let authentication = Authentication {
        sid: parts.text("sid").and_then(|s| Uuid::try_parse(s).ok()).unwrap_or_else(|| draw.guid("sid")),
        time: Moment(parts.number("iat").unwrap_or(0).saturating_mul(1000)),
        methods: vec!["pwd".into()],
        epoch: ledger.revocations.of(user.oid).epoch,
    };
    let delegation = Delegation {
        tenant: &tenant,
        user: &user,
        authentication: &authentication,
        scope,
        oidc: access.oidc,
        nonce: None,
        spa_since: None,
        public: false,
    };
    Ok(issue::delegated(context, &mut ledger, caller, delegation, access, request.client_info, draw))
}

fn signature(context: &Context<'_>, parts: &Parts<'_>) -> Result<(), Refusal> {
    parts.verify(&context.keys).map_err(|fault| {
        let (reason, found) = match fault {
            TokenFault::UnknownKey(kid) => ("The key was not found.", format!("kid '{kid}'")),
            TokenFault::Algorithm(alg) => ("The key was not found.", format!("alg '{alg}'")),
            TokenFault::Signature | TokenFault::Malformed(_) => (
                "The provided signature value did not match the expected signature value.",
                "another signature".to_owned(),
            ),
        };
        aadsts!(50013)
            .check("assertion.signature")
            .with("reason", reason)
            .expected("a token signed by this world (RS256, published key)")
            .found(found)
    })
}

fn is_access_token(parts: &Parts<'_>) -> Result<(), Refusal> {
    let app_only = parts.text("oid").is_some_and(|oid| parts.text("sub") == Some(oid));
    let delegated =
        parts.claims.contains_key("scp") || parts.claims.contains_key("appid") || parts.claims.contains_key("azp");
    if app_only {
        return Err(aadsts!(50013)
            .check("assertion.subject")
            .with("reason", "The token is an app-only token.")
            .expected("a token of a user")
            .found("an app-only token")
            .cure("there is no user to act for: use client credentials instead"));
    }
    if !delegated {
        return Err(aadsts!(240002)
            .check("assertion.kind")
            .expected("an access token for this API")
            .found("an ID token"));
    }
    Ok(())
}

fn lifetime(context: &Context<'_>, parts: &Parts<'_>) -> Result<(), Refusal> {
    let now = context.now.seconds();
    let (from, until) = (parts.number("nbf").unwrap_or(0), parts.number("exp").unwrap_or(0));
    if from <= now && now < until {
        return Ok(());
    }
    Err(aadsts!(500133)
        .check("assertion.lifetime")
        .expected(format!("a token valid at {}", context.now.iso()))
        .found(format!("one that expires at {}", Moment(until.saturating_mul(1000)).iso())))
}

/// The assertion was issued for the API that presents it: by client id or App ID URI.
fn audience(parts: &Parts<'_>, app: &App) -> Result<(), Refusal> {
    let audience = parts.text("aud").unwrap_or_default();
    let id = app.client_id.to_string();
    let own = audience.eq_ignore_ascii_case(&id)
        || app.api.iter().flat_map(|api| &api.identifier_uris).any(|uri| uri == audience);
    if own {
        return Ok(());
    }
    Err(aadsts!(500131)
        .check("assertion.audience")
        .with("audience", audience)
        .with("expected", &id)
        .with("id", &id)
        .with("name", &app.display_name)
        .expected(format!("aud '{id}' or an App ID URI of '{}'", app.name))
        .found(audience.to_owned()))
}

fn holder(context: &Context<'_>, parts: &Parts<'_>) -> Result<Arc<User>, Refusal> {
    let oid = parts.text("oid").and_then(|oid| Uuid::try_parse(oid).ok());
    let Some(user) = oid.and_then(|oid| context.directory.user(oid)) else {
        return Err(aadsts!(50034)
            .check("user.exists")
            .with("user", parts.text("oid").unwrap_or_default())
            .with("tenant", context.typed)
            .expected("a user of this world")
            .found(parts.text("oid").unwrap_or("no oid claim").to_owned()));
    };
    user::check_enabled(user)?;
    Ok(user.clone())
}
