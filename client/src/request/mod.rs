//! What each acquisition is asked with.

mod client_credentials;
mod code;
mod device;
mod interactive;
mod on_behalf_of;
mod password;
mod refresh_token;
mod silent;

pub use client_credentials::ClientCredentialsRequest;
pub use code::{AuthCodeFlow, AuthCodeUrlRequest, CodeRequest, Prompt, ResponseMode};
pub use device::{Cancellation, DeviceCode, DeviceCodeRequest};
pub use interactive::InteractiveRequest;
pub use on_behalf_of::OnBehalfOfRequest;
pub use password::{IntegratedWindowsRequest, PasswordRequest};
pub use refresh_token::RefreshTokenRequest;
pub use silent::SilentRequest;

pub(crate) use code::Hints;

/// What every request may carry.
#[derive(Debug, Clone, Default)]
pub(crate) struct Common {
    pub tenant: Option<String>,
    pub claims: Option<String>,
    pub correlation_id: Option<String>,
    pub extra_query: Vec<(String, String)>,
}

/// The setters of [`Common`], for a request with a field `common`.
macro_rules! common_setters {
    ($request:ty) => {
        impl $request {
            /// Asks another tenant than that of the authority, by id or domain.
            pub fn tenant(mut self, tenant: impl Into<String>) -> Self {
                self.common.tenant = Some(tenant.into());
                self
            }

            /// A claims challenge, as JSON: from an API's `WWW-Authenticate` or from an earlier error.
            pub fn claims(mut self, claims: impl Into<String>) -> Self {
                self.common.claims = Some(claims.into());
                self
            }

            /// The correlation id to send, a UUID; drawn where not given.
            pub fn correlation_id(mut self, id: impl Into<String>) -> Self {
                self.common.correlation_id = Some(id.into());
                self
            }

            /// A query parameter for the requests of this call alone.
            pub fn extra_query_parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
                self.common.extra_query.push((name.into(), value.into()));
                self
            }
        }
    };
}
pub(crate) use common_setters;

/// The setters of [`Hints`], for a request with a field `hints`.
macro_rules! hint_setters {
    ($request:ty) => {
        impl $request {
            /// Which pages the user must see.
            pub fn prompt(mut self, prompt: $crate::Prompt) -> Self {
                self.hints.prompt = Some(prompt);
                self
            }

            /// The user name to fill in.
            pub fn login_hint(mut self, hint: impl Into<String>) -> Self {
                self.hints.login_hint = Some(hint.into());
                self
            }

            /// The domain whose sign-in page to go to at once.
            pub fn domain_hint(mut self, hint: impl Into<String>) -> Self {
                self.hints.domain_hint = Some(hint.into());
                self
            }

            /// Further scopes that the user may consent to now, without a token for them.
            pub fn extra_scopes_to_consent(mut self, scopes: impl Into<$crate::Scopes>) -> Self {
                self.hints.extra_scopes = scopes.into();
                self
            }

            /// The user who is expected; another one's answer is refused.
            pub fn account(mut self, account: &$crate::Account) -> Self {
                self.hints.account = Some(account.clone());
                self
            }
        }
    };
}
pub(crate) use hint_setters;
