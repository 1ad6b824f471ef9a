use super::builder::{ClientBuilder, Settings};
use crate::{
    Account, AuthCodeFlow, AuthCodeUrlRequest, AuthResponse, Cancellation, ClientError, ClientErrorKind, CodeRequest,
    DeviceCode, DeviceCodeRequest, Error, IntegratedWindowsRequest, InteractiveRequest, PasswordRequest,
    RefreshTokenRequest, SilentRequest, TokenResult,
};

/// A client that can't keep a secret: desktop, mobile, command line, device. Cheap to clone; clones share the cache.
#[derive(Clone)]
pub struct PublicClient {}

fn missing() -> Error {
    ClientError::new(ClientErrorKind::Unsupported, "not yet").into()
}

impl PublicClient {
    /// Begins to build one.
    pub fn builder(client_id: impl Into<String>) -> ClientBuilder<Self> {
        ClientBuilder::new(client_id.into(), None)
    }

    pub(super) fn from_settings(_settings: Settings) -> Result<Self, Error> {
        Err(missing())
    }

    /// A token from the cache, or by the user's refresh token.
    pub async fn acquire_silent(&self, _request: SilentRequest) -> Result<TokenResult, Error> {
        Err(missing())
    }

    /// Signs a user in with the [`Browser`](crate::Browser).
    pub async fn acquire_interactive(&self, _request: InteractiveRequest) -> Result<TokenResult, Error> {
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

    /// Asks for a code that the user enters on another device.
    pub async fn start_device_code(&self, _request: DeviceCodeRequest) -> Result<DeviceCode, Error> {
        Err(missing())
    }

    /// Polls until the user has signed in, refused, or the code has expired.
    pub async fn finish_device_code(&self, _code: &DeviceCode, _cancel: &Cancellation) -> Result<TokenResult, Error> {
        Err(missing())
    }

    /// Signs a managed user in by name and password.
    pub async fn acquire_by_password(&self, _request: PasswordRequest) -> Result<TokenResult, Error> {
        Err(missing())
    }

    /// Signs a federated user in by his Kerberos ticket.
    pub async fn acquire_by_integrated_windows(
        &self,
        _request: IntegratedWindowsRequest,
    ) -> Result<TokenResult, Error> {
        Err(missing())
    }

    /// Takes over a refresh token that another library got for this client id.
    pub async fn acquire_by_refresh_token(&self, _request: RefreshTokenRequest) -> Result<TokenResult, Error> {
        Err(missing())
    }

    /// The users whose tokens are in the cache.
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

    /// The cache as JSON of the unified schema. It holds secrets.
    pub async fn export_cache(&self) -> Result<String, Error> {
        Err(missing())
    }

    /// Replaces the cache.
    pub async fn import_cache(&self, _json: &str) -> Result<(), Error> {
        Err(missing())
    }
}
