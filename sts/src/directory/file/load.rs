use std::fs;
use std::io;
use std::path::Path;

use super::{AppEntry, CertificateEntry, WorldFile};
use crate::document::{self, Findings, Mistakes, Pointer};

/// A certificate file is a few kilobytes; anything beyond this isn't one.
const LARGEST_CERTIFICATE: u64 = 1 << 20;

/// Reads a world file and checks it.
///
/// # Errors
/// Everything that is wrong with it.
pub fn load(path: &Path) -> Result<WorldFile, Mistakes> {
    let name = path.display().to_string();
    let text = fs::read_to_string(path)
        .map_err(|error| Mistakes::whole(&name, format!("the world file {}", unreadable(&error))))?;
    load_str(&name, &text, path.parent())
}

/// Reads a world from YAML (or JSON) and checks it. `name` is what reports call the text; certificate files
/// are looked up in `base_dir`, and become part of the world.
///
/// # Errors
/// Everything that is wrong with it.
pub fn load_str(name: &str, yaml: &str, base_dir: Option<&Path>) -> Result<WorldFile, Mistakes> {
    // A byte order mark would shift every position in the report.
    let text = yaml.strip_prefix('\u{feff}').unwrap_or(yaml);
    let mut world: WorldFile = document::read(name, text)?;
    let mut findings = Findings::default();
    world.read_certificates(base_dir, &Pointer::document(), &mut findings);
    world.check(&Pointer::document(), &mut findings);
    if findings.is_empty() { Ok(world) } else { Err(findings.into_mistakes_in(name, text)) }
}

impl WorldFile {
    /// Replaces `file` certificates with what is in the files, so that the world needs no files any more.
    /// The world is written at `at`.
    pub fn read_certificates(&mut self, base_dir: Option<&Path>, at: &Pointer, findings: &mut Findings) {
        let Some(base_dir) = base_dir else { return };
        for (i, app) in self.apps.iter_mut().enumerate() {
            read_certificates(app, base_dir, &at.key("apps").index(i), findings);
        }
    }
}

fn read_certificates(app: &mut AppEntry, base_dir: &Path, at: &Pointer, findings: &mut Findings) {
    for (i, certificate) in app.certificates.iter_mut().flatten().enumerate() {
        let CertificateEntry::File(file) = certificate else { continue };
        *certificate = match read_certificate(&base_dir.join(&*file)) {
            Ok(pem) => CertificateEntry::Pem(pem),
            Err(problem) => {
                let at = at.key("certificates").index(i).key("file");
                findings.add(&at, format!("the certificate file `{file}` {problem}"));
                // Already reported: a stand-in keeps the check below from reporting it again.
                CertificateEntry::Sample
            }
        };
    }
}

fn read_certificate(path: &Path) -> Result<String, String> {
    let metadata = fs::metadata(path).map_err(|error| unreadable(&error))?;
    if !metadata.is_file() || metadata.len() > LARGEST_CERTIFICATE {
        return Err("is not a certificate".into());
    }
    let pem = fs::read_to_string(path).map_err(|error| unreadable(&error))?;
    if pem.contains("-----BEGIN CERTIFICATE-----") { Ok(pem) } else { Err("has no PEM certificate in it".into()) }
}

fn unreadable(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "doesn't exist".into(),
        _ => format!("can't be read: {error}"),
    }
}
