use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::FutureExt;
use http::{HeaderMap, Method};
use url::Url;

use super::{
    exchange::Answer,
    inner::{Call, Inner},
};
use crate::{
    Error,
    authority::{Authority, AuthorityKind, Cloud, Endpoints, instance_url, read_instances},
    single_flight::SingleFlight,
};

/// What has been learnt about authorities, each asked once, and once at a time.
pub(crate) struct Discovery {
    /// Whether the host is checked with instance discovery.
    validates: bool,
    endpoints: Mutex<BTreeMap<Url, Arc<Endpoints>>>,
    cloud: Mutex<Names>,
    endpoint_flights: Arc<SingleFlight<Result<Arc<Endpoints>, Error>>>,
    cloud_flights: Arc<SingleFlight<Result<Arc<Cloud>, Error>>>,
}

/// The names of the cloud, and whether they were asked for.
struct Names {
    cloud: Arc<Cloud>,
    are_learnt: bool,
}

impl Discovery {
    pub fn new(authority: &Authority, validates: bool) -> Self {
        let cloud = Arc::new(Cloud::known(&authority.environment()));
        Self {
            validates,
            endpoints: Mutex::default(),
            cloud: Mutex::new(Names { cloud, are_learnt: false }),
            endpoint_flights: SingleFlight::new(),
            cloud_flights: SingleFlight::new(),
        }
    }
}

impl Inner {
    /// The endpoints of the call's authority, after its host has been checked.
    pub async fn endpoints(self: &Arc<Self>, call: &Call) -> Result<Arc<Endpoints>, Error> {
        let authority = call.authority.url().clone();
        let known = lock(&self.discovery.endpoints).get(&authority).cloned();
        if let Some(endpoints) = known {
            return Ok(endpoints);
        }
        let (this, call) = (self.clone(), call.clone());
        let flight = self.discovery.endpoint_flights.join(authority.as_str(), move || {
            async move {
                this.cloud(&call).await?;
                let metadata = this.get(&call, call.authority.metadata_url()).await?;
                let document = metadata.success("the authority's metadata", &call.correlation_id)?;
                let endpoints = Endpoints::from_metadata(document, call.authority.url(), &*this.policy)?;
                let endpoints = Arc::new(endpoints);
                lock(&this.discovery.endpoints).insert(call.authority.url().clone(), endpoints.clone());
                Ok(endpoints)
            }
            .boxed()
        });
        flight.await
    }

    /// The names of the cloud, as far as they are known without asking.
    pub fn known_cloud(&self) -> Arc<Cloud> {
        lock(&self.discovery.cloud).cloud.clone()
    }

    /// Whether asking could bring more names.
    pub fn may_learn_cloud(&self) -> bool {
        self.discovery.validates
            && self.authority.kind == AuthorityKind::Entra
            && !lock(&self.discovery.cloud).are_learnt
    }

    /// The names of the cloud, asked for where that is switched on. Fails if the host is no authority.
    pub async fn cloud(self: &Arc<Self>, call: &Call) -> Result<Arc<Cloud>, Error> {
        if !self.may_learn_cloud() {
            return Ok(self.known_cloud());
        }
        let Some(url) = instance_url(&self.authority) else { return Ok(self.known_cloud()) };
        let (this, call) = (self.clone(), call.clone());
        let flight = self.discovery.cloud_flights.join("", move || {
            async move {
                // an outage of instance discovery says nothing about the authority
                let answer = this.get(&call, url).await.ok();
                let cloud = read_instances(answer.as_ref().and_then(|answer| answer.json.as_ref()), &this.authority)?;
                let cloud = Arc::new(cloud);
                *lock(&this.discovery.cloud) = Names { cloud: cloud.clone(), are_learnt: true };
                Ok(cloud)
            }
            .boxed()
        });
        flight.await
    }

    pub async fn get(&self, call: &Call, url: Url) -> Result<Answer, Error> {
        self.exchange(Method::GET, url, call.headers.common(), String::new()).await
    }

    /// An address with the caller's own parameters.
    pub fn with_extra_query(&self, mut url: Url, call: &Call) -> Url {
        if !call.extra_query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.extra_query);
        }
        url
    }

    pub async fn post(&self, call: &Call, url: Url, headers: HeaderMap, body: String) -> Result<Answer, Error> {
        self.exchange(Method::POST, self.with_extra_query(url, call), headers, body).await
    }

    /// As [`Self::post`], without another try when the server is in trouble: whoever polls has a pace to keep.
    pub async fn post_once(&self, call: &Call, url: Url, headers: HeaderMap, body: String) -> Result<Answer, Error> {
        self.exchange_once(Method::POST, self.with_extra_query(url, call), headers, body).await
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
