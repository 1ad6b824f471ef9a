//! Lists the files of the bundled library, so that they become part of the program.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=library");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("library");
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut list = String::from("[\n");
    for file in files {
        let id = file.strip_prefix(&root).unwrap_or(&file).with_extension("");
        let id = id.to_string_lossy().replace('\\', "/");
        let transcript = file.with_extension("transcript");
        let golden = match transcript.exists() {
            true => format!("Some(include_str!({:?}))", transcript),
            false => "None".to_owned(),
        };
        let _ = writeln!(list, "    ({id:?}, include_str!({file:?}), {golden}),");
    }
    list.push_str("]\n");
    fs::write(PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("library.rs"), list)
}

/// Scenario files live in chapters, one folder deep.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for chapter in fs::read_dir(folder)? {
        let chapter = chapter?.path();
        if chapter.is_dir() {
            println!("cargo::rerun-if-changed={}", chapter.display());
            for file in fs::read_dir(chapter)? {
                let file = file?.path();
                if file.extension().is_some_and(|e| e == "yaml") {
                    files.push(file);
                }
            }
        }
    }
    Ok(())
}
