//! The authorization endpoint.

use bytes::Bytes;
use http::Response;

use super::arrival::Arrival;
use super::interaction::{self, Going, Step, Turn};
use super::reply;
use crate::decide::authorize::{self as decide, Issue, Outcome};
use crate::decide::plan::Plan;
use crate::journal::{ClientKind, Decision};
use crate::ledger::Purpose;
use crate::protocol::authorize::{AuthorizeRequest, Prompt, ReturnAddress};
use crate::protocol::authorize_response::{Delivery, error_at_redirect};
use crate::protocol::form::Form;
use crate::protocol::token_response::{sign_access_token, sign_id_token};
use crate::refusal::Refusal;
use crate::route::Route;
use crate::token::claims::{self, Bindings};
use crate::token::lifetime::expires_in;

/// Answers an authorization request.
pub fn answer(arrival: &mut Arrival<'_>, route: &Route) -> Response<Bytes> {
    let found = parameters(arrival).and_then(|form| Ok((address(arrival, route, &form)?, form)));
    let ((app, address), form) = match found {
        Ok(found) => found,
        Err(refusal) => return reply::refuse_page(arrival, &refusal),
    };
    match AuthorizeRequest::parse(&form, route.dialect, &route.segment, &app, address.clone()) {
        Ok(request) => {
            arrival.note.granted = Some(request.scope.raw.clone());
            interaction::begin(arrival, route, Purpose::Authorize(Box::new(request)))
        }
        Err(refusal) => deliver_refusal(arrival, &address, &refusal),
    }
}

/// Answers a form of our own pages.
pub fn login(arrival: &mut Arrival<'_>) -> Response<Bytes> {
    match arrival.body() {
        Ok(form) => interaction::resume(arrival, &form, &Step::parse(&form)),
        Err(refusal) => reply::refuse_page(arrival, &refusal),
    }
}

/// Query and body together: the endpoint takes both.
pub fn parameters(arrival: &Arrival<'_>) -> Result<Form, Refusal> {
    Ok(arrival.query()?.chain(arrival.body()?))
}

/// Finds the client and the address of a request, and notes the client.
///
/// # Errors
/// What is refused on a page of our own.
pub fn address(
    arrival: &mut Arrival<'_>,
    route: &Route,
    form: &Form,
) -> Result<(std::sync::Arc<crate::directory::App>, ReturnAddress), Refusal> {
    let segment = arrival.segment(&route.segment)?;
    arrival.note_client(form.first("client_id"));
    let found = decide::address(&arrival.context(&route.segment, &segment, route.dialect), form)?;
    arrival.note.client_kind = Some(ClientKind::of_redirect(found.1.kind));
    Ok(found)
}

/// Sends a refusal to the app.
pub fn deliver_refusal(arrival: &mut Arrival<'_>, address: &ReturnAddress, refusal: &Refusal) -> Response<Bytes> {
    let refusal = &*reply::explained(arrival, refusal);
    arrival.note.refused(refusal, error_at_redirect(refusal));
    let parameters = address.refusal(refusal, &arrival.trace, &arrival.origin.base());
    let mut response = send(arrival, address, parameters);
    crate::protocol::headers::diagnosis(response.headers_mut(), &refusal.diagnosis);
    response
}

/// Sends a refusal to the app or shows it on a page, as it is due.
pub fn refuse(
    arrival: &mut Arrival<'_>,
    address: &ReturnAddress,
    prompt: Prompt,
    refusal: &Refusal,
) -> Response<Bytes> {
    if decide::shown_on_page(refusal, prompt) {
        reply::refuse_page(arrival, refusal)
    } else {
        deliver_refusal(arrival, address, refusal)
    }
}

/// Sends what the platform sends when the user goes back from the sign-in page.
pub fn cancelled(arrival: &mut Arrival<'_>, address: &ReturnAddress) -> Response<Bytes> {
    arrival.note.decision = Decision::Refused;
    arrival.note.error = Some("access_denied".into());
    send(arrival, address, address.cancel())
}

