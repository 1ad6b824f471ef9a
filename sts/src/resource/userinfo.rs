//! UserInfo (OpenID Connect Core §5.3, entra-server §1.9).

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::json;
use uuid::Uuid;

use super::check::{self, Judge};
use super::fault::Fault;
use super::style;
use crate::directory::App;
use crate::doctor;
use crate::endpoint::arrival::Arrival;
use crate::endpoint::reply;
use crate::journal::Decision;
use crate::protocol::headers;
use crate::token::claims::subject;

/// Answers with the claims of the user whose Graph token is presented; `sub` is the ID token's.
pub fn userinfo(arrival: &mut Arrival<'_>) -> Response<Bytes> {
    let Some(graph) = arrival.directory.graph().cloned() else {
        return refuse(arrival, None, &Fault::Missing);
    };
    let caller = match Judge::of(arrival).caller(&graph, check::bearer(arrival)) {
        Ok(caller) => caller,
        Err(fault) => return refuse(arrival, Some(&graph), &fault),
    };
    let (Some(user), Ok(client)) = (&caller.user, Uuid::try_parse(&caller.client)) else {
        return refuse(arrival, Some(&graph), &Fault::NeedsUser);
    };
    if !caller.scopes.iter().any(|s| s == "openid") {
        let fault = Fault::Forbidden { needed: vec!["openid".into()], found: caller.scopes.clone(), app_only: false };
        return refuse(arrival, Some(&graph), &fault);
    }
    if let Some(order) = super::objection(arrival, &graph, &caller) {
        return super::challenge(arrival, None, &order);
    }
    let body = json!({
        "sub": subject(user.tenant, user.oid, client),
        "name": user.display_name,
        "family_name": user.family_name,
        "given_name": user.given_name,
        "picture": "https://graph.microsoft.com/v1.0/me/photo/$value",
        "email": user.mail,
    });
    arrival.note.decision = Decision::Allowed;
    arrival.note.user = Some(user.upn.clone());
    let mut response = reply::json(StatusCode::OK, &body);
    headers::cors_get(response.headers_mut());
    response
}

fn refuse(arrival: &mut Arrival<'_>, graph: Option<&App>, fault: &Fault) -> Response<Bytes> {
    let mut response = style::graph(arrival, fault);
    let diagnosis = doctor::diagnose_userinfo(Judge::of(arrival), graph, fault);
    headers::diagnosis(response.headers_mut(), &diagnosis);
    headers::cors_get(response.headers_mut());
    arrival.note.decision = Decision::Refused;
    arrival.note.error = Some(fault.name().to_owned());
    arrival.note.diagnosis = Some(diagnosis);
    response
}
