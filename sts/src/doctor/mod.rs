//! The scope doctor: what a scope or a token leads to, everything that is wrong with it, and what to try next.
//!
//! Nothing is decided here. The doctor runs the code that decides ([`crate::scope`], [`crate::decide`],
//! [`crate::resource`]) on what it is shown, and on what it would recommend, and puts the outcome into words. The
//! same words are the diagnosis of a refusal on the wire.

mod api;
pub mod audience;
mod refusal;
mod scope;
pub mod text;
mod token;

pub use api::{diagnose, diagnose_userinfo};
pub use refusal::complete;
pub use scope::{
    Advice, Answer, ApiLine, AudienceLine, PermissionLine, Problem, ProblemKind, RequestLine, ScopeKind, ScopeLine,
    ScopeQuestion, ScopeReport, Severity, Verdict, explain_scope,
};

pub use token::{
    CheckLine, Judgement, Outcome, PartLine, TokenForm, TokenKind, TokenLine, TokenQuestion, TokenReport, explain_token,
};

/// A question names something that the world does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this world has no {what} '{name}'; it has {known}")]
pub struct NotFound {
    /// Kind of thing.
    pub what: &'static str,
    /// What was asked for.
    pub name: String,
    /// What there is.
    pub known: String,
}

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuestionError {
    /// It names something that the world does not have.
    #[error(transparent)]
    NotFound(#[from] NotFound),
    /// Its method is no HTTP method.
    #[error("'{0}' is no HTTP method; write e.g. GET")]
    Method(String),
}
