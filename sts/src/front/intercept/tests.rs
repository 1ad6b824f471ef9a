use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::*;
use crate::clock::Clock;
use crate::control::{Control, Site, SiteOptions};
use crate::directory::file::builtin;
use crate::entropy::Entropy;
use crate::tls::Authority;
use crate::world::Settings;

struct Fixture {
    proxy: Proxy,
    certificates: Arc<HostCertificates>,
    control: Control,
}

async fn start() -> Fixture {
    let now = Clock::real().now().seconds();
    let control = Control::new(builtin(), Settings::default(), Clock::real(), Entropy::seeded(1)).unwrap();
    let certificates = Arc::new(HostCertificates::new(now).unwrap());
    let settings = ProxySettings {
        handler: Arc::new(Site::new(control.clone(), SiteOptions::default())),
        world: control.world().clone(),
        certificates: certificates.clone(),
        allowed: Vec::new(),
        own: Vec::new(),
    };
    let proxy = Proxy::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), settings).await.unwrap();
    Fixture { proxy, certificates, control }
}

impl Fixture {
    /// CONNECTs to a host and shakes hands with it, trusting one authority.
    async fn connect(&self, host: &'static str, trusted: &Authority) -> io::Result<TlsStream<TcpStream>> {
        let mut stream = TcpStream::connect(self.proxy.address()).await?;
        stream.write_all(format!("CONNECT {host}:443 HTTP/1.1\r\nhost: {host}:443\r\n\r\n").as_bytes()).await?;
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            answer.push(stream.read_u8().await?);
        }
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
        let mut roots = RootCertStore::empty();
        roots.add(trusted.ca_der().clone()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        TlsConnector::from(Arc::new(config)).connect(ServerName::try_from(host).unwrap(), stream).await
    }
}

#[tokio::test]
async fn requests_inside_a_tunnel_reach_the_world_under_the_hosts_name() {
    let fixture = start().await;
    let mut stream = fixture.connect("login.windows.net", fixture.certificates.authority()).await.unwrap();
    let request = b"GET /common/discovery/keys HTTP/1.1\r\nhost: login.windows.net\r\nconnection: close\r\n\r\n";
    stream.write_all(request).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let exchanges = fixture.control.journal(&Default::default()).exchanges;
    assert_eq!(exchanges[0].origin, "https://login.windows.net");
    assert!(fixture.proxy.incidents().is_empty());
}

#[tokio::test]
async fn a_client_that_does_not_accept_the_certificate_is_noted() {
    let fixture = start().await;
    let stranger = Authority::in_memory(Clock::real().now().seconds()).unwrap();
    assert!(fixture.connect("graph.microsoft.com", &stranger).await.is_err());
    // The alert is on its way.
    for _ in 0..2000 {
        if !fixture.proxy.incidents().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let incidents = fixture.proxy.incidents();
    assert_eq!((incidents[0].host.as_str(), &incidents[0].what), ("graph.microsoft.com", &Mishap::Distrusted));
}

#[tokio::test]
async fn stopping_ends_connections() {
    let fixture = start().await;
    let mut stream = fixture.connect("graph.microsoft.com", fixture.certificates.authority()).await.unwrap();
    let address = fixture.proxy.address();
    fixture.proxy.stop().await;
    assert!(stream.read_u8().await.is_err());
    assert!(is_free(address).await);
}

/// Whether nobody listens at an address. Another test may be given the port that was just let go, for a moment.
async fn is_free(address: SocketAddr) -> bool {
    for _ in 0..500 {
        if tokio::net::TcpListener::bind(address).await.is_ok() {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    false
}
