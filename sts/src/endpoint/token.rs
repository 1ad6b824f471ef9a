//! The token endpoint.

use bytes::Bytes;
use http::{Response, StatusCode};

use super::arrival::Arrival;
use super::reply;
use crate::aadsts;
use crate::decide;
use crate::decide::plan::{Plan, Subject};
use crate::journal::{ClientKind, Decision};
use crate::protocol::headers;
use crate::protocol::token_request::TokenRequest;
use crate::protocol::token_response::token_body;
use crate::refusal::Refusal;
use crate::route::{Dialect, Route};
use crate::token::claims;

/// Answers a token request.
pub fn answer(arrival: &mut Arrival<'_>, route: &Route) -> Response<Bytes> {
    match decide(arrival, route) {
        Ok(plan) => issued(arrival, &plan),
        Err(refusal) => {
            let mut response = reply::refuse(arrival, route.dialect, &refusal);
            if !cross_origin_refused(&refusal) {
                allow_page(arrival, &mut response);
            }
            response
        }
    }
}

/// A page that may not redeem here must not be able to read why, either: the browser reports a CORS failure, as
/// it does with the platform (entra-server §3.6).
fn cross_origin_refused(refusal: &Refusal) -> bool {
    refusal.entry.code == 9_002_326
}

fn decide(arrival: &mut Arrival<'_>, route: &Route) -> Result<Plan, Refusal> {
    let segment = arrival.segment(&route.segment)?;
    let form = arrival.body()?;
    arrival.note_client(form.first("client_id"));
    let request = TokenRequest::parse(&form, route.dialect, arrival.header("authorization"), arrival.header("origin"))?;
    arrival.note.grant = Some(request.grant.name());
    if arrival.note.client.is_none() {
        arrival.note_client(request.client.client_id.as_deref());
    }
    arrival.note.client_kind = client_kind(arrival, &request);
    let context = arrival.context(&route.segment, &segment, route.dialect);
    decide::token(&context, &request, &arrival.draw)
}

/// By what the request shows; without a credential, by what is registered.
fn client_kind(arrival: &Arrival<'_>, request: &TokenRequest) -> Option<ClientKind> {
    if request.client.secret.is_some() || request.client.assertion.is_some() {
        return Some(ClientKind::Confidential);
    }
    if request.origin.is_some() {
        return Some(ClientKind::Spa);
    }
    let client = arrival.note.client.as_ref()?.id;
    ClientKind::of_registration(arrival.directory.app(client)?)
}

fn issued(arrival: &mut Arrival<'_>, plan: &Plan) -> Response<Bytes> {
    let Some(signing) = arrival.signing() else { return reply::refuse(arrival, Dialect::V2, &aadsts!(50000)) };
    let body = token_body(plan, &signing, &arrival.draw);
    arrival.note.decision = Decision::Issued;
    arrival.note.api = Some(plan.api.name.clone());
    arrival.note.granted = plan.response_scope.clone();
    arrival.note.audience = Some(claims::audience(plan));
    arrival.note.tenant_id = Some(plan.tenant.id);
    if let Subject::User { user, .. } = &plan.subject {
        arrival.note.user = Some(user.upn.clone());
    }
    arrival.note_client(Some(&plan.client.client_id.to_string()));
    let mut response = reply::json(StatusCode::OK, &body);
    allow_page(arrival, &mut response);
    response
}

/// Lets the page that asked read the answer.
pub fn allow_page(arrival: &Arrival<'_>, response: &mut Response<Bytes>) {
    if arrival.header("origin").is_some() {
        headers::cors_post(response.headers_mut());
    }
}
