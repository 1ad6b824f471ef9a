//! Listeners and the accept loop.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::service::{self, Handler};

/// How long a client may take for the TLS handshake.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);
/// How long a connection may wait for its next request.
pub(super) const IDLE: Duration = Duration::from_secs(600);
/// How long requests under way may take once the server is asked to stop.
const DRAIN: Duration = Duration::from_secs(5);

/// An address to listen on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    /// Address and port; port 0 takes a free one.
    pub address: SocketAddr,
    /// https, or plain http.
    pub tls: bool,
}

/// Why a server could not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// An address could not be bound.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// The system's reason.
        source: io::Error,
    },
}

/// A server that is about to start.
pub struct ServerBuilder {
    bindings: Vec<Binding>,
    tls: Option<Arc<rustls::ServerConfig>>,
}

impl ServerBuilder {
    /// Listens nowhere yet.
    #[must_use]
    pub fn new() -> Self {
        Self { bindings: Vec::new(), tls: None }
    }

    /// Listens on one more address with https; needs [`ServerBuilder::tls`].
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.bindings.push(Binding { address, tls: true });
        self
    }

    /// Listens on one more address with plain http.
    #[must_use]
    pub fn listen_http(mut self, address: SocketAddr) -> Self {
        self.bindings.push(Binding { address, tls: false });
        self
    }

    /// The certificate and key of the https addresses.
    #[must_use]
    pub fn tls(mut self, config: Arc<rustls::ServerConfig>) -> Self {
        self.tls = Some(config);
        self
    }

    /// Binds every address, then accepts connections in the background.
    ///
    /// # Errors
    /// [`ServeError::Bind`] for the first address that cannot be bound; none is accepted on then.
    pub async fn start<H: Handler>(self, handler: Arc<H>) -> Result<Server, ServeError> {
        let mut listeners = Vec::new();
        for binding in &self.bindings {
            let address = binding.address;
            let bound = TcpListener::bind(address).await.map_err(|source| ServeError::Bind { address, source })?;
            let local = bound.local_addr().map_err(|source| ServeError::Bind { address, source })?;
            listeners.push((bound, Binding { address: local, tls: binding.tls }));
        }
        let (stop, stopped) = watch::channel(false);
        let bindings = listeners.iter().map(|(_, binding)| *binding).collect();
        let tasks = listeners
            .into_iter()
            .map(|(listener, binding)| {
                let acceptor = self.tls.clone().filter(|_| binding.tls).map(TlsAcceptor::from);
                tokio::spawn(accept(listener, acceptor, handler.clone(), stopped.clone()))
            })
            .collect();
        Ok(Server { bindings, stop, tasks })
    }
}

impl Default for ServerBuilder {
    fn default() -> Self {
        Self::new()
    }
}

/// A running server; stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    bindings: Vec<Binding>,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Server {
    /// Where it listens; port 0 is replaced by the port that was taken.
    #[must_use]
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// Stops accepting, and waits for requests under way.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        for task in std::mem::take(&mut self.tasks) {
            let _ = task.await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
    }
}

async fn accept<H: Handler>(
    listener: TcpListener,
    acceptor: Option<TlsAcceptor>,
    handler: Arc<H>,
    mut stopped: watch::Receiver<bool>,
) {
    let graceful = GracefulShutdown::new();
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                // Out of file descriptors, or the peer went away: neither ends the server.
                Err(_) => {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                    continue;
                }
            },
            _ = stopped.changed() => break,
        };
        let (acceptor, handler, watcher) = (acceptor.clone(), handler.clone(), graceful.watcher());
        tokio::spawn(async move {
            let _ = stream.set_nodelay(true);
            // A client that breaks off is not an error of ours.
            match acceptor {
                None => drop(watcher.watch(connection(stream, false, handler)).await),
                Some(acceptor) => {
                    if let Ok(Ok(stream)) = tokio::time::timeout(PATIENCE, acceptor.accept(stream)).await {
                        drop(watcher.watch(connection(stream, true, handler)).await);
                    }
                }
            }
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(DRAIN, graceful.shutdown()).await;
}

/// HTTP/1.1 or HTTP/2 over a stream: a future that ends with the connection.
pub(super) fn connection<H: Handler, S>(stream: S, tls: bool, handler: Arc<H>) -> impl GracefulConnection
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request| service::serve(handler.clone(), tls, request));
    let mut builder = auto::Builder::new(TokioExecutor::new());
    // The Date header is the world's, not the system's.
    builder.http1().auto_date_header(false).timer(TokioTimer::new()).header_read_timeout(IDLE);
    builder.http2().auto_date_header(false).timer(TokioTimer::new());
    builder.serve_connection(TokioIo::new(stream), service).into_owned()
}
