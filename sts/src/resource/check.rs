//! Is the token one that this API accepts? In the order of Microsoft's validation library: there, well-formed,
//! signature, lifetime, audience, issuer.

use std::sync::Arc;

use uuid::Uuid;

use super::caller::Caller;
use super::fault::Fault;
use crate::directory::{Api, ApiStyle, App, TokenVersion};
use crate::endpoint::arrival::Arrival;
use crate::token::jwe;
use crate::token::verify::{self, Parts, TokenFault};

/// Clocks may differ by five minutes.
const SKEW: i64 = 300;

/// Checks the bearer token of a request.
///
/// # Errors
/// The first [`Fault`] in the order of checks.
pub fn caller(arrival: &Arrival<'_>, app: &Arc<App>) -> Result<Caller, Fault> {
    let token = bearer(arrival).ok_or(Fault::Missing)?;
    let token = jwe::opened(token);
    let parts = verify::parse(&token).map_err(|_| Fault::Malformed)?;
    signature(arrival, &parts)?;
    lifetime(arrival, &parts)?;
    let api = app.api.as_ref().ok_or(Fault::Malformed)?;
    audience(app, api, &parts)?;
    issuer(arrival, api, &parts)?;
    let words = |claim: &str| -> Vec<String> {
        parts.text(claim).unwrap_or_default().split(' ').filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    let roles = parts
        .claims
        .get("roles")
        .and_then(|r| r.as_array())
        .map(|all| all.iter().filter_map(|r| r.as_str().map(str::to_owned)).collect());
    let app_only = is_app_only(&parts);
    let oid = parts.text("oid").and_then(|oid| Uuid::try_parse(oid).ok());
    Ok(Caller {
        client: parts.text("appid").or_else(|| parts.text("azp")).unwrap_or_default().to_owned(),
        user: oid.filter(|_| !app_only).and_then(|oid| arrival.directory.user(oid)).cloned(),
        app_only,
        scopes: words("scp"),
        roles: roles.unwrap_or_default(),
        audience: parts.text("aud").unwrap_or_default().to_owned(),
        version: parts.text("ver").unwrap_or_default().to_owned(),
    })
}

/// The bearer token of a request; a blank one counts as none.
pub fn bearer<'r>(arrival: &Arrival<'r>) -> Option<&'r str> {
    let (scheme, token) = arrival.header("authorization")?.split_once(' ')?;
    Some(token.trim()).filter(|t| scheme.eq_ignore_ascii_case("bearer") && !t.is_empty())
}

/// Checks the signature with the world's published keys.
///
/// # Errors
/// [`Fault::UnknownKey`], [`Fault::Signature`].
pub fn signature(arrival: &Arrival<'_>, parts: &Parts<'_>) -> Result<(), Fault> {
    parts.verify(&arrival.world.keys()).map_err(|fault| match fault {
        TokenFault::UnknownKey(kid) => Fault::UnknownKey(kid),
        TokenFault::Algorithm(alg) => Fault::Signature(format!("alg '{alg}'")),
        TokenFault::Signature => Fault::Signature("a signature that does not match".into()),
        TokenFault::Malformed => Fault::Malformed,
    })
}

/// Checks `exp` and `nbf`, five minutes of skew allowed.
///
/// # Errors
/// [`Fault::Expired`], [`Fault::NotYetValid`].
pub fn lifetime(arrival: &Arrival<'_>, parts: &Parts<'_>) -> Result<(), Fault> {
    let now = arrival.now.seconds();
    let expires = parts.number("exp").unwrap_or(0);
    let from = parts.number("nbf").unwrap_or(0);
    if now > expires + SKEW {
        return Err(Fault::Expired(expires));
    }
    if now + SKEW < from {
        return Err(Fault::NotYetValid(from));
    }
    Ok(())
}

/// Microsoft's own APIs take both issuers of any tenant of the world; others the one of their token version.
fn issuer(arrival: &Arrival<'_>, api: &Api, parts: &Parts<'_>) -> Result<(), Fault> {
    let found = parts.text("iss").unwrap_or_default();
    let mut accepted = Vec::new();
    let both = matches!(api.style, ApiStyle::Graph | ApiStyle::Arm);
    for issuers in arrival.all_issuers() {
        for tenant in arrival.directory.tenants() {
            if both || api.token_version == TokenVersion::V1 {
                accepted.push(issuers.v1(tenant.id));
            }
            if both || api.token_version == TokenVersion::V2 {
                accepted.push(issuers.v2(tenant.id));
            }
        }
    }
    if accepted.iter().any(|a| a == found) {
        return Ok(());
    }
    Err(Fault::Issuer { found: found.to_owned(), accepted })
}

fn audience(app: &App, api: &Api, parts: &Parts<'_>) -> Result<(), Fault> {
    let found = parts.text("aud").unwrap_or_default();
    let accepted = accepted_audiences(app, api);
    if accepted.iter().any(|a| a == found) {
        return Ok(());
    }
    let id_token = !parts.claims.contains_key("scp")
        && !parts.claims.contains_key("roles")
        && !parts.claims.contains_key("appid")
        && !parts.claims.contains_key("azp");
    Err(Fault::Audience { found: found.to_owned(), accepted, id_token })
}

/// The `aud` values that an API accepts: its setting, else what its style validates (entra-server §8).
#[must_use]
pub fn accepted_audiences(app: &App, api: &Api) -> Vec<String> {
    if !api.accepted_audiences.is_empty() {
        return api.accepted_audiences.clone();
    }
    let guid = app.client_id.to_string();
    let fixed = |values: &[&str]| values.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>();
    match (api.style, api.token_version) {
        (ApiStyle::Graph, _) => {
            [fixed(&["https://graph.microsoft.com", "https://graph.microsoft.com/"]), vec![guid]].concat()
        }
        (ApiStyle::Arm, _) => fixed(&[
            "https://management.core.windows.net/",
            "https://management.core.windows.net",
            "https://management.azure.com/",
            "https://management.azure.com",
        ]),
        (ApiStyle::IdentityWeb, TokenVersion::V2) => vec![guid],
        (ApiStyle::IdentityWeb, TokenVersion::V1) => vec![format!("api://{guid}")],
        (ApiStyle::AspNet, TokenVersion::V2) => vec![guid],
        (ApiStyle::AspNet, TokenVersion::V1) if api.identifier_uris.is_empty() => vec![guid],
        (ApiStyle::AspNet, TokenVersion::V1) => [api.identifier_uris.clone(), vec![guid]].concat(),
    }
}

fn is_app_only(parts: &Parts<'_>) -> bool {
    parts.text("idtyp") == Some("app") || (parts.text("oid").is_some() && parts.text("oid") == parts.text("sub"))
}
