//! Files that sample clients need.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use pretenant_sts::directory::Directory;
use uuid::Uuid;

use crate::failure::Failure;

/// Writes certificate and key of every app whose world ships them, as `<app>-certificate.pem` into the state
/// directory; returns where, by client id.
pub fn write_certificates(directory: &Directory, state_dir: &Path) -> Result<BTreeMap<Uuid, PathBuf>, Failure> {
    let mut files = BTreeMap::new();
    for app in directory.apps() {
        let Some(pem) = app.certificates.iter().find_map(|c| c.sample_key_pem.as_deref()) else { continue };
        let file = state_dir.join(format!("{}-certificate.pem", app.name));
        if std::fs::read_to_string(&file).ok().as_deref() != Some(pem) {
            write_private(&file, pem)
                .map_err(|error| Failure::failed(format!("cannot write {}: {error}", file.display())))?;
        }
        files.insert(app.client_id, std::path::absolute(&file).unwrap_or(file));
    }
    Ok(files)
}

fn write_private(file: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}
