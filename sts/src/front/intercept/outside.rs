//! The way to real hosts that are allowed.

use std::io;
use std::time::Duration;

use http::header::{CONNECTION, HOST, HeaderMap, HeaderName, HeaderValue, PROXY_AUTHORIZATION, TE, UPGRADE};
use http::{Request, Response, Uri};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::target::Target;

/// How long a host may take to accept a connection.
const PATIENCE: Duration = Duration::from_secs(30);

/// Connects to a host.
pub(super) async fn connect(target: &Target) -> io::Result<TcpStream> {
    let connecting = TcpStream::connect((target.bare_host(), target.port));
    let stream = tokio::time::timeout(PATIENCE, connecting).await??;
    let _ = stream.set_nodelay(true);
    Ok(stream)
}

/// Passes bytes both ways until both sides are done, whatever they are.
pub(super) async fn tunnel(client: hyper::upgrade::Upgraded, mut host: TcpStream) {
    // Either side may break off: that is between the two.
    let _ = tokio::io::copy_bidirectional(&mut TokioIo::new(client), &mut host).await;
}

/// Sends a plain http request on to its host.
pub(super) async fn forward(target: &Target, request: Request<Incoming>) -> io::Result<Response<Incoming>> {
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(connect(target).await?)).await.map_err(io::Error::other)?;
    tokio::spawn(connection);
    sender.send_request(for_origin(request)).await.map(for_client).map_err(io::Error::other)
}

/// A request as an origin server wants it: path only in the request line, nothing that was meant for the proxy.
fn for_origin(request: Request<Incoming>) -> Request<Incoming> {
    let (mut parts, body) = request.into_parts();
    if let Some(authority) = parts.uri.authority()
        && let Ok(host) = HeaderValue::from_str(authority.as_str())
    {
        parts.headers.insert(HOST, host);
    }
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    parts.uri = path.parse().unwrap_or_else(|_| Uri::from_static("/"));
    strip(&mut parts.headers);
    Request::from_parts(parts, body)
}

fn for_client(response: Response<Incoming>) -> Response<Incoming> {
    let (mut parts, body) = response.into_parts();
    strip(&mut parts.headers);
    Response::from_parts(parts, body)
}

/// Takes away what concerns one connection only (RFC 9110 §7.6.1). Transfer-Encoding is left to the HTTP library,
/// which frames the body anew.
fn strip(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in named {
        headers.remove(name);
    }
    for name in [CONNECTION, PROXY_AUTHORIZATION, TE, UPGRADE] {
        headers.remove(name);
    }
    for name in ["keep-alive", "proxy-connection"] {
        headers.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_the_connection_are_not_passed_on() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("connection", "keep-alive, X-Hop"),
            ("x-hop", "1"),
            ("proxy-connection", "keep-alive"),
            ("proxy-authorization", "Basic eA=="),
            ("authorization", "Bearer t"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        strip(&mut headers);
        assert_eq!(headers.keys().map(HeaderName::as_str).collect::<Vec<_>>(), ["authorization"]);
    }
}
