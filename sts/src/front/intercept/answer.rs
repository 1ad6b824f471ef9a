//! What the proxy itself says.

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::ext::ReasonPhrase;

use super::target::Target;

pub(super) type Body = BoxBody<Bytes, std::io::Error>;

/// A body that is at hand.
pub(super) fn whole(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).map_err(|never| match never {}).boxed()
}

/// The host is neither the world's nor allowed.
pub(super) fn refused(target: &Target) -> Response<Body> {
    let reason = format!("Refused by pretenant; --allow {} lets it through", shortest(target));
    let text = format!(
        "pretenant refused {target}: the world does not stand in for this host.\n\
         Let the real one answer with `pretenant exec --intercept --allow {}`.\n",
        shortest(target)
    );
    with_reason(StatusCode::FORBIDDEN, &reason, text)
}

/// The host is allowed, but cannot be reached.
pub(super) fn unreachable(target: &Target, why: &str) -> Response<Body> {
    let text = format!("pretenant let {target} through, but cannot reach it: {why}\n");
    with_reason(StatusCode::BAD_GATEWAY, &format!("Cannot reach {target}"), text)
}

/// No request for a proxy.
pub(super) fn not_for_a_proxy() -> Response<Body> {
    let text = "This is the proxy of `pretenant exec --intercept`. It takes CONNECT, and http:// requests.\n";
    with_reason(StatusCode::BAD_REQUEST, "Not a request for a proxy", text.to_owned())
}

/// Many clients show their user nothing of a refused CONNECT but the reason phrase.
fn with_reason(status: StatusCode, reason: &str, text: String) -> Response<Body> {
    let mut response = Response::new(whole(text));
    *response.status_mut() = status;
    if let Ok(reason) = ReasonPhrase::try_from(reason.as_bytes()) {
        response.extensions_mut().insert(reason);
    }
    // What a client has sent behind a CONNECT that was refused is no request.
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// What to write after `--allow`.
fn shortest(target: &Target) -> String {
    if matches!(target.port, 80 | 443) { target.host.clone() } else { target.to_string() }
}
