use std::sync::{Arc, PoisonError};

use futures_util::lock::Mutex as Gate;

use super::{
    contents::CacheContents,
    store::{CacheAccess, CacheKind, CacheStore, Contents, StoreError, StoreSession},
};
use crate::{ClientError, ClientErrorKind, Error};

/// One cache of a client: in memory, and in a store where there is one.
///
/// Memory is locked for look-ups only, never across an await; the gate keeps the accesses of one client to its store
/// apart.
pub(crate) struct TokenCache {
    kind: CacheKind,
    memory: std::sync::Mutex<CacheContents>,
    store: Option<Arc<dyn CacheStore>>,
    revision: Gate<Option<String>>,
}

impl TokenCache {
    pub fn new(kind: CacheKind, store: Option<Arc<dyn CacheStore>>) -> Self {
        Self { kind, memory: std::sync::Mutex::default(), store, revision: Gate::new(None) }
    }

    pub async fn read<R>(&self, partition: Option<&str>, look: impl FnOnce(&CacheContents) -> R) -> Result<R, Error> {
        if let Some(store) = &self.store {
            let mut revision = self.revision.lock().await;
            self.load(&**store, false, partition, &mut revision).await?;
            return Ok(look(&self.lock()));
        }
        Ok(look(&self.lock()))
    }

    pub async fn write<R>(
        &self,
        partition: Option<&str>,
        change: impl FnOnce(&mut CacheContents) -> R,
    ) -> Result<R, Error> {
        let Some(store) = &self.store else { return Ok(change(&mut self.lock())) };
        let mut revision = self.revision.lock().await;
        let mut session = self.load(&**store, true, partition, &mut revision).await?;
        let (outcome, json) = {
            let mut memory = self.lock();
            let outcome = change(&mut memory);
            (outcome, memory.to_json())
        };
        // what the store holds is unknown if this fails
        *revision = None;
        *revision = Some(session.commit(&json).await.map_err(failed)?);
        Ok(outcome)
    }

    async fn load(
        &self,
        store: &dyn CacheStore,
        writes: bool,
        partition: Option<&str>,
        revision: &mut Option<String>,
    ) -> Result<Box<dyn StoreSession>, Error> {
        let access = CacheAccess { kind: self.kind, writes, partition: partition.map(str::to_owned) };
        let mut session = store.open(&access).await.map_err(failed)?;
        match session.load(revision.as_deref()).await.map_err(failed)? {
            Contents::Unchanged => {}
            Contents::Absent => {
                *self.lock() = CacheContents::default();
                *revision = None;
            }
            Contents::Present { json, revision: stored } => {
                let contents = CacheContents::from_json(&json).map_err(|problem| failed(StoreError(problem)))?;
                *self.lock() = contents;
                *revision = Some(stored);
            }
        }
        Ok(session)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, CacheContents> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn failed(error: StoreError) -> Error {
    ClientError::new(ClientErrorKind::Cache, format!("the token cache can't be used: {error}")).into()
}
