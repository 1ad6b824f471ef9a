use serde::Serialize;
use serde_json::{Value, json};

use crate::doctor::{NotFound, QuestionError};
use crate::document::{Mistake, Mistakes};

/// Why an operation was not done. Nothing was changed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ControlError {
    /// There is no such thing.
    #[error("there is no {what} '{name}'")]
    NotFound {
        /// Kind of thing.
        what: &'static str,
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// There is one already.
    #[error("there is a {what} '{name}' already")]
    Exists {
        /// Kind of thing.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// The world would not be valid.
    #[error("the world would not be valid: {}", first(.0))]
    Invalid(Vec<Mistake>),
    /// Rules are wrong.
    #[error("the rules are not valid: {}", first(.0))]
    InvalidRules(Vec<Mistake>),
    /// A value is wrong.
    #[error("{message}")]
    Bad {
        /// What is wrong.
        message: String,
        /// What to do.
        cure: String,
    },
    /// The control token is missing or wrong.
    #[error("the control token is missing or wrong")]
    Unauthorized,
    /// A page of another origin tried to change something.
    #[error("a page of {0} may not use the control API")]
    CrossOrigin(String),
    /// No such operation.
    #[error("there is no operation {method} {path}")]
    NoOperation {
        /// HTTP method.
        method: String,
        /// Path.
        path: String,
    },
    /// The server could not do it.
    #[error("{0}")]
    Server(String),
}

fn first(mistakes: &[Mistake]) -> String {
    mistakes.first().map_or(String::new(), |m| format!("{} at {}", m.message, m.path))
}

impl From<Mistakes> for ControlError {
    fn from(mistakes: Mistakes) -> Self {
        Self::Invalid(mistakes.mistakes().to_vec())
    }
}

impl From<NotFound> for ControlError {
    fn from(NotFound { what, name, known }: NotFound) -> Self {
        Self::NotFound { what, name, known }
    }
}

impl From<QuestionError> for ControlError {
    fn from(error: QuestionError) -> Self {
        match error {
            QuestionError::NotFound(error) => error.into(),
            QuestionError::Method(_) => Self::bad(error.to_string(), "write an HTTP method, e.g. GET"),
        }
    }
}

#[derive(Serialize)]
struct Body<'a> {
    code: &'static str,
    message: String,
    cure: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    mistakes: Option<&'a [Mistake]>,
}

impl ControlError {
    /// A wrong value.
    pub fn bad(message: impl Into<String>, cure: impl Into<String>) -> Self {
        Self::Bad { message: message.into(), cure: cure.into() }
    }

    /// HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::NotFound { .. } | Self::NoOperation { .. } => 404,
            Self::Exists { .. } => 409,
            Self::Invalid(_) => 422,
            Self::Bad { .. } | Self::InvalidRules(_) => 400,
            Self::Unauthorized => 401,
            Self::CrossOrigin(_) => 403,
            Self::Server(_) => 500,
        }
    }

    /// `{"error":{"code","message","cure","mistakes"?}}`.
    #[must_use]
    pub fn body(&self) -> Value {
        let (code, cure, mistakes) = match self {
            Self::NotFound { known, .. } => ("not_found", format!("use one of: {known}"), None),
            Self::Exists { .. } => {
                ("exists", "choose another name, or change the existing one with PATCH".into(), None)
            }
            Self::Invalid(mistakes) => {
                ("invalid_world", "correct what `mistakes` names".into(), Some(mistakes.as_slice()))
            }
            Self::InvalidRules(mistakes) => {
                ("invalid_rules", "correct what `mistakes` names".into(), Some(mistakes.as_slice()))
            }
            Self::Bad { cure, .. } => ("bad_request", cure.clone(), None),
            Self::Unauthorized => ("unauthorized", "send Authorization: Bearer with the --control-token".into(), None),
            Self::CrossOrigin(_) => {
                ("cross_origin", "call it from outside the browser, or from this origin".into(), None)
            }
            Self::NoOperation { .. } => ("no_operation", "see /_pretenant/openapi.json".into(), None),
            Self::Server(_) => ("server", "see the message".into(), None),
        };
        json!({ "error": Body { code, message: self.to_string(), cure, mistakes } })
    }
}
