use std::time::Duration;

use async_trait::async_trait;

/// Tells the time and waits. Expiry, polling and pauses depend on it alone.
#[async_trait]
pub trait Clock: Send + Sync {
    /// Unix time in seconds.
    fn now(&self) -> i64;

    /// Waits; after it, [`now`](Self::now) is later by the duration.
    async fn sleep(&self, duration: Duration);
}
