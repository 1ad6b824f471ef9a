//! From a received request to a rendered answer: parse, decide, sign, render, journal.

mod admin_consent;
pub mod arrival;
mod ask_page;
pub(crate) mod authorize;
mod browser;
mod device;
mod discovery;
mod error;
mod fingerprint;
mod interaction;
mod logout;
pub mod reply;
mod script;
pub mod scripted;
mod token;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};

use crate::aadsts;
use crate::route::{Endpoint, Route, route};
use crate::rules::Answer;
use crate::world::World;
use arrival::Arrival;

/// Answers a request and records the exchange.
pub fn answer(world: &World, tls: bool, request: &Request<Bytes>) -> Response<Bytes> {
    let started = world.clock.stopwatch_micros();
    let mut arrival = Arrival::new(world, tls, request);
    // UserInfo is where Graph and the platform meet.
    let here = |route: &Route| route.endpoint == Endpoint::UserInfo || !crate::resource::is_on_own_host(&arrival);
    let route = route(request.uri().path()).filter(here);
    let api = if route.is_none() { crate::resource::find(&arrival) } else { None };
    let answered = scripted::receive(&mut arrival, route.as_ref(), api.as_ref());
    // A rule comes before a recording, and a recording before the platform.
    let recorded = if answered.is_none() { crate::recording::answer(&mut arrival) } else { None };
    let mut response = match (recorded, &route, &api) {
        (Some(recorded), ..) => recorded,
        (None, Some(route), _) => platform(&mut arrival, route, answered),
        (None, None, Some(api)) => crate::resource::answer(&mut arrival, api, answered),
        (None, None, None) => nowhere(&mut arrival, answered),
    };
    let fault = scripted::finish(&mut arrival, &mut response);
    let micros = world.clock.stopwatch_micros().saturating_sub(started);
    let mut exchange = arrival.into_exchange(&response, micros);
    exchange.status = scripted::status_seen(&response, &fault);
    world.journal.record(exchange);
    response
}

fn platform(arrival: &mut Arrival<'_>, route: &Route, answered: Option<Answer>) -> Response<Bytes> {
    arrival.note.endpoint = Some(route.endpoint.name());
    arrival.note.version = Some(match route.dialect {
        crate::route::Dialect::V1 => "v1",
        crate::route::Dialect::V2 => "v2",
    });
    arrival.note.tenant = Some(route.segment.clone());
    let mut response = match answered {
        Some(answer) => scripted::answer(arrival, route, answer),
        None => unscripted(arrival, route),
    };
    crate::protocol::headers::common(response.headers_mut(), &arrival.trace, arrival.echo_request_id);
    response
}

fn unscripted(arrival: &mut Arrival<'_>, route: &Route) -> Response<Bytes> {
    match (method_allowed(route.endpoint, arrival.request.method()), arrival.too_large()) {
        (Err(allowed), _) => wrong_method(arrival, route, allowed),
        (Ok(()), true) => too_large(arrival, route),
        (Ok(()), false) if arrival.request.method() == Method::OPTIONS => reply::preflight(route.endpoint),
        (Ok(()), false) => dispatch(arrival, route),
    }
}

fn dispatch(arrival: &mut Arrival<'_>, route: &Route) -> Response<Bytes> {
    match route.endpoint {
        Endpoint::Token => token::answer(arrival, route),
        Endpoint::Metadata => discovery::metadata(arrival, route),
        Endpoint::Keys => discovery::keys(arrival, route),
        Endpoint::Instance => discovery::instance(arrival),
        Endpoint::UserRealm => discovery::user_realm(arrival, route),
        Endpoint::Authorize => authorize::answer(arrival, route),
        Endpoint::Login => authorize::login(arrival),
        Endpoint::AdminConsent => admin_consent::answer(arrival, route),
        Endpoint::DeviceCode => device::start(arrival, route),
        Endpoint::DeviceAuth => device::page(arrival, route),
        Endpoint::Logout => logout::answer(arrival, route),
        Endpoint::UserInfo => crate::resource::userinfo(arrival),
        Endpoint::NativeClient => reply::html(StatusCode::OK, &crate::pages::NativeClientPage.render()),
        Endpoint::Error => error::answer(arrival),
        Endpoint::Home => discovery::home(arrival),
    }
}

fn method_allowed(endpoint: Endpoint, method: &Method) -> Result<(), &'static str> {
    let allowed: &[Method] = match endpoint {
        Endpoint::Token | Endpoint::DeviceCode | Endpoint::Login => &[Method::POST, Method::OPTIONS],
        Endpoint::Authorize | Endpoint::Logout | Endpoint::DeviceAuth => &[Method::GET, Method::POST, Method::HEAD],
        Endpoint::UserInfo => &[Method::GET, Method::POST, Method::OPTIONS, Method::HEAD],
        Endpoint::Metadata | Endpoint::Keys | Endpoint::Instance | Endpoint::UserRealm => {
            &[Method::GET, Method::OPTIONS, Method::HEAD]
        }
        Endpoint::AdminConsent | Endpoint::NativeClient | Endpoint::Error | Endpoint::Home => {
            &[Method::GET, Method::HEAD]
        }
    };
    if allowed.contains(method) {
        return Ok(());
    }
    Err(if allowed.contains(&Method::POST) { "POST" } else { "GET" })
}

fn wrong_method(arrival: &mut Arrival<'_>, route: &Route, allowed: &'static str) -> Response<Bytes> {
    let method = arrival.request.method().to_string();
    let mut refusal = aadsts!(900561)
        .check("request.method")
        .with("method", &method)
        .expected(allowed)
        .found(method)
        .cure(format!("send a {allowed} request"));
    refusal.allowed = Some(allowed);
    reply::refuse(arrival, route.dialect, &refusal)
}

fn too_large(arrival: &mut Arrival<'_>, route: &Route) -> Response<Bytes> {
    let refusal = aadsts!(9002313)
        .error("invalid_request")
        .check("request.size")
        .expected("a body of at most 1 MiB")
        .found("a larger one")
        .cure("send less");
    reply::refuse(arrival, route.dialect, &refusal)
}

fn nowhere(arrival: &mut Arrival<'_>, answered: Option<Answer>) -> Response<Bytes> {
    if let Some(answer) = answered {
        return scripted::nowhere(arrival, answer);
    }
    let page = crate::pages::MessagePage {
        title: "There is nothing here".into(),
        text: format!(
            "{} is neither an endpoint of the platform nor a protected API of this world. \
             Endpoints look like {}/<tenant>/oauth2/v2.0/token.",
            arrival.request.uri().path(),
            arrival.origin.base()
        ),
    };
    arrival.note.decision = crate::journal::Decision::Refused;
    reply::html(StatusCode::NOT_FOUND, &page.render())
}
