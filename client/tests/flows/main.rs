//! The client against a scripted identity platform: each promise as it shows on the wire and in the result.

mod accounts;
mod client_credentials;
mod code;
mod device;
mod discovery;
mod errors;
mod file_store;
mod interactive;
mod on_behalf_of;
mod password;
mod silent;
mod store;
mod support;
mod tenants;
mod throttle;
