//! Why an API refused a token, and which scope to ask for instead (entra-server §8.5).

use http::Method;

use super::check::accepted_audiences;
use super::fault::Fault;
use super::permission::needed;
use crate::clock::Moment;
use crate::directory::{Api, App, TokenVersion};
use crate::endpoint::arrival::Arrival;
use crate::refusal::Diagnosis;

/// Explains a fault.
#[must_use]
pub fn diagnose(arrival: &Arrival<'_>, app: &App, fault: &Fault) -> Diagnosis {
    let Some(api) = &app.api else { return Diagnosis::default() };
    let uri = arrival.request.uri();
    let (method, path) = (arrival.request.method(), uri.path());
    let ask = format!("ask for the scope {}", scope_for(app, api, method, path));
    let (check, expected, found, cure) = match fault {
        Fault::Missing => ("api.bearer", "Authorization: Bearer <access token>".to_owned(), "none".into(), ask),
        Fault::Malformed => (
            "api.format",
            "an access token: a JWT of three parts".into(),
            "something else".into(),
            "send the access token exactly as it was issued".into(),
        ),
        Fault::UnknownKey(kid) => (
            "api.key",
            "a key that this world publishes".into(),
            format!("kid '{kid}'"),
            "get the token from this server: it may be of another world, or of a key that is not published".into(),
        ),
        Fault::Signature(found) => (
            "api.signature",
            "a signature of this world over exactly these claims (RS256)".into(),
            found.clone(),
            "send the access token exactly as it was issued".into(),
        ),
        Fault::Expired(at) => (
            "api.lifetime",
            format!("a token valid at {}", arrival.now.iso()),
            format!("one that expired {} seconds ago", arrival.now.seconds() - at),
            "acquire the token silently before each call: the client library refreshes it in time".into(),
        ),
        Fault::NotYetValid(from) => (
            "api.lifetime",
            format!("a token valid at {}", arrival.now.iso()),
            format!("one that is valid from {}", Moment(from.saturating_mul(1000)).iso()),
            "compare the clocks of client, platform and API".into(),
        ),
        Fault::Issuer { found, accepted } => {
            ("api.issuer", accepted.join(" or "), found.clone(), issuer_cure(api, found))
        }
        Fault::Audience { found, accepted, id_token } => (
            "api.audience",
            accepted.join(" or "),
            format!("aud '{found}'{}", named(arrival, found)),
            if *id_token { format!("send the access token, not the ID token; {ask}") } else { ask },
        ),
        Fault::NoPermissions => (
            "api.permissions",
            "a scp or roles claim".into(),
            "neither".into(),
            format!("{ask}, or assign the calling application an app role of '{}'", app.name),
        ),
        Fault::Forbidden { needed, found, app_only } => (
            "api.permissions",
            needed.join(" or "),
            if found.is_empty() { "none".into() } else { found.join(" ") },
            if *app_only {
                format!("assign the calling application one of these app roles of '{}'", app.name)
            } else {
                format!("{ask}, and let the user consent to it")
            },
        ),
        Fault::NeedsUser => (
            "api.user",
            "a token of a user".into(),
            "an app-only token".into(),
            "call /users/{id} instead of /me, or act for a user".into(),
        ),
    };
    Diagnosis { check: check.into(), expected: Some(expected), found: Some(found), cure: cure.into() }
}

/// The scope that leads to a token this API accepts for this request.
#[must_use]
pub fn scope_for(app: &App, api: &Api, method: &Method, path: &str) -> String {
    let permission = needed(method, path, api, false).into_iter().next();
    let permission = permission.or_else(|| api.scopes.first().map(|s| s.value.clone()));
    let permission = permission.unwrap_or_else(|| ".default".into());
    format!("{}/{permission}", resource_for(app, api))
}

/// The resource part of such a scope: for v1 tokens what must come out as `aud`, slash included; for v2 tokens any
/// name does.
fn resource_for(app: &App, api: &Api) -> String {
    let guid = app.client_id.to_string();
    let uri = api.identifier_uris.first().cloned();
    match api.token_version {
        TokenVersion::V2 => uri.unwrap_or(guid),
        TokenVersion::V1 => {
            let accepted = accepted_audiences(app, api);
            let by_uri = uri.filter(|u| accepted.contains(u));
            by_uri.or_else(|| accepted.first().cloned()).unwrap_or(guid)
        }
    }
}

fn issuer_cure(api: &Api, found: &str) -> String {
    let token_is_v2 = found.ends_with("/v2.0");
    match (api.token_version, token_is_v2) {
        (TokenVersion::V2, false) => {
            "the token is v1 but the API validates the v2 issuer: set requestedAccessTokenVersion to 2 in the API's registration".into()
        }
        (TokenVersion::V1, true) => {
            "the token is v2 but the API validates the v1 issuer: set requestedAccessTokenVersion to 1 in the API's registration, or validate the v2 issuer".into()
        }
        _ => "get the token from a tenant of this world, under the host name that the API is called by".into(),
    }
}

/// Whose audience that is, if it is somebody's.
fn named(arrival: &Arrival<'_>, audience: &str) -> String {
    arrival.directory.resource(audience, None).map_or_else(String::new, |m| format!(" (that is '{}')", m.app.name))
}
