use std::{fmt, sync::Arc};

use super::{
    builder::{ClientBuilder, Settings},
    inner::Inner,
};
use crate::{
    Account, AuthCodeFlow, AuthCodeUrlRequest, AuthResponse, ClientCredentialsRequest, CodeRequest, Credential, Error,
    OnBehalfOfRequest, RefreshTokenRequest, SilentRequest, TokenResult,
};

/// A client with a credential: web app, web API, daemon. Cheap to clone; clones share the caches.
///
/// Users' tokens and the application's own live in two caches.
///
/// ```
/// use pretenant_client::{ConfidentialClient, Credential};
///
/// let client = ConfidentialClient::builder("00000000-0000-0000-0000-000000000002", Credential::secret("s3cret"))
///     .authority("https://login.microsoftonline.com/contoso.onmicrosoft.com")
///     .redirect_uri("https://app.contoso.example/signin-oidc")
///     .capabilities(["cp1"])
///     .build()?;
/// # Ok::<(), pretenant_client::Error>(())
/// ```
#[derive(Clone)]
pub struct ConfidentialClient {
    inner: Arc<Inner>,
}

impl fmt::Debug for ConfidentialClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.describe(f, "ConfidentialClient")
    }
}

impl ConfidentialClient {
    /// Begins to build one.
    pub fn builder(client_id: impl Into<String>, credential: Credential) -> ClientBuilder<Self> {
        ClientBuilder::new(client_id.into(), Some(credential))
    }

    pub(super) fn from_settings(settings: Settings) -> Result<Self, Error> {
        Ok(Self { inner: Inner::new(settings)? })
    }

    /// A user's token from the cache, or by his refresh token.
    pub async fn acquire_silent(&self, request: SilentRequest) -> Result<TokenResult, Error> {
        self.inner.acquire_silent(request).await
    }

    /// A token for the application itself: from the app cache, else from the service.
    ///
    /// ```no_run
    /// # async fn example(client: pretenant_client::ConfidentialClient) -> Result<(), pretenant_client::Error> {
    /// use pretenant_client::ClientCredentialsRequest;
    ///
    /// let request = ClientCredentialsRequest::new(["https://graph.microsoft.com/.default"]);
    /// let result = client.acquire_for_client(request).await?;
    /// assert!(result.account.is_none());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn acquire_for_client(&self, request: ClientCredentialsRequest) -> Result<TokenResult, Error> {
        self.inner.acquire_for_client(request).await
    }

    /// A token for another API on behalf of the user who called this one.
    ///
    /// ```no_run
    /// # async fn example(
    /// #     client: pretenant_client::ConfidentialClient, incoming: &str,
    /// # ) -> Result<(), pretenant_client::Error> {
    /// use pretenant_client::{Error, OnBehalfOfRequest};
    ///
    /// let request = OnBehalfOfRequest::new(["https://graph.microsoft.com/User.Read"], incoming);
    /// match client.acquire_on_behalf_of(request).await {
    ///     Ok(result) => println!("for {:?}", result.unique_id),
    ///     // the caller has to satisfy it: it goes back to him with a 401
    ///     Err(Error::UiRequired(ui)) => println!("challenge: {:?}", ui.response.claims),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn acquire_on_behalf_of(&self, request: OnBehalfOfRequest) -> Result<TokenResult, Error> {
        self.inner.acquire_on_behalf_of(request).await
    }

    /// The address to send a user to, with fresh state, nonce and PKCE challenge.
    ///
    /// ```no_run
    /// # async fn example(
    /// #     client: pretenant_client::ConfidentialClient, query_of_the_redirect: &str,
    /// # ) -> Result<(), pretenant_client::Error> {
    /// use pretenant_client::{AuthCodeUrlRequest, AuthResponse};
    ///
    /// // first request: keep `flow` in the session, send the browser to `flow.url`
    /// let flow = client.auth_code_url(AuthCodeUrlRequest::new(["User.Read"])).await?;
    /// // second request, at the redirect URI
    /// let answer = AuthResponse::from_form(query_of_the_redirect.as_bytes());
    /// let result = client.acquire_by_code(&flow, &answer).await?;
    /// # Ok(())
    /// # }
    /// ```
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

    /// Takes over a refresh token that another library got for this client id.
    pub async fn acquire_by_refresh_token(&self, request: RefreshTokenRequest) -> Result<TokenResult, Error> {
        self.inner.acquire_by_refresh_token(request).await
    }

    /// The users whose tokens are in the user cache.
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

    /// Both caches as one JSON of the unified schema. It holds secrets.
    pub async fn export_cache(&self) -> Result<String, Error> {
        self.inner.export_cache().await
    }

    /// Replaces both caches: what belongs to no user goes to the app cache.
    pub async fn import_cache(&self, json: &str) -> Result<(), Error> {
        self.inner.import_cache(json).await
    }
}
