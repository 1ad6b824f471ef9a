//! The journal: a bounded record of exchanges, which tests assert on.

mod exchange;
mod har;
mod query;
mod redact;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

pub use exchange::{ClientName, Decision, Exchange, Note};
pub use har::Har;
pub use query::Query;
pub use redact::{redact, redact_location, redact_query};

/// How many exchanges a world remembers unless it is told otherwise.
pub const DEFAULT_CAPACITY: usize = 10_000;

/// The exchanges of a world, oldest first. When it is full, the oldest one makes room.
#[derive(Debug)]
pub struct Journal {
    entries: Mutex<Entries>,
    capacity: usize,
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
        Self { entries: Mutex::default(), capacity, changed: watch::Sender::new(0) }
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

    /// Forgets everything; numbering goes on.
    pub fn clear(&self) {
        self.entries().ring.clear();
    }

    /// Tells of every new exchange.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }
}
