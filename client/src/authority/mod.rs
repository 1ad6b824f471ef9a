//! Whom the client asks: the authority as configured, the names of its cloud, and the endpoints it advertises.

mod cloud;
mod instance;
mod metadata;
mod url;

pub(crate) use cloud::Cloud;
pub(crate) use instance::{instance_url, read_instances};
pub(crate) use metadata::Endpoints;
pub(crate) use url::{Authority, AuthorityKind, is_tenantless};
