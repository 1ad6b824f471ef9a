//! What rules do to an exchange: before the platform looks at it, instead of the platform, and to its answer.

use bytes::Bytes;
use http::Response;

use super::arrival::Arrival;
use super::{authorize, reply, token};
use crate::clock::Moment;
use crate::directory::App;
use crate::journal::{ClientName, Decision};
use crate::protocol::authorize::Prompt;
use crate::protocol::headers;
use crate::refusal::{Diagnosis, Refusal};
use crate::resource;
use crate::route::{Endpoint, Route};
use crate::rules::{Answer, Cut, Facts, Given, WireFault};

/// Lets the rules have a first look. What they answer, the platform is not asked.
pub fn receive(arrival: &mut Arrival<'_>, route: Option<&Route>, api: Option<&std::sync::Arc<App>>) -> Option<Answer> {
    let reception = arrival.rules.received(|| Facts::read(arrival, route, api));
    if reception.clock_skew != 0 {
        arrival.now = Moment(arrival.now.0.saturating_add(reception.clock_skew));
        arrival.trace.time = arrival.now;
    }
    for _ in 0..reception.key_rotations {
        arrival.world.rotate_keys();
    }
    for revoke in &reception.revoke {
        revoke.apply(&arrival.directory, &mut arrival.ledger());
    }
    reception.answer
}

/// Lets the rules change an answer that is ready. Returns what the sockets have to do with it.
pub fn finish(arrival: &mut Arrival<'_>, response: &mut Response<Bytes>) -> WireFault {
    let status = response.status().as_u16();
    let refused = (arrival.note.decision == Decision::Refused).then(|| match arrival.note.code {
        Some(code) => format!("AADSTS{code}"),
        None => arrival.note.error.clone().unwrap_or_else(|| format!("status {status}")),
    });
    let (effects, fault) = arrival.rules.rendered(status, refused.as_deref());
    effects.apply(response);
    arrival.note.rules = arrival.rules.fired();
    if !fault.is_none() {
        response.extensions_mut().insert(fault);
    }
    fault
}

/// The status that the journal notes: 0 where the client gets none.
#[must_use]
pub fn status_seen(response: &Response<Bytes>, fault: &WireFault) -> u16 {
    if fault.cut == Some(Cut::BeforeHeaders) { 0 } else { response.status().as_u16() }
}

/// Answers instead of an endpoint of the platform, in its manner.
pub fn answer(arrival: &mut Arrival<'_>, route: &Route, answer: Answer) -> Response<Bytes> {
    note(arrival, route);
    let mut response = match answer {
        Answer::Refuse(refusal) => refuse(arrival, route, &refusal),
        Answer::Challenge(challenge) => resource::challenge(arrival, None, &challenge),
        Answer::Given(given, diagnosis) => self::given(arrival, &given, diagnosis),
        Answer::Nothing(diagnosis) => nothing(arrival, diagnosis),
    };
    match route.endpoint {
        Endpoint::Token | Endpoint::DeviceCode => token::allow_page(arrival, &mut response),
        Endpoint::Metadata | Endpoint::Keys | Endpoint::Instance | Endpoint::UserInfo => {
            headers::cors_get(response.headers_mut());
        }
        _ => {}
    }
    response
}

/// Notes of a request that no handler looks at what the handlers would have noted.
fn note(arrival: &mut Arrival<'_>, route: &Route) {
    let facts = Facts::read(arrival, Some(route), None);
    arrival.note.grant = facts.grant;
    arrival.note.client = facts.client.map(|app| ClientName { id: app.client_id, name: app.name.clone() });
    arrival.note.user = facts.user.map(|user| user.upn.clone());
}

/// An answer that the user wrote.
pub fn given(arrival: &mut Arrival<'_>, given: &Given, diagnosis: Diagnosis) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    headers::no_store(response.headers_mut());
    given.give(&mut response);
    if response.status().is_client_error() || response.status().is_server_error() {
        headers::diagnosis(response.headers_mut(), &diagnosis);
        arrival.note.decision = Decision::Refused;
        arrival.note.diagnosis = Some(diagnosis);
    }
    response
}

/// What stands for the answer that never comes.
pub fn nothing(arrival: &mut Arrival<'_>, diagnosis: Diagnosis) -> Response<Bytes> {
    arrival.note.decision = Decision::Refused;
    arrival.note.diagnosis = Some(diagnosis);
    Response::new(Bytes::new())
}

fn refuse(arrival: &mut Arrival<'_>, route: &Route, refusal: &Refusal) -> Response<Bytes> {
    match route.endpoint {
        Endpoint::Authorize => refuse_authorization(arrival, route, refusal),
        Endpoint::Login
        | Endpoint::DeviceAuth
        | Endpoint::Logout
        | Endpoint::AdminConsent
        | Endpoint::NativeClient
        | Endpoint::Error
        | Endpoint::Home => reply::refuse_page(arrival, refusal),
        Endpoint::Token
        | Endpoint::DeviceCode
        | Endpoint::Keys
        | Endpoint::Metadata
        | Endpoint::Instance
        | Endpoint::UserRealm
        | Endpoint::UserInfo => reply::refuse(arrival, route.dialect, refusal),
    }
}

/// To the app if the request says where it is, as the platform would; else on a page.
fn refuse_authorization(arrival: &mut Arrival<'_>, route: &Route, refusal: &Refusal) -> Response<Bytes> {
    let found = authorize::parameters(arrival).and_then(|form| {
        let prompt = Prompt::parse(form.first("prompt")).unwrap_or_default();
        Ok((authorize::address(arrival, route, &form)?.1, prompt))
    });
    match found {
        Ok((address, prompt)) => authorize::refuse(arrival, &address, prompt, refusal),
        Err(_) => reply::refuse_page(arrival, refusal),
    }
}

/// Answers instead of a page that says that there is nothing here.
pub fn nowhere(arrival: &mut Arrival<'_>, answer: Answer) -> Response<Bytes> {
    match answer {
        Answer::Refuse(refusal) => reply::refuse_page(arrival, &refusal),
        Answer::Challenge(challenge) => resource::challenge(arrival, None, &challenge),
        Answer::Given(given, diagnosis) => self::given(arrival, &given, diagnosis),
        Answer::Nothing(diagnosis) => nothing(arrival, diagnosis),
    }
}
