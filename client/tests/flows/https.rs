//! The HTTPS transport against real sockets.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, Response, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use pretenant_client::{ClientErrorKind, HttpRequest, HttpsTransport, Transport, TransportErrorKind};
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs::default_provider,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// Serves HTTPS on a free port, for `localhost`; returns the port and its own certificate as PEM.
async fn serve(answer: fn(&Request<Incoming>) -> Response<Full<Bytes>>) -> (u16, String) {
    let key = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![key.cert.der().clone()],
            PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.signing_key.serialize_der())),
        )
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(stream) = acceptor.accept(stream).await else { return };
                let service = service_fn(|request| async move { Ok::<_, std::convert::Infallible>(answer(&request)) });
                let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
            });
        }
    });
    (port, key.cert.pem())
}

fn get(url: String) -> HttpRequest {
    let mut request = HttpRequest::new(Bytes::from_static(b"body"));
    *request.method_mut() = http::Method::POST;
    *request.uri_mut() = url.parse().unwrap();
    request.headers_mut().insert("x-sent", http::HeaderValue::from_static("yes"));
    request
}

fn answer(request: &Request<Incoming>) -> Response<Full<Bytes>> {
    let response = Response::builder().header("x-method", request.method().as_str());
    match request.uri().path() {
        "/redirect" => response.status(307).header("location", "https://localhost:1/"),
        "/echo" => response.header("x-echo", request.headers().get("x-sent").unwrap()),
        "/large" => return response.body(Full::new(Bytes::from(vec![0; 5 << 20]))).unwrap(),
        _ => response.status(404),
    }
    .body(Full::new(Bytes::from_static(b"hello")))
    .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_come_back_whole_and_redirects_are_not_followed() {
    let (port, ca) = serve(answer).await;
    let transport = HttpsTransport::with_ca(ca.as_bytes()).unwrap();
    let url = |path: &str| format!("https://localhost:{port}{path}");
    let echo = transport.send(get(url("/echo"))).await.unwrap();
    assert_eq!((echo.status().as_u16(), &echo.body()[..]), (200, &b"hello"[..]));
    assert_eq!(echo.headers()["x-echo"], "yes");
    assert_eq!(echo.headers()["x-method"], "POST");
    assert_eq!(transport.send(get(url("/redirect"))).await.unwrap().status(), 307);
    let error = transport.send(get(url("/large"))).await.unwrap_err();
    assert_eq!(error.kind, TransportErrorKind::TooLarge);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_server_that_can_be_verified_is_spoken_to() {
    let (port, ca) = serve(answer).await;
    let (_, foreign_ca) = serve(answer).await;
    let right = HttpsTransport::with_ca(ca.as_bytes()).unwrap();
    let foreign = HttpsTransport::with_ca(foreign_ca.as_bytes()).unwrap();
    let url = format!("https://localhost:{port}/echo");
    assert_eq!(foreign.send(get(url.clone())).await.unwrap_err().kind, TransportErrorKind::Connect);
    let by_address = format!("https://127.0.0.1:{port}/echo");
    assert_eq!(right.send(get(by_address)).await.unwrap_err().kind, TransportErrorKind::Connect);
    assert!(right.send(get(format!("http://localhost:{port}/echo"))).await.is_err(), "never in the clear");
    assert!(HttpsTransport::new().unwrap().send(get(url)).await.is_err(), "the system doesn't know this CA");
}

#[tokio::test]
async fn a_connection_that_fails_is_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let ca = include_bytes!("support/certificate.pem");
    let error = HttpsTransport::with_ca(ca).unwrap().send(get(format!("https://localhost:{port}/"))).await.unwrap_err();
    assert_eq!(error.kind, TransportErrorKind::Connect);
    for nonsense in [&b""[..], b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"] {
        assert_eq!(HttpsTransport::with_ca(nonsense).unwrap_err().kind, ClientErrorKind::Configuration);
    }
}
