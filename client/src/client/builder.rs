use std::{marker::PhantomData, sync::Arc};

use super::{ConfidentialClient, PublicClient};
use crate::{Browser, CacheStore, Clock, Credential, Error, Random, Transport};

/// Builds a [`PublicClient`] or a [`ConfidentialClient`].
///
/// The authority is `https://login.microsoftonline.com/common` if none is given; transport, clock and random numbers
/// come from the features `reqwest` and `system`.
pub struct ClientBuilder<C> {
    pub(super) settings: Settings,
    client: PhantomData<fn() -> C>,
}

/// What was given to the builder.
pub(super) struct Settings {
    pub client_id: String,
    pub credential: Option<Credential>,
    pub authority: String,
    pub oidc: bool,
    pub instance_discovery: bool,
    pub redirect_uri: Option<String>,
    pub capabilities: Vec<String>,
    pub extra_query: Vec<(String, String)>,
    pub application: Option<(String, String)>,
    pub transport: Option<Arc<dyn Transport>>,
    pub clock: Option<Arc<dyn Clock>>,
    pub random: Option<Arc<dyn Random>>,
    pub browser: Option<Arc<dyn Browser>>,
    pub user_store: Option<Arc<dyn CacheStore>>,
    pub app_store: Option<Arc<dyn CacheStore>>,
}

impl<C> ClientBuilder<C> {
    pub(super) fn new(client_id: String, credential: Option<Credential>) -> Self {
        let settings = Settings {
            client_id,
            credential,
            authority: "https://login.microsoftonline.com/common".to_owned(),
            oidc: false,
            instance_discovery: false,
            redirect_uri: None,
            capabilities: Vec::new(),
            extra_query: Vec::new(),
            application: None,
            transport: None,
            clock: None,
            random: None,
            browser: None,
            user_store: None,
            app_store: None,
        };
        Self { settings, client: PhantomData }
    }

    /// The authority, `https://host[:port]/tenant`, where the tenant is an id, a domain, `common`, `organizations` or
    /// `consumers`.
    pub fn authority(mut self, url: impl Into<String>) -> Self {
        self.settings.authority = url.into();
        self.settings.oidc = false;
        self
    }

    /// A generic OpenID Connect issuer; its metadata is at `<url>/.well-known/openid-configuration`.
    pub fn oidc_authority(mut self, url: impl Into<String>) -> Self {
        self.settings.authority = url.into();
        self.settings.oidc = true;
        self
    }

    /// Whether the host of the authority is checked with Microsoft's instance discovery, which also tells the other
    /// names of its cloud. Off by default: the names of Microsoft's own clouds are built in.
    pub fn instance_discovery(mut self, on: bool) -> Self {
        self.settings.instance_discovery = on;
        self
    }

    /// The redirect URI, exactly as registered.
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.settings.redirect_uri = Some(uri.into());
        self
    }

    /// Client capabilities, such as `cp1`: declared on every request for a token.
    pub fn capabilities<S: Into<String>>(mut self, capabilities: impl IntoIterator<Item = S>) -> Self {
        self.settings.capabilities = capabilities.into_iter().map(Into::into).collect();
        self
    }

    /// A query parameter for every authorize, token and device code request.
    pub fn extra_query_parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.extra_query.push((name.into(), value.into()));
        self
    }

    /// Name and version of the application, for the service's logs (`x-app-name`, `x-app-ver`).
    pub fn application(mut self, name: impl Into<String>, version: impl Into<String>) -> Self {
        self.settings.application = Some((name.into(), version.into()));
        self
    }

    /// Sends requests this way.
    pub fn transport(mut self, transport: Arc<dyn Transport>) -> Self {
        self.settings.transport = Some(transport);
        self
    }

    /// Tells the time and waits this way.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.settings.clock = Some(clock);
        self
    }

    /// Draws random numbers this way.
    pub fn random(mut self, random: Arc<dyn Random>) -> Self {
        self.settings.random = Some(random);
        self
    }

    /// Signs users in with this browser, where the client has interactive calls.
    pub fn browser(mut self, browser: Arc<dyn Browser>) -> Self {
        self.settings.browser = Some(browser);
        self
    }

    /// Keeps the users' tokens here.
    pub fn user_cache_store(mut self, store: Arc<dyn CacheStore>) -> Self {
        self.settings.user_store = Some(store);
        self
    }
}

impl ClientBuilder<PublicClient> {
    /// Checks what was given; sends nothing.
    pub fn build(self) -> Result<PublicClient, Error> {
        PublicClient::from_settings(self.settings)
    }
}

impl ClientBuilder<ConfidentialClient> {
    /// Keeps the application's own tokens here.
    pub fn app_cache_store(mut self, store: Arc<dyn CacheStore>) -> Self {
        self.settings.app_store = Some(store);
        self
    }

    /// Checks what was given; sends nothing.
    pub fn build(self) -> Result<ConfidentialClient, Error> {
        ConfidentialClient::from_settings(self.settings)
    }
}
