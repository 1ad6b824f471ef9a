//! What can go wrong, by whose fault it is: the user is needed, the service refused, the wire broke, or this side erred.

mod client;
mod oauth;

pub use client::{ClientError, ClientErrorKind};
pub use oauth::OAuthError;

use crate::TransportError;

/// Why there is no token.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The user has to act; acquire interactively (or by device code), passing on the claims if there are any.
    #[error("the user is needed: {0}")]
    UiRequired(Box<UiRequired>),
    /// The service refused, or is in trouble; a sign-in doesn't cure it.
    #[error("the identity platform refused: {0}")]
    Service(Box<ServiceError>),
    /// The client keeps silent for a while because the service asked it to. Nothing was sent.
    #[error("the identity platform asked to wait {retry_after} s more; its answer was: {cause}")]
    Throttled {
        /// Seconds until the same request may be sent again.
        retry_after: u64,
        /// The refusal that began the pause.
        cause: Box<ServiceError>,
    },
    /// There was no answer.
    #[error("{0}")]
    Transport(#[from] TransportError),
    /// The call, the answer or the environment isn't as it must be.
    #[error("{0}")]
    Client(Box<ClientError>),
}

impl Error {
    /// A stable word for it: the OAuth `error`, `throttled`, `transport`, or that of the [`ClientErrorKind`].
    pub fn code(&self) -> &str {
        match self {
            Self::UiRequired(ui) => &ui.response.error,
            Self::Service(service) => &service.response.error,
            Self::Throttled { .. } => "throttled",
            Self::Transport(_) => "transport",
            Self::Client(client) => client.kind.code(),
        }
    }

    /// What the service said, where it said something.
    pub fn response(&self) -> Option<&OAuthError> {
        match self {
            Self::UiRequired(ui) => Some(&ui.response),
            Self::Service(service) | Self::Throttled { cause: service, .. } => Some(&service.response),
            Self::Transport(_) | Self::Client(_) => None,
        }
    }

    /// The claims challenge to pass on to the next interactive call.
    pub fn claims(&self) -> Option<&str> {
        self.response().and_then(|response| response.claims.as_deref())
    }

    /// Whether the user has to act.
    pub fn is_ui_required(&self) -> bool {
        matches!(self, Self::UiRequired(_))
    }
}

impl From<ClientError> for Error {
    fn from(error: ClientError) -> Self {
        Self::Client(Box::new(error))
    }
}

/// The user has to act.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{response}")]
#[non_exhaustive]
pub struct UiRequired {
    /// What the user can do about it.
    pub classification: Classification,
    /// What the service said, or the client in its stead: `user_null`, `no_tokens_found`.
    pub response: OAuthError,
    /// Whether this is the service's answer of a moment ago, given again without asking.
    pub replayed: bool,
}

/// The service refused.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{response}")]
#[non_exhaustive]
pub struct ServiceError {
    /// HTTP status; none where the refusal came through the browser.
    pub status: Option<u16>,
    /// What it said.
    pub response: OAuthError,
    /// Seconds to wait, from `Retry-After`.
    pub retry_after: Option<u64>,
}

/// What a demand for UI is about, from `suberror`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Classification {
    /// No closer word; sign in again.
    None,
    /// A simple action solves it, such as multi-factor authentication.
    BasicAction,
    /// An action outside the sign-in is needed first.
    AdditionalAction,
    /// A message is shown; nothing cures it now.
    MessageOnly,
    /// Consent is missing.
    ConsentRequired,
    /// The password has expired.
    UserPasswordExpired,
    /// `prompt=none` met a need to prompt.
    PromptNeverFailed,
    /// The client itself found nothing to go on: no account, no token.
    AcquireTokenSilentFailed,
}
