use serde::Serialize;

use crate::run::{Outcome, Ran};

#[derive(Serialize)]
struct Report<'a> {
    scenarios: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    file: &'a str,
    result: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transcript_sha256: Option<String>,
}

/// `{"scenarios":[{"id","file","result":"passed|failed|skipped","why"?,"transcript_sha256"}]}`. What was skipped has
/// no transcript.
#[must_use]
pub fn json(results: &[Ran]) -> String {
    let row = |ran| {
        let Ran { id, file, verdict, played, .. }: &Ran = ran;
        Row {
            id,
            file,
            result: verdict.outcome,
            why: verdict.why.as_deref(),
            transcript_sha256: played.as_ref().map(crate::play::Played::transcript_sha256),
        }
    };
    let report = Report { scenarios: results.iter().map(row).collect() };
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}
