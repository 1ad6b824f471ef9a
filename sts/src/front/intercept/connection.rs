//! One connection of a client to the proxy.

use std::io;
use std::sync::Arc;

use http::{Method, Request, Response};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use super::ProxySettings;
use super::answer::{self, Body};
use super::incident::{Incidents, Mishap};
use super::outside;
use super::target::{Destination, Target, destination};
use crate::front::server::{self, IDLE, PATIENCE};
use crate::front::{Handler, NoAnswer, service};
use crate::journal::Escape;

/// What all connections share.
pub(super) struct Ground<H> {
    pub(super) settings: ProxySettings<H>,
    pub(super) incidents: Incidents,
    pub(super) stopped: watch::Receiver<bool>,
}

impl<H: Handler> Ground<H> {
    fn destination(&self, target: &Target, tls: bool) -> Destination {
        let ProxySettings { allowed, own, world, .. } = &self.settings;
        destination(target, tls, allowed, own, &world.directory())
    }

    fn note(&self, target: &Target, what: Mishap) {
        let world = &self.settings.world;
        let now = world.clock().now();
        if what == Mishap::Refused {
            world.journal().escape(Escape { host: target.host.clone(), time: now.iso() });
        }
        self.incidents.note(now, target, what);
    }

    /// Runs until it is done or the proxy stops.
    async fn while_running(&self, task: impl Future) {
        let mut stopped = self.stopped.clone();
        tokio::select! {
            _ = task => {}
            _ = stopped.changed() => {}
        }
    }
}

/// Serves the connection until it ends or the proxy stops.
pub(super) async fn serve<H: Handler>(stream: TcpStream, ground: Arc<Ground<H>>) {
    let _ = stream.set_nodelay(true);
    let shared = ground.clone();
    let service = service_fn(move |request| {
        let ground = shared.clone();
        async move { answer(&ground, request).await }
    });
    let mut builder = http1::Builder::new();
    builder.auto_date_header(false).timer(TokioTimer::new()).header_read_timeout(IDLE);
    // A client that breaks off is not an error of ours.
    ground.while_running(builder.serve_connection(TokioIo::new(stream), service).with_upgrades()).await;
}

/// # Errors
/// [`NoAnswer`]: hyper then closes the connection.
async fn answer<H: Handler>(ground: &Arc<Ground<H>>, request: Request<Incoming>) -> Result<Response<Body>, NoAnswer> {
    let connect = request.method() == Method::CONNECT;
    let tls = connect || request.uri().scheme() == Some(&http::uri::Scheme::HTTPS);
    let Some(authority) = request.uri().authority() else { return Ok(answer::not_for_a_proxy()) };
    let target = Target::new(authority, if tls { 443 } else { 80 });
    Ok(match (ground.destination(&target, tls), connect) {
        (Destination::Refused, _) => {
            ground.note(&target, Mishap::Refused);
            answer::refused(&target)
        }
        (Destination::World, true) => intercept(ground, target, request),
        (Destination::World, false) => {
            let answer = service::serve(ground.settings.handler.clone(), tls, request).await?;
            answer.map(|body| body.map_err(io::Error::other).boxed())
        }
        (Destination::Outside, true) => tunnel(ground, target, request).await,
        // Over TLS, hosts that are allowed are reached by CONNECT only: this proxy verifies no certificates.
        (Destination::Outside, false) if tls => answer::not_for_a_proxy(),
        (Destination::Outside, false) => match outside::forward(&target, request).await {
            Ok(response) => response.map(|body| body.map_err(io::Error::other).boxed()),
            Err(error) => unreachable(ground, &target, &error),
        },
    })
}

/// Answers CONNECT, and then the requests inside, in the name of the host.
fn intercept<H: Handler>(ground: &Arc<Ground<H>>, target: Target, mut request: Request<Incoming>) -> Response<Body> {
    let certificate = match ground.settings.certificates.server_config(target.bare_host()) {
        Ok(certificate) => certificate,
        Err(error) => return unreachable(ground, &target, &io::Error::other(error)),
    };
    let (ground, upgrade) = (ground.clone(), hyper::upgrade::on(&mut request));
    tokio::spawn(async move {
        ground.while_running(inside(&ground, &target, TlsAcceptor::from(certificate), upgrade)).await;
    });
    Response::new(Body::default())
}

async fn inside<H: Handler>(ground: &Ground<H>, target: &Target, acceptor: TlsAcceptor, upgrade: OnUpgrade) {
    let Ok(upgraded) = upgrade.await else { return };
    match tokio::time::timeout(PATIENCE, acceptor.accept(TokioIo::new(upgraded))).await {
        Ok(Ok(stream)) => drop(server::connection(stream, true, ground.settings.handler.clone()).await),
        Ok(Err(error)) if is_alert(&error) => ground.note(target, Mishap::Distrusted),
        // The client went away, or never spoke TLS.
        Ok(Err(_)) | Err(_) => {}
    }
}

/// True when the client told why it ended the handshake; over a fresh certificate there is one reason to.
fn is_alert(error: &io::Error) -> bool {
    let source = error.get_ref().and_then(|source| source.downcast_ref::<rustls::Error>());
    matches!(source, Some(rustls::Error::AlertReceived(_)))
}

async fn tunnel<H: Handler>(ground: &Arc<Ground<H>>, target: Target, mut request: Request<Incoming>) -> Response<Body> {
    let host = match outside::connect(&target).await {
        Ok(host) => host,
        Err(error) => return unreachable(ground, &target, &error),
    };
    let (ground, upgrade) = (ground.clone(), hyper::upgrade::on(&mut request));
    tokio::spawn(async move {
        if let Ok(client) = upgrade.await {
            ground.while_running(outside::tunnel(client, host)).await;
        }
    });
    Response::new(Body::default())
}

fn unreachable<H: Handler>(ground: &Ground<H>, target: &Target, error: &io::Error) -> Response<Body> {
    ground.note(target, Mishap::Unreachable(error.to_string()));
    answer::unreachable(target, &error.to_string())
}
