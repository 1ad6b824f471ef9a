//! The journal: a bounded record of exchanges, which tests assert on.

mod digest;
mod escape;
mod exchange;
mod har;
mod issued;
mod presented;
mod query;
mod redact;
mod told;
mod words;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

pub use digest::Digest;
pub use escape::Escape;
pub use exchange::{ClientKind, ClientName, Decision, Exchange, Note};
pub use har::Har;
pub use issued::{Issued, json};
pub use presented::Presented;
pub use query::Query;
pub use redact::{redact, redact_location, redact_query};
pub use told::Told;

/// What the journal calls the protected APIs, beside the endpoints of the platform.
pub const API: &str = "api";

/// How many exchanges a world remembers unless it is told otherwise.
pub const DEFAULT_CAPACITY: usize = 10_000;

/// How many escapes a world remembers.
const MOST_ESCAPES: usize = 1000;

/// The exchanges of a world, oldest first. When it is full, the oldest one makes room.
#[derive(Debug)]
pub struct Journal {
    entries: Mutex<Entries>,
    escapes: Mutex<Vec<Escape>>,
    capacity: usize,
    /// Number of the last exchange.
    last: AtomicU64,
    changed: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Entries {
    next_id: u64,
    ring: VecDeque<Arc<Exchange>>,
}

impl Journal {
    /// An empty journal that remembers up to `capacity` exchanges.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self {
            entries: Mutex::default(),
            escapes: Mutex::default(),
            capacity,
            last: AtomicU64::new(0),
            changed: watch::Sender::new(0),
        }
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records an exchange and numbers it, from 1.
    pub fn record(&self, mut exchange: Exchange) {
        let id = {
            let mut entries = self.entries();
            entries.next_id += 1;
            exchange.id = entries.next_id;
            if entries.ring.len() == self.capacity {
                entries.ring.pop_front();
            }
            let id = exchange.id;
            entries.ring.push_back(Arc::new(exchange));
            self.last.store(id, Ordering::Release);
            id
        };
        self.changed.send_if_modified(|last| {
            *last = (*last).max(id);
            true
        });
    }

    /// The exchanges that match, oldest first.
    #[must_use]
    pub fn find(&self, query: &Query) -> Vec<Arc<Exchange>> {
        let entries = self.entries();
        let matching = entries.ring.iter().filter(|e| query.matches(e)).cloned();
        match query.limit {
            Some(limit) => matching.take(limit).collect(),
            None => matching.collect(),
        }
    }

    /// Number of the last exchange; 0 before the first.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.last.load(Ordering::Acquire)
    }

    /// Records that a client tried to reach a host which this world does not play.
    pub fn escape(&self, escape: Escape) {
        let mut escapes = self.escapes.lock().unwrap_or_else(PoisonError::into_inner);
        if escapes.len() < MOST_ESCAPES {
            escapes.push(escape);
        }
    }

    /// The escapes, oldest first.
    #[must_use]
    pub fn escapes(&self) -> Vec<Escape> {
        self.escapes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Forgets everything; numbering goes on.
    pub fn clear(&self) {
        self.entries().ring.clear();
        self.escapes.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Tells of every new exchange.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }
}
