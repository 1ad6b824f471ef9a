//! One HTTP request: reads its body up to the limit and hands it to a handler.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming;

use super::body::AnswerBody;
use crate::endpoint::arrival::BodyTooLarge;
use crate::rules::{Cut, WireFault};

/// A larger body is not read: it gets the platform's refusal.
pub const MAX_BODY: usize = 1024 * 1024;

/// What answers requests: a world, and the control API beside it.
pub trait Handler: Send + Sync + 'static {
    /// Answers a request whose body was read. `tls` tells whether the client used https.
    fn handle(self: Arc<Self>, tls: bool, request: Request<Bytes>) -> impl Future<Output = Response<Bytes>> + Send;
}

/// Reads the body, lets the handler answer, and does on the wire what rules say.
///
/// # Errors
/// [`NoAnswer`]: hyper then closes the connection (HTTP/1.1) or resets the stream (HTTP/2).
pub async fn serve<H: Handler>(
    handler: Arc<H>,
    tls: bool,
    request: Request<Incoming>,
) -> Result<Response<AnswerBody>, NoAnswer> {
    let (parts, body) = request.into_parts();
    let request = match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => Request::from_parts(parts, body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            let mut request = Request::from_parts(parts, Bytes::new());
            request.extensions_mut().insert(BodyTooLarge);
            request
        }
        Err(error) => return Err(NoAnswer::BodyBroken(error)),
    };
    let mut response = handler.handle(tls, request).await;
    let fault = response.extensions_mut().remove::<WireFault>();
    if let Some(fault) = &fault {
        tokio::time::sleep(fault.delay).await;
        if fault.cut == Some(Cut::BeforeHeaders) {
            return Err(NoAnswer::Dropped);
        }
    }
    Ok(response.map(|body| AnswerBody::new(body, fault.as_ref())))
}

/// Why a request gets no answer.
#[derive(Debug, thiserror::Error)]
pub enum NoAnswer {
    /// The client went away, or broke off, while it sent the body.
    #[error("the request body ended early")]
    BodyBroken(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A rule says so.
    #[error("a rule closes the connection")]
    Dropped,
}
