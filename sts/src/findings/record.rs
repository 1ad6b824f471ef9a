use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

use crate::journal::{API, Digest, Escape, Exchange};

/// The exchanges that rules judge, oldest answer first, and who issued what.
pub struct Record<'a> {
    exchanges: &'a [Arc<Exchange>],
    /// Attempts to reach hosts that the world does not play.
    pub escapes: &'a [Escape],
    issuers: HashMap<Digest, &'a Exchange>,
    beginnings: HashMap<Uuid, &'a Exchange>,
}

impl<'a> Record<'a> {
    /// Reads through the exchanges once.
    #[must_use]
    pub fn new(exchanges: &'a [Arc<Exchange>], escapes: &'a [Escape]) -> Self {
        let mut issuers = HashMap::new();
        let mut beginnings = HashMap::new();
        for exchange in exchanges {
            let issued = &exchange.issued;
            let all = [issued.access_token, issued.refresh_token, issued.id_token, issued.code, issued.device_code];
            issuers.extend(all.into_iter().flatten().map(|digest| (digest, &**exchange)));
            if exchange.note.endpoint == Some("authorize") {
                beginnings.insert(exchange.trace_id, &**exchange);
            }
        }
        Self { exchanges, escapes, issuers, beginnings }
    }

    /// Every exchange.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &'a Exchange> + use<'a> {
        self.exchanges.iter().map(|e| &**e)
    }

    /// Exchanges after one.
    pub fn after(&self, exchange: &Exchange) -> impl DoubleEndedIterator<Item = &'a Exchange> + use<'a> {
        let from = self.exchanges.partition_point(|e| e.id <= exchange.id);
        self.exchanges.get(from..).unwrap_or_default().iter().map(|e| &**e)
    }

    /// Exchanges between two.
    pub fn between(&self, from: &Exchange, to: &Exchange) -> impl Iterator<Item = &'a Exchange> + use<'a> {
        let end = to.id;
        self.after(from).take_while(move |e| e.id < end)
    }

    /// Requests to the token endpoint that name a grant.
    pub fn grants(&self) -> impl Iterator<Item = &'a Exchange> + use<'a> {
        self.all().filter(|e| e.note.endpoint == Some("token") && e.note.grant.is_some())
    }

    /// Authorization requests of a client that could be answered: client and redirect URI are in order.
    pub fn authorizations(&self) -> impl Iterator<Item = &'a Exchange> + use<'a> {
        self.all().filter(|e| e.note.endpoint == Some("authorize") && e.note.client_kind.is_some())
    }

    /// Calls of protected APIs.
    pub fn calls(&self) -> impl Iterator<Item = &'a Exchange> + use<'a> {
        self.all().filter(|e| matches!(e.note.endpoint, Some("userinfo" | API)))
    }

    /// The exchange that issued a token or code.
    #[must_use]
    pub fn issuer(&self, digest: Option<Digest>) -> Option<&'a Exchange> {
        self.issuers.get(&digest?).copied()
    }

    /// The authorization request of an exchange that issued a code: itself, or the one whose pages led there.
    #[must_use]
    pub fn beginning(&self, exchange: &'a Exchange) -> Option<&'a Exchange> {
        match exchange.note.endpoint {
            Some("authorize") => Some(exchange),
            _ => self.beginnings.get(&exchange.note.began?).copied(),
        }
    }

    /// The exchanges from which the refresh token of a request comes down, newest first.
    pub fn lineage(&self, exchange: &'a Exchange) -> impl Iterator<Item = &'a Exchange> {
        let issuer = |e: &'a Exchange| self.issuer(e.presented.refresh_token).filter(|issuer| issuer.id < e.id);
        std::iter::successors(issuer(exchange), move |e| issuer(e))
    }

    /// The user that a refresh token belongs to.
    #[must_use]
    pub fn holder(&self, refresh_token: Option<Digest>) -> Option<&'a str> {
        self.issuer(refresh_token)?.note.user.as_deref()
    }
}

/// A parameter of a request; an empty one counts as absent.
pub(super) fn parameter<'a>(exchange: &'a Exchange, name: &str) -> Option<&'a str> {
    exchange.parameters.get(name).map(String::as_str).filter(|v| !v.is_empty())
}

/// Does a parameter that is a list of words hold one of them?
pub(super) fn has_word(exchange: &Exchange, name: &str, word: &str) -> bool {
    parameter(exchange, name).is_some_and(|v| v.split(' ').any(|w| w.eq_ignore_ascii_case(word)))
}

/// The client id that a request names, registered or not.
pub(super) fn client_id(exchange: &Exchange) -> Option<Uuid> {
    exchange.note.client.as_ref().map(|c| c.id)
}

/// True when the second request was sent without knowing the answer to the first.
pub(super) fn overlap(first: &Exchange, second: &Exchange) -> bool {
    second.after < first.id
}
