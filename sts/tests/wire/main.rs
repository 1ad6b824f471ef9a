//! What goes over the wire: every endpoint, both versions, through `World::handle` with a frozen clock and a seed.
//! Snapshots hold every byte that matters; tokens are taken apart here with serde_json and verified by jsonwebtoken,
//! never by our own code.
#![expect(clippy::unwrap_used, reason = "a test that meets something unexpected should say where")]

mod authorize;
mod client_credentials;
mod consent;
mod control;
mod determinism;
mod device_code;
mod discovery;
mod doctor;
mod on_behalf_of;
mod password;
mod real_hosts;
mod refresh_token;
mod resource;
mod robustness;
mod scopes;
mod session;
mod shapes;
mod support;
mod v1;
