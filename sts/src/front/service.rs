//! One HTTP request: reads its body up to the limit and hands it to a handler.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Incoming;

use crate::endpoint::arrival::BodyTooLarge;

/// A larger body is not read: it gets the platform's refusal.
pub const MAX_BODY: usize = 1024 * 1024;

/// What answers requests: a world, and the control API beside it.
pub trait Handler: Send + Sync + 'static {
    /// Answers a request whose body was read. `tls` tells whether the client used https.
    fn handle(self: Arc<Self>, tls: bool, request: Request<Bytes>) -> impl Future<Output = Response<Bytes>> + Send;
}

/// Reads the body and lets the handler answer.
pub async fn serve<H: Handler>(
    handler: Arc<H>,
    tls: bool,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, BodyBroken> {
    let (parts, body) = request.into_parts();
    let request = match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => Request::from_parts(parts, body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            let mut request = Request::from_parts(parts, Bytes::new());
            request.extensions_mut().insert(BodyTooLarge);
            request
        }
        Err(error) => return Err(BodyBroken(error)),
    };
    Ok(handler.handle(tls, request).await.map(Full::new))
}

/// The client went away, or broke off, while it sent the body.
#[derive(Debug, thiserror::Error)]
#[error("the request body ended early")]
pub struct BodyBroken(#[source] Box<dyn std::error::Error + Send + Sync>);
