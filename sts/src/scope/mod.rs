//! Scopes: what the client asks for, in every format the platform understands, and which API that means.
//!
//! [`parse`] is the grammar alone; [`resolve`] meets the directory; what a client is then granted is decided in
//! `decide/consent.rs`. Facts: entra-server §4.

mod parse;
mod resolve;

pub use parse::{Item, Oidc, ScopeRequest, Typed, parse, parse_resource};
pub use resolve::{Resolved, Target, resolve};
