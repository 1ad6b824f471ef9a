use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use async_trait::async_trait;

use super::store::{CacheAccess, CacheStore, Contents, StoreError, StoreSession};
use crate::pkce::s256;

/// A store in a file that several processes can share.
///
/// A write replaces the file as a whole, so whoever is killed in the middle leaves the old one or the new one; a lock
/// on a file beside it (`<name>.lock`) keeps writers apart. A file that isn't a token cache is an error and is left
/// as it is. The contents are not encrypted: on Unix only the owner may read them, elsewhere keep the file in the
/// user's own directory.
#[derive(Debug, Clone)]
pub struct FileStore {
    path: PathBuf,
    last_read: Arc<Mutex<Option<LastRead>>>,
}

/// By what a file is recognised without reading it again.
#[derive(Debug, Clone, PartialEq)]
struct Stamp {
    modified: SystemTime,
    length: u64,
    inode: u64,
}

#[derive(Debug)]
struct LastRead {
    stamp: Stamp,
    revision: String,
}

impl FileStore {
    /// In this file. It is made at the first write; its directory must be there.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), last_read: Arc::default() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn beside(&self, ending: &str) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(ending);
        name.into()
    }

    fn failed(&self, what: &str, error: &io::Error) -> StoreError {
        StoreError(format!("{} can't be {what}: {error}", self.path.display()))
    }
}

#[async_trait]
impl CacheStore for FileStore {
    async fn open(&self, access: &CacheAccess) -> Result<Box<dyn StoreSession>, StoreError> {
        // the lock is held for one reading and one writing of a small file, never while waiting for anything else
        let lock = match access.writes {
            true => Some(lock(&self.beside(".lock")).map_err(|error| self.failed("locked", &error))?),
            false => None,
        };
        Ok(Box::new(Session { store: self.clone(), lock }))
    }
}

struct Session {
    store: FileStore,
    /// Let go of when it is closed.
    lock: Option<File>,
}

#[async_trait]
impl StoreSession for Session {
    async fn load(&mut self, known: Option<&str>) -> Result<Contents, StoreError> {
        let store = &self.store;
        let mut last_read = store.last_read.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp = match fs::metadata(&store.path) {
            Ok(metadata) => stamp(&metadata).map_err(|error| store.failed("examined", &error))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Contents::Absent),
            Err(error) => return Err(store.failed("examined", &error)),
        };
        // stamps are coarse: before a write, what the file holds is what counts
        if self.lock.is_none()
            && last_read.as_ref().is_some_and(|last| last.stamp == stamp && known == Some(last.revision.as_str()))
        {
            return Ok(Contents::Unchanged);
        }
        let json = fs::read_to_string(&store.path).map_err(|error| store.failed("read", &error))?;
        let revision = s256(&json);
        *last_read = Some(LastRead { stamp, revision: revision.clone() });
        Ok(match known == Some(revision.as_str()) {
            true => Contents::Unchanged,
            false => Contents::Present { json, revision },
        })
    }

    async fn commit(&mut self, contents: &str) -> Result<String, StoreError> {
        let store = &self.store;
        let new = store.beside(".new");
        replace(&store.path, &new, contents).map_err(|error| store.failed("written", &error))?;
        Ok(s256(contents))
    }
}

fn lock(path: &Path) -> io::Result<File> {
    let file = private(OpenOptions::new().create(true).truncate(false).write(true)).open(path)?;
    file.lock()?;
    Ok(file)
}

fn replace(path: &Path, new: &Path, contents: &str) -> io::Result<()> {
    // one that a killed writer left may have been another user's to read
    match fs::remove_file(new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = private(OpenOptions::new().create_new(true).write(true)).open(new)?;
    file.write_all(contents.as_bytes())?;
    file.sync_all()?;
    fs::rename(new, path)?;
    #[cfg(unix)]
    if let Some(directory) = path.parent().filter(|directory| !directory.as_os_str().is_empty()) {
        File::open(directory)?.sync_all()?;
    }
    Ok(())
}

fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

fn stamp(metadata: &fs::Metadata) -> io::Result<Stamp> {
    #[cfg(unix)]
    let inode = std::os::unix::fs::MetadataExt::ino(metadata);
    #[cfg(not(unix))]
    let inode = 0;
    Ok(Stamp { modified: metadata.modified()?, length: metadata.len(), inode })
}
