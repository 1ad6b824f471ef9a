//! Which part of a token cache an answer belongs to.

use uuid::Uuid;

use crate::findings::record::{Record, client_id};
use crate::journal::{Digest, Exchange};

/// A part of a client's cache: tokens of different parts never stand in for one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Partition<'a> {
    /// The application's own tokens.
    Application(Uuid),
    /// Tokens of a user that signed in.
    User(Uuid, &'a str),
    /// Tokens that an API got on behalf of the holder of this assertion.
    OnBehalfOf(Uuid, Digest),
}

/// The part that a token belongs to which this exchange issued.
pub fn of<'a>(record: &Record<'a>, exchange: &'a Exchange) -> Option<Partition<'a>> {
    let client = client_id(exchange)?;
    let root = record.lineage(exchange).last().unwrap_or(exchange);
    match root.note.grant {
        Some("client_credentials") => Some(Partition::Application(client)),
        Some("on_behalf_of") => Some(Partition::OnBehalfOf(client, root.presented.assertion?)),
        _ => Some(Partition::User(client, exchange.note.user.as_deref()?)),
    }
}
