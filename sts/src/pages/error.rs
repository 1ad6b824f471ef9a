//! A refusal that must not go back to the application.

use askama::Template;

use super::draw::draw;
use crate::refusal::Diagnosis;

/// Shows a refusal to the user, why it came and what to change.
#[derive(Debug, Clone, Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// The heading, e.g. `Sign in`.
    pub title: String,
    /// The platform's words, e.g. `AADSTS50011: …`.
    pub code_text: String,
    /// The id of the exchange.
    pub request_id: String,
    /// The id that the client gave, or was given.
    pub correlation_id: String,
    /// When, e.g. `2023-07-14T04:03:09Z`.
    pub timestamp: String,
    /// Why, and what to change.
    pub diagnosis: Option<DiagnosisRows>,
}

/// A [`Diagnosis`] as the page shows it; empty texts are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiagnosisRows {
    /// The check that decided.
    pub check: String,
    /// What it expected.
    pub expected: Option<String>,
    /// What came.
    pub found: Option<String>,
    /// What to change.
    pub cure: String,
}

impl ErrorPage {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self) -> String {
        draw(self)
    }
}

impl DiagnosisRows {
    /// Whether it says more than the cure.
    fn explains(&self) -> bool {
        !self.check.is_empty() || self.expected.is_some() || self.found.is_some()
    }
}

impl From<&Diagnosis> for DiagnosisRows {
    fn from(diagnosis: &Diagnosis) -> Self {
        Self {
            check: diagnosis.check.to_string(),
            expected: diagnosis.expected.clone(),
            found: diagnosis.found.clone(),
            cure: diagnosis.cure.to_string(),
        }
    }
}
