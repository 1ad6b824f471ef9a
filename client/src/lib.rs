//! An auth client for the Microsoft identity platform: acquires and caches tokens as the MSAL documentation promises.
//!
//! Two clients: a [`PublicClient`] (desktop, command line, device: no secret) and a [`ConfidentialClient`] (web app,
//! web API, daemon: with a [`Credential`]). Each acquisition takes a request and returns a [`TokenResult`] or a typed
//! [`Error`]. The pattern is to go silent first, and to sign the user in when that says so:
//!
//! ```no_run
//! # async fn example() -> Result<(), pretenant_client::Error> {
//! use pretenant_client::{DeviceCodeRequest, Cancellation, Error, PublicClient, SilentRequest};
//!
//! let client = PublicClient::builder("00000000-0000-0000-0000-000000000001")
//!     .authority("https://login.microsoftonline.com/organizations")
//!     .build()?;
//!
//! let mut request = SilentRequest::new(["User.Read"]);
//! if let Some(account) = client.accounts().await?.first() {
//!     request = request.account(account);
//! }
//! let result = match client.acquire_silent(request).await {
//!     Err(Error::UiRequired(_)) => {
//!         let code = client.start_device_code(DeviceCodeRequest::new(["User.Read"])).await?;
//!         println!("{}", code.message);
//!         client.finish_device_code(&code, &Cancellation::new()).await?
//!     }
//!     other => other?,
//! };
//! println!("good until {}", result.expires_on);
//! # Ok(())
//! # }
//! ```
//!
//! | flow | call |
//! |---|---|
//! | silent | [`acquire_silent`](PublicClient::acquire_silent) |
//! | browser on this machine | [`acquire_interactive`](PublicClient::acquire_interactive) |
//! | authorization code of a web app | [`auth_code_url`](ConfidentialClient::auth_code_url), then [`acquire_by_code`](ConfidentialClient::acquire_by_code) |
//! | device code | [`start_device_code`](PublicClient::start_device_code), then [`finish_device_code`](PublicClient::finish_device_code) |
//! | name and password | [`acquire_by_password`](PublicClient::acquire_by_password) |
//! | the application itself | [`acquire_for_client`](ConfidentialClient::acquire_for_client) |
//! | on behalf of a user | [`acquire_on_behalf_of`](ConfidentialClient::acquire_on_behalf_of) |
//!
//! Everything outside is injected: [`Transport`], [`Clock`], [`Random`], [`Browser`], [`CacheStore`]. With the same
//! answers, clock and random numbers the client sends the same requests in the same order. It needs no particular
//! runtime; the default transport and clock (features `reqwest`, `system`) need tokio's.

#![forbid(unsafe_code)]

mod account;
mod authority;
mod cache;
mod claims;
mod client;
mod credential;
mod environment;
mod error;
mod flow;
mod pkce;
mod policy;
mod request;
mod result;
mod scopes;
mod secret;
mod single_flight;
mod telemetry;
mod throttle;
mod wire;

pub use account::{Account, TenantProfile};
pub use cache::{CacheAccess, CacheKind, CacheStore, Contents, FileStore, MemoryStore, StoreError, StoreSession};
pub use client::{ClientBuilder, ConfidentialClient, PublicClient};
pub use credential::{AssertionAlgorithm, AssertionContext, AssertionProvider, Certificate, Credential};
#[cfg(feature = "reqwest")]
pub use environment::HttpsTransport;
#[cfg(feature = "browser")]
pub use environment::SystemBrowser;
pub use environment::{
    AuthResponse, Browser, BrowserError, Clock, HttpRequest, HttpResponse, Random, Transport, TransportError,
    TransportErrorKind,
};
#[cfg(feature = "system")]
pub use environment::{SystemClock, SystemRandom};
pub use error::{Classification, ClientError, ClientErrorKind, Error, OAuthError, ServiceError, UiRequired};
pub use request::{
    AuthCodeFlow, AuthCodeUrlRequest, Cancellation, ClientCredentialsRequest, CodeRequest, DeviceCode,
    DeviceCodeRequest, IntegratedWindowsRequest, InteractiveRequest, OnBehalfOfRequest, PasswordRequest, Prompt,
    RefreshTokenRequest, ResponseMode, SilentRequest,
};
pub use result::{IdToken, RefreshReason, TokenResult, TokenSource};
pub use scopes::Scopes;
pub use secret::Secret;
