//! Sockets, TLS, the accept loop and its limits. Everything below is synchronous and total; everything that can
//! wait is here.

mod body;
pub mod intercept;
mod names;
mod server;
mod service;

pub use body::{AnswerBody, Broken};
pub use names::AlsoKnownAs;
pub use server::{Binding, ServeError, Server, ServerBuilder};
pub use service::{Handler, MAX_BODY, NoAnswer};
