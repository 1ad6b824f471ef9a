//! How requests reach the world of a play, and the record of what went over the wire.

mod https;
mod in_process;
mod tap;

pub use https::{Https, HttpsError};
pub use in_process::InProcess;
pub use tap::{Tap, Traffic};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};

/// The origin of worlds that are played in this process, whatever port they listen on: transcripts don't depend on
/// ports.
pub const ORIGIN: &str = "https://localhost";

/// A way to the world.
#[async_trait]
pub trait Wire: Send + Sync {
    /// Scheme, host and port of the world.
    fn origin(&self) -> &str;

    /// Sends a request with an absolute URI below [`Wire::origin`]; redirects are not followed.
    ///
    /// # Errors
    /// The connection ended before the answer was complete.
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Broken>;
}

/// The connection ended before the answer was complete.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the connection ended before the answer was complete")]
pub struct Broken;
