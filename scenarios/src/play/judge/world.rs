use pretenant_sts::control::{Control, FindingsQuery};
use pretenant_sts::document::Pointer;
use pretenant_sts::journal::Query;

use super::{Verdict, list};
use crate::language::ExpectWorld;
use crate::play::event::Failure;

/// What must hold at the end, asked of a world in this process.
pub fn world(expect: &ExpectWorld, control: &Control, at: &Pointer) -> Vec<Failure> {
    let count = |query: &Query| control.world().journal().find(query).len();
    let fired = control.rules().into_iter().map(|row| (row.name, row.fired)).collect::<Vec<_>>();
    let findings = control.findings(&FindingsQuery::default()).findings;
    let findings: Vec<String> = findings.into_iter().map(|finding| finding.rule).collect();
    evaluate(expect, count, &fired, &findings, at)
}

/// What must hold at the end, asked of counts that were fetched from wherever the world is.
pub fn evaluate(
    expect: &ExpectWorld,
    count: impl Fn(&Query) -> usize,
    fired: &[(String, u64)],
    findings: &[String],
    at: &Pointer,
) -> Vec<Failure> {
    let mut verdict = Verdict::new(at.clone());
    for (i, expected) in expect.journal.iter().enumerate() {
        let found = count(&expected.of);
        if found != expected.count {
            let wanted = format!("{} such exchanges", expected.count);
            verdict.fail(&["journal", &i.to_string(), "count"], wanted, found.to_string());
        }
    }
    for (i, expected) in expect.rules.iter().enumerate() {
        let found = fired.iter().find(|(name, _)| *name == expected.name).map_or(0, |(_, n)| *n);
        if found != expected.fired {
            let wanted = format!("that the rule `{}` fires {} times", expected.name, expected.fired);
            verdict.fail(&["rules", &i.to_string(), "fired"], wanted, found.to_string());
        }
    }
    if let Some(expected) = &expect.findings {
        let (mut wanted, mut found) = (expected.clone(), findings.to_vec());
        wanted.sort();
        found.sort();
        if wanted != found {
            verdict.fail(&["findings"], list(&wanted), list(&found));
        }
    }
    verdict.failures
}
