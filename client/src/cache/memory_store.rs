use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use async_trait::async_trait;
use futures_util::lock::{Mutex, OwnedMutexGuard};

use super::store::{CacheAccess, CacheStore, Contents, StoreError, StoreSession};

/// A store in memory, which the clients of one process can share.
#[derive(Clone, Default)]
pub struct MemoryStore {
    gate: Arc<Mutex<()>>,
    shared: Arc<RwLock<Shared>>,
}

#[derive(Default)]
struct Shared {
    json: Option<String>,
    revision: u64,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// What it holds.
    pub fn contents(&self) -> Option<String> {
        self.shared.read().unwrap_or_else(PoisonError::into_inner).json.clone()
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemoryStore")
    }
}

#[async_trait]
impl CacheStore for MemoryStore {
    async fn open(&self, _access: &CacheAccess) -> Result<Box<dyn StoreSession>, StoreError> {
        let alone = self.gate.clone().lock_owned().await;
        Ok(Box::new(Session { shared: self.shared.clone(), _alone: alone }))
    }
}

struct Session {
    shared: Arc<RwLock<Shared>>,
    _alone: OwnedMutexGuard<()>,
}

#[async_trait]
impl StoreSession for Session {
    async fn load(&mut self, known: Option<&str>) -> Result<Contents, StoreError> {
        let shared = self.shared.read().unwrap_or_else(PoisonError::into_inner);
        let revision = shared.revision.to_string();
        Ok(match &shared.json {
            None => Contents::Absent,
            Some(_) if known == Some(revision.as_str()) => Contents::Unchanged,
            Some(json) => Contents::Present { json: json.clone(), revision },
        })
    }

    async fn commit(&mut self, contents: &str) -> Result<String, StoreError> {
        let mut shared = self.shared.write().unwrap_or_else(PoisonError::into_inner);
        shared.json = Some(contents.to_owned());
        shared.revision += 1;
        Ok(shared.revision.to_string())
    }
}
