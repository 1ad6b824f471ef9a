use std::fmt;

use async_trait::async_trait;
use url::Url;

/// Lets the user sign in and catches the answer of the authorize endpoint.
#[async_trait]
pub trait Browser: Send + Sync {
    /// The redirect URI of the next sign-in; `configured` is the client's own, if it has one.
    ///
    /// A loopback listener opens its port here and names it. By default the configured one is used as it is, else
    /// `http://localhost`.
    async fn redirect_uri(&self, configured: Option<&str>) -> Result<String, BrowserError> {
        Ok(configured.unwrap_or("http://localhost").to_owned())
    }

    /// Opens `url` and waits until the browser arrives at `redirect_uri`, by GET or, with
    /// `response_mode=form_post`, by POST. Returns the parameters that arrived.
    async fn open(&self, url: &Url, redirect_uri: &str) -> Result<AuthResponse, BrowserError>;
}

/// Why there is no answer from the browser.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BrowserError {
    /// The user gave up.
    #[error("the user cancelled the sign-in")]
    Cancelled,
    /// Nothing came in time.
    #[error("no answer from the browser in time")]
    TimedOut,
    /// It couldn't be opened, or the listener failed.
    #[error("{0}")]
    Failed(String),
}

/// What the authorize endpoint sent to the redirect URI: `code` and `state`, or `error`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AuthResponse(Vec<(String, String)>);

impl AuthResponse {
    /// From decoded parameters.
    pub fn from_pairs<K: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// From the address the browser was sent to: its query, or its fragment where there is no query.
    pub fn from_redirect(url: &Url) -> Self {
        let text = url.query().or(url.fragment()).unwrap_or_default();
        Self::from_form(text.as_bytes())
    }

    /// From the body of a `form_post`.
    pub fn from_form(body: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(body).into_owned().collect())
    }

    /// A parameter, if it came exactly once and isn't empty.
    pub(crate) fn single(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let first = values.next().filter(|value| !value.is_empty())?;
        values.next().is_none().then_some(first)
    }
}

impl fmt::Debug for AuthResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.0.iter().map(|(name, _)| name).collect();
        f.debug_tuple("AuthResponse").field(&names).finish()
    }
}
