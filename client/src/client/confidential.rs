use super::builder::{ClientBuilder, Settings};
use crate::{
    Account, AuthCodeFlow, AuthCodeUrlRequest, AuthResponse, ClientCredentialsRequest, ClientError, ClientErrorKind,
    CodeRequest, Credential, Error, OnBehalfOfRequest, RefreshTokenRequest, SilentRequest, TokenResult,
};

/// A client with a credential: web app, web API, daemon. Cheap to clone; clones share the caches.
///
/// Users' tokens and the application's own live in two caches.
#[derive(Clone)]
pub struct ConfidentialClient {}

fn missing() -> Error {
    ClientError::new(ClientErrorKind::Unsupported, "not yet").into()
}

impl ConfidentialClient {
    /// Begins to build one.
    pub fn builder(client_id: impl Into<String>, credential: Credential) -> ClientBuilder<Self> {
        ClientBuilder::new(client_id.into(), Some(credential))
    }

    pub(super) fn from_settings(_settings: Settings) -> Result<Self, Error> {
        Err(missing())
    }

    /// A user's token from the cache, or by his refresh token.
    pub async fn acquire_silent(&self, _request: SilentRequest) -> Result<TokenResult, Error> {
        Err(missing())
    }

    /// A token for the application itself: from the app cache, else from the service.
    pub async fn acquire_for_client(&self, _request: ClientCredentialsRequest) -> Result<TokenResult, Error> {
        Err(missing())
    }

    /// A token for another API on behalf of the user who called this one.
    pub async fn acquire_on_behalf_of(&self, _request: OnBehalfOfRequest) -> Result<TokenResult, Error> {
        Err(missing())
    }

    /// The address to send a user to, with fresh state, nonce and PKCE challenge.
    pub async fn auth_code_url(&self, _request: AuthCodeUrlRequest) -> Result<AuthCodeFlow, Error> {
        Err(missing())
    }

    /// Checks the answer of the authorize endpoint and redeems its code. Never answered from the cache.
    pub async fn acquire_by_code(&self, _flow: &AuthCodeFlow, _answer: &AuthResponse) -> Result<TokenResult, Error> {
        Err(missing())
    }

    /// Redeems a code that the caller got and checked himself.
    pub async fn redeem_code(&self, _request: CodeRequest) -> Result<TokenResult, Error> {
        Err(missing())
    }

    /// Takes over a refresh token that another library got for this client id.
    pub async fn acquire_by_refresh_token(&self, _request: RefreshTokenRequest) -> Result<TokenResult, Error> {
        Err(missing())
    }

    /// The users whose tokens are in the user cache.
    pub async fn accounts(&self) -> Result<Vec<Account>, Error> {
        Err(missing())
    }

    /// The user with this home account id.
    pub async fn account(&self, _home_account_id: &str) -> Result<Option<Account>, Error> {
        Err(missing())
    }

    /// Forgets a user's tokens, without asking anybody. The browser's session stays.
    pub async fn remove_account(&self, _account: &Account) -> Result<(), Error> {
        Err(missing())
    }

    /// Both caches as one JSON of the unified schema. It holds secrets.
    pub async fn export_cache(&self) -> Result<String, Error> {
        Err(missing())
    }

    /// Replaces both caches: what belongs to no user goes to the app cache.
    pub async fn import_cache(&self, _json: &str) -> Result<(), Error> {
        Err(missing())
    }
}
