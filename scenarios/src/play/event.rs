use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::Response;
use pretenant_sts::document::{Findings, Mistakes, Pointer};

use crate::driver::Outcome;
use crate::load::Loaded;
use crate::wire::Traffic;

/// What came of a step.
#[derive(Debug, Clone, Default)]
pub struct Happened {
    /// What was done, in one line.
    pub title: String,
    /// The exchanges, in order; of parallel steps together.
    pub traffic: Vec<Arc<Traffic>>,
    /// What the client said.
    pub outcome: Option<Outcome>,
    /// The answer to a raw request or call of an API; `Err`: the connection broke.
    pub answer: Option<Result<Response<Bytes>, ()>>,
    /// Pages that the user saw.
    pub pages: Vec<String>,
    /// Steps that happened at the same time.
    pub parallel: Vec<Happened>,
    /// What was not as expected.
    pub failures: Vec<Failure>,
}

impl Happened {
    /// Why the client could not do it.
    #[must_use]
    pub fn unsupported(&self) -> Option<String> {
        match &self.outcome {
            Some(Outcome::Unsupported(why)) => Some(why.clone()),
            _ => self.parallel.iter().find_map(Self::unsupported),
        }
    }
}

/// Failures as a report that points into the file; `None` without any.
pub fn report(failures: &[Failure], loaded: &Loaded) -> Option<Mistakes> {
    let mut findings = Findings::default();
    for failure in failures {
        let wire = (!failure.wire.is_empty()).then(|| failure.wire.clone());
        findings.add_with_help(&failure.at, failure.to_string(), wire);
    }
    (!findings.is_empty()).then(|| findings.into_mistakes_in(&loaded.name, &loaded.text))
}

/// Something was not as expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The expectation.
    pub at: Pointer,
    /// What was expected.
    pub expected: String,
    /// What came.
    pub found: String,
    /// The wire of the step, as a small sequence.
    pub wire: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, found {}", self.expected, self.found)
    }
}
