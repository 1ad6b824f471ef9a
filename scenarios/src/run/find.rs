use std::fs;
use std::path::{Path, PathBuf};

use pretenant_sts::document::Mistakes;

use crate::library;
use crate::load::{Loaded, load};

/// A scenario to play.
#[derive(Debug, Clone)]
pub struct Case {
    /// `chapter/name` in the bundled library; else the path without its ending.
    pub id: String,
    /// The file; none for a bundled one.
    pub file: Option<PathBuf>,
    /// What it says.
    pub loaded: Loaded,
    /// What playing it must give.
    pub transcript: Option<String>,
}

/// Why there is nothing to play.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// Files that are not right, each with its report.
    #[error("{}", .0.iter().map(|(_, m)| m.to_string()).collect::<Vec<_>>().join("\n\n"))]
    Mistakes(Vec<(PathBuf, Mistakes)>),
    /// A folder that cannot be read, or holds nothing to play.
    #[error("{}: {why}", .path.display())]
    Nothing {
        /// The path.
        path: PathBuf,
        /// Why.
        why: String,
    },
}

/// The scenarios of files and folders, in the order of their paths; the bundled library without any.
///
/// # Errors
/// [`FindError`]; every mistake of every file at once.
pub fn find(paths: &[PathBuf]) -> Result<Vec<Case>, FindError> {
    if paths.is_empty() {
        let bundled = library::bundled().map_err(|m| FindError::Mistakes(vec![(PathBuf::new(), m)]))?;
        let case = |b: library::Bundled| Case {
            id: b.id,
            file: None,
            loaded: b.loaded,
            transcript: b.transcript.map(str::to_owned),
        };
        return Ok(bundled.into_iter().map(case).collect());
    }
    let mut files = Vec::new();
    for path in paths {
        let before = files.len();
        collect(path, path, &mut files)?;
        if files.len() == before {
            let why = "there is no scenario file (.yaml, .yml) in it".to_owned();
            return Err(FindError::Nothing { path: path.clone(), why });
        }
        files[before..].sort();
    }
    let mut cases = Vec::new();
    let mut wrong = Vec::new();
    for (root, file) in files {
        match load(&file) {
            Ok(loaded) => cases.push(case(&root, file, loaded)),
            Err(mistakes) => wrong.push((file, mistakes)),
        }
    }
    if wrong.is_empty() { Ok(cases) } else { Err(FindError::Mistakes(wrong)) }
}

fn case(root: &Path, file: PathBuf, loaded: Loaded) -> Case {
    let below = file.strip_prefix(root).ok().filter(|below| below.components().next().is_some());
    let id = below.unwrap_or(&file).with_extension("").to_string_lossy().replace('\\', "/");
    let transcript = fs::read_to_string(file.with_extension("transcript")).ok();
    Case { id, file: Some(file), loaded, transcript }
}

fn collect(root: &Path, path: &Path, files: &mut Vec<(PathBuf, PathBuf)>) -> Result<(), FindError> {
    let cannot = |error: std::io::Error| FindError::Nothing { path: path.to_owned(), why: error.to_string() };
    if !path.is_dir() {
        files.push((root.to_owned(), path.to_owned()));
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(cannot)? {
        let entry = entry.map_err(cannot)?.path();
        let is_scenario = entry.extension().is_some_and(|e| e == "yaml" || e == "yml");
        let is_statements = path == root && entry.file_name().is_some_and(|n| n == "statements.yaml");
        if entry.is_dir() || (is_scenario && !is_statements) {
            collect(root, &entry, files)?;
        }
    }
    Ok(())
}

impl Case {
    /// Writes the transcript beside the file.
    pub(super) fn bless(&self, transcript: &str) -> Result<(), String> {
        let Some(file) = &self.file else {
            return Err("a bundled scenario has no file to bless: name its folder".to_owned());
        };
        if self.transcript.as_deref() == Some(transcript) {
            return Ok(());
        }
        let golden = file.with_extension("transcript");
        fs::write(&golden, transcript).map_err(|error| format!("cannot write {}: {error}", golden.display()))
    }
}
