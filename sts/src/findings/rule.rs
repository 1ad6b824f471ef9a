use super::finding::Severity;
use super::record::Record;
use crate::journal::{ClientName, Escape, Exchange};

/// A rule of judgement.
pub struct Rule {
    /// `<chapter>.<what-is-wrong>`.
    pub id: &'static str,
    /// What it finds, a sentence about "the client".
    pub finds: &'static str,
    /// How bad that is.
    pub severity: Severity,
    /// When it is less bad; empty: never.
    pub milder: &'static str,
    /// The document that asks for something else.
    pub source: &'static str,
    /// When the same traffic is no finding.
    pub excuses: &'static str,
    /// What to change.
    pub cure: &'static str,
    /// Judges.
    pub judge: for<'a> fn(&Record<'a>) -> Vec<Verdict<'a>>,
}

/// What a rule says about some exchanges.
pub struct Verdict<'a> {
    /// How bad it is.
    pub severity: Severity,
    /// What the client did.
    pub sentence: String,
    /// What to change, where it is known better than the rule knows.
    pub cure: Option<String>,
    /// The exchanges that show it, oldest first. Client and user are those of the last one that has them.
    pub evidence: Vec<&'a Exchange>,
    /// The escape that shows it.
    pub escape: Option<&'a Escape>,
    /// Verdicts of a rule about the same subject are one finding.
    pub subject: String,
}

impl<'a> Verdict<'a> {
    /// A verdict.
    #[must_use]
    pub fn new(severity: Severity, sentence: impl Into<String>, evidence: Vec<&'a Exchange>) -> Self {
        let sentence = sentence.into();
        Self { severity, cure: None, escape: None, subject: sentence.clone(), sentence, evidence }
    }

    /// Names what it is about, where the sentence does not.
    #[must_use]
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.subject = subject.into();
        self
    }

    /// Knows a better cure than the rule.
    #[must_use]
    pub fn cure(mut self, cure: impl Into<String>) -> Self {
        self.cure = Some(cure.into());
        self
    }

    pub(super) fn client(&self) -> Option<ClientName> {
        self.evidence.iter().rev().find_map(|e| e.note.client.clone())
    }

    pub(super) fn user(&self) -> Option<String> {
        self.evidence.iter().rev().find_map(|e| e.note.user.clone())
    }
}
