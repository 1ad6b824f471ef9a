//! The token cache: the unified JSON schema that the MSALs share.

mod contents;
mod entity;
mod file_store;
mod find;
mod memory_store;
mod record;
mod save;
mod store;
mod table;
mod token_cache;

pub use file_store::FileStore;
pub use memory_store::MemoryStore;
pub use store::{CacheAccess, CacheKind, CacheStore, Contents, StoreError, StoreSession};

pub(crate) use contents::CacheContents;
pub(crate) use entity::{AccessToken, Entity, RefreshToken};
pub(crate) use find::Owner;
pub(crate) use save::{NewAccessToken, NewAccount, NewEntries, NewRefreshToken};
pub(crate) use token_cache::TokenCache;
