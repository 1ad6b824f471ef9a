use serde::Deserialize;
use serde_json::Value;

use crate::driver::{AccountRow, Outcome, Refused, TokenOutcome};

/// A line of an adapter: the `id` of the command that it belongs to, and one thing.
#[derive(Debug, Deserialize)]
pub struct Line {
    /// The command's id.
    pub id: u64,
    /// What it says.
    #[serde(flatten)]
    pub said: Said,
}

/// What a line says: an answer, or something in between.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// In between: the library opens a browser at this URL, and waits at `redirect_uri`.
    Open {
        /// Authorize URL.
        url: String,
        /// Where the library listens.
        redirect_uri: String,
    },
    /// In between: the library shows a device code, and polls.
    DeviceCode {
        /// What the user types.
        user_code: String,
        /// Where.
        verification_uri: String,
    },
    /// An answer.
    Answer(Answer),
}

/// An answer.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Of `hello`.
    Hello {
        /// Name of the library.
        name: String,
        /// Its version.
        version: String,
    },
    /// Of `interactive`, by a confidential client: the browser is to go there.
    AuthCodeUrl {
        /// Authorize URL.
        url: String,
        /// Redirect URI.
        redirect_uri: String,
        /// What `acquire_by_code` needs again.
        flow: Value,
    },
    /// It is done.
    Done,
    /// A token.
    Token(Box<TokenOutcome>),
    /// The library says that a user is needed.
    UiRequired(Refused),
    /// The library reports an error.
    Error(Refused),
    /// Accounts.
    Accounts(Vec<AccountRow>),
    /// A cache.
    Cache(String),
    /// The library has no such feature.
    Unsupported(String),
}

impl Answer {
    /// What it means for a play.
    pub fn into_outcome(self) -> Outcome {
        match self {
            Self::Done => Outcome::Done,
            Self::Token(token) => Outcome::Token(token),
            Self::UiRequired(refused) => Outcome::UiRequired(refused),
            Self::Error(refused) => Outcome::Error(refused),
            Self::Accounts(rows) => Outcome::Accounts(rows),
            Self::Cache(cache) => Outcome::Cache(cache),
            Self::Unsupported(why) => Outcome::Unsupported(why),
            Self::Hello { .. } | Self::AuthCodeUrl { .. } => {
                Outcome::Unsupported(format!("the adapter gave an answer to another question: {self:?}"))
            }
        }
    }
}
