use std::sync::Arc;

use pretenant_sts::control::{Control, FindingsQuery};
use pretenant_sts::document::{Mistakes, Pointer};
use pretenant_sts::journal::{Exchange, Query};

use super::{Verdict, list};
use crate::language::ExpectWorld;
use crate::load::Loaded;
use crate::play::event::{Failure, report};

/// What there is to say about a world when everything is over.
#[derive(Debug, Clone, Default)]
pub struct Observed {
    /// The journal, oldest first.
    pub journal: Vec<Arc<Exchange>>,
    /// Names of the rules, and how often each fired.
    pub fired: Vec<(String, u64)>,
    /// Ids of the findings.
    pub findings: Vec<String>,
}

impl Observed {
    /// Of a world in this process.
    #[must_use]
    pub fn of(control: &Control) -> Self {
        Self {
            journal: control.world().journal().find(&Query::default()),
            fired: control.rules().into_iter().map(|row| (row.name, row.fired)).collect(),
            findings: control.findings(&FindingsQuery::default()).findings.into_iter().map(|f| f.rule).collect(),
        }
    }
}

/// What of the expectations at the end of a file was not met, as a report that points into it.
#[must_use]
pub fn verify(loaded: &Loaded, observed: &Observed) -> Option<Mistakes> {
    let expect = loaded.scenario.expect.as_ref()?;
    report(&check(expect, observed, &Pointer::document().key("expect")), loaded)
}

/// What of the expectations at the end was not met.
pub fn check(expect: &ExpectWorld, observed: &Observed, at: &Pointer) -> Vec<Failure> {
    let mut verdict = Verdict::new(at.clone());
    for (i, expected) in expect.journal.iter().enumerate() {
        let found = observed.journal.iter().filter(|exchange| expected.of.matches(exchange)).count();
        if found != expected.count {
            let wanted = format!("{} such exchanges", expected.count);
            verdict.fail(&["journal", &i.to_string(), "count"], wanted, found.to_string());
        }
    }
    for (i, expected) in expect.rules.iter().enumerate() {
        let found = observed.fired.iter().find(|(name, _)| *name == expected.name).map_or(0, |(_, n)| *n);
        if found != expected.fired {
            let wanted = format!("that the rule `{}` fires {} times", expected.name, expected.fired);
            verdict.fail(&["rules", &i.to_string(), "fired"], wanted, found.to_string());
        }
    }
    if let Some(expected) = &expect.findings {
        let (mut wanted, mut found) = (expected.clone(), observed.findings.clone());
        wanted.sort();
        found.sort();
        if wanted != found {
            verdict.fail(&["findings"], list(&wanted), list(&found));
        }
    }
    verdict.failures
}
