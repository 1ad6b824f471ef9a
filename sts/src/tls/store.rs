//! Files of a state directory.

use std::env;
use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::TlsError;

/// Where state is kept unless told otherwise: `$PRETENANT_STATE_DIR`, else `pretenant` in the place where the
/// operating system wants a user's state (`$XDG_STATE_HOME` or `~/.local/state` on Unix, `%LOCALAPPDATA%` on
/// Windows).
///
/// # Errors
/// [`TlsError::NoHome`] when the environment names none of them.
pub fn default_state_dir() -> Result<PathBuf, TlsError> {
    state_dir(|name| env::var_os(name), env::home_dir())
}

fn state_dir(variable: impl Fn(&str) -> Option<OsString>, home: Option<PathBuf>) -> Result<PathBuf, TlsError> {
    let directory = |name| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(named) = directory("PRETENANT_STATE_DIR") {
        return Ok(named);
    }
    let base = if cfg!(windows) {
        directory("LOCALAPPDATA").or_else(|| home.map(|home| home.join("AppData").join("Local")))
    } else {
        // The XDG specification wants relative values ignored.
        directory("XDG_STATE_HOME")
            .filter(|path| path.is_absolute())
            .or_else(|| home.map(|home| home.join(".local").join("state")))
    };
    base.filter(|base| base.is_absolute()).map(|base| base.join("pretenant")).ok_or(TlsError::NoHome)
}

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Whoever may read the directory.
    Public,
    /// Its owner only.
    Private,
}

/// A state directory. Files are replaced whole or not at all, so readers need no lock; whoever replaces files that
/// belong together holds [`Store::lock`] and looks again first.
#[derive(Debug)]
pub(super) struct Store {
    directory: PathBuf,
}

impl Store {
    pub(super) fn new(directory: &Path) -> Result<Self, TlsError> {
        // Absolute, because the paths are given to other programs, which may run elsewhere.
        let directory = std::path::absolute(directory).map_err(failed("find", directory))?;
        Ok(Self { directory })
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    /// The content of a file, if there is such a file.
    pub(super) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, TlsError> {
        let path = self.path(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed("read", &path)(error)),
        }
    }

    /// Keeps other processes and threads from writing here until the result is dropped. Makes the directory if
    /// need be.
    pub(super) fn lock(&self) -> Result<Lock<'_>, TlsError> {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.directory).map_err(failed("create", &self.directory))?;

        let path = self.path("lock");
        let file = creating(Access::Private).open(&path).map_err(failed("open", &path))?;
        file.lock().map_err(failed("lock", &path))?;
        Ok(Lock { store: self, _file: file })
    }
}

/// The right to write into a [`Store`].
#[derive(Debug)]
pub(super) struct Lock<'a> {
    store: &'a Store,
    /// Closing it lets go of the lock, also when the process is killed.
    _file: File,
}

impl Lock<'_> {
    /// Puts a file in place, whole or not at all.
    pub(super) fn write(&self, name: &str, text: &str, access: Access) -> Result<(), TlsError> {
        let path = self.store.path(name);
        let draft = self.store.path(&format!("{name}.new"));
        // What a process that was killed half-way left; under the lock nobody else is at it.
        match fs::remove_file(&draft) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(failed("remove", &draft)(error));
            }
            _ => {}
        }
        let mut file = creating(access).create_new(true).open(&draft).map_err(failed("create", &draft))?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed("write", &draft))?;
        drop(file);
        fs::rename(&draft, &path).map_err(failed("write", &path))
    }
}

/// Options that create a file with the right mode from the start, so that no moment is left to read a key in.
fn creating(access: Access) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(match access {
            Access::Public => 0o644,
            Access::Private => 0o600,
        });
    }
    #[cfg(not(unix))]
    let _ = access;
    options
}

fn failed<'a>(action: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> TlsError + use<'a> {
    move |source| TlsError::Io { action, path: path.to_path_buf(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dir(variables: &[(&str, &str)], home: Option<&str>) -> Result<PathBuf, TlsError> {
        state_dir(
            |name| {
                let found = variables.iter().find(|(key, _)| *key == name)?;
                Some(OsString::from(found.1))
            },
            home.map(PathBuf::from),
        )
    }

    #[test]
    fn own_variable_wins() {
        let variables = [("PRETENANT_STATE_DIR", "here"), ("XDG_STATE_HOME", "/state")];
        assert_eq!(dir(&variables, Some("/home/a")).unwrap(), PathBuf::from("here"));
    }

    #[cfg(unix)]
    #[test]
    fn unix_places() {
        let xdg = [("PRETENANT_STATE_DIR", ""), ("XDG_STATE_HOME", "/state")];
        assert_eq!(dir(&xdg, Some("/home/a")).unwrap(), PathBuf::from("/state/pretenant"));
        let relative = [("XDG_STATE_HOME", "state")];
        assert_eq!(dir(&relative, Some("/home/a")).unwrap(), PathBuf::from("/home/a/.local/state/pretenant"));
    }

    #[test]
    fn no_home_says_what_to_set() {
        let error = dir(&[], None).unwrap_err().to_string();
        assert!(error.contains("set PRETENANT_STATE_DIR"), "{error}");
        assert!(matches!(dir(&[], Some("")), Err(TlsError::NoHome)));
    }

    #[test]
    fn a_draft_left_behind_is_no_obstacle() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path()).unwrap();
        fs::write(store.path("a.new"), "half").unwrap();
        store.lock().unwrap().write("a", "whole", Access::Public).unwrap();
        assert_eq!(store.read("a").unwrap().unwrap(), b"whole");
        assert!(!store.path("a.new").exists());
    }

    #[test]
    fn errors_name_the_path() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "").unwrap();
        let error = Store::new(&file).unwrap().lock().unwrap_err().to_string();
        assert!(error.starts_with("cannot create "), "{error}");
        assert!(error.contains(file.to_str().unwrap()), "{error}");
    }
}
