//! A forward proxy that lets a world answer under the real cloud's names: it ends the TLS of those hosts with
//! certificates of its own, and refuses every other host unless that is allowed.

mod answer;
mod connection;
mod incident;
mod outside;
mod target;
#[cfg(test)]
mod tests;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{Handler, ServeError};
use crate::tls::HostCertificates;
use crate::world::World;
use connection::Ground;
use incident::Incidents;

pub use incident::{Incident, Mishap};
pub use target::{AllowedHost, NotAHost};

/// What a proxy works with.
pub struct ProxySettings<H> {
    /// Answers what is meant for the world.
    pub handler: Arc<H>,
    /// The world: its APIs' hosts are intercepted, its clock dates incidents.
    pub world: Arc<World>,
    /// Stand-ins for the hosts' certificates.
    pub certificates: Arc<HostCertificates>,
    /// Hosts that clients may reach besides.
    pub allowed: Vec<AllowedHost>,
    /// The world's own https addresses, e.g. `localhost:8443`.
    pub own: Vec<String>,
}

/// A running proxy; stops when it is dropped.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    incidents: Incidents,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// Binds the address (port 0 takes a free one), then accepts connections in the background.
    ///
    /// # Errors
    /// [`ServeError::Bind`].
    pub async fn start<H: Handler>(address: SocketAddr, settings: ProxySettings<H>) -> Result<Self, ServeError> {
        let bind = |source| ServeError::Bind { address, source };
        let listener = TcpListener::bind(address).await.map_err(bind)?;
        let local = listener.local_addr().map_err(bind)?;
        let (stop, stopped) = watch::channel(false);
        let incidents = Incidents::default();
        let ground = Arc::new(Ground { settings, incidents: incidents.clone(), stopped });
        let task = tokio::spawn(accept(listener, ground));
        Ok(Self { address: local, incidents, stop, task })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What did not get where it wanted so far, oldest first.
    #[must_use]
    pub fn incidents(&self) -> Vec<Incident> {
        self.incidents.all()
    }

    /// Stops accepting and ends all connections.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        let _ = (&mut self.task).await;
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
    }
}

async fn accept<H: Handler>(listener: TcpListener, ground: Arc<Ground<H>>) {
    let mut stopped = ground.stopped.clone();
    loop {
        let accepted: io::Result<_> = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopped.changed() => return,
        };
        match accepted {
            Ok((stream, _)) => drop(tokio::spawn(connection::serve(stream, ground.clone()))),
            // Out of file descriptors, or the peer went away: neither ends the proxy.
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(5)).await,
        }
    }
}
