//! How APIs in the field say no: Graph, Resource Manager, ASP.NET Core, Microsoft.Identity.Web (entra-server §8).

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, WWW_AUTHENTICATE};
use http::{Response, StatusCode};
use serde_json::{Value, json};

use super::fault::Fault;
use crate::clock::Moment;
use crate::directory::{ApiStyle, App};
use crate::endpoint::arrival::Arrival;
use crate::protocol::headers::set;

/// Renders a refusal.
pub fn refuse(arrival: &Arrival<'_>, app: &App, fault: &Fault) -> Response<Bytes> {
    match app.api.as_ref().map_or(ApiStyle::AspNet, |api| api.style) {
        ApiStyle::Graph => graph(arrival, fault),
        ApiStyle::Arm => arm(arrival, fault),
        ApiStyle::AspNet => aspnet(fault),
        ApiStyle::IdentityWeb => identity_web(fault),
    }
}

fn empty(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    response
}

fn with_json(status: StatusCode, body: &Value) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body.to_string()));
    *response.status_mut() = status;
    set(response.headers_mut(), CONTENT_TYPE, "application/json");
    response
}

/// A JSON answer of Microsoft Graph, with its request ids.
pub fn graph_json(arrival: &Arrival<'_>, status: StatusCode, body: &Value) -> Response<Bytes> {
    let mut response = with_json(status, body);
    let headers = response.headers_mut();
    set(headers, HeaderName::from_static("request-id"), &arrival.trace.trace_id.to_string());
    set(headers, HeaderName::from_static("client-request-id"), &arrival.trace.correlation_id.to_string());
    set(headers, HeaderName::from_static("x-ms-ags-diagnostic"), r#"{"ServerInfo":{"DataCenter":"Pretenant"}}"#);
    response
}

/// An error of Microsoft Graph.
pub fn graph_error(arrival: &Arrival<'_>, status: StatusCode, code: &str, message: &str) -> Response<Bytes> {
    let body = json!({"error": {"code": code, "message": message, "innerError": {
        "date": arrival.now.iso().trim_end_matches('Z'),
        "request-id": arrival.trace.trace_id.to_string(),
        "client-request-id": arrival.trace.correlation_id.to_string(),
    }}});
    graph_json(arrival, status, &body)
}

/// A refusal by Microsoft Graph (§8.3).
pub fn graph(arrival: &Arrival<'_>, fault: &Fault) -> Response<Bytes> {
    let status = fault.status(ApiStyle::Graph);
    let message = match fault {
        Fault::Forbidden { .. } | Fault::NoPermissions { .. } => {
            let text = "Insufficient privileges to complete the operation.";
            return graph_error(arrival, status, "Authorization_RequestDenied", text);
        }
        Fault::NeedsUser => {
            let text = "/me request is only valid with delegated authentication flow.";
            return graph_error(arrival, status, "BadRequest", text);
        }
        Fault::Missing => "Access token is empty.",
        Fault::Malformed(_) => "CompactToken parsing failed with error code: 80049217",
        Fault::Algorithm(_) | Fault::UnknownKey(_) | Fault::Signature => "Signing key is invalid.",
        Fault::Expired(_) | Fault::NotYetValid(_) => "Lifetime validation failed, the token is expired.",
        Fault::Issuer { .. } | Fault::Version { .. } => "Access token validation failure. Invalid issuer.",
        Fault::Audience { .. } => "Access token validation failure. Invalid audience.",
    };
    let mut response = graph_error(arrival, status, "InvalidAuthenticationToken", message);
    let challenge = format!(
        r#"Bearer realm="", authorization_uri="{}/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000""#,
        login_base(arrival)
    );
    set(response.headers_mut(), WWW_AUTHENTICATE, &challenge);
    response
}

/// The platform's address as the client knows it: this host, or the real one where API hosts were redirected.
pub fn login_base(arrival: &Arrival<'_>) -> String {
    match arrival.origin.hostname() {
        "graph.microsoft.com" | "management.azure.com" | "management.core.windows.net" => {
            "https://login.microsoftonline.com".to_owned()
        }
        _ => arrival.origin.base(),
    }
}

/// A refusal by Azure Resource Manager (§8.4).
fn arm(arrival: &Arrival<'_>, fault: &Fault) -> Response<Bytes> {
    let tenant = arrival.directory.tenants().first().map_or_else(|| "common".to_owned(), |t| t.id.to_string());
    let status = fault.status(ApiStyle::Arm);
    let (code, message, description) = match fault {
        Fault::Missing => (
            "AuthenticationFailed",
            "Authentication failed. The 'Authorization' header is missing.".to_owned(),
            "The authentication failed because of missing 'Authorization' header.",
        ),
        Fault::Expired(at) => (
            "ExpiredAuthenticationToken",
            format!(
                "The access token expiry UTC time '{}' is earlier than current UTC time '{}'.",
                Moment(at.saturating_mul(1000)).us(),
                arrival.now.us()
            ),
            "The access token has expired.",
        ),
        Fault::Audience { found, accepted, .. } => (
            "InvalidAuthenticationTokenAudience",
            format!(
                "The access token has been obtained for wrong audience or resource '{found}'. It should exactly match with one of the allowed audiences '{}'.",
                accepted.join("','")
            ),
            "The access token has been obtained for wrong audience.",
        ),
        Fault::Issuer { found, accepted } | Fault::Version { found, accepted } => (
            "InvalidAuthenticationTokenTenant",
            format!(
                "The access token is from the wrong issuer '{found}'. It must match the tenant '{}' associated with this subscription. Please use the authority (URL) '{}/{tenant}' to get the token.",
                accepted.first().cloned().unwrap_or_default(),
                login_base(arrival)
            ),
            "The access token is from the wrong issuer.",
        ),
        Fault::Forbidden { .. } | Fault::NoPermissions { .. } | Fault::NeedsUser => {
            let message = "The client does not have authorization to perform the action.";
            return with_json(status, &json!({"error": {"code": "AuthorizationFailed", "message": message}}));
        }
        Fault::Malformed(_) | Fault::Algorithm(_) | Fault::UnknownKey(_) | Fault::Signature | Fault::NotYetValid(_) => {
            ("InvalidAuthenticationToken", "The access token is invalid.".to_owned(), "The access token is invalid.")
        }
    };
    let mut response = with_json(status, &json!({"error": {"code": code, "message": message}}));
    let challenge = format!(
        r#"Bearer authorization_uri="{}/{tenant}", error="invalid_token", error_description="{description}""#,
        login_base(arrival)
    );
    set(response.headers_mut(), WWW_AUTHENTICATE, &challenge);
    response
}

/// A refusal by ASP.NET Core's `JwtBearer` (§8.1): a header, no body; 403 without a header.
fn aspnet(fault: &Fault) -> Response<Bytes> {
    let status = fault.status(ApiStyle::AspNet);
    let mut response = empty(status);
    if status == StatusCode::FORBIDDEN {
        return response;
    }
    let challenge = match fault {
        Fault::Missing => "Bearer".to_owned(),
        Fault::Malformed(_) => r#"Bearer error="invalid_token""#.to_owned(),
        other => format!(r#"Bearer error="invalid_token", error_description="{}""#, other.jwt_bearer_text()),
    };
    set(response.headers_mut(), WWW_AUTHENTICATE, &challenge);
    response
}

/// A refusal by Microsoft.Identity.Web (§8.2): `JwtBearer`'s, with IDW texts for permissions.
fn identity_web(fault: &Fault) -> Response<Bytes> {
    let text = |text: String| {
        let mut response = Response::new(Bytes::from(text));
        *response.status_mut() = fault.status(ApiStyle::IdentityWeb);
        set(response.headers_mut(), CONTENT_TYPE, "text/plain; charset=utf-8");
        response
    };
    match fault {
        Fault::NoPermissions { .. } => {
            let message = "IDW10201: Neither scope nor roles claim was found in the bearer token. Authentication scheme used: 'Bearer'.";
            let mut response = text(message.to_owned());
            let challenge = r#"Bearer error="invalid_token""#;
            set(response.headers_mut(), WWW_AUTHENTICATE, challenge);
            response
        }
        Fault::Forbidden { needed, app_only: true, .. } => text(format!(
            "IDW10202: The 'roles' or 'role' claim does not contain roles '{}' or was not found.",
            needed.join(",")
        )),
        Fault::Forbidden { needed, .. } => text(format!(
            "IDW10203: The 'scope' or 'scp' claim does not contain scopes '{}' or was not found.",
            needed.join(",")
        )),
        other => aspnet(other),
    }
}
