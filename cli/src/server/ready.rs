//! The ready file: a stable description of a running server, for test harnesses.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pretenant_sts::directory::{App, Directory, Principal, RedirectUri, TokenVersion};
use pretenant_sts::front::Binding;
use pretenant_sts::world::World;
use serde::Serialize;
use uuid::Uuid;

use crate::failure::Failure;

/// The contents of the ready file. Members are only ever added.
#[derive(Debug, Serialize)]
pub struct Ready {
    /// `https://localhost:8443`.
    pub origin: String,
    /// Authority of the first tenant, or of the one that was recorded.
    pub authority: String,
    /// PEM file of the certificate authority.
    pub ca_file: Option<PathBuf>,
    /// Base URL of the control API.
    pub control: String,
    /// Process id.
    pub pid: u32,
    /// Tenants.
    pub tenants: Vec<ReadyTenant>,
    /// Client applications.
    pub apps: Vec<ReadyApp>,
    /// Users.
    pub users: Vec<ReadyUser>,
    /// Protected APIs.
    pub apis: Vec<ReadyApi>,
}

/// A tenant.
#[derive(Debug, Serialize)]
pub struct ReadyTenant {
    /// Name in the world file.
    pub name: String,
    /// Tenant id.
    pub id: Uuid,
    /// Default domain.
    pub domain: String,
}

/// A client application.
#[derive(Debug, Serialize)]
pub struct ReadyApp {
    /// Name in the world file.
    pub name: String,
    /// Client id.
    pub client_id: Uuid,
    /// A client secret that works.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// PEM file with a certificate that works, and its private key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate_file: Option<PathBuf>,
    /// Registered redirect URIs.
    pub redirect_uris: Vec<String>,
}

/// A user.
#[derive(Debug, Serialize)]
pub struct ReadyUser {
    /// Name in the world file.
    pub name: String,
    /// User principal name.
    pub upn: String,
    /// Password.
    pub password: String,
    /// Object id.
    pub oid: Uuid,
}

/// A protected API.
#[derive(Debug, Serialize)]
pub struct ReadyApi {
    /// Name in the world file.
    pub name: String,
    /// Client id of its registration.
    pub app_id: Uuid,
    /// App ID URIs.
    pub identifier_uris: Vec<String>,
    /// Delegated permissions.
    pub scopes: Vec<String>,
    /// Version of the tokens it accepts.
    pub token_version: u8,
    /// Where the sample API answers.
    pub url: String,
}

impl Ready {
    /// Describes a server.
    pub fn new(
        world: &World,
        bindings: &[Binding],
        ca_file: Option<&Path>,
        certificates: &BTreeMap<Uuid, PathBuf>,
    ) -> Self {
        let directory = world.directory();
        let origin = origin(bindings);
        let now = world.clock().now().seconds();
        let tenants: Vec<_> = directory
            .tenants()
            .iter()
            .map(|t| ReadyTenant { name: t.name.clone(), id: t.id, domain: t.default_domain() })
            .collect();
        let recorded = world.recording().and_then(|playback| playback.tenant().map(str::to_owned));
        let segment = recorded.or_else(|| tenants.first().map(|t| t.id.to_string()));
        let segment = segment.unwrap_or_else(|| "common".to_owned());
        Self {
            authority: format!("{origin}/{segment}"),
            control: format!("{origin}/_pretenant"),
            ca_file: ca_file.map(Path::to_owned),
            pid: std::process::id(),
            tenants,
            apps: directory
                .apps()
                .iter()
                .filter(|app| is_client(app))
                .map(|app| ReadyApp {
                    name: app.name.clone(),
                    client_id: app.client_id,
                    secret: app
                        .secrets
                        .iter()
                        .find(|s| s.expires.is_none_or(|expires| expires > now))
                        .map(|s| s.value.clone()),
                    certificate_file: certificates.get(&app.client_id).cloned(),
                    redirect_uris: app.redirect_uris.iter().map(|RedirectUri { url, .. }| url.clone()).collect(),
                })
                .collect(),
            users: directory
                .users()
                .iter()
                .map(|u| ReadyUser {
                    name: u.name.clone(),
                    upn: u.upn.clone(),
                    password: u.password.clone(),
                    oid: u.oid,
                })
                .collect(),
            apis: directory
                .apps()
                .iter()
                .filter_map(|app| Some((app, app.api.as_ref()?)))
                .map(|(app, api)| ReadyApi {
                    name: app.name.clone(),
                    app_id: app.client_id,
                    identifier_uris: api.identifier_uris.clone(),
                    scopes: api.scopes.iter().map(|s| s.value.clone()).collect(),
                    token_version: match api.token_version {
                        TokenVersion::V1 => 1,
                        TokenVersion::V2 => 2,
                    },
                    url: format!("{origin}{}", api.path),
                })
                .collect(),
            origin,
        }
    }

    /// The app for work without a user, and the id of an API that it has a role of: the first one with a secret and
    /// such a role.
    pub fn daemon(&self, directory: &Directory) -> Option<(&ReadyApp, Uuid)> {
        let role_of = |app: &ReadyApp| {
            let assignment = directory.assignments().iter().find(|a| a.principal == Principal::App(app.client_id));
            assignment.map(|assignment| assignment.resource)
        };
        self.apps.iter().filter(|app| app.secret.is_some()).find_map(|app| Some((app, role_of(app)?)))
    }

    /// Writes the file in one step: who waits for it never reads half of it.
    pub fn write(&self, file: &Path) -> Result<(), Failure> {
        let cannot = |error: std::io::Error| Failure::usage(format!("cannot write {}: {error}", file.display()));
        let json = serde_json::to_string_pretty(self)
            .map_err(|error| Failure::failed(format!("cannot describe the server: {error}")))?;
        let mut draft = file.as_os_str().to_owned();
        draft.push(format!(".{}", self.pid));
        let draft = PathBuf::from(draft);
        std::fs::write(&draft, json + "\n").map_err(cannot)?;
        std::fs::rename(&draft, file).map_err(cannot)
    }
}

/// True for an app that can ask for tokens; others are APIs only.
pub fn is_client(app: &App) -> bool {
    app.api.is_none() || app.has_credentials() || app.allow_public_client || !app.redirect_uris.is_empty()
}

/// The first https address (http if there is none), under the name that the certificate and redirect URIs use.
fn origin(bindings: &[Binding]) -> String {
    let Some(first) = bindings.iter().find(|b| b.tls).or(bindings.first()) else { return String::new() };
    let (scheme, default_port) = if first.tls { ("https", 443) } else { ("http", 80) };
    let port = first.address.port();
    let host = if first.address.ip().is_loopback() || first.address.ip().is_unspecified() {
        "localhost".to_owned()
    } else if first.address.is_ipv6() {
        format!("[{}]", first.address.ip())
    } else {
        first.address.ip().to_string()
    };
    if port == default_port { format!("{scheme}://{host}") } else { format!("{scheme}://{host}:{port}") }
}
