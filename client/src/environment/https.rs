use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::BytesMut;
use reqwest::redirect::Policy;
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs::default_provider};
use rustls_pki_types::{CertificateDer, pem::PemObject};
use rustls_platform_verifier::BuilderVerifierExt;

use super::{HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind};
use crate::{ClientError, ClientErrorKind};

/// No answer of the identity platform comes near this.
const LARGEST_ANSWER: usize = 4 << 20;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

const TIMEOUT: Duration = Duration::from_secs(30);

/// HTTPS by reqwest and rustls. Follows no redirects and never sends in the clear.
#[derive(Debug, Clone)]
pub struct HttpsTransport {
    client: reqwest::Client,
}

impl HttpsTransport {
    /// Trusts whom the operating system trusts.
    pub fn new() -> Result<Self, ClientError> {
        let tls = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(BuilderVerifierExt::with_platform_verifier)
            .map_err(|error| refused(format!("the operating system's certificates can't be used: {error}")))?;
        Self::with_tls(tls.with_no_client_auth())
    }

    /// Trusts these certificates (PEM) and nobody else.
    pub fn with_ca(pem: &[u8]) -> Result<Self, ClientError> {
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|error| refused(format!("the CA file isn't PEM: {error}")))?;
            roots.add(certificate).map_err(|error| refused(format!("a certificate of the CA file: {error}")))?;
        }
        if roots.is_empty() {
            return Err(refused("the CA file holds no CERTIFICATE block".to_owned()));
        }
        let tls = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| refused(format!("TLS can't be set up: {error}")))?;
        Self::with_tls(tls.with_root_certificates(roots).with_no_client_auth())
    }

    fn with_tls(tls: ClientConfig) -> Result<Self, ClientError> {
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .https_only(true)
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT)
            .build()
            .map_err(|error| refused(format!("the HTTP client can't be set up: {}", causes(&error))))?;
        Ok(Self { client })
    }
}

#[async_trait]
impl Transport for HttpsTransport {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let request = reqwest::Request::try_from(request.map(reqwest::Body::from)).map_err(failed)?;
        let mut response = self.client.execute(request).await.map_err(failed)?;
        let mut answer = http::Response::new(bytes::Bytes::new());
        *answer.status_mut() = response.status();
        *answer.headers_mut() = std::mem::take(response.headers_mut());
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > LARGEST_ANSWER {
                let limit = format!("more than {LARGEST_ANSWER} bytes");
                return Err(TransportError::new(TransportErrorKind::TooLarge, limit));
            }
            body.extend_from_slice(&chunk);
        }
        *answer.body_mut() = body.freeze();
        Ok(answer)
    }
}

fn failed(error: reqwest::Error) -> TransportError {
    let kind = match () {
        () if error.is_timeout() => TransportErrorKind::Timeout,
        () if error.is_connect() => TransportErrorKind::Connect,
        () if error.is_body() || error.is_decode() || error.is_request() => TransportErrorKind::Interrupted,
        () => TransportErrorKind::Other,
    };
    TransportError::new(kind, causes(&error))
}

/// An error with what caused it; the innermost says most.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

fn refused(problem: String) -> ClientError {
    ClientError::new(ClientErrorKind::Configuration, problem)
}
