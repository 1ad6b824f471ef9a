use std::fmt;

use pretenant_sts::tls::TlsError;

/// Why a command ends without success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// One or more lines for standard error.
    pub message: String,
    /// 2 when the command was given something wrong, else 1.
    pub exit_code: u8,
}

impl Failure {
    /// What was typed is wrong.
    pub fn usage(message: impl fmt::Display) -> Self {
        Self { message: message.to_string(), exit_code: 2 }
    }

    /// What was typed is right, but it did not work.
    pub fn failed(message: impl fmt::Display) -> Self {
        Self { message: message.to_string(), exit_code: 1 }
    }
}

impl From<TlsError> for Failure {
    fn from(error: TlsError) -> Self {
        match error {
            TlsError::Host { .. } | TlsError::Password | TlsError::NoHome => Self::usage(error),
            _ => Self::failed(error),
        }
    }
}
