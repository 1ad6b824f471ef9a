use std::{fmt, sync::Arc};

use super::{
    builder::{ClientBuilder, Settings},
    inner::Inner,
};
use crate::{
    Account, AuthCodeFlow, AuthCodeUrlRequest, AuthResponse, Cancellation, CodeRequest, DeviceCode, DeviceCodeRequest,
    Error, IntegratedWindowsRequest, InteractiveRequest, PasswordRequest, RefreshTokenRequest, SilentRequest,
    TokenResult,
};

/// A client that can't keep a secret: desktop, mobile, command line, device. Cheap to clone; clones share the cache.
#[derive(Clone)]
pub struct PublicClient {
    inner: Arc<Inner>,
}

impl fmt::Debug for PublicClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.describe(f, "PublicClient")
    }
}

impl PublicClient {
    /// Begins to build one.
    pub fn builder(client_id: impl Into<String>) -> ClientBuilder<Self> {
        ClientBuilder::new(client_id.into(), None)
    }

    pub(super) fn from_settings(settings: Settings) -> Result<Self, Error> {
        Ok(Self { inner: Inner::new(settings)? })
    }

    /// A token from the cache, or by the user's refresh token.
    ///
    /// ```no_run
    /// # async fn example(client: pretenant_client::PublicClient) -> Result<(), pretenant_client::Error> {
    /// use pretenant_client::SilentRequest;
    ///
    /// let accounts = client.accounts().await?;
    /// if let Some(account) = accounts.iter().find(|account| account.username == "ada@contoso.example") {
    ///     let result = client.acquire_silent(SilentRequest::new(["User.Read"]).account(account)).await?;
    ///     println!("{:?}, good until {}", result.source, result.expires_on);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn acquire_silent(&self, request: SilentRequest) -> Result<TokenResult, Error> {
        self.inner.acquire_silent(request).await
    }

    /// Signs a user in with the [`Browser`](crate::Browser).
    ///
    /// ```no_run
    /// # async fn example(client: pretenant_client::PublicClient) -> Result<(), pretenant_client::Error> {
    /// use pretenant_client::{InteractiveRequest, Prompt};
    ///
    /// let request = InteractiveRequest::new(["User.Read"]).prompt(Prompt::SelectAccount);
    /// let result = client.acquire_interactive(request).await?;
    /// println!("signed in: {:?}", result.account);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn acquire_interactive(&self, request: InteractiveRequest) -> Result<TokenResult, Error> {
        self.inner.acquire_interactive(request).await
    }

    /// The address to send a user to, with fresh state, nonce and PKCE challenge.
    pub async fn auth_code_url(&self, request: AuthCodeUrlRequest) -> Result<AuthCodeFlow, Error> {
        self.inner.auth_code_url(request).await
    }

    /// Checks the answer of the authorize endpoint and redeems its code. Never answered from the cache.
    pub async fn acquire_by_code(&self, flow: &AuthCodeFlow, answer: &AuthResponse) -> Result<TokenResult, Error> {
        self.inner.acquire_by_code(flow, answer).await
    }

    /// Redeems a code that the caller got and checked himself.
    pub async fn redeem_code(&self, request: CodeRequest) -> Result<TokenResult, Error> {
        self.inner.redeem_code(request).await
    }

    /// Asks for a code that the user enters on another device.
    ///
    /// ```no_run
    /// # async fn example(client: pretenant_client::PublicClient) -> Result<(), pretenant_client::Error> {
    /// use pretenant_client::{Cancellation, DeviceCodeRequest};
    ///
    /// let code = client.start_device_code(DeviceCodeRequest::new(["User.Read"])).await?;
    /// println!("{}", code.message);
    /// let result = client.finish_device_code(&code, &Cancellation::new()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn start_device_code(&self, request: DeviceCodeRequest) -> Result<DeviceCode, Error> {
        self.inner.start_device_code(request).await
    }

    /// Polls until the user has signed in, refused, or the code has expired.
    pub async fn finish_device_code(&self, code: &DeviceCode, cancel: &Cancellation) -> Result<TokenResult, Error> {
        self.inner.finish_device_code(code, cancel).await
    }

    /// Signs a managed user in by name and password.
    ///
    /// ```no_run
    /// # async fn example(client: pretenant_client::PublicClient) -> Result<(), pretenant_client::Error> {
    /// use pretenant_client::PasswordRequest;
    ///
    /// let request = PasswordRequest::new(["User.Read"], "ada@contoso.example", "correct horse");
    /// let result = client.acquire_by_password(request).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn acquire_by_password(&self, request: PasswordRequest) -> Result<TokenResult, Error> {
        self.inner.acquire_by_password(request).await
    }

    /// Signs a federated user in by his Kerberos ticket.
    pub async fn acquire_by_integrated_windows(&self, request: IntegratedWindowsRequest) -> Result<TokenResult, Error> {
        self.inner.acquire_by_integrated_windows(request).await
    }

    /// Takes over a refresh token that another library got for this client id.
    pub async fn acquire_by_refresh_token(&self, request: RefreshTokenRequest) -> Result<TokenResult, Error> {
        self.inner.acquire_by_refresh_token(request).await
    }

    /// The users whose tokens are in the cache.
    pub async fn accounts(&self) -> Result<Vec<Account>, Error> {
        self.inner.accounts().await
    }

    /// The user with this home account id.
    pub async fn account(&self, home_account_id: &str) -> Result<Option<Account>, Error> {
        self.inner.account(home_account_id).await
    }

    /// Forgets a user's tokens, without asking anybody. The browser's session stays.
    pub async fn remove_account(&self, account: &Account) -> Result<(), Error> {
        self.inner.remove_account(account).await
    }

    /// The cache as JSON of the unified schema. It holds secrets.
    pub async fn export_cache(&self) -> Result<String, Error> {
        self.inner.export_cache().await
    }

    /// Replaces the cache.
    pub async fn import_cache(&self, json: &str) -> Result<(), Error> {
        self.inner.import_cache(json).await
    }
}
