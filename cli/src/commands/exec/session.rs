//! A world that runs for one command: server, proxy, files.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use pretenant_sts::clock::Clock;
use pretenant_sts::cloud::CLOUDS;
use pretenant_sts::control::{Control, Site, SiteOptions};
use pretenant_sts::front::intercept::{Proxy, ProxySettings};
use pretenant_sts::front::{AlsoKnownAs, Server, ServerBuilder};
use pretenant_sts::tls::HostCertificates;
use tempfile::TempDir;

use super::environment::{Facts, environment};
use super::report::Record;
use super::settings::ExecSettings;
use crate::child::{Environment, Reach, TrustFiles, TrustedAlready, private_directory};
use crate::failure::Failure;
use crate::server::ready::Ready;
use crate::server::samples;

/// Port 0 takes a free one.
const ANY_PORT: SocketAddr = SocketAddr::V4(std::net::SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0));

/// What runs.
pub struct Session {
    /// What the command is to find in its environment.
    pub environment: Environment,
    control: Control,
    proxy: Option<Proxy>,
    _server: Server,
    /// Private to this user; removed with the session.
    _files: TempDir,
}

impl Session {
    /// Starts server and proxy, and writes the files that the environment names.
    pub async fn start(settings: &ExecSettings) -> Result<Self, Failure> {
        let files = private_directory()?;
        let certificates = Arc::new(HostCertificates::new(Clock::real().now().seconds())?);
        let control = settings.control.clone();
        let world = control.world().clone();

        let tls = certificates.authority().server_config(&[])?;
        let options = SiteOptions { control_token: None, tls: Some(tls.clone()) };
        let site = Arc::new(Site::new(control.clone(), options));
        let cloud_names = if settings.intercept.is_some() { cloud_names() } else { Vec::new() };
        let here = Arc::new(AlsoKnownAs::new(site.clone(), cloud_names.clone()));
        let server = ServerBuilder::new().tls(tls).listen(ANY_PORT).start(here).await.map_err(Failure::failed)?;
        let own = own_names(&server);

        let proxy = match &settings.intercept {
            None => None,
            Some(allowed) => {
                let names = cloud_names.into_iter().chain(own.first().cloned());
                let settings = ProxySettings {
                    handler: Arc::new(AlsoKnownAs::new(site, names)),
                    world: world.clone(),
                    certificates: certificates.clone(),
                    allowed: allowed.clone(),
                    own,
                };
                Some(Proxy::start(ANY_PORT, settings).await.map_err(Failure::failed)?)
            }
        };

        let trust = TrustedAlready::read(|name| std::env::var_os(name));
        let trust = TrustFiles::write(files.path(), certificates.authority(), &trust)?;
        let samples = samples::write_certificates(&world.directory(), files.path())?;
        let ready = Ready::new(&world, server.bindings(), Some(&trust.authority), &samples);
        let ready_file = files.path().join("ready.json");
        ready.write(&ready_file)?;
        let app = match settings.app {
            Some(id) => ready.apps.iter().find(|app| app.client_id == id),
            None => ready.daemon(&world.directory()).map(|(app, _)| app),
        };
        let reach = Reach::new(&trust, proxy.as_ref().map(Proxy::address));
        let environment = environment(&Facts { ready: &ready, ready_file: &ready_file, app, reach });
        Ok(Self { environment, control, proxy, _server: server, _files: files })
    }

    /// The controls of the world.
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// Stops everything at once, since whom it was for is gone; what is left of it.
    pub fn finish(self) -> Record {
        Record::new(&self.control, self.proxy.as_ref().map(Proxy::incidents))
    }
}

/// The names of the real platform that tokens carry when they are got through the proxy.
fn cloud_names() -> Vec<String> {
    CLOUDS.iter().filter_map(|cloud| cloud.login.first()).map(|host| (*host).to_owned()).collect()
}

/// How clients may name the server.
fn own_names(server: &Server) -> Vec<String> {
    let ports = server.bindings().iter().map(|binding| binding.address.port());
    ports.flat_map(|port| ["localhost", "127.0.0.1"].map(|host| format!("{host}:{port}"))).collect()
}
