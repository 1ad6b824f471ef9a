//! What the sample APIs answer to callers that they let in.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Method, Response, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::caller::Caller;
use super::style::{graph_error, graph_json};
use crate::directory::{ApiStyle, App, User};
use crate::endpoint::arrival::Arrival;
use crate::protocol::headers::set;

/// Answers a caller.
pub fn answer(arrival: &mut Arrival<'_>, app: &App, caller: &Caller) -> Response<Bytes> {
    match app.api.as_ref().map(|api| api.style) {
        Some(ApiStyle::Graph) => graph(arrival, caller),
        Some(ApiStyle::Arm) => arm(arrival),
        _ => echo(app, caller),
    }
}

/// Resource Manager's description of its cloud, for `az cloud register`.
pub fn public(arrival: &Arrival<'_>) -> Response<Bytes> {
    let base = arrival.origin.base();
    plain(&json!({
        "name": "Pretenant",
        "authentication": {
            "loginEndpoint": base,
            "audiences": ["https://management.core.windows.net/", "https://management.azure.com/"],
            "tenant": "common",
            "identityProvider": "AAD",
        },
        "resourceManager": base,
        "microsoftGraphResourceId": "https://graph.microsoft.com/",
        "graph": "https://graph.windows.net/",
        "portal": base,
        "suffixes": {},
    }))
}

fn plain(body: &Value) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body.to_string()));
    set(response.headers_mut(), CONTENT_TYPE, "application/json; charset=utf-8");
    response
}

/// APIs of your own tell whom they saw.
fn echo(app: &App, caller: &Caller) -> Response<Bytes> {
    plain(&json!({
        "api": app.name,
        "client": caller.client,
        "user": caller.user.as_ref().map(|u| u.upn.clone()),
        "scopes": caller.scopes,
        "roles": caller.roles,
        "audience": caller.audience,
        "token_version": caller.version,
    }))
}

fn arm(arrival: &Arrival<'_>) -> Response<Bytes> {
    let tenants = arrival.directory.tenants();
    let value: Vec<Value> = if arrival.request.uri().path().starts_with("/tenants") {
        let row = |t: &std::sync::Arc<crate::directory::Tenant>| {
            json!({
                "id": format!("/tenants/{}", t.id),
                "tenantId": t.id,
                "displayName": t.display_name,
                "defaultDomain": t.default_domain(),
                "tenantCategory": "Home",
            })
        };
        tenants.iter().map(row).collect()
    } else {
        let row = |t: &std::sync::Arc<crate::directory::Tenant>| {
            json!({
                "id": format!("/subscriptions/{}", t.id),
                "subscriptionId": t.id,
                "tenantId": t.id,
                "displayName": format!("{} subscription", t.display_name),
                "state": "Enabled",
                "authorizationSource": "RoleBased",
            })
        };
        tenants.iter().map(row).collect()
    };
    plain(&json!({"value": value, "count": {"type": "Total", "value": value.len()}}))
}

fn graph(arrival: &mut Arrival<'_>, caller: &Caller) -> Response<Bytes> {
    let path = arrival.request.uri().path().to_owned();
    let rest = path.strip_prefix("/v1.0").or_else(|| path.strip_prefix("/beta")).unwrap_or(&path);
    let segments: Vec<String> = rest
        .split('/')
        .filter(|s| !s.is_empty())
        .map(|s| percent_decode_str(s).decode_utf8_lossy().into_owned())
        .collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let context = |what: &str| format!("{}/v1.0/$metadata#{what}", arrival.origin.base());
    let ok = |body: &Value| graph_json(arrival, StatusCode::OK, body);
    let collection = |what: &str, value: Vec<Value>| ok(&json!({"@odata.context": context(what), "value": value}));
    match (segments.as_slice(), &caller.user) {
        ([], _) => {
            let sets = ["me", "users", "organization"].map(|name| json!({"name": name, "url": name}));
            ok(&json!({"@odata.context": format!("{}/v1.0/$metadata", arrival.origin.base()), "value": sets}))
        }
        (["me", "revokeSignInSessions"], Some(user)) if arrival.request.method() == Method::POST => {
            let now = arrival.now;
            let mut ledger = arrival.ledger();
            ledger.revocations.revoke(user.oid, now);
            ledger.sessions.revoke(Some(user.oid));
            drop(ledger);
            ok(&json!({"@odata.context": context("Edm.Boolean"), "value": true}))
        }
        (["me"], Some(user)) => ok(&user_json(user, Some(context("users/$entity")))),
        (["me", "messages"], Some(_)) => {
            collection("users('me')/messages", vec![json!({"subject": "Welcome to Pretenant"})])
        }
        (["me", "events"], Some(_)) => collection("users('me')/events", vec![json!({"subject": "Stand-up"})]),
        (["me", "memberOf"], Some(user)) => collection(
            "directoryObjects",
            user.groups.iter().map(|g| json!({"@odata.type": "#microsoft.graph.group", "id": g})).collect(),
        ),
        (["users"], _) => collection("users", arrival.directory.users().iter().map(|u| user_json(u, None)).collect()),
        (["users", wanted], _) => {
            let by_id = uuid::Uuid::try_parse(wanted).ok().and_then(|id| arrival.directory.user(id));
            match by_id.or_else(|| arrival.directory.user_by_upn(wanted)) {
                Some(user) => ok(&user_json(user, Some(context("users/$entity")))),
                None => missing(arrival, wanted),
            }
        }
        (["organization"], _) => collection(
            "organization",
            arrival.directory.tenants().iter().map(|t| json!({"id": t.id, "displayName": t.display_name})).collect(),
        ),
        _ => missing(arrival, rest),
    }
}

fn missing(arrival: &Arrival<'_>, what: &str) -> Response<Bytes> {
    let message =
        format!("Resource '{what}' does not exist or one of its queried reference-property objects are not present.");
    graph_error(arrival, StatusCode::NOT_FOUND, "Request_ResourceNotFound", &message)
}

fn user_json(user: &User, context: Option<String>) -> Value {
    let mut body = serde_json::Map::new();
    if let Some(context) = context {
        body.insert("@odata.context".into(), json!(context));
    }
    let fields = json!({
        "businessPhones": [],
        "displayName": user.display_name,
        "givenName": user.given_name,
        "jobTitle": null,
        "mail": user.mail,
        "mobilePhone": null,
        "officeLocation": null,
        "preferredLanguage": null,
        "surname": user.family_name,
        "userPrincipalName": user.upn,
        "id": user.oid,
    });
    if let Value::Object(fields) = fields {
        body.extend(fields);
    }
    Value::Object(body)
}
