use async_trait::async_trait;

/// Keeps a token cache outside the client: a file, a web farm's shared memory, a database.
///
/// The client opens a session before each access, reads, and commits what it changed. It never holds a session open
/// while it waits for the network.
#[async_trait]
pub trait CacheStore: Send + Sync {
    /// Begins an access. Where others may write at the same time, a session with [`CacheAccess::writes`] excludes
    /// them until it is dropped.
    async fn open(&self, access: &CacheAccess) -> Result<Box<dyn StoreSession>, StoreError>;
}

/// One access to a store.
#[async_trait]
pub trait StoreSession: Send {
    /// What the store holds now. `known` is the revision this client has read or written last.
    async fn load(&mut self, known: Option<&str>) -> Result<Contents, StoreError>;

    /// Replaces what the store holds; returns the new revision.
    async fn commit(&mut self, contents: &str) -> Result<String, StoreError>;
}

/// The answer of [`StoreSession::load`].
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Contents {
    /// The store is empty.
    Absent,
    /// It is still at the revision the client knows.
    Unchanged,
    /// The serialised cache.
    Present {
        /// JSON of the unified schema.
        json: String,
        /// What tells this state from another: a counter, a hash, a time stamp.
        revision: String,
    },
}

/// What an access is about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheAccess {
    /// Which of a client's caches.
    pub kind: CacheKind,
    /// Whether something may be changed.
    pub writes: bool,
    /// For stores that keep one entry per user or application: the home account id, the assertion hash, or
    /// `<client>_<tenant>_AppTokenCache`. None where the whole cache is meant.
    pub partition: Option<String>,
}

/// The two caches of a confidential client; a public client has the first alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CacheKind {
    /// Users' tokens.
    User,
    /// The application's own.
    App,
}

/// Why a store failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct StoreError(pub String);
