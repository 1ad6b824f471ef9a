//! Which statements of the mission the bundled scenarios show.

use std::fmt::Write as _;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::library::Bundled;

/// Something that the source article says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// `S1` to `S29`.
    pub id: String,
    /// What it says.
    pub says: String,
    /// What of it cannot be shown yet.
    #[serde(default)]
    pub open: Option<String>,
}

/// All statements, in order.
#[must_use]
pub fn statements() -> &'static [Statement] {
    static STATEMENTS: OnceLock<Vec<Statement>> = OnceLock::new();
    STATEMENTS.get_or_init(|| {
        // Part of the program: a test reads it.
        serde_saphyr::from_str(include_str!("../library/statements.yaml")).unwrap_or_default()
    })
}

/// `docs/coverage.md`: every statement with the scenarios that show it, and what is open.
#[must_use]
pub fn document(library: &[Bundled]) -> String {
    let mut out = String::from(
        "# Coverage\n\nWhat \"Acquire and cache tokens using the Microsoft Authentication Library (MSAL)\" says, and the \
         bundled scenarios that\nshow it. Made by `pretenant scenario coverage`; a test compares.\n\n",
    );
    let shown = |statement: &Statement| {
        let covers = |b: &&Bundled| b.loaded.scenario.covers.contains(&statement.id);
        library.iter().filter(covers).map(|b| b.id.as_str()).collect::<Vec<_>>()
    };
    let open: Vec<&Statement> = statements().iter().filter(|s| s.open.is_some() || shown(s).is_empty()).collect();
    let _ = writeln!(
        out,
        "{} scenarios, {} statements, {} of them open or open in part.\n",
        library.len(),
        statements().len(),
        open.len()
    );
    for statement in statements() {
        let _ = writeln!(out, "## {}\n\n{}\n", statement.id, statement.says);
        for id in shown(statement) {
            let title = library.iter().find(|b| b.id == id).and_then(|b| b.loaded.scenario.title.as_deref());
            let _ = writeln!(out, "- [{id}](../scenarios/library/{id}.yaml): {}", title.unwrap_or("untitled"));
        }
        if shown(statement).is_empty() {
            let _ = writeln!(out, "- **open**: no scenario shows it");
        }
        if let Some(why) = &statement.open {
            let _ = writeln!(out, "- **open in part**: {why}");
        }
        out.push('\n');
    }
    let without: Vec<&str> =
        library.iter().filter(|b| b.loaded.scenario.covers.is_empty()).map(|b| b.id.as_str()).collect();
    if !without.is_empty() {
        let _ = writeln!(out, "## Beyond the article\n");
        for id in without {
            let title = library.iter().find(|b| b.id == id).and_then(|b| b.loaded.scenario.title.as_deref());
            let _ = writeln!(out, "- [{id}](../scenarios/library/{id}.yaml): {}", title.unwrap_or("untitled"));
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}
