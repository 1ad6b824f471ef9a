use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::header::HOST;
use http::{HeaderValue, Request, Response};
use pretenant_sts::rules::{Cut, WireFault};

use super::{Broken, ORIGIN, Tap, Wire};

/// Straight into the world, with no socket in between.
pub struct InProcess {
    tap: Arc<Tap>,
}

impl InProcess {
    /// A way to the world behind `tap`.
    #[must_use]
    pub fn new(tap: Arc<Tap>) -> Self {
        Self { tap }
    }
}

#[async_trait]
impl Wire for InProcess {
    fn origin(&self) -> &str {
        ORIGIN
    }

    async fn send(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, Broken> {
        // Steps that happen at the same time all get to send before one of them sees its answer.
        self.tap.sent(&request);
        tokio::task::yield_now().await;
        if let Some(host) = request.uri().authority().and_then(|a| HeaderValue::from_str(a.as_str()).ok()) {
            request.headers_mut().insert(HOST, host);
        }
        let response = self.tap.exchange(true, request);
        tokio::task::yield_now().await;
        let Some(fault) = response.extensions().get::<WireFault>() else { return Ok(response) };
        match fault.cut {
            Some(Cut::BeforeHeaders) => Err(Broken),
            Some(Cut::Body(sent)) if sent < response.body().len() => Err(Broken),
            _ => Ok(response),
        }
    }
}
