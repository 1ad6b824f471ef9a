use std::fmt;

use async_trait::async_trait;
use bytes::Bytes;

/// A request as the client hands it to its transport: absolute `https` address, headers, whole body.
pub type HttpRequest = http::Request<Bytes>;

/// An answer as the transport hands it back: status, headers, whole body.
pub type HttpResponse = http::Response<Bytes>;

/// Sends requests.
///
/// An implementation verifies certificates, follows **no** redirects, bounds size and duration of an answer, and
/// repeats nothing: retries are the client's business.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends one request and reads the whole answer. Any status is an answer; only the lack of one is an error.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError>;
}

/// Why there was no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}: {message}")]
pub struct TransportError {
    /// What kind of failure it was.
    pub kind: TransportErrorKind,
    /// The transport's own words; never holds a request body.
    pub message: String,
}

impl TransportError {
    /// A failure of the kind given.
    pub fn new(kind: TransportErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }
}

/// Kinds of failed exchanges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: name resolution, TCP, TLS, an untrusted certificate.
    Connect,
    /// The connection ended before the answer did.
    Interrupted,
    /// It took too long.
    Timeout,
    /// The answer is larger than the transport accepts.
    TooLarge,
    /// Anything else.
    Other,
}

impl fmt::Display for TransportErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "could not connect",
            Self::Interrupted => "the connection broke off",
            Self::Timeout => "timed out",
            Self::TooLarge => "the answer is too large",
            Self::Other => "request failed",
        })
    }
}
