use std::{fmt, sync::Arc};

use super::{builder::Settings, discovery::Discovery};
use crate::{
    Browser, ClientError, ClientErrorKind, Clock, Credential, Error, Random, RefreshReason, Scopes, TokenResult,
    Transport,
    authority::Authority,
    cache::{CacheKind, TokenCache},
    claims,
    policy::{Policy, Standard},
    request::Common,
    single_flight::SingleFlight,
    telemetry::{Api, Telemetry},
    throttle::Throttle,
    wire::{self, CallHeaders},
};

/// What all clones of a client share.
pub(crate) struct Inner {
    pub client_id: String,
    pub credential: Option<Credential>,
    pub authority: Authority,
    pub redirect_uri: Option<String>,
    pub capabilities: Vec<String>,
    pub extra_query: Vec<(String, String)>,
    pub application: Option<(String, String)>,
    pub transport: Arc<dyn Transport>,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub browser: Option<Arc<dyn Browser>>,
    pub policy: Arc<dyn Policy>,
    pub user_cache: TokenCache,
    pub app_cache: TokenCache,
    pub discovery: Discovery,
    pub throttle: Throttle,
    pub telemetry: Telemetry,
    pub flights: Arc<SingleFlight<Result<TokenResult, Error>>>,
}

impl Inner {
    pub(super) fn new(settings: Settings) -> Result<Arc<Self>, Error> {
        if settings.client_id.trim().is_empty() {
            return Err(ClientError::new(ClientErrorKind::Configuration, "the client id is empty").into());
        }
        CallHeaders::new("", settings.application.as_ref())?;
        let authority = Authority::parse(&settings.authority, settings.oidc)?;
        Ok(Arc::new(Self {
            discovery: Discovery::new(&authority, settings.instance_discovery),
            authority,
            client_id: settings.client_id,
            credential: settings.credential,
            redirect_uri: settings.redirect_uri,
            capabilities: settings.capabilities,
            extra_query: settings.extra_query,
            application: settings.application,
            transport: default_transport(settings.transport)?,
            clock: default_clock(settings.clock)?,
            random: default_random(settings.random)?,
            browser: settings.browser,
            policy: Arc::new(Standard),
            user_cache: TokenCache::new(CacheKind::User, settings.user_store),
            app_cache: TokenCache::new(CacheKind::App, settings.app_store),
            throttle: Throttle::default(),
            telemetry: Telemetry::default(),
            flights: SingleFlight::new(),
        }))
    }

    pub(super) fn describe(&self, f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
        f.debug_struct(name)
            .field("client_id", &self.client_id)
            .field("authority", &self.authority.url().as_str())
            .finish_non_exhaustive()
    }

    pub fn is_public(&self) -> bool {
        self.credential.is_none()
    }

    /// Begins an acquisition.
    pub fn call(&self, api: Api, common: &Common) -> Result<Call, Error> {
        let correlation_id = match &common.correlation_id {
            Some(id) => id.clone(),
            None => wire::correlation_id(&*self.random),
        };
        let authority = match &common.tenant {
            Some(tenant) => self.authority.with_tenant(tenant),
            None => self.authority.clone(),
        };
        Ok(Call {
            api,
            headers: CallHeaders::new(&correlation_id, self.application.as_ref())?,
            correlation_id,
            authority,
            is_challenged: claims::is_challenge(common.claims.as_deref())?,
            claims: claims::merge(common.claims.as_deref(), &self.capabilities)?,
            extra_query: self.extra_query.iter().chain(&common.extra_query).cloned().collect(),
        })
    }
}

/// One acquisition: what its requests have in common.
#[derive(Clone)]
pub(crate) struct Call {
    pub api: Api,
    pub correlation_id: String,
    pub headers: CallHeaders,
    pub authority: Authority,
    /// Whether the caller passed a claims challenge.
    pub is_challenged: bool,
    /// The challenge with the client's capabilities.
    pub claims: Option<String>,
    pub extra_query: Vec<(String, String)>,
}

impl Call {
    /// What tells this call from others, for those that are joined.
    pub fn fingerprint(&self, whose: &str, scopes: &Scopes, bypass: bool) -> String {
        let scopes = scopes.sorted().to_string().to_ascii_lowercase();
        let claims = self.claims.as_deref().unwrap_or_default();
        format!("{:?}|{}|{whose}|{scopes}|{bypass}|{claims}|{:?}", self.api, self.authority.url(), self.extra_query)
    }
}

/// Why a token is asked for although the cache was looked into.
pub(crate) fn is_early(reason: RefreshReason) -> bool {
    reason == RefreshReason::ProactivelyRefreshed
}

fn default_transport(given: Option<Arc<dyn Transport>>) -> Result<Arc<dyn Transport>, Error> {
    #[cfg(feature = "reqwest")]
    if given.is_none() {
        return Ok(Arc::new(crate::HttpsTransport::new()?));
    }
    given.ok_or_else(|| missing("transport"))
}

fn default_clock(given: Option<Arc<dyn Clock>>) -> Result<Arc<dyn Clock>, Error> {
    #[cfg(feature = "system")]
    let given = given.or_else(|| Some(Arc::new(crate::SystemClock)));
    given.ok_or_else(|| missing("clock"))
}

fn default_random(given: Option<Arc<dyn Random>>) -> Result<Arc<dyn Random>, Error> {
    #[cfg(feature = "system")]
    let given = given.or_else(|| Some(Arc::new(crate::SystemRandom)));
    given.ok_or_else(|| missing("source of random numbers"))
}

fn missing(what: &str) -> Error {
    let cure = format!("the client has no {what}: give the builder one, or switch the crate's default features on");
    ClientError::new(ClientErrorKind::Configuration, cure).into()
}