/// Sends parameters to the app, as rules leave them.
pub fn send(arrival: &Arrival<'_>, address: &ReturnAddress, parameters: Vec<(&str, String)>) -> Response<Bytes> {
    let mut parameters = parameters.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    arrival.rules.patch_redirect(&mut parameters);
    match address.send(parameters) {
        Delivery::Redirect(location) => reply::redirect(&location),
        Delivery::FormPost { action, fields } => {
            let page = crate::pages::FormPostPage { action, fields };
            let policy = crate::pages::FORM_POST_CONTENT_SECURITY_POLICY;
            reply::html_with_policy(http::StatusCode::OK, &page.render(), policy)
        }
    }
}

/// Decides how far an authorization request has come.
pub fn turn(arrival: &mut Arrival<'_>, going: &Going<'_>, request: &AuthorizeRequest) -> Turn {
    match decide_outcome(arrival, going, request) {
        Ok(Outcome::Ask(ask)) => Turn::Ask(ask),
        Ok(Outcome::Issue(issue)) => Turn::Answer(issued(arrival, request, *issue)),
        Err(refusal) => Turn::Answer(refuse(arrival, &request.address, request.prompt, &refusal)),
    }
}

fn decide_outcome(arrival: &Arrival<'_>, going: &Going<'_>, request: &AuthorizeRequest) -> Result<Outcome, Refusal> {
    let segment = arrival.segment(&request.segment)?;
    let context = arrival.context(&request.segment, &segment, request.dialect);
    let app = crate::decide::client::find(&context, &request.client.to_string())?;
    let mut ledger = context.ledger();
    let session = going.session.as_deref().and_then(|cookie| ledger.sessions.get(cookie, arrival.now)).cloned();
    let outcome =
        decide::decide(&context, &mut ledger, &app, request, &going.interaction, session.as_ref(), &arrival.draw)?;
    if let (Outcome::Issue(issue), Some(cookie)) = (&outcome, going.session.as_deref()) {
        ledger.sessions.note_client(cookie, issue.user.oid, app.client_id);
    }
    Ok(outcome)
}

/// Signs what was asked for directly, outside the lock, and sends it all to the app.
fn issued(arrival: &mut Arrival<'_>, request: &AuthorizeRequest, issue: Issue) -> Response<Bytes> {
    arrival.note.decision = Decision::Issued;
    arrival.note.user = Some(issue.user.upn.clone());
    let mut parameters = Vec::new();
    if let Some(plan) = &issue.plan {
        parameters = front_channel(arrival, request, plan, issue.code.as_deref());
    }
    if let Some(code) = issue.code {
        parameters.insert(0, ("code", code));
    }
    if request.client_info && issue.client_info {
        parameters.push(("client_info", claims::client_info(&issue.user)));
    }
    let mut parameters = request.address.with_state(parameters);
    parameters.push(("session_state", issue.authentication.sid.to_string()));
    send(arrival, &request.address, parameters)
}

fn front_channel(
    arrival: &Arrival<'_>,
    request: &AuthorizeRequest,
    plan: &Plan,
    code: Option<&str>,
) -> Vec<(&'static str, String)> {
    let Some(signing) = arrival.signing() else { return Vec::new() };
    let signed = sign_access_token(plan, &signing, &arrival.draw);
    let access_token = request.response_type.token.then_some(signed.access_token);
    let bindings =
        Bindings { at_hash: access_token.as_deref().map(claims::half_hash), c_hash: code.map(claims::half_hash) };
    let id_token = sign_id_token(plan, &signing, signed.lifetimes.id, &bindings, true, &arrival.draw);
    let mut parameters = Vec::new();
    if let Some(access_token) = access_token {
        parameters.push(("access_token", access_token));
        parameters.push(("token_type", "Bearer".into()));
        parameters.push(("expires_in", expires_in(signed.lifetimes.access).to_string()));
        parameters.push(("scope", plan.response_scope.clone().unwrap_or_default()));
    }
    parameters.extend(id_token.map(|token| ("id_token", token)));
    parameters
}
