//! The client against a scripted identity platform: each promise as it shows on the wire and in the result.
#![expect(clippy::unwrap_used, reason = "a test that meets something unexpected should say where")]

mod accounts;
mod client_credentials;
mod code;
mod device;
mod discovery;
mod errors;
mod file_store;
#[cfg(feature = "reqwest")]
mod https;
mod interactive;
mod on_behalf_of;
mod password;
mod silent;
mod store;
mod support;
#[cfg(feature = "browser")]
mod system_browser;
mod tenants;
mod throttle;
