//! A world under several names.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};

use super::Handler;
use crate::endpoint::arrival::OtherNames;

/// A handler whose world is reached, and issues tokens, under other host names too: its APIs accept the issuers of
/// all of them, so that a token got under one name is good under another.
#[derive(Debug)]
pub struct AlsoKnownAs<H> {
    handler: Arc<H>,
    hosts: OtherNames,
}

impl<H: Handler> AlsoKnownAs<H> {
    /// `hosts` are the other names, with their port if it is not that of https.
    #[must_use]
    pub fn new(handler: Arc<H>, hosts: impl IntoIterator<Item = String>) -> Self {
        Self { handler, hosts: OtherNames(hosts.into_iter().collect()) }
    }
}

impl<H: Handler> Handler for AlsoKnownAs<H> {
    async fn handle(self: Arc<Self>, tls: bool, mut request: Request<Bytes>) -> Response<Bytes> {
        request.extensions_mut().insert(self.hosts.clone());
        self.handler.clone().handle(tls, request).await
    }
}
