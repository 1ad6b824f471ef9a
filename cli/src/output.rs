//! Standard output, and files that are written.

use std::io::{self, Write as _};
use std::path::Path;

use crate::failure::Failure;

/// Writes to standard output. That nobody reads on, e.g. `head`, is no failure.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::failed(format!("cannot write to standard output: {error}"))),
        Ok(()) => Ok(()),
    }
}

/// Can a file be written there, as far as one can tell? Better asked before the work than found out after it.
pub fn writable(file: &Path) -> Result<(), Failure> {
    let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if file.is_dir() {
        return Err(Failure::usage(format!("{} is a directory\n  name a file in it", file.display())));
    }
    if !directory.is_dir() {
        return Err(Failure::usage(format!(
            "cannot write {}: there is no directory {}\n  make it first",
            file.display(),
            directory.display()
        )));
    }
    Ok(())
}
