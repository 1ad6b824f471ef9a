//! Which part of a token cache an answer belongs to.

use std::collections::HashMap;

use uuid::Uuid;

use crate::findings::record::client_id;
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

/// The parts that refresh tokens belong to: each inherits that of the answer it comes down from.
#[derive(Debug, Default)]
pub struct Partitions<'a>(HashMap<Digest, Partition<'a>>);

impl<'a> Partitions<'a> {
    /// The part that a token belongs to which this exchange issued. To be asked in the order of the journal.
    pub fn of(&mut self, exchange: &'a Exchange) -> Option<Partition<'a>> {
        let client = client_id(exchange)?;
        let inherited = exchange.presented.refresh_token.and_then(|token| self.0.get(&token).copied());
        let partition = match (exchange.note.grant, inherited) {
            (Some("refresh_token"), Some(inherited)) => inherited,
            (Some("client_credentials"), _) => Partition::Application(client),
            (Some("on_behalf_of"), _) => Partition::OnBehalfOf(client, exchange.presented.assertion?),
            _ => Partition::User(client, exchange.note.user.as_deref()?),
        };
        if let Some(token) = exchange.issued.refresh_token {
            self.0.insert(token, partition);
        }
        Some(partition)
    }
}
