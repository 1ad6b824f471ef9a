use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::version::{TLS12, TLS13};

use super::leaf::Leaf;
use super::{Authority, TlsError, names};

impl Authority {
    /// What an HTTPS server needs: TLS 1.2 and 1.3, HTTP/2 and HTTP/1.1, with a certificate for this machine, the
    /// platform's own hosts and `extra_hosts` (names, `*.` names or IP addresses).
    ///
    /// # Errors
    /// [`TlsError::Host`] for an extra host that is none; otherwise when the state directory fails us.
    pub fn server_config(&self, extra_hosts: &[String]) -> Result<Arc<ServerConfig>, TlsError> {
        server_config(Leaf::obtain(self, &names::needed(extra_hosts)?)?)
    }
}

/// What an HTTPS server with this certificate needs.
pub(super) fn server_config(leaf: Leaf) -> Result<Arc<ServerConfig>, TlsError> {
    // The provider is named, since a library must not depend on, or settle, the default of the process.
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(&[&TLS13, &TLS12])?
        .with_no_client_auth()
        .with_single_cert(vec![leaf.certificate], leaf.key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rustls::client::{ClientConfig, Resumption};
    use rustls::pki_types::{ServerName, UnixTime};
    use rustls::time_provider::TimeProvider;
    use rustls::{
        ClientConnection, HandshakeKind, ProtocolVersion, RootCertStore, ServerConnection, SupportedProtocolVersion,
    };

    use super::super::tests::NOW;
    use super::*;

    #[derive(Debug)]
    struct Fixed;

    impl TimeProvider for Fixed {
        fn current_time(&self) -> Option<UnixTime> {
            Some(UnixTime::since_unix_epoch(Duration::from_secs(NOW.unsigned_abs())))
        }
    }

    fn client(authority: &Authority, version: &'static SupportedProtocolVersion) -> Arc<ClientConfig> {
        let mut roots = RootCertStore::empty();
        roots.add(authority.ca_der().clone()).unwrap();
        let mut config = ClientConfig::builder_with_details(Arc::new(default_provider()), Arc::new(Fixed))
            .with_protocol_versions(&[version])
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec()];
        config.resumption = Resumption::in_memory_sessions(4);
        Arc::new(config)
    }

    /// A handshake in memory; the client's side of it.
    fn connect(
        client: &Arc<ClientConfig>,
        server: &Arc<ServerConfig>,
        host: &'static str,
    ) -> Result<ClientConnection, rustls::Error> {
        let host = ServerName::try_from(host).unwrap();
        let mut client = ClientConnection::new(Arc::clone(client), host)?;
        let mut server = ServerConnection::new(Arc::clone(server))?;
        // Once more after the handshake, for the session tickets.
        for _ in 0..5 {
            let mut wire = Vec::new();
            client.write_tls(&mut wire).unwrap();
            let mut received = wire.as_slice();
            while !received.is_empty() {
                server.read_tls(&mut received).unwrap();
                server.process_new_packets()?;
            }
            let mut wire = Vec::new();
            server.write_tls(&mut wire).unwrap();
            let mut received = wire.as_slice();
            while !received.is_empty() {
                client.read_tls(&mut received).unwrap();
                client.process_new_packets()?;
            }
        }
        assert!(!client.is_handshaking());
        Ok(client)
    }

    #[test]
    fn clients_that_trust_the_authority_connect() {
        let authority = Authority::in_memory(NOW).unwrap();
        let server = authority.server_config(&["login.example.com", "shop.localhost"].map(str::to_owned)).unwrap();
        for (version, number) in [(&TLS12, ProtocolVersion::TLSv1_2), (&TLS13, ProtocolVersion::TLSv1_3)] {
            let trusting = client(&authority, version);
            for host in [
                "localhost",
                "shop.localhost",
                "127.0.0.1",
                "::1",
                "login.microsoftonline.com",
                "westeurope.login.microsoft.com",
                "login.example.com",
            ] {
                let connection = connect(&trusting, &server, host).unwrap();
                assert_eq!(connection.protocol_version(), Some(number));
                assert_eq!(connection.alpn_protocol(), Some(&b"h2"[..]));
            }
            assert!(connect(&trusting, &server, "other.example.com").is_err());

            let stranger = Authority::in_memory(NOW).unwrap();
            assert!(connect(&client(&stranger, version), &server, "localhost").is_err());
        }
    }

    #[test]
    fn sessions_are_resumed() {
        let authority = Authority::in_memory(NOW).unwrap();
        let server = authority.server_config(&[]).unwrap();
        for version in [&TLS12, &TLS13] {
            let trusting = client(&authority, version);
            let kinds = [(); 2].map(|()| connect(&trusting, &server, "localhost").unwrap().handshake_kind());
            assert_eq!(kinds, [Some(HandshakeKind::Full), Some(HandshakeKind::Resumed)]);
        }
    }
}
