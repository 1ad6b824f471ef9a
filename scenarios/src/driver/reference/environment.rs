//! What the reference client needs from outside, taken from the play.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use aws_lc_rs::hmac;
use pretenant_client::{
    AuthResponse, Browser, BrowserError, Clock, HttpRequest, HttpResponse, Random, Transport, TransportError,
    TransportErrorKind,
};
use pretenant_sts::control::Control;
use url::Url;

use crate::driver::{Redirected, User};
use crate::play::Ground;
use crate::wire::Wire;

tokio::task_local! {
    /// The user of the step that is under way.
    static USER: Arc<dyn User>;
}

/// Runs a command with its user at hand.
pub async fn with_user<T>(user: Arc<dyn User>, command: impl Future<Output = T>) -> T {
    USER.scope(user, command).await
}

/// What the reference client needs from outside.
#[derive(Clone)]
pub struct Environment {
    wire: Arc<dyn Wire>,
    control: Control,
    draws: Arc<Draws>,
}

/// Random numbers that a play repeats.
struct Draws {
    seed: u64,
    count: AtomicU64,
}

impl Environment {
    /// That of a play.
    pub fn new(ground: &Ground) -> Self {
        let draws = Draws { seed: ground.seed, count: AtomicU64::new(0) };
        Self { wire: ground.wire.clone(), control: ground.tap.control().clone(), draws: Arc::new(draws) }
    }
}

#[async_trait]
impl Transport for Environment {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let interrupted =
            |error: crate::wire::Broken| TransportError::new(TransportErrorKind::Interrupted, error.to_string());
        self.wire.send(request).await.map_err(interrupted)
    }
}

#[async_trait]
impl Clock for Environment {
    fn now(&self) -> i64 {
        self.control.world().clock().now().seconds()
    }

    async fn sleep(&self, duration: Duration) {
        self.control.world().clock().advance(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX));
        if let Ok(user) = USER.try_with(Arc::clone) {
            user.waiting().await;
        }
    }
}

impl Random for Environment {
    fn bytes(&self, purpose: &str) -> [u8; 32] {
        let n = self.draws.count.fetch_add(1, Ordering::SeqCst);
        let mut out = [0; 32];
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.draws.seed.to_be_bytes());
        let tag = hmac::sign(&key, &[purpose.as_bytes(), &n.to_be_bytes()].concat());
        for (o, b) in out.iter_mut().zip(tag.as_ref()) {
            *o = *b;
        }
        out
    }
}

#[async_trait]
impl Browser for Environment {
    async fn open(&self, url: &Url, redirect_uri: &str) -> Result<AuthResponse, BrowserError> {
        let user = USER.try_with(Arc::clone).map_err(|_| BrowserError::Cancelled)?;
        let arrived = user.open(url.as_str(), redirect_uri).await.ok_or(BrowserError::Cancelled)?;
        answer(&arrived).ok_or_else(|| BrowserError::Failed(format!("{} is no address", arrived.url)))
    }
}

/// What arrived at the redirect URI, as the client takes it.
pub fn answer(arrived: &Redirected) -> Option<AuthResponse> {
    match &arrived.form {
        Some(form) => Some(AuthResponse::from_pairs(form.clone())),
        None => Url::parse(&arrived.url).ok().map(|url| AuthResponse::from_redirect(&url)),
    }
}
