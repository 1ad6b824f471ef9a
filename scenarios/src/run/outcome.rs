use serde::Serialize;
use similar::TextDiff;

use super::Case;
use crate::play::Played;

/// How a scenario ended.
#[derive(Debug, Clone)]
pub struct Ran {
    /// Its id.
    pub id: String,
    /// The file, as reports call it.
    pub file: String,
    /// Its title.
    pub title: String,
    /// What became of it.
    pub verdict: Verdict,
    /// The play, if it was played.
    pub played: Option<Played>,
}

/// What became of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// How it ended.
    pub outcome: Outcome,
    /// In one line, unless it passed.
    pub why: Option<String>,
    /// In full, if it failed.
    pub detail: Option<String>,
}

/// How a scenario ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Everything was as expected.
    Passed,
    /// Something was not.
    Failed,
    /// The client could not do all steps.
    Skipped,
}

impl Ran {
    pub(super) fn passed(case: &Case, played: Played) -> Self {
        Self::new(case, Verdict { outcome: Outcome::Passed, why: None, detail: None }, Some(played))
    }

    pub(super) fn failed(case: &Case, why: &str, detail: String, played: Option<Played>) -> Self {
        let verdict = Verdict { outcome: Outcome::Failed, why: Some(why.to_owned()), detail: Some(detail) };
        Self::new(case, verdict, played)
    }

    pub(super) fn skipped(case: &Case, why: &str) -> Self {
        Self::new(case, Verdict { outcome: Outcome::Skipped, why: Some(why.to_owned()), detail: None }, None)
    }

    fn new(case: &Case, verdict: Verdict, played: Option<Played>) -> Self {
        Self {
            id: case.id.clone(),
            file: case.loaded.name.clone(),
            title: case.loaded.scenario.title.clone().unwrap_or_default(),
            verdict,
            played,
        }
    }
}

/// What differs between two transcripts, as a unified diff.
pub(super) fn diff(golden: &str, now: &str) -> String {
    TextDiff::from_lines(golden, now).unified_diff().context_radius(3).header("committed", "now").to_string()
}
