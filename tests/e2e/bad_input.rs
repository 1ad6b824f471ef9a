//! Bad input over real connections: the platform's refusal, and the server lives on.

use serde_json::Value;

use super::support::{Server, app_only};

#[tokio::test]
async fn too_large_bodies_and_odd_headers_are_refused_and_recorded() {
    let server = Server::start(&[]);
    let client = server.client();
    let big = format!("grant_type=client_credentials&x={}", "x".repeat(1_100_000));
    let form = "application/x-www-form-urlencoded";
    let answer = client.post(server.token_endpoint()).header("content-type", form).body(big).send().await.unwrap();
    assert_eq!(answer.status(), 400);
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["error_codes"][0], 9_002_313);

    let odd = client
        .post(server.token_endpoint())
        .header("authorization", "Basic \u{7f}not base64")
        .header("cookie", "ESTSAUTH; ====; esctx=\"")
        .header("client-request-id", "not a guid")
        .form(&app_only())
        .send()
        .await;
    // A control character is refused by the HTTP layer of client or server; a request that arrives is served.
    assert!(odd.is_err() || odd.unwrap().status().as_u16() < 500);

    let journal: Value = client.get(server.url("/_pretenant/journal")).send().await.unwrap().json().await.unwrap();
    assert_eq!(journal["exchanges"][0]["code"], 9_002_313);
    assert_eq!(journal["exchanges"][0]["diagnosis"]["check"], "request.size");
    let after = client.post(server.token_endpoint()).form(&app_only()).send().await.unwrap();
    assert_eq!(after.status(), 200);
}

#[tokio::test]
async fn chunked_bodies_charsets_and_both_http_versions_are_served() {
    let server = Server::start(&[]);
    let body = "grant_type=client_credentials&client_id=c0000000-0000-0000-0000-000000000005&client_secret=daemon-secret&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default";
    let (_, port) = server.ready["origin"].as_str().unwrap().rsplit_once(':').unwrap();
    let request = format!(
        "POST /contoso.example/oauth2/v2.0/token HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
        body.len()
    );
    let answer = raw(&server, port, request.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(!answer.to_ascii_lowercase().contains("\r\nserver:"));
    let garbage = raw(&server, port, b"NONSENSE\r\n\r\n");
    assert!(garbage.is_empty() || garbage.starts_with("HTTP/1.1 400"), "{garbage}");
    let h2 = server.client().post(server.token_endpoint()).form(&app_only()).send().await.unwrap();
    assert_eq!((h2.status().as_u16(), h2.version()), (200, reqwest::Version::HTTP_2));
}

/// Sends bytes over TLS and reads to the end.
fn raw(server: &Server, port: &str, bytes: &[u8]) -> String {
    use std::io::{Read as _, Write as _};
    let pem = std::fs::read(server.ready["ca_file"].as_str().unwrap()).unwrap();
    let mut roots = rustls::RootCertStore::empty();
    let der = rustls::pki_types::pem::PemObject::from_pem_slice(&pem).unwrap();
    roots.add(der).unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = "localhost".try_into().unwrap();
    let mut connection = rustls::ClientConnection::new(std::sync::Arc::new(config), name).unwrap();
    let mut socket = std::net::TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    let mut stream = rustls::Stream::new(&mut connection, &mut socket);
    stream.write_all(bytes).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}
