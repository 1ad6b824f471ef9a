//! A world with its control API beside it, as a server shows them.

use std::sync::Arc;

use axum::Router;
use bytes::Bytes;
use http::{Request, Response};
use tokio::sync::Mutex;

use super::worlds::Hosted;
use super::{Control, http as api};
use crate::front::Handler;

/// How a site is served.
#[derive(Debug, Clone, Default)]
pub struct SiteOptions {
    /// Bearer token that the control API requires.
    pub control_token: Option<String>,
    /// Certificate and key for further worlds; plain http without.
    pub tls: Option<Arc<rustls::ServerConfig>>,
}

/// A world with its control API beside it.
pub struct Site {
    pub(super) control: Control,
    pub(super) options: SiteOptions,
    pub(super) hosted: Mutex<Vec<Hosted>>,
    router: Router<Arc<Site>>,
}

/// The path under which the control API lives.
pub const PREFIX: &str = "/_pretenant";

impl Site {
    /// Puts a world's controls beside it.
    #[must_use]
    pub fn new(control: Control, options: SiteOptions) -> Self {
        Self { control, options, hosted: Mutex::default(), router: super::routes::router() }
    }

    /// The controls.
    #[must_use]
    pub fn control(&self) -> &Control {
        &self.control
    }
}

impl Handler for Site {
    async fn handle(self: Arc<Self>, tls: bool, request: Request<Bytes>) -> Response<Bytes> {
        let path = request.uri().path();
        if path == PREFIX || path.strip_prefix(PREFIX).is_some_and(|rest| rest.starts_with('/')) {
            let router = self.router.clone();
            return api::answer(self, router, tls, request).await;
        }
        self.control.world().handle(tls, &request)
    }
}
