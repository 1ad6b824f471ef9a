use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use pretenant_client::{Clock, HttpRequest, HttpResponse, Random, Transport, TransportError};
use serde_json::json;
use url::Url;

use super::Reply;

/// An identity platform that answers what it was told to, one reply per request, and remembers what it was asked.
///
/// Metadata it answers by itself, for whatever host and tenant it is asked about.
#[derive(Default)]
pub struct Sts {
    replies: Mutex<VecDeque<Reply>>,
    requests: Mutex<Vec<Request>>,
    held: AtomicBool,
    issuer: Mutex<Option<String>>,
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Request {
    /// `D`, `I`, `U`, `V`, or `T(grant)`.
    pub kind: String,
    pub url: Url,
    pub headers: BTreeMap<String, String>,
    pub form: Vec<(String, String)>,
}

impl Request {
    /// A parameter that occurs once.
    pub fn param(&self, name: &str) -> Option<&str> {
        let values: Vec<_> = self.form.iter().filter(|(known, _)| known == name).map(|(_, v)| v.as_str()).collect();
        assert!(values.len() < 2, "{name} occurs {} times", values.len());
        values.first().copied()
    }

    /// All of it that may not depend on chance.
    pub fn bytes(&self) -> String {
        format!("{} {:?} {:?}", self.url, self.headers, self.form)
    }
}

impl Sts {
    /// Adds a reply to the script.
    pub fn reply(&self, reply: impl Into<Reply>) {
        self.replies.lock().unwrap().push_back(reply.into());
    }

    /// Speaks for another issuer from now on.
    pub fn speak_for(&self, issuer: &str) {
        *self.issuer.lock().unwrap() = Some(issuer.to_owned());
    }

    /// Keeps requests waiting until they are released.
    pub fn hold(&self, hold: bool) {
        self.held.store(hold, Ordering::SeqCst);
    }

    /// The requests since the last look, without metadata.
    pub fn take(&self) -> Vec<Request> {
        self.take_all().into_iter().filter(|request| !["D", "I"].contains(&request.kind.as_str())).collect()
    }

    pub fn take_all(&self) -> Vec<Request> {
        std::mem::take(&mut self.requests.lock().unwrap())
    }

    /// The kinds of the requests since the last look, without metadata.
    pub fn wire(&self) -> Vec<String> {
        self.take().into_iter().map(|request| request.kind).collect()
    }

    pub fn unused_replies(&self) -> usize {
        self.replies.lock().unwrap().len()
    }

    fn metadata(&self, url: &Url) -> Reply {
        let base = url.as_str().trim_end_matches("/.well-known/openid-configuration").trim_end_matches("/v2.0");
        let issuer = self.issuer.lock().unwrap().clone().unwrap_or_else(|| format!("{base}/v2.0"));
        Reply::json(
            200,
            json!({
                "issuer": issuer,
                "authorization_endpoint": format!("{base}/oauth2/v2.0/authorize"),
                "token_endpoint": format!("{base}/oauth2/v2.0/token"),
                "device_authorization_endpoint": format!("{base}/oauth2/v2.0/devicecode"),
            }),
        )
    }
}

#[async_trait]
impl Transport for Sts {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let request = received(&request);
        let is_metadata = request.kind == "D";
        let url = request.url.clone();
        self.requests.lock().unwrap().push(request);
        // a real exchange gives way to other tasks, too
        tokio::task::yield_now().await;
        while self.held.load(Ordering::SeqCst) {
            tokio::task::yield_now().await;
        }
        let reply = match is_metadata {
            true => self.metadata(&url),
            false => self.replies.lock().unwrap().pop_front().unwrap_or_else(|| panic!("no reply left for {url}")),
        };
        if let Some(failure) = reply.failure {
            return Err(failure);
        }
        let mut response = http::Response::builder().status(reply.status);
        for (name, value) in &reply.headers {
            response = response.header(*name, value);
        }
        Ok(response.body(Bytes::from(reply.body)).unwrap())
    }
}

fn received(request: &HttpRequest) -> Request {
    let url: Url = request.uri().to_string().parse().unwrap();
    let form: Vec<(String, String)> = url::form_urlencoded::parse(request.body()).into_owned().collect();
    let grant = form.iter().find(|(name, _)| name == "grant_type").map(|(_, grant)| grant.clone());
    let kind = match (url.path(), grant) {
        (_, Some(grant)) => format!("T({})", grant.rsplit(':').next().unwrap()),
        (path, _) if path.ends_with("/.well-known/openid-configuration") => "D".to_owned(),
        (path, _) if path.ends_with("/discovery/instance") => "I".to_owned(),
        (path, _) if path.starts_with("/common/userrealm/") => "U".to_owned(),
        _ => "V".to_owned(),
    };
    let headers =
        request.headers().iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    Request { kind, url, headers, form }
}

/// A clock that stands until it is moved; waiting moves it.
pub struct HandClock {
    now: AtomicI64,
    pub waits: Mutex<Vec<u64>>,
}

pub const START: i64 = 1_700_000_000;

impl Default for HandClock {
    fn default() -> Self {
        Self { now: AtomicI64::new(START), waits: Mutex::default() }
    }
}

impl HandClock {
    pub fn advance(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::SeqCst);
    }
}

#[async_trait]
impl Clock for HandClock {
    fn now(&self) -> i64 {
        self.now.load(Ordering::SeqCst)
    }

    async fn sleep(&self, duration: Duration) {
        self.waits.lock().unwrap().push(duration.as_secs());
        self.advance(i64::try_from(duration.as_secs()).unwrap());
        tokio::task::yield_now().await;
    }
}

/// Counts instead of drawing.
#[derive(Default)]
pub struct Counter(Mutex<BTreeMap<String, u8>>);

impl Random for Counter {
    fn bytes(&self, purpose: &str) -> [u8; 32] {
        let mut drawn = self.0.lock().unwrap();
        let count = drawn.entry(purpose.to_owned()).or_default();
        *count += 1;
        let mut bytes = [*count; 32];
        for (byte, letter) in bytes.iter_mut().zip(purpose.bytes()) {
            *byte = byte.wrapping_mul(31).wrapping_add(letter);
        }
        bytes
    }
}
