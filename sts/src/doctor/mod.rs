//! The scope doctor: what a scope or a token leads to, everything that is wrong with it, and what to try next.
//!
//! Nothing is decided here. The doctor runs the code that decides ([`crate::scope`], [`crate::decide`],
//! [`crate::resource`]) on what it is shown, and on what it would recommend, and puts the outcome into words. The
//! same words are the diagnosis of a refusal on the wire.

mod api;
pub mod audience;

pub use api::{diagnose, diagnose_userinfo};
