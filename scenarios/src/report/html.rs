use askama::Template;

use super::Counts;
use crate::run::{Outcome, Ran};

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    counts: Counts,
    rows: Vec<Row<'a>>,
}

struct Row<'a> {
    id: &'a str,
    title: &'a str,
    result: &'static str,
    detail: &'a str,
    transcript: &'a str,
}

/// A page that stands alone: every scenario with its transcript, what failed open.
#[must_use]
pub fn html(results: &[Ran]) -> String {
    let row = |ran| {
        let Ran { id, title, verdict, played, .. }: &Ran = ran;
        Row {
            id,
            title,
            result: match verdict.outcome {
                Outcome::Passed => "passed",
                Outcome::Failed => "failed",
                Outcome::Skipped => "skipped",
            },
            detail: verdict.detail.as_deref().or(verdict.why.as_deref()).unwrap_or_default(),
            transcript: played.as_ref().map_or("", |p| p.transcript.as_str()),
        }
    };
    let page = Page { counts: Counts::of(results), rows: results.iter().map(row).collect() };
    page.render().unwrap_or_default()
}
