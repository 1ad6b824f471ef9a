//! One file per flow, and what they share: the token request, the acceptance of its answer, results from the cache.

mod accept;
mod account;
mod cached;
mod client_credentials;
mod code;
mod device;
mod interactive;
mod on_behalf_of;
mod password;
mod refresh_token;
mod renewal;
mod silent;
mod token_request;
