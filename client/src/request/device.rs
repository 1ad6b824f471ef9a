use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use futures_channel::oneshot;
use futures_util::{FutureExt, future::Shared};

use super::{Common, common_setters};
use crate::{Scopes, Secret};

/// Begins a sign-in on another device.
#[derive(Debug, Clone)]
pub struct DeviceCodeRequest {
    pub(crate) scopes: Scopes,
    pub(crate) common: Common,
}

impl DeviceCodeRequest {
    /// For these scopes; the reserved ones are added.
    pub fn new(scopes: impl Into<Scopes>) -> Self {
        Self { scopes: scopes.into(), common: Common::default() }
    }
}

common_setters!(DeviceCodeRequest);

/// What to show to the user, and what the client polls with (RFC 8628 §3.2). All as the service sent it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct DeviceCode {
    /// The code to enter.
    pub user_code: String,
    /// Where to enter it.
    pub verification_uri: String,
    /// The same with the code filled in, where the service offers it.
    pub verification_uri_complete: Option<String>,
    /// A sentence for the user; empty where the service sent none.
    pub message: String,
    /// How long the code lives, in seconds.
    pub expires_in: u64,
    /// When it expires, in unix seconds.
    pub expires_on: i64,
    /// Seconds between two polls: 5 where the service didn't say.
    pub interval: u64,
    pub(crate) device_code: Secret,
    pub(crate) scopes: Scopes,
    pub(crate) common: Common,
    pub(crate) correlation_id: String,
}

/// Ends a device code flow from outside.
#[derive(Clone)]
pub struct Cancellation {
    trigger: Arc<Mutex<Option<oneshot::Sender<()>>>>,
    cancelled: Shared<oneshot::Receiver<()>>,
}

impl Cancellation {
    /// A handle that hasn't been used yet; clones share it.
    pub fn new() -> Self {
        let (trigger, cancelled) = oneshot::channel();
        Self { trigger: Arc::new(Mutex::new(Some(trigger))), cancelled: cancelled.shared() }
    }

    /// Ends the flow at its next step, or in the middle of its wait.
    pub fn cancel(&self) {
        if let Some(trigger) = self.trigger.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = trigger.send(());
        }
    }

    pub(crate) async fn cancelled(&self) {
        let _ = self.cancelled.clone().await;
    }
}

impl Default for Cancellation {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Cancellation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cancellation")
    }
}
