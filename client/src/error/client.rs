/// Something on this side of the wire isn't as it must be, or the answer isn't.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
#[non_exhaustive]
pub struct ClientError {
    /// What kind of thing.
    pub kind: ClientErrorKind,
    /// What was expected and what came; never holds a secret.
    pub message: String,
}

impl ClientError {
    /// An error of the kind given.
    pub fn new(kind: ClientErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }
}

/// Kinds of [`ClientError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClientErrorKind {
    /// The metadata is of another issuer, or the host is no authority.
    AuthorityRefused,
    /// The browser couldn't be used.
    Browser,
    /// The store can't be read or written, or holds no token cache.
    Cache,
    /// The caller cancelled.
    Cancelled,
    /// The device code has expired before the user signed in.
    CodeExpired,
    /// The client is built wrongly: authority, credential, environment.
    Configuration,
    /// The credential can't make an assertion.
    Credential,
    /// The ID token is for another client, from another issuer, or has expired.
    IdTokenRefused,
    /// The call makes no sense: claims that are no JSON, no scopes.
    InvalidRequest,
    /// An answer can't be understood.
    MalformedResponse,
    /// A managed user can't sign in with integrated Windows authentication.
    ManagedUser,
    /// The ID token doesn't carry the nonce of the request.
    NonceMismatch,
    /// The answer carries another state than the request.
    StateMismatch,
    /// This version of the client can't do that.
    Unsupported,
    /// The answer is about another user than asked for.
    UserMismatch,
}

impl ClientErrorKind {
    /// A stable word for it.
    pub fn code(self) -> &'static str {
        match self {
            Self::AuthorityRefused => "authority_refused",
            Self::Browser => "browser_failed",
            Self::Cache => "cache_failed",
            Self::Cancelled => "cancelled",
            Self::CodeExpired => "code_expired",
            Self::Configuration => "invalid_configuration",
            Self::Credential => "credential_failed",
            Self::IdTokenRefused => "id_token_refused",
            Self::InvalidRequest => "invalid_request",
            Self::MalformedResponse => "malformed_response",
            Self::ManagedUser => "integrated_windows_auth_not_supported_managed_user",
            Self::NonceMismatch => "nonce_mismatch",
            Self::StateMismatch => "state_mismatch",
            Self::Unsupported => "unsupported",
            Self::UserMismatch => "user_mismatch",
        }
    }
}
