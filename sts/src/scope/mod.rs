//! Scopes: what the client asks for, in every format the platform understands, and which API that means.
//!
//! [`parse`] is the grammar alone; [`resolve`] meets the directory; what a client is then granted is decided in
//! `decide/access.rs`. A refusal names its check and takes along what was [`Asked`]; `doctor` explains it.
//! Facts: entra-server §4.

mod asked;
mod parse;
mod resolve;

pub use asked::Asked;
pub use parse::{Item, Oidc, Parameter, ScopeRequest, Typed, parse, parse_resource};
pub use resolve::{Resolved, Target, resolve};
