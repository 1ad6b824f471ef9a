//! The token cache: the unified JSON schema that the MSALs share.

mod store;

pub use store::{CacheAccess, CacheKind, CacheStore, Contents, MemoryStore, StoreError, StoreSession};
