//! Tokens: claim sets, lifetimes, signatures, keys.
//!
//! Everything here happens after the decision and outside the world's lock: a plan goes in, strings come out.

pub mod alter;
pub mod claims;
pub mod jwe;
pub mod jws;
pub mod keys;
pub mod lifetime;
pub mod mint;
pub mod opaque;
pub mod verify;
