use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use pretenant_sts::clock::Clock;
use pretenant_sts::front::{ServeError, Server, ServerBuilder};
use pretenant_sts::tls::{Authority, TlsError};

use super::{Broken, ORIGIN, Tap, Wire};

/// Over a real HTTPS connection to a server on a free port.
pub struct Https {
    client: reqwest::Client,
    origin: String,
    ca_pem: String,
    tap: Arc<Tap>,
    _server: Server,
}

/// Why no server could be started.
#[derive(Debug, thiserror::Error)]
pub enum HttpsError {
    /// No certificate could be made.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// No port could be bound.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// No client could be made.
    #[error("cannot make an HTTP client: {0}")]
    Client(#[from] reqwest::Error),
}

impl Https {
    /// Serves the world behind `tap`. For clients in this process the port is not part of any URL: the name in the
    /// origin is resolved to it. For others (`named_port`) it is.
    ///
    /// # Errors
    /// [`HttpsError`].
    pub async fn start(tap: Arc<Tap>, named_port: bool) -> Result<Self, HttpsError> {
        let authority = Authority::in_memory(Clock::real().now().seconds())?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let server = ServerBuilder::new().tls(authority.server_config(&[])?).listen(address).start(tap.clone()).await?;
        let address = server.bindings().first().map_or(address, |b| b.address);
        let certificate = reqwest::Certificate::from_pem(authority.ca_pem().as_bytes())?;
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let client = reqwest::Client::builder()
            .tls_certs_only([certificate])
            .redirect(reqwest::redirect::Policy::none())
            .http1_only()
            .no_proxy()
            .resolve("localhost", address)
            .build()?;
        let origin = if named_port { format!("{ORIGIN}:{}", address.port()) } else { ORIGIN.to_owned() };
        Ok(Self { client, origin, ca_pem: authority.ca_pem().to_owned(), tap, _server: server })
    }

    /// The certificate authority to trust, PEM.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }
}

#[async_trait]
impl Wire for Https {
    fn origin(&self) -> &str {
        &self.origin
    }

    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Broken> {
        self.tap.sent(&request);
        let request = reqwest::Request::try_from(request).map_err(|_| Broken)?;
        let response = self.client.execute(request).await.map_err(|_| Broken)?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.bytes().await.map_err(|_| Broken)?;
        let mut answer = Response::new(body);
        *answer.status_mut() = status;
        *answer.headers_mut() = headers;
        Ok(answer)
    }
}
