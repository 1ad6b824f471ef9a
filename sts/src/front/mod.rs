//! Sockets, TLS, the accept loop and its limits. Everything below is synchronous and total; everything that can
//! wait is here.

mod server;
mod service;

pub use server::{Binding, ServeError, Server, ServerBuilder};
pub use service::{Handler, MAX_BODY};
