//! Documents that are made from the code, and must not drift from it.

#![expect(clippy::unwrap_used, reason = "a test that meets something unexpected should say where")]

use std::fs;
use std::path::{Path, PathBuf};

use pretenant_scenarios::{coverage, library, reference};

fn docs(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name)
}

/// `UPDATE_DOCS=1` writes the file instead.
fn same(path: &Path, made: &str) {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(path, made).unwrap();
    }
    let committed = fs::read_to_string(path).unwrap();
    assert!(
        committed == made,
        "{} is not current: run UPDATE_DOCS=1 cargo test -p pretenant-scenarios",
        path.display()
    );
}

#[test]
fn the_reference_is_what_the_schema_says() {
    let path = docs("scenarios.md");
    let committed = fs::read_to_string(&path).unwrap();
    let marker = "a test compares.\n\n";
    let (intro, _) = committed.split_once(marker).expect("the marker before the reference");
    same(&path, &format!("{intro}{marker}{}", reference::document()));
}

#[test]
fn the_schema_is_committed_for_editors() {
    same(&docs("scenario.schema.json"), &format!("{:#}\n", reference::schema()));
}

#[test]
fn the_coverage_is_what_the_library_shows() {
    same(&docs("coverage.md"), &coverage::document(&library::bundled().unwrap()));
}

/// The examples of the tutorial are scenarios.
#[test]
fn every_example_of_the_tutorial_loads() {
    let text = fs::read_to_string(docs("scenarios.md")).unwrap();
    let examples: Vec<&str> = text.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(examples.len() >= 3);
    for example in examples {
        if let Err(mistakes) = pretenant_scenarios::load::load_str("example", example, None) {
            panic!("{mistakes}");
        }
    }
}
