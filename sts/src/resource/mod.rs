//! Protected APIs of the world: accepted audiences, versions, scopes and roles; refusals in four styles
//! (entra-server §8), each with the reason and the scope to ask for instead in the journal.

mod caller;
mod challenge;
mod check;
mod fault;
mod permission;
mod routes;
mod sample;
mod style;
mod userinfo;

use std::sync::Arc;

use bytes::Bytes;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue,
};
use http::{Method, Response};
use uuid::Uuid;

pub use caller::Caller;
pub use challenge::challenge;
pub use check::{
    CHECKS, Call, Case, Check, Judge, SKEW, accepted_audiences, bearer, is_id_token, open, parse, speaker,
};
pub use fault::Fault;
pub use permission::{check as permits, needed};
pub use routes::find;
pub(crate) use routes::is_api_host;
pub use userinfo::userinfo;

use crate::directory::App;
use crate::doctor;
use crate::endpoint::arrival::Arrival;
use crate::endpoint::scripted;
use crate::journal::Decision;
use crate::protocol::headers;
use crate::rules::{Answer, Challenge, Deciding, Verdict};

/// Answers a request to a protected API, unless a rule has answered it.
pub fn answer(arrival: &mut Arrival<'_>, api: &Arc<App>, scripted: Option<Answer>) -> Response<Bytes> {
    arrival.note.endpoint = Some("api");
    arrival.note.api = Some(api.name.clone());
    let mut response = if let Some(scripted) = scripted {
        scripted_answer(arrival, api, scripted)
    } else if arrival.request.method() == Method::OPTIONS {
        preflight()
    } else if routes::is_public(arrival) {
        sample::public(arrival)
    } else {
        match admit(arrival, api) {
            Ok(caller) => admitted(arrival, api, &caller),
            Err(fault) => refuse(arrival, api, &fault),
        }
    };
    headers::set(response.headers_mut(), http::header::DATE, &arrival.now.http());
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

fn scripted_answer(arrival: &mut Arrival<'_>, api: &App, answer: Answer) -> Response<Bytes> {
    match answer {
        Answer::Challenge(order) => challenge(arrival, Some(api), &order),
        other => scripted::nowhere(arrival, other),
    }
}

/// Answers a caller whose token is in order, unless a rule objects.
fn admitted(arrival: &mut Arrival<'_>, api: &Arc<App>, caller: &Caller) -> Response<Bytes> {
    note_caller(arrival, caller);
    if let Some(order) = objection(arrival, api, caller) {
        return challenge(arrival, Some(api), &order);
    }
    arrival.note.decision = Decision::Allowed;
    sample::answer(arrival, api, caller)
}

/// What a rule has against a caller.
fn objection(arrival: &Arrival<'_>, api: &Arc<App>, caller: &Caller) -> Option<Challenge> {
    let client = Uuid::try_parse(&caller.client).ok().and_then(|id| arrival.directory.app(id));
    let deciding = Deciding {
        client: client.map(AsRef::as_ref),
        user: caller.user.as_deref(),
        resources: vec![api.clone()],
        ..Deciding::default()
    };
    match arrival.rules.decided(&deciding) {
        Verdict::Challenged(challenge) => Some(challenge),
        // The platform's own refusals are none of an API's.
        Verdict::Granted | Verdict::ConsentWithheld(_) | Verdict::Refused(_) => None,
    }
}

/// True when the request came to a host of an API's own, on which the platform has no endpoints.
pub fn is_on_own_host(arrival: &Arrival<'_>) -> bool {
    routes::by_host(&arrival.directory, &arrival.origin, arrival.request.uri().path()).is_some()
}

/// Checks the bearer token and what it permits.
fn admit(arrival: &mut Arrival<'_>, api: &Arc<App>) -> Result<Caller, Fault> {
    let caller = Judge::of(arrival).caller(api, check::bearer(arrival))?;
    if let Err(fault) = permission::check(api, call(arrival), &caller) {
        note_caller(arrival, &caller);
        return Err(fault);
    }
    Ok(caller)
}

fn call<'r>(arrival: &Arrival<'r>) -> Call<'r> {
    Call { method: arrival.request.method(), path: arrival.request.uri().path() }
}

fn note_caller(arrival: &mut Arrival<'_>, caller: &Caller) {
    arrival.note_client(Some(&caller.client));
    arrival.note.user = caller.user.as_ref().map(|user| user.upn.clone());
    arrival.note.granted = Some(caller.permissions().join(" "));
}

/// Renders a refusal in the API's style, and explains it.
fn refuse(arrival: &mut Arrival<'_>, api: &App, fault: &Fault) -> Response<Bytes> {
    let diagnosis = doctor::diagnose(Judge::of(arrival), api, call(arrival), fault);
    let mut response = style::refuse(arrival, api, fault);
    headers::diagnosis(response.headers_mut(), &diagnosis);
    arrival.note.decision = Decision::Refused;
    arrival.note.error = Some(fault.name().to_owned());
    arrival.note.message = Some(fault.jwt_bearer_text());
    arrival.note.diagnosis = Some(diagnosis);
    response
}

fn preflight() -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    let set = [
        (ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, PATCH, DELETE, OPTIONS"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type, client-request-id"),
    ];
    for (name, value) in set {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
