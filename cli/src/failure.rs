use std::fmt;
use std::io::{self, IsTerminal as _};
use std::path::Path;

use pretenant_sts::document::Mistakes;
use pretenant_sts::tls::TlsError;

/// Exit codes of the command. 0 is success; a command that runs another one passes that one's code on.
pub mod exit_code {
    /// What was typed is right, but it did not work, or not all scenarios passed.
    pub const FAILED: u8 = 1;
    /// The command was given something wrong: a flag, an address, a file.
    pub const USAGE: u8 = 2;
    /// Everything worked, and clients did something as severe as `--fail-on` says.
    pub const FOUND: u8 = 3;
}

/// Why a command ends without success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// One or more lines for standard error; empty when everything was said on standard output.
    pub message: String,
    /// One of [`exit_code`].
    pub exit_code: u8,
}

impl Failure {
    /// What was typed is wrong.
    pub fn usage(message: impl fmt::Display) -> Self {
        Self { message: message.to_string(), exit_code: exit_code::USAGE }
    }

    /// A world file is wrong; the report is in colours where somebody looks at it.
    pub fn mistakes(file: &Path, mistakes: &Mistakes) -> Self {
        let report = if io::stderr().is_terminal() { mistakes.styled() } else { mistakes.to_string() };
        let found = counted(mistakes.mistakes().len(), "mistake");
        Self::usage(format!("{found} in {}\n\n{report}", file.display()))
    }

    /// Nothing to add to what was printed: something is wrong with what the command looked at.
    pub fn told() -> Self {
        Self { message: String::new(), exit_code: 1 }
    }

    /// What was typed is right, but it did not work.
    pub fn failed(message: impl fmt::Display) -> Self {
        Self { message: message.to_string(), exit_code: exit_code::FAILED }
    }

    /// It worked, and clients did something wrong.
    pub fn found(message: impl fmt::Display) -> Self {
        Self { message: message.to_string(), exit_code: exit_code::FOUND }
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

/// `1 mistake`, `2 mistakes`.
pub fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}
